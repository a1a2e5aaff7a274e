"""How single respondents move importances, and what follows: linearised errors of any design, without resampling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import ModelError, Moments
from ...inference.design import DesignErrors, design_errors
from ...survey import Rows
from ...survey.by_unit import Make
from ...survey.columns import codes, numbers, weights
from ...survey.sampling import grouped
from ...survey.weights import observations
from ...types import Column
from ..model.levels import complete
from .split import Split

Floats = NDArray[np.float64]
#: Most drivers whose influence values are walked for, as the core has it.
MOST = 20
#: Numbers held at a time.
TILE = 1 << 21


@dataclass(frozen=True)
class Influence:
    """Influence values of respondents on the importances of their segment, as columns beside the rows.

    Attributes
    ----------
    rows : Rows
        The rows of the model; where they are here their columns are influence values: one a driver, NaN for who does
        not count.
    make : callable, or None
        Makes the columns of a part of rows that are not here.
    """

    rows: Rows
    make: Make | None = None

    @cached_property
    def errors(self) -> DesignErrors:
        """Covariance matrices of the importances of every segment by the design, as those of means."""
        moments = self._moments()
        if self.rows.sampling is not None:
            return design_errors(self.rows, self.rows.columns, moments, self.make)
        weighted = self.rows.weights is not None and self.rows.weight_type != "frequency"
        squared = self._moments(squared=True) if weighted else moments
        covariances = [self._independent(*pair, weighted) for pair in zip(moments, squared, strict=True)]
        count = len(moments)
        return DesignErrors(covariances, np.full(count, np.inf), np.ones(count), np.zeros(count, dtype=np.int64))

    def _moments(self, *, squared: bool = False) -> list[Moments]:
        return (
            self.rows.moments(squared=squared)
            if self.make is None
            else self.rows.moments_of(self.make, squared=squared)
        )

    def _independent(self, own: Moments, squared: Moments, weighted: bool) -> Floats:
        """Σ w² uu' / (Σ w)², for n respondents times n / (n - 1)."""
        n = float(observations(self.rows.weight_type, own.n, own.sum_w))
        if n <= 1:
            return np.full((len(self.rows.columns),) * 2, np.nan)
        if not weighted:
            return own.comoment / own.sum_w / (n - 1)
        shift = squared.mean - own.mean
        return (squared.comoment + squared.sum_w * np.outer(shift, shift)) / own.sum_w**2 * n / (n - 1)

    def acceleration(self, segment: int, slope: Floats | None = None) -> Floats:
        """Skewness over 6 of what the sampling units add, of clusters about the mean of their stratum.

        With a `slope` that of functions of the importances.
        """
        used = np.flatnonzero((codes(self.rows) == segment) & ~np.isnan(self.rows.columns[0][1]))
        w = weights(self.rows)[used]
        values = np.column_stack([column[1][used] for column in self.rows.columns])
        values = values if slope is None else values @ slope.T
        sampling = self.rows.sampling
        if sampling is None or sampling.stratum_of_cluster is None:
            frequency = self.rows.weight_type == "frequency"
            return _skewness(values if frequency else w[:, None] * values, w if frequency else np.ones(len(w)))
        totals = grouped(w[:, None] * values, sampling.unit_of_row[used], sampling.n_units)
        stratum, counts = sampling.stratum_of_cluster, np.maximum(sampling.units, 1)
        mean = grouped(totals, stratum, len(counts)) / counts[:, None]
        return _skewness(totals - mean[stratum], np.ones(len(totals)))


def _skewness(added: Floats, times: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return times @ added**3 / (6 * (times @ added**2) ** 1.5)


def influence(split: Split, moments: Sequence[Moments]) -> Influence:
    r"""Influence values of LMG importances: what a respondent with the standardized values v adds to them.

    .. math:: u_{ij} = v_i' G_j v_i \qquad \hat\theta_j - \theta_j \approx \frac{\sum_i w_i u_{ij}}{\sum_i w_i}

    with :math:`G_j` from the gradient of LMG by the correlations, one walk over all models. Weighted means of the
    influence values have the errors of the importances under every design (Binder 1983).

    Parameters
    ----------
    split : Split
        LMG without groups, of at most `MOST` drivers.
    moments : sequence of Moments
        Those of the complete rows of every segment. A segment that has no importances has no influence values.
    """
    rows = split.model.rows
    forms = [_forms(split, own) for own in moments]

    def make(part: Rows) -> tuple[Column, ...]:
        return _columns(split, moments, forms, part)

    if rows.ends() is None:
        return Influence(replace(rows, columns=make(rows), terms=()))
    return Influence(rows, make)


def _columns(
    split: Split, moments: Sequence[Moments], forms: Sequence[Floats | None], rows: Rows
) -> tuple[Column, ...]:  # fmt: skip
    """The influence values of rows, or of a part of them."""
    used = np.flatnonzero(complete(rows) & (codes(rows) >= 0))
    used = used[np.argsort(codes(rows)[used], kind="stable")]
    starts = np.searchsorted(codes(rows)[used], np.arange(len(moments) + 1))
    found = np.full((len(split.terms), rows.n_total), np.nan)
    for own, form, (start, end) in zip(moments, forms, pairwise(starts), strict=True):
        if end > start and form is not None:
            _fill(found, split, rows, own, form, used[start:end])
    return tuple((term.name, own, []) for term, own in zip(split.terms, found, strict=True))


def _forms(split: Split, moments: Moments) -> Floats | None:
    """The matrices G of a segment."""
    if not moments.n:
        return None
    try:
        return _core.influence_forms(moments, split.model.rows.names, split.given)
    except ModelError:
        return None


def _fill(
    found: Floats, split: Split, rows: Rows, moments: Moments, forms: Floats, used: NDArray[np.intp]
) -> None:  # fmt: skip
    """Write the influence values of the rows of a segment."""
    columns = [*(column for term in split.terms for column in term.columns), *split.covariates, 0]
    spread = np.sqrt(np.diag(moments.comoment)[columns] / moments.sum_w)
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
    step = max(TILE // len(columns), 1)
    for start in range(0, len(used), step):
        part = used[start : start + step]
        values = np.column_stack([numbers(rows.columns[column])[part] for column in columns])
        v = (values - moments.mean[columns]) * scale
        for own, form in zip(found, forms, strict=True):
            own[part] = ((v @ form) * v).sum(axis=1)
