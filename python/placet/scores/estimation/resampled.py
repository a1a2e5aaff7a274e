"""What the bootstrap of a score draws from: groups of respondents of one answer and one weight."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ...survey import Rows
from ...survey.sampling import cross
from ...types import Column
from .linearised import Floats

#: A spread of the weights of a point below this part of their mean is rounding.
NO_SPREAD = 1e-9


class Groups(NamedTuple):
    """Respondents in groups: how many there are, what each of them weighs, and the point they chose, from 0."""

    sizes: Floats
    weights: Floats
    points: NDArray[np.integer]


def has_spread(n: Floats, w: Floats, w2: Floats) -> bool:
    """Whether answers to a point differ in their weights: from their numbers, sums and sums of squares."""
    mean = w / n
    return bool((w2 / n - mean**2 > NO_SPREAD * mean**2).any())


class AnswersAndWeights:
    """The respondents of all domains in groups of one answer and one weight."""

    def __init__(self, rows: Rows, column: Column, scale: tuple[int, int]) -> None:
        rows, column, sums = rows.weighed(column)
        assert rows.weights is not None
        values = np.asarray(rows.weights[1], dtype=np.float64)
        different, codes = np.unique(values, return_inverse=True)
        # Rows of weight 0 are counted nowhere.
        codes, domain, weight = cross(rows.segments.codes, codes.astype(np.int32), len(different))
        cell, points, n = _core.count_units(column, rows.weights, (codes, len(domain)), *scale, sums).entries()
        order = np.argsort(domain[cell], kind="stable")
        self._domain, cell = domain[cell][order], cell[order]
        self._groups = Groups(n[order], different[weight[cell]], points[order])

    def of(self, domain: int) -> Groups:
        """The groups of one domain."""
        start, end = np.searchsorted(self._domain, [domain, domain + 1])
        sizes, weights, points = self._groups
        return Groups(sizes[start:end], weights[start:end], points[start:end])
