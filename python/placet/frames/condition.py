"""Which rows of a frame a survey is filtered to: columns of true and false, expressions, functions of the frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._core import DataError
from ..checks import named
from ..engines.arrays import to_numpy
from . import text
from .vectors import Vector, is_vector

#: The column of a condition on its way out of a frame.
KEPT = "placet: kept"


def condition_of(given: Any) -> Any:
    """A condition as it is kept: a column, an expression or a function."""
    if (callable(given) and not isinstance(given, type)) or _is_expression(given):
        return given
    if is_vector(given):
        return Vector.of("filter", given)
    raise DataError(
        f"filter must be a column of true and false, one a row, such as frame['region'] == 'North', an expression of "
        f"Polars, pandas or narwhals, or a function of the frame, not {named(given)}"
    )


def _is_expression(given: Any) -> bool:
    """Whether something is an expression of Polars or narwhals."""
    return hasattr(given, "alias") and hasattr(given, "over")


def _is_of_pandas(given: Any) -> bool:
    """Whether something is an expression of pandas, which answers to any name."""
    return type(given).__name__ == "Expression" and type(given).__module__.startswith("pandas")


def of_frame(condition: Any, native: Any, data: Any) -> Any:
    """The condition for data of a frame: what a function makes of them is one itself.

    Parameters
    ----------
    condition
        As kept.
    native
        The frame through narwhals; None for what is no data frame.
    data
        What was given.
    """
    if _is_of_pandas(condition):
        if native is None or native.implementation.value != "pandas":
            raise DataError("filter is an expression of pandas, and the data are not; give a column of true and false")
        return condition_of(native.to_native().assign(**{KEPT: condition})[KEPT])
    if not callable(condition):
        return condition
    made = condition(data)
    if callable(made):
        raise DataError("filter is a function that returns a function; return a column of true and false")
    if native is not None and _is_expression(made):
        return made
    return condition_of(made)


def flagged(frame: Any, conditions: Sequence[Any]) -> tuple[Any, list[str]]:
    """A lazy frame with a column for every condition, and what these are called."""
    names = [f"{KEPT} {i}" for i in range(len(conditions))]
    for name, condition in zip(names, conditions, strict=True):
        if not _is_expression(condition):
            raise DataError(
                "the data are lazy, and filter is a column of values, whose rows cannot be told to be theirs; give an "
                "expression, such as pl.col('region') == 'North', or collect the data first"
            )
        frame = _evaluated(frame, "with_columns", condition.alias(name))
    return frame, names


def column_of(frame: Any, condition: Any) -> Any:
    """The values of a condition in a frame that is in memory, None for what is no data frame."""
    if isinstance(condition, Vector):
        return condition.values
    if frame is None:
        raise DataError("filter is an expression, which only a data frame knows; give a column of true and false")
    return _evaluated(frame, "select", condition.alias(KEPT)).get_column(KEPT)


def _evaluated(frame: Any, method: str, expression: Any) -> Any:
    """A method of a frame with an expression of narwhals, or of the frame's own library."""
    import narwhals.stable.v2 as nw

    library = type(expression).__module__.partition(".")[0]
    if library == "narwhals":
        with evaluating():
            return getattr(frame, method)(expression)
    if library != frame.implementation.value.partition("[")[0]:  # Spark has two, pyspark[connect] is the other
        raise DataError(
            f"filter is an expression of {library}, and the data are of {frame.implementation.value}; give a column of "
            "true and false, or an expression of narwhals"
        )
    native = frame.to_native()
    with evaluating():
        if hasattr(type(native), method):
            return nw.from_native(getattr(native, method)(expression))
        return nw.from_native(native.select("*", expression))


@contextmanager
def evaluating() -> Iterator[None]:
    """Say of what a library cannot make of an expression that it is the filter."""
    try:
        yield
    except Exception as error:
        kind, said = type(error).__name__, str(error).strip().partition("\n")[0]
        raise DataError(
            f"the filter cannot be evaluated: {kind}: {said}; check the columns that it names and what "
            "they are compared with"
        ) from error


def as_mask(values: Any, rows: int | None = None) -> NDArray[np.bool_]:
    """Which rows a condition holds for; it does not hold where it is missing."""
    import narwhals.stable.v2 as nw

    kind: Any = values.dtype
    if isinstance(values, nw.Series) and kind == nw.Boolean:
        mask = to_numpy(values.fill_null(False)).astype(bool, copy=False)
    else:
        array = values if isinstance(values, np.ndarray) else text.objects(values)
        mask = array if array.dtype.kind == "b" else _of_objects(array, kind)
    if rows is not None and len(mask) != rows:
        raise DataError(
            f"filter has {len(mask):,} row{'s' * (len(mask) != 1)} and the data have {rows:,}; give true or false for "
            "each row of the data, also for those that an earlier filter left out"
        )
    return mask


def _is_missing(value: Any) -> bool:
    return value is None or type(value).__name__ == "NAType" or bool(value != value)


def _of_objects(array: NDArray[Any], kind: Any) -> NDArray[np.bool_]:
    if array.dtype.kind == "O":
        told = np.array([isinstance(value, (bool, np.bool_)) for value in array], dtype=bool)
        if all(map(_is_missing, array[~told])):
            return np.where(told, array, False).astype(bool)
    raise DataError(
        f"filter must be true and false, one a row, not values of type {kind}; compare them, such as "
        "frame['region'] == 'North'"
    )
