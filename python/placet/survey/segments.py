"""The segments of the rows of a call, and how answers are tallied by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .. import _core
from .._core import DataError, ScoreCounts
from ..checks import some
from ..results.format import segment as in_words
from ..types import Cells, Column
from .away import RowsNeededError
from .keys import Combined
from .waves import MANY_WAVES, check_number


@dataclass(frozen=True)
class Segments:
    """The segments of the rows.

    Attributes
    ----------
    names : tuple of str
        The key columns.
    keys : tuple of tuples
        One label per key column for every segment, in sorted order; `((),)` without keys.
    codes : ndarray of int32, shape (rows,), or None
        Segment of every row, -1 where a key is missing; None without keys.
    wave : str or None
        The key column that is the wave.
    """

    names: tuple[str, ...]
    keys: tuple[tuple[Any, ...], ...]
    codes: np.ndarray | None
    wave: str | None = None

    @property
    def cells(self) -> Cells | None:
        """The form the core reads."""
        return None if self.codes is None else (self.codes, len(self.keys))

    @cached_property
    def n_outside(self) -> int:
        """Rows in no segment because a key is missing."""
        return 0 if self.codes is None else int(np.count_nonzero(self.codes < 0))

    @property
    def in_words(self) -> list[str]:
        """Every segment in words; without keys there are none."""
        return [in_words(key) for key in self.keys]

    def count(self, score: Column, weights: Column | None, low: int, high: int) -> ScoreCounts:
        """Tally the answers by segment."""
        return _core.count_scores(score, weights, self.cells, low, high)

    def columns(self, repeat: int = 1) -> dict[str, list[Any]]:
        """The key columns of a result with `repeat` rows a segment."""
        if not self.names:
            return {}
        columns = dict(zip(self.names, zip(*self.keys, strict=True), strict=False))
        return {name: [label for label in labels for _ in range(repeat)] for name, labels in columns.items()}

    def take(self, chosen: Sequence[int]) -> Segments:
        """Some of the segments; the rows of the others are in none."""
        if self.codes is None or list(chosen) == list(range(len(self.keys))):
            return self
        place = np.full(len(self.keys) + 1, -1, dtype=np.int32)
        place[list(chosen)] = np.arange(len(chosen), dtype=np.int32)
        return Segments(self.names, tuple(self.keys[i] for i in chosen), place[self.codes], self.wave)

    def only(self, kept: np.ndarray) -> Segments:
        """The segments of the rows kept; the others are in none."""
        codes = np.zeros(len(kept), dtype=np.int32) if self.codes is None else self.codes
        return Segments(self.names, self.keys, np.where(kept, codes, np.int32(-1)), self.wave)


class KeySegments(Segments):
    """Segments that are numbered when their numbers are asked for; to tally answers the keys do as they are.

    Parameters
    ----------
    names
        The key columns.
    key
        Their values.
    wave
        Which of the columns is the wave.
    n_total
        Rows of the survey.
    """

    key: Combined
    n_total: int

    def __init__(self, names: tuple[str, ...], key: Combined, wave: str | None, n_total: int) -> None:
        self.__dict__.update(names=names, key=key, wave=wave, n_total=n_total)

    @cached_property
    def keys(self) -> tuple[tuple[Any, ...], ...]:  # pyright: ignore
        """The labels of every segment that occurs."""
        return self._named(self.key.numbered[1])

    @cached_property
    def codes(self) -> np.ndarray:  # pyright: ignore
        """Segment of every row."""
        return self.key.numbered[0]

    def count(self, score: Column, weights: Column | None, low: int, high: int) -> ScoreCounts:
        """Tally the answers by key, and learn by it which keys there are and how many rows have one."""
        if "codes" in self.__dict__:  # they were numbered before
            return super().count(score, weights, low, high)
        counts, labels = self.key.count(score, weights, low, high)
        n_outside = len(score[1]) - int(counts.rows.sum())
        self.__dict__.update(keys=self._named(labels), n_outside=n_outside)
        return counts

    def _named(self, keys: Sequence[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
        if not keys:
            raise DataError(f"by=[{some(self.names)}] has no segment: all its values are missing")
        if self.wave is not None and len(keys) > MANY_WAVES:
            at = self.names.index(self.wave)
            check_number(list(dict.fromkeys(key[at] for key in keys)), self.n_total, self.wave)
        return tuple(keys)


class AwaySegments(Segments):
    """Segments of rows that are not here.

    Parameters
    ----------
    names, keys, wave
        As in `Segments`.
    sizes
        Rows of every segment.
    n_total
        Rows of the survey.
    filtered
        Whether a filter leaves some of them out.
    at
        Which of the segments that were found these are.
    """

    sizes: np.ndarray
    n_total: int
    filtered: bool
    at: Sequence[int]

    def __init__(
        self, names: tuple[str, ...], keys: Sequence[tuple[Any, ...]], wave: str | None, sizes: np.ndarray,
        n_total: int, filtered: bool, at: Sequence[int] | None = None,
    ) -> None:  # fmt: skip
        self.__dict__.update(names=names, keys=tuple(keys), wave=wave, sizes=sizes, n_total=n_total, filtered=filtered)
        self.__dict__["at"] = range(len(keys)) if at is None else at

    @property
    def codes(self) -> Any:  # pyright: ignore
        """None where everybody is in the one segment there is."""
        if self.names or self.filtered:
            raise RowsNeededError("the segment of every respondent")
        return None

    @property
    def n_outside(self) -> int:  # pyright: ignore
        """Rows in no segment."""
        return self.n_total - int(self.sizes.sum())

    def take(self, chosen: Sequence[int]) -> AwaySegments:
        """Some of the segments."""
        keys, sizes, at = [self.keys[i] for i in chosen], self.sizes[list(chosen)], [self.at[i] for i in chosen]
        return AwaySegments(self.names, keys, self.wave, sizes, self.n_total, self.filtered, at)

    def only(self, kept: np.ndarray) -> Segments:
        """It takes the rows to leave some of them out."""
        raise RowsNeededError("which of the respondents are left out")
