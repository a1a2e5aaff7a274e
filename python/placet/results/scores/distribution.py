"""Result of `placet.distribution`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .. import format as fmt
from ..result import Result

#: Points up to which several distributions are shown side by side, one line each.
MOST_ACROSS = 11


@dataclass(frozen=True, eq=False, repr=False)
class DistributionResult(Result):
    """Shares of the points of a scale, one row an item, segment and point.

    Columns: the keys, `item`, `point`, `label` where the points have names, `estimate` (the share, 0 to 1),
    `std_error`, `conf_low`, `conf_high`, `cumulative` (the share of this point and those below), `n_point` (answers at
    the point), `n`, `n_eff`, `n_missing`, `sum_weights`. `plot` draws bars of the shares, stacked from the middle of
    the scale outwards.
    """

    kind: ClassVar[str] = "distribution"
    blocks: ClassVar[tuple[str, ...]] = ("item",)
    shown = ("point", "label", "estimate", "conf_low", "conf_high", "cumulative", "n_point")
    headings: ClassVar[dict[str, str]] = {"estimate": "Share", "n_point": "Answers"}

    @property
    def items(self) -> tuple[str, ...]:
        """The answer columns."""
        return self.about["items"]

    @property
    def scale(self) -> tuple[int, int]:
        """Lowest and highest point."""
        return self.about["scale"]

    @property
    def points(self) -> int:
        """Number of points of the scale."""
        return self.scale[1] - self.scale[0] + 1

    @property
    def several(self) -> bool:
        """Whether there is more than one distribution."""
        return len(self.table) > self.points

    def _title(self) -> str:
        item = f": {self.label(self.items[0])}" if len(self.items) == 1 else ""
        return f"Distribution of answers, {self.scale[0]} to {self.scale[1]}{item}"

    @property
    def wide(self) -> bool:
        """Whether a distribution is shown in one line: there are several and few points."""
        return self.several and self.points <= MOST_ACROSS

    def display(self) -> tuple[list[str], list[list[str]], list[bool]]:
        """One line a point with its interval, or where there are several distributions one line each."""
        if not self.wide:
            return super().display()
        named = [*self.keys, *(["item"] if len(self.items) > 1 else [])]
        points = [self.heading_of(i) for i in range(self.points)]
        cells, starts = [], range(0, len(self.table), self.points)
        for start in starts:
            shares = self.table["estimate"][start : start + self.points]
            cells.append(
                [self.cell(start, name, self.table[name][start]) for name in named]
                + [fmt.number("share", float(share), 1) for share in shares]
                + [fmt.number(name, float(self.table[name][start]), 1) for name in ("n", "n_eff")]
            )
        headings = [*map(self.heading, named), *points, self.heading("n"), self.heading("n_eff")]
        left = fmt.left(named, [[self.table[name][start] for name in named] for start in starts])
        return headings, cells, left + [False] * (self.points + 2)

    def heading_of(self, position: int) -> str:
        """A point of the scale as the heading of a column: its number and, where all items agree, its name."""
        point = str(self.scale[0] + position)
        names = set(self.table["label"][position :: self.points]) if "label" in self.table else {""}
        return f"{point} {names.pop()}".rstrip() if len(names) == 1 else point

    def shown_columns(self) -> tuple[str, ...]:
        """Only what differs between rows is worth a column."""
        return (*(["item"] if len(self.items) > 1 else []), *self.shown, *(["n"] if self.several else []))

    def made_by(self) -> str:
        """How the result was made, and where the intervals are if they are not shown."""
        return super().made_by() + (" to_frame() has the intervals." if self.wide else "")

    def cell(self, row: int, name: str, value: Any) -> str:
        """One cell; shares are percentages."""
        if name == "item":
            return self.label(value)
        if name in ("estimate", "conf_low", "conf_high", "std_error", "cumulative"):
            return fmt.number("share", value, 1)
        if name in ("point", "n_point"):
            return fmt.minus(f"{value:,.0f}") if name == "n_point" else fmt.minus(f"{value:.0f}")
        return super().cell(row, name, value)
