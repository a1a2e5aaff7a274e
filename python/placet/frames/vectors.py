"""Columns given by their values: what counts as one, what it is called, and which rows its values belong to."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Number
from typing import Any

import numpy as np

from .._core import DataError
from ..checks import named
from . import text

#: Types of Polars that numpy has; a whole number that is missing has no value there.
FLOATS = frozenset({"Float32", "Float64"})
INTEGERS = frozenset(f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64))
#: Libraries whose rows have labels of their own.
LABELLED = ("pandas", "modin", "cudf")


@dataclass(slots=True, eq=False)
class Vector:
    """One column.

    Attributes
    ----------
    given : object
        What the caller gave.
    values : ndarray or narwhals series
    name : str or None
        Its own name, where that is a text.
    """

    given: Any
    values: Any
    name: str | None = None

    def __len__(self) -> int:
        return len(self.values)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what was given."""
        return Vector.of, ("column", self.given)

    def equals(self, other: Vector) -> bool:
        """Whether two columns hold the same values, row by row."""
        mine, theirs = self.values, other.values
        if self.given is other.given or mine is theirs:
            return True
        if not isinstance(mine, np.ndarray) and not isinstance(theirs, np.ndarray):
            native, others = mine.to_native(), theirs.to_native()
            return type(native) is type(others) and bool(native.equals(others))
        mine, theirs = (v if isinstance(v, np.ndarray) else text.objects(v) for v in (mine, theirs))
        gaps = mine.dtype.kind == theirs.dtype.kind == "f"
        return np.array_equal(mine, theirs, equal_nan=gaps)

    @property
    def library(self) -> str | None:
        """The library a result is given back in; None for arrays and lists."""
        return None if isinstance(self.values, np.ndarray) else self.values.implementation.value

    @classmethod
    def of(cls, role: str, given: Any) -> Vector:
        """A column from anything that has one dimension.

        Raises
        ------
        DataError
            For a single value, several columns, or what has no values yet; it says what to pass instead.
        """
        refuse_records(role, given)
        if isinstance(given, np.ndarray) and given.ndim == 1:
            return cls(given, as_array(role, given))
        shape = getattr(given, "shape", None)
        if isinstance(shape, tuple) and len(shape) != 1:
            raise DataError(f"{role} has {_dimensions(shape)}; give one column: {_one_column(given, shape)}")
        if isinstance(given, (str, bytes, Mapping, set, frozenset, Iterator, type)) or not hasattr(given, "__len__"):
            raise DataError(f"{role} must be a column of values, one a row, or its name, not {named(given)}")
        series = _series(role, given)
        if series is None:
            return cls(given, as_array(role, given))
        name = series.name
        return cls(given, series, name if isinstance(name, str) and name else None)


def _dimensions(shape: tuple[int, ...]) -> str:
    return f"{len(shape)} dimensions {shape}" if shape else "no rows: it is a single value"


def _one_column(given: Any, shape: tuple[int, ...]) -> str:
    if len(shape) != 2:
        return "an array of one value a row"
    if hasattr(given, "columns"):
        return f"its name, or frame[{next(iter(given.columns), 'name')!r}]"
    return "array[:, 0]" if shape[1] == 1 else "array[:, j], or its name"


def _series(role: str, given: Any) -> Any:
    """The column as a series of its library; None for lists and arrays, which have none."""
    library = type(given).__module__.partition(".")[0]
    if library in ("builtins", "numpy", "array", "collections"):
        return None
    import narwhals.stable.v2 as nw

    if library == "pyarrow" and hasattr(given, "to_pylist") and not hasattr(given, "chunks"):
        given = sys.modules["pyarrow"].chunked_array([given])
    elif getattr(given, "nlevels", 1) > 1 and not hasattr(given, "iloc"):
        raise DataError(f"{role} is an index of several levels; give one of them, .get_level_values(0)")
    elif library == "pandas" and not hasattr(given, "iloc"):  # an index, or an array of its own kind
        given = sys.modules["pandas"].Series(given, name=getattr(given, "name", None))
    series = nw.from_native(given, series_only=True, pass_through=True)
    return series if isinstance(series, nw.Series) else None


