"""Quadratic forms of estimates in the inverse of their covariance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: A covariance matrix whose correlations have eigenvalues of a smaller ratio is singular but for rounding.
SINGULAR = 1e-14


def wald(estimate: Floats, covariance: Floats) -> float:
    """F of the hypothesis that all coefficients are 0: b' V^-1 b / q; NaN where V is singular."""
    return float(estimate @ precision(covariance) @ estimate) / len(estimate)


def precision(covariance: Floats) -> Floats:
    """Inverse of a covariance matrix; NaN where it is singular, as that of more coefficients than there are clusters.

    Such a matrix is singular but for rounding, which an inverse would turn into a huge statistic.
    """
    return precisions(covariance[np.newaxis])[0]


def precisions(covariances: Floats) -> Floats:
    """`precision` of many matrices; NaN where one of them is singular."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse_deviation = 1 / np.sqrt(np.einsum("sii->si", covariances))
        scale = inverse_deviation[:, :, None] * inverse_deviation[:, None, :]
        correlation = covariances * scale
    if not np.isfinite(correlation).all():
        return np.full_like(covariances, np.nan)
    if covariances.shape[1] == 1:
        return scale
    values, vectors = np.linalg.eigh(correlation)
    if (values[:, 0] <= SINGULAR * values[:, -1]).any():
        return np.full_like(covariances, np.nan)
    return (vectors / values[:, None, :]) @ np.swapaxes(vectors, 1, 2) * scale
