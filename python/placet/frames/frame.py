"""Data frames of any library, read through narwhals; a dict of arrays needs no library at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from .._core import DataError
from ..checks import named, near

#: Libraries `to_frame` falls back on, in this order, when the input was not a data frame.
FALLBACK_LIBRARIES = ("polars", "pandas", "pyarrow")


class Frame:
    """The columns of a data frame, fetched together when they are needed.

    Parameters
    ----------
    data
        Anything narwhals knows, eager or lazy, or a mapping of names to one-dimensional arrays.
    """

    def __init__(self, data: Any) -> None:
        self.library: str | None = None
        self._columns: Mapping[str, Any] | None = None
        if isinstance(data, Mapping):
            self._columns = {str(name): _as_array(str(name), values) for name, values in data.items()}
            self.names = list(self._columns)
            _check_lengths(self._columns)
        else:
            self._frame, self.library = _narwhalify(data)
            self.names = _names(self._frame)

    def require(self, name: object, role: str) -> str:
        """Return a column name that exists; otherwise offer the near ones."""
        if not isinstance(name, str):
            raise DataError(
                f"{role} must be the name of a column, a text, not {named(name)}; "
                "put the values into the data and give their column's name"
            )
        if name in self.names:
            return name
        raise DataError(f"{role} column {name!r} is not in the data; {near(name, self.names)}")

    def fetch(self, wanted: Sequence[str]) -> dict[str, Any]:
        """The wanted columns, each a numpy array or a narwhals series; a lazy frame is collected for them only."""
        unique = list(dict.fromkeys(wanted))
        if self._columns is not None:
            return {name: self._columns[name] for name in unique}
        import narwhals.stable.v2 as nw

        # Only what is lazy is selected: a selection of a pandas frame copies its columns.
        lazy = isinstance(self._frame, nw.LazyFrame)
        eager = self._frame.select(unique).collect() if lazy else self._frame
        return {name: eager.get_column(name) for name in unique}


def _narwhalify(data: Any) -> tuple[Any, str]:
    import narwhals.stable.v2 as nw

    # Only these two allow it; others may compute something to answer.
    pandas = type(data).__module__.startswith("pandas")
    names = getattr(data, "column_names", None) or (getattr(data, "columns", ()) if pandas else ())
    repeated = [str(name) for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise DataError(f"the data frame has several columns named {repeated[0]!r}; rename them so that each is unique")
    try:
        frame = nw.from_native(data, allow_series=True)
    except TypeError:
        raise DataError(
            f"data is of type {type(data).__name__}; give a data frame (pandas, Polars, PyArrow, ...), "
            "a dict of arrays or a placet.Survey"
        ) from None
    if not isinstance(frame, (nw.DataFrame, nw.LazyFrame)):
        raise DataError(f"data is of type {type(data).__name__}; give the whole data frame, not one column of it")
    return frame, frame.implementation.value


def _names(frame: Any) -> list[str]:
    import narwhals.stable.v2 as nw

    # The schema of a pandas frame takes as long as there are columns, and the types are not asked for here.
    return frame.collect_schema().names() if isinstance(frame, nw.LazyFrame) else frame.columns


def _as_array(name: str, values: Any) -> np.ndarray:
    if isinstance(values, np.ma.MaskedArray):
        # Masked answers are missing answers; numpy would hand out the values below the mask.
        dtype, missing = (np.float64, np.nan) if values.dtype.kind in "biuf" else (object, None)
        answered = ~np.ma.getmaskarray(values)
        plain = np.full(values.shape, missing, dtype=dtype)
        plain[answered] = values.data[answered]
        values = plain
    try:
        array = np.asarray(values)
    except ValueError:
        raise DataError(f"column {name!r} is not an array: its rows differ in length; give one value a row") from None
    if array.ndim != 1:
        raise DataError(f"column {name!r} has {array.ndim} dimensions; every column must have one")
    return array


def _check_lengths(columns: Mapping[str, np.ndarray]) -> None:
    rows = {name: len(values) for name, values in columns.items()}
    first = next(iter(rows), None)
    for name, count in rows.items():
        if first is not None and count != rows[first]:
            raise DataError(
                f"column {name!r} has {count} rows and column {first!r} has {rows[first]}; "
                "all columns must come from one survey, one row a respondent"
            )


def build(columns: Mapping[str, Any], library: str | None) -> Any:
    """Build a data frame of `library`, or of the first one installed."""
    import narwhals.stable.v2 as nw

    backend = library if library in {"pandas", "polars", "pyarrow", "modin", "cudf"} else None
    for candidate in FALLBACK_LIBRARIES if backend is None else ():
        if find_spec(candidate):
            backend = candidate
            break
    if backend is None:
        raise ImportError("to_frame() needs a data frame library: pip install polars (or pandas, or pyarrow)")
    plain = {name: list(values) if isinstance(values, tuple) else values for name, values in columns.items()}
    return nw.from_dict(plain, backend=backend).to_native()  # type: ignore[arg-type]
