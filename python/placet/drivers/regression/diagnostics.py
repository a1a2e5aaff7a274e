"""What the residuals say: every respondent's pull, and tests of equal variance and normality."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...inference.distributions import chi2_p_value, shapiro
from ...results.table import Table
from ...survey.columns import codes, weights
from ..fits.least_squares import ALL_LEVERAGE, PART, LeastSquares
from .equal_variance import BreuschPagan

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


def residual_tests(fitted: LeastSquares, residuals: Table, squares: Sequence[BreuschPagan]) -> Table:
    """Breusch and Pagan's test as studentized by Koenker, Jarque and Bera's, and Shapiro and Wilk's.

    Frequency weights count respondents: the tests are those of repeated rows. Shapiro and Wilk's is made of whole
    respondents, up to `MOST_SHAPIRO` of them.
    """
    rows: list[tuple[Any, ...]] = []
    segments = fitted.model.rows.segments
    for segment, _ in fitted.fitted:
        rows += [(*segments.keys[segment], *test) for test in _of_segment(fitted, residuals, segment, squares)]
    names = (*segments.names, "test", "statistic", "df", "p_value")
    table: dict[str, Any] = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return Table(table | {name: np.array(table[name], dtype=np.float64) for name in names[-3:]})


def _of_segment(
    fitted: LeastSquares, residuals: Table, segment: int, squares: Sequence[BreuschPagan]
) -> list[tuple[str, float, float, float]]:  # fmt: skip
    """Name, statistic, degrees of freedom and p-value of each."""
    e, rows = residuals["residual"], fitted.model.rows
    times: Floats | None = None
    if rows.segments.names or (rows.weights is not None and rows.weight_type != "probability"):
        inside = codes(rows, residuals["row"]) == segment
        e, weight = e[inside], weights(rows, residuals["row"][inside])
        if rows.weights is not None and rows.weight_type == "precision":
            e = e * np.sqrt(weight)
        elif rows.weights is not None and rows.weight_type == "frequency":
            times = weight
    equal = squares[segment]
    count = float(len(e)) if times is None else float(times.sum())
    found = [
        ("Breusch-Pagan", equal.statistic, equal.df, equal.p_value),
        ("Jarque-Bera", *_jarque_bera(e, times, count)),
    ]
    if 3 <= count <= MOST_SHAPIRO and np.ptp(e) > 0:
        alone = e if times is None else _repeated(e, times)
        if alone is not None:
            value, p_value = shapiro(alone)
            found.append(("Shapiro-Wilk", value, np.nan, p_value))
    return found


def _jarque_bera(e: Floats, times: Floats | None, count: float) -> tuple[float, float, float]:
    """Statistic, degrees of freedom and p-value; every residual counts so many times."""
    mean = _mean(e, times, lambda part: part)
    spread = _mean(e, times, lambda part: (part - mean) ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        skewness = _mean(e, times, lambda part: (part - mean) ** 3) / spread**1.5
        kurtosis = _mean(e, times, lambda part: (part - mean) ** 4) / spread**2
        statistic = float(count / 6 * (skewness**2 + (kurtosis - 3) ** 2 / 4))
    return statistic, 2.0, float(chi2_p_value(statistic, 2.0))


def _repeated(e: Floats, times: Floats) -> Floats | None:
    """The residuals of all respondents; None where frequencies are not whole."""
    return np.repeat(e, times.astype(np.int64)) if (times % 1 == 0).all() else None


def _mean(values: Floats, times: Floats | None, of: Callable[[Floats], Floats]) -> np.float64:
    """The mean of a function of the values, made of a part of them at a time and added up in the order numpy has."""

    def total(start: int, end: int) -> np.float64:
        if end - start <= PART:
            found = of(values[start:end])
            return (found if times is None else times[start:end] * found).sum()
        half = (end - start) // 2
        half -= half % 8
        return total(start, start + half) + total(start + half, end)

    with np.errstate(divide="ignore", invalid="ignore"):
        return total(0, len(values)) / np.float64(len(values) if times is None else times.sum())
