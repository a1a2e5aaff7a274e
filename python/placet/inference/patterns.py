"""Which items respondents answered: how many have each pattern of gaps, by segment, from one pass over the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._core import DataError
from ..survey import Rows
from ..survey.columns import codes, weights
from ..types import Column
from .distributions import Floats

#: Items with gaps whose patterns fit into one whole number.
MOST_ITEMS = 62


#: How many items have gaps, and the powers of every pattern of answers to them.
Counted: TypeAlias = tuple[int, dict[int, Floats]]


@dataclass(frozen=True)
class Patterns:
    """Patterns of answers.

    Attributes
    ----------
    answered : ndarray of bool, shape (patterns, items)
        Which of the items with gaps have an answer.
    powers : ndarray, shape (patterns, segments, 3)
        Respondents, sums of weights and of squared weights.
    """

    answered: NDArray[np.bool_]
    powers: Floats

    @classmethod
    def of(cls, rows: Rows, columns_of: Callable[[Rows], Sequence[Column]], first: int) -> Patterns:
        """Count the patterns of the marks, the columns from the `first`, of the rows that count."""
        items, found = rows.folded(partial(_counted, columns_of, first), _joined)
        bits = np.array(list(found), dtype=np.int64)[:, None]
        powers = np.array(list(found.values())).reshape(-1, len(rows.segments.keys), 3)
        return cls((bits >> np.arange(items)) & 1 > 0, powers)

    def sums(self, members: NDArray[np.bool_]) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Respondents with an answer to any of some items, sums of their weights and of the squares, by segment."""
        any_of = self.answered[:, members].any(axis=1)
        n, w, w2 = np.moveaxis(self.powers[any_of].sum(axis=0), -1, 0)
        return n.astype(np.int64), w, w2


def _counted(columns_of: Callable[[Rows], Sequence[Column]], first: int, rows: Rows) -> Counted:
    """The patterns of rows that are here."""
    marks, segments = [values for _, values, _ in columns_of(rows)[first:]], len(rows.segments.keys)
    if len(marks) > MOST_ITEMS:
        raise DataError(
            f"{len(marks)} items have gaps, more than the {MOST_ITEMS} whose patterns are counted where the data "
            'live; pass missing="drop", or collect the columns first'
        )
    at = np.flatnonzero(rows.counting)
    bits = sum((mark[at].astype(np.int64) << i for i, mark in enumerate(marks)), np.zeros(len(at), np.int64))
    patterns, place = np.unique(bits, return_inverse=True)
    w, cell = weights(rows, at), place * segments + codes(rows, at)
    sums = [np.bincount(cell, power, len(patterns) * segments) for power in (np.ones(len(w)), w, w**2)]
    table = np.stack(sums, axis=-1, dtype=np.float64).reshape(len(patterns), segments, 3)
    return len(marks), dict(zip(patterns.tolist(), table, strict=True))


def _joined(one: Counted, other: Counted) -> Counted:
    found = dict(one[1])
    for pattern, powers in other[1].items():
        found[pattern] = found.get(pattern, 0.0) + powers
    return one[0], found
