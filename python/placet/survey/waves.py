"""Waves of a survey: which column holds them, in which order they come, which of them are missing in between."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import gcd
from typing import Any

from .._core import DataError
from . import Survey, keys
from .labels import positions, shown

#: Letters and characters that say how many periods a year has.
PERIODS = {"q": 4, "季": 4, "h": 2, "半": 2, "m": 12, "月": 12}


def wave_column(survey: Survey, given: Any, what: str) -> str:
    """The column of the waves: the one given, or that of the `Survey`."""
    name = given if given is not None else survey.wave
    if name is None:
        raise DataError(f"{what} needs the column of the waves; pass wave=, or declare it in the Survey")
    return survey.frame.require(name, "wave")


def wave_labels(survey: Survey, column: str) -> list[Any]:
    """The waves that occur, in order: that of ordered categories, of time where it can be read, else sorted."""
    series = survey.frame.fetch([column])[column]
    labels = keys.number(column, series)[1]
    if not labels:
        raise DataError(f"wave column {column!r} has no wave: all its values are missing")
    read = None if _ordered(series) else _read(labels)
    return labels if read is None else [label for _, label in sorted(zip(read[0], labels, strict=True))]


def _ordered(series: Any) -> bool:
    return str(getattr(series, "dtype", "")).startswith("Enum")


def find_wave(given: Any, labels: Sequence[Any], role: str, column: str) -> int:
    """Position of a wave among the labels; a date or number may be given as its text."""
    found = positions(given, labels)
    if not found:
        raise DataError(f"{role}={given!r} is no wave of column {column!r}; its waves are {shown(labels)}")
    return found[0]


# ---- waves in between ------------------------------------------------------------------------------------------------


def with_gaps(labels: Sequence[Any]) -> list[Any]:
    """Labels in order of time, with those that a regular series would have in between.

    Numbers, dates, and text such as 2025Q3, 2025-09, 2025年9月 or Wave 3 have a place in time. The step is the
    greatest that leads from the first to all others. Where it would add more waves than there are, the series is
    irregular, and where a label has no place in time, nobody knows: then nothing is added.
    """
    read = _read(labels)
    if read is None or len(labels) < 3:
        return list(labels)
    places, write = read
    step = gcd(*(place - places[0] for place in places))
    if sorted(places) != list(places) or step == 0:
        return list(labels)
    span = range(places[0], places[-1] + 1, step)
    if len(span) > 2 * len(labels):
        return list(labels)
    known = dict(zip(places, labels, strict=True))
    return [known[place] if place in known else write(place) for place in span]


def _read(labels: Sequence[Any]) -> tuple[list[int], Any] | None:
    """Places in time, and what writes the label of a place; None where they are not of one kind."""
    for reader in (_numbers, _dates, _periods, _texts):
        found = reader(labels)
        if found is not None and len(set(found[0])) == len(labels):
            return found
    return None


def _numbers(labels: Sequence[Any]) -> tuple[list[int], Any] | None:
    if any(isinstance(x, bool) or not isinstance(x, (int, float)) or not float(x).is_integer() for x in labels):
        return None
    kind = int if all(isinstance(x, int) for x in labels) else float
    whole = [int(x) for x in labels]
    for a_year, digits in ((12, 100), (4, 10)):  # 202509 is a month, 20253 a quarter
        if all(1900 <= x // digits < 2200 and 1 <= x % digits <= a_year for x in whole):
            return [x // digits * a_year + x % digits - 1 for x in whole], _compact(kind, a_year, digits)
    return whole, kind


def _compact(kind: type, a_year: int, digits: int) -> Any:
    return lambda place: kind(place // a_year * digits + place % a_year + 1)


def _dates(labels: Sequence[Any]) -> tuple[list[int], Any] | None:
    if not all(isinstance(x, date) for x in labels) or len({type(x) for x in labels}) > 1:
        return None
    if len({x.time() for x in labels if isinstance(x, datetime)}) > 1:
        return None
    first = labels[0]
    ends = all(x.day == monthrange(x.year, x.month)[1] for x in labels)
    if ends or (len({x.day for x in labels}) == 1 and first.day <= 28):

        def month(place: int) -> Any:
            year, number = place // 12, place % 12 + 1
            return first.replace(year=year, month=number, day=monthrange(year, number)[1] if ends else first.day)

        return [x.year * 12 + x.month - 1 for x in labels], month
    start = first.toordinal()
    return [x.toordinal() for x in labels], lambda place: first + timedelta(days=place - start)


def _periods(labels: Sequence[Any]) -> tuple[list[int], Any] | None:
    """The periods of pandas, which count themselves."""
    if any(type(x).__name__ != "Period" for x in labels) or len({x.freqstr for x in labels}) > 1:
        return None
    first = labels[0]
    if first.freq.n != 1:
        return None
    return [x.ordinal for x in labels], lambda place: first + (place - first.ordinal)


def _texts(labels: Sequence[Any]) -> tuple[list[int], Any] | None:
    if not all(isinstance(x, str) for x in labels):
        return None
    return _years(labels) or _counted(labels)


def _years(labels: Sequence[str]) -> tuple[list[int], Any] | None:
    """Text such as 2025Q3, 2025-Q3, 2025-09, 2025H1 or 2025年9月, all of one form."""
    found = [re.fullmatch(r"(\D*)(\d{4})(\D+)(\d{1,2})(\D*)", label) for label in labels]
    forms = {(m[1], m[3], m[5]) for m in found if m}
    if not all(found) or len(forms) != 1:
        return None
    ((head, between, tail),) = forms
    parts = [(int(m[2]), m[4]) for m in found if m]
    padded = all(len(part) == 2 for _, part in parts)
    said = next((n for sign, n in PERIODS.items() if sign in (between + tail).lower()), 12 if padded else 0)
    if not said or any(not 1 <= int(part) <= said for _, part in parts):
        return None
    wide = 2 if padded else 1

    def write(place: int) -> str:
        return f"{head}{place // said}{between}{place % said + 1:0{wide}d}{tail}"

    return [year * said + int(part) - 1 for year, part in parts], write


def _counted(labels: Sequence[str]) -> tuple[list[int], Any] | None:
    """Text that counts, such as Wave 3, W03 or 第3期."""
    found = [re.fullmatch(r"(\D*)(\d+)(\D*)", label) for label in labels]
    forms = {(m[1], m[3]) for m in found if m}
    if not all(found) or len(forms) != 1:
        return None
    ((head, tail),) = forms
    digits = [m[2] for m in found if m]
    wide = len(digits[0]) if len({len(d) for d in digits}) == 1 else 1
    return [int(d) for d in digits], lambda place: f"{head}{place:0{wide}d}{tail}"
