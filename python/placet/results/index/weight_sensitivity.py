"""Result of `placet.weight_sensitivity`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import speak
from ..result import Result
from ..table import NOTHING, Table, to_list
from .indented import WHOLE


@dataclass(frozen=True, eq=False, repr=False)
class WeightSensitivityResult(Result):
    """How an index depends on the weights of its tree, one row a segment.

    Columns: the keys, `estimate` (the index), `std_dev` (over the draws of weights), `low` and `high` (limits of the
    middle draws), `rank`, `rank_low`, `rank_high`, `rank_share` (of the draws with this rank), `first_share` (of the
    draws in which it is first), `n`. `plot` draws the indexes with the limits.

    Attributes
    ----------
    rank_shares : Table
        One row a segment and rank: `rank`, `share`.
    swaps : Table
        Nodes whose weight alone could make the second segment the first, the smallest change first: `term`, `parent`,
        `weight`, `change`, `weight_at_swap`, `first`, `second`. Without rows where no single weight can.
    """

    rank_shares: Table = NOTHING
    swaps: Table = NOTHING

    kind: ClassVar[str] = "weight_sensitivity"
    _own_names = frozenset({WHOLE})
    _decimals: ClassVar[int] = 1
    _displayed = ("estimate", "std_dev", "low", "high", "rank", "rank_low", "rank_high", "rank_share", "first_share")
    _headings: ClassVar[dict[str, str]] = {
        "estimate": "Index", "std_dev": "SD", "rank_low": "Best rank", "rank_high": "Worst rank",
        "rank_share": "At this rank", "first_share": "First", "low": "Low", "high": "High",
    }  # fmt: skip

    def _title(self) -> str:
        return speak("{what}: how it depends on the weights", what=self.label(self.about["whole"]))

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; ranks are whole, shares in percent."""
        if name in ("rank_share", "first_share"):
            return super()._cell(row, "share", value)
        return super()._cell(row, "rank" if name in ("rank_low", "rank_high") else name, value)

    def _beside(self) -> list[str]:
        """The smallest change that matters."""
        if len(self.table) < 2:
            return []
        if not len(self.swaps):
            return [speak("No change of a single weight makes the second segment the first.")]
        term, weight, at, first, second = (
            to_list(self.swaps[name])[0] for name in ("term", "weight", "weight_at_swap", "first", "second")
        )
        return [
            speak(
                "{second} would be as good as {first} if the weight of {term} were {at:.1%} instead of {weight:.1%}.",
                second=second,
                first=first,
                term=self.label(term),
                at=at,
                weight=weight,
            )
        ]
