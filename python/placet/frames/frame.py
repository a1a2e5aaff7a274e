"""The columns of the data of a call: a data frame of any library read through narwhals, arrays, vectors beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import engines
from .._core import DataError
from ..checks import named, near
from .condition import as_mask, column_of, condition_of, flagged, of_frame
from .seen import Seen
from .vectors import Vector, check_together, eager_library, index_of, numbers


class Frame:
    """The columns of a data frame, fetched together when they are needed.

    Parameters
    ----------
    data
        Anything narwhals knows, eager or lazy; a mapping of names to columns; an array of two dimensions, whose columns
        are x1, x2, ..., or of named fields.
    beside
        Columns given by their values, by name; of two of one name this one is taken.
    """

    def __init__(self, data: Any, beside: Mapping[str, Vector] | None = None) -> None:
        self.data, self.library = data, eager_library(data)
        self.given = dict(beside or {})
        self.conditions: tuple[Any, ...] = ()
        self.in_memory = self.library is not None
        self.engine = None if self.in_memory else engines.of(data)
        columns = None if self.in_memory or self.engine else _columns(data)
        self.framed = columns is None
        if columns is None:
            own = _names(data) if self.in_memory else self._schema()
        else:
            own = [str(name) for name in columns]
        read = {} if columns is None else _vectors(own, columns.values())
        self.own, self.names, self.beside = own, own, {}
        self.known = frozenset(own)
        self._add({**read, **self.given})
        self.stands_for: int | None = None
        self.seen = Seen(data, self.framed, read) if self.in_memory or read else None

    @cached_property
    def native(self) -> Any:
        """A data frame through narwhals."""
        return _narwhalify(self.data)

    def _schema(self) -> list[str]:
        if self.engine is None:
            self.library = self.native.implementation.value
            if hasattr(self.native, "get_column"):
                return self.native.columns
            self.engine = engines.of_lazy(self.native)
        self.library = self.engine.library or None
        return self.engine.names

    def _add(self, columns: Mapping[str, Vector]) -> None:
        self.beside = {**self.beside, **columns}
        self.names = [*self.names, *(name for name in columns if name not in self.known)]
        self.known = self.known.union(columns)
        self.library = self.library or next((column.library for column in columns.values() if column.library), None)

    def _copied(self) -> Frame:
        made = object.__new__(Frame)
        made.__dict__.update(self.__dict__)
        return made

    def with_columns(self, columns: Mapping[str, Vector]) -> Frame:
        """The same data with columns beside them."""
        made = self._copied()
        made._add(columns)
        made.given = {**self.given, **columns}
        return made

    def filtered(self, condition: Any) -> Frame:
        """The same data of which only the rows count for which a condition holds, too; see `condition_of`."""
        if self.engine is not None and not self.engine.has_rows:
            raise DataError(f"{self.engine.called} have no rows to leave out; filter the data that they are made of")
        made, kept = self._copied(), condition_of(condition)
        made.conditions = (*self.conditions, kept)
        if isinstance(kept, Vector):
            first = next(iter(self.beside.values()), None)
            check_together([("data", self.data if self.framed else first and first.given), ("filter", kept.given)])
        if not self.lazy:
            made.kept()  # what cannot be evaluated is refused at once
        return made

    def kept(self) -> NDArray[np.bool_] | None:
        """Which rows count, of all; None where all do."""
        return self.fetch_kept([])[1]

    def current(self) -> Frame:
        """The frame as its data are by now.

        Data that can be changed are read where they are, so that changes are seen. Columns and masks given by their
        values belong to rows, so they go with no other rows than there were.
        """
        seen = self.seen
        if seen is None:
            return self
        by_value = [*self.given, *("filter" for one in self.conditions if isinstance(one, Vector))]
        if seen.same_columns() and (not by_value or seen.same_rows(len(self))):
            return self
        made = Frame(self.data, self.given)
        made.conditions = self.conditions
        if by_value and not seen.same_rows(len(made)):
            raise DataError(
                "rows of the data were added, left out or sorted after the Survey was made, and "
                f"{' and '.join(by_value)}, given by values, may belong to others now; make the Survey anew"
            )
        hidden = [name for name in self.given if name in made.own and name not in self.own]
        if hidden:
            raise DataError(
                f"the data have a column {hidden[0]!r} now, and a column of this name was given to the Survey by its "
                "values; rename one of them and make the Survey anew"
            )
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what was given, and what it is filtered to by the rows."""
        conditions = self.conditions
        if conditions and not self.lazy:
            mask = self.kept()
            conditions = (Vector(mask, mask),)
        given = ({} if not self.framed else self.data, self.given if self.framed else self.beside)
        return _rebuilt, (*given, conditions)

    @property
    def lazy(self) -> bool:
        """Whether the rows are not in memory."""
        return self.engine is not None

    def __len__(self) -> int:
        if self.engine is not None:
            with engines.reading(self.engine.called):
                return self.engine.count()
        if self.framed:
            return len(self.data if self.in_memory else self.native)
        return len(next(iter(self.beside.values()), ()))

    def emptied(self) -> Frame:
        """Columns of the same names without rows."""
        return Frame({name: np.empty(0) for name in self.names})

    def rows_of(self, fetched: int) -> int:
        """How many rows there are, of which so many different ones are here."""
        return fetched if self.stands_for is None else self.stands_for

    @property
    def index(self) -> Any:
        """Labels of the rows, in a library that has them."""
        own = [self.data] if self.framed else [column.given for column in self.beside.values()]
        return next((index for given in own if (index := index_of(given)) is not None), None)

    def require(self, name: object, role: str) -> str:
        """Return a column name that exists; otherwise offer the near ones."""
        if not isinstance(name, str):
            raise DataError(f"{role} must be the name of a column, a text, or its values, not {named(name)}")
        if name in self.known:
            return name
        raise DataError(f"{role} column {name!r} is not in the data; {near(name, self.names)}")

    def fetch(self, wanted: Sequence[str]) -> dict[str, Any]:
        """The wanted columns, each a numpy array or a narwhals series; a lazy frame is collected for them only."""
        return self._fetch(wanted, ())[0]

    def fetch_kept(self, wanted: Sequence[str]) -> tuple[dict[str, Any], NDArray[np.bool_] | None]:
        """The wanted columns, and which of their rows count; None where all do."""
        if not self.conditions:
            return self._fetch(wanted, ())[0], None
        return self._fetch(wanted, self._conditions())

    def _conditions(self) -> list[Any]:
        native = getattr(self.engine, "frame", None) if self.engine else self.native if self.framed else None
        return [of_frame(one, native, self.data) for one in self.conditions]

    def _fetch(self, wanted: Sequence[str], conditions: Sequence[Any]) -> tuple[dict[str, Any], Any]:
        unique = dict.fromkeys(wanted)
        own = [name for name in unique if name not in self.beside]
        if self.engine is not None:
            read, masks = self._collect(own, conditions) if own or conditions else ({}, [])
        else:
            read = self._read(own) if own else {}
            native = self.native if self.framed and conditions else None
            masks = [as_mask(column_of(native, one), len(self)) for one in conditions]
        kept = np.logical_and.reduce(masks) if masks else None
        return {name: read[name] if name in read else self.beside[name].values for name in unique}, kept

    def _read(self, names: Sequence[str]) -> dict[str, Any]:
        """Columns of a data frame."""
        if self.in_memory:
            arrays = {name: numbers(self.data[name]) for name in names}
            return {n: self.native.get_column(n) if array is None else array for n, array in arrays.items()}
        # Only what is lazy is selected: a selection of a pandas frame copies its columns.
        return {name: self.native.get_column(name) for name in names}

    def _collect(self, names: list[str], conditions: Sequence[Any]) -> tuple[dict[str, Any], list[NDArray[np.bool_]]]:
        """Columns of a lazy frame and masks, collected together: in another collection rows may come in other order."""
        assert self.engine is not None
        engines.check_names(self.names, names)
        with engines.reading(self.engine.called):
            eager, flags = self.engine.collected(names, partial(flagged, conditions=conditions))
        return {name: eager[name] for name in names}, [as_mask(eager[flag]) for flag in flags]

    def here(self) -> Frame:
        """The same in memory, for tables that are small whatever they are in."""
        if self.engine is None:
            return self
        with engines.reading(self.engine.called):
            made = Frame(self.engine.collected(self.names, lambda frame: (frame, []))[0].to_native())
        made.conditions = self.conditions
        return made

    def condensed(
        self, wanted: Sequence[str], weights: str | None, copies: engines.Copies | None = None
    ) -> tuple[Frame, engines.Condensed]:
        """The different rows of some columns of lazy data, filtered as these are, and what each of them stands for."""
        assert self.engine is not None
        engines.check_names(self.names, engines.read_for(wanted, weights, copies))
        more = {} if copies is None else {"copies": copies}
        conditions = self._conditions()
        with engines.reading(self.engine.called):
            found = self.engine.condensed(wanted, weights, partial(flagged, conditions=conditions), **more)
        made = Frame(found.data)
        made.stands_for = int(found.n.sum())
        masks = [as_mask(made.native.get_column(flag)) for flag in found.flags]
        return (made.filtered(np.logical_and.reduce(masks)) if masks else made), found

    def batches(
        self, wanted: Sequence[str], coded: Sequence[str] = ()
    ) -> Iterator[tuple[Any, NDArray[np.bool_] | None]]:
        """Rows of lazy data as eager frames of narwhals, one after the other, and which of their rows count.

        Columns that are `coded` may come as codes and labels where they are text.
        """
        assert self.engine is not None
        engines.check_names(self.names, wanted)
        conditions = self._conditions()
        with engines.reading(self.engine.called):
            for frame, flags in self.engine.batches(wanted, partial(flagged, conditions=conditions), coded):
                yield frame, kept_of(frame, flags)

    def folded(self, wanted: Sequence[str], work: engines.Work, join: engines.Join) -> Any:
        """What workers make of the parts of lazy data, joined; None where the caller has to read them himself."""
        assert self.engine is not None
        engines.check_names(self.names, wanted)
        conditions = self._conditions()
        with engines.reading(self.engine.called):
            return self.engine.folded(wanted, partial(flagged, conditions=conditions), work, join)


