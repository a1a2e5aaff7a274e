"""The factor that the items have in common, by minimum residuals, and omega."""

from __future__ import annotations

import numpy as np

from ...inference.distributions import Floats

#: Rounds over the items, and the change of a loading below which no more are made.
MOST_ROUNDS, TOLERANCE = 5000, 1e-11
#: A sum of squared residuals that is less by this share, and more than rounding, is another minimum.
LESS, ROUNDING = 1e-9, 1e-14
#: One factor of fewer items has many solutions.
FEWEST = 3


def loadings(correlations: Floats, start: Floats | None = None) -> Floats:
    r"""Loadings of the items on one factor, by which the residuals of the correlations are least.

    .. math:: \min_\lambda \sum_{i < j} (r_{ij} - \lambda_i \lambda_j)^2, \qquad |\lambda_i| \le 1

    Given all others the best loading of an item is a regression through the origin, cut at 1; these are taken in turn
    until nothing changes (Harman and Jones 1966; Harman and Fukuda 1966 for the bound, a communality of 1, where it is
    a Heywood case). The residuals may have several minima, of which the least is taken that is reached from the
    principal axes and from every item as the factor. Signs are such that the loadings sum to 0 or more.

    Parameters
    ----------
    correlations : ndarray, shape (m, k, k)
        As many matrices as there are, done at once.
    start : ndarray, shape (k,), optional
        Loadings to start from alone, which resamples are near to.

    Returns
    -------
    ndarray, shape (m, k)
        NaN for fewer than three items, for a matrix with NaN, and where nothing was reached.
    """
    count, k = correlations.shape[:2]
    found = np.full((count, k), np.nan)
    known = np.flatnonzero(np.isfinite(correlations).all(axis=(1, 2)))
    if k < FEWEST or not len(known):
        return found
    r = correlations[known].copy()
    np.einsum("mii->mi", r)[...] = 0.0
    starts = _starts(correlations[known]) if start is None else np.tile(start, (1, len(known), 1))
    every = np.tile(r, (len(starts), 1, 1))
    reached = _minimum(every, starts.reshape(-1, k))
    residuals = _residuals(every, reached).reshape(len(starts), -1)
    # Of equal minima that of the first start.
    first = (residuals <= residuals.min(axis=0) * (1 + LESS) + ROUNDING).argmax(axis=0)
    found[known] = reached.reshape(starts.shape)[first, np.arange(len(known))]
    return np.where(found.sum(axis=1, keepdims=True) < 0, -found, found)


def _starts(correlations: Floats) -> Floats:
    """Loadings on the principal axes, the first one first, and correlations with every item: starts × matrices × k."""
    values, axes = np.linalg.eigh(correlations)
    scaled = np.clip(axes * np.sqrt(values.clip(0))[:, None, :], -1, 1)
    return np.concatenate([scaled[:, :, ::-1], correlations], axis=2).transpose(2, 0, 1)


def _residuals(r: Floats, loadings: Floats) -> Floats:
    """Sums of squared residuals off the diagonal, twice each; infinite without loadings."""
    products = loadings[:, :, None] * loadings[:, None, :]
    np.einsum("mii->mi", products)[...] = 0.0
    found = ((r - products) ** 2).sum(axis=(1, 2))
    return np.where(np.isnan(found), np.inf, found)


def _minimum(r: Floats, start: Floats) -> Floats:
    """Where rounds from a start lead to; NaN where nothing was reached."""
    found, left, now = np.full_like(start, np.nan), np.arange(len(start)), start.copy()
    for _ in range(MOST_ROUNDS):
        before = now.copy()
        _round(r, now)
        moving = np.abs(now - before).max(axis=1) > TOLERANCE
        found[left[~moving]] = now[~moving]
        left, r, now = left[moving], r[moving], now[moving]
        if not len(left):
            break
    return found


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
