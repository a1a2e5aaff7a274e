"""The columns of a call as the core reads them: numbers, and factors as columns of 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .._core import DataError
from ..checks import some
from ..types import Column
from . import answers, tallied
from .factors import Term, dummies
from .survey import Survey
from .value_labels import with_labels


def ends_of(
    columns: Sequence[str], low: float, high: float | None, events: bool | None,
    scales: Mapping[str, tuple[float, float]] | None,
) -> dict[str, tuple[float, float | None, bool]]:  # fmt: skip
    """Numbers of the first and the last label of every column, and whether it may hold true and false."""
    events = (high is None or (low, high) == (0, 1)) if events is None else events
    ends: dict[str, tuple[float, float | None, bool]] = dict.fromkeys(columns, (low, high, events))
    return ends | {name: (*scale, scale == (0, 1)) for name, scale in (scales or {}).items()}


def known_factors(
    survey: Survey, columns: Sequence[str], factors: Mapping[str, Any] | None, ends: Mapping[str, Any]
) -> dict[str, Term] | None:
    """Factors with all of their levels, which the different values of the columns tell."""
    if factors is None:
        return None
    found: dict[str, Term] = {}
    for name in columns:
        if name in factors:
            frame = tallied.condensed(survey.frame, [name], None)[0]
            _, (found[name],) = terms_of(survey, [name], frame.fetch([name]), {name: factors[name]}, ends, True)
    return found


def terms_of(
    survey: Survey, names: Sequence[str], fetched: Mapping[str, Any], factors: Mapping[str, Any] | None,
    ends: Mapping[str, tuple[float, float | None, bool]], whole: bool,
) -> tuple[list[Column], list[Term]]:  # fmt: skip
    """The columns of the core, and which of them belong together."""
    columns: list[Column] = []
    found: list[Term] = []
    for name in names:
        start = len(columns)
        if factors is None or name not in factors:
            may_be_factor = factors is not None and start > 0  # the outcome is none
            read_one = _numbers if whole else _column
            columns.append(read_one(survey, name, fetched[name], ends[name], may_be_factor))
            found.append(Term(name, (start,)))
            continue
        known = factors[name] if isinstance(factors[name], Term) else None
        labels = survey.value_labels.get(name)
        block, levels, reference = dummies(
            name, fetched[name], with_labels(answers.codes_for(name, survey.na_codes), labels), labels,
            factors[name] if known is None else known.reference,
            None if known is None else [str(known.reference), *known.levels],
        )  # fmt: skip
        columns += block
        found.append(Term(name, tuple(range(start, len(columns))), levels, reference))
    return columns, found


def _column(
    survey: Survey, name: str, values: Any, ends: tuple[float, float | None, bool], may_be_factor: bool
) -> Column:
    column = _numbers(survey, name, values, ends, may_be_factor)
    _, array, numbers = column
    if _all_missing(array, numbers):
        codes = answers.codes_for(name, survey.na_codes)
        coded = f" or in na_codes=[{some(codes)}]" if codes else ""
        count = survey.frame.rows_of(len(array))
        raise DataError(f"column {name!r} has no answers: all {count} rows are missing{coded}; leave it out")
    return column


def _numbers(
    survey: Survey, name: str, values: Any, ends: tuple[float, float | None, bool], may_be_factor: bool
) -> Column:
    """A column as numbers, and the codes in it that mean no answer."""
    labels = survey.value_labels.get(name)
    codes = answers.codes_for(name, survey.na_codes)
    if codes and labels:
        codes = with_labels(codes, labels)
    try:
        return answers.column(name, values, codes, labels, ends)
    except DataError as error:
        if labels is not None or not may_be_factor:
            raise
        raise DataError(f"{error}; if its categories have no order pass factors=[{name!r}]") from None


def _all_missing(array: np.ndarray, codes: list[float]) -> bool:
    # Nearly every column is answered at its start, so this looks at a few rows only.
    if not codes and (array.dtype.kind != "f" or array[0] == array[0]):
        return False
    for start in range(0, len(array), 4096):
        part = array[start : start + 4096]
        missing = np.isin(part, codes) if codes else np.isnan(part)
        if codes and array.dtype.kind == "f":
            missing |= np.isnan(part)
        if not missing.all():
            return False
    return True
