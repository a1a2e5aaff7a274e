"""Rows of a result regrouped by segment, and drawn by segment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..results.result import Result
from ..results.table import Table
from . import canvas
from .canvas import Axes


def by_segment(
    result: Result,
    columns: Sequence[str],
    where: Callable[[dict[str, Any]], bool] = lambda row: True,
    table: Table | None = None,
) -> dict[str, list[np.ndarray]]:
    """Segment in words → one array per column, in the order of the result's table or of another of its tables."""
    table = result.table if table is None else table
    grouped: dict[str, list[tuple[Any, ...]]] = {}
    for values in table.rows():
        row = dict(zip(table.columns, values, strict=True))
        if where(row):
            key = result.segment(row[name] for name in result.key_columns) or "All"
            grouped.setdefault(key, []).append(tuple(row[name] for name in columns))
    return {key: [np.array(column) for column in zip(*rows, strict=True)] for key, rows in grouped.items()}


def in_order(
    segments: Mapping[str, list[np.ndarray]], rows: Sequence[tuple[Any, ...]]
) -> dict[str, tuple[np.ndarray, ...]]:
    """The numbers of the first segments in the order of these rows, which the first columns name."""
    series = {}
    for key, columns in list(segments.items())[: canvas.MOST_SERIES]:
        names = len(rows[0])
        at = {name: i for i, name in enumerate(zip(*columns[:names], strict=True))}
        series[key] = tuple(column[[at[name] for name in rows]] for column in columns[names:])
    return series


def dots(
    result: Result, series: Mapping[str, Any], rows: int, ax: Axes | None, *, alone: float = 8.4, zero: bool = False
) -> Axes:
    """Draw estimates with intervals, one colour a segment, in axes `alone` inches wide where there is one only."""
    ax = canvas.axes(ax, rows * (1 + 0.28 * (len(series) - 1)), 8.4 if len(series) > 1 else alone)
    if zero:
        ax.axvline(0, color=canvas.INK, linewidth=0.8)
    canvas.dots(ax, series, segment_title(result))
    return ax


def dots_by_term(
    result: Result, segments: Mapping[str, Mapping[str, float]], ax: Axes | None, *, zero: bool = False
) -> tuple[Axes, list[str], str]:
    """Draw one dot a segment and driver, the largest on top: the axes, the drivers' labels, and what is left out."""
    shown = dict(list(segments.items())[: canvas.MOST_SERIES])
    total = {term: sum(abs(of.get(term, 0.0)) for of in shown.values()) for of in shown.values() for term in of}
    terms = sorted(total, key=lambda term: -total[term])[: canvas.MOST_ROWS]
    series = {key: (np.array([of.get(term, np.nan) for term in terms]),) * 3 for key, of in shown.items()}
    ax = dots(result, series, max(len(terms), 1), ax, zero=zero)
    others = left_out(len(segments), canvas.MOST_SERIES) + left_out(len(total), canvas.MOST_ROWS, "drivers")
    return ax, [result.label(term) for term in terms] or ["No driver"], others


def floats(table: Table, names: Sequence[str], factor: float = 1.0) -> tuple[np.ndarray, ...]:
    """Columns of a table as numbers, in units of the picture."""
    return tuple(factor * np.asarray(table[name], dtype=float) for name in names)


def factor(result: Any) -> float:
    """Shares are drawn in percent."""
    return 100.0 if result.definition["form"] == "share" else 1.0


def left_out(count: int, most: int, what: str = "segments") -> str:
    """Words for the segments, or other rows, that a picture leaves out, if any."""
    return f" (first {most} of {count:,} {what})" if count > most else ""


def level(result: Result) -> str:
    """Level of the intervals in words."""
    return f"{100 * result.about['conf_level']:g}%"


def segment_title(result: Result) -> str:
    """Heading of a legend: the key columns."""
    return " / ".join(result.label(name) for name in result.key_columns)
