"""Periods of the calendar: years, halves, quarters, months, weeks, days and times, each a number of its unit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

#: How many of a unit a year has.
A_YEAR = {"year": 1, "half": 2, "quarter": 4, "month": 12}
#: The units that have a place on the calendar.
CALENDAR = (*A_YEAR, "week", "day", "time")
#: What dates may be grouped by, from the finest.
FREQUENCIES = ("day", "week", "month", "quarter", "half", "year")
_DAY = 86_400_000_000  # microseconds


class Period(NamedTuple):
    """A period, or whatever else has a place in an order.

    Attributes
    ----------
    unit : str
        What is counted; labels of different units are in no order unless both are of the calendar.
    place : int
        Which one.
    said : str
        What a label says besides; two labels of one place that say different things are in no order.
    fiscal : bool
        It is counted in fiscal years, which may begin in any month.
    """

    unit: str
    place: int
    said: str = ""
    fiscal: bool = False


def of_year(unit: str, year: int, number: int = 1, fiscal: bool = False) -> Period | None:
    """A part of a year by its number, counted from 1; None where the year has no such part."""
    if unit == "week":
        try:
            return Period("week", date.fromisocalendar(year, number, 1).toordinal() // 7, "", fiscal)
        except ValueError:
            return None
    return Period(unit, year * A_YEAR[unit] + number - 1, "", fiscal) if 1 <= number <= A_YEAR[unit] else None


def of_date(value: date) -> Period:
    """The day of a date, or the time of one that has a time of day."""
    if isinstance(value, datetime) and (value.hour or value.minute or value.second or value.microsecond):
        since = value.replace(tzinfo=None) - datetime.combine(value, datetime.min.time())
        return Period("time", value.toordinal() * _DAY + since // timedelta(microseconds=1))
    return Period("day", value.toordinal())


def start(period: Period, later: int = 0) -> int:
    """Microsecond in which a period begins, or one that is `later` by some periods."""
    place = period.place + later
    if period.unit == "time":
        return place
    if period.unit == "week":
        return (place * 7 + 1) * _DAY
    if period.unit == "day":
        return place * _DAY
    a_year = A_YEAR[period.unit]
    return date(place // a_year, place % a_year * (12 // a_year) + 1, 1).toordinal() * _DAY


def grouped(period: Period, freq: str) -> Period | None:
    """The day, week, month, quarter, half or year that a period lies in; None where it lies in several or in none."""
    if period.unit == freq:
        return period
    if period.unit in A_YEAR and freq in A_YEAR and A_YEAR[freq] < A_YEAR[period.unit]:
        return Period(freq, period.place * A_YEAR[freq] // A_YEAR[period.unit], "", period.fiscal)
    if period.unit not in ("day", "time"):
        return None
    ordinal = start(period) // _DAY
    if freq == "day":
        return Period("day", ordinal)
    if freq == "week":
        return Period("week", (ordinal - 1) // 7)
    day = date.fromordinal(ordinal)
    return of_year(freq, day.year, (day.month - 1) * A_YEAR[freq] // 12 + 1)


def written(period: Period) -> Any:
    """The usual label of a period: 2025, 2025H1, 2025Q1, 2025-01, 2025-W01 or a date."""
    unit, place, _, fiscal = period
    before = "FY" if fiscal else ""
    if unit == "day":
        return date.fromordinal(place)
    if unit == "week":
        year, week, _ = date.fromordinal(place * 7 + 1).isocalendar()
        return f"{before}{year}-W{week:02d}"
    year, number = divmod(place, A_YEAR[unit])
    if unit == "year":
        return f"FY{year}" if fiscal else year
    return f"{before}{year}-{number + 1:02d}" if unit == "month" else f"{before}{year}{unit[0].upper()}{number + 1}"
