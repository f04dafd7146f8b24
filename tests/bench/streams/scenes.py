"""What was measured with one number of customers, as a table."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.streams.figures import Figure, quantile, table
from tests.bench.streams.runs import Rate, Run

WAYS = ("sse", "pages")
COLUMNS = {"floor": "floor: bare `ollama` client", "sse": "SSE", "pages": "pages"}

FLUSH_MS = 80.0
CPU_AIMS = {"sse": 1.6, "pages": 2.2}
FIRST_AIMS = {"sse": 15.0, "pages": FLUSH_MS + 20}
BYTES_AIM = 100.0
FIRST_AIM_AT = 50
"""Customers at whom the added delay of the first token has its aim."""

Measure = Callable[[Run, Run], float]
"""Of a run, and of the floor's run in the same round."""


@dataclass
class Scene:
    """All rounds with so many customers at once."""

    customers: int
    rounds: list[dict[str, Run]] = field(default_factory=list)

    def table(self, rate: Rate) -> str:
        """Rows of figures, a column for each way."""
        title = (
            f"{self.customers} at once: {rate.tokens} tokens an answer, {rate.per_s:g} a second, "
            f"{1000 * rate.first_s:.0f} ms before the first"
        )
        first = FIRST_AIMS if self.customers == FIRST_AIM_AT else {}
        sizes = dict.fromkeys(WAYS, BYTES_AIM)
        rows = {
            "tokens lost": self._row(lambda run, _: run.lost, ".0f", dict.fromkeys(WAYS, 0.0)),
            "first token after the floor's p50, ms": self._row(_later(0.5), aims=first),
            "first token after the floor's p95, ms": self._row(_later(0.95)),
            "token delay p50, ms": self._row(lambda run, _: quantile(run.delays, 0.5), has_floor=True),
            "token delay p95, ms": self._row(lambda run, _: quantile(run.delays, 0.95), has_floor=True),
            "CPU for 1,000 tokens, ms": self._row(lambda run, _: run.cpu_ms_per_1000, ".0f", has_floor=True),
            "CPU, times the floor's": self._row(_times_cpu, ".2f", CPU_AIMS),
            "bytes a token": self._row(lambda run, _: run.bytes_per_answer / rate.tokens, aims=sizes),
            "bytes an answer": self._row(lambda run, _: run.bytes_per_answer, ".0f"),
            "memory at most, MB": self._row(lambda run, _: run.memory_mb, ".0f"),
        }
        return table(title, list(COLUMNS.values()), rows)

    def _row(
        self,
        measure: Measure,
        form: str = ".1f",
        aims: dict[str, float] | None = None,
        *,
        has_floor: bool = False,
    ) -> list[Figure | None]:
        figures: list[Figure | None] = []
        for way in COLUMNS:
            if way == "floor" and not has_floor:
                figures.append(None)
                continue
            values = [measure(one[way], one["floor"]) for one in self.rounds]
            figures.append(Figure(values, form, (aims or {}).get(way)))
        return figures


def _later(share: float) -> Measure:
    return lambda run, floor: quantile(run.first, share) - quantile(floor.first, share)


def _times_cpu(run: Run, floor: Run) -> float:
    return run.cpu_ms_per_1000 / floor.cpu_ms_per_1000
