"""How comparisons in pairs are given: matrices, frames, ratios by pair, of one judge or several, of nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Number
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...frames.frame import Frame
from .judgements import Floats, Judgements

#: Names that can be compared in pairs by somebody.
MOST_NAMES = 100
FORMS = (
    "a matrix with names=, a data frame with the names as columns, or a mapping {(name, other): ratio}; a list of "
    "these or {judge: comparisons} of several judges, {node: comparisons} of a hierarchy"
)


def read(given: Any, names: Sequence[str] | None) -> dict[str, dict[str, Judgements]]:
    """Comparisons by node and judge; the one node of what is no hierarchy is called ""."""
    parts = _several(given)
    if parts is not None and isinstance(given, Mapping) and _is_hierarchy(parts):
        if names is not None:
            raise DataError("names= goes with a matrix; the comparisons of a hierarchy bring their own names")
        return {node: judged(part, None, f" below {node!r}") for node, part in parts.items()}
    return {"": judged(given, names, "")}


def judged(given: Any, names: Sequence[str] | None, where: str) -> dict[str, Judgements]:
    """Comparisons of one node by judge, all of the same names in the same order."""
    parts = _several(given)
    if parts is None:
        return {"": _one(given, names, where)}
    found = {judge: _one(part, names, f"{where} of judge {judge!r}") for judge, part in parts.items()}
    every = list(dict.fromkeys(name for one in found.values() for name in one.names))
    return {judge: one.among(every) for judge, one in found.items()}


def _one(given: Any, names: Sequence[str] | None, where: str) -> Judgements:
    """Comparisons of one judge."""
    if isinstance(given, Mapping) and given and all(_is_pair(key) for key in given):
        return _of_pairs(given, names, where)
    own, matrix = _of_frame(given, where) if _is_frame(given) else ([], _of_array(given, where))
    if own and names is not None and sorted(own) != sorted(names):
        raise DataError(
            f"names=[{checks.some(names)}] are not those of the comparisons{where}, [{checks.some(own)}]; leave names "
            "out"
        )
    if not own and names is None:
        raise DataError(f"comparisons{where} are a matrix without names; pass names=[...], one a row")
    listed = own or list(names or ())
    if len(listed) != len(matrix):
        raise DataError(f"names has {len(listed)} entries, and the comparisons{where} have {len(matrix)} rows")
    return _checked(listed, matrix, where)


def _checked(names: list[str], matrix: Floats, where: str) -> Judgements:
    if len(names) > MOST_NAMES:
        raise DataError(
            f"comparisons{where} are of {len(names)} names, more than the {MOST_NAMES} there may be; group them in a "
            "hierarchy"
        )
    return Judgements.of_matrix(names, matrix, where)


# ---- several ---------------------------------------------------------------------------------------------------------


def _several(given: Any) -> dict[str, Any] | None:
    """Comparisons of judges or nodes by name; None for those of one judge."""
    if isinstance(given, np.ndarray) and given.ndim == 3:
        return {str(i): part for i, part in enumerate(given, start=1)}
    if isinstance(given, (list, tuple)):
        if not given or all(_is_row(part) for part in given):
            return None
        return {str(i): part for i, part in enumerate(given, start=1)}
    if isinstance(given, Mapping) and given and not _is_frame(given) and not any(_is_pair(key) for key in given):
        return {str(key): part for key, part in given.items()}
    return None


def _is_hierarchy(parts: Mapping[str, Any]) -> bool:
    """Whether comparisons by name are those of nodes: all names but one are compared in one of the others."""
    below = {name for part in parts.values() for name in _names_of(part)}
    return len(parts) > 1 and sum(name not in below for name in parts) < len(parts)


def _names_of(given: Any) -> set[str]:
    """Names that are compared, as far as they are told."""
    parts = _several(given)
    if parts is not None:
        return {name for part in parts.values() for name in _names_of(part)}
    if isinstance(given, Mapping) and given and all(_is_pair(key) for key in given):
        return {str(name) for pair in given for name in pair}
    return set(map(str, _columns(given))) if _is_frame(given) else set()


# ---- forms -----------------------------------------------------------------------------------------------------------


def _is_pair(key: Any) -> bool:
    return isinstance(key, tuple) and len(key) == 2


def _is_row(part: Any) -> bool:
    """Whether something is a row of a matrix: numbers, some of which may be missing."""
    if isinstance(part, np.ndarray):
        return part.ndim == 1
    return isinstance(part, (list, tuple)) and all(v is None or isinstance(v, (Number, str)) for v in part)


def _is_frame(given: Any) -> bool:
    """Whether something has columns by name, as data frames and mappings of columns have."""
    if isinstance(given, Mapping):
        return bool(given) and all(
            isinstance(part, (list, tuple, np.ndarray)) and _is_row(part) for part in given.values()
        )
    # Asked of its class: a lazy frame would work out its columns to answer.
    return hasattr(type(given), "columns") or hasattr(type(given), "column_names")


def _columns(given: Any) -> list[Any]:
    return list(given) if isinstance(given, Mapping) else Frame(given).names


def _of_pairs(given: Mapping[Any, Any], names: Sequence[str] | None, where: str) -> Judgements:
    found = list(dict.fromkeys(name for pair in given for name in pair))
    for name in found:
        if not isinstance(name, str):
            raise DataError(f"comparisons{where} name {checks.shown(name)}, which is no text; a pair is two names")
    if names is not None and (unknown := [name for name in found if name not in names]):
        raise DataError(f"comparisons{where} name {unknown[0]!r}, which is not in names=[{checks.some(names)}]")
    listed = found if names is None else list(names)
    at = {name: i for i, name in enumerate(listed)}
    matrix = np.full((len(listed), len(listed)), np.nan)
    for (one, other), ratio in given.items():
        matrix[at[one], at[other]] = _number(ratio, one, other, where)
    return _checked(listed, matrix, where)


def _of_array(given: Any, where: str) -> Floats:
    """A square matrix of ratios."""
    rows = given.tolist() if isinstance(given, np.ndarray) else given
    if not isinstance(rows, (list, tuple)) or not rows or not all(isinstance(row, (list, tuple)) for row in rows):
        raise DataError(f"comparisons{where} must be {FORMS}, not {checks.named(given)}")
    if any(len(row) != len(rows) for row in rows):
        raise DataError(
            f"comparisons{where} have {len(rows)} rows, and one of {len(rows[0])} entries; a matrix is square"
        )
    return np.array(
        [[_number(v, f"row {i}", f"column {j}", where) for j, v in enumerate(row)] for i, row in enumerate(rows)]
    )


def _of_frame(given: Any, where: str) -> tuple[list[str], Floats]:
    """Names and ratios of a data frame: its columns, and its index or a column of text for the rows."""
    frame = Frame(given)
    fetched = {name: _listed(values) for name, values in frame.fetch(frame.names).items()}
    texts = [name for name, values in fetched.items() if values and all(isinstance(v, str) for v in values)]
    index = None if frame.index is None else frame.index.tolist()
    rows = fetched[texts[0]] if texts else index
    names = [name for name in fetched if name not in texts[:1]]
    for name in names:
        if not isinstance(name, str):
            raise DataError(f"comparisons{where} have a column {checks.shown(name)}; name the columns by texts")
    count = len(fetched[names[0]]) if names else 0
    if count != len(names):
        raise DataError(f"comparisons{where} have {count} rows and {len(names)} columns of ratios; a matrix is square")
    order = list(range(count))
    if rows is not None and any(isinstance(row, str) for row in rows):
        if sorted(map(str, rows)) != sorted(names):
            raise DataError(
                f"comparisons{where} have rows [{checks.some(rows)}] and columns [{checks.some(names)}]; both must be "
                "the same names"
            )
        order = [rows.index(name) for name in names]
    matrix = [
        [_number(fetched[other][i], one, other, where) for other in names] for one, i in zip(names, order, strict=True)
    ]
    return names, np.array(matrix, dtype=np.float64).reshape(count, count)


def _listed(values: Any) -> list[Any]:
    return values.tolist() if isinstance(values, np.ndarray) else values.to_list()


def _number(value: Any, one: str, other: str, where: str) -> float:
    """A ratio; NaN for what was not compared."""
    value = checks.plain("comparisons", value)
    if value is None or value != value:
        return np.nan
    number = checks.real(value)
    if number != number:
        raise DataError(f"comparisons{where} hold {checks.shown(value)} for {one} to {other}; a judgement is a number")
    return number
