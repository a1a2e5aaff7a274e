"""What results are made of: tables and facts that never change, made and frozen when they are first read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from ..language import say, speak
from . import format as fmt
from .key_names import public_name

#: What all respondents together are called, as long as no segment is.
TOTAL = say("Total")


class Later(Mapping[str, Any]):
    """A mapping that is made and frozen when it is first read: what a call does not read costs it nothing.

    Parameters
    ----------
    freeze
        What makes it one that cannot be changed.
    make, given
        What makes it, and of what; it lives until then, and so should be no rows.
    """

    def __init__(
        self, freeze: Callable[[Any], Mapping[str, Any]], make: Callable[..., Mapping[str, Any]], *given: Any
    ) -> None:
        self._source: tuple[Any, ...] | None = (freeze, make, given)
        self._frozen: Mapping[str, Any] = {}

    @property
    def _made(self) -> Mapping[str, Any]:
        source = self._source  # of two threads that read at once both make it, and neither half
        if source is not None:
            freeze, make, given = source
            self._frozen = freeze(make(*given))
            self._source = None
        return self._frozen

    def __getitem__(self, name: str) -> Any:
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def __repr__(self) -> str:
        return repr(self._made)


class FrozenColumns(Mapping[str, Any]):
    """Columns that cannot be changed, each frozen when it is first read.

    Parameters
    ----------
    given
        Arrays and lists by name.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._columns, self._frozen = dict(given), set[str]()

    def __getitem__(self, name: str) -> Any:
        column = self._columns[name]
        if name not in self._frozen:
            column = frozen(column) if isinstance(column, np.ndarray) else _listed(column)
            self._columns[name] = column
            self._frozen.add(name)
        return column

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return repr(dict(self))


#: What cannot be changed.
FROZEN = frozenset({str, int, float, bool, type(None), MappingProxyType, Later, FrozenColumns})


def freeze(value: Any) -> Any:
    """The same value in containers that cannot be changed."""
    if type(value) in FROZEN:
        return value
    if isinstance(value, (list, tuple)):
        return tuple(map(freeze, value))
    if isinstance(value, Mapping):
        return MappingProxyType({k: v if type(v) in FROZEN else freeze(v) for k, v in value.items()})
    return frozen(value) if isinstance(value, np.ndarray) else value


def frozen(array: np.ndarray) -> np.ndarray:
    """A copy that cannot be changed; what nobody can change as it is."""
    if not array.flags.writeable and (array.base is None or _is_fixed(array.base)):
        return array
    copy = array.copy()
    copy.setflags(write=False)
    return copy


def _is_fixed(owner: Any) -> bool:
    """Whether the memory that an array shares is that of another that cannot be changed."""
    return isinstance(owner, np.ndarray) and owner.base is None and not owner.flags.writeable


def fixed_rows(names: Sequence[str], matrix: np.ndarray) -> dict[str, np.ndarray]:
    """The rows of a new matrix by name, none of which can be changed: frozen at once instead of one by one."""
    matrix.setflags(write=False)
    return dict(zip(names, matrix, strict=True))


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


class Table:
    """Columns by name, each a read-only float array or a tuple of labels.

    Parameters
    ----------
    columns
        Arrays and lists, the table's own from now on, or what makes them when one is first read.
    keys
        Key columns, which have None in rows of all segments together.
    """

    def __init__(self, columns: Mapping[str, Any] | Later, keys: Sequence[str] = ()) -> None:
        self._keys = tuple(keys)
        self._columns = columns if type(columns) is Later else FrozenColumns(columns)

    @property
    def columns(self) -> Mapping[str, Any]:
        """The columns, none of which can be changed."""
        return self._columns

    @classmethod
    def later(cls, make: Callable[..., Mapping[str, Any]], *given: Any) -> Table:
        """A table that is made when it is first read, see `Later`."""
        return cls(Later(FrozenColumns, make, *given))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the columns."""
        return Table, (dict(self.columns), self._keys)

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __repr__(self) -> str:
        """The table as text, cut where it is long."""
        rows = list(self.head(fmt.MOST_ROWS).rows())
        body = [[self._cell(*cell) for cell in zip(self.columns, row, strict=True)] for row in rows]
        names = [public_name(name, self.columns) for name in self.columns]
        text = fmt.text_table(names, body, fmt.left(list(self.columns), rows))
        more = len(self) - len(rows)
        return f"{text}\n\n... and {more:,} more rows." if more else text

    def _cell(self, name: str, value: Any) -> str:
        if value is None and name in self._keys:
            return speak(TOTAL) if name == self._keys[0] else ""
        return _cell(name, value)

    def rows(self, names: Sequence[str] | None = None) -> Iterator[tuple[Any, ...]]:
        """The rows as tuples of plain Python values."""
        return zip(*(to_list(self.columns[name]) for name in names or self.columns), strict=True)

    def head(self, rows: int) -> Table:
        """The first rows."""
        return Table({name: column[:rows] for name, column in self.columns.items()}, self._keys)


def _cell(name: str, value: Any) -> str:
    """One cell; whole numbers as they are, others to four digits that count, shares as the columns have them."""
    if isinstance(value, float) and name != "p_value":
        return fmt.minus(f"{value:.4g}") if math.isfinite(value) else fmt.number(name, value, 3)
    return str(value) if isinstance(value, int) else fmt.number(name, value, 3)


#: A table that is filled by some calls only.
NOTHING = Table({})


def one_under_another(parts: Sequence[np.ndarray]) -> np.ndarray:
    """The parts of a column as one; mostly there is one."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def to_list(column: Any) -> list[Any]:
    """A column as plain Python values."""
    return column.tolist() if isinstance(column, np.ndarray) else list(column)
