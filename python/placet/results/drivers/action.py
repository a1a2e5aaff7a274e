"""What results of action share: how amounts of the outcome are written, and what the outcome is called."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar

from ...language import say, speak
from .. import format as fmt
from .fitted import FittedResult

#: Small numbers as words.
NUMBERS = (
    say("one"), say("two"), say("three"), say("four"), say("five"), say("six"), say("seven"), say("eight"), say("nine"),
    say("ten"),
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class ActionResult(FittedResult):
    """A result in units of the outcome, or of what a metric makes of it."""

    #: Columns in units of the outcome.
    _amounts: ClassVar[frozenset[str]] = frozenset()

    @property
    def _form(self) -> str:
        metric = self.about["metric"]
        return "index" if metric["rescale"] else metric["form"]

    @property
    def _factor(self) -> float:
        """From amounts to what is shown: shares are shown in percent."""
        return 100.0 if self._form == "share" else 1.0

    def _outcome(self) -> str:
        """What is moved: the outcome, or the metric of it."""
        outcome, metric = self.label(self.about["outcome"]), self.about["metric"]
        if self._form == "mean":
            return speak("{outcome}", outcome=outcome)
        if self._form == "index":
            return speak("the index of {outcome}", outcome=outcome)
        return speak("the {metric} of {outcome}", metric=metric["heading"], outcome=outcome)

    def _units(self) -> str:
        """What amounts are measured in, for axes."""
        if self._form == "share":
            return speak("percentage points")
        if self._form == "net":
            return speak("points")
        return speak("points of 0 to 100") if self._form == "index" else speak("in units of the answers")

    def _amount(self, value: float) -> str:
        """A change of the outcome in words."""
        number = self._number(value)
        if self._form == "share":
            return speak("{number} percentage points", number=number)
        return number if self._form == "mean" else speak("{number} points", number=number)

    def _number(self, value: float, plus: bool = False) -> str:
        """A change of the outcome as a number."""
        if not isfinite(value):
            return fmt.MISSING
        value *= self._factor
        digits = 2 if self._form == "mean" else 1
        small = self._form == "mean" and 0 < abs(value) < 0.5 * 10.0**-digits
        sign = "+" if plus else ""
        return fmt.minus(f"{value:{sign}.2g}" if small else f"{value:{sign},.{digits}f}")

    def _between(self, low: float, high: float) -> str:
        """An interval after its number, nothing where there is none."""
        if not isfinite(low):
            return ""
        return f" [{self._number(low)}, {self._number(high)}]"

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell; amounts in the units of what is moved."""
        if name in self._amounts and isinstance(value, float) and isfinite(value):
            return self._number(value) + ("%" if self._form == "share" else "")
        return super()._cell(row, name, value)

    def _told(self) -> list[str]:
        """Sentences that have a line of their own below the table."""
        return []

    def made_by(self) -> str:
        """What it means in words, and how it was made."""
        return "\n".join([*self._told(), super().made_by()])

    def _by(self, points: float) -> str:
        """By how many points something moves."""
        size = abs(points)
        if size == 1:
            return speak("one point")
        return speak("{size:g} points", size=size)


def in_number(count: int) -> str:
    """A count in words where it is small."""
    return speak(NUMBERS[count - 1]) if 1 <= count <= len(NUMBERS) else f"{count}"


def percent(share: float) -> str:
    """A share of the resamples."""
    return f"{100 * share:.0f}%"
