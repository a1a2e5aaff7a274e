"""Bootstrap intervals from replicates: percentile, basic, and bias-corrected and accelerated."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from .distributions import Floats, inverse_normal_cdf, normal_cdf

IntervalKind: TypeAlias = Literal["percentile", "basic", "bca"]
KINDS: tuple[IntervalKind, ...] = ("percentile", "basic", "bca")


def bootstrap_interval(
    kind: IntervalKind,
    estimate: Floats,
    replicates: Floats,
    jackknife: Floats | None,
    conf_level: float,
    acceleration: Floats | None = None,
    times: Floats | None = None,
) -> tuple[Floats, Floats]:
    r"""Lower and upper limits of several statistics.

    With :math:`\theta^*_q` the q-quantile of the replicates and :math:`\alpha` the tail,

    .. math:: \text{percentile } [\theta^*_{\alpha}, \theta^*_{1-\alpha}] \qquad
              \text{basic } [2\hat\theta - \theta^*_{1-\alpha}, 2\hat\theta - \theta^*_{\alpha}] \qquad
              \text{BCa } [\theta^*_{\alpha_1}, \theta^*_{\alpha_2}]

    where the BCa tails correct for the bias and the acceleration of the bootstrap distribution [1]_.

    Parameters
    ----------
    kind
        Which of the three.
    estimate : shape (statistics,)
        Values in the sample.
    replicates : shape (resamples, statistics)
        Their bootstrap replicates; rows of NaN are resamples that could not be fitted.
    jackknife : shape (groups, statistics), optional
        Values with one group left out each; BCa needs them, or the acceleration.
    conf_level
        Probability that an interval covers its statistic.
    acceleration : shape (statistics,), optional
        Skewness of the influence of the rows over 6, where it is known without leaving any out.
    times : shape (groups,), optional
        How many groups there are like each of the jackknife; one without it.

    Returns
    -------
    low, high : shape (statistics,)
        NaN with fewer than two usable replicates.

    References
    ----------
    .. [1] Efron, B. (1987). Better bootstrap confidence intervals. J. American Statistical Association 82, 171-185.
    """
    usable = replicates[~np.isnan(replicates).any(axis=1)]
    if len(usable) < 2:
        return np.full_like(estimate, np.nan), np.full_like(estimate, np.nan)
    tails = np.array([(1 - conf_level) / 2, (1 + conf_level) / 2])
    if kind == "bca" and jackknife is not None:
        fitted = ~np.isnan(jackknife).any(axis=1)
        acceleration = _acceleration(jackknife[fitted], np.ones(fitted.sum()) if times is None else times[fitted])
    if kind == "bca" and acceleration is not None:
        levels = _bca_levels(estimate, usable, acceleration, tails)
        limits = [_quantile(column, pair) for column, pair in zip(usable.T, levels, strict=True)]
        low, high = np.array(limits).T
        return low, high
    low, high = np.quantile(usable, tails, axis=0)
    return (2 * estimate - high, 2 * estimate - low) if kind == "basic" else (low, high)


def _acceleration(jackknife: Floats, times: Floats) -> Floats:
    if not len(jackknife):
        return np.full(jackknife.shape[1], np.nan)
    times = times[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        influence = (times * jackknife).sum(axis=0) / times.sum() - jackknife
        return (times * influence**3).sum(axis=0) / (6 * (times * influence**2).sum(axis=0) ** 1.5)


def _bca_levels(estimate: Floats, replicates: Floats, acceleration: Floats, tails: Floats) -> Floats:
    """The corrected tails, one pair a statistic; NaN where all replicates lie on one side of the estimate."""
    below = ((replicates < estimate).mean(axis=0) + (replicates <= estimate).mean(axis=0)) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        bias = inverse_normal_cdf(below)[:, None]
        shifted = bias + inverse_normal_cdf(tails)
        return normal_cdf(bias + shifted / (1 - acceleration[:, None] * shifted))


def _quantile(replicates: Floats, levels: Floats) -> Floats:
    return np.full(2, np.nan) if np.isnan(levels).any() else np.quantile(replicates, levels)
