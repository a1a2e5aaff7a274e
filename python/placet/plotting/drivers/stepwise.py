"""A stepwise selection: its path, and how often bootstrap samples lead to the same drivers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...language import say, speak
from ...results.draw import draws
from ...results.drivers.regression import INTERCEPT
from ...results.drivers.stepwise import StepwiseResult
from .. import canvas
from ..canvas import Asked, Axes, Key, Style
from ..rows import DRIVERS, MODELS, part, pick
from ..series import by_segment, dots_by_term

#: Column of the steps that is drawn under each criterion, and its name.
DRAWN = {
    "p": ("r2", say("R²")),
    "adj_r2": ("adj_r2", say("Adjusted R²")),
    "aic": ("aic", say("AIC")),
    "aicc": ("aicc", say("Corrected AIC")),
    "bic": ("bic", say("BIC")),
}
#: Those of a logit.
OF_LOGIT = {"r2": say("McFadden's R²"), "adj_r2": say("McFadden's adjusted R²")}


@draws(StepwiseResult)
def plot_stepwise(result: StepwiseResult, asked: Asked) -> Axes:
    """The path of the selection, and below it how often each driver is selected in bootstrap samples.

    With `ax`, or without samples, the path alone. Several segments: one dot each and driver, where it is selected how
    often; without samples the standardized coefficients of the selected drivers. A path is in the order of its steps.
    """
    if len(result.selections) > 1:
        return _segments(result, asked)
    if asked.on is not None or not len(result.inclusion):
        return _path(result, asked, canvas.axes(asked, min(len(result.steps), canvas.MOST_ROWS)))
    upper, lower = canvas.new_figure(7.6, 6).subplots(2, 1)
    _path(result, asked, upper)
    _inclusion(result, asked, lower)
    canvas.enlarge([upper, lower], [0.0, 0.0])
    return upper


def _path(result: StepwiseResult, asked: Asked, ax: Axes) -> Axes:
    style, most = Style.of(ax), canvas.most_rows(asked)
    steps = result.steps.head(most)
    pick(Asked(asked.on), [""] * len(result.steps), (), most, MODELS, skip=False)
    column, name = DRAWN[result.about["criterion"]]
    if result.about["model"] == "logit":
        name = OF_LOGIT.get(column, name)
    value = np.where(np.isfinite(steps[column]), steps[column], np.nan)
    y = np.arange(len(value))
    ax.plot(value, y, color=style.grey, linewidth=style.line(1.6), zorder=2)
    colours = [style.negative if action == "remove" else style.positive for action in steps["action"]]
    left = np.array([action == "remove" for action in steps["action"]])
    for marker, drawn in (("o", ~left), ("s", left)):
        ax.scatter(value[drawn], y[drawn], s=style.dot(48), color=np.array(colours)[drawn], marker=marker, zorder=3)
    decimals = 3 if column.endswith("r2") else 1
    for row, number in enumerate(value):
        text = f"{number:,.{decimals}f}" if np.isfinite(number) else "–"
        canvas.beside(ax, 1, row, text, xycoords=ax.get_yaxis_transform())
    if column.endswith("r2"):
        most = float(np.nanmax(value, initial=0.0)) or 1.0
        ax.set_xlim(min(-0.02 * most, float(np.nanmin(value, initial=0.0))), 1.04 * most)
    count = len(result.steps)
    title = asked.heading(f"{result.title}\n{_found(result)}{part(Asked(), len(steps), count, MODELS)}")
    return canvas.finish(ax, title, speak("{criterion} of the model", criterion=name), _labels(result, steps))


def _found(result: StepwiseResult) -> str:
    name = say("McFadden's R²") if result.about["model"] == "logit" else say("R²")
    return speak(
        "{chosen} of {count} selected, {what} = {r2:.2f}, n = {n:,}", chosen=len(result.selections[0] or ()),
        count=len(result.about["drivers"]), what=name, r2=result.fit["r2"][0], n=result.about["n_used"],
    )  # fmt: skip


def _labels(result: StepwiseResult, steps: Any) -> list[str]:
    """What each step did: the first model, then what entered (+) and what left (−)."""
    full = result.about["start"] == "full"
    first = speak("All drivers" if full else "No driver")
    if result.about["covariates"]:
        first = speak("All drivers and covariates" if full else "No driver (covariates only)")
    signs = {"enter": "+", "remove": "−"}
    return [
        first if action == "start" else f"{signs[action]} {result.label(term)}"
        for action, term in zip(steps["action"], steps["term"], strict=True)
    ]


def _inclusion(result: StepwiseResult, asked: Asked, ax: Axes) -> Axes:
    labels = [result.label(term) for term in result.inclusion["term"]]
    rows = pick(asked, labels, result.inclusion["inclusion"], canvas.MOST_ROWS, DRIVERS)
    share, y = 100 * result.inclusion["inclusion"][rows], np.arange(len(rows))
    selected = np.array(result.inclusion["selected"], dtype=bool)[rows]
    style, bars, words = Style.of(ax), {}, (speak("Selected"), speak("Not selected"))
    for which, colour, name in ((selected, style.positive, words[0]), (~selected, style.grey, words[1])):
        if which.any():
            bars[name] = ax.barh(y[which], share[which], height=0.62, color=colour)
    for row, value in enumerate(share):
        canvas.beside(ax, np.nan_to_num(value), row, f"{value:.0f}%" if np.isfinite(value) else "–")
    ax.set_xlim(0, 102)
    title = speak("How often each driver is selected") + part(asked, len(rows), len(labels), DRIVERS)
    key = Key(list(bars.values()), list(bars), place="above")
    return canvas.finish(ax, title, _share_label(result), [labels[row] for row in rows], key=key)


def _share_label(result: StepwiseResult) -> str:
    return speak("Selected in so many of {samples:,} bootstrap samples (%)", samples=result.about["n_resamples"])


def _segments(result: StepwiseResult, asked: Asked) -> Axes:
    """One dot a segment and driver."""
    logit, drawn = result.about["model"] == "logit", len(result.inclusion) > 0
    column = "inclusion" if drawn else "estimate" if logit else "standardized"
    table = result.inclusion if drawn else result.table
    found = by_segment(result, ("term", column), lambda row: row["term"] != INTERCEPT, table)
    segments = {}
    for key in result.selected:
        terms, values = found.get(key, ((), ()))
        segments[key] = {term: (100 if drawn else 1) * value for term, value in zip(terms, values, strict=True)}
    words = speak("Log odds per unit, where selected" if logit else "Standardized coefficient, where selected")
    if drawn:
        words = _share_label(result)
    return dots_by_term(result, segments, asked, result.title, words, zero=not drawn)
