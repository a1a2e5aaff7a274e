"""Quadrants of a map of importance and performance: where the cuts are, and on which side of them a point is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .distributions import Floats

#: Numbers this close to a cut, in units of the largest, are on it: they differ by rounding only.
ON_CUT = 1e-12


def cut_of(numbers: Floats, given: float | None) -> Floats:
    """The cut of each draw, one a row, shape (draws, 1): the mean of its numbers, or one that is given."""
    return numbers.mean(axis=1, keepdims=True) if given is None else np.full((len(numbers), 1), given)


def quadrants_of(
    importance: Floats, performance: Floats, cuts: tuple[float | None, float | None] = (None, None)
) -> NDArray[np.int64]:
    """Place of every point: 0 important and low, 1 important and high, 2 neither, 3 unimportant and high.

    A point on a cut counts as important, or as high.

    Parameters
    ----------
    importance, performance : shape (draws, k)
    cuts
        Where they are given and are not the means.
    """
    important, good = (
        numbers >= cut_of(numbers, cut) - ON_CUT * np.abs(numbers).max(axis=1, keepdims=True)
        for numbers, cut in zip((importance, performance), cuts, strict=True)
    )
    return np.where(important, np.where(good, 1, 0), np.where(good, 3, 2))
