"""Result of `placet.satisfaction_index`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..result import Result


@dataclass(frozen=True, eq=False, repr=False)
class IndexResult(Result):
    """A weighted indicator tree scored from 0 to 100: the whole, its dimensions and their indicators.

    Columns: the keys, `term` (the node), `parent`, `level` (0 whole, 1 dimension, 2 indicator), `weight` (share within
    the parent), `total_weight` (share in the whole), `estimate`, `std_error`, `conf_low`, `conf_high`, `n`, `n_eff`.
    `plot` draws dots of the whole and its dimensions with intervals, one colour a segment.
    """

    kind: ClassVar[str] = "satisfaction_index"
    shown = ("term", "weight", "estimate", "std_error", "conf_low", "conf_high", "n", "n_eff")
    decimals: ClassVar[int] = 1
    headings: ClassVar[dict[str, str]] = {"estimate": "Index"}

    def _title(self) -> str:
        return f"{self.label(self['term'][0])} (0 to 100)"

    @property
    def deepest_shown(self) -> int:
        """Lowest level that tables and pictures show: all of it, but without the indicators when there are segments."""
        deepest = int(max(self["level"]))
        return deepest - 1 if self.keys else deepest

    def display(self) -> tuple[list[str], list[list[str]], list[bool]]:
        """Headings, cells and alignment; a node is indented below its parent."""
        headings, body, left = super().display()
        at, deepest = len(self.keys), self.deepest_shown
        for row, level in zip(body, self["level"], strict=True):
            row[at] = "\u2003" * int(level) + row[at]
        shown = [row for row, level in zip(body, self["level"], strict=True) if level <= deepest]
        return headings, shown, left

    def glance(self) -> dict[str, Any]:
        """Counts, and the index itself when there is one segment."""
        tops = [row for row, level in enumerate(self["level"]) if level == 0]
        alone = {"index": float(self["estimate"][0])} if len(tops) == 1 else {}
        return alone | super().glance()
