"""Result of `placet.nps` and of all scores like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ...language import say, speak
from .. import format as fmt
from ..result import Result

#: Columns in units of the score.
IN_UNITS = frozenset({"estimate", "std_error", "conf_low", "conf_high", "reference", "limit_low", "limit_high"})


def number_in_units(definition: Mapping[str, Any], name: str, value: Any) -> str:
    """A score as text: a share in percent, points and 0..100 with one decimal, scale points with two."""
    if definition["form"] == "share":
        return fmt.number("share", value, 1)
    return fmt.number(name, value, 1 if definition["form"] == "net" or definition["rescale"] else 2)


@dataclass(frozen=True, eq=False, repr=False)
class ScoreResult(Result):
    """Scores, one row an item, metric and segment.

    Columns: the keys, `item`, `metric`, `unit`, `estimate`, `std_error`, `df`, `conf_low`, `conf_high`, `n`, `n_eff`,
    `deff`, `n_missing`, `sum_weights`; for an NPS the shares `promoters`, `passives`, `detractors`, for other net
    scores `top`, `middle`, `bottom` (0 to 1); and `verdict` where one was asked for. `unit` says what estimates, errors
    and limits are measured in: "points" (net scores, -100 to 100), "share" (0 to 1), "scale points" or "0-100". The
    keys of all respondents together are None. `plot` draws net scores as diverging bars, other scores as dots, with
    intervals and bases.
    """

    kind: ClassVar[str] = "scores"
    _block_columns: ClassVar[tuple[str, ...]] = ("item", "metric")

    @property
    def item_names(self) -> tuple[str, ...]:
        """The scored columns."""
        return self.about["items"]

    @property
    def item(self) -> str:
        """The scored column, the first of several."""
        return self.item_names[0]

    @property
    def definitions(self) -> dict[str, Mapping[str, Any]]:
        """Metric → its definition: scale, cut points, title, heading, units, form."""
        return {definition["name"]: definition for definition in self.about["definitions"]}

    @property
    def definition(self) -> Mapping[str, Any]:
        """The definition of the metric, the first of several."""
        return self.about["definitions"][0]

    def _title(self) -> str:
        one = len(self.about["definitions"]) == 1
        title, units = self.definition["title"], self.definition["units"]
        what = say("{score} ({units})", score=title, units=units) if one else say("Scores")
        if len(self.item_names) > 1:
            return speak(what)
        return speak("{what}: {item}", what=what, item=self.label(self.item))

    @property
    def _designed(self) -> bool:
        """Whether standard errors come from a sampling design."""
        return any(str(note).startswith("design:") for note in self.about.get("notes", ()))

    def _shown_columns(self) -> tuple[str, ...]:
        """Only what differs between rows is worth a column."""
        counts = {"item": len(self.item_names), "metric": len(self.about["definitions"])}
        several = [name for name, count in counts.items() if count > 1]
        shares = ("promoters", "passives", "detractors", "top", "middle", "bottom")
        tail = ("n", "n_eff", *(["deff"] if self._designed else []), "verdict")
        return (*several, "estimate", "conf_low", "conf_high", *shares, *tail)

    def _heading(self, name: str) -> str:
        """The estimate is headed by its metric."""
        if name == "estimate" and len(self.about["definitions"]) == 1:
            return speak(self.definition["heading"])
        return super()._heading(name)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell in the units of its metric."""
        if name == "item":
            return self.label(value)
        definition = self.definitions[self.table["metric"][row]]
        if name == "metric":
            return speak(definition["heading"])
        if name == "deff":
            return fmt.number(name, value, 2)
        if name in IN_UNITS and name not in self.key_columns:
            return number_in_units(definition, name, value)
        return super()._cell(row, name, value)

    def glance(self) -> dict[str, Any]:
        """Counts, and the score itself when there is one."""
        alone = {self.table["metric"][0]: float(self.table["estimate"][0])} if len(self.table) == 1 else {}
        return alone | super().glance()
