"""Results of printed tables: no respondents, but figures that may contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import say, sentence, speak
from .. import format as fmt
from ..grid import Grid
from ..result import Result


@dataclass(frozen=True, eq=False, repr=False)
class GivenResult(Result):
    """A result whose numbers were given, not sampled: it has no respondents and no intervals."""

    def made_by(self) -> str:
        """How the result was made, in words."""
        return sentence([self.about["method"], *self.about.get("notes", ())])

    def _grid(self) -> Grid:
        """The table without the columns that were not given."""
        grid = super()._grid()
        return grid.columns(
            [i for i in range(len(grid.names)) if any(row[i] not in {fmt.MISSING, ""} for row in grid.cells)]
        )


@dataclass(frozen=True, eq=False, repr=False)
class PrintedResult(GivenResult):
    """A result whose numbers were printed, not sampled: it has no intervals, and names what contradicts itself.

    The column `contradiction` says for every row what is wrong with its figures, and is empty where nothing is.
    """

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Every row whose figures contradict each other, in words."""
        pairs = zip(self.table["item"], self.table["contradiction"], strict=True)
        return tuple(speak("{what}: {item}", what=self.label(item), item=words) for item, words in pairs if words)

    def _verdict(self) -> list[str]:
        """One line a contradiction, below a heading that counts them."""
        count = len(self.contradictions)
        if not count:
            return []
        heading = (
            "Figures of {count} rows contradict each other:" if count > 1 else "Figures of 1 row contradict each other:"
        )
        return [speak(heading, count=count), *self.contradictions]

    def _blocks(self) -> list[str]:
        """The table, how it was made, contradictions last."""
        found = "\n  ".join(map(fmt.shown, self._verdict()))
        return [*super()._blocks(), *([found] if found else [])]

    def _fragments(self, most_rows: int) -> list[str]:
        """The same for a page."""
        if not self.contradictions:
            return super()._fragments(most_rows)
        heading, *lines = self._verdict()
        listed = "".join(f"<li>{fmt.html(line)}</li>" for line in lines)
        return [*super()._fragments(most_rows), f'<div class="note">{fmt.html(heading)}<ul>{listed}</ul></div>']

    def glance(self) -> dict[str, Any]:
        """Numbers of rows and of rows that contradict themselves."""
        return {"n_items": len(self.table), "n_contradictions": len(self.contradictions)}


@dataclass(frozen=True, eq=False, repr=False)
class BenchmarkResult(PrintedResult):
    """Own scores against a competitor's, in points, the worst gap first and the composite last.

    Columns: `item`, `metric`, `estimate` (the gap), `own`, `competitor`, `rank` (1 = worst; NaN for the composite),
    `weight` (share in the composite), `level` (0 composite, 1 item), `printed_gap`, `contradiction`. What is not given
    is NaN. `plot` draws both scores of every item joined by their gap.
    """

    kind: ClassVar[str] = "benchmark"
    _own_names = frozenset({say("Composite")})
    _displayed = ("rank", "item", "own", "competitor", "estimate", "weight", "printed_gap")
    _decimals: ClassVar[int] = 2
    _headings: ClassVar[dict[str, str]] = {"estimate": "Gap"}

    @property
    def _sides(self) -> tuple[str, str]:
        """What the two scores are called."""
        competitor = self.about["competitor"]
        return self.label(self.about["own"]), self.label(competitor) if isinstance(competitor, str) else speak("Total")

    def _title(self) -> str:
        own, competitor = self._sides
        return speak("Gaps of {own} to {competitor} (points)", own=own, competitor=competitor)

    def _heading(self, name: str) -> str:
        """The scores are headed by the names of their columns."""
        called = {"own": self._sides[0], "competitor": self._sides[1]}
        return called[name] if name in called else super()._heading(name)

    def glance(self) -> dict[str, Any]:
        """Numbers of rows and contradictions, the worst gap and the gap of the composite if there is one."""
        items, whole = (self.table["estimate"][self.table["level"] == level].tolist() for level in (1, 0))
        composite = {"composite_gap": whole[0]} if whole else {}
        return super().glance() | {"worst_gap": items[0]} | composite


