"""Dictionaries of Arrow: text and categories as codes and labels, which differ between the parts of the data."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np

from .._core import DataError
from ..checks import some


def as_one(table: Any) -> Any:
    """A table whose dictionaries are the same in all of its pieces, through narwhals."""
    import narwhals.stable.v2 as nw

    native = getattr(table, "to_native", lambda: table)()
    for at, field in enumerate(native.schema):
        if hasattr(field.type, "index_type"):
            native = native.set_column(at, field.name, unified(field.name, native.column(at)))
    return nw.from_native(native, eager_only=True)


def is_text(kind: Any) -> bool:
    """Whether a type is text, or categories that are text."""
    return "string" in str(getattr(kind, "value_type", kind))


def unified(name: str, column: Any) -> Any:
    """A column of categories whose pieces have one dictionary: that of them all, or the labels as they came.

    The way that PyArrow has for it reads what stands behind gaps, which is anything in what it grouped, and crashes.
    """
    first = column.chunks[0].dictionary if column.chunks else None
    if all(chunk.dictionary is first or chunk.dictionary.equals(first) for chunk in column.chunks):
        return column
    arrow, kind = sys.modules["pyarrow"], column.type
    own = [chunk.dictionary.to_pylist() for chunk in column.chunks]
    found = _in_one_order(name, own) if kind.ordered else chain.from_iterable(own)
    place = {label: i for i, label in enumerate(dict.fromkeys(found))}
    if len(place) > np.iinfo(kind.index_type.to_pandas_dtype()).max:
        raise DataError(f"column {name!r} of {kind} has {len(place):,} labels in all parts of the data; make it text")
    labels, pieces = arrow.array(list(place), kind.value_type), []
    for chunk, listed in zip(column.chunks, own, strict=True):
        codes = chunk.indices.cast("int64").fill_null(-1).to_numpy(zero_copy_only=False)
        codes = np.array([*(place[label] for label in listed), -1])[codes]
        indices = arrow.array(np.maximum(codes, 0), mask=codes < 0).cast(kind.index_type)
        pieces.append(arrow.DictionaryArray.from_arrays(indices, labels, ordered=kind.ordered))
    return arrow.chunked_array(pieces, kind)


def _in_one_order(name: str, own: list[list[Any]]) -> list[Any]:
    """The order of an ordered category whose parts may lack labels; refuses parts that no order is that of."""
    longest = max(own, key=len)
    place = {label: i for i, label in enumerate(longest)}
    for labels in own:
        places = [place.get(label, -1) for label in labels]
        if -1 in places or places != sorted(places):
            raise DataError(
                f"column {name!r} is an ordered category of [{some(longest)}] in a part of the data and of "
                f"[{some(labels)}] in another, and what comes before what is not the same in both; give all parts the "
                "same categories"
            )
    return longest


def with_dictionaries(data: Any, columns: Sequence[str]) -> Any:
    """A folder of Parquet files whose text comes as the files hold it mostly: as codes, and labels once.

    To write every label out takes longer than all the rest of reading it. Other data are as they are.
    """
    pa, dataset = sys.modules["pyarrow"], sys.modules["pyarrow.dataset"]
    text = {name for name in columns if data.schema.field(name).type in (pa.string(), pa.large_string())}
    plain = type(data) is dataset.FileSystemDataset and type(data.format) is dataset.ParquetFileFormat
    if not text or not plain or getattr(data, "_scan_options", {"unknown": True}):
        return data
    given = data.format
    options = dataset.ParquetReadOptions(
        dictionary_columns=text | given.read_options.dictionary_columns,
        coerce_int96_timestamp_unit=given.read_options.coerce_int96_timestamp_unit,
    )
    form = dataset.ParquetFileFormat(options, default_fragment_scan_options=given.default_fragment_scan_options)
    parts = [
        form.make_fragment(part.path, part.filesystem, part.partition_expression, [g.id for g in part.row_groups])
        for part in data.get_fragments()
    ]
    kinds = data.schema
    for name in text:
        at = kinds.get_field_index(name)
        field = kinds.field(at)
        kinds = kinds.set(at, field.with_type(pa.dictionary(pa.int32(), field.type)))
    return dataset.FileSystemDataset(parts, kinds, form, data.filesystem)
