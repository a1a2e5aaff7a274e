"""Breusch and Pagan's test that the variance of the residuals does not depend on the terms."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..._core import DataError, ModelError, Moments
from ...inference.distributions import chi2_p_value
from ...survey.columns import weights
from ...types import Cells, Column
from ..fits.least_squares import LeastSquares, fit_least_squares, regress
from ..model.model import Model
from ..options import Errors, errors_of_tests
from ..standard_errors.joint import overall
from ..standard_errors.kinds import covariances

#: What stands in place of the outcome.
NAME = "squared residual"


@dataclass(frozen=True)
class BreuschPagan:
    """The test of a segment; NaN where there is none."""

    statistic: float
    df: float
    p_value: float


def equal_variance(fitted: LeastSquares, errors: Errors, clusters: Cells | None) -> list[BreuschPagan]:
    r"""The test of every segment, from the regression of the squared residuals on the terms.

    Of respondents drawn alike it is Koenker's :math:`n R^2`, chi-squared with as many degrees of freedom as there are
    terms [1]_; precision weights multiply the squares. Under probability weights, clusters or a design that regression
    has errors of its own, HC3 or those of the design, and the test is q times the F of `joint_test`: a weight is not so
    many respondents.

    Parameters
    ----------
    fitted
        The models of all segments.
    errors, clusters
        Errors of the coefficients, and the cluster of every row where they are robust within clusters.

    References
    ----------
    .. [1] Koenker, R. (1981). A note on studentizing a test for heteroscedasticity. J. of Econometrics 17, 107-112.
    """
    model = _of_squares(fitted)
    kind = errors_of_tests(errors, model.rows)
    if kind == "classical":
        return [_koenker(model, moments) for moments in model.rows.moments()]
    squares = fit_least_squares(model)
    blank = [BreuschPagan(np.nan, float(len(model.drivers)), np.nan)] * len(fitted.fits)
    if not squares.fitted or not model.drivers:
        return blank
    try:
        sure = covariances(squares, kind, model.rows, clusters)
    except DataError:  # nothing to make errors of, which is said of those of the coefficients
        return blank
    test, df = overall(squares.estimates, sure, len(model.drivers)), float(len(model.drivers))
    return [
        BreuschPagan(float(df * f), df, float(p)) for f, p in zip(test["f_statistic"], test["f_p_value"], strict=True)
    ]


def _of_squares(fitted: LeastSquares) -> Model:
    """The model of the squared residuals (times the weight, where weights are precisions)."""
    rows = fitted.model.rows
    squares = np.empty(rows.n_total)
    for start, residual, _ in fitted.residuals_in_parts():
        squares[start : start + len(residual)] = residual**2
    precisions = rows.weight_type == "precision" and rows.weights is not None
    if precisions:
        squares *= weights(rows)
        rows = replace(rows, weight_column=None)
    column: Column = (NAME, squares, [])
    return replace(fitted.model, rows=rows, intercept=True).with_outcome(column)


def _koenker(model: Model, moments: Moments) -> BreuschPagan:
    df = float(len(model.drivers))
    try:
        fit = regress(moments, model.rows.names, model.drivers, True, model.rows.weight_type)
    except ModelError:  # all residuals are alike
        return BreuschPagan(np.nan, df, np.nan)
    statistic = fit.observations * fit.r2
    return BreuschPagan(statistic, df, float(chi2_p_value(statistic, df)))
