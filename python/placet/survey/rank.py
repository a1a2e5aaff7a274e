"""The rank of replicate weights by segment, which stands for the number of units that they were made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _core


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
