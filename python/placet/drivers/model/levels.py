"""Levels of factors without cases: they drop out, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ...language import enumerated, say
from ...results.format import segment as in_words
from ...survey import Rows

Mask = NDArray[np.bool_]
#: Segments that a note names.
NAMED = 3


def cases(level: NDArray[np.int64], levels: int, segment: NDArray[np.int64], segments: int) -> NDArray[np.int64]:
    """How many rows every level has in every segment; -1 is no level."""
    known = level >= 0
    cell = segment[known].astype(np.int64) * levels + level[known]
    return np.bincount(cell, minlength=segments * levels).reshape(segments, levels)


def notes(
    rows: Rows, answered: Mask, name: str, levels: Sequence[str], of_level: Callable[[int], Mask],
    found: NDArray[np.int64],
) -> list[str]:  # fmt: skip
    """Words for the levels of a factor that drop out, everywhere or in some segments.

    Parameters
    ----------
    rows, answered
        The rows, and which of them have an outcome.
    name, levels
        The factor.
    of_level
        The rows of a level.
    found
        Cases by segment and level.
    """
    said, some = [], found.sum(axis=1) > 0
    for i, level in enumerate(levels):
        empty = np.flatnonzero((found[:, i] == 0) & some)
        if len(empty) == some.sum():
            why = _why(rows, answered, of_level(i))
            said.append(say("level {level!r} of {name} is left out: {why}", level=level, name=name, why=why))
        elif len(empty):
            values = {"where": _segments(rows, empty), "level": level, "name": name}
            said.append(say("in segment {where} level {level!r} of {name} has no case and is left out", **values))
    return said


def first_of(names: Sequence[str], most: int) -> str:
    """The first names, and how many more there are."""
    some, more = enumerated(names[:most]), len(names) - most
    return say("{names} and {count} more", names=some, count=more) if more > 0 else some


def _segments(rows: Rows, which: Iterable[int]) -> str:
    return first_of([in_words(rows.segments.keys[s]) for s in which], NAMED)


def _why(rows: Rows, answered: Mask, here: Mask) -> str:
    counted = here & rows.counting
    if not here.any():
        return say("nobody has it")
    count = int(here.sum())
    if not counted.any():
        return say("none of its {count:,} respondents counts (weight 0, or in no segment)", count=count)
    if not (counted & answered).any():
        return say("none of its {count:,} respondents answered the outcome", count=count)
    return say("none of its {count:,} respondents answered all drivers", count=count)


def compared(name: str, reference: str, found: NDArray[np.int64], levels: Sequence[str], rows: Rows) -> list[str]:
    """Words for another level than `reference` that a factor is compared with, everywhere or in some segments."""
    if reference not in levels:
        return []
    at, some = levels.index(reference), np.flatnonzero(found.sum(axis=1) > 0)
    lost = [int(s) for s in some if not found[s, at]]
    first: dict[str, list[int]] = {}
    for s in lost:
        first.setdefault(
            levels[int(np.flatnonzero(found.sum(axis=0) if len(lost) == len(some) else found[s])[0])], []
        ).append(s)
    said = []
    for level, where in first.items():
        inside = "" if len(lost) == len(some) else say("in segment {segment} ", segment=_segments(rows, where))
        said.append(
            say(
                "{inside}{name} is compared with {level!r}, the first level with cases, in place of {reference!r}",
                inside=inside, name=name, level=level, reference=reference,
            )
        )  # fmt: skip
    return said


def complete(rows: Rows) -> Mask:
    """Which rows count and lack no answer."""
    found = rows.counting
    for _, values, codes in rows.columns:
        found &= ~np.isnan(values) if values.dtype.kind == "f" else True
        if codes:
            found &= ~np.isin(values, codes)
    return found
