"""What an engine does: it counts the different rows of some columns, and hands out rows in batches, nothing else."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._core import DataError
from ..checks import some
from .arrays import rows_of, to_numpy

#: Gives a frame of narwhals, eager or lazy, a column for every condition of a filter, and names these.
Flag: TypeAlias = Callable[[Any], tuple[Any, list[str]]]

#: Makes something of the rows of a part, of which some columns are conditions, and joins what was made of two.
Work: TypeAlias = Callable[[Any, list[str]], Any]
Join: TypeAlias = Callable[[Any, Any], Any]

#: Columns of a table of different rows, and what is made of them: how many rows each stands for, how many of these have
#: the weight 0 and none, sums of their weights and of the squares, the least and the largest weight.
N, ZERO, LOST = "placet: n", "placet: zero", "placet: lost"
W, W2, LEAST, MOST = "placet: w", "placet: w2", "placet: least", "placet: most"
WHOLE = {N: "sum", ZERO: "sum", LOST: "sum"}
REAL = {W: "sum", W2: "sum", LEAST: "min", MOST: "max"}

#: Of replicate weights: sums, how many are missing or below 0, and the largest; the number of the column follows.
COPY, WRONG, TOP = "placet: copy ", "placet: wrong ", "placet: top "
OF_COPIES = {COPY: "sum", WRONG: "sum", TOP: "max"}

#: So many different rows are taken into memory at most.
MOST_ROWS = 1 << 21
#: Rows of a batch at least and at most, and numbers of one in between: what is done once a batch should not count, and
#: a few batches should not fill the memory.
BATCH, MOST_OF_BATCH, NUMBERS = 1 << 17, 1 << 20, 1 << 24


class TooManyError(DataError):
    """The different rows of some columns are not much fewer than the rows."""


@dataclass(frozen=True)
class Copies:
    """Replicate weights that are added up besides.

    Attributes
    ----------
    columns : sequence of str
        Their columns.
    factors : bool
        Whether they are multiplied by the weights.
    """

    columns: Sequence[str]
    factors: bool


@dataclass(frozen=True)
class Condensed:
    """The different rows of some columns, and what each stands for.

    Attributes
    ----------
    data : data frame or mapping
        One row for every combination of values that occurs.
    flags : list of str
        Which of its columns are conditions of a filter.
    n, zero, lost : ndarray of int, shape (rows,)
        Rows that it stands for; those of weight 0, and those whose weight is missing.
    w, w2 : ndarray, shape (rows,)
        Sums of their weights and of the squares; n without weights.
    least, most : float
        The least and the largest weight there is.
    copies : list of ndarray, shape (rows,)
        Sums of every column of replicate weights.
    wrong, top : ndarray, shape (replicates,)
        How many of these are missing or below 0, and the largest.
    """

    data: Any
    flags: list[str]
    n: NDArray[np.int64]
    zero: NDArray[np.int64]
    lost: NDArray[np.int64]
    w: NDArray[np.float64]
    w2: NDArray[np.float64]
    least: float = 1.0
    most: float = 1.0
    copies: Sequence[NDArray[np.float64]] = ()
    wrong: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    top: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))


class Engine(ABC):
    """Data of one library that are not collected.

    Attributes
    ----------
    library : str
        Results are given back in it, where it can hold them.
    called : str
        What the data are, for messages.
    collect : str
        How their rows are had in memory.
    """

    library: str
    called: str
    collect: str
    #: Whether there are rows at all, or only what was made of them.
    has_rows: bool = True
    #: What is known of the data: the column that functions take if none is named, weights, order of labels.
    item: Any = None
    weights: str | None = None
    weight_type: str | None = None
    orders: Mapping[str, list[Any]] = MappingProxyType({})

    @property
    @abstractmethod
    def names(self) -> list[str]:
        """Names of the columns."""

    def categories(self, name: str) -> list[Any]:
        """The labels of an ordered category in their order, whoever has them; nothing where that is not known."""
        return []

    @abstractmethod
    def count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def condensed(
        self, columns: Sequence[str], weights: str | None, flag: Flag, copies: Copies | None = None
    ) -> Condensed:
        """Count the different rows of some columns, and add up replicate weights."""

    def tallies(self, columns: Sequence[str]) -> bool:
        """Whether rows are counted sooner by these columns as they come, than by a grouped aggregation of its own."""
        return False

    @abstractmethod
    def batches(self, columns: Sequence[str], flag: Flag, coded: Sequence[str] = ()) -> Iterator[tuple[Any, list[str]]]:
        """Rows of some columns, batch by batch as eager frames of narwhals, with the names of the conditions.

        Columns that are `coded` may come as codes and labels where they are text; `restored` undoes it.
        """

    def restored(self, frame: Any) -> Any:
        """Rows of a batch with columns of the types that the data have."""
        return frame

    def folded(self, columns: Sequence[str], flag: Flag, work: Work, join: Join) -> Any:
        """What workers make of the parts of the data, joined; None where there are none but the caller."""
        return None

    def scanned(self, columns: Sequence[str], keys: Sequence[str]) -> Any:
        """What a pass over the rows found, of an engine that made it before."""
        return None

    @abstractmethod
    def collected(self, columns: Sequence[str], flag: Flag) -> tuple[Any, list[str]]:
        """All rows of some columns, for tables that are small."""


def batch_rows(columns: int) -> int:
    """Rows of a batch of so many columns, a power of two as those of files mostly are: few remain behind the last."""
    return min(max(1 << (NUMBERS // max(columns, 1)).bit_length() - 1, BATCH), MOST_OF_BATCH)


def read_for(columns: Sequence[str], weights: str | None, copies: Copies | None) -> list[str]:
    """The columns that are read to count the different rows of some."""
    return list(dict.fromkeys([*columns, *([weights] if weights else []), *(copies.columns if copies else ())]))


def check_weights_type(name: str, kind: Any) -> None:
    """Refuse weights that are no numbers."""
    import narwhals.stable.v2 as nw

    if not (kind.is_numeric() or kind == nw.Boolean):
        raise DataError(
            f"the weights column {name!r} does not hold numbers but {kind}; make them numbers before the call"
        )


def prepared(
    frame: Any, columns: Sequence[str], weights: str | None, flag: Flag, copies: Copies | None = None
) -> tuple[Any, list[str]]:
    """A frame of what is grouped and of what is added up, elementary sums only, and the columns to group by."""
    import narwhals.stable.v2 as nw

    kinds = frame.collect_schema()
    frame, flags = flag(frame)
    made = {N: nw.lit(1, nw.Int64)}
    if weights is not None:
        lost, w = _weight(weights, kinds)
        made |= {ZERO: (w == 0.0).cast(nw.Int64), LOST: lost.cast(nw.Int64), W: w, W2: w * w, LEAST: w, MOST: w}
    for i, name in enumerate(copies.columns if copies else ()):
        lost, copy = _weight(name, kinds)
        whole = copy * _weight(str(weights), kinds)[1] if copies and copies.factors else copy
        wrong = lost.cast(nw.Int64) + (copy < 0.0).fill_null(False).cast(nw.Int64)
        made |= {f"{COPY}{i}": whole, f"{WRONG}{i}": wrong, f"{TOP}{i}": copy}
    keys = [*dict.fromkeys(columns), *flags]
    return frame.with_columns(**made).select(*keys, *made), keys


def _weight(name: str, kinds: Any) -> tuple[Any, Any]:
    """Where a column of weights is missing, and its numbers."""
    import narwhals.stable.v2 as nw

    check_weights_type(name, kinds[name])
    w = nw.col(name)
    return (w.is_null() | w.is_nan()) if kinds[name].is_float() else w.is_null(), w.cast(nw.Float64)


def grouped(frame: Any, keys: Sequence[str]) -> Any:
    """The different rows of a frame that was `prepared`, or of several such tables one below the other."""
    import narwhals.stable.v2 as nw

    there = [name for name in frame.collect_schema().names() if name not in keys]
    made = [getattr(nw.col(name), _how(name))() for name in there]
    frame = frame.group_by(*keys).agg(*made) if keys else frame.select(*made)
    kinds = {name: nw.Int64 if name in WHOLE or name.startswith(WRONG) else nw.Float64 for name in there}
    # Of no rows not every library keeps the type.
    return frame.with_columns(*(nw.col(name).cast(kind) for name, kind in kinds.items()))


def _how(name: str) -> str:
    """How a column is aggregated."""
    of_copy = (how for start, how in OF_COPIES.items() if name.startswith(start))
    return {**WHOLE, **REAL}.get(name) or next(of_copy)


def refuse_many(count: int, names: Sequence[str]) -> None:
    """Refuse columns that have too many different rows."""
    if count > MOST_ROWS:
        raise TooManyError(
            f"{some(names)} have more than {MOST_ROWS:,} different values together, too many to be counted one by one; "
            "round what has decimals, or name columns of fewer segments"
        )


def taken(table: Any, keys: Sequence[str], flags: Sequence[str]) -> Condensed:
    """The table that was `grouped`, in memory; refuses one that is not much smaller than the data."""
    refuse_many(len(table), [key for key in keys if key not in flags])
    there = set(table.columns)
    filled = to_numpy(table[N]) > 0  # of no rows at all a sum is one row of none
    table = table if filled.all() else rows_of(table, np.flatnonzero(filled))
    whole = {name: to_numpy(table[name]).astype(np.int64) for name in WHOLE if name in there}
    n, nothing = whole[N], np.zeros(len(table), dtype=np.int64)
    data = table.select(*keys).to_native() if keys else {}
    if W not in there:
        return Condensed(data, list(flags), n, nothing, nothing, n.astype(np.float64), n.astype(np.float64))
    w, w2, least, most = (to_numpy(table[name]).astype(np.float64) for name in REAL)
    with np.errstate(invalid="ignore"):
        ends = (float(least.min()), float(most.max())) if len(most) else (np.inf, 0.0)
    made = Condensed(data, list(flags), n, whole[ZERO], whole[LOST], w, w2, *ends)
    count = sum(name.startswith(COPY) for name in there)
    if not count:
        return made
    copies, wrong, top = ([to_numpy(table[f"{of}{i}"]) for i in range(count)] for of in OF_COPIES)
    sums = [column.astype(np.float64) for column in copies]
    most = np.array([np.max(column, initial=0.0) for column in top], dtype=np.float64)
    return replace(made, copies=sums, wrong=np.array([int(column.sum()) for column in wrong]), top=most)
