"""The index and its dimensions, by segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import canvas
from .series import by_segment, segment_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..results.index import IndexResult


def plot_index(result: IndexResult, ax: Axes | None = None) -> Axes:
    """The whole and its dimensions, one colour a segment; beyond eight segments the whole alone, one row a segment."""
    segments = by_segment(result, ("estimate", "conf_low", "conf_high"), where=lambda row: row["level"] <= 1)
    terms = [result.label(term) for term, level in zip(result["term"], result["level"], strict=True) if level <= 1]
    terms = terms[: len(terms) // max(len(segments), 1)]
    if len(segments) > len(canvas.PALETTE):
        whole = np.array([[column[0] for column in columns] for columns in segments.values()]).T
        labels, series = list(segments), {"": (whole[0], whole[1], whole[2])}
    else:
        labels, series = terms, {name: (c[0], c[1], c[2]) for name, c in segments.items()}
    ax = canvas.axes(ax, len(labels) * (1 + 0.28 * (len(series) - 1)), 8.4 if len(series) > 1 else 7.2)
    canvas.dots(ax, series, spread=0.75)
    _annotate(ax, series)
    canvas.legend(ax, segment_title(result))
    level = f"{100 * result.about['conf_level']:g}%"
    return canvas.finish(ax, result.label(result["term"][0]), f"Index (0 to 100), with {level} intervals", labels)


def _annotate(ax: Axes, series: dict[str, tuple[Any, Any, Any]]) -> None:
    """Write the value beside the dot when there is one series and so room for it."""
    if len(series) > 1:
        return
    ((estimate, _, high),) = series.values()
    for row, value in enumerate(estimate):
        if np.isfinite(value):
            right = high[row] if np.isfinite(high[row]) else value
            ax.annotate(
                f"{value:.1f}", (right, row), xytext=(6, 0), textcoords="offset points", va="center", fontsize=9
            )
    ax.margins(x=0.12)
