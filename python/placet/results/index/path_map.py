"""Result of `placet.path_map`."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar

from ..._core import DataError
from ...checks import shown
from ...language import enumerated, speak
from .. import format as fmt
from ..quadrants import QUADRANTS
from ..result import Result
from ..table import NOTHING, Table

#: Columns of the shares of resamples, in the order of `QUADRANTS`.
SHARES = ("fix_first", "keep_up", "low_priority", "overkill")


@dataclass(frozen=True, eq=False, repr=False)
class PathMapResult(Result):
    """How important what acts on an outcome is and how well it does, the most important first within each segment.

    Columns: the keys, `term` (a construct or an indicator), of indicators `construct`, `importance` (index points of
    the outcome for one point), `importance_std_error`, `importance_low`, `importance_high`, `performance` (0 to 100),
    `performance_std_error`, `performance_low`, `performance_high`, `correlation` (of the two over resamples),
    `quadrant` ("fix first": important and low, "keep up", "low priority", "possible overkill": unimportant and high),
    `quadrant_share` (share of the resamples in which it is in this one), `fix_first`, `keep_up`, `low_priority`,
    `overkill` (in each), `total_effect` (of standardised scores; that of the construct), `n`, `n_eff`. Intervals and
    shares are NaN without resampling. `plot` draws the map with the region of each.

    Attributes
    ----------
    cuts : Table
        Where the quadrants meet, one row a segment: the keys, `importance`, `importance_low`, `importance_high`,
        `performance`, `performance_low`, `performance_high`.
    """

    cuts: Table = NOTHING

    kind: ClassVar[str] = "path_map"
    _main = "importance"
    _headings: ClassVar[dict[str, str]] = {
        "construct": "Construct", "importance": "Importance", "importance_low": "Low", "importance_high": "High",
        "performance": "Performance", "performance_low": "Low", "performance_high": "High", "quadrant": "Quadrant",
        "quadrant_share": "In resamples",
    }  # fmt: skip
    _displayed = (
        "term", "construct", "importance", "importance_low", "importance_high", "performance", "performance_low",
        "performance_high", "quadrant", "quadrant_share", "n", "n_eff",
    )  # fmt: skip

    def _title(self) -> str:
        outcome = self.label(self.about["outcome"])
        if self.about["level"] == "indicators":
            return speak("Importance and performance of the indicators for {outcome}", outcome=outcome)
        return speak("Importance and performance of the constructs for {outcome}", outcome=outcome)

    def _heading(self, name: str) -> str:
        """Heading of a column."""
        if name == "term":
            return speak("Indicator" if self.about["level"] == "indicators" else "Construct")
        return super()._heading(name)

    def _speaks(self, name: str) -> bool:
        """Whether a column is shown: intervals and shares where there are resamples."""
        resampled = name == "quadrant_share" or name.endswith(("_low", "_high"))
        return super()._speaks(name) and (not resampled or any(map(isfinite, self.table[name])))

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell."""
        if name == "quadrant":
            return speak(QUADRANTS[value]) if value else fmt.MISSING
        if name == "construct":
            return self.label(value)
        if name == "quadrant_share":
            return f"{100 * value:.0f}%" if isfinite(value) else fmt.MISSING
        if name.startswith("performance") and isfinite(value):
            return f"{value:.1f}"
        if name.startswith("importance") and isfinite(value):
            return fmt.minus(f"{value:.2f}")
        return super()._cell(row, name, value)

    def frame(self, name: str) -> Any:
        """The table `cuts` as a data frame like the data."""
        if name != "cuts":
            raise DataError(f"frame({shown(name)}) is no table of this result; use 'cuts', or to_frame()")
        return self._build(self.cuts)

    def _beside(self) -> list[str]:
        """What is to be fixed first, and where the cuts are."""
        if len(self.cuts) != 1:
            return []
        importance, performance = (float(self.cuts[name][0]) for name in ("importance", "performance"))
        first = [self.label(t) for t, q in self.table.rows(["term", "quadrant"]) if q == "fix first"]
        cut = fmt.minus(f"{importance:.2f}")
        words = speak("Cuts at importance {importance} and performance {performance:.1f}.", importance=cut,
                      performance=performance)  # fmt: skip
        if not first:
            return [speak("None is both important and low."), words]
        return [speak("To be fixed first: {drivers}.", drivers=enumerated(first)), words]
