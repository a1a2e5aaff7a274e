"""Indexes of constructs by segment, from 0 to 100: what they are, in the sample and in its resamples, and how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...inference.bootstrap import bootstrap_interval
from ...inference.distributions import Floats, t_quantile
from ...inference.item_means import ROUNDING_ERROR, ItemMeans
from ...inference.spread import Independent, Side, Spread, certainty_of
from ...survey.replicates import ReplicateWeights
from ..trees.node_scores import EQUAL, Units

Interval: TypeAlias = Literal["t", "percentile"]
INTERVALS: tuple[Interval, ...] = ("t", "percentile")
Members: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Drawn:
    """The same surveys drawn again, all segments together; replicates that failed are NaN.

    Attributes
    ----------
    mean : shape (r, segments, p)
        Of the answers.
    sum_w : shape (r, segments)
    shares : shape (r, k, p) or (r, segments, k, p)
        Of the indicators in the indexes: one ruler for all segments, or each its own.
    rule : ReplicateWeights or None
        How they make a variance, where they are replicate weights.
    correction : float
        What the variance of the replicates is multiplied by: n / (n - 1) where respondents are drawn.
    data_set : shape (r,) or None
        Completed data set that each is of, where there are several.
    """

    mean: Floats
    sum_w: Floats
    shares: Floats
    rule: ReplicateWeights | None = None
    correction: float = 1.0
    data_set: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Indexes:
    """Indexes of k constructs in segments, by shares of p indicators.

    Attributes
    ----------
    spread : Spread
        Means of the indicators of complete rows by segment, and how sure linear functions of them are.
    units : Units
    shares : shape (k, p) or (segments, k, p)
    drawn : Drawn or None
        Resamples, where shares are estimated; errors are those of the spread where they are known.
    known : bool
        Whether shares are given and not estimated.
    """

    spread: Spread
    units: Units
    shares: Floats
    drawn: Drawn | None = None
    known: bool = False

    @property
    def means(self) -> ItemMeans:
        """Means of the indicators."""
        return self.spread.means

    @property
    def segments(self) -> int:
        """Number of segments."""
        return len(self.means.n)

    @property
    def own(self) -> bool:
        """Whether every segment has a ruler of its own."""
        return self.shares.ndim == 3

    def only(self, constructs: Sequence[int]) -> Indexes:
        """Those of some constructs."""
        at = list(constructs)
        drawn = self.drawn and replace(self.drawn, shares=self.drawn.shares[..., at, :])
        return replace(self, shares=self.shares[..., at, :], drawn=drawn)

    def of_segment(self, segment: int) -> Floats:
        """Shares in a segment, shape (k, p)."""
        return self.shares[segment] if self.own else self.shares

    def points(self, members: Members) -> Floats:
        """Means of the indicators in some segments together, from 0 to 100."""
        return self.units.points(_together(self.means.mean, self.means.sum_w, members))

    def value(self, members: Members) -> Floats:
        """Indexes of some segments together, shape (k,)."""
        return self.of_segment(members[0]) @ self.points(members)

    def drawn_points(self, members: Members) -> Floats:
        """The same means in the resamples, shape (r, p)."""
        assert self.drawn is not None
        if 2 * len(members) <= self.segments or len(members) == 1:
            return self.units.points(_together(self.drawn.mean, self.drawn.sum_w, members))
        # Of many segments, what the few others leave of all.
        totals, weights = self._drawn_totals
        others = [s for s in range(self.segments) if s not in set(members)]
        w = self.drawn.sum_w[:, others]
        left = totals - (w[..., None] * np.where((w > 0)[..., None], self.drawn.mean[:, others], 0.0)).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.units.points(left / (weights - w.sum(axis=1))[:, None])

    @cached_property
    def _drawn_totals(self) -> tuple[Floats, Floats]:
        """Weighted sums of the indicators of all segments in the resamples, and sums of weights."""
        assert self.drawn is not None
        w = self.drawn.sum_w
        known = np.where((w > 0)[..., None], self.drawn.mean, 0.0)
        return (w[:, None, :] @ known)[:, 0, :], w.sum(axis=1)

    def drawn_shares(self, segment: int) -> Floats:
        """Shares in the resamples, shape (r, k, p)."""
        assert self.drawn is not None
        return self.drawn.shares[:, segment] if self.own else self.drawn.shares

    def replicates(self, members: Members) -> Floats:
        """Indexes of some segments together in the resamples, shape (r, k)."""
        return np.einsum("rkp,rp->rk", self.drawn_shares(members[0]), self.drawn_points(members))

    def side(self, members: Members, sign: float = 1.0) -> Side:
        """The indexes as functions of means, by the shares as they are."""
        return Side(members, self.of_segment(members[0]) * self.units.slope, sign)

    # ---- how sure --------------------------------------------------------------------------------------------------

    def variance(self, parts: Sequence[tuple[Members, float]]) -> Floats:
        """Variances of sums of indexes, each with its sign, shape (k,); NaN where nothing is drawn again."""
        if self.known:
            return self.spread.variance([self.side(*part) for part in parts])
        if self.drawn is None:
            return np.full(self.shares.shape[-2], np.nan)
        value = np.sum([sign * self.value(members) for members, sign in parts], axis=0)
        return variance_of(self.drawn, value, np.sum([s * self.replicates(m) for m, s in parts], axis=0))

    @cached_property
    def estimate(self) -> Floats:
        """Indexes, shape (segments, k); NaN without respondents."""
        return np.array([self.value((s,)) for s in range(self.segments)])

    @cached_property
    def std_error(self) -> Floats:
        """Their standard errors; 0 where rounding leaves less than it may."""
        found = np.sqrt(np.array([self.variance([((s,), 1.0)]) for s in range(self.segments)]))
        nothing = found < ROUNDING_ERROR * self._widest / np.sqrt(np.maximum(self.means.n, 1))[:, None]
        return np.where(np.isnan(self.estimate), np.nan, np.where(nothing, 0.0, found))

    @cached_property
    def certainty(self) -> tuple[Floats, Floats]:
        """Degrees of freedom and factors of squared errors, shape (segments, k)."""
        each = [self.spread.certain((s,), self.side((s,)).loadings) for s in range(self.segments)]
        df, factor = np.moveaxis(np.array(each), -1, 0)
        return df, factor

    @cached_property
    def alike(self) -> NDArray[np.bool_]:
        """Whether all respondents have the same index, so that its error is unknown and not 0."""
        sampling = self.means.rows.sampling
        if sampling is not None and not sampling.plain and (sampling.not_drawn == 0).all():
            return np.zeros(self.estimate.shape, dtype=bool)
        n = self.means.n[:, None]
        return ((self._sd <= ROUNDING_ERROR * self._widest) | (n == 1)) & (n > 0)

    @cached_property
    def _sds(self) -> tuple[Floats, Floats]:
        """Standard deviations of respondents' indexes, and the most that they could be."""
        own = np.sqrt(np.diagonal(self.means.spread, axis1=1, axis2=2).clip(0))
        equal = own <= EQUAL * np.abs(np.nan_to_num(self.means.mean))
        shares = self.shares if self.own else np.broadcast_to(self.shares, (self.segments, *self.shares.shape))
        loadings = np.where(equal[:, None, :], 0.0, shares * self.units.slope)
        found = np.sqrt(((loadings @ self.means.spread) * loadings).sum(axis=2).clip(0))
        return found, (np.abs(loadings) @ own[:, :, None])[:, :, 0]

    @property
    def _sd(self) -> Floats:
        return self._sds[0]

    @property
    def _widest(self) -> Floats:
        return self._sds[1]

    def limits(self, conf_level: float, interval: Interval) -> tuple[Floats, Floats]:
        """Ends of the intervals, within 0 and 100, shape (segments, k); NaN where all respondents are alike."""
        df, factor = self.certainty
        margin = t_quantile(conf_level, df) * np.sqrt(factor) * self.std_error
        low, high = self.estimate - margin, self.estimate + margin
        if interval == "percentile" and self.drawn is not None and self.drawn.rule is None:
            pairs = [percentiles(self.replicates((s,)), self.estimate[s], conf_level) for s in range(self.segments)]
            low, high = (np.array(ends) for ends in zip(*pairs, strict=True))
        low, high = (np.where(self.alike, np.nan, np.clip(ends, 0, 100)) for ends in (low, high))
        return low, high

    @property
    def n(self) -> NDArray[np.int64]:
        """Respondents, shape (segments, k)."""
        return np.broadcast_to(self.means.n[:, None], self.estimate.shape)

    @cached_property
    def n_eff(self) -> Floats:
        """Effective bases: Kish's, under a design of as many independent respondents as would have the error."""
        kish = np.broadcast_to(self.means.whole.n_eff[:, None], self.estimate.shape)
        if isinstance(self.spread, Independent):
            return kish
        error = self.std_error
        there = (error > 0) & np.isfinite(error)
        return np.divide(self._sd**2, error**2, out=kish.astype(np.float64), where=there)

    def compared(self, one: Members, others: Members) -> tuple[Floats, Floats, Floats]:
        """Standard errors, degrees of freedom and factors of the differences of two sides.

        Both sides by themselves say how sure the error is (Satterthwaite); a total is compared as with the rest.
        """
        apart = tuple(s for s in others if s not in one) or others
        own = np.stack([self._alone(one), self._alone(apart)])
        df, factor = certainty_of(self.spread, own, [self.side(one), self.side(apart)])
        return np.sqrt(self.variance([(one, 1.0), (others, -1.0)])), df, factor

    def _alone(self, members: Members) -> Floats:
        """Variances, degrees of freedom and factors of some segments together, shape (3, k)."""
        certain = self.spread.certain(members, self.side(members).loadings)
        return np.stack([self.variance([(members, 1.0)]), certain[:, 0], certain[:, 1]])


