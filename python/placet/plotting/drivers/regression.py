"""Coefficients of a regression, which drivers cannot be told apart, and predictions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...language import say, speak
from ...progress import warn
from ...results.draw import PictureWarning, draws
from ...results.drivers.prediction import PredictionResult
from ...results.drivers.regression import RegressionResult
from ...results.table import Table
from .. import canvas
from ..canvas import Asked, Axes, Style
from ..rows import ROWS, part, pick
from ..series import by_segment, choose, dots, level, segment_title
from ..style import readable

#: Dimensions that the heat map has columns for, those of the largest condition indices.
MOST_DIMENSIONS = 12
#: Shares of variance from which they are written into the heat map.
WRITTEN = 0.1


@draws(RegressionResult)
def plot_regression(result: RegressionResult, asked: Asked) -> Axes:
    """Coefficients of the drivers with intervals, of a logit odds ratios; one colour a segment."""
    logit = "odds_ratio" in result.table
    segments = by_segment(result, ("term", "level", "estimate", "conf_low", "conf_high"), _is_drawn(result))
    fitted = {name: columns for name, columns in segments.items() if not np.isnan(columns[2]).all()}
    chosen = choose(asked, fitted, lambda term, level: _label(result, term, level), 2, what=say("coefficients"))
    ax, key = dots(result, chosen, asked, alone=7.2, zero=True)
    if logit:
        _odds_axis(ax)
    title = asked.heading(result.title + chosen.others)
    marks = (ax.get_xticks(), [label.get_text() for label in ax.get_xticklabels()]) if logit else None
    return canvas.finish(ax, title, _per_unit(result, logit), chosen.labels, key=key, names=marks)


def _is_drawn(result: RegressionResult) -> Callable[[dict[str, Any]], bool]:
    """Whether a row of the table is one of a driver; of a covariate where there is nothing else."""
    asked = result.about["drivers"]
    hidden = result.about.get("covariates", ()) if asked else ()
    terms = set() if result.term_tests is None else set(result.term_tests["term"])
    return lambda row: row["term"] in terms and row["term"] not in hidden


def _per_unit(result: RegressionResult, logit: bool) -> str:
    what = speak("Change of the outcome")
    if logit:
        ordered = result.about["model"] == "ordered"
        what = speak("Odds ratio of a higher answer" if ordered else "Odds ratio of the event")
    return speak(
        "{change} per unit of the driver or against the reference level, with {level} intervals"
        if result.about.get("references")
        else "{change} per unit of the driver, with {level} intervals",
        change=what, level=level(result),
    )  # fmt: skip


def _odds_axis(ax: Axes) -> None:
    """Mark odds ratios where they lie among log odds: 2 is as far from 1 as one half."""
    low, high = ax.get_xlim()
    odds = _odds_marks(low, high)
    ax.set_xlim(low, high)
    ax.set_xticks(np.log(odds), [f"{value:,.6g}" for value in odds])


def _odds_marks(low: float, high: float) -> np.ndarray:
    """Round odds ratios within limits of log odds, 1 among them."""
    from matplotlib.ticker import MaxNLocator

    if high - low < np.log(8):
        marks = np.array(MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]).tick_values(np.exp(low), np.exp(high)))
    else:
        decades = (high - low) / np.log(10)
        every = max(1, int(np.ceil(decades / 8)))  # every so many decades, counted from 1
        powers = 10.0 ** (every * np.arange(np.floor(low / 2.3 / every), np.ceil(high / 2.3 / every) + 1))
        marks = np.outer(powers, [1, 2, 5] if decades < 3 else [1]).ravel()
    marks = np.unique(np.append(marks[marks > 0], 1.0))
    return marks[(np.log(marks) >= low) & (np.log(marks) <= high)]


def _label(result: RegressionResult, term: str, level: str) -> str:
    """A driver, or the level of a factor; a formula's columns say themselves which term they are of."""
    level = result._level_word(term, level)
    if not level or result.about.get("formula"):
        return result.label(level or term)
    references = result.about.get("references", {})
    if term in references:
        level = speak("{level} vs {reference}", level=level, reference=result._level_word(term, references[term]))
    return speak("{what}: {item}", what=result.label(term), item=level)


