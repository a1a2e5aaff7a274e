"""Items ranked by their scores."""

from __future__ import annotations

import numpy as np

from ...results.draw import draws
from ...results.scores.printed_ranks import PrintedRanksResult
from ...results.scores.ranks import RanksResult
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


@draws(PrintedRanksResult)
def plot_printed_ranks(result: PrintedRanksResult, ax: Axes | None = None) -> Axes:
    """Dots of printed scores with their ranks; filled in ranks and contradictions are marked."""
    table = result.table.head(canvas.MOST_ROWS)
    scores, printed = table["estimate"], table["printed_rank"]
    wrong = np.array([bool(words) for words in table["contradiction"]])
    asked = result.about["printed_rank"] is not None
    filled = np.isnan(printed) & asked
    y = np.arange(len(table))
    ax = canvas.axes(ax, len(table), 7.6)
    kinds = [
        ("As printed" if asked else "", ~filled & ~wrong, canvas.POSITIVE, canvas.POSITIVE, "o"),
        ("Rank filled in", filled & ~wrong, "white", canvas.POSITIVE, "o"),
        ("Contradiction", wrong, canvas.NEGATIVE, canvas.NEGATIVE, "D"),
    ]
    drawn = {
        name: ax.scatter(
            scores[chosen], y[chosen], s=52, color=face, edgecolor=edge, linewidth=1.5, marker=marker, zorder=3
        )
        for name, chosen, face, edge, marker in kinds
        if chosen.any()
    }
    for row, (score, number, words) in enumerate(table.rows(["estimate", "rank", "contradiction"])):
        canvas.beside(ax, score, row, f"{score:.2f}   {number:.0f}{' ?' if words else ''}", 8)
    span = max(float(np.ptp(scores)), 1e-6 * max(float(np.abs(scores).max()), 1.0))
    ax.set_xlim(scores.min() - 0.06 * span, scores.max() + 0.25 * span)
    if set(drawn) - {"", "As printed"}:
        canvas.legend(ax, "", list(drawn.values()), list(drawn))
    title = result.title + left_out(len(result.table), canvas.MOST_ROWS, "items")
    return canvas.finish(ax, title, "Score in points, and its rank", [result.label(name) for name in table["item"]])
