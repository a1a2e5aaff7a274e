"""Items ranked by their scores."""

from __future__ import annotations

import numpy as np

from ...results.draw import draws
from ...results.scores.means import RanksResult
from .. import canvas
from ..canvas import Axes
from ..series import by_segment, dots, in_order, left_out, level


@draws(RanksResult)
def plot_ranks(result: RanksResult, ax: Axes | None = None) -> Axes:
    """Dots of the means with intervals and their ranks, the highest on top; several segments: one colour each."""
    segments = by_segment(result, ("item", "estimate", "conf_low", "conf_high"))
    items = list(next(iter(segments.values()))[0])[: canvas.MOST_ROWS]  # in the order of the first segment
    ax = dots(result, in_order(segments, [(item,) for item in items]), len(items), ax, alone=7.6)
    xlabel = f"Mean{result.unit(' in {}')}, with {level(result)} intervals"
    if len(segments) == 1:
        _write_ranks(ax, result, len(items))
        xlabel += f"; beside it the rank and its {level(result)} interval"
    title = "Items ranked by their means" + left_out(len(segments), canvas.MOST_SERIES)
    return canvas.finish(ax, title, xlabel, [result.label(item) for item in items])


def _write_ranks(ax: Axes, result: RanksResult, rows: int) -> None:
    columns = ("estimate", "conf_high", "rank", "rank_low", "rank_high")
    for row, (mean, high, rank, lowest, highest) in enumerate(result.table.head(rows).rows(columns)):
        if np.isfinite(mean):
            canvas.beside(ax, np.fmax(high, mean), row, f"{rank:.0f}  ({lowest:.0f} to {highest:.0f})", 7)
    low, high = ax.get_xlim()
    ax.set_xlim(low, high + 0.22 * (high - low))
