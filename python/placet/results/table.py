"""The one table a result holds: named columns of equal length that never change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from . import format as fmt


@dataclass(frozen=True, eq=False)
class Table:
    """Columns by name, each a read-only float array or a tuple of labels."""

    columns: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Freeze the columns."""
        object.__setattr__(
            self,
            "columns",
            MappingProxyType(
                {k: frozen(v) if isinstance(v, np.ndarray) else _listed(v) for k, v in self.columns.items()}
            ),
        )

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


def frozen(array: np.ndarray) -> np.ndarray:
    """A copy that cannot be changed; the array itself if it cannot already, and is nobody else's."""
    if array.flags.owndata and not array.flags.writeable:
        return array
    copy = array.copy()
    copy.setflags(write=False)
    return copy


def _listed(column: Any) -> Any:
    """A list as a column: of numbers an array, of labels a tuple."""
    values = tuple(column)
    kinds = set(map(type, values))
    if kinds and str not in kinds and all(issubclass(kind, (int, float)) and kind is not bool for kind in kinds):
        numbers = np.array(values)
        # Whole numbers beyond 64 bits stay what they are: keys would be merged by rounding.
        exact = numbers.dtype.kind in "iu" or not all(issubclass(kind, int) for kind in kinds)
        return frozen(numbers) if exact else values
    return values


def to_list(column: Any) -> list[Any]:
    """A column as plain Python values."""
    return column.tolist() if isinstance(column, np.ndarray) else list(column)
