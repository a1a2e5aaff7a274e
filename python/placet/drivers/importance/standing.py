"""Which driver is first, and how sure that is: ranks in resamples, confidence sets of ranks, letters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...inference.multiplicity import compact_letters
from ...inference.ranks import rank_intervals, ranks
from .intervals import Sure

Floats = NDArray[np.float64]
#: Draws of the largest of many t, where no resamples are at hand; their seed, any would do.
DRAWS, SEED = 20_000, 20_260_101
#: A standard error of this share of the largest is rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Standing:
    """Ranks of p importances.

    Attributes
    ----------
    rank : ndarray
        From 1; those that are equal share the lowest.
    rank_low, rank_high : ndarray
        Simultaneous confidence sets.
    letters : list of str
        Drivers share a letter exactly where they do not differ.
    frequency : ndarray, p × p
        Share of the resamples in which driver (row) has rank (column) 1, 2, ...; NaN without resamples.
    """

    rank: NDArray[np.int64]
    rank_low: Floats
    rank_high: Floats
    letters: list[str]
    frequency: Floats

    def in_top(self, k: int) -> Floats:
        """Share of the resamples in which a driver is among the first k."""
        return self.frequency[:, :k].sum(axis=1)


def standing(values: Floats, sure: Sure | None, conf_level: float) -> Standing:
    r"""Ranks of importances.

    The confidence sets are those of `inference.ranks.rank_intervals`, from the covariance of the importances. Two
    drivers have no letter in common where their difference is further from 0 than any difference strays from its value,

    .. math:: |d_{ij}| > c \, s_{ij}, \qquad c = \text{quantile of } \max_{i<j} |d^*_{ij} - d_{ij}| / s_{ij}

    over the resamples, or over draws of the t distribution that belongs to the errors (max-t, Hothorn, Bretz and
    Westfall 2008, Biometrical J. 50).
    """
    p = len(values)
    rank = ranks(values)
    none = np.full((p, p), np.nan)
    if sure is None:
        return Standing(rank.astype(np.int64), none[0], none[0], [""] * p, none)
    difference, error = values[:, None] - values, _errors(sure.covariance)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.where(error > 0, difference / error, np.nan)
    low, high = rank_intervals(statistic, sure.df, conf_level, simultaneous=True)
    critical = _critical(values, sure, error, conf_level)
    # Of no resample and of one nothing is known, which is not the same as no difference.
    unknown = p > 1 and np.isnan(sure.covariance).all()
    letters = [""] * p if unknown else compact_letters(values, np.nan_to_num(np.abs(statistic)) > critical)
    frequency = none if sure.replicates is None else frequencies(sure.replicates)
    return Standing(rank.astype(np.int64), low, high, letters, frequency)


def _errors(covariance: Floats) -> Floats:
    variance = np.diag(covariance)
    error = np.sqrt((variance[:, None] + variance - 2 * covariance).clip(0))
    return np.where(error > ROUNDING * np.sqrt(variance.max(initial=0.0)), error, 0.0)


def _critical(values: Floats, sure: Sure, error: Floats, conf_level: float) -> float:
    """Quantile of the largest distance of a difference from its value, in standard errors."""
    pairs = np.triu_indices(len(values), 1)
    pairs = tuple(index[error[pairs] > 0] for index in pairs)
    if not len(pairs[0]):
        return np.inf
    moves = _drawn(sure) if sure.replicates is None else sure.replicates - values
    moves = moves[:, pairs[0]] - moves[:, pairs[1]]
    largest = np.abs(moves / error[pairs]).max(axis=1)
    return float(np.quantile(largest, conf_level)) if len(largest) else np.inf


def _drawn(sure: Sure) -> Floats:
    rng = np.random.default_rng(SEED)
    values, vectors = np.linalg.eigh(sure.covariance)
    normal = rng.standard_normal((DRAWS, len(values))) @ (vectors * np.sqrt(values.clip(0))).T
    if not np.isfinite(sure.df):
        return normal
    return normal / np.sqrt(rng.chisquare(sure.df, DRAWS) / sure.df)[:, None]


def frequencies(replicates: Floats) -> Floats:
    """Share of the resamples (rows) in which each column has rank 1, 2, ..., p; ties are split."""
    count, p = replicates.shape
    if not count:
        return np.full((p, p), np.nan)
    order = np.argsort(-replicates, axis=1, kind="stable")
    ordered = np.take_along_axis(replicates, order, axis=1)
    found = np.zeros((p, p))
    tied = np.zeros(count, dtype=bool) if p < 2 else (np.diff(ordered, axis=1) == 0).any(axis=1)
    for rank in range(p):
        found[:, rank] += np.bincount(order[~tied, rank], minlength=p)
    for row in replicates[tied]:
        _add_tied(row, found)
    return found / count


def _add_tied(row: Floats, found: Floats) -> None:
    for value in np.unique(row):
        alike = np.flatnonzero(row == value)
        above = int((row > value).sum())
        found[np.ix_(alike, np.arange(above, above + len(alike)))] += 1 / len(alike)
