"""Rubin's rules: one result from those of several completed data sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..._core import DataError
from ...inference.distributions import normal_quantile, standard_errors
from .wald import precision


@dataclass(frozen=True)
class Pooled:
    """Pooled estimates of k coefficients from m completed data sets.

    Attributes
    ----------
    estimate : ndarray, k
        Means of the estimates.
    covariance : ndarray, k × k
        Their variance matrix, within + (1 + 1/m) between.
    within, between : ndarray, k × k
        Mean of the variance matrices; variance matrix of the estimates.
    df : ndarray, k
        Degrees of freedom.
    relative_increase : ndarray, k
        Part of the variance that the gaps add to what it would be without.
    missing_information : ndarray, k
        Share of the information on the coefficient that the gaps cost.
    m : int
        Data sets.
    """

    estimate: np.ndarray
    covariance: np.ndarray
    within: np.ndarray
    between: np.ndarray
    df: np.ndarray
    relative_increase: np.ndarray
    missing_information: np.ndarray
    m: int

    @property
    def std_errors(self) -> np.ndarray:
        """Standard errors."""
        return standard_errors(np.diag(self.covariance))

    def take(self, at: Sequence[int]) -> Pooled:
        """Those of some of the coefficients."""
        vectors = {
            name: getattr(self, name)[at] for name in ("estimate", "df", "relative_increase", "missing_information")
        }
        matrices = {name: getattr(self, name)[np.ix_(at, at)] for name in ("covariance", "within", "between")}
        return replace(self, **vectors, **matrices)


def pool(estimates: Any, covariances: Any, df_complete: Any = np.inf) -> Pooled:
    r"""Pool the estimates of m completed data sets by Rubin's rules.

    .. math:: \bar Q = \tfrac1m \sum Q_i, \quad \bar U = \tfrac1m \sum U_i, \quad
              B = \tfrac1{m-1} \sum (Q_i - \bar Q)(Q_i - \bar Q)', \quad T = \bar U + (1 + \tfrac1m) B

    and, for each coefficient, with :math:`\lambda = (1 + 1/m) B / T`, :math:`r = \lambda / (1 - \lambda)`,

    .. math:: \frac1\nu = \frac{\lambda^2}{m - 1} +
              \frac{\nu_c + 3}{(\nu_c + 1)\,\nu_c\,(1 - \lambda)}, \qquad
              \gamma = \frac{r + 2 / (\nu + 3)}{r + 1}

    (Rubin 1987 [1]_, degrees of freedom by Barnard and Rubin 1999 [2]_). Coefficients that are the same in all data
    sets had nothing missing: they keep the degrees of freedom of the complete data, and γ = 0.

    Parameters
    ----------
    estimates : array, m × k
        Coefficients of every data set.
    covariances : array, m × k × k
        Their variance matrices.
    df_complete : float or array, k
        Degrees of freedom :math:`\nu_c` there would be without gaps.

    Returns
    -------
    Pooled

    Raises
    ------
    DataError
        For fewer than two data sets, or shapes that do not fit.

    References
    ----------
    .. [1] Rubin, D. B. (1987). Multiple Imputation for Nonresponse in Surveys. Wiley. Section 3.1.
    .. [2] Barnard, J. and Rubin, D. B. (1999). Small-sample degrees of freedom with multiple imputation. Biometrika 86,
       948-955.

    Examples
    --------
    >>> pooled = pool([[1.0], [2.0], [3.0]], [[[0.5]], [[0.5]], [[0.5]]])
    >>> pooled.estimate, pooled.std_errors.round(4)  # 0.5 + 4/3
    (array([2.]), array([1.354]))
    """
    q, u = np.asarray(estimates, dtype=np.float64), np.asarray(covariances, dtype=np.float64)
    if q.ndim != 2 or u.shape != (*q.shape, q.shape[1]):
        raise DataError(
            f"estimates of shape {q.shape} (data sets x coefficients) do not go with variances of {u.shape}"
        )
    m = len(q)
    if m < 2:
        raise DataError(f"{m} completed data set shows no uncertainty about what is missing; pool at least 2")
    estimate, within = _mean(q), _mean(u)
    away = q - estimate
    between = away.T @ away / (m - 1)
    covariance = within + (1 + 1 / m) * between
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (1 + 1 / m) * np.diag(between) / np.diag(covariance)
        df = _degrees(share, m, np.asarray(df_complete, dtype=np.float64))
        increase = share / (1 - share)
        missing = np.where(share > 0, (increase + 2 / (df + 3)) / (increase + 1), 0.0)
    return Pooled(estimate, covariance, within, between, df, increase, np.where(share == 1, 1.0, missing), m)


def _mean(values: np.ndarray) -> np.ndarray:
    """Means over the data sets; equal values are their own, to the last digit."""
    return np.where(np.ptp(values, axis=0) == 0, values[0], values.mean(axis=0))


def _degrees(share: np.ndarray, m: int, complete: np.ndarray) -> np.ndarray:
    """Barnard and Rubin's degrees of freedom; those of the complete data where the gaps have no share."""
    observed = np.where(np.isinf(complete), np.inf, (complete + 1) / (complete + 3) * complete)
    return np.where(share > 0, 1 / (share**2 / (m - 1) + 1 / (observed * (1 - share))), complete)


