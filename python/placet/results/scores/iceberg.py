"""Result of `placet.complaint_iceberg`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..result import Result
from .printed import only_given


@dataclass(frozen=True, eq=False, repr=False)
class IcebergResult(Result):
    """Dissatisfied customers behind complaints, one row a segment and assumed ratio.

    Columns: `item` (the segment), `metric`, `estimate` (dissatisfied customers), `complaints`, `ratio`, `silent`
    (dissatisfied without a complaint), `customers`, `share` (of the customers), `told_bad` and `told_good` (people told
    by dissatisfied and satisfied customers). What is not given is NaN. `plot` draws bars of those who complained and
    those who are silent.
    """

    kind: ClassVar[str] = "complaint_iceberg"
    shown = ("item", "complaints", "ratio", "estimate", "silent", "customers", "share", "told_bad", "told_good")
    decimals: ClassVar[int] = 0
    headings: ClassVar[dict[str, str]] = {
        "item": "Segment", "ratio": "Ratio (assumed)", "estimate": "Dissatisfied", "told_bad": "Told of it",
        "told_good": "Told of good",
    }  # fmt: skip

    def _title(self) -> str:
        return "Dissatisfied customers behind the complaints (an assumption)"

    def made_by(self) -> str:
        """What was assumed."""
        return f"{self.about['method']}."

    def cell(self, row: int, name: str, value: Any) -> str:
        """One cell as text; a ratio may have decimals."""
        return f"{value:,.10g}" if name == "ratio" else super().cell(row, name, value)

    def display(self) -> tuple[list[str], list[list[str]], list[bool]]:
        """Headings, cells and alignment, without the columns that were not given."""
        return only_given(*super().display())

    def glance(self) -> dict[str, Any]:
        """Complaints, dissatisfied and silent customers of the one row; nothing speaks for several."""
        names = {"complaints": "complaints", "dissatisfied": "estimate", "silent": "silent", "share": "share"}
        return {key: float(self[name][0]) for key, name in names.items()} if len(self.table) == 1 else {}
