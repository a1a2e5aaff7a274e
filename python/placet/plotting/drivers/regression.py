"""Coefficients of a regression, what its residuals say, and which drivers cannot be told apart."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np

from ..._core import DataError
from ...results.draw import draws
from ...results.drivers.prediction import PredictionResult
from ...results.drivers.regression import RegressionResult
from ...results.format import minus
from ...results.table import Table
from .. import canvas
from ..canvas import Axes, Figure
from ..glyphs import draw_every_glyph
from ..series import by_segment, dots, left_out, level, segment_title

#: Respondents a cloud of points can show; more are a sample of them.
MOST_POINTS = 4000
#: Dimensions that the heat map has columns for, those of the largest condition indices.
MOST_DIMENSIONS = 12
#: Shares of variance that are written into the heat map, and from where on they are written in white.
WRITTEN, DARK = 0.1, 0.55


@draws(RegressionResult)
def plot_regression(result: RegressionResult, ax: Axes | None = None) -> Axes:
    """Coefficients of the drivers with intervals, of a logit odds ratios; one colour a segment."""
    logit = "odds_ratio" in result.table
    segments = by_segment(result, ("term", "level", "estimate", "conf_low", "conf_high"), _is_drawn(result))
    fitted = {name: c for name, c in segments.items() if not np.isnan(c[2]).all()}
    series = {name: (c[2], c[3], c[4]) for name, c in list(fitted.items())[: canvas.MOST_SERIES]}
    first = next(iter(fitted.values()))
    labels = [_label(result, *names) for names in zip(first[0], first[1], strict=True)]
    ax = dots(result, series, len(labels), ax, alone=7.2, zero=True)
    if logit:
        _odds_axis(ax)
    return canvas.finish(ax, result.title + left_out(len(fitted), canvas.MOST_SERIES), _per_unit(result, logit), labels)


def _is_drawn(result: RegressionResult) -> Callable[[dict[str, Any]], bool]:
    """Whether a row of the table is one of a driver; of a covariate where there is nothing else."""
    asked = result.about["drivers"]
    hidden = result.about.get("covariates", ()) if asked else ()
    terms = set() if result.term_tests is None else set(result.term_tests["term"])
    return lambda row: row["term"] in terms and row["term"] not in hidden


def _per_unit(result: RegressionResult, logit: bool) -> str:
    what = "Change of the outcome"
    if logit:
        what = "Odds ratio of a higher answer" if result.about["model"] == "ordered" else "Odds ratio of the event"
    against = " or against the reference level" if result.about.get("references") else ""
    return f"{what} per unit of the driver{against}, with {level(result)} intervals"


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
    level = result.level_word(term, level)
    if not level or result.about.get("formula"):
        return result.label(level or term)
    references = result.about.get("references", {})
    against = f" vs {result.level_word(term, references[term])}" if term in references else ""
    return f"{result.label(term)}: {level}{against}"


@draws(RegressionResult, "collinearity")
def plot_collinearity(result: RegressionResult, ax: Axes | None = None) -> Axes:
    """A heat map: share of every coefficient's variance by condition index, the largest indices on the right."""
    assert result.collinearity is not None
    name, table = _worst(result, result.collinearity)
    count = int(table["dimension"].max())
    index = table["condition_index"].reshape(count, count)[:, 0]
    shares = table["share"].reshape(count, count).T[:, -MOST_DIMENSIONS:]
    shown = index[-MOST_DIMENSIONS:]
    labels = [_label(result, t, l) for t, l in zip(table["term"][:count], table["level"][:count], strict=True)]  # noqa: E741
    ax = canvas.axes(ax, 0.8 * count + 1, 3.2 + 0.55 * len(shown))
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for (row, column), share in np.ndenumerate(shares):
        if share >= WRITTEN:
            colour = "white" if share >= DARK else canvas.INK
            ax.text(column, row, f"{100 * share:.0f}", ha="center", va="center", fontsize=8, color=colour)
    ax.set_xticks(range(len(shown)), [f"{value:.0f}" if value >= 10 else f"{value:.1f}" for value in shown])
    title = f"Collinearity of the drivers of {result.label(result.about['outcome'])}"
    part = f" (the {len(shown)} largest of {count})" if len(shown) < count else ""
    xlabel = f"Condition index{part}; in the cells the share of each coefficient's variance (%)"
    canvas.finish(ax, f"{title}\n{name}" if name else title, xlabel, labels, grid=False)
    return ax


def _worst(result: RegressionResult, table: Table) -> tuple[str, dict[str, np.ndarray]]:
    """The segment with the largest condition index: its name, and its rows."""
    keys = [result.segment(key) for key in zip(*(table[name] for name in result.key_columns), strict=True)]
    worst = int(np.nanargmax(table["condition_index"]))
    inside = np.array([key == keys[worst] for key in keys]) if keys else np.ones(len(table), dtype=bool)
    rows = {name: np.asarray(column)[inside] for name, column in table.columns.items()}
    return (f"{segment_title(result)}: {keys[worst]}, the most collinear" if keys else ""), rows


