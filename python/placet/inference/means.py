"""Linear functions of means of items and their linearised errors, by segment: what gaps, ranks and indexes share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import Moments
from ..survey import Rows
from ..survey.facts import row_words
from ..types import Column
from .design import design_errors
from .distributions import Floats, t_quantile

#: What rounding leaves of a spread or of a difference that is none, as a share of what it is made of.
ROUNDING_ERROR, ROUNDING = 1e-7, 1e-13


@dataclass(frozen=True)
class Contrasts:
    """Linear functions of weighted means, one row a segment.

    Attributes
    ----------
    estimate, std_error, n_eff : shape (segments, functions)
        NaN where there are too few respondents. The effective base is Kish's, under a design the one whose independent
        respondents would have that error.
    n, observations, df, factor : shape (segments,)
        Rows; rows, or the sum of frequency weights; degrees of freedom: one less, under a design its own; what squared
        errors are multiplied by in intervals and tests, where a segment has few of the clusters.
    moments : list
        Moments of the items, one a segment.
    alike : shape (segments, functions)
        Whether all respondents have the same value, so that the error of the function is unknown and not 0. Where all
        of a finite population answered nothing is unknown.
    lost : shape (segments,)
        Replicates that leave the segment without the respondents it has.
    """

    estimate: Floats
    std_error: Floats
    n_eff: Floats
    n: np.ndarray
    observations: Floats
    df: Floats
    factor: Floats
    moments: Sequence[Moments]
    alike: NDArray[np.bool_]
    lost: NDArray[np.integer[Any]]

    def margin(self, conf_level: float) -> Floats:
        """Half the width of the t intervals; NaN where all respondents are alike."""
        return np.where(self.alike, np.nan, t_quantile(conf_level, self.df)[:, None] * self._error)

    def statistic(self) -> Floats:
        """Estimates over errors; NaN where all respondents are alike."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.alike, np.nan, self.estimate / self._error)

    @property
    def _error(self) -> Floats:
        return np.sqrt(self.factor)[:, None] * self.std_error

    def unknown(self, segments: Sequence[str], functions: Sequence[str]) -> list[str]:
        """Names of the rows that have no interval because all respondents are alike."""
        return [row_words(segments[s], functions[f]) for s, f in np.argwhere(self.alike[:, : len(functions)]).tolist()]


def contrasts(rows: Rows, items: Sequence[Column], loadings: Any) -> Contrasts:
    r"""Linear functions :math:`A\overline{x}` of the weighted means of some items (loadings A, functions × items).

    The standard errors are those of the respondents' own values of each function, see `_core.composites`, or under the
    design that was read with the rows :math:`\sqrt{a'Va}` with V the covariance matrix of the means (Binder 1983). A
    spread or difference that is nothing but rounding is none: identical items have a difference of exactly 0 without
    error.
    """
    loadings = np.asarray(loadings, dtype=np.float64)
    both = np.concatenate([np.eye(len(items)), loadings])

    own = replace(rows, columns=tuple(items), terms=())
    moments = own.moments()
    probability = rows.weights is not None and rows.weight_type == "probability"
    squared = own.moments(squared=True) if probability else moments
    found = [_core.composites(m, s, both, rows.weight_type) for m, s in zip(moments, squared, strict=True)]
    estimate, std_error = (np.array([f[key] for f in found]) for key in ("estimate", "std_error"))
    size = np.abs(loadings)
    # No difference of items can be larger, or spread more, than all of them together.
    largest, widest = (np.abs(x[:, : len(items)]) @ size.T for x in (estimate, std_error))
    estimate, std_error = estimate[:, len(items) :], std_error[:, len(items) :]
    n, n_eff, sum_w = (np.array([f[key] for f in found], dtype=np.float64) for key in ("n", "n_eff", "sum_w"))
    observed = sum_w if rows.weight_type == "frequency" and rows.weights is not None else n
    df = np.where(observed > 1, observed - 1, np.nan)
    alike = ((std_error < ROUNDING_ERROR * widest) | (widest == 0) | (n == 1)[:, None]) & (n > 0)[:, None]
    factor, lost = np.ones(len(n)), np.zeros(len(n), dtype=np.int64)
    designed = rows.replicates is not None or rows.sampling is not None
    if rows.sampling is not None and (rows.sampling.not_drawn == 0).all():
        alike = np.zeros_like(alike)
    if designed:
        covariances, df, factor, lost = design_errors(rows, list(items), moments)
        std_error = np.array([np.sqrt(_variances(loadings, matrix)) for matrix in covariances])
    std_error = np.where(std_error < ROUNDING_ERROR * widest, 0.0, std_error)
    n_eff = np.broadcast_to(n_eff[:, None], std_error.shape)
    if designed:
        spread = np.array([_variances(loadings, m.comoment / m.sum_w) if m.n else 0 * size[:, 0] for m in moments])
        n_eff = np.divide(spread, std_error**2, out=n_eff.copy(), where=std_error != 0)
    return Contrasts(
        estimate=np.where(np.abs(estimate) < ROUNDING * largest, 0.0, estimate),
        std_error=std_error,
        n_eff=n_eff,
        n=n.astype(np.int64),
        observations=observed,
        df=df,
        factor=factor,
        moments=moments,
        alike=alike,
        lost=lost,
    )


def _variances(loadings: Floats, covariance: Floats) -> Floats:
    """Variances a'Va of linear functions; what rounding leaves below 0 is 0."""
    return ((loadings @ covariance) * loadings).sum(axis=1).clip(0)
