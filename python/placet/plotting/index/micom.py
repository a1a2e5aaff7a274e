"""Measurement invariance: every construct, and the range that labels dealt out anew stay in."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from ... import checks
from ...language import say, speak
from ...results.draw import draws
from ...results.format import minus
from ...results.index.micom import InvarianceResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..found import names_of
from ..rows import part, pick
from ..series import floats, level

Step: TypeAlias = Literal["composition", "means", "variances"]
#: Columns of a step: the statistic, the ends of its range, its p-value; and decimals.
COLUMNS = {
    "composition": ("estimate", "c_low", "c_p_value"),
    "means": ("mean_difference", "mean_low", "mean_p_value"),
    "variances": ("log_variance_ratio", "variance_low", "variance_p_value"),
}
ENDS = {"means": "mean_high", "variances": "variance_high"}
DIGITS = {"composition": 4, "means": 2, "variances": 2}
CONSTRUCTS = say("constructs")


@draws(InvarianceResult)
def plot_micom(result: InvarianceResult, asked: Asked, *, step: Step = "composition") -> Axes:
    """One row a construct and comparison: what was found of a step, on the range of labels dealt out anew."""
    step = checks.choice("step", step, get_args(Step))
    value, low, high, p_value = _columns(result, step)
    names = names_of(result, [result.label(term) for term in result.table["term"]], _pair)
    rows = pick(asked, names, value, canvas.most_rows(asked), CONSTRUCTS)
    ax = canvas.axes(asked, len(rows) + 1, 8.4)
    style, at = Style.of(ax), np.arange(len(rows))
    width = 7 * style.mark
    span = ax.hlines(at, low[rows], high[rows], color=style.pale, linewidth=width, zorder=1)
    handles: dict[str, Any] = {speak("range of relabelled groups ({level})", level=level(result)): span}
    holds = p_value[rows] >= 1 - result.about["conf_level"]
    for passed, colour, marker, words in (
        (True, style.positive, "o", speak("holds")), (False, style.negative, "D", speak("does not hold"))
    ):  # fmt: skip
        own = np.flatnonzero(holds == passed)
        if len(own):
            look = {"color": colour, "markersize": 6 * style.mark, "zorder": 3}
            (handles[words],) = ax.plot(value[rows][own], own, marker, **look)
    if step != "composition":
        canvas.zero(ax)
    for row, number in enumerate(value[rows]):
        if np.isfinite(number):
            text = f"{number:.{DIGITS[step]}f}" if step == "composition" else f"{number:+.{DIGITS[step]}f}"
            canvas.beside(ax, np.nanmax([high[rows][row], number]), row, minus(text))
    title = asked.heading(result.title + part(asked, len(rows), len(names), CONSTRUCTS))
    key = Key(list(handles.values()), list(handles), place="above")
    return canvas.finish(ax, title, _xlabel(step), [names[row] for row in rows], key=key)


def _columns(result: InvarianceResult, step: Step) -> tuple[np.ndarray, ...]:
    """The statistic of a step, the ends of its range, its p-value; c is at most 1."""
    value, low, p_value = floats(result.table, COLUMNS[step])
    high = floats(result.table, (ENDS[step],))[0] if step in ENDS else np.ones_like(low)
    return value, *(np.where(np.isfinite(end), end, np.nan) for end in (low, high)), p_value


def _xlabel(step: Step) -> str:
    if step == "composition":
        return speak("Step 2: correlation of the scores by the weights of both groups")
    if step == "means":
        return speak("Step 3: difference of the means of the scores, in standard deviations")
    return speak("Step 3: logarithm of the ratio of the variances of the scores")


def _pair(level: str, against: str) -> str:
    return speak("{level} and {against}", level=level, against=against)
