"""SPSS files, by pyreadstat: their numbers, question texts and value labels; user-missing codes are missing."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import numpy as np

from .._core import DataError
from ..mistakes import MissingLibraryError
from .contents import Contents


def read(file: str, data: bytes, encoding: str | None) -> Contents:
    """The contents of a file."""
    try:
        import pyreadstat
    except ImportError:
        raise MissingLibraryError(
            f"{file!r} is an SPSS file, which needs pyreadstat: pip install placet[spss]"
        ) from None

    try:
        columns, about = pyreadstat.read_sav(io.BytesIO(data), output_format="dict", encoding=encoding)
    except MemoryError:
        raise
    except Exception as error:  # its own errors are not public in all versions
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DataError(f"{file!r} cannot be read as an SPSS file: {reason}") from None
    labels = {name: text for name, text in about.column_names_to_labels.items() if text}
    return Contents({name: _column(values) for name, values in columns.items()}, labels, about.variable_value_labels)


def _column(values: Any) -> np.ndarray:
    """A column; whole numbers are those that none is missing of, text without a character is missing."""
    array = np.asarray(values)
    if array.dtype.kind == "f":
        whole = bool(len(array)) and bool(np.all(np.mod(array, 1) == 0)) and bool(np.all(np.abs(array) < 2**53))
        return array.astype(np.int64) if whole else array
    if array.dtype.kind not in "OU":
        return array
    there = [value for value in array if value is not None and value == value and value != ""]
    if there and all(isinstance(value, date) for value in there):
        return np.array([value if isinstance(value, (date, datetime)) else None for value in array], "datetime64[us]")
    if there and all(isinstance(value, (int, float)) for value in there):
        return _column(np.array([np.nan if value is None else value for value in array], dtype=float))
    found = np.empty(len(array), dtype=object)
    found[:] = [str(value) if value is not None and value == value and value != "" else None for value in array]
    return found
