"""Columns of numbers of pandas and Polars as the arrays they are: narwhals takes longer over one than a small call."""

from __future__ import annotations

from typing import Any

import numpy as np


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
    plain = hasattr(dtype, "is_float") and (dtype.is_float() or (dtype.is_integer() and not column.null_count()))
    array = column.to_numpy() if plain else None
    return array if array is not None and array.dtype.kind in "iuf" else None
