"""Columns as numbers, NaN where an answer is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..types import Column
from . import Rows


def numbers(column: Column) -> np.ndarray:
    """The answers of a column as float64, NaN where there is none."""
    _, values, codes = column
    found = values.astype(np.float64)
    return np.where(np.isin(values, codes), np.nan, found) if codes else found


def answered(columns: Sequence[Column]) -> np.ndarray:
    """Which rows have an answer in all of the columns."""
    found = np.ones(len(columns[0][1]), dtype=bool)
    for _, values, codes in columns:
        if values.dtype.kind == "f":
            found &= ~np.isnan(values)
        if codes:
            found &= ~np.isin(values, codes)
    return found


def weights(rows: Rows, places: np.ndarray | slice = slice(None)) -> np.ndarray:
    """One weight a row, or for these places; ones without weights."""
    if rows.weights is None:
        return np.ones(rows.n_total if isinstance(places, slice) else len(places))
    return rows.weights[1][places].astype(np.float64)


def codes(rows: Rows, places: np.ndarray | slice = slice(None)) -> np.ndarray:
    """The segment of every row, or at these places; 0 without segments."""
    found = rows.segments.codes
    if found is None:
        return np.zeros(rows.n_total if isinstance(places, slice) else len(places), dtype=np.int64)
    return found[places]
