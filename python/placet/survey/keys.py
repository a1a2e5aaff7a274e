"""Key columns: which segment every row is in, and what the segments are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from .. import _core
from .._core import DataError, ScoreCounts
from ..checks import some
from ..engines.arrays import to_numpy
from ..frames import text
from ..types import Column
from . import value_labels
from .order import in_order

#: Combinations of keys that are told apart by one whole number; of more, those so far are numbered anew.
MOST_CODES = 1 << 62


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
    implied : bool
        Nobody said that this is their order, and for waves time that can be read from the labels goes before it.
    """

    values: np.ndarray
    labels: Sequence[Any] | None = None
    ordered: bool = True
    implied: bool = False

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

    def whole(self) -> Key:
        """The key with those who have none under the label None, behind all others."""
        codes, labels = self.numbered
        return self if not (codes < 0).any() else Key(np.where(codes < 0, len(labels), codes), [*labels, None])

    def only(self, kept: np.ndarray) -> Key:
        """The key of the rows kept; the others have none, and labels that only they have do not occur."""
        codes, labels = self.numbered
        return Key(np.where(kept, codes, np.int32(-1)), labels, implied=self.implied)

    def named(self, numbers: np.ndarray) -> tuple[np.ndarray, list[Any]]:
        """What some of the numbers are sorted by, and their labels."""
        if self.labels is None:
            values = numbers.astype(self.values.dtype)  # those of 64 bits without a sign came modulo 2**64
            return values, values.tolist()
        place = {cell: i for i, cell in enumerate(self._in_order(np.unique(numbers).tolist()))}
        cells = numbers.tolist()
        return np.array([place[cell] for cell in cells], dtype=np.int64), [self.labels[cell] for cell in cells]

    def _in_order(self, cells: list[int]) -> list[int]:
        if self.labels is None or self.ordered:
            return cells
        return in_order(cells, self.labels)


def read(name: str, values: Any, na_codes: Sequence[Any] = (), labels: Any = None) -> Key:
    """Read a key column of any type, without the codes that mean no answer, under the labels of its values."""
    try:
        key = _from_array(values) if isinstance(values, np.ndarray) else _from_series(values)
    except DataError:
        raise
    except (TypeError, ValueError):  # lists and other values that cannot be compared
        raise DataError(f"by column {name!r} does not hold labels; give a column of text, numbers or dates") from None
    if na_codes:
        key = _without(key, na_codes)
    return key if labels is None else _labelled(name, key, labels)


def days(values: Any) -> Any:
    """Times as their days; anything else as it is."""
    import narwhals.stable.v2 as nw

    if not isinstance(values, np.ndarray):
        if values.dtype != nw.Datetime:
            return values
        values = (values.dt.replace_time_zone(None) if values.dtype.time_zone else values).to_numpy()
    return values.astype("datetime64[D]") if values.dtype.kind == "M" else values


def number(name: str, values: Any, na_codes: Sequence[Any] = (), labels: Any = None) -> tuple[np.ndarray, list[Any]]:
    """Codes from 0 in label order (-1 for missing) and the labels that occur."""
    return read(name, values, na_codes, labels).numbered


def regroup(key: Key, groups: Sequence[Any], order: Sequence[Any] | None = None, **how: bool) -> Key:
    """The key with other labels.

    Parameters
    ----------
    key
        A key column.
    groups
        For each of its labels, `key.numbered[1]`, the new one, which several may share; None for none.
    order
        The new labels in their order; without it that in which they come up.
    how
        `ordered` and `implied` of the new key.
    """
    codes = key.numbered[0]
    labels = [label for label in dict.fromkeys(groups) if label is not None]
    if order is not None:
        known = set(labels)
        labels = [label for label in order if label in known]
    place = {label: i for i, label in enumerate(labels)}
    table = np.array([*(place.get(label, -1) for label in groups), -1], dtype=np.int32)
    return Key(table[codes], labels, **how)  # a row without a label has code -1, the last of the table


