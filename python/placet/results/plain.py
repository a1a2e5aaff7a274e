"""What results hold in the types of the standard library."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from .key_names import key_name
from .table import Table, to_list


def thaw(value: Any) -> Any:
    """The same value in containers that can be pickled; those of a result are frozen again when it is made."""
    if isinstance(value, Mapping):
        return {k: thaw(v) for k, v in value.items()}
    return tuple(thaw(v) for v in value) if isinstance(value, tuple) else value


def plain(value: Any) -> Any:
    """The same value as lists, dicts and numbers of Python."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Table):
        return {key_name(name): to_list(column) for name, column in value.columns.items()}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, str):
        return key_name(value)
    return value.item() if isinstance(value, np.generic) else value


def no_nan(value: Any) -> Any:
    """The same value with None for numbers that are not there, which JSON has not."""
    if isinstance(value, dict):
        return {k: no_nan(v) for k, v in value.items()}
    if isinstance(value, list):
        return [no_nan(v) for v in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
