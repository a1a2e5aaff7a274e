"""The waterfall from one index to another: what every node adds by scores, weights and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import say, speak
from ...results.draw import draws
from ...results.format import minus
from ...results.index.index_change import PARTS, IndexChangeResult
from ...results.table import Table, to_list
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import part, pick, pick_segments
from ..series import by_segment, choose, dots
from ..series import level as sure

#: Part → colour, hatch, name; the hatch tells them apart in print, too.
LOOKS = {
    "score": ("positive", "", say("By scores")),
    "weights": ("third", "///", say("By weights")),
    "coverage": ("grey", "...", say("By coverage")),
}
#: What the rows are, and the mark of their parts together.
NODES, TOGETHER = say("nodes"), say("Together")
#: What is drawn of a node, after its name.
NUMBERS: tuple[str, ...] = ("value_from", "value_to", "n_from", "n_to", "estimate", "conf_low", "conf_high", *PARTS)
#: Panels of one figure, width of a figure, height of a row that has one bar and of each of several bars, in inches.
MOST_PANELS, WIDTH, ROW, BAR = 6, 8.6, 0.42, 0.24
#: Height of the bars of a row together.
FILLED = 0.84

Step = dict[str, float]


@dataclass(frozen=True)
class _Fall:
    """The waterfall of a segment: the whole, what is between its ends from the top down, and their names."""

    whole: Step
    steps: list[Step]
    labels: list[str]


@draws(IndexChangeResult)
def plot_index_change(result: IndexChangeResult, asked: Asked, *, level: int = 1) -> Axes:
    """First index, what every node of a level adds with its interval, last index; one panel a segment.

    Nodes are in the order of the tree unless they are sorted; those there is no room for are summed below the others.
    In axes that are given several segments are dots of what the nodes add, one colour each.
    """
    columns = ("term", *NUMBERS)
    segments = by_segment(result, columns, table=_rows(result, _checked(result, level)))
    segments = {key: found for key, found in segments.items() if not np.isnan(found[columns.index("estimate")][0])}
    if not segments:
        raise DataError("there is no change to draw: on one side nobody answered any indicator")
    if len(segments) > 1 and asked.on is not None:
        return _together(result, segments, asked)
    keys = pick_segments(asked, list(segments), MOST_PANELS) if len(segments) > 1 else list(segments)
    parts = [name for name in PARTS if any(np.any(segments[key][columns.index(name)]) for key in keys)] or [PARTS[0]]
    inner = asked if len(segments) == 1 else Asked(asked.on, sort=asked.sort)
    falls = [_fall(result, inner, segments[key], _bars(parts)) for key in keys]
    heights = [(len(fall.steps) + 2) * (ROW if len(parts) == 1 else BAR * _bars(parts)) for fall in falls]
    panels = _axes(asked, heights)
    title = asked.heading(result.title + (part(asked, len(keys), len(segments)) if len(segments) > 1 else ""))
    for i, (ax, key, fall) in enumerate(zip(panels, keys, falls, strict=True)):
        lines = [*(title.splitlines() if i == 0 else []), *([key] if len(segments) > 1 else [])]
        handles = _draw(ax, fall, parts)
        named = Key(list(handles.values()), list(handles), place="above") if i == 0 and handles else None
        xlabel = _below(result) if i == len(panels) - 1 else ""
        canvas.finish(ax, "\n".join(lines), xlabel, fall.labels, key=named)
    if len(panels) > 1:
        canvas.enlarge(panels, [high * Style.of(panels[0]).size / 10 for high in heights])
    return panels[0]


# ---- what is drawn ---------------------------------------------------------------------------------------------------


def _checked(result: IndexChangeResult, level: Any) -> int:
    """The level, which the tree has."""
    deepest = int(max(result.table["level"]))
    if checks.whole("level", level, 1) > deepest:
        raise DataError(f"level={level} is below the tree, whose levels are 1 to {deepest}")
    return int(level)


def _rows(result: IndexChangeResult, level: int) -> Table:
    """The rows of the whole and of the nodes that make it up: those of the level, and indicators above it."""
    levels = np.append(result.table["level"], 0)
    leaf = levels[1:] <= levels[:-1]  # what is below a node comes after it
    rows = np.flatnonzero(np.isin(levels[:-1], (0, level)) | (leaf & (levels[:-1] < level)))
    columns = {name: to_list(result.table[name]) for name in (*result.key_columns, "term", *NUMBERS)}
    return Table({name: [column[row] for row in rows] for name, column in columns.items()})


def _bars(parts: Sequence[str]) -> int:
    """Bars of a row: one a part and, where there are several, all together."""
    return len(parts) + (len(parts) > 1)


def _fall(result: IndexChangeResult, asked: Asked, columns: Sequence[np.ndarray], bars: int) -> _Fall:
    """The rows of a segment: the whole comes first in its columns."""
    terms, table = columns[0], np.array(columns[1:], dtype=float).T
    whole, *nodes = (dict(zip(NUMBERS, map(float, row), strict=True)) for row in table)
    names = [result.label(term) for term in terms[1:]]
    most = max(canvas.most_rows(asked, bars) - 3, 1)
    rows = pick(asked, names, table[1:, NUMBERS.index("estimate")], most, NODES)
    steps, labels = [nodes[row] for row in rows], [_named(names[row], nodes[row]) for row in rows]
    if len(rows) < len(nodes):
        others = {name: whole[name] - sum(step[name] for step in steps) for name in ("estimate", *PARTS)}
        steps.append({**others, "conf_low": np.nan, "conf_high": np.nan})
        labels.append(speak("{count:,} other nodes", count=len(nodes) - len(rows)))
    first, last = (canvas.with_base(str(result.about[end]), int(whole[f"n_{end}"])) for end in ("from", "to"))
    return _Fall(whole, steps, [first, *labels, last])


def _named(name: str, node: Step) -> str:
    """A node and its own scores on both sides."""
    first, last = (f"{node[end]:.1f}".replace("nan", "–") for end in ("value_from", "value_to"))
    return f"{name}  ({first}→{last})"


def _below(result: IndexChangeResult) -> str:
    return speak("Index (0 to 100), with {level} intervals of what is added", level=sure(result))


def _together(result: IndexChangeResult, segments: dict[str, list[np.ndarray]], asked: Asked) -> Axes:
    """What the nodes and the whole add, around zero, a colour a segment."""
    at = [1 + NUMBERS.index(name) for name in ("estimate", "conf_low", "conf_high")]
    drawn = {key: [columns[0], *(columns[i] for i in at)] for key, columns in segments.items()}
    chosen = choose(asked, drawn, result.label, what=NODES)
    ax, key = dots(result, chosen, asked, zero=True)
    xlabel = speak("Points added to the change, with {level} intervals", level=sure(result))
    return canvas.finish(ax, asked.heading(result.title + chosen.others), xlabel, chosen.labels, key=key)


# ---- drawing ---------------------------------------------------------------------------------------------------------


def _axes(asked: Asked, heights: Sequence[float]) -> list[Axes]:
    if len(heights) == 1:
        return [canvas.axes(asked, heights[0] / canvas.ROW, WIDTH)]
    figure: Any = canvas.new_figure(WIDTH, 1.4 + sum(heights))
    return list(figure.subplots(len(heights), 1, squeeze=False)[:, 0])


def _draw(ax: Axes, fall: _Fall, parts: Sequence[str]) -> dict[str, Any]:
    """Draw a waterfall; what its legend names, where it has several parts."""
    handles: dict[str, Any] = {}
    start = fall.whole["value_from"]
    at, y = start, 0.0
    for row, step in enumerate(fall.steps, start=1):
        at, y = _step(ax, step, row, (at, y), parts, handles)
    last = len(fall.steps) + 1
    _joined(ax, at, y, last)
    _end(ax, start, 0)
    limits = start + fall.whole["conf_low"], start + fall.whole["conf_high"]
    _end(ax, fall.whole["value_to"], last, f"  ({_signed(fall.whole['estimate'])})", *limits)
    return handles if len(parts) > 1 else {}


def _step(
    ax: Axes, step: Step, row: int, before: tuple[float, float], parts: Sequence[str], handles: dict[str, Any]
) -> tuple[float, float]:
    """Draw what a node adds from where the last one ended; return where it ends."""
    style, high = Style.of(ax), FILLED / _bars(parts)
    at, y = start, _ = before
    for i, name in enumerate(parts):
        colour, hatch, words = LOOKS[name]
        middle = row - FILLED / 2 + (i + 0.5) * high
        _joined(ax, at, y, middle)
        handles[speak(words)] = ax.barh(
            middle, step[name], left=at, height=0.86 * high, color=getattr(style, colour), hatch=hatch,
            edgecolor=style.paper, linewidth=0, zorder=2,
        )  # fmt: skip
        if step[name] and len(parts) > 1:
            canvas.beside(ax, max(at, at + step[name]), middle, _signed(step[name]), zorder=5)
        at, y = at + step[name], middle
    low, high_end = start + step["conf_low"], start + step["conf_high"]
    right = float(np.nanmax([start, at, high_end]))
    if len(parts) == 1:
        ax.hlines(y, low, high_end, color=style.ink, linewidth=style.line(1.3), zorder=3)
        canvas.beside(ax, right, y, _signed(step["estimate"]), zorder=5)
        return at, y
    together = row + FILLED / 2 - high / 2
    _joined(ax, at, y, together)
    ax.hlines(together, low, high_end, color=style.ink, linewidth=style.line(1.6), zorder=3)
    (handles[speak(TOGETHER)],) = ax.plot([at], [together], "o", color=style.ink, markersize=5 * style.mark, zorder=4)
    canvas.beside(ax, right, together, _signed(step["estimate"]), fontweight="bold", zorder=5)
    return at, together


def _joined(ax: Axes, at: float, y: float, to: float) -> None:
    """A dotted line from where one bar ends to where the next begins."""
    style = Style.of(ax)
    ax.plot([at, at], [y, to], color=style.ink, linewidth=style.line(1), linestyle=":", zorder=1)


def _end(ax: Axes, value: float, y: float, words: str = "", low: float = np.nan, high: float = np.nan) -> None:
    """One of the two indexes: a diamond, for a bar would have to start at 0, which may be far away."""
    style = Style.of(ax)
    ax.hlines(y, low, high, color=style.ink, linewidth=style.line(2.2), zorder=3)
    ax.plot([value], [y], "D", color=style.paper, markeredgecolor=style.ink, markersize=7.5 * style.mark, zorder=4)
    canvas.beside(ax, float(np.fmax(value, high)), y, f"{value:.2f}{words}", 8, fontweight="bold", zorder=5)


def _signed(value: float) -> str:
    return minus(f"{value:+.2f}") if abs(value) >= 0.005 else "0.00"
