"""Whether importances differ between segments, by their labels dealt out anew: a studentised permutation test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import DataError, ModelError, Moments
from ...inference.max_t import LargestT
from ...inference.relabelled import labels_of
from ...survey.columns import numbers, weights
from ...survey.sampling import Sampling, grouped
from ...types import Progress
from .compared_segments import Segments
from .differences import Differences, statistic_of
from .intervals import slope_of_shares

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Statistics:
    """Differences and their errors under any labels.

    The error is that of influence values: a respondent moves the difference by
    :math:`z_i = w_i u_{ai} / W_a - w_i u_{bi} / W_b`, which add up to its variance as the design says.

    Attributes
    ----------
    segments : Segments
    """

    segments: Segments

    @cached_property
    def _values(self) -> tuple[list[int], Floats, Floats]:
        """Columns of the split, the numbers in them, and the weights."""
        split, rows = self.segments.split, self.segments.basis.model.rows
        columns = [*(c for term in split.terms for c in term.columns), *split.covariates, 0]
        return columns, np.column_stack([numbers(rows.columns[c]) for c in columns]), weights(rows)

    def of(self, labels: Codes) -> tuple[Floats, Floats, Floats, Floats]:
        """Values of the sets and their errors, sets × drivers; differences and their errors, pairs × drivers."""
        sets, count = self.segments.sets, self.segments.basis.model.segments
        moments = self.segments.basis.model.rows.given._replace(cells=(labels.astype(np.int32), count)).moments()
        values, moved = [], []
        for members in sets.members:
            value, own = self._of_set(_sum(moments, members), members, np.isin(labels, members))
            values.append(value)
            moved.append(own)
        value = np.array(values)
        errors = np.array([self._errors(own) for own in moved])
        pairs = zip(sets.first, sets.second, strict=True)
        of_pairs = np.array([self._errors(moved[one] - moved[other]) for one, other in pairs])
        return value, errors, value[sets.first] - value[sets.second], of_pairs

    def _of_set(self, moments: Moments, members: tuple[int, ...], inside: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Importances of a set, and what every row moves them by."""
        columns, table, w = self._values
        names, given = self.segments.basis.model.rows.names, self.segments.split.given
        value = _core.importances(moments, names, given, ["lmg"])[0][0]
        forms = _core.influence_forms(moments, names, given)
        spread = np.sqrt(np.diag(moments.comoment)[columns] / moments.sum_w)
        v = np.where(spread > 0, (table[inside] - moments.mean[columns]) / np.where(spread > 0, spread, 1), 0.0)
        moved = (np.matmul(v, forms) * v).sum(axis=2).T * (w[inside] / moments.sum_w)[:, None]
        if self.segments.relative:
            moved = moved @ slope_of_shares(value).T
        if self.segments.sampling is None:
            moved *= np.sqrt(moments.n / max(moments.n - 1, 1))
        found = np.zeros((len(inside), len(value)))
        found[inside] = moved
        return self.segments.read(value[None])[0], found

    def _errors(self, moved: Floats) -> Floats:
        sampling = self.segments.sampling
        return np.sqrt((moved**2).sum(axis=0) if sampling is None else _variances(sampling, moved))


def _sum(moments: Sequence[Moments], members: tuple[int, ...]) -> Moments:
    return sum((moments[s] for s in members[1:]), moments[members[0]])


def _variances(sampling: Sampling, moved: Floats) -> Floats:
    """Variances of sums over the rows, as the design says."""
    there = sampling.strata >= 0
    if sampling.clusters is not None:
        totals = grouped(moved[there], sampling.clusters[there], sampling.n_units)
        return np.diag(sampling.variance(np.arange(sampling.n_units, dtype=np.int32), totals, None))
    count = len(sampling.units)
    totals, p = grouped(moved[there], sampling.strata[there], count), moved.shape[1]
    squares = np.zeros((count, p, p))
    squares[:, range(p), range(p)] = grouped(moved[there] ** 2, sampling.strata[there], count)
    return np.diag(sampling.variance(np.arange(count, dtype=np.int32), totals, squares))


def of_permutations(segments: Segments, panel: Codes, count: int, seed: int, report: Progress) -> Differences:
    """Differences with the permutation distribution of their statistics.

    Labels under which an importance cannot be had are left out of the distribution.
    """
    labels, statistics = labels_of(segments.basis.model.rows, segments.sampling, panel), Statistics(segments)
    if not labels.can_move:
        raise DataError(
            'test="permutation" deals out the labels of segments anew within strata, and here every stratum has one '
            'segment only; take test="intervals"'
        )
    values, value_errors, estimate, error = statistics.of(labels.segment)
    statistic = statistic_of(estimate, error)
    rng = np.random.default_rng(seed)
    largest, reached, done = [], np.ones(statistic.shape), 1
    for i in range(count):
        own = _under(statistics, labels.dealt(rng))
        if own is not None:
            largest.append(float(np.nanmax(own, initial=0.0)))
            reached += np.nan_to_num(own) >= np.abs(statistic)
            done += 1
        if report is not None:
            report(i + 1)
    p_value = np.where(np.isnan(statistic), np.nan, reached / done)
    df = np.full(statistic.shape, np.nan)
    largest_t = LargestT(np.sort(np.array(largest)))
    return Differences(values, value_errors, estimate, error, statistic, df, p_value, largest_t)


def _under(statistics: Statistics, labels: Codes) -> Floats | None:
    """Distances of the differences from 0 in their errors under labels; None where they cannot be had."""
    try:
        _, _, estimate, error = statistics.of(labels)
    except ModelError:
        return None
    return np.abs(statistic_of(estimate, error))
