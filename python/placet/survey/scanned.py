"""Means and co-moments of rows that are read in batches where they live, and are gone when they were read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, partial
from typing import Any, Literal, TypeAlias, TypeVar

import numpy as np

from .._core import DataError, Moments
from ..frames.frame import Frame
from ..types import Cells, Column, Draws, Samples
from . import keys, replicates_away
from .away import Away, RowsNeededError, without_rows
from .by_unit import Kind, Make
from .by_unit_away import ByUnitAway
from .columns import answered
from .condensed import check_weights_of, weights_of
from .grouping import Grouping, added_each
from .rows import Ends, Given, Rows, SomeRows
from .scan import Batch, ReadColumns, ReadWeights, Scan, Source, unseen
from .segments import AwaySegments, Segments
from .survey import Survey

T = TypeVar("T")

#: Makes the segments of key columns that are numbered, without the combinations that nobody has.
ReadSegments: TypeAlias = Callable[[Survey, Mapping[str, Any], np.ndarray | None], Segments]


@dataclass(frozen=True)
class ScannedRows(Rows):
    """Rows that were read in batches; see `Rows`.

    Attributes
    ----------
    source : Source
    scan : Scan
    places : ndarray of int
        Segment of every combination of keys, -1 for none.
    kept : {"all", "complete", "any"}
        Whether all rows are meant, those with all answers, whichever of the columns are asked for, or those with any.

    The codes of `sampling` and `clusters` are those of groups of rows, the combinations of the columns of the design.
    """

    source: Source = None  # type: ignore[assignment]
    scan: Scan = None  # type: ignore[assignment]
    places: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    kept: Literal["all", "complete", "any"] = "all"

    @property
    def weights(self) -> Column | None:  # pyright: ignore
        """Weights that were checked, and are not here."""
        return self.weight_column

    @property
    def given(self) -> Given:  # pyright: ignore
        """They were read and are gone."""
        raise RowsNeededError("the answers of single respondents")

    @property
    def counting(self) -> np.ndarray:
        """Nobody knows any more which rows these were."""
        raise RowsNeededError("which of the respondents count")

    @property
    def n_drawn(self) -> int:
        """None: there are moments of every resample."""
        return 0

    def draws(self, count: int, seed: int) -> Draws:
        """Nothing is drawn: there are moments under every replicate, or nobody can draw them again."""
        if self.replicates is None:
            raise RowsNeededError("the rows for bootstrap resamples (n_resamples=0 for none)")
        return []

    def samples(self, segment: int, draws: Draws) -> Samples:
        """Moments of a segment under every replicate."""
        return [moments[segment] for moments in self._under_replicates]

    @cached_property
    def _under_replicates(self) -> list[list[Moments]]:
        return self.replicated()

    def moments(self, *, squared: bool = False) -> list[Moments]:
        """Moments of the complete rows of every segment."""
        known, at = self.known("squared" if squared else "own")
        if known is None:
            return self.moments_of(lambda part: part.columns, squared=squared)
        whole = self._by_segment(known)
        return whole if at == list(range(len(self.source.columns))) else [m.select(at) if m.n else m for m in whole]

    def known(self, kind: Kind = "own") -> tuple[list[Moments] | None, list[int]]:
        """Moments of all that the scan kept apart, and which of their columns these rows have.

        None where they are those of other rows: columns that are not asked for have gaps.
        """
        at = {name: i for i, name in enumerate(self.source.columns)}
        places = [at.get(name, -1) for name, _, _ in self.columns]
        if -1 in places:
            raise RowsNeededError("columns that are made of the answers of single respondents")
        scan = self.scan
        if not self.all_or_complete and any(m.n_missing for m in self._by_segment(scan.moments)):
            return None, places
        if kind == "own" or self.weight_column is None:
            return scan.moments, places
        if kind == "squared":
            scan.squared = scan.squared or scan.again(self.source, kind, self.weight_type)
            return scan.squared, places
        scan.plain = scan.plain or scan.again(self.source, kind, self.weight_type)
        return scan.plain, places

    @property
    def all_or_complete(self) -> bool:
        """Whether the complete rows of these columns are those of all columns that were read."""
        return self.kept == "complete" or self.names == list(self.source.columns)

    def by_unit(self, units: Cells) -> ByUnitAway:
        """What the rows of every sampling unit in every segment add up to; units are those of groups of rows."""
        return ByUnitAway(self, units)

    def replicated(self, make: Make | None = None) -> list[list[Moments]]:
        """Moments of every segment under every replicate, in another pass over the rows."""
        return replicates_away.moments_of(self, make)

    def replicates_df(self, used: Callable[[Rows], np.ndarray]) -> np.ndarray:
        """Degrees of freedom of the replicates by segment, in another pass over the rows."""
        return replicates_away.ranks_of(self, used, len(self.segments.keys)) - 1.0

    def complete_replicates(self, used: Callable[[Rows], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """The same and which replicates have weights there, of the complete rows, in one pass for all columns."""
        return replicates_away.of_complete(self, used)

    @cached_property
    def kept_apart(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Segment (-1 for none) and group of rows, and the place of the moments, of all that the scan kept apart."""
        segment, groups = self._segment_of_place, self.scan.groups[0].places
        found = [
            (int(segment[self.places[of]]), groups[group], cell) for (of, group, *_), cell in self.scan.cells.items()
        ]
        of, group, cell = np.array(found, dtype=np.int64).reshape(-1, 3).T
        return of.astype(np.int32), group, cell

    def moments_of(self, make: Callable[[Rows], Sequence[Column]], *, squared: bool = False) -> list[Moments]:
        """Moments of columns that are made of the rows of every batch, in another pass over them."""
        return self.folded(partial(_moments, make, squared), added_each)

    def folded(self, make: Callable[[Rows], T], join: Callable[[T, T], T]) -> T:
        """What is made of every part of the rows, where it is, in another pass over them, joined in their order."""
        return self.source.folded(partial(_of_part, self, make), join)

    def folded_in_groups(self, make: Callable[[Rows, np.ndarray], T], join: Callable[[T, T], T], number: int = 0) -> T:
        """The same of the rows and the group of every one by one of the further keys."""
        return self.source.folded(partial(_of_grouped_part, self, make, number), join)

    def __getstate__(self) -> dict[str, Any]:
        """Pickled they go to where the data are, without these and without what was found in them."""
        scan = replace(self.scan, cells={}, moments=[], squared=None, plain=None, distinct=[], further={})
        return {one.name: getattr(self, one.name) for one in fields(self)} | {"scan": scan}

    def part(self, batch: Batch) -> Rows:
        """The rows of one batch."""
        frame, columns, weights, kept = batch
        own, segment = self._own, self._segment_of_place
        at = {name: i for i, name in enumerate(self.source.columns)}
        codes, labels = self.source.numbered(frame)
        if any(label not in self.scan.combinations for label in labels):
            raise unseen()
        place = [int(self.places[self.scan.combinations[label]]) for label in labels]
        if not self.source.keys and kept is None and segment[place[0]] == 0:
            codes = None  # all rows are in the only segment there is
        else:
            codes = segment[np.array([*place, -1])][codes]
            codes = codes if kept is None else np.where(kept, codes, np.int32(-1))
        segments = Segments(own.names, own.keys, codes, own.wave)
        sampling = self.sampling and self.sampling.take(self._groups(frame, 0))
        rows = SomeRows(tuple(columns), weights, self.weight_type, segments, len(frame), sampling=sampling)
        if self.repweights is not None and weights is not None:
            copies = [self.source.read_weights(name, frame[name]) for name, _, _ in self.repweights.columns]
            rows = replace(rows, replicates=replicates_away.of_batch(self.repweights, copies, weights))
        if self.kept != "all":
            there = [answered([column]) for column in columns]
            rows = rows.only((np.logical_and if self.kept == "complete" else np.logical_or).reduce(there))
        return replace(rows, columns=tuple(columns[at[name]] for name, _, _ in self.columns))

    def _groups(self, frame: Any, number: int) -> np.ndarray:
        if not self.source.groupings:
            return np.zeros(len(frame), dtype=np.int64)
        codes, labels = self.source.groupings[number].numbered(frame)
        places = self.scan.groups[number].places
        return np.array([places.get(label, -1) for label in labels] + [-1])[codes]

    @property
    def _segment_of_place(self) -> np.ndarray:
        """The segment that a place of all segments found is, -1 for none and for the place -1."""
        at = self._own.at
        segment = np.full(int(max([*self.places, *at], default=0)) + 2, -1, dtype=np.int32)
        segment[list(at)] = np.arange(len(at), dtype=np.int32)
        return segment

    def as_one(self, chosen: Sequence[int]) -> ScannedRows:
        """The rows of some segments as those of one."""
        own = self._own
        places = np.where(np.isin(self.places, [own.at[i] for i in chosen]), 0, -1)
        one = AwaySegments((), ((),), None, own.sizes[list(chosen)].sum(keepdims=True), own.n_total, True)
        return replace(self, places=places, segments=one)

    def ends(self) -> list[Ends] | None:
        """Least and largest answer of every column."""
        at = {name: i for i, name in enumerate(self.source.columns)}
        places = [at[name] for name, _, _ in self.columns]
        counts = self.scan.n_counting - self.scan.gaps
        least, most = self.scan.ends.T.tolist()
        return [Ends(self.source.columns[i], least[i], most[i], int(counts[i])) for i in places]

    def gaps(self, columns: Mapping[str, Column]) -> dict[str, int]:
        """How many respondents have no answer in each of some columns."""
        at = {name: i for i, name in enumerate(self.source.columns)}
        return {called: int(self.scan.gaps[at[name]]) for called, (name, _, _) in columns.items()}

    def complete(self, answered: Callable[[], np.ndarray]) -> ScannedRows:
        """The same of the rows with all answers."""
        return replace(self, kept="complete")

    def answering_any(self, answered: Callable[[], np.ndarray]) -> ScannedRows:
        """The same of the rows with any answer."""
        return replace(self, kept="any")

    @property
    def uneven(self) -> bool:
        """Whether there are weights, and those that are not 0 differ."""
        return self.weight_column is not None and self.scan.lowest < self.scan.most

    @property
    def drawn(self) -> tuple[int, float]:
        """Rows whose weight is not 0, in a segment or not, and the sum of their weights."""
        return (
            (self.n_total, float(self.n_total))
            if self.weight_column is None
            else (self.scan.n_drawn, self.scan.w_drawn)
        )

    @property
    def n_counting(self) -> int:
        """Rows in a segment whose weight is not 0."""
        return self.scan.n_counting

    @property
    def _own(self) -> AwaySegments:
        assert isinstance(self.segments, AwaySegments)
        return self.segments

    def _by_segment(self, moments: Sequence[Moments]) -> list[Moments]:
        """Moments of combinations of keys as those of segments, added in the order in which they came."""
        found = [Moments()] * (int(self.places.max(initial=-1)) + 1)
        for (combination, *_), cell in self.scan.cells.items():
            place = int(self.places[combination])
            if place >= 0:
                found[place] = found[place] + moments[cell]
        return [found[i] for i in self._own.at]


