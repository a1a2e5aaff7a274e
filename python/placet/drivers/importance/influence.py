"""How single respondents move importances, and what follows: linearised errors of any design, without resampling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import Moments
from ...inference.design import design_errors
from ...survey import Rows
from ...survey.columns import codes, numbers, weights
from ...survey.sampling import grouped
from ...survey.weights import observations
from ...types import Column
from ..model.model import answered
from .split import Split

Floats = NDArray[np.float64]
#: Most drivers whose influence values are walked for, as the core has it.
MOST = 20
#: Numbers held at a time.
TILE = 1 << 21


@dataclass(frozen=True)
class Influence:
    """Influence values of the respondents of a segment, as columns beside the rows.

    Attributes
    ----------
    rows : Rows
        Their columns are influence values: one a driver, NaN for who does not count.
    segment : int
    """

    rows: Rows
    segment: int

    @cached_property
    def moments(self) -> list[Moments]:
        """Moments of the influence values, whose means are 0."""
        return self.rows.given.moments()

    def variance(self) -> tuple[Floats, float]:
        """Covariance matrix of the importances by the design of the rows, and its degrees of freedom."""
        own = self.moments[self.segment]
        if self.rows.sampling is None:
            return self._independent(own), np.inf
        found = design_errors(self.rows, list(self.rows.columns), self.moments)
        df, factor = float(found.df[self.segment]), float(found.factor[self.segment])
        return factor * found.covariances[self.segment], df

    def _independent(self, own: Moments) -> Floats:
        """Σ w² uu' / (Σ w)², for n respondents times n / (n - 1)."""
        n = float(observations(self.rows.weight_type, own.n, own.sum_w))
        if n <= 1:
            return np.full_like(own.comoment, np.nan)
        if self.rows.weight_type == "frequency" or self.rows.weights is None:
            return own.comoment / own.sum_w / (n - 1)
        squared = self.rows.given.moments(squared=True)[self.segment]
        shift = squared.mean - own.mean
        return (squared.comoment + squared.sum_w * np.outer(shift, shift)) / own.sum_w**2 * n / (n - 1)

    def through(self, slope: Floats) -> Influence:
        """Influence values of functions of the importances that have these slopes."""
        values = slope @ np.array([column[1] for column in self.rows.columns])
        named = zip(self.rows.columns, values, strict=True)
        return replace(self, rows=replace(self.rows, columns=tuple((name, own, []) for (name, *_), own in named)))

    def acceleration(self) -> Floats:
        """Skewness over 6 of what the sampling units add, of clusters about the mean of their stratum."""
        used = np.flatnonzero((codes(self.rows) == self.segment) & ~np.isnan(self.rows.columns[0][1]))
        w = weights(self.rows)[used]
        values = np.column_stack([column[1][used] for column in self.rows.columns])
        sampling = self.rows.sampling
        if sampling is None or sampling.clusters is None:
            times = w if self.rows.weight_type == "frequency" else np.ones(len(w))
            added = values if self.rows.weight_type == "frequency" else w[:, None] * values
            return _skewness(added, times)
        totals = grouped(w[:, None] * values, sampling.clusters[used], sampling.n_units)
        stratum = sampling.stratum_of_cluster
        assert stratum is not None
        mean = grouped(totals, stratum, len(sampling.units)) / np.maximum(sampling.units, 1)[:, None]
        return _skewness(totals - mean[stratum], np.ones(len(totals)))


def _skewness(added: Floats, times: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return times @ added**3 / (6 * (times @ added**2) ** 1.5)


def influence(split: Split, moments: Moments, segment: int) -> Influence:
    r"""Influence values of LMG importances: what a respondent with the standardized values v adds to them.

    .. math:: u_{ij} = v_i' G_j v_i \qquad \hat\theta_j - \theta_j \approx \frac{\sum_i w_i u_{ij}}{\sum_i w_i}

    with :math:`G_j` from the gradient of LMG by the correlations, one walk over all models. Weighted means of the
    influence values have the errors of the importances under every design (Binder 1983).

    Parameters
    ----------
    split : Split
        LMG without groups, of at most `MOST` drivers.
    moments : Moments
        Those of the complete rows of the segment.
    segment : int
    """
    rows = split.model.rows
    forms = _core.influence_forms(moments, rows.names, split.given)
    columns = [*(c for term in split.terms for c in term.columns), *split.covariates, 0]
    used = np.flatnonzero(answered(split.model) & (codes(rows) == segment))
    spread = np.sqrt(np.diag(moments.comoment)[columns] / moments.sum_w)
    found = np.full((len(forms), rows.n_total), np.nan)
    step = max(TILE // len(columns), 1)
    for start in range(0, len(used), step):
        part = used[start : start + step]
        values = np.column_stack([numbers(rows.columns[column])[part] for column in columns])
        with np.errstate(divide="ignore", invalid="ignore"):
            v = np.where(spread > 0, (values - moments.mean[columns]) / spread, 0.0)
        for own, form in zip(found, forms, strict=True):
            own[part] = ((v @ form) * v).sum(axis=1)
    items: tuple[Column, ...] = tuple((term.name, own, []) for term, own in zip(split.terms, found, strict=True))
    return Influence(replace(rows, columns=items, terms=()), segment)

