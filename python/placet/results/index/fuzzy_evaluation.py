"""Result of `placet.fuzzy_evaluation`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ...language import enumerated, say, speak
from .. import format as fmt
from ..grid import Grid
from ..result import Result
from ..table import NOTHING, Table


@dataclass(frozen=True, eq=False, repr=False)
class FuzzyResult(Result):
    """The nodes of an indicator tree by how far they belong to grades.

    Columns: the keys, `term` (the node), `parent`, `level` (0 the whole), `weight` (share within the parent),
    `total_weight` (share in the whole), `estimate` (the points of the grades weighted by memberships, 0 to 100),
    `std_error`, `conf_low`, `conf_high`, `grade` (of the largest membership, of equal ones the higher), `runner_up`
    (the next), `gap` (how much more the first has), `decided` ("decided", or "undecided" below a gap of 0.05),
    `verdict` (where the points lie among the grades), `coverage` (share of the node's weight that was asked), `n`
    (respondents who answered an indicator of the node), `n_eff`. `plot` draws the memberships as stacked bars, one a
    node and segment.

    Attributes
    ----------
    memberships : Table
        One row a node, segment and grade, the highest grade first: the keys, `term`, `level`, `grade`, `points`,
        `membership` (they sum to 1), `std_error`, `conf_low`, `conf_high`, `raw` (before it is divided by the sum).
    """

    memberships: Table = NOTHING

    kind: ClassVar[str] = "fuzzy_evaluation"
    _own_names = frozenset({say("Satisfaction index")})
    _displayed = (
        "term", "estimate", "conf_low", "conf_high", "grade", "runner_up", "gap", "decided", "verdict", "n", "n_eff",
    )  # fmt: skip
    _decimals: ClassVar[int] = 1
    _headings: ClassVar[dict[str, str]] = {
        "estimate": "Index", "grade": "Grade", "runner_up": "Runner-up", "gap": "Ahead by", "decided": "Decided",
        "verdict": "Verdict",
    }  # fmt: skip

    def _title(self) -> str:
        what = self.label(self.table["term"][0])
        return speak("{what}: fuzzy evaluation, {operator}", what=what, operator=self.about["operator"])

    @property
    def grade_names(self) -> tuple[str, ...]:
        """The grades, the highest first."""
        return tuple(self.about["grades"])

    @property
    def _deepest_shown(self) -> int:
        """Lowest level that tables and pictures show: all of it, but without the indicators when there are segments."""
        deepest = int(max(self.table["level"]))
        return deepest - 1 if self.key_columns else deepest

    def _grid(self) -> Grid:
        """The table, down to the deepest level shown."""
        return super()._grid().rows(np.flatnonzero(self.table["level"] <= self._deepest_shown).tolist())

    def _speaks(self, name: str) -> bool:
        """Memberships that are given have no respondents, and no errors."""
        silent = ("conf_low", "conf_high", "n", "n_eff") if self.about["membership"] == "given" else ()
        return name not in silent and super()._speaks(name)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; a node is indented below its parent, a grade has its label."""
        if name in ("grade", "runner_up") and value is not None:
            return fmt.spoken(self.label(value))
        if name == "gap":
            return fmt.number(name, value, 3)
        indent = "\u2003" * int(self.table["level"][row]) if name == "term" else ""
        return indent + super()._cell(row, name, value)

    def made_by(self) -> str:
        """As of any result; memberships that are given have no respondents."""
        if self.about["membership"] != "given":
            return super().made_by()
        return "\n".join([*self._beside(), self._method()])

    def _beside(self) -> list[str]:
        """The vector of the whole, of one segment."""
        if self.key_columns:
            return [speak("The vectors of all nodes are in `memberships`.")]
        shares = self.memberships["membership"][: len(self.grade_names)].tolist()
        listed = [f"{self.label(grade)} {share:.3f}" for grade, share in zip(self.grade_names, shares, strict=True)]
        what = self.label(self.table["term"][0])
        return [speak("Memberships of {what}: {listed}.", what=what, listed=enumerated(listed))]

    def glance(self) -> dict[str, Any]:
        """Counts, and the index when there is one segment."""
        return ({} if self.key_columns else {"index": float(self.table["estimate"][0])}) | super().glance()
