"""The same of rows that were read in batches and are gone: from the moments that were kept, or in another pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .._core import Moments
from ..types import Cells
from .away import without_rows
from .by_unit import ByUnit, Kind, Make, under
from .grouping import added
from .sampling import Codes, cross

T = TypeVar("T")


class ByUnitAway(ByUnit):
    """Cells of rows that are gone; see `ByUnit`."""

    def __init__(self, rows: Any, units: Cells) -> None:
        self.rows, self.units = rows, units
        segment, group, self._place = rows.kept_apart
        self._of_kept, self.segment, self.unit = cross(segment, units[0][group], units[1])
        self._codes = self.segment.astype(np.int64) * units[1] + self.unit

    def folded(self, make: Callable[[Any, Codes], T], join: Callable[[T, T], T]) -> T:
        """What is made of rows and the cell of every one, in another pass over them."""
        return self.rows.folded_in_groups(partial(_in_cells, self.units, self._codes, make), join)

    def moments(self, *kinds: Kind, make: Make | None = None) -> Iterator[tuple[Moments, ...]]:
        """Moments of all cells."""
        found = {kind: self._kept(kind) for kind in kinds if make is None}
        lacking: list[Kind] = [kind for kind in kinds if found.get(kind) is None]
        found |= self._read(lacking, make) if lacking else {}
        return zip(*(found[kind] or [] for kind in kinds), strict=True)

    def _kept(self, kind: Kind) -> list[Moments] | None:
        """Those that passes over all columns keep; None where these are of other rows."""
        known, at = self.rows.known(kind)
        if known is None:
            return None
        found = [Moments()] * len(self)
        for cell, place in zip(self._of_kept.tolist(), self._place.tolist(), strict=True):
            if cell >= 0 and known[place].n + known[place].n_missing + known[place].n_zero_weight:
                found[cell] = found[cell] + (known[place].select(at) if known[place].n else known[place])
        return found

    def _read(self, kinds: list[Kind], make: Make | None) -> dict[Kind, list[Moments] | None]:
        """Those of another pass."""
        found = self.folded(partial(_moments, kinds, make), added)
        return {kind: [found.get((kind, cell), Moments()) for cell in range(len(self))] for kind in kinds}


def _in_cells(
    units: Cells, codes: NDArray[np.int64], make: Callable[[Any, Codes], T], part: Any, group: NDArray[Any]
) -> T:
    """What is made of a part of the rows, of whose units the groups are known."""
    unit, segment = units[0][group].astype(np.int64), part.segments.codes
    segment = np.zeros(len(unit), dtype=np.int64) if segment is None else segment.astype(np.int64)
    cell = np.searchsorted(codes, segment * units[1] + unit).astype(np.int32)
    return make(part, np.where((segment >= 0) & (unit >= 0), cell, np.int32(-1)))


def _moments(kinds: list[Kind], make: Make | None, part: Any, cell: Codes) -> dict[tuple[Kind, int], Moments]:
    """Moments of the cells that a part of the rows has, under every kind of weights."""
    there, own = np.unique(cell, return_inverse=True)
    lost = int(len(there) > 0 and there[0] < 0)
    cells = ((own - lost).astype(np.int32), len(there) - lost)
    with without_rows():
        given = part.given._replace(columns=part.columns if make is None else make(part), cells=cells)
        found = {kind: under(given, kind) for kind in kinds}
    return {(kind, at): one for kind in kinds for at, one in zip(there[lost:].tolist(), found[kind], strict=True)}