def _moments(make: Callable[[Rows], Sequence[Column]], squared: bool, rows: Rows) -> list[Moments]:
    with without_rows():
        return rows.given._replace(columns=make(rows)).moments(squared=squared)


def _of_part(rows: ScannedRows, make: Callable[[Rows], T], batch: Batch) -> T:
    return make(rows.part(batch))


def _of_grouped_part(rows: ScannedRows, make: Callable[[Rows, np.ndarray], T], number: int, batch: Batch) -> T:
    return make(rows.part(batch), rows._groups(batch[0], number))


def read_scanned(
    survey: Survey, columns: Sequence[str], fetched: Sequence[str], key_names: Sequence[str], whole: bool,
    read_columns: ReadColumns,
    read_weights: ReadWeights, read_segments: ReadSegments, groupings: Sequence[Grouping] = (),
) -> ScannedRows:  # fmt: skip
    """Read all rows of some columns once, where they live, and keep their moments by segment.

    Parameters
    ----------
    survey, key_names, whole
        As in `read`.
    columns, fetched
        Columns that a batch is made into, and those of the data that they are made of.
    read_columns, read_weights, read_segments
        How the columns of a batch are read, and what the segments of numbered keys are.
    groupings
        What the moments are kept apart by beside the segments.
    """
    source = Source(survey, list(columns), fetched, key_names, whole, read_columns, read_weights, groupings)
    assert survey.frame.engine is not None
    with without_rows():
        scan = survey.frame.engine.scanned(columns, key_names) or Scan.of(source, survey.weight_type)
    if len(scan.groups) < len(groupings):
        raise RowsNeededError("the sampling units of single respondents")
    if not scan.n_total:
        raise DataError("the data have no rows; check the filter or the files they come from")
    if scan.n_filtered == scan.n_total:
        raise DataError(f"the filter leaves none of {scan.n_total:,} respondents; check what it asks for")
    if survey.weights is not None:
        check_weights_of(survey.weights, scan.lost, scan.least, scan.most)
    empty = [name for name, there in zip(columns, scan.there, strict=True) if not there]
    if empty and not whole:
        raise DataError(f"column {empty[0]!r} has no answers: all {scan.n_total} rows are missing; leave it out")
    segments, places = _segments(survey, key_names, scan, read_segments)
    values: dict[str, Any] = {name: Away(f"the answers of single respondents to {name!r}") for name in columns}
    return ScannedRows(
        columns=tuple((name, values[name], []) for name in columns),
        weight_column=weights_of(survey),
        weight_type=survey.weight_type,
        segments=segments,
        n_total=scan.n_total,
        n_filtered=scan.n_filtered,
        source=source,
        scan=scan,
        places=places,
    )


