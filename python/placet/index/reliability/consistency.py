"""Internal consistency as a function of covariance matrices: alpha, what every item adds, halves.

Covariances and correlations are arrays of shape (..., k, k), of which every number of leading axes is done at once.
"""

from __future__ import annotations

import numpy as np

from ...inference.distributions import Floats

#: A variance below this share of what it is made of is rounding.
ROUNDING = 1e-13


def correlations(covariances: Floats) -> Floats:
    """Correlation matrices; NaN beside an item that does not vary."""
    variances = np.einsum("...ii->...i", covariances)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1 / np.sqrt(np.where(variances > 0, variances, np.nan))
    found = covariances * scale[..., :, None] * scale[..., None, :]
    np.einsum("...ii->...i", found)[...] = np.where(np.isfinite(scale), 1.0, np.nan)
    return found


def alpha(covariances: Floats) -> Floats:
    r"""Cronbach's alpha of k items with covariances S; of correlations standardised alpha.

    .. math:: \alpha = \frac{k}{k - 1} \left(1 - \frac{\operatorname{tr} S}{1'S1}\right)

    NaN where the sum of the items does not vary.
    """
    k = covariances.shape[-1]
    own, total = np.einsum("...ii->...", covariances), covariances.sum(axis=(-1, -2))
    known = total > ROUNDING * own
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(known, k / (k - 1) * (1 - own / np.where(known, total, np.nan)), np.nan)


def item_rest(covariances: Floats) -> Floats:
    """Correlation of every item with the sum of the others, shape (k,); NaN where one of the two does not vary."""
    variances, sums = np.diag(covariances), covariances.sum(axis=1)
    rest = _rest(covariances)
    known = (variances > 0) & (rest > ROUNDING * variances.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(known, (sums - variances) / np.sqrt(variances * np.where(known, rest, np.nan)), np.nan)


def alpha_dropped(covariances: Floats) -> Floats:
    """Alpha without each item in turn, shape (k,); NaN of two items, of which one would be left."""
    k, variances = len(covariances), np.diag(covariances)
    if k < 3:
        return np.full(k, np.nan)
    others = [np.delete(np.arange(k), item) for item in range(k)]
    return np.array([alpha(covariances[np.ix_(kept, kept)]) for kept in others]).reshape(variances.shape)


def _rest(covariances: Floats) -> Floats:
    """Variance of the sum of the others, by item."""
    return covariances.sum() - 2 * covariances.sum(axis=1) + np.diag(covariances)


def split_half(covariances: Floats) -> float:
    r"""Reliability of the whole from the correlation r of its halves, the first, third, ... item and the others.

    .. math:: \rho = \frac{r\left(\sqrt{r^2 + 4pq(1 - r^2)} - r\right)}{2pq(1 - r^2)}

    with p and q = 1 - p the shares of the items in the halves (Horst 1951); of equal halves it is Spearman and Brown's
    2r / (1 + r). NaN where a half does not vary.
    """
    k = len(covariances)
    halves = np.zeros((2, k))
    halves[0, ::2] = halves[1, 1::2] = 1
    between = halves @ covariances @ halves.T
    variances = np.diag(between)
    if not (variances > ROUNDING * np.trace(covariances)).all():
        return np.nan
    r = between[0, 1] / np.sqrt(variances[0] * variances[1])
    if r >= 1 - ROUNDING:
        return 1.0
    if r <= -1 + ROUNDING:
        return np.nan
    pq, left = halves[0].sum() * halves[1].sum() / k**2, 1 - r**2
    return float(r * (np.sqrt(r**2 + 4 * pq * left) - r) / (2 * pq * left))
