"""Workbooks of Excel: one sheet a table, numbers as numbers that look as they do elsewhere."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..._core import DataError
from ...mistakes import MissingLibraryError
from ...writing import write
from .. import format as fmt
from ..grid import Grid
from ..table import to_list

#: Characters and length of what may be the name of a sheet.
FORBIDDEN, LONGEST = re.compile(r"[\[\]:*?/\\\x00-\x1f]"), 31
#: A number in words: its digits, and what follows them.
NUMBER = re.compile(r"([+-]?)([\d,]+)(\.\d+)?(%?)(.*)", re.DOTALL)
#: Narrowest and widest column, in characters.
WIDTHS = (6, 60)
#: Rows and columns that a sheet has.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
#: Characters that a cell has, and whole numbers beyond which Excel keeps no digit: labels, which stay text.
MOST_CHARACTERS, MOST_DIGITS = 32_767, 10**15
#: Rows before those of the table: title, a blank one, headings.
ABOVE = 3


@dataclass(frozen=True)
class Sheet:
    """A table with its title and notes, and further tables as columns by name."""

    grid: Grid
    title: str = ""
    notes: Sequence[str] = ()
    further: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    name: str = ""


def excel(sheets: Sequence[Sheet], path: str | Path) -> Path:
    """Write the sheets, each followed by its further tables, and return the path."""
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise DataError(f"a workbook is written to a file that ends in .xlsx, not to {str(path)!r}")
    try:
        import xlsxwriter
    except ImportError:
        raise MissingLibraryError('to_excel() needs XlsxWriter: pip install "placet[excel]"') from None
    content, taken = io.BytesIO(), set[str]()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        for sheet in sheets:
            _write(book, _name(sheet.name or sheet.title, taken), sheet.grid, sheet.title, sheet.notes)
            for name, columns in sheet.further.items():
                _write(book, _name(name, taken), _plain(columns), f"{sheet.title}: {name.replace('_', ' ')}", [])
    write(path, content.getvalue(), "workbook")
    return path


def _plain(columns: Mapping[str, Any]) -> Grid:
    """A further table: numbers as they are, below the names of the columns."""
    rows = list(zip(*map(to_list, columns.values()), strict=True))
    return Grid.of(list(columns), rows, str, lambda _, name, value: "" if value is None else f"{value}")


def _name(title: str, taken: set[str]) -> str:
    """A name of a sheet that no other has."""
    whole = FORBIDDEN.sub(" ", title).strip(" '") or "Table"
    name, count = whole[:LONGEST].strip(" '"), 1
    while name.casefold() in taken:
        count += 1
        name = f"{whole[: LONGEST - 1 - len(str(count))].strip()} {count}"
    taken.add(name.casefold())
    return name


def _write(book: Any, name: str, grid: Grid, title: str, notes: Sequence[str]) -> None:
    if len(grid) + ABOVE > MOST_ROWS or len(grid.names) > MOST_COLUMNS:
        raise DataError(
            f"a sheet has {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns at most; the table has {len(grid):,} and "
            f"{len(grid.names):,}: write it by to_frame()"
        )
    sheet = book.add_worksheet(name)
    bold, note = book.add_format({"bold": True}), book.add_format({"italic": True, "font_color": "#555555"})
    sides = [book.add_format({"bold": True, "bottom": 1, "align": "left" if left else "right"}) for left in grid.left]
    formats: dict[str, Any] = {}
    sheet.write_string(0, 0, _fitting(title), bold)
    for column, heading in enumerate(grid.headings):
        sheet.write_string(ABOVE - 1, column, _fitting(heading), sides[column])
        texts = [heading, *(row[column] for row in grid.cells[: fmt.MOST_ROWS])]
        sheet.set_column(column, column, min(max(WIDTHS[0], *map(fmt.width, texts)), WIDTHS[1]) + 1)
    for i, (values, cells) in enumerate(zip(grid.values, grid.cells, strict=True), ABOVE):
        for column, (value, text) in enumerate(zip(values, cells, strict=True)):
            _cell(book, sheet, (i, column), value, text, formats)
    for i, line in enumerate(notes, ABOVE + len(grid) + 1):
        sheet.write_string(i, 0, _fitting(line), note)
    labels = grid.left.index(False) if False in grid.left else 0
    sheet.freeze_panes(ABOVE, labels)


def _cell(book: Any, sheet: Any, at: tuple[int, int], value: Any, text: str, formats: dict[str, Any]) -> None:
    """A number as one, in the format that makes the text of it; anything else as the text."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or _is_long(value):
        sheet.write_string(*at, _fitting(text))
        return
    if not math.isfinite(value):
        sheet.write_string(*at, "" if math.isnan(value) else text)
        return
    style = _style(float(value), text)
    if style not in formats:
        formats[style] = book.add_format({"num_format": style, "align": "right"})
    sheet.write_number(*at, value, formats[style])


def _is_long(value: float) -> bool:
    return isinstance(value, int) and abs(value) >= MOST_DIGITS


def _fitting(text: str) -> str:
    """A text as long as a cell may be: of a longer one XlsxWriter would write nothing."""
    shown = fmt.shown(text)
    return shown if len(shown) <= MOST_CHARACTERS else f"{shown[: MOST_CHARACTERS - 3]}..."


def _style(value: float, text: str) -> str:
    """The format under which a number looks like its text, letters behind it included."""
    found = NUMBER.fullmatch(text)
    if found is None:
        return "General"
    sign, whole, decimals, percent, rest = found.groups()
    shown = float(f"{sign}{whole.replace(',', '')}{decimals or ''}")
    percent = percent or ("%" if rest.strip() == "pp" else "")
    digits = 10.0 ** -(len(decimals or ".") - 1)
    if abs((100 * value if percent else value) - shown) > digits:
        return "General"
    body = ("#,##0" if "," in whole or abs(value) >= 1000 else "0") + (
        f".{'0' * (len(decimals) - 1)}" if decimals else ""
    )
    body += percent + ("" if rest.strip() in ("", "pp") else '"{}"'.format(rest.replace('"', "'")))
    return f"+{body};-{body}" if sign == "+" or rest.strip() == "pp" else body
