"""Data frames made of columns, for results."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

import numpy as np

from ..mistakes import MissingLibraryError

#: Libraries `to_frame` falls back on, in this order, when the input was not a data frame.
FALLBACK_LIBRARIES = ("polars", "pandas", "pyarrow")
#: What columns of one type hold in any library.
HELD = (str, bytes, int, float, Decimal, date, time, timedelta)


def build(columns: Mapping[str, Any], library: str | None, index: Any = None) -> Any:
    """Build a data frame of `library`, or of the first one installed, with labels of its rows where it has them."""
    import narwhals.stable.v2 as nw

    backend = library if library in {"pandas", "polars", "pyarrow", "modin", "cudf"} else None
    for candidate in FALLBACK_LIBRARIES if backend is None else ():
        if find_spec(candidate):
            backend = candidate
            break
    if backend is None:
        raise MissingLibraryError("to_frame() needs a data frame library: pip install polars (or pandas, or pyarrow)")
    plain = {name: list(values) if _labels(values) else values for name, values in columns.items()}
    if backend in ("polars", "pyarrow"):
        plain = {name: _of_one_type(values) if isinstance(values, list) else values for name, values in plain.items()}
        if backend == "pyarrow":  # which takes whole numbers for signed ones
            unsigned = {
                name: values for name, values in plain.items() if isinstance(values, list) and _unsigned(values)
            }
            plain |= {n: nw.new_series(n, values, nw.UInt64, backend=backend) for n, values in unsigned.items()}
    else:
        plain = {name: _whole(values) if isinstance(values, list) else values for name, values in plain.items()}
    try:
        frame = nw.from_dict(plain, backend=backend).to_native()  # type: ignore[arg-type]
    except UnicodeEncodeError:
        frame = nw.from_dict(_encodable(plain), backend=backend).to_native()  # type: ignore[arg-type]
    return frame if index is None else frame.set_axis(index, axis=0)


def build_categories(columns: Mapping[str, Any], levels: Mapping[str, Any]) -> Any:
    """A pandas data frame for formulaic, which brings pandas along, with these levels of its categories in order."""
    import narwhals.stable.v2 as nw

    series = [
        nw.new_series(name, values, nw.Enum(levels[name]) if name in levels else nw.Float64, backend="pandas")
        for name, values in columns.items()
    ]
    return nw.from_dict({s.name: s for s in series}).to_native()


def _labels(values: Any) -> bool:
    """Whether values are labels and not numbers, or whole numbers that no array of numbers holds."""
    return isinstance(values, tuple) or (isinstance(values, np.ndarray) and values.dtype.kind == "O")


def _of_one_type(labels: list[Any]) -> list[Any]:
    """Labels that a column of one type cannot hold as text; text that reads like another label is quoted."""
    kinds = {type(label) for label in labels if label is not None}
    held = all(issubclass(kind, HELD) for kind in kinds) and (kinds != {int} or _fit(labels))
    if held and (len(kinds) <= 1 or (kinds == {int, float} and _exact(labels))):
        return labels
    others = {str(label) for label in labels if not isinstance(label, str)}
    return [
        label if label is None else repr(label) if isinstance(label, str) and label in others else str(label)
        for label in labels
    ]


def _whole(labels: list[Any]) -> Any:
    """Whole numbers beside None as they are: pandas would make them floats."""
    kinds = {type(label) for label in labels}
    return np.array(labels, dtype=object) if kinds == {int, type(None)} else labels


def _fit(labels: list[Any]) -> bool:
    """Whether whole numbers have 64 bits."""
    numbers = [label for label in labels if label is not None]
    return min(numbers) >= -(2**63) and max(numbers) < 2**63 + 2**63 * (min(numbers) >= 0)


def _unsigned(labels: list[Any]) -> bool:
    """Whether whole numbers fit in 64 bits only without a sign."""
    return {type(label) for label in labels} - {type(None)} == {int} and max(filter(None, labels), default=0) >= 2**63


def _exact(labels: list[Any]) -> bool:
    """Whether all whole numbers are floats without loss."""
    return all(abs(label) <= 2**53 for label in labels if isinstance(label, int))


def _encodable(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns with halves of characters, which no library can hold, spelled out."""

    def spelled(text: Any) -> Any:
        return text.encode("utf-8", "backslashreplace").decode() if isinstance(text, str) else text

    return {
        spelled(name): [spelled(value) for value in values] if isinstance(values, list) else values
        for name, values in columns.items()
    }
