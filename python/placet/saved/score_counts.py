"""Counts of answers that are kept and merged, and scored when they are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _core, checks
from .._core import DataError
from ..engines import Condensed, Copies
from ..engines.engine import Flag
from ..metrics.metric import Scale
from ..mistakes import brief
from ..options.door import takes
from ..options.shared import BY, DESIGN, FREQ, WAVE, WAVES
from ..survey import Survey
from ..survey.reading import keys_of, read
from ..types import OneColumn
from .envelope import packed, unpacked
from .saved import Saved, as_column, canonical, orders_of

KEPT = ("weights", "weight_type", "na_codes", "value_labels")
#: Options of what is kept: there are no sampling units in it.
OPTIONS = (BY, WAVE, WAVES, FREQ, *(option for option in DESIGN if option.name in KEPT))


@brief
class ScoreCounts(Saved):
    """Answers to one question, counted by point of the scale and segment; made by `score_counts`.

    Functions of scores take it in place of the data, with segments among those it was made by. ``a + b`` are the counts
    of the rows of both: segments belong together by their labels, and one that occurs in one of them only is kept.

    Attributes
    ----------
    item : str
        The question.
    by, keys : tuple
        Key columns and the labels of every segment, ``((),)`` without keys.
    scale : (int, int)
    n : ndarray of int, shape (segments, points)
        Respondents of every answer.
    w : ndarray, shape (segments, points)
        Sums of their weights.
    n_missing : ndarray of int, shape (segments,)
        Respondents without an answer.

    See Also
    --------
    score_counts : how they are made.

    Examples
    --------
    >>> import placet
    >>> week = sum(placet.score_counts({"recommend": day}, "recommend") for day in ([9, 10, 3], [9, 8]))
    >>> week
    ScoreCounts('recommend', scale=(0, 10), segments=1, rows=5)
    >>> placet.ScoreCounts.from_bytes(week.to_bytes()) == week
    True
    """

    called = "counts that were kept"
    item: str

    def __init__(self, item: str, counts: Any, by: Sequence[str], keys: Any, **kept: Any) -> None:
        order = canonical(by, keys)
        super().__init__(by, [keys[i] for i in order], **kept)
        self.item, self.counts = item, counts.take(order) if len(keys) else counts

    @property
    def scale(self) -> tuple[int, int]:
        """Lowest and highest point."""
        return self.counts.low, self.counts.high

    @property
    def n(self) -> np.ndarray:
        """Respondents: segments × points."""
        return self.counts.n

    @property
    def w(self) -> np.ndarray:
        """Sums of weights: segments × points."""
        return self.counts.w

    @property
    def n_missing(self) -> np.ndarray:
        """Respondents without an answer, by segment."""
        return self.counts.n_missing

    def __add__(self, other: ScoreCounts) -> ScoreCounts:
        """The counts of the rows of both."""
        if not isinstance(other, ScoreCounts):
            return NotImplemented
        keys, together = self.merged(other, ["item", "scale"])
        place = {key: i for i, key in enumerate(keys)}
        mine, theirs = (
            one.counts.regroup([place[key] for key in one.keys], len(keys)) if one.keys else one.counts
            for one in (self, other)
        )
        return ScoreCounts(self.item, mine + theirs, self.by, keys, **together)

    def __radd__(self, other: Any) -> ScoreCounts:
        """`sum` begins with 0."""
        return self if other == 0 else NotImplemented

    def __eq__(self, other: object) -> bool:
        """Whether two hold the same counts of the same segments."""
        return isinstance(other, ScoreCounts) and (self.words, self.item, self.counts) == (
            other.words, other.item, other.counts,
        )  # fmt: skip

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        by = f", by={list(self.by)!r}" if self.by else ""
        return f"ScoreCounts({self.item!r}, scale={self.scale}{by}, segments={len(self.keys)}, rows={self.count()})"

    def update(self, data: Any, **options: Any) -> ScoreCounts:
        """These counts and those of further data, made by the same columns; `options` are those of `score_counts`."""
        if not len(Survey.of(data)):
            return self
        own = {"scale": self.scale, "by": list(self.by), "weights": self.weights, "weight_type": self.weight_type}
        return self + score_counts(data, self.item, **{**own, **options})

    def to_bytes(self) -> bytes:
        """The counts as bytes that any later version reads, see `from_bytes`."""
        return packed("ScoreCounts", {"item": self.item, **self.words}, self.counts.to_bytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> ScoreCounts:
        """The counts that `to_bytes` gave; bytes that were changed, cut off or of a later version are refused."""
        words, numbers = unpacked("ScoreCounts", data)
        return cls(counts=_core.ScoreCounts.from_bytes(numbers), **words)

    def __reduce__(self) -> tuple[Any, ...]:
        return ScoreCounts.from_bytes, (self.to_bytes(),)

    # ---- what an engine does -------------------------------------------------------------------------------------

    @property
    def names(self) -> list[str]:
        """The key columns, the question and the weights."""
        return [*self.by, self.item, *([self.weights] if self.weights else [])]

    def count(self) -> int:
        """Rows that were counted."""
        return int(self.counts.rows.sum())

    def condensed(
        self, columns: Sequence[str], weights: str | None, flag: Flag, copies: Copies | None = None
    ) -> Condensed:
        """One row for every point of every segment, one for those without an answer, and one for weights of 0."""
        counts, (segment, point) = self.counts, np.nonzero(self.counts.n)
        each, nothing = np.arange(len(self.keys)), np.zeros(len(self.keys))
        missing = counts.n_missing + nothing
        rows = [
            (segment, point + float(counts.low), counts.n[segment, point], 0 * segment,
             counts.w[segment, point], counts.w2[segment, point]),
            (each, nothing + np.nan, counts.n_missing, 0 * each, missing, missing),
            (each, nothing + np.nan, counts.n_zero_weight, counts.n_zero_weight, nothing, nothing),
        ]  # fmt: skip
        place, answer, n, zero, w, w2 = map(np.concatenate, zip(*rows, strict=True))
        place, answer, n, zero, w, w2 = (column[n > 0] for column in (place, answer, n, zero, w, w2))
        data: dict[str, Any] = {
            name: as_column([self.keys[i][self.by.index(name)] for i in place.tolist()])
            for name in columns
            if name in self.by
        }
        data |= {self.item: answer} if self.item in columns else {}
        return Condensed(data, [], n.astype(int), zero.astype(int), np.zeros(len(n), dtype=int), w, w2)


@takes(*OPTIONS)
def score_counts(
    survey: Survey, item: OneColumn | None = None, *, scale: Scale = (0, 10), by: Any, wave: Any
) -> ScoreCounts:
    """Count the answers to a question by point of the scale and segment: all that scores are made of, to be kept.

    A pipeline counts the rows of a day, adds what it kept the day before and keeps the sum; scores, comparisons and
    tracking take the counts in place of the data and give what all the rows together would give. Weights, codes of no
    answer and the scale are checked as all functions check them.

    Parameters
    ----------
    {data}
    {item}
    {scale}
    {options}

    Returns
    -------
    ScoreCounts
        To be added by ``+`` or `sum`, kept by ``to_bytes`` and read by ``ScoreCounts.from_bytes``.

    Raises
    ------
    DataError
        An answer off the scale, text, bad weights, an unknown column or option; later for counts of other questions,
        scales, segments or weights that are added, and bytes that are damaged or of a later version.

    Examples
    --------
    >>> import placet
    >>> monday = {"recommend": [9, 10, 3, 7], "region": ["North", "North", "South", "South"]}
    >>> tuesday = {"recommend": [10, 6], "region": ["South", "West"]}
    >>> kept = placet.score_counts(monday, "recommend", by="region").to_bytes()
    >>> counts = placet.ScoreCounts.from_bytes(kept) + placet.score_counts(tuesday, "recommend", by="region")
    >>> placet.nps(counts)["estimate"].round(1)
    array([16.7])
    >>> by_region = placet.nps(counts, by="region")
    >>> dict(zip(by_region["region"], by_region["estimate"].tolist()))
    {'North': 100.0, 'South': 0.0, 'West': -100.0}
    """
    low, high = checks.whole_scale("scale", scale)
    name = survey.frame.require(item, "item")
    refuse_design(survey)
    keys = keys_of(survey, by, wave)
    rows = read(survey, [name], by=keys, low=float(low), high=float(high), counted=True, whole=True)
    counts = rows.count(rows.columns[0], low, high)
    return ScoreCounts(
        name, counts, list(keys), rows.segments.keys,
        weights=survey.weights, weight_type=rows.weight_type,
        orders=orders_of(survey, keys),
    )  # fmt: skip


def refuse_design(survey: Survey) -> None:
    """Refuse sampling units, which are not kept."""
    declared = [role for role in ("strata", "cluster", "fpc", "repweights") if getattr(survey, role) is not None]
    if declared:
        raise DataError(
            f"the survey declares {' and '.join(declared)}, and no sampling units are kept in counts and moments; "
            "leave them out, or keep the rows"
        )
