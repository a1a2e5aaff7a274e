"""Result of `placet.change`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .. import format as fmt
from .scores import ScoreResult

PARTS = frozenset({"estimate", "conf_low", "conf_high", "mix", "mix_low", "mix_high", "rate", "rate_low", "rate_high"})


@dataclass(frozen=True, eq=False, repr=False)
class ChangeResult(ScoreResult):
    """The change of a score between two waves: the total in the first row, then one row a segment.

    Columns: the keys (None in the total), `term` ("total" or "segment"), `item`, `metric`; `estimate`, `std_error`,
    `conf_low`, `conf_high`: the change, or what the segment contributes to it, which is the sum of `mix` and `rate`,
    each with `_std_error`, `_low`, `_high`; `score_from` and `score_to` with the same; `df`, `share_from`, `share_to`
    (of the sum of weights, 0 to 1), `n_from`, `n_to`. `mix`, `rate` and `estimate` of the segments add up to the total.
    Net scores are in points, shares from 0 to 1. `plot` draws a waterfall from the first score over mix and rate of the
    segments to the last, with intervals.
    """

    kind: ClassVar[str] = "change"
    headings: ClassVar[dict[str, str]] = {
        "estimate": "Change", "score_from": "From", "score_to": "To", "n_from": "n from", "n_to": "n to"
    }  # fmt: skip

    def _title(self) -> str:
        first, last = self.waves
        return f"Change of {self.definition['title']} from {first} to {last}: {self.label(self.item)}"

    @property
    def waves(self) -> tuple[str, str]:
        """The two waves in words."""
        return fmt.segment([self.about["from_wave"]]), fmt.segment([self.about["to_wave"]])

    def shown_columns(self) -> tuple[str, ...]:
        """Shares, scores, and the parts of the change."""
        sides = ("share_from", "share_to", "score_from", "score_to")
        return (*sides, "mix", "rate", "estimate", "conf_low", "conf_high", "n_from", "n_to")

    def heading(self, name: str) -> str:
        """The estimate is a change, not the metric."""
        return self.headings.get(name) or super().heading(name)

    def cell(self, row: int, name: str, value: Any) -> str:
        """One cell; changes have a sign, those of shares are in percentage points."""
        if name in self.keys and self.table["term"][row] == "total":
            return "All" if name == self.keys[0] else ""
        if name in PARTS:
            text = super().cell(row, "estimate", value)
            number = fmt.minus(text.removesuffix("%"))
            sign = "+" if value > 0 and number.strip("0.,") else ""
            return f"{sign}{number}{' pp' if text.endswith('%') else ''}"
        like = {"score_from": "estimate", "score_to": "estimate", "n_from": "n", "n_to": "n"}
        shares = name in ("share_from", "share_to")
        return fmt.number("share", value, 1) if shares else super().cell(row, like.get(name, name), value)

    def glance(self) -> dict[str, Any]:
        """Counts, and the change with its two parts."""
        whole = {"change": "estimate", "mix": "mix", "rate": "rate"}
        return {name: float(self[column][0]) for name, column in whole.items()} | super().glance()
