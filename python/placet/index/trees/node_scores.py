"""Scores of the nodes of a tree by segment, how sure they are, and how they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...inference.distributions import t_quantile
from ...inference.item_means import ROUNDING_ERROR, Bases, ItemMeans
from ...inference.spread import Independent, Side, Spread
from .tree import Bools, Floats, Tree

#: Spread of an item, as a share of its mean, that is none.
EQUAL = 1e-12


@dataclass(frozen=True)
class Units:
    """Points of 0 to 100 that answers are worth: ``slope * answer + intercept``, one entry an item."""

    slope: Floats
    intercept: Floats

    @classmethod
    def of(cls, scales: Sequence[tuple[float, float]]) -> Units:
        """From the ends of the scales."""
        low, high = np.array(scales, dtype=np.float64).T
        return cls(100 / (high - low), -100 * low / (high - low))

    @property
    def length(self) -> Floats:
        """Of the scales."""
        return 100 / self.slope

    def points(self, mean: Floats) -> Floats:
        """What means are worth, items on the last axis."""
        return self.slope * mean + self.intercept


@dataclass(frozen=True)
class NodeScores:
    """Scores of nodes: linear functions of the means of items.

    Attributes
    ----------
    tree : Tree
    spread : Spread
    units : Units
    own : bool
        Every node is an item of its own, such as the mean of respondents' scores of it, and not a mean of items.
    """

    tree: Tree
    spread: Spread
    units: Units
    own: bool = False

    @property
    def means(self) -> ItemMeans:
        """Means of the items."""
        return self.spread.means

    @property
    def segments(self) -> int:
        """Number of segments."""
        return len(self.means.n)

    def shares(self, members: tuple[int, ...]) -> tuple[Floats, Floats]:
        """Shares of the items in the nodes where these segments are one, and what share of a node's weight they are."""
        asked: Bools = np.logical_or.reduce(self.means.asked[list(members)])
        if not self.own:
            return self.tree.loadings(asked)
        return np.diag(asked.astype(float)), asked.astype(float)

    def side(self, members: tuple[int, ...], sign: float = 1.0) -> Side:
        """The scores of the nodes in these segments together."""
        return Side(members, self.shares(members)[0] * self.units.slope, sign)

    def score(self, side: Side) -> Floats:
        """The scores of one side; NaN for a node of which nothing was asked."""
        shares = side.loadings / self.units.slope
        return np.where(shares.any(axis=1), self.spread.estimate(side) + shares @ self.units.intercept, np.nan)

    @cached_property
    def sides(self) -> list[Side]:
        """One a segment."""
        return [self.side((segment,)) for segment in range(self.segments)]

    @cached_property
    def covered(self) -> Floats:
        """Share of the weight of every node that was asked, shape (segments, nodes)."""
        return np.array([self.shares((segment,))[1] for segment in range(self.segments)])

    @cached_property
    def estimate(self) -> Floats:
        """Scores, shape (segments, nodes)."""
        points = self.units.slope * np.nan_to_num(self.means.mean) + self.units.intercept
        shares = self._loadings / self.units.slope
        return np.where(shares.any(axis=2), (shares @ points[:, :, None])[:, :, 0], np.nan)

    @cached_property
    def _loadings(self) -> Floats:
        """Loadings of the items by segment and node."""
        return np.array([side.loadings for side in self.sides])

    @cached_property
    def weight(self) -> Floats:
        """Weight of every node in the whole, among what was asked, shape (segments, nodes)."""
        if self.own:
            return np.broadcast_to(self.tree.total_weights, self.estimate.shape)
        return (self._loadings[:, 0] / self.units.slope) @ self.tree.below.T

    @cached_property
    def _each(self) -> tuple[Floats, Floats, Floats]:
        return self.spread.each(self._loadings)

    @cached_property
    def std_error(self) -> Floats:
        """Their standard errors; 0 where rounding leaves less than it may."""
        found = np.sqrt(self._each[0])
        nothing = self._sd <= ROUNDING_ERROR * self._widest
        nothing |= found < ROUNDING_ERROR * self._widest / np.sqrt(np.maximum(self.n, 1))
        found = np.where(nothing & ~np.isnan(found), 0.0, found)
        return np.where(np.isnan(self.estimate), np.nan, found)

    @property
    def exact(self) -> bool:
        """Whether all of a finite population answered, so that nothing is unknown."""
        sampling = self.means.rows.sampling
        return sampling is not None and not sampling.plain and bool((sampling.not_drawn == 0).all())

    @cached_property
    def alike(self) -> Bools:
        """Whether all respondents have the same score, so that the error is unknown and not 0."""
        if self.exact:
            return np.zeros(self.estimate.shape, dtype=bool)
        n = self.n
        with np.errstate(invalid="ignore"):
            return ((self._sd <= ROUNDING_ERROR * self._widest) | (n == 1)) & (n > 0)

    @cached_property
    def unknown(self) -> Bools:
        """Whether there is a score and no error, as all respondents have the same or an indicator has one answer."""
        lone = np.isnan(self.std_error) & ~np.isnan(self.estimate) & isinstance(self.spread, Independent)
        return self.alike | lone

    @cached_property
    def _sds(self) -> tuple[Floats, Floats]:
        """Standard deviations of what respondents add to the scores, and the most that they could be."""
        means, slopes = self.means, self.means.slopes
        covariance = slopes @ means.spread @ slopes.swapaxes(1, 2)
        own = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2).clip(0))
        # Equal answers beside gaps leave rounding of what their mean is made of.
        columns = np.sqrt(np.diagonal(means.spread, axis1=1, axis2=2).clip(0))
        made_of = (np.abs(slopes) @ columns[:, :, None])[:, :, 0]
        with np.errstate(invalid="ignore"):
            equal = (own <= ROUNDING_ERROR * made_of) | (own <= EQUAL * np.abs(means.mean))
        loadings = np.where(equal[:, None, :], 0.0, self._loadings)
        found = np.sqrt(((loadings @ covariance) * loadings).sum(axis=2).clip(0))
        return found, (np.abs(loadings) @ own[:, :, None])[:, :, 0]

    @property
    def _sd(self) -> Floats:
        return self._sds[0]

    @property
    def _widest(self) -> Floats:
        return self._sds[1]

    @cached_property
    def certainty(self) -> tuple[Floats, Floats]:
        """Degrees of freedom and factors of squared errors, shape (segments, nodes)."""
        return self._each[1:]

    def alone(self, members: tuple[int, ...]) -> Floats:
        """Variances, degrees of freedom and factors of segments taken together, shape (3, nodes)."""
        if members not in self._alone:
            if len(members) == 1:
                found = np.stack([part[members[0]] for part in self._each])
            else:
                side = self.side(members)
                certain = self.spread.certain(members, side.loadings)
                found = np.stack([self.spread.variance([side]), certain[:, 0], certain[:, 1]])
            self._alone[members] = found
        return self._alone[members]

    @cached_property
    def _alone(self) -> dict[tuple[int, ...], Floats]:
        return {}

    def margin(self, conf_level: float) -> Floats:
        """Half the width of the t intervals; NaN where all respondents are alike."""
        df, factor = self.certainty
        return np.where(self.alike, np.nan, t_quantile(conf_level, df) * np.sqrt(factor) * self.std_error)

    @cached_property
    def _bases(self) -> list[Bases]:
        """Who answered any indicator of a node, one entry a node."""
        found: dict[tuple[int, ...], Bases] = {}
        members = [np.array([node]) for node in range(len(self.tree))] if self.own else self.tree.members
        for of in members:
            if tuple(of) not in found:
                found[tuple(of)] = self.means.bases(of)
        return [found[tuple(of)] for of in members]

    @cached_property
    def n(self) -> NDArray[np.int64]:
        """Respondents with an answer to an indicator of the node, shape (segments, nodes)."""
        return np.stack([base.n for base in self._bases], axis=1)

    @cached_property
    def n_eff(self) -> Floats:
        """Effective bases: Kish's, under a design of as many independent respondents as would have the error."""
        kish, share = (np.stack(part, axis=1) for part in zip(*((b.n_eff, b.share) for b in self._bases), strict=True))
        if isinstance(self.spread, Independent):
            return kish
        return np.divide(share * self._sd**2, self.std_error**2, out=kish.copy(), where=self.std_error != 0)
