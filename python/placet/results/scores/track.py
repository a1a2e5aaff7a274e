"""Result of `placet.track`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .. import format as fmt
from .scores import ScoreResult


@dataclass(frozen=True, eq=False, repr=False)
class TrackResult(ScoreResult):
    """The series of a score, one row a segment and wave, with a control chart.

    Columns: those of `ScoreResult`, then `centre`, `limit_low`, `limit_high`, `smoothed`, `small` (fewer respondents
    than `min_base`) and `flag`: what stands out in words, empty where nothing does. A wave without answers has n = 0
    and no score. `plot` draws a line by wave with intervals, control limits, the smoothed line and flags; a panel a
    segment.
    """

    kind: ClassVar[str] = "track"
    headings: ClassVar[dict[str, str]] = {"limit_low": "Limits", "limit_high": "to"}

    def _title(self) -> str:
        return f"{self.definition['title']} by wave ({self.definition['units']}): {self.label(self.item)}"

    def shown_columns(self) -> tuple[str, ...]:
        """The series, its chart, and what stands out."""
        return ("estimate", "conf_low", "conf_high", "n", "n_eff", "smoothed", "limit_low", "limit_high", "flag")

    def cell(self, row: int, name: str, value: Any) -> str:
        """One cell; a base that is small says so, and no flag is an empty cell."""
        if name == "flag":
            return value
        if name == "n":
            return f"{value:,.0f}{' (small)' if self.table['small'][row] else ''}" if value else "none"
        return super().cell(row, "estimate" if name in ("centre", "smoothed") else name, value)

    def glance(self) -> dict[str, Any]:
        """Counts, and how many waves are flagged, small or missing."""
        flagged = sum(flag != "" for flag in self["flag"])
        facts = {"waves": len(self.about["waves"]), "flagged": flagged, "small": sum(self["small"])}
        return facts | {"missing": int((self["n"] == 0).sum())} | super().glance()

    def made_by(self) -> str:
        """How the result was made, and where its centre lies."""
        centres = list(dict.fromkeys(self["centre"].tolist()))
        if len(centres) > 1 or centres[0] != centres[0]:
            return super().made_by()
        return f"Centre {fmt.minus(self.cell(0, 'centre', centres[0]))}. {super().made_by()}"
