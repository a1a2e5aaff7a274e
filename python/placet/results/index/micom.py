"""Result of `placet.micom`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..._core import DataError
from ...checks import shown
from ...language import say, speak
from .. import format as fmt
from ..compared import ComparedResult
from ..table import NOTHING, Table

P_VALUES = frozenset({"c_p_value", "mean_p_value", "variance_p_value"})
#: What a verdict on two groups means.
MEANING = {
    "none": say("{pair}: no invariance, so that neither scores nor paths are to be compared."),
    "partial": say("{pair}: partial invariance, so that paths may be compared."),
    "full": say("{pair}: full invariance, so that groups may be compared and put together."),
}
#: Decimals of correlations, which all are near 1.
OF_C = 4


@dataclass(frozen=True, eq=False, repr=False)
class InvarianceResult(ComparedResult):
    """Measurement invariance of constructs between segments or waves (MICOM), one row a comparison and construct.

    Columns: the keys (segments within which waves are compared), `term` (the construct), `level`, `against`, `estimate`
    (c, the correlation of the scores by the weights of both), `c_low` (what labels dealt out anew stay above),
    `c_p_value`, `mean_difference` (of the scores, in standard deviations), `mean_low`, `mean_high`, `mean_p_value`,
    `log_variance_ratio`, `variance_low`, `variance_high`, `variance_p_value`, `verdict` ("none", "partial" or "full"
    invariance), `n`, `n_against`. `plot` draws every statistic with the range that labels dealt out anew stay in.

    Attributes
    ----------
    verdicts : Table
        One row a comparison: the keys, `level`, `against`, `verdict`, the least of its constructs.
    """

    verdicts: Table = NOTHING

    kind: ClassVar[str] = "micom"
    _option = "compare"
    _displayed = (
        "level", "against", "term", "estimate", "c_low", "c_p_value", "mean_difference", "mean_p_value",
        "log_variance_ratio", "variance_p_value", "verdict", "n",
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {
        "term": "Construct", "against": "Against", "estimate": "c", "c_low": "c at least", "c_p_value": "p of c",
        "mean_difference": "Means", "mean_p_value": "p of means", "log_variance_ratio": "Log variances",
        "variance_p_value": "p of var.", "verdict": "Invariance",
    }  # fmt: skip

    def _title(self) -> str:
        return speak("Measurement invariance by {compared} (MICOM)", compared=self._compared)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell."""
        if name in ("estimate", "c_low"):
            return fmt.number(name, value, OF_C)
        return super()._cell(row, "p_value" if name in P_VALUES else name, value)

    def _beside(self) -> list[str]:
        """The verdict on every comparison."""
        words = super()._beside()
        for *keys, level, against, verdict in self.verdicts.rows():
            pair = speak("{level} and {against}", level=self.level_word(level), against=self.against_word(against))
            where = f"{self._segment(keys)}: " if keys else ""
            words.append(speak(MEANING[verdict].template, pair=where + pair))
        return words

    def frame(self, name: str) -> Any:
        """The table `verdicts` as a data frame like the one that came in."""
        if name != "verdicts":
            raise DataError(f"frame({shown(name)}) is no table of this result; use 'verdicts', or to_frame()")
        return self._build(self.verdicts)

    def glance(self) -> dict[str, Any]:
        """Counts, and how many comparisons have which verdict."""
        found = list(self.verdicts["verdict"])
        return {verdict: found.count(verdict) for verdict in ("none", "partial", "full")} | super().glance()
