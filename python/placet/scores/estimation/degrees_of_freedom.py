"""Degrees of freedom of scores and of their differences: how many units say how sure they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ...inference.few_clusters import Cells, bell_mccaffrey, of_others
from ...survey.sampling import Codes, Sampling, cross
from .linearised import Floats, sums_of_others


class Counted(NamedTuple):
    """What says how sure scores are, one entry a score.

    Attributes
    ----------
    units, strata : ndarray
        Units with answers and their strata: what they differ by are the degrees of freedom of R's survey package.
    variance, factor, df : ndarray
        Their variances, as `WorkingModel` has them.
    """

    units: Floats
    strata: Floats
    variance: Floats
    factor: Floats
    df: Floats

    @classmethod
    def plain(cls, units: Floats, strata: Floats, variance: Floats) -> Counted:
        """Of units whose sizes do not matter."""
        return cls(units, strata, variance, np.ones_like(variance), units - strata)

    def take(self, at: NDArray[Any]) -> Counted:
        """That of some scores."""
        return Counted(*(column[at] for column in self))


class Freedom(Protocol):
    """The units of a tally."""

    def drawn(self, groups: NDArray[Any]) -> tuple[Floats, Floats]:
        """Number and strata of those of groups of domains, `groups` being the group of every domain, or -1."""
        ...

    def counted(self, groups: NDArray[Any]) -> Counted:
        """The same, and what it means for a variance."""
        ...

    def others(self, panel: NDArray[Any]) -> Counted:
        """Those of all other domains of the panel of every domain."""
        ...

    def apart(self, panel: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether no unit lies in several domains of the panel of every domain."""
        ...


