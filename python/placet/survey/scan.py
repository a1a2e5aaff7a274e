"""One pass over rows that are read in batches where they live: what it finds, by combinations of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from .. import _core
from .._core import Moments
from ..frames.frame import kept_of
from ..types import Column
from . import keys
from .condensed import check_weights_of
from .rows import Given
from .survey import Survey

#: Makes the answer columns of a batch of its values.
ReadColumns: TypeAlias = Callable[[Mapping[str, Any]], Sequence[Column]]
#: Makes the weights of a batch.
ReadWeights: TypeAlias = Callable[[str, Any], Column]


#: A batch as a frame, its answers, weights, and which of its rows count.
Batch: TypeAlias = tuple[Any, list[Column], Column | None, np.ndarray | None]


@dataclass(frozen=True)
class Source:
    """Where rows come from, what is fetched of them, and which columns a batch is made into."""

    survey: Survey
    columns: Sequence[str]
    fetched: Sequence[str]
    keys: Sequence[str]
    whole: bool
    read_columns: ReadColumns
    read_weights: ReadWeights

    def batches(self) -> Iterator[Batch]:
        """A batch as a frame, its answers, weights, and which rows count, batch by batch."""
        for frame, kept in self.survey.frame.batches(self.wanted):
            if len(frame):
                yield self.read(frame, kept)

    @property
    def wanted(self) -> list[str]:
        """The columns that are fetched."""
        weights = self.survey.weights
        return list(dict.fromkeys([*self.keys, *self.fetched, *([weights] if weights else [])]))

    def read(self, frame: Any, kept: np.ndarray | None) -> Batch:
        """A batch as it is read."""
        values, weights = {name: frame[name] for name in self.wanted}, self.survey.weights
        own = None if weights is None else self.read_weights(weights, values[weights])
        return frame, list(self.read_columns(values)), own, kept

    def apart(self) -> Source:
        """The same without its data, to be sent to where they are."""
        survey = copy(self.survey)
        survey.__dict__.update(dict.fromkeys(("frame", "data"), survey.frame.emptied()))
        return replace(self, survey=survey)

    def numbered(self, frame: Any) -> tuple[np.ndarray, list[Any]]:
        """The combination of keys that every row of a batch has, -1 where one is missing, and what these are."""
        if not self.keys:
            return np.zeros(len(frame), dtype=np.int32), [()]
        found = [keys.read(name, frame[name]) for name in self.keys]
        found = [key.whole() for key in found] if self.whole else found
        codes, labels = (found[0] if len(found) == 1 else keys.combine(found)).numbered
        return codes, labels if len(found) > 1 else [(label,) for label in labels]


@dataclass
class Scan:
    """What one pass over the rows found.

    Attributes
    ----------
    combinations : dict
        Combinations of keys in the order in which they came, and their places.
    moments : list of Moments
        Of the complete rows of every combination.
    squared : list of Moments, or None
        The same under squared weights, where they were kept.
    sizes : list of int
        Rows of every combination.
    distinct : list
        Key columns of batches that had a new combination, as frames of different rows.
    n_total, n_filtered, n_counting : int
        Rows; those that a filter leaves out; those in a segment with a weight above 0.
    ends, there, gaps : per column
        Least and largest answer of rows that count, how many answers there are at all, how many rows that count have
        none.
    lost, least, lowest, most : of the weights
        How many are missing; the least, the least above 0, the largest.
    """

    combinations: dict[Any, int] = field(default_factory=dict)
    moments: list[Moments] = field(default_factory=list)
    squared: list[Moments] | None = None
    sizes: list[int] = field(default_factory=list)
    distinct: list[Any] = field(default_factory=list)
    n_total: int = 0
    n_filtered: int = 0
    n_counting: int = 0
    ends: np.ndarray = field(default_factory=lambda: np.empty((0, 2)))
    there: np.ndarray = field(default_factory=lambda: np.empty(0))
    gaps: np.ndarray = field(default_factory=lambda: np.empty(0))
    lost: int = 0
    lowest: float = np.inf
    least: float = np.inf
    most: float = 0.0

    @classmethod
    def of(cls, source: Source, weight_type: Any) -> Scan:
        """Read all rows once, by workers where the data have them."""
        folded = source.survey.frame.folded(source.wanted, partial(cls.part, source.apart(), weight_type), cls.joined)
        if folded is not None:
            return folded
        scan = cls.empty(len(source.columns))
        for batch in source.batches():
            scan._add(source, *batch, weight_type)
        return scan

    @classmethod
    def empty(cls, count: int) -> Scan:
        """No rows of so many columns."""
        return cls(ends=np.tile([np.inf, -np.inf], (count, 1)), there=np.zeros(count, int), gaps=np.zeros(count, int))

    @classmethod
    def part(cls, source: Source, weight_type: Any, native: Any, flags: list[str]) -> Scan:
        """Read a part of the rows, where it is."""
        import narwhals.stable.v2 as nw

        scan, frame = cls.empty(len(source.columns)), nw.from_native(native, eager_only=True)
        if len(frame):
            scan._add(source, *source.read(frame, kept_of(frame, flags)), weight_type)
        return scan

    @staticmethod
    def joined(one: Scan, other: Scan) -> Scan:
        """What two parts found, which stay as they are: work that is lost is done again."""
        one = replace(
            one, combinations=dict(one.combinations), moments=list(one.moments), sizes=list(one.sizes),
            distinct=list(one.distinct),
        )  # fmt: skip
        for label, place in other.combinations.items():
            at = one.combinations.setdefault(label, len(one.combinations))
            if at == len(one.sizes):
                one.sizes.append(0)
                one.moments.append(Moments())
            one.sizes[at] += other.sizes[place]
            one.moments[at] = one.moments[at] + other.moments[place]
        one.distinct += other.distinct
        for name in ("n_total", "n_filtered", "n_counting", "there", "gaps", "lost"):
            setattr(one, name, getattr(one, name) + getattr(other, name))
        one.ends = np.stack(
            [np.minimum(one.ends[:, 0], other.ends[:, 0]), np.maximum(one.ends[:, 1], other.ends[:, 1])], axis=1
        )
        one.least, one.lowest = min(one.least, other.least), min(one.lowest, other.lowest)
        one.most = max(one.most, other.most)
        return one

    def _add(
        self, source: Source, frame: Any, columns: list[Column], weights: Column | None, kept: Any, weight_type: Any
    ) -> None:  # fmt: skip
        self._weigh(weights)
        codes, labels = source.numbered(frame)
        if not self.distinct or any(label not in self.combinations for label in labels):
            self.distinct.append(frame.select(*dict.fromkeys(source.keys)).unique() if source.keys else None)
        at = [self.combinations.setdefault(label, len(self.combinations)) for label in labels]
        more = len(self.combinations) - len(self.sizes)
        self.sizes += [0] * more
        self.moments += [Moments()] * more
        codes = codes if kept is None else np.where(kept, codes, np.int32(-1))
        self.n_total += len(codes)
        self.n_filtered += 0 if kept is None else int(len(kept) - kept.sum())
        for place, size in zip(at, np.bincount(codes[codes >= 0], minlength=len(labels)).tolist(), strict=True):
            self.sizes[place] += size
        # Without keys and conditions all rows are in one cell, and need not be sorted into it.
        alone = not source.keys and kept is None
        cells = None if alone else (codes.astype(np.int32, copy=False), len(labels))
        given = Given(columns, weights, cells, weight_type)
        self._look(given)
        if columns:
            found = _core.accumulate_moments(given)
            for place, moments in zip(at, found, strict=True):
                self.moments[place] = self.moments[place] + moments

    def _weigh(self, weights: Column | None) -> None:
        if weights is None:
            return
        values = weights[1]
        self.lost += int(np.isnan(values).sum()) if values.dtype.kind == "f" else 0
        self.least = min(self.least, float(np.min(values)))
        above = values[values > 0]
        self.lowest = min(self.lowest, float(above.min())) if len(above) else self.lowest
        self.most = max(self.most, float(np.max(values)))
        check_weights_of(weights[0], self.lost, self.least, self.most, last=False)

    def _look(self, given: Given) -> None:
        """How many answers there are, and from where to where they reach."""
        counting, found = _core.look_at(given)
        there, used, least, most = found.T
        self.n_counting += counting
        self.there = self.there + there.astype(int)
        self.gaps = self.gaps + (counting - used.astype(int))
        self.ends = np.stack([np.minimum(self.ends[:, 0], least), np.maximum(self.ends[:, 1], most)], axis=1)
