"""An indicator tree from left to right: with its weights, or with the scores of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...language import speak
from ...progress import warn
from ...results.draw import PictureWarning, draws
from ...results.index.indicator_tree import IndicatorTreeResult
from ...results.index.satisfaction_index import IndexResult
from ...results.result import Result
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..slot import is_placed, slot
from ..style import mixed
from .boxes import Box, Boxes, percent
from .nodes import Nodes, blocks, numbers, one_segment

#: Rows of boxes that a figure has room for; least width of a level in axes that are given, in sizes of the text.
MOST_ROWS, LEAST_LEVEL = 140, 9.0
#: Share of the colour in the shades of the lowest and the highest score, and points between the shades of the legend.
PALEST, DARKEST, STEP = 0.06, 0.85, 5.0


@draws(IndicatorTreeResult, order="the tree")
def plot_tree(result: IndicatorTreeResult, asked: Asked, *, below: str | None = None) -> Axes:
    """Boxes of the nodes; on the branches the weight among siblings, in boxes from level 2 on that in the whole."""
    nodes, chosen, others = _shown(result, asked, below)
    weights, totals, levels = (np.asarray(result.table[name])[chosen] for name in ("weight", "total_weight", "level"))
    ax = canvas.axes(asked, 3, 5.0)
    fill = Style.of(ax).tint(0.07)
    numbers_ = [percent(total) if level > 1 else "" for total, level in zip(totals.tolist(), levels, strict=True)]
    boxes = _boxes(result, nodes, chosen, weights, numbers_, [fill] * len(chosen))
    words = speak("On the branches: weight within the node on the left (%)")
    if any(numbers_):
        words = speak("{branches}; in the boxes: weight in the whole (%)", branches=words)
    title = speak("{what}: the indicators and their weights", what=boxes[0].label)
    return _finish(ax, asked.heading(title + others), words, boxes)


@draws(IndexResult, "tree")
def plot_scores(result: IndexResult, asked: Asked, *, segment: Any = None, below: str | None = None) -> Axes:
    """The same with the scores of a segment in the boxes, which are the darker the higher these are."""
    name = one_segment(result, segment)
    nodes, chosen, others = _shown(result, asked, below)
    rows = blocks(result)[name]
    scores, weights = (numbers(result, column, rows, chosen) for column in ("estimate", "weight"))
    ax = canvas.axes(asked, 3, 5.0)
    style, ends = Style.of(ax), _ends(scores)
    words = [f"{score:.1f}" if np.isfinite(score) else "–" for score in scores.tolist()]
    fills = [_shade(style, score, ends) for score in scores.tolist()]
    boxes = _boxes(result, nodes, chosen, weights, words, fills)
    what = boxes[0].label
    title = asked.heading((canvas.joined(what, name) if name else what) + others)
    below_ = speak("In the boxes: score (0 to 100); on the branches: weight within the node on the left (%)")
    return _finish(ax, title, below_, boxes, _key(style, ends))


def _finish(ax: Axes, title: str, xlabel: str, boxes: Sequence[Box], key: Key | None = None) -> Axes:
    placed = Boxes(ax, boxes)
    return canvas.finish(ax, title, xlabel, lines=None, key=key, marks=placed)


def _boxes(
    result: Result, nodes: Nodes, chosen: Sequence[int], weights: Any, words: Sequence[str], fills: Sequence[str]
) -> list[Box]:
    place = {node: i for i, node in enumerate(chosen)}
    top = nodes.levels[chosen[0]]
    return [
        Box(
            result.label(nodes.names[node]), words[i], fills[i], nodes.levels[node] - top,
            place.get(nodes.above[node], -1), float(weights[i]),
        )
        for i, node in enumerate(chosen)
    ]  # fmt: skip


# ---- what has room ---------------------------------------------------------------------------------------------------


def _shown(result: Result, asked: Asked, below: str | None) -> tuple[Nodes, list[int], str]:
    """The nodes that have room, and words on how many these are: without the lowest levels where there are many."""
    nodes = Nodes.of(result)
    labels = [result.label(name) for name in nodes.names]
    branch = list(range(len(nodes))) if below is None else nodes.branch(below, labels)
    top, deepest = nodes.levels[branch[0]], max(nodes.levels[i] for i in branch)
    most, levels = canvas.most_rows(asked, most=MOST_ROWS), _most_levels(asked)
    kept = branch
    for depth in range(deepest, top, -1):
        kept = [i for i in branch if nodes.levels[i] <= depth]
        if depth - top < levels and _ends_of(nodes, kept) <= most:
            break
    while _ends_of(nodes, kept) > most:
        kept = kept[:-1]
    if len(kept) == len(branch):
        return nodes, kept, ""
    inner = next((i for i in kept[1:] if i in nodes.above), None)
    others = "" if inner is None else f"; below={nodes.names[inner]!r} draws what is below one"
    larger = "" if asked.on is None else ", larger axes have room for more"
    warn(f"{len(kept):,} of {len(branch):,} nodes are drawn{others}{larger}", PictureWarning)
    part = speak(" ({shown:,} of {count:,} nodes)", shown=len(kept), count=len(branch))
    return nodes, kept, part


def _ends_of(nodes: Nodes, kept: Sequence[int]) -> int:
    """Rows that nodes take: those among them with nothing below."""
    return len(kept) - len({nodes.above[i] for i in kept[1:]})


def _most_levels(asked: Asked) -> int:
    """How many levels there is room for: in axes that are given, as their width allows; the whole and one at least."""
    if asked.on is None:
        return 99
    ax = asked.on
    wide = ax.bbox.width if is_placed(ax) else slot(ax).width
    return max(2, int(wide / (LEAST_LEVEL * Style.of(ax).size * ax.figure.dpi / 72)))


# ---- shades ----------------------------------------------------------------------------------------------------------


def _ends(scores: np.ndarray) -> tuple[float, float]:
    """Round scores around all that are drawn."""
    known = scores[np.isfinite(scores)]
    if not len(known):
        return 0.0, 100.0
    low, high = STEP * np.floor(known.min() / STEP), STEP * np.ceil(known.max() / STEP)
    return float(low), float(max(high, low + STEP))


def _shade(style: Style, score: float, ends: tuple[float, float]) -> str:
    """One colour only, so that the order is the same in grey; paper where there is no score."""
    if not np.isfinite(score):
        return style.paper
    share = PALEST + (DARKEST - PALEST) * (score - ends[0]) / (ends[1] - ends[0])
    return mixed(style.positive, style.paper, share)


def _key(style: Style, ends: tuple[float, float]) -> Key:
    """Shades of a few round scores."""
    from matplotlib.patches import Patch

    every = STEP * np.ceil((ends[1] - ends[0]) / STEP / 5)
    points = np.arange(ends[0], ends[1] + 1e-9, every).tolist()
    edge: dict[str, Any] = {"edgecolor": style.grey, "linewidth": style.line(0.6)}
    handles = [Patch(facecolor=_shade(style, point, ends), **edge) for point in points]
    return Key(handles, [f"{point:g}" for point in points], speak("Score"), place="above")
