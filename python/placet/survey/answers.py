"""One column of answers as a numeric array: what may be read as numbers, and what is refused with the fix named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from numbers import Real
from typing import Any

import numpy as np

from .._core import DataError

Labels = Sequence[str] | Mapping[str, float]


def codes_for(name: str, na_codes: Any) -> list[Any]:
    """The codes of `na_codes` that apply to a column.

    A list applies to every column; a mapping has column names or shell patterns (`"Q7*"`) as keys, an exact name wins.
    """
    if na_codes is None:
        return []
    if isinstance(na_codes, Mapping):
        patterns = [key for key in na_codes if fnmatchcase(name, key)]
        chosen = na_codes[name] if name in na_codes else [c for key in patterns for c in _listed(na_codes[key])]
        return _listed(chosen)
    return _listed(na_codes)


def _listed(codes: Any) -> list[Any]:
    listed = [codes] if isinstance(codes, (str, Real)) else list(codes)
    for code in listed:
        if not isinstance(code, (str, Real)):
            raise DataError(f"na_codes holds {code!r}; codes are numbers, or text for text columns")
    return listed


def numeric(name: str, values: Any, na_codes: Sequence[Any], labels: Labels | None, low: float) -> np.ndarray:
    """Read a column as numbers.

    Numbers and booleans are taken as they are, without a copy. An ordered category counts from `low` by the order of
    its categories unless these are numbers themselves. Text needs `value_labels`, or text codes in `na_codes` and
    numbers otherwise. Missing answers become NaN.
    """
    if labels is not None:
        return _by_label(name, _objects(values), labels, na_codes, low)
    if isinstance(values, np.ndarray):
        return _from_array(name, values, na_codes)
    return _from_series(name, values, na_codes, low)


def _from_array(name: str, values: np.ndarray, na_codes: Sequence[Any]) -> np.ndarray:
    if values.dtype.kind in "biuf":
        usable = values.dtype.isnative and values.dtype.itemsize <= 8 and values.dtype != np.float16
        return values if usable else values.astype(np.float64)
    if values.dtype.kind in "OUS":
        return _from_text(name, values.astype(object), na_codes)
    raise DataError(f"column {name!r} is of type {values.dtype}; answers must be numbers")


def _from_series(name: str, values: Any, na_codes: Sequence[Any], low: float) -> np.ndarray:
    import narwhals.stable.v2 as nw

    dtype = values.dtype
    if (dtype == nw.Boolean and values.null_count()) or dtype.is_decimal():
        values = values.cast(nw.Float64)
    elif dtype == nw.Enum:
        categories = values.cat.get_categories().to_list()
        return _by_label(name, _objects(values), _category_codes(categories, low), na_codes, low)
    elif dtype == nw.Categorical:
        raise DataError(
            f"column {name!r} is an unordered category, so its answers have no order; make it an ordered category, "
            "or pass value_labels={" + repr(name) + ": [lowest, ..., highest]}"
        )
    elif not (dtype.is_numeric() or dtype in (nw.Boolean, nw.String, nw.Object, nw.Unknown)):
        raise DataError(f"column {name!r} is of type {dtype}; answers must be numbers")
    return _from_array(name, values.to_numpy(), na_codes)


def _category_codes(categories: Sequence[str], low: float) -> dict[str, float]:
    try:
        return {category: float(category) for category in categories}
    except (TypeError, ValueError):
        return {category: low + position for position, category in enumerate(categories)}


def _objects(values: Any) -> np.ndarray:
    return np.asarray(values if isinstance(values, np.ndarray) else values.to_numpy(), dtype=object)


def _by_label(name: str, values: np.ndarray, labels: Labels, na_codes: Sequence[Any], low: float) -> np.ndarray:
    codes = dict(labels) if isinstance(labels, Mapping) else {label: low + i for i, label in enumerate(labels)}
    codes.update(dict.fromkeys(na_codes, np.nan))
    unknown = sorted({str(v) for v in values if not _is_null(v) and v not in codes})
    if unknown:
        raise DataError(
            f"column {name!r} holds {unknown[0]!r}, which is not among its labels {list(codes)!r}; add it there"
        )
    return np.array([np.nan if _is_null(v) else codes[v] for v in values], dtype=np.float64)


def _from_text(name: str, values: np.ndarray, na_codes: Sequence[Any]) -> np.ndarray:
    words = {code for code in na_codes if isinstance(code, str)}
    numbers = np.full(len(values), np.nan)
    for row, value in enumerate(values):
        if _is_null(value) or (isinstance(value, str) and value in words):
            continue
        if isinstance(value, str) and not words:
            raise DataError(
                f"column {name!r} holds text (row {row}: {value!r}) where numbers are needed; pass value_labels="
                "{"
                + repr(name)
                + ": [lowest, ..., highest]} for labels, or name the words that mean 'no answer' in na_codes"
            )
        try:
            numbers[row] = float(value)
        except (TypeError, ValueError):
            raise DataError(
                f"column {name!r} holds {value!r} in row {row}, which is neither a number "
                f"nor in na_codes={list(na_codes)!r}"
            ) from None
    return numbers


def _is_null(value: Any) -> bool:
    return value is None or value != value or type(value).__name__ == "NAType"


def check_range(column: tuple[str, np.ndarray, list[float]], low: float, high: float) -> None:
    """Refuse an answer outside a continuous scale."""
    name, values, codes = column
    if not len(values) or (np.nanmin(values, initial=high) >= low and np.nanmax(values, initial=low) <= high):
        return
    outside = np.flatnonzero(((values < low) | (values > high)) & ~np.isin(values, codes))
    if len(outside):
        row = int(outside[0])
        value = f"{float(values[row]):g}"
        raise DataError(
            f"column {name!r} holds {value} in row {row}, which is outside the scale {low:g}..{high:g}; "
            f"if {value} means 'no answer' pass na_codes=[{value}], otherwise give the scale with scale=(low, high)"
        )
