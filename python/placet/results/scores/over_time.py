"""Results of `placet.change` and `placet.track`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import speak
from .. import format as fmt
from .scores import ScoreResult

PARTS = frozenset({"estimate", "conf_low", "conf_high", "mix", "mix_low", "mix_high", "rate", "rate_low", "rate_high"})


@dataclass(frozen=True, eq=False, repr=False)
class ChangeResult(ScoreResult):
    """The change of a score between two waves: the total in the first row, then one row a segment.

    Columns: the keys (None in the total), `term` ("total" or "segment"), `item`, `metric`, `unit`; `estimate`,
    `std_error`, `conf_low`, `conf_high`: the change, or what the segment contributes to it, which is the sum of `mix`
    and `rate`, each with `_std_error`, `_low`, `_high`; `score_from` and `score_to` with the same; `df`, `share_from`,
    `share_to` (of the sum of weights, 0 to 1), `n_from`, `n_to`. `mix`, `rate` and `estimate` of the segments add up to
    the total. Net scores are in points, shares from 0 to 1. `plot` draws a waterfall from the first score over mix and
    rate of the segments to the last, with intervals.
    """

    kind: ClassVar[str] = "change"
    _headings: ClassVar[dict[str, str]] = {
        "estimate": "Change / contribution", "score_from": "From", "score_to": "To", "n_from": "n from", "n_to": "n to"
    }  # fmt: skip

    def _title(self) -> str:
        first, last = self.waves
        return speak(
            "Change of {score} from {first} to {last}: {item}",
            score=self.definition["title"], first=first, last=last, item=self.label(self.item),
        )  # fmt: skip

    @property
    def waves(self) -> tuple[str, str]:
        """The two waves in words."""
        first, last = (fmt.spoken(fmt.segment([self.about[wave]])) for wave in ("from_wave", "to_wave"))
        return first, last

    def _shown_columns(self) -> tuple[str, ...]:
        """Shares, scores, and the parts of the change."""
        sides = ("share_from", "share_to", "score_from", "score_to")
        return (*sides, "mix", "rate", "estimate", "conf_low", "conf_high", "n_from", "n_to")

    def _heading(self, name: str) -> str:
        """The estimate is a change, not the metric."""
        return speak(self._headings[name]) if name in self._headings else super()._heading(name)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; changes have a sign, those of shares are in percentage points."""
        if name in PARTS:
            text = super()._cell(row, "estimate", value)
            number = fmt.minus(text.removesuffix("%"))
            sign = "+" if value > 0 and number.strip("0.,") else ""
            change = f"{sign}{number}"
            return speak("{change} pp", change=change) if text.endswith("%") else change
        like = {"score_from": "estimate", "score_to": "estimate", "n_from": "n", "n_to": "n"}
        shares = name in ("share_from", "share_to")
        return fmt.number("share", value, 1) if shares else super()._cell(row, like.get(name, name), value)

    def glance(self) -> dict[str, Any]:
        """Counts, and the change with its two parts."""
        whole = {"change": "estimate", "mix": "mix", "rate": "rate"}
        return {name: float(self[column][0]) for name, column in whole.items()} | super().glance()


@dataclass(frozen=True, eq=False, repr=False)
class TrackResult(ScoreResult):
    """The series of a score, one row a segment and wave, with a control chart.

    Columns: those of `ScoreResult`, then `centre`, `limit_low`, `limit_high`, `smoothed`, `small` (fewer respondents
    than `min_base`) and `flag`: what stands out in words, empty where nothing does. A wave without answers has n = 0
    and no score. `plot` draws a line by wave with intervals, control limits, the smoothed line and flags; a panel a
    segment.
    """

    kind: ClassVar[str] = "track"
    _headings: ClassVar[dict[str, str]] = {"limit_low": "Limits", "limit_high": "to"}

    def _title(self) -> str:
        words = {"score": self.definition["title"], "units": self.definition["units"]}
        return speak("{score} by wave ({units}): {item}", **words, item=self.label(self.item))

    def _shown_columns(self) -> tuple[str, ...]:
        """The series, its chart, and what stands out."""
        return ("estimate", "conf_low", "conf_high", "n", "n_eff", "smoothed", "limit_low", "limit_high", "flag")

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; a base that is small says so, and no flag is an empty cell."""
        if name == "flag":
            return speak(value)
        if name == "n" and not value:
            return speak("none")
        if name == "n":
            return speak("{n:,.0f} (small)", n=value) if self.table["small"][row] else f"{value:,.0f}"
        return super()._cell(row, "estimate" if name in ("centre", "smoothed") else name, value)

    def glance(self) -> dict[str, Any]:
        """Counts, and how many waves are flagged, small or missing."""
        flagged = sum(flag != "" for flag in self.table["flag"])
        facts = {"waves": len(self.about["waves"]), "flagged": flagged, "small": sum(self.table["small"])}
        return facts | {"missing": int((self.table["n"] == 0).sum())} | super().glance()

    def _beside(self) -> list[str]:
        """Where the centre lies, if there is one."""
        centres = list(dict.fromkeys(self.table["centre"].tolist()))
        if len(centres) > 1 or centres[0] != centres[0]:
            return []
        return [speak("Centre {score}.", score=self._cell(0, "centre", centres[0]))]
