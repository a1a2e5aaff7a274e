"""Cells of a file as columns: numbers, truths, dates or text, by what all cells of a column are."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from datetime import date
from itertools import takewhile
from typing import Any, TypeAlias

import numpy as np

#: A column as it is read: for every row the number of its cell, and the different cells.
Coded: TypeAlias = tuple[np.ndarray, list[Any]]
#: What stands for no number in a column that holds numbers otherwise; in a column of text it is text.
NO_NUMBER = frozenset({"na", "n/a", "#n/a", "nan", "null", "#null!", "."})
#: A number with a decimal point, and commas between thousands.
NUMBER = re.compile(r"[+-]?(?:(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
#: Numbers as nearly all are written, which are the same wherever nothing else tells the decimal mark.
PLAIN = re.compile(r"-?(?:[1-9]\d*|0?\d)(?:\.\d+)?", re.ASCII)
#: Postcodes and the like, which are no numbers, and no number has so many digits.
CODE, LONGEST = re.compile(r"0\d\d+", re.ASCII), 300
MINUS_AND_COMMA = {".": str.maketrans("−", "-"), ",": str.maketrans("−,.", "-.,")}
TRUTHS = {"true": True, "false": False}
#: Different cells that tell whether a column holds numbers below its first row.
MOST_TOLD_BY = 1000
#: Whole numbers beyond it are not exact as floats.
EXACT = 2**53


def columns(
    names: Sequence[str], coded: Sequence[Coded], decimal: str | None, separator: str | None
) -> dict[str, np.ndarray]:
    """Columns as arrays: what all cells of one of them are, and what others tell of the decimal mark.

    Numbers are whole, or floats where one is not or is missing; truths and text are objects where one is missing.
    """
    parsed = [_parsed(cells, decimal or ".,") for _, cells in coded]
    told = {mark for found in parsed if len(found) == 1 for mark in found}
    arrays = {}
    for name, (codes, cells), found in zip(names, coded, parsed, strict=True):
        mark = next(iter(found), "") if len(found) < 2 else _mark(name, cells, found, told, separator)
        numbers = _numbers(cells, found[mark]) if mark else None
        arrays[name] = (_others(cells) if numbers is None else numbers)[codes]
    return arrays


def is_missing(cell: Any, words: frozenset[str] = NO_NUMBER) -> bool:
    """Whether a cell holds nothing, or one of the words for it."""
    if isinstance(cell, str):
        return not cell[:1].isdigit() and (not (text := cell.strip()) or text.casefold() in words)
    return cell is None


def _parsed(cells: list[Any], marks: str) -> dict[str, list[Any]]:
    """The numbers that all cells are which are not missing, by those decimal marks with which they are."""
    there = [cell for cell in cells if not is_missing(cell)]
    if there and "." in marks and all(isinstance(cell, str) for cell in there) and all(map(PLAIN.fullmatch, there)):
        if not any("." in cell for cell in there):
            whole = list(map(int, there))
            return {mark: whole for mark in marks}  # noqa: C420 (they are never changed)
        plain: dict[str, list[Any]] = {".": list(map(float, there))}
    else:
        plain = {}
    for mark in marks if there else "":
        if mark not in plain:
            numbers = list(takewhile(lambda number: number is not None, (_number(cell, mark) for cell in there)))
            if len(numbers) == len(there):
                plain[mark] = numbers
    return plain


def _number(cell: Any, mark: str) -> int | float | None:
    """The number that a cell is, if it is one."""
    if not isinstance(cell, str):
        if isinstance(cell, float):
            return int(cell) if cell.is_integer() else cell
        return cell if isinstance(cell, int) and not isinstance(cell, bool) else None
    text = cell.strip().translate(MINUS_AND_COMMA[mark])
    if len(text) > LONGEST or not NUMBER.fullmatch(text) or CODE.fullmatch(text):
        return None
    text = text.replace(",", "")
    return int(text) if WHOLE.fullmatch(text) else float(text)


def _mark(name: str, cells: list[Any], parsed: dict[str, list[Any]], told: set[str], separator: str | None) -> str:
    """The decimal mark of a column that is numbers by both; none, and a warning, where these may be different ones."""
    there = (cell for cell in cells if not is_missing(cell))
    pairs = zip(there, parsed["."], parsed[","], strict=True)
    text, point, comma = next((found for found in pairs if found[1] != found[2]), ("", 0, 0))
    if not text or ("," not in text and told != {","}) or told == {"."}:
        return "."
    if "," in text and (told == {","} or (separator == ";" and not told)):
        return ","
    warnings.warn(
        f"column {name!r} holds {text!r}, which may be {point:g} or {comma:g}, and is read as text; give the decimal "
        "mark, decimal='.' or decimal=','",
        UserWarning,
        stacklevel=2,
    )
    return ""


def _numbers(cells: list[Any], there: list[Any]) -> np.ndarray | None:
    """The array of numbers; None for whole numbers too long for it, which are labels."""
    whole = all(isinstance(value, int) for value in there)
    if whole and len(there) == len(cells):
        return np.array(there, dtype=np.int64) if all(-(2**63) <= value < 2**63 for value in there) else None
    if whole and any(abs(value) > EXACT for value in there):
        return None
    numbers = np.full(len(cells), np.nan)
    numbers[[not is_missing(cell) for cell in cells]] = there
    return numbers


def _others(cells: list[Any]) -> np.ndarray:
    """The array of dates, truths or text."""
    there = [cell for cell in cells if not is_missing(cell, frozenset())]
    if there and all(isinstance(cell, date) for cell in there):
        return np.array([cell if isinstance(cell, date) else None for cell in cells], dtype="datetime64[us]")
    texts = [None if is_missing(cell, frozenset()) else _text(cell) for cell in cells]
    if there and all(text is None or text.strip().casefold() in TRUTHS for text in texts):
        truths = [None if text is None else TRUTHS[text.strip().casefold()] for text in texts]
        return np.array(truths, dtype=object if None in truths else bool)
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found


def _text(cell: Any) -> str:
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)


def is_heading(codes: np.ndarray, cells: list[Any]) -> bool | None:
    """Whether the first cell of a column is text above numbers; None where the column cannot tell."""
    first, *others = cells[:MOST_TOLD_BY]
    if is_missing(first) or (codes[1:] == 0).any() or not _parsed(others, ".,"):
        return None
    return not _parsed([first], ".,")