def kept_of(frame: Any, flags: Sequence[str]) -> NDArray[np.bool_] | None:
    """Which rows count by conditions that are columns of a frame; None without conditions."""
    masks = [as_mask(frame[flag]) for flag in flags]
    return np.logical_and.reduce(masks) if masks else None


def _columns(data: Any) -> Mapping[Any, Any] | None:
    """The columns of what is no data frame."""
    if isinstance(data, (dict, Mapping)):  # a dict is known for one much sooner
        return data
    if isinstance(data, (list, tuple)) and data and isinstance(data[0], (list, tuple, np.ndarray)):
        data = np.array(data, dtype=None if len(set(map(len, data))) == 1 else object)
    if not isinstance(data, np.ndarray):
        return None
    if data.dtype.names:
        return {name: data[name] for name in data.dtype.names}
    if data.ndim != 2:
        dimensions = f"{data.ndim} dimension{'s' * (data.ndim != 1)}"
        raise DataError(f"data has {dimensions}; give an array of two, a column a variable, or a data frame")
    return {f"x{j + 1}": data[:, j] for j in range(data.shape[1])}


def _vectors(names: Sequence[str], columns: Iterable[Any]) -> dict[str, Vector]:
    """Columns of a mapping, checked: plain arrays are what they are, others may be anything."""
    read = {
        name: Vector(values, values)
        if type(values) is np.ndarray and values.ndim == 1
        else Vector.of(f"column {name!r}", values)
        for name, values in zip(names, columns, strict=True)
    }
    if len({len(vector.values) for vector in read.values()}) > 1:
        _refuse_lengths(read)
    if any(type(vector.values) is not np.ndarray for vector in read.values()):
        check_together([(f"column {name!r}", vector.given) for name, vector in read.items()])
    return read


