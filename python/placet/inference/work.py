"""How long calls take, about: counted before they begin, or as often as what was done once.

Everything is counted in models of a subset lattice that a thread visits, the unit of the importances.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from .. import _core

#: Models a thread visits in a second; counted and not timed, so that a call is refused on every machine or on none.
RATE = 180e6
#: What a column of candidates costs a walk of least squares, in every pair of them.
PAIR = 25
#: What a row costs an imputation by chained equations for every column that has gaps, beside what its columns cost, and
#: what one costs where its answer is drawn and not lent by somebody who must be found.
ROW_OF_LENT, ROW_OF_DRAWN = 14, 3
#: Share of the search for the best models of every size that the search for the best one takes.
BEST_OF_ALL = 0.3


def seconds(models: float) -> float:
    """How long so many models take by the threads there are."""
    return models / RATE / _core.thread_count()


def resampled(rows: int, columns: int) -> float:
    """Models that cost what the moments of a resample do: a row what some models do."""
    return rows * (5 + columns / 2)


def walks(rows: int, columns: int, resamples: int) -> float:
    """Models that cost what a selection by least squares in every resample does: moments, and moves among columns."""
    return resamples * (resampled(rows, columns) + PAIR * columns**2)


def imputed(rows: int, columns: int, with_gaps: int, turns: int, *, lent: bool) -> float:
    """Models that cost what so many turns of chained equations do: a regression a column with gaps, and its answers."""
    return turns * with_gaps * rows * ((ROW_OF_LENT if lent else ROW_OF_DRAWN) + columns / 2)


@dataclass
class Once:
    """What was done once.

    Attributes
    ----------
    seconds
        How long it took.
    """

    seconds: float = 0.0

    def again(self, times: float) -> float:
        """How long it takes so often."""
        return self.seconds * times


def searched(rows: int, columns: int, resamples: int, first: Once) -> float:
    """How long a search for the best subset of every resample takes, after that for the best of every size."""
    return seconds(resamples * resampled(rows, columns)) + first.again(resamples) * BEST_OF_ALL / _core.thread_count()


@contextmanager
def once() -> Iterator[Once]:
    """Look how long it takes to do something."""
    found, begin = Once(), perf_counter()
    yield found
    found.seconds = perf_counter() - begin
