"""Rows of a result regrouped by segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..results.format import segment
from ..results.result import Result


def by_segment(
    result: Result, columns: Sequence[str], where: Callable[[dict[str, Any]], bool] = lambda row: True
) -> dict[str, list[np.ndarray]]:
    """Segment in words → one array per column, in the order of the table."""
    names = list(result.table.columns)
    grouped: dict[str, list[tuple[Any, ...]]] = {}
    for values in result.table.rows():
        row = dict(zip(names, values, strict=True))
        if where(row):
            key = segment(row[name] for name in result.keys) or "All"
            grouped.setdefault(key, []).append(tuple(row[name] for name in columns))
    return {key: [np.array(column) for column in zip(*rows, strict=True)] for key, rows in grouped.items()}


def left_out(count: int, most: int, what: str = "segments") -> str:
    """Words for the segments, or other rows, that a picture leaves out, if any."""
    return f" (first {most} of {count:,} {what})" if count > most else ""


def segment_title(result: Result) -> str:
    """Heading of a legend: the key columns."""
    return " / ".join(result.label(name) for name in result.keys)
