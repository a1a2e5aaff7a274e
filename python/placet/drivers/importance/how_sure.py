"""How sure the importances of a call are, segment after segment: which resamples are made, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...inference.grouped_jackknife import GROUPS
from ...inference.resamples import Resamples
from ...language import say
from ...survey.facts import drawn_words
from ...survey.left_out import LeftOut
from ...types import Progress
from ..missing.basis import Basis
from .influence import Influence, influence
from .intervals import NAMES, Interval, Sure, accelerations, of_influence, of_resamples
from .resamples import leave_out, resample
from .split import Importance, Split


@dataclass
class HowSure:
    """Makes the errors and intervals of the segments of a call.

    Attributes
    ----------
    split : Split
    basis : Basis
        What stands for missing answers.
    interval : str
    n_resamples : int
    conf_level : float
    failed : int
        Resamples that could not be fitted so far.
    """

    split: Split
    basis: Basis
    interval: Interval
    n_resamples: int
    conf_level: float
    failed: int = field(default=0, init=False)
    _influences: dict[int, Influence] = field(default_factory=dict, init=False)

    @property
    def count(self) -> int:
        """Resamples of a segment."""
        if self.interval == "linearized":
            return 0
        if self.interval == "jackknife" and self.basis.model.rows.replicates is None:
            return GROUPS
        return self.basis.resamples(max(self.n_resamples, self.interval == "jackknife"))

    def of(
        self, place: tuple[Basis, int], mean: Importance, sets: Sequence[Importance], report: Progress
    ) -> tuple[list[Sure | None], Resamples | None]:
        """Errors and intervals of a segment by method, and the resamples they were made of."""
        basis, segment = place
        if self.interval == "linearized":
            return [of_influence(mean.values[0], self._influence(basis), segment, self.conf_level)], None
        if not self.count:
            return [None] * len(self.split.methods), None
        resamples = self._resamples(basis, segment, report)
        self.failed += resamples.failed
        p = len(self.split.terms)

        def skewed() -> Any:
            return accelerations(mean.values[0], self._influence(basis), segment)

        sure = [
            of_resamples(
                mean.values[i],
                [one.values[i] for one in sets],
                resamples.of(i, p),
                self.interval,
                self.conf_level,
                least=-np.inf if method == "pratt" else 0.0,
                acceleration=skewed,
            )
            for i, method in enumerate(self.split.methods)
        ]
        return list(sure), resamples

    def _influence(self, basis: Basis) -> Influence:
        """Influence values of all segments of a basis, made once."""
        if id(basis) not in self._influences:
            moments = [sets[0] for sets in basis.moments]
            self._influences[id(basis)] = influence(self.split.of_model(basis.model), moments)
        return self._influences[id(basis)]

    def _resamples(self, basis: Basis, segment: int, report: Progress) -> Resamples:
        if self.interval == "jackknife" or isinstance(basis.model.rows.replicates, LeftOut):
            return leave_out(self.split, basis, segment, report)
        seed = basis.gaps.seed
        assert seed is not None
        jackknife = self.interval == "bca" and basis.model.rows.sampling is None
        return resample(self.split, basis, segment, self.n_resamples, seed, jackknife, report)


def described(basis: Basis, interval: Interval, n_resamples: int) -> tuple[str, dict[str, Any]]:
    """The intervals and what was resampled, in words and as facts of the result; nothing without intervals."""
    rows, count = basis.model.rows, basis.resamples(n_resamples)
    design = drawn_words(rows.sampling)
    if interval == "linearized":
        return say("t intervals of influence values of {what}", what=design), {"interval": interval}
    if rows.replicates is not None and (n_resamples or interval == "jackknife"):
        words = say("t intervals of {replicates}", replicates=rows.replicates.words)
        return words, {"interval": "t", "n_resamples": count}
    if interval == "jackknife":
        words = say("t intervals with {count} groups of {what} left out in turn", count=GROUPS, what=design)
        return words, {"interval": interval}
    if not n_resamples:
        return "", {}
    values = {"kind": NAMES[interval], "count": count, "what": design}
    words = say("{kind} intervals of {count:,} bootstrap resamples of {what}", **values)
    return words, {"interval": interval, "n_resamples": count}


def resampling_notes(basis: Basis, failed: int) -> list[str]:
    """What is to be said of the resamples of all segments."""
    rows = basis.model.rows
    notes = [] if rows.sampling is None else rows.sampling.lonely_note
    if not failed:
        return notes
    if rows.replicates is not None:
        return [*notes, say("{count} replicates allow no fit and are left out of errors", count=failed)]
    return [*notes, say("{count} resamples could not be fitted and were left out", count=failed)]
