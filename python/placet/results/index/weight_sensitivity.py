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
        Nodes whose weight alone could make the second segment as good as the first, the smallest change first: `term`,
        `parent`, `weight`, `change`, `weight_at_swap`, `first`, `second`. Only the two best segments are compared.
        Without rows where no single weight can, or where there is nothing to change: `about["no_swap"]` is "one"
        (segment), "unasked" (an indicator), "equal" (indexes) or "alike" (in every node).
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
        """The smallest change that matters, or why there is none."""
        first, second, why = (self.about[name] for name in ("first", "second", "no_swap"))
        if len(self.table) < 2 or why == "one":
            return [speak("One segment has no rank that weights could change.")]
        two = {"first": first, "second": second}
        if why == "alike":
            said = speak("{first} and {second} are equal in every node: no weights tell them apart.", **two)
        elif why == "equal":
            said = speak("{first} and {second} have the same index: any change of a weight decides.", **two)
        elif why == "unasked":
            words = "{first} and {second} were not asked the same: no weight is looked for that makes them equal."
            said = speak(words, **two)
        elif not len(self.swaps):
            said = speak("No change of a single weight makes {second} as good as {first}.", **two)
        else:
            term, weight, at = (to_list(self.swaps[name])[0] for name in ("term", "weight", "weight_at_swap"))
            words = (
                "{second} would be as good as {first} if the weight of {term} were {at:.1%} instead of {weight:.1%}."
            )
            said = speak(words, **two, term=self.label(term), at=at, weight=weight)
        if len(self.table) < 3:
            return [said]
        return [said, speak("Only the two best of {count} segments are compared.", count=len(self.table))]
