"""Degrees of freedom of scores and of their differences: how many units say how sure they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ...survey.sampling import Codes, Sampling, cross
from .linearised import Floats


class Counted(NamedTuple):
    r"""What says how sure scores are, one entry a score.

    Attributes
    ----------
    units, strata : ndarray
        Units with answers and their strata: what they differ by are the degrees of freedom of R's survey package.
    evenness : ndarray
        Share of the degrees of freedom that units of unequal size leave, :math:`(g - 1) / (n - 1)` of n units that are
        worth :math:`g = (\sum s)^2 / \sum s^2` equal ones, with s the variance that the answers of a unit would have
        were they independent and alike; 1 where sizes are not known.
    """

    units: Floats
    strata: Floats
    evenness: Floats

    def take(self, at: NDArray[Any]) -> Counted:
        """That of some scores."""
        return Counted(*(column[at] for column in self))


class Freedom(Protocol):
    """The units of a tally."""

    def drawn(self, groups: NDArray[Any]) -> tuple[Floats, Floats]:
        """Number and strata of those of groups of domains, `groups` being the group of every domain, or -1."""
        ...

    def counted(self, groups: NDArray[Any]) -> Counted:
        """The same, and how even they are."""
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
    rows, squares : ndarray, shape (cells,)
        Their rows, or sums of frequencies; sums of squared weights, times the share of the stratum that was not drawn.
    sampling : Sampling
    """

    domain: Codes
    unit: Codes
    rows: Floats
    squares: Floats
    sampling: Sampling

    @cached_property
    def _clusters(self) -> tuple[Codes, Codes, Floats]:
        """Domain, cluster and squares of every combination of domain and cluster."""
        code, domain, cluster = cross(self.domain, self.sampling.whole(self.unit), self.sampling.n_whole)
        share = self.squares / max(self.squares.max(initial=0), np.finfo(float).tiny)
        return domain, cluster, np.bincount(code, share, len(domain)).astype(np.float64)

    def drawn(self, groups: NDArray[Any]) -> tuple[Floats, Floats]:
        """Number and strata of the units of groups of domains."""
        inside, count = groups[self.domain] >= 0, int(groups.max(initial=-1)) + 1
        group = groups[self.domain][inside].astype(np.int32)
        return self.sampling.counted(group, self.unit[inside], self.rows[inside], count)

    def counted(self, groups: NDArray[Any]) -> Counted:
        """Units of groups of domains."""
        units, strata = self.drawn(groups)
        count = len(units)
        if self.sampling.clusters is None:
            return Counted(units, strata, np.ones(count))
        domain, cluster, squares = self._clusters
        code, of, _ = cross(groups[domain], cluster, self.sampling.n_whole)
        size = np.bincount(code[code >= 0], squares[code >= 0], len(of))
        return Counted(units, strata, _evenness(np.bincount(of, size, count), np.bincount(of, size**2, count), units))

    def others(self, panel: NDArray[Any]) -> Counted:
        """Units of all other domains."""
        units, strata = self.drawn(panel)
        units, strata = units[panel] - self._units_alone(panel), strata[panel] - self._strata_alone(panel)
        if self.sampling.clusters is None:
            return Counted(units, strata, np.ones(len(panel)))
        domain, cluster, squares = self._clusters
        code, of, _ = cross(panel[domain], cluster, self.sampling.n_whole)
        size = np.bincount(code, squares, len(of))
        left = size[code] - squares
        first = np.bincount(of, size)[panel] - np.bincount(domain, squares, len(panel))
        second = np.bincount(of, size**2)[panel] - np.bincount(domain, size[code] ** 2 - left**2, len(panel))
        return Counted(units, strata, _evenness(first, second, units))

    def apart(self, panel: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether all clusters of a panel lie in one domain each."""
        alone = np.bincount(panel, self._units_alone(panel))
        return (alone == self.drawn(panel)[0])[panel]

    def _units_alone(self, panel: NDArray[Any]) -> Floats:
        if self.sampling.clusters is None:
            return np.bincount(self.domain, self.rows, len(panel)).astype(np.float64)
        domain, cluster, _ = self._clusters
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


def _evenness(total: NDArray[Any], squares: NDArray[Any], units: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (total**2 / squares - 1) / (units - 1)
    return np.where(found >= 0, np.minimum(found, 1.0), 1.0)


@dataclass(frozen=True)
class Replicated:
    """Replicate weights, whose rank stands for the number of units.

    Attributes
    ----------
    ranks : callable
        Rank of the replicate weights of the rows with an answer of groups of domains.
    """

    ranks: Callable[[NDArray[Any]], Floats]

    def drawn(self, groups: NDArray[Any]) -> tuple[Floats, Floats]:
        """Ranks of groups of domains, and 1."""
        found = self.ranks(groups)
        return found, np.ones_like(found)

    def counted(self, groups: NDArray[Any]) -> Counted:
        """The same; of sizes nothing is known."""
        found, ones = self.drawn(groups)
        return Counted(found, ones, ones)

    def others(self, panel: NDArray[Any]) -> Counted:
        """What the rank of the panel has beyond that of the domain, where no unit lies in several; else all of it."""
        own, of_panel = self.ranks(np.arange(len(panel))), self.ranks(panel)
        left = of_panel[panel] - np.where(self._adds_up(panel, own, of_panel), own, 0.0)
        return Counted(left, np.ones_like(left), np.ones_like(left))

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
        return Counted(np.full(len(panel), np.inf), np.ones(len(panel)), np.ones(len(panel)))

    def apart(self, panel: NDArray[Any]) -> NDArray[np.bool_]:
        """It does not matter."""
        return np.ones(len(panel), dtype=bool)


def of_differences(sides: tuple[Counted, Counted], spreads: tuple[Floats, Floats], apart: NDArray[Any]) -> Floats:
    r"""Satterthwaite's degrees of freedom of differences [1]_.

    .. math:: \nu = \frac{(v_1 + v_2)^2}{v_1^2 / \nu_1 + v_2^2 / \nu_2}

    with v the variances of the sides under the working model of independent answers of equal variance, as Bell and
    McCaffrey have it [2]_: the estimated variances of few units are too unsure to say how unsure they are. The degrees
    of freedom of a side are its units less its strata, times the evenness of its units, and at least 1. Sides that
    share units vary together: their difference has no more than the larger of the two. A side of one unit leaves none,
    for nobody knows how much units vary.

    Parameters
    ----------
    sides
        The units of both.
    spreads
        Their working variances, :math:`\sum f w^2 / (\sum w)^2` with f the share of the stratum that was not drawn.
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
    spread, largest = np.stack(spreads), own.max(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = np.where(spread > 0, spread**2 / own, 0.0).sum(axis=0)
        both = np.where(parts > 0, spread.sum(axis=0) ** 2 / parts, largest)
    return np.where(np.isinf(largest), np.inf, np.where(apart, both, np.minimum(both, largest)))


def _of_side(side: Counted) -> Floats:
    return np.where(side.units > 1, np.maximum((side.units - side.strata) * side.evenness, 1.0), 0.0)
