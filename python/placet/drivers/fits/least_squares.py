"""Least squares of every segment, from moments, with second passes over the rows where they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import ModelError, Moments, PlacetError
from ...inference.distributions import f_p_value
from ...language import say
from ...progress import warn
from ...results.table import fixed_rows
from ...survey import Rows
from ...survey.columns import codes, numbers, weights
from ...survey.weights import observations
from ...types import Cells, Column, FittedModel, WeightType
from ..model.model import Model, answered
from .fits import Fit, Fitted, likelihood_facts, stacked
from .unit_scores import unit_scores

#: Facts of a fit that `glance` reports, one number a segment.
FIT = ("r2", "adj_r2", "sigma", "f_statistic", "df_model", "df_resid", "condition_number")
#: Beyond this condition number (root ratio of the eigenvalues of the drivers' correlations) digits are lost: the fit is
#: corrected by a second pass over the rows, and the user is warned.
CONDITION_LIMIT = 1e3
#: Beyond this R² the residuals are a small difference of large sums: they are taken from the rows instead.
PERFECT = 1 - 1e-6
#: Rows of which residuals are made at once.
PART = 1 << 17
#: Within this of 1 a leverage is 1, and from this share on a coefficient is moved by a row, but for rounding.
ALL_LEVERAGE, MOVED = 1e-10, 1e-5

Floats = NDArray[np.float64]


class CollinearityWarning(UserWarning):
    """The drivers are so nearly dependent that digits of the coefficients are lost."""


@dataclass(frozen=True)
class LinearFit(Fit):
    """The regression of a segment on p columns, beside what every `Fit` has.

    Attributes
    ----------
    std_errors : ndarray, shape (k,)
        Roots of the diagonal of `covariance`.
    unscaled : ndarray, shape (p, p)
        Inverse of the co-moments of the columns, about zero without an intercept.
    standardized, vif : ndarray, shape (p,)
    r2, adj_r2, sigma, f_statistic, df_model, df_resid, condition_number : float
    weight_type : str
    """

    std_errors: Floats
    unscaled: Floats
    standardized: Floats
    vif: Floats
    r2: float
    adj_r2: float
    sigma: float
    f_statistic: float
    df_model: float
    df_resid: float
    condition_number: float
    weight_type: WeightType

    @property
    def observations(self) -> float:
        """Rows, or the sum of their frequencies."""
        return self.df_resid + len(self.coefficients)

    @property
    def rss(self) -> float:
        """Weighted residual sum of squares."""
        # sigma is that of an answer of mean weight where only the ratios of weights mean anything.
        scale = self.sum_w / self.n if self.weight_type == "probability" else 1.0
        return self.sigma**2 * self.df_resid * scale

    @property
    def is_inexact(self) -> bool:
        """Whether moments alone cost digits: of the coefficients, or of what a nearly perfect fit leaves."""
        return self.condition_number > CONDITION_LIMIT or self.r2 > PERFECT


@dataclass(frozen=True)
class LeastSquares(Fitted[LinearFit]):
    """The regression of every segment, see `Fitted`."""

    @property
    def lead(self) -> int:
        """Coefficients before the slopes."""
        return int(self.model.intercept)

    def facts(self) -> Callable[[], dict[str, Floats]]:
        """The fit of every segment's model, with the log-likelihood and what is made of it."""
        return partial(_facts, self.fits, self.log_weights())

    def log_likelihood(self) -> Floats:
        """Logarithm of the likelihood of every segment."""
        sigma, df = self.stack("sigma"), self.stack("df_resid")
        return log_likelihood(sigma, df, self.observations, self.log_weights())

    def r2_about_mean(self) -> Floats:
        """R² about the mean of the outcome, which without an intercept is another, and may be negative."""
        tss = np.array([m.comoment[0, 0] if m.n else np.nan for m in self.moments])
        with np.errstate(divide="ignore", invalid="ignore"):
            return 1 - self.stack("rss") / tss

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

    def model_df(self, segment: int) -> float:
        """Those of the residual variance."""
        return self.spare(segment)

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
        if groups is not None:
            precise = any(fit.is_inexact for _, fit in self.fitted)
            return unit_scores(self.model.rows, self._prepared, groups, clusters, correction, precise=precise)
        return self.model.rows.folded(partial(_score_totals, self._prepared, correction), _joined)

    def refits(self) -> list[list[Floats | None]]:
        """Coefficients of every segment under every replicate."""
        return [fit_least_squares(self.model, found).estimates for found in self.model.rows.replicated()]

    def residuals(self) -> tuple[Floats, Floats]:
        """Residual and leverage of every row, NaN where it does not count."""
        return _core.diagnose_rows(self.model.rows.given, self._prepared)

    def with_residuals(self, part: Rows) -> list[Column]:
        """The columns of a part of the rows, with residuals in place of the outcome."""
        return [(self.model.outcome, _core.diagnose_rows(part.given, self._prepared)[0], []), *part.columns[1:]]

    def residuals_in_parts(self) -> Iterator[tuple[int, Floats, Floats]]:
        """The same of some rows after the other, with the first of them."""
        for start in range(0, self.model.rows.n_total, PART):
            given = self.model.rows.given.part(slice(start, start + PART))
            yield start, *_core.diagnose_rows(given, self._prepared)

    def undetermined(self, segment: int) -> NDArray[np.bool_]:
        """Coefficients that a respondent of leverage 1 alone determines, such as that of a level only he is in.

        Without row i a coefficient has no value if it moves with its outcome, (X'WX)^-1 x != 0.
        """
        rows, mean, influence = self.model.rows, self.moments[segment].mean[1:], self.influence(segment)
        inside = (self.residuals()[1] > 1 - ALL_LEVERAGE) & (codes(rows) == segment)
        columns = np.array([values[inside].astype(np.float64) for _, values, _ in rows.columns[1:]])
        terms = columns - mean[:, None] if self.model.intercept else columns
        if self.model.intercept:
            terms = np.vstack([np.ones(terms.shape[1]), terms])
        moved = np.abs(influence @ terms)
        # Of a row of leverage 1 the largest of these is 1, in units of the coefficient's own spread.
        spread = np.sqrt(np.diag(influence @ np.linalg.solve(self._bread(segment), influence.T)))
        return np.asarray((moved * np.sqrt(weights(rows)[inside]) > MOVED * spread[:, None]).any(axis=1), dtype=bool)

    def _bread(self, segment: int) -> Floats:
        fit = self.fit(segment)
        if not self.model.intercept:
            return fit.unscaled
        bread = np.zeros((fit.terms, fit.terms))
        bread[0, 0] = 1 / fit.sum_w
        bread[1:, 1:] = fit.unscaled
        return bread

    @cached_property
    def _prepared(self) -> list[FittedModel | None]:
        """The fits as the core reads them."""
        intercept = self.model.intercept

        def prepared(segment: int) -> FittedModel:
            mean, fit = self.moments[segment].mean, self.fit(segment)
            slopes = fit.coefficients[int(intercept) :]
            return slopes, mean[0], mean[1:], self._bread(segment), intercept, fit.observations

        return self.each(prepared)


