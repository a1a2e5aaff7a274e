"""Maps of importance above performance: points with their regions, cut lines and the four quadrants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..language import speak
from ..results.quadrants import QUADRANTS
from ..results.result import Result
from . import canvas
from .canvas import Asked, Axes, Key, Style
from .marks import Marks
from .rows import part, pick_segments
from .series import segment_title
from .style import MARKERS, MOST_SERIES

Floats = NDArray[np.float64]
#: Marks of the quadrants, and the corner of the map in which each is: right, above.
SHAPES = dict(zip(QUADRANTS, "osD^", strict=True))
CORNERS = dict(zip(QUADRANTS, ((0, 1), (1, 1), (0, 0), (1, 0)), strict=True))
#: Panels of one figure, and inches of one.
MOST_PANELS, PANEL = 6, 4.4
#: Points of an ellipse, and what the axes have around what is drawn, of its range.
TURNS, ROOM = 96, 0.14
#: Share of the axes that names may take while they are larger than they will be.
SHRUNK = 0.8


@dataclass(frozen=True)
class Map:
    """The map of a segment, in units of the picture: points as (performance, importance), their names, cuts."""

    points: Floats
    labels: list[str]
    quadrants: list[str]
    rings: list[Floats]
    cuts: tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """Words below and beside a map; `plain` stands below where regions are not drawn."""

    below: str
    plain: str
    beside: str


def draw_maps(result: Result, maps: Mapping[str, Map], asked: Asked, words: Axis) -> Axes:
    """One map a segment in a panel of its own; in axes that are given one colour a segment.

    Names that find no room are numbers, which a legend explains.
    """
    together = asked.on if len(maps) > 1 else None
    most = MOST_PANELS if together is None else MOST_SERIES
    shown = {key: maps[key] for key in (pick_segments(asked, list(maps), most) if len(maps) > 1 else maps)}
    title = asked.heading(result.title + part(asked if len(maps) > 1 else Asked(), len(shown), len(maps)))
    if together is not None:
        return _together(together, result, shown, title, words)
    panels = _panels(asked, shown)
    for i, (ax, (name, one)) in enumerate(zip(panels, shown.items(), strict=True)):
        lines = [*(title.splitlines() if i == 0 else []), *([name] if len(maps) > 1 else [])]
        _panel(ax, one, "\n".join(lines), words, last=i == len(panels) - 1)
    if len(panels) > 1:
        canvas.enlarge(panels, [PANEL * Style.of(panels[0]).size / 10] * len(panels))
    return panels[0]


# ---- one map ---------------------------------------------------------------------------------------------------------


def _panels(asked: Asked, shown: Mapping[str, Map]) -> list[Axes]:
    if len(shown) == 1:
        return [canvas.axes(asked, min(12 + 0.35 * max(len(one.points) for one in shown.values()), 22), 8.4)]
    figure: Any = canvas.new_figure(8.4, 1.4 + PANEL * len(shown))
    return list(figure.subplots(len(shown), 1, squeeze=False)[:, 0])


def _panel(ax: Axes, one: Map, title: str, words: Axis, *, last: bool) -> Axes:
    corners = _frame(ax, one)
    _draw(ax, one)
    marks, key = _named(ax, one, [text for text, _ in corners])
    return canvas.finish(
        ax, title, words.below if last else "", ylabel=words.beside, lines=None, key=key, inside=corners, marks=marks
    )  # fmt: skip


def rings(points: Floats, sure: Sequence[Floats], level: float) -> list[Floats]:
    """Ellipses that hold so much of a normal distribution with the errors of the points; none without errors."""
    turn, found = np.linspace(0, 2 * np.pi, TURNS), list[Floats]()
    radius = sqrt(-2 * log(1 - level)) if level else np.nan
    for (x, y), across, upward, correlation in zip(points, *sure, strict=True):
        if not np.isfinite(radius * across * upward):
            continue
        tilt = correlation if np.isfinite(correlation) else 0.0
        height = tilt * np.cos(turn) + sqrt(max(1 - tilt**2, 0.0)) * np.sin(turn)
        found.append(np.column_stack([x + radius * across * np.cos(turn), y + radius * upward * height]))
    return found


def _limit(ax: Axes, everything: Floats) -> tuple[float, float]:
    """Set limits around all that is drawn, and say those of the axis below."""
    everything = everything[np.isfinite(everything).all(axis=1)]
    low, high = everything.min(axis=0), everything.max(axis=0)
    room = ROOM * np.where(high > low, high - low, np.maximum(np.abs(high), 1.0))
    (left, bottom), (right, top) = low - room, high + room
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    return float(left), float(right)


def _frame(ax: Axes, one: Map) -> list[tuple[Any, float]]:
    """Limits, cut lines, and the names of the quadrants in their corners with the width of these."""
    style, cuts, corners = Style.of(ax), one.cuts, []
    left, right = _limit(ax, np.vstack([one.points, *one.rings, np.array([cuts])]))
    line: dict[str, Any] = {"color": style.tint(0.6), "linewidth": style.line(1.0), "linestyle": (0, (5, 3))}
    ax.axvline(cuts[0], zorder=1, **line)
    ax.axhline(cuts[1], zorder=1, **line)
    for name, (x, y) in CORNERS.items():
        text = ax.text(
            0.99 if x else 0.01, 0.985 if y else 0.015, speak(QUADRANTS[name]), transform=ax.transAxes,
            ha="right" if x else "left", va="top" if y else "bottom", color=style.tint(0.62),
            fontsize=style.points(1.0), fontstyle="italic", zorder=1,
        )  # fmt: skip
        corners.append((text, abs((right if x else left) - cuts[0])))
    return corners


def _draw(ax: Axes, one: Map) -> None:
    """Ellipses, and a mark each, coloured by quadrant."""
    from matplotlib.collections import PolyCollection

    style = Style.of(ax)
    colours = dict(zip(QUADRANTS, (style.negative, style.positive, style.tint(0.55), style.third), strict=True))
    own = [colours[name] for name in one.quadrants]
    if one.rings:
        inside: dict[str, Any] = {"facecolors": own, "alpha": 0.16, "linewidths": 0}
        edges: dict[str, Any] = {"facecolors": "none", "edgecolors": own, "linewidths": style.line(0.9), "alpha": 0.7}
        for how in (inside, edges):
            ax.add_collection(PolyCollection(one.rings, zorder=2, **how), autolim=False)
    for name, colour in colours.items():
        at = [i for i, quadrant in enumerate(one.quadrants) if quadrant == name]
        how = {"s": style.dot(46), "color": colour, "marker": SHAPES[name], "edgecolor": style.paper}
        if at:
            ax.scatter(*one.points[at].T, zorder=4, **how)


def _named(ax: Axes, one: Map, around: Sequence[Any]) -> tuple[Marks, Key | None]:
    """Names of the points, or numbers with a legend where these find no room."""
    from matplotlib.lines import Line2D

    marks = Marks(ax, one.points, one.labels, around)
    if not marks.place(SHRUNK):
        return marks, None
    marks.remove()
    style, numbers = Style.of(ax), [f"{i}" for i in range(1, len(one.labels) + 1)]
    line: dict[str, Any] = {"linestyle": "none", "color": style.outer, "markeredgewidth": 0.3}
    handles = [Line2D([], [], marker=f"${n}$", markersize=(4 + 3 * len(n)) * style.mark, **line) for n in numbers]
    return Marks(ax, one.points, numbers, around), Key(handles, one.labels)


# ---- several in one --------------------------------------------------------------------------------------------------


def _together(ax: Axes, result: Result, shown: Mapping[str, Map], title: str, words: Axis) -> Axes:
    """The points of all segments, a colour each; every one is named once, where its segments are on average."""
    style, handles = Style.of(ax), []
    where: dict[str, list[Floats]] = {}
    for i, one in enumerate(shown.values()):
        how: dict[str, Any] = {"color": style.colour(i), "marker": MARKERS[i % len(MARKERS)], "edgecolor": style.paper}
        handles.append(ax.scatter(*one.points.T, s=style.dot(40), zorder=4, **how))
        for label, point in zip(one.labels, one.points, strict=True):
            where.setdefault(label, []).append(point)
    middles = np.array([np.mean(points, axis=0) for points in where.values()])
    for middle, points in zip(middles, where.values(), strict=True):
        for point in points:
            ax.plot(*np.column_stack([middle, point]), color=style.grey, linewidth=style.line(0.7), zorder=2)
    everything = np.vstack([one.points for one in shown.values()])
    _limit(ax, everything)
    key = Key(handles, list(shown), segment_title(result))
    marks = Marks(ax, middles, list(where), others=everything)
    return canvas.finish(ax, title, words.plain, ylabel=words.beside, key=key, marks=marks)