def _segments(
    survey: Survey, names: Sequence[str], scan: Scan, read_segments: ReadSegments
) -> tuple[AwaySegments, np.ndarray]:
    """The segments in their order, and the one of every combination of keys."""
    import narwhals.stable.v2 as nw

    sizes, filtered = np.array(scan.sizes, dtype=np.int64), scan.n_filtered > 0
    if not names:
        return AwaySegments((), ((),), None, sizes, scan.n_total, filtered), np.zeros(len(sizes), dtype=np.int64)
    table = scan.distinct[0] if len(scan.distinct) == 1 else nw.concat(scan.distinct)
    frame = Frame({})
    frame.stands_for = scan.n_total
    combinations, read = list(scan.combinations), {}
    for j, name in enumerate(dict.fromkeys(names)):
        # Labels as they are in the data, and what they are called and ordered by.
        codes, labels = keys.read(name, table[name]).numbered
        raw = {labels[code]: row for row, code in enumerate(codes.tolist()) if code >= 0}
        read[name] = table[name], np.array([raw.get(one[j], -1) for one in combinations], dtype=np.int64)
    # A combination that only rows which are left out have does not occur.
    found = read_segments(survey.on(frame), read, None if sizes.all() else sizes > 0)
    codes = np.asarray(found.codes)
    own = np.bincount(codes[codes >= 0], sizes[codes >= 0], len(found.keys)).astype(np.int64)
    return AwaySegments(found.names, found.keys, found.wave, own, scan.n_total, filtered), codes
