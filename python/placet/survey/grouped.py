"""Rows that were read in batches and dealt to groups, which are left out in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._core import DataError, Moments
from ..types import Draws, Samples
from .away import without_rows
from .by_unit import Make
from .grouping import added_each
from .left_out import FEWEST, NOBODY, RULE, LeftOut, UnitGroups, without_each
from .rows import Rows
from .scanned import ScannedRows


@dataclass(frozen=True)
class GroupedRows(ScannedRows):
    """Rows whose moments were kept by segment and group; see `ScannedRows`. The groups are their replicates."""

    @property
    def repweights(self) -> None:
        """Groups are left out where statistics are resampled, and only there."""
        return None

    @property
    def n_drawn(self) -> int:
        """None: there are moments of every resample."""
        return 0

    def draws(self, count: int, seed: int) -> Draws:
        """Nothing is drawn: groups are left out."""
        return []

    def samples(self, segment: int, draws: Draws) -> Samples:
        """Moments of a segment without each of the groups."""
        return without_each(self._parts[segment])

    def replicated(self, make: Make | None = None) -> list[list[Moments]]:
        """Moments of all segments without each of the groups."""
        parts = self._parts if make is None else self._read(make)
        return [list(found) for found in zip(*map(without_each, parts), strict=True)]

    def replicates_df(self, used: Callable[[Rows], np.ndarray]) -> np.ndarray:
        """Groups that occur in every segment, less 1."""
        return np.array([sum(part.n > 0 for part in parts) - 1.0 for parts in self._parts])

    @cached_property
    def _places(self) -> dict[int, int]:
        """The groups, and their places among those that occur."""
        assert isinstance(self.replicates, LeftOut)
        return {group: place for place, group in enumerate(self.replicates.groups)}

    @cached_property
    def _parts(self) -> list[list[Moments]]:
        """Moments of every segment by group."""
        known, at = self.known()
        if known is None:
            return self._read(lambda part: part.columns)
        found, segment = self._nothing(), self._segment_of_place
        for (of, *_, group), cell in self.scan.cells.items():
            place, own = int(segment[self.places[of]]), known[cell]
            if place >= 0 and group in self._places:
                parts, g = found[place], self._places[group]
                parts[g] = parts[g] + (own.select(at) if own.n else own)
        return found

    def _read(self, make: Make) -> list[list[Moments]]:
        """The same of columns that are made of the rows of every batch, in another pass over them."""
        places = np.array([*(self._places.get(label, -1) for label in self.scan.groups[-1].places), -1])
        count = len(self._places)
        found = self.folded_in_groups(partial(_in_groups, places, count, make), added_each, -1)
        return [found[start : start + count] for start in range(0, len(found), count)]

    def _nothing(self) -> list[list[Moments]]:
        return [[Moments()] * len(self._places) for _ in self.segments.keys]


def _in_groups(places: NDArray[np.int64], count: int, make: Make, rows: Rows, group: NDArray[Any]) -> list[Moments]:
    """Moments of a part of the rows by segment and group."""
    place, segment = places[group], rows.segments.codes
    segment = np.zeros(len(place), dtype=np.int64) if segment is None else segment
    cell = np.where((segment < 0) | (place < 0), -1, segment * count + place).astype(np.int32)
    with without_rows():
        cells = (cell, len(rows.segments.keys) * count)
        return rows.given._replace(columns=make(rows), cells=cells).moments()


def grouped(rows: ScannedRows, groups: UnitGroups) -> GroupedRows:
    """Rows that a scan kept apart by groups last of all, with these as their replicates.

    Raises
    ------
    DataError
        Some respondents are in no group, or there are too few groups.
    """
    lost, found = 0, set[int]()
    for (of, *_, group), cell in rows.scan.cells.items():
        own = rows.scan.moments[cell]
        if rows.places[of] >= 0 and own.n + own.n_missing:
            found.add(group)
            lost += (own.n + own.n_missing) * (group == NOBODY)
    role = "cluster" if groups.clusters else "id"
    if lost:
        raise DataError(
            f"the {role} column {groups.unit!r} is missing in {lost:,} rows, and groups of respondents are left out in "
            "turn by it: fill it in, or give these rows weight 0"
        )
    if len(found) < FEWEST:
        raise DataError(
            f"the {role} column {groups.unit!r} makes {len(found)} groups of respondents to be left out in turn, and "
            f"intervals take at least {FEWEST}; name a column that tells respondents apart, or pass n_resamples=0"
        )
    left_out = LeftOut(
        RULE, (), groups=tuple(sorted(found)), unit=groups.unit, clusters=groups.clusters, across=groups.across
    )
    made = {one.name: getattr(rows, one.name) for one in fields(ScannedRows)}
    return GroupedRows(**{**made, "replicates": left_out})
