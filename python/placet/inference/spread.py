"""Variances of linear functions of means of items, of segments together or as differences, under any design."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from .._core import Moments
from ..survey import Rows, Sampling
from ..survey.columns import codes, weights
from ..survey.rows import Replicates
from ..survey.sampling import check_weight_type, cross
from .distributions import Floats
from .few_clusters import Cells, bell_mccaffrey
from .item_means import Bools, ItemMeans

#: Cells whose moments are held at a time.
MOST = 1 << 22


@dataclass(frozen=True)
class Side:
    """Linear functions of the means of items of some segments taken together.

    Attributes
    ----------
    members : tuple of int
        The segments.
    loadings : shape (functions, items)
        0 for items that nobody of them answered.
    sign : {1, -1}
    """

    members: tuple[int, ...]
    loadings: Floats
    sign: float = 1.0


class Spread(ABC):
    """How much functions of means vary from sample to sample."""

    def __init__(self, means: ItemMeans) -> None:
        self.means = means

    def estimate(self, side: Side) -> Floats:
        """The functions of one side."""
        return side.loadings @ np.nan_to_num(self.means.items.means(self._mean(side.members)[1]))

    def each(self, loadings: Floats) -> tuple[Floats, Floats, Floats]:
        """Variances, degrees of freedom and factors of functions of single segments, shape (segments, functions) each.

        Parameters
        ----------
        loadings : shape (segments, functions, items)
        """
        found = [self._one(segment, own) for segment, own in enumerate(loadings)]
        variance, df, factor = (np.array(part) for part in zip(*found, strict=True))
        return variance, df, factor

    def _one(self, segment: int, loadings: Floats) -> tuple[Floats, Floats, Floats]:
        certain = self.certain((segment,), loadings)
        return self.variance([Side((segment,), loadings)]), certain[:, 0], certain[:, 1]

    def certain(self, members: tuple[int, ...], loadings: Floats) -> Floats:
        """Degrees of freedom and factor of every function in some segments together, shape (functions, 2)."""
        gapped = self.means.items.gapped
        if not len(gapped):
            return np.broadcast_to(self.certainty(members, gapped), (len(loadings), 2))
        return np.array([self.certainty(members, gapped[row[gapped] != 0]) for row in loadings])

    @abstractmethod
    def variance(self, sides: Sequence[Side]) -> Floats:
        """Variances of the sums of the sides, each with its sign, shape (functions,); NaN where nothing is known."""

    @abstractmethod
    def certainty(self, members: Sequence[int], items: NDArray[np.intp]) -> tuple[float, float]:
        """Degrees of freedom of functions of some items, and what their squared errors are multiplied by in tests.

        Of the items those count that some respondents left out.
        """

    def _mean(self, members: Sequence[int]) -> tuple[float, Floats]:
        """Sum of weights and means of the columns."""
        kept = [d for d in members if self.means.moments[d].n]
        w = self.means.sum_w[kept]
        if not len(kept):
            return 0.0, np.full(len(self.means.items.columns), np.nan)
        return float(w.sum()), w @ self.means.of_columns[kept] / w.sum()

    def _lines(self, side: Side) -> Floats:
        r"""What a respondent of the side adds: coefficients of the centred columns and a constant, per unit of weight.

        The linearised value :math:`a'G(v - \overline{v})/\sum w` as a function of (v - centre, 1).
        """
        total, mean = self._mean(side.members)
        if not total:
            return np.full((len(side.loadings), len(mean) + 1), np.nan)
        slopes = side.loadings @ self.means.items.slopes(mean)
        return side.sign / total * np.column_stack([slopes, -slopes @ (mean - self._centre)])

    @cached_property
    def _centre(self) -> Floats:
        """A place near all answers, about which no digits are lost."""
        return self._mean(range(len(self.means.moments)))[1]

    def _groups(self, sides: Sequence[Side]) -> list[tuple[tuple[int, ...], Floats, int]]:
        """Segments whose respondents add alike, what they add, and the first side that they belong to."""
        lines = [self._lines(side) for side in sides]
        found: dict[tuple[int, ...], list[int]] = {}
        for segment in sorted({d for side in sides for d in side.members}):
            found.setdefault(tuple(i for i, side in enumerate(sides) if segment in side.members), []).append(segment)
        return [(tuple(of), sum((lines[i] for i in at), 0 * lines[0]), at[0]) for at, of in found.items()]

    def _about_centre(self, moments: Moments) -> tuple[Floats, Floats]:
        """Sums of w(v - centre, 1), and of w(v - centre, 1)(v - centre, 1)'."""
        shifted = np.append(moments.mean - self._centre, 1.0)
        squares = moments.sum_w * np.outer(shifted, shifted)
        squares[:-1, :-1] += moments.comoment
        return moments.sum_w * shifted, squares


