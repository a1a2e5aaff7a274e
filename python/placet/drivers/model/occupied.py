"""Factors without the levels that no row used has: they tell nothing, and would break the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..._core import DataError
from ...survey import Rows, Term
from ...survey.away import RowsNeededError
from ...survey.columns import codes, numbers
from ...survey.factors import MISSING
from ...survey.rows import where
from ...types import Column
from .levels import cases, compared, complete, notes

#: A share that is none but for rounding.
NONE = 1e-12


@dataclass(frozen=True)
class Occupied:
    """Rows and terms whose levels all have cases, what is absent from segments, and what is to be said."""

    rows: Rows
    terms: tuple[Term, ...]
    absent: tuple[frozenset[int], ...]
    unknown: tuple[frozenset[tuple[str, str]], ...]
    notes: list[str]


def with_cases(rows: Rows, terms: Sequence[Term], *, listwise: bool) -> Occupied:
    """Leave out the levels of factors that no row used has.

    A row used counts, has an outcome and, where `listwise`, all other answers. Whoever has a level that is left out has
    none; where it was the reference level, the first with cases is. A level that only some segments lack keeps its
    column, which is absent there; so is the first column where a segment has no case of the reference.
    """
    answered = ~np.isnan(numbers(rows.columns[0]))
    used = complete(rows) if listwise else rows.counting & answered
    segment, segments = codes(rows), len(rows.segments.keys)
    columns: list[Column] = [rows.columns[0]]
    kept: list[Term] = []
    said: list[str] = []
    absent: list[set[int]] = [set() for _ in range(segments)]
    unknown: list[set[tuple[str, str]]] = [set() for _ in range(segments)]
    for term in terms:
        block = [rows.columns[column] for column in term.columns]
        start = len(columns)
        if term.reference is not None:
            levels, place = [term.reference, *term.levels], _places(block)
            found = cases(np.where(used, place, -1), len(levels), segment, segments)
            if not (found[found.sum(axis=1) > 0] > 0).all():
                said += notes(rows, answered, term.name, levels, lambda i, at=place: at == i, found)
                said += compared(term.name, term.reference, found, levels, rows)
                term, block, found = _reduced(term, block, place, found)
                levels = [str(term.reference), *term.levels]
                for s in range(segments):
                    silent = _silent(found[s])
                    absent[s] |= {start + i for i in silent}
                    unknown[s] |= {
                        (term.name, level) for level, n in zip(levels, found[s], strict=True) if silent and not n
                    }
        kept.append(replace(term, columns=tuple(range(start, start + len(block)))))
        columns += block
    rows = replace(rows, columns=tuple(columns))
    if not any(absent):
        return Occupied(rows, tuple(kept), (), (), said)
    return Occupied(rows, tuple(kept), tuple(map(frozenset, absent)), tuple(map(frozenset, unknown)), said)


def check_cases(rows: Rows, terms: Sequence[Term]) -> None:
    """Refuse rows that are not here where a level of a factor has no case in some segment, by their moments."""
    for segment, moments in enumerate(rows.moments()):
        for term in terms:
            if term.reference is None or not moments.n:
                continue
            shares = moments.mean[list(term.columns)]
            levels = [term.reference, *term.levels]
            empty = [level for level, share in zip(levels, [1 - shares.sum(), *shares], strict=True) if share < NONE]
            if empty:
                raise RowsNeededError(
                    f"to look at the respondents with the level {empty[0]!r} of {term.name!r}, which nobody used "
                    f"{where(rows, segment, colon=False)}has,"
                )


def _places(block: Sequence[Column]) -> NDArray[np.int64]:
    """The level of every row: 0 for the reference, -1 for none."""
    place = np.zeros(len(block[0][1]), dtype=np.int64)
    for i, (_, values, _) in enumerate(block, start=1):
        place[values == 1] = i
    place[block[0][1] == MISSING] = -1
    return place


def _reduced(
    term: Term, block: Sequence[Column], place: NDArray[np.int64], found: NDArray[np.int64]
) -> tuple[Term, list[Column], NDArray[np.int64]]:
    """The factor without levels that have no case anywhere, its reference first."""
    levels = [str(term.reference), *term.levels]
    there = np.flatnonzero(found.sum(axis=0))
    if not len(there):
        return term, list(block), found  # nobody is used, which is said elsewhere
    if len(there) < 2:
        raise DataError(
            f"factor {term.name!r} has the one level {levels[there[0]]!r} among the respondents used, so there is "
            "nothing to compare; leave it out"
        )
    lost = (place >= 0) & ~np.isin(place, there)
    columns: list[Column] = []
    for i in there[1:]:
        name, values, missing = block[i - 1]
        columns.append((name, np.where(lost, np.int8(MISSING), values), missing))
    term = replace(term, levels=tuple(levels[i] for i in there[1:]), reference=levels[there[0]])
    return term, columns, found[:, there]


def _silent(found: NDArray[np.int64]) -> list[int]:
    """Columns, of levels but the reference, that say nothing in a segment; all where there is one level or none."""
    empty = [i for i, count in enumerate(found[1:]) if not count]
    if np.count_nonzero(found) < 2:
        return []  # nothing to compare there, which the fit says
    if not found[0]:
        empty.append(int(np.flatnonzero(found[1:])[0]))
    return empty
