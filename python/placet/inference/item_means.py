"""Means of items of which each has its own respondents: what linear functions of them are, by segment, and how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .._core import DataError, Moments, effective_base
from ..survey import Rows
from ..survey.columns import answered, codes, weights
from ..survey.rows import Ends
from ..survey.weights import observations
from ..types import Column
from .distributions import Floats
from .patterns import Patterns

Bools = NDArray[np.bool_]
#: What rounding leaves of a spread that is none, as a share of what it is made of.
ROUNDING_ERROR = 1e-7


@dataclass(frozen=True)
class Items:
    r"""Items with gaps as columns without: answers y, in gaps a constant c, beside them marks m of the answers.

    The mean over those who answered is a smooth function of means over all respondents,

    .. math:: \overline{x} = c + \frac{\overline{y} - c}{\overline{m}}

    so that all errors of it, of every design, follow from those of the means and the slopes
    :math:`1/\overline{m}` and :math:`-(\overline{x} - c)/\overline{m}` (linearised ratios). An item without gaps needs
    no marks.

    Attributes
    ----------
    columns : tuple of Column
        p columns of answers, then the marks of those with gaps.
    gapped : ndarray
        Which of the items these are.
    centre : shape (p,)
        The constants.
    """

    columns: tuple[Column, ...]
    gapped: NDArray[np.intp]
    centre: Floats

    @property
    def count(self) -> int:
        """Number of items p."""
        return len(self.centre)

    def means(self, of_columns: Floats) -> Floats:
        """Means of the items from those of the columns, on the last axis; NaN for items without answers."""
        p, g = self.count, self.gapped
        found = of_columns[..., :p].copy()
        with np.errstate(invalid="ignore", divide="ignore"):
            found[..., g] = self.centre[g] + (found[..., g] - self.centre[g]) / of_columns[..., p:]
        # A share of 0 that rounding has not made 0 is none.
        found[..., g] = np.where(of_columns[..., p:] > 0, found[..., g], np.nan)
        return found

    def slopes(self, of_columns: Floats) -> Floats:
        """Derivatives of the means of items by those of columns, on the last two axes; 0 for items without answers."""
        p, g = self.count, self.gapped
        found = np.zeros((*of_columns.shape[:-1], p, p + len(g)))
        found[..., np.arange(p), np.arange(p)] = 1.0
        share, there = of_columns[..., p:], of_columns[..., p:] > 0
        one_over = np.divide(1.0, share, out=np.zeros_like(share), where=there)
        found[..., g, g] = one_over
        found[..., g, p + np.arange(len(g))] = -(one_over**2) * (of_columns[..., g] - self.centre[g])
        return found


def items_of(rows: Rows) -> tuple[Items, Rows] | None:
    """The items of rows, and the rows without those that answer none, which are in no segment; None without gaps."""
    known = rows.ends()
    if known is not None:
        return _items_away(rows, known)
    there = [answered([column]) for column in rows.columns]
    gaps = [j for j, known in enumerate(there) if not known.all()]
    counting = rows.counting if gaps else None
    gaps = [j for j in gaps if counting is not None and (counting & ~there[j]).any()]
    if counting is None or not gaps:
        return None
    check_answered([rows.columns[j] for j in gaps], counting)
    centre = np.zeros(len(there))
    for j in gaps:
        x = rows.columns[j][1]
        used = there[j] & counting
        # Any constant does, so that whole numbers stay whole; one near the answers loses no digits.
        centre[j] = x.dtype.type(np.rint(x.mean(where=used, dtype=np.float64)))
    gapped = np.array(gaps, dtype=np.intp)
    if len(gaps) == len(there):
        rows = rows.answering_any(lambda: np.logical_or.reduce(there))
    return Items(filled(rows.columns, gapped, centre), gapped, centre), rows


def _items_away(rows: Rows, known: Sequence[Ends]) -> tuple[Items, Rows] | None:
    """The same of rows that are not here, by how many gaps there are and the ends of the answers."""
    count = rows.gaps({str(j): column for j, column in enumerate(rows.columns)})
    gapped = np.array([j for j in range(len(known)) if count[str(j)]], dtype=np.intp)
    if not len(gapped):
        return None
    centre = np.zeros(len(known))
    for j in gapped:
        if not known[j].n:
            raise nobody_answered(known[j].name)
        centre[j] = np.rint((known[j].least + known[j].most) / 2)
    if len(gapped) == len(known):
        rows = rows.answering_any(lambda: answered(rows.columns))
    marks = [(f"{known[j].name} answered", rows.columns[j][1], []) for j in gapped]
    return Items((*rows.columns, *marks), gapped, centre), rows


def nobody_answered(name: str) -> DataError:
    """The error of a column without answers."""
    return DataError(f"nobody answered column {name!r}; leave it out and give its weight to the others")


def filled(columns: Sequence[Column], gapped: NDArray[np.intp], centre: Floats) -> tuple[Column, ...]:
    """Columns of which some have a constant in their gaps, and the marks of the answers to these."""
    answers, marks = list(columns), []
    for j in gapped:
        name, x, _ = columns[j]
        there = answered([columns[j]])
        answers[j] = (name, np.where(there, x, x.dtype.type(centre[j])), [])
        marks.append((f"{name} answered", there.view(np.int8), []))
    return (*answers, *marks)


def check_answered(columns: Sequence[Column], counting: Bools) -> None:
    """Refuse a column that none of the rows that count has an answer in."""
    for column in columns:
        if not (answered([column]) & counting).any():
            raise nobody_answered(column[0])


@dataclass(frozen=True)
class Bases:
    """Who answered some items, by segment: shape (segments,) each.

    Attributes
    ----------
    n : rows; `observations` : rows or sums of frequencies; `n_eff` : Kish's effective base; `share` : share of the
    weight of all who answered any item.
    """

    n: NDArray[np.int64]
    observations: Floats
    n_eff: Floats
    share: Floats


@dataclass(frozen=True)
class ItemMeans:
    """Means of items by segment.

    Attributes
    ----------
    rows : Rows
        Those that answered at least one of the items.
    items : Items
    moments : list of Moments
        Moments of the columns of `items`, one a segment.
    n_missing : int
        Respondents who are left out, for a gap or because they answered nothing.
    n_partial : int
        Respondents with gaps who count for what they answered.
    """

    rows: Rows
    items: Items
    moments: Sequence[Moments]
    n_missing: int = 0
    n_partial: int = 0

    @classmethod
    def complete(cls, rows: Rows) -> ItemMeans:
        """Of the respondents who answered all."""
        moments, nothing = rows.moments(), np.zeros(0, dtype=np.intp)
        missing = sum(m.n_missing for m in moments)
        kept = rows.complete(lambda: answered(rows.columns)) if missing else rows
        return cls(kept, Items(rows.columns, nothing, np.zeros(len(rows.columns))), moments, missing)

    @classmethod
    def available(cls, rows: Rows) -> ItemMeans:
        """Of every item those who answered it."""
        found = items_of(rows)
        if found is None:
            return cls.complete(rows)
        items, kept = found
        means = cls(kept, items, [])
        moments = kept.moments_of(means.columns_of)
        used = sum(m.n for m in moments)
        away = rows.ends() is not None
        complete = sum(m.n for m in rows.moments()) if away else int((answered(rows.columns) & kept.counting).sum())
        missing = rows.n_counting - used if kept is not rows else 0
        return replace(means, moments=moments, n_missing=missing, n_partial=used - complete)

    def columns_of(self, part: Rows) -> tuple[Column, ...]:
        """The columns of the items in a part of the rows."""
        return self.items.columns if part is self.rows else filled(part.columns, self.items.gapped, self.items.centre)

    @cached_property
    def mean(self) -> Floats:
        """Means of the items, shape (segments, p)."""
        return self.items.means(self.of_columns)

    @cached_property
    def of_columns(self) -> Floats:
        """Means of the columns, shape (segments, columns); NaN without respondents."""
        none = np.full(len(self.items.columns), np.nan)
        return np.array([m.mean if m.n else none for m in self.moments])

    @cached_property
    def slopes(self) -> Floats:
        """Derivatives of the means of items by those of columns, shape (segments, p, columns)."""
        return self.items.slopes(self.of_columns)

    @cached_property
    def spread(self) -> Floats:
        """Covariance matrices of the columns, shape (segments, columns, columns); 0 without respondents."""
        none = np.zeros((len(self.items.columns),) * 2)
        return np.array([m.comoment / m.sum_w if m.n else none for m in self.moments])

    @cached_property
    def sum_w(self) -> Floats:
        """Sums of weights, shape (segments,)."""
        return np.array([m.sum_w for m in self.moments])

    @cached_property
    def n(self) -> NDArray[np.int64]:
        """Respondents with at least one answer, shape (segments,)."""
        return np.array([m.n for m in self.moments], dtype=np.int64)

    @cached_property
    def asked(self) -> Bools:
        """Which items have answers, shape (segments, p)."""
        return ~np.isnan(self.mean)

    @cached_property
    def whole(self) -> Bases:
        """Who answered any item."""
        kind = self.rows.weight_type
        n_eff = np.array([effective_base(m.n, m.sum_w, m.sum_w2, kind) for m in self.moments])
        return Bases(self.n, observations(kind, self.n.astype(float), self.sum_w), n_eff, np.ones(len(self.n)))

    def bases(self, members: NDArray[np.intp]) -> Bases:
        """Who answered any of some items."""
        if not set(members) <= set(self.items.gapped):
            return self.whole
        if self.rows.ends() is not None:
            return self._of_sums(*self._patterns.sums(np.isin(self.items.gapped, members)))
        kept = np.logical_or.reduce([self._marks[j] for j in members]) & self._counting
        if np.count_nonzero(kept) == self.n.sum():
            return self.whole
        count = len(self.n)
        if len(members) == 1 and self.rows.weights is None:
            (place,) = np.flatnonzero(self.items.gapped == members[0])
            n = np.rint(self.n * np.nan_to_num(self.of_columns[:, self.items.count + place])).astype(np.int64)
            w = w2 = n.astype(float)
        else:
            group, of_rows = codes(self.rows)[kept], weights(self.rows, np.flatnonzero(kept))
            n = np.bincount(group, minlength=count)
            w, w2 = (np.bincount(group, power, count).astype(float) for power in (of_rows, of_rows**2))
        return self._of_sums(n, w, w2)

    def _of_sums(self, n: NDArray[np.int64], w: Floats, w2: Floats) -> Bases:
        kind = self.rows.weight_type
        n_eff = np.array([effective_base(int(a), float(b), float(c), kind) for a, b, c in zip(n, w, w2, strict=True)])
        with np.errstate(invalid="ignore"):
            return Bases(n, observations(kind, n.astype(float), w), n_eff, w / self.sum_w)

    @cached_property
    def _patterns(self) -> Patterns:
        """Who answered which items, of rows that are not here."""
        return Patterns.of(self.rows, self.columns_of, self.items.count)

    @cached_property
    def _counting(self) -> Bools:
        return self.rows.counting

    @cached_property
    def _marks(self) -> dict[int, Bools]:
        marks = self.items.columns[self.items.count :]
        return {int(j): mark[1].astype(bool) for j, mark in zip(self.items.gapped, marks, strict=True)}

    def answering(self, members: NDArray[np.intp], part: Rows | None = None) -> Bools:
        """Rows that count and have an answer to any of some items, of all of them or of a part."""
        if part is not None and self.rows.ends() is not None:
            there = [answered([part.columns[j]]) for j in members if j in self.items.gapped]
            return part.counting & (np.logical_or.reduce(there) if len(there) == len(members) > 0 else True)
        if not len(members) or not set(members) <= set(self.items.gapped):
            return self._counting
        return np.logical_or.reduce([self._marks[j] for j in members]) & self._counting

    def given_rows(self) -> Rows:
        """The rows with the columns of the items."""
        return replace(self.rows, columns=self.items.columns, terms=())
