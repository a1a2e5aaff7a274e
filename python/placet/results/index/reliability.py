"""Result of `placet.reliability`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..._core import DataError
from ...checks import shown
from ...language import say, speak
from .. import format as fmt
from ..grid import Grid
from ..result import Result
from ..table import Table

#: The table of items before it is there.
NOTHING = Table({})
#: Numbers without decimals, and with one.
WHOLE, ONE_DECIMAL = ("n_items", "bartlett_df", "sign"), ("bartlett_statistic",)
#: Columns of items that are shown.
OF_ITEMS = ("term", "item", "item_rest", "alpha_dropped", "loading", "msa", "mean")


@dataclass(frozen=True, eq=False, repr=False)
class ReliabilityResult(Result):
    """Reliability of constructs: how consistently their items measure one thing.

    Columns: the keys, `term` (the construct), `estimate` (Cronbach's alpha), `conf_low`, `conf_high`, `std_alpha` (of
    standardised items), `omega` (omega total of one factor), `omega_low`, `omega_high`, `split_half`, `kmo`,
    `bartlett_statistic`, `bartlett_df`, `bartlett_p_value`, `n_items`, `n` (who answered all items), `n_eff`. `plot`
    draws dots of alpha and omega with intervals, by construct, of one construct by segment, and of several in segments
    alpha with a colour a segment.

    Attributes
    ----------
    item_statistics : Table
        One row an item: the keys, `term`, `item`, `sign` (-1 where it was turned round, else 1), `item_rest`
        (correlation with the sum of the others), `alpha_dropped` (alpha without it), `loading` (on the one factor),
        `msa` (its sampling adequacy), `mean`, `n`, `n_eff`.
    """

    item_statistics: Table = NOTHING

    kind: ClassVar[str] = "reliability"
    _own_names = frozenset({say("all items")})
    _displayed = (
        "term", "n_items", "estimate", "conf_low", "conf_high", "std_alpha", "omega", "omega_low", "omega_high",
        "split_half", "kmo", "bartlett_statistic", "bartlett_df", "bartlett_p_value", "n", "n_eff",
    )  # fmt: skip
    _headings: ClassVar[dict[str, str]] = {
        "term": "Construct", "estimate": "Alpha", "std_alpha": "Std. alpha", "omega": "Omega", "omega_low": "Low",
        "omega_high": "High", "split_half": "Split half", "kmo": "KMO", "bartlett_statistic": "Bartlett χ²",
        "bartlett_df": "df", "bartlett_p_value": "p", "n_items": "Items", "item": "Item", "item_rest": "Item-rest r",
        "alpha_dropped": "Alpha without", "loading": "Loading", "msa": "MSA", "mean": "Mean",
    }  # fmt: skip

    def _title(self) -> str:
        count = len(set(self.table["term"]))
        if count > 1:
            return speak("Reliability of {count} constructs", count=count)
        return speak("Reliability: {what}", what=self.label(self.table["term"][0]))

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell."""
        if name in WHOLE or name in ONE_DECIMAL:
            return fmt.number(name, value, int(name in ONE_DECIMAL))
        return super()._cell(row, "p_value" if name == "bartlett_p_value" else name, value)

    def frame(self, name: str) -> Any:
        """The table `item_statistics` as a data frame like the one that came in."""
        if name != "item_statistics":
            raise DataError(f"frame({shown(name)}) is no table of this result; use 'item_statistics', or to_frame()")
        return self._build(self.item_statistics)

    # ---- as text and page ------------------------------------------------------------------------------------------

    def _items(self) -> Grid:
        """What is shown of the items."""
        alone = len(set(self.table["term"])) == 1
        names = [name for name in OF_ITEMS if not (alone and name == "term")]
        return Grid.of(names, list(self.item_statistics.rows(names)), self._heading, super()._cell)

    def _blocks(self) -> list[str]:
        """The table, without segments also that of the items, and the notes."""
        *above, notes = super()._blocks()
        if self.key_columns:
            return [*above, notes]
        items = self._items()
        return [*above, items.text(fmt.MOST_ROWS), *fmt.rest(len(items), fmt.MOST_ROWS), notes]

    def _fragments(self, most_rows: int) -> list[str]:
        """The same for a page."""
        table, *notes = super()._fragments(most_rows)
        if self.key_columns:
            return [table, *notes]
        items = self._items()
        more = map(fmt.html_note, fmt.rest(len(items), most_rows))
        return [table, items.html(speak("Items"), most_rows), *more, *notes]

    def glance(self) -> dict[str, Any]:
        """Counts, and alpha and omega of the one construct where there is one."""
        alone = {"alpha": "estimate", "omega": "omega"} if len(self.table) == 1 else {}
        return {name: float(self.table[column][0]) for name, column in alone.items()} | super().glance()
