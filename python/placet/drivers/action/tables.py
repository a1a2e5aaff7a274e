"""Rows of results: numbers of segments one under the other, blanks for those that could not be fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...results.table import Table
from .study import Study

#: Numbers of a segment by column: arrays, lists of texts, or one number for all of its rows.
Block = Mapping[str, Any]
#: Columns that are never NaN, and what they are where nothing is known.
BLANKS: Mapping[str, Any] = {"rank": 0, "quadrant": "", "remark": ""}


def table(study: Study, blocks: Mapping[int, Block], columns: Sequence[str], terms: Sequence[str]) -> Table:
    """The rows of all segments.

    Parameters
    ----------
    study
        Whose segments they are.
    blocks
        By segment that was fitted; `term` tells how many rows it has.
    columns
        Names of the columns, in order.
    terms
        Rows of segments that were not fitted.
    """
    segments = study.model.rows.segments
    made: dict[str, list[Any]] = {name: [] for name in (*segments.names, *columns)}
    for segment, keys in enumerate(segments.keys):
        block = blocks.get(segment) or {"term": list(terms), "n": study.fits.moments[segment].n}
        rows = len(block["term"])
        for name, key in zip(segments.names, keys, strict=True):
            made[name] += [key] * rows
        for name in columns:
            given = block.get(name, BLANKS.get(name, np.nan))
            made[name] += [given] * rows if np.ndim(given) == 0 else list(given)
    return Table({name: _column(name, values) if name in columns else values for name, values in made.items()})


def _column(name: str, values: list[Any]) -> Any:
    if name in ("rank", "n"):
        return np.array(values, dtype=np.int64)
    return values if name in ("term", "quadrant", "remark") else np.array(values, dtype=np.float64)


def in_order(block: Mapping[str, Any], order: np.ndarray) -> dict[str, Any]:
    """The rows of a segment in another order."""
    return {
        name: given
        if np.ndim(given) == 0
        else given[order]
        if isinstance(given, np.ndarray)
        else [given[i] for i in order]
        for name, given in block.items()
    }
