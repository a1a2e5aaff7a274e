"""Rows of a file as columns: its header, rows that are no respondents, and rows that do not fit."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import numpy as np

from .._core import DataError
from ..results.format import shown
from .cells import Coded, is_heading

#: Qualtrics tells its own names of the questions in a row, below that of their texts.
IMPORT_ID = re.compile(r"""\s*\{\s*["']ImportId["']""")
CHUNK = 128


@dataclass(frozen=True)
class Table:
    """The cells of a file.

    Attributes
    ----------
    names : list of str
        The header.
    columns : list of Coded
        The cells of every column.
    labels : dict
        Question texts by column, where the file has them.
    """

    names: list[str]
    columns: list[Coded]
    labels: dict[str, str] = field(default_factory=dict)


def tabulate(file: str, parts: Iterable[Sequence[Sequence[Any]]], skip: frozenset[int]) -> Table:
    """Make columns of the rows of a file, which count from 1; blank ones and those to skip are no respondents."""
    kept = chain.from_iterable(_kept(parts, skip))
    number, header = next(kept, (0, None))
    if header is None:
        raise DataError(f"{file!r} is empty; give a file with a header and a row for each respondent")
    names = _names(file, header)
    first = list(islice(kept, 3))
    if len(names) == 1 and first and sum(map(_is_there, first[0][1])) > 1:
        raise DataError(
            f"row {number} of {file!r} is a title and no header: {names[0][:60]!r}; leave out what is above the header "
            f"by skip_rows={list(range(1, first[0][0]))}"
        )
    texts: Sequence[Any] = ()
    for i, (_, row) in enumerate(first):
        if any(map(_is_there, row)) and all(IMPORT_ID.match(str(cell)) for cell in row if _is_there(cell)):
            texts = first[i - 1][1] if i else ()
            first = first[i + 1 :]
            break
    columns = _columns(file, len(names), number, chain(first, kept))
    _check_second_header(file, names, columns, first)
    labels = {
        name: " ".join(str(text).split()) for name, text in zip(names, texts, strict=False) if name and _is_there(text)
    }
    # A column without a name and without a cell is the separator at the end of the lines.
    used = [bool(name) or any(map(_is_there, cells)) for name, (_, cells) in zip(names, columns, strict=True)]
    names = [name or f"column {i}" for i, name in enumerate(names, start=1)]
    return Table(
        [name for name, kept in zip(names, used, strict=True) if kept],
        [column for column, kept in zip(columns, used, strict=True) if kept],
        labels,
    )


def _kept(parts: Iterable[Sequence[Sequence[Any]]], skip: frozenset[int]) -> Iterator[list[tuple[int, Sequence[Any]]]]:
    """The rows that count, with their numbers."""
    start = 1
    for part in parts:
        numbered = enumerate(part, start)
        yield [(i, row) for i, row in numbered if (_begins(row) or not _is_blank(row)) and i not in skip]
        start += len(part)


def _begins(row: Sequence[Any]) -> bool:
    """Whether a row begins with a character that is no blank, as nearly all do."""
    return bool(row) and type(row[0]) is str and "!" <= row[0] <= "\x7f"


def _is_there(cell: Any) -> bool:
    return cell is not None and not (isinstance(cell, str) and (not cell or cell.isspace()))


def _is_blank(row: Sequence[Any]) -> bool:
    """Whether a row has no answer; two quotes in a file of one column are an answer that is missing."""
    return not any(map(_is_there, row)) and row != [""]


def _names(file: str, header: Sequence[Any]) -> list[str]:
    names = ["" if cell is None else str(cell).strip() for cell in header]
    while len(names) > 1 and not names[-1]:
        names.pop()
    for name, count in Counter(filter(None, names)).items():
        if count > 1:
            places = " and ".join(str(i) for i, other in enumerate(names, start=1) if other == name)
            raise DataError(
                f"{file!r} has {count} columns named {name!r} (columns {places}); rename them so that each is unique"
            )
    return names


def _columns(file: str, width: int, header: int, rows: Iterator[tuple[int, Sequence[Any]]]) -> list[Coded]:
    """Number the cells of every column as they come: most columns have few different ones."""
    found: list[defaultdict[Any, int]] = [defaultdict() for _ in range(width)]
    for cells in found:
        cells.default_factory = cells.__len__
    codes = [array("i") for _ in range(width)]
    while chunk := list(islice(rows, CHUNK)):
        part = [row if len(row) == width else _fitted(file, width, header, at, row) for at, row in chunk]
        for numbers, cells, column in zip(codes, found, zip(*part, strict=True), strict=True):
            numbers.extend(map(cells.__getitem__, column))
    return [(np.array(numbers, dtype=np.int32), list(cells)) for numbers, cells in zip(codes, found, strict=True)]


def _fitted(file: str, width: int, header: int, at: int, row: Sequence[Any]) -> Sequence[Any]:
    if len(row) > width and not any(map(_is_there, row[width:])):
        return row[:width]
    raise DataError(
        f"row {at} of {file!r} has {len(row)} cell{'s' * (len(row) != 1)}, and the header in row {header} has {width}; "
        "put cells that hold the separator or a line break in quotes, or give another separator="
    )


def _check_second_header(file: str, names: list[str], columns: list[Coded], first: list[Any]) -> None:
    """Refuse a first row that is text in every column of numbers and like no other row: nobody's answers are."""
    told: dict[str, str] = {}
    alone, repeated = True, False
    for name, (codes, cells) in zip(names, columns, strict=True):
        heading = is_heading(codes, cells) if len(codes) else None
        if heading is False:
            return
        if heading:
            told[name] = shown(str(cells[0]))
        else:  # a label is said by several, its heading by none of them
            alone = alone and not (codes[1:] == 0).any()
            repeated = repeated or len(cells) < len(codes)
    different = len(set(told.values())) > 1 or any(name == text for name, text in told.items())
    if told and (different or (alone and repeated)):
        number, (name, text) = first[0][0], next(iter(told.items()))
        raise DataError(
            f"row {number} of {file!r} looks like a second header: it is text where the rows below are numbers "
            f"({name!r}: {text[:60]!r}); if it is no respondent, leave it out by skip_rows=[{number}]"
        )
