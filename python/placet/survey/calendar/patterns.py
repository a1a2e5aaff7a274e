"""What a label means: patterns of dates, months, quarters, weeks and years, of stages, and of waves that count."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time

from .periods import Period, of_date, of_year
from .words import MONTH, WAVE, month_number

#: How a part of a year is called.
PARTS = {
    "quarter": "quarters?|qtr|q|季度|季",
    "half": "half(?: year)?|hy|h|半年",
    "week": "calendar week|weeks?|wk|cw|kw|w|周",
    "month": "months?|mth|m|月份?",
    "wave": WAVE,
}
#: Parts of a year that have a place without it, if they are those of one year, and how many it has.
RECURRING = {"quarter": 4, "half": 2, "month": 12}
_WORDS = "|".join(words for words in PARTS.values())
_CALENDAR_WORDS = "|".join(words for unit, words in PARTS.items() if unit != "wave")
_GAP = r"[ ,./'_()-]*(?:of |in )?[ ,./'_()-]*"
_YEAR4 = r"(?P<year>(?:19|20|21)\d\d)(?: ?年度?)?"
_YEAR = r"(?P<year>(?:19|20|21)\d\d|\d\d)(?: ?年度?)?"
_PART = (
    rf"(?:(?<![a-z])(?P<before>{_WORDS})[ .#_-]*(?P<first>\d{{1,2}})(?!\d)"
    rf"|第? ?(?<!\d)(?P<second>\d{{1,2}})(?:st|nd|rd|th)?[ .-]*(?P<after>{_WORDS})(?![a-z]))"
)
_MONTH = rf"(?P<month>{MONTH})\.?"
_TIME = (
    r"(?:[t ,]+(?P<hour>\d{1,2})(?::(?P<minute>\d\d))(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: ?(?P<noon>[ap])\.?m\.?)?(?: ?(?:z|utc|gmt|[+-]\d\d:?\d\d))?)?"
)

_FISCAL = re.compile(r"(?<![a-z])(?:fy|fiscal year|financial year|fiscal)(?![a-z])|财年")
_CIVIL = re.compile(r"(?<![a-z])(?:cy|calendar year|year)(?![a-z])")
_YEARS = re.compile(_YEAR)
_ACADEMIC = re.compile(r"(?P<year>(?:19|20|21)\d\d) ?[/-] ?(?P<next>\d{4}|\d\d)")
_PART_OF_YEAR = [
    re.compile(rf"{_YEAR}{_GAP}{_PART}\)?"),
    re.compile(rf"{_PART}{_GAP}{_YEAR}\)?"),
]
_PART_ALONE = re.compile(_PART)
_MONTH_OF_YEAR = [re.compile(rf"{_MONTH}{_GAP}{_YEAR}\)?"), re.compile(rf"{_YEAR4}{_GAP}{_MONTH}\)?")]
_MONTHS = re.compile(rf"{_MONTH} ?(?:-|/|to) ?(?P<last>{MONTH})\.?{_GAP}{_YEAR}\)?")
_MONTH_NUMBER = [
    re.compile(r"(?P<number>\d{1,2}) ?[/.-] ?(?P<year>(?:19|20|21)\d\d)"),
    re.compile(r"(?P<year>(?:19|20|21)\d\d) ?[/._ -] ?(?P<number>\d{1,2})"),
    re.compile(r"(?P<year>(?:19|20|21)\d\d)(?P<number>\d\d)"),
    re.compile(r"(?P<number>\d\d)(?P<year>(?:19|20|21)\d\d)"),
]
_MONTH_ALONE = re.compile(_MONTH)
_DATES = [
    re.compile(r"(?P<year>\d{4}) ?[-/.年] ?(?P<number>\d{1,2}) ?[-/.月] ?(?P<day>\d{1,2}) ?[日号]?" + _TIME),
    re.compile(r"(?P<year>(?:19|20|21)\d\d)(?P<number>\d\d)(?P<day>\d\d)" + _TIME),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ .-]*(?:of )?{_MONTH}[ ,.'-]*{_YEAR}" + _TIME),
    re.compile(rf"{_MONTH}[ .-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:, ?| )(?P<year>\d{{4}})" + _TIME),
    re.compile(rf"(?P<year>\d{{4}})[ -]{_MONTH}[ -](?P<day>\d{{1,2}})" + _TIME),
]
_TURNED = re.compile(r"(?P<one>\d{1,2})(?P<sign>[/.-]) ?(?P<two>\d{1,2})(?P=sign) ?(?P<year>\d{4}|\d\d)" + _TIME)

#: Words for stages, in their order; what else a label says must be the same.
STAGES = (
    ("before|pre", "during|mid|peri", "after|post"),
    ("baseline|base line", "midline|mid line|midterm", "endline|end line|follow-?up|follow up"),
    ("previous|prior|last", "current|this", "next"),
    ("past", "present", "future"),
    ("yesterday", "today", "tomorrow"),
    ("beginning|begin|start", "middle", "end"),
    ("initial", "interim", "final"),
    ("(?:之|以|事)?前(?:测|期)?", "(?:之|事)?中(?:测|期)?", "(?:之|以|事)?后(?:测|期)?"),
    ("去年", "今年", "明年"),
    ("上(?!半)(?=[期月季年周波轮次一个])", "[本这](?=[期月季年周波轮次个])", "下(?!半)(?=[期月季年周波轮次一个])"),
)
_STAGES = [
    [re.compile(rf"(?<![a-z])(?:{word})(?![a-z])") for word in family] for family in STAGES
]  # a stage is at the beginning of a label, or at its end

_COUNTED = re.compile(r"(?P<head>\D*)(?P<number>\d{1,9})(?P<tail>\D*)")
_WAVE = re.compile(
    rf"(?:(?:(?<![a-z])(?:{WAVE}|w|t|r)[ .#_-]*|第 ?)(?P<number>\d{{1,6}})"
    rf"|(?P<place>\d{{1,6}})(?:st|nd|rd|th)? (?:{WAVE}))(?!\d)(?P<tail>.*)"
)


def calendar(text: str) -> Period | None:
    """A period that has a place on the calendar."""
    return day(text) or part_of_year(text)


def day(text: str) -> Period | None:
    """A date whose parts are in one order only, with or without a time."""
    for pattern in _DATES:
        found = pattern.fullmatch(text)
        if found:
            named = found.groupdict()
            month = month_number(named["month"]) if named.get("month") else int(found["number"])
            return _moment(found, month, int(found["day"]))
    return None


def turned_day(text: str, day_first: bool) -> Period | None:
    """A date such as 12/31/2024 in one of its two orders."""
    found = _TURNED.fullmatch(text)
    if found is None:
        return None
    one, two = int(found["one"]), int(found["two"])
    return _moment(found, *((two, one) if day_first else (one, two)))


def has_points(text: str) -> bool | None:
    """Whether the parts of such a date are set apart by points; None for anything else."""
    found = _TURNED.fullmatch(text)
    return None if found is None else found["sign"] == "."


def _moment(found: re.Match[str], month: int, number: int) -> Period | None:
    try:
        when = date(full_year(found["year"]), month, number)
        if found["hour"] is None:
            return of_date(when)
        hour = int(found["hour"])
        if found["noon"]:
            hour = hour % 12 + (12 if found["noon"] == "p" else 0)
        fraction = int((found["fraction"] or "0").ljust(6, "0")[:6])
        clock = time(hour, int(found["minute"]), int(found["second"] or 0), fraction)
        return of_date(datetime.combine(when, clock))
    except ValueError:
        return None


def full_year(text: str) -> int:
    """A year of two digits is one of 1970 to 2069."""
    year = int(text)
    return year if len(text) > 2 else year + (1900 if year >= 70 else 2000)


def part_of_year(text: str) -> Period | None:
    """A year, or a half, quarter, month or week of it, or a wave within a year."""
    fiscal = bool(_FISCAL.search(text))
    bare = " ".join(_CIVIL.sub(" ", _FISCAL.sub(" ", text)).split()).strip("' ")
    for patterns, read in (
        ([_MONTHS], _months),
        (_MONTH_OF_YEAR, _named_month),
        (_MONTH_NUMBER, _numbered_month),
        (_PART_OF_YEAR, _part),
    ):
        for pattern in patterns:
            found = pattern.fullmatch(bare)
            period = found and read(found, fiscal)
            if period:
                return period
    found = _YEARS.fullmatch(bare)
    if found and (fiscal or len(found["year"]) == 4):
        return of_year("year", full_year(found["year"]), fiscal=fiscal)
    found = _ACADEMIC.fullmatch(bare)
    if found and (int(found["year"]) + 1) % 10 ** len(found["next"]) == int(found["next"]):
        return of_year("year", int(found["year"]), fiscal=True)
    return None


def _months(found: re.Match[str], fiscal: bool) -> Period | None:
    """A quarter or half by its first and last month."""
    first, last = month_number(found["month"]), month_number(found["last"])
    length = last - first + 1
    unit = {3: "quarter", 6: "half"}.get(length)
    whole = unit is not None and last % length == 0
    return of_year(unit, full_year(found["year"]), last // length, fiscal) if unit and whole else None


def _named_month(found: re.Match[str], fiscal: bool) -> Period | None:
    return of_year("month", full_year(found["year"]), month_number(found["month"]), fiscal)


def _numbered_month(found: re.Match[str], fiscal: bool) -> Period | None:
    return of_year("month", full_year(found["year"]), int(found["number"]), fiscal)


def _part(found: re.Match[str], fiscal: bool) -> Period | None:
    unit, number, year = *_unit(found), full_year(found["year"])
    if unit == "wave":
        whole = len(found["year"]) == 4
        return Period("wave of a year", year * 1000 + number, "", fiscal) if whole else None
    return of_year(unit, year, number, fiscal)


def _unit(found: re.Match[str]) -> tuple[str, int]:
    word = found["before"] or found["after"]
    unit = next(unit for unit, words in PARTS.items() if re.fullmatch(words, word))
    return unit, int(found["first"] or found["second"])


def recurring(text: str) -> Period | None:
    """A quarter, half or month without a year."""
    found = _MONTH_ALONE.fullmatch(text)
    if found:
        return Period("month without a year", month_number(found["month"]))
    found = _PART_ALONE.fullmatch(text)
    if found is None:
        return None
    unit, number = _unit(found)
    if unit == "month" and "月" not in text:  # month 14 may be that of a panel
        return None
    return Period(f"{unit} without a year", number) if 1 <= number <= RECURRING.get(unit, 0) else None


def stage(text: str) -> Period | None:
    """Before or after, pre or post, 前 or 后, of the same; follow-ups may be numbered."""
    for kind, family in enumerate(_STAGES):
        for rank, pattern in enumerate(family):
            for found in pattern.finditer(text):
                if found.start() > 0 and found.end() < len(text):
                    continue
                rest = f"{text[: found.start()]}|{text[found.end() :]}"
                number = re.search(r"\d{1,3}$", rest) if rank == 2 else None
                rest = re.sub(r"[\s\d]+$", "", rest) if number else rest
                bare = re.sub(r"[\s_.-]+", "", rest)
                return Period(f"stage {kind} of {bare}", rank * 1000 + (int(number[0]) if number else 0))
    return None


def wave(text: str) -> Period | None:
    """Wave 3, whatever stands behind it: Wave 3 (Jan), Round 3: autumn, 第3波."""
    found = _WAVE.fullmatch(text)
    if found is None:
        return None
    return Period("wave", int(found["number"] or found["place"]), re.sub(r"[\W_]+", "", found["tail"]))


def counted(text: str) -> Period | None:
    """Text around a number, the same in all labels."""
    found = _COUNTED.fullmatch(text)
    if found is None:
        return None
    around = f"{found['head']}#{found['tail']}".replace(" ", "")
    return Period(f"number in {around}", int(found["number"]))


#: The ways to read labels, of which one must fit all of them, beside the two orders of 12/31/2024.
WAYS: tuple[Callable[[str], Period | None], ...] = (calendar, recurring, stage, wave, counted)
