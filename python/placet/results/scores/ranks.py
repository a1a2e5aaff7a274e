"""Result of `placet.rank_scores` for the answers of respondents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..result import Result


@dataclass(frozen=True, eq=False, repr=False)
class RanksResult(Result):
    """Items ranked by their means, the highest of each segment first.

    Columns: the keys, `item`, `metric`, `estimate` (the mean), `std_error`, `conf_low`, `conf_high`, `std_dev`, `rank`
    (1 = highest), `rank_low`, `rank_high`, `n`, `n_eff`. `plot` draws dots of the means with intervals and, for one
    segment, the ranks.
    """

    kind: ClassVar[str] = "rank_scores"
    shown = ("rank", "rank_low", "rank_high", "item", "estimate", "conf_low", "conf_high", "std_dev", "n", "n_eff")
    decimals: ClassVar[int] = 2
    headings: ClassVar[dict[str, str]] = {"estimate": "Mean", "std_dev": "SD", "rank_low": "from", "rank_high": "to"}

    def _title(self) -> str:
        return "Items ranked by their means" + self.unit(" ({})")

    def unit(self, form: str = "{}") -> str:
        """What the means are measured in, when the scale is known."""
        scale = self.about["scale"]
        return "" if scale is None else form.format(f"points of a scale from {scale[0]:g} to {scale[1]:g}")

    def glance(self) -> dict[str, Any]:
        """Counts, and the mean of the best and the worst item when there is one segment."""
        alone = {} if self.keys else {"highest": float(self["estimate"][0]), "lowest": float(self["estimate"][-1])}
        return alone | super().glance()
