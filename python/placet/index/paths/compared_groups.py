"""Which groups of respondents are compared: pairs of segments or waves, or a segment and all the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import DataError
from ...inference.levels import Levels, Pairs, pairs_of
from ...inference.relabelled import Labels, labels_of
from ...survey import Rows, Survey
from ...survey.columns import codes
from ...survey.compared import compared_sampling
from ...survey.rows import taken
from ...survey.segments import Segments
from .incomplete import check_resampled
from .reading import PathReading

#: The groups of a comparison.
Sides = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Groups:
    """Pairs of groups that have no respondent in common.

    Attributes
    ----------
    reading : PathReading
    levels : Levels
    pairs : Pairs
    """

    reading: PathReading
    levels: Levels
    pairs: Pairs

    @classmethod
    def of(cls, reading: PathReading, compare: Any, wave: Any) -> Groups:
        """What `compare` asks for."""
        levels = Levels.of(reading.rows, wave is not None)
        pairs = pairs_of(levels, compare, wave, "compare")
        if pairs.kind == "total":
            raise DataError('compare="total": a segment is a part of the total; take compare="rest", all the others')
        if not len(pairs.first):
            raise DataError("nothing is to be compared: no segment has another one beside it")
        return cls(reading, levels, pairs)

    @cached_property
    def sides(self) -> list[Sides]:
        """The segments of both sides of every comparison."""
        return self.pairs.members(self.levels)

    def keys(self, repeat: int = 1) -> dict[str, list[Any]]:
        """Key columns of the comparisons."""
        return self.levels.columns(self.pairs.first, repeat)

    def names(self, repeat: int = 1) -> dict[str, list[Any]]:
        """Labels of both sides, `level` and `against`."""
        return self.pairs.columns(self.levels, repeat)

    def check(self) -> None:
        """Estimate every segment that is compared, so that what is wrong with one is said of it."""
        for segment in sorted({segment for pair in self.sides for side in pair for segment in side}):
            self.reading.solutions(segment)

    def relabelled(self, number: int) -> tuple[Rows, Labels]:
        """The rows of a comparison, by group 0 or 1, and how their labels may be dealt out.

        Raises
        ------
        DataError
            Nobody may get another label.
        """
        rows, sides = self.reading.rows, self.sides[number]
        own = codes(rows)
        side = np.select([np.isin(own, members) for members in sides], [0, 1], -1).astype(np.int32)
        both = replace(rows, segments=Segments(("group",), ((0,), (1,)), side))
        labels = labels_of(both, rows.sampling, np.zeros(2, dtype=np.int64))
        if not labels.can_move:
            one, other = (names[number] for names in self.names().values())
            raise DataError(
                f"labels are dealt out anew within strata, and every stratum is of {one!r} or {other!r} alone; "
                'take compare_paths with test="intervals", or leave the strata out'
            )
        at = np.flatnonzero(labels.segment >= 0)
        return _only(both, at), Labels(labels.segment[at], labels.cluster[at], labels.among[at])


def _only(rows: Rows, at: NDArray[np.int64]) -> Rows:
    """Some of the rows, as those of a survey of their own."""
    segments = rows.segments
    assert segments.codes is not None
    return replace(
        rows,
        columns=taken(rows.columns, at),
        weight_column=rows.weight_column and taken([rows.weight_column], at)[0],
        segments=replace(segments, codes=segments.codes[at]),
        n_total=len(at),
        sampling=rows.sampling and rows.sampling.take(at),
        replicates=None,
    )


def check_relabelled(reading: PathReading, what: str, fix: str) -> None:
    """Refuse data whose labels cannot be dealt out anew."""
    rows, why = reading.rows, ""
    if rows.replicates is not None:
        why = "and the declared repweights do not say who was drawn with whom"
    elif rows.weights is not None and rows.weight_type == "frequency":
        why = "of whom a row with a frequency weight is several"
    elif not reading.gaps.listwise:
        why = f"with complete answers, not with missing={reading.gaps.missing!r}"
    if why:
        raise DataError(f"{what} deals out labels among respondents, {why}; {fix}")


def with_respondents(
    survey: Survey, reading: PathReading, by: Any, wave: Any, reserved: tuple[str, ...]
) -> PathReading:
    """The same with respondents as units, where some were asked in several waves that are compared."""
    sampling = compared_sampling(survey, reading.rows, by, wave, reserved)
    rows, imputed = replace(reading.rows, sampling=sampling), reading.imputed
    check_resampled(reading.gaps, rows)
    imputed = imputed and replace(imputed, rows=replace(imputed.rows, sampling=sampling))
    return replace(reading, rows=rows, imputed=imputed)
