"""The table that objective weights are read from: one row a unit, such as a branch or a brand, never a respondent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...survey import Survey
from ...survey.columns import numbers
from ...survey.keys import is_null
from ...survey.reading import read

Floats = NDArray[np.float64]
#: Units that spread can be taken of, and rows that nobody names one by one: those of respondents.
LEAST, MOST_UNNAMED = 3, 100
#: A spread of less than this share of what it is the spread of is rounding.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Units:
    """Figures of units.

    Attributes
    ----------
    columns : list of str
    values : ndarray, units × columns
    names : list of str
        What messages call the units.
    varies : ndarray of bool
        Columns in which units differ.
    cost : ndarray of bool
        Columns of which less is better.
    """

    columns: list[str]
    values: Floats
    names: list[str]
    varies: NDArray[np.bool_]
    cost: NDArray[np.bool_]

    @property
    def alike(self) -> list[str]:
        """Columns in which units do not differ."""
        return [name for name, varies in zip(self.columns, self.varies, strict=True) if not varies]

    def rescaled(self) -> Floats:
        """Columns from 0, the worst unit, to 1, the best; 0 where all are alike."""
        span = np.where(self.varies, np.ptp(self.values, axis=0), 1.0)
        scaled = np.where(self.varies, (self.values - self.values.min(axis=0)) / span, 0.0)
        return np.where(self.cost & self.varies, 1 - scaled, scaled)

    def refuse(self, row: int, column: int, problem: str) -> DataError:
        """What is said of one figure."""
        value = float(self.values[row, column])
        return DataError(f"column {self.columns[column]!r} is {value:g} for unit {self.names[row]!r}; {problem}")


def read_units(survey: Survey, columns: Any, unit: str | None, cost: Any = ()) -> Units:
    """Read and check a table of units.

    Parameters
    ----------
    survey
        The table.
    columns
        Names of the criteria.
    unit
        Column that names the units.
    cost
        Which of the criteria are better the less they are.
    """
    names = checks.names("columns", columns)
    if len(names) < 2:
        raise DataError("columns must name at least 2 columns; the weight of one is 1")
    _refuse_survey(survey)
    less = checks.names("cost", cost)
    unknown = [name for name in less if name not in names]
    if unknown:
        raise DataError(f"cost names {unknown[0]!r}, which is none of the columns; {checks.near(unknown[0], names)}")
    if survey.frame.lazy:  # a table of units is small
        survey = replace(survey, data=survey.frame.here())
    rows = read(survey, names, role="criterion")
    kept = np.ones(rows.n_total, dtype=bool) if rows.segments.codes is None else rows.segments.codes >= 0
    called = _called(survey, unit, kept)
    values = np.column_stack([numbers(column)[kept] for column in rows.columns])
    _check_rows(len(values), unit)
    for row, column in np.argwhere(~np.isfinite(values)).tolist():
        what = "no value" if np.isnan(values[row, column]) else "an infinite value"
        raise DataError(
            f"column {names[column]!r} has {what} for unit {called[row]!r}; fill it in, or leave the unit out"
        )
    spread, size = np.ptp(values, axis=0), np.abs(values).max(axis=0)
    if np.isinf(spread).any():
        raise DataError(f"column {names[int(np.argmax(spread))]!r} spreads beyond all numbers; give it in other units")
    varies = spread > ROUNDING * size
    if not varies.any():
        raise DataError(f"all units are alike in {checks.some(names)}; there is nothing to weigh by")
    return Units(names, values, called, varies, np.array([name in less for name in names]))


def _refuse_survey(survey: Survey) -> None:
    """Refuse data that are declared to be of respondents."""
    design = ("weights", "strata", "cluster", "repweights", "id")
    role = next((role for role in design if getattr(survey, role) is not None), None)
    if role is not None:
        raise DataError(
            f"the survey declares {role}, so its rows are respondents, and these weights are read off units such as "
            "branches; make a table of one row a unit first, such as placet.mean_score(survey, items, by=unit)"
            ".to_frame(wide='item')"
        )


def _check_rows(count: int, unit: str | None) -> None:
    if count < LEAST:
        raise DataError(f"the table has {count} units; give at least {LEAST}")
    if count > MOST_UNNAMED and unit is None:
        raise DataError(
            f"the table has {count:,} rows, as many as respondents are, and these weights are read off units such as "
            "branches; take means by unit first, or name the column of the units with unit="
        )


def _called(survey: Survey, unit: str | None, kept: NDArray[np.bool_]) -> list[str]:
    """What messages call the units, each of which has one row."""
    if unit is None:
        return [str(i + 1) for i in np.flatnonzero(kept).tolist()]
    values = survey.frame.fetch([survey.frame.require(unit, "unit")])[unit]
    listed = values.tolist() if isinstance(values, np.ndarray) else values.to_list()
    found = [value for value, there in zip(listed, kept, strict=True) if there]
    _check_once(unit, found)
    return list(map(str, found))


def _check_once(unit: str, found: Sequence[Any]) -> None:
    seen: set[str] = set()
    for row, value in enumerate(found):
        if is_null(value) or not str(value).strip():
            raise DataError(f"column {unit!r} names no unit in row {row}; give every row a name, or leave it out")
        if str(value) in seen:
            raise DataError(f"column {unit!r} names {str(value)!r} twice; a unit has one row: take means by unit first")
        seen.add(str(value))
