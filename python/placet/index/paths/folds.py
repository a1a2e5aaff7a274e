"""Folds: the respondents of every segment dealt out into parts of about the same size, units of the design whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..._core import DataError
from ...inference.relabelled import labels_of
from ...survey import Rows
from ...survey.rows import where

Codes = NDArray[np.int64]


class Folds:
    """How the respondents of a call may be dealt out.

    Parameters
    ----------
    rows : Rows
        Those that lack an answer are in no fold.
    count : int
        Folds of every segment.
    """

    def __init__(self, rows: Rows, count: int) -> None:
        self.rows, self.count = rows, count
        segments = len(rows.segments.keys)
        labels = labels_of(rows, rows.sampling, np.zeros(segments, dtype=np.int64))
        self.segment = labels.segment
        self._used = np.flatnonzero(self.segment >= 0)
        # A unit with respondents in several segments is dealt out in each of them.
        clusters = int(labels.cluster.max(initial=0)) + 1
        apart = self.segment[self._used] * clusters + labels.cluster[self._used]
        units, self._unit = np.unique(apart, return_inverse=True)
        self._unit_segment = units // clusters
        self.units = np.bincount(self._unit_segment, minlength=segments)

    def check(self, segment: int) -> None:
        """Refuse more folds than there are units."""
        units = int(self.units[segment])
        if units < self.count:
            what = "respondents" if len(self._unit_segment) == len(self._used) else "clusters"
            raise DataError(
                f"{where(self.rows, segment)}folds={self.count} of {units:,} {what} with all answers; take at most "
                f"{max(units, 2)} folds, or leave the segment out"
            )

    def dealt(self, seed: int, repeat: int) -> Codes:
        """Fold of every row, -1 for rows in none: units in a random order, one fold after another.

        The order of the units of a segment depends on their number alone, so that it is predicted as if it were all.
        """
        rank = np.empty(len(self._unit_segment), dtype=np.int64)
        for segment, units in enumerate(self.units):
            rng = np.random.default_rng([seed, repeat])
            rank[self._unit_segment == segment] = rng.permutation(units)
        found = np.full(len(self.segment), -1, dtype=np.int64)
        found[self._used] = (rank % self.count)[self._unit]
        return found
