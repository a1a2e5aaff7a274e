"""The rank of replicate weights by segment, which stands for the number of units that they were made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _core

#: Singular values smaller than this part of the largest are none, as in R's survey package and in the core.
TOLERANCE = 1e-5


def ranks(columns: Sequence[NDArray[Any]], codes: NDArray[Any], segments: int) -> NDArray[np.float64]:
    """Rank of the rows of every segment, 0 without rows.

    Parameters
    ----------
    columns
        Replicate weights, an array of rows each.
    codes
        Segment of every row, -1 for none.
    segments
        Number of segments.
    """
    return _core.weight_ranks(list(columns), (codes.astype(np.int32, copy=False), segments))


def rank_of_products(products: NDArray[np.float64]) -> float:
    """Rank of rows by the sums of their products, replicates × replicates, with the tolerance of `ranks`."""
    values = np.linalg.eigvalsh(products)
    return float(np.count_nonzero(values > TOLERANCE**2 * values[-1])) if values[-1] > 0 else 0.0
