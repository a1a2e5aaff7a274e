"""Columns of numbers of pandas and Polars as the arrays they are: narwhals takes longer over one than a small call."""

from __future__ import annotations

from typing import Any

import numpy as np

#: Types of Polars that numpy has; a whole number that is missing has no value there.
FLOATS = frozenset({"Float32", "Float64"})
INTEGERS = frozenset(f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64))


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
