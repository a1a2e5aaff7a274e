"""One column of answers as a numeric array: what may be read as numbers, and what is refused with the fix named."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from numbers import Real
from typing import Any

import numpy as np

from .._core import DataError
from ..checks import near, real, some
from ..engines.arrays import to_numpy
from ..frames import text
from ..types import Column
from .keys import is_null
from .label_numbers import is_anchor, leading_numbers, number_of, ordered_numbers
from .no_answer import says_nothing
from .value_labels import ValueLabels, label_of_code, number_of_label


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
    if codes is None:
        return []
    listed = list(codes) if isinstance(codes, Iterable) and not isinstance(codes, str) else [codes]
    for code in listed:
        if not isinstance(code, (str, Real)) or isinstance(code, bool):
            raise DataError(f"na_codes holds {code!r}; codes are numbers, or text for text columns")
    return listed


def blanked(values: Any, codes: Sequence[Any]) -> np.ndarray:
    """A column of the design without the codes that mean no answer."""
    return np.array([None if is_null(v) or v in codes else v for v in objects(values)], dtype=object)


def check_codes(na_codes: Any, names: Sequence[str]) -> None:
    """Refuse codes that are neither numbers nor text, and a mapping whose key matches no column."""
    if na_codes is None:
        return
    if not isinstance(na_codes, Mapping):
        _listed(na_codes)
        return
    known = frozenset(names)
    for key, codes in na_codes.items():
        if not isinstance(key, str):
            raise DataError(f"na_codes has the key {key!r}; keys are column names or shell patterns such as 'q*'")
        if key not in known and not any(fnmatchcase(str(name), key) for name in names):
            raise DataError(f"na_codes names {key!r}, which is not in the data; {near(key, names)}")
        _listed(codes)


def numeric(
    name: str,
    values: Any,
    na_codes: Sequence[Any],
    labels: ValueLabels | None,
    low: float,
    high: float | None = None,
    events: bool = True,
) -> np.ndarray:
    """Read a column as numbers.

    Numbers are taken as they are, without a copy, and so are true and false as 1 and 0 where `events` may stand among
    answers. Labels of categories, of `value_labels` and text are the numbers they begin with, if they all do; an
    ordered category counts from `low` by the order of its categories otherwise, and must reach `high` where that is
    known. Numbers stored as text are read beside text codes in `na_codes`. Missing answers become NaN, and labels that
    say there is no answer must be among the `na_codes`.
    """
    if labels is not None and not (isinstance(labels, Mapping) and _are_numbers(values)):
        found, numbers = objects(values), label_codes(name, labels, na_codes, low, high)
        if isinstance(labels, Mapping):  # where only the ends have labels, the points between are numbers
            numbers = {**{v: number for v in found if (number := _as_number(v)) is not None}, **numbers}
        return _by_label(name, found, numbers, na_codes)
    array = values if isinstance(values, np.ndarray) else _from_series(name, values, na_codes, low, high, events)
    if array.ndim != 1:
        raise DataError(f"column {name!r} holds {array.shape[1]} values a row; give a column of one")
    if array.dtype.kind in "OUS":
        array = _from_text(name, array.astype(object), na_codes, None if events else _is_event(name, low, high))
    dtype = array.dtype
    if dtype.kind == "b" and not events:
        raise _is_event(name, low, high)
    if dtype.kind not in "biuf":
        raise DataError(f"column {name!r} is of type {dtype}; answers must be numbers")
    usable = dtype.isnative and dtype.itemsize <= 8 and dtype.char != "e"
    return array if usable else array.astype(np.float64)


def column(
    name: str, values: Any, na_codes: Sequence[Any], labels: Any, ends: tuple[float, float | None, bool]
) -> Column:
    """A column of numbers, and the codes in it that mean no answer."""
    array, codes = numeric(name, values, na_codes, labels, *ends), _numbers(na_codes)
    if isinstance(labels, Mapping):
        _check_called(name, array, codes, labels)
    return name, array, codes


def _numbers(codes: Sequence[Any]) -> list[float]:
    return [real(code) for code in codes if not isinstance(code, str)]


def _check_called(name: str, array: np.ndarray, codes: Sequence[float], labels: Mapping[Any, Any]) -> None:
    """Refuse numbers that are called "don't know" or the like and were not said to be no answers."""
    for code, label in label_of_code(labels).items():
        if isinstance(label, str) and says_nothing(label) and code not in codes and (array == code).any():
            row = int(np.flatnonzero(array == code)[0])
            raise DataError(
                f"column {name!r} holds {code:g} in row {row}, which its label {label!r} says is no answer; pass "
                f"na_codes={[*codes, code]!r}, or call it otherwise if it is one"
            )


def _is_event(name: str, low: float, high: float | None) -> DataError:
    scale = "answers on a scale" if high is None else f"points of the scale {low:g}..{high:g}"
    return DataError(
        f"column {name!r} holds true and false, which are no {scale} but an event; its share is "
        f"top_box(data, {name!r}, scale=(0, 1)), and a model may explain it or take it for a driver"
    )


def refuse_codes_of_weights(name: str, na_codes: Any) -> None:
    """Refuse codes of no answer for weights that were added up where they live."""
    if isinstance(na_codes, Mapping) and name in na_codes and codes_for(name, na_codes):
        raise DataError(
            f"na_codes names the weights column {name!r}, whose rows cannot be looked at one by one; leave them out "
            "by a filter"
        )


def measure(role: str, name: str, values: Any) -> np.ndarray:
    """Read a column of numbers that are no answers, such as weights: words and their places are none."""
    if not isinstance(values, np.ndarray):
        import narwhals.stable.v2 as nw

        worded = values.dtype in (nw.Enum, nw.Categorical)
        values = objects(values) if worded else _from_series(name, values, (), 0.0, None, True)
    if values.dtype.kind in "OUS":
        words = ((row, value) for row, value in enumerate(values.astype(object)) if isinstance(value, (str, bytes)))
        row, word = next(words, (0, None))
        if word is not None:
            raise DataError(
                f"the {role} column {name!r} does not hold numbers (row {row}: {word!r}); {_made_number(word)}"
            )
    return numeric(name, values, (), None, 0.0)


def _made_number(word: str | bytes) -> str:
    """How a word becomes a number."""
    said = word.decode(errors="replace") if isinstance(word, bytes) else word
    if number_of(said) is not None and not is_anchor(said):
        return "convert the column to numbers before the call"
    if said.count(",") == 1 and number_of(said.replace(",", ".")) is not None:
        return "replace its decimal comma by a point, and convert the column to numbers before the call"
    return "put a number in place of every word before the call"


def _from_series(
    name: str, values: Any, na_codes: Sequence[Any], low: float, high: float | None, events: bool
) -> np.ndarray:
    """A column of a data frame as an array: of numbers, or of objects that may be numbers."""
    import narwhals.stable.v2 as nw

    dtype = values.dtype
    if dtype == nw.Boolean and not events:
        raise _is_event(name, low, high)
    if (dtype == nw.Boolean and values.null_count()) or dtype.is_decimal() or dtype in (nw.Int128, nw.UInt128):
        values = values.cast(nw.Float64)
    elif dtype in (nw.Enum, nw.Categorical):
        return _by_label(name, objects(values), _categories(name, values, na_codes, low, high, events), na_codes)
    elif not (dtype.is_numeric() or dtype in (nw.Boolean, nw.String, nw.Object, nw.Unknown)):
        raise DataError(f"column {name!r} is of type {dtype}; answers must be numbers")
    return to_numpy(values)


def _categories(
    name: str, values: Any, na_codes: Sequence[Any], low: float, high: float | None, events: bool
) -> Mapping[Any, float]:
    """The numbers of categories: by their order, where they have one, or else those they begin with."""
    ordered = text.is_ordered(values)
    labels = text.categories(values) if ordered else values.drop_nulls().unique().to_list()
    if not events and any(isinstance(label, (bool, np.bool_)) for label in labels):
        raise _is_event(name, low, high)
    if ordered:
        return label_codes(name, labels, na_codes, low, high)
    numbers = leading_numbers(label for label in labels if label not in na_codes and not says_nothing(label))
    if numbers is None and labels:
        raise DataError(
            f"column {name!r} is an unordered category, so its answers have no order; make it an ordered category "
            "(an Enum in Polars), or pass value_labels={" + repr(name) + ": [lowest, ..., highest]}"
        )
    return numbers or {}


def has_order(values: Any) -> bool:
    """Whether the answers of a column that could not be read have an order all the same: they are no mere groups."""
    import narwhals.stable.v2 as nw

    if isinstance(values, nw.Series) and values.dtype in (nw.Enum, nw.Categorical) and text.is_ordered(values):
        return True
    return any(map(is_anchor, objects(values)))


def label_codes(
    name: str, labels: ValueLabels, na_codes: Sequence[Any], low: float, high: float | None
) -> Mapping[Any, float]:
    """Numbers of labels: those given, or those that follow from their order."""
    if not isinstance(labels, Mapping):
        return ordered_numbers(name, labels, na_codes, low, high)
    numbers = number_of_label(name, labels)
    return {k: v for k, v in numbers.items() if not says_nothing(k) or v != v or v in na_codes}


def words_of_points(name: str, values: Any, na_codes: Sequence[Any], labels: Any, low: float) -> dict[float, str]:
    """What the points of a scale are called, by their numbers, where `numeric` read labels or ordered categories."""
    import narwhals.stable.v2 as nw

    if isinstance(labels, Mapping):
        return {code: str(label) for code, label in label_of_code(labels).items()}
    if labels is None:
        worded = isinstance(values, nw.Series) and values.dtype in (nw.Enum, nw.Categorical)
        if not worded or not text.is_ordered(values):
            return {}
        labels = text.categories(values)
    return {number: str(label) for label, number in label_codes(name, labels, na_codes, low, None).items()}


def _as_number(value: Any) -> float | None:
    try:
        return None if is_null(value) or isinstance(value, (bool, np.bool_)) else float(value)
    except (TypeError, ValueError):
        return None


def _are_numbers(values: Any) -> bool:
    """Whether a column holds numbers, which stand for themselves whatever they are called."""
    return values.dtype.kind in "biuf" if isinstance(values, np.ndarray) else values.dtype.is_numeric()


def objects(values: Any) -> np.ndarray:
    """A column as Python objects."""
    return np.asarray(values if isinstance(values, np.ndarray) else text.objects(values), dtype=object)


def _by_label(name: str, values: np.ndarray, codes: Mapping[Any, float], na_codes: Sequence[Any]) -> np.ndarray:
    codes = {**codes, **dict.fromkeys(na_codes, np.nan)}
    unknown = sorted({v for v in values if not is_null(v) and v not in codes}, key=str)
    idle = [label for label in unknown if says_nothing(label)]
    if idle:
        row = next(row for row, value in enumerate(values) if value in idle)
        raise DataError(_no_answer(name, row, values[row], [*na_codes, *idle]))
    if unknown:
        raise DataError(
            f"column {name!r} holds {str(unknown[0])!r}, which is not among its labels [{some(codes)}]; add it there, "
            f"or pass na_codes=[{unknown[0]!r}] if it means 'no answer'"
        )
    return np.array([np.nan if is_null(v) else codes[v] for v in values], dtype=np.float64)


def _no_answer(name: str, row: int, label: str, codes: list[Any]) -> str:
    return (
        f"column {name!r} holds {label!r} in row {row}, which says that there is no answer and is no point of a scale; "
        f"pass na_codes={codes!r}"
    )


def _from_text(name: str, values: np.ndarray, na_codes: Sequence[Any], event: DataError | None) -> np.ndarray:
    words = {code for code in na_codes if isinstance(code, str)}
    numbers = np.full(len(values), np.nan)
    stored = None
    for row, value in enumerate(values):
        if is_null(value) or (isinstance(value, str) and value in words):
            continue
        if event is not None and isinstance(value, (bool, np.bool_)):
            raise event
        try:
            if isinstance(value, (complex, np.ndarray)):  # numpy would take a part of it
                raise TypeError
            numbers[row] = float(value)
        except OverflowError:
            numbers[row] = np.inf  # which the scan refuses with its row
        except (TypeError, ValueError):
            return _from_anchors(name, row, values, na_codes)
        stored = stored if stored is not None or not isinstance(value, str) else (row, value)
    if stored is not None and not words:
        raise DataError(
            f"column {name!r} holds numbers stored as text (row {stored[0]}: {stored[1]!r}); "
            "convert the column to numbers before the call"
        )
    return numbers


def _from_anchors(name: str, row: int, values: np.ndarray, na_codes: Sequence[Any]) -> np.ndarray:
    """Text that begins with numbers, such as "10 - Extremely likely"; `row` is the first that is none itself."""
    # A record of numpy is hashable by its type, and is not.
    if not all(isinstance(value, Hashable) and not isinstance(value, np.void) for value in values):
        raise DataError(_not_a_number(name, row, values[row], {code for code in na_codes if isinstance(code, str)}))
    labels = {v for v in values if not is_null(v) and v not in na_codes}
    numbers = leading_numbers(label for label in labels if not says_nothing(label))
    if numbers is None:
        raise DataError(_not_a_number(name, row, values[row], {code for code in na_codes if isinstance(code, str)}))
    return _by_label(name, values, numbers, na_codes)


def _not_a_number(name: str, row: int, value: Any, words: set[str]) -> str:
    if says_nothing(value):
        return _no_answer(name, row, value, [*sorted(words), value])
    if words:
        return (
            f"column {name!r} holds {value!r} in row {row}, which is neither a number nor among the na_codes "
            f"{some(sorted(words))}; add it to na_codes if it means 'no answer'"
        )
    return (
        f"column {name!r} holds text (row {row}: {value!r}) where numbers are needed; if it is a label pass "
        f"value_labels={{{name!r}: [lowest, ..., highest]}}, if it means 'no answer' pass na_codes=[{value!r}]"
    )
