"""Key columns: which segment every row is in, and what the segments are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .. import _core
from .._core import DataError, ScoreCounts
from ..frames import text
from ..types import Column

#: Segments that are tallied by their numbers as they are; of more it is found out first which ones occur.
MANY_LABELS = 1 << 14
#: Labels that are sorted at once.
RUN = 1 << 15


@dataclass(frozen=True)
class Key:
    """A key column as whole numbers.

    Attributes
    ----------
    values : ndarray of integers, shape (rows,)
        A number a row.
    labels : list, or None
        What the numbers 0, 1, ... are called; a row of any other number is in no segment. Without labels the numbers
        are the labels, and every row is in a segment.
    ordered : bool
        Whether the segments come in the order of their numbers and not of their labels.
    """

    values: np.ndarray
    labels: Sequence[Any] | None = None
    ordered: bool = True

    @cached_property
    def numbered(self) -> tuple[np.ndarray, list[Any]]:
        """Codes from 0 in segment order (-1 for missing) and the labels that occur."""
        codes, rows = _core.number_keys(self.values)
        found = self.values[rows].tolist()
        if self.labels is None:
            return codes, found
        cells = [cell for cell in found if 0 <= cell < len(self.labels)]
        order = self._in_order(cells)
        place = {cell: i for i, cell in enumerate(order)}
        table = np.array([place.get(cell, -1) for cell in found], dtype=np.int32)
        in_place = np.array_equal(table, np.arange(len(table)))
        return codes if in_place else table[codes], [self.labels[cell] for cell in order]

    def count(self, score: Column, weights: Column | None, low: int, high: int) -> tuple[ScoreCounts, list[Any]]:
        """Tally the answers by segment, those that occur, and name the segments."""
        if self.labels is None:
            found = _core.count_scores_by_key(score, weights, self.values, low, high)
            if found is not None:
                counts, numbers = found
                return counts, numbers.astype(self.values.dtype).tolist()
        if self.labels is None or len(self.labels) > MANY_LABELS:
            codes, labels = self.numbered
            return _core.count_scores(score, weights, (codes, len(labels)), low, high), labels
        counts = _core.count_scores(score, weights, (self.values, len(self.labels)), low, high)
        order = self._in_order(np.flatnonzero(counts.rows).tolist())
        return counts.take(order), [self.labels[cell] for cell in order]

    def _in_order(self, cells: list[int]) -> list[int]:
        if self.labels is None or self.ordered:
            return cells
        labels = self.labels
        try:
            return _sorted(cells, labels.__getitem__)
        except TypeError:  # labels of several types have no order of their own
            return _sorted(cells, lambda cell: str(labels[cell]))


def _sorted(cells: list[int], key: Callable[[int], Any]) -> list[int]:
    """As `sorted`, which nothing can interrupt, in runs that are merged two by two: each takes some milliseconds."""
    runs = [sorted(cells[start : start + RUN], key=key) for start in range(0, len(cells), RUN)]
    while len(runs) > 1:
        runs = [sorted(runs[i] + (runs[i + 1] if i + 1 < len(runs) else []), key=key) for i in range(0, len(runs), 2)]
    return runs[0] if runs else []


def read(name: str, values: Any) -> Key:
    """Read a key column of any type."""
    try:
        return _from_array(values) if isinstance(values, np.ndarray) else _from_series(values)
    except (TypeError, ValueError):  # lists and other values that cannot be compared
        raise DataError(f"by column {name!r} does not hold labels; give a column of text, numbers or dates") from None


def number(name: str, values: Any) -> tuple[np.ndarray, list[Any]]:
    """Codes from 0 in label order (-1 for missing) and the labels that occur."""
    return read(name, values).numbered


def _from_series(values: Any) -> Key:
    import narwhals.stable.v2 as nw

    if values.dtype == nw.String:
        return Key(*(text.number(values) or _by_value(values)), ordered=False)
    if values.dtype in (nw.Categorical, nw.Enum):
        return Key(*(text.category_codes(values) or _by_value(values)), ordered=values.dtype == nw.Enum)
    if values.dtype == nw.Object:
        numbers = text.number_objects(values)
        return _from_array(values.to_numpy()) if numbers is None else Key(*numbers, ordered=False)
    if values.dtype == nw.Datetime and values.dtype.time_zone:
        values = values.dt.replace_time_zone(None)  # arrays have no time zones: a day is the day where the clock was
    if values.dtype in (nw.Int128, nw.UInt128):
        return _from_array(np.array(values.to_list(), dtype=object))
    if values.dtype.is_integer() and _has_nulls(values):
        # As an array they would be floats, and segment 1 would be called 1.0.
        there = ~values.is_null().to_numpy()
        codes = np.full(len(there), -1, dtype=np.int32)
        codes[there], labels = _from_array(values.drop_nulls().to_numpy()).numbered
        return Key(codes, labels)
    return _from_array(values.to_numpy())


def _has_nulls(values: Any) -> bool:
    # What pandas keeps in an array of numpy has none, and it would look at every row to say so.
    return not isinstance(getattr(values.to_native(), "dtype", None), np.dtype) and values.null_count() > 0


def _by_value(values: Any) -> tuple[np.ndarray, list[Any]]:
    """Number text and categories of any library and type."""
    import narwhals.stable.v2 as nw

    # A dictionary of PyArrow may hold a label twice, or none.
    labels = [label for label in dict.fromkeys(values.drop_nulls().unique().to_list()) if not is_null(label)]
    if values.dtype == nw.Enum:
        order = {label: i for i, label in enumerate(values.cat.get_categories().to_list())}
        labels = sorted(labels, key=order.__getitem__)
    if not labels or not all(isinstance(label, str) for label in labels):
        # The categories of pandas may be numbers, dates or ranges, which are not equal to their text.
        position = {label: i for i, label in enumerate(labels)}
        return np.array([position.get(value, -1) for value in values.to_list()], dtype=np.int32), labels
    codes = values.cast(nw.String).replace_strict(labels, list(range(len(labels))), return_dtype=nw.Int32).to_numpy()
    return np.nan_to_num(codes, nan=-1).astype(np.int32, copy=False), labels


def _from_array(values: np.ndarray) -> Key:
    if values.dtype.kind == "b":
        return Key(values.view(np.uint8), [False, True])
    if values.dtype.kind in "iu":
        return Key(values if values.dtype.isnative else values.astype(values.dtype.newbyteorder("=")))
    if values.dtype.kind == "O":
        present = [not is_null(value) for value in values]
        order = {value: i for i, value in enumerate(dict.fromkeys(values[present]))}
        codes = [order[value] if there else -1 for value, there in zip(values, present, strict=True)]
        return Key(np.array(codes, dtype=np.int32), list(order), ordered=False)
    if values.dtype.kind == "U" and values.dtype.itemsize:
        return Key(*text.number_fixed(values), ordered=False)
    if values.dtype.kind in "mM" and np.datetime_data(values.dtype)[0] == "ns":
        values = values.astype(f"{values.dtype.kind}8[us]")  # the finest unit Python's own dates have
    found, codes = np.unique(values, return_inverse=True)
    if values.dtype.kind in "fmM":
        real = ~(np.isnan(found) if values.dtype.kind == "f" else np.isnat(found))
        return Key(np.where(real[codes], codes, -1), found[real].tolist())
    return Key(codes, found.tolist())


def is_null(value: Any) -> bool:
    """Whether a value stands for no value, in any library."""
    return value is None or type(value).__name__ == "NAType" or value != value


def combine(keys: Sequence[Key]) -> Key:
    """Number the combinations of several keys that occur; a row with any of them missing is in none."""
    columns = [key.numbered for key in keys]
    sizes = [len(labels) for _, labels in columns]
    codes = np.zeros(len(columns[0][0]), dtype=np.int64)
    missing = np.zeros(len(codes), dtype=bool)
    for (column, _), size in zip(columns, sizes, strict=True):
        codes *= size
        codes += column
        missing |= column < 0
    codes[missing] = -1
    numbered, present = Key(codes).numbered
    if present and present[0] < 0:
        numbered, present = numbered - 1, present[1:]
    positions = [np.unravel_index(code, sizes) for code in present]
    return Key(
        numbered,
        [tuple(labels[int(i)] for i, (_, labels) in zip(p, columns, strict=True)) for p in positions],
    )
