"""Importances in resamples: bootstrap samples, resamples of a design, replicate weights, groups left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...inference.grouped_jackknife import is_finite, left_out
from ...missing.gaps import seed_of
from ...progress import continued
from ...survey.replicates import ReplicateWeights
from ...types import Progress
from ..missing.basis import Basis
from .split import Split

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Resamples:
    """Importances of p drivers by m methods in resamples of a segment.

    Attributes
    ----------
    sets : list of ndarray
        One of shape (resamples, m p + 1) a completed data set, method after method and what all drivers add; NaN where
        a resample could not be fitted.
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

    def of(self, method: int, drivers: int) -> Resamples:
        """Those of one method."""

        def own(values: Floats) -> Floats:
            return values[:, method * drivers : (method + 1) * drivers]

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
        within = np.mean([self._covariance(*one) for one in zip(estimates, self.sets, strict=True)], axis=0)
        if len(estimates) == 1:
            return within
        return within + (1 + 1 / len(estimates)) * np.atleast_2d(np.cov(np.array(estimates), rowvar=False))

    def _covariance(self, estimate: Floats, sample: Floats) -> Floats:
        good = np.flatnonzero(~np.isnan(sample).any(axis=1))
        if self.rule is not None:
            whole = np.full_like(sample, np.nan)
            whole[good] = sample[good]
            moves = self.rule.deviations(estimate, whole)
            return moves.T @ moves if len(good) > 1 else np.full((len(estimate),) * 2, np.nan)
        if len(good) < 2:
            return np.full((len(estimate),) * 2, np.nan)
        moves = sample[good] - sample[good].mean(axis=0)
        return moves.T @ moves / (len(moves) - 1)


def resample(
    split: Split, basis: Basis, segment: int, count: int, seed: int, jackknife: bool, report: Progress
) -> Resamples:  # fmt: skip
    """Bootstrap the importances of a segment; completed data sets share the resamples."""
    if basis.treated is not None:
        samples = list(basis.treated.replicates(segment)[:count])
        found = split.of_model(basis.model).drawn(samples, report)
        failed = np.full((count - len(samples), found.shape[1]), np.nan)  # those that had no moments
        return Resamples([np.concatenate([found, failed])])
    sets = []
    for i, (model, share, done) in enumerate(basis.shares(count)):
        draws = model.rows.draws(share, seed_of(seed, i))
        samples = (model.rows.given, segment, draws)
        sets.append(split.of_model(model).drawn(samples, continued(report, done)))
    rows, own = basis.model.rows, split.of_model(basis.model)
    if rows.replicates is not None:
        df = rows.replicates.degrees_of_freedom(rows.segments.codes, basis.model.segments)[segment]
        return Resamples(sets, rule=rows.replicates.rule, df=float(df))
    if not jackknife:
        return Resamples(sets)
    return Resamples(sets, own.without_each(rows, segment))


def leave_out(split: Split, basis: Basis, segment: int, report: Progress) -> Resamples:
    """Importances with groups of respondents, or of whole sampling units, left out in turn."""
    own = split.of_model(basis.model)
    samples = left_out(basis.model.rows, segment)
    rule = ReplicateWeights("*", "JK1", mse=not is_finite(basis.model.rows))
    return Resamples([own.drawn(samples, report)], rule=rule, df=len(samples) - 1.0)
