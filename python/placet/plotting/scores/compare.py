"""Pictures of comparisons: differences with intervals, levels with letters."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import numpy as np

from ...language import say, speak
from ...results.draw import draws
from ...results.format import minus
from ...results.scores.compare import CompareResult, percent
from .. import canvas
from ..canvas import Asked, Axes, Style
from ..found import differences
from ..rows import part, pick
from ..series import factor, floats, level

#: What the rows are, and the units of differences of other scores than means.
LEVELS = say("levels")
UNITS = {"share": say("percentage points"), "net": say("points")}


@draws(CompareResult)
def plot_compare(result: CompareResult, asked: Asked) -> Axes:
    """Levels with their letters after all pairs, else differences around zero; both with intervals."""
    return _letters(result, asked) if result._lettered else _differences(result, asked)


def decimals(definition: Mapping[str, Any]) -> int:
    """Scale points have two decimals, everything else has one."""
    return 2 if definition["form"] == "mean" and not definition["rescale"] else 1


def _differences(result: CompareResult, asked: Asked) -> Axes:
    units = UNITS.get(result.definition["form"]) or result.definition["units"]
    words = {"units": speak(units), "level": percent(result.about["interval_level"])}
    xlabel = speak("Difference in {units}, with {level} intervals", **words)
    return differences(
        result, asked, _pair_names(result), xlabel, factor=factor(result), digits=decimals(result.definition),
        title=_title(result), wide=8.0,
    )  # fmt: skip


def _title(result: CompareResult) -> str:
    """What is compared, and the item where it is one."""
    title = speak(result.definition["title"])
    return canvas.joined(title, result.label(result.item_names[0])) if len(result.item_names) == 1 else title


def _pair_names(result: CompareResult) -> list[str]:
    table = result.table
    names = []
    for i, (one, other) in enumerate(zip(table["level"], table["against"], strict=True)):
        words = f"{result.level_word(one)} − {result.against_word(other)}"
        if result.key_columns:
            words = _of(result._segment(table[key][i] for key in result.key_columns), words)
        if len(result.item_names) > 1:
            words = _of(result.label(table["item"][i]), words)
        names.append(canvas.with_base(words, table["n"][i]))
    return names


def _of(what: str, item: str) -> str:
    return speak("{what}: {item}", what=what, item=item)


def _letters(result: CompareResult, asked: Asked) -> Axes:
    groups = result.groups
    keys = [name for name in groups.columns if name in (*result.key_columns, *result.about["compared"])]
    words = [" / ".join(map(result._word, keys, row)) for row in groups.rows(keys)]
    if len(result.item_names) > 1:
        words = [_of(result.label(item), word) for item, word in zip(groups["item"], words, strict=True)]
    names = list(map(canvas.with_base, words, groups["n"].tolist()))
    rows = pick(asked, names, groups["score"], canvas.most_rows(asked), LEVELS)
    ax = canvas.axes(asked, len(rows), 7.6)
    style, y = Style.of(ax), np.arange(len(rows))
    score, low, high = (column[rows] for column in _with_interval(result))
    ax.hlines(y, low, high, color=style.positive, linewidth=style.line(2))
    ax.plot(score, y, "o", color=style.positive, markersize=7 * style.mark, zorder=3)
    digits = decimals(result.definition)
    letters = [groups["letters"][row] for row in rows]
    for row, value in enumerate(score):
        if np.isfinite(value):
            text = minus(f"{value:.{digits}f}") + f"  {letters[row]}"
            canvas.beside(ax, np.fmax(high[row], value), row, text, 7)
    title = asked.heading(_title(result) + part(asked, len(rows), len(names), LEVELS))
    xlabel = speak(
        "{score} ({units}) with {level} intervals; levels that share a letter do not differ significantly",
        score=speak(result.definition["heading"]), units=speak(result.definition["units"]), level=level(result),
    )  # fmt: skip
    return canvas.finish(ax, title, xlabel, [names[row] for row in rows])


def _with_interval(result: CompareResult) -> tuple[np.ndarray, ...]:
    """Scores of the levels and their intervals, by the standard error where the levels have none of their own."""
    groups = result.groups
    if "conf_low" in groups:
        return floats(groups, ("score", "conf_low", "conf_high"), factor(result))
    score, error = floats(groups, ("score", "std_error"), factor(result))
    reach = NormalDist().inv_cdf((1 + result.about["conf_level"]) / 2) * error
    return score, score - reach, score + reach