def _score_totals(models: list[FittedModel | None], correction: str, rows: Rows) -> list[Any]:
    return _core.score_totals(rows.given, models, None, correction)


def _joined(one: list[Any], other: list[Any]) -> list[Any]:
    """Totals of every segment from two parts of its rows, which belong to no groups."""
    return [
        (groups, totals + more[1], squares + more[2], rows, exact + more[4])
        for (groups, totals, squares, rows, exact), more in zip(one, other, strict=True)
    ]


def _facts(fits: Sequence[LinearFit | PlacetError], log_weights: Floats | float) -> dict[str, Floats]:
    *numbers, n = stacked(fits, *FIT, "observations")
    facts: dict[str, Floats] = dict(zip(FIT, numbers, strict=True))
    df = facts["f_df_resid"] = facts["df_resid"]
    facts["f_p_value"] = f_p_value(facts["f_statistic"], facts["df_model"], df)
    facts |= likelihood_facts(
        log_likelihood(facts["sigma"], df, n, log_weights), n, n - df + 1
    )  # with the residual variance, as R counts
    return fixed_rows(list(facts), np.array(list(facts.values())))


def log_likelihood(sigma: Floats, df: Floats, n: Floats, log_weights: Floats | float) -> Floats:
    """The likelihood under normal residuals of deviation sigma with df degrees of freedom, Σ log w of precisions."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return -n / 2 * (np.log(2 * np.pi) + 1 + np.log(sigma**2 * df / n)) + log_weights / 2


def fit_precisely(model: Model) -> LeastSquares:
    """Fit every segment with moments and a solve of 31 digits, from the rows."""
    rows = model.rows
    moments = rows.moments()
    fits = _core.regression_high(rows.given, model.intercept)
    made: list[LinearFit | PlacetError] = []
    for fit in fits:
        if isinstance(fit, PlacetError) and not isinstance(fit, ModelError):
            raise fit
        made.append(fit if isinstance(fit, PlacetError) else LinearFit(**fit, weight_type=rows.weight_type))
    return LeastSquares(model, moments, made)


def fit_least_squares(model: Model, moments: Sequence[Moments] | None = None) -> LeastSquares:
    """Fit every segment, from its moments; where these cost digits the fit is corrected by a second pass."""
    rows, names, drivers = model.rows, model.rows.names, model.drivers
    given = moments is not None
    if moments is None:
        moments = rows.moments()

    def fit(moments: Moments, residuals: Moments | None = None) -> LinearFit | PlacetError:
        try:
            return regress(moments, names, drivers, model.intercept, rows.weight_type, residuals)
        except ModelError as error:
            return error

    fits = [fit(m) for m in moments]
    inexact = [i for i, one in enumerate(fits) if isinstance(one, LinearFit) and one.is_inexact]
    if inexact and not given:  # moments that somebody else made stand for no rows
        left = rows.moments_of(partial(_with_residuals, model.intercept, _coefficients(model, fits)))
        for segment in inexact:
            fits[segment] = fit(moments[segment], left[segment])
    return LeastSquares(model, moments, fits)


def regress(
    moments: Moments, names: list[str], drivers: list[int], intercept: bool, weight_type: WeightType,
    residuals: Moments | None = None,
) -> LinearFit:  # fmt: skip
    """The regression of the first column on some of the others; on none of them, its mean.

    With the moments of the residuals of a first fit in place of the outcome, the fit is corrected by them.
    """
    if not drivers:
        return _mean(moments, weight_type)
    found = _core.regression(moments, names, drivers, intercept, weight_type, residuals)
    return LinearFit(**found, weight_type=weight_type)


def _mean(moments: Moments, weight_type: WeightType) -> LinearFit:
    """The mean of the first column, as a regression without drivers."""
    n = float(observations(weight_type, moments.n, moments.sum_w))
    if n <= 1:
        raise ModelError(f"the mean of the outcome needs at least 2 complete cases and has {n:.0f}")
    variance = float(moments.comoment[0, 0]) / (n - 1)
    # As for a regression, sigma is that of an answer of mean weight where only ratios of weights mean anything.
    scale = moments.n / moments.sum_w if weight_type == "probability" else 1.0
    covariance, none = np.array([[variance / moments.sum_w]]), np.empty(0)
    return LinearFit(
        coefficients=moments.mean[:1], covariance=covariance, std_errors=np.sqrt(covariance[0]),
        n=float(moments.n), sum_w=moments.sum_w,
        n_eff=_core.effective_base(moments.n, moments.sum_w, moments.sum_w2, weight_type),
        unscaled=np.empty((0, 0)), standardized=none, vif=none, r2=0.0, adj_r2=0.0,
        sigma=float(np.sqrt(variance * scale)), f_statistic=np.nan, df_model=0.0, df_resid=n - 1,
        condition_number=np.nan, weight_type=weight_type,
    )  # fmt: skip


def _coefficients(model: Model, fits: Sequence[LinearFit | PlacetError]) -> Floats:
    """Those of every segment; NaN of one that has no fit."""
    blank = np.full(len(model.drivers) + int(model.intercept), np.nan)
    return np.array([blank if isinstance(fit, PlacetError) else fit.coefficients for fit in fits])


def _with_residuals(intercept: bool, coefficients: Floats, rows: Rows) -> list[Column]:
    """The columns with what the fit of its segment leaves of every row's outcome; NaN where an answer is missing."""
    segment = codes(rows)
    outcome, *drivers = map(numbers, rows.columns)
    left = outcome - coefficients[segment, 0] if intercept else outcome
    with np.errstate(invalid="ignore", over="ignore"):  # rows that do not count may hold anything
        for term, values in enumerate(drivers, start=int(intercept)):
            left = left - coefficients[segment, term] * values
    return [(rows.columns[0][0], left, []), *rows.columns[1:]]


def conditions(fitted: LeastSquares, of_rows: bool = True) -> list[str]:
    """Warn, and say in the result, where the drivers are nearly dependent; `of_rows` says whether there are rows."""
    worst = max((fit.condition_number for _, fit in fitted.fitted), default=0.0)
    if not worst > CONDITION_LIMIT:  # of no drivers it is NaN
        return []
    # How many digits are left depends on the residuals, too, so no number is promised.
    note = say(
        "nearly dependent drivers (condition number {worst:.2g}): the coefficients were corrected by a second pass "
        "over the rows and may still have lost digits"
        if of_rows
        else "nearly dependent drivers (condition number {worst:.2g}): the coefficients are those of moments of "
        "incomplete answers, which no second pass over rows can correct, and may have lost digits",
        worst=worst,
    )
    warn(f"{note}; drop or combine the drivers with the largest VIF", CollinearityWarning)
    return [note]
