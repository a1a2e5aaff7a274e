"""One pass over rows that are read in batches where they live: what it finds, by combinations of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from typing import Any, TypeAlias, TypeVar

import numpy as np

from .. import _core
from .._core import DataError, Moments
from ..checks import some
from ..frames import text
from ..frames.frame import kept_of
from ..types import Column
from . import keys, passes
from .by_unit import Kind, under
from .condensed import check_weights_of
from .grouping import Grouping, Groups, added, check_room, crossed
from .rows import Given
from .survey import Survey

#: Makes the answer columns of a batch of its values.
ReadColumns: TypeAlias = Callable[[Mapping[str, Any]], Sequence[Column]]
#: Makes the weights of a batch.
ReadWeights: TypeAlias = Callable[[str, Any], Column]


#: A batch as a frame, its answers, weights, and which of its rows count.
Batch: TypeAlias = tuple[Any, list[Column], Column | None, np.ndarray | None]

T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """Where rows come from, what is fetched of them, which columns a batch is made into, and what keeps rows apart."""

    survey: Survey
    columns: Sequence[str]
    fetched: Sequence[str]
    keys: Sequence[str]
    whole: bool
    read_columns: ReadColumns
    read_weights: ReadWeights
    groupings: Sequence[Grouping] = ()

    def batches(self) -> Iterator[Batch]:
        """A batch as a frame, its answers, weights, and which rows count, batch by batch."""
        others = {*self.fetched, *(name for grouping in self.groupings for name in grouping.columns)}
        coded = [name for name in self.keys if name not in others]
        for frame, kept in self.survey.frame.batches(self.wanted, coded):
            if len(frame):
                yield self.read(frame, kept)

    def folded(self, make: Callable[[Batch], T], join: Callable[[T, T], T]) -> T:
        """What is made of every batch, where it is, joined in their order; tasks may share the pass."""
        return passes.folded(self, make, join)

    def fold(self, make: Callable[[Batch], T], join: Callable[[T, T], T]) -> T:
        """The same in a pass of its own."""
        found = self.survey.frame.folded(self.wanted, partial(_made, self, make), partial(_either, join))
        return reduce(join, map(make, self.batches())) if found is None else found

    @property
    def wanted(self) -> list[str]:
        """The columns that are fetched."""
        weights = self.survey.weights
        further = [name for grouping in self.groupings for name in grouping.columns]
        return list(dict.fromkeys([*self.keys, *self.fetched, *([weights] if weights else []), *further]))

    def read(self, frame: Any, kept: np.ndarray | None) -> Batch:
        """A batch as it is read."""
        values, weights = {name: frame.get_column(name) for name in self.wanted}, self.survey.weights
        own = None if weights is None else self.read_weights(weights, values[weights])
        return frame, list(self.read_columns(values)), own, kept

    def __getstate__(self) -> dict[str, Any]:
        """Pickled it goes to where the data are, without these."""
        survey = copy(self.survey)
        survey.__dict__.update(dict.fromkeys(("frame", "data"), survey.frame.emptied()))
        return {**self.__dict__, "survey": survey}

    def orders(self, frame: Any) -> dict[str, list[Any]]:
        """The labels of the answers that are ordered categories and have no numbers but their places."""
        ordered = [name for name in self.fetched if text.is_ordered(frame[name])]
        return {name: text.categories(frame[name]) for name in ordered if name not in self.survey.value_labels}

    def distinct(self, frame: Any) -> Any:
        """The different keys of a batch, of the types that the data have."""
        found, engine = frame.select(*dict.fromkeys(self.keys)).unique(), self.survey.frame.engine
        return found if engine is None else engine.restored(found)

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
    sizes : list of int
        Rows of every combination.
    groups : list of Groups
        What was found of every further key.
    cells : dict
        Combinations, by their places, with labels of the further keys, and places in the moments.
    moments : list of Moments
        Of the complete rows of every cell.
    squared, plain : list of Moments, or None
        The same under squared weights and, of rows whose weight is not 0, without weights, where they were made.
    distinct : list
        Key columns of batches that had a new combination, as frames of different rows.
    n_total, n_filtered, n_counting : int
        Rows; those that a filter leaves out; those in a segment with a weight above 0.
    n_drawn, w_drawn : int, float
        Rows with a weight above 0, in a segment or not, and the sum of these; 0 without weights.
    ends, there, gaps : per column
        Least and largest answer of rows that count, how many answers there are at all, how many rows that count have
        none.
    lost, least, lowest, most : of the weights
        How many are missing; the least, the least above 0, the largest.
    orders : dict
        Labels of ordered categories, which are numbers by their places.
    further : dict
        What further passes found, by what they looked for, and the segments they did it in.
    """

    combinations: dict[Any, int] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)
    groups: list[Groups] = field(default_factory=list)
    cells: dict[tuple[Any, ...], int] = field(default_factory=dict)
    moments: list[Moments] = field(default_factory=list)
    squared: list[Moments] | None = None
    plain: list[Moments] | None = None
    distinct: list[Any] = field(default_factory=list)
    n_total: int = 0
    n_filtered: int = 0
    n_counting: int = 0
    n_drawn: int = 0
    w_drawn: float = 0.0
    ends: np.ndarray = field(default_factory=lambda: np.empty((0, 2)))
    there: np.ndarray = field(default_factory=lambda: np.empty(0))
    gaps: np.ndarray = field(default_factory=lambda: np.empty(0))
    lost: int = 0
    lowest: float = np.inf
    least: float = np.inf
    most: float = 0.0
    orders: dict[str, list[Any]] = field(default_factory=dict)
    further: dict[str, tuple[bytes, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source, weight_type: Any) -> Scan:
        """Read all rows once, by workers where the data have them."""
        folded = source.survey.frame.folded(source.wanted, partial(cls.part, source, weight_type), cls.joined)
        if folded is not None:
            return folded
        scan = cls.empty(source)
        for batch in source.batches():
            scan._add(source, *batch, weight_type)
        return scan

    @classmethod
    def empty(cls, source: Source) -> Scan:
        """No rows."""
        count, groups = len(source.columns), [Groups() for _ in source.groupings]
        ends, there, gaps = np.tile([np.inf, -np.inf], (count, 1)), np.zeros(count, int), np.zeros(count, int)
        return cls(groups=groups, ends=ends, there=there, gaps=gaps)

    @classmethod
    def part(cls, source: Source, weight_type: Any, native: Any, flags: list[str]) -> Scan:
        """Read a part of the rows, where it is."""
        import narwhals.stable.v2 as nw

        scan, frame = cls.empty(source), nw.from_native(native, eager_only=True)
        if len(frame):
            scan._add(source, *source.read(frame, kept_of(frame, flags)), weight_type)
        return scan

    @staticmethod
    def joined(one: Scan, other: Scan) -> Scan:
        """What two parts found, which stay as they are: work that is lost is done again."""
        one._same_orders(other.orders)
        one = replace(
            one, combinations=dict(one.combinations), cells=dict(one.cells), moments=list(one.moments),
            sizes=list(one.sizes), distinct=list(one.distinct), orders={**one.orders, **other.orders},
        )  # fmt: skip
        at = [one._placed(label) for label in other.combinations]
        for place, size in zip(at, other.sizes, strict=True):
            one.sizes[place] += size
        for (place, *further), cell in other.cells.items():
            one._merge((at[place], *further), other.moments[cell])
        one.groups = [mine.joined(theirs) for mine, theirs in zip(one.groups, other.groups, strict=True)]
        one.distinct += other.distinct
        for name in ("n_total", "n_filtered", "n_counting", "n_drawn", "w_drawn", "there", "gaps", "lost"):
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
        every = self._weigh(weights)
        orders = source.orders(frame)
        self._same_orders(orders)
        self.orders.update(orders)
        codes, labels = source.numbered(frame)
        if not self.distinct or any(label not in self.combinations for label in labels):
            self.distinct.append(source.distinct(frame) if source.keys else None)
        at = [self._placed(label) for label in labels]
        codes = codes if kept is None else np.where(kept, codes, np.int32(-1))
        self.n_total += len(codes)
        self.n_filtered += 0 if kept is None else int(len(kept) - kept.sum())
        # Without keys, conditions and groups all rows are in one cell, and need not be sorted into it.
        alone = not source.keys and kept is None
        sizes = [len(codes)] if alone else np.bincount(codes[codes >= 0], minlength=len(labels)).tolist()
        for place, size in zip(at, sizes, strict=True):
            self.sizes[place] += size
        given = None if weights is None else weights[1]
        if not alone:
            self._look(columns, (codes >= 0) if given is None else (codes >= 0) & (given > 0), len(codes))
        else:
            self._look(columns, None if every else given, len(codes))
        found = [one.add(of, frame, given) for of, one in zip(source.groupings, self.groups, strict=True)]
        codes, names = crossed(codes, at, found)
        found = [Moments()] * len(names)
        if columns:
            cells = None if alone and not source.groupings else (codes, len(names))
            found = Given(columns, weights, cells, weight_type).moments()
        for name, moments in zip(names, found, strict=True):
            self._merge(name, moments)
        check_room(len(self.cells), len(columns), source.groupings)

    def again(self, source: Source, kind: Kind, weight_type: Any) -> list[Moments]:
        """The moments under another kind of weights, in another pass over the rows."""
        read = source.fold(partial(_under, source, kind, weight_type), added)
        found = {(self.combinations.get(label), *further): moments for (label, *further), moments in read.items()}
        if not found.keys() <= self.cells.keys():
            raise unseen()
        return [found.get(name, Moments()) for name in self.cells]

    def once(self, what: str, places: np.ndarray, make: Callable[[], T]) -> T:
        """What a further pass finds in some segments of all rows, which is made once; that of other segments goes."""
        at = places.tobytes()
        if what not in self.further or self.further[what][0] != at:
            with passes.alone():
                self.further[what] = at, make()
        return self.further[what][1]

    def _placed(self, label: Any) -> int:
        """The place of a combination of keys."""
        place = self.combinations.setdefault(label, len(self.combinations))
        if place == len(self.sizes):
            self.sizes.append(0)
        return place

    def _merge(self, name: tuple[Any, ...], moments: Moments) -> None:
        """Add to the moments of a cell."""
        cell = self.cells.setdefault(name, len(self.cells))
        if cell == len(self.moments):
            self.moments.append(moments)
        else:
            self.moments[cell] = self.moments[cell] + moments

    def _same_orders(self, others: Mapping[str, list[Any]]) -> None:
        """Refuse categories that are other numbers in another part of the data."""
        for name, labels in others.items():
            known = self.orders.get(name, labels)
            if known != labels:
                raise DataError(
                    f"column {name!r} is an ordered category of [{some(known)}] in a part of the data and of "
                    f"[{some(labels)}] in another, where the same label has another place; pass "
                    f"value_labels={{{name!r}: [lowest, ..., highest]}}, or give all parts the same categories"
                )

    def _weigh(self, weights: Column | None) -> bool:
        """What weights there are; tells whether every row has one above 0."""
        if weights is None:
            return True
        values = weights[1]
        ((there, _, least, most),) = _core.answer_extents([weights], None)
        lowest, above = least, values
        if not least > 0:
            above = values[values > 0]
            lowest = float(above.min()) if len(above) else np.inf
        self.lost += len(values) - there
        self.least, self.lowest = min(self.least, least), min(self.lowest, lowest)
        self.most = max(self.most, most) if self.n_total else most
        check_weights_of(weights[0], self.lost, self.least, self.most, last=False)
        self.n_drawn += len(above)
        self.w_drawn += float(above.sum(dtype=np.float64))
        return len(above) == len(values)

    def _look(self, columns: Sequence[Column], counting: np.ndarray | None, rows: int) -> None:
        """How many rows count, how many answers there are, and from where to where they reach."""
        count = rows if counting is None else int(np.count_nonzero(counting > 0))
        self.n_counting += count
        for j, (there, used, least, most) in enumerate(_core.answer_extents(columns, counting)):
            self.there[j] += there
            self.gaps[j] += count - used
            self.ends[j] = min(self.ends[j, 0], least), max(self.ends[j, 1], most)


def unseen() -> DataError:
    """Data that are read twice, and are others the second time."""
    return DataError(
        "the data are read twice, and the second time they have segments that were not there the first time; store "
        "them before the call, such as by writing them to Parquet"
    )


def _under(source: Source, kind: Kind, weight_type: Any, batch: Batch) -> dict[tuple[Any, ...], Moments]:
    """Moments of a batch under a kind of weights, by combinations of keys and further keys."""
    frame, columns, weights, kept = batch
    codes, labels = source.numbered(frame)
    codes = codes if kept is None else np.where(kept, codes, np.int32(-1))
    codes, names = crossed(codes, labels, [grouping.numbered(frame) for grouping in source.groupings])
    return dict(zip(names, under(Given(columns, weights, (codes, len(names)), weight_type), kind), strict=True))


def _made(source: Source, make: Callable[[Batch], T], native: Any, flags: list[str]) -> T | None:
    """What is made of a part of the rows, where it is; nothing of none."""
    import narwhals.stable.v2 as nw

    frame = nw.from_native(native, eager_only=True)
    return make(source.read(frame, kept_of(frame, flags))) if len(frame) else None


def _either(join: Callable[[T, T], T], one: T | None, other: T | None) -> T | None:
    return other if one is None else one if other is None else join(one, other)