@dataclass(frozen=True)
class Drawn:
    """The units of a design.

    Attributes
    ----------
    domain, unit : ndarray of int, shape (cells,)
        Combinations with answers; the unit is a cluster, or the stratum of rows that are units.
    rows, w, squares : ndarray, shape (cells,)
        Their rows, or sums of frequencies; sums of weights and of squared weights.
    sampling : Sampling
    """

    domain: Codes
    unit: Codes
    rows: Floats
    w: Floats
    squares: Floats
    sampling: Sampling

    def drawn(self, groups: NDArray[Any]) -> tuple[Floats, Floats]:
        """Number and strata of the units of groups of domains."""
        inside, count = groups[self.domain] >= 0, int(groups.max(initial=-1)) + 1
        group = groups[self.domain][inside].astype(np.int32)
        return self.sampling.counted(group, self.unit[inside], self.rows[inside], count)

    def counted(self, groups: NDArray[Any]) -> Counted:
        """Units of groups of domains."""
        units, strata = self.drawn(groups)
        if self.sampling.clusters is not None:
            return Counted(units, strata, *bell_mccaffrey(self.sampling, self._cells.of(groups), units - strata))
        return Counted.plain(units, strata, _per_square(*_sums(self._left, self.w, groups[self.domain], len(units))))

    def others(self, panel: NDArray[Any]) -> Counted:
        """Units of all other domains."""
        units, strata = self.drawn(panel)
        units, strata = units[panel] - self._units_alone(panel), strata[panel] - self._strata_alone(panel)
        if self.sampling.clusters is not None:
            return Counted(units, strata, *of_others(self.sampling, self._cells, panel, units - strata))
        left, w = (sums_of_others(of, panel) for of in _sums(self._left, self.w, self.domain, len(panel)))
        return Counted.plain(units, strata, _per_square(left, w))

    @property
    def _cells(self) -> Cells:
        return Cells(self.domain, self.unit, self.w, self.squares)

    @property
    def _left(self) -> Floats:
        """Squared weights, times the share of the stratum that was not drawn."""
        return self.sampling.not_drawn[self.sampling.stratum_of(self.unit)] * self.squares

    def apart(self, panel: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether all clusters of a panel lie in one domain each."""
        alone = np.bincount(panel, self._units_alone(panel))
        return (alone == self.drawn(panel)[0])[panel]

    def _units_alone(self, panel: NDArray[Any]) -> Floats:
        if self.sampling.clusters is None:
            return np.bincount(self.domain, self.rows, len(panel)).astype(np.float64)
        _, domain, cluster = cross(self.domain, self.sampling.whole(self.unit), self.sampling.n_whole)
        return _alone(domain, cluster, self.sampling.n_whole, panel)

    def _strata_alone(self, panel: NDArray[Any]) -> Floats:
        count = len(self.sampling.units)
        _, domain, stratum = cross(self.domain, self.sampling.whole_stratum_of(self.unit), count)
        return _alone(domain, stratum, count, panel)


def _alone(domain: Codes, code: Codes, count: int, panel: NDArray[Any]) -> Floats:
    """How many codes a domain has that no other of its panel has."""
    of, _, _ = cross(panel[domain], code, count)
    single = np.bincount(of)[of] == 1
    return np.bincount(domain[single], minlength=len(panel)).astype(np.float64)


def _sums(left: Floats, w: Floats, groups: NDArray[Any], count: int) -> tuple[Floats, Floats]:
    """Sums of squares and of weights by group; those of -1 are left out."""
    kept = groups >= 0
    squares, weights = (np.bincount(groups[kept], of[kept], count).astype(np.float64) for of in (left, w))
    return squares, weights


def _per_square(left: Floats, w: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return left / w**2


@dataclass(frozen=True)
class Replicated:
    """Replicate weights, whose rank stands for the number of units.

    Attributes
    ----------
    ranks : callable
        Rank of the replicate weights of the rows with an answer of groups of domains.
    w, squares : ndarray, shape (domains,)
        Sums of weights and of squared weights.
    """

    ranks: Callable[[NDArray[Any]], Floats]
    w: Floats
    squares: Floats

    def drawn(self, groups: NDArray[Any]) -> tuple[Floats, Floats]:
        """Ranks of groups of domains, and 1."""
        found = self.ranks(groups)
        return found, np.ones_like(found)

    def counted(self, groups: NDArray[Any]) -> Counted:
        """The same; of sizes nothing is known."""
        units, ones = self.drawn(groups)
        return Counted.plain(units, ones, _per_square(*_sums(self.squares, self.w, groups, len(units))))

    def others(self, panel: NDArray[Any]) -> Counted:
        """What the rank of the panel has beyond that of the domain, where no unit lies in several; else all of it."""
        own, of_panel = self.ranks(np.arange(len(panel))), self.ranks(panel)
        left = of_panel[panel] - np.where(self._adds_up(panel, own, of_panel), own, 0.0)
        squares, w = (sums_of_others(of, panel) for of in (self.squares, self.w))
        return Counted.plain(left, np.ones_like(left), _per_square(squares, w))

    def apart(self, panel: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the ranks of the domains add up to that of the panel."""
        return self._adds_up(panel, self.ranks(np.arange(len(panel))), self.ranks(panel))

    @staticmethod
    def _adds_up(panel: NDArray[Any], own: Floats, of_panel: Floats) -> NDArray[np.bool_]:
        return (np.bincount(panel, own, len(of_panel)) == of_panel)[panel]


@dataclass(frozen=True)
class Unlimited:
    """No design: normal quantiles will do."""

    def drawn(self, groups: NDArray[Any]) -> tuple[Floats, Floats]:
        """Infinitely many units."""
        return self.counted(groups)[:2]

    def counted(self, groups: NDArray[Any]) -> Counted:
        """The same."""
        return self.others(np.arange(int(groups.max(initial=-1)) + 1))

    def others(self, panel: NDArray[Any]) -> Counted:
        """The same."""
        return Counted.plain(np.full(len(panel), np.inf), np.ones(len(panel)), np.ones(len(panel)))

    def apart(self, panel: NDArray[Any]) -> NDArray[np.bool_]:
        """It does not matter."""
        return np.ones(len(panel), dtype=bool)


def of_differences(sides: tuple[Counted, Counted], apart: NDArray[Any]) -> tuple[Floats, Floats]:
    r"""Satterthwaite's degrees of freedom of differences [1]_, and what their variances are to be multiplied by.

    .. math:: \nu = \frac{(v_1 + v_2)^2}{v_1^2 / \nu_1 + v_2^2 / \nu_2} \qquad
              \frac{\phi_1 v_1 + \phi_2 v_2}{v_1 + v_2}

    with v the variances of the sides under a working model of answers that are alike, as Bell and McCaffrey have it
    [2]_, :math:`\nu_1` their degrees of freedom and :math:`\phi_1` their factors: the estimated variances of few units
    are too unsure to say how unsure they are. Of respondents the degrees of freedom are units less strata. Sides that
    share units vary together: their difference has no more of them than the larger of the two. A side of one unit
    leaves none, for nobody knows how much units vary.

    Parameters
    ----------
    sides
        Both.
    apart
        Whether no unit is on both sides.

    References
    ----------
    .. [1] Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components. Biometrics
       Bulletin 2, 110-114.
    .. [2] Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with
       multi-stage samples. Survey Methodology 28, 169-181.
    """
    own = np.stack([_of_side(side) for side in sides])
    # A side without answers adds nothing.
    variance, factor = (np.nan_to_num(np.stack(both)) for both in zip(*(side[2:4] for side in sides), strict=True))
    largest = own.max(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = np.where(variance > 0, variance**2 / own, 0.0).sum(axis=0)
        both = np.where(parts > 0, variance.sum(axis=0) ** 2 / parts, largest)
        times = (factor * variance).sum(axis=0) / variance.sum(axis=0)
    df = np.where(np.isinf(largest), np.inf, np.where(apart, both, np.minimum(both, largest)))
    return df, np.where(np.isfinite(times), times, 1.0)


def _of_side(side: Counted) -> Floats:
    return np.where(side.units > 1, np.maximum(side.df, 1.0), 0.0)