@dataclass(frozen=True, eq=False, repr=False)
class PrintedRanksResult(PrintedResult):
    """Printed scores from the highest to the lowest.

    Columns: `item`, `metric`, `estimate` (the score as printed), `rank` (1 = highest), `printed_rank` (NaN where none
    is printed), `contradiction`. `plot` draws dots of the scores with their ranks; filled in and contradictory ones are
    marked.
    """

    kind: ClassVar[str] = "printed_ranks"
    _displayed = ("rank", "item", "estimate", "printed_rank")
    _decimals: ClassVar[int] = 2
    _headings: ClassVar[dict[str, str]] = {"estimate": "Score", "printed_rank": "Printed"}

    def _title(self) -> str:
        return speak("Ranks of printed scores ({score})", score=self.label(self.about["score"]))


@dataclass(frozen=True, eq=False, repr=False)
class ScorecardResult(PrintedResult):
    """A scorecard in the order of its items, the total last; points.

    Columns: `item`, `metric`, `unit` ("points"), `estimate` (points lost), `possible`, `scored`, `loss_rate` (share
    lost of the points possible for the item), `loss_share` (share of all points lost), `printed_lost` (as printed, as a
    positive number), `level` (0 total, 1 item), `contradiction`. `plot` draws bars of the points scored within those
    possible, contradictions marked.
    """

    kind: ClassVar[str] = "scorecard"
    _own_names = frozenset({say("Total")})
    _displayed = ("item", "possible", "scored", "estimate", "loss_rate", "loss_share", "printed_lost")
    _decimals: ClassVar[int] = 1
    _headings: ClassVar[dict[str, str]] = {
        "estimate": "Lost", "loss_rate": "of its points", "loss_share": "of all lost", "printed_lost": "Lost as printed"
    }  # fmt: skip

    def _title(self) -> str:
        scored, possible = (float(self.table[name][-1]) for name in ("scored", "possible"))
        return speak("Scorecard: {scored:,.1f} of {possible:,.1f} points", scored=scored, possible=possible)

    def glance(self) -> dict[str, Any]:
        """The totals, and numbers of rows and contradictions."""
        names = {"possible": "possible", "scored": "scored", "lost": "estimate", "loss_rate": "loss_rate"}
        return {key: float(self[name][-1]) for key, name in names.items()} | super().glance()


@dataclass(frozen=True, eq=False, repr=False)
class IcebergResult(GivenResult):
    """Dissatisfied customers behind complaints, one row a segment and assumed ratio.

    Columns: `item` (the segment), `metric`, `estimate` (dissatisfied customers), `complaints`, `ratio`, `silent`
    (dissatisfied without a complaint), `customers`, `share` (of the customers), `told_bad` and `told_good` (people told
    by dissatisfied and satisfied customers). What is not given is NaN. `plot` draws bars of those who complained and
    those who are silent.
    """

    kind: ClassVar[str] = "complaint_iceberg"
    _own_names = frozenset({say("All complaints")})
    _displayed = ("item", "complaints", "ratio", "estimate", "silent", "customers", "share", "told_bad", "told_good")
    _decimals: ClassVar[int] = 0
    _headings: ClassVar[dict[str, str]] = {
        "item": "Segment", "ratio": "Ratio (assumed)", "estimate": "Dissatisfied", "told_bad": "Told of it",
        "told_good": "Told of good",
    }  # fmt: skip

    def _title(self) -> str:
        return speak("Dissatisfied customers behind the complaints (an assumption)")

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell as text; a ratio may have decimals."""
        return f"{value:,.10g}" if name == "ratio" else super()._cell(row, name, value)

    def glance(self) -> dict[str, Any]:
        """Complaints, dissatisfied and silent customers of the one row; nothing speaks for several."""
        names = {"complaints": "complaints", "dissatisfied": "estimate", "silent": "silent", "share": "share"}
        return {key: float(self[name][0]) for key, name in names.items()} if len(self.table) == 1 else {}