@draws(RegressionResult, "residuals")
def plot_residuals(result: RegressionResult, figure: Figure | None = None) -> Figure:
    """Four views of the residuals: by fitted value, against the normal, their spread, and leverage."""
    if result.residuals is None:
        raise DataError("this result keeps no residuals; call regression(..., diagnostics=True)")
    figure = figure or canvas.pyplot().figure(figsize=(10.4, 8.2), layout="constrained")
    assert figure is not None
    table, total = result.residuals, len(result.residuals)
    step = max(1, -(-total // MOST_POINTS))
    chosen = np.arange(0, total, step)
    fitted, residual, standardized, leverage = (
        np.asarray(table[name])[chosen] for name in ("fitted", "residual", "standardized", "leverage")
    )
    axes: Any = figure.subplots(2, 2)
    axes[0, 0].axhline(0, color=canvas.INK, linewidth=0.8)
    _cloud(axes[0, 0], fitted, residual, "Residuals by fitted value", "Fitted outcome", "Residual (outcome units)")
    _quantiles(axes[0, 1], np.sort(np.asarray(table["standardized"])), chosen)
    _cloud(
        axes[1, 0], fitted, np.sqrt(np.abs(standardized)), "Spread of residuals", "Fitted outcome",
        "√|standardized residual|",
    )  # fmt: skip
    _leverage(axes[1, 1], leverage, standardized, table)
    part = "" if step == 1 else f" (every {step:,}th of {total:,} respondents)"
    figure.suptitle(
        canvas.wrapped(f"Residuals: {result.title}{part}", 90), x=0.01, ha="left", fontweight="bold", fontsize=12
    )
    for ax in axes.flat:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(color="#DDDDDD", linewidth=0.6)
        ax.set_axisbelow(True)
    draw_every_glyph(figure)
    return figure


def _cloud(ax: Axes, x: Any, y: Any, title: str, xlabel: str, ylabel: str) -> None:
    """Points, and the mean of y in twenty parts of them along x."""
    ax.scatter(x, y, s=10, color=canvas.PALETTE[0], alpha=0.35, linewidth=0)
    order = np.argsort(x, kind="stable")
    parts = [part for part in np.array_split(order, min(20, max(len(x) // 10, 1))) if len(part)]
    means = [np.mean(x[part]) for part in parts], [np.mean(y[part]) for part in parts]
    ax.plot(*means, color=canvas.NEGATIVE, linewidth=1.8, label="Mean of neighbours")
    ax.legend(frameon=False, fontsize=8, loc="best")
    _name(ax, title, xlabel, ylabel)


def _quantiles(ax: Axes, standardized: Any, chosen: Any) -> None:
    normal, n = NormalDist(), len(standardized)
    expected = [normal.inv_cdf((i + 0.5) / n) for i in chosen]
    ax.scatter(expected, standardized[chosen], s=10, color=canvas.PALETTE[0], alpha=0.5, linewidth=0)
    ends = [expected[0], expected[-1]]
    ax.plot(ends, ends, color=canvas.INK, linewidth=0.8)
    _name(ax, "Normality", "Normal quantile", "Standardized residual")


def _leverage(ax: Axes, leverage: Any, standardized: Any, table: Table) -> None:
    """Ring the three respondents of the most influence, of all and not of those drawn, and name their rows."""
    ax.scatter(leverage, standardized, s=10, color=canvas.PALETTE[0], alpha=0.35, linewidth=0)
    ax.axhline(0, color=canvas.INK, linewidth=0.8)
    cook = np.nan_to_num(np.asarray(table["cook"]))
    worst = np.argsort(-cook, kind="stable")[:3]
    x, y = (np.asarray(table[name])[worst] for name in ("leverage", "standardized"))
    ax.scatter(x, y, s=60, facecolor="none", edgecolor=canvas.NEGATIVE, label="Largest Cook's distances:")
    for i in worst:
        ax.plot([], [], " ", label=f"row {table['row'][i]:,}, D = {cook[i]:.2g}")
    ax.legend(frameon=False, fontsize=8, loc="best")
    _name(ax, "Influence, largest Cook's distances ringed", "Leverage", "Standardized residual")


def _name(ax: Axes, title: str, xlabel: str, ylabel: str) -> None:
    ax.set_title(title, loc="left", fontsize=10.5)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)


@draws(PredictionResult)
def plot_prediction(result: PredictionResult, ax: Axes | None = None) -> Axes:
    """Predictions with intervals, the first rows where there are many."""
    made = np.flatnonzero(np.isfinite(result.table["estimate"]))
    shown = made[: canvas.MOST_ROWS]
    series = {"All": tuple(result.table[name][shown] for name in ("estimate", "conf_low", "conf_high"))}
    ax = canvas.axes(ax, len(shown))
    canvas.dots(ax, series, "")
    labels = [f"Row {row:,}" for row in result.table["row"][shown]]
    if "category" in result.table:
        labels = [minus(f"{label}: {result.table['category'][i]}") for label, i in zip(labels, shown, strict=True)]
    title = result.title + left_out(len(made), canvas.MOST_ROWS, "rows")
    of = " for single respondents" if result.about["interval"] == "individual" else ""
    return canvas.finish(ax, title, f"{result.about['quantity']}, with {level(result)} intervals{of}", labels)
