"""Columns of text as they lie in memory, read through the Arrow C interface: no copy, and no library imported.

The interface is a stable part of the Arrow format: https://arrow.apache.org/docs/format/CDataInterface.html
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np


class _Schema(ctypes.Structure):
    _fields_ = (
        ("format", ctypes.c_char_p),
        ("name", ctypes.c_char_p),
        ("metadata", ctypes.c_void_p),
        ("flags", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


class _Array(ctypes.Structure):
    _fields_ = (
        ("length", ctypes.c_int64),
        ("null_count", ctypes.c_int64),
        ("offset", ctypes.c_int64),
        ("n_buffers", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("buffers", ctypes.POINTER(ctypes.c_void_p)),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


class _Stream(ctypes.Structure):
    _fields_ = (
        ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(_Schema))),
        ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(_Array))),
        ("get_last_error", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


@dataclass(frozen=True)
class Part:
    """A part of a column.

    Attributes
    ----------
    format : str
        Name of the layout: `"u"` and `"U"` for text with bounds of 32 and 64 bits, `"vu"` for views.
    length : int
        Rows.
    start : int
        Row of the memory that is the first of the part.
    """

    format: str
    length: int
    start: int
    _buffers: tuple[int | None, ...]
    _nulls: int

    def buffer(self, index: int, dtype: Any, count: int) -> np.ndarray:
        """The first numbers of a buffer."""
        address, size = self._buffers[index], count * np.dtype(dtype).itemsize
        if not size or address is None:
            return np.zeros(0, dtype)
        return np.frombuffer(memoryview((ctypes.c_uint8 * size).from_address(address)), dtype)

    @property
    def present(self) -> np.ndarray | None:
        """1 for every row that has a value, 0 for the others; None if all have one."""
        if not self._nulls or self._buffers[0] is None:
            return None
        end = self.start + self.length
        return np.unpackbits(self.buffer(0, np.uint8, -(-end // 8)), bitorder="little")[self.start : end]

    @property
    def n_buffers(self) -> int:
        """How many buffers there are."""
        return len(self._buffers)


@contextmanager
def column(exporter: Any) -> Iterator[Part | None]:
    """The memory of a column for as long as the block lasts; None for a column in several pieces."""
    # What a capsule holds is released with it.
    if hasattr(exporter, "__arrow_c_array__"):
        of_schema, of_array = exporter.__arrow_c_array__()
        schema = _Schema.from_address(_address(of_schema, b"arrow_schema"))
        array = _Array.from_address(_address(of_array, b"arrow_array"))
        yield _part(schema, array)
        return
    capsule = exporter.__arrow_c_stream__()
    address = _address(capsule, b"arrow_array_stream")
    stream, schema, array, rest = _Stream.from_address(address), _Schema(), _Array(), _Array()
    failed = stream.get_schema(address, schema) or stream.get_next(address, array) or stream.get_next(address, rest)
    try:
        yield None if failed or not array.release or rest.release else _part(schema, array)
    finally:
        for held in (schema, array, rest):
            if held.release:
                ctypes.CFUNCTYPE(None, ctypes.c_void_p)(held.release)(ctypes.addressof(held))


def _address(capsule: Any, name: bytes) -> int:
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)
    return pointer(capsule, name)


def _part(schema: _Schema, array: _Array) -> Part:
    buffers = tuple(array.buffers[i] for i in range(array.n_buffers))
    return Part(schema.format.decode(), array.length, array.offset, buffers, array.null_count)
