"""Which drivers share the variance that nobody can tell apart: Belsley, Kuh and Welsch's decomposition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .._core import Moments

Floats = NDArray[np.float64]
#: From this condition index on a dependency is worth a word, and for a term from this share of its variance on.
STRONG, SHARE = 30.0, 0.5


@dataclass(frozen=True)
class Collinearity:
    """Condition indices, ascending, and the share of every coefficient's variance that each holds.

    Attributes
    ----------
    index : ndarray, shape (k,)
        Square roots of the largest over each eigenvalue of X'WX, columns scaled to length 1, not centred.
    shares : ndarray, shape (k, k)
        [index, coefficient]; columns sum to 1.
    """

    index: Floats
    shares: Floats

    def involved(self, names: Sequence[str]) -> list[tuple[float, list[str]]]:
        """The strong dependencies: their index, and the coefficients that lose most of their precision to them."""
        return [
            (float(index), [name for name, share in zip(names, shares, strict=True) if share >= SHARE])
            for index, shares in zip(self.index, self.shares, strict=True)
            if index >= STRONG and (shares >= SHARE).sum() > 1
        ]


def decompose(moments: Moments, intercept: bool) -> Collinearity:
    """Condition indices and variance-decomposition proportions of the terms of a model.

    Parameters
    ----------
    moments : Moments
        The outcome first.
    intercept : bool
        Whether the model has one; it is then the first coefficient.

    References
    ----------
    Belsley, D. A., Kuh, E. and Welsch, R. E. (1980). Regression Diagnostics, section 3.2. Wiley.
    """
    mean, weight = moments.mean[1:], moments.sum_w
    crossed = moments.comoment[1:, 1:] + weight * np.outer(mean, mean)
    if intercept:
        crossed = np.block([[np.array([[weight]]), weight * mean[None, :]], [weight * mean[:, None], crossed]])
    length = np.sqrt(np.diag(crossed))
    values, vectors = np.linalg.eigh(crossed / np.outer(length, length))
    values = np.maximum(values, np.finfo(float).tiny)[::-1]
    parts = vectors[:, ::-1] ** 2 / values  # [coefficient, dimension]
    return Collinearity(np.sqrt(values[0] / values), (parts / parts.sum(axis=1, keepdims=True)).T)
