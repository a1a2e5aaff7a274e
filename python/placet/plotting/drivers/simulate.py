"""Changes of the outcome by what is moved, with intervals."""

from __future__ import annotations

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.drivers.action import percent
from ...results.drivers.simulate import TOGETHER, SimulationResult
from .. import canvas
from ..canvas import Asked, Axes, Style
from ..series import by_segment, choose, dots, level

COLUMNS = ("term", "change", "change_low", "change_high", "plan_share")


@draws(SimulationResult)
def plot_simulation(result: SimulationResult, asked: Asked) -> Axes:
    """One dot a move with its interval, a diamond for all together; several segments: one colour each."""
    factor = result._factor
    segments = {
        name: [term, *(factor * np.asarray(column, dtype=float) for column in changes), np.asarray(often, dtype=float)]
        for name, (term, *changes, often) in by_segment(result, COLUMNS).items()
    }
    alone = len(segments) == 1
    chosen = choose(asked, segments, lambda term: _row(result, term, alone))
    title = asked.heading(result.title + chosen.others)
    if not alone:
        ax, key = dots(result, chosen, asked, zero=True)
        return canvas.finish(ax, title, _below(result), chosen.labels, key=key)
    ((change, low, high, often),) = chosen.series.values()
    ax = canvas.axes(asked, len(change), 8.4)
    style, y = Style.of(ax), np.arange(len(change))
    canvas.zero(ax)
    whole = np.array([term == TOGETHER for (term,) in chosen.rows])
    colours = np.where(change >= 0, style.positive, style.negative)
    ax.hlines(y, low, high, color=colours, linewidth=style.line(1.8))
    for which, marker, size in ((~whole, "o", 48), (whole, "D", 64)):
        if which.any():
            ax.scatter(
                change[which], y[which], s=style.dot(size), color=colours[which], marker=marker, zorder=3,
                edgecolor=style.paper,
            )  # fmt: skip
    for row, right in enumerate(np.fmax(change, np.nan_to_num(high, nan=-np.inf))):
        share = f"   {percent(often[row])}" if np.isfinite(often[row]) else ""
        canvas.beside(ax, right, row, result._number(change[row] / factor, plus=bool(change[row])) + share)
    return canvas.finish(ax, title, _below(result), chosen.labels)


def _row(result: SimulationResult, term: str, alone: bool) -> str:
    """A driver, and by how many points it moves where that is the same in all that is drawn."""
    label = result.label(term)
    if not alone:
        return label
    move = result.table["move"][list(result.table["term"]).index(term)]
    return f"{label}  {move:+.3g}".replace("-", "−") if np.isfinite(move) and move else label


def _below(result: SimulationResult) -> str:
    words = speak("Change of {outcome} ({units})", outcome=result._outcome(), units=result._units())
    if "n_resamples" not in result.about:
        return words
    if result.about["simulation"] == "plan" and len(result.plan) == 1:
        words = speak("{axis}; in percent, how many resamples have it in their best plan", axis=words)
    if result.about["interval"] == "wave":
        return speak("{axis}, with {level} intervals of the next wave", axis=words, level=level(result))
    return speak("{axis}, with {level} intervals", axis=words, level=level(result))
