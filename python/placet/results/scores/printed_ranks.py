"""Result of `placet.rank_scores` for printed scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .printed import PrintedResult


@dataclass(frozen=True, eq=False, repr=False)
class PrintedRanksResult(PrintedResult):
    """Printed scores from the highest to the lowest.

    Columns: `item`, `metric`, `estimate` (the score as printed), `rank` (1 = highest), `printed_rank` (NaN where none
    is printed), `contradiction`. `plot` draws dots of the scores with their ranks; filled in and contradictory ones are
    marked.
    """

    kind: ClassVar[str] = "printed_ranks"
    shown = ("rank", "item", "estimate", "printed_rank")
    decimals: ClassVar[int] = 2
    headings: ClassVar[dict[str, str]] = {"estimate": "Score", "printed_rank": "Printed"}

    def _title(self) -> str:
        return f"Ranks of printed scores ({self.label(self.about['score'])})"
