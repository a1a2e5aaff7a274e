"""A table as it is shown: what text, HTML, spreadsheets and documents are all made of."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from . import format as fmt
from .order import Sort, order


@dataclass(frozen=True)
class Grid:
    """Cells in rows, as text and as the values behind it.

    Attributes
    ----------
    names : tuple of str
        Names of the columns.
    headings : tuple of str
        What stands above them.
    values : list of lists
        Numbers and labels, a list a row.
    cells : list of lists of str
        The same in words.
    left : tuple of bool
        Which columns hold labels, and are set flush left.
    bases : int
        Rows at the end that say how many answered.
    """

    names: tuple[str, ...]
    headings: tuple[str, ...]
    values: list[list[Any]]
    cells: list[list[str]]
    left: tuple[bool, ...]
    bases: int = 0

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        rows: Sequence[Sequence[Any]],
        heading: Callable[[str], str],
        cell: Callable[[int, str, Any], str],
    ) -> Grid:
        """That of rows of values, by what makes headings and cells of them."""
        cells = [[cell(i, *pair) for pair in zip(names, row, strict=True)] for i, row in enumerate(rows)]
        return cls(
            tuple(names),
            tuple(map(heading, names)),
            [list(row) for row in rows],
            cells,
            tuple(fmt.left(names, rows)),
        )

    def __len__(self) -> int:
        return len(self.cells)

    def rows(self, kept: Sequence[int]) -> Grid:
        """Some of its rows."""
        return Grid(self.names, self.headings, [self.values[i] for i in kept], [self.cells[i] for i in kept], self.left)

    def sorted(self, sort: Sort | None, main: str = "") -> Grid:
        """Its rows by falling numbers of the main column, without one of the first of numbers, or by labels."""
        numbers = [i for i, left in enumerate(self.left) if not left]
        if sort is None or (sort == "estimate" and not numbers):
            return self
        at = self.names.index(main) if main in self.names else (numbers or [0])[0]
        count = len(self) - self.bases
        found = order(sort, self.cells[:count], [_number(row[at]) for row in self.values[:count]])
        return replace(self.rows([*found, *range(count, len(self))]), bases=self.bases)

    def columns(self, kept: Sequence[int]) -> Grid:
        """Some of its columns."""

        def some(row: Sequence[Any]) -> list[Any]:
            return [row[i] for i in kept]

        return Grid(
            tuple(some(self.names)),
            tuple(some(self.headings)),
            [some(row) for row in self.values],
            [some(row) for row in self.cells],
            tuple(some(self.left)),
        )

    def text(self, most: int | None = None) -> str:
        """The table for a terminal, cut after so many rows."""
        return fmt.text_table(self.headings, self.cells[:most], self.left)

    def html(self, caption: str, most: int | None = None) -> str:
        """The table for a page, cut after so many rows."""
        return fmt.html_table(caption, self.headings, self.cells[:most], self.left)

    def unique_headings(self) -> list[str]:
        """Headings that are different; those that are not have the names of their columns beside them."""
        return [
            heading if heading and self.headings.count(heading) == 1 else f"{heading} ({name})".strip()
            for name, heading in zip(self.unique_names(), self.headings, strict=True)
        ]

    def unique_names(self) -> list[str]:
        """Names that are different: labels across may look alike, or like a column of labels."""
        count = Counter(self.names)
        return [name if count[name] == 1 else f"{name} ({i + 1})" for i, name in enumerate(self.names)]

    def texts(self) -> dict[str, list[str]]:
        """Columns of cells as text, by heading."""
        return self._columns(self.unique_headings(), self.cells)

    def numbers(self) -> dict[str, list[Any]]:
        """Columns of values, by name."""
        return self._columns(self.unique_names(), self.values)

    @staticmethod
    def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
        return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _number(value: Any) -> float:
    return value if isinstance(value, (int, float)) else math.nan
