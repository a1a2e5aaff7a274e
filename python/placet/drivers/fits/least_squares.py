"""Least squares of every segment, from moments, with second passes over the rows where they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import ModelError, Moments, PlacetError
from ...inference.distributions import f_p_value
from ...types import Cells, Column
from ..model.model import Model, answered
from .fits import Fits, criteria

#: Facts of a fit that `glance` reports, one number a segment.
FIT = ("r2", "adj_r2", "sigma", "f_statistic", "df_model", "df_resid", "condition_number")
#: Beyond this condition number (root ratio of the eigenvalues of the drivers' correlations) digits are lost: the fit is
#: corrected by a second pass over the rows, and the user is warned.
CONDITION_LIMIT = 1e3
#: Beyond this R² the residuals are a small difference of large sums: they are taken from the rows instead.
PERFECT = 1 - 1e-6
#: Within this of 1 a leverage is 1, and from this share on a coefficient is moved by a row, but for rounding.
ALL_LEVERAGE, MOVED = 1e-10, 1e-5

Floats = NDArray[np.float64]


class CollinearityWarning(UserWarning):
    """The drivers are so nearly dependent that digits of the coefficients are lost."""


@dataclass(frozen=True)
class LeastSquares(Fits):
    """The regression of every segment, see `Fits`."""

    def facts(self) -> dict[str, Floats]:
        """The fit of every segment's model, with the log-likelihood and what is made of it."""
        facts = {key: self.stack(key) for key in FIT}
        facts["f_df_resid"] = facts["df_resid"]
        facts["f_p_value"] = f_p_value(facts["f_statistic"], facts["df_model"], facts["df_resid"])
        return facts | self._information()

    def _information(self) -> dict[str, Floats]:
        n, df = self.stack("observations"), self.stack("df_resid")
        k = n - df + 1  # with the residual variance, as R counts
        with np.errstate(divide="ignore", invalid="ignore"):
            log_likelihood = -n / 2 * (np.log(2 * np.pi) + 1 + np.log(self.stack("sigma") ** 2 * df / n))
            log_likelihood += self.log_weights() / 2
        return criteria(log_likelihood, n, k)

    def log_weights(self) -> Floats | float:
        """Σ log w of precision weights, which are part of the density of their answers."""
        rows = self.model.rows
        if rows.weights is None or rows.weight_type != "precision":
            return 0.0
        # Mostly nobody is left out, and to look for gaps takes as long as all the rest.
        everybody = sum(m.n for m in self.moments) == rows.n_total
        complete = slice(None) if everybody else answered(self.model)
        logs = np.log(rows.weights[1][complete], dtype=np.float64)
        if rows.segments.codes is None:
            return np.array([logs.sum()])
        return np.bincount(rows.segments.codes[complete], weights=logs, minlength=len(self.fits)).astype(np.float64)

    # ---- what errors ask for ---------------------------------------------------------------------------------------

    def spent(self, segment: int) -> int:
        """Degrees of freedom that the coefficients take of a design."""
        return len(self.model.drivers) + int(self.model.intercept)

    def influence(self, segment: int) -> Floats:
        """What the total of the scores about the means adds to the coefficients about zero."""
        moments, inner = self.moments[segment], self._bread(segment)
        move = np.eye(len(inner))
        if self.model.intercept:
            move[0, 1:] = -moments.mean[1:]
        return move @ inner

    def scores(self, groups: Cells | None, clusters: bool, correction: str) -> list[Any]:
        """Groups, totals and squares of scores, rows by group, and rows fitted exactly, of every segment."""
        units = None if groups is None else (groups, clusters)
        return _core.score_totals(self.model.rows.given, self._prepared, units, correction)

    def refit(self, weights: Column) -> list[Floats | None]:
        """Coefficients of every segment under other weights."""
        found = self.model.rows.given._replace(weights=weights).moments()
        fits = [_fit(self.model, moments) for moments in found]
        return [fit["coefficients"] if isinstance(fit, dict) else None for fit in fits]

    def residuals(self) -> tuple[Floats, Floats]:
        """Residual and leverage of every row, NaN where it does not count."""
        return _core.diagnose_rows(self.model.rows.given, self._prepared)

    def undetermined(self, segment: int) -> NDArray[np.bool_]:
        """Coefficients that a respondent of leverage 1 alone determines, such as that of a level only he is in.

        Without row i a coefficient has no value if it moves with its outcome, (X'WX)^-1 x != 0.
        """
        rows, mean, influence = self.model.rows, self.moments[segment].mean[1:], self.influence(segment)
        inside = self.residuals()[1] > 1 - ALL_LEVERAGE
        if rows.segments.codes is not None:
            inside &= rows.segments.codes == segment
        columns = np.array([values[inside].astype(np.float64) for _, values, _ in rows.columns[1:]])
        terms = columns - mean[:, None] if self.model.intercept else columns
        if self.model.intercept:
            terms = np.vstack([np.ones(terms.shape[1]), terms])
        moved = np.abs(influence @ terms)
        # Of a row of leverage 1 the largest of these is 1, in units of the coefficient's own spread.
        spread = np.sqrt(np.diag(influence @ np.linalg.solve(self._bread(segment), influence.T)))
        weight = 1.0 if rows.weights is None else np.sqrt(np.asarray(rows.weights[1], dtype=np.float64)[inside])
        return np.asarray((moved * weight > MOVED * spread[:, None]).any(axis=1), dtype=bool)

    def _bread(self, segment: int) -> Floats:
        fit = self.fits[segment]
        assert isinstance(fit, dict)
        if not self.model.intercept:
            return fit["unscaled"]
        bread = np.zeros((len(fit["unscaled"]) + 1,) * 2)
        bread[0, 0] = 1 / fit["sum_w"]
        bread[1:, 1:] = fit["unscaled"]
        return bread

    @cached_property
    def _prepared(self) -> list[Any]:
        """The fits as the core reads them."""
        intercept = self.model.intercept
        return [
            (
                fit["coefficients"][int(intercept) :], moments.mean[0], moments.mean[1:], self._bread(segment),
                intercept, fit["observations"],
            )
            if isinstance(fit, dict)
            else None
            for segment, (moments, fit) in enumerate(zip(self.moments, self.fits, strict=True))
        ]  # fmt: skip


