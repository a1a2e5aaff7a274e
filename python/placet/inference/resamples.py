"""Statistics in resamples: bootstrap samples, resamples of a design, replicate weights; of several data sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..survey.replicates import ReplicateWeights
from .bootstrap import IntervalKind, bootstrap_interval
from .distributions import Floats, t_quantile

#: Quantiles of the resamples, or the estimate ± t errors.
LimitKind: TypeAlias = IntervalKind | Literal["t"]


@dataclass(frozen=True)
class Resamples:
    """Statistics in resamples of a segment.

    Attributes
    ----------
    sets : list of ndarray
        One of shape (resamples, statistics) a completed data set; NaN where a resample could not be fitted.
    jackknife : tuple of ndarray, or None
        The same with groups of respondents left out, and how many such groups there are.
    rule : ReplicateWeights or None
        How they make a variance, where they are replicates of a design or a jackknife.
    df : float
        Degrees of freedom of the variance.
    """

    sets: list[Floats]
    jackknife: tuple[Floats, Floats] | None = None
    rule: ReplicateWeights | None = None
    df: float = np.inf

    @property
    def failed(self) -> int:
        """How many could not be fitted."""
        return int(np.isnan(np.concatenate(self.sets)[:, -1]).sum())

    def of(self, block: int, size: int) -> Resamples:
        """Those of one of several blocks of so many statistics."""

        def own(values: Floats) -> Floats:
            return values[:, block * size : (block + 1) * size]

        return self.read(own)

    def read(self, read: Callable[[Floats], Floats]) -> Resamples:
        """What is read off each."""
        jackknife = self.jackknife and (read(self.jackknife[0]), self.jackknife[1])
        return Resamples([read(one) for one in self.sets], jackknife, self.rule, self.df)

    @property
    def all(self) -> Floats:
        """Those of all data sets."""
        return np.concatenate(self.sets)

    def covariance(self, estimates: Sequence[Floats]) -> Floats:
        """Covariance matrix of what the data sets estimate; of several by Rubin's rules."""
        moves = [self.moves(*one) for one in zip(estimates, self.sets, strict=True)]
        within = np.mean([own.T @ own for own in moves], axis=0)
        if len(estimates) == 1:
            return within
        return within + (1 + 1 / len(estimates)) * np.atleast_2d(np.cov(np.array(estimates), rowvar=False))

    def variances(self, estimates: Sequence[Floats]) -> Floats:
        """The diagonal of `covariance` alone."""
        moves = [self.moves(*one) for one in zip(estimates, self.sets, strict=True)]
        within = np.mean([(own**2).sum(axis=0) for own in moves], axis=0)
        if len(estimates) == 1:
            return within
        return within + (1 + 1 / len(estimates)) * np.var(np.array(estimates), axis=0, ddof=1)

    def moves(self, estimate: Floats, sample: Floats) -> Floats:
        """Deviations of the resamples that could be fitted, whose products add up to the covariance matrix."""
        good = np.flatnonzero(~np.isnan(sample).any(axis=1))
        if len(good) < 2:
            return np.full((1, len(estimate)), np.nan)
        if self.rule is None:
            return (sample[good] - sample[good].mean(axis=0)) / np.sqrt(len(good) - 1)
        whole = np.full_like(sample, np.nan)
        whole[good] = sample[good]
        return self.rule.deviations(estimate, whole)

    def limits(
        self, estimate: Floats, sets: Sequence[Floats], kind: LimitKind, conf_level: float
    ) -> tuple[Floats, Floats, Floats]:
        """Standard errors and limits: quantiles of bootstrap resamples or t intervals, which replicate weights have.

        Parameters
        ----------
        estimate
            The statistics.
        sets
            Those of every data set.
        kind, conf_level
            Of the intervals.
        """
        error = np.sqrt(self.variances(sets))
        if self.rule is not None or kind == "t":
            margin = t_quantile(conf_level, self.df) * error
            return error, estimate - margin, estimate + margin
        left_out, times = (None, None) if self.jackknife is None else self.jackknife
        return error, *bootstrap_interval(kind, estimate, self.all, left_out, conf_level, times=times)


@dataclass(frozen=True)
class Sampled:
    """k numbers in a sample, or in each of several completed data sets, and in resamples of each.

    Attributes
    ----------
    estimates : sequence of ndarray, k
        One a data set.
    sets : sequence of ndarray, resamples × k
        Rows of NaN are resamples that could not be fitted.
    rule : ReplicateWeights or None
        How the resamples make a variance, where they are replicate weights.
    df : float
        Degrees of freedom of that variance.
    normal : (int, int)
        How many draws are made of replicate weights, and their seed.
    """

    estimates: Sequence[Floats]
    sets: Sequence[Floats]
    rule: ReplicateWeights | None = None
    df: float = np.inf
    normal: tuple[int, Sequence[int]] = (0, (0,))

    @property
    def estimate(self) -> Floats:
        """The numbers; of several data sets their means."""
        return np.mean(self.estimates, axis=0)

    def covariance(self) -> Floats:
        """Covariances of the numbers; of several data sets by Rubin's rules."""
        return self._resamples.covariance(self.estimates)

    def std_error(self) -> Floats:
        """Standard errors."""
        return np.sqrt(self._resamples.variances(self.estimates))

    def limits(self, conf_level: float) -> tuple[Floats, Floats]:
        """Percentile limits of all resamples; of replicate weights those of t."""
        _, low, high = self._resamples.limits(self.estimate, self.estimates, "percentile", conf_level)
        return low, high

    @property
    def _resamples(self) -> Resamples:
        return Resamples(list(self.sets), rule=self.rule, df=self.df)

    def draws(self) -> Floats:
        """The numbers as they might have come out, one row a draw: the resamples of all data sets that were fitted.

        Replicate weights vary by a rule and not as samples do: in their place stand normal draws with the covariances
        that the rule makes of them.
        """
        if self.rule is None:
            found = np.concatenate(self.sets)
            return found[~np.isnan(found).any(axis=1)]
        count, seed = self.normal
        drawn = []
        for i, (estimate, sample) in enumerate(zip(self.estimates, self.sets, strict=True)):
            moves = self._resamples.moves(estimate, sample)
            normal = np.random.default_rng([*seed, i]).standard_normal((count // len(self.sets), len(moves)))
            drawn.append(estimate + normal @ moves)
        return np.concatenate(drawn)


def share(happened: NDArray[np.bool_] | Floats) -> Floats:
    """Share of the draws, the rows, in which something happened; NaN without draws."""
    if not len(happened):
        return np.full(happened.shape[1:], np.nan)
    return np.mean(happened, axis=0)
