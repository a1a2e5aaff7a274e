"""Result of `placet.compare_drivers`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import speak
from .. import format as fmt
from ..compared import ComparedResult
from ..table import Table
from .fitted import NOTHING

#: Columns in units of what is compared: R², or shares of it in percent.
IN_UNITS = frozenset({"estimate", "std_error", "conf_low", "conf_high", "value", "reference"})


@dataclass(frozen=True, eq=False, repr=False)
class DriverDifferencesResult(ComparedResult):
    """Differences of the importance of drivers between segments or waves, one row a comparison and driver.

    Columns: the keys (segments within which waves are compared), `term`, `level`, `against`, `estimate` (the
    difference, of importances in parts of R², of shares by -1 to 1), `std_error`, `statistic`, `df` (NaN of
    permutations), `p_value`, `p_adjusted` (held over all differences of the result), `conf_low`, `conf_high` (joint
    intervals), `value` and `reference` (importance or share of the level and of what it is compared with), `n`,
    `n_against`, `finding`: "higher" or "lower", "not significant" where the interval holds 0, or "no test". `plot`
    draws the differences with intervals.

    Attributes
    ----------
    importances : Table
        One row a segment and driver: the keys of the segment, `term`, `value`, `std_error`, `n`.
    """

    importances: Table = NOTHING

    kind: ClassVar[str] = "compare_drivers"
    _displayed = (
        "level", "against", "term", "value", "reference", "estimate", "conf_low", "conf_high", "p_adjusted", "finding",
        "n",
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {
        "term": "Driver", "estimate": "Difference", "p_adjusted": "p adj.", "against": "Against",
    }  # fmt: skip

    @property
    def relative(self) -> bool:
        """Whether shares are compared."""
        return self.about["of"] == "share"

    def _title(self) -> str:
        words = {"outcome": self.label(self.about["outcome"]), "compared": self._compared}
        if self.relative:
            return speak("Differences of shares of the drivers of {outcome} by {compared}", **words)
        return speak("Differences of the importance of the drivers of {outcome} by {compared}", **words)

    def _heading(self, name: str) -> str:
        """Heading of a column."""
        if name == "value":
            return speak("Share") if self.relative else speak("Importance")
        if name == "reference":
            return speak("Reference")
        return super()._heading(name)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; shares in percent."""
        if name in IN_UNITS and self.relative:
            return fmt.number("share", value, self._decimals)
        return super()._cell(row, name, value)

    def importances_frame(self) -> Any:
        """The importances of the segments as a data frame of the library the data came in."""
        return self._build(self.importances)

    def glance(self) -> dict[str, Any]:
        """Counts, and how many differences were found."""
        findings = self.table["finding"]
        different = sum(finding in ("higher", "lower") for finding in findings)
        return {"comparisons": len(findings), "different": different} | super().glance()
