"""What the squares of units count for in the variance of a design, by stratum."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def stratum_factors(
    units: NDArray[np.float64], not_drawn: NDArray[np.float64], lonely: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The factor f n/(n - 1) of squares about the mean of a stratum, and the share 1/n of a unit in that mean.

    A unit alone is about 0, the mean of all units, and counts if its rule is "adjust".
    """
    several = units > 1
    factor = not_drawn * np.where(several, units / np.where(several, units - 1, 1), lonely == "adjust")
    return factor, np.where(several, 1 / units, 0.0)
