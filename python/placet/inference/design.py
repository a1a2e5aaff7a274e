"""Covariance matrices of weighted means under the design of the rows, by segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._core import Moments
from ..survey import Rows, Sampling
from ..survey.columns import answered, codes, weights
from ..survey.rows import Replicates
from ..survey.sampling import check_weight_type, cross
from ..types import Column
from .distributions import Floats
from .few_clusters import Cells, bell_mccaffrey

#: Numbers that the co-moments of units may take at a time.
MOST = 1 << 22


class DesignErrors(NamedTuple):
    """What the design says of means, one entry a segment.

    Attributes
    ----------
    covariances : list of ndarray, shape (items, items)
        NaN without respondents.
    df, factor : ndarray
        Degrees of freedom, and what squared errors are to be multiplied by in intervals and tests; see
        `bell_mccaffrey`.
    lost : ndarray of int
        Replicates that leave the segment without the respondents it has.
    """

    covariances: list[Floats]
    df: Floats
    factor: Floats
    lost: NDArray[np.integer[Any]]


def design_errors(rows: Rows, items: list[Column], moments: Sequence[Moments]) -> DesignErrors:
    """Covariance matrices of the means of the items, of which `moments` are those by segment."""
    if rows.replicates is not None:
        return _replicated(rows, rows.replicates, items, moments)
    assert rows.sampling is not None
    check_weight_type(rows.sampling, rows.weight_type)
    return _linearised(rows, rows.sampling, items, moments)


def _linearised(rows: Rows, sampling: Sampling, items: list[Column], moments: Sequence[Moments]) -> DesignErrors:
    r"""From the totals :math:`w_u (\overline{x}_u - \overline{x}) / w` of the units u of each segment."""
    cell, domain, unit = cross(rows.segments.codes, sampling.unit_of_row, sampling.n_units)
    frequency, k = rows.weight_type == "frequency", len(items)
    cells = _cells(rows, items, cell, len(domain))
    # Rows that are units are squared one by one; a frequency is so many rows.
    squared = repeat(None) if sampling.clusters is not None else _cells(rows, items, cell, len(domain), not frequency)
    covariances, df = [np.full((k, k), np.nan) for _ in moments], np.zeros(len(moments))
    for segment, (start, end) in enumerate(pairwise(np.searchsorted(domain, np.arange(len(moments) + 1)))):
        mean, sum_w = moments[segment].mean, moments[segment].sum_w
        seen = [
            (u, m.n, m.sum_w, m.mean, *(() if s is None else (s.sum_w, s.mean, s.comoment)))
            for u, m, s in zip(unit[start:end], islice(cells, int(end - start)), squared, strict=False)
            if m.n
        ]
        if seen:
            units, n, w, means, *parts = (np.array(part) for part in zip(*seen, strict=True))
            totals = (w / sum_w)[:, None] * (means - mean)
            covariances[segment] = sampling.variance(units, totals, _squares(parts, mean) / sum_w**2 if parts else None)
            df[segment] = sampling.degrees_of_freedom(units, w if frequency else n)
    factor = np.ones(len(moments))
    if sampling.clusters is not None:
        w = weights(rows)[used := answered(items) & (cell >= 0)]
        total, squares = (np.bincount(cell[used], x, len(domain)) for x in (w, w if frequency else w**2))
        there = np.bincount(cell[used], minlength=len(domain)) > 0
        drawn = Cells(domain[there], unit[there], total[there].astype(float), squares[there].astype(float))
        model = bell_mccaffrey(sampling, drawn, df)
        df, factor = model.df, model.factor
    return DesignErrors(covariances, df, factor, np.zeros(len(moments), dtype=np.int64))


def _cells(
    rows: Rows, items: list[Column], cell: NDArray[np.int32], count: int, squared: bool = False
) -> Iterator[Moments]:
    """The moments of many cells one after the other, of which a part is in memory."""
    size = max(MOST // len(items) ** 2, 1)
    for start in range(0, count, size):
        part = (cell - np.int32(start), min(size, count - start))  # cells of other parts lie outside
        yield from rows.given._replace(columns=items, cells=part).moments(squared=squared)


def _squares(parts: Sequence[Floats], centre: Floats) -> Floats:
    """Sums of squares and products of every cell about another centre than its means."""
    sum_w, means, comoments = parts
    shift = means - centre
    return comoments + sum_w[:, None, None] * shift[:, :, None] * shift[:, None, :]


def _replicated(rows: Rows, replicates: Replicates, items: list[Column], moments: Sequence[Moments]) -> DesignErrors:
    """From the means under every replicate that has respondents of the segment."""

    def means(found: Sequence[Moments]) -> Floats:
        return np.array([m.mean if m.n else np.full(len(items), np.nan) for m in found])

    given, estimate = rows.given._replace(columns=items), means(moments)
    copies = np.array([means(given._replace(weights=column).moments()) for column in replicates.columns])
    known = np.count_nonzero(~np.isnan(copies[:, :, 0]), axis=0)
    moves = [replicates.rule.deviations(mean, copies[:, i]) for i, mean in enumerate(estimate)]
    covariances = [
        m.T @ m if count > 1 else np.full((len(items),) * 2, np.nan) for m, count in zip(moves, known, strict=True)
    ]
    df = replicates.degrees_of_freedom(np.where(answered(items), codes(rows), -1), len(moments))
    return DesignErrors(covariances, df, np.ones(len(df)), np.where(np.isnan(estimate[:, 0]), 0, len(copies) - known))
