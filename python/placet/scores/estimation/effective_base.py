"""Scores of domains, and the effective base their intervals stand on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ...inference.distributions import normal_quantile, t_quantile
from ...metrics.metric import Metric
from .linearised import Floats, Means
from .tally import Tally

#: A variance this much smaller than that of independent respondents is 0.
NO_VARIANCE = 1e-12

#: A base is at most so many times the respondents. Strata may make it larger than them; more than that is luck.
MOST_BASE = 2.0


class Scored(NamedTuple):
    """The score of every domain in units of the metric's values, and what its intervals need.

    All arrays have one entry a domain: `estimate`, `std_error`, `variance` (of the answers), `n` (observations),
    `sum_w`, `n_eff` (the effective base: Kish's, or under a design the base whose independent respondents would have
    that error), `uncut` (the base of intervals before its `limit`, see `src/scores/base.rs` and `limited`), `df`
    (infinite without a design; of clusters of unequal sizes fewer than clusters less strata), `factor` (what a squared
    error is multiplied by in intervals, where a segment has few of the clusters; see `bell_mccaffrey`), `shares`
    (domains × classes), `carriers` (respondents that carry the error), `informative` (how far the weights depend on the
    answers) and `kish` (Kish's base, whatever the design).
    """

    estimate: Floats
    std_error: Floats
    variance: Floats
    n: Floats
    sum_w: Floats
    n_eff: Floats
    uncut: Floats
    limit: Floats
    df: Floats
    factor: Floats
    shares: Floats
    carriers: Floats
    informative: Floats
    kish: Floats

    @property
    def base(self) -> Floats:
        """The effective base of intervals."""
        return np.minimum(self.uncut, self.limit)

    @property
    def own_variance(self) -> Floats:
        """The squared error of intervals."""
        return self.std_error**2 * self.factor

    @property
    def alike(self) -> NDArray[np.bool_]:
        """Whether all answers of a domain are one class, so that its error is unknown and not 0.

        Where all of a finite population answered nothing is unknown.
        """
        return (np.count_nonzero(self.shares > 0, axis=1) == 1) & np.isfinite(self.limit)

    def base_at(self, conf_level: float) -> Floats:
        """The base where few units say how uncertain the score is, so that a normal quantile will do."""
        return limited(self.uncut, self.limit, self.n, self.df, conf_level)


def limited(base: Floats, limit: Floats, n: Floats, df: Floats, conf_level: float) -> Floats:
    """A base made smaller where few units say how uncertain a score is, and held to what n respondents may tell.

    A t quantile of the design's degrees of freedom in place of one of n - 1 is a base that much smaller (Korn and
    Graubard 1998). The limit comes last: before, it would cut off the small errors that this quantile allows for.
    """
    few = np.isfinite(df)
    if np.count_nonzero(few):
        independent = quantile(conf_level, np.maximum(n - 1, 1))
        with np.errstate(invalid="ignore", divide="ignore"):
            base = base * np.where(few, np.minimum(independent / quantile(conf_level, df), 1.0), 1.0) ** 2
    return np.minimum(base, limit)


def scored(tally: Tally, metric: Metric) -> Scored:
    """Score every domain of a tally."""
    if tally.points is None:
        raw = _core.scores(tally.counts, metric.values, tally.weight_type, metric.classes)
    else:
        raw = _core.scores(tally.counts, metric.values, tally.weight_type)
        with np.errstate(invalid="ignore"):
            raw["shares"] = tally.w / tally.w.sum(axis=1, keepdims=True)
    n, std_error, n_eff, base, df = raw["n"], raw["std_error"], raw["n_eff"], raw["base"], raw["df"]
    limit, factor = MOST_BASE * n, np.ones(len(n))
    if tally.designed:
        std_error, n_eff, base, worth = _designed(tally, metric, raw)
        limit, df, factor = MOST_BASE * worth * n, tally.counted.df, tally.counted.factor
    return Scored(
        raw["estimate"], std_error, raw["variance"], n, raw["sum_w"], n_eff, base / factor, limit, df, factor,
        raw["shares"], raw["carriers"], raw["informative"], raw["n_eff"],
    )  # fmt: skip


def _designed(tally: Tally, metric: Metric, raw: dict[str, Floats]) -> tuple[Floats, Floats, Floats, Floats]:
    """Errors and bases under a design, and how many respondents one is worth.

    Without clusters the base is mixed as without a design, Kish's being that of strata: it has the error that the
    design would have if weights knew nothing of the answers within strata.
    """
    variance = tally.variance(metric.values, Means())
    # Equal answers, or clusters of equal sums, leave rounding behind, which is no error and makes no base.
    variance = np.where(variance <= NO_VARIANCE * raw["std_error"] ** 2, 0.0, variance)
    variance[raw["variance"] == 0] = 0.0
    std_error = np.sqrt(variance)
    worth = tally.worth(tally.squares)
    kish = worth * raw["n_eff"]
    with np.errstate(divide="ignore", invalid="ignore"):
        # Where too few replicates tell its error, nothing is known of a base either.
        n_eff = np.where((variance > 0) | np.isnan(variance), raw["variance"] / variance, raw["n_eff"])
        if tally.clustered:
            return std_error, n_eff, np.where(std_error == 0, kish, n_eff), worth
        blind = tally.blind_variance(metric.values, raw["estimate"])
        kish = np.where(blind > 0, raw["variance"] / blind, kish)
    return std_error, n_eff, _core.own_base(kish, raw["variance"], std_error, raw["carriers"]), worth


def quantile(conf_level: float, df: Floats) -> Floats:
    """Quantiles of t, of the normal where the degrees of freedom are infinite."""
    z = np.full(np.shape(df), normal_quantile(conf_level))
    finite = np.isfinite(df)
    if finite.any():
        z[finite] = t_quantile(conf_level, df[finite])  # of none NaN
    return z
