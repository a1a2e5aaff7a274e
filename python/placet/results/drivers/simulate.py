"""Result of `placet.simulate`."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar

from ...language import in_language, say, speak
from .. import format as fmt
from ..table import Table
from .action import ActionResult, percent
from .fitted import NOTHING

#: The row of all moves together.
TOGETHER = say("All moves together")
#: Lines of sentences below the table, of the one segment; `sentences` has all.
SHOWN = 4


@dataclass(frozen=True, eq=False, repr=False)
class SimulationResult(ActionResult):
    """What moves of drivers do to the outcome.

    Columns: the keys, `term` (the driver, or "All moves together"), `move` (points asked for, or bought), `mean_move`
    (points that the respondents move on average), `now` (the outcome, or what `about["metric"]` makes of it),
    `predicted`, `predicted_low`, `predicted_high`, `change`, `change_std_error`, `change_low`, `change_high`, `cost`,
    `plan_share` (share of the resamples in whose best plan the driver is; NaN but for plans), `n`, `n_eff`. The rows of
    several moves are the parts of the last, which is all of them; in a sweep each row is a move by itself. Intervals
    are those of ``about["interval"]``, NaN without resampling. `sentences()` says it in words. `plot` draws changes
    with intervals.

    Attributes
    ----------
    plan : Table
        Of a budget one row a segment: the keys, `budget`, `spent`, `gain`, and over the resamples `regret`, by how much
        the plan that is best there would have gained more than this one on average, and `regret_high`, more than which
        it is in 1 - `conf_level` of them.
    """

    plan: Table = NOTHING

    kind: ClassVar[str] = "simulation"
    _main = "change"
    _displayed = (
        "term", "move", "mean_move", "now", "predicted", "predicted_low", "predicted_high", "change", "change_low",
        "change_high", "cost", "plan_share",
    )  # fmt: skip
    _amounts: ClassVar[frozenset[str]] = frozenset(
        {"now", "predicted", "predicted_low", "predicted_high", "change", "change_low", "change_high"}
    )
    _headings: ClassVar[dict[str, str]] = {
        "term": "Driver", "move": "Move", "mean_move": "Mean move", "now": "Now", "predicted": "Predicted",
        "predicted_low": "Low", "predicted_high": "High", "change": "Change", "change_low": "Low",
        "change_high": "High", "cost": "Cost", "plan_share": "In plans",
    }  # fmt: skip
    _own_names: ClassVar[frozenset[str]] = frozenset({TOGETHER})

    def _title(self) -> str:
        words = {"outcome": self._outcome()}
        if self.about["simulation"] == "plan":
            return speak("What a budget of {budget:g} does to {outcome}", budget=self.about["budget"], **words)
        if self.about["simulation"] == "sweep":
            return speak("What a move of each driver alone does to {outcome}", **words)
        return speak("What moves of drivers do to {outcome}", **words)

    def _speaks(self, name: str) -> bool:
        """Whether a column is shown: what is known of some row."""
        if name in ("move", "mean_move", "cost", "plan_share") or name.endswith(("_low", "_high")):
            return super()._speaks(name) and any(map(isfinite, self.table[name]))
        return super()._speaks(name)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; moves and changes with their sign."""
        if name == "plan_share":
            return percent(value) if isfinite(value) else fmt.MISSING
        if name == "move" and isfinite(value):
            return f"{value:+.3g}" if value else "0"
        if name == "change" and isfinite(value):
            return self._number(value, plus=True) + ("%" if self._form == "share" else "")
        return super()._cell(row, name, value)

    def sentences(self, *, language: str | None = None) -> tuple[str, ...]:
        """One sentence a row of the table, as it is told to those who decide; drivers that do not move have none.

        Parameters
        ----------
        language : {"en", "zh"}, optional
            See `placet.set_language`.

        Examples
        --------
        >>> import placet
        >>> data = {"y": [2.0, 3, 3, 5, 4], "a": [1.0, 2, 3, 4, 5], "b": [2.0, 1, 3, 5, 3]}
        >>> placet.simulate(data, "y", ["a", "b"], {"a": 0.5}, scale=(1, 5), n_resamples=0).sentences()
        ('Raising a by 0.5 points lifts y by 0.16, from 3.40 to 3.56.',)
        """
        names = ("term", "move", "now", "predicted", "change", "change_low", "change_high", *self.key_columns)
        with in_language(language):
            return tuple(self._sentence(row[7:], *row[:7]) for row in self.table.rows(names) if row[1] != 0)

    def _sentence(
        self, keys: Any, term: str, move: float, now: float, predicted: float, change: float, low: float, high: float
    ) -> str:  # fmt: skip
        where = f"{self._segment(keys)}: " if keys else ""
        if not isfinite(change):
            return where + speak("{driver} could not be judged.", driver=self.label(term))
        said = {
            "driver": self.label(term), "points": self._by(move), "outcome": self._outcome(),
            "amount": self._amount(abs(change)) + self._signed(change, low, high), "now": self._number(now),
            "then": self._number(predicted),
        }  # fmt: skip
        if term == TOGETHER and not isfinite(move):
            return where + speak(
                "All moves together lift {outcome} by {amount}, from {now} to {then}."
                if change >= 0
                else "All moves together lower {outcome} by {amount}, from {now} to {then}.", **said
            )  # fmt: skip
        if move > 0:
            return where + speak(
                "Raising {driver} by {points} lifts {outcome} by {amount}, from {now} to {then}."
                if change >= 0
                else "Raising {driver} by {points} lowers {outcome} by {amount}, from {now} to {then}.", **said
            )  # fmt: skip
        return where + speak(
            "Lowering {driver} by {points} lifts {outcome} by {amount}, from {now} to {then}."
            if change >= 0
            else "Lowering {driver} by {points} lowers {outcome} by {amount}, from {now} to {then}.", **said
        )  # fmt: skip

    def _signed(self, change: float, low: float, high: float) -> str:
        """The interval of a change that is told without its sign."""
        return self._between(low, high) if change >= 0 else self._between(-high, -low)

    def _told(self) -> list[str]:
        """What comes of it, and of a plan what it costs and how good it is."""
        if len(self.fit["r2"]) != 1:
            return []
        said = self.sentences()
        return [*(said if len(said) <= SHOWN else said[-1:] if self._adds_up else said[:SHOWN]), *self._of_plan()]

    @property
    def _adds_up(self) -> bool:
        return self.about["simulation"] != "sweep"

    def _of_plan(self) -> list[str]:
        if len(self.plan) != 1 or not isfinite(spent := float(self.plan["spent"][0])):
            return []
        budget, regret, most = (float(self.plan[name][0]) for name in ("budget", "regret", "regret_high"))
        words = speak("{spent:,.4g} of {budget:,.4g} are spent.", spent=spent, budget=budget)
        if not isfinite(regret):
            return [words]
        often = speak(
            "Over the resamples the plan that is best there gains {regret} more on average, and in {level:g}% of them "
            "at most {most} more.",
            regret=self._amount(regret), most=self._amount(most), level=100 * self.about["conf_level"],
        )  # fmt: skip
        return [words, often]
