"""The LMG split of R² from moments, with covariates always in, and its bootstrap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import ModelError, Moments
from ...progress import bar, continued
from ...types import Progress
from ..missing.basis import Basis, seed_of
from ..model.model import Model
from ..model.moments import Means, left_out
from ..selection.walks.sweep import correlations, sweep

Floats = NDArray[np.float64]
#: A column of which less than this share is left beside the covariates is taken for a combination of them.
LEAST = 1e-12


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
        """The importances in a sample."""
        if self.covariates:
            return self.beyond(Means.of(moments), report)
        found = _core.lmg(moments, self.model.rows.names, 0, self.drivers, report)
        return Importance(found["lmg"], found["conditional"])

    def beyond(self, means: Means, report: Progress = None) -> Importance:
        """The importances for what the covariates leave of the outcome, of what they leave of the drivers.

        Covariates that do not vary, or are combinations of those before them, change nothing.
        """
        kept = [0, *self.drivers]
        names = [self.model.rows.names[column] for column in kept]
        matrix = correlations(means.mean, means.comoment, means.sum_w)
        for column in self.covariates:
            if matrix[column, column] >= LEAST:
                sweep(matrix, column)
        matrix = matrix[np.ix_(kept, kept)]
        gone = [name for name, share in zip(names, matrix.diagonal(), strict=True) if share < LEAST]
        if gone:
            raise ModelError(f"column {gone[0]!r} does not vary, or is a combination of the covariates; leave it out")
        left = Means(means.n, means.sum_w, np.zeros(len(kept)), matrix).accumulator()
        found = _core.lmg(left, names, 0, list(range(1, len(kept))), report)
        share = float(matrix[0, 0])
        return Importance(share * found["lmg"], share * found["conditional"], 1 - share)


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
    """

    sets: list[Floats]
    jackknife: Floats | None = None

    @property
    def all(self) -> Floats:
        """Those of all data sets."""
        return np.concatenate(self.sets)

    @property
    def failed(self) -> int:
        """How many could not be fitted."""
        return int(np.isnan(self.all[:, 0]).sum())

    def std_error(self, found: list[Importance]) -> Floats:
        """Standard errors of the importances: of several data sets, whose estimates are given, by Rubin's rules."""
        good = [sample[~np.isnan(sample[:, 0]), :-1] for sample in self.sets]
        if min(map(len, good)) < 2:
            return np.full_like(found[0].lmg, np.nan)
        within = np.mean([sample.var(axis=0, ddof=1) for sample in good], axis=0)
        if len(found) == 1:
            return np.sqrt(within)
        between = np.var([f.lmg for f in found], axis=0, ddof=1)
        return np.sqrt(within + (1 + 1 / len(found)) * between)


def resample(
    basis: Basis, segment: int, count: int, seed: int | None, jackknife: bool, progress: bool | None
) -> Resamples:
    """Bootstrap the importances of a segment; completed data sets share the resamples."""
    split = Split(basis.model)
    if seed is None or not count:
        return Resamples([np.empty((0, len(split.drivers) + 1))])
    with bar(count, "resample", progress) as report:
        quick = not split.covariates and basis.treated is None
        sets = (_in_the_core if quick else _one_by_one)(basis, split, segment, count, seed, report)
    return Resamples(sets, _jackknife(basis, split, segment) if jackknife else None)


def _in_the_core(
    basis: Basis, split: Split, segment: int, count: int, seed: int, report: Progress
) -> list[Floats]:  # fmt: skip
    sets = []
    for i, (model, share, done) in enumerate(basis.shares(count)):
        rows, told = model.rows, continued(report, done)
        given = (list(rows.columns), rows.weights, rows.segments.cells, segment)
        found = _core.bootstrap_importance(*given, share, seed_of(seed, i), rows.weight_type, told)
        sets.append(_without_coefficients(found, split))
    return sets


def _without_coefficients(found: Floats, split: Split) -> Floats:
    """The core gives importances, coefficients and R²."""
    p = len(split.drivers)
    return found[:, [*range(p), 2 * p]]


def _one_by_one(
    basis: Basis, split: Split, segment: int, count: int, seed: int, report: Progress
) -> list[Floats]:  # fmt: skip
    rows: list[list[Any]] = [[] for _ in range(basis.data_sets)]
    for done, (i, means) in enumerate(basis.replicates(segment, count, seed), start=1):
        rows[i] += _stack(split, [means])
        if report is not None:
            report(done)
    # Incomplete answers that had no moments count as resamples that could not be fitted.
    missing = count - sum(map(len, rows))
    return [np.array([*found, *[_blank(split)] * missing]) for found in rows]


def _jackknife(basis: Basis, split: Split, segment: int) -> Floats:
    if split.covariates:
        return np.array(_stack(split, left_out(basis.model, segment)))
    rows = basis.model.rows
    given = (list(rows.columns), rows.weights, rows.segments.cells, segment)
    return _without_coefficients(_core.jackknife_importance(*given, rows.weight_type), split)


def _stack(split: Split, samples: Iterable[Means]) -> list[Floats]:
    """One row a sample."""
    rows = []
    for means in samples:
        try:
            found = split.beyond(means)
            rows.append(np.append(found.lmg, found.added))
        except ModelError:
            rows.append(_blank(split))
    return rows


def _blank(split: Split) -> Floats:
    return np.full(len(split.drivers) + 1, np.nan)
