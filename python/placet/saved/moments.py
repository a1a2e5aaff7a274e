"""Means and co-moments that are kept and merged, and analysed when they are wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from .. import _core, checks
from .._core import DataError
from ..mistakes import brief
from ..options.door import takes
from ..survey import Rows, Survey
from ..survey.columns import answered
from ..survey.reading import keys_of, read
from ..survey.scan import Scan
from ..types import Column, Columns
from .envelope import packed, unpacked
from .saved import Saved, as_column, canonical, orders_of
from .score_counts import OPTIONS, refuse_design

#: What is known of the answers of every segment beside their moments: least and largest answer, how many there are, how
#: many are missing, by column; respondents who count and rows, least weight above 0 and largest weight.
Known = dict[str, Any]
#: Moments, and under probability weights those under squared weights.
Pair = tuple[Any, ...]
EXTREMES = {"least": np.minimum, "most": np.maximum, "lowest": min, "heaviest": max}
BY_COLUMN = ("least", "most", "there", "gaps")
SUMS = ("there", "gaps", "counting", "size")


@brief
class Moments(Saved):
    """Means and co-moments of columns, of the rows with all answers, by segment; made by `moments`.

    Regression, importances and indexes take them in place of the data, with columns and segments among those they
    were made of. ``a + b`` are the moments of the rows of both: segments belong together by their labels, and one
    that occurs in one of them only is kept.

    Attributes
    ----------
    columns : tuple of str
    by, keys : tuple
        Key columns and the labels of every segment, ``((),)`` without keys.
    n : ndarray of int, shape (segments,)
        Respondents with all answers.
    sum_w : ndarray, shape (segments,)
        Sums of their weights.
    mean : ndarray, shape (segments, columns)
    comoment : ndarray, shape (segments, columns, columns)
        Weighted sums of products of deviations from the means.

    See Also
    --------
    moments : how they are made.

    Examples
    --------
    >>> import placet
    >>> monday, tuesday = ({"network": score, "bills": [6, 5, 4]} for score in ([9, 8, 2], [5, 7, 6]))
    >>> week = sum(placet.moments(day, ["network", "bills"]) for day in (monday, tuesday))
    >>> week
    Moments(['network', 'bills'], segments=1, rows=6)
    >>> placet.Moments.from_bytes(week.to_bytes()) == week
    True
    """

    called = "moments that were kept"

    def __init__(
        self, columns: Sequence[str], found: Sequence[Pair], known: Sequence[Known], by: Sequence[str], keys: Any,
        **kept: Any,
    ) -> None:  # fmt: skip
        order = canonical(by, keys)
        super().__init__(by, [keys[i] for i in order], **kept)
        self.columns = tuple(columns)
        self.found, self.known = [tuple(found[i]) for i in order], [known[i] for i in order]

    @property
    def n(self) -> np.ndarray:
        """Respondents with all answers, by segment."""
        return np.array([one.n for one, *_ in self.found], dtype=np.int64)

    @property
    def sum_w(self) -> np.ndarray:
        """Sums of their weights, by segment."""
        return np.array([one.sum_w for one, *_ in self.found])

    @property
    def mean(self) -> np.ndarray:
        """Weighted means: segments × columns, NaN without respondents."""
        none = np.full(len(self.columns), np.nan)
        return np.array([one.mean if one.n else none for one, *_ in self.found])

    @property
    def comoment(self) -> np.ndarray:
        """Weighted co-moments about the means: segments × columns × columns."""
        none = np.zeros((len(self.columns),) * 2)
        return np.array([one.comoment if one.n else none for one, *_ in self.found])

    def __add__(self, other: Moments) -> Moments:
        """The moments of the rows of both."""
        if not isinstance(other, Moments):
            return NotImplemented
        keys, together = self.merged(other, ["columns"])
        found: dict[Any, Any] = dict(zip(self.keys, zip(self.found, self.known, strict=True), strict=True))
        for key, one, known in zip(other.keys, other.found, other.known, strict=True):
            if key in found:
                mine, own = found[key]
                one, known = tuple(a + b for a, b in zip(mine, one, strict=True)), _joined(own, known)
            found[key] = one, known
        return Moments(
            self.columns, *zip(*(found[key] for key in keys), strict=True), by=self.by, keys=keys, **together
        )

    def __radd__(self, other: Any) -> Moments:
        """`sum` begins with 0."""
        return self if other == 0 else NotImplemented

    def __eq__(self, other: object) -> bool:
        """Whether two hold the same moments of the same segments."""
        return isinstance(other, Moments) and (self.words, self.columns, self.found, self.known) == (
            other.words, other.columns, other.found, other.known,
        )  # fmt: skip

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        by = f", by={list(self.by)!r}" if self.by else ""
        return f"Moments({list(self.columns)!r}{by}, segments={len(self.keys)}, rows={self.count()})"

    def update(self, data: Any, **options: Any) -> Moments:
        """These moments and those of further data, made of the same columns; `options` are those of `moments`."""
        if not len(Survey.of(data)):
            return self
        own = {"by": list(self.by), "weights": self.weights, "weight_type": self.weight_type}
        return self + moments(data, list(self.columns), **{**own, **options})

    def to_bytes(self) -> bytes:
        """The moments as bytes that any later version reads, see `from_bytes`."""
        parts = [one.to_bytes() for both in self.found for one in both]
        words = {"columns": list(self.columns), "known": self.known, "sizes": list(map(len, parts)), **self.words}
        return packed("Moments", words, b"".join(parts))

    @classmethod
    def from_bytes(cls, data: bytes) -> Moments:
        """The moments that `to_bytes` gave; bytes that were changed, cut off or of a later version are refused."""
        words, numbers = unpacked("Moments", data)
        ends = np.cumsum([0, *words.pop("sizes")]).tolist()
        parts = [_core.Moments.from_bytes(numbers[start:end]) for start, end in pairwise(ends)]
        each = max(len(parts) // max(len(words["keys"]), 1), 1)
        return cls(found=[tuple(parts[i : i + each]) for i in range(0, len(parts), each)], **words)

    def __reduce__(self) -> tuple[Any, ...]:
        return Moments.from_bytes, (self.to_bytes(),)

    # ---- what an engine does -------------------------------------------------------------------------------------

    @property
    def names(self) -> list[str]:
        """The key columns, the columns and the weights."""
        return [*self.by, *self.columns, *([self.weights] if self.weights else [])]

    @property
    def squares(self) -> bool:
        """Whether there are moments under squared weights, which errors under probability weights are made of."""
        return self.weights is not None and self.weight_type == "probability"

    def count(self) -> int:
        """Rows, with all answers or not."""
        return sum(known["size"] for known in self.known)

    def scanned(self, columns: Sequence[str], keys: Sequence[str]) -> Scan:
        """What a pass over the rows would find, of those with an answer to all columns that were kept."""
        for name in columns:
            if name not in self.columns:
                kept = checks.some(self.columns)
                raise DataError(f"{name!r} is none of the columns whose moments were kept, [{kept}]")
        at = [self.columns.index(name) for name in columns]
        places = [self.by.index(name) for name in dict.fromkeys(keys)]
        scan = Scan(ends=np.tile([np.inf, -np.inf], (len(at), 1)), there=np.zeros(len(at)), gaps=np.zeros(len(at)))
        labels = {name: as_column(self.labels(name)) for name in dict.fromkeys(keys)}
        scan.distinct, scan.squared = [labels], [] if self.squares else None
        for key, one, known in zip(self.keys, self.found, self.known, strict=True):
            label = tuple(key[i] for i in places)
            self._into(scan, label, [m.select(at) if m.n else m for m in one], known, at)
        return scan

    @staticmethod
    def _into(scan: Scan, label: tuple[Any, ...], one: Sequence[Any], known: Known, at: list[int]) -> None:
        """A segment into what a pass would have found."""
        scan.n_total += known["size"]
        scan.lowest, scan.most = min(scan.lowest, known["lowest"]), max(scan.most, known["heaviest"])
        scan.least = min(scan.least, 0.0 if one[0].n_zero_weight else known["lowest"])
        least, most, there, gaps = (np.array(known[name])[at] for name in ("least", "most", "there", "gaps"))
        scan.there = scan.there + there
        if None in label:  # of no segment
            return
        if label not in scan.combinations:
            place = scan.combinations[label] = len(scan.combinations)
            scan.cells[place,] = place
            scan.sizes.append(0)
            for table in (scan.moments, scan.squared):
                if table is not None:
                    table.append(_core.Moments())
        place = scan.combinations[label]
        for table, more in zip((scan.moments, scan.squared), one, strict=False):
            assert table is not None
            table[place] = table[place] + more
        scan.sizes[place] += known["size"]
        scan.n_counting += known["counting"]
        scan.gaps = scan.gaps + gaps
        scan.ends = np.stack([np.minimum(scan.ends[:, 0], least), np.maximum(scan.ends[:, 1], most)], axis=1)


def _joined(one: Known, other: Known) -> Known:
    joined = {name: (np.array(one[name]) + np.array(other[name])).tolist() for name in SUMS}
    for name, of in EXTREMES.items():
        both = of(one[name], other[name])
        joined[name] = both.tolist() if isinstance(both, np.ndarray) else both
    return joined


def _known(rows: Rows) -> list[Known]:
    """What is known of the answers of every segment."""
    return rows.folded(_of_part, _all_joined)


def _all_joined(one: list[Known], other: list[Known]) -> list[Known]:
    return [_joined(a, b) for a, b in zip(one, other, strict=True)]


def _of_part(part: Rows) -> list[Known]:
    """The same of rows that are here."""
    count, codes = len(part.segments.keys), part.segments.codes
    codes = np.zeros(part.n_total, dtype=np.int64) if codes is None else codes
    inside, counting = codes >= 0, part.counting
    at = codes[counting]
    weights = np.ones(len(at)) if part.weights is None else part.weights[1][counting].astype(np.float64)
    columns = [_of_column(column, codes, counting, inside, count) for column in part.columns]
    tables = {name: np.array([column[name] for column in columns]).reshape(-1, count).T for name in BY_COLUMN}
    lowest, heaviest = np.full(count, np.inf), np.zeros(count)
    np.minimum.at(lowest, at, weights)
    np.maximum.at(heaviest, at, weights)
    whole = {"counting": np.bincount(at, minlength=count), "size": np.bincount(codes[inside], minlength=count)}
    every = {**tables, **whole, "lowest": lowest, "heaviest": heaviest}
    return [{name: values[segment].tolist() for name, values in every.items()} for segment in range(count)]


def _of_column(column: Column, codes: Any, counting: Any, inside: Any, count: int) -> dict[str, np.ndarray]:
    there = answered([column])
    used, values = there & counting, column[1][there & counting].astype(np.float64)
    least, most = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(least, codes[used], values)
    np.maximum.at(most, codes[used], values)
    answers, gaps = (np.bincount(codes[which], minlength=count) for which in (there & inside, counting & ~there))
    return {"least": least, "most": most, "there": answers, "gaps": gaps}


@takes(*OPTIONS)
def moments(survey: Survey, columns: Columns, *, by: Any, wave: Any) -> Moments:
    r"""Means and co-moments of columns by segment: all that regressions and indexes are made of, to be kept.

    .. math:: \overline{x} = \sum w x \Big/ \sum w \qquad C = \sum w (x - \overline{x})(x - \overline{x})'

    over the rows with all answers, merged as Chan, Golub and LeVeque have it [1]_. A pipeline makes the moments of the
    rows of a day, adds what it kept the day before and keeps the sum; `regression`, `key_drivers` and
    `satisfaction_index` take the moments in place of the data and give what all the rows together would give.

    Parameters
    ----------
    {data}
    columns : str, vector or list of them
        Outcome, drivers, indicators: whatever will be asked for. Rows that lack an answer to any of them are left out
        of everything that is made of the moments.
    {options}

    Returns
    -------
    Moments
        To be added by ``+`` or `sum`, kept by ``to_bytes`` and read by ``Moments.from_bytes``.

    Raises
    ------
    DataError
        Text, bad weights, an unknown column or option; later for moments of other columns, segments or weights that
        are added, and bytes that are damaged or of a later version.

    References
    ----------
    .. [1] Chan, T. F., Golub, G. H. and LeVeque, R. J. (1983). Algorithms for computing the sample variance. The
       American Statistician 37, 242-247.

    Examples
    --------
    >>> import placet
    >>> monday = {"overall": [9, 7, 3, 8], "network": [9, 8, 2, 7], "bills": [6, 5, 4, 9]}
    >>> tuesday = {"overall": [5, 10], "network": [5, 9], "bills": [7, 8]}
    >>> kept = placet.moments(monday, ["overall", "network", "bills"]).to_bytes()
    >>> both = placet.Moments.from_bytes(kept) + placet.moments(tuesday, ["overall", "network", "bills"])
    >>> placet.regression(both, "overall", ["network", "bills"])["estimate"].round(4)
    array([-0.3717,  0.8148,  0.2984])
    """
    names = checks.names("columns", columns)
    if not names:
        raise DataError("columns names no column; give those that will be asked for")
    refuse_design(survey)
    keys = keys_of(survey, by, wave)
    rows = read(survey, names, role="column", by=keys, whole=True)
    tables = [rows.moments()]
    if survey.weights is not None and rows.weight_type == "probability":
        tables.append(rows.moments(squared=True))
    found: list[Pair] = list(zip(*tables, strict=True))
    kept: Mapping[str, Any] = {"weights": survey.weights, "weight_type": rows.weight_type}
    return Moments(names, found, _known(rows), list(keys), rows.segments.keys, orders=orders_of(survey, keys), **kept)
