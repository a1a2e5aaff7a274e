"""Data frames of any library, read through narwhals; a dict of arrays needs no library at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from .._core import DataError
from .options import near

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
        else:
            self._frame, self.library = _narwhalify(data)
            self.names = list(self._frame.collect_schema().names())

    def require(self, name: object, role: str) -> str:
        """Return a column name that exists; otherwise offer the near ones."""
        if isinstance(name, str) and name in self.names:
            return name
        raise DataError(f"{role} column {name!r} is not in the data; {near(str(name), self.names)}")

    def fetch(self, wanted: Sequence[str]) -> dict[str, Any]:
        """The wanted columns, each a numpy array or a narwhals series; a lazy frame is collected for them only."""
        unique = list(dict.fromkeys(wanted))
        if self._columns is not None:
            fetched = {name: self._columns[name] for name in unique}
        else:
            import narwhals.stable.v2 as nw

            part = self._frame.select(unique)
            eager = part.collect() if isinstance(part, nw.LazyFrame) else part
            fetched = {name: eager[name] for name in unique}
        lengths = {name: len(values) for name, values in fetched.items()}
        if len(set(lengths.values())) > 1:
            raise DataError(f"the columns differ in length: {lengths}; all must come from one survey")
        return fetched


def _narwhalify(data: Any) -> tuple[Any, str]:
    import narwhals.stable.v2 as nw

    # Only these two allow it; others may compute something to answer.
    names = getattr(data, "column_names", None) or (data.columns if type(data).__module__.startswith("pandas") else ())
    repeated = [str(name) for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise DataError(f"the data frame has several columns named {repeated[0]!r}; rename them so that each is unique")
    try:
        frame = nw.from_native(data)
    except TypeError:
        raise DataError(
            f"data is a {type(data).__name__}; give a data frame (pandas, Polars, PyArrow, ...), "
            "a dict of arrays or a placet.Survey"
        ) from None
    if not isinstance(frame, (nw.DataFrame, nw.LazyFrame)):
        raise DataError(f"data is a {type(data).__name__}; give the whole data frame, not one column")
    return frame, frame.implementation.value


def _as_array(name: str, values: Any) -> np.ndarray:
    array = np.asarray(values)
    if array.ndim != 1:
        raise DataError(f"column {name!r} has {array.ndim} dimensions; every column must have one")
    return array


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
