"""What results of printed tables share: no respondents, but figures that may contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from ..result import Result


@dataclass(frozen=True, eq=False, repr=False)
class PrintedResult(Result):
    """A result whose numbers were printed, not sampled: it has no intervals, and names what contradicts itself.

    The column `contradiction` says for every row what is wrong with its figures, and is empty where nothing is.
    """

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Every row whose figures contradict each other, in words."""
        pairs = zip(self["item"], self["contradiction"], strict=True)
        return tuple(f"{self.label(item)}: {words}" for item, words in pairs if words)

    def made_by(self) -> str:
        """How the result was made, in words."""
        return "; ".join([str(self.about["method"]), *self.about.get("notes", ())]) + "."

    def verdict(self) -> list[str]:
        """One line a contradiction, below a heading that counts them."""
        count = len(self.contradictions)
        if not count:
            return []
        return [f"Figures of {count} row{'s' * (count > 1)} contradict each other:", *self.contradictions]

    def display(self) -> tuple[list[str], list[list[str]], list[bool]]:
        """Headings, cells and alignment, without the columns that were not given."""
        return only_given(*super().display())

    def summary(self) -> str:
        """The result as text for a terminal, contradictions last."""
        heading, *lines = [*self.verdict(), ""]
        found = "\n".join([heading, *(f"  {line}" for line in lines if line)])
        return f"{super().summary()}\n\n{found}" if lines else super().summary()

    def to_html(self, most_rows: int = 60) -> str:
        """The table, how it was made and what contradicts itself, as an HTML fragment."""
        heading, *lines = [*self.verdict(), ""]
        if not lines:
            return super().to_html(most_rows)
        listed = "".join(f"<li>{escape(line)}</li>" for line in lines if line)
        return f'{super().to_html(most_rows)}<div class="note">{escape(heading)}<ul>{listed}</ul></div>'

    def glance(self) -> dict[str, Any]:
        """Numbers of rows and of rows that contradict themselves."""
        return {"n_items": len(self.table), "n_contradictions": len(self.contradictions)}


def only_given(
    headings: list[str], body: list[list[str]], left: list[bool]
) -> tuple[list[str], list[list[str]], list[bool]]:
    """A table without its empty columns."""
    used = [i for i in range(len(headings)) if any(row[i] not in {"–", ""} for row in body)]
    return [headings[i] for i in used], [[row[i] for i in used] for row in body], [left[i] for i in used]
