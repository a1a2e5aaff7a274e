"""Labels of segments dealt out anew: who may have whose, one labelling after the other or many at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..survey import Rows
from ..survey.columns import answered, codes
from ..survey.sampling import Sampling

Codes = NDArray[np.int64]
#: Rows that the labels of nobody stand for.
NOBODY = -1
#: Labels that are held at once.
MOST_LABELS = 4_000_000


@dataclass(frozen=True)
class Labels:
    """The labels of the used rows of a call, and who may have whose.

    Attributes
    ----------
    segment : ndarray, shape (rows,)
        Segment of every row, -1 for one that is not used.
    cluster : ndarray, shape (rows,)
        Units that are drawn as a whole: clusters or respondents; rows where there are no such.
    among : ndarray, shape (rows,)
        Labels go round among the units of one panel and stratum.
    """

    segment: Codes
    cluster: Codes
    among: Codes

    @cached_property
    def _units(self) -> tuple[Codes, Codes, Codes, NDArray[np.bool_]]:
        """Unit of every used row, first row of every unit, and whether a unit has one label only."""
        used = np.flatnonzero(self.segment >= 0)
        _, first, unit = np.unique(self.cluster[used], return_index=True, return_inverse=True)
        segment = self.segment[used]
        mixed = np.zeros(len(first), dtype=bool)
        np.logical_or.at(mixed, unit, segment != segment[first][unit])
        return used, unit, used[first], ~mixed

    @cached_property
    def can_move(self) -> bool:
        """Whether anybody may get another label."""
        _, _, first, whole = self._units
        if not whole.all():
            return True
        pairs = np.unique(np.column_stack([self.among[first], self.segment[first]]), axis=0)
        return len(np.unique(pairs[:, 0])) < len(pairs)

    def only(self, segments: tuple[int, ...]) -> Labels:
        """The same of some segments, the labels of which are dealt out among themselves."""
        return Labels(np.where(np.isin(self.segment, segments), self.segment, NOBODY), self.cluster, self.among)

    def dealt(self, rng: np.random.Generator) -> Codes:
        """Other labels: those of whole units go round among the units, those within a unit among its rows."""
        used, unit, first, whole = self._units
        of_unit = np.where(whole, self.segment[first], NOBODY)
        of_unit[whole] = _shuffled(of_unit[whole], self.among[first][whole], rng)
        found = self.segment.copy()
        inside = ~whole[unit]
        found[used] = of_unit[unit]
        rows = used[inside]
        found[rows] = _shuffled(self.segment[rows], unit[inside], rng)
        return found

    def batches(self, rng: np.random.Generator, count: int, most: int = MOST_LABELS) -> Iterator[NDArray[np.int32]]:
        """`count` labellings, as many at once as hold `most` labels; the first ones are the same for any `count`."""
        step = max(most // max(len(self.segment), 1), 1)
        for done in range(0, count, step):
            yield self._dealt_many(rng, min(step, count - done))

    def _dealt_many(self, rng: np.random.Generator, count: int) -> NDArray[np.int32]:
        """Labellings by rows."""
        used, unit, first, whole = self._units
        inside = used[~whole[unit]]
        movers = np.concatenate([first[whole], inside])
        # Units of one stratum go round among themselves, and so do the rows of one unit with several labels.
        groups = np.concatenate([self.among[first][whole], self.cluster[inside] + self.among.max(initial=0) + 1])
        dealt = _shuffled_many(self.segment[movers].astype(np.int32), groups, rng, count)
        found = np.full((count, len(self.segment)), NOBODY, dtype=np.int32)
        place = np.cumsum(whole) - 1
        together = whole[unit]
        found[:, used[together]] = dealt[:, place[unit[together]]]
        found[:, inside] = dealt[:, whole.sum() :]
        return found


def _shuffled(labels: Codes, groups: Codes, rng: np.random.Generator) -> Codes:
    """Labels in another order within their groups."""
    order = np.argsort(groups, kind="stable")
    other = np.lexsort((rng.random(len(groups)), groups))
    found = np.empty_like(labels)
    found[order] = labels[other]
    return found


def _shuffled_many(
    labels: NDArray[np.int32], groups: Codes, rng: np.random.Generator, count: int
) -> NDArray[np.int32]:  # fmt: skip
    """Labels in other orders within their groups, a row an order."""
    _, number = np.unique(groups, return_inverse=True)
    if number.max(initial=0) == 0:
        return rng.permuted(np.broadcast_to(labels, (count, len(labels))), axis=1)
    order = np.argsort(number, kind="stable")
    other = np.argsort(number + rng.random((count, len(labels))), axis=1)
    found = np.empty((count, len(labels)), dtype=np.int32)
    found[:, order] = labels[other]
    return found


def labels_of(rows: Rows, sampling: Sampling | None, panel: Codes) -> Labels:
    """Who may have whose label: respondents, or whole units of the design within their strata, of one panel.

    Parameters
    ----------
    rows
        The rows of a call; those that lack an answer are not used.
    sampling
        The design, with respondents as units where they answered in several waves.
    panel
        Panel of every segment.
    """
    own = np.where(rows.counting & answered(rows.columns), codes(rows), NOBODY).astype(np.int64)
    panels = np.where(own >= 0, panel[own], 0)
    cluster = np.arange(rows.n_total)
    stratum = np.zeros(rows.n_total, dtype=np.int64)
    if sampling is not None:
        stratum = np.where(sampling.strata < 0, 0, sampling.strata).astype(np.int64)
        own = np.where(sampling.strata < 0, NOBODY, own)
        if sampling.clusters is not None:
            unit = np.where(sampling.strata < 0, 0, sampling.clusters)
            cluster = sampling.whole(unit).astype(np.int64)
            stratum = sampling.whole_stratum_of(unit).astype(np.int64)
    # A unit of several panels is one in each.
    cluster = cluster * (panels.max(initial=0) + 1) + panels
    return Labels(own, cluster, stratum * (panels.max(initial=0) + 1) + panels)
