"""What the residuals say: every respondent's pull, and tests of equal variance and normality."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import ModelError, Moments
from ...inference.distributions import chi2_p_value, shapiro
from ...results.table import Table
from ...survey.columns import codes, weights
from ..fits.least_squares import ALL_LEVERAGE, PART, LeastSquares, regress

Floats = NDArray[np.float64]
#: What is known of a respondent.
COLUMNS = ("row", "fitted", "residual", "standardized", "studentized", "leverage", "cook")
#: Shapiro and Wilk's test is made for at most so many respondents.
MOST_SHAPIRO = 5000


def residual_table(fitted: LeastSquares) -> Table:
    r"""Residuals and influence of every complete respondent; one of leverage 1 has no residual that could be scaled.

    .. math:: r = \frac{\sqrt w\, e}{s \sqrt{1 - h}}, \qquad
              t = r \sqrt{\frac{d - 1}{d - r^2}}, \qquad
              D = \frac{r^2}{k} \frac{h}{1 - h}

    with e the residual, h the leverage, s the residual standard deviation, d its degrees of freedom, k coefficients.
    """
    model, count = fitted.model, sum(fitted.moments[segment].n for segment, _ in fitted.fitted)
    columns = {name: np.empty(count, dtype=np.int64 if name == "row" else np.float64) for name in COLUMNS}
    places = np.array(model.rows.segments.keys, dtype=object)
    segments = np.empty(count if model.rows.segments.names else 0, dtype=np.int32)
    end = 0
    # Part by part: besides the table itself there is room for a few of the numbers of a part only.
    for start, residual, leverage in fitted.residuals_in_parts():
        row = np.flatnonzero(~np.isnan(residual))[: count - end]
        part = slice(end, end + len(row))
        end = part.stop
        found = _influence(fitted, row + start, residual[row], leverage[row])
        for name, values in found.items():
            columns[name][part] = values
        if model.rows.segments.names:
            segments[part] = codes(model.rows, row + start)
    for name, values in columns.items():
        columns[name] = values[:end].copy() if end < count else values
        columns[name].setflags(write=False)
    keys = {name: [key[i] for key in places[segments[:end]]] for i, name in enumerate(model.rows.segments.names)}
    return Table({**keys, **columns})


def _influence(fitted: LeastSquares, row: NDArray[np.int64], e: Floats, h: Floats) -> dict[str, Any]:
    """The columns of the table for some rows."""
    segment = codes(fitted.model.rows, row)
    outcome = fitted.model.rows.columns[0][1][row].astype(np.float64)
    sigma, df, k = (fitted.stack(key)[segment] for key in ("sigma", "df_resid", "terms"))
    # What rounding leaves of the residual of a row that is fitted exactly says nothing.
    left = np.where(h > 1 - ALL_LEVERAGE, np.nan, 1 - h)
    with np.errstate(divide="ignore", invalid="ignore"):
        standardized = np.sqrt(_unit_weights(fitted, row, segment)) * e / (sigma * np.sqrt(left))
        studentized = standardized * np.sqrt((df - 1) / np.maximum(df - standardized**2, 0))
        cook = standardized**2 / k * h / left
    return dict(zip(COLUMNS, (row, outcome - e, e, standardized, studentized, h, cook), strict=True))


def _unit_weights(fitted: LeastSquares, row: NDArray[np.int64], segment: NDArray[np.int64]) -> Floats:
    """Weights of which sigma is the residual deviation at 1; frequencies are rows of the same variance."""
    rows = fitted.model.rows
    if rows.weight_type == "frequency":
        return np.ones(len(row))
    if rows.weights is None or rows.weight_type == "precision":
        return weights(rows, row)
    mean = np.array([m.sum_w / m.n if m.n else np.nan for m in fitted.moments])
    return weights(rows, row) / mean[segment]


def residual_tests(fitted: LeastSquares, residuals: Table, squares: Sequence[Moments]) -> Table:
    """Breusch and Pagan's test as studentized by Koenker, Jarque and Bera's, and Shapiro and Wilk's.

    Breusch-Pagan is n R² of the regression of the squared residuals (times the weight, where weights are precisions) on
    the terms, chi-squared with as many degrees of freedom as there are terms; `squares` are their `moments_of_squares`.
    """
    rows: list[tuple[Any, ...]] = []
    segments = fitted.model.rows.segments
    for segment, _ in fitted.fitted:
        rows += [(*segments.keys[segment], *test) for test in _of_segment(fitted, residuals, segment, squares)]
    names = (*segments.names, "test", "statistic", "df", "p_value")
    table: dict[str, Any] = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return Table(table | {name: np.array(table[name], dtype=np.float64) for name in names[-3:]})


def _of_segment(
    fitted: LeastSquares, residuals: Table, segment: int, squares: Sequence[Moments]
) -> list[tuple[str, float, float, float]]:  # fmt: skip
    """Name, statistic, degrees of freedom and p-value of each."""
    e, rows = residuals["residual"], fitted.model.rows
    if rows.segments.names or rows.weight_type == "precision":
        inside = codes(rows, residuals["row"]) == segment
        e = e[inside]
        if rows.weight_type == "precision":
            e = e * np.sqrt(weights(rows, residuals["row"][inside]))
    statistic, df = _breusch_pagan(fitted, squares[segment])
    mean = _mean(e, lambda part: part)
    spread = _mean(e, lambda part: (part - mean) ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        skewness = _mean(e, lambda part: (part - mean) ** 3) / spread**1.5
        kurtosis = _mean(e, lambda part: (part - mean) ** 4) / spread**2
    jarque_bera = len(e) / 6 * (skewness**2 + (kurtosis - 3) ** 2 / 4)
    tests = [("Breusch-Pagan", statistic, df), ("Jarque-Bera", jarque_bera, 2.0)]
    found = [(name, float(value), df, float(chi2_p_value(value, df))) for name, value, df in tests]
    if 3 <= len(e) <= MOST_SHAPIRO and spread > 0:
        value, p_value = shapiro(e)
        found.append(("Shapiro-Wilk", value, np.nan, p_value))
    return found


def _mean(values: Floats, of: Callable[[Floats], Floats]) -> np.float64:
    """The mean of a function of the values, made of a part of them at a time and added up in the order numpy has."""

    def total(part: Floats) -> np.float64:
        if len(part) <= PART:
            return of(part).sum()
        half = len(part) // 2
        half -= half % 8
        return total(part[:half]) + total(part[half:])

    with np.errstate(divide="ignore", invalid="ignore"):
        return total(values) / np.float64(len(values))


def moments_of_squares(fitted: LeastSquares) -> Sequence[Moments]:
    """Moments of the squared residuals (times the weight, where weights are precisions) and the terms, by segment."""
    rows = fitted.model.rows
    squares = np.empty(rows.n_total)
    for start, residual, _ in fitted.residuals_in_parts():
        squares[start : start + len(residual)] = residual**2
    precisions = rows.weight_type == "precision"
    if precisions:
        squares *= weights(rows)
    columns = [("squared residual", squares, []), *rows.columns[1:]]
    return rows.given._replace(columns=columns, weights=None if precisions else rows.weights).moments()


def _breusch_pagan(fitted: LeastSquares, moments: Moments) -> tuple[float, float]:
    model = fitted.model
    names = ["squared residual", *model.rows.names[1:]]
    try:
        fit = regress(moments, names, model.drivers, True, model.rows.weight_type)
    except ModelError:  # all residuals are alike
        return float("nan"), float(len(model.drivers))
    return fit.observations * fit.r2, float(len(model.drivers))
