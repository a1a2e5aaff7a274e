"""Result of `placet.nps`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, repr=False)
class NpsResult(Result):
    """Net Promoter Scores, one row a segment, in points from -100 to 100.

    Columns: the keys, `item`, `metric`, `estimate`, `std_error`, `conf_low`, `conf_high`, `n`, `n_eff`, `n_missing`,
    `sum_weights`, and the shares `promoters`, `passives`, `detractors` (0 to 1).
    """

    kind: ClassVar[str] = "nps"
    shown = ("estimate", "conf_low", "conf_high", "promoters", "passives", "detractors", "n", "n_eff")
    decimals: ClassVar[int] = 1
    headings: ClassVar[dict[str, str]] = {
        "estimate": "NPS",
        "promoters": "Promoters",
        "passives": "Passives",
        "detractors": "Detractors",
    }

    @property
    def item(self) -> str:
        """The scored column."""
        return self.about["item"]

    @property
    def title(self) -> str:
        """What the table shows, in words."""
        return f"Net Promoter Score of {self.label(self.item)} (points)"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Bars of the score by segment with intervals and bases."""
        from ..plotting import plot_nps

        return plot_nps(self, ax)

    def glance(self) -> dict[str, Any]:
        """Counts, and the score itself when there is one segment."""
        alone = {"nps": float(self["estimate"][0])} if len(self.table) == 1 else {}
        return alone | super().glance()
