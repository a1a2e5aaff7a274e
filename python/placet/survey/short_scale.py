"""Answers on 1..5 or 1..7 that are read on 0..10: a warning, for each is a point of the longer scale, too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._core import ScoreCounts
from ..checks import some
from ..progress import warn
from .rows import Rows

#: So many answers do not all lie in the lower part of a scale by chance: of fewer nothing is said.
LEAST_ANSWERS = 30
#: The scales they are taken for: of the longer one, which reaches further, both ends must have been answered.
FIRST, LAST, FURTHER = 1, 5, 7
#: Scales that are often asked for beside them have at least this point and start at 0 or 1.
LONG = 10

#: Column, lowest and highest answer.
Seen = tuple[str, float, float]


class ScaleWarning(UserWarning):
    """All answers lie on a part of the scale that is a usual scale itself."""


def check_counted(counted: Iterable[tuple[str, ScoreCounts]], low: int, high: int) -> None:
    """Warn of tallies of columns that look like answers on a shorter scale."""
    if not _long(low, high):
        return
    seen: list[Seen] = []
    for name, counts in counted:
        n = counts.n
        # Nearly every survey has an answer above the short scale in its first segment.
        if np.count_nonzero(n[:1, FURTHER - low + 1 :]):
            continue
        points = np.flatnonzero(n.any(axis=0)) + low
        if len(points) and _short(points[0], points[-1]) and n.sum() >= LEAST_ANSWERS:
            seen.append((name, points[0], points[-1]))
    _warn(seen, low, high)


def check_read(rows: Rows, low: float, high: float, option: str = "scale") -> None:
    """Warn of columns that look like answers on a shorter scale, which the caller gives by an option of this name."""
    if not _long(low, high):
        return
    known = rows.ends()
    if known is not None:
        short = [end for end in known if end.n >= LEAST_ANSWERS and _short(end.least, end.most)]
        _warn([(end.name, end.least, end.most) for end in short], low, high, option)
        return
    seen: list[Seen] = []
    for name, values, codes in rows.columns:
        if not codes and (values[:LEAST_ANSWERS] > FURTHER).any():
            continue
        answers = values[rows.counting & (values == values) & ~np.isin(values, codes)]
        if len(answers) >= LEAST_ANSWERS and _short(answers.min(), answers.max()):
            seen.append((name, answers.min(), answers.max()))
    _warn(seen, low, high, option)


def _long(low: float, high: float) -> bool:
    return high >= LONG and 0 <= low <= 1


def _short(least: float, most: float) -> bool:
    return (least >= FIRST and most <= LAST) or (least == FIRST and most == FURTHER)


def _warn(seen: list[Seen], low: Any, high: Any, option: str = "scale") -> None:
    if not seen:
        return
    columns = f"column{'s' * (len(seen) > 1)} {some(name for name, _, _ in seen)}"
    least, most = min(least for _, least, _ in seen), max(most for _, _, most in seen)
    end = LAST if most <= LAST else FURTHER
    cuts = ", of a net promoter score with its cut points promoter_from and detractor_to" if option == "scale" else ""
    warn(
        f"{columns}: all answers lie from {least:g} to {most:g} on the scale {low:g}..{high:g}; if they were given on "
        f"{FIRST}..{end} pass {option}=({FIRST}, {end}){cuts}",
        ScaleWarning,
    )
