"""Variances of functions of means of items of independent respondents, some of whom were asked in several waves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..survey import Sampling
from ..survey.columns import codes, weights
from ..survey.sampling import check_weight_type, grouped
from .distributions import Floats
from .item_means import Bools, ItemMeans
from .spread import Independent, Side


class AskedAgain(Independent):
    """Of independent respondents who may be in several segments, which are waves.

    A segment has each of them once, and all of it is as if nobody had been asked twice. What a respondent adds to
    several sides is added up before it is squared, each with the root of n / (n - 1) of its side: of two waves with the
    same respondents that is the variance of the mean of their differences.
    """

    def __init__(self, means: ItemMeans, sampling: Sampling) -> None:
        super().__init__(means)
        check_weight_type(sampling, means.rows.weight_type)
        self._respondent, self._count = sampling.unit_of_row, sampling.n_units

    @cached_property
    def _segment(self) -> NDArray[np.int64]:
        """Segment of every row that counts, -1 of others."""
        return np.where(self.means.answering(np.zeros(0, dtype=np.intp)), codes(self.means.rows), -1)

    def _rows(self, members: Sequence[int]) -> NDArray[np.intp]:
        return np.flatnonzero(np.isin(self._segment, members))

    def variance(self, sides: Sequence[Side]) -> Floats:
        """Sums of squares of what respondents add to all sides."""
        if not self._again([segment for side in sides for segment in side.members]):
            return super().variance(sides)
        added, known = np.zeros((self._count, len(sides[0].loadings))), np.zeros(len(sides[0].loadings))
        for members, lines, side in self._groups(sides):
            at = self._rows(members)
            columns = np.column_stack([x[at] for _, x, _ in self.means.items.columns])
            values = (columns - self._centre) @ lines[:, :-1].T + lines[:, -1]
            values *= weights(self.means.rows, at)[:, None] * np.sqrt(self._correction(sides[side]))
            added += grouped(values, self._respondent[at], self._count)
            known = known + 0 * lines.sum(axis=1)
        return known + (added**2).sum(axis=0)

    def _again(self, members: Sequence[int]) -> bool:
        """Whether a respondent is in several of the segments."""
        return bool((np.bincount(self._respondent[self._rows(members)], minlength=1) > 1).any())

    def shared(self, sides: Sequence[Side]) -> bool:
        """Whether a respondent is on both sides."""
        first, second = (self._respondent[self._rows(side.members)] for side in sides)
        return bool(np.isin(first, second).any())

    def _of(self, members: Sequence[int], used: Bools) -> tuple[Floats, Floats]:
        """Of several segments together, with every respondent once."""
        if not self._again(members):
            return super()._of(members, used)
        found = [self._fewest_of(tuple(members), np.flatnonzero(row)) for row in np.atleast_2d(used)]
        observed = np.array(found)
        return observed, observed - 1

    def _fewest_of(self, members: tuple[int, ...], items: NDArray[np.intp]) -> float:
        return min((self._answered(members, int(item)) for item in items), default=0.0)

    def _answered(self, members: tuple[int, ...], item: int) -> float:
        """Respondents of some segments who answered an item."""
        if (members, item) not in self._observed:
            used = self.means.answering(np.array([item])) & np.isin(self._segment, members)
            self._observed[members, item] = float(len(np.unique(self._respondent[used])))
        return self._observed[members, item]

    @cached_property
    def _observed(self) -> dict[tuple[tuple[int, ...], int], float]:
        return {}
