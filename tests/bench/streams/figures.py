"""Figures from runs, each with its spread over the rounds, beside its aim."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """A value of each round; `at_most` is its aim."""

    values: Sequence[float]
    form: str = ".1f"
    at_most: float | None = None

    def __str__(self) -> str:
        """The median, the spread in brackets, and whether the aim is met."""
        low, high, middle = min(self.values), max(self.values), median(self.values)
        spread = f" ({low:{self.form}} to {high:{self.form}})" if len(self.values) > 1 else ""
        if self.at_most is None:
            return f"{middle:{self.form}}{spread}"
        verdict = "met" if round(middle, 2) <= self.at_most else "**not met**"
        return f"{middle:{self.form}}{spread}; aim {self.at_most:g}: {verdict}"


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of them don't exceed; 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(title: str, columns: Sequence[str], rows: Mapping[str, Sequence[Figure | None]]) -> str:
    """Plain text that is Markdown as well."""
    lines = [f"### {title}", "", f"| | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for name, figures in rows.items():
        cells = " | ".join("" if figure is None else str(figure) for figure in figures)
        lines.append(f"| {name} | {cells} |")
    return "\n".join([*lines, ""])
