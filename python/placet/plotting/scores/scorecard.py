"""Scorecards: points scored within those possible."""

from __future__ import annotations

import numpy as np

from ...results.draw import draws
from ...results.scores.scorecard import ScorecardResult
from .. import canvas
from ..canvas import Axes
from ..series import left_out


@draws(ScorecardResult)
def plot_scorecard(result: ScorecardResult, ax: Axes | None = None) -> Axes:
    """Bars of the points scored within frames of those possible, in the order of the card; contradictions hatched."""
    items = len(result.table) - 1
    table = result.table.head(min(items, canvas.MOST_ROWS))
    possible, scored = table["possible"], table["scored"]
    wrong = [bool(words) for words in table["contradiction"]]
    y = np.arange(len(table))
    ax = canvas.axes(ax, len(table), 8.4)
    frame = ax.barh(y, possible, height=0.66, color="#E4E4E4", edgecolor="#AAAAAA", linewidth=0.8)
    bars = ax.barh(y, scored, height=0.4, color=canvas.POSITIVE, alpha=0.9)
    for bar, contradicts in zip(bars, wrong, strict=True):
        if contradicts:
            bar.set(facecolor=canvas.NEGATIVE, hatch="///", edgecolor="white")
    right = np.fmax(np.nan_to_num(possible), np.nan_to_num(scored))
    for row, (most, got, lost) in enumerate(table.rows(["possible", "scored", "estimate"])):
        text = f"{got:.1f} of {most:g}   {-lost if lost else 0:+.1f}".replace("+0.0", "").rstrip()
        canvas.beside(ax, right[row], row, "–" if np.isnan(lost) else text)
    ax.set_xlim(min(0.0, float(np.nanmin(np.append(scored, 0)))), 1.3 * float(right.max()) or 1)
    kinds = {"Possible": frame[0], "Scored": next((b for b, w in zip(bars, wrong, strict=True) if not w), None)}
    kinds["Contradiction"] = next((b for b, w in zip(bars, wrong, strict=True) if w), None)
    shown = {name: bar for name, bar in kinds.items() if bar is not None}
    canvas.legend(ax, "", list(shown.values()), list(shown))
    totals = result.glance()
    title = f"{result.title}, {100 * totals['loss_rate']:.1f}% lost" + left_out(items, canvas.MOST_ROWS, "items")
    return canvas.finish(ax, title, "Points", [result.label(name) for name in table["item"]])
