"""Scores of domains, and the effective base their intervals stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ...inference.distributions import normal_quantile, t_quantile
from ...survey.weights import observations
from .linearised import Floats, Means
from .metric import Metric
from .tally import Tally

#: A variance this much smaller than that of independent respondents is 0.
NO_VARIANCE = 1e-12

#: Respondents at which the error's own base and Kish's count alike: chosen by simulation, see docs/coverage.md.
ALIKE = 40.0

#: A base is at most so many times the respondents. Strata may make it larger than them; more than that is luck.
MOST_BASE = 2.0


@dataclass(frozen=True)
class Scored:
    """The score of every domain in units of the metric's values, and what its intervals need.

    All arrays have one entry a domain: `estimate`, `std_error`, `variance` (of the answers), `n`, `sum_w`, `n_eff` (the
    effective base: Kish's, or under a design the base whose independent respondents would have that error), `uncut`
    (the base of intervals before its `limit`, see `own_base` and `limited`), `df` and `shares` (domains × classes).
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
    shares: Floats

    @property
    def base(self) -> Floats:
        """The effective base of intervals."""
        return np.minimum(self.uncut, self.limit)

    def base_at(self, conf_level: float) -> Floats:
        """The base where few units say how uncertain the score is, so that a normal quantile will do."""
        return limited(self.uncut, self.limit, self.n, self.df, conf_level)


def limited(base: Floats, limit: Floats, n: Floats, df: Floats, conf_level: float) -> Floats:
    """A base made smaller where few units say how uncertain a score is, and held to what n respondents may tell.

    A t quantile of the design's degrees of freedom in place of one of n - 1 is a base that much smaller (Korn and
    Graubard 1998). The limit comes last: before, it would cut off the small errors that this quantile allows for.
    """
    few = np.isfinite(df)
    if few.any():
        independent = quantile(conf_level, np.maximum(n - 1, 1))
        base = base * np.where(few, np.minimum(independent / quantile(conf_level, df), 1.0), 1.0) ** 2
    return np.minimum(base, limit)


def scored(tally: Tally, metric: Metric) -> Scored:
    """Score every domain of a tally."""
    raw = _core.scores(tally.counts, metric.values, tally.weight_type)
    std_error, n_eff, df = raw["std_error"], raw["n_eff"], tally.df[0]
    if tally.designed:
        variance = tally.variance(metric.values, Means())
        # Equal answers, or clusters of equal sums, leave rounding behind, which is no error and makes no base.
        variance = np.where(variance <= NO_VARIANCE * raw["std_error"] ** 2, 0.0, variance)
        variance[raw["variance"] == 0] = 0.0
        std_error = np.sqrt(variance)
        with np.errstate(divide="ignore", invalid="ignore"):
            n_eff = np.where(variance > 0, raw["variance"] / variance, n_eff)
    n = observations(tally.weight_type, raw["n"], raw["sum_w"])
    worth = tally.worth(tally.squares)
    uncut = np.where(std_error > 0, n_eff, worth * raw["n_eff"])
    if not tally.clustered:
        w2, answers = tally.respondents
        carried = carriers(w2 * (metric.values - raw["estimate"][:, None]) ** 2, answers)
        uncut = own_base(worth * raw["n_eff"], raw["variance"], std_error, carried)
    with np.errstate(invalid="ignore"):
        shares = (tally.w @ metric.classes[1]) / tally.w.sum(axis=1, keepdims=True)
    limit = MOST_BASE * worth * n
    return Scored(raw["estimate"], std_error, raw["variance"], n, raw["sum_w"], n_eff, uncut, limit, df, shares)


def own_base(kish: Floats, variance: Floats, std_error: Floats, respondents: Floats) -> Floats:
    r"""Effective base of a score: in small samples Kish's, in large ones that of its standard error.

    Kish's base supposes that weights know nothing of the answers. Where they do, as after raking or where detractors
    seldom respond, it is wrong at any sample size. The base of the error, variance / std_error², is right in large
    samples and noisy in small ones, so that the two are mixed,

    .. math:: 1/b = (1 - a)/n_\mathrm{Kish} + a \, s^2 / v, \qquad a = m/(m + 40).

    An error above Kish's is believed as the sample grows, m being Kish's base. An error below it is believed as far as
    respondents carry it: m is (Σz²)²/Σz⁴ of the linearised values z (Satterthwaite 1946), and a single promoter of
    small weight is no reason for a short interval. Without weights both bases are n, and so is b. Of a finite
    population Kish's base is that of as many more respondents as each is worth, see `Tally.worth`.

    `respondents` are (Σz²)²/Σz⁴.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.where(variance > 0, std_error**2 / variance, 1 / kish)
        carried = np.where(own > 1 / kish, kish, respondents)
        trust = np.where(variance > 0, carried / (carried + ALIKE), 0.0)
        return 1 / ((1 - trust) / kish + trust * own)


def carriers(squares: Floats, n: NDArray[Any]) -> Floats:
    """(Σz²)²/Σz⁴ from the sums of z² of n answers at every point, whose weights are taken as alike there."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = squares / squares.sum(axis=1, keepdims=True)  # first, since z⁴ of large weights is beyond all numbers
        return 1 / np.divide(share**2, n, out=np.zeros_like(share), where=n > 0).sum(axis=1)


def quantile(conf_level: float, df: Floats) -> Floats:
    """Quantiles of t, of the normal where the degrees of freedom are infinite."""
    z = np.full(np.shape(df), normal_quantile(conf_level))
    finite = np.isfinite(df)
    if finite.any():
        z[finite] = np.where(df[finite] > 0, t_quantile(conf_level, np.maximum(df[finite], 1e-300)), np.nan)
    return z
