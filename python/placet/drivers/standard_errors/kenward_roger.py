"""The F that a Wald statistic has whose covariance matrix is estimated."""

from __future__ import annotations

import numpy as np


def scaled_f(whole: float, parts: float, q: int) -> tuple[float, float]:
    r"""Factor and degrees of freedom below of the F of q coefficients, after Kenward and Roger (1997).

    With D the estimated covariance matrix on the scale of the true one, of mean I,

    .. math:: A_1 = E[(\mathrm{tr}(D - I))^2], \qquad A_2 = E[\mathrm{tr}((D - I)^2)], \qquad
              \lambda W / q \sim F(q, m)

    such that mean and variance of the statistic are right to the first order, and exact for Hotelling's
    :math:`T^2` (D a Wishart matrix over its d degrees of freedom: :math:`\lambda = (d - q + 1) / d, m = d - q + 1`)
    and for one residual variance of d degrees of freedom (:math:`\lambda = 1, m = d`).

    Parameters
    ----------
    whole, parts
        A1 and A2.
    q
        Number of coefficients.

    Returns
    -------
    factor, df : float
        NaN where the covariance matrix is known too badly.

    References
    ----------
    Kenward, M. G. and Roger, J. H. (1997). Small sample inference for fixed effects from restricted maximum likelihood.
    Biometrics 53, 983-997.
    """
    if parts == 0:
        return 1.0, np.inf
    if not parts < q:
        return np.nan, np.nan
    g = ((q + 1) * whole - (q + 4) * parts) / ((q + 2) * parts)
    below = 3 * q + 2 * (1 - g)
    b, shrunk = (whole + 6 * parts) / (2 * q), 1 - parts / q
    # Variance over twice the squared mean is (top / bottom) / q, written so that both moments may be infinite.
    top = (1 + g / below * b) * shrunk**2
    bottom = (1 - (q - g) / below * b) ** 2 * (1 - (q + 2 - g) / below * b)
    df = 4 + (q + 2) * bottom / (top - bottom)
    return (df * shrunk / (df - 2), df) if df > 2 else (np.nan, np.nan)
