"""Binary and ordered logits of every segment, as errors and tables ask for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import LogitParameters, PlacetError
from ...inference.distributions import chi2_p_value
from ...results.drivers.regression import INTERCEPT
from ...types import Cells, Column
from ..model.model import Model
from .fits import Fit, Fitted, likelihood_facts, stacked

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LogitFit(Fit):
    """The logit of a segment, beside what every `Fit` has.

    Attributes
    ----------
    observations : float
        Rows, or the sum of their frequencies.
    log_likelihood, null_log_likelihood : float
        With and without drivers.
    tjur_r2, gradient : float
    iterations : int
    observed : list of int
        Codes of the categories with a case.
    n_by_category, w_by_category : ndarray
        Rows and weights of all categories.
    parameters
        The fit as the core reads it.
    """

    observations: float
    log_likelihood: float
    null_log_likelihood: float
    tjur_r2: float
    gradient: float
    iterations: int
    observed: list[int]
    n_by_category: NDArray[Any]
    w_by_category: Floats
    parameters: LogitParameters

    @property
    def cuts(self) -> list[int]:
        """Codes of the thresholds: between categories that occur, named by the lower."""
        return [int(code) for code in self.observed[:-1]]


def logits(*given: Any, **more: Any) -> list[LogitFit | PlacetError]:
    """The logits of all segments, or why there is none; takes what `_core.cumulative_logit` takes."""
    found = _core.cumulative_logit(*given, **more)
    return [fit if isinstance(fit, PlacetError) else LogitFit(**fit) for fit in found]


@dataclass(frozen=True)
class CumulativeLogit(Fitted[LogitFit]):
    """The logit of every segment; coefficients are thresholds (a binary logit's is its intercept), then slopes.

    Attributes
    ----------
    model, moments, fits
        As in `Fitted`; the outcome holds codes of categories.
    categories : tuple of str
        What the codes 0, 1, ... are called.
    """

    categories: tuple[str, ...] = ("0", "1")

    @property
    def lead(self) -> int:
        """Coefficients before the slopes, where every category has cases."""
        return len(self.categories) - 1

    @property
    def lead_terms(self) -> list[str]:
        """What they are called: the intercept, or the categories on both sides of a threshold."""
        if self.lead == 1:
            return [INTERCEPT]
        return [f"{low}|{high}" for low, high in pairwise(self.categories)]

    @property
    def observed(self) -> tuple[tuple[int, ...], ...]:
        """The categories with a case in every segment, none where it could not be fitted."""
        return tuple(() if isinstance(fit, PlacetError) else tuple(map(int, fit.observed)) for fit in self.fits)

    def whole(self, segment: int, values: Floats) -> Floats:
        """Values of the coefficients, or a matrix of them, with NaN for the thresholds of categories without a case."""
        slopes = len(self.model.drivers)
        at = np.array([*(self.fit(segment).cuts if self.lead > 1 else [0]), *range(self.lead, self.lead + slopes)])
        found = np.full((self.lead + slopes,) * values.ndim, np.nan)
        found[np.ix_(*[at] * values.ndim)] = values
        return found

    def log_likelihood(self) -> Floats:
        """Logarithm of the likelihood of every segment."""
        return self.stack("log_likelihood")

    def facts(self) -> Callable[[], dict[str, Floats]]:
        """How well every segment's logit fits."""
        return partial(_facts, self.fits, len(self.model.drivers))

    def model_df(self, segment: int) -> float:
        """A likelihood has normal quantiles."""
        return np.inf

    def spent(self, segment: int) -> int:
        """Degrees of freedom the coefficients take of a design: thresholds count as one, as in R's svyolr."""
        return 1 + len(self.model.drivers)

    def influence(self, segment: int) -> Floats:
        """The core totals what a row adds to the coefficients themselves."""
        return np.eye(self.fit(segment).terms)

    def scores(self, groups: Cells | None, clusters: bool, correction: str) -> list[Any]:
        """Groups, totals and squares of what rows add to the coefficients, and rows by group, of every segment.

        The only correction is the jackknife's, see `src/drivers/cumulative_logit/scores.rs`.
        """
        units = None if groups is None else (groups, clusters)
        found = _core.logit_scores(self.model.rows.given, self.parameters, units, correction == "jackknife")
        return [
            (groups, *_own(totals, estimate), rows, 0)
            for (groups, *totals, rows), estimate in zip(found, self.estimates, strict=True)
        ]

    def refit(self, weights: Column) -> list[Floats | None]:
        """Coefficients of every segment under other weights."""
        given = self.model.rows.given._replace(weights=weights)
        fits = logits(given, list(self.categories), start=self.estimates)
        return replace(self, fits=fits).estimates

    @cached_property
    def parameters(self) -> list[Any]:
        """The fits as the core reads them."""
        return self.each(lambda segment: self.fit(segment).parameters)


def _facts(fits: Sequence[LogitFit | PlacetError], drivers: int) -> dict[str, Floats]:
    r"""How well logits fit.

    With L the likelihood, L0 that without drivers and n observations: McFadden's :math:`1 - \log L / \log L_0`, Cox
    and Snell's :math:`1 - (L_0 / L)^{2/n}`, Nagelkerke's, the same over its most, :math:`1 - L_0^{2/n}`, and Tjur's,
    the mean probability of the event among its cases less that among the others.
    """
    names = ("log_likelihood", "null_log_likelihood", "tjur_r2", "observations", "terms")
    log_likelihood, null_log_likelihood, tjur_r2, n, k = stacked(fits, *names)
    deviance, null = -2 * log_likelihood, -2 * null_log_likelihood
    df_model = np.where(np.isnan(k), np.nan, drivers)
    with np.errstate(divide="ignore", invalid="ignore"):
        cox_snell = 1 - np.exp((deviance - null) / n)
        return {
            "r2": 1 - deviance / null,
            "mcfadden_r2": 1 - deviance / null,
            "cox_snell_r2": cox_snell,
            "nagelkerke_r2": cox_snell / (1 - np.exp(-null / n)),
            "tjur_r2": tjur_r2,
            "chi2": null - deviance,
            "df_model": df_model,
            "df_resid": n - k,
            "chi2_p_value": np.where(df_model > 0, chi2_p_value(null - deviance, np.maximum(df_model, 1)), np.nan),
            "deviance": deviance,
            "null_deviance": null,
            **likelihood_facts(-deviance / 2, n, k),
        }


def _own(totals: Sequence[Floats], estimate: Floats | None) -> tuple[Floats, Floats]:
    """Totals and squares of as many terms as the segment's model has."""
    if estimate is None:
        return totals[0], totals[1]
    k, (sums, squares) = len(estimate), totals
    width = round(squares.shape[1] ** 0.5) if squares.size else k
    return sums[:, :k], squares.reshape(-1, width, width)[:, :k, :k].reshape(-1, k * k)


def fit_cumulative_logit(model: Model, categories: Sequence[str]) -> CumulativeLogit:
    """Fit every segment by maximum likelihood."""
    rows = model.rows
    moments = rows.moments()
    fits = logits(rows.given, list(categories), moments)
    for fit in fits:
        if isinstance(fit, PlacetError) and not isinstance(fit, _core.ModelError | _core.ConvergenceError):
            raise fit
    return CumulativeLogit(model, moments, fits, tuple(categories))
