"""Columns as numbers, NaN where an answer is missing."""

from __future__ import annotations

import numpy as np

from ..types import Column
from . import Rows


def numbers(column: Column) -> np.ndarray:
    """The answers of a column as float64, NaN where there is none."""
    _, values, codes = column
    found = values.astype(np.float64)
    return np.where(np.isin(values, codes), np.nan, found) if codes else found


def weights(rows: Rows) -> np.ndarray:
    """One weight a row; ones without weights."""
    return np.ones(rows.n_total) if rows.weights is None else rows.weights[1].astype(np.float64)


def codes(rows: Rows) -> np.ndarray:
    """The segment of every row; 0 without segments."""
    found = rows.segments.codes
    return np.zeros(rows.n_total, dtype=np.int64) if found is None else found
