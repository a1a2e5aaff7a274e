"""The map of drivers: importance above performance, the region of each, and the four quadrants."""

from __future__ import annotations

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.drivers.priority_map import PriorityMapResult
from .. import canvas
from ..canvas import Asked, Axes
from ..quadrants import Axis, Map, draw_maps, rings
from ..rows import DRIVERS, pick
from ..series import by_segment, level

COLUMNS = (
    "term", "importance", "performance", "importance_std_error", "performance_std_error", "correlation", "quadrant",
)  # fmt: skip


@draws(PriorityMapResult)
def plot_priority_map(result: PriorityMapResult, asked: Asked) -> Axes:
    """One map a segment, with ellipses of the level of the intervals; in axes that are given, one colour a segment.

    Names that find no room are numbers, which a legend explains.
    """
    plain = speak("Performance (mean on 0 to 100 of the scale)")
    return draw_maps(result, _maps(result, asked), asked, Axis(_below(result) or plain, plain, _beside(result)))


def _maps(result: PriorityMapResult, asked: Asked) -> dict[str, Map]:
    """Segment in words → its map, of those that could be fitted."""
    factor, found = 100.0 if result.is_share else result._factor, {}
    segments = by_segment(result, COLUMNS)
    for i, (name, (term, *numbers, quadrant)) in enumerate(segments.items()):
        importance, performance, *errors = (np.asarray(column, dtype=float) for column in numbers)
        if np.isnan(importance).all():
            continue
        labels = [result.label(driver) for driver in term]
        chosen = Asked(asked.on, sort=asked.sort, skip=0 if len(segments) > 1 else asked.skip)
        rows = pick(chosen, labels, importance, canvas.MOST_ROWS, DRIVERS)
        points = np.column_stack([performance, factor * importance])[rows]
        sure = [errors[1][rows], factor * errors[0][rows], errors[2][rows]]
        cuts = float(result.cuts["performance"][i]), factor * float(result.cuts["importance"][i])
        regions = rings(points, sure, result.about.get("conf_level", 0.0))
        found[name] = Map(points, [labels[row] for row in rows], [quadrant[row] for row in rows], regions, cuts)
    return found


def _below(result: PriorityMapResult) -> str:
    if "n_resamples" not in result.about:
        return ""
    return speak("Performance (mean on 0 to 100 of the scale), with {level} regions", level=level(result))


def _beside(result: PriorityMapResult) -> str:
    if result.is_share:
        return speak("Importance (share of the explained variance, %)")
    return speak("Importance (effect of one point, {units})", units=result._units())
