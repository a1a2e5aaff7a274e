"""What weights must be, and what they count for."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._core import DataError
from ..types import Column, WeightType

#: The largest weight lies between these, or what some function makes of weights overflows or vanishes.
SMALLEST, LARGEST = 1e-100, 1e30


def check_weights(column: Column) -> None:
    """Refuse weights that are missing, infinite or negative, that are all 0, or whose squares are no numbers."""
    name, array, _ = column
    least, most = array.min(initial=0), array.max(initial=0)
    if not least >= 0 or np.isinf(most):  # a missing weight is the least
        bad = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
        if len(bad):
            row = int(bad[0])
            what = "is missing" if np.isnan(array[row]) else f"is {float(array[row]):g}"
            raise DataError(
                f"the weight in column {name!r} {what} in row {row} ({len(bad)} such rows); weights must be finite "
                "and at least 0: drop these rows or give them weight 0"
            )
    if not most:
        raise DataError(f"all weights in column {name!r} are 0, so no respondent counts; check the column")
    if not SMALLEST <= float(most) <= LARGEST:
        raise DataError(
            f"the largest weight in column {name!r} is {float(most):g}, too much or too little to "
            f"reckon with; give weights whose largest is between {SMALLEST:g} and {LARGEST:g}"
        )


def differ(weights: np.ndarray) -> bool:
    """Whether weights that are not 0 differ: equal probability weights are none."""
    # Where any differ some of the first nearly always do.
    return any(((some != some.max(initial=0)) & (some > 0)).any() for some in (weights[:1000], weights))


def observations(weight_type: WeightType, n: Any, sum_w: Any) -> Any:
    """Observations that n rows of total weight `sum_w` are: frequencies count as so many rows."""
    return sum_w if weight_type == "frequency" else n
