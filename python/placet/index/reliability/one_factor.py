"""The factor that the items have in common, by minimum residuals, and omega."""

from __future__ import annotations

import numpy as np

from ...inference.distributions import Floats

#: Rounds over the items, and the change of a loading below which no more are made.
MOST_ROUNDS, TOLERANCE = 5000, 1e-11
#: One factor of fewer items has many solutions.
FEWEST = 3


def loadings(correlations: Floats, start: Floats | None = None) -> Floats:
    r"""Loadings of the items on one factor, by which the residuals of the correlations are least.

    .. math:: \min_\lambda \sum_{i < j} (r_{ij} - \lambda_i \lambda_j)^2, \qquad |\lambda_i| \le 1

    Given all others the best loading of an item is a regression through the origin, cut at 1; these are taken in turn
    until nothing changes (Harman and Jones 1966; Harman and Fukuda 1966 for the bound, a communality of 1, where it is
    a Heywood case). Signs are such that the loadings sum to 0 or more.

    Parameters
    ----------
    correlations : ndarray, shape (m, k, k)
        As many matrices as there are, done at once.
    start : ndarray, shape (k,), optional
        Loadings to start from, which resamples are near to; by default those on the first principal axis.

    Returns
    -------
    ndarray, shape (m, k)
        NaN for fewer than three items, for a matrix with NaN, and where nothing was reached.
    """
    count, k = correlations.shape[:2]
    found = np.full((count, k), np.nan)
    left = np.flatnonzero(np.isfinite(correlations).all(axis=(1, 2)))
    if k < FEWEST or not len(left):
        return found
    r = correlations[left].copy()
    np.einsum("mii->mi", r)[...] = 0.0
    now = _principal(correlations[left]) if start is None else np.tile(start, (len(left), 1))
    for _ in range(MOST_ROUNDS):
        before = now.copy()
        _round(r, now)
        moving = np.abs(now - before).max(axis=1) > TOLERANCE
        found[left[~moving]] = now[~moving]
        left, r, now = left[moving], r[moving], now[moving]
        if not len(left):
            break
    return np.where(found.sum(axis=1, keepdims=True) < 0, -found, found)


def _principal(correlations: Floats) -> Floats:
    """Loadings on the first principal axis, cut at 1."""
    values, axes = np.linalg.eigh(correlations)
    return np.clip(axes[:, :, -1] * np.sqrt(values[:, -1:]), -1, 1)


def _round(r: Floats, now: Floats) -> None:
    """The best loading of every item in turn, given those of the others; `r` has zeros for diagonals."""
    squares = now**2
    for item in range(now.shape[1]):
        others = squares.sum(axis=1) - squares[:, item]
        products = (r[:, item] * now).sum(axis=1)
        # Where all others are 0 the item has nothing in common with them.
        best = np.divide(products, others, out=np.zeros_like(products), where=others > 0)
        now[:, item] = np.clip(best, -1, 1)
        squares[:, item] = now[:, item] ** 2


def omega(correlations: Floats, loadings: Floats) -> Floats:
    r"""Omega total of one factor, for standardised items: the share of the variance of their sum that is not unique.

    .. math:: \omega = 1 - \frac{\sum_j (1 - \lambda_j^2)}{1'R1}

    (McDonald 1999, with the observed variance of the sum as in Revelle and Zinbarg 2009).
    """
    total = correlations.sum(axis=(-1, -2))
    with np.errstate(divide="ignore", invalid="ignore"):
        unique = (1 - loadings**2).sum(axis=-1) / np.where(total > 0, total, np.nan)
    return 1 - unique
