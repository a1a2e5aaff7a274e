"""Result of `placet.priorities`."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar

from ...language import in_language, say, speak
from .. import format as fmt
from .action import ActionResult, in_number, percent

#: Why a driver is no priority, or may be none.
NEGATIVE = say("its move lowers the outcome, the other drivers held constant")
NO_MOVE = say("nobody can move")
UNSURE = say("whether its move raises the outcome is not sure")
#: Sentences below the table, of every segment; `sentences` has all.
SHOWN = 3


@dataclass(frozen=True, eq=False, repr=False)
class PrioritiesResult(ActionResult):
    """What to change first: drivers by what moving each of them adds to the outcome, within each segment.

    Columns: the keys, `rank`, `term`, `gain` (of the outcome, or in units of `about["metric"]`: an effect, no share of
    anything), `gain_std_error`, `gain_low`, `gain_high`, `coefficient` (an effect of one point), `coefficient_low`,
    `coefficient_high`, `move` (points asked for), `mean_move` (points that the respondents can move on average),
    `mean`, `cost` (of the move), `gain_per_cost`, `gain_per_cost_low`, `gain_per_cost_high` (NaN without costs),
    `top_share` (share of the resamples in which it is among the first `about["k"]`, ties split), `remark` (why it is
    none), `n`, `n_eff`. Drivers that lower the outcome come last. Intervals and shares are NaN without resampling; a
    segment that could not be fitted has rank 0 and NaN. `sentences()` says it in words. `plot` draws gains with
    intervals, and beside them how often each is among the first.
    """

    kind: ClassVar[str] = "priorities"
    _main = "gain"
    _displayed = (
        "rank", "term", "gain", "gain_low", "gain_high", "coefficient", "mean_move", "mean", "cost", "gain_per_cost",
        "top_share", "remark",
    )  # fmt: skip
    _amounts: ClassVar[frozenset[str]] = frozenset({"gain", "gain_low", "gain_high"})
    _headings: ClassVar[dict[str, str]] = {
        "term": "Driver", "gain": "Gain", "gain_low": "Low", "gain_high": "High", "mean_move": "Mean move",
        "cost": "Cost", "gain_per_cost": "Gain per cost", "top_share": "Among the first", "remark": "Remark",
    }  # fmt: skip

    def _title(self) -> str:
        return speak("What to change first for {outcome}", outcome=self._outcome())

    def _speaks(self, name: str) -> bool:
        """Whether a column is shown: costs where some are given, shares of resamples where there are some."""
        if name in ("cost", "gain_per_cost", "top_share", "gain_low", "gain_high"):
            return super()._speaks(name) and any(map(isfinite, self.table[name]))
        return super()._speaks(name) and (name != "remark" or any(self.table["remark"]))

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; no rank where there is no gain."""
        if name == "rank" and not value:
            return fmt.MISSING
        if name == "top_share":
            return percent(value) if isfinite(value) else fmt.MISSING
        return super()._cell(row, name, value)

    def sentences(self, *, language: str | None = None) -> tuple[str, ...]:
        """One sentence a row of the table, as it is told to those who decide.

        Parameters
        ----------
        language : {"en", "zh"}, optional
            See `placet.set_language`.

        Examples
        --------
        >>> import placet
        >>> data = {"y": [2.0, 3, 3, 5, 4], "a": [1.0, 2, 3, 4, 5], "b": [2.0, 1, 3, 5, 3]}
        >>> placet.priorities(data, "y", ["a", "b"], scale=(1, 5), n_resamples=0).sentences()[0]
        'Raising a by one point lifts y by 0.31.'
        """
        with in_language(language):
            names = (
                "term", "gain", "gain_low", "gain_high", "move", "top_share", "rank", *self.key_columns
            )  # fmt: skip
            return tuple(self._sentence(row[7:], *row[:7]) for row in self.table.rows(names))

    def _sentence(
        self, keys: Any, term: str, gain: float, low: float, high: float, move: float, share: float, rank: int
    ) -> str:  # fmt: skip
        where = f"{self._segment(keys)}: " if keys else ""
        up, said = move > 0, {"driver": self.label(term), "points": self._by(move), "outcome": self._outcome()}
        if not rank:
            return where + speak("{driver} could not be judged.", driver=said["driver"])
        up = move > 0
        amount = self._amount(gain) + self._between(low, high)
        if gain <= 0:
            return where + speak(
                "Raising {driver} by {points} does not lift {outcome}, the other drivers held constant: {gain}."
                if up
                else "Lowering {driver} by {points} does not lift {outcome}, the other drivers held constant: {gain}.",
                gain=amount, **said,
            )  # fmt: skip
        lifts = speak(
            "Raising {driver} by {points} lifts {outcome} by {gain}"
            if up
            else "Lowering {driver} by {points} lifts {outcome} by {gain}",
            gain=amount, **said,
        )  # fmt: skip
        if not isfinite(share):
            return where + speak("{sentence}.", sentence=lifts)
        k, often = self.about["k"], {"sentence": lifts, "share": percent(share)}
        if k == 1:
            return where + speak("{sentence}; the first in {share} of resamples.", **often)
        return where + speak(
            "{sentence}; among the first {count} in {share} of resamples.", count=in_number(k), **often
        )  # fmt: skip

    def _told(self) -> list[str]:
        """The first sentences of the one segment."""
        return list(self.sentences()[:SHOWN]) if len(self.fit["r2"]) == 1 else []
