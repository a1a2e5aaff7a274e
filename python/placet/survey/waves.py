"""Waves of a survey: which column holds them, and in which order they come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from .. import checks
from .._core import DataError
from . import answers, keys, tallied
from .keys import Key
from .labels import positions, shown
from .survey import Survey
from .value_labels import with_labels

#: Waves from which on a survey may have one for nearly every respondent.
MANY_WAVES = 50


def wave_column(survey: Survey, given: Any, what: str) -> str:
    """The column of the waves: the one given, or that of the `Survey`."""
    name = given if given is not None else survey.wave
    if name is None:
        raise DataError(f"{what} needs the column of the waves; pass wave=, or declare it in the Survey")
    return survey.frame.require(name, "wave")


def wave_labels(survey: Survey, column: str) -> tuple[list[Any], int]:
    """The waves that occur, in order, and how many others are not listed."""
    if survey.frame.lazy:
        survey = survey.on(tallied.condensed(survey.frame, [column], None)[0])
    fetched, kept = survey.frame.fetch_kept([column])
    key = _in_time(survey, column, fetched[column], needed=survey.waves is None)
    key = key if kept is None else key.only(kept)
    labels = (key if survey.waves is None else _listed(survey.waves, key, column)).numbered[1]
    if not labels:
        raise DataError(f"wave column {column!r} has no wave: all its values are missing")
    return labels, len(key.numbered[1]) - len(labels)


def wave_of_design(survey: Survey, by: Any, wave: str | None) -> list[str]:
    """The column of the waves, which are samples of their own: that of the call, or else of the survey."""
    name = getattr(by, "wave", None) or wave or survey.wave
    return [] if name is None else [survey.frame.require(name, "wave")]


def find_wave(given: Any, labels: Sequence[Any], role: str, column: str) -> int:
    """Position of a wave among the labels; a date or number may be given as its text."""
    found = positions(given, labels)
    if not found:
        raise DataError(f"{role}={checks.shown(given)} is no wave of column {column!r}; its waves are {shown(labels)}")
    return found[0]


def read_key(survey: Survey, name: str, values: Any) -> Key:
    """A key column as it is declared."""
    if survey.na_codes is None and not survey.value_labels:
        return keys.read(name, values)
    labels = survey.value_labels.get(name)
    return keys.read(name, values, with_labels(answers.codes_for(name, survey.na_codes), labels), labels)


def read_waves(survey: Survey, name: str, values: Any, needed: bool = True) -> Key:
    """A column of waves as a key in the order listed, that of an ordered category, or of time.

    Parameters
    ----------
    survey, name, values
        The column.
    needed
        Whether text without a place in time is refused; otherwise it comes in natural order.
    """
    key = _in_time(survey, name, values, needed=needed and survey.waves is None)
    return key if survey.waves is None else _listed(survey.waves, key, name)


def sampled_waves(survey: Survey, name: str, values: Any) -> tuple[np.ndarray, list[Any]]:
    """Wave of every row, -1 where it is missing, and all waves, listed or not: each is a sample of its own."""
    key = _in_time(survey, name, values, needed=False)
    codes, labels = key.numbered
    check_number(labels, survey.frame.rows_of(len(codes)), name)
    return codes, labels


def _in_time(survey: Survey, name: str, values: Any, *, needed: bool) -> Key:
    if survey.freq is not None:
        return _grouped(read_key(survey, name, keys.days(values)), survey.freq, name)
    key = read_key(survey, name, values)
    if key.labels is None or (key.ordered and not key.implied):
        return key
    labels = key.numbered[1]
    if len({type(label) for label in labels}) < 2 and not any(isinstance(label, str) for label in labels):
        return key
    from . import calendar  # only text has to pay for its patterns

    if needed:
        check_number(labels, survey.frame.rows_of(len(key.values)), name)
    try:
        reading = calendar.read(labels)
    except calendar.NoOrderError as reason:
        if key.implied or not needed or len(labels) < 2:
            return key
        raise DataError(
            f"wave column {name!r} has no order: {reason}; pass waves=[first, ..., last], or make it dates or an "
            "ordered category"
        ) from None
    return _ordered(key, reading)


def _ordered(key: Key, reading: Any) -> Key:
    """The key in the order of time; of several spellings of a period the shortest is its label."""
    spelled: dict[Any, list[Any]] = {}
    for label, period, place in zip(reading.labels, reading.periods, reading.places, strict=True):
        spelled.setdefault((place, period), []).append(label)
    called = {
        period: min(labels, key=lambda label: (len(str(label)), str(label))) for (_, period), labels in spelled.items()
    }
    order = [called[period] for _, period in sorted(spelled, key=lambda found: found[0])]
    return keys.regroup(key, [called[period] for period in reading.periods], order)


def _grouped(key: Key, freq: str, name: str) -> Key:
    """The key with dates grouped by month or the like."""
    from .calendar import NoOrderError, periods, read

    labels = key.numbered[1]
    try:
        found = read(labels).periods
    except NoOrderError as reason:
        raise DataError(f"freq={freq!r} groups dates, and wave column {name!r} holds others: {reason}") from None
    groups = [periods.grouped(period, freq) if period.unit in periods.CALENDAR else None for period in found]
    for label, group in zip(labels, groups, strict=True):
        if group is None:
            raise DataError(
                f"freq={freq!r} groups dates, and {label!r} of wave column {name!r} lies in no single {freq}; give "
                "dates, or a freq that holds its periods whole"
            )
    order = sorted({group for group in groups if group is not None}, key=lambda group: group.place)
    written = {group: periods.written(group) for group in order}
    return keys.regroup(key, [written[group] for group in groups if group is not None], list(written.values()))


def _listed(waves: Sequence[Any], key: Key, name: str) -> Key:
    """The key in the order listed; the rows of other waves are in none."""
    labels = key.numbered[1]
    at = [found[0] for wave in waves if (found := positions(wave, labels))]
    if not at:
        find_wave(waves[0], labels, "waves", name)
    groups = [label if i in at else None for i, label in enumerate(labels)]
    return keys.regroup(key, groups, [labels[i] for i in at])


def check_number(labels: Sequence[Any], rows: int, name: str) -> None:
    """Refuse waves that are times of answers: as many as respondents, or nearly."""
    if len(labels) <= max(MANY_WAVES, rows // 2):
        return
    from . import calendar

    try:
        dated = isinstance(labels[0], (date, np.datetime64)) or calendar.read(labels[:1]).on_calendar
    except calendar.NoOrderError:
        dated = False
    hint = 'group them, such as by freq="month"' if dated else "name the column of the waves, or group its values"
    raise DataError(f"wave column {name!r} has {len(labels):,} waves of {rows:,} respondents, nearly one each; {hint}")
