"""What a result is to whatever takes columns by name: a mapping that cannot be changed."""

from __future__ import annotations

from collections.abc import Collection, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, NoReturn

from .._core import DataError
from ..mistakes import Brief, MisuseError

#: What a dict has and a result has not.
_REFUSED = ("clear", "copy", "fromkeys", "pop", "popitem", "setdefault", "update")


class UnknownColumnError(DataError, KeyError):
    """A result has no column of this name: a `DataError`, and a `KeyError` for what expects a mapping."""

    __str__ = Exception.__str__  # a KeyError shows the quoted message


class ColumnMapping(Brief, dict[str, Any]):
    """Columns by name, in order.

    It is a dict because pandas, Polars and their like make a frame of nothing less; the dict itself holds no column, so
    that columns are made when they are read. Whatever would change it is refused.
    """

    def _names(self) -> Collection[str]:
        """Names of the columns."""
        raise NotImplementedError

    def _column(self, name: str) -> Any:
        """A column, of which the name is known."""
        raise NotImplementedError

    def _heading_of(self, name: str) -> str:
        """The heading under which a column is shown."""
        return name

    def _beside_it(self, name: str) -> list[str]:
        """Tables beside the columns that have one of this name, as a caller writes them."""
        return []

    def __getitem__(self, name: str) -> Any:
        """Return a column, by its name or by the heading it is shown under."""
        return self._column(name if name in self else self._by_heading(name))

    def _by_heading(self, heading: object) -> str:
        if not isinstance(heading, str):
            raise UnknownColumnError(f"a column has a name, not {heading!r}; to_frame() gives rows and positions")
        wanted = heading.casefold()
        found = [name for name in self._names() if self._heading_of(name).casefold() == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownColumnError(f"several columns have the heading {heading!r}: use one of {_listed(found)}")
        from difflib import get_close_matches  # 5 ms that only a mistake has to pay

        near = get_close_matches(heading, list(self._names()), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        if beside := self._beside_it(heading):
            hint = f"; it is in {' and in '.join(beside)}."
        raise UnknownColumnError(f"the result has no column {heading!r}{hint} It has {_listed(self._names())}")

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __reversed__(self) -> Iterator[str]:
        return reversed(list(self._names()))

    def __len__(self) -> int:
        return len(self._names())

    def __bool__(self) -> bool:
        return True

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        """Names of the columns."""
        return KeysView(self)

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """The columns."""
        return ValuesView(self)

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """Names and columns."""
        return ItemsView(self)

    def get(self, name: str, default: Any = None) -> Any:
        """A column, or another value where there is none of this name."""
        return self._column(name) if name in self else default

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:  # type: ignore[override]
        return {**self, **other}

    def __ror__(self, other: Mapping[str, Any]) -> dict[str, Any]:  # type: ignore[override]
        return {**other, **self}

    def _fixed(self, *_: Any, **__: Any) -> NoReturn:
        raise MisuseError("a result cannot be changed; change a copy: to_frame(), or dict(result)")

    __setitem__ = __delitem__ = __ior__ = _fixed  # type: ignore[assignment]
    clear = pop = popitem = setdefault = update = copy = _fixed  # type: ignore[assignment]

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name not in _REFUSED]


def _listed(names: Collection[str]) -> str:
    return ", ".join(map(repr, names))
