"""Importances of segments, of all of a panel together and of all but one, in a sample and in resamples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import DataError, ModelError, Moments
from ...inference.levels import Levels, Pairs
from ...missing.gaps import seed_of
from ...progress import continued
from ...survey import Rows
from ...survey.columns import answered, codes
from ...survey.sampling import Sampling
from ...survey.weights import observations
from ...types import Draws, Progress
from ...types import Split as Given
from ..missing.basis import Basis
from .methods import ImportanceMethod
from .split import Split, shares

Floats = NDArray[np.float64]
#: A stratum that nothing is drawn from.
NO_STRATUM = np.iinfo(np.uint32).max


@dataclass(frozen=True)
class Sets:
    """Sets of segments, and which of them are compared.

    Attributes
    ----------
    members : list of tuple of int
        The segments of every set.
    first, second : list of int
        The sets of every pair.
    """

    members: list[tuple[int, ...]]
    first: list[int]
    second: list[int]

    @classmethod
    def of(cls, levels: Levels, pairs: Pairs) -> Sets:
        """The segments that are compared, and what with."""
        number: dict[tuple[int, ...], int] = {}
        found: list[list[int]] = [[], []]
        for pair in pairs.members(levels):
            for side, own in zip(found, pair, strict=True):
                side.append(number.setdefault(own, len(number)))
        return cls(list(number), *found)


@dataclass(frozen=True)
class Segments:
    """Importances of sets of segments by one method.

    Attributes
    ----------
    basis : Basis
    split : Split
    sets : Sets
    relative : bool
        Whether shares are compared, and not importances.
    failed : frozenset of int
        Segments whose regression could not be fitted, which have no importances of their own.
    sampling : Sampling or None
        The design, with respondents as units where they answered in several waves.
    """

    basis: Basis
    split: Split
    sets: Sets
    relative: bool
    failed: frozenset[int]
    sampling: Sampling | None

    @property
    def method(self) -> ImportanceMethod:
        """How R² is shared out."""
        return self.split.methods[0]

    @cached_property
    def terms(self) -> list[str]:
        """Names of the drivers."""
        return [term.name for term in self.split.terms]

    def given(self, members: tuple[int, ...]) -> Given:
        """The split without columns that say nothing in all of the members; ModelError where a driver has none left."""
        absent = frozenset.intersection(*(self.basis.model.absent_from(s) for s in members))
        kept = [[column for column in term.columns if column not in absent] for term in self.split.terms]
        empty = [name for name, columns in zip(self.terms, kept, strict=True) if not columns]
        if empty:
            raise ModelError(f"driver {empty[0]!r} has one level only; leave it out")
        return kept, [column for column in self.split.covariates if column not in absent], []

    def moments(self, members: tuple[int, ...], data_set: int = 0) -> Moments:
        """Moments of a set: the sum of those of its segments."""
        return sum((self.basis.moments[s][data_set] for s in members[1:]), self.basis.moments[members[0]][data_set])

    def values(self) -> tuple[list[Floats], dict[int, ModelError | DataError]]:
        """What every set comes to, sets × drivers, one a completed data set, NaN where there is nothing; and why."""
        found, lost = (
            [np.full((len(self.sets.members), len(self.terms)), np.nan) for _ in range(self.basis.data_sets)],
            {},
        )
        for number, members in enumerate(self.sets.members):
            if len(members) == 1 and members[0] in self.failed:
                continue
            try:
                for i, values in enumerate(found):
                    values[number] = self.value(self.moments(members, i), members)
            except (ModelError, DataError) as error:
                lost[number] = error
        return found, lost

    def value(self, moments: Moments, members: tuple[int, ...]) -> Floats:
        """Importances, or shares, in moments of a set."""
        names = self.basis.model.rows.names
        return self.read(_core.importances(moments, names, self.given(members), [self.method])[0])[0]

    def read(self, importances: Floats) -> Floats:
        """What is compared."""
        return shares(importances) if self.relative else importances

    # ---- resamples -------------------------------------------------------------------------------------------------

    def replicates(self, count: int, seed: int, report: Progress) -> Iterator[Floats]:
        """What every set comes to in resamples, resamples × sets × drivers, one a completed data set.

        Resamples are of all respondents at once, so that segments which share sampling units vary together and those
        which share none do not; NaN where nothing could be fitted.
        """
        if self.basis.treated is not None:
            yield self._of_moments(count, report)
            return
        done = 0
        for i, (model, share, _) in enumerate(self.basis.shares(count)):
            draws = self.draws(model.rows, share, seed_of(seed, i))
            found = np.full((share, len(self.sets.members), len(self.terms)), np.nan)
            for number, members in enumerate(self.sets.members):
                if not (len(members) == 1 and members[0] in self.failed):
                    found[:, number] = self._drawn(model.rows, members, draws, continued(report, done))
                done += share
            yield found

    def _drawn(self, rows: Rows, members: tuple[int, ...], draws: Draws, report: Progress) -> Floats:
        samples = rows.as_one(members).samples(0, draws)
        try:
            given = self.given(members)
        except ModelError:
            return np.full(len(self.terms), np.nan)
        methods = [str(self.method)]
        found = _core.bootstrap_importance(samples, rows.names, given, methods, rows.weight_type, report)
        return self.read(found[:, :-1])

    def _of_moments(self, count: int, report: Progress) -> Floats:
        """Those of incomplete answers, of every segment apart: shifted, so that equal draws do not go together."""
        rows, treated = self.basis.model.rows, self.basis.treated
        assert treated is not None
        found = np.full((count, len(self.sets.members), len(self.terms)), np.nan)
        for number, (segment, *_) in enumerate(self.sets.members):
            samples = [] if segment in self.failed else treated.replicates(segment)[:count]
            if samples:
                given, methods = self.given((segment,)), [str(self.method)]
                own = _core.bootstrap_importance(samples, rows.names, given, methods, rows.weight_type, report)
                found[: len(samples), number] = np.roll(self.read(own[:, :-1]), number, axis=0)
        return found

    def draws(self, rows: Rows, count: int, seed: int) -> Draws:
        """Where weights come from: replicate weights, units of the design, or respondents within their segments."""
        if rows.replicates is not None or self.sampling is not None:
            frequencies = rows.weights[1] if rows.weights is not None and rows.weight_type == "frequency" else None
            units = None if self.sampling is None else self.sampling.drawn_units(frequencies)
            return rows.draws(count, seed) if units is None else (count, seed, units)
        own = np.where(rows.counting & answered(rows.columns), codes(rows), -1)
        strata = np.where(own < 0, NO_STRATUM, own).astype(np.uint32)
        sizes = (
            rows.weights[1].astype(np.float64) if rows.weights is not None and rows.weight_type == "frequency" else None
        )
        return (
            count,
            seed,
            (np.arange(rows.n_total, dtype=np.uint32), strata, sizes, np.ones(self.basis.model.segments)),
        )

    # ---- bases -----------------------------------------------------------------------------------------------------

    @cached_property
    def n(self) -> NDArray[np.int64]:
        """Respondents of every set, rows that are used."""
        return np.array([self.moments(members).n for members in self.sets.members])

    @cached_property
    def df(self) -> Floats:
        """Degrees of freedom of the variance of every set."""
        rows = self.basis.model.rows
        if rows.replicates is not None:
            used = partial(_used, self.basis.gaps.listwise)
            of_sets = [rows.as_one(members).replicates_df(used) for members in self.sets.members]
            return np.concatenate(of_sets).astype(np.float64)
        if self.sampling is None or self.sampling.plain:
            kind = rows.weight_type
            every = (self.moments(members) for members in self.sets.members)
            return np.array([max(float(observations(kind, m.n, m.sum_w)) - 1, 1.0) for m in every])
        return np.array([_units_less_strata(self.sampling, own) for own in self._inside])

    @cached_property
    def _inside(self) -> list[NDArray[np.bool_]]:
        """Which rows are used, of every set."""
        segment = _used(self.basis.gaps.listwise, self.basis.model.rows)
        return [np.isin(segment, members) for members in self.sets.members]

    @cached_property
    def share_units(self) -> NDArray[np.bool_]:
        """Which pairs have clusters, or respondents, in common."""
        sampling, pairs = self.sampling, list(zip(self.sets.first, self.sets.second, strict=True))
        if sampling is None or sampling.clusters is None:
            return np.zeros(len(pairs), dtype=bool)
        whole = [np.unique(sampling.whole(sampling.clusters[own & (sampling.strata >= 0)])) for own in self._inside]
        return np.array([len(np.intersect1d(whole[one], whole[other])) > 0 for one, other in pairs])


def _used(listwise: bool, rows: Rows) -> NDArray[np.integer[Any]]:
    """Segment of the rows that are used, -1 of others."""
    return np.where(rows.counting & (answered(rows.columns) if listwise else True), codes(rows), -1)


def _units_less_strata(sampling: Sampling, inside: NDArray[np.bool_]) -> float:
    inside = inside & (sampling.strata >= 0)
    unit = np.unique(sampling.unit_of_row[inside])
    units = int(inside.sum()) if sampling.clusters is None else len(np.unique(sampling.whole(unit)))
    return max(units - len(np.unique(sampling.whole_stratum_of(unit))), 1.0)
