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
from ...survey.columns import answered, codes, numbers, weights
from ...survey.sampling import Sampling, grouped
from ...types import Progress
from .compared_segments import Segments
from .differences import Differences, statistic_of
from .intervals import slope_of_shares

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
#: Rows that the labels of nobody stand for.
NOBODY = -1


@dataclass(frozen=True)
class Labels:
    """The labels of the used rows of a call, and who may have whose.

    Attributes
    ----------
    segment : ndarray, shape (rows,)
        Segment of every row, -1 for one that is not used.
    cluster : ndarray, shape (rows,)
        Units that are drawn as a whole: clusters or respondents; rows where there are no such.
    among : ndarray, shape (rows,)
        Labels go round among the units of one panel and stratum.
    """

    segment: Codes
    cluster: Codes
    among: Codes

    @cached_property
    def _units(self) -> tuple[Codes, Codes, Codes, NDArray[np.bool_]]:
        """Unit of every used row, first row of every unit, and whether a unit has one label only."""
        used = np.flatnonzero(self.segment >= 0)
        _, first, unit = np.unique(self.cluster[used], return_index=True, return_inverse=True)
        segment = self.segment[used]
        mixed = np.zeros(len(first), dtype=bool)
        np.logical_or.at(mixed, unit, segment != segment[first][unit])
        return used, unit, used[first], ~mixed

    @cached_property
    def can_move(self) -> bool:
        """Whether anybody may get another label."""
        _, _, first, whole = self._units
        if not whole.all():
            return True
        pairs = np.unique(np.column_stack([self.among[first], self.segment[first]]), axis=0)
        return len(np.unique(pairs[:, 0])) < len(pairs)

    def dealt(self, rng: np.random.Generator) -> Codes:
        """Other labels: those of whole units go round among the units, those within a unit among its rows."""
        used, unit, first, whole = self._units
        of_unit = np.where(whole, self.segment[first], NOBODY)
        of_unit[whole] = _shuffled(of_unit[whole], self.among[first][whole], rng)
        found = self.segment.copy()
        inside = ~whole[unit]
        found[used] = of_unit[unit]
        rows = used[inside]
        found[rows] = _shuffled(self.segment[rows], unit[inside], rng)
        return found


def _shuffled(labels: Codes, groups: Codes, rng: np.random.Generator) -> Codes:
    """Labels in another order within their groups."""
    order = np.argsort(groups, kind="stable")
    other = np.lexsort((rng.random(len(groups)), groups))
    found = np.empty_like(labels)
    found[order] = labels[other]
    return found


def labels_of(segments: Segments, panel: Codes) -> Labels:
    """Who may have whose label: respondents, or whole units of the design within their strata, of one panel."""
    rows, sampling = segments.basis.model.rows, segments.sampling
    own = np.where(rows.counting & answered(rows.columns), codes(rows), NOBODY).astype(np.int64)
    panels = np.where(own >= 0, panel[own], 0)
    cluster = np.arange(rows.n_total)
    stratum = np.zeros(rows.n_total, dtype=np.int64)
    if sampling is not None:
        stratum = np.where(sampling.strata < 0, 0, sampling.strata).astype(np.int64)
        own = np.where(sampling.strata < 0, NOBODY, own)
        if sampling.clusters is not None:
            unit = np.where(sampling.strata < 0, 0, sampling.clusters)
            cluster = sampling.whole(unit).astype(np.int64)
            stratum = sampling.whole_stratum_of(unit).astype(np.int64)
    # A unit of several panels is one in each.
    cluster = cluster * (panels.max(initial=0) + 1) + panels
    found = Labels(own, cluster, stratum * (panels.max(initial=0) + 1) + panels)
    if not found.can_move:
        raise DataError(
            'test="permutation" deals out the labels of segments anew within strata, and here every stratum has one '
            'segment only; take test="intervals"'
        )
    return found


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
    labels, statistics = labels_of(segments, panel), Statistics(segments)
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
