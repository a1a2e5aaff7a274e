"""Grades of an index: names of points of 0 to 100, and what a score is called by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import say

#: Decimals beyond which scores differ by rounding only.
DECIMALS = 10


class Grades:
    """Grade points such as ``{"very satisfied": 100, "satisfied": 80, ...}``, from the highest to the lowest."""

    def __init__(self, given: Any, option: str = "grades") -> None:
        if not isinstance(given, Mapping) or len(given) < 2:
            raise DataError(f"{option}={checks.shown(given)} must be a mapping of two or more grades to their points")
        self.names = [checks.text(option, name) for name in given]
        self.points = np.array([checks.real(points) for points in given.values()])
        if not (np.isfinite(self.points) & (self.points >= 0) & (self.points <= 100)).all():
            bad = self.names[int(np.flatnonzero(~((self.points >= 0) & (self.points <= 100)))[0])]
            raise DataError(f"the points of grade {bad!r} are {checks.shown(given[bad])}; they lie between 0 and 100")
        steps = np.diff(self.points)
        if not ((steps < 0).all() or (steps > 0).all()):
            at = int(np.flatnonzero(np.sign(steps) != np.sign(steps[0]))[0]) if steps[0] else 0
            raise DataError(
                f"grades are out of order: {self.names[at]!r} has {self.points[at]:g} points and "
                f"{self.names[at + 1]!r} {self.points[at + 1]:g}; list them from the highest to the lowest"
            )
        if steps[0] > 0:
            self.names, self.points = self.names[::-1], self.points[::-1]

    def nearest(self, scores: Any) -> list[str | None]:
        """The grade whose points are nearest to each score, of two the higher one; None for no score."""
        distance = np.round(np.abs(np.asarray(scores, dtype=float)[:, None] - self.points), DECIMALS)
        return [None if np.isnan(row).any() else self.names[int(row.argmin())] for row in distance]

    def verdict(self, score: float) -> str:
        """Where a score lies; one that is a grade's points but for rounding is at them."""
        names: Sequence[str] = self.names
        near = self.points[np.abs(self.points - score) < 10.0**-DECIMALS]
        score = float(near[0]) if len(near) else score
        if score >= self.points[0]:
            return say("{grade} or better", grade=names[0]) if score > self.points[0] else names[0]
        if score <= self.points[-1]:
            return say("{grade} or worse", grade=names[-1]) if score < self.points[-1] else names[-1]
        below = int(np.argmax(self.points <= score))
        if self.points[below] == score:
            return names[below]
        return say("between {better} and {worse}", better=names[below - 1], worse=names[below])
