"""How cost grows, in one number: the slope of log seconds on log work."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def work(growth: str, size: int) -> float:
    """What the work is thought to be proportional to: the size, the models of so many drivers, pairs of segments."""
    if growth == "models":
        return 2.0**size
    return size * (size - 1) / 2 if growth == "pairs" else float(size)


def slope(work: Sequence[float], seconds: Sequence[float]) -> float:
    """Slope over the upper half of the sizes, where what every call costs counts little.

    1 is time in proportion to the work, 0 time that does not depend on it.
    """
    start = (len(work) - 1) // 2
    return float(np.polyfit(np.log(work[start:]), np.log(seconds[start:]), 1)[0])
