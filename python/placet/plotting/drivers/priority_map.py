"""The map of drivers: importance above performance, the region of each, and the four quadrants."""

from __future__ import annotations

from collections.abc import Sequence
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...language import speak
from ...results.draw import draws
from ...results.drivers.priority_map import QUADRANTS, PriorityMapResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..marks import Marks
from ..rows import DRIVERS, part, pick, pick_segments
from ..series import by_segment, level

Floats = NDArray[np.float64]
COLUMNS = (
    "term", "importance", "performance", "importance_std_error", "performance_std_error", "correlation", "quadrant",
)  # fmt: skip
#: Marks of the quadrants.
MARKERS = dict(zip(QUADRANTS, "osD^", strict=True))
#: Corners points of an ellipse has, and what the axes have around the points, of their range.
CORNERS, ROOM = 96, 0.14
#: Share of the axes that names may take while they are larger than they will be.
SHRUNK = 0.8


@draws(PriorityMapResult)
def plot_priority_map(result: PriorityMapResult, asked: Asked) -> Axes:
    """The drivers of one segment, the first that is not passed over, with an ellipse of the level of the intervals.

    Names that find no room are numbers, which a legend explains.
    """
    segments = by_segment(result, COLUMNS)
    names = list(segments)
    chosen = pick_segments(asked, names, 1)[0] if len(names) > 1 else names[0]
    term, *numbers, quadrant = segments[chosen]
    importance, performance, *sure = (np.asarray(column, dtype=float) for column in numbers)
    labels = [result.label(name) for name in term]
    rows = pick(Asked(asked.on, sort=asked.sort), labels, importance, canvas.MOST_ROWS, DRIVERS)
    rows = [row for row in rows if np.isfinite(importance[row])]
    scale = 100.0 if result.is_share else result_factor(result)
    ax = canvas.axes(asked, min(12 + 0.35 * len(rows), 22), 8.4)
    points = np.column_stack([performance, scale * importance])[rows]
    sure = [sure[1][rows], scale * sure[0][rows], sure[2][rows]]
    rings = _rings(points, sure, result.about.get("conf_level", 0.0))
    cuts = _cuts(result, names.index(chosen), scale)
    corners = _frame(ax, points, rings, cuts)
    _draw(ax, points, rings, [quadrant[row] for row in rows])
    marks, key = _named(ax, points, [labels[row] for row in rows], [text for text, _ in corners])
    others = part(asked, 1, len(names)) if len(names) > 1 else ""
    title = f"{result.title}\n{chosen}{others}" if len(names) > 1 else result.title
    return canvas.finish(
        ax, asked.heading(title), _below(result), ylabel=_beside(result), lines=None, key=key, inside=corners,
        marks=marks,
    )  # fmt: skip


def result_factor(result: Any) -> float:
    """Shares of respondents are drawn in percent."""
    return 100.0 if result.about["metric"]["form"] == "share" else 1.0


# ---- what is drawn ---------------------------------------------------------------------------------------------------


def _rings(points: Floats, sure: Sequence[Floats], level: float) -> list[Floats]:
    """Ellipses that hold so much of a normal distribution with the errors of the points; none without errors."""
    if not level:
        return []
    turn = np.linspace(0, 2 * np.pi, CORNERS)
    radius, rings = sqrt(-2 * log(1 - level)), []
    for (x, y), across, upward, correlation in zip(points, *sure, strict=True):
        if not np.isfinite(across + upward):
            continue
        tilt = correlation if np.isfinite(correlation) else 0.0
        ring = np.column_stack(
            [
                x + radius * across * np.cos(turn),
                y + radius * upward * (tilt * np.cos(turn) + sqrt(max(1 - tilt**2, 0.0)) * np.sin(turn)),
            ]
        )
        rings.append(ring)
    return rings


