"""Result of `placet.compare_paths`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import speak
from ..compared import ComparedResult
from .path_model import TO
from .path_structure import JOIN


@dataclass(frozen=True, eq=False, repr=False)
class PathDifferencesResult(ComparedResult):
    """Differences of a path model between segments or waves, one row a comparison and path, or indicator.

    Columns: the keys (segments within which waves are compared), `term` (the path "A -> B", or the indicator),
    `construct` (what the path leads to, or the indicator measures), `level`, `against`, `value` and `reference` (of the
    level and of what it is compared with), `estimate` (their difference), `std_error`, `statistic`, `df` (NaN of
    permutations), `p_value`, `p_adjusted` (over all differences of the result), `conf_low`, `conf_high` (adjusted
    likewise), `n`, `n_against`, `finding`: "higher" or "lower", "not significant" where the interval holds 0, or "no
    test". `plot` draws the differences with intervals.
    """

    kind: ClassVar[str] = "compare_paths"
    _option = "compare"
    _displayed = (
        "level", "against", "construct", "term", "value", "reference", "estimate", "std_error", "conf_low", "conf_high",
        "p_value", "p_adjusted", "finding", "n",
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {
        "estimate": "Difference", "p_adjusted": "p adj.", "against": "Against", "construct": "Construct",
        "value": "Value", "reference": "Reference value",
    }  # fmt: skip

    @property
    def of_constructs(self) -> bool:
        """Whether constructs act on constructs, or are measured by indicators."""
        return self.about["what"] in ("paths", "total effects")

    def _title(self) -> str:
        if self.about["what"] == "paths":
            return speak("Differences of path coefficients by {compared}", compared=self._compared)
        if self.about["what"] == "total effects":
            return speak("Differences of total effects by {compared}", compared=self._compared)
        if self.about["what"] == "loadings":
            return speak("Differences of loadings by {compared}", compared=self._compared)
        return speak("Differences of outer weights by {compared}", compared=self._compared)

    def _shown_columns(self) -> tuple[str, ...]:
        """Columns that are shown: a path has its construct in its name, permutations have no error."""
        silent = {"construct"} if self.of_constructs else set()
        silent |= {"std_error"} if self.about["test"] == "permutation" else set()
        return tuple(name for name in self._displayed if name not in silent)

    def construct_word(self, name: str) -> str:
        """A construct, an indicator, or an interaction by its parts, in words."""
        if JOIN in name and name not in self.labels:
            return " × ".join(map(self.label, name.split(JOIN)))
        return self.label(name)

    def term_word(self, term: str) -> str:
        """A path or an indicator in words."""
        return " → ".join(map(self.construct_word, term.split(TO))) if self.of_constructs else self.label(term)

    def _heading(self, name: str) -> str:
        """Heading of a column."""
        if name == "term":
            return speak("Path") if self.of_constructs else speak("Indicator")
        return super()._heading(name)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell."""
        if name == "term":
            return self.term_word(value)
        if name == "construct":
            return self.label(value)
        return super()._cell(row, name, value)

    def glance(self) -> dict[str, Any]:
        """Counts, and how many differences were found."""
        findings = self.table["finding"]
        different = sum(finding in ("higher", "lower") for finding in findings)
        return {"comparisons": len(findings), "different": different} | super().glance()
