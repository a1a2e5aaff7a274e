"""Result of `placet.compare`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from ...language import say, speak
from .. import format as fmt
from ..compared import ComparedResult
from ..crosstab import Source
from ..grid import Grid
from ..shown import SILENT
from ..table import Table, to_list
from .scores import number_in_units


def percent(level: float) -> str:
    """A level with as many digits as tell it from those nearby: 95%, 99.4%, 99.95%."""
    decimals = max(1, -math.floor(math.log10(100 * (1 - level)))) if level < 1 else 0
    return f"{f'{100 * level:.{decimals}f}'.removesuffix('.0')}%"


#: Columns in units of the score.
IN_UNITS = frozenset({"estimate", "std_error", "conf_low", "conf_high", "score", "reference"})


@dataclass(frozen=True, eq=False, repr=False)
class CompareResult(ComparedResult):
    """Differences between segments or waves, one row an item and comparison.

    Columns: the keys (segments within which waves are compared), `item`, `metric`, `unit`, `level`, `against`,
    `estimate` (the difference), `std_error`, `statistic`, `df`, `p_value`, `p_adjusted`, `conf_low`, `conf_high`,
    `score` and `reference` (of the level and of what it is compared with), `n`, `n_against`, `finding`: "higher" or
    "lower", or "not significant" where the interval holds 0, "small base" and "no test" where there is none. Shares
    differ by -1 to 1. `plot` draws the differences with intervals; after all pairs the levels with their letters.

    Attributes
    ----------
    groups : Table
        The levels: their keys, `item`, `score`, `std_error`, `n`, `n_eff`, and after all pairs `letters` (levels that
        share one do not differ significantly), `column` (a name for each) and `higher_than` (the columns it is higher
        than).
    totals : Table
        After all pairs, all levels together: the keys, `item`, `score`, `std_error`, `n`, `n_eff`.
    """

    groups: Table = field(default_factory=lambda: Table({}))
    totals: Table = field(default_factory=lambda: Table({}))

    kind: ClassVar[str] = "compare"
    _displayed = (
        "level", "against", "score", "reference", "estimate", "conf_low", "conf_high", "p_adjusted", "finding", "n"
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {"estimate": "Difference", "p_adjusted": "p adj."}

    @property
    def definition(self) -> Mapping[str, Any]:
        """Definition of the metric: scale, cut points, title, heading, units, form."""
        return self.about["definition"]

    @property
    def _alpha(self) -> float:
        """The level of the tests."""
        return 1 - self.about["conf_level"]

    @property
    def item_names(self) -> tuple[str, ...]:
        """The columns of the answers."""
        return self.about["items"]

    @property
    def _lettered(self) -> bool:
        """Whether all pairs were compared, so that letters say which levels differ."""
        return "letters" in self.groups

    def _title(self) -> str:
        words = {"score": self.definition["heading"], "units": self.definition["units"]}
        what = say("Differences of {score} ({units}) by {compared}", **words, compared=self._compared)
        if len(self.item_names) == 1:
            return speak("{what}: {item}", what=what, item=self.label(self.item_names[0]))
        return speak(what)

    def _shown_columns(self) -> tuple[str, ...]:
        """The item where there are several."""
        return (*(["item"] if len(self.item_names) > 1 else []), *self._displayed)

    @cached_property
    def _alike(self) -> dict[str, dict[tuple[type, Any], str]]:
        """Words for labels that would look like another one: of the keys, of the levels, of the columns compared."""
        groups = {
            name: fmt.alike(to_list(column))
            for name, column in self.groups.columns.items()
            if name not in self.key_columns
        }
        return {**groups, **super()._alike}

    def _heading(self, name: str) -> str:
        """Heading of a column."""
        if name == "score":
            return speak(self.definition["heading"])
        return super()._heading(name)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell in the units of the metric."""
        if name in IN_UNITS:
            return number_in_units(self.definition, name, value)
        if name == "item":
            return self.label(value)
        return super()._cell(row, name, value)

    def _grid(self) -> Grid:
        """The levels with their letters after all pairs, else the comparisons."""
        if not self._lettered:
            return super()._grid()
        keys = list(self.groups.columns)
        keys = keys[: keys.index("item")]
        items = ["item"] if len(self.item_names) > 1 else []
        bases = ["n"] if SILENT["n_eff"](self.groups) else ["n", "n_eff"]
        columns = [*keys, *items, "score", *bases, "letters", "column", "higher_than"]

        def heading(name: str) -> str:
            return self.label(name) if name in keys else self._heading(name)

        def cell(row: int, name: str, value: Any) -> str:
            return self._word(name, value) if name in keys else self._cell(row, name, value)

        return Grid.of(columns, list(self.groups.rows(columns)), heading, cell)

    def _crossed(self) -> Source:
        """All levels and each across: their scores with the columns they are higher than; else the differences."""
        if not self._lettered:
            return super()._crossed()
        labels = tuple(n for n in self.groups.columns if n in (*self.key_columns, *self.about["compared"], "item"))
        table = self._with_totals([*labels, "score", "n", "column", "higher_than"])

        def cell(row: int, name: str, value: Any) -> str:
            if name in labels:
                return (
                    speak("Total")
                    if value is None
                    else self.label(value)
                    if name == "item"
                    else self._word(name, value)
                )
            text = self._cell(row, name, value)
            return f"{text} {table['higher_than'][row]}".rstrip() if name == "score" else text

        def head(row: int, word: str) -> str:
            letter = table["column"][row]
            return f"{word} ({letter})" if letter else word

        return Source(table, labels, "score", cell, self._heading, head)

    def _with_totals(self, names: Sequence[str]) -> Table:
        """The levels below all of them together, whose levels are None and whose letters are empty."""
        count, blank = len(self.totals), {"column": "", "higher_than": ""}

        def above(name: str) -> list[Any]:
            return to_list(self.totals[name]) if name in self.totals else [blank.get(name)] * count

        return Table({name: [*above(name), *to_list(self.groups[name])] for name in names})

    def groups_frame(self) -> Any:
        """The levels with their letters as a data frame of the library the data came in."""
        return self._build(self.groups)

    def glance(self) -> dict[str, Any]:
        """Counts, and how many tests found a difference."""
        findings = self.table["finding"]
        different = sum(finding in ("higher", "lower") for finding in findings)
        return {"comparisons": len(findings), "different": different} | super().glance()
