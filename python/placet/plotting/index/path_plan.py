"""Where the constructs of a path diagram stand, with their indicators beside or below them: in sizes of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .path_columns import Floats, Graph, Layout, cost_of
from .path_routes import SIDES, Place

#: Space between the columns of constructs and between those of a column; where numbers stand on the arrows, and where
#: arrows act on arrows.
GAP, LABELLED, CROWDED = (4.0, 2.4), (5.6, 3.4), (6.5, 5.0)
#: Between a construct and its indicators.
STEM = 1.1
#: Places that are tried for a construct within what is free in its column, and rounds of this.
PLACES, ROUNDS = 9, 3
#: Most of a gap that fills a place that is wider or higher.
WIDER, TALLER = 2.2, 3.0


@dataclass(frozen=True)
class Size:
    """A construct as it is written: width and height of its box and of the list of its indicators, 0 without."""

    box: tuple[float, float]
    items: tuple[float, float]


@dataclass(frozen=True)
class Plan:
    """Boxes of the constructs and of their lists of indicators (left, top, right, bottom), and where these hang.

    Attributes
    ----------
    boxes, lists : array
        One row a construct, from the top down; a list without indicators is its box.
    sides : tuple of str
        "left", "right", "top" or "bottom" of the box.
    columns : Layout
        Which construct stands where.
    """

    boxes: Floats
    lists: Floats
    sides: tuple[str, ...]
    columns: Layout

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of all."""
        both = np.vstack([self.boxes, self.lists])
        return float(both[:, 2].max() - both[:, 0].min()), float(both[:, 3].max() - both[:, 1].min())

    @property
    def obstacles(self) -> Floats:
        """What arrows may not run through."""
        has = (self.lists != self.boxes).any(axis=1)
        lists = self.lists.copy()
        for i, side in enumerate(self.sides):  # with what joins them to their boxes
            here, there = {"left": (2, 0), "bottom": (1, 3), "right": (0, 2), "top": (3, 1)}[side]
            lists[i, here] = self.boxes[i, there]
        return np.vstack([self.boxes, lists[has]])

    def place(self, node: int) -> Place:
        """Where arrows of a construct begin and end."""
        hangs = (self.lists[node] != self.boxes[node]).any()
        free = tuple(side for side in SIDES if not (hangs and side == self.sides[node]))
        left, top, right, bottom = self.boxes[node].tolist()
        return Place((left, top, right, bottom), free, node)


def gaps(*, labelled: bool, crowded: bool) -> tuple[float, float]:
    """Space between columns, and between constructs of a column, that arrows need."""
    return CROWDED if labelled and crowded else LABELLED if labelled or crowded else GAP


def planned(
    graph: Graph, sizes: Sequence[Size], columns: Layout, free: tuple[float, float], *, beside: bool,
    room: tuple[float, float] = (0.0, 0.0), settle: bool = True,
) -> Plan:  # fmt: skip
    """Constructs in these columns, their lists beside the first and the last of these or all below.

    Gaps are `free` between columns and in them, and fill a `room` that is larger than what is needed. Without `settle`
    boxes are spread over their columns.
    """
    sides = _sides(graph, columns, len(sizes), beside=beside)
    reach = np.array([_reach(size, side) for size, side in zip(sizes, sides, strict=True)])
    needs = [reach[list(own)] for own in columns.nodes]
    wide = [(float(own[:, 0].max()), float(own[:, 2].max())) for own in needs]
    gap, between = free
    if len(wide) > 1:
        spare = (room[0] - sum(map(sum, wide))) / (len(wide) - 1)
        gap = float(np.clip(spare, gap, WIDER * gap))
    at, x = [], 0.0
    for left, right in wide:
        at.append(x + left)
        x += left + right + gap
    tall = max(float((own[:, 1] + own[:, 3]).sum()) + between * (len(own) - 1) for own in needs)
    most = max(tall + (TALLER - 1) * between * (len(own) - 1) for own in needs)
    high = max(tall, min(room[1], most))
    y = _heights(graph, columns, reach, np.array(at), high, between, settle=settle)
    middle = np.column_stack([np.array(at)[[columns.column_of()[i] for i in range(len(sizes))]], y])
    half = np.array([size.box for size in sizes]) / 2
    boxes = np.hstack([middle - half, middle + half])
    lists = np.array([_list(box, size, side) for box, size, side in zip(boxes, sizes, sides, strict=True)])
    return Plan(boxes, lists, sides, columns)


