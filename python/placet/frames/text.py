"""Text and categories as numbers, by what each library does best; none of the libraries is imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _core
from ..engines.arrays import to_numpy
from ..engines.dictionaries import unified

Numbers = tuple[np.ndarray, list[Any]]


def objects(values: Any) -> np.ndarray:
    """A column as an array, of objects where it holds categories; `to_numpy` of PyArrow loses the gaps of these."""
    import narwhals.stable.v2 as nw

    if not values.implementation.is_pyarrow() or values.dtype not in (nw.Categorical, nw.Enum):
        return to_numpy(values)
    found = np.empty(len(values), dtype=object)
    found[:] = values.to_list()
    return found


def number(values: Any) -> Numbers | None:
    """Number a text column: codes, -1 for missing, and the label of each; None where there is no fast way."""
    native = _in_one_piece(values)
    if native is None:
        return number_objects(values)
    from . import arrow

    with arrow.column(native) as part:
        if part is None or part.format not in ("u", "U", "vu"):
            return None
        return _views(part) if part.format == "vu" else _texts(part)


def _in_one_piece(values: Any) -> Any:
    """The column as an object that gives its Arrow memory away; None if the library holds it in another form."""
    native = values.to_native()
    if values.implementation.is_polars():
        whole = native.rechunk() if native.n_chunks() > 1 else native
        return whole if hasattr(whole, "__arrow_c_stream__") else None  # Polars has it from 1.3 on
    if values.implementation.is_pandas() and getattr(native.dtype, "storage", None) == "pyarrow":
        native = native.array.__arrow_array__()
    elif not values.implementation.is_pyarrow():
        return None
    if not hasattr(native, "num_chunks"):
        return native
    return native.chunk(0) if native.num_chunks == 1 else native.combine_chunks()


def number_objects(values: Any) -> Numbers | None:
    """Number a column of Python objects by the way pandas has for it."""
    if not values.implementation.is_pandas():
        return None
    codes, labels = values.to_native().factorize()
    return codes, list(labels)


def number_fixed(values: np.ndarray) -> Numbers:
    """Number an array of text of fixed width."""
    values = np.ascontiguousarray(values)
    bounds = np.arange(len(values) + 1, dtype=np.int64) * values.dtype.itemsize
    codes, rows = _core.number_text(values.view(np.uint8), bounds, None)
    return codes, values[rows].tolist()


def category_codes(values: Any) -> Numbers | None:
    """Number a category column by the codes it has already; None where they are not to be had."""
    native, enum = values.to_native(), getattr(values.dtype, "categories", None)
    if values.implementation.is_polars():
        codes = native.to_physical()
        codes = (codes.cast(int).fill_null(-1) if native.null_count() else codes).to_numpy()
        if enum is not None:
            return codes, list(enum)
        # Polars has one list of categories for all columns, which may be long.
        codes, rows = _core.number_keys(codes)
        labels = native.gather(rows).to_list()
        if None in labels:
            codes[codes == labels.index(None)] = -1
        return codes, labels
    if hasattr(native, "cat"):
        return native.cat.codes.to_numpy(), native.cat.categories.tolist()
    array = _dictionary_array(values)
    return None if array is None else _dictionary(array)


def categories(values: Any) -> list[Any]:
    """The categories of an ordered column."""
    return values.cat.get_categories().to_list() if hasattr(values.to_native(), "cat") else _own_labels(values)


def _own_labels(values: Any) -> list[Any]:
    return list(dict.fromkeys(_dictionary_array(values).dictionary.to_pylist()))


def _dictionary_array(values: Any) -> Any:
    """The column as one Arrow array; None if the library has another form."""
    native = values.to_native()
    if values.implementation.is_pandas() and hasattr(native.array, "__arrow_array__"):
        native = native.array.__arrow_array__()
    elif not values.implementation.is_pyarrow():
        return None
    return unified(values.name, native).combine_chunks() if hasattr(native, "chunks") else native


def is_ordered(values: Any) -> bool:
    """Whether a category column says that its categories have an order."""
    import narwhals.stable.v2 as nw

    # narwhals calls every dictionary of PyArrow unordered; the type knows better.
    return values.dtype == nw.Enum or bool(getattr(_dictionary_type(values), "ordered", False))


def may_be_ordered(values: Any) -> bool:
    """Whether a dictionary may be an enum of DuckDB, which gives it to Arrow in its order and does not say so."""
    kind = _dictionary_type(values)
    return str(getattr(kind, "index_type", "")) in ("uint8", "uint16") and not kind.ordered


def _dictionary_type(values: Any) -> Any:
    """The type of an Arrow dictionary, in PyArrow or pandas."""
    native = values.to_native()
    return getattr(native, "type", None) or getattr(getattr(native, "dtype", None), "pyarrow_dtype", None)


def _dictionary(array: Any) -> Numbers | None:
    labels = array.dictionary.to_pylist() if hasattr(array, "dictionary") else []
    if None in labels or len(set(labels)) < max(1, len(labels)):
        return None
    indices = array.indices
    indices = indices.cast("int64").fill_null(-1) if indices.null_count else indices
    return indices.to_numpy(), labels


def hashed(values: Any) -> np.ndarray | None:
    """The hash of every text of a column, -1 for missing; None where there is no fast way."""
    native = _in_one_piece(values)
    if native is None:
        return None
    from . import arrow

    with arrow.column(native) as part:
        if part is None or part.format not in ("u", "U", "vu"):
            return None
        if part.format == "vu":
            return _core.hash_views(*_views_of(part), part.present)
        return _core.hash_text(*_texts_of(part), part.present)


def hashed_texts(texts: Sequence[str]) -> np.ndarray:
    """The hash of every one of some texts."""
    encoded = [text.encode() for text in texts]
    bounds = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return _core.hash_text(np.frombuffer(b"".join(encoded), np.uint8), bounds, None)


def _texts(part: Any) -> Numbers:
    data, bounds = _texts_of(part)
    codes, rows = _core.number_text(data, bounds, part.present)
    return codes, [data[bounds[row] : bounds[row + 1]].tobytes().decode(errors="replace") for row in rows]


def _texts_of(part: Any) -> tuple[np.ndarray, np.ndarray]:
    """All bytes, and where each text begins."""
    end = part.start + part.length
    bounds = part.buffer(1, np.int32 if part.format == "u" else np.int64, end + 1)[part.start :]
    return part.buffer(2, np.uint8, int(bounds[-1])), bounds


def _views(part: Any) -> Numbers:
    views, buffers = _views_of(part)
    codes, rows = _core.number_views(views, buffers, part.present)
    return codes, [_text(views[2 * row : 2 * row + 2], buffers) for row in rows]


def _views_of(part: Any) -> tuple[np.ndarray, list[np.ndarray]]:
    """Two words for every text, and the memory of long ones."""
    sizes = part.buffer(part.n_buffers - 1, np.int64, part.n_buffers - 3)
    buffers = [part.buffer(2 + i, np.uint8, int(size)) for i, size in enumerate(sizes)]
    return part.buffer(1, np.uint64, 2 * (part.start + part.length))[2 * part.start :], buffers


def _text(view: np.ndarray, buffers: list[np.ndarray]) -> str:
    """The text of a view: in it after its length, or where its last two numbers say."""
    length, _, buffer, start = view.view(np.int32).tolist()
    data = view.view(np.uint8)[4:] if length <= 12 else buffers[buffer][start:]
    return data[:length].tobytes().decode(errors="replace")
