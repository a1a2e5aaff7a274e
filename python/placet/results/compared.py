"""What results of comparisons have in common: levels of segments or waves, and what each is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from ..language import speak
from . import format as fmt
from .result import Result
from .table import to_list


@dataclass(frozen=True, eq=False, repr=False)
class ComparedResult(Result):
    """A result with the columns `level` and `against`."""

    #: The option that says what levels are compared with.
    _option: ClassVar[str] = "against"

    @property
    def _compared(self) -> str:
        """The columns of the levels in words."""
        return " / ".join(map(self.label, self.about["compared"]))

    @cached_property
    def _alike(self) -> dict[str, dict[tuple[type, Any], str]]:
        """Words for labels that would look like another one."""
        levels = [*to_list(self.table["level"]), *to_list(self.table["against"])]
        return {**super()._alike, "level": fmt.alike(levels)}

    def level_word(self, label: Any) -> str:
        """A level in words that no other level has."""
        return self._word("level", label)

    def against_word(self, label: Any) -> str:
        """What a level is compared with in words: another level, or all or the rest of them."""
        word = self.level_word(label)
        return speak(word) if self.about[self._option] in ("total", "rest") else word

    def _heading(self, name: str) -> str:
        """Heading of a column."""
        return self._compared if name == "level" else super()._heading(name)

    def _cell(self, row: int, name: str, value: Any) -> str:
        """One cell."""
        if name in self.key_columns:
            return super()._cell(row, name, value)
        if name == "against":
            return self.against_word(value)
        if name == "level":
            return self.level_word(value)
        return super()._cell(row, "p_value" if name == "p_adjusted" else name, value)
