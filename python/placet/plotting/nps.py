"""Bars of Net Promoter Scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..results.format import segment
from . import canvas
from .series import left_out

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..results.nps import NpsResult


def plot_nps(result: NpsResult, ax: Axes | None = None) -> Axes:
    """One bar a segment with its interval, its value and its base."""
    table = result.table.head(canvas.MOST_ROWS)
    ax = canvas.axes(ax, len(table))
    estimate, low, high = (np.asarray(table[name], dtype=float) for name in ("estimate", "conf_low", "conf_high"))
    y = np.arange(len(table))
    ax.barh(
        y, estimate, height=0.62, color=[canvas.POSITIVE if e >= 0 else canvas.NEGATIVE for e in estimate], alpha=0.85
    )
    ax.hlines(y, low, high, color=canvas.INK, linewidth=1.6)
    ax.axvline(0, color=canvas.INK, linewidth=0.8)
    span = max(np.nanmax(np.append(high, 0)) - np.nanmin(np.append(low, 0)), 1.0)
    for row, value in enumerate(estimate):
        if np.isfinite(value):
            text = f"{value:+.1f}".replace("-", "−")
            # Beyond the end of the interval that lies away from zero, so never on the bar.
            at, side = (high[row], "left") if value >= 0 else (low[row], "right")
            offset = (6 if value >= 0 else -6, 0)
            ax.annotate(text, (at, row), offset, textcoords="offset points", ha=side, va="center", fontsize=9)
    least, most = np.nanmin(np.append(low, 0)), np.nanmax(np.append(high, 0))
    ax.set_xlim(least - (0.03 if np.nanmin(np.append(estimate, 0)) >= 0 else 0.12) * span, most + 0.12 * span)
    names = [segment(key) for key in table.rows(result.keys)] if result.keys else ["All"]
    labels = [f"{name}  (n = {n:,})" for name, n in zip(names, table["n"], strict=True)]
    level = f"{100 * result.about['conf_level']:g}%"
    title = f"Net Promoter Score: {result.label(result.item)}" + left_out(len(result.table), canvas.MOST_ROWS)
    return canvas.finish(ax, title, f"NPS in points (−100 to 100), with {level} intervals", labels)
