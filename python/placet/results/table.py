"""The one table a result holds: named columns of equal length that never change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Table:
    """Columns by name, each a read-only float array or a tuple of labels."""

    columns: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Freeze the columns."""
        object.__setattr__(self, "columns", MappingProxyType({k: _freeze(v) for k, v in self.columns.items()}))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the columns."""
        return Table, (dict(self.columns),)

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def rows(self, names: Sequence[str] | None = None) -> Iterator[tuple[Any, ...]]:
        """The rows as tuples of plain Python values."""
        return zip(*(to_list(self.columns[name]) for name in names or self.columns), strict=True)

    def head(self, rows: int) -> Table:
        """The first rows."""
        return Table({name: column[:rows] for name, column in self.columns.items()})


def _freeze(column: Any) -> Any:
    if isinstance(column, np.ndarray):
        frozen = column.copy()
        frozen.flags.writeable = False
        return frozen
    values = tuple(column)
    kinds = set(map(type, values))
    if kinds and all(issubclass(kind, (int, float)) and kind is not bool for kind in kinds):
        numbers = np.array(values)
        # Whole numbers beyond 64 bits stay what they are: keys would be merged by rounding.
        exact = numbers.dtype.kind in "iu" or not all(issubclass(kind, int) for kind in kinds)
        return _freeze(numbers) if exact else values
    return values


def to_list(column: Any) -> list[Any]:
    """A column as plain Python values."""
    return column.tolist() if isinstance(column, np.ndarray) else list(column)
