"""Means and co-moments of a sample, of a bootstrap sample or of several completed data sets, as arrays."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import Moments
from ...survey import Rows
from ...types import Progress
from .model import Model, answered

Floats = NDArray[np.float64]
#: Most groups of respondents that a jackknife leaves out in turn, as in the core.
JACKKNIFE_GROUPS = 200


@dataclass(frozen=True)
class Means:
    """Moments of the outcome and all columns of a model: n rows, Σw, means, co-moments about them."""

    n: int
    sum_w: float
    mean: Floats
    comoment: Floats

    @classmethod
    def of(cls, moments: Moments) -> Means:
        """The same figures of the core's accumulator."""
        return cls(moments.n, moments.sum_w, moments.mean, moments.comoment)

    def take(self, columns: Sequence[int]) -> Means:
        """Those of some of the columns, in this order."""
        return Means(self.n, self.sum_w, self.mean[list(columns)], self.comoment[np.ix_(columns, columns)])

    def accumulator(self, sum_w2: float | None = None) -> Moments:
        """The same figures as the core takes them; without Σw² that of equal weights."""
        sum_w2 = self.sum_w**2 / max(self.n, 1) if sum_w2 is None else sum_w2
        plain = {"n": self.n, "sum_w": self.sum_w, "sum_w2": sum_w2, "n_missing": 0, "n_zero_weight": 0}
        squares = (self.comoment + self.comoment.T) / 2  # to the last digit, which the core asks for
        arrays = {"mean": self.mean.tolist(), "comoment": squares.ravel().tolist()}
        return Moments.from_json(json.dumps(plain | arrays))


def stacked(sets: Sequence[Moments]) -> Means:
    """Moments of completed data sets one upon the other, in which every row weighs 1/m; a single one as it is."""
    first, m = sets[0], len(sets)
    if m == 1:
        return Means.of(first)
    total = sum(sets[1:], first)
    return Means(first.n, total.sum_w / m, total.mean, total.comoment / m)


def take(moments: Moments, columns: Sequence[int]) -> Moments:
    """Moments of some of the columns, in this order."""
    return Means.of(moments).take(columns).accumulator(moments.sum_w2)


def bootstrapped(rows: Rows, segment: int, n: int, count: int, seed: int, report: Progress = None) -> Iterator[Means]:
    """Moments of bootstrap samples of the n complete rows of a segment."""
    drawn = _core.bootstrap_moments(
        list(rows.columns), rows.weights, rows.segments.cells, segment, count, seed, rows.weight_type, report
    )
    for sum_w, mean, comoment in zip(*drawn, strict=True):
        yield Means(n, float(sum_w), mean, comoment)


def left_out(model: Model, segment: int) -> Iterator[Means]:
    """Moments of the complete rows of a segment with one of up to 200 groups of them left out in turn."""
    rows = model.rows
    kept = answered(model)
    if rows.segments.codes is not None:
        kept &= rows.segments.codes == segment
    places = np.flatnonzero(kept)
    count = min(len(places), JACKKNIFE_GROUPS)
    group = np.full(rows.n_total, -1, dtype=np.int32)
    group[places] = np.arange(len(places)) % count
    parts = _core.accumulate_moments(list(rows.columns), rows.weights, (group, count))
    # What comes before a group and what comes after it: nothing is subtracted, so that no digits are lost.
    before, after = [Moments()], [Moments()]
    for first, last in zip(parts[:-1], reversed(parts[1:]), strict=True):
        before.append(before[-1] + first)
        after.append(after[-1] + last)
    for left, right in zip(before, reversed(after), strict=True):
        yield Means.of(left + right)
