"""What drivers do to the Net Promoter Score: the promoter side against the detractor side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...language import speak
from ...results.draw import draws
from ...results.drivers.nps_drivers import NpsDriversResult
from ...results.format import minus
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..series import by_segment, choose, dots, level

COLUMNS = (
    "term", "gain", "gain_low", "gain_high", "promoter_gain", "promoter_gain_low", "promoter_gain_high",
    "detractor_gain", "detractor_gain_low", "detractor_gain_high",
)  # fmt: skip
#: Part of a row that the bars of both sides take.
HEIGHT = 0.72


@draws(NpsDriversResult)
def plot_nps_drivers(result: NpsDriversResult, asked: Asked) -> Axes:
    """Two bars a driver, each with its interval, and the gain of both in figures; one dot a segment where several."""
    segments = {key: list(columns) for key, columns in by_segment(result, COLUMNS).items()}
    if len(segments) == 1:
        return _bars(result, segments, asked)
    chosen = choose(asked, segments, result.label, order=_largest_first)
    ax, key = dots(result, chosen, asked, zero=True)
    title = asked.heading(result.title + chosen.others)
    return canvas.finish(ax, title, _in_points(result), chosen.labels, key=key)


def _bars(result: NpsDriversResult, segments: Mapping[str, Sequence[np.ndarray]], asked: Asked) -> Axes:
    chosen = choose(asked, segments, result.label)
    ((gain, _, _, *sides),) = chosen.series.values()
    ax = canvas.axes(asked, 1.25 * len(gain), 8.6)
    style, y = Style.of(ax), np.arange(len(gain))
    levers = dict(result.table.rows(["term", "lever"]))
    drawn, ends = [], [np.zeros(1)]
    for i, (colour, hatch) in enumerate(((style.positive, ""), (style.negative, "///"))):
        value, low, high = sides[3 * i : 3 * i + 3]
        at = y + (i - 0.5) * HEIGHT / 2
        drawn.append(ax.barh(at, value, height=HEIGHT / 2, color=colour, hatch=hatch, edgecolor=style.paper))
        ax.hlines(at, low, high, color=style.ink, linewidth=style.line(1.6), zorder=4)
        ends += [np.nan_to_num(column) for column in (value, low, high)]
    canvas.zero(ax)
    right = np.max([np.fmax(column, 0) for column in (*ends[1:],)], axis=0)
    for row, (term,) in enumerate(chosen.rows):
        words = _signed(gain[row]) + ("   " + speak(levers[term]) if levers[term] else "")
        canvas.beside(ax, right[row], row, words)
    most, least = float(np.max(right, initial=0)), float(min(map(np.min, ends)))
    ax.set_xlim(1.05 * least, 1.02 * most or 1)
    title = asked.heading(f"{result.title}{chosen.others}")
    names = [speak("by more promoters"), speak("by fewer detractors")]
    return canvas.finish(ax, title, _in_points(result), chosen.labels, key=Key(drawn, names, place="above"))


def _signed(value: float) -> str:
    if not np.isfinite(value):
        return "–"
    text = f"{value:+.1f}"
    return minus(text) if text.strip("+-0.") else "0.0"


def _largest_first(segments: Mapping[str, Sequence[np.ndarray]]) -> list[tuple[str, ...]]:
    """Drivers by their mean gain over the segments."""
    total: dict[str, float] = {}
    for term, gain, *_ in segments.values():
        for t, value in zip(term, gain, strict=True):
            total[t] = total.get(t, 0.0) + float(np.nan_to_num(value))
    return [(term,) for term in sorted(total, key=lambda t: -total[t])]


def _in_points(result: NpsDriversResult) -> str:
    """What is gained by which move."""
    moves = set(result.about["move"].values())
    if len(moves) > 1:
        return speak("NPS points gained by each driver's move, with {level} intervals", level=level(result))
    (by,) = moves
    return speak(
        "NPS points gained by a rise of {by:g}, with {level} intervals"
        if by > 0
        else "NPS points gained by a fall of {by:g}, with {level} intervals",
        by=abs(by), level=level(result),
    )  # fmt: skip
