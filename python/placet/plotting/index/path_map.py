"""The map of what acts on an outcome of a path model: importance above performance, with regions and quadrants."""

from __future__ import annotations

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.index.path_map import PathMapResult
from .. import canvas
from ..canvas import Asked, Axes
from ..quadrants import Axis, Map, draw_maps, rings
from ..rows import ITEMS, pick
from ..series import by_segment, level
from .reliability import CONSTRUCTS

COLUMNS = (
    "term", "importance", "performance", "importance_std_error", "performance_std_error", "correlation", "quadrant",
)  # fmt: skip


@draws(PathMapResult)
def plot_path_map(result: PathMapResult, asked: Asked) -> Axes:
    """One map a segment, with ellipses of the level of the intervals; in axes that are given, one colour a segment.

    Names that find no room are numbers, which a legend explains.
    """
    plain = speak("Performance (index from 0 to 100)")
    below = plain
    if result.about["n_resamples"]:
        below = speak("Performance (index from 0 to 100), with {level} regions", level=level(result))
    outcome = result.label(result.about["outcome"])
    beside = speak("Importance (points of {outcome} for one point)", outcome=outcome)
    return draw_maps(result, _maps(result, asked), asked, Axis(below, plain, beside))


def _maps(result: PathMapResult, asked: Asked) -> dict[str, Map]:
    """Segment in words → its map."""
    found, segments = dict[str, Map](), by_segment(result, COLUMNS)
    what = ITEMS if result.about["level"] == "indicators" else CONSTRUCTS
    for i, (name, (term, *numbers, quadrant)) in enumerate(segments.items()):
        importance, performance, *errors = (np.asarray(column, dtype=float) for column in numbers)
        labels = [result.label(driver) for driver in term]
        chosen = Asked(asked.on, sort=asked.sort, skip=0 if len(segments) > 1 else asked.skip)
        rows = pick(chosen, labels, importance, canvas.MOST_ROWS, what)
        points = np.column_stack([performance, importance])[rows]
        regions = rings(points, [errors[1][rows], errors[0][rows], errors[2][rows]], result.about["conf_level"])
        cuts = float(result.cuts["performance"][i]), float(result.cuts["importance"][i])
        found[name] = Map(points, [labels[row] for row in rows], [quadrant[row] for row in rows], regions, cuts)
    return found
