"""Segments: every combination of the key columns that occurs, numbered in sorted order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._core import DataError
from .answers import is_null

#: Integer keys whose range is at most this are numbered by a table instead of by sorting.
TABLE_LIMIT = 1 << 20


def number(name: str, values: Any) -> tuple[np.ndarray, list[Any]]:
    """Codes from 0 in label order (-1 for missing) and the labels."""
    try:
        return _number_array(values) if isinstance(values, np.ndarray) else _number_series(values)
    except (TypeError, ValueError):  # lists and other values that cannot be compared
        raise DataError(f"by column {name!r} does not hold labels; give a column of text, numbers or dates") from None


def _number_series(values: Any) -> tuple[np.ndarray, list[Any]]:
    import narwhals.stable.v2 as nw

    if values.dtype in (nw.String, nw.Categorical, nw.Enum, nw.Object):
        return _number_text(values)
    if values.dtype == nw.Datetime and values.dtype.time_zone:
        values = values.dt.replace_time_zone(None)  # arrays have no time zones: a day is the day where the clock was
    if values.dtype in (nw.Int128, nw.UInt128):
        return _number_array(np.array(values.to_list(), dtype=object))
    if values.dtype.is_integer() and values.null_count():
        # As an array they would be floats, and segment 1 would be called 1.0.
        there = ~values.is_null().to_numpy()
        codes = np.full(len(there), -1, dtype=np.int32)
        codes[there], labels = _number_array(values.drop_nulls().to_numpy())
        return codes, labels
    return _number_array(values.to_numpy())


def _number_text(values: Any) -> tuple[np.ndarray, list[Any]]:
    import narwhals.stable.v2 as nw

    present = values.drop_nulls().unique().to_list()
    if values.dtype == nw.Enum:
        order = {label: i for i, label in enumerate(values.cat.get_categories().to_list())}
        labels = sorted(present, key=order.__getitem__)
    else:
        labels = _sorted(present)
    if not labels:
        return np.full(len(values), -1, dtype=np.int32), []
    if values.dtype != nw.Object and not all(isinstance(label, str) for label in labels):
        # The categories of pandas may be numbers, dates or ranges, which are not equal to their text.
        position = {label: i for i, label in enumerate(labels)}
        return np.array([position.get(value, -1) for value in values.to_list()], dtype=np.int32), labels
    text = values.cast(nw.String) if values.dtype != nw.Object else values
    codes = text.replace_strict(labels, list(range(len(labels))), return_dtype=nw.Int32).to_numpy()
    return np.nan_to_num(codes, nan=-1).astype(np.int32, copy=False), labels


def _number_array(values: np.ndarray) -> tuple[np.ndarray, list[Any]]:
    if values.dtype.kind in "iu" and len(values):
        low, high = int(values.min()), int(values.max())
        if high - low < TABLE_LIMIT and high <= np.iinfo(np.int64).max:
            return _number_by_table(values, low)
    if values.dtype.kind == "O":
        present = [not is_null(value) for value in values]
        labels = _sorted({value for value, there in zip(values, present, strict=True) if there})
        order = {label: i for i, label in enumerate(labels)}
        codes = [order[value] if there else -1 for value, there in zip(values, present, strict=True)]
        return np.array(codes, dtype=np.int32), labels
    if values.dtype.kind in "mM" and np.datetime_data(values.dtype)[0] == "ns":
        values = values.astype(f"{values.dtype.kind}8[us]")  # the finest unit Python's own dates have
    found, codes = np.unique(values, return_inverse=True)
    if values.dtype.kind in "fmM":
        real = ~(np.isnan(found) if values.dtype.kind == "f" else np.isnat(found))
        return np.where(real[codes], codes, -1).astype(np.int32), found[real].tolist()
    return codes.astype(np.int32), found.tolist()


def _number_by_table(values: np.ndarray, low: int) -> tuple[np.ndarray, list[Any]]:
    offset = values.astype(np.int64, copy=False) - low
    present = np.flatnonzero(np.bincount(offset))
    table = np.zeros(present[-1] + 1, dtype=np.int32)
    table[present] = np.arange(len(present), dtype=np.int32)
    return table[offset], (present + low).tolist()


def _sorted(labels: Any) -> list[Any]:
    try:
        return sorted(labels)
    except TypeError:  # labels of several types have no order of their own
        return sorted(labels, key=str)


def combine(columns: Sequence[tuple[np.ndarray, list[Any]]]) -> tuple[np.ndarray, list[tuple[Any, ...]]]:
    """Number the combinations that occur; a row with any key missing gets -1."""
    codes = np.zeros(len(columns[0][0]), dtype=np.int64)
    missing = np.zeros(len(codes), dtype=bool)
    for column, labels in columns:
        codes = codes * len(labels) + column
        missing |= column < 0
    codes[missing] = -1
    sizes = [len(labels) for _, labels in columns]
    numbered, present = _number_array(codes)
    if missing.any():
        numbered, present = numbered - 1, present[1:]
    positions = [np.unravel_index(code, sizes) for code in present]
    return numbered, [
        tuple(labels[int(i)] for i, (_, labels) in zip(position, columns, strict=True)) for position in positions
    ]
