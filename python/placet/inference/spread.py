"""Variances of linear functions of means of items, of segments together or as differences, under any design."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .._core import Moments
from .distributions import Floats
from .item_means import Bools, ItemMeans


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

    def shared(self, sides: Sequence[Side]) -> bool:
        """Whether sampling units have answers on both sides."""
        return False

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
        rows = self.means.rows
        probability = rows.weights is not None and rows.weight_type == "probability"
        if not probability:
            return self.means.moments
        if not len(self.means.items.gapped):
            return rows.moments(squared=True)
        return rows.moments_of(self.means.columns_of, squared=True)

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


def certainty_of(spread: Spread, own: Floats, sides: Sequence[Side]) -> tuple[Floats, Floats]:
    r"""Degrees of freedom of two sides, :math:`(v_1 + v_2)^2 / \sum v_i^2 / \nu_i`, and their common factor.

    Sides that share units, such as clusters, have no more of them than both together.

    Parameters
    ----------
    spread
        What both are of.
    own : shape (2, 3, functions)
        Variances of the sides by themselves, their degrees of freedom and factors.
    sides
        Both.
    """
    variances, df, factor = own[:, 0], own[:, 1], own[:, 2]
    scaled = variances * factor
    total = scaled.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.where(total > 0, total**2 / (scaled**2 / df).sum(axis=0), df.min(axis=0))
        common = total / variances.sum(axis=0)
    common = np.where(np.isfinite(common), common, 1.0)
    if not spread.shared(sides):
        return found, common
    together = tuple(sorted({segment for side in sides for segment in side.members}))
    most = spread.certain(together, np.sum([np.abs(side.loadings) for side in sides], axis=0))[:, 0]
    return np.fmin(found, most), common
