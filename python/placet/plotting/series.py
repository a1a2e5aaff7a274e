"""Rows of a result regrouped by segment, and drawn by segment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..language import Said, speak
from ..results.result import Result
from ..results.table import Table
from . import canvas
from .canvas import Asked, Axes, Key
from .rows import DRIVERS, part, pick, pick_segments
from .style import MOST_SERIES


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
            key = result._segment(row[name] for name in result.key_columns) or "All"
            grouped.setdefault(key, []).append(tuple(row[name] for name in columns))
    return {key: [np.array(column) for column in zip(*rows, strict=True)] for key, rows in grouped.items()}


@dataclass(frozen=True)
class Chosen:
    """What a picture of rows and segments shows: segment → its numbers by row, labels of the rows, what is left out."""

    series: dict[str, tuple[np.ndarray, ...]]
    rows: list[tuple[Any, ...]]
    labels: list[str]
    others: str


def choose(
    asked: Asked,
    segments: Mapping[str, Sequence[np.ndarray]],
    label: Callable[..., str],
    names: int = 1,
    *,
    what: Said = DRIVERS,
    order: Callable[[dict[str, Sequence[np.ndarray]]], list[tuple[Any, ...]]] | None = None,
) -> Chosen:
    """Choose rows and segments: the first `names` columns of a segment name its rows, the next has what is sorted by.

    Rows are as in the first segment, or in the `order` made of those shown. One segment alone leaves skip= to its rows.
    """
    several = len(segments) > 1
    keys = pick_segments(asked, list(segments), MOST_SERIES) if several else list(segments)
    chosen = {key: segments[key] for key in keys}
    rows = order(chosen) if order else list(zip(*chosen[keys[0]][:names], strict=True))
    found = {key: _found(chosen[key], rows, names) for key in keys}
    labels = [label(*row) for row in rows]
    most = canvas.most_rows(asked, 1 + 0.3 * (len(keys) - 1))
    at = pick(asked, labels, found[keys[0]][0], most, what, skip=not several)
    series = {key: tuple(column[at] for column in columns) for key, columns in found.items()}
    others = part(asked, len(keys), len(segments)) if several else ""
    others += part(asked if not several else Asked(), len(at), len(rows), what)
    return Chosen(series, [rows[i] for i in at], [labels[i] for i in at], others)


def _found(columns: Sequence[np.ndarray], rows: Sequence[tuple[Any, ...]], names: int) -> list[np.ndarray]:
    """The numbers of a segment in the order of rows; NaN where it has none of a row."""
    at = {name: i for i, name in enumerate(zip(*columns[:names], strict=True))}
    places = [at.get(row, -1) for row in rows]
    numbers = [np.append(np.asarray(column, dtype=float), np.nan) for column in columns[names:]]
    return [column[places] for column in numbers]


def dots(
    result: Result, chosen: Chosen, asked: Asked, *, alone: float = 8.4, zero: bool = False
) -> tuple[Axes, Key | None]:
    """Draw estimates with intervals, one colour a segment, in axes `alone` inches wide where there is one only."""
    count = len(chosen.series)
    ax = canvas.axes(asked, max(len(chosen.rows), 1) * (1 + 0.28 * (count - 1)), 8.4 if count > 1 else alone)
    if zero:
        canvas.zero(ax)
    return ax, canvas.dots(ax, {name: columns[:3] for name, columns in chosen.series.items()}, segment_title(result))


def dots_by_term(
    result: Result, segments: Mapping[str, Mapping[str, float]], asked: Asked, title: str, xlabel: str,
    *, zero: bool = False, ends: tuple[float, float] | None = None,
) -> Axes:  # fmt: skip
    """Draw one dot a segment and driver, the largest on top."""
    columns = {
        key: [np.array(list(of), dtype=object), *[np.array(list(of.values()), dtype=float)] * 3]
        for key, of in segments.items()
    }

    def largest_first(shown: Mapping[str, Sequence[np.ndarray]]) -> list[tuple[Any, ...]]:
        total: dict[str, float] = {}
        for terms, values, *_ in shown.values():
            for term, value in zip(terms, values, strict=True):
                total[term] = total.get(term, 0.0) + abs(value)
        return [(term,) for term in sorted(total, key=lambda term: -total[term])]

    chosen = choose(asked, columns, result.label, order=largest_first)
    ax, key = dots(result, chosen, asked, zero=zero)
    if ends:
        ax.set_xlim(*ends)
    return canvas.finish(
        ax, asked.heading(title + chosen.others), xlabel, chosen.labels or [speak("No driver")], key=key
    )


def floats(table: Table, names: Sequence[str], factor: float = 1.0) -> tuple[np.ndarray, ...]:
    """Columns of a table as numbers, in units of the picture."""
    return tuple(factor * np.asarray(table[name], dtype=float) for name in names)


def factor(result: Any) -> float:
    """Shares are drawn in percent."""
    return 100.0 if result.definition["form"] == "share" else 1.0


def level(result: Result) -> str:
    """Level of the intervals in words."""
    return f"{100 * result.about['conf_level']:g}%"


def segment_title(result: Result) -> str:
    """Heading of a legend: the key columns."""
    return " / ".join(result.label(name) for name in result.key_columns)
