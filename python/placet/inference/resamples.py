"""Statistics in resamples: bootstrap samples, resamples of a design, replicate weights; of several data sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..survey.replicates import ReplicateWeights
from .bootstrap import IntervalKind, bootstrap_interval
from .distributions import Floats, t_quantile


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
        Degrees of freedom of that variance.
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
        self, estimate: Floats, sets: Sequence[Floats], kind: IntervalKind, conf_level: float
    ) -> tuple[Floats, Floats, Floats]:
        """Standard errors and limits: quantiles of bootstrap resamples, t intervals of replicate weights.

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
        if self.rule is not None:
            margin = t_quantile(conf_level, self.df) * error
            return error, estimate - margin, estimate + margin
        left_out, times = (None, None) if self.jackknife is None else self.jackknife
        return error, *bootstrap_interval(kind, estimate, self.all, left_out, conf_level, times=times)
