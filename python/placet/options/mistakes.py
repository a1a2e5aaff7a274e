"""How a caller is told of a mistake: in the line of the call, and of a row by its label."""

from __future__ import annotations

import os
import re
from typing import Any

import numpy as np

from ..checks import shown
from ..frames.vectors import index_of
from ..survey import Survey

#: A traceback ends at the call of the user; with the value "full" where the mistake was found.
VARIABLE = "PLACET_TRACEBACK"
#: A row by its number, and what stands in quotes, which is the user's and stays as it is.
ROW = re.compile(r"'[^']*'|\brows? (\d+)\b(?: and (\d+)\b)?")


class MisuseError(TypeError):
    """A call that no function has this way; its caller meets it as a TypeError."""


def in_full() -> bool:
    """Whether tracebacks are wanted in full."""
    return os.environ.get(VARIABLE) == "full"


def told(error: Exception, data: Any) -> BaseException:
    """The mistake as its caller meets it.

    Parameters
    ----------
    error
        A `PlacetError`, or a `MisuseError`.
    data
        The data of the call.
    """
    if isinstance(error, MisuseError):
        return TypeError(*error.args)
    index = _labels(data)
    if index is not None and len(error.args) == 1 and isinstance(error.args[0], str):
        error.args = (ROW.sub(lambda found: _labelled(found, index), error.args[0]),)
    return error.with_traceback(None)


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
