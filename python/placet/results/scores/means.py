"""Results of `placet.gap` and `placet.rank_scores`: means of items, compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import speak
from ..result import Result


@dataclass(frozen=True, eq=False, repr=False)
class GapResult(Result):
    """Gaps between perception and expectation, in points of the scale, the worst of each segment first.

    Columns: the keys, `item` (the perceived column), `expected` (the column it is held against), `metric`, `estimate`
    (the gap), `std_error`, `statistic` (t), `df`, `p_value`, `conf_low`, `conf_high`, `mean_perceived`,
    `mean_expected`, `rank` (1 = worst), `n`, `n_eff`, `n_missing`. `plot` draws both means of every item joined by its
    gap, for several segments dots of the gaps with intervals.
    """

    kind: ClassVar[str] = "gap"
    _displayed = (
        "rank", "item", "mean_perceived", "mean_expected", "estimate", "conf_low", "conf_high", "p_value", "n", "n_eff"
    )  # fmt: skip
    _decimals: ClassVar[int] = 2
    _headings: ClassVar[dict[str, str]] = {
        "mean_perceived": "Perceived",
        "mean_expected": "Expected",
        "estimate": "Gap",
    }

    @property
    def unit(self) -> str:
        """What the numbers are measured in."""
        scale = self.about["scale"]
        if scale is None:
            return speak("points")
        return speak("points of a scale from {low:g} to {high:g}", low=scale[0], high=scale[1])

    def _title(self) -> str:
        return speak("Gaps between perception and expectation ({units})", units=self.unit)

    def glance(self) -> dict[str, Any]:
        """Counts, and the worst gap when there is one segment."""
        alone = {} if self.key_columns else {"worst_gap": float(self.table["estimate"][0])}
        return alone | super().glance()


@dataclass(frozen=True, eq=False, repr=False)
class RanksResult(Result):
    """Items ranked by their means, the highest of each segment first.

    Columns: the keys, `item`, `metric`, `estimate` (the mean), `std_error`, `conf_low`, `conf_high`, `std_dev`, `rank`
    (1 = highest), `rank_low`, `rank_high`, `n`, `n_eff`. `plot` draws dots of the means with intervals and, for one
    segment, the ranks.
    """

    kind: ClassVar[str] = "rank_scores"
    _displayed = ("rank", "rank_low", "rank_high", "item", "estimate", "conf_low", "conf_high", "std_dev", "n", "n_eff")
    _decimals: ClassVar[int] = 2
    _headings: ClassVar[dict[str, str]] = {"estimate": "Mean", "std_dev": "SD", "rank_low": "from", "rank_high": "to"}

    def _title(self) -> str:
        unit = self.unit()
        return (
            speak("Items ranked by their means ({units})", units=unit) if unit else speak("Items ranked by their means")
        )

    def unit(self, form: str = "{}") -> str:
        """What the means are measured in, when the scale is known."""
        scale = self.about["scale"]
        if scale is None:
            return ""
        return form.format(speak("points of a scale from {low:g} to {high:g}", low=scale[0], high=scale[1]))

    def glance(self) -> dict[str, Any]:
        """Counts, and the mean of the best and the worst item when there is one segment."""
        alone = (
            {}
            if self.key_columns
            else {"highest": float(self.table["estimate"][0]), "lowest": float(self.table["estimate"][-1])}
        )
        return alone | super().glance()
