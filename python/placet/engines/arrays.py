"""Series as arrays of numpy, and rows by an array of their numbers, without what importing pandas would take."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Types of PyArrow whose memory is that of an array, or its bits.
PLAIN = {f"{sign}int{bits}": np.dtype(f"{sign}int{bits}") for sign in ("", "u") for bits in (8, 16, 32, 64)}
PLAIN |= {"float": np.dtype(np.float32), "double": np.dtype(np.float64), "bool": np.dtype(np.bool_)}


def to_numpy(values: Any) -> NDArray[Any]:
    """A series of narwhals as an array, as its `to_numpy` gives it.

    Numbers of PyArrow are read where they lie: its own way imports pandas, which takes longer than most calls.
    """
    if values.implementation.is_pyarrow():
        native = values.to_native()
        dtype = PLAIN.get(str(native.type))
        if dtype is not None and (dtype.kind != "b" or not native.null_count):
            parts = [_array(part, dtype) for part in getattr(native, "chunks", [native])]
            return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, dtype), *parts])
    return values.to_numpy()


def rows_of(frame: Any, rows: NDArray[np.int64]) -> Any:
    """Some rows of a frame of narwhals."""
    if not frame.implementation.is_pyarrow():
        return frame[rows.tolist()]
    import narwhals.stable.v2 as nw

    pa, memory = sys.modules["pyarrow"], np.ascontiguousarray(rows, dtype=np.int64)
    numbers = pa.Array.from_buffers(pa.int64(), len(rows), [None, pa.py_buffer(memory)])
    return nw.from_native(frame.to_native().take(numbers), eager_only=True)


def _array(part: Any, dtype: np.dtype[Any]) -> NDArray[Any]:
    """An array of PyArrow; what is missing is no number, so that whole numbers with gaps become floats."""
    present, memory = part.buffers()
    if dtype.kind == "b":
        return _bits(memory, part)
    if not len(part):
        return np.empty(0, dtype)
    found = np.frombuffer(memory, dtype, len(part), part.offset * dtype.itemsize)
    if not part.null_count:
        return found
    return np.where(_bits(present, part), found, np.nan if dtype.kind == "f" else np.float64(np.nan))


def _bits(memory: Any, part: Any) -> NDArray[np.bool_]:
    if not len(part):
        return np.empty(0, np.bool_)
    bits = np.unpackbits(np.frombuffer(memory, np.uint8), count=part.offset + len(part), bitorder="little")
    return bits[part.offset :].view(np.bool_)