def _without(key: Key, na_codes: Sequence[Any]) -> Key:
    labels = key.numbered[1]
    lost = {*na_codes, *map(_as_text, na_codes)}
    kept = [None if label in lost and not isinstance(label, bool) else label for label in labels]
    return key if None not in kept else regroup(key, kept, ordered=key.ordered, implied=key.implied)


def _as_text(label: Any) -> str:
    return f"{label:.0f}" if isinstance(label, float) and label.is_integer() else str(label)


def _labelled(name: str, key: Key, labels: Any) -> Key:
    """A key under the labels of its values: in the order of their codes, or of the list."""
    found = key.numbered[1]
    if not isinstance(labels, Mapping):
        unknown = [label for label in found if label not in labels]
        if unknown:
            raise DataError(
                f"by column {name!r} holds {unknown[0]!r}, which is not among its labels [{some(labels)}]; add it "
                f"there, or give codes and labels: value_labels={{{name!r}: {{code: label}}}}"
            )
        return regroup(key, found, labels)
    called = value_labels.label_of_code(labels)
    texts = {_as_text(code): label for code, label in called.items()}
    groups = [called.get(label, texts.get(label, label) if isinstance(label, str) else label) for label in found]
    # Values without a label stand where their codes do, and are text as the labels are.
    codes = dict(zip(groups, found, strict=True)) | {label: code for code, label in reversed(called.items())}
    if any(isinstance(label, str) for label in groups):
        text_of = {label: label if isinstance(label, str) else _as_text(label) for label in groups}
        codes = {text_of.get(label, label): code for label, code in codes.items()}
        groups = [text_of[label] for label in groups]
    order = in_order(list(range(len(groups))), [codes.get(label, label) for label in groups])
    return regroup(key, groups, [groups[i] for i in order], implied=True)


def _from_series(values: Any) -> Key:
    import narwhals.stable.v2 as nw

    if values.dtype == nw.String:
        return Key(*(text.number(values) or _by_value(values)), ordered=False)
    if values.dtype in (nw.Categorical, nw.Enum):
        numbers = text.category_codes(values)
        implied = numbers is not None and text.may_be_ordered(values)
        return Key(*(numbers or _by_value(values)), ordered=implied or text.is_ordered(values), implied=implied)
    if values.dtype == nw.Object:
        numbers = text.number_objects(values)
        return _from_array(to_numpy(values)) if numbers is None else Key(*numbers, ordered=False)
    if values.dtype == nw.Datetime and values.dtype.time_zone:
        values = values.dt.replace_time_zone(None)  # arrays have no time zones: a day is the day where the clock was
    if values.dtype in (nw.Int128, nw.UInt128):
        return _from_array(np.array(values.to_list(), dtype=object))
    if values.dtype.is_integer() and _has_nulls(values):
        # As an array they would be floats, and segment 1 would be called 1.0.
        there = ~to_numpy(values.is_null())
        codes = np.full(len(there), -1, dtype=np.int32)
        codes[there], labels = _from_array(to_numpy(values.drop_nulls())).numbered
        return Key(codes, labels)
    return _from_array(to_numpy(values))


def _has_nulls(values: Any) -> bool:
    # What pandas keeps in an array of numpy has none, and it would look at every row to say so.
    return not isinstance(getattr(values.to_native(), "dtype", None), np.dtype) and values.null_count() > 0


def _by_value(values: Any) -> tuple[np.ndarray, list[Any]]:
    """Number text and categories of any library and type."""
    import narwhals.stable.v2 as nw

    # A dictionary of PyArrow may hold a label twice, or none.
    labels = [label for label in dict.fromkeys(values.drop_nulls().unique().to_list()) if not is_null(label)]
    if text.is_ordered(values):
        order = {label: i for i, label in enumerate(text.categories(values))}
        labels = sorted(labels, key=order.__getitem__)
    if not labels or not all(isinstance(label, str) for label in labels):
        # The categories of pandas may be numbers, dates or ranges, which are not equal to their text.
        position = {label: i for i, label in enumerate(labels)}
        return np.array([position.get(value, -1) for value in values.to_list()], dtype=np.int32), labels
    codes = values.cast(nw.String).replace_strict(labels, list(range(len(labels))), return_dtype=nw.Int32).to_numpy()
    return np.nan_to_num(codes, nan=-1).astype(np.int32, copy=False), labels


