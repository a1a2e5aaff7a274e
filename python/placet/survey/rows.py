"""What a public function gets from a survey: numeric columns, weights and segments, checked and ready for the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

import numpy as np

from .. import _core
from .._core import DataError, Moments, ScoreCounts, UnitCounts
from ..language import say
from ..results.format import segment as in_words
from ..types import Cells, Column, Draws, Samples, WeightType
from .by_unit import ByUnit, Make
from .replicated import Replicates
from .sampling import cross
from .segments import Segments
from .weights import SMALLEST, check_weights, differ

if TYPE_CHECKING:
    from .factors import Term
    from .sampling import Sampling

#: How many rows each row stands for, and the sums of their squared weights.
Sums: TypeAlias = tuple[np.ndarray, np.ndarray]

T = TypeVar("T")


class Given(NamedTuple):
    """Rows as the core reads them; `_replace` gives them other columns, weights or segments."""

    columns: Sequence[Column]
    weights: Column | None
    cells: Cells | None
    weight_type: WeightType

    def part(self, rows: slice) -> Given:
        """Some neighbouring rows."""
        columns = [(name, values[rows], codes) for name, values, codes in self.columns]
        weights = None if self.weights is None else (self.weights[0], self.weights[1][rows], self.weights[2])
        cells = None if self.cells is None else (self.cells[0][rows], self.cells[1])
        return Given(columns, weights, cells, self.weight_type)

    def moments(self, *, squared: bool = False) -> list[Moments]:
        """Moments of the complete rows of every segment; `squared` squares the weights."""
        return _core.accumulate_moments(self, squared)


class Ends(NamedTuple):
    """The answers of a column that count: the least, the largest, how many there are."""

    name: str
    least: float
    most: float
    n: int


@dataclass(frozen=True)
class Rows:
    """Validated input of one call.

    Attributes
    ----------
    columns : tuple of (name, values, codes)
        Numeric arrays and the codes in them that mean "no answer".
    weight_column : (name, values, codes) or None
        Weights as they are in the data; `weights` is the same, checked.
    weight_type : str
        What they mean.
    segments : Segments
        The segments asked for.
    n_total : int
        Rows of the survey.
    terms : tuple of Term
        What the columns were made of, in their order.
    sampling : Sampling or None
        How the rows were drawn, where it was asked for.
    replicates : Replicates or None
        Replicate weights, where they were asked for and are declared.
    n_filtered : int
        Rows that a filter of the survey leaves out; they are in no segment.
    clusters : (codes, count) or None
        Cluster of every row, for errors by cluster that ask for no other part of the design.
    """

    columns: tuple[Column, ...]
    weight_column: Column | None
    weight_type: WeightType
    segments: Segments
    n_total: int
    terms: tuple[Term, ...] = ()
    sampling: Sampling | None = None
    replicates: Replicates | None = None
    n_filtered: int = 0
    clusters: Cells | None = None

    @cached_property
    def weights(self) -> Column | None:
        """Weights, finite and at least 0, some above it."""
        if self.weight_column is not None:
            check_weights(self.weight_column)
        return self.weight_column

    @cached_property
    def given(self) -> Given:
        """The rows as the core reads them."""
        return Given(self.columns, self.weights, self.segments.cells, self.weight_type)

    def moments(self, *, squared: bool = False) -> list[Moments]:
        """Moments of the complete rows of every segment; `squared` squares the weights."""
        return self.given.moments(squared=squared)

    def moments_of(self, make: Callable[[Rows], Sequence[Column]], *, squared: bool = False) -> list[Moments]:
        """Moments of columns that are made of these, one number a row."""
        return self.given._replace(columns=make(self)).moments(squared=squared)

    def folded(self, make: Callable[[Rows], T], join: Callable[[T, T], T]) -> T:
        """What is made of the rows; of those that are not here part by part, joined in their order."""
        return make(self)

    def by_unit(self, units: Cells) -> ByUnit:
        """What the rows of every sampling unit in every segment add up to."""
        return ByUnit(self, units)

    def as_one(self, chosen: Sequence[int]) -> Rows:
        """The rows of some segments that count as those of one."""
        codes = self.segments.codes
        inside = np.isin(0 if codes is None else codes, chosen)
        return replace(self, segments=Segments((), ((),), None)).only(inside & self.counting)

    def ends(self) -> list[Ends] | None:
        """Least and largest answer of every column, where nothing else is known of the answers."""
        return None

    def gaps(self, columns: Mapping[str, Column]) -> dict[str, int]:
        """How many respondents who count have no answer in each of some columns."""
        counting = self.counting
        return {called: int((~_answered(column) & counting).sum()) for called, column in columns.items()}

    def complete(self, answered: Callable[[], np.ndarray]) -> Rows:
        """The same of the rows without gaps, which a function tells where they are here."""
        return self.only(answered())

    def answering_any(self, answered: Callable[[], np.ndarray]) -> Rows:
        """The same of the rows with any answer, which a function tells where they are here."""
        return self.only(answered())

    @property
    def uneven(self) -> bool:
        """Whether there are weights, and those that are not 0 differ."""
        return self.weights is not None and differ(self.weights[1])

    @property
    def drawn(self) -> tuple[int, float]:
        """Rows whose weight is not 0, in a segment or not, and the sum of their weights."""
        if self.weights is None:
            return self.n_total, float(self.n_total)
        return int(np.count_nonzero(self.weights[1])), float(self.weights[1].sum(dtype=np.float64))

    @property
    def n_counting(self) -> int:
        """Rows in a segment whose weight is not 0."""
        return int(self.counting.sum())

    def of(self, column: Column) -> Rows:
        """The rows that the values of a column are of: all of them, where they are here."""
        return self

    def weighed(self, column: Column) -> tuple[Rows, Column, Sums | None]:
        """Rows of one answer and one weight, their answers, and what each stands for where it is not itself."""
        return self, column, None

    def told(self) -> AbstractContextManager[None]:
        """Within it errors name rows as far as these are those of the data."""
        return nullcontext()

    def regrouped(self, segments: Segments) -> Rows:
        """The same in other segments, those of the rows that the values of its column are of."""
        return replace(self, segments=segments)

    @property
    def repweights(self) -> Replicates | None:
        """Replicate weights, where these are declared: errors of what is not resampled come from them, too."""
        return self.replicates

    @property
    def n_drawn(self) -> int:
        """Rows that a resample reads."""
        return self.n_total

    def draws(self, count: int, seed: int) -> Draws:
        """Where the weights of resamples come from: replicate weights, units of the design, or else respondents."""
        if self.replicates is not None:
            return list(self.replicates.columns)
        if self.sampling is None:
            return count, seed
        frequencies = self.weights[1] if self.weights is not None and self.weight_type == "frequency" else None
        return count, seed, self.sampling.drawn_units(frequencies)

    def samples(self, segment: int, draws: Draws) -> Samples:
        """Resamples of a segment, as their statistics take them: rows, and how they are drawn again."""
        return self.given, segment, draws

    def replicated(self, make: Make | None = None) -> list[list[Moments]]:
        """Moments of all segments under every replicate, of the columns or of those made of the rows."""
        assert self.replicates is not None
        given = self.given if make is None else self.given._replace(columns=make(self))
        return [given._replace(weights=column).moments() for column in self.replicates.columns]

    def replicates_df(self, used: Callable[[Rows], np.ndarray]) -> np.ndarray:
        """Degrees of freedom of the replicates by segment, of the rows used: a function tells the segment of these."""
        assert self.replicates is not None
        return self.replicates.degrees_of_freedom(used(self), len(self.segments.keys))

    def complete_replicates(self, used: Callable[[Rows], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Degrees of freedom of the replicates, and which have weights (replicates × segments), of the complete rows.

        A function tells the segment of these.
        """
        assert self.replicates is not None
        codes, count = used(self).astype(np.int32), len(self.segments.keys)
        return self.replicates.degrees_of_freedom(codes, count), self.replicates.sums(codes, count) > 0

    def count(self, column: Column, low: int, high: int) -> ScoreCounts:
        """Tally the answers of a column by point of the scale and segment.

        The core refuses bad weights of rows it counts, so they are read once more only where some rows are in no
        segment, all weights are next to nothing, or something is wrong.
        """
        try:
            counts = self.segments.count(column, self.weight_column, low, high)
        except DataError:
            _ = self.weights  # has the word where it is the weights
            raise
        if self.weight_column is None:
            return counts
        if self.segments.n_outside or counts.w2.sum() <= counts.n.sum() * SMALLEST**2:
            _ = self.weights
        return counts

    @cached_property
    def cells_of_design(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Combination of segment and unit of the design of every row, and segment and unit of every combination."""
        assert self.sampling is not None
        return cross(self.segments.codes, self.sampling.unit_of_row, self.sampling.n_units)

    def count_units(self, column: Column, low: int, high: int) -> UnitCounts:
        """Tally the answers of a column by point of the scale, segment and unit of the design."""
        cells, domain, _ = self.cells_of_design
        return _core.count_units(column, self.weights, (cells, len(domain)), low, high)

    @property
    def counting(self) -> np.ndarray:
        """Which rows count: those in a segment whose weight is not 0."""
        counting = np.ones(self.n_total, dtype=bool)
        if self.weights is not None:
            counting &= self.weights[1] > 0
        if self.segments.codes is not None:
            counting &= self.segments.codes >= 0
        return counting

    def only(self, kept: np.ndarray) -> Rows:
        """The same of which only those kept count: the others are in no segment."""
        return replace(self, segments=self.segments.only(kept))

    def apart(self) -> list[tuple[np.ndarray, Rows]]:
        """The rows of every segment as those of a survey of its own, and where they are."""
        codes, _ = self.segments.codes, self.weights
        assert codes is not None
        order = np.argsort(codes, kind="stable")
        bounds = np.searchsorted(codes, np.arange(len(self.segments.keys) + 1), sorter=order)
        places = [order[start:end] for start, end in pairwise(bounds)]
        return [(at, self._taken(at, segment)) for segment, at in enumerate(places)]

    def _taken(self, at: np.ndarray, segment: int) -> Rows:
        names, key, wave = self.segments.names, self.segments.keys[segment], self.segments.wave
        own = {one.name: getattr(self, one.name) for one in fields(Rows)} | {
            "columns": taken(self.columns, at),
            "weight_column": self.weight_column and taken([self.weight_column], at)[0],
            "segments": Segments(names, (key,), None, wave),
            "n_total": len(at),
            "sampling": self.sampling and self.sampling.take(at),
            "replicates": self.replicates and replace(self.replicates, columns=taken(self.replicates.columns, at)),
        }
        return SomeRows(**own)

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return [name for name, _, _ in self.columns]


class SomeRows(Rows):
    """Some of the rows, whose weights were checked with all others: their own may all be 0."""

    @property
    def weights(self) -> Column | None:  # pyright: ignore
        """Weights that were checked."""
        return self.weight_column


def _answered(column: Column) -> np.ndarray:
    """Which rows have an answer."""
    _, values, codes = column
    found = ~np.isnan(values) if values.dtype.kind == "f" else np.ones(len(values), dtype=bool)
    return found & ~np.isin(values, codes) if codes else found


def taken(columns: Sequence[Column], at: np.ndarray) -> tuple[Column, ...]:
    """Some rows of columns."""
    return tuple((name, values[at], codes) for name, values, codes in columns)


def degrees_of_freedom(rows: Rows, used: np.ndarray) -> float:
    """Units less strata of the design among the rows at some places; respondents of weight count as their frequency."""
    assert rows.sampling is not None
    frequency = rows.weights is not None and rows.weight_type == "frequency"
    once = rows.weights[1][used] if frequency and rows.weights is not None else np.ones(len(used))
    units, place = np.unique(rows.sampling.unit_of_row[used], return_inverse=True)
    return rows.sampling.degrees_of_freedom(units, np.bincount(place, once))


def where(rows: Rows, segment: int, *, colon: bool = True) -> str:
    """Words for a segment, nothing where there are none."""
    if not rows.segments.names:
        return ""
    return say(
        "in segment {segment}: " if colon else "in segment {segment} ", segment=in_words(rows.segments.keys[segment])
    )
