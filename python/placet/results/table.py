"""The one table a result holds: named columns of equal length that never change."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from . import format as fmt
from .frozen import Columns, Later


class Table:
    """Columns by name, each a read-only float array or a tuple of labels.

    Parameters
    ----------
    columns
        Arrays and lists, the table's own from now on, or what makes them when one is first read.
    """

    def __init__(self, columns: Mapping[str, Any] | Later) -> None:
        self._columns = columns if type(columns) is Later else Columns(columns)

    @property
    def columns(self) -> Mapping[str, Any]:
        """The columns, none of which can be changed."""
        return self._columns

    @classmethod
    def later(cls, make: Callable[..., Mapping[str, Any]], *given: Any) -> Table:
        """A table that is made when it is first read, see `Later`."""
        return cls(Later(Columns, make, *given))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the columns."""
        return Table, (dict(self.columns),)

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __repr__(self) -> str:
        """The table as text, cut where it is long."""
        rows = list(self.head(fmt.MOST_ROWS).rows())
        body = [[_cell(*cell) for cell in zip(self.columns, row, strict=True)] for row in rows]
        text = fmt.text_table(list(self.columns), body, fmt.left(list(self.columns), rows))
        more = len(self) - len(rows)
        return f"{text}\n\n... and {more:,} more rows." if more else text

    def rows(self, names: Sequence[str] | None = None) -> Iterator[tuple[Any, ...]]:
        """The rows as tuples of plain Python values."""
        return zip(*(to_list(self.columns[name]) for name in names or self.columns), strict=True)

    def head(self, rows: int) -> Table:
        """The first rows."""
        return Table({name: column[:rows] for name, column in self.columns.items()})


def _cell(name: str, value: Any) -> str:
    """One cell; whole numbers as they are, small ones to four digits that count."""
    if isinstance(value, float) and name not in ("p_value", *fmt.PERCENT):
        return fmt.minus(f"{value:.4g}") if math.isfinite(value) else fmt.number(name, value, 3)
    return str(value) if isinstance(value, int) else fmt.number(name, value, 3)


def one_under_another(parts: Sequence[np.ndarray]) -> np.ndarray:
    """The parts of a column as one; mostly there is one."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def to_list(column: Any) -> list[Any]:
    """A column as plain Python values."""
    return column.tolist() if isinstance(column, np.ndarray) else list(column)
