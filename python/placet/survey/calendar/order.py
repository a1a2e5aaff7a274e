"""The order of labels in time, or words for why they have none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

from . import patterns
from .periods import CALENDAR, Period, of_date, of_year, start
from .words import MONTH, plain


class NoOrderError(Exception):
    """Labels without a place in time; its text says why."""


@dataclass(frozen=True)
class Reading:
    """Labels and what they mean.

    Attributes
    ----------
    labels : list
    periods : list of Period
        One a label; two labels of one period mean the same.
    """

    labels: Sequence[Any]
    periods: Sequence[Period]

    @cached_property
    def on_calendar(self) -> bool:
        """Whether all have a place on the calendar, so that they may be of different units."""
        return all(period.unit in CALENDAR for period in self.periods)

    @cached_property
    def places(self) -> list[int]:
        """A number for every label, in the order of time."""
        return [start(p) if self.on_calendar else p.place for p in self.periods]


def read(labels: Sequence[Any]) -> Reading:
    """Read all labels in one way.

    Raises
    ------
    NoOrderError
        If there is none.
    """
    fixed = [_iso(label) if isinstance(label, str) else _of_value(label) for label in labels]
    texts = [
        plain(label) if isinstance(label, str) and not known else "" for label, known in zip(labels, fixed, strict=True)
    ]
    for way in patterns.WAYS:
        found: list[Period | None] = [
            known or (way(text) if text else None) for known, text in zip(fixed, texts, strict=True)
        ]
        if way is patterns.calendar and not all(found):
            found = _turned(labels, texts, found)
        periods = [period for period in found if period]
        if any(period.unit == "time" for period in periods):  # midnight is a time among times
            periods = [p._replace(unit="time", place=start(p)) if p.unit == "day" else p for p in periods]
        if len(periods) == len(labels) and _of_one_kind(periods):
            reading = Reading(labels, periods)
            _check(reading)
            _check_short_years(texts, reading)
            return reading
    raise NoOrderError(_unread(labels, texts, fixed))


def _iso(label: str) -> Period | None:
    """A day or time as ISO 8601 has it, of which there may be as many as respondents."""
    if label[4:5] != "-" or label[7:8] != "-":
        return None
    try:
        return of_date(datetime.fromisoformat(label))
    except ValueError:
        return None


def _of_value(label: Any) -> Period | None:
    """A date, a year, or a period of pandas."""
    if isinstance(label, date):
        return of_date(label)
    if type(label).__name__ == "Period":
        unit = {"Y": "year", "A": "year", "Q": "quarter", "M": "month"}.get(label.freqstr[:1])
        if unit is None or label.freq.n != 1:
            return of_date(label.start_time.to_pydatetime())
        return of_year(unit, label.year, {"year": 1, "quarter": label.quarter, "month": label.month}[unit])
    whole = isinstance(label, (int, float)) and not isinstance(label, bool) and float(label).is_integer()
    return patterns.calendar(str(int(label))) if whole else None


def _turned(labels: Sequence[Any], texts: Sequence[str], found: Sequence[Period | None]) -> list[Period | None]:
    """Dates such as 12/31/2024, whose order those of the column must decide that have the same sign."""
    read = list(found)
    for points in (True, False):  # who writes points writes the day first, unless the column says otherwise
        at = [i for i, text in enumerate(texts) if text and not read[i] and patterns.has_points(text) is points]
        ways = [[patterns.turned_day(texts[i], day_first) for i in at] for day_first in (True, False)]
        possible = [way for way in ways if all(way)]
        if len(possible) == 2 and not points:
            for i, one, other in zip(at, *ways, strict=True):
                if one != other:
                    raise NoOrderError(f"{labels[i]!r} and the others may be written day first or month first")
        for i, period in zip(at, possible[0] if possible else [], strict=False):
            read[i] = period
    return read


def _of_one_kind(periods: Sequence[Period]) -> bool:
    if len({period.fiscal for period in periods}) > 1:
        return False
    units = {period.unit for period in periods}
    return len(units) == 1 or units.issubset(CALENDAR)


def _check(reading: Reading) -> None:
    """Refuse labels that overlap, that say different things of one place, or run over a new year they do not name."""
    order = sorted(zip(reading.places, reading.periods, reading.labels, strict=True), key=lambda row: row[0])
    for (_, first, one), (_, second, other) in pairwise(order):
        if first == second:
            continue
        if (first.unit, first.place) == (second.unit, second.place):
            raise NoOrderError(f"{one!r} and {other!r} have the same place and different names")
        if reading.on_calendar and start(first, 1) > start(second):
            raise NoOrderError(f"{one!r} and {other!r} overlap")
    if reading.periods[0].unit.endswith("without a year"):
        _check_recurring(reading)


def _check_short_years(texts: Sequence[str], reading: Reading) -> None:
    """Dec 30 may be a day in December: where the years of two digits would lie far apart, nobody knows."""
    short = reading.periods[0].unit == "month" and any(re.fullmatch(rf"(?:{MONTH})[ .-]+\d\d", text) for text in texts)
    if short and max(p.place for p in reading.periods) - min(p.place for p in reading.periods) > 240:
        raise NoOrderError("the numbers beside the months may be days or years; write years with four digits")


def _check_recurring(reading: Reading) -> None:
    """Labels are of one year if no gap between them is wider than that over the new year: Nov, Dec, Jan are of two."""
    unit = reading.periods[0].unit
    places = sorted({period.place for period in reading.periods})
    over = places[0] + patterns.RECURRING[unit.split()[0]] - places[-1]
    if any(later - earlier > over for earlier, later in pairwise(places)):
        raise NoOrderError("the labels name no year, and may run over a new year")


def _unread(labels: Sequence[Any], texts: Sequence[str], fixed: Sequence[Any]) -> str:
    """Which label could not be read, or that all could, but not in one way."""
    for label, text, known in zip(labels, texts, fixed, strict=True):
        if not known and not any(way(text) for way in patterns.WAYS) and not patterns.turned_day(text, True):
            return f"{label!r} has no place in time"
    return "the labels have no place in time that can be told from their text"
