"""Variances of functions of means of items of independent respondents, some of whom were asked in several waves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..survey import Sampling
from ..survey.columns import codes, weights
from ..survey.sampling import check_weight_type
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
        self._respondent = sampling.unit_of_row

    @cached_property
    def _segment(self) -> NDArray[np.int64]:
        """Segment of every row that counts, -1 of others."""
        return np.where(self.means.answering(np.zeros(0, dtype=np.intp)), codes(self.means.rows), -1)

    def _rows(self, members: Sequence[int]) -> NDArray[np.intp]:
        return np.flatnonzero(np.isin(self._segment, members))

    def variance(self, sides: Sequence[Side]) -> Floats:
        """Sums of squares of what respondents add to all sides."""
        total = super().variance(sides)
        of = {d: (lines, side) for members, lines, side in self._groups(sides) for d in members}
        for one, other in combinations(of, 2):
            if (products := self._products(one, other)) is not None:
                (lines, side), (others, second) = of[one], of[other]
                correction = np.sqrt(self._correction(sides[side]) * self._correction(sides[second]))
                total += 2 * correction * ((lines @ products) * others).sum(axis=1)
        return total.clip(0)

    def _products(self, one: int, other: int) -> Floats | None:
        """Products of what respondents of two segments have in them, as `_squares` of one; None where they share none.

        Sums over those in both of w(v - centre, 1)(v - centre, 1)'w.
        """
        key = min(one, other), max(one, other)
        if key not in self._found:
            first, second = (self._rows([d]) for d in key)
            row = np.full(int(self._respondent.max()) + 1, -1)
            row[self._respondent[first]] = first
            before = row[self._respondent[second]]
            both = before >= 0
            self._found[key] = self._moved(before[both]).T @ self._moved(second[both]) if both.any() else None
        found = self._found[key]
        return found.T if found is not None and one > other else found

    def _moved(self, at: NDArray[np.intp]) -> Floats:
        """Rows of w(v - centre, 1)."""
        columns = [x[at] - centre for (_, x, _), centre in zip(self.means.items.columns, self._centre, strict=True)]
        return np.column_stack([*columns, np.ones(len(at))]) * weights(self.means.rows, at)[:, None]

    @cached_property
    def _found(self) -> dict[tuple[int, int], Floats | None]:
        return {}

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
        # All items without gaps have the same respondents.
        gapped = np.isin(np.arange(self.means.items.count), self.means.items.gapped)
        items = [{int(j) if gapped[j] else None for j in np.flatnonzero(row)} for row in np.atleast_2d(used)]
        found = [min((self._answered(tuple(members), j) for j in of), default=0.0) for of in items]
        observed = np.array(found)
        return observed, observed - 1

    def _answered(self, members: tuple[int, ...], item: int | None) -> float:
        """Respondents of some segments, all or who answered an item."""
        if (members, item) not in self._observed:
            used = self.means.answering(np.array([] if item is None else [item], dtype=np.intp))
            at = self._respondent[used & np.isin(self._segment, members)]
            self._observed[members, item] = float(np.count_nonzero(np.bincount(at, minlength=1)))
        return self._observed[members, item]

    @cached_property
    def _observed(self) -> dict[tuple[tuple[int, ...], int | None], float]:
        return {}
