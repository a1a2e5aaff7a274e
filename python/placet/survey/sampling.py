"""The sampling design of the rows: units within strata, and the variances that follow from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import DataError
from ..language import say
from ..types import DrawnUnits, WeightType
from .stratum_factors import stratum_factors

Codes = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """Clusters that were drawn once and are in the sample of several waves.

    Attributes
    ----------
    cluster : ndarray, shape (clusters,)
        Cluster, whatever the wave, of every cluster of a wave.
    stratum : ndarray, shape (strata,)
        Stratum, whatever the wave, of every stratum of a wave; those whose clusters differ in all waves are apart.
    clusters : int
        Clusters there are.
    """

    cluster: Codes
    stratum: Codes
    clusters: int


@dataclass(frozen=True)
class Sampling:
    """How the rows were drawn.

    Attributes
    ----------
    strata : ndarray, shape (rows,)
        Stratum of every row; -1 for a row of weight 0, which is not used. Every wave has strata of its own.
    clusters : ndarray, shape (rows,), or None
        Cluster of every row, in every wave another; None where every row is a unit of its own.
    stratum_of_cluster : ndarray, shape (clusters,), or None
        Stratum of every cluster.
    units : ndarray, shape (strata,)
        Units drawn in every stratum.
    not_drawn : ndarray, shape (strata,)
        Share of the units of every stratum that was not drawn.
    lonely : str
        Rule for strata of one unit.
    words : str
        The design in words.
    respondents : bool
        The clusters are respondents, who may have several rows.
    panel : Panel or None
        Which clusters of several waves are one and the same; None where none are.
    plain : bool
        Nothing is declared but who was asked twice. Respondents are the units, so that their covariance is kept, and
        all else is as without a design: the variance has n and not n - 1 below the line, degrees of freedom are
        infinite.
    """

    strata: Codes
    clusters: Codes | None
    stratum_of_cluster: Codes | None
    units: NDArray[np.float64]
    not_drawn: NDArray[np.float64]
    lonely: str
    words: str
    respondents: bool = False
    panel: Panel | None = None
    plain: bool = False

    @property
    def unit_of_row(self) -> Codes:
        """Cluster of every row, or its stratum where rows are the units."""
        return self.strata if self.clusters is None else self.clusters

    @property
    def n_units(self) -> int:
        """Number of codes that `unit_of_row` may hold."""
        return len(self.units) if self.stratum_of_cluster is None else len(self.stratum_of_cluster)

    def take(self, at: NDArray[Any]) -> Sampling:
        """The same of some of the rows, as a domain."""
        return replace(self, strata=self.strata[at], clusters=None if self.clusters is None else self.clusters[at])

    def drawn_units(self, frequencies: NDArray[Any] | None) -> DrawnUnits:
        """The units as they are drawn again: clusters, rows, or as many respondents as a row stands for.

        A cluster is drawn again with all its waves, from the stratum that these have in common.
        """
        if self.clusters is None:
            units, sizes = np.arange(len(self.strata)), None if frequencies is None else frequencies.astype(np.float64)
        else:
            units, sizes = self.whole(self.clusters), None
        strata, not_drawn = self._drawn_again
        return units.astype(np.uint32), strata.astype(np.uint32), sizes, not_drawn

    @property
    def _drawn_again(self) -> tuple[Codes, Floats]:
        """Stratum of every unit whatever the wave, and the share of the strata that was not drawn, in any wave."""
        if self.panel is None:
            return self.strata if self.stratum_of_cluster is None else self.stratum_of_cluster, self.not_drawn
        assert self.stratum_of_cluster is not None
        strata = np.zeros(self.panel.clusters, dtype=np.int32)
        strata[self.panel.cluster] = self.panel.stratum[self.stratum_of_cluster]
        not_drawn = np.zeros(int(strata.max()) + 1)
        np.maximum.at(not_drawn, self.panel.stratum, self.not_drawn)
        return strata, not_drawn

    @property
    def lonely_note(self) -> list[str]:
        """What is to be said of strata whose one unit cannot be drawn again."""
        strata, not_drawn = self._drawn_again
        units = self.units if self.panel is None else np.bincount(strata, minlength=len(not_drawn))
        lonely = int(((units < 2) & (not_drawn > 0)).sum())
        if not lonely:
            return []
        return [say("{count} strata of one unit keep it in every resample: its spread nobody knows", count=lonely)]

    def whole(self, unit: Codes) -> Codes:
        """Clusters whatever the wave, of units as `unit_of_row` numbers them."""
        return unit if self.panel is None else self.panel.cluster[unit]

    @property
    def n_whole(self) -> int:
        """Number of codes that `whole` may give."""
        return self.n_units if self.panel is None else self.panel.clusters

    def whole_stratum_of(self, unit: Codes) -> Codes:
        """Strata whatever the wave, of units as `unit_of_row` numbers them."""
        return self.stratum_of(unit) if self.panel is None else self.panel.stratum[self.stratum_of(unit)]

    @property
    def whatever_the_wave(self) -> Sampling:
        """The clusters as one sample: each is drawn once, from the stratum that its waves have in common."""
        strata, not_drawn = self._drawn_again
        units = np.bincount(strata, minlength=len(not_drawn)).astype(np.float64)
        return replace(self, stratum_of_cluster=strata, units=units, not_drawn=not_drawn, panel=None)

    def stratum_of(self, unit: Codes) -> Codes:
        """Strata of units as `unit_of_row` numbers them."""
        return unit if self.stratum_of_cluster is None else self.stratum_of_cluster[unit]

    def variance(self, unit: Codes, totals: Floats, squares: Floats | None) -> Floats:
        r"""Covariance matrix of a total of vectors of length k, linearised about their estimate.

        With z the totals of the n units of a stratum, of which a share f was not drawn, the stratum adds

        .. math:: f \, \frac{n}{n - 1} \sum (z - \overline{z})(z - \overline{z})'

        where units that are not given have z = 0 (domains); a lonely unit follows the rule of the survey.

        Parameters
        ----------
        unit : shape (cells,)
            Clusters, or the strata of rows that are units themselves.
        totals : shape (cells, k)
            Their totals.
        squares : shape (cells, k, k), or None
            Sums of zz' over rows that are units; None where the units are clusters.

        References
        ----------
        Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys. International
        Statistical Review 51, 279-292. Lumley, T. (2010). Complex Surveys, section 2.
        """
        n, stratum = self.units, self.stratum_of(unit)
        seen = np.bincount(stratum, minlength=len(n))
        if self.panel is not None and np.count_nonzero(seen) > 1:
            moves = self.moves(unit, totals)
            return moves.T @ moves
        factor, mean = self._scaled(seen), self._mean(stratum, totals)
        if squares is not None:
            return np.tensordot(factor[stratum], squares, axes=1) - _products(mean, factor * n)
        # About the mean, so that clusters of equal totals leave nothing behind.
        return _products(totals - mean[stratum], factor[stratum]) + _products(mean, factor * (n - seen))

    def moves(self, unit: Codes, totals: Floats) -> Floats:
        """What every cluster, whatever the wave, adds to a total: rows whose products add up to its variance.

        The totals of a cluster about the mean of their stratum, scaled to the variance of that, are added over the
        waves it was drawn for: so the variance of a wave is that of its own sample, and waves covary by the clusters
        they share.
        """
        assert self.stratum_of_cluster is not None
        stratum = self.stratum_of_cluster
        seen = np.bincount(stratum[unit], minlength=len(self.units))
        all_totals = np.zeros((len(stratum), totals.shape[1]))
        all_totals[unit] = totals
        mean = self._mean(stratum[unit], totals)
        moves = np.sqrt(self._scaled(seen))[stratum, None] * (all_totals - mean[stratum])
        return moves if self.panel is None else grouped(moves, self.panel.cluster, self.panel.clusters)

    @property
    def _factors(self) -> tuple[Floats, Floats]:
        return stratum_factors(self.units, self.not_drawn, self.lonely)

    def _mean(self, stratum: Codes, totals: Floats) -> Floats:
        """Mean total of the units of every stratum; a unit alone is about 0, the mean of all units."""
        return self._factors[1][:, None] * grouped(totals, stratum, len(self.units))

    def _scaled(self, seen: NDArray[Any]) -> Floats:
        """What the squared deviations of every stratum are multiplied by; `seen` are its units with answers."""
        factor, _ = self._factors
        if self.lonely == "average":
            present, alone = (seen > 0).sum(), ((seen > 0) & (self.units < 2) & (self.not_drawn > 0)).sum()
            factor = factor * (present / (present - alone) if present > alone else np.nan)
        return factor

    def counted(self, group: Codes, unit: Codes, rows: NDArray[Any], groups: int) -> tuple[Floats, Floats]:
        """Units and strata of every group of cells that have answers; a unit in several cells of a group is one.

        Parameters
        ----------
        group, unit : shape (cells,)
            Group of every cell and its unit, as `unit_of_row` numbers them.
        rows : shape (cells,)
            Their rows, or sums of frequencies.
        groups
            Number of groups.
        """
        strata = cross(group, self.whole_stratum_of(unit), len(self.units))[1]
        if self.clusters is None:
            units = np.bincount(group, weights=rows, minlength=groups)
        else:
            units = np.bincount(cross(group, self.whole(unit), self.n_whole)[1], minlength=groups)
        return units.astype(np.float64), np.bincount(strata, minlength=groups).astype(np.float64)

    def degrees_of_freedom(self, unit: Codes, rows: NDArray[Any]) -> float:
        """Units less strata of cells that have answers, as R's survey package counts them."""
        units, strata = self.counted(np.zeros_like(unit), unit, rows, 1)
        return float(units[0] - strata[0])


def check_weight_type(sampling: Sampling | None, weight_type: WeightType) -> None:
    """Refuse precision weights, which say nothing of how respondents were drawn, beside a design."""
    if sampling is not None and weight_type == "precision":
        raise DataError('a sampling design goes with weight_type="probability" or "frequency", not "precision"')


def _products(vectors: Floats, factors: Floats) -> Floats:
    """Sum of factor · zz' over the rows z of a table."""
    return (vectors * factors[:, None]).T @ vectors


def grouped(values: Floats, groups: Codes, count: int) -> Floats:
    """Sums of the rows of a table by group."""
    columns = [np.bincount(groups, weights=column, minlength=count) for column in values.T]
    return np.column_stack(columns).astype(np.float64)


def cross(domains: NDArray[Any] | None, units: NDArray[Any], n_units: int) -> tuple[Codes, Codes, Codes]:
    """Number the combinations of domain and unit that occur.

    Returns
    -------
    codes : shape (rows,)
        Combination of every row, -1 where it has no domain or no unit.
    domain, unit : shape (combinations,)
        What each stands for.
    """
    first, second = (None if of is None else np.ascontiguousarray(of, dtype=np.int32) for of in (domains, units))
    assert second is not None
    return _core.cross(first, second, n_units)
