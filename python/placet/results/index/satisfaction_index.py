"""Result of `placet.satisfaction_index`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ...language import say, speak
from ..grid import Grid
from ..result import Result


@dataclass(frozen=True, eq=False, repr=False)
class IndexResult(Result):
    """A weighted indicator tree scored from 0 to 100: the whole, its dimensions and their indicators.

    Columns: the keys, `term` (the node), `parent`, `level` (0 whole, 1 dimension, 2 indicator), `weight` (share within
    the parent), `total_weight` (share in the whole), `estimate`, `std_error`, `conf_low`, `conf_high`, `n`, `n_eff`.
    `plot` draws dots of the whole and its dimensions with intervals, one colour a segment.
    """

    kind: ClassVar[str] = "satisfaction_index"
    _own_names = frozenset({say("Satisfaction index")})
    _displayed = ("term", "weight", "estimate", "std_error", "conf_low", "conf_high", "n", "n_eff")
    _decimals: ClassVar[int] = 1
    _headings: ClassVar[dict[str, str]] = {"estimate": "Index"}

    def _title(self) -> str:
        return speak("{what} (0 to 100)", what=self.label(self.table["term"][0]))

    @property
    def _deepest_shown(self) -> int:
        """Lowest level that tables and pictures show: all of it, but without the indicators when there are segments."""
        deepest = int(max(self.table["level"]))
        return deepest - 1 if self.key_columns else deepest

    def _grid(self) -> Grid:
        """The table, down to the deepest level shown."""
        return super()._grid().rows(np.flatnonzero(self.table["level"] <= self._deepest_shown).tolist())

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; a node is indented below its parent."""
        indent = "\u2003" * int(self.table["level"][row]) if name == "term" else ""
        return indent + super()._cell(row, name, value)

    def glance(self) -> dict[str, Any]:
        """Counts, and the index itself when there is one segment."""
        tops = [row for row, level in enumerate(self.table["level"]) if level == 0]
        alone = {"index": float(self.table["estimate"][0])} if len(tops) == 1 else {}
        return alone | super().glance()
