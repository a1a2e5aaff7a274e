"""Differences with intervals around zero, one row each, told apart by what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..language import Said, say, speak
from ..results.compared import ComparedResult
from ..results.format import minus
from . import canvas
from .canvas import Asked, Axes, Key, Style
from .rows import part, pick
from .series import floats

#: Colour, marker and words by finding: told apart without colour, too.
FINDINGS = {
    "higher": ("positive", "^", say("significantly higher")),
    "lower": ("negative", "v", say("significantly lower")),
    "not significant": ("grey", "o", say("not significant")),
    "small base": ("grey", "s", say("small base, not tested")),
    "no test": ("grey", "x", say("no test")),
}
#: What the rows are.
COMPARISONS = say("comparisons")


def differences(
    result: ComparedResult, asked: Asked, names: Sequence[str], xlabel: str, *, factor: float = 1.0, digits: int = 3,
    what: Said = COMPARISONS, title: str | None = None, wide: float = 8.4,
) -> Axes:  # fmt: skip
    """Draw the estimates of a result with intervals, its `finding` in colour and marker."""
    rows = pick(asked, names, result.table["estimate"], canvas.most_rows(asked), what)
    ax = canvas.axes(asked, len(rows) + 1, wide)
    style = Style.of(ax)
    columns = floats(result.table, ("estimate", "conf_low", "conf_high"), factor)
    # Limits of too few permutations are infinite, and drawn as none.
    estimate, low, high = (np.where(np.isfinite(column), column, np.nan)[rows] for column in columns)
    findings = np.array(result.table["finding"])[rows]
    handles = {}
    for finding, (colour, marker, words) in FINDINGS.items():
        at = np.flatnonzero(findings == finding)
        if len(at):
            look = {"color": getattr(style, colour), "markersize": 7 * style.mark, "zorder": 3}
            ax.hlines(at, low[at], high[at], color=look["color"], linewidth=style.line(2))
            (handles[speak(words)],) = ax.plot(estimate[at], at, marker, **look)
    canvas.zero(ax, linewidth=style.line(1))
    for row, value in enumerate(estimate):
        if np.isfinite(value):
            canvas.beside(ax, np.fmax(high[row], value), row, minus(f"{value:+.{digits}f}"))
    title = asked.heading((title or result.title) + part(asked, len(rows), len(names), what))
    key = Key(list(handles.values()), list(handles), place="above")
    return canvas.finish(ax, title, xlabel, [names[row] for row in rows], key=key)


def names_of(result: ComparedResult, terms: Sequence[str], pair: Callable[[str, str], str]) -> list[str]:
    """Every row in words: who is compared, and what; of one comparison the latter alone."""
    table = result.table
    panels = table.rows(result.key_columns) if result.key_columns else [()] * len(table)
    pairs = []
    for panel, one, other in zip(panels, table["level"], table["against"], strict=True):
        words = pair(result.level_word(one), result.against_word(other))
        pairs.append(f"{result._segment(panel)}: {words}" if panel else words)
    if len(set(pairs)) == 1 and not result.key_columns:
        return list(terms)
    return [speak("{what}: {item}", what=words, item=term) for words, term in zip(pairs, terms, strict=True)]
