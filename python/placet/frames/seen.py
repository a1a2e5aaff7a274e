"""What data were when they were read, so that it can be told whether they are still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .vectors import Vector


class Seen:
    """Columns and rows of data that may be changed where they are.

    Parameters
    ----------
    data
        A data frame in memory, or what is no data frame.
    framed
        Which of these.
    own
        The columns of what is no data frame.
    """

    def __init__(self, data: Any, framed: bool, own: Mapping[str, Vector]) -> None:
        self.data, self.framed, self.own = data, framed, own
        self.columns = data.columns if framed else None
        # The labels of pandas are replaced when its rows are, whatever the labels then say.
        self.index = getattr(data, "index", None) if framed else None
        self.rows = len(data) if framed else len(next(iter(own.values()), ()))
        # Lists are read into arrays, which do not change with them.
        self.lists = {name: column.given.copy() for name, column in own.items() if type(column.given) is list}

    def same_columns(self) -> bool:
        """Whether there are the columns there were, each in the place it was read from."""
        if self.framed:
            columns = self.data.columns
            return columns is self.columns or list(columns) == list(self.columns)  # pyright: ignore[reportArgumentType]
        if not isinstance(self.data, dict):
            return isinstance(self.data, np.ndarray)
        if len(self.data) != len(self.own):
            return False
        return all(map(self._same, self.data, self.data.values(), self.own, self.own.values()))

    def _same(self, name: Any, values: Any, own: str, column: Vector) -> bool:
        if values is not column.given or str(name) != own:
            return False
        if type(values) is np.ndarray:
            return True
        if type(values) is list:
            return values == self.lists[own]
        return type(column.values) is not np.ndarray and len(values) == self.rows  # a series, read where it is

    def same_rows(self, rows: int) -> bool:
        """Whether there are the rows there were, as far as that is known; `rows` is how many there are."""
        if self.index is None or not hasattr(self.index, "is_"):
            return rows == self.rows
        return self.index.is_(self.data.index)
