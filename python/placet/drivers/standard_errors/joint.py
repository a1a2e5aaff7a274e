"""Tests of several coefficients at once: which one belongs to which errors is decided here, for every function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...inference.distributions import chi2_p_value, f_p_value
from ...language import say
from . import pooling
from .covariance import Covariance
from .wald import wald

Floats = NDArray[np.float64]


class JointTest(NamedTuple):
    """An F and its degrees of freedom."""

    statistic: float
    df_model: float
    df_resid: float


def joint_test(covariance: Covariance, estimate: Floats, at: Sequence[int]) -> JointTest:
    r"""The test, by the errors of the coefficients, that the q of them at these places are all 0.

    .. math:: W = b' V^{-1} b, \qquad F = \frac{c}{q} W \sim F(q, \nu)

    - errors of the model and robust ones (HC): c = 1, ν those of the coefficients' t (the fewest of the q);
    - up to 100 clusters, whatever the kind of their errors: those of Hotelling's T² by units of unequal weight, and the
      bias of V, both by a working model of residuals that are independent and alike, see `Working.reference`;
    - more of them, strata of respondents and replicate weights of d degrees of freedom (clusters less 1, units less
      strata): c = (d - q + 1) / d and ν = d - q + 1, never more than the coefficients' t have [1]_. A covariance matrix
      of so few units has too small a determinant, which c corrects;
    - completed data sets: D1 [2]_ times c, with the degrees of freedom of Reiter (2007) for complete data that have ν;
      of one coefficient those of its t.

    Units of d degrees of freedom test no d or more coefficients.

    Of one coefficient F is t², in all of them.

    Parameters
    ----------
    covariance : Covariance
    estimate : ndarray, shape (k,)
    at : sequence of int
        Places of the coefficients.

    References
    ----------
    .. [1] Korn, E. L. and Graubard, B. I. (1990). Simultaneous testing of regression coefficients with complex survey
       data: use of Bonferroni t statistics. The American Statistician 44, 270-276.
    .. [2] Li, K. H., Raghunathan, T. E. and Rubin, D. B. (1991), see `pooling.wald`.
    """
    places, q = list(at), len(at)
    if not q:
        return JointTest(np.nan, 0.0, np.nan)
    if q == 1 and covariance.pooled is None:
        return _squared(covariance, estimate, places[0])
    factor, df_resid = reference(covariance.complete or covariance, places)
    if not df_resid > 0:
        return JointTest(np.nan, q, df_resid)
    if covariance.pooled is None:
        return JointTest(factor * wald(estimate[places], covariance.matrix[np.ix_(places, places)]), q, df_resid)
    found = pooling.wald(covariance.pooled, places, df_resid)
    df = float(covariance.dfs[places[0]]) if q == 1 else found.df_resid
    return JointTest(factor * found.statistic, q, df)


def _squared(covariance: Covariance, estimate: Floats, at: int) -> JointTest:
    """The square of t, of which there may be thousands; NaN for an error of 0."""
    variance, df = float(covariance.matrix[at, at]), float(covariance.dfs[at])
    statistic = (float(estimate[at]) / variance**0.5) ** 2 if variance > 0 and df > 0 else np.nan
    return JointTest(statistic, 1.0, df)


def reference(covariance: Covariance, at: Sequence[int]) -> tuple[float, float]:
    """What W / q is multiplied by, and the degrees of freedom below: NaN where so many cannot be tested."""
    q, d, least = len(at), covariance.units, float(np.min(covariance.dfs[list(at)]))
    if d is None or q == 1 or not least > 0:
        return 1.0, least
    if too_many(q, d):
        return np.nan, np.nan
    if covariance.working is not None:
        return covariance.working.contrasts(np.eye(len(covariance.matrix))[list(at)]).reference()
    return (d - q + 1) / d, min(d - q + 1, least)


def too_many(q: int, units: float | None) -> bool:
    """Whether q coefficients are more than the units of a design can test together."""
    return units is not None and q > 1 and q >= units


def untested(covariance: Covariance | None, slopes: int) -> list[str]:
    """What is to be said where all slopes together cannot be tested."""
    if covariance is None or np.isnan(covariance.least_df) or not slopes:
        return []
    complete = covariance.complete or covariance
    k = len(complete.matrix)
    if complete.units is None or np.isnan(np.stack([complete.dfs, np.diag(complete.matrix)])[:, k - slopes :]).any():
        return []
    if reference(complete, range(k - slopes, k))[1] > 0:
        return []
    one = say("1 degree of freedom")
    df = one if complete.units == 1 else say("{count:.0f} degrees of freedom", count=complete.units)
    if slopes == 1:
        return [say("no joint test of 1 coefficient by units that have {df}", df=df)]
    return [say("no joint test of {count} coefficients by units that have {df}", count=slopes, df=df)]


def overall(
    estimates: Sequence[Floats | None], covariances: Sequence[Covariance | None], slopes: int
) -> dict[str, Floats]:
    """Facts of the test that no slope, the last so many coefficients, is other than 0, of every segment.

    Nothing where errors are those of the model itself, which has a test of its own: F of the sums of squares, or the
    ratio of the likelihoods.
    """
    if all(covariance is None or covariance.of_model for covariance in covariances):
        return {}
    found = np.full((len(covariances), 3), np.nan)
    for segment, (b, v) in enumerate(zip(estimates, covariances, strict=True)):
        if b is not None and v is not None:
            found[segment] = joint_test(v, b, range(len(b) - slopes, len(b)))
    statistic, df, df_resid = found.T
    return {"f_statistic": statistic, "f_df_resid": df_resid, "f_p_value": p_values(statistic, df, df_resid)}


def in_words(covariances: Sequence[Covariance | None], *, likelihood: bool) -> str:
    """What the test of all drivers is called."""
    known = next((covariance for covariance in covariances if covariance is not None), None)
    if known is not None and known.working is not None:
        return say("Hotelling F")
    if known is None or known.of_model:
        return say("likelihood ratio" if likelihood else "F")
    if known.pooled is not None:
        return say("pooled Wald F")
    return say("Wald F" if known.units is None else "adjusted Wald F")


def p_values(statistic: Floats, df: Floats, df_resid: Floats) -> Floats:
    """Upper tails of F."""
    # F with infinite degrees of freedom below is chi-squared over those above.
    endless = np.isinf(df_resid)
    if not endless.any():
        return f_p_value(statistic, df, df_resid)
    return np.where(endless, chi2_p_value(statistic * df, df), f_p_value(statistic, df, np.where(endless, 1, df_resid)))
