"""Result of `placet.scorecard`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .printed import PrintedResult


@dataclass(frozen=True, eq=False, repr=False)
class ScorecardResult(PrintedResult):
    """A scorecard in the order of its items, the total last; points.

    Columns: `item`, `metric`, `estimate` (points lost), `possible`, `scored`, `loss_rate` (share lost of the points
    possible for the item), `loss_share` (share of all points lost), `printed_lost` (as printed, as a positive number),
    `level` (0 total, 1 item), `contradiction`. `plot` draws bars of the points scored within those possible,
    contradictions marked.
    """

    kind: ClassVar[str] = "scorecard"
    shown = ("item", "possible", "scored", "estimate", "loss_rate", "loss_share", "printed_lost")
    decimals: ClassVar[int] = 1
    headings: ClassVar[dict[str, str]] = {
        "estimate": "Lost", "loss_rate": "of its points", "loss_share": "of all lost", "printed_lost": "Lost as printed"
    }  # fmt: skip

    def _title(self) -> str:
        return "Scorecard: {scored:,.1f} of {possible:,.1f} points".format(**self.glance())

    def glance(self) -> dict[str, Any]:
        """The totals, and numbers of rows and contradictions."""
        names = {"possible": "possible", "scored": "scored", "lost": "estimate", "loss_rate": "loss_rate"}
        return {key: float(self[name][-1]) for key, name in names.items()} | super().glance()
