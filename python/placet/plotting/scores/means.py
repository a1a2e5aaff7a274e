"""Means of items: gaps as two values joined by a line, ranks as dots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...results.draw import draws
from ...results.scores.means import GapResult, RanksResult
from .. import canvas
from ..canvas import Axes
from ..series import by_segment, dots, in_order, left_out, level


@draws(GapResult)
def plot_gap(result: GapResult, ax: Axes | None = None) -> Axes:
    """Perceived and expected mean of every item, the worst gap on top; several segments: dots of the gaps."""
    if result.key_columns:
        return _by_segment(result, ax)
    table = result.table.head(canvas.MOST_ROWS)
    texts = [
        f"{gap:+.2f}" if np.isnan(low) else f"{gap:+.2f}  ({low:.2f} to {high:.2f})"
        for gap, low, high in table.rows(["estimate", "conf_low", "conf_high"])
    ]
    ax = canvas.axes(ax, len(table), 8.8)
    pairs(ax, table["mean_perceived"], table["mean_expected"], texts, ("Perceived", "Expected"))
    title = "Perception and expectation" + left_out(len(result.table), canvas.MOST_ROWS, "items")
    xlabel = f"Mean in {result.unit}; beside it the gap with its {level(result)} interval"
    return canvas.finish(ax, title, xlabel, [result.label(name) for name in table["item"]])


def _by_segment(result: GapResult, ax: Axes | None) -> Axes:
    segments = by_segment(result, ("item", "expected", "estimate", "conf_low", "conf_high"))
    worst = next(iter(segments.values()))
    items = list(zip(worst[0], worst[1], strict=True))[: canvas.MOST_ROWS]  # in the order of the first segment
    ax = dots(result, in_order(segments, items), len(items), ax, zero=True)
    title = "Gaps between perception and expectation" + left_out(len(segments), canvas.MOST_SERIES)
    xlabel = f"Gap in {result.unit}, with {level(result)} intervals"
    return canvas.finish(ax, title, xlabel, [result.label(item) for item, _ in items])


def pairs(ax: Axes, values: np.ndarray, yardstick: np.ndarray, texts: Sequence[str], names: tuple[str, str]) -> None:
    """Draw two values a row: a dot, its hollow yardstick, and a line between them coloured by the sign of the gap."""
    y = np.arange(len(values))
    colours = np.where(values < yardstick, canvas.NEGATIVE, canvas.POSITIVE)
    ax.hlines(y, values, yardstick, color=colours, linewidth=3, alpha=0.55)
    hollow = ax.scatter(yardstick, y, s=52, color="white", edgecolor=canvas.INK, linewidth=1.5, marker="D", zorder=3)
    solid = ax.scatter(values, y, s=60, color=colours, edgecolor="white", zorder=4)
    least, most = np.nanmin([*values, *yardstick, np.inf]), np.nanmax([*values, *yardstick, -np.inf])
    if not np.isfinite(most):
        least, most = 0.0, 1.0  # nothing to draw
    span = max(most - least, 1e-6 * max(abs(most), 1.0))
    for row, (right, text) in enumerate(zip(np.fmax(values, yardstick), texts, strict=True)):
        if "nan" in text:
            ax.annotate("–", (least, row), va="center", fontsize=9)
        else:
            canvas.beside(ax, right, row, text, 8)
    longest = max((len(text) for text in texts), default=0)
    ax.set_xlim(least - 0.06 * span, most + (0.08 + 0.018 * longest) * span)
    canvas.legend(ax, "", [solid, hollow], list(names))


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
