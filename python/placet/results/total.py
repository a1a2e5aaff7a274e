"""The rows of all respondents above those of their segments, in one result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from ..language import say
from .result import Result
from .table import Table, to_list

R = TypeVar("R", bound=Result)


def with_total(whole: R, parts: R) -> R:
    """A result of segments with that of everybody, made by the same call without them: keys of theirs are None.

    The total stands above the segments of every block of rows, as `_block_columns` of the class names them.
    """
    columns = _above(whole.table, parts.table)
    blocks = list(zip(*(to_list(columns[name]) for name in parts._block_columns), strict=True))
    if blocks:
        place = {block: i for i, block in enumerate(dict.fromkeys(blocks))}
        order = np.argsort([place[block] for block in blocks], kind="stable")
        columns = {n: c[order] if isinstance(c, np.ndarray) else [c[i] for i in order] for n, c in columns.items()}
    further = whole._further()
    beside: Any = {
        name: Table(_above(further[name], own), parts.key_columns)
        for name, own in parts._further().items()
        if name in further and not own.columns.keys().isdisjoint(parts.key_columns)  # others are of everybody already
    }
    return replace(
        parts, table=Table(columns, parts.key_columns), about={**parts.about, **_facts(whole, parts)}, **beside
    )


def _above(whole: Table, parts: Table) -> dict[str, Any]:
    """The columns of a table with those of everybody above them."""
    columns: dict[str, Any] = {}
    for name, column in parts.columns.items():
        above: Any = whole[name] if name in whole else (None,) * len(whole)
        arrays = isinstance(above, np.ndarray) and isinstance(column, np.ndarray)
        columns[name] = np.concatenate([above, column]) if arrays else [*to_list(above), *to_list(column)]
    return columns


def _facts(whole: Result, parts: Result) -> dict[str, Any]:
    """The counts of everybody, and what is said of either."""
    notes = dict.fromkeys([*whole.about.get("notes", ()), *parts.about.get("notes", ())])
    outside = parts.about["n_outside"] - whole.about["n_outside"]
    told = [say("{count:,} in no segment count in the total only", count=outside)] if outside else []
    facts = ("n_used", "n_missing", "n_zero_weight", "n_outside", "sum_weights", "n_eff", "losses")
    return {name: whole.about[name] for name in facts if name in whole.about} | {"notes": [*notes, *told]}
