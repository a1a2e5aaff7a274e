"""Result of `placet.index_change`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import speak
from ..result import Result
from .indented import WHOLE, Indented

#: The parts of a change.
PARTS = ("score", "weights", "coverage")


@dataclass(frozen=True, eq=False, repr=False)
class IndexChangeResult(Indented, Result):
    """Why an index differs between two waves or segments, one row a node.

    Columns: the keys, `term`, `parent`, `level` (0 the whole), `value_from` and `value_to` (scores from 0 to 100),
    `estimate` (points that the node adds to the change of the whole), `std_error`, `df`, `p_value`, `conf_low`,
    `conf_high`, and its parts `score`, `weights` and `coverage`, each with `..._std_error`, `..._low`, `..._high`;
    `n_from`, `n_to`. The parts add up to `estimate`, and those of the nodes of a level to that of the whole. `plot`
    draws a waterfall from one index to the other.
    """

    kind: ClassVar[str] = "index_change"
    _own_names = frozenset({WHOLE})
    _displayed = (
        "term", "value_from", "value_to", "estimate", "conf_low", "conf_high", "p_value", *PARTS, "n_from", "n_to",
    )  # fmt: skip
    _decimals: ClassVar[int] = 2
    _headings: ClassVar[dict[str, str]] = {
        "n_from": "n from", "n_to": "n to", "estimate": "Adds to the change", "score": "By scores",
        "weights": "By weights", "coverage": "By coverage",
    }  # fmt: skip

    def _title(self) -> str:
        whole, ends = self.label(self.table["term"][0]), (self.about["from"], self.about["to"])
        return speak("{what}: change from {first} to {last}, in points", what=whole, first=ends[0], last=ends[1])

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; bases are whole."""
        return super()._cell(row, "n" if name in ("n_from", "n_to") else name, value)

    def _heading(self, name: str) -> str:
        """Heading of a column."""
        if name in ("value_from", "value_to"):
            return str(self.about["from" if name == "value_from" else "to"])
        return super()._heading(name)