def _names(data: Any) -> list[str]:
    """The names of the columns of a frame, each of which is another."""
    # Others than these may compute something to answer.
    known = eager_library(data) or type(data).__module__.startswith("pandas")
    columns = getattr(data, "columns", ()) if known else getattr(data, "column_names", None) or ()
    names: list[str] = list(columns)
    levels = getattr(columns, "nlevels", 1)
    if levels > 1:
        flat = "_".join(map(str, names[0])) if names else "a_b"
        raise DataError(
            f"the data frame has column names of {levels} levels, and a column is named by one text; join them before "
            f'the call, such as by data.columns = ["_".join(map(str, name)) for name in data.columns], which '
            f"makes {flat!r}"
        )
    if len(set(names)) < len(names):
        repeated = [str(name) for name, count in Counter(names).items() if count > 1]
        raise DataError(f"the data frame has several columns named {repeated[0]!r}; rename them so that each is unique")
    return names


def _narwhalify(data: Any) -> Any:
    import narwhals.stable.v2 as nw

    _names(data)
    try:
        frame = nw.from_native(data, allow_series=True)
    except TypeError:
        raise DataError(
            f"data is of type {type(data).__name__}; give a data frame (pandas, Polars, PyArrow, ...), "
            "a dict of arrays or a placet.Survey"
        ) from None
    if not isinstance(frame, (nw.DataFrame, nw.LazyFrame)):
        raise DataError(f"data is of type {type(data).__name__}; give the whole data frame, not one column of it")
    return frame


def _refuse_lengths(columns: Mapping[str, Vector]) -> None:
    rows = {name: len(values) for name, values in columns.items()}
    first = next(iter(rows))
    name = next(name for name in rows if rows[name] != rows[first])
    raise DataError(
        f"column {name!r} has {rows[name]} rows and column {first!r} has {rows[first]}; "
        "all columns must come from one survey, one row a respondent"
    )


def _rebuilt(data: Any, beside: Mapping[str, Vector], conditions: tuple[Any, ...]) -> Frame:
    frame = Frame(data, beside)
    frame.conditions = conditions
    return frame
