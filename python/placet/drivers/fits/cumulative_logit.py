"""Binary and ordered logits of every segment, as errors and tables ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import PlacetError
from ...inference.distributions import chi2_p_value
from ...results.drivers.regression import INTERCEPT
from ...types import Cells, Column
from ..model.model import Model
from .fits import Fits, criteria

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CumulativeLogit(Fits):
    """The logit of every segment; coefficients are thresholds (a binary logit's is its intercept), then slopes.

    Attributes
    ----------
    model, moments, fits
        As in `Fits`; the outcome holds codes of categories.
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
                "deviance": deviance,
                "null_deviance": null,
                **criteria(-deviance / 2, n, k),
            }

    def spent(self, segment: int) -> int:
        """Degrees of freedom the coefficients take of a design: thresholds count as one, as in R's svyolr."""
        return 1 + len(self.model.drivers)

    def influence(self, segment: int) -> Floats:
        """The core totals what a row adds to the coefficients themselves."""
        estimate = self.estimates[segment]
        assert estimate is not None
        return np.eye(len(estimate))

    def scores(self, groups: Cells | None, clusters: bool, correction: str) -> list[Any]:
        """Groups, totals and squares of what rows add to the coefficients, and rows by group, of every segment."""
        units = None if groups is None else (groups, clusters)
        found = _core.logit_scores(self.model.rows.given, self.parameters, units)
        return [
            (groups, *_own(totals, estimate), rows, 0)
            for (groups, *totals, rows), estimate in zip(found, self.estimates, strict=True)
        ]

    def refit(self, weights: Column) -> list[Floats | None]:
        """Coefficients of every segment under other weights."""
        given = self.model.rows.given._replace(weights=weights)
        fits = _core.cumulative_logit(given, list(self.categories), start=self.estimates)
        return [fit["coefficients"] if isinstance(fit, dict) else None for fit in fits]

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


def fit_cumulative_logit(model: Model, categories: Sequence[str]) -> CumulativeLogit:
    """Fit every segment by maximum likelihood."""
    rows = model.rows
    moments = rows.moments()
    fits = _core.cumulative_logit(rows.given, list(categories), moments)
    for fit in fits:
        if isinstance(fit, PlacetError) and not isinstance(fit, _core.ModelError | _core.ConvergenceError):
            raise fit
    return CumulativeLogit(model, moments, fits, tuple(categories))
