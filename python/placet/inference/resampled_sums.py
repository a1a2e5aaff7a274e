"""Weighted sums of columns in resamples: of respondents, of the units of a design, or by replicate weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import DataError
from ..survey import Rows
from ..survey.columns import weights
from ..survey.sampling import grouped
from ..types import DrawnUnits, Progress
from .distributions import Floats

#: Numbers of a block of resamples, and resamples of the smallest block.
MOST, LEAST = 1 << 20, 16
#: Counts that stay in the cache of a processor.
CACHED = 1 << 14
#: Whole numbers that single precision holds.
EXACT = 1 << 24
#: Factors of units that are kept for the next segment.
HELD = 1 << 24
#: Respondents a row, up to which they are drawn one by one, as if every one had a row of its own.
ONE_BY_ONE = 20
#: Respondents that can be drawn again one by one.
MOST_RESPONDENTS = 2.0**53


@dataclass(frozen=True)
class Resampler:
    """Resamples of the respondents of segments, each a product of how often units were drawn and what they add.

    Resample i depends on the seed and i alone, and not on how many there are; that of a segment is that of the segment
    by itself.

    Attributes
    ----------
    rows : Rows
    count : int
        Resamples; replicate weights have their own number.
    seed : int
    """

    rows: Rows
    count: int
    seed: int

    @property
    def resamples(self) -> int:
        """How many there are."""
        return self.count if self.rows.replicates is None else len(self.rows.replicates.columns)

    def sums(self, at: NDArray[np.intp], values: Floats, report: Progress = None) -> Floats:
        """Weighted sums of the columns over some rows.

        Parameters
        ----------
        at
            Places of the rows, none of weight 0.
        values : shape (len(at), columns)
        report
            Told how many resamples are done.

        Returns
        -------
        shape (resamples, columns)
        """
        if not len(at):
            return np.zeros((self.resamples, values.shape[1]))
        found, done = np.empty((self.resamples, values.shape[1])), 0
        added, blocks = self._drawn(at, values)
        respondents = weights(self.rows, at).sum() if self._frequency else len(at)
        added = added.astype(np.float32) if self._whole(added, respondents) else added
        for block in blocks:
            found[done : done + len(block)] = block.astype(added.dtype, copy=False) @ added
            done += len(block)
            if report is not None:
                report(done)
        return found

    def _drawn(self, at: NDArray[np.intp], values: Floats) -> tuple[Floats, Iterator[Floats]]:
        """What units add, and how often they are drawn: resamples × units, some at a time."""
        rows = self.rows
        if rows.replicates is not None:
            columns = [column for _, column, _ in rows.replicates.columns]
            return values, self._blocks(len(at), lambda i: np.array([columns[j][at] for j in i], dtype=np.float64))
        w = weights(rows, at)
        if rows.sampling is not None:
            units, unit = np.unique(self._units[0][at], return_inverse=True)
            unit = unit.astype(np.int32)
            return grouped(values * w[:, None], unit, len(units)), (block[:, units] for block in self._factors)
        rng, n = np.random.default_rng(self.seed), len(at)
        if not self._frequency:

            def rows_again(count: int) -> NDArray[np.int64]:
                return rng.integers(n, size=(count, n))

            return values * w[:, None], self._blocks(n, lambda i: _times(rows_again, len(i), n))
        total = _respondents(float(w.sum()))
        if total <= ONE_BY_ONE * n and (w == np.rint(w)).all():
            row = np.repeat(np.arange(n), w.astype(np.intp))

            def respondents_again(count: int) -> NDArray[np.int64]:
                return row[rng.integers(total, size=(count, total))]

            return values, self._blocks(total, lambda i: _times(respondents_again, len(i), n))
        return values, self._blocks(n, lambda i: rng.multinomial(total, w / w.sum(), len(i)).astype(np.float64))

    @property
    def _frequency(self) -> bool:
        return self.rows.weight_type == "frequency" and self.rows.weights is not None

    def _whole(self, added: Floats, respondents: float) -> bool:
        """Whether all sums are whole numbers that single precision, in which they take half the time, holds exactly."""
        drawn = self.rows.sampling is None and self.rows.replicates is None
        whole = drawn and np.abs(added).max(initial=0) * respondents < EXACT
        return bool(whole and (added == np.rint(added)).all())

    def _blocks(self, units: int, draw: Callable[[range], Floats]) -> Iterator[Floats]:
        size = max(MOST // units, LEAST)
        for start in range(0, self.resamples, size):
            yield draw(range(start, min(start + size, self.resamples)))

    @cached_property
    def _units(self) -> DrawnUnits:
        draws = self.rows.draws(self.count, self.seed)
        assert isinstance(draws, tuple)
        assert len(draws) == 3
        return draws[2]

    @property
    def _factors(self) -> Iterator[Floats]:
        """What the weights of all units are multiplied by (Rao and Wu's rescaling bootstrap)."""
        return iter(self._held) if self.count * len(self._units[1]) <= HELD else self._new_factors()

    @cached_property
    def _held(self) -> list[Floats]:
        return list(self._new_factors())

    def _new_factors(self) -> Iterator[Floats]:
        _, strata, sizes, not_drawn = self._units

        def draw(indices: range) -> Floats:
            return np.array([_core.unit_factors(strata, sizes, not_drawn, self.seed, i) for i in indices])

        return self._blocks(len(strata), draw)


def _times(draw: Callable[[int], NDArray[np.int64]], count: int, n: int) -> Floats:
    """How often each of n was drawn, a row a resample; `draw` makes some of them."""
    found = np.empty((count, n))
    # So many at a time that their counts stay in the cache.
    some = max(CACHED // n, 1)
    for start in range(0, count, some):
        drawn = draw(min(some, count - start))
        drawn += n * np.arange(len(drawn))[:, None]
        found[start : start + some] = np.bincount(drawn.ravel(), minlength=len(drawn) * n).reshape(len(drawn), n)
    return found


def _respondents(total: float) -> int:
    if total > MOST_RESPONDENTS:
        raise DataError(
            f"the frequency weights add up to {total:g} respondents, of which at most {MOST_RESPONDENTS:g} (2^53) "
            'can be drawn again; give the number of respondents a row stands for, or pass weight_type="probability"'
        )
    return round(total)
