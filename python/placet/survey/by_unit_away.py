"""The same of rows that were read in batches and are gone: from the moments that were kept, or in another pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .._core import Moments
from ..types import Cells
from .away import without_rows
from .by_unit import ByUnit, Kind, Make, under
from .sampling import Codes, cross


class ByUnitAway(ByUnit):
    """Cells of rows that are gone; see `ByUnit`."""

    def __init__(self, rows: Any, units: Cells) -> None:
        self.rows, self.units = rows, units
        segment, group, self._place = rows.kept_apart
        self._of_kept, self.segment, self.unit = cross(segment, units[0][group], units[1])
        self._codes = self.segment.astype(np.int64) * units[1] + self.unit

    def parts(self) -> Iterator[tuple[Any, Codes]]:
        """Rows and the cell of every one, batch by batch, in another pass over them."""
        for part, group in self.rows.parts_in_groups():
            unit, segment = self.units[0][group].astype(np.int64), part.segments.codes
            segment = np.zeros(len(unit), dtype=np.int64) if segment is None else segment.astype(np.int64)
            cell = np.searchsorted(self._codes, segment * self.units[1] + unit).astype(np.int32)
            yield part, np.where((segment >= 0) & (unit >= 0), cell, np.int32(-1))

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
        found: dict[Kind, list[Moments]] = {kind: [Moments()] * len(self) for kind in kinds}
        for part, cell in self.parts():
            there, own = np.unique(cell, return_inverse=True)
            lost = int(len(there) > 0 and there[0] < 0)
            cells = ((own - lost).astype(np.int32), len(there) - lost)
            with without_rows():
                given = part.given._replace(columns=part.columns if make is None else make(part), cells=cells)
                for kind, kept in found.items():
                    for place, more in zip(there[lost:].tolist(), under(given, kind), strict=True):
                        kept[place] = kept[place] + more
        return {**found}
