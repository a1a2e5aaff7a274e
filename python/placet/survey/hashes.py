"""Numbers for the values of a column that are the same in every library, on every machine, in any order of the rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _core
from ..engines.arrays import to_numpy
from ..frames import text
from . import keys

#: Values of arrays that are numbers.
NUMBERS = "biuf"


def hashes(name: str, values: Any) -> NDArray[np.int64]:
    """The hash of every value from 0 to 2⁶³ - 1, -1 where it is missing; see `_core.hash_numbers`.

    A whole number has the same whatever type holds it, also where it is written as text; a text by its bytes, whether
    the column is of text or of categories.
    """
    found = _of_array(values) if isinstance(values, np.ndarray) else _of_series(values)
    return _of_labels(*keys.number(name, values)) if found is None else found


def _of_array(values: np.ndarray) -> NDArray[np.int64] | None:
    kind, size = values.dtype.kind, values.dtype.itemsize
    if kind not in NUMBERS or values.dtype.char == "g":
        return None
    if kind == "f" and size < 4:
        values = values.astype(np.float32)
    return _core.hash_numbers(values if values.dtype.isnative else values.astype(values.dtype.newbyteorder("=")))


def _of_series(values: Any) -> NDArray[np.int64] | None:
    import narwhals.stable.v2 as nw

    if values.dtype == nw.String:
        return text.hashed(values)
    if not values.dtype.is_numeric() or values.dtype.is_decimal():
        return None
    lost = to_numpy(values.is_null()) if values.null_count() else None
    found = _of_array(to_numpy(values if lost is None else values.fill_null(0)))
    return found if found is None or lost is None else np.where(lost, -1, found)


def _of_labels(codes: NDArray[np.integer[Any]], labels: list[Any]) -> NDArray[np.int64]:
    """By the labels of a column that was numbered."""
    table = np.full(len(labels) + 1, -1, dtype=np.int64)
    for i, label in enumerate(labels):
        number = _of_array(np.array([label])) if isinstance(label, (int, float)) else None
        table[i] = (text.hashed_texts([str(label)]) if number is None else number)[0]
    return table[codes]