class Independent(Spread):
    """Of independent respondents, with n / (n - 1) as means have it, n of the item that fewest answered."""

    @cached_property
    def _squared(self) -> Sequence[Moments]:
        """Moments under squared weights, where the errors ask for them."""
        rows, given = self.means.rows, self.means.given_rows().given
        probability = rows.weights is not None and rows.weight_type == "probability"
        return given.moments(squared=True) if probability else self.means.moments

    @cached_property
    def _squares(self) -> list[Floats]:
        size = len(self.means.items.columns) + 1
        return [self._about_centre(m)[1] if m.n else np.zeros((size, size)) for m in self._squared]

    def each(self, loadings: Floats) -> tuple[Floats, Floats, Floats]:
        """All segments at once, about their own means."""
        means, size = self.means, len(self.means.items.columns)
        squares = np.zeros((len(loadings), size, size))
        for own, squared, mean in zip(squares, self._squared, means.of_columns, strict=True):
            if squared.n:
                shift = squared.mean - mean
                own[:] = squared.comoment + squared.sum_w * np.outer(shift, shift)
        with np.errstate(invalid="ignore", divide="ignore"):
            lines = loadings @ means.slopes / means.sum_w[:, None, None]
            times, below = self._fewest(self._bases, loadings != 0)
            variance = ((lines @ squares) * lines).sum(axis=-1).clip(0) * np.where(below > 0, times / below, np.nan)
        return variance, np.where(below > 0, below, np.nan), np.ones(below.shape)

    def variance(self, sides: Sequence[Side]) -> Floats:
        """Sums of squares of what respondents add."""
        total = np.zeros(len(sides[0].loadings))
        for members, lines, side in self._groups(sides):
            squares = np.sum([self._squares[d] for d in members], axis=0)
            total += self._correction(sides[side]) * ((lines @ squares) * lines).sum(axis=1).clip(0)
        return total

    def _correction(self, side: Side) -> Floats:
        """N / (n - 1) of the respondents of each function: those of the item with the fewest."""
        times, below = self._of(side.members, side.loadings != 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(below > 0, times / below, np.nan)

    def _of(self, members: Sequence[int], used: Bools) -> tuple[Floats, Floats]:
        """What variances are multiplied by and divided by in some segments together, shape (functions,)."""
        bases = tuple(values[list(members)].sum(axis=0, keepdims=True) for values in self._bases)
        times, below = self._fewest(bases, np.atleast_2d(used)[None])
        return times[0], below[0]

    def _fewest(self, bases: Sequence[Floats], used: Bools) -> tuple[Floats, Floats]:
        """The same from rows, observations and weights, shape (segments, items): of the item that fewest answered."""
        n, observed, w = bases
        precision = self.means.rows.weights is not None and self.means.rows.weight_type == "precision"
        times, below = (w, n - 1) if precision else (observed, observed - 1)
        below = np.where(n > 1, below, 0.0)
        item = np.where(used, below[:, None, :], np.inf).argmin(axis=-1)
        return np.take_along_axis(times, item, axis=1), np.take_along_axis(below, item, axis=1)

    @cached_property
    def _bases(self) -> tuple[Floats, Floats, Floats]:
        """Rows, observations and weights of every item, shape (segments, items)."""
        means = self.means
        each = [means.bases(np.array([j])) for j in range(means.items.count)]
        n, observed, share = (
            np.stack(part, axis=1) for part in zip(*((b.n, b.observations, b.share) for b in each), strict=True)
        )
        return n.astype(float), observed, np.nan_to_num(share) * means.sum_w[:, None]

    def certainty(self, members: Sequence[int], items: NDArray[np.intp]) -> tuple[float, float]:
        """Respondents less 1, of the item that fewest answered."""
        used = np.zeros(self.means.items.count, dtype=bool)
        used[items] = True
        if not len(items):  # everybody answered
            used[np.setdiff1d(np.arange(len(used)), self.means.items.gapped)] = True
        df = float(self._of(members, used)[1][0])
        return (df if df > 0 else np.nan), 1.0


class Designed(Spread):
    """Of units drawn within strata (Binder 1983)."""

    def __init__(self, means: ItemMeans, sampling: Sampling) -> None:
        super().__init__(means)
        check_weight_type(sampling, means.rows.weight_type)
        self.sampling = sampling
        rows = means.rows
        self._cell, self._segment, self._unit = cross(rows.segments.codes, sampling.unit_of_row, sampling.n_units)
        self._counted: dict[int | None, tuple[Floats, Floats, Floats]] = {}
        self._certain: dict[tuple[tuple[int, ...], int | None], tuple[float, float]] = {}

    @cached_property
    def _sums(self) -> tuple[Floats, Floats | None]:
        """Totals of every cell, and sums of squares where rows are units."""
        size = len(self.means.items.columns) + 1
        frequency = self.means.rows.weight_type == "frequency"
        totals, squares = np.zeros((len(self._segment), size)), []
        for number, (own, squared) in enumerate(self._moments(squared=not frequency)):
            if own.n:
                totals[number] = self._about_centre(own)[0]
            if squared is not None:
                squares.append(self._about_centre(squared)[1] if own.n else np.zeros((size, size)))
        return totals, np.array(squares) if squares else None

    def _moments(self, *, squared: bool) -> Iterator[tuple[Moments, Moments | None]]:
        """Moments of every cell, of rows that are units those with squared weights too."""
        count, given = len(self._segment), self.means.given_rows().given
        size = max(MOST // len(self.means.items.columns) ** 2, 1)
        for start in range(0, count, size):
            part = given._replace(cells=(self._cell - np.int32(start), min(size, count - start)))
            own = part.moments()
            rows_are_units = self.sampling.clusters is None
            yield from zip(own, part.moments(squared=squared) if rows_are_units else repeat(None), strict=False)

    def variance(self, sides: Sequence[Side]) -> Floats:
        """Variances of the totals of units."""
        totals, squares = self._sums
        size, k = self.sampling.n_units, len(sides[0].loadings)
        added, present, known = np.zeros((size, k)), np.zeros(size, dtype=bool), np.zeros(k)
        squared = None if squares is None else np.zeros((size, k, k))
        for members, lines, _ in self._groups(sides):
            cells = self._cells(members)
            unit, known = self._unit[cells], known + 0 * lines.sum(axis=1)
            lines = np.nan_to_num(lines)
            np.add.at(added, unit, totals[cells] @ lines.T)
            present[unit] = True
            if squared is not None and squares is not None:
                np.add.at(squared, unit, lines @ squares[cells] @ lines.T)
        units = np.flatnonzero(present)
        if not len(units):
            return known * np.nan
        of_units = None if squared is None else squared[units]
        found = self.sampling.variance(units.astype(np.int32), added[units], of_units)
        return known + np.diag(found).clip(0)

    def _cells(self, members: Sequence[int], item: int | None = None) -> NDArray[np.intp]:
        """Cells of some segments in which somebody answered."""
        inside = np.zeros(len(self.means.n), dtype=bool)
        inside[list(members)] = True
        return np.flatnonzero(inside[self._segment] & (self._counts(item)[0] > 0))

    def _counts(self, item: int | None) -> tuple[Floats, Floats, Floats]:
        """Rows, sums of weights and of squared weights of every cell, of all or of those who answered an item."""
        if item not in self._counted:
            rows, count = self.means.rows, len(self._segment)
            used = (self._cell >= 0) & self.means.answering(np.array([] if item is None else [item], dtype=np.intp))
            w, cell = weights(rows)[used], self._cell[used]
            powers = np.ones(len(w)), w, w**2
            n, total, squares = (np.bincount(cell, power, count).astype(np.float64) for power in powers)
            self._counted[item] = n, total, squares
        return self._counted[item]

    def certainty(self, members: Sequence[int], items: NDArray[np.intp]) -> tuple[float, float]:
        """Those of the units with answers to the item that fewest answered, as few and uneven clusters leave them."""
        gapped = [int(j) for j in items if j in self.means.items.gapped]
        found = [self._certainty(tuple(members), item) for item in gapped or [None]]
        return min(found, key=lambda pair: np.nan_to_num(pair[0]))

    def _certainty(self, members: tuple[int, ...], item: int | None) -> tuple[float, float]:
        if (members, item) not in self._certain:
            self._certain[members, item] = self._of_units(self._cells(members, item), item)
        return self._certain[members, item]

    def _of_units(self, cells: NDArray[np.intp], item: int | None) -> tuple[float, float]:
        if not len(cells):
            return np.nan, 1.0
        units, inverse = np.unique(self._unit[cells], return_inverse=True)
        n, w, w2 = (np.bincount(inverse, values[cells]).astype(np.float64) for values in self._counts(item))
        frequency = self.means.rows.weight_type == "frequency"
        df = self.sampling.degrees_of_freedom(units, w if frequency else n)
        if self.sampling.clusters is None:
            return (df if df > 0 else np.nan), 1.0
        drawn = Cells(np.zeros(len(units), dtype=np.int32), units.astype(np.int32), w, w if frequency else w2)
        model = bell_mccaffrey(self.sampling, drawn, np.array([df]))
        return (float(model.df[0]) if model.df[0] > 0 else np.nan), float(model.factor[0])


class Replicated(Spread):
    """By replicate weights: the functions anew under every one."""

    def __init__(self, means: ItemMeans, replicates: Replicates) -> None:
        super().__init__(means)
        self.replicates = replicates

    @cached_property
    def _copies(self) -> tuple[Floats, Floats]:
        """Sums of weights (replicates × segments) and means of columns (replicates × segments × columns)."""
        given = self.means.given_rows().given
        none = np.zeros(len(self.means.items.columns))
        found = [given._replace(weights=column).moments() for column in self.replicates.columns]
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
        """Replicates that leave a segment without the respondents it has."""
        return np.where(self.means.n > 0, (self._copies[0] == 0).sum(axis=0), 0)

    def certainty(self, members: Sequence[int], items: NDArray[np.intp]) -> tuple[float, float]:
        """Rank of the replicate weights less 1."""
        gapped = items[np.isin(items, self.means.items.gapped)]
        used = self.means.answering(gapped[:1]) if len(gapped) else self.means.rows.counting
        group = np.where(used & np.isin(codes(self.means.rows), members), 0, -1)
        df = float(self.replicates.degrees_of_freedom(group, 1)[0])
        return (df if df > 0 else np.nan), 1.0


def spread_of(means: ItemMeans) -> Spread:
    """What the rows were read with decides."""
    rows: Rows = means.rows
    if rows.replicates is not None:
        return Replicated(means, rows.replicates)
    return Independent(means) if rows.sampling is None else Designed(means, rows.sampling)
