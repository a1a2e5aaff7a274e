"""Tables of trees: a node stands indented below its parent."""

from __future__ import annotations

from typing import Any

from ...language import say
from ..shown import Shown

#: Name of the whole where none is given.
WHOLE = say("Satisfaction index")


class Indented(Shown):
    """A table with the columns `term` and `level`."""

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell."""
        indent = "\u2003" * int(self.table["level"][row]) if name == "term" else ""
        return indent + super()._cell(row, name, value)
