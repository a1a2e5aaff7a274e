"""Binary and ordered logits of every segment, as errors and tables ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import Moments, PlacetError
from ..distributions import chi2_p_value
from ..results.regression import INTERCEPT
from ..types import Cells, Column
from .model import Model

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CumulativeLogit:
    """The logit of every segment; coefficients are thresholds (a binary logit's is its intercept), then slopes.

    Attributes
    ----------
    model : Model
        Its outcome holds codes of categories.
    categories : tuple of str
        What the codes 0, 1, ... are called.
    moments : sequence of Moments
        Of codes and terms, one a segment.
    fits : sequence of dict, or of the error where a segment could not be fitted
    """

    model: Model
    categories: tuple[str, ...]
    moments: Sequence[Moments]
    fits: Sequence[dict[str, Any] | PlacetError]

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
        return tuple(tuple(map(int, fit["observed"])) if isinstance(fit, dict) else () for fit in self.fits)

    def whole(self, segment: int, values: Floats) -> Floats:
        """Values of the coefficients, or a matrix of them, with NaN for the thresholds of categories without a case."""
        fit = self.fits[segment]
        assert isinstance(fit, dict)
        thresholds = np.asarray(fit["observed"][:-1], dtype=np.int64)
        slopes = len(self.model.drivers)
        at = np.concatenate([thresholds if self.lead > 1 else [0], self.lead + np.arange(slopes)])
        found = np.full((self.lead + slopes,) * values.ndim, np.nan)
        found[np.ix_(*[at] * values.ndim)] = values
        return found

    def facts(self) -> dict[str, Floats]:
        r"""How well every segment's logit fits.

        With L the likelihood, L0 that without drivers and n observations: McFadden's :math:`1 - \log L / \log L_0`, Cox
        and Snell's :math:`1 - (L_0 / L)^{2/n}`, Nagelkerke's, the same over its most, :math:`1 - L_0^{2/n}`, and
        Tjur's, the mean probability of the event among its cases less that among the others.
        """
        deviance, null = -2 * self.stack("log_likelihood"), -2 * self.stack("null_log_likelihood")
        n = self.observations
        k = np.array([np.nan if b is None else len(b) for b in self.estimates])
        df_model = np.where(np.isnan(k), np.nan, len(self.model.drivers))
        with np.errstate(divide="ignore", invalid="ignore"):
            cox_snell = 1 - np.exp((deviance - null) / n)
            aicc = deviance + 2 * k + 2 * k * (k + 1) / (n - k - 1)
            return {
                "r2": 1 - deviance / null,
                "mcfadden_r2": 1 - deviance / null,
                "cox_snell_r2": cox_snell,
                "nagelkerke_r2": cox_snell / (1 - np.exp(-null / n)),
                "tjur_r2": self.stack("tjur_r2"),
                "chi2": null - deviance,
                "df_model": df_model,
                "df_resid": n - k,
                "chi2_p_value": np.where(df_model > 0, chi2_p_value(null - deviance, np.maximum(df_model, 1)), np.nan),
                "log_likelihood": -deviance / 2,
                "deviance": deviance,
                "null_deviance": null,
                "aic": deviance + 2 * k,
                "aicc": np.where(n > k + 1, aicc, np.nan),
                "bic": deviance + np.log(n) * k,
            }

    @property
    def fitted(self) -> list[tuple[int, dict[str, Any]]]:
        """Number and fit of the segments that could be fitted."""
        return [(i, fit) for i, fit in enumerate(self.fits) if isinstance(fit, dict)]

    def stack(self, key: str) -> Floats:
        """One number a segment, NaN where it could not be fitted."""
        return np.array([fit[key] if isinstance(fit, dict) else np.nan for fit in self.fits], dtype=np.float64)

    @property
    def observations(self) -> Floats:
        """Observations of every segment: rows, or the sum of their frequencies."""
        return self.stack("observations")

    @property
    def estimates(self) -> list[Floats | None]:
        """Coefficients of every segment."""
        return [fit["coefficients"] if isinstance(fit, dict) else None for fit in self.fits]

    def spent(self, segment: int) -> int:
        """Degrees of freedom the coefficients take of a design: thresholds count as one, as in R's svyolr."""
        return 1 + len(self.model.drivers)

    def classical(self, segment: int) -> Floats:
        """Inverse of the observed information."""
        fit = self.fits[segment]
        assert isinstance(fit, dict)
        return fit["covariance"]

    def influence(self, segment: int) -> Floats:
        """The core totals what a row adds to the coefficients themselves."""
        estimate = self.estimates[segment]
        assert estimate is not None
        return np.eye(len(estimate))

    def scores(self, groups: Cells | None, clusters: bool, correction: str) -> list[tuple[Floats, Floats, Floats, int]]:
        """Totals and squares of what rows add to the coefficients, by group, and rows by group, of every segment."""
        rows = self.model.rows
        found = _core.logit_scores(
            list(rows.columns), rows.weights, rows.segments.cells, self.parameters, groups, clusters, rows.weight_type
        )
        return [
            (*_own(totals, estimate), rows, 0) for (*totals, rows), estimate in zip(found, self.estimates, strict=True)
        ]

    def refit(self, weights: Column) -> list[Floats | None]:
        """Coefficients of every segment under other weights."""
        rows = self.model.rows
        fits = _core.cumulative_logit(
            list(rows.columns), weights, rows.segments.cells, list(self.categories), rows.weight_type,
            start=self.estimates,
        )  # fmt: skip
        return [fit["coefficients"] if isinstance(fit, dict) else None for fit in fits]

    def averaged(self, sets: Sequence[CumulativeLogit]) -> CumulativeLogit:
        """The mean of the models of several completed data sets, of which this is the first."""
        fits: list[dict[str, Any] | PlacetError] = []
        for segment, first in enumerate(self.fits):
            found = [fitted.fits[segment] for fitted in sets]
            failed = next((fit for fit in found if isinstance(fit, PlacetError)), None)
            if failed is not None or isinstance(first, PlacetError):
                fits.append(failed or first)
            else:
                good = [fit for fit in found if isinstance(fit, dict)]
                fits.append({key: _mean([fit[key] for fit in good], first[key]) for key in first})
        return CumulativeLogit(self.model, self.categories, self.moments, fits)

    @cached_property
    def parameters(self) -> list[Any]:
        """The fits as the core reads them."""
        return [fit["parameters"] if isinstance(fit, dict) else None for fit in self.fits]


def _own(totals: Sequence[Floats], estimate: Floats | None) -> tuple[Floats, Floats]:
    """Totals and squares of as many terms as the segment's model has."""
    if estimate is None:
        return totals[0], totals[1]
    k, (sums, squares) = len(estimate), totals
    width = round(squares.shape[1] ** 0.5) if squares.size else k
    return sums[:, :k], squares.reshape(-1, width, width)[:, :k, :k].reshape(-1, k * k)


def _mean(values: list[Any], first: Any) -> Any:
    """The mean of numbers; what is none stays that of the first."""
    return np.mean(values, axis=0) if isinstance(first, (int, float, np.ndarray)) else first


def fit_cumulative_logit(model: Model, categories: Sequence[str]) -> CumulativeLogit:
    """Fit every segment by maximum likelihood."""
    rows = model.rows
    moments = _core.accumulate_moments(list(rows.columns), rows.weights, rows.segments.cells)
    fits = _core.cumulative_logit(
        list(rows.columns), rows.weights, rows.segments.cells, list(categories), rows.weight_type, moments
    )
    for fit in fits:
        if isinstance(fit, PlacetError) and not isinstance(fit, _core.ModelError | _core.ConvergenceError):
            raise fit
    return CumulativeLogit(model, tuple(categories), moments, fits)
