"""One column of answers as a numeric array: what may be read as numbers, and what is refused with the fix named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from numbers import Real
from typing import Any

import numpy as np

from .._core import DataError
from ..checks import near
from .keys import is_null

Labels = Sequence[str] | Mapping[str, float]


def codes_for(name: str, na_codes: Any) -> list[Any]:
    """The codes of `na_codes` that apply to a column.

    A list applies to every column; a mapping has column names or shell patterns (`"Q7*"`) as keys, an exact name wins.
    """
    if isinstance(na_codes, Mapping):
        patterns = [key for key in na_codes if fnmatchcase(name, key)]
        chosen = na_codes[name] if name in na_codes else [c for key in patterns for c in _listed(na_codes[key])]
        return _listed(chosen)
    return _listed(na_codes)


def _listed(codes: Any) -> list[Any]:
    if codes is None:
        return []
    listed = list(codes) if isinstance(codes, Iterable) and not isinstance(codes, str) else [codes]
    for code in listed:
        if not isinstance(code, (str, Real)) or isinstance(code, bool):
            raise DataError(f"na_codes holds {code!r}; codes are numbers, or text for text columns")
    return listed


def check_codes(na_codes: Any, names: Sequence[str]) -> None:
    """Refuse codes that are neither numbers nor text, and a mapping whose key matches no column."""
    if not isinstance(na_codes, Mapping):
        _listed(na_codes)
        return
    for key, codes in na_codes.items():
        if not isinstance(key, str):
            raise DataError(f"na_codes has the key {key!r}; keys are column names or shell patterns such as 'q*'")
        if not any(key == name or fnmatchcase(str(name), key) for name in names):
            raise DataError(f"na_codes names {key!r}, which is not in the data; {near(key, names)}")
        _listed(codes)


def check_labels(name: str, labels: Any) -> None:
    """Refuse value labels that are neither a list of different labels nor a mapping from label to number."""
    if isinstance(labels, Mapping):
        wrong = [number for number in labels.values() if not isinstance(number, Real)]
        if wrong:
            raise DataError(f"value_labels[{name!r}] gives {wrong[0]!r} as a number; give every label a number")
        return
    if isinstance(labels, str) or not isinstance(labels, Sequence) or not all(isinstance(v, Hashable) for v in labels):
        raise DataError(
            f"value_labels[{name!r}]={labels!r} must be a list of labels from lowest to highest, or {{label: number}}"
        )
    twice = [label for label, count in Counter(labels).items() if count > 1]
    if twice:
        raise DataError(f"value_labels[{name!r}] names {twice[0]!r} twice; a label has one place on the scale")


def numeric(
    name: str, values: Any, na_codes: Sequence[Any], labels: Labels | None, low: float, high: float | None = None
) -> np.ndarray:
    """Read a column as numbers.

    Numbers and booleans are taken as they are, without a copy. An ordered category counts from `low` by the order of
    its categories unless these are numbers themselves, and must reach `high` where that is known. Text needs
    `value_labels`, or text codes in `na_codes` and numbers otherwise. Missing answers become NaN.
    """
    if labels is not None:
        return _by_label(name, _objects(values), _label_codes(name, labels, na_codes, low, high), na_codes)
    if isinstance(values, np.ndarray):
        return _from_array(name, values, na_codes)
    return _from_series(name, values, na_codes, low, high)


def _from_array(name: str, values: np.ndarray, na_codes: Sequence[Any]) -> np.ndarray:
    if values.ndim != 1:
        raise DataError(f"column {name!r} holds {values.shape[1]} values a row; give a column of one")
    if values.dtype.kind in "biuf":
        usable = values.dtype.isnative and values.dtype.itemsize <= 8 and values.dtype.char != "e"
        return values if usable else values.astype(np.float64)
    if values.dtype.kind in "OUS":
        return _from_text(name, values.astype(object), na_codes)
    raise DataError(f"column {name!r} is of type {values.dtype}; answers must be numbers")


def _from_series(name: str, values: Any, na_codes: Sequence[Any], low: float, high: float | None) -> np.ndarray:
    import narwhals.stable.v2 as nw

    dtype = values.dtype
    if (dtype == nw.Boolean and values.null_count()) or dtype.is_decimal() or dtype in (nw.Int128, nw.UInt128):
        values = values.cast(nw.Float64)
    elif dtype == nw.Enum or _is_ordered_dictionary(values):
        categories = values.cat.get_categories().to_list()
        codes = _category_numbers(categories, na_codes) or _label_codes(name, categories, na_codes, low, high)
        return _by_label(name, _objects(values), codes, na_codes)
    elif dtype == nw.Categorical:
        raise DataError(
            f"column {name!r} is an unordered category, so its answers have no order; make it an ordered category "
            "(an Enum in Polars), or pass value_labels={" + repr(name) + ": [lowest, ..., highest]}"
        )
    elif not (dtype.is_numeric() or dtype in (nw.Boolean, nw.String, nw.Object, nw.Unknown)):
        raise DataError(f"column {name!r} is of type {dtype}; answers must be numbers")
    return _from_array(name, values.to_numpy(), na_codes)


def _is_ordered_dictionary(values: Any) -> bool:
    # narwhals calls every PyArrow dictionary unordered; the type knows better.
    return bool(getattr(getattr(values.to_native(), "type", None), "ordered", False))


def _category_numbers(categories: Sequence[Any], na_codes: Sequence[Any]) -> dict[Any, float] | None:
    """The numbers that categories stand for, if they are numbers; one that means "no answer" may be text."""
    try:
        return {category: float(category) for category in categories if category not in na_codes}
    except (TypeError, ValueError):
        return None


def _label_codes(
    name: str, labels: Labels, na_codes: Sequence[Any], low: float, high: float | None
) -> Mapping[Any, float]:
    """Numbers of labels: those given, or from `low` on by their order; one that means "no answer" takes no place."""
    if isinstance(labels, Mapping):
        return labels
    placed = [label for label in labels if label not in na_codes]
    if high is not None and len(placed) != high - low + 1:
        raise DataError(
            f"column {name!r} has {len(placed)} ordered labels, but the scale {low:g}..{high:g} has "
            f"{high - low + 1:g} points; give the scale of the labels, such as scale=({low:g}, "
            f"{low + len(placed) - 1:g}), or their numbers, value_labels={{{name!r}: {{label: number}}}}"
        )
    return {label: low + position for position, label in enumerate(placed)}


def _objects(values: Any) -> np.ndarray:
    return np.asarray(values if isinstance(values, np.ndarray) else values.to_numpy(), dtype=object)


def _by_label(name: str, values: np.ndarray, codes: Mapping[Any, float], na_codes: Sequence[Any]) -> np.ndarray:
    codes = {**codes, **dict.fromkeys(na_codes, np.nan)}
    unknown = sorted({str(v) for v in values if not is_null(v) and v not in codes})
    if unknown:
        raise DataError(
            f"column {name!r} holds {unknown[0]!r}, which is not among its labels {list(codes)!r}; add it there"
        )
    return np.array([np.nan if is_null(v) else codes[v] for v in values], dtype=np.float64)


def _from_text(name: str, values: np.ndarray, na_codes: Sequence[Any]) -> np.ndarray:
    words = {code for code in na_codes if isinstance(code, str)}
    numbers = np.full(len(values), np.nan)
    text = None
    for row, value in enumerate(values):
        if is_null(value) or (isinstance(value, str) and value in words):
            continue
        try:
            if isinstance(value, (complex, np.ndarray)):  # numpy would take a part of it
                raise TypeError
            numbers[row] = float(value)
        except OverflowError:
            numbers[row] = np.inf  # which the scan refuses with its row
        except (TypeError, ValueError):
            raise DataError(_not_a_number(name, row, value, words)) from None
        text = text if text is not None or not isinstance(value, str) else (row, value)
    if text is not None and not words:
        raise DataError(
            f"column {name!r} holds numbers stored as text (row {text[0]}: {text[1]!r}); "
            "convert the column to numbers before the call"
        )
    return numbers


def _not_a_number(name: str, row: int, value: Any, words: set[str]) -> str:
    if words:
        known = ", ".join(repr(word) for word in sorted(words))
        return (
            f"column {name!r} holds {value!r} in row {row}, which is neither a number nor among the na_codes {known}; "
            "add it to na_codes if it means 'no answer'"
        )
    return (
        f"column {name!r} holds text (row {row}: {value!r}) where numbers are needed; if it means 'no answer' pass "
        f"na_codes=[{value!r}], if it is a label pass value_labels={{{name!r}: [lowest, ..., highest]}}"
    )
