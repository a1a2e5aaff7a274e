"""Which constructs of a path diagram stand in one column, and in which order: so that few arrows cross or bend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: What a crossing costs, an arrow through a construct, an arrow past others in its column, and one that goes up there.
CROSSING, THROUGH, PAST, UPWARD = 3.0, 2.5, 5.0, 0.4
#: What the length of an arrow costs, in sizes of the text.
LENGTH = 0.03
#: All ways to join neighbouring layers are looked at up to so many layers; beyond, one pair is joined at a time.
FEW_LAYERS = 8
#: Ways to join layers whose order is improved, of every number of columns.
BEST = 3
#: Rounds in which neighbours in a column change places.
ROUNDS = 6


@dataclass(frozen=True)
class Graph:
    """What acts on what: arrows between nodes by number."""

    count: int
    arrows: tuple[tuple[int, int], ...]

    def layers(self) -> list[list[int]]:
        """Nodes by the longest way that leads to them; a node that nothing leads to stands before what it acts on."""
        depth = [0] * self.count
        for _ in range(self.count):
            changed = False
            for start, end in self.arrows:
                if depth[end] <= depth[start]:
                    depth[end] = depth[start] + 1
                    changed = True
            if not changed:
                break
        ends = {end for _, end in self.arrows}
        for node in range(self.count):
            after = [depth[end] for start, end in self.arrows if start == node]
            if after and (node not in ends):
                depth[node] = min(after) - 1
        return [[node for node in range(self.count) if depth[node] == level] for level in sorted(set(depth))]


@dataclass(frozen=True)
class Layout:
    """Nodes by column, each from the top down, and what this order costs."""

    nodes: tuple[tuple[int, ...], ...]
    cost: float

    def column_of(self) -> dict[int, int]:
        """The column of every node."""
        return {node: i for i, column in enumerate(self.nodes) for node in column}


def columns(graph: Graph, high: Sequence[float], most: int) -> list[Layout]:
    """The best columns of every number up to `most`; `high` is the height of every node."""
    layers = graph.layers()
    found = []
    for count in range(1, min(len(layers), most) + 1):
        tried = sorted((_columns(graph, high, groups) for groups in _groups(layers, count)), key=lambda c: c.cost)
        found.append(min((_improved(graph, high, c) for c in tried[:BEST]), key=lambda c: c.cost))
    return found


def _groups(layers: list[list[int]], count: int) -> Iterator[list[list[int]]]:
    """Ways to join neighbouring layers into so many columns: all of them, or of many layers those of even heights."""
    if len(layers) <= FEW_LAYERS:
        for cuts in combinations(range(1, len(layers)), count - 1):
            ends = [0, *cuts, len(layers)]
            yield [list(chain(*layers[a:b])) for a, b in pairwise(ends)]
        return
    sizes = np.cumsum([len(layer) for layer in layers])
    column = np.minimum((sizes - 1) * count // sizes[-1], count - 1)
    yield [list(chain(*(layer for layer, own in zip(layers, column, strict=True) if own == i))) for i in range(count)]


def _columns(graph: Graph, high: Sequence[float], groups: list[list[int]]) -> Layout:
    """Columns whose nodes are in the order of what they are joined to in the columns before."""
    place: dict[int, float] = {}
    ordered = []
    for group in groups:
        mean = {}
        for i, node in enumerate(group):
            joined = [place[s] for s, e in graph.arrows if e == node and s in place]
            mean[node] = (float(np.mean(joined)) if joined else i - len(group) / 2, i)
        inner = {e for s, e in graph.arrows if s in mean and e in mean}
        own = list(group) if inner else sorted(group, key=lambda node: mean[node])
        ordered.append(tuple(own))
        place |= {node: i - (len(own) - 1) / 2 for i, node in enumerate(own)}
    nodes = tuple(own for own in ordered if own)
    return Layout(nodes, cost_of(graph, *_stacked(nodes, high), nodes))


def _improved(graph: Graph, high: Sequence[float], given: Layout) -> Layout:
    """Change neighbours in a column as long as it helps."""
    best = given
    for _ in range(ROUNDS):
        before = best
        for i, column in enumerate(best.nodes):
            for j in range(len(column) - 1):
                own = list(best.nodes[i])
                own[j], own[j + 1] = own[j + 1], own[j]
                nodes = (*best.nodes[:i], tuple(own), *best.nodes[i + 1 :])
                cost = cost_of(graph, *_stacked(nodes, high), nodes)
                if cost < best.cost - 1e-9:
                    best = Layout(nodes, cost)
        if best is before:
            break
    return best


def _stacked(nodes: Sequence[Sequence[int]], high: Sequence[float]) -> tuple[Floats, Floats]:
    """Middles and boxes of nodes that stand one below the other, columns level with one another."""
    count = sum(map(len, nodes))
    middle, half = np.zeros((count, 2)), np.zeros((count, 2))
    for i, column in enumerate(nodes):
        total = sum(high[node] for node in column)
        top = -total / 2
        for node in column:
            middle[node] = 18.0 * i, top + high[node] / 2
            half[node] = 4.0, high[node] / 2 - 0.8
            top += high[node]
    return middle, np.hstack([middle - half, middle + half])


# ---- costs -----------------------------------------------------------------------------------------------------------


def cost_of(graph: Graph, middle: Floats, boxes: Floats, nodes: Sequence[Sequence[int]]) -> float:
    """What straight arrows cost: those that cross, run through a node, or past others in their own column."""
    if not graph.arrows:
        return 0.0
    arrows = np.array(graph.arrows)
    starts, ends = middle[arrows[:, 0]], middle[arrows[:, 1]]
    shared = (arrows[:, None, :, None] == arrows[None, :, None, :]).any(axis=(2, 3))
    crossed = crossing(starts, ends, starts, ends) & ~shared
    inside = through(starts, ends, boxes)
    inside[np.arange(len(arrows)), arrows[:, 0]] = inside[np.arange(len(arrows)), arrows[:, 1]] = False
    length = np.abs(ends - starts).sum(axis=1)
    column = {node: i for i, own in enumerate(nodes) for node in own}
    place = {node: j for own in nodes for j, node in enumerate(own)}
    past = [place[e] - place[s] for s, e in graph.arrows if column[s] == column[e]]
    own = sum(PAST * (abs(step) - 1) + UPWARD * (step < 0) for step in past)
    return float(CROSSING * crossed.sum() / 2 + THROUGH * inside.sum() + LENGTH * length.sum() + own)


def crossing(a: Floats, b: Floats, c: Floats, d: Floats) -> NDArray[np.bool_]:
    """Whether segments from a to b cross those from c to d, every one with every one."""
    a, b, c, d = a[:, None], b[:, None], c[None], d[None]
    return (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)


def _side(a: Floats, b: Floats, c: Floats) -> Floats:
    return (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])


def through(a: Floats, b: Floats, boxes: Floats) -> NDArray[np.bool_]:
    """Whether segments from a to b run through boxes (left, top, right, bottom), every one with every one."""
    start, step = a[:, None], (b - a)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (boxes[None, :, :2] - start) / step, (boxes[None, :, 2:] - start) / step
    level = np.abs(step) < 1e-12
    within = (start > boxes[None, :, :2]) & (start < boxes[None, :, 2:])
    low = np.where(level, np.where(within, -np.inf, np.inf), np.minimum(one, other)).max(axis=2)
    high = np.where(level, np.where(within, np.inf, -np.inf), np.maximum(one, other)).min(axis=2)
    return np.maximum(low, 0) < np.minimum(high, 1) - 1e-9
