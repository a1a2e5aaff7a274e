"""Variances of functions of means of items under sampling designs and replicate weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..survey import Rows, Sampling
from ..survey.by_unit import Kind
from ..survey.columns import codes
from ..survey.left_out import LeftOut
from ..survey.replicated import Replicates
from ..survey.sampling import check_weight_type, cross
from .distributions import Floats
from .few_clusters import Cells, bell_mccaffrey
from .item_means import ItemMeans
from .panel_spread import AskedAgain
from .spread import Independent, Side, Spread


class Designed(Spread):
    """Of units drawn within strata (Binder 1983)."""

    def __init__(self, means: ItemMeans, sampling: Sampling) -> None:
        super().__init__(means)
        check_weight_type(sampling, means.rows.weight_type)
        self.sampling = sampling
        rows = means.rows if means.rows.ends() is not None else means.given_rows()
        self._by = rows.by_unit((sampling.unit_of_row, sampling.n_units))
        self._make = None if rows is not means.rows or not len(means.items.gapped) else means.columns_of
        self._segment, self._unit = self._by.segment, self._by.unit
        self._counted: dict[int | None, Floats] = {}
        self._certain: dict[tuple[tuple[int, ...], int | None], tuple[float, float]] = {}
        self._by_segment: dict[int | None, tuple[Floats, Floats]] = {}

    @cached_property
    def _sums(self) -> tuple[Floats, Floats | None]:
        """Totals of every cell, and sums of squares where rows are units."""
        size = len(self.means.items.columns) + 1
        # Rows that are units are squared one by one; a frequency is so many rows.
        frequency = self.means.rows.weight_type == "frequency"
        kinds: tuple[Kind, ...] = ("own",)
        kinds += () if self.sampling.clusters is not None else ("own" if frequency else "squared",)
        totals, squares = np.zeros((len(self._by), size)), []
        counts = self._counted[None] = np.zeros((3, len(self._by)))
        for number, (own, *squared) in enumerate(self._by.moments(*kinds, make=self._make)):
            counts[:, number] = own.n, own.sum_w, own.sum_w2
            if own.n:
                totals[number] = self._about_centre(own)[0]
            squares += [self._about_centre(one)[1] if own.n else np.zeros((size, size)) for one in squared]
        return totals, np.array(squares) if squares else None

    def variance(self, sides: Sequence[Side]) -> Floats:
        """Variances of the totals of units."""
        totals, squares = self._sums
        groups = [(self._cells(members), lines) for members, lines, _ in self._groups(sides)]
        units, place = np.unique(self._unit[np.concatenate([cells for cells, _ in groups])], return_inverse=True)
        k, known, start = len(sides[0].loadings), np.zeros(len(sides[0].loadings)), 0
        if not len(units):
            return np.full(k, np.nan)
        added = np.zeros((len(units), k))
        squared = None if squares is None else np.zeros((len(units), k, k))
        for cells, lines in groups:
            at, start = place[start : start + len(cells)], start + len(cells)
            # A side without respondents has no lines, and nothing is known of the sum.
            known, lines = known + 0 * lines.sum(axis=1), np.nan_to_num(lines)
            np.add.at(added, at, totals[cells] @ lines.T)
            if squared is not None and squares is not None:
                np.add.at(squared, at, lines @ squares[cells] @ lines.T)
        found = self.sampling.variance(units.astype(np.int32), added, squared)
        return known + np.diag(found).clip(0)

    def _cells(self, members: Sequence[int], item: int | None = None) -> NDArray[np.intp]:
        """Cells of some segments in which somebody answered."""
        inside = np.zeros(len(self.means.n), dtype=bool)
        inside[list(members)] = True
        return np.flatnonzero(inside[self._segment] & (self._counts(item)[0] > 0))

    def _counts(self, item: int | None) -> Floats:
        """Rows, sums of weights and of squared weights of every cell, of all or of those who answered an item."""
        if item is None:
            _ = self._sums
        elif item not in self._counted:
            of_item = np.array([item], dtype=np.intp)
            self._counted[item] = self._by.sums(lambda rows: self.means.answering(of_item, rows))
        return self._counted[item]

    def certainty(self, members: Sequence[int], items: NDArray[np.intp]) -> tuple[float, float]:
        """Those of the units with answers to the item that fewest answered, as few and uneven clusters leave them."""
        gapped = [int(j) for j in items if j in self.means.items.gapped]
        found = [self._certainty(tuple(members), item) for item in gapped or [None]]
        return min(found, key=lambda pair: np.nan_to_num(pair[0]))

    def _certainty(self, members: tuple[int, ...], item: int | None) -> tuple[float, float]:
        if len(members) == 1:
            df, factor = self._of_segments(item)
            return float(df[members[0]]), float(factor[members[0]])
        if (members, item) not in self._certain:
            cells = self._cells(members, item)
            df, factor = self._of_groups(cells, np.zeros(len(cells), dtype=np.int32), 1, item)
            self._certain[members, item] = float(df[0]), float(factor[0])
        return self._certain[members, item]

    def _of_segments(self, item: int | None) -> tuple[Floats, Floats]:
        """Degrees of freedom and factors of all segments."""
        if item not in self._by_segment:
            cells = np.flatnonzero(self._counts(item)[0] > 0)
            self._by_segment[item] = self._of_groups(cells, self._segment[cells], len(self.means.n), item)
        return self._by_segment[item]

    def _of_groups(
        self, cells: NDArray[np.intp], group: NDArray[np.int32], count: int, item: int | None
    ) -> tuple[Floats, Floats]:  # fmt: skip
        """The same of groups of cells; cells of one unit in a group are one."""
        pair, of, unit = cross(group, self._unit[cells], self.sampling.n_units)
        frequency = self.means.rows.weight_type == "frequency"
        n, w, w2 = (np.bincount(pair, v[cells], len(of)).astype(np.float64) for v in self._counts(item))
        units, strata = self.sampling.counted(of, unit, w if frequency else n, count)
        df, factor = units - strata, np.ones(count)
        # Respondents who are units because they were asked twice are as certain as the rows of a wave.
        if self.sampling.clusters is not None and not self.sampling.respondents and len(cells):
            model = bell_mccaffrey(self.sampling, Cells(of, unit, w, w if frequency else w2), df)
            df, factor = model.df, model.factor
        return np.where(df > 0, df, np.nan), factor

    def shared(self, sides: Sequence[Side]) -> bool:
        """Whether a unit has answers on both sides."""
        first, second = (self.sampling.whole(self._unit[self._cells(side.members)]) for side in sides)
        return bool(np.isin(first, second).any())


class Replicated(Spread):
    """By replicate weights: the functions anew under every one."""

    def __init__(self, means: ItemMeans, replicates: Replicates) -> None:
        super().__init__(means)
        self.replicates = replicates
        self._dfs: dict[tuple[tuple[int, ...], int | None], float] = {}

    @cached_property
    def _copies(self) -> tuple[Floats, Floats]:
        """Sums of weights (replicates × segments) and means of columns (replicates × segments × columns)."""
        none, rows = np.zeros(len(self.means.items.columns)), self.means.rows
        here = rows.ends() is None or isinstance(self.replicates, LeftOut)
        found = self.means.given_rows().replicated() if here else rows.replicated(self.means.columns_of)
        return (
            np.array([[m.sum_w for m in moments] for moments in found]),
            np.array([[m.mean if m.n else none for m in moments] for moments in found]),
        )

    def variance(self, sides: Sequence[Side]) -> Floats:
        """Of replicates in which every side has respondents."""
        estimate = np.sum([side.sign * self.estimate(side) for side in sides], axis=0)
        copies = np.sum([side.sign * self._of_replicates(side) for side in sides], axis=0)
        moves = self.replicates.rule.deviations(estimate, copies)
        return np.where((~np.isnan(copies)).sum(axis=0) > 1, (moves**2).sum(axis=0), np.nan)

    def _of_replicates(self, side: Side) -> Floats:
        w, mean = (values[:, list(side.members)] for values in self._copies)
        total = w.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            means = self.means.items.means(np.einsum("rs,rsk->rk", w, mean) / total[:, None])
        used = side.loadings != 0
        lost = (np.isnan(means)[:, None, :] & used).any(axis=2)
        return np.where(lost, np.nan, np.nan_to_num(means) @ side.loadings.T)

    @cached_property
    def lost(self) -> NDArray[np.int64]:
        """Replicates that leave a segment without the respondents it has, of all or of an item."""
        w, of_columns = self._copies
        left_out = (w == 0) | (np.isnan(self.means.items.means(of_columns)) & self.means.asked).any(axis=2)
        return np.where(self.means.n > 0, left_out.sum(axis=0), 0)

    def shared(self, sides: Sequence[Side]) -> bool:
        """All sides stand on the same replicates."""
        return True

    def certainty(self, members: Sequence[int], items: NDArray[np.intp]) -> tuple[float, float]:
        """Degrees of freedom of the replicates, of those with answers to the item that has the fewest."""
        gapped = [int(j) for j in items if j in self.means.items.gapped]
        df = min(self._df(tuple(members), item) for item in gapped or [None])
        return (df if df > 0 else np.nan), 1.0

    def _df(self, members: tuple[int, ...], item: int | None) -> float:
        """Those of some segments, of all respondents or of those who answered an item."""
        items = np.array([] if item is None else [item], dtype=np.intp)

        def used(part: Rows) -> NDArray[np.integer[Any]]:
            return np.where(self.means.answering(items, part), codes(part), -1)

        if (members, item) not in self._dfs:
            self._dfs[members, item] = float(self.means.rows.as_one(members).replicates_df(used)[0])
        return self._dfs[members, item]


def spread_of(means: ItemMeans) -> Spread:
    """What the rows were read with decides."""
    if means.rows.replicates is not None:
        return Replicated(means, means.rows.replicates)
    if means.rows.sampling is None:
        return Independent(means)
    return (AskedAgain if means.rows.sampling.plain else Designed)(means, means.rows.sampling)
