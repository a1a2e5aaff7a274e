"""What a call names or gives: names stay names, values become columns of the frame, called what messages call them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .._core import DataError
from ..checks import MOST_NAMED, some
from .frame import Frame
from .vectors import Vector, check_together, is_vector

#: What columns without a name are called, where that is not their role.
CALLED = {"items": "score", "item": "score", "drivers": "x"}


@dataclass
class Given:
    """Columns of a call on their way into a frame.

    Attributes
    ----------
    frame : Frame
        The data.
    named : dict
        Names that the call or its survey takes from the data, and the role of each.
    vectors : dict
        Columns given by their values, by name: the role of each and the column.
    own : list
        The same that are columns of the data.
    """

    frame: Frame
    named: dict[str, str] = field(default_factory=dict)
    vectors: dict[str, tuple[str, Vector]] = field(default_factory=dict)
    own: list[tuple[str, Vector]] = field(default_factory=list)

    def one(self, role: str, given: Any) -> str:
        """The name of one column."""
        if isinstance(given, (list, tuple)) and len(given) > 1:
            self._refuse_names(role, given)
        return self._placed(role, given, CALLED.get(role, role))

    def _refuse_names(self, role: str, given: Sequence[Any]) -> None:
        """Refuse several columns in the place of one, unless their names are the values of one."""
        names = all(isinstance(name, str) and name in self.frame.known for name in given)
        if names and (self.frame.lazy or len(given) != len(self.frame)):
            raise DataError(
                f"{role}=[{some(given)}] names {len(given):,} columns, and {role} is one; make a call for each, such "
                f"as with {role}={given[0]!r}"
            )

    def several(self, role: str, given: Any) -> list[str]:
        """The names of one column or of several."""
        parts, base = _parts(given), CALLED.get(role, role)
        if len(parts) > 1 and isinstance(parts[0], str):
            self._refuse_values(role, parts)
        numbered = len(parts) > 1 or base == "x"
        return [self._placed(role, part, f"{base}{i}" if numbered else base) for i, part in enumerate(parts, start=1)]

    def _refuse_values(self, role: str, parts: list[Any]) -> None:
        """Refuse texts that are no names but a value a row: there are more than columns, or some of them again."""
        frame = self.frame
        if frame.lazy or len(parts) != len(frame) or {*map(type, parts)} != {str}:
            return
        again = len(set(parts)) < len(parts) or len(parts) > max(len(frame.known), MOST_NAMED)
        if again and frame.known.isdisjoint(parts):
            raise DataError(
                f"{role} lists {len(parts):,} texts ({some(parts, most=3)}), as many as there are rows, and a text is "
                f"the name of a column, as none of these is; give the values of a column as an array: "
                f"numpy.array({role})"
            )

    def _placed(self, role: str, given: Any, called: str) -> str:
        if isinstance(given, str):
            return self._name(role, given)
        vector = given if isinstance(given, Vector) else Vector.of(role, given)
        name = vector.name or called
        self._check_same(role, name, vector)
        if name in self.frame.known and not self.frame.lazy:  # the column itself, whose changes are seen
            self.own.append((role, vector))
            return self._name(role, name)
        self.vectors[name] = (role, vector)
        return name

    def _name(self, role: str, name: str) -> str:
        if name in self.vectors and name not in self.frame.known:
            raise self._different(role, name, self.vectors[name][0])
        self.named.setdefault(name, role)
        return name

    def _check_same(self, role: str, name: str, vector: Vector) -> None:
        """Refuse a column called like another of the call or of the data: formulas and trees have names, too."""
        known = {self.vectors[name][0]: self.vectors[name][1]} if name in self.vectors else {}
        if name in self.frame.known and not self.frame.lazy:
            known["a column of the data"] = self._own(name)
        elif name in self.named:
            raise self._different(role, name, self.named[name])
        for other, column in known.items():
            if not column.equals(vector):
                raise self._different(role, name, other)

    @staticmethod
    def _different(role: str, name: str, other: str) -> DataError:
        return DataError(
            f"{role} and {other} are different columns, and both are called {name!r}; give one of them another name, "
            "such as by .rename"
        )

    def _own(self, name: str) -> Vector:
        values = self.frame.fetch([name])[name]
        return Vector(values, values)

    def placed(self) -> Frame:
        """The frame with the columns in it; refuses columns of other rows than the data have."""
        if not self.vectors and not self.own:
            return self.frame
        together: list[tuple[str, Any]] = []
        if self.frame.names:
            self._check_rows()
            first = next(iter(self.frame.beside.values()), None)
            together.append(("data", self.frame.data if self.frame.framed else first and first.given))
        together += [(role, vector.given) for role, vector in (*self.vectors.values(), *self.own)]
        check_together(together)
        if not self.vectors:
            return self.frame
        return self.frame.with_columns({name: vector for name, (_, vector) in self.vectors.items()})

    def _check_rows(self) -> None:
        if self.frame.lazy:
            role = next(iter(self.vectors.values()))[0]
            raise DataError(
                f"the data are lazy, and {role} is a column of values, whose rows cannot be told to be theirs; name a "
                "column of the data, or collect the data first"
            )
        for role, vector in self.vectors.values():
            if len(vector) != len(self.frame):
                texts = isinstance(vector.given, list) and all(isinstance(value, str) for value in vector.given)
                hint = f"; a column is named by its name itself, {vector.given[0]!r}" if texts and len(vector) else ""
                rows = f"{len(vector):,} row{'s' * (len(vector) != 1)}"
                raise DataError(
                    f"{role} has {rows} and the data have {len(self.frame):,}; give one value for each "
                    f"row of the data{hint}"
                )


def _parts(given: Any) -> list[Any]:
    """The columns of what may be several: names, columns of values, or a frame or matrix that means all of its own."""
    if isinstance(given, str):
        return [given]
    if isinstance(given, list) and {*map(type, given)} == {str}:  # names, as nearly always
        return given
    if _is_table(given):
        frame = Frame(given)
        return columns_of(frame, frame.names)
    if is_vector(given) and not _lists(given):
        return [given]
    if not isinstance(given, Iterable) or getattr(given, "ndim", 1) == 0:
        return [given]
    listed = list(given)
    # A list of numbers is one column, a list of names or columns is several.
    single = listed and not any(isinstance(p, (str, Vector)) or is_vector(p) or hasattr(p, "shape") for p in listed)
    return [listed] if single else listed


def columns_of(frame: Frame, names: list[Any]) -> list[Vector]:
    """Columns of a frame as columns of their own; those of a matrix, or called by what is no text, have no name."""
    named = not isinstance(frame.data, np.ndarray)
    # As series, which know their rows and their library.
    series = frame.framed and not frame.lazy
    columns = {name: frame.native.get_column(name) for name in names} if series else frame.fetch(names)
    called = {name: name if named and isinstance(name, str) else None for name in columns}
    return [Vector(values, values, called[name]) for name, values in columns.items()]


def _lists(given: Any) -> bool:
    """Whether something of one dimension is no column itself: a list, or labels of the columns of a frame."""
    labels = hasattr(given, "get_indexer") and all(isinstance(name, str) for name in given)
    return labels or isinstance(given, (list, tuple))


def _is_table(given: Any) -> bool:
    shape = getattr(given, "shape", None)
    return (isinstance(shape, tuple) and len(shape) == 2) or hasattr(given, "column_names")
