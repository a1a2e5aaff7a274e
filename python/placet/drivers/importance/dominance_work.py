"""How much work dominance is, counted before it begins."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ... import _core
from ..._core import DataError
from ...inference.work import RATE
from ...progress import in_words
from ..prepare import Prepared
from .split import Split
from .work import FEWER, MOST

#: Most drivers of which all subsets are held, and most at all, as the core has it.
MOST_HELD, MOST_DRIVERS = 20, 35
#: Models of the lattice that a subset costs to hold, and that every pair of drivers costs to compare on it.
HELD, PAIR = 8.0, 0.1
#: The same for what does not grow with the subsets.
SAMPLE = 4_000


def check_drivers(split: Split, complete: bool) -> None:
    """Refuse fewer than two drivers, and more than can be held."""
    count = len(split.terms)
    if count < 2:
        one = f"{split.terms[0].name!r} is the only driver" if count else "drivers is empty"
        raise DataError(f"{one}; dominance compares drivers: name at least two")
    if complete and count > MOST_HELD:
        raise DataError(
            f"complete dominance of {count} drivers compares R² of all their subsets, which are held of at most "
            f"{MOST_HELD} drivers; pass complete=False for conditional and general dominance, or fewer drivers"
        )
    if count > MOST_DRIVERS:
        raise DataError(
            f"dominance of {count} drivers visits all their subsets, which is done of at most {MOST_DRIVERS}"
        )


@dataclass(frozen=True)
class DominanceWork:
    """What a call of `dominance` has to do.

    Attributes
    ----------
    drivers, segments, rows
        How many there are.
    samples
        Of every segment: data sets and resamples.
    complete : bool
    """

    drivers: int
    segments: int
    rows: int
    samples: int
    complete: bool

    @classmethod
    def of(cls, call: Prepared, split: Split, n_resamples: int, complete: bool) -> DominanceWork:
        """The work of a call."""
        rows = call.model.rows
        sets = call.gaps.n_imputations if call.gaps.missing == "multiple" else 1
        copies = n_resamples if rows.replicates is None or not n_resamples else len(rows.replicates) * sets
        return cls(len(split.terms), call.model.segments, rows.n_total, sets + copies, complete)

    @property
    def models(self) -> float:
        """Models to visit, and what takes as long; a row that goes into the moments of a resample costs some."""
        pairs = self.drivers * (self.drivers - 1) / 2
        walk = SAMPLE + 2.0**self.drivers * (HELD + PAIR * pairs if self.complete else 1.0)
        return self.samples * (self.segments * walk + self.rows * (5 + self.drivers / 2))

    @property
    def seconds(self) -> float:
        """How long it takes by the threads there are, about."""
        return self.models / RATE / _core.thread_count()

    def check(self) -> None:
        """Refuse what takes more than a minute, and say what would not."""
        if self.models <= MOST:
            return
        fewer = [replace(self, samples=n + 1) for n in FEWER if n + 1 < self.samples]
        ways = [f"n_resamples={w.samples - 1} {in_words(w.seconds)}" for w in fewer if w.models <= MOST][:1]
        without = replace(self, complete=False)
        if self.complete:
            ways.append(f"complete=False {in_words(without.seconds)}")
        ways.append(f"n_resamples=0, without shares of resamples, {in_words(replace(self, samples=1).seconds)}")
        each = f" in each of {self.segments:,} segments" if self.segments > 1 else ""
        given = self.samples - 1
        raise DataError(
            f"dominance of {self.drivers} drivers in {given:,} resamples{each} takes {in_words(self.seconds)} here; "
            f"pass n_resamples={given} if it is to be done all the same. Less would take: {'; '.join(ways)}"
        )
