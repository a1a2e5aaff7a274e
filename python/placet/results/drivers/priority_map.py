"""Result of `placet.priority_map`."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar

from ...language import enumerated, speak
from .. import format as fmt
from ..quadrants import QUADRANTS
from ..table import Table
from .action import ActionResult, percent
from .fitted import NOTHING


@dataclass(frozen=True, eq=False, repr=False)
class PriorityMapResult(ActionResult):
    """How important drivers are and how well they do, the most important first within each segment.

    Columns: the keys, `term`, `importance` (by ``about["importance"]``: a share of what all drivers explain, from 0 to
    1, or the effect of a point in units of the outcome), `importance_std_error`, `importance_low`, `importance_high`,
    `performance` (the mean on 0 to 100 of the driver's scale), `performance_std_error`, `performance_low`,
    `performance_high`, `correlation` (of the two over resamples), `quadrant` ("fix first": important and low, "keep
    up", "low priority", "possible overkill": unimportant and high), `quadrant_share` (share of the resamples in which
    it is in this one), `fix_first`, `keep_up`, `low_priority`, `overkill` (in each), `coefficient`, `mean`, `n`,
    `n_eff`. Intervals and shares are NaN without resampling. `plot` draws the map with the region of each driver.

    Attributes
    ----------
    cuts : Table
        Where the quadrants meet, one row a segment: the keys, `importance`, `importance_low`, `importance_high`,
        `performance`, `performance_low`, `performance_high`; the limits of a cut that was given are itself.
    """

    cuts: Table = NOTHING

    kind: ClassVar[str] = "priority_map"
    _main = "importance"
    _headings: ClassVar[dict[str, str]] = {
        "term": "Driver", "importance": "Importance", "importance_low": "Low", "importance_high": "High",
        "performance": "Performance", "performance_low": "Low", "performance_high": "High", "quadrant": "Quadrant",
        "quadrant_share": "In resamples",
    }  # fmt: skip
    _displayed = (
        "term", "importance", "importance_low", "importance_high", "performance", "performance_low", "performance_high",
        "quadrant", "quadrant_share", "mean",
    )  # fmt: skip

    def _title(self) -> str:
        return speak("Importance and performance of the drivers of {outcome}", outcome=self._outcome())

    def _speaks(self, name: str) -> bool:
        """Whether a column is shown: intervals and shares where there are resamples."""
        resampled = name == "quadrant_share" or name.endswith(("_low", "_high"))
        return super()._speaks(name) and (not resampled or any(map(isfinite, self.table[name])))

    @property
    def is_share(self) -> bool:
        """Whether importances are shares."""
        return self.about["importance"] == "lmg"

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; importances in percent or in units of the outcome, performance of 100."""
        if name == "quadrant":
            return speak(QUADRANTS[value]) if value else fmt.MISSING
        if name == "quadrant_share":
            return percent(value) if isfinite(value) else fmt.MISSING
        if name.startswith("performance") and isfinite(value):
            return f"{value:.1f}"
        if name.startswith("importance") and isfinite(value):
            return f"{100 * value:.1f}%" if self.is_share else self._number(value)
        return super()._cell(row, name, value)

    def _beside(self) -> list[str]:
        """What is to be fixed first, where the cuts are, how well the model fits."""
        if len(self.cuts) != 1:
            return super()._beside()
        importance, performance = (float(self.cuts[name][0]) for name in ("importance", "performance"))
        if not isfinite(importance):
            return super()._beside()
        first = [self.label(t) for t, q in self.table.rows(["term", "quadrant"]) if q == "fix first"]
        cut = f"{100 * importance:.1f}%" if self.is_share else self._number(importance)
        words = speak("Cuts at importance {importance} and performance {performance:.1f}.", importance=cut,
                      performance=performance)  # fmt: skip
        if not first:
            return [speak("No driver is both important and low."), words, *super()._beside()]
        return [speak("To be fixed first: {drivers}.", drivers=enumerated(first)), words, *super()._beside()]
