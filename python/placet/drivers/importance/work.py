"""How much work importances are, counted before it begins: what takes a minute is not done unless it was asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..._core import DataError
from ...progress import in_words
from ..prepare import Prepared
from ..work import RATE, resampled, seconds
from .lmg import Split

#: A minute of two threads: more is not done by default.
MOST = 60 * 2 * RATE
#: Resamples of the intervals, where nothing is said of them.
RESAMPLES = 1000
#: Groups that a jackknife leaves out, at most.
JACKKNIFE = 200
#: Numbers of resamples that are offered instead.
FEWER = (500, 200, 100, 50, 20)


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
    """

    drivers: int
    segments: int
    rows: int
    resamples: int
    others: int = 1

    @classmethod
    def of(cls, call: Prepared, n_resamples: int, bca: bool) -> Work:
        """The work of a call."""
        rows = call.model.rows
        sets = call.gaps.n_imputations if call.gaps.missing == "multiple" else 1
        copies = n_resamples if rows.replicates is None or not n_resamples else len(rows.replicates.columns) * sets
        others = sets + JACKKNIFE * (bca and n_resamples > 0)
        return cls(len(Split(call.model).drivers), call.model.segments, rows.n_total, copies, others)

    @property
    def models(self) -> float:
        """Models to visit; a row that goes into the moments of a resample costs what some models do."""
        walks = self.resamples + self.others
        return walks * (self.segments * 2.0**self.drivers + resampled(self.rows, self.drivers))

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
        none = replace(self, resamples=0, others=1)
        ways.append(f"n_resamples=0, without intervals, {in_words(none.seconds)}")
        less = [replace(self, drivers=p) for p in range(self.drivers - 1, 1, -1)]
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
