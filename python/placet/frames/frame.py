"""The columns of the data of a call: a data frame of any library read through narwhals, arrays, vectors beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any

import numpy as np

from .._core import DataError
from ..checks import named, near
from . import text
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
        self.in_memory = self.library is not None
        columns = None if self.in_memory else _columns(data)
        self.framed = columns is None
        if columns is None:
            own = _names(data) if self.in_memory else self._schema()
        else:
            own = [str(name) for name in columns]
            beside = {**_vectors(own, columns.values()), **(beside or {})}
        self.names, self.beside = own, {}
        self._add(beside or {})

    @cached_property
    def native(self) -> Any:
        """A data frame through narwhals."""
        return _narwhalify(self.data)

    def _schema(self) -> list[str]:
        self.library = self.native.implementation.value
        return self.native.collect_schema().names() if self.lazy else self.native.columns

    def _add(self, columns: Mapping[str, Vector]) -> None:
        self.beside = {**self.beside, **columns}
        self.names = [*self.names, *(name for name in columns if name not in self.names)]
        self.library = self.library or next((column.library for column in columns.values() if column.library), None)

    def with_columns(self, columns: Mapping[str, Vector]) -> Frame:
        """The same data with columns beside them."""
        made = copy(self)
        made._add(columns)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what was given."""
        return Frame, (self.data if self.framed else {}, self.beside)

    @property
    def lazy(self) -> bool:
        """Whether the data are still to be computed."""
        return self.framed and not self.in_memory and not hasattr(self.native, "get_column")

    def __len__(self) -> int:
        if self.framed:
            return len(self.data if self.in_memory else self.native)
        return len(next(iter(self.beside.values()), ()))

    @property
    def index(self) -> Any:
        """Labels of the rows, in a library that has them."""
        own = [self.data] if self.framed else [column.given for column in self.beside.values()]
        return next((index for given in own if (index := index_of(given)) is not None), None)

    def require(self, name: object, role: str) -> str:
        """Return a column name that exists; otherwise offer the near ones."""
        if not isinstance(name, str):
            raise DataError(f"{role} must be the name of a column, a text, or its values, not {named(name)}")
        if name in self.names:
            return name
        raise DataError(f"{role} column {name!r} is not in the data; {near(name, self.names)}")

    def fetch(self, wanted: Sequence[str]) -> dict[str, Any]:
        """The wanted columns, each a numpy array or a narwhals series; a lazy frame is collected for them only."""
        unique = dict.fromkeys(wanted)
        own = [name for name in unique if name not in self.beside]
        read = self._read(own) if own else {}
        return {name: read[name] if name in read else self.beside[name].values for name in unique}

    def _read(self, names: Sequence[str]) -> dict[str, Any]:
        """Columns of a data frame."""
        if self.in_memory:
            arrays = {name: numbers(self.data[name]) for name in names}
            return {n: self.native.get_column(n) if array is None else array for n, array in arrays.items()}
        # Only what is lazy is selected: a selection of a pandas frame copies its columns.
        if not self.lazy:
            return {name: self.native.get_column(name) for name in names}
        import narwhals.stable.v2 as nw

        selected = self.native.select(names)
        ordered = {name for name, dtype in selected.collect_schema().items() if dtype == nw.Enum}
        eager = selected.collect()
        columns = {name: eager.get_column(name) for name in names}
        return {name: text.as_ordered(column) if name in ordered else column for name, column in columns.items()}


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