def _frame(ax: Axes, points: Floats, rings: Sequence[Floats], cuts: tuple[float, float]) -> list[tuple[Any, float]]:
    """Limits around all that is drawn, cut lines, and the names of the quadrants in their corners."""
    style = Style.of(ax)
    everything = np.vstack([points, *rings, np.array([cuts])])
    everything = everything[np.isfinite(everything).all(axis=1)]
    low, high = everything.min(axis=0), everything.max(axis=0)
    room = ROOM * np.where(high > low, high - low, np.maximum(np.abs(high), 1.0))
    (left, bottom), (right, top) = low - room, high + room
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    how: dict[str, Any] = {
        "color": style.tint(0.6),
        "linewidth": style.line(1.0),
        "linestyle": (0, (5, 3)),
        "zorder": 1,
    }
    ax.axvline(cuts[0], **how)
    ax.axhline(cuts[1], **how)
    corners = []
    places = {"fix first": (0, 1), "keep up": (1, 1), "low priority": (0, 0), "possible overkill": (1, 0)}
    for name, (x, y) in places.items():
        text = ax.text(
            0.99 if x else 0.01, 0.985 if y else 0.015, speak(QUADRANTS[name]), transform=ax.transAxes,
            ha="right" if x else "left", va="top" if y else "bottom", color=style.tint(0.62),
            fontsize=style.points(1.0), fontstyle="italic", zorder=1,
        )  # fmt: skip
        corners.append((text, abs((right if x else left) - cuts[0])))
    return corners


def _draw(ax: Axes, points: Floats, rings: Sequence[Floats], quadrants: Sequence[str]) -> None:
    """Ellipses, and a mark each, coloured by quadrant."""
    from matplotlib.collections import PolyCollection

    style = Style.of(ax)
    colours = dict(zip(QUADRANTS, (style.negative, style.positive, style.tint(0.55), style.third), strict=True))
    own = [colours.get(name, style.grey) for name in quadrants]
    if rings:
        ax.add_collection(
            PolyCollection(list(rings), facecolors=own, alpha=0.16, linewidths=0, zorder=2), autolim=False
        )
        edges: Any = {"facecolors": "none", "edgecolors": own, "linewidths": style.line(0.9), "alpha": 0.7}
        ax.add_collection(PolyCollection(list(rings), zorder=2, **edges), autolim=False)
    for name, colour in colours.items():
        at = [i for i, own_name in enumerate(quadrants) if own_name == name]
        if at:
            ax.scatter(
                *points[at].T, s=style.dot(46), color=colour, marker=MARKERS[name], edgecolor=style.paper, zorder=4
            )


def _named(ax: Axes, points: Floats, labels: Sequence[str], around: Sequence[Any]) -> tuple[Marks, Key | None]:
    """Names of the points, or numbers with a legend where these find no room."""
    from matplotlib.lines import Line2D

    marks = Marks(ax, points, labels, around)
    if not marks.place(SHRUNK):
        return marks, None
    marks.remove()
    style, numbers = Style.of(ax), [f"{i}" for i in range(1, len(labels) + 1)]
    line: dict[str, Any] = {"linestyle": "none", "color": style.outer, "markeredgewidth": 0.3}
    handles = [Line2D([], [], marker=f"${n}$", markersize=(4 + 3 * len(n)) * style.mark, **line) for n in numbers]
    return Marks(ax, points, numbers, around), Key(handles, list(labels))


# ---- words -----------------------------------------------------------------------------------------------------------


def _cuts(result: PriorityMapResult, segment: int, scale: float) -> tuple[float, float]:
    return float(result.cuts["performance"][segment]), scale * float(result.cuts["importance"][segment])


def _below(result: PriorityMapResult) -> str:
    if "n_resamples" not in result.about:
        return speak("Performance (mean on 0 to 100 of the scale)")
    return speak("Performance (mean on 0 to 100 of the scale), with {level} regions", level=level(result))


def _beside(result: PriorityMapResult) -> str:
    if result.is_share:
        return speak("Importance (share of the explained variance, %)")
    return speak("Importance (effect of one point, {units})", units=result._units())
