"""Means of items: gaps as two values joined by a line, ranks as dots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.scores.means import GapResult, RanksResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import ITEMS, part, pick
from ..series import by_segment, choose, dots, level


@draws(GapResult)
def plot_gap(result: GapResult, asked: Asked) -> Axes:
    """Perceived and expected mean of every item, the worst gap on top; several segments: dots of the gaps."""
    if result.key_columns:
        return _by_segment(result, asked)
    labels = [result.label(name) for name in result.table["item"]]
    rows = pick(asked, labels, result.table["estimate"], canvas.most_rows(asked), ITEMS)
    table = list(result.table.rows(["estimate", "conf_low", "conf_high"]))
    texts = [
        f"{gap:+.2f}" if np.isnan(low) else f"{gap:+.2f}  {_range(f'{low:.2f}', f'{high:.2f}')}"
        for gap, low, high in (table[row] for row in rows)
    ]
    ax = canvas.axes(asked, len(rows), 8.8)
    names = result._heading("mean_perceived"), result._heading("mean_expected")
    key = pairs(ax, result.table["mean_perceived"][rows], result.table["mean_expected"][rows], texts, names)
    title = asked.heading(speak("Perception and expectation") + part(asked, len(rows), len(table), ITEMS))
    xlabel = speak("Mean in {unit}; beside it the gap with its {level} interval", unit=result.unit, level=level(result))
    return canvas.finish(ax, title, xlabel, [labels[row] for row in rows], key=key)


def _by_segment(result: GapResult, asked: Asked) -> Axes:
    segments = by_segment(result, ("item", "expected", "estimate", "conf_low", "conf_high"))
    chosen = choose(asked, segments, lambda item, _: result.label(item), 2, what=ITEMS)
    ax, key = dots(result, chosen, asked, zero=True)
    title = asked.heading(speak("Gaps between perception and expectation") + chosen.others)
    xlabel = speak("Gap in {unit}, with {level} intervals", unit=result.unit, level=level(result))
    return canvas.finish(ax, title, xlabel, chosen.labels, key=key)


def _range(low: str, high: str) -> str:
    return speak("({low} to {high})", low=low, high=high)


def pairs(ax: Axes, values: np.ndarray, yardstick: np.ndarray, texts: Sequence[str], names: tuple[str, str]) -> Key:
    """Draw two values a row: a dot, its hollow yardstick, and a line between them coloured by the sign of the gap."""
    style, y = Style.of(ax), np.arange(len(values))
    colours = np.where(values < yardstick, style.negative, style.positive)
    ax.hlines(y, values, yardstick, color=colours, linewidth=style.line(3), alpha=0.55)
    hollow = ax.scatter(
        yardstick, y, s=style.dot(52), color=style.paper, edgecolor=style.ink, linewidth=style.line(1.5), marker="D",
        zorder=3,
    )  # fmt: skip
    solid = ax.scatter(values, y, s=style.dot(60), color=colours, edgecolor=style.paper, zorder=4)
    ends = np.array([*values, *yardstick])
    least, most = (ends[np.isfinite(ends)].min(), ends[np.isfinite(ends)].max()) if np.isfinite(ends).any() else (0, 1)
    span = max(most - least, 1e-6 * max(abs(most), 1.0))
    ax.set_xlim(least - 0.06 * span, most + 0.06 * span)
    for row, (right, text) in enumerate(zip(np.fmax(values, yardstick), texts, strict=True)):
        canvas.beside(ax, least if "nan" in text else right, row, "–" if "nan" in text else text, 8)
    return Key([solid, hollow], names)


@draws(RanksResult)
def plot_ranks(result: RanksResult, asked: Asked) -> Axes:
    """Dots of the means with intervals and their ranks, the highest on top; several segments: one colour each."""
    columns = ("item", "estimate", "conf_low", "conf_high", "rank", "rank_low", "rank_high")
    segments = by_segment(result, columns)
    chosen = choose(asked, segments, result.label, what=ITEMS)
    ax, key = dots(result, chosen, asked, alone=7.6)
    unit, sure = result.unit(), level(result)
    xlabel = (
        speak("Mean in {unit}, with {level} intervals", unit=unit, level=sure)
        if unit
        else speak("Mean, with {level} intervals", level=sure)
    )
    if len(segments) == 1:
        _write_ranks(ax, *chosen.series.values())
        xlabel = speak("{axis}; beside it the rank and its {level} interval", axis=xlabel, level=sure)
    title = asked.heading(speak("Items ranked by their means") + chosen.others)
    return canvas.finish(ax, title, xlabel, chosen.labels, key=key)


def _write_ranks(ax: Axes, columns: Sequence[np.ndarray]) -> None:
    for row, (mean, _, high, rank, lowest, highest) in enumerate(zip(*columns, strict=True)):
        if np.isfinite(mean):
            canvas.beside(ax, np.fmax(high, mean), row, f"{rank:.0f}  {_range(f'{lowest:.0f}', f'{highest:.0f}')}", 7)
