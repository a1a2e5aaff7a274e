"""Drivers with gaps as two columns each: the answers, and whether there is one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..._core import DataError, ModelError
from ...language import enumerated, say
from ...survey import Rows
from ...survey.columns import codes, numbers, weights
from ...survey.rows import where

#: Drivers an indicator's name lists before it counts the rest.
LISTED = 3


@dataclass(frozen=True)
class Indicated:
    """Columns without gaps in the drivers.

    Attributes
    ----------
    rows : Rows
        The outcome, the drivers with their gaps filled, then the indicators.
    positions : tuple of lists of int
        For every segment the columns its regression takes: all drivers, and the indicators that vary there.
    indicators : dict
        The drivers every indicator stands for, by its name.
    about : dict
        `n_filled`, gaps filled by column.
    notes : list of str
        What was done, in words.
    """

    rows: Rows
    positions: tuple[list[int], ...]
    indicators: dict[str, list[str]]
    about: dict[str, Any]
    notes: list[str]


def indicator(rows: Rows) -> Indicated:
    """Fill every driver's gaps with its mean, and add a 0/1 column "<driver> not answered".

    The dummy-variable adjustment of Cohen and Cohen (1975) [1]_. It suits answers that cannot exist, such as the
    hotline of respondents who never called it: the driver's coefficient is that among those who answered, and the
    indicator's is how much the others differ from an average answer. Where answers exist but are not known it is
    **biased**, even if they are missing completely at random, as soon as drivers are correlated (Jones 1996) [2]_: use
    ``missing="em"`` or ``"multiple"`` there.

    Drivers whose gaps are the same share one indicator, or it would be there twice. Means are the segment's, weighted,
    of the respondents with an outcome; those without are left out.

    Parameters
    ----------
    rows
        What `Survey.read` gives, the outcome first.

    Returns
    -------
    Indicated

    Raises
    ------
    DataError
        If a column already has the name of an indicator.
    ModelError
        If a driver with gaps has no answer at all in a segment.

    References
    ----------
    .. [1] Cohen, J. and Cohen, P. (1975). Applied Multiple Regression/Correlation Analysis for the Behavioral Sciences.
       Erlbaum. Chapter 7.
    .. [2] Jones, M. P. (1996). Indicator and stratification methods for missing explanatory variables in multiple
       linear regression. J. American Statistical Association 91, 222-230.
    """
    used = rows.counting & ~np.isnan(numbers(rows.columns[0]))
    columns, filled, groups = [rows.columns[0]], {rows.names[0]: 0}, []
    for column in rows.columns[1:]:
        answers = numbers(column)
        gaps = np.isnan(answers) & used
        filled[column[0]] = int(gaps.sum())
        if not gaps.any():
            columns.append(column)
            continue
        columns.append((column[0], _fill(rows, column[0], answers, used), []))
        same = next((names for mark, names in groups if np.array_equal(mark, gaps)), None)
        if same is None:
            groups.append((gaps, [column[0]]))
        else:
            same.append(column[0])
    indicators = {_name(names): names for _, names in groups}
    _check_names(rows, list(indicators))
    marks = [(name, gaps.astype(np.int8), []) for name, (gaps, _) in zip(indicators, groups, strict=True)]
    made = replace(rows, columns=(*columns, *marks))
    drivers = list(range(1, len(columns)))
    segments = range(len(rows.segments.keys))
    positions = tuple(drivers + _varying(rows, marks, used, segment, len(columns)) for segment in segments)
    return Indicated(made, positions, indicators, {"n_filled": filled}, _notes(filled))


def _fill(rows: Rows, name: str, answers: np.ndarray, used: np.ndarray) -> np.ndarray:
    """The answers with the mean of their segment in the gaps."""
    count, segment = len(rows.segments.keys), codes(rows)
    given = used & ~np.isnan(answers)
    weight = weights(rows)[given]
    sums = np.bincount(segment[given], weight, count)
    with np.errstate(invalid="ignore"):
        means = np.bincount(segment[given], weight * answers[given], count) / sums
    gaps = used & np.isnan(answers)
    empty = np.flatnonzero((sums == 0) & (np.bincount(segment[gaps], minlength=count) > 0))
    if len(empty):
        raise ModelError(
            f"{where(rows, empty[0])}column {name!r} has no answer from any respondent; leave it out or merge segments"
        )
    answers = answers.copy()
    answers[gaps] = means[segment[gaps]]
    return answers


def _varying(rows: Rows, marks: list[Any], used: np.ndarray, segment: int, first: int) -> list[int]:
    """Positions of the indicators that tell the respondents of a segment apart, each division of them once."""
    here = used & (codes(rows) == segment)
    seen: set[bytes] = set()
    positions = []
    for position, (_, mark, _) in enumerate(marks, start=first):
        inside = mark[here]
        # Who answered and who did not are the same division.
        division = np.packbits(inside != inside[:1]).tobytes()
        if len(inside) and inside.min() < inside.max() and division not in seen:
            seen.add(division)
            positions.append(position)
    return positions


def _name(drivers: list[str]) -> str:
    shown = drivers if len(drivers) <= LISTED else drivers[: LISTED - 1]
    rest = len(drivers) - len(shown)
    return f"{', '.join(shown)}{f' and {rest} more' if rest else ''} not answered"


def _check_names(rows: Rows, names: list[str]) -> None:
    taken = [name for name in names if name in rows.names]
    if taken:
        raise DataError(f"column {taken[0]!r} has the name of an indicator of missing answers; rename the column")


def _notes(filled: dict[str, int]) -> list[str]:
    gaps = {name: count for name, count in filled.items() if count}
    if not gaps:
        return []
    words = say(
        "missing answers were filled with the mean and marked by an indicator ({gaps}); where they are not merely not "
        "applicable, coefficients are biased",
        gaps=enumerated([say("{count:,} of {name}", count=count, name=name) for name, count in gaps.items()]),
    )
    return [words]
