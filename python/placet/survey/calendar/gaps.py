"""The waves that a regular series would have between those that there are."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import product
from math import gcd
from typing import Any

from .order import NoOrderError, read
from .periods import A_YEAR, Period, written
from .words import MONTH, MONTH_NAMES

#: Places in time, and what writes the label of a place.
Places = tuple[list[int], Callable[[int], Any]]


def with_gaps(labels: Sequence[Any]) -> list[Any]:
    """Labels in order of time, with those that a regular series would have in between.

    The step is the greatest that leads from the first to all others. Where it would add more waves than there are, the
    series is irregular, and where a label has no place in time, nobody knows: then nothing is added.
    """
    found = _places(labels)
    if found is None or len(labels) < 3:
        return list(labels)
    places, write = found
    step = gcd(*(place - places[0] for place in places))
    if sorted(places) != list(places) or step == 0:
        return list(labels)
    span = range(places[0], places[-1] + 1, step)
    if len(span) > 2 * len(labels):
        return list(labels)
    known = dict(zip(places, labels, strict=True))
    return [known[place] if place in known else write(place) for place in span]


def _places(labels: Sequence[Any]) -> Places | None:
    """Places in time, and what writes the label of a place; None where they are not of one kind."""
    for reader in (_numbers, _dates, _pandas, _texts):
        found = reader(labels)
        if found is not None and len(set(found[0])) == len(labels):
            return found
    return None


def _numbers(labels: Sequence[Any]) -> Places | None:
    if any(isinstance(x, bool) or not isinstance(x, (int, float)) or not float(x).is_integer() for x in labels):
        return None
    kind = int if all(isinstance(x, int) for x in labels) else float
    whole = [int(x) for x in labels]
    for a_year, digits in ((12, 100), (4, 10)):  # 202509 is a month, 20253 a quarter
        if all(1900 <= x // digits < 2200 and 1 <= x % digits <= a_year for x in whole):
            return [x // digits * a_year + x % digits - 1 for x in whole], _compact(kind, a_year, digits)
    return whole, kind


def _compact(kind: type, a_year: int, digits: int) -> Callable[[int], Any]:
    return lambda place: kind(place // a_year * digits + place % a_year + 1)


def _dates(labels: Sequence[Any]) -> Places | None:
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
    begin = first.toordinal()
    return [x.toordinal() for x in labels], lambda place: first + timedelta(days=place - begin)


def _pandas(labels: Sequence[Any]) -> Places | None:
    """The periods of pandas, which count themselves."""
    if any(type(x).__name__ != "Period" for x in labels) or len({x.freqstr for x in labels}) > 1:
        return None
    first = labels[0]
    if first.freq.n != 1:
        return None
    return [x.ordinal for x in labels], lambda place: first + (place - first.ordinal)


def _texts(labels: Sequence[Any]) -> Places | None:
    """Text of one unit, all written in one form, or of the calendar, which has a form of its own."""
    if not all(isinstance(x, str) for x in labels):
        return None
    try:
        periods = read(labels).periods
    except NoOrderError:
        return None
    first = periods[0]
    on_calendar = first.unit in (*A_YEAR, "week", "day")
    if len({p.unit for p in periods}) > 1 or not (on_calendar or re.match("wave$|number in", first.unit)):
        return None
    write = _form(labels, periods)
    if write is None and not on_calendar:
        return None

    def label(place: int) -> str:
        period = first._replace(place=place)
        return write(period) if write else str(written(period))

    if first.unit != "day":
        return [p.place for p in periods], label
    days = _dates([date.fromordinal(p.place) for p in periods])
    assert days is not None
    return days[0], lambda place: label(days[1](place).toordinal())


# ---- how labels are written ------------------------------------------------------------------------------------------


def _form(labels: Sequence[str], periods: Sequence[Period]) -> Callable[[Period], str] | None:
    """What writes all the labels as they are; None where they are not of one form."""
    pieces = re.split(rf"(\d+|(?<![A-Za-z])(?:{MONTH})(?![A-Za-z]))", labels[0], flags=re.IGNORECASE)
    known = _written_parts(periods[0])
    choices = [[name for name, text in known.items() if i % 2 and text == piece] for i, piece in enumerate(pieces)]
    for chosen in product(*([*names, ""] for names in choices)):

        def write(period: Period, chosen: tuple[str, ...] = chosen) -> str:
            parts = _written_parts(period)
            return "".join(parts[name] if name else piece for name, piece in zip(chosen, pieces, strict=True))

        if all(write(period) == label for period, label in zip(periods, labels, strict=True)):
            return write
    return None


def _written_parts(period: Period) -> dict[str, str]:
    """The numbers and names that a label of a period may have in it."""
    return {f"{name}{how}": text for name, number in _parts(period) for how, text in _spelled(name, number)}


def _parts(period: Period) -> Iterator[tuple[str, int]]:
    unit, place = period.unit, period.place
    if unit == "week":
        year, number, _ = date.fromordinal(place * 7 + 1).isocalendar()
        yield from (("year", year), ("number", number))
    elif unit == "day":
        when = date.fromordinal(place)
        yield from (("year", when.year), ("month", when.month), ("number", when.day))
    elif unit in A_YEAR:
        yield "year", place // A_YEAR[unit]
        if unit != "year":
            yield "month" if unit == "month" else "number", place % A_YEAR[unit] + 1
    else:
        yield "number", place


def _spelled(name: str, number: int) -> Iterator[tuple[str, str]]:
    yield "", str(number)
    if name == "year":
        yield " short", f"{number % 100:02d}"
        return
    yield from ((f" {width}", f"{number:0{width}d}") for width in (2, 3, 4))
    if name == "month":
        for how, text in (("short", MONTH_NAMES[number - 1][:3]), ("long", MONTH_NAMES[number - 1])):
            yield from ((f" {how}", text), (f" {how} small", text.lower()), (f" {how} capital", text.upper()))
