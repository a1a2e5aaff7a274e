"""Answers that are counted where the data live: one row for every different answer in every segment."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from .. import _core
from .._core import DataError, ScoreCounts, UnitCounts
from ..engines import Condensed, Copies
from ..types import Column
from . import answers, tallied
from .away import Away, RowsNeededError, without_rows
from .condensed_design import CountedDesign
from .condensed_replicates import CountedReplicates, copies_of
from .rows import Given, Rows, Sums
from .segments import AwaySegments, Segments
from .survey import Survey
from .weights import LARGEST, SMALLEST


@dataclass(frozen=True)
class Part:
    """The different answers of one column.

    Attributes
    ----------
    rows : Rows
        One row for every different answer in every segment, whose weights are the respondents who count.
    found : Condensed
        What each stands for.
    n_filtered : int
        Respondents that a filter leaves out.
    """

    rows: Rows
    found: Condensed
    n_filtered: int

    @property
    def codes(self) -> np.ndarray:
        """Segment of every row."""
        found = self.rows.segments.codes
        return np.zeros(len(self.found.n), dtype=np.int32) if found is None else found

    def sums(self, of: np.ndarray) -> np.ndarray:
        """Sums over the rows of every segment."""
        inside = self.codes >= 0
        return np.bincount(self.codes[inside], of[inside], len(self.rows.segments.keys))


@dataclass(frozen=True)
class CondensedRows(Rows):
    """Answers as they were counted, column by column; see `Rows`.

    Attributes
    ----------
    by_column : mapping of Part
        What was counted of each.
    by_weight : callable
        Counts a column by the weights as well.
    """

    by_column: Mapping[str, Part] = field(default_factory=dict)
    by_weight: Callable[[str], tuple[Rows, np.ndarray]] = None  # type: ignore[assignment]

    @property
    def weights(self) -> Column | None:  # pyright: ignore
        """Weights that were checked, and are not here."""
        return self.weight_column

    def of(self, column: Column) -> Rows:
        """The different answers of a column as rows."""
        return self.by_column[column[0]].rows

    def weighed(self, column: Column) -> tuple[Rows, Column, Sums | None]:
        """Rows of one answer and one weight, counted anew where the data live."""
        name, points, _ = column
        rows, n = self.by_weight(name)
        assert rows.weights is not None
        # What is counted of an answer depends on nothing but the answer.
        ((_, given, codes),), ((_, again, _),) = self.by_column[name].rows.columns, rows.columns
        there = _answered((name, given, codes))
        different, first = np.unique(given[there], return_index=True)
        places = np.searchsorted(different, again).clip(0, max(len(different) - 1, 0))
        known = _answered((name, again, codes)) & (different[places] == again)
        counted = np.where(known, np.asarray(points, dtype=np.float64)[there][first][places], np.nan)
        return rows, (name, counted, []), (n.astype(np.uint64), n * np.asarray(rows.weights[1], dtype=np.float64) ** 2)

    def told(self) -> AbstractContextManager[None]:
        """Errors name no row: they are of different rows."""
        return without_rows()

    @property
    def given(self) -> Given:  # pyright: ignore
        """They were counted and are not here."""
        raise RowsNeededError("the answers of single respondents")

    def regrouped(self, segments: Segments) -> CondensedRows:
        """The same in other segments, of one column."""
        ((name, part),) = self.by_column.items()
        part = replace(part, rows=replace(part.rows, segments=segments))
        return replace(self, by_column={name: part}, segments=segments_of(part))

    def count_units(self, column: Column, low: int, high: int) -> UnitCounts:
        """Tally the answers of a column by point of the scale, segment and unit of the design."""
        part = self.by_column[column[0]]
        found, (cells, domain, _) = part.found, part.rows.cells_of_design
        sums = (found.n - found.zero).astype(np.uint64), found.w2
        with without_rows():
            return _core.count_units(column, (column[0], found.w, []), (cells, len(domain)), low, high, sums)

    def count(self, column: Column, low: int, high: int) -> ScoreCounts:
        """Tally the answers of a column by point of the scale and segment."""
        part = self.by_column[column[0]]
        found, cells = part.found, part.rows.segments.cells
        used = (found.n - found.zero).astype(np.float64)
        with without_rows():
            n, w, w2 = (
                _core.count_scores(column, (column[0], of, []), cells, low, high).w
                for of in ((used, found.w, found.w2) if self.weight_column else (used,) * 3)
            )
        missing = ~_answered(column)
        whole = {
            "n": n.ravel(),
            "n_missing": part.sums(used * missing),
            "n_zero_weight": part.sums(found.zero.astype(np.float64)),
        }
        made = {name: of.astype(np.uint64).tolist() for name, of in whole.items()}
        real = {"w": w.ravel().tolist(), "w2": w2.ravel().tolist()}
        return ScoreCounts.from_json(json.dumps({"low": low, "high": high, **made, **real}))


def _answered(column: Column) -> np.ndarray:
    _, values, codes = column
    there = ~np.isnan(values) if values.dtype.kind == "f" else np.ones(len(values), dtype=bool)
    return there & ~np.isin(values, codes) if codes else there


def read_condensed(
    survey: Survey, columns: Sequence[str], keys: Sequence[str], read_part: Callable[[Survey, str], Rows],
    asked: CountedDesign,
) -> CondensedRows:  # fmt: skip
    """Count the answers to some columns by the keys, where the data live.

    Parameters
    ----------
    survey, columns, keys
        As in `read`.
    read_part
        Reads one of the columns of a survey of different answers.
    asked
        What is to be known of the design.
    """
    parts: dict[str, Part] = {}
    copies = copies_of(survey) if asked.replicated else None
    asked.check()
    for name in columns:
        own = list(dict.fromkeys([*keys, name]))
        with asked.told():
            frame, found = tallied.condensed(survey.frame, [*own, *asked.keys], survey.weights, copies)
        check_sums(survey, found)
        with without_rows():
            sampling = asked.sampling(frame, found)
            rows = read_part(survey.on(frame), name)
            used = (found.n - found.zero).astype(np.float64)
            rows = replace(rows, weight_column=(name, used, []), sampling=sampling)
            _ = rows.segments.keys
        if copies is not None:
            check_copies(survey, copies, found)
            rows = replace(rows, replicates=CountedReplicates.of(survey, copies, own, rows, frame, found))
        kept = frame.kept()
        parts[name] = Part(rows, found, 0 if kept is None else int(found.n[~kept].sum()))
    first = next(iter(parts.values()))
    return CondensedRows(
        columns=tuple(part.rows.columns[0] for part in parts.values()),
        weight_column=weights_of(survey),
        weight_type=survey.weight_type,
        segments=segments_of(first),
        n_total=int(first.found.n.sum()),
        n_filtered=first.n_filtered,
        sampling=first.rows.sampling,
        replicates=first.rows.replicates,
        by_column=parts,
        by_weight=partial(_by_weight, survey, keys, read_part),
    )


def _by_weight(
    survey: Survey, keys: Sequence[str], read_part: Callable[[Survey, str], Rows], name: str
) -> tuple[Rows, np.ndarray]:
    """The different answers to a column of respondents of one weight, and how many gave them."""
    engine, weights = survey.frame.engine, survey.weights
    assert engine is not None
    assert weights is not None
    if not engine.has_rows:
        raise RowsNeededError("the weights of single respondents")
    frame, found = survey.frame.condensed(list(dict.fromkeys([*keys, name, weights])), None)
    with without_rows():
        own = (weights, answers.measure("weights", weights, frame.fetch([weights])[weights]), [])
        return replace(read_part(survey.on(frame), name), weight_column=own), found.n


def weights_of(survey: Survey) -> Column | None:
    """The weights, which are not here."""
    values: Any = Away("the weights of single respondents")
    return None if survey.weights is None else (survey.weights, values, [])


def segments_of(part: Part) -> AwaySegments:
    """The segments that the different answers are in."""
    own = part.rows.segments
    sizes = part.sums(part.found.n.astype(np.float64)).astype(np.int64)
    return AwaySegments(own.names, own.keys, own.wave, sizes, int(part.found.n.sum()), part.n_filtered > 0)


def check_sums(survey: Survey, found: Condensed) -> None:
    """Refuse weights that no row may have, as `check_weights` does, by their sums."""
    name = survey.weights
    if not len(found.n):
        raise DataError("the data have no rows; check the filter or the files they come from")
    if name is None:
        return
    check_weights_of(name, int(found.lost.sum()), found.least, found.most)
    answers.refuse_codes_of_weights(name, survey.na_codes)


def check_weights_of(name: str, lost: int, least: float, most: float, *, last: bool = True) -> None:
    """Refuse weights by how many are missing, the least and the largest, of all rows or of those so far."""
    if lost or not least >= 0 or np.isinf(most):
        what = f"are missing in {lost:,} rows" if lost else f"reach from {least:g} to {most:g}"
        raise DataError(
            f"the weights in column {name!r} {what}; weights must be finite and at least 0: drop these rows or give "
            "them weight 0"
        )
    if not most and last:
        raise DataError(f"all weights in column {name!r} are 0, so no respondent counts; check the column")
    if most > LARGEST or (last and most < SMALLEST):
        raise DataError(
            f"the largest weight in column {name!r} is {most:g}, too much or too little to reckon with; give weights "
            f"whose largest is between {SMALLEST:g} and {LARGEST:g}"
        )


def check_copies(survey: Survey, copies: Copies, found: Condensed) -> None:
    """Refuse replicate weights that no row may have, by what was found of their columns."""
    for name in copies.columns:
        answers.refuse_codes_of_weights(name, survey.na_codes)
    for name, wrong, top in zip(copies.columns, found.wrong.tolist(), found.top.tolist(), strict=True):
        if wrong or not SMALLEST <= top <= LARGEST:
            own = survey.frame.condensed([], name)[1]
            check_weights_of(name, int(own.lost.sum()), own.least, own.most)
