"""The index and its dimensions, by segment."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...results.draw import draws
from ...results.index.satisfaction_index import IndexResult
from .. import canvas
from ..canvas import Axes
from ..series import by_segment, dots, left_out, level


@draws(IndexResult)
def plot_index(result: IndexResult, ax: Axes | None = None) -> Axes:
    """The whole and its dimensions, one colour a segment; where only the whole fits, one row a segment."""
    deepest = min(result.deepest_shown, 1)
    segments = by_segment(result, ("term", "estimate", "conf_low", "conf_high"), lambda row: row["level"] <= deepest)
    series: dict[str, tuple[Any, ...]] = {name: tuple(columns) for name, (_, *columns) in segments.items()}
    labels = [result.label(term) for term in next(iter(segments.values()))[0]]
    if result.key_columns and (len(labels) == 1 or len(series) > len(canvas.PALETTE)):
        labels = list(series)[: canvas.MOST_ROWS]
        series = {"": tuple(np.array([series[name][i][0] for name in labels]) for i in range(3))}
    ax = dots(result, series, len(labels), ax, alone=7.2)
    _annotate(ax, series)
    title = result.label(result.table["term"][0]) + left_out(len(segments), max(len(labels), len(series)))
    return canvas.finish(ax, title, f"Index (0 to 100), with {level(result)} intervals", labels)


def _annotate(ax: Axes, series: dict[str, tuple[Any, ...]]) -> None:
    """Write the value beside the dot when there is one series and so room for it."""
    if len(series) > 1:
        return
    ((estimate, _, high),) = series.values()
    for row, value in enumerate(estimate):
        if np.isfinite(value):
            canvas.beside(ax, np.fmax(high[row], value), row, f"{value:.1f}")
    ax.margins(x=0.12)
