"""The picture on the page: boxes for statuses, arrows for ways."""

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.models import Category
from aics_app.tickets.ui.workflow import WorkflowState
from aics_app.tickets.ui.workflow_picture import HIGH, WIDE, EdgeView, NodeView
from aics_app.ui.i18n import Lang, t

ICONS = {Category.OPEN: "circle-dot", Category.PAUSED: "circle-pause", Category.RESOLVED: "circle-check"}
ARROW = "wf-arrow"


def picture() -> rx.Component:
    """It may be wider than a phone, and then is moved by finger or keys."""
    drawn = WorkflowState.drawing.picture
    svg = rx.el.svg(
        rx.el.svg.title(t("workflow.picture")),
        rx.el.svg.defs(
            rx.el.svg.marker(
                rx.el.svg.path(d="M 0 0 L 8 4 L 0 8 z", class_name="wf-head"),
                id=ARROW,
                view_box="0 0 8 8",
                ref_x="7",
                ref_y="4",
                marker_width="7",
                marker_height="7",
                orient="auto-start-reverse",
            )
        ),
        rx.foreach(drawn.edges, _edge),
        rx.foreach(drawn.nodes, _node),
        view_box=drawn.view,
        role="img",
        class_name="wf-svg",
        style={"minWidth": drawn.width.to_string() + "px"},
    )
    legend = (
        rx.el.span(rx.icon(icon, size=14), t(f"workflow.category_{word}"), class_name=f"wf-mean wf-{word}")
        for word, icon in ICONS.items()
    )
    return rx.el.figure(
        rx.box(svg, class_name="wf-scroll", tab_index=0, role="group", aria_label=t("workflow.picture")),
        rx.el.figcaption(*legend, class_name="wf-legend"),
        class_name="wf-figure",
        data_testid="workflow-picture",
    )


def _edge(edge: Var[EdgeView]) -> rx.Component:
    return rx.el.svg.path(
        d=edge.path, class_name="wf-edge", custom_attrs={"markerEnd": f"url(#{ARROW})"}, key=edge.key
    )


def _node(node: Var[NodeView]) -> rx.Component:
    name = rx.cond(Lang.code == "en", node.en, node.zh)
    return rx.el.svg.g(
        rx.el.svg.rect(x=0, y=0, width=WIDE, height=HIGH, rx=10, class_name="wf-box"),
        rx.el.svg.rect(x=0, y=0, width=6, height=HIGH, rx=3, class_name="wf-edge-of-box"),
        rx.el.svg.text(name, x=WIDE // 2 + 2, y=20, text_anchor="middle", class_name="wf-name"),
        rx.el.svg.text(node.word, x=WIDE // 2 + 2, y=36, text_anchor="middle", class_name="wf-word"),
        transform="translate(" + node.x.to_string() + "," + node.y.to_string() + ")",
        class_name="wf-node wf-" + node.category,
        key=node.word,
    )
