"""How much work importances are, counted before it begins: what takes a minute is not done unless it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from ..._core import DataError
from ...inference.grouped_jackknife import GROUPS
from ...inference.work import RATE, resampled, seconds
from ...progress import in_words
from ..prepare import Prepared
from .intervals import Interval
from .methods import OF_SUBSETS
from .split import Split

#: A minute of two threads: more is not done by default.
MOST = 60 * 2 * RATE
#: Resamples of the intervals, where nothing is said of them.
RESAMPLES = 1000
#: Groups that a jackknife leaves out, at most.
JACKKNIFE = 200
#: Numbers of resamples that are offered instead.
FEWER = (500, 200, 100, 50, 20)


#: Models that what has no walk of its own costs as many as: first, last, coefficients, relative weights.
CLOSED = 200
#: Models of LMG that a subset costs for PMVD, and for the values of members of groups.
PMVD, OWEN = 40, 10


def by_default(methods: Sequence[str]) -> int:
    """Resamples of the intervals, where nothing is said of them: of PMVD, which holds all subsets, there are none."""
    return 0 if list(methods) == ["pmvd"] else RESAMPLES


@dataclass(frozen=True)
class Work:
    """What a call of `key_drivers` has to do.

    Attributes
    ----------
    drivers, segments, rows
        How many there are.
    resamples
        Of every segment.
    others
        Importances besides: those of the data sets, and of a jackknife.
    walked
        Whether subsets of the drivers are walked.
    pmvd
        Whether all of them are held for PMVD.
    groups : tuple of int
        Members of every group; nothing without groups.
    """

    drivers: int
    segments: int
    rows: int
    resamples: int
    others: int = 1
    walked: bool = True
    pmvd: bool = False
    groups: tuple[int, ...] = ()
    #: Whether there is an interval that leaves groups out.
    leaves_out: ClassVar[bool] = True

    @classmethod
    def of(cls, call: Prepared, split: Split, n_resamples: int, interval: Interval) -> Self:
        """The work of a call."""
        rows = call.model.rows
        sets = call.gaps.n_imputations if call.gaps.missing == "multiple" else 1
        copies = n_resamples if rows.replicates is None or not n_resamples else len(rows.replicates) * sets
        copies = {"jackknife": GROUPS, "linearized": 0}.get(interval, copies)
        others = sets + JACKKNIFE * (interval == "bca" and n_resamples > 0)
        sizes = tuple(split.groups.count(group) for group in dict.fromkeys(split.groups))
        walked = any(method in OF_SUBSETS for method in split.methods)
        return cls(
            len(split.terms), call.model.segments, rows.n_drawn, copies, others, walked, "pmvd" in split.methods, sizes
        )

    @property
    def _walk(self) -> float:
        """Models that importances of one sample cost as many as."""
        if self.groups:
            return OWEN * sum(2.0 ** (len(self.groups) - 1) * (20 + 2.0**size) for size in self.groups)
        return 2.0**self.drivers * (1 + PMVD * self.pmvd) if self.walked else CLOSED

    @property
    def models(self) -> float:
        """Models to visit; a row that goes into the moments of a resample costs what some models do."""
        walks = self.resamples + self.others
        return walks * (self.segments * self._walk + resampled(self.rows, self.drivers))

    @property
    def seconds(self) -> float:
        """How long it takes by the threads there are, about."""
        return seconds(self.models)

    def check(self) -> None:
        """Refuse what takes more than a minute, and say what would not."""
        if self.models <= MOST:
            return
        fewer = [replace(self, resamples=n) for n in FEWER if n < self.resamples]
        ways = [f"n_resamples={w.resamples} {in_words(w.seconds)}" for w in fewer if w.models <= MOST][:1]
        groups = replace(self, resamples=GROUPS, others=1)
        if groups.models <= MOST and not self.groups and self.leaves_out:
            ways.append(f'interval="jackknife", {GROUPS} groups left out in turn, {in_words(groups.seconds)}')
        none = replace(self, resamples=0, others=1)
        ways.append(f"n_resamples=0, without intervals, {in_words(none.seconds)}")
        less = [replace(self, drivers=p, groups=()) for p in range(self.drivers - 1, 1, -1)]
        ways += [
            f"{w.drivers} drivers, such as with means in place of drivers that belong together, {in_words(w.seconds)}"
            for w in less
            if w.models <= MOST
        ][:1]
        each = f" in each of {self.segments:,} segments" if self.segments > 1 else ""
        raise DataError(
            f"importances of {self.drivers} drivers in {self.resamples:,} resamples{each} take "
            f"{in_words(self.seconds)} here; pass n_resamples={self.resamples} if they are to be done all the same. "
            f"Less would take: {'; '.join(ways)}"
        )
