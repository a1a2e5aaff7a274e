"""The order of labels that have none of their own: by value, text with its numbers as numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

#: Labels that are sorted at once.
RUN = 1 << 15
_NUMBERS = re.compile(r"(\d+)")


def in_order(cells: list[int], labels: Sequence[Any]) -> list[int]:
    """Positions of labels in order: "Segment 2" stands before "Segment 10"."""
    try:
        if not cells or not isinstance(labels[cells[0]], str):
            return _sorted(cells, labels.__getitem__)
        if not _NUMBERS.search("".join([labels[cell] for cell in cells])):
            return _sorted(cells, labels.__getitem__)
    except TypeError:  # labels of several types have no order of their own
        pass
    return _sorted(cells, lambda cell: _natural(str(labels[cell])))


def _sorted(cells: list[int], key: Callable[[int], Any]) -> list[int]:
    """As `sorted`, which nothing can interrupt, in runs that are merged two by two: each takes some milliseconds."""
    runs = [sorted(cells[start : start + RUN], key=key) for start in range(0, len(cells), RUN)]
    while len(runs) > 1:
        runs = [sorted(runs[i] + (runs[i + 1] if i + 1 < len(runs) else []), key=key) for i in range(0, len(runs), 2)]
    return runs[0] if runs else []


def _natural(text: str) -> tuple[list[Any], str]:
    """Text and numbers by turns; a number by its length, as it may have more digits than Python reads."""
    parts: list[Any] = _NUMBERS.split(text)
    for i in range(1, len(parts), 2):
        digits = parts[i].lstrip("0")
        parts[i] = (len(digits), digits)
    return parts, text