def as_array(role: str, values: Any) -> np.ndarray:
    """A list or an array as a column: one dimension, what is masked missing."""
    refuse_records(role, values)
    if type(values) is np.ndarray and values.ndim == 1:
        return values
    if "numpy.ma" in sys.modules and isinstance(values, np.ma.MaskedArray):  # to name it would import it
        # Masked answers are missing answers; numpy would hand out the values below the mask.
        dtype, missing = (np.float64, np.nan) if values.dtype.kind in "biuf" else (object, None)
        answered = ~np.ma.getmaskarray(values)
        plain = np.full(values.shape, missing, dtype=dtype)
        plain[answered] = values.data[answered]
        values = plain
    try:
        array = np.asarray(values)
    except ValueError:
        raise DataError(f"{role} is not an array: its rows differ in length; give one value a row") from None
    if array.dtype.kind in "US" and not all(isinstance(value, (str, bytes)) for value in values):
        array = np.array(values, dtype=object)  # as text, 1 and "1" would be one
    refuse_records(role, array)
    if array.ndim != 1:
        raise DataError(f"{role} has {_dimensions(array.shape)}; give one value a row")
    return array


def refuse_records(role: str, values: Any) -> None:
    """Refuse an array of records, of which numpy makes no number and no label."""
    dtype = getattr(values, "dtype", None)
    if not isinstance(dtype, np.dtype) or dtype.kind not in "VO":
        return
    if dtype.kind == "O":
        records = [value for value in np.ravel(np.asarray(values)) if isinstance(value, np.void)]
        if not records:
            return
        dtype = records[0].dtype
    names = dtype.names or ()
    hint = f"one of its fields, array[{names[0]!r}]" if names else "numbers, dates or texts"
    raise DataError(f"{role} holds records of numpy ({dtype}), not one value a row; give {hint}")


def is_vector(given: Any) -> bool:
    """Whether something is one column of values, and no text, frame, matrix or single value."""
    if isinstance(given, np.ndarray):
        return given.ndim == 1 and given.dtype.names is None
    # Whatever has columns is a frame; to ask one for its shape may run the whole query that it stands for.
    if isinstance(given, dict) or eager_library(given) or hasattr(type(given), "columns"):
        return False
    if isinstance(given, (str, bytes, Mapping, Number, Iterator)) or given is None or not hasattr(given, "__len__"):
        return False
    shape = getattr(given, "shape", None)
    if isinstance(shape, tuple):
        return len(shape) == 1 and getattr(getattr(given, "dtype", None), "names", None) is None
    if hasattr(given, "to_pylist"):
        return not hasattr(given, "column_names")
    if isinstance(given, (list, tuple)):
        return not given or not isinstance(given[0], (list, tuple, np.ndarray))
    return isinstance(given, range) or type(given).__module__ in ("array", "collections")


def check_index(first: tuple[str, Any], second: tuple[str, Any]) -> None:
    """Refuse two columns of pandas whose rows are labelled differently: which rows belong together is not known."""
    (name, index), (other, labels) = first, second
    if index is labels or index.equals(labels):
        return
    row = next((i for i, (a, b) in enumerate(zip(index, labels, strict=False)) if a != b), min(len(index), len(labels)))
    found = [repr(known[row : row + 1].tolist())[1:-1] or "no row" for known in (index, labels)]
    raise DataError(
        f"the indexes of {name} and {other} differ, first at position {row}: {found[0]} and {found[1]}; if the labels "
        f"say which rows belong together pass {other}.reindex({name}.index), if their order does pass "
        f"{other}.to_numpy()"
    )


def index_of(given: Any) -> Any:
    """The labels of the rows, where a library has them."""
    if type(given) is np.ndarray:
        return None
    library = type(given).__module__.partition(".")[0]
    if library == "narwhals":
        return index_of(given.to_native())
    return getattr(given, "index", None) if library in LABELLED and hasattr(given, "iloc") else None


def check_together(columns: Sequence[tuple[str, Any]]) -> None:
    """Refuse columns, by what messages call them, whose indexes differ."""
    if len(columns) < 2:
        return
    known = [(name, index) for name, given in columns if (index := index_of(given)) is not None]
    for other in known[1:]:
        check_index(known[0], other)


def eager_library(data: Any) -> str | None:
    """Pandas or Polars, if data are a frame of theirs in memory."""
    kind = type(data)
    library = kind.__module__.partition(".")[0]
    return library if kind.__name__ == "DataFrame" and library in ("pandas", "polars") else None


def numbers(column: Any) -> np.ndarray | None:
    """The values of a column of numbers none of which is missing but by NaN; None for any other."""
    dtype = column.dtype
    if isinstance(dtype, np.dtype):
        return column.to_numpy() if dtype.kind in "biuf" else None
    if not hasattr(column, "null_count"):  # an array of a kind of pandas' own
        return None
    kind = str(dtype)
    if kind in FLOATS or (kind in INTEGERS and not column.null_count()):
        return column.to_numpy()
    return None