def fit_precisely(model: Model) -> LeastSquares:
    """Fit every segment with moments and a solve of 31 digits, from the rows."""
    rows = model.rows
    moments = rows.moments()
    fits = _core.regression_high(rows.given, model.intercept)
    made: list[dict[str, Any] | PlacetError] = []
    for fit in fits:
        if isinstance(fit, PlacetError) and not isinstance(fit, ModelError):
            raise fit
        made.append(_with_rss(model, fit) if isinstance(fit, dict) else fit)
    return LeastSquares(model, moments, made)


def fit_least_squares(model: Model, moments: Sequence[Moments] | None = None) -> LeastSquares:
    """Fit every segment, from its moments; where these cost digits the fit is corrected by a second pass."""
    rows = model.rows
    given = moments is not None
    if moments is None:
        moments = rows.moments()
    fits = [_fit(model, m) for m in moments]
    inexact = [i for i, fit in enumerate(fits) if isinstance(fit, dict) and _is_inexact(fit)]
    if inexact and not given:  # moments that somebody else made stand for no rows
        residuals = (model.outcome, _residuals(model, fits), [])
        left = rows.given._replace(columns=[residuals, *rows.columns[1:]]).moments()
        for segment in inexact:
            fits[segment] = _fit(model, moments[segment], left[segment])
    return LeastSquares(model, moments, fits)


def _fit(model: Model, moments: Moments, residuals: Moments | None = None) -> dict[str, Any] | PlacetError:
    try:
        fit = _core.regression(
            moments, model.rows.names, model.drivers, model.intercept, model.rows.weight_type, residuals
        )
    except ModelError as error:
        return error
    return _with_rss(model, fit)


def _with_rss(model: Model, fit: dict[str, Any]) -> dict[str, Any]:
    """The fit with the number of its terms, of observations, and its residual sum of squares."""
    terms = len(fit["coefficients"])
    # sigma is that of an answer of mean weight where only the ratios of weights mean anything.
    scale = fit["sum_w"] / fit["n"] if model.rows.weight_type == "probability" else 1.0
    rss = fit["sigma"] ** 2 * fit["df_resid"] * scale
    return fit | {"terms": terms, "observations": fit["df_resid"] + terms, "rss": rss}


def _is_inexact(fit: dict[str, Any]) -> bool:
    """Whether moments alone cost digits: of the coefficients, or of what a nearly perfect fit leaves unexplained."""
    return fit["condition_number"] > CONDITION_LIMIT or fit["r2"] > PERFECT


def _residuals(model: Model, fits: Sequence[dict[str, Any] | PlacetError]) -> Floats:
    """What the fit of its segment leaves of every row's outcome; NaN where an answer is missing."""
    rows, intercept = model.rows, model.intercept
    blank = np.full(len(model.drivers) + int(intercept), np.nan)
    coefficients = np.array([fit["coefficients"] if isinstance(fit, dict) else blank for fit in fits])
    codes = 0 if rows.segments.codes is None else rows.segments.codes
    outcome, *drivers = (
        np.where(np.isin(values, missing), np.nan, values.astype(np.float64)) for _, values, missing in rows.columns
    )
    left = outcome - coefficients[codes, 0] if intercept else outcome
    with np.errstate(invalid="ignore", over="ignore"):  # rows that do not count may hold anything
        for term, values in enumerate(drivers, start=int(intercept)):
            left = left - coefficients[codes, term] * values
    return left


def conditions(fitted: LeastSquares, *, stacklevel: int) -> list[str]:
    """Warn, and say in the result, where the drivers are nearly dependent."""
    worst = np.nanmax(fitted.stack("condition_number"))
    if worst <= CONDITION_LIMIT:
        return []
    import warnings

    # How many digits are left depends on the residuals, too, so no number is promised.
    note = (
        f"nearly dependent drivers (condition number {worst:.2g}): the coefficients were corrected by a second pass "
        "over the rows and may still have lost digits"
    )
    warnings.warn(
        f"{note}; drop or combine the drivers with the largest VIF", CollinearityWarning, stacklevel=stacklevel
    )
    return [note]
