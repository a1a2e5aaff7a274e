"""One pass over rows that are read in batches where they live: what it finds, by combinations of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from .. import _core
from .._core import Moments
from ..types import Column
from . import keys
from .columns import answered
from .condensed import check_weights_of
from .rows import Given
from .survey import Survey

#: Makes the answer columns of a batch of its values.
ReadColumns: TypeAlias = Callable[[Mapping[str, Any]], Sequence[Column]]
#: Makes the weights of a batch.
ReadWeights: TypeAlias = Callable[[str, Any], Column]


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

    def batches(self) -> Iterator[tuple[Any, list[Column], Column | None, np.ndarray | None]]:
        """A batch as a frame, its answers, weights, and which rows count, batch by batch."""
        weights: str | None = self.survey.weights
        wanted: list[str] = list(dict.fromkeys([*self.keys, *self.fetched, *([weights] if weights else [])]))
        for frame, kept in self.survey.frame.batches(wanted):
            if not len(frame):
                continue
            values = {name: frame[name] for name in wanted}
            own = None if weights is None else self.read_weights(weights, values[weights])
            yield frame, list(self.read_columns(values)), own, kept

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
        """Read all rows once."""
        count = len(source.columns)
        scan = cls(ends=np.tile([np.inf, -np.inf], (count, 1)), there=np.zeros(count, int), gaps=np.zeros(count, int))
        for frame, columns, weights, kept in source.batches():
            scan._add(source, frame, columns, weights, kept, weight_type)
        return scan

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
        self._look(columns, (codes >= 0) if weights is None else (codes >= 0) & (weights[1] > 0))
        if columns:
            cells = (codes.astype(np.int32, copy=False), len(labels))
            found = _core.accumulate_moments(Given(columns, weights, cells, weight_type))
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

    def _look(self, columns: Sequence[Column], counting: np.ndarray) -> None:
        self.n_counting += int(counting.sum())
        for j, column in enumerate(columns):
            there = answered([column])
            self.there[j] += there.sum()
            used = column[1][there & counting]
            self.gaps[j] += counting.sum() - len(used)
            if len(used):
                self.ends[j] = min(self.ends[j, 0], used.min()), max(self.ends[j, 1], used.max())
