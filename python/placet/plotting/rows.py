"""Which rows of a result a picture shows, and in which order: as asked, as many as there is room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .. import checks
from .._core import DataError
from ..language import Said, say, speak
from ..progress import warn
from ..results.draw import Asked, PictureWarning
from ..results.order import order
from ..results.result import Result

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


def chosen_segment(result: Result, known: Mapping[str, slice], segment: Any) -> str:
    """The segment that is asked for, in words: without one, the only one or that of all respondents.

    Parameters
    ----------
    result
    known
        The rows of every segment in words.
    segment
        As given by a caller: its keys, its words, or "total".
    """
    total = [name for name, rows in known.items() if is_total(result, rows)]
    if segment is None:
        if len(known) == 1 or total:
            return total[0] if total else next(iter(known))
        raise DataError(f"the result has {len(known):,} segments; choose one: segment={_some(known)}")
    keys = list(map(str, segment if isinstance(segment, (tuple, list)) else (segment,)))
    same = [name for name in known if name and keys == [name]]
    for name, rows in known.items():
        own = [str(result.table[key][rows.start]) for key in result.key_columns]
        same += [name] if own and keys == own else []
    same += total if keys == ["total"] else []
    if same:
        return same[0]
    if not result.key_columns:
        raise DataError(f"segment={checks.shown(segment)}: the result has no segments; leave segment= out")
    raise DataError(f"segment={checks.shown(segment)} is none of the result; it has {_some(known)}")


def is_total(result: Result, rows: slice) -> bool:
    """Whether rows are those of all respondents, which have no key."""
    return bool(result.key_columns) and result.table[result.key_columns[0]][rows.start] is None


def _some(known: Mapping[str, slice]) -> str:
    """A few segments as a caller may give them."""
    words = [checks.shown(name) for name in list(known)[:6]]
    return " or ".join(words) + (", ..." if len(known) > 6 else "")
