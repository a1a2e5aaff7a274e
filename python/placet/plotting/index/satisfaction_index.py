"""The index and its dimensions, by segment."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...language import say, speak
from ...results.draw import draws
from ...results.index.satisfaction_index import IndexResult
from .. import canvas
from ..canvas import Asked, Axes
from ..rows import SEGMENTS
from ..series import Chosen, by_segment, choose, dots, level
from ..style import MOST_SERIES


@draws(IndexResult)
def plot_index(result: IndexResult, asked: Asked) -> Axes:
    """The whole and its dimensions, one colour a segment; where only the whole fits, one row a segment."""
    deepest = min(result._deepest_shown, 1)
    segments = by_segment(result, ("term", "estimate", "conf_low", "conf_high"), lambda row: row["level"] <= deepest)
    terms = next(iter(segments.values()))[0]
    if result.key_columns and (len(terms) == 1 or len(segments) > MOST_SERIES):
        columns = [np.array([numbers[i][0] for numbers in segments.values()]) for i in (1, 2, 3)]
        whole: Any = [np.array(list(segments), dtype=object), *columns]
        chosen = choose(asked, {"": whole}, str, what=SEGMENTS)
    else:
        chosen = choose(asked, segments, result.label, what=say("dimensions"))
    ax, key = dots(result, chosen, asked, alone=7.2)
    write_values(ax, chosen)
    title = asked.heading(result.label(result.table["term"][0]) + chosen.others)
    xlabel = speak("Index (0 to 100), with {level} intervals", level=level(result))
    return canvas.finish(ax, title, xlabel, chosen.labels, key=key)


def write_values(ax: Axes, chosen: Chosen) -> None:
    """Write the value beside the dot when there is one series and so room for it."""
    if len(chosen.series) > 1:
        return
    ((estimate, _, high),) = chosen.series.values()
    for row, value in enumerate(estimate):
        if np.isfinite(value):
            canvas.beside(ax, np.fmax(high[row], value), row, f"{value:.1f}")
