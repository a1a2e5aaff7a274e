"""Alpha and omega with their intervals, by construct or by segment."""

from __future__ import annotations

import numpy as np

from ...language import say, speak
from ...results.draw import draws
from ...results.index.reliability import ReliabilityResult
from .. import canvas
from ..canvas import Asked, Axes, Style
from ..rows import SEGMENTS, part, pick
from ..series import by_segment, choose, dots, floats, level

#: From here on a scale is called reliable (Nunnally 1978).
USUAL = 0.7
CONSTRUCTS = say("constructs")
#: What is drawn, by its columns.
SERIES = {
    say("Cronbach's alpha"): ("estimate", "conf_low", "conf_high"),
    say("Omega total"): ("omega", "omega_low", "omega_high"),
}


@draws(ReliabilityResult)
def plot_reliability(result: ReliabilityResult, asked: Asked) -> Axes:
    """Dots of alpha and omega, one row a construct or a segment; of both alpha, one colour a segment."""
    terms = list(dict.fromkeys(result.table["term"]))
    if not result.key_columns or len(terms) == 1:
        return _both(result, asked)
    segments = by_segment(result, ("term", "estimate", "conf_low", "conf_high"))
    chosen = choose(asked, segments, result.label, what=CONSTRUCTS)
    ax, key = dots(result, chosen, asked)
    _mark(ax)
    xlabel = speak(
        "Cronbach's alpha, with {level} intervals; the line marks {usual}, the usual least", **_words(result)
    )
    return canvas.finish(ax, asked.heading(result.title + chosen.others), xlabel, chosen.labels, key=key)


def _both(result: ReliabilityResult, asked: Asked) -> Axes:
    """One row a construct, or a segment of the one construct; omega where it is known."""
    names = [result._segment(key) for key in result.table.rows(result.key_columns)] if result.key_columns else [
        result.label(term) for term in result.table["term"]
    ]  # fmt: skip
    series = {speak(name): floats(result.table, columns) for name, columns in SERIES.items()}
    series = {name: found for name, found in series.items() if name == speak(next(iter(SERIES))) or _known(found)}
    what = SEGMENTS if result.key_columns else CONSTRUCTS
    rows = pick(asked, names, result.table["estimate"], canvas.most_rows(asked, 0.7 + 0.3 * len(series)), what)
    drawn = {name: tuple(column[rows] for column in found) for name, found in series.items()}
    ax = canvas.axes(asked, max(len(rows) * (0.72 + 0.28 * len(series)), 1), 7.2)
    _mark(ax)
    key = canvas.dots(ax, drawn, spread=0.6)
    if key is None:
        _annotate(ax, next(iter(drawn.values())))
    title = asked.heading(result.title + part(asked, len(rows), len(names), what))
    words = "Reliability, with {level} intervals; the line marks {usual}, the usual least"
    return canvas.finish(ax, title, speak(say(words, **_words(result))), [names[row] for row in rows], key=key)


def _known(columns: tuple[np.ndarray, ...]) -> bool:
    return bool(np.isfinite(columns[0]).any())


def _words(result: ReliabilityResult) -> dict[str, str]:
    return {"level": level(result), "usual": f"{USUAL:g}"}


def _mark(ax: Axes) -> None:
    """A broken line at the usual least."""
    style = Style.of(ax)
    ax.axvline(USUAL, color=style.ink, linewidth=style.line(0.8), linestyle="--")


def _annotate(ax: Axes, columns: tuple[np.ndarray, ...]) -> None:
    """Write alpha beside its dot."""
    for row, (value, _, high) in enumerate(zip(*columns, strict=True)):
        if np.isfinite(value):
            canvas.beside(ax, np.fmax(high, value), row, f"{value:.2f}")
