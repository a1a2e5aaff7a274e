"""How sure numbers are that are read off resamples: errors, intervals, and draws of all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..survey.replicates import ReplicateWeights
from .distributions import Floats
from .resamples import Resamples


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
