"""What the rows of every sampling unit in every segment add up to: where totals by unit come from, whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from .._core import Moments
from ..types import Cells, Column
from .sampling import Codes, cross

#: Numbers that the moments of cells may take at a time.
MOST = 1 << 22
#: Weights of the moments of cells: as they are, squared, or 1 for every row that has a weight above 0.
Kind: TypeAlias = Literal["own", "squared", "none"]
#: Makes columns of rows, or of a part of them.
Make: TypeAlias = Callable[[Any], Sequence[Column]]

T = TypeVar("T")


class ByUnit:
    """Cells: the combinations of segment and sampling unit that occur, in this order.

    Parameters
    ----------
    rows : Rows
    units : (codes, count)
        Unit of every row, -1 for none; of rows that are not here, of every combination of the columns of the design.

    Attributes
    ----------
    segment, unit : shape (cells,)
    """

    segment: Codes
    unit: Codes

    def __init__(self, rows: Any, units: Cells) -> None:
        self.rows, self.units = rows, units
        self._cell, self.segment, self.unit = cross(rows.segments.codes, *units)

    def __len__(self) -> int:
        return len(self.unit)

    def bounds(self, segments: int) -> NDArray[np.intp]:
        """Where the cells of every segment begin, and where those of the last end."""
        return np.searchsorted(self.segment, np.arange(segments + 1))

    def folded(self, make: Callable[[Any, Codes], T], join: Callable[[T, T], T]) -> T:
        """What is made of rows and the cell of every one; of those that are not here part by part, joined."""
        return make(self.rows, self._cell)

    def moments(self, *kinds: Kind, make: Make | None = None) -> Iterator[tuple[Moments, ...]]:
        """Moments of the columns, or of those made of the rows, of one cell after the other.

        Each has one of every kind of weights; a part of them is in memory at a time.
        """
        columns = self.rows.columns if make is None else make(self.rows)
        given = self.rows.given._replace(columns=columns)
        size = max(MOST // len(columns) ** 2, 1)
        for start in range(0, len(self), size):
            part = given._replace(cells=(self._cell - np.int32(start), min(size, len(self) - start)))
            yield from zip(*(under(part, kind) for kind in kinds), strict=True)

    def sums(self, used: Callable[[Any], NDArray[np.bool_]]) -> NDArray[np.float64]:
        """Rows, sums of weights and of squared weights, shape (3, cells), of the rows that a function tells."""
        return self.folded(partial(_sums, used, len(self)), np.add)


def _sums(used: Callable[[Any], NDArray[np.bool_]], count: int, rows: Any, cell: Codes) -> NDArray[np.float64]:
    there = (cell >= 0) & used(rows)
    w = np.ones(len(cell)) if rows.weights is None else rows.weights[1].astype(np.float64)
    powers = np.ones(len(cell)), w, w**2
    return np.array([np.bincount(cell[there], power[there], count) for power in powers], dtype=np.float64)


def under(given: Any, kind: Kind) -> list[Moments]:
    """The moments of cells under a kind of weights."""
    if kind == "own" or given.weights is None:
        return given.moments()
    if kind == "squared":
        return given.moments(squared=True)
    cell, count = given.cells
    return given._replace(weights=None, cells=(np.where(given.weights[1] > 0, cell, np.int32(-1)), count)).moments()
