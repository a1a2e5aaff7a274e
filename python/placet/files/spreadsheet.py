"""Sheets of Excel and OpenDocument files, by python-calamine."""

from __future__ import annotations

import io
import warnings
from datetime import date
from typing import Any

from .._core import DataError
from ..checks import near
from ..mistakes import MissingLibraryError


def rows(file: str, data: bytes, sheet: str | None) -> list[list[Any]]:
    """The rows of a sheet, None where a cell is empty."""
    try:
        import python_calamine
    except ImportError:
        raise MissingLibraryError(
            f"{file!r} is an Excel file, which needs python-calamine: pip install placet[excel]"
        ) from None

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        name = _sheet(file, book.sheet_names, sheet)
        found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DataError(f"{file!r} cannot be read as an Excel file: {reason}; save it again, or as CSV") from None
    return [[_cell(cell) for cell in row] for row in found]


def _sheet(file: str, names: list[str], sheet: str | None) -> str:
    if sheet is not None:
        if sheet not in names:
            raise DataError(f"{file!r} has no sheet={sheet!r}; {near(sheet, names)}")
        return sheet
    if not names:
        raise DataError(f"{file!r} has no sheet; give a file with a header and a row for each respondent")
    if len(names) > 1:
        others = ", ".join(map(repr, names[1:]))
        warnings.warn(
            f"{file!r}: sheet {names[0]!r} is read; for another give sheet= ({others})", UserWarning, stacklevel=2
        )
    return names[0]


def _cell(cell: Any) -> Any:
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, (str, int, float, date)):
        return None if cell == "" else cell
    return str(cell)
