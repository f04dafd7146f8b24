"""The report as lines of text."""

from collections.abc import Iterator

from aics_app.knowledge.understanding.evaluation.measures import AnswerFigures, IntentFigures, Report


def lines(report: Report) -> Iterator[str]:
    """Every figure with its n."""
    yield "intents: accuracy, macro F1, out-of-scope recall"
    for language, figures in report.intents.items():
        yield (
            f"  {language}  {_percent(figures.accuracy)}  {_percent(figures.macro_f1)}"
            f"  {_percent(figures.out_of_scope_recall)}  n={figures.n}"
        )
        yield from _details(figures)
    yield "wish for a person: precision, recall"
    for language, wishes in report.wishes.items():
        yield f"  {language}  {_percent(wishes.precision)}  {_percent(wishes.recall)}  n={wishes.n}"
        yield from (f"      wrong: {text}" for text in wishes.wrong)
    yield "answers: hits@1, hits@3; answered right, answered wrong, asked back, refused"
    for (kind, language), answers in report.answers.items():
        yield f"  {kind:<9}{language}  {_answers(answers)}  n={answers.n}"
    yield f"one message: p50 {report.p50_ms:.1f} ms, p95 {report.p95_ms:.1f} ms"


def _details(figures: IntentFigures) -> Iterator[str]:
    low_first = sorted(figures.by_intent.items(), key=lambda pair: pair[1])
    yield "      " + "  ".join(f"{name} {_percent(right)}" for name, right in low_first)
    yield from (f"      {count} × {wanted} taken for {taken}" for wanted, taken, count in figures.confused)
    said = (
        f"{_percent(sure)} sure, {_percent(right)} right (n={n})" for sure, right, n in figures.calibration
    )
    yield "      " + "; ".join(said)


def _answers(figures: AnswerFigures) -> str:
    hits = (figures.hits_at_1, figures.hits_at_3)
    found = "  ".join("    –" if hit is None else _percent(hit) for hit in hits)
    shares = (figures.answered_right, figures.answered_wrong, figures.asked_back, figures.refused)
    return f"{found};  " + "  ".join(map(_percent, shares))


def _percent(share: float) -> str:
    return f"{share * 100:5.1f}%"
