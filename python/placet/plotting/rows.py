"""Which rows of a result a picture shows, and in which order: as asked, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .._core import DataError
from ..language import Said, say, speak
from ..progress import warn
from ..results.draw import Asked, PictureWarning
from ..results.order import order

#: What the rows of a picture are, and segments.
SEGMENTS, ITEMS, DRIVERS, ROWS, MODELS = say("segments"), say("items"), say("drivers"), say("rows"), say("models")


def pick(asked: Asked, names: Sequence[str], values: Any, most: int, what: Said, *, skip: bool = True) -> list[int]:
    """Numbers of the rows that are drawn, by falling values or by name if asked; says how to draw the others."""
    rows, first = order(asked.sort, [[name] for name in names], values), asked.skip if skip else 0
    if first and first >= len(rows):
        raise DataError(f"skip={first} passes over all {len(rows):,} {what}; there is nothing to draw")
    if len(rows) - first > most:
        others = f"{asked.method}(skip={first + most}) draws those after them" if skip else "choose others by sort="
        larger = "" if asked.on is None else ", larger axes have room for more"
        warn(f"{most:,} of {len(rows):,} {what} are drawn; {others}{larger}", PictureWarning)
    return rows[first : first + most]


def pick_segments(asked: Asked, segments: Sequence[str], most: int) -> list[str]:
    """Segments that have a colour or a panel each, in their own order: the rows are what is sorted."""
    return [segments[i] for i in pick(replace(asked, sort=None), segments, (), most, SEGMENTS)]


def part(asked: Asked, shown: int, count: int, what: Said = SEGMENTS) -> str:
    """Words for a title: which of the segments, or other rows, are drawn where some are left out."""
    if shown == count:
        return ""
    if not asked.skip:
        return speak(" (first {shown:,} of {count:,} {what})", shown=shown, count=count, what=what)
    first, last = asked.skip + 1, asked.skip + shown
    return speak(" ({first:,} to {last:,} of {count:,} {what})", first=first, last=last, count=count, what=what)
