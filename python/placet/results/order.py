"""The order of rows that tables and pictures are asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

from .. import checks

#: How rows may be sorted: by falling estimates, or by name.
Sort: TypeAlias = Literal["estimate", "name"]
SORTS: tuple[Sort, ...] = ("estimate", "name")


def known(sort: Any) -> Sort | None:
    """A way to sort, or None for rows as they are."""
    return None if sort is None else checks.choice("sort", sort, SORTS)


def order(sort: Sort | None, names: Sequence[Sequence[str]], values: Sequence[Any] | np.ndarray) -> list[int]:
    """Numbers of the rows in the order asked for; what has no number comes last."""
    rows = list(range(len(names)))
    if sort == "estimate":
        numbers = np.asarray(values, dtype=float)
        rows.sort(key=lambda i: (bool(np.isnan(numbers[i])), -np.nan_to_num(numbers[i])))
    elif sort == "name":
        rows.sort(key=lambda i: [_by_name(name) for name in names[i]])
    return rows


def _by_name(name: str) -> list[tuple[bool, int, str]]:
    """Names in the order of a reader: 9 before 10, without regard to capitals."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]
