r"""The sweep operator: one symmetric matrix that always shows the regression on the columns swept so far.

With S the columns in the model, T the others (the outcome among them) and R their correlations, the matrix holds

.. math:: \begin{pmatrix} -R_{SS}^{-1} & R_{SS}^{-1} R_{ST} \\ \cdot & R_{TT} - R_{TS} R_{SS}^{-1} R_{ST}\end{pmatrix}

so on its diagonal minus the variance inflation factors of the drivers in the model, the share of every other driver
that those do not explain (its tolerance) and the share 1 - R² of the outcome that is left; beside them the standardized
coefficients.

Source: Beaton, A. E. (1964), The use of special matrix operators in statistical calculus, ETS Research Bulletin
RB-64-51; in this symmetric form Dempster, A. P. (1969), Elements of Continuous Multivariate Analysis, Addison-Wesley.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: A spread of this share of the size of the values is rounding, not variation.
ROUNDING = 1e-13


def correlations(mean: Floats, comoment: Floats, sum_w: float) -> Floats:
    """Correlations of the columns; a column that does not vary has zeros, on the diagonal, too."""
    root = np.sqrt(np.maximum(comoment.diagonal(), 0))
    varies = root > np.abs(mean) * (np.sqrt(sum_w) * ROUNDING)
    scale = np.zeros_like(root)
    np.divide(1.0, root, out=scale, where=varies)
    matrix = comoment * scale[:, None]
    matrix *= scale
    matrix.flat[:: len(root) + 1] = varies
    return matrix


def sweep(matrix: Floats, columns: Any) -> None:
    """Move columns into the model, or out of it if they are in it, in place.

    Parameters
    ----------
    matrix : shape (q, q)
        Correlations, swept any number of times.
    columns : int, or ndarray of int
        One column, or a block of columns that are all in the model or all outside.
    """
    waiting = [int(column) for column in np.atleast_1d(columns)]
    while waiting:
        # The largest pivot first: what is left of the outcome then keeps its digits, which an inverse would cost.
        column = max(waiting, key=lambda column: abs(matrix[column, column]))
        waiting.remove(column)
        _sweep_one(matrix, column)


def _sweep_one(matrix: Floats, column: int) -> None:
    across = matrix[column].copy()
    pivot = float(across[column])
    solved = across / pivot
    matrix -= np.multiply.outer(across, solved)
    beside = solved if pivot > 0 else -solved
    matrix[column] = beside
    matrix[:, column] = beside
    matrix[column, column] = -1 / pivot
