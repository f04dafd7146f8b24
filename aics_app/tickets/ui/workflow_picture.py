"""The workflow as a picture: where the boxes stand and how the arrows go. CSS gives the colours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aics_app.tickets.models import Category
from aics_app.tickets.rules.definition import Document

WIDE, HIGH = 164, 46
GAP_X, GAP_Y = 76, 26
MARGIN = 34
LOOP = 34
"""How far an arrow between boxes of one column swings out."""
SPREAD = 9
"""Arrows that leave or reach one side of a box stand so far apart."""
_COLUMNS = tuple(Category)


@dataclass
class NodeView:
    """A status: its box, top left."""

    word: str
    zh: str
    en: str
    category: str
    x: float = 0
    y: float = 0


@dataclass
class EdgeView:
    """A way: the path of its arrow."""

    key: str
    path: str


@dataclass
class Picture:
    """All of it, in user units of the drawing."""

    nodes: list[NodeView] = field(default_factory=list)
    edges: list[EdgeView] = field(default_factory=list)
    view: str = "0 0 100 100"
    width: float = 100


def picture_of(document: Document) -> Picture:
    """Open statuses left, resolved right, paused between and below, out of the way of arrows across."""
    columns = _by_category(document)
    sides = max(len(columns[Category.OPEN]), len(columns[Category.RESOLVED]))
    nodes: dict[str, NodeView] = {}
    for number, category in enumerate(one for one in _COLUMNS if columns[one]):
        top = sides if category == Category.PAUSED else 0
        for row, one in enumerate(columns[category]):
            names = one["names"]
            node = NodeView(one["word"], names["zh"] or one["word"], names["en"] or one["word"], category)
            node.x = MARGIN + number * (WIDE + GAP_X)
            node.y = MARGIN + (top + row) * (HIGH + GAP_Y)
            nodes[one["word"]] = node
    ways = [
        (nodes[way["source"]], nodes[way["target"]])
        for way in document["transitions"]
        if way["source"] in nodes and way["target"] in nodes and way["source"] != way["target"]
    ]
    width = max((node.x for node in nodes.values()), default=0) + WIDE + MARGIN
    height = max((node.y for node in nodes.values()), default=0) + HIGH + MARGIN / 2
    return Picture(list(nodes.values()), _edges(ways), f"0 0 {width:g} {height:g}", width)


def _by_category(document: Document) -> dict[Category, list[dict[str, Any]]]:
    statuses = document["statuses"]
    return {one: [status for status in statuses if status["category"] == one] for one in _COLUMNS}


def _edges(ways: Sequence[tuple[NodeView, NodeView]]) -> list[EdgeView]:
    """Each arrow has a place of its own on the side of the box that it leaves and of that it reaches."""
    ends: dict[tuple[str, str], list[str]] = {}
    for source, target in ways:
        key = f"{source.word}>{target.word}"
        ends.setdefault((source.word, _side(source, target)), []).append(key)
        ends.setdefault((target.word, _side(target, source)), []).append(key)
    return [_edge(source, target, ends) for source, target in ways]


def _side(one: NodeView, other: NodeView) -> str:
    """The side of `one` that looks at the other; within a column arrows go along the left."""
    return "right" if other.x > one.x else "left"


def _edge(source: NodeView, target: NodeView, ends: dict[tuple[str, str], list[str]]) -> EdgeView:
    key = f"{source.word}>{target.word}"
    from_x, from_y, out = _end(source, _side(source, target), key, ends)
    to_x, to_y, back = _end(target, _side(target, source), key, ends)
    reach = LOOP if source.x == target.x else abs(to_x - from_x) / 2
    path = (
        f"M {from_x:g} {from_y:g} C {from_x + out * reach:g} {from_y:g} "
        f"{to_x + back * reach:g} {to_y:g} {to_x:g} {to_y:g}"
    )
    return EdgeView(key, path)


def _end(
    node: NodeView, side: str, key: str, ends: dict[tuple[str, str], list[str]]
) -> tuple[float, float, int]:
    keys = ends[node.word, side]
    spread = min(SPREAD, (HIGH - 8) / max(1, len(keys)))
    y = node.y + HIGH / 2 + (keys.index(key) - (len(keys) - 1) / 2) * spread
    return (node.x + WIDE, y, 1) if side == "right" else (node.x, y, -1)