def _from_array(values: np.ndarray) -> Key:
    if values.ndim != 1 or values.dtype.kind == "c":
        raise TypeError("no labels")
    if values.dtype.char == "g":
        values = values.astype(np.float64)
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
    if values.dtype.kind == "f":
        return _from_floats(values)
    found, codes = np.unique(values, return_inverse=True)
    if values.dtype.kind in "mM":
        real = ~np.isnat(found)
        return Key(np.where(real[codes], codes, -1), found[real].tolist())
    return Key(codes, found.tolist())


def _from_floats(values: np.ndarray) -> Key:
    """Numbers with decimals, told apart by their bits, of which the two zeros have different ones."""
    values = values + values.dtype.type(0)
    codes, rows = _core.number_keys(values.view(f"i{values.dtype.itemsize}"))
    found = values[rows]
    order = np.argsort(found, kind="stable")[: len(found) - np.isnan(found).sum()]
    place = np.full(len(found), -1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return Key(place[codes], found[order].tolist())


def is_null(value: Any) -> bool:
    """Whether a value stands for no value, in any library."""
    try:
        return value is None or type(value).__name__ == "NAType" or bool(value != value)
    except (TypeError, ValueError):  # an array, which is neither equal to itself nor not
        return False
    except ArithmeticError:  # a decimal that signals
        return True


@dataclass(frozen=True)
class Combined:
    """Key columns of which every combination that occurs is a segment; its label has one of each.

    Attributes
    ----------
    keys : sequence of Key
        The columns.
    """

    keys: Sequence[Key]

    @cached_property
    def numbered(self) -> tuple[np.ndarray, list[tuple[Any, ...]]]:
        """Codes from 0 in segment order (-1 for missing) and the labels that occur."""
        if len(self.keys) > 1:
            return combine(self.keys).numbered
        codes, labels = self.keys[0].numbered
        return codes, [(label,) for label in labels]

    def count(
        self, score: Column, weights: Column | None, low: int, high: int
    ) -> tuple[ScoreCounts, list[tuple[Any, ...]]]:
        """Tally the answers by segment, those that occur, and name the segments."""
        columns = [(key.values, None if key.labels is None else len(key.labels)) for key in self.keys]
        found = _core.count_scores_by_key(score, weights, columns, low, high)
        if found is None:  # they lie too far apart for a table
            codes, labels = self.numbered
            return _core.count_scores(score, weights, (codes, len(labels)), low, high), labels
        counts, numbers = found
        places, labels = zip(*(key.named(column) for key, column in zip(self.keys, numbers, strict=True)), strict=True)
        order, labels = np.lexsort(places[::-1]), list(zip(*labels, strict=True))
        return counts.take(order.tolist()), [labels[i] for i in order.tolist()]


def combine(keys: Sequence[Key]) -> Key:
    """Number the combinations of several keys that occur; a row with any of them missing is in none."""
    columns = [key.numbered for key in keys]
    most = prod(max(len(labels), 1) for _, labels in columns)
    # Half the bytes a row where they hold every combination.
    codes = columns[0][0].astype(np.int32 if most <= np.iinfo(np.int32).max else np.int64)
    size = max(len(columns[0][1]), 1)
    for column, labels in columns[1:]:
        size *= max(len(labels), 1)
        if size > MOST_CODES:
            numbers, rows = _core.number_keys(codes)
            codes, size = numbers.astype(np.int64), len(rows) * len(labels)
        codes *= len(labels)
        codes += column
    missing = [none for column, _ in columns if (none := column < 0).any()]
    if missing:
        codes[np.logical_or.reduce(missing)] = -1
    numbered, rows = _core.number_keys(codes)
    if len(rows) and codes[rows[0]] < 0:
        numbered, rows = numbered - 1, rows[1:]
    found = [[labels[i] for i in column[rows].tolist()] for column, labels in columns]
    return Key(numbered, list(zip(*found, strict=True)))