def _sides(graph: Graph, columns: Layout, count: int, *, beside: bool) -> tuple[str, ...]:
    sides = ["bottom"] * count
    if beside:
        for node in columns.nodes[-1]:
            sides[node] = "right"
        for node in columns.nodes[0] if len(columns.nodes) > 1 else ():
            sides[node] = "left"
    for own in columns.nodes:
        # The list of the upper of two that are joined is out of the way of the arrow between them.
        if len(own) > 1 and sides[own[0]] == "bottom" and {(own[0], own[1]), (own[1], own[0])} & set(graph.arrows):
            sides[own[0]] = "top"
    return tuple(sides)


def _reach(size: Size, side: str) -> tuple[float, float, float, float]:
    """How far a construct and its list reach to the left, above, to the right and below the middle of its box."""
    wide, high = size.box[0] / 2, size.box[1] / 2
    across, down = size.items
    if not down:
        return wide, high, wide, high
    if side == "bottom":
        return max(wide, across / 2), high, max(wide, across / 2), high + STEM + down
    if side == "top":
        return max(wide, across / 2), high + STEM + down, max(wide, across / 2), high
    upright = max(high, down / 2)
    beside = wide + STEM + across
    return (beside, upright, wide, upright) if side == "left" else (wide, upright, beside, upright)


def _list(box: Floats, size: Size, side: str) -> Floats:
    if not size.items[1]:
        return box
    across, down = size.items
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if side == "bottom":
        return np.array([x - across / 2, box[3] + STEM, x + across / 2, box[3] + STEM + down])
    if side == "top":
        return np.array([x - across / 2, box[1] - STEM - down, x + across / 2, box[1] - STEM])
    left = box[0] - STEM - across if side == "left" else box[2] + STEM
    return np.array([left, y - down / 2, left + across, y + down / 2])


def natural(size: Size) -> float:
    """Height of a construct with its list and the space below, whichever side this hangs on."""
    return max(size.box[1], size.items[1]) + GAP[1]


def _heights(
    graph: Graph, columns: Layout, reach: Floats, at: Floats, high: float, between: float, *, settle: bool
) -> Floats:
    """Heights of the boxes: spread over the columns, then moved where arrows are short and run through nothing."""
    y = np.zeros(len(reach))
    for own in columns.nodes:
        rows = reach[list(own)]
        spare = high - (rows[:, 1] + rows[:, 3]).sum()
        free = spare / (len(own) + 1)
        free = free if len(own) == 1 or free >= between else 0.0
        gap = free or spare / max(len(own) - 1, 1)
        top = free
        for node, row in zip(own, rows, strict=True):
            y[node] = top + row[1]
            top += row[1] + row[3] + gap
    return _settled(graph, columns, reach, at, high, between, y) if settle else y


def _settled(
    graph: Graph, columns: Layout, reach: Floats, at: Floats, high: float, between: float, y: Floats
) -> Floats:
    """Move one box after the other to the best of some places in its column, as long as it helps."""
    column = columns.column_of()
    x = at[[column[i] for i in range(len(reach))]]

    def cost(heights: Floats) -> float:
        middle = np.column_stack([x, heights])
        boxes = np.hstack([middle - reach[:, :2], middle + reach[:, 2:]])
        return cost_of(graph, middle, boxes, columns.nodes)

    best = cost(y)
    for _ in range(ROUNDS):
        before = best
        for own in columns.nodes:
            for j, node in enumerate(own):
                low, top = _free(y, reach, own, j, high, between)
                joined = [y[e if s == node else s] for s, e in graph.arrows if node in (s, e)]
                for tried in [*np.linspace(low, top, PLACES), *joined] if top >= low else ():
                    moved = y.copy()
                    moved[node] = np.clip(tried, low, top)
                    if (price := cost(moved)) < best - 1e-6:
                        best, y = price, moved
        if best > before - 1e-6:
            break
    return y


def _free(y: Floats, reach: Floats, own: Sequence[int], j: int, high: float, between: float) -> tuple[float, float]:
    """Between which heights a box may stand, as its neighbours do."""
    node = own[j]
    low, top = reach[node, 1], high - reach[node, 3]
    if j:
        low += y[own[j - 1]] + reach[own[j - 1], 3] + between
    if j + 1 < len(own):
        top = y[own[j + 1]] - reach[own[j + 1], 1] - between - reach[node, 3]
    return float(low), float(top)
