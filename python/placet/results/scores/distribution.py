"""Result of `placet.distribution`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import say, speak
from .. import format as fmt
from ..grid import Grid
from ..result import Result
from ..table import to_list

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
    _block_columns: ClassVar[tuple[str, ...]] = ("item",)
    _displayed = ("point", "label", "estimate", "conf_low", "conf_high", "cumulative", "n_point")
    _headings: ClassVar[dict[str, str]] = {"estimate": "Share", "n_point": "Answers"}

    @property
    def item_names(self) -> tuple[str, ...]:
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
    def _several(self) -> bool:
        """Whether there is more than one distribution."""
        return len(self.table) > self.points

    def _title(self) -> str:
        low, high = self.scale
        what = say("Distribution of answers, {low} to {high}", low=low, high=high)
        if len(self.item_names) == 1:
            return speak("{what}: {item}", what=what, item=self.label(self.item_names[0]))
        return speak(what)

    @property
    def _wide(self) -> bool:
        """Whether a distribution is shown in one line: there are several and few points."""
        return self._several and self.points <= MOST_ACROSS

    def _grid(self) -> Grid:
        """One line a point with its interval, or where there are several distributions one line each."""
        if not self._wide:
            return super()._grid()
        named = [*self.key_columns, *(["item"] if len(self.item_names) > 1 else [])]
        points = [self._point_heading(i) for i in range(self.points)]
        bases = [name for name in ("n", "n_eff") if self._speaks(name)]
        rows = []
        for start in range(0, len(self.table), self.points):
            shares = self.table["estimate"][start : start + self.points].tolist()
            own = [to_list(self.table[name][start : start + 1])[0] for name in (*named, *bases)]
            rows.append([*own[: len(named)], *shares, *own[len(named) :]])
        headings = dict(zip(shares_of := [f"share_{i}" for i in range(self.points)], points, strict=True))

        def cell(row: int, name: str, value: Any) -> str:
            if name in headings:
                return fmt.number("share", value, 1)
            return self._cell(row * self.points, name, value) if name in named else fmt.number(name, value, 1)

        return Grid.of([*named, *shares_of, *bases], rows, lambda name: headings.get(name) or self._heading(name), cell)

    def _point_heading(self, position: int) -> str:
        """A point of the scale as the heading of a column: its number and, where all items agree, its name."""
        point = str(self.scale[0] + position)
        names = set(self.table["label"][position :: self.points]) if "label" in self.table else {""}
        return f"{point} {names.pop()}".rstrip() if len(names) == 1 else point

    def _shown_columns(self) -> tuple[str, ...]:
        """Only what differs between rows is worth a column."""
        return (*(["item"] if len(self.item_names) > 1 else []), *self._displayed, *(["n"] if self._several else []))

    def _beside(self) -> list[str]:
        """Where the intervals are if they are not shown."""
        return [speak("to_frame() has the intervals.")] if self._wide else []

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; shares are percentages."""
        if name == "item":
            return self.label(value)
        if name in ("estimate", "conf_low", "conf_high", "std_error", "cumulative"):
            return fmt.number("share", value, 1)
        if name in ("point", "n_point"):
            return fmt.minus(f"{value:,.0f}") if name == "n_point" else fmt.minus(f"{value:.0f}")
        return super()._cell(row, name, value)
