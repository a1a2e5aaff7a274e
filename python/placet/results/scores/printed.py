"""Results of printed tables: no respondents, but figures that may contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .. import format as fmt
from ..result import Result


@dataclass(frozen=True, eq=False, repr=False)
class GivenResult(Result):
    """A result whose numbers were given, not sampled: it has no respondents and no intervals."""

    def made_by(self) -> str:
        """How the result was made, in words."""
        return "; ".join([str(self.about["method"]), *self.about.get("notes", ())]) + "."

    def display(self) -> tuple[list[str], list[list[str]], list[bool]]:
        """Headings, cells and alignment, without the columns that were not given."""
        headings, body, left = super().display()
        used = [i for i in range(len(headings)) if any(row[i] not in {"–", ""} for row in body)]
        return [headings[i] for i in used], [[row[i] for i in used] for row in body], [left[i] for i in used]


@dataclass(frozen=True, eq=False, repr=False)
class PrintedResult(GivenResult):
    """A result whose numbers were printed, not sampled: it has no intervals, and names what contradicts itself.

    The column `contradiction` says for every row what is wrong with its figures, and is empty where nothing is.
    """

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Every row whose figures contradict each other, in words."""
        pairs = zip(self["item"], self["contradiction"], strict=True)
        return tuple(f"{self.label(item)}: {words}" for item, words in pairs if words)

    def verdict(self) -> list[str]:
        """One line a contradiction, below a heading that counts them."""
        count = len(self.contradictions)
        if not count:
            return []
        return [f"Figures of {count} row{'s' * (count > 1)} contradict each other:", *self.contradictions]

    def summary(self) -> str:
        """The result as text for a terminal, contradictions last."""
        found = "\n  ".join(map(fmt.shown, self.verdict()))
        return f"{super().summary()}\n\n{found}" if found else super().summary()

    def to_html(self, most_rows: int = 60) -> str:
        """The table, how it was made and what contradicts itself, as an HTML fragment."""
        if not self.contradictions:
            return super().to_html(most_rows)
        heading, *lines = self.verdict()
        listed = "".join(f"<li>{fmt.html(line)}</li>" for line in lines)
        return f'{super().to_html(most_rows)}<div class="note">{fmt.html(heading)}<ul>{listed}</ul></div>'

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
    shown = ("rank", "item", "own", "competitor", "estimate", "weight", "printed_gap")
    decimals: ClassVar[int] = 2
    headings: ClassVar[dict[str, str]] = {"estimate": "Gap"}

    @property
    def sides(self) -> tuple[str, str]:
        """What the two scores are called."""
        competitor = self.about["competitor"]
        return self.label(self.about["own"]), self.label(competitor) if isinstance(competitor, str) else "Total"

    def _title(self) -> str:
        return "Gaps of {} to {} (points)".format(*self.sides)

    def heading(self, name: str) -> str:
        """The scores are headed by the names of their columns."""
        called = {"own": self.sides[0], "competitor": self.sides[1]}
        return called[name] if name in called else super().heading(name)

    def glance(self) -> dict[str, Any]:
        """Numbers of rows and contradictions, the worst gap and the gap of the composite if there is one."""
        items, whole = (self["estimate"][self["level"] == level].tolist() for level in (1, 0))
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
    shown = ("rank", "item", "estimate", "printed_rank")
    decimals: ClassVar[int] = 2
    headings: ClassVar[dict[str, str]] = {"estimate": "Score", "printed_rank": "Printed"}

    def _title(self) -> str:
        return f"Ranks of printed scores ({self.label(self.about['score'])})"


@dataclass(frozen=True, eq=False, repr=False)
class ScorecardResult(PrintedResult):
    """A scorecard in the order of its items, the total last; points.

    Columns: `item`, `metric`, `unit` ("points"), `estimate` (points lost), `possible`, `scored`, `loss_rate` (share
    lost of the points possible for the item), `loss_share` (share of all points lost), `printed_lost` (as printed, as a
    positive number), `level` (0 total, 1 item), `contradiction`. `plot` draws bars of the points scored within those
    possible, contradictions marked.
    """

    kind: ClassVar[str] = "scorecard"
    shown = ("item", "possible", "scored", "estimate", "loss_rate", "loss_share", "printed_lost")
    decimals: ClassVar[int] = 1
    headings: ClassVar[dict[str, str]] = {
        "estimate": "Lost", "loss_rate": "of its points", "loss_share": "of all lost", "printed_lost": "Lost as printed"
    }  # fmt: skip

    def _title(self) -> str:
        return "Scorecard: {scored:,.1f} of {possible:,.1f} points".format(**self.glance())

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
    shown = ("item", "complaints", "ratio", "estimate", "silent", "customers", "share", "told_bad", "told_good")
    decimals: ClassVar[int] = 0
    headings: ClassVar[dict[str, str]] = {
        "item": "Segment", "ratio": "Ratio (assumed)", "estimate": "Dissatisfied", "told_bad": "Told of it",
        "told_good": "Told of good",
    }  # fmt: skip

    def _title(self) -> str:
        return "Dissatisfied customers behind the complaints (an assumption)"

    def cell(self, row: int, name: str, value: Any) -> str:
        """One cell as text; a ratio may have decimals."""
        return f"{value:,.10g}" if name == "ratio" else super().cell(row, name, value)

    def glance(self) -> dict[str, Any]:
        """Complaints, dissatisfied and silent customers of the one row; nothing speaks for several."""
        names = {"complaints": "complaints", "dissatisfied": "estimate", "silent": "silent", "share": "share"}
        return {key: float(self[name][0]) for key, name in names.items()} if len(self.table) == 1 else {}
