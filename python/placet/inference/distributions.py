"""Quantiles and tail probabilities, imported only when one is asked for; all but the normal are scipy's."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Degrees of freedom whose quantiles lie beyond 1e99.
LEAST_DF = 1e-10
#: Differences that Shapiro and Wilk's test cannot tell from none.
NO_RANGE = 1e-19


def standard_errors(variances: Any) -> Floats:
    """Square roots of variances; what rounding leaves below 0 is 0, what is unknown stays so."""
    return np.sqrt(np.maximum(variances, 0.0))


@lru_cache(maxsize=64)
def normal_quantile(conf_level: float) -> float:
    """Z such that a standard normal lies within ±z with this probability."""
    # To 16 digits the same as scipy's, which takes some 60 ms to import: a score needs nothing else of it.
    from statistics import NormalDist

    return -NormalDist().inv_cdf((1 - conf_level) / 2)


def normal_cdf(z: Any) -> Floats:
    """Probability that a standard normal lies below z."""
    from scipy.special import ndtr

    return np.asarray(ndtr(z), dtype=np.float64)


def inverse_normal_cdf(probability: Any) -> Floats:
    """Value below which a standard normal lies with this probability."""
    from scipy.special import ndtri

    return np.asarray(ndtri(probability), dtype=np.float64)


def t_quantile(conf_level: float, df: Any) -> Floats:
    """T such that a t variate with `df` degrees of freedom lies within ±t with this probability; NaN for none."""
    from scipy.special import stdtrit

    # Of fewer, whose quantiles are no numbers in any case, old versions of scipy give one of the wrong sign.
    df = np.where(np.less(0, df) & np.less(df, LEAST_DF), LEAST_DF, df)
    return np.asarray(-stdtrit(df, (1 - conf_level) / 2), dtype=np.float64)


def t_p_value(statistic: Any, df: Any) -> Floats:
    """Two-sided p-value of a t statistic."""
    from scipy.special import stdtr

    return np.asarray(2 * stdtr(df, -np.abs(statistic)), dtype=np.float64)


def f_p_value(statistic: Any, df_model: Any, df_resid: Any) -> Floats:
    """Upper-tail p-value of an F statistic."""
    from scipy.special import fdtrc

    return np.asarray(fdtrc(df_model, df_resid, statistic), dtype=np.float64)


def f_quantile(probability: Any, df_model: Any, df_resid: Any) -> Floats:
    """Value below which an F variate lies with this probability."""
    from scipy.special import fdtri

    return np.asarray(fdtri(df_model, df_resid, probability), dtype=np.float64)


def noncentral_t_cdf(t: Any, df: Any, noncentrality: Any) -> Floats:
    """Probability that a noncentral t variate lies below t."""
    from scipy.special import nctdtr

    below = np.asarray(nctdtr(df, noncentrality, t), dtype=np.float64)
    # scipy gives NaN in the far tails, where the probability is 0 or 1 to the last digit.
    return np.where(np.isnan(below), np.greater(t, noncentrality), below)


def log_poisson(count: Any, mean: Any) -> Floats:
    """Logarithm of the probability of a count of a Poisson variate; -inf below 0."""
    from scipy.special import gammaln, xlogy

    count, mean = np.asarray(count, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    inside = xlogy(count, mean) - mean - gammaln(np.maximum(count, 0) + 1)
    return np.where(count < 0, -np.inf, inside)


def poisson_between(low: Any, high: Any, mean: Any) -> Floats:
    """Probability that a Poisson variate lies from low to high, both included."""
    from scipy.special import pdtr, pdtrc

    low, high = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    below = np.where(low > 0, pdtr(np.maximum(low - 1, 0), mean), 0.0)
    return np.maximum(1 - below - pdtrc(high, mean), 0.0)


def chi2_p_value(statistic: Any, df: Any) -> Floats:
    """Upper-tail p-value of a chi-squared statistic."""
    from scipy.special import chdtrc

    return np.asarray(chdtrc(df, statistic), dtype=np.float64)


def chi2_quantile(probability: Any, df: Any) -> Floats:
    """Value below which a chi-square variate lies with this probability."""
    from scipy.special import chdtri

    return np.asarray(chdtri(df, 1 - np.asarray(probability)), dtype=np.float64)


def shapiro(values: Floats) -> tuple[float, float]:
    """Shapiro and Wilk's W and its p-value; NaN for values that do not differ."""
    from scipy.stats import shapiro

    if np.ptp(values) <= NO_RANGE:
        return float("nan"), float("nan")
    found = shapiro(values)
    return float(found.statistic), float(found.pvalue)
