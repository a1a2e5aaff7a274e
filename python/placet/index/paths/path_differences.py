"""Differences of path models between groups, and how they are under labels dealt out anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ...inference.distributions import Floats
from ...inference.max_t import LargestT
from ...inference.multiplicity import Adjust, adjusted_p, common_level
from ...inference.relabelled import Labels
from ...missing.gaps import seed_of
from ...progress import continued
from ...survey import Rows
from ...types import Progress
from .compared_groups import Groups
from .compared_values import Values
from .path_spec import Spec
from .reading import PathReading, solutions_of
from .resampling import INADMISSIBLE
from .solution import Solution

#: Differences this small are rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Differences:
    """Differences of m values in some comparisons.

    Attributes
    ----------
    first, second : shape (comparisons, m)
        The values of both groups.
    std_error, statistic, df : shape (comparisons, m)
        NaN where there are none.
    p_value : shape (comparisons, m)
    limits : list of functions
        One a comparison: the limits of its differences at a level, each shape (m,).
    failed, inadmissible : int
        Resamples or labellings that could not be estimated, and those with inadmissible consistent estimates.
    """

    first: Floats
    second: Floats
    std_error: Floats
    statistic: Floats
    df: Floats
    p_value: Floats
    limits: Sequence[Callable[[float], tuple[Floats, Floats]]]
    failed: int
    inadmissible: int

    @property
    def estimate(self) -> Floats:
        """First less second."""
        return self.first - self.second

    def adjusted(self, adjust: Adjust) -> Floats:
        """P-values of all comparisons as one family."""
        return adjusted_p(self.p_value.ravel(), adjust).reshape(self.p_value.shape)

    def intervals(self, adjust: Adjust, conf_level: float) -> tuple[Floats, Floats]:
        """Limits that hold 0 exactly where the adjusted p-value is not below one less the level."""
        level = common_level(self.p_value.ravel(), adjust, conf_level)
        low, high = zip(*(limits(level) for limits in self.limits), strict=True)
        return np.array(low), np.array(high)


def ends_of(ordered: Floats, tail: float) -> tuple[Floats, Floats]:
    """The lowest and the highest of sorted draws that at least a share of them, it being one, reach beyond.

    (1 + beyond) / (1 + draws) is below the tail exactly where fewer lie beyond; infinite for too few draws.
    """
    count = len(ordered)
    fewer = int(np.ceil(round(tail * (1 + count) - 1, 9)))
    if not 1 <= fewer <= count:
        return np.full(ordered.shape[1:], -np.inf), np.full(ordered.shape[1:], np.inf)
    return ordered[fewer - 1], ordered[count - fewer]


def inadmissible(solutions: Sequence[Solution]) -> int:
    """How many resamples or labellings have inadmissible consistent estimates, in any group."""
    status = np.asarray(solutions[-1].status)
    return int((status == INADMISSIBLE).reshape(len(status), -1).any(axis=1).sum())


# ---- labels dealt out anew -------------------------------------------------------------------------------------------


def relabelled(
    rows: Rows, spec: Spec, labels: NDArray[np.int32], ruler: Floats | None, report: Progress = None
) -> tuple[tuple[Solution, ...], dict[str, Any]]:
    """The estimates of two groups under labels, with leading axes labellings × groups, and what else the core gave."""
    weights = None if ruler is None else ruler.tolist()
    found = _core.relabelled_paths(rows.given, rows.names, spec.core, labels, 2, weights, report)
    return solutions_of(spec, [{**stage, "status": found["status"]} for stage in found["fit"]]), found


@dataclass(frozen=True)
class Relabelled:
    """Values of two groups and their differences under labels dealt out anew.

    Attributes
    ----------
    own : shape (2, m)
        Of the groups as they are.
    strayed : shape (labellings, m)
        Distances of the differences from 0, those that could be estimated.
    failed, inadmissible : int
    """

    own: Floats
    strayed: Floats
    failed: int
    inadmissible: int

    @classmethod
    def of(
        cls, reading: PathReading, rows: Rows, labels: Labels, values: Values, count: int, seed: int, report: Progress
    ) -> Relabelled:  # fmt: skip
        """Estimate under `count` labellings."""
        own = values.of(relabelled(rows, reading.spec, labels.segment.astype(np.int32)[None], None)[0])[0]
        strayed, done, beyond = [], 0, 0
        for batch in labels.batches(np.random.default_rng(seed), count):
            solutions, _ = relabelled(rows, reading.spec, batch, None, continued(report, done))
            found = values.of(solutions)
            strayed.append(np.abs(found[:, 0] - found[:, 1]))
            beyond += inadmissible(solutions)
            done += len(batch)
        every = np.concatenate(strayed)
        kept = ~np.isnan(every).any(axis=1)
        return cls(own, every[kept], int((~kept).sum()), beyond)

    @property
    def reached(self) -> Floats:
        """Share of the labellings whose differences reach the estimates, these being one of them."""
        distance = np.abs(self.own[0] - self.own[1])
        return (1 + (self.strayed >= distance - ROUNDING).sum(axis=0)) / (1 + len(self.strayed))

    def limits(self, level: float) -> tuple[Floats, Floats]:
        """The differences that labels would not be found to make, as far as they only shift them."""
        estimate = self.own[0] - self.own[1]
        margin = np.array([LargestT(np.sort(column)).critical(level) for column in self.strayed.T])
        return estimate - margin, estimate + margin


def of_permutations(groups: Groups, values: Values, count: int, report: Progress) -> Differences:
    """Differences with the permutation distribution of each (Chin and Dibbern 2010)."""
    found = []
    for number in range(len(groups.sides)):
        rows, labels = groups.relabelled(number)
        seed, told = seed_of(groups.reading.seed, number), continued(report, number * count)
        found.append(Relabelled.of(groups.reading, rows, labels, values, count, seed, told))
    first, second = np.array([one.own for one in found]).swapaxes(0, 1)
    nothing = np.full(first.shape, np.nan)
    p_value = np.where(np.isnan(first - second), np.nan, [one.reached for one in found])
    lost = sum(one.failed for one in found), sum(one.inadmissible for one in found)
    return Differences(first, second, nothing, nothing, nothing, p_value, [one.limits for one in found], *lost)
