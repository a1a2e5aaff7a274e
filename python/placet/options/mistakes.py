"""How a caller is told of a mistake: in the line of the call, and of a row by its label."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from .._core import PlacetError
from ..checks import shown
from ..frames.vectors import index_of
from ..mistakes import met
from ..survey import Survey

#: A row by its number, and what stands in quotes, which is the user's and stays as it is.
ROW = re.compile(r"'[^']*'|\brows? (\d+)\b(?: and (\d+)\b)?")


def told(error: Exception, data: Any) -> Exception:
    """The mistake as its caller meets it.

    Parameters
    ----------
    error
        A mistake of the caller.
    data
        The data of the call.
    """
    if not isinstance(error, PlacetError):
        return met(error)
    index = _labels(data)
    if index is not None and len(error.args) == 1 and isinstance(error.args[0], str):
        error.args = (ROW.sub(lambda found: _labelled(found, index), error.args[0]),)
    return met(error)


def _labels(data: Any) -> Any:
    """The labels of the rows, where they say more than their places."""
    if isinstance(data, Survey):
        index = data.frame.index
    else:
        parts = data.values() if isinstance(data, dict) else [data]
        index = next((labels for part in parts if (labels := index_of(part)) is not None), None)
    if index is None or (index.dtype.kind in "iu" and np.array_equal(index, np.arange(len(index)))):
        return None
    return index


def _labelled(found: re.Match[str], index: Any) -> str:
    rows = [int(row) for row in found.groups() if row is not None]
    if not rows or max(rows) >= len(index):
        return found[0]
    named = [f"{shown(index[row : row + 1].tolist()[0])} (position {row})" for row in rows]
    return f"row{'s' * (len(rows) > 1)} {' and '.join(named)}"
