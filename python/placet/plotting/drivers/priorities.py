"""Gains of drivers with intervals, and how often each is among the first."""

from __future__ import annotations

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.drivers.action import in_number
from ...results.drivers.priorities import PrioritiesResult
from .. import canvas
from ..canvas import Asked, Axes, Style
from ..series import by_segment, choose, dots, level

COLUMNS = ("term", "gain", "gain_low", "gain_high", "top_share")


@draws(PrioritiesResult)
def plot_priorities(result: PrioritiesResult, asked: Asked) -> Axes:
    """One dot a driver with its interval, filled where the gain is sure; several segments: one colour each."""
    factor = result._factor
    segments = {
        name: [term, *(factor * np.asarray(column, dtype=float) for column in gains), 100 * np.asarray(often, float)]
        for name, (term, *gains, often) in by_segment(result, COLUMNS).items()
    }
    chosen = choose(asked, segments, result.label)
    if len(segments) > 1:
        ax, key = dots(result, chosen, asked, zero=True)
        title = asked.heading(result.title + chosen.others)
        return canvas.finish(ax, title, _below(result), chosen.labels, key=key)
    ((gain, low, high, often),) = chosen.series.values()
    ax = canvas.axes(asked, len(gain), 8.4)
    style, y = Style.of(ax), np.arange(len(gain))
    canvas.zero(ax)
    colours = np.where(gain > 0, style.positive, style.negative)
    ax.hlines(y, low, high, color=colours, linewidth=style.line(1.8))
    ax.scatter(gain, y, s=style.dot(52), color=colours, edgecolor=style.paper, zorder=3)
    unsure = low <= 0  # hollow: the interval holds no gain, too
    ax.scatter(
        gain[unsure], y[unsure], s=style.dot(44), facecolor=style.paper, edgecolor=colours[unsure],
        linewidth=style.line(1.6), zorder=4,
    )  # fmt: skip
    for row, right in enumerate(np.fmax(gain, np.nan_to_num(high, nan=-np.inf))):
        share = f"   {often[row]:.0f}%" if np.isfinite(often[row]) else ""
        canvas.beside(ax, right, row, f"{result._number(gain[row] / factor, plus=True)}{share}")
    below = _below(result, alone=True)
    if unsure.any():
        below = speak("{axis}; hollow where the interval holds no gain, too", axis=below)
    return canvas.finish(ax, asked.heading(result.title + chosen.others), below, chosen.labels)


def _below(result: PrioritiesResult, *, alone: bool = False) -> str:
    words = speak("Gain of the move ({units})", units=result._units())
    if "n_resamples" not in result.about:
        return words
    words = speak("{axis}, with {level} intervals", axis=words, level=level(result))
    if not alone:
        return words
    count = result.about["k"]
    return speak(
        "{axis}; in percent, how many resamples have it first"
        if count == 1
        else "{axis}; in percent, how many resamples have it among the first {count}",
        axis=words, count=in_number(count),
    )  # fmt: skip
