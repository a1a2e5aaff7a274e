"""Pictures of comparisons: differences with intervals, levels with letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...results.draw import draws
from ...results.format import minus
from ...results.scores.compare import CompareResult, percent
from .. import canvas
from ..canvas import Axes
from ..series import factor, floats, left_out

#: Colour and marker by finding: told apart without colour, too.
FINDINGS = {
    "higher": (canvas.POSITIVE, "^", "significantly higher"),
    "lower": (canvas.NEGATIVE, "v", "significantly lower"),
    "not significant": ("#8C8C8C", "o", "not significant"),
    "small base": ("#C8C8C8", "s", "small base, not tested"),
    "no test": ("#C8C8C8", "x", "no test"),
}


@draws(CompareResult)
def plot_compare(result: CompareResult, ax: Axes | None = None) -> Axes:
    """Levels with their letters after all pairs, else differences around zero."""
    return _letters(result, ax) if result.lettered else _differences(result, ax)


def decimals(definition: Mapping[str, Any]) -> int:
    """Scale points have two decimals, everything else has one."""
    return 2 if definition["form"] == "mean" and not definition["rescale"] else 1


def _differences(result: CompareResult, ax: Axes | None) -> Axes:
    table = result.table.head(canvas.MOST_ROWS)
    ax = canvas.axes(ax, len(table) + 1, 8.0)
    estimate, low, high = floats(table, ("estimate", "conf_low", "conf_high"), factor(result))
    findings = np.array(table["finding"])
    for finding, (colour, marker, words) in FINDINGS.items():
        rows = np.flatnonzero(findings == finding)
        if len(rows):
            ax.hlines(rows, low[rows], high[rows], color=colour, linewidth=2)
            ax.plot(estimate[rows], rows, marker, color=colour, markersize=7, label=words, zorder=3)
    ax.axvline(0, color=canvas.INK, linewidth=1)
    digits = decimals(result.definition)
    for row, value in enumerate(estimate):
        if np.isfinite(value):
            canvas.beside(ax, high[row], row, minus(f"{value:+.{digits}f}"))
    ax.margins(x=0.12)
    canvas.legend_above(ax, 3)
    units = {"share": "percentage points", "net": "points"}.get(result.definition["form"], result.definition["units"])
    title = _title(result)
    xlabel = f"Difference in {units}, with {percent(result.about['interval_level'])} intervals"
    return canvas.finish(
        ax, title + left_out(len(result.table), canvas.MOST_ROWS), xlabel, _pair_names(result), legend="above"
    )


def _title(result: CompareResult) -> str:
    """What is compared, and the item where it is one."""
    title = result.definition["title"]
    return canvas.joined(title, result.label(result.item_names[0])) if len(result.item_names) == 1 else title


def _pair_names(result: CompareResult) -> list[str]:
    table = result.table.head(canvas.MOST_ROWS)
    names = []
    for i, (one, other) in enumerate(zip(table["level"], table["against"], strict=True)):
        panel = f"{result.segment(table[key][i] for key in result.key_columns)}: " if result.key_columns else ""
        panel = f"{result.label(table['item'][i])}: {panel}" if len(result.item_names) > 1 else panel
        names.append(f"{panel}{result.level_word(one)} − {result.level_word(other)}  (n = {table['n'][i]:,})")
    return names


def _letters(result: CompareResult, ax: Axes | None) -> Axes:
    groups = result.groups.head(canvas.MOST_ROWS)
    ax = canvas.axes(ax, len(groups), 7.6)
    score, error = floats(groups, ("score", "std_error"), factor(result))
    y = np.arange(len(groups))
    ax.hlines(y, score - error, score + error, color=canvas.POSITIVE, linewidth=2)
    ax.plot(score, y, "o", color=canvas.POSITIVE, markersize=7, zorder=3)
    digits = decimals(result.definition)
    texts = [f"{value:.{digits}f}  {letters}" for value, letters in zip(score, groups["letters"], strict=True)]
    for row, text in enumerate(texts):
        if np.isfinite(score[row]):
            canvas.beside(ax, score[row] + error[row], row, minus(text), 7, fontsize=10)
    ax.margins(x=0.2)
    keys = [name for name in groups.columns if name in (*result.key_columns, *result.about["compared"])]
    words = [" / ".join(map(result.word, keys, row)) for row in groups.rows(keys)]
    if len(result.item_names) > 1:
        words = [f"{result.label(item)}: {word}" for item, word in zip(groups["item"], words, strict=True)]
    names = [f"{word}  (n = {n:,})" for word, n in zip(words, groups["n"], strict=True)]
    title = _title(result)
    xlabel = (
        f"{result.definition['heading']} ({result.definition['units']}) ± standard error; "
        "levels that share a letter do not differ significantly"
    )
    return canvas.finish(ax, title + left_out(len(result.groups), canvas.MOST_ROWS), xlabel, names)
