"""The rank of replicate weights by segment, which stands for the number of units that they were made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Singular values smaller than this part of the largest are none, as in R's survey package.
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
    order = np.argsort(codes, kind="stable")
    order = order[np.searchsorted(codes[order], 0) :]
    weights = np.empty((len(columns), len(order)))
    for row, column in zip(weights, columns, strict=True):
        np.take(column.astype(np.float64, copy=False), order, out=row, mode="clip")
    of_row = codes[order]
    kept = _directions(weights, of_row)
    if 2 * len(kept) < len(order):
        weights, of_row = weights[:, kept], of_row[kept]
    bounds = np.searchsorted(of_row, np.arange(segments + 1))
    return np.array([_rank(weights[:, start:end]) for start, end in pairwise(bounds)])


def _directions(weights: NDArray[np.float64], of_row: NDArray[Any]) -> NDArray[np.int64]:
    """Rows of different directions: those of a cluster are mostly multiples of each other, and add nothing to a rank.

    Two projections of multiples have the same ratio.
    """
    one, other = np.random.default_rng(0).uniform(1, 2, (2, len(weights))) @ weights
    ratio = np.round(np.divide(one, other, out=np.zeros_like(one), where=other > 0), 12)
    order = np.lexsort((ratio, of_row))
    new = (np.diff(ratio[order], prepend=-1.0) != 0) | (np.diff(of_row[order], prepend=-1) != 0)
    return np.sort(order[new])


def _rank(weights: NDArray[np.float64]) -> float:
    """Rank of a table from its products by row or column, whichever are fewer."""
    products = weights.T @ weights if weights.shape[1] < len(weights) else weights @ weights.T
    size, most = len(products), float(np.trace(products))
    if most <= 0:
        return 0.0
    try:  # No eigenvalue is larger than their sum, so that where this works all are large enough.
        np.linalg.cholesky(products / most - TOLERANCE**2 * np.eye(size))
    except np.linalg.LinAlgError:
        eigenvalues = np.linalg.eigvalsh(products)
        return float((eigenvalues > TOLERANCE**2 * eigenvalues[-1]).sum())
    return float(size)
