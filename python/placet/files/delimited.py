"""Delimited text: which separator it has, and its rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from .._core import DataError

SEPARATORS = ",;\t|"
#: Excel's own way of telling the separator, in a line above the header.
TOLD = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*", re.ASCII)
#: Rows that are read at once: so few that their cells are still in the cache when they are numbered.
CHUNK = 128
#: Characters and rows by which the separator is told.
SAMPLE, SAMPLE_ROWS = 100_000, 100


def rows(file: str, text: str, separator: str | None) -> tuple[str, Iterator[list[list[str]]]]:
    """The separator of a text, and its rows, many at a time."""
    told = TOLD.match(text)
    if told:
        text, separator = text[told.end() :], separator or told[1]
    separator = separator or _separator(text)
    return separator, _read(file, text, separator)


def _read(file: str, text: str, separator: str) -> Iterator[list[list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number, failed = 0, None
    while not failed:
        part: list[list[str]] = []
        try:
            part.extend(islice(reader, CHUNK))
        except csv.Error as error:  # rows before it may have faults of their own to tell
            failed = error
        if not part and not failed:
            return
        yield part
        number += len(part)
    raise DataError(
        f"row {number + 1} of {file!r} (up to line {reader.line_num}) cannot be read: {failed}; a quote within a "
        'quoted cell is doubled ("")'
    )


def _separator(text: str) -> str:
    """The separator by which most rows have the same number of cells, more than one; else a comma."""
    sample = text[:SAMPLE]
    sample = sample[: sample.rfind("\n") + 1] or sample if len(text) > SAMPLE else sample
    header, *lines = list(filter(str.strip, sample.splitlines())) or [""]
    if lines and "," not in header and all(map(DECIMAL_COMMA.fullmatch, lines)):
        return ";"  # one column of decimal commas
    best, separator = (False, 0.0, 0), ","
    for candidate in SEPARATORS:
        widths = Counter(map(len, _sampled(sample, candidate)))
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        found = (width > 1, count / max(widths.total(), 1), width)
        if found > best and width > 1:
            best, separator = found, candidate
    return separator


def _sampled(sample: str, separator: str) -> list[list[str]]:
    found = []
    try:
        for row in islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), SAMPLE_ROWS):
            if any(row):
                found.append(row)  # noqa: PERF401 (what is read before an error counts)
    except csv.Error:
        pass
    return found
