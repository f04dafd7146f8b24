"""A chart on a page: Plotly, loaded when it is needed, in the page's colours and words."""

from typing import Any

import reflex as rx
from reflex.vars import Var, VarData
from reflex_components_plotly.plotly import PlotlyCartesian

from aics_app.ui.i18n import Lang, t
from aics_app.ui.local import labels

SCRIPT = "$/public/chart.js"
DATES = ("year", "month", "dayMonth", "dayMonthYear", "date")


class Plot(PlotlyCartesian):
    """Draws a figure of `drawing`. It has no template of Plotly's: all colours come from the theme."""

    data: Var[dict[str, Any]]


def plot(figure: Var[dict[str, Any]], on_press: object, *, across: int = 0) -> rx.Component:
    """`on_press` gets the place of the row behind a mark; `across` is how many marks a row has, if many."""
    return Plot.create(
        data=_drawn(figure),
        template=None,
        on_click=lambda points: on_press(_pressed(points, across)),
        use_resize_handler=True,
        style={"width": "100%", "height": "100%"},
    )


def _pressed(points: Var, across: int) -> Var[int]:
    """The row that a pressed mark stands for."""
    own = VarData(imports={SCRIPT: [rx.ImportVar(tag="placeOf")]})
    data = VarData.merge(points._get_all_var_data(), own)  # noqa: SLF001 - Reflex hands it on in no other way
    return Var(f"placeOf({points!s}, {across})", _var_type=int, _var_data=data)


def _drawn(figure: Var[dict[str, Any]]) -> Var[dict[str, Any]]:
    """The figure as it looks here and now."""
    formats, locale = labels(**{name: t(f"stats.plot.{name}") for name in DATES}), Lang.code
    own = VarData(
        imports={SCRIPT: [rx.ImportVar(tag="drawn"), rx.ImportVar(tag="usePalette")]},
        hooks={"const palette = usePalette();": None},
    )
    parts = (one._get_all_var_data() for one in (figure, formats, locale))  # noqa: SLF001 - as above
    return Var(
        f"drawn({figure!s}, {formats!s}, palette, {locale!s})",
        _var_type=dict,
        _var_data=VarData.merge(*parts, own),
    )
