"""Answers outside a continuous scale are refused, of rows that count."""

from __future__ import annotations

import numpy as np

from .._core import DataError
from ..types import Column
from .rows import Rows


def check_range(rows: Rows, low: float, high: float, option: str = "scale") -> None:
    """Refuse an answer outside a continuous scale; rows that do not count may hold anything."""
    known = rows.ends()
    if known is None:
        for column in rows.columns:
            _check_range(column, rows, low, high, option)
        return
    for name, least, most, n in known:
        if n and not low <= least <= most <= high:
            raise _outside(name, least if least < low else most, "", low, high, option)


def _check_range(column: Column, rows: Rows, low: float, high: float, option: str) -> None:
    name, values, codes = column
    if not len(values) or (np.nanmin(values, initial=high) >= low and np.nanmax(values, initial=low) <= high):
        return
    outside = np.flatnonzero(((values < low) | (values > high)) & ~np.isin(values, codes) & rows.counting)
    if len(outside):
        row = int(outside[0])
        raise _outside(name, float(values[row]), f" in row {row}", low, high, option)


def _outside(name: str, value: float, place: str, low: float, high: float, option: str) -> DataError:
    if np.isinf(value):
        return DataError(
            f"column {name!r} holds an infinite value{place}; replace it by a missing value or a number before the call"
        )
    shown = f"{value:g}"
    return DataError(
        f"column {name!r} holds {shown}{place}, which is outside the scale {low:g}..{high:g}; "
        f"give the scale with {option}=(low, high), or pass na_codes=[{shown}] if {shown} means 'no answer'"
    )