def variance_of(drawn: Drawn, value: Floats, replicates: Floats) -> Floats:
    r"""Variances of numbers from their replicates, on the first axis; NaN of fewer than two.

    Of m completed data sets by Rubin's rules, :math:`W + (1 + 1/m) B`; the estimate of a data set is the mean of its r
    replicates, whose own variance :math:`W / r` is taken off B.
    """
    if drawn.data_set is None:
        return _variance(drawn, value, replicates)
    sets = [replicates[drawn.data_set == number] for number in np.unique(drawn.data_set)]
    means = np.array([_mean(own) for own in sets])
    within = np.mean([_variance(drawn, mean, own) for mean, own in zip(means, sets, strict=True)], axis=0)
    noise = 0.0 if drawn.rule is not None else within / (len(replicates) / len(sets))
    return within + (1 + 1 / len(sets)) * (means.var(axis=0, ddof=1) - noise).clip(0)


def _variance(drawn: Drawn, value: Floats, replicates: Floats) -> Floats:
    """Variances from the replicates of one data set."""
    if drawn.rule is not None:
        return drawn.rule.variance(value, replicates)
    there = ~np.isnan(replicates)
    count = there.sum(axis=0)
    squares = np.where(there, replicates - _mean(replicates), 0.0) ** 2
    return np.where(count > 1, drawn.correction * squares.sum(axis=0) / np.maximum(count - 1, 1), np.nan)


def _mean(replicates: Floats) -> Floats:
    """Means of the replicates that have a number."""
    there = ~np.isnan(replicates)
    return np.where(there, replicates, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)


def percentiles(replicates: Floats, estimate: Floats, conf_level: float) -> tuple[Floats, Floats]:
    """Percentile limits of k numbers, each of the replicates that have it, shape (k,)."""
    pairs = [
        bootstrap_interval("percentile", np.array([one]), column[:, None], None, conf_level)
        for one, column in zip(estimate, replicates.T, strict=True)
    ]
    return np.array([low[0] for low, _ in pairs]), np.array([high[0] for _, high in pairs])


def _together(mean: Floats, sum_w: Floats, members: Members) -> Floats:
    """Means in some segments together; segments are the last axis but one of the means, the last of the weights."""
    if len(members) == 1:
        return mean[..., members[0], :]
    at = list(members)
    w = sum_w[..., at]
    known = np.where((w > 0)[..., None], mean[..., at, :], 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (w[..., None, :] @ known)[..., 0, :] / w.sum(axis=-1)[..., None]
