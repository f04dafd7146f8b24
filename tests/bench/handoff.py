"""How people talk to people: from the queue to the claim, and from one screen to the other.

./aics bench handoff                       200 customers, 20 agents, 50 messages a second: about ten minutes
./aics bench handoff --quick               20 customers and 4 agents, to see that it works
./aics bench handoff --rounds 3 --rate 100 --processes one --ways pages

One process stands on SQLite alone; two stand on MariaDB and Redis, half of everybody at each. `pages` are
browsers' sockets; `sse` are programs that post over the API and hear by events; `relay` is the baseline, a
bare websocket in FastAPI that stores each message in the same database and pushes it. Times are never
asserted: the status is 1 only when messages were lost, doubled or refused.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from tests.bench.streams.figures import Figure, quantile, table
from tests.bench.talks.runs import PROCESSES, Broken, Plan, Run, measured
from tests.processes import ServerDidNotStart

WAYS = {"relay": "baseline: bare websocket", "pages": "pages", "sse": "API and SSE"}
ALONE = 20
"""So many ask for a person one after the other, before all others do at once."""
DELIVERY_AIM_MS = 150.0

Rounds = dict[str, list[Run]]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 0 when nothing is broken."""
    asked = _asked(argv)
    plan = Plan(asked.customers, asked.agents, asked.rate, asked.seconds)
    every: list[Run] = []
    try:
        for processes in asked.processes:
            rounds: Rounds = {way: [] for way in asked.ways}
            for number in range(asked.rounds):
                for way in asked.ways:
                    say(f"round {number + 1} of {asked.rounds}, {processes}, {way} …")
                    rounds[way].append(measured(way, processes, plan))
                    every.append(rounds[way][-1])
            say(_table(processes, plan, rounds))
    except (Broken, ServerDidNotStart) as fault:
        say(f"broken: {fault}")
        return 1
    return _verdict(every)


def say(text: str) -> None:
    """One line or many."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _asked(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./aics bench handoff",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    plan = Plan()
    parser.add_argument("--customers", type=int, default=plan.customers)
    parser.add_argument("--agents", type=int, default=plan.agents)
    parser.add_argument("--rate", type=float, default=plan.rate, help="messages a second; default: 50")
    parser.add_argument(
        "--seconds", type=float, default=plan.seconds, help="how long people talk; default: 30"
    )
    parser.add_argument("--rounds", type=int, default=1, help="how often all is measured; default: 1")
    parser.add_argument(
        "--processes", type=_words(PROCESSES), default=list(PROCESSES), help="default: one,two"
    )
    parser.add_argument("--ways", type=_words(WAYS), default=list(WAYS), help="default: relay,pages,sse")
    parser.add_argument("--quick", action="store_true", help="20 customers, 4 agents, 10 seconds")
    asked = parser.parse_args(argv)
    if asked.quick:
        asked.customers, asked.agents, asked.seconds = 20, 4, 10.0
    return asked


def _words(known: dict[str, object]) -> Callable[[str], list[str]]:
    def of(text: str) -> list[str]:
        words = text.split(",")
        if not set(words) <= set(known):
            raise argparse.ArgumentTypeError(f"choose from {', '.join(known)}")
        return words

    return of


def _table(processes: str, plan: Plan, rounds: Rounds) -> str:
    where = "one process, SQLite" if processes == "one" else "two processes, MariaDB and Redis"
    title = f"{where}: {plan.customers} customers, {plan.agents} agents, {plan.rate:g} messages a second"
    rows = {
        "messages a second, as sent": _row(rounds, lambda run, _: run.per_s),
        "messages lost": _row(rounds, lambda run, _: run.lost, ".0f", aim=0),
        "messages doubled": _row(rounds, lambda run, _: run.doubled, ".0f", aim=0),
        "delivery p50, ms": _row(rounds, lambda run, _: _delay(run, 0.5)),
        "delivery p95, ms": _row(rounds, lambda run, _: _delay(run, 0.95), aim=DELIVERY_AIM_MS),
        "delivery p99, ms": _row(rounds, lambda run, _: _delay(run, 0.99)),
        "delivery p95, times the baseline's": _row(rounds, _times(lambda run: _delay(run, 0.95)), ".2f"),
        "CPU for 1,000 messages, ms": _row(rounds, lambda run, _: run.cpu_ms_per_1000, ".0f"),
        "CPU, times the baseline's": _row(rounds, _times(lambda run: run.cpu_ms_per_1000), ".2f"),
        "memory of an open chat, KB": _row(rounds, lambda run, _: 1000 * run.memory_mb, ".0f"),
        "queue to claim, one by one, p50, s": _row(rounds, lambda run, _: _wait(run, 0.5, alone=True), ".2f"),
        "queue to claim, one by one, p95, s": _row(
            rounds, lambda run, _: _wait(run, 0.95, alone=True), ".2f"
        ),
        "queue to claim, all at once, p50, s": _row(rounds, lambda run, _: _wait(run, 0.5), ".2f"),
        "queue to claim, all at once, p95, s": _row(rounds, lambda run, _: _wait(run, 0.95), ".2f"),
        "the load's own CPU, of a core": _row(rounds, lambda run, _: _load(run), ".2f"),
    }
    return table(title, [WAYS[way] for way in rounds], rows)


Measure = Callable[[Run, Run | None], float | None]
"""Of a run, and of the baseline's run in the same round."""


def _row(
    rounds: Rounds, measure: Measure, form: str = ".1f", aim: float | None = None
) -> list[Figure | None]:
    figures: list[Figure | None] = []
    for way, runs in rounds.items():
        floors = rounds.get("relay", [None] * len(runs))
        values = [measure(run, floor) for run, floor in zip(runs, floors, strict=True)]
        known = [value for value in values if value is not None]
        figures.append(Figure(known, form, aim if way != "relay" else None) if known else None)
    return figures


def _delay(run: Run, share: float) -> float:
    return quantile(run.told["delays_ms"], share)


def _times(measure: Callable[[Run], float]) -> Measure:
    return lambda run, floor: measure(run) / measure(floor) if floor and floor is not run else None


def _wait(run: Run, share: float, *, alone: bool = False) -> float | None:
    waits = run.told.get("waits_s", ())
    own = waits[:ALONE] if alone else waits[ALONE:]
    return quantile(own, share) if own else None


def _load(run: Run) -> float:
    return float(run.told["talk"]["cpu_s"] / run.told["talk"]["s"])


def _verdict(every: Sequence[Run]) -> int:
    sent, lost = sum(run.told["sent"] for run in every), sum(run.lost for run in every)
    doubled, refused = sum(run.doubled for run in every), sum(run.told["refused"] for run in every)
    say(f"{sent} messages: {lost} lost, {doubled} doubled, {refused} refused")
    return 1 if lost or doubled or refused else 0


if __name__ == "__main__":
    sys.exit(main())
