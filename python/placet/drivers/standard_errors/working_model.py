"""How well a covariance matrix by sampling units is known, where residuals are independent and alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Numbers of the largest matrix of `degrees`.
MOST = 10_000_000


@dataclass(frozen=True)
class Working:
    r"""What the sampling units i add to the covariance matrix of the coefficients under a working model.

    An estimator of the form :math:`V = \sum_i b_i b_i'`, :math:`b_i = a_i' e_i`, of residuals
    :math:`e = (I - H) \varepsilon` with independent ε of variance 1 has covariances

    .. math:: P_{ij} = \mathrm{cov}(b_i, b_j) = \delta_{ij} N_i + l_i' R \, l_j

    Attributes
    ----------
    own : ndarray, shape (units, k, k)
        N.
    left : ndarray, shape (units, r, k)
        l.
    middle : ndarray, shape (r, r)
        R, symmetric.
    units : ndarray of int
        Codes of the units.
    """

    own: Floats
    left: Floats
    middle: Floats
    units: NDArray[Any]

    def contrasts(self, matrix: Floats) -> Working:
        """That of linear functions of the coefficients, a row each."""
        return Working(matrix @ self.own @ matrix.T, self.left @ matrix.T, self.middle, self.units)

    @property
    def parts(self) -> Floats:
        """Means of what each unit adds."""
        return self.own + np.swapaxes(self.left, 1, 2) @ self.middle @ self.left

    def satterthwaite(self) -> Floats:
        r"""Degrees of freedom of every coefficient, :math:`(\sum_i P_{ii})^2 / \sum_{ij} P_{ij}^2`; NaN for none."""
        diagonal = np.einsum("ijj->ij", self.parts)
        own = np.einsum("ijj->ij", self.own)
        # What P adds beyond the diagonal has low rank: the sum of its squares is a trace.
        cross = np.einsum("irk,isk->krs", self.left, self.left) @ self.middle
        squares = (own**2 + 2 * own * (diagonal - own)).sum(axis=0) + np.einsum("krs,ksr->k", cross, cross)
        with np.errstate(divide="ignore", invalid="ignore"):
            return diagonal.sum(axis=0) ** 2 / squares

    def degrees(self) -> float:
        r"""η such that the whole matrix varies about its mean like a Wishart matrix over its η degrees of freedom.

        .. math:: \eta = \frac{q (q + 1)}{\sum_{st} \mathrm{var}(D_{st})}, \qquad
                  \sum_{st} \mathrm{var}(D_{st}) = \sum_{ij} \left[ (\mathrm{tr}\, P_{ij})^2 + \mathrm{tr}\, P_{ij}^2
                  \right]

        with D the matrix on the scale of its mean; NaN where it has no inverse, infinity where it is too large.
        """
        q = self.own.shape[1]
        values, vectors = np.linalg.eigh(self.parts.sum(axis=0))
        if not values[0] > 1e-12 * values[-1]:
            return np.nan
        scaled = self.contrasts((vectors / np.sqrt(values)).T)
        own, left = scaled.own, scaled.left
        count, r = left.shape[:2]
        if (r * q) ** 2 > MOST:
            return np.inf
        low = scaled.parts - own
        traces = np.einsum("iss->i", own)
        total = (traces**2 + 2 * traces * np.einsum("iss->i", low)).sum()
        total += np.einsum("ist,its->", own, own) + 2 * np.einsum("ist,its->", own, low)
        flat = left.reshape(count, r * q)
        products = (flat.T @ flat).reshape(r, q, r, q)
        mixed = np.einsum("ab,bscq->ascq", self.middle, products).reshape(r * q, r * q)
        total += np.einsum("ij,ji->", mixed, mixed)
        total += _traces(products, self.middle)
        return float(q * (q + 1) / total)


def _traces(products: Floats, middle: Floats) -> float:
    """Sum over i and j of tr((l_i' R l_j)²), from the sums over i of l l'."""
    turned = np.einsum("ab,bscq,cd->asdq", middle, products, middle, optimize=True)
    # Coefficients s and t of one unit meet t and s of the other.
    return float(np.einsum("asct,atcs->", products, turned))


def together(parts: Sequence[Working], contrasts: Sequence[Floats]) -> Working:
    """That of contrasts, a matrix a part, between coefficients of parts whose residuals are independent."""
    units = np.unique(np.concatenate([part.units for part in parts]))
    p, sizes = len(contrasts[0]), [len(part.middle) for part in parts]
    own, left = np.zeros((len(units), p, p)), np.zeros((len(units), sum(sizes), p))
    middle, start = np.zeros((sum(sizes),) * 2), 0
    for part, matrix, size in zip(parts, contrasts, sizes, strict=True):
        seen, at = part.contrasts(matrix), slice(start, start + size)
        place = np.searchsorted(units, part.units)
        own[place] += seen.own
        left[place, at], middle[at, at] = seen.left, part.middle
        start += size
    return Working(own, left, middle, units)