@dataclass(frozen=True)
class PooledTest:
    """A test that several pooled coefficients are zero together."""

    statistic: float
    df_model: float
    df_resid: float


def wald(pooled: Pooled, which: list[int], df_complete: float = np.inf) -> PooledTest:
    r"""F test that the coefficients `which` are all zero, from pooled estimates.

    .. math:: D_1 = \frac{\bar Q' \bar U^{-1} \bar Q}{k (1 + \bar r)}, \qquad
              \bar r = (1 + \tfrac1m) \, \mathrm{tr}(B \bar U^{-1}) / k

    (Li, Raghunathan and Rubin 1991 [1]_), referred to F with k and the degrees of freedom that Reiter (2007) [2]_
    derives for complete data of `df_complete`; where :math:`k (m - 1) \le 4`, or the complete data have too few for
    that, those of [1]_, and never more than `df_complete`. Gaps are taken to cost every coefficient about the same
    share of information.

    Parameters
    ----------
    pooled : Pooled
        Of `pool`.
    which : list of int
        Positions of the coefficients.
    df_complete : float
        Residual degrees of freedom there would be without gaps.

    References
    ----------
    .. [1] Li, K. H., Raghunathan, T. E. and Rubin, D. B. (1991). Large-sample significance levels from multiply imputed
       data using moment-based statistics and an F reference distribution. J. American Statistical Association 86,
       1065-1073.
    .. [2] Reiter, J. P. (2007). Small-sample degrees of freedom for multi-component significance tests with multiple
       imputation for missing data. Biometrika 94, 502-508.
    """
    square, k, m = np.ix_(which, which), len(which), pooled.m
    estimate, inverse = pooled.estimate[which], precision(pooled.within[square])
    r = (1 + 1 / m) * float(np.trace(inverse @ pooled.between[square])) / k
    return d1(float(estimate @ inverse @ estimate) / k, r, k, m, df_complete)


def d1(within: float, r: float, k: int, m: int, df_complete: float) -> PooledTest:
    """D1 of the F by the variance within m data sets, which the gaps increase by r; see `wald`."""
    df = df_complete if r <= 0 else _joint_degrees(r, k, m, df_complete)
    return PooledTest(within / (1 + r), float(k), float(min(df, df_complete)))


def _joint_degrees(r: float, k: int, m: int, complete: float) -> float:
    """Degrees of freedom of a joint test: Reiter's, or Li, Raghunathan and Rubin's where these do not hold."""
    t = k * (m - 1)
    if t <= 4:
        return t * (1 + 1 / k) * (1 + 1 / r) ** 2 / 2
    a = r * t / (t - 2)
    whole = (complete + 1) / (complete + 3) * complete if np.isfinite(complete) else np.inf
    two, four = whole - 2 * (1 + a), whole - 4 * (1 + a)
    if not np.isfinite(whole) or four <= 0:
        return 4 + (t - 4) * (1 + (1 - 2 / t) / r) ** 2
    series = (
        two / ((1 + a) ** 2 * four)
        + 8 * two / ((1 + a) * four**2)
        + 4 / ((1 + a) * four)
        + 4 / (four * two)
        + 16 * two / four**3
        + 8 / four**2
    )
    return 4 + 1 / (1 / four + a**2 / (t - 4) * series)


@dataclass(frozen=True)
class PooledR2:
    """A pooled R² and its interval."""

    estimate: float
    conf_low: float
    conf_high: float


def pool_r2(r2: Any, n: float, conf_level: float = 0.95) -> PooledR2:
    r"""Pool the R² of m completed data sets on Fisher's scale (Harel 2009).

    .. math:: z_i = \mathrm{artanh} \sqrt{R_i^2}, \qquad U = \frac{1}{n - 3}, \qquad
              R^2 = \tanh^2 \bar z, \qquad \bar z \pm z_{1 - \alpha/2} \sqrt{U + (1 + 1/m) B}

    (The estimation of R² and adjusted R² in incomplete data sets using multiple imputation, J. Applied Statistics 36,
    1109-1118.) Negative values, as an adjusted R² may have, count as 0.

    Parameters
    ----------
    r2 : array, m
        One a data set.
    n : float
        Respondents.
    conf_level : float
        Probability that the interval covers.
    """
    given = np.sqrt(np.clip(np.asarray(r2, dtype=np.float64), 0, 1))
    if given.min() == 1:
        return PooledR2(1.0, 1.0, 1.0)
    z = np.arctanh(np.minimum(given, 1 - 1e-16))
    variance = (1 / (n - 3) if n > 3 else np.inf) + (1 + 1 / len(z)) * float(z.var(ddof=1))
    margin = normal_quantile(conf_level) * np.sqrt(variance)
    middle = float(z.mean())
    low, high = np.tanh([max(middle - margin, 0.0), middle + margin]) ** 2
    # Equal values are pooled to themselves, to the last digit.
    estimate = given[0] ** 2 if np.ptp(given) == 0 else np.tanh(middle) ** 2
    return PooledR2(float(estimate), float(low), float(high))
