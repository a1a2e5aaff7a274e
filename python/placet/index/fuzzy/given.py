"""Membership matrices in place of answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...survey import Survey
from ..trees.grades import Grades
from ..trees.tree import Floats

#: Memberships typed with a few decimals sum to 1 within this.
TOLERANCE = 1e-6
#: What a survey knows of respondents.
OF_RESPONDENTS = ("weights", "strata", "cluster", "fpc", "id", "repweights", "wave")


def given_memberships(survey: Survey, indicators: list[str], grades: Grades, listed: list[str], by: Any) -> Floats:
    """Memberships as they are given, shape (indicators, grades), the highest grade first.

    Parameters
    ----------
    survey
        One column an indicator and one row a grade; or one column a grade and one row an indicator, in the order of the
        tree.
    indicators
        Their columns.
    grades, listed
        The grades, and their names in the order of the call, which that of the memberships is.
    by
        Keys, of which there are none.
    """
    roles = [role for role in OF_RESPONDENTS if getattr(survey, role) is not None] + (["by or wave"] if by else [])
    if roles:
        raise DataError(f'membership="given" has no respondents; leave out {", ".join(roles)}')
    frame = survey.frame
    if set(indicators) <= set(frame.names):
        table = _numbers(frame.fetch(indicators), indicators).T
    elif len(frame.names) == len(listed):
        names = listed if set(listed) == set(frame.names) else list(frame.names)
        table = _numbers(frame.fetch(names), names)
    else:
        missing = next(name for name in indicators if name not in frame.names)
        raise DataError(
            f"memberships of {missing!r} are not given; give {{indicator: memberships in {len(listed)} grades}}, or an "
            f"array of {len(indicators)} indicators by {len(listed)} grades"
        )
    if table.shape != (len(indicators), len(listed)):
        raise DataError(
            f"memberships have {table.shape[0]} indicators and {table.shape[1]} grades; the tree has "
            f"{len(indicators)}, and grades= has {len(listed)}"
        )
    for name, row in zip(indicators, table, strict=True):
        _check(name, row, listed)
    return table[:, [listed.index(name) for name in grades.names]]


def _numbers(columns: dict[str, Any], names: list[str]) -> Floats:
    found = [[checks.real(value) for value in _listed(columns[name])] for name in names]
    return np.array(found, dtype=np.float64).T


def _listed(column: Any) -> list[Any]:
    return column.tolist() if isinstance(column, np.ndarray) else column.to_list()


def _check(name: str, row: Floats, grades: list[str]) -> None:
    off = np.flatnonzero(~((row >= 0) & (row <= 1)))
    if len(off):
        raise DataError(
            f"the membership of {name!r} in {grades[int(off[0])]!r} is {row[off[0]]:g}; memberships lie between 0 and 1"
        )
    if abs(row.sum() - 1) > TOLERANCE:
        raise DataError(f"the memberships of {name!r} sum to {row.sum():g}, not 1; divide them by their sum")
