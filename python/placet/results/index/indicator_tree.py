"""An indicator tree as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ...language import speak
from ..result import Result
from .indented import WHOLE, Indented


@dataclass(frozen=True, eq=False, repr=False)
class IndicatorTreeResult(Indented, Result):
    """The nodes of an indicator tree, one row each, the whole first.

    Columns: `term` (the node), `parent`, `level` (0 whole), `weight` (share within the parent), `total_weight` (share
    in the whole), `column` (of the answers, None but for indicators). `plot` draws the tree with its weights.
    """

    kind: ClassVar[str] = "indicator_tree"
    _main: ClassVar[str] = "total_weight"
    _own_names = frozenset({WHOLE})
    _displayed = ("term", "weight", "total_weight")
    _headings: ClassVar[dict[str, str]] = {"term": "Node", "weight": "Weight", "total_weight": "Weight in the whole"}

    def _title(self) -> str:
        return speak("{what}: the indicators and their weights", what=self.label(self.table["term"][0]))

    def made_by(self) -> str:
        """How many indicators there are."""
        count = sum(column is not None for column in self.table["column"])
        levels = int(max(self.table["level"]))
        return speak(
            "{count} indicators, levels: {levels}; the weights below every node sum to 1.", count=count, levels=levels
        )
