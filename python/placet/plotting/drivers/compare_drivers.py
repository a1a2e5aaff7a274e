"""Differences of importances between segments or waves, around zero."""

from __future__ import annotations

import numpy as np

from ...language import say, speak
from ...results.draw import draws
from ...results.drivers.compare_drivers import DriverDifferencesResult
from ...results.format import minus
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import part, pick
from ..series import floats, level

#: Colour, marker and words by finding: told apart without colour, too.
FINDINGS = {
    "higher": ("positive", "^", say("significantly higher")),
    "lower": ("negative", "v", say("significantly lower")),
    "not significant": ("grey", "o", say("not significant")),
    "no test": ("grey", "x", say("no test")),
}
#: What the rows are.
COMPARISONS = say("comparisons")


@draws(DriverDifferencesResult)
def plot_compare_drivers(result: DriverDifferencesResult, asked: Asked) -> Axes:
    """Differences with joint intervals around zero, one row a driver and comparison."""
    names, factor = _names(result), 100.0 if result.relative else 1.0
    rows = pick(asked, names, result.table["estimate"], canvas.most_rows(asked), COMPARISONS)
    ax = canvas.axes(asked, len(rows) + 1, 8.4)
    style = Style.of(ax)
    columns = floats(result.table, ("estimate", "conf_low", "conf_high"), factor)
    estimate, low, high = (column[rows] for column in columns)
    findings = np.array(result.table["finding"])[rows]
    handles = {}
    for finding, (colour, marker, words) in FINDINGS.items():
        at = np.flatnonzero(findings == finding)
        if len(at):
            look = {"color": getattr(style, colour), "markersize": 7 * style.mark, "zorder": 3}
            ax.hlines(at, low[at], high[at], color=look["color"], linewidth=style.line(2))
            (handles[speak(words)],) = ax.plot(estimate[at], at, marker, **look)
    canvas.zero(ax, linewidth=style.line(1))
    digits = 1 if result.relative else 3
    for row, value in enumerate(estimate):
        if np.isfinite(value):
            canvas.beside(ax, np.fmax(high[row], value), row, minus(f"{value:+.{digits}f}"))
    title = asked.heading(result.title + part(asked, len(rows), len(names), COMPARISONS))
    key = Key(list(handles.values()), list(handles), place="above")
    xlabel = speak(
        "Difference of shares in percentage points, with joint {level} intervals"
        if result.relative
        else "Difference in parts of R², with joint {level} intervals",
        level=level(result),
    )
    return canvas.finish(ax, title, xlabel, [names[row] for row in rows], key=key)


def _names(result: DriverDifferencesResult) -> list[str]:
    """Every row in words: the driver, and who is compared where there are several comparisons."""
    table = result.table
    pairs = [
        f"{result.level_word(one)} − {result.against_word(other)}"
        for one, other in zip(table["level"], table["against"], strict=True)
    ]
    if result.key_columns:
        keys = table.rows(result.key_columns)
        pairs = [f"{result._segment(key)}: {pair}" for key, pair in zip(keys, pairs, strict=True)]
    return [
        speak("{what}: {item}", what=pair, item=result.label(term))
        for pair, term in zip(pairs, table["term"], strict=True)
    ]
