"""Whether correlations are fit for a factor: Kaiser, Meyer and Olkin's measure and Bartlett's test of sphericity."""

from __future__ import annotations

import numpy as np

from ...inference.distributions import Floats, chi2_p_value

#: An item of which the others before it leave less than this share of its variance is redundant.
REDUNDANT = 1e-10


def redundant(correlations: Floats) -> list[int]:
    """Items that are linear functions of those before them."""
    kept: list[int] = []
    found: list[int] = []
    for item in range(len(correlations)):
        with_kept = correlations[kept, item]
        left = 1 - with_kept @ np.linalg.solve(correlations[np.ix_(kept, kept)], with_kept)
        (found if left < REDUNDANT else kept).append(item)
    return found


def kmo(correlations: Floats) -> tuple[float, Floats]:
    r"""Measure of sampling adequacy of all items, and of each (Kaiser 1974).

    .. math:: \mathrm{MSA}_i = \frac{\sum_{j \ne i} r_{ij}^2}{\sum_{j \ne i} r_{ij}^2 + \sum_{j \ne i} p_{ij}^2}

    with :math:`p_{ij}` the correlation of two items given all others; of all items both sums are over all pairs. NaN of
    uncorrelated items. The matrix must not be singular.
    """
    inverse = np.linalg.inv(correlations)
    scale = 1 / np.sqrt(np.diag(inverse))
    squares, partial = correlations**2, (inverse * scale[:, None] * scale) ** 2
    np.fill_diagonal(squares, 0)
    np.fill_diagonal(partial, 0)
    with np.errstate(invalid="ignore"):
        each = squares.sum(axis=0) / (squares.sum(axis=0) + partial.sum(axis=0))
        return float(np.divide(squares.sum(), squares.sum() + partial.sum())), each


def bartlett(correlations: Floats, base: float) -> tuple[float, float, float]:
    r"""Chi-squared, degrees of freedom and p-value of the test that k items of n respondents are uncorrelated.

    .. math:: \chi^2 = -\left(n - 1 - \frac{2k + 5}{6}\right) \ln |R|, \qquad df = \frac{k (k - 1)}{2}

    (Bartlett 1951). NaN where the base is too small for it. The matrix must not be singular.
    """
    k = len(correlations)
    factor, df = base - 1 - (2 * k + 5) / 6, k * (k - 1) / 2
    if not factor > 0:
        return np.nan, df, np.nan
    # What rounding leaves above 0 of the logarithm is 0.
    statistic = factor * max(-np.linalg.slogdet(correlations)[1], 0.0)
    return float(statistic), df, float(chi2_p_value(statistic, df))
