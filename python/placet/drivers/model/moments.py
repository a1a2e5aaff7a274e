"""Means and co-moments of a sample or of several completed data sets, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Means:
    """Moments of the outcome and all columns of a model: n rows, Σw, means, co-moments about them."""

    n: int
    sum_w: float
    mean: Floats
    comoment: Floats

    @classmethod
    def of(cls, moments: Moments) -> Means:
        """The same figures of the core's accumulator."""
        return cls(moments.n, moments.sum_w, moments.mean, moments.comoment)

    def accumulator(self, sum_w2: float | None = None) -> Moments:
        """The same figures as the core takes them; without Σw² that of equal weights."""
        sum_w2 = self.sum_w**2 / max(self.n, 1) if sum_w2 is None else sum_w2
        return Moments.of_parts(self.n, self.sum_w, sum_w2, self.mean, self.comoment)


def stacked(sets: Sequence[Moments]) -> Means:
    """Moments of completed data sets one upon the other, in which every row weighs 1/m; a single one as it is."""
    first, m = sets[0], len(sets)
    if m == 1:
        return Means.of(first)
    total = sum(sets[1:], first)
    return Means(first.n, total.sum_w / m, total.mean, total.comoment / m)
