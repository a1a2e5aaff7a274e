"""The order of labels that have none of their own: by value, text with its numbers as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_NUMBERS = re.compile(r"(\d+)")


def in_order(cells: list[int], labels: Sequence[Any]) -> list[int]:
    """Positions of labels in order: "Segment 2" stands before "Segment 10"."""
    try:
        if not cells or not isinstance(labels[cells[0]], str):
            return sorted(cells, key=labels.__getitem__)
        if not _NUMBERS.search("".join([labels[cell] for cell in cells])):
            return sorted(cells, key=labels.__getitem__)
    except TypeError:  # labels of several types have no order of their own
        pass
    return sorted(cells, key=lambda cell: _natural(str(labels[cell])))


def _natural(text: str) -> tuple[list[Any], str]:
    """Text and numbers by turns; a number by its length, as it may have more digits than Python reads."""
    parts: list[Any] = _NUMBERS.split(text)
    for i in range(1, len(parts), 2):
        digits = parts[i].lstrip("0")
        parts[i] = (len(digits), digits)
    return parts, text
