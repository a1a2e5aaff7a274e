"""Priorities from comparisons in pairs: principal eigenvector and geometric means; incomplete ones completed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..._core import ConvergenceError

Floats = NDArray[np.float64]
#: Newton steps of a completion, of which ten are many, and halvings of one.
STEPS, HALVINGS = 100, 50
#: Rounding of an eigenvalue, as a share of it.
ROUNDING = 1e-13


def shares(logs: Floats) -> Floats:
    """Numbers that sum to 1, from their logarithms."""
    found = np.exp(logs - logs.max())
    return found / found.sum()


def least_squares(logs: Floats) -> Floats:
    r"""Logarithms of the weights that come nearest to those of the ratios.

    .. math:: \min_w \sum_{i<j} (\log a_{ij} - \log w_i + \log w_j)^2

    over the pairs that were compared [1]_ [2]_: of a complete matrix those of the geometric means of its rows.

    References
    ----------
    .. [1] Crawford, G. and Williams, C. (1985). A note on the analysis of subjective judgment matrices. Journal of
       Mathematical Psychology 29, 387-405.
    .. [2] Bozóki, S., Fülöp, J. and Rónyai, L. (2010). On optimal completion of incomplete pairwise comparison
       matrices. Mathematical and Computer Modelling 52, 318-333.
    """
    known = ~np.isnan(logs)
    np.fill_diagonal(known, False)
    totals = np.where(known, logs, 0.0).sum(axis=1)
    # The Laplacian of the graph of comparisons; its one direction of freedom is fixed by the sum.
    laplacian = np.diag(known.sum(axis=1)) - known.astype(np.float64) + 1.0
    return np.linalg.solve(laplacian, totals)


def principal(logs: Floats) -> tuple[float, Floats]:
    """Largest eigenvalue of a complete matrix of ratios, and the logarithms of its eigenvector.

    It is found of the matrix in units of the geometric means, whose entries are near 1: exactly all ones where the
    comparisons are consistent.
    """
    start = least_squares(logs)
    value, right, _ = _eigen(np.exp(logs - start[:, None] + start))
    return value, start + np.log(right)


def _eigen(matrix: Floats) -> tuple[float, Floats, Floats]:
    """Largest eigenvalue of a positive matrix, its right and its left eigenvector, scaled to a product of 1."""
    vectors = []
    value = 0.0
    for side in (matrix, matrix.T):
        values, found = (np.real(part) for part in np.linalg.eig(side))
        first = int(np.argmax(values))
        value = float(values[first])
        vectors.append(np.abs(found[:, first]))
    right, left = vectors
    return value, right, left / (left @ right)


def completed(logs: Floats, where: str = "") -> Floats:
    r"""Fill in what was not compared so that the largest eigenvalue is least [1]_.

    The eigenvalue is convex in the logarithms of the unknown ratios, and its minimum is unique where comparisons
    connect all names. Newton's method uses the derivatives of a simple eigenvalue with u'v = 1,

    .. math:: \lambda_k = u' A_k v, \qquad \lambda_{kl} = u' A_{kl} v + u' A_k S A_l v + u' A_l S A_k v,

    S the group inverse of :math:`\lambda I - A`.

    References
    ----------
    .. [1] Bozóki, S., Fülöp, J. and Rónyai, L. (2010). On optimal completion of incomplete pairwise comparison
       matrices. Mathematical and Computer Modelling 52, 318-333.
    """
    i, j = np.nonzero(np.triu(np.isnan(logs), 1))
    if not len(i):
        return logs
    start = least_squares(logs)
    units = start[:, None] - start
    residual = np.where(np.isnan(logs), 0.0, logs - units)
    for _ in range(STEPS):
        value, gradient, hessian = _derivatives(np.exp(residual), i, j)
        step = np.asarray(-np.linalg.lstsq(hessian, gradient, rcond=None)[0], dtype=np.float64)
        if np.abs(gradient).max() <= ROUNDING * value or np.abs(step).max() <= ROUNDING:
            return residual + units
        residual, moved = _moved(residual, i, j, step, value)
        if not moved:  # nothing is left but rounding
            return residual + units
    raise ConvergenceError(
        f"comparisons{where} could not be completed in {STEPS} steps; compare more pairs, or take "
        'method="geometric_mean", which needs no completion'
    )


def _derivatives(matrix: Floats, i: NDArray[np.intp], j: NDArray[np.intp]) -> tuple[float, Floats, Floats]:
    """The largest eigenvalue, and its derivatives by the logarithms of the entries (i, j) and their reciprocals."""
    value, right, left = _eigen(matrix)
    n, count = len(matrix), np.arange(len(i))
    projector = np.outer(right, left)
    inverse = np.linalg.inv(value * np.eye(n) - matrix + projector) - projector
    there, back = matrix[i, j], matrix[j, i]
    rows, columns = np.zeros((len(i), n)), np.zeros((n, len(i)))
    rows[count, j], rows[count, i] = left[i] * there, -left[j] * back
    columns[i, count], columns[j, count] = there * right[j], -back * right[i]
    crossed = rows @ inverse @ columns
    curvature = left[i] * there * right[j] + left[j] * back * right[i]
    return value, rows @ right, crossed + crossed.T + np.diag(curvature)


def _moved(
    residual: Floats, i: NDArray[np.intp], j: NDArray[np.intp], step: Floats, value: float
) -> tuple[Floats, bool]:  # fmt: skip
    """The matrix after a step, halved until the eigenvalue falls."""
    for halving in range(HALVINGS):
        moved = residual.copy()
        moved[i, j] += step * 0.5**halving
        moved[j, i] -= step * 0.5**halving
        if np.abs(moved).max() < 100 and _eigen(np.exp(moved))[0] < value:
            return moved, True
    return residual, False
