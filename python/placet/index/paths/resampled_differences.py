"""Differences of path models between groups from resamples of both: errors, percentiles, t intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ...inference.distributions import Floats, t_p_value, t_quantile
from ...missing.gaps import seed_of
from ...progress import continued
from ...survey import Rows
from ...survey.columns import answered
from ...types import Progress, Samples
from .compared_groups import Groups
from .compared_values import Values
from .path_differences import Differences, ends_of, inadmissible
from .reading import PathReading, solutions_of
from .resampling import Interval, degrees_of_freedom

#: The segments of a group.
Members: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Side:
    """One group of a comparison: estimates and resamples.

    Attributes
    ----------
    reading : PathReading
    members : tuple of int
        Its segments.
    inadmissible : list of int
        How many resamples had inadmissible consistent estimates.
    """

    reading: PathReading
    members: Members
    inadmissible: list[int] = field(default_factory=list)

    @cached_property
    def alone(self) -> PathReading:
        """The group as the one segment of a reading of its own."""
        reading, only = self.reading, self.reading.rows.as_one(self.members)
        return replace(reading, rows=only, moments=[reading.together(self.members)], _found={})

    def values(self, values: Values) -> Floats:
        """What is compared."""
        if len(self.members) == 1:
            return values.of(self.reading.solutions(self.members[0]))
        products, moments = self.reading.products, self.alone.moments[0]
        if products is not None:
            (moments,) = products.rows.given._replace(cells=self.alone.rows.segments.cells).moments()
        return values.of(self.reading.solve(moments))

    def resamples(self, values: Values, count: int, number: int, report: Progress) -> Floats:
        """The same in resamples, resamples × values; NaN where nothing could be estimated."""
        found, spec, done = [], self.reading.spec, 0
        for samples, size in self._samples(count, number):
            drawn = _core.resample_paths(samples, self.reading.names, spec.core, continued(report, done))
            solutions = solutions_of(spec, drawn)
            self.inadmissible.append(inadmissible(solutions))
            found.append(values.of(solutions))
            done += size
        return np.concatenate(found) if found else np.empty((0, len(values.terms)))

    def _samples(self, count: int, number: int) -> Iterator[tuple[Samples, int]]:
        """Resamples and how many: of the design those of all groups are the same, else each has its own."""
        reading = self.reading
        if reading.treated is not None:
            made = reading.treated.replicates(self.members[0])[:count]
            turn = number % max(len(made), 1)
            yield made[turn:] + made[:turn], len(made)
            return
        for i, completed, share in reading.shares(count):
            rows = replace(self.alone.rows, columns=completed.columns)
            designed = rows.sampling is not None or rows.replicates is not None
            seed = seed_of(reading.seed, i if designed else i + reading.data_sets * number)
            yield rows.samples(0, rows.draws(share, seed)), share

    @property
    def df(self) -> float:
        """Degrees of freedom of its variance."""
        return max(degrees_of_freedom(self.alone, 0), 1.0)

    @cached_property
    def _inside(self) -> NDArray[np.bool_]:
        """Which rows are used."""
        rows = self.alone.rows
        used = rows.counting & (rows.segments.codes == 0)
        return used & answered(rows.columns) if self.reading.gaps.listwise else used

    @cached_property
    def clusters(self) -> NDArray[np.int32] | None:
        """Clusters, or respondents, of the group, where these are drawn as a whole."""
        sampling = self.reading.rows.sampling
        if sampling is None or sampling.clusters is None:
            return None
        return np.unique(sampling.whole(sampling.clusters[self._inside & (sampling.strata >= 0)]))


@dataclass(frozen=True)
class Difference:
    """A difference of two groups with its replicates.

    Attributes
    ----------
    first, second : shape (m,)
    drawn : (resamples, m), (resamples, m)
        Replicates of both groups.
    df : (float, float)
        Degrees of freedom of both.
    shared : bool
        Whether groups have clusters, or respondents, in common.
    rows : Rows
    interval : str
    """

    first: Floats
    second: Floats
    drawn: tuple[Floats, Floats]
    dfs: tuple[float, float]
    shared: bool
    rows: Rows
    interval: Interval

    @property
    def estimate(self) -> Floats:
        """First less second."""
        return self.first - self.second

    @cached_property
    def replicates(self) -> Floats:
        """Replicates of the difference, those that could be estimated."""
        count = min(map(len, self.drawn))
        return self._fitted(self.drawn[0][:count] - self.drawn[1][:count])

    @property
    def failed(self) -> int:
        """Resamples that could not be estimated."""
        return min(map(len, self.drawn)) - len(self.replicates)

    @cached_property
    def error(self) -> Floats:
        """Standard errors."""
        return self._error(self.estimate, self.replicates)

    @cached_property
    def df(self) -> Floats:
        """Satterthwaite's degrees of freedom, of replicate weights the smaller ones of both groups."""
        one, other = self.dfs
        if self.rows.replicates is not None:
            return np.full(self.estimate.shape, max(min(one, other), 1.0))
        v, w = (
            self._error(value, self._fitted(own)) ** 2
            for value, own in zip((self.first, self.second), self.drawn, strict=True)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            found = (v + w) ** 2 / (v**2 / one + w**2 / other)
        return np.minimum(found, max(one, other)) if self.shared else found

    @property
    def statistic(self) -> Floats:
        """Differences in their errors."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.error > 0, self.estimate / self.error, np.nan)

    @property
    def p_value(self) -> Floats:
        """Of t, or twice the share of the resamples on the other side of 0."""
        if self.interval == "t":
            return t_p_value(self.statistic, self.df)
        beyond = np.minimum((self.replicates <= 0).sum(axis=0), (self.replicates >= 0).sum(axis=0))
        found = np.minimum(2 * (1 + beyond) / (1 + len(self.replicates)), 1.0)
        return np.where(np.isnan(self.estimate) | (self.error == 0), np.nan, found)

    def limits(self, level: float) -> tuple[Floats, Floats]:
        """Limits that hold 0 exactly where the p-value is not below one less the level."""
        if self.interval == "t":
            margin = t_quantile(level, self.df) * self.error
            return self.estimate - margin, self.estimate + margin
        return ends_of(np.sort(self.replicates, axis=0), (1 - level) / 2)

    def _fitted(self, replicates: Floats) -> Floats:
        """Replicates that could be estimated; replicate weights stay all of them."""
        if self.rows.replicates is not None:
            return replicates
        return replicates[~np.isnan(replicates).any(axis=1)]

    def _error(self, estimate: Floats, replicates: Floats) -> Floats:
        if self.rows.replicates is not None:
            return np.sqrt((self.rows.replicates.rule.deviations(estimate, replicates) ** 2).sum(axis=0))
        return replicates.std(axis=0, ddof=1) if len(replicates) > 1 else np.full_like(estimate, np.nan)


def of_resamples(
    groups: Groups, values: Values, count: int, interval: Interval, report: Progress
) -> Differences:  # fmt: skip
    """Differences with errors and limits from resamples of every group, each drawn once."""
    reading = groups.reading
    members = list(dict.fromkeys(side for pair in groups.sides for side in pair))
    sides = {own: Side(reading, own) for own in members}
    estimates = {own: side.values(values) for own, side in sides.items()}
    drawn, each = {}, reading.resamples(count)
    for number, (own, side) in enumerate(sides.items()):
        drawn[own] = side.resamples(values, count, number, continued(report, number * each))
    found = []
    for one, other in groups.sides:
        a, b = sides[one].clusters, sides[other].clusters
        shared = a is not None and b is not None and len(np.intersect1d(a, b)) > 0
        dfs = sides[one].df, sides[other].df
        pair = drawn[one], drawn[other]
        found.append(Difference(estimates[one], estimates[other], pair, dfs, shared, reading.rows, interval))

    def each_of(name: str) -> Floats:
        return np.array([getattr(one, name) for one in found])

    beyond = sum(sum(side.inadmissible) for side in sides.values())
    return Differences(
        each_of("first"), each_of("second"), each_of("error"), each_of("statistic"), each_of("df"), each_of("p_value"),
        [one.limits for one in found], int(each_of("failed").sum()), beyond,
    )  # fmt: skip
