"""Crosstabs: every value of a column of labels gets a column of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .. import checks
from .._core import DataError
from ..language import speak
from . import format as fmt
from .grid import Grid
from .key_names import key_name
from .table import Table, to_list

#: Columns of a result whose entries say what a row is of.
LABELS = ("item", "metric", "term", "level", "against", "category", "point", "label", "expected", "model", "rank")
#: More columns than this no program shows side by side.
MOST_COLUMNS = 16_384


@dataclass(frozen=True)
class Source:
    """What a crosstab is made of.

    Attributes
    ----------
    table : Table
    labels : tuple of str
        Columns that say what a row is of.
    main : str
        The column shown, if no other is asked for.
    cell : callable
        A label or a number in words, from its row, column and the value.
    named : callable
        The heading of a column of labels.
    heading : callable
        What stands above the column that begins with a row, from its label in words.
    """

    table: Table
    labels: tuple[str, ...]
    main: str
    cell: Callable[[int, str, Any], str]
    named: Callable[[str], str]
    heading: Callable[[int, str], str]


def crosstab(source: Source, wide: str | None, values: str | None, *, bases: bool = True) -> Grid:
    """The grid with a column for every value of `wide`; with `bases`, how many answered each in the last row.

    Raises
    ------
    DataError
        `wide` is no column of labels, `values` no column, or several rows have the same labels.
    """
    wide, value = _names(source, wide, values)
    rest = [name for name in source.labels if name != wide]
    several = [name for name in rest if len(set(to_list(source.table[name]))) > 1]
    index = several or rest[:1]
    across, down = to_list(source.table[wide]), list(source.table.rows(index)) if index else [()] * len(source.table)
    columns, rows = _first(across), _first(down)
    if len(columns) > MOST_COLUMNS:
        raise DataError(f"wide={key_name(wide)!r} has {len(columns):,} values; a table has {MOST_COLUMNS:,} at most")
    place: dict[tuple[Any, Any], int] = {}
    for i, cell in enumerate(zip(down, across, strict=True)):
        if place.setdefault(cell, i) != i:
            raise DataError(
                f"several rows have {_in_words(source, i, [*index, wide])}; "
                "a crosstab has one value a cell: leave out what differs, or use to_frame() and pivot it"
            )
    column = to_list(source.table[value])
    words = {label: source.cell(i, wide, label) for label, i in columns.items()}
    found = [[place.get((row, label)) for label in columns] for row in rows]
    numbers = [[*row, *(None if i is None else column[i] for i in at)] for row, at in zip(rows, found, strict=True)]
    cells = [
        [
            *(source.cell(rows[row], name, label) for name, label in zip(index, row, strict=True)),
            *("" if i is None else source.cell(i, value, column[i]) for i in at),
        ]
        for row, at in zip(rows, found, strict=True)
    ]
    grid = Grid(
        (*map(key_name, index), *(words[label] for label in columns)),
        (*map(source.named, index), *(source.heading(i, words[label]) for label, i in columns.items())),
        numbers,
        cells,
        tuple([True] * len(index) + [False] * len(columns)),
    )
    return _with_bases(grid, source, value, found) if bases and "n" in source.table and value != "n" else grid


def _first(labels: Sequence[Any]) -> dict[Any, int]:
    """The first row of every label, in the order they come up."""
    first: dict[Any, int] = {}
    for row, label in enumerate(labels):
        first.setdefault(label, row)
    return first


def _with_bases(grid: Grid, source: Source, value: str, found: list[list[int | None]]) -> Grid:
    """The grid with a last row that says how many answered; rows that need no label get one."""
    if not any(grid.left):
        name = source.named(value)
        numbers, cells = ([[name, *row] for row in rows] for rows in (grid.values, grid.cells))
        grid = Grid((value, *grid.names), ("", *grid.headings), numbers, cells, (True, *grid.left))
    counts, blank = to_list(source.table["n"]), grid.left.count(True) - 1
    columns = [[int(counts[i]) for i in column if i is not None] for column in zip(*found, strict=True)]
    last = [n[0] if len(set(n)) == 1 else None for n in columns]
    return replace(
        grid,
        values=[*grid.values, ["n", *[None] * blank, *last]],
        cells=[*grid.cells, [speak("n"), *[""] * blank, *map(fmt.span, columns)]],
        bases=1,
    )


def _names(source: Source, wide: str | None, values: str | None) -> tuple[str, str]:
    """Names inside the package of what goes across and of what is shown."""
    wide = None if wide is None else checks.text("wide", wide)
    values = None if values is None else checks.text("values", values)
    known = {key_name(name): name for name in source.labels}
    headings = {source.named(name).casefold(): name for name in source.labels}
    across = known.get(str(wide)) or headings.get(str(wide).casefold())
    if across is None:
        listed = ", ".join(map(repr, known)) or "none"
        raise DataError(f"wide={wide!r} is no column of labels of this result; it has {listed}")
    shown = source.main if values is None else values
    if shown not in source.table:
        others = [key_name(name) for name in source.table.columns if name not in source.labels]
        raise DataError(f"values={values!r} is no column of the result; use one of {', '.join(map(repr, others))}")
    return across, shown


def _in_words(source: Source, row: int, names: Sequence[str]) -> str:
    return " / ".join(repr(source.cell(row, name, to_list(source.table[name])[row])) for name in names)
