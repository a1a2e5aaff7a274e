"""What the nodes of a level add to the whole: a waterfall of one segment, stacked bars of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...language import say, speak
from ...progress import warn
from ...results.draw import PictureWarning, draws
from ...results.format import minus
from ...results.index.satisfaction_index import IndexResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import SEGMENTS, part, pick
from ..style import MOST_SERIES, readable
from .nodes import NODES, Nodes, blocks, numbers, one_segment

#: Height of bars, and points that a part written into its bar has at least.
HEIGHT, WRITTEN = 0.66, 2.5
#: Colours of stacked bars: those that touch are light and dark in turn, so that they are told apart in grey, too.
TOUCHING = (0, 4, 1, 5, 2, 6, 3, 7)
#: Points by which parts may miss the whole unseen, and what more is called: nodes may have respondents of their own.
UNSEEN, REST = 0.05, say("Different bases")


@dataclass(frozen=True)
class _Parts:
    """Points of the nodes of one level, shape (segments, nodes), those they could have, and the whole by segment.

    The last may be the `rest`, which is no node.
    """

    names: list[str]
    points: np.ndarray
    possible: np.ndarray
    whole: np.ndarray
    rest: bool = False

    def is_rest(self, i: int) -> bool:
        """Whether a part is no node."""
        return self.rest and i == len(self.names) - 1


@draws(IndexResult, "contributions", rows=True)
def plot_contributions(result: IndexResult, asked: Asked, *, level: int = 1, segment: Any = None) -> Axes:
    """Bars that begin where the one above ends, the whole as the last; several segments: one stacked bar each."""
    found = blocks(result)
    if len(found) == 1 or segment is not None:
        name = one_segment(result, segment)
        return _waterfall(result, asked, name, _parts(result, level, [found[name]]))
    return _stacked(result, asked, list(found), _parts(result, level, list(found.values())))


def _parts(result: IndexResult, level: int, rows: Sequence[slice]) -> _Parts:
    nodes = Nodes.of(result)
    at = nodes.at_level(level)
    points, score, weight = (
        np.array([numbers(result, column, own, at) for own in rows])
        for column in ("contribution", "estimate", "total_weight")
    )
    # Where something was not asked the others have its weight, too.
    with np.errstate(invalid="ignore", divide="ignore"):
        possible = np.where(score > 0, 100 * points / score, np.where(np.isfinite(score), 100 * weight, np.nan))
    whole = np.array([numbers(result, "estimate", own, [0])[0] for own in rows])
    return _Parts([result.label(nodes.names[i]) for i in at], points, possible, whole)


def _gathered(parts: _Parts, kept: Sequence[int]) -> _Parts:
    """Some nodes, and all others as one."""
    others = [i for i in range(len(parts.names)) if i not in kept]
    if not others:
        return _Parts([parts.names[i] for i in kept], parts.points[:, kept], parts.possible[:, kept], parts.whole)
    warn(f"{len(kept):,} of {len(parts.names):,} nodes are drawn each, the others as one", PictureWarning)
    sums = [np.nansum(of[:, others], axis=1, keepdims=True) for of in (parts.points, parts.possible)]
    name = speak("{count:,} others", count=len(others))
    points, possible = (
        np.hstack([of[:, kept], one]) for of, one in zip((parts.points, parts.possible), sums, strict=True)
    )
    return _Parts([*(parts.names[i] for i in kept), name], points, possible, parts.whole)


def _completed(parts: _Parts) -> _Parts:
    """With what the parts miss of the whole as one more part, where they do."""
    missing = parts.whole - np.nansum(parts.points, axis=1)
    if not (np.abs(missing) > UNSEEN).any():
        return parts
    points, possible = np.column_stack([parts.points, missing]), np.column_stack([parts.possible, missing])
    return _Parts([*parts.names, speak(REST)], points, possible, parts.whole, rest=True)


# ---- one segment -----------------------------------------------------------------------------------------------------


def _waterfall(result: IndexResult, asked: Asked, name: str, parts: _Parts) -> Axes:
    most, count = canvas.most_rows(asked) - 2, len(parts.names)
    rows = pick(asked, parts.names, parts.points[0], count, NODES)
    parts = _completed(_gathered(parts, rows if count <= most else rows[: max(most, 1)]))
    points, possible = np.append(parts.points[0], parts.whole[0]), np.append(parts.possible[0], 100.0)
    ax = canvas.axes(asked, len(points) + 1, 8.4)
    style, y = Style.of(ax), np.arange(len(points))
    known = np.nan_to_num(points)
    start = np.append(np.cumsum(known[:-1]) - known[:-1], 0.0)
    lost = np.fmax(np.nan_to_num(possible) - known, 0)  # the rest, which is no node, can lose nothing
    colours = [style.positive] * len(parts.names) + [style.tint(0.7)]
    bars = ax.barh(y, known, left=start, height=HEIGHT, color=colours, zorder=2)
    how: dict[str, Any] = {"facecolor": "none", "edgecolor": style.grey, "hatch": "////", "linewidth": 0}
    ghosts = ax.barh(y, lost, left=start + known, height=HEIGHT, zorder=1, **how)
    line: dict[str, Any] = {"color": style.tint(0.6), "linewidth": style.line(0.8), "zorder": 3}
    ends = start[:-1] + known[:-1]
    ax.vlines(ends, y[:-1] - HEIGHT / 2, y[1:] + HEIGHT / 2, **line)
    for row, value in enumerate(points):
        words = f"{value:+.1f}" if parts.is_rest(row) else f"{value:.1f} (-{lost[row]:.1f})"
        end = start[row] + max(known[row], 0) + lost[row]
        canvas.beside(ax, end, row, minus(words) if np.isfinite(value) else "–")
    ax.set_xlim(0, 100)
    what = result.label(result.table["term"][0])
    title = asked.heading(_title(canvas.joined(what, name) if name else what))
    key = Key([bars[0], ghosts[0]], [speak("Points added"), speak("Points lost against 100")], place="above")
    xlabel = speak("Points of the index (0 to 100); in brackets those lost")
    return canvas.finish(ax, title, xlabel, [*parts.names, what], key=key)


def _title(what: str) -> str:
    return speak("What adds up to {what}", what=what)


# ---- several ---------------------------------------------------------------------------------------------------------


def _stacked(result: IndexResult, asked: Asked, names: Sequence[str], parts: _Parts) -> Axes:
    """One bar a segment, one colour a node, the index beside it."""
    rows = pick(asked, names, parts.whole, canvas.most_rows(asked), SEGMENTS)
    several = len(parts.names) > MOST_SERIES
    weight = np.nan_to_num(parts.possible).sum(axis=0)
    heaviest = sorted(np.argsort(-weight, kind="stable")[: MOST_SERIES - 1].tolist())
    parts = _completed(_gathered(parts, heaviest if several else list(range(len(parts.names)))))
    points = np.nan_to_num(parts.points[rows])
    ax = canvas.axes(asked, len(rows) + 1.6, 8.6)
    style, y, inside, drawn = Style.of(ax), np.arange(len(rows)), list[Any](), list[Any]()
    starts = np.cumsum(points, axis=1) - points
    for i in range(len(parts.names)):
        colour = _colour(style, i)
        edge: dict[str, Any] = {"edgecolor": style.paper, "linewidth": style.line(1.2)}
        drawn.append(ax.barh(y, points[:, i], left=starts[:, i], height=HEIGHT + 0.06, color=colour, **edge))
        how: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": style.points(0.85)}
        for row in np.flatnonzero(points[:, i] >= WRITTEN).tolist():
            value = points[row, i]
            at = starts[row, i] + value / 2
            inside.append((ax.text(at, row, f"{value:.1f}", color=readable(colour), **how), value))
    for row, whole in enumerate(parts.whole[rows]):
        end = max(float(np.max(starts[row] + points[row])), 0.0)
        canvas.beside(ax, end, row, f"{whole:.1f}" if np.isfinite(whole) else "–", fontweight="bold")
    ax.set_xlim(0, 100)
    title = _title(result.label(result.table["term"][0])) + part(asked, len(rows), len(names))
    key = Key(drawn, parts.names)
    xlabel = speak("Points of the index (0 to 100)")
    return canvas.finish(ax, asked.heading(title), xlabel, [names[row] for row in rows], key=key, inside=inside)


def _colour(style: Style, i: int) -> str:
    """Colour of a part; a cycle of the user's stays in its order."""
    return style.colour(TOUCHING[i % len(TOUCHING)] if len(style.series) == len(TOUCHING) else i)