@draws(RegressionResult, "collinearity", order="the drivers of the model")
def plot_collinearity(result: RegressionResult, asked: Asked) -> Axes:
    """A heat map: share of every coefficient's variance by condition index, the largest indices on the right."""
    from matplotlib.colors import LinearSegmentedColormap

    assert result.collinearity is not None
    name, table = _worst(result, result.collinearity)
    count = int(table["dimension"].max())
    index = table["condition_index"].reshape(count, count)[:, 0]
    shares = table["share"].reshape(count, count).T[:, -MOST_DIMENSIONS:]
    shown = index[-MOST_DIMENSIONS:]
    labels = [_label(result, t, l) for t, l in zip(table["term"][:count], table["level"][:count], strict=True)]  # noqa: E741
    most = canvas.most_rows(asked, most=canvas.MOST_ROWS)
    if count > most:
        order = np.argsort(-shares[:, -1], kind="stable")[:most]  # those of the largest share in the worst dimension
        shares, labels = shares[np.sort(order)], [labels[i] for i in np.sort(order)]
        warn(f"the {most} most collinear of {count:,} coefficients are drawn; .collinearity has all", PictureWarning)
    ax = canvas.axes(asked, 0.8 * len(labels) + 1, 3.2 + 0.55 * len(shown))
    style = Style.of(ax)
    map_ = LinearSegmentedColormap.from_list("shares", [style.paper, style.positive])
    ax.imshow(shares, cmap=map_, vmin=0, vmax=1, aspect="auto")
    how: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": style.points(0.8)}
    inside = [
        (ax.text(column, row, f"{100 * share:.0f}", color=readable(map_(share)), **how), 1.0)
        for (row, column), share in np.ndenumerate(shares)
        if share >= WRITTEN
    ]
    marks = [f"{value:.0f}" if value >= 10 else f"{value:.1f}" for value in shown]
    title = speak("Collinearity of the drivers of {outcome}", outcome=result.label(result.about["outcome"]))
    title = asked.heading(f"{title}\n{name}" if name else title)
    xlabel = (
        speak("Condition index; in the cells the share of each coefficient's variance (%)")
        if len(shown) == count
        else speak(
            "Condition index (the {shown} largest of {count}); "
            "in the cells the share of each coefficient's variance (%)",
            shown=len(shown), count=count,
        )
    )  # fmt: skip
    names = list(range(len(shown))), marks
    return canvas.finish(ax, title, xlabel, labels, lines=None, inside=inside, names=names)


def _worst(result: RegressionResult, table: Table) -> tuple[str, dict[str, np.ndarray]]:
    """The segment with the largest condition index: its name, and its rows."""
    keys = [result._segment(key) for key in zip(*(table[name] for name in result.key_columns), strict=True)]
    worst = int(np.nanargmax(table["condition_index"]))
    inside = np.array([key == keys[worst] for key in keys]) if keys else np.ones(len(table), dtype=bool)
    rows = {name: np.asarray(column)[inside] for name, column in table.columns.items()}
    if not keys:
        return "", rows
    return speak("{key}: {segment}, the most collinear", key=segment_title(result), segment=keys[worst]), rows


@draws(PredictionResult)
def plot_prediction(result: PredictionResult, asked: Asked) -> Axes:
    """Predictions with intervals, the first rows where there are many."""
    made = np.flatnonzero(np.isfinite(result.table["estimate"]))
    labels = [speak("Row {row:,}", row=row) for row in result.table["row"][made]]
    if "category" in result.table:
        words = [result.table["category"][i] for i in made]
        labels = [speak("{what}: {item}", what=label, item=word) for label, word in zip(labels, words, strict=True)]
    chosen = pick(asked, labels, result.table["estimate"][made], canvas.most_rows(asked), ROWS)
    shown = made[chosen]
    series = {"All": tuple(result.table[name][shown] for name in ("estimate", "conf_low", "conf_high"))}
    ax = canvas.axes(asked, len(shown))
    canvas.dots(ax, series)
    title = asked.heading(result.title + part(asked, len(shown), len(made), ROWS))
    xlabel = speak(
        "{quantity}, with {level} intervals for single respondents"
        if result.about["interval"] == "individual"
        else "{quantity}, with {level} intervals",
        quantity=result.about["quantity"], level=level(result),
    )  # fmt: skip
    return canvas.finish(ax, title, xlabel, [labels[i] for i in chosen])
