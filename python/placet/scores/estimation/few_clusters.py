"""How many degrees of freedom the error of clusters of unequal sizes has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...survey.sampling import Sampling, cross
from ...survey.stratum_factors import stratum_factors
from .linearised import Floats

#: Correlation within clusters for which the degrees of freedom are worked out: that of attitudes is about so large.
WORKING_CORRELATION = 0.05
#: Degrees of freedom that are as many as the units leave, but for rounding.
ROUNDING = 1e-12


def bell_mccaffrey_df(
    sampling: Sampling, domain: NDArray[np.int32], unit: NDArray[np.int32], w: Floats, squares: Floats, counted: Floats
) -> Floats:
    r"""Satterthwaite's degrees of freedom of the design's variance of every domain's score.

    The variance is the quadratic form z'Mz in the linearised totals of the clusters,

    .. math:: z = (I - a 1')\,t \qquad
              M = \operatorname{diag}_h\left(f_h \frac{c_h}{c_h - 1}\Bigl(I - \frac{1}{c_h} 1 1'\Bigr)\right) \qquad
              df = \frac{\operatorname{tr}(MZ)^2}{\operatorname{tr}(MZMZ)}

    with a the shares of the clusters in the weights, t the totals of the answers' deviations and Z the covariance of z
    where the answers of a cluster have the correlation :math:`\rho = 0.05`: t has the variances
    :math:`\gamma = (1 - \rho)\sum w^2 + \rho (\sum w)^2`. Of clusters of equal weights these are clusters less strata;
    of others they are fewer (Bell and McCaffrey 2002; Imbens and Kolesár 2016).

    Parameters
    ----------
    sampling
        The design.
    domain, unit, w, squares : shape (cells,)
        Combinations of domain and cluster with answers, their sums of weights and of squared weights.
    counted : shape (domains,)
        Clusters less strata of every domain: no more than these are found.

    References
    ----------
    Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage
    samples. Survey Methodology 28, 169-181. Imbens, G. W. and Kolesár, M. (2016). Robust standard errors in small
    samples: some practical advice. Review of Economics and Statistics 98, 701-712.
    """
    group, of_group, stratum = cross(domain, sampling.stratum_of(unit), len(sampling.units))

    def summed(values: Floats) -> Floats:
        return np.bincount(of_group, values, len(counted)).astype(np.float64)

    whole = np.bincount(domain, w, len(counted))[domain]
    a = w / whole
    gamma = (1 - WORKING_CORRELATION) * squares / whole**2 + WORKING_CORRELATION * a**2

    def by_stratum(values: Floats) -> Floats:
        return np.bincount(group, values, len(stratum)).astype(np.float64)

    factor, mean = stratum_factors(sampling.units, sampling.not_drawn, sampling.lonely)
    factor, mean = factor[stratum], mean[stratum]
    a_sum, g_sum, g_squares = by_stratum(a), by_stratum(gamma), by_stratum(gamma**2)
    total = summed(g_sum)
    # a'Ma, a'Mγ and γ'Mγ, clusters without answers in the domain among them.
    aa = summed(factor * (by_stratum(a**2) - mean * a_sum**2))
    ag = summed(factor * (by_stratum(a * gamma) - mean * a_sum * g_sum))
    gg = summed(factor * (g_squares - mean * g_sum**2))
    from_mean, g_from_mean = a - (mean * a_sum)[group], gamma - (mean * g_sum)[group]
    a_g_a = summed(factor**2 * by_stratum(gamma * from_mean**2))
    g_g_a = summed(factor**2 * by_stratum(gamma * g_from_mean * from_mean))
    trace = summed(factor * g_sum * (1 - mean)) - 2 * ag + total * aa
    own = summed(factor**2 * (g_squares * (1 - mean) ** 2 + mean**2 * (g_sum**2 - g_squares)))
    shared = (total * aa - ag) ** 2 - 2 * aa * (total * ag - gg) + ag**2
    square = own + 2 * (total * a_g_a - 2 * g_g_a) + shared
    with np.errstate(invalid="ignore", divide="ignore"):
        found = trace**2 / square
    # A domain in one cluster has none, which rounding would make some; of even clusters rounding would leave less.
    fewer = np.isfinite(found) & (counted > 0) & (found < counted * (1 - ROUNDING))
    return np.where(fewer, found, counted)
