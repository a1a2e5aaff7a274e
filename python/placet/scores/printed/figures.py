"""Printed tables: a name a row and columns of figures, read from any data frame and checked by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._core import DataError
from ...frames import text
from ...frames.frame import Frame
from ...language import say
from ...survey.keys import is_null
from ...survey.survey import Survey


@dataclass(frozen=True)
class Figures:
    """The figures of a printed table.

    Attributes
    ----------
    names : tuple of str
        Name of every row, each one once.
    values : mapping
        What the figures are → array of numbers, NaN where none is printed.
    columns : mapping
        What the figures are → name of their column.
    survey : Survey
        What they were read from.
    """

    names: tuple[str, ...]
    values: Mapping[str, np.ndarray]
    columns: Mapping[str, str]
    survey: Survey

    @classmethod
    def read(cls, survey: Survey, item: str | None, columns: Mapping[str, str | None]) -> Figures:
        """Read the columns that are named (role → name), each row called what `item` says.

        Without `item` the first column that is not among them names the rows; without such a column they are numbered
        from 1.
        """
        wanted = {role: survey.frame.require(name, role) for role, name in columns.items() if name is not None}
        _check_roles(wanted)
        label = _label_column(survey.frame, item, list(wanted.values()))
        fetched, kept = survey.frame.fetch_kept([*wanted.values(), *([label] if label else [])])
        rows = len(next(iter(fetched.values())))
        if rows == 0:
            raise DataError("the table has no rows; check the filter or the file it comes from")
        names = tuple(str(i + 1) for i in range(rows)) if label is None else _names(label, fetched[label])
        values = {role: _numbers(name, fetched[name], names) for role, name in wanted.items()}
        if kept is not None:
            names = tuple(name for name, there in zip(names, kept, strict=True) if there)
            values = {role: figures[kept] for role, figures in values.items()}
        return cls(names, values, wanted, survey)

    def __getitem__(self, role: str) -> np.ndarray:
        return self.values[role]

    def __contains__(self, role: str) -> bool:
        return role in self.values

    def get(self, role: str) -> np.ndarray:
        """The figures of a column that need not be given: NaN if it is not."""
        return self.values[role] if role in self.values else np.full(len(self.names), np.nan)

    def not_negative(self, role: str) -> None:
        """Refuse figures below 0."""
        for name, value in zip(self.names, self.values[role], strict=True):
            if value < 0:
                raise DataError(f"column {self.columns[role]!r} is {value:g} for {name!r}; it must be at least 0")

    def lacking(self, *roles: str) -> list[str]:
        """Words for every figure that is not printed."""
        return [
            say("{item!r} has no {column!r}", item=name, column=self.columns[role])
            for row, name in enumerate(self.names)
            for role in roles
            if np.isnan(self.values[role][row])
        ]

    def select(self, chosen: np.ndarray) -> Figures:
        """Some of the rows."""
        names = tuple(name for name, keep in zip(self.names, chosen, strict=True) if keep)
        return Figures(names, {role: v[chosen] for role, v in self.values.items()}, self.columns, self.survey)


def _check_roles(wanted: Mapping[str, str]) -> None:
    roles: dict[str, str] = {}
    for role, name in wanted.items():
        if name in roles:
            raise DataError(f"column {name!r} is given both as {roles[name]} and as {role}; give each its own column")
        roles[name] = role


def _label_column(frame: Frame, item: str | None, used: list[str]) -> str | None:
    if item is None:
        return next((name for name in frame.names if isinstance(name, str) and name not in used), None)
    if frame.require(item, "item") in used:
        raise DataError(f"column {item!r} is given both as item and as figures; name the column of the row names")
    return item


def _names(column: str, values: Any) -> tuple[str, ...]:
    listed = values.tolist() if isinstance(values, np.ndarray) else values.to_list()
    names: dict[str, int] = {}
    for row, value in enumerate(listed):
        if is_null(value) or not str(value).strip():
            raise DataError(
                f"column {column!r} names no item in row {row}; give every row a name, or leave the row out"
            )
        name = f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
        if name in names:
            raise DataError(
                f"column {column!r} names {name!r} in row {names[name]} and again in row {row}; an item has one row: "
                "rename it, or filter the table first"
            )
        names[name] = row
    return tuple(names)


def _numbers(column: str, values: Any, names: tuple[str, ...]) -> np.ndarray:
    array = values if isinstance(values, np.ndarray) else text.objects(values)
    # A figure of half precision is the shortest decimal that reads back as it: 71.73, not 71.7300033.
    short = array.dtype.kind == "f" and array.dtype.itemsize < 8
    listed = array.astype(str).astype(np.float64).tolist() if short else array.tolist()
    return np.array([_number(column, value, name) for value, name in zip(listed, names, strict=True)], dtype=np.float64)


def _number(column: str, value: Any, name: str) -> float:
    if is_null(value):
        return float("nan")
    if isinstance(value, (str, bytes, bool)):
        raise DataError(
            f"column {column!r} holds {value!r} for {name!r} where a number is needed; "
            "convert the column to numbers and leave what is not printed missing"
        )
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise DataError(
            f"column {column!r} holds a {type(value).__name__} for {name!r} where a number is needed"
        ) from None
    if np.isinf(number):
        raise DataError(f"column {column!r} holds an infinite value for {name!r}; leave what is not printed missing")
    return number
