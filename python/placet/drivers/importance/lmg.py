"""The LMG split of R² from moments, with covariates always in, and its bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import ModelError, Moments
from ...progress import bar, continued
from ...survey.replicates import ReplicateWeights
from ...types import Progress
from ..missing.basis import Basis, seed_of
from ..model.model import Model

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Importance:
    """What p drivers add to R².

    Attributes
    ----------
    lmg : ndarray, p
        Importances.
    conditional : ndarray, p × p
        Mean gain of every driver by the number of other drivers in the model.
    r2_covariates : float
        R² of the covariates alone.
    """

    lmg: Floats
    conditional: Floats
    r2_covariates: float = 0.0

    @property
    def added(self) -> float:
        """What all drivers add together."""
        return float(self.lmg.sum())


@dataclass(frozen=True)
class Split:
    """Splits what the drivers of a model add to the R² of its covariates."""

    model: Model

    @property
    def drivers(self) -> list[int]:
        """Columns of the drivers."""
        return self._columns("driver")

    @property
    def covariates(self) -> list[int]:
        """Columns of the covariates, indicators of missing answers among them."""
        return self._columns("covariate")

    def _columns(self, role: str) -> list[int]:
        return [column for term in self.model.terms if term.role == role for column in term.columns]

    def of(self, moments: Moments, report: Progress = None) -> Importance:
        """The importances in a sample, for what the covariates leave of the outcome, of what they leave of the drivers.

        Covariates that do not vary, or are combinations of those before them, change nothing.
        """
        found = _core.lmg(moments, self.model.rows.names, self.drivers, self.covariates, report)
        return Importance(found["lmg"], found["conditional"], found["r2_covariates"])


def average(found: list[Importance]) -> Importance:
    """The mean over completed data sets; one as it is."""
    if len(found) == 1:
        return found[0]
    parts = ((f.lmg, f.conditional, f.r2_covariates) for f in found)
    lmg, conditional, r2 = (np.mean(column, axis=0) for column in zip(*parts, strict=True))
    return Importance(lmg, conditional, float(r2))


# ---- resamples -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Resamples:
    """Importances in resamples of a segment; the last column is what all drivers add together.

    Attributes
    ----------
    sets : list of ndarray
        One of shape (resamples, p + 1) a completed data set, NaN where a resample could not be fitted.
    jackknife : ndarray or None
        The same with groups of respondents left out.
    rule : ReplicateWeights or None
        How they make a variance, where they are of replicate weights.
    df : float
        Degrees of freedom of that variance.
    """

    sets: list[Floats]
    jackknife: Floats | None = None
    rule: ReplicateWeights | None = None
    df: float = np.inf

    @property
    def all(self) -> Floats:
        """Those of all data sets."""
        return np.concatenate(self.sets)

    @property
    def failed(self) -> int:
        """How many could not be fitted."""
        return int(np.isnan(self.all[:, 0]).sum())

    def std_error(self, estimates: list[Floats], read: Callable[[Floats], Floats]) -> Floats:
        """Standard errors of what is read off the resamples; of several data sets by Rubin's rules."""
        within = np.mean([self._variance(*one) for one in zip(estimates, map(read, self.sets), strict=True)], axis=0)
        if len(estimates) == 1:
            return np.sqrt(within)
        return np.sqrt(within + (1 + 1 / len(estimates)) * np.var(estimates, axis=0, ddof=1))

    def _variance(self, estimate: Floats, sample: Floats) -> Floats:
        if self.rule is not None:
            return self.rule.variance(estimate, sample)  # NaN where one of them is
        good = sample[~np.isnan(sample[:, 0])]
        return np.full_like(estimate, np.nan) if len(good) < 2 else good.var(axis=0, ddof=1)


def resample(
    basis: Basis, segment: int, count: int, seed: int | None, jackknife: bool, progress: bool | None
) -> Resamples:
    """Bootstrap the importances of a segment; completed data sets share the resamples."""
    split = Split(basis.model)
    if seed is None or not count:
        return Resamples([np.empty((0, len(split.drivers) + 1))] * basis.data_sets)
    with bar(basis.resamples(count), "resample", progress) as report:
        if basis.treated is not None:
            return Resamples([_of_replicates(split, basis.treated.replicates(segment)[:count], count, report)])
        sets = []
        for i, (model, share, done) in enumerate(basis.shares(count)):
            draws = model.rows.draws(share, seed_of(seed, i))
            given = (model.rows.given, segment, draws, split.covariates)
            sets.append(_core.bootstrap_importance(*given, continued(report, done)))
    rows = basis.model.rows
    if rows.replicates is not None:
        df = rows.replicates.degrees_of_freedom(rows.segments.codes, basis.model.segments)[segment]
        return Resamples(sets, rule=rows.replicates.rule, df=float(df))
    return Resamples(sets, _core.jackknife_importance(rows.given, segment, split.covariates) if jackknife else None)


def _of_replicates(split: Split, samples: Sequence[Moments], count: int, report: Progress) -> Floats:
    """One row a replicate of incomplete answers; those that had no moments count as ones that could not be fitted."""
    rows = [_blank(split)] * count
    for i, moments in enumerate(samples):
        with suppress(ModelError):
            found = split.of(moments)
            rows[i] = np.append(found.lmg, found.added)
        if report is not None:
            report(i + 1)
    return np.array(rows)


def _blank(split: Split) -> Floats:
    return np.full(len(split.drivers) + 1, np.nan)
