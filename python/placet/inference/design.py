"""Covariance matrices of weighted means under the design of the rows, by segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._core import Moments
from ..survey import Rows, Sampling
from ..survey.by_unit import Kind, Make
from ..survey.columns import answered, codes
from ..survey.replicated import Replicates
from ..survey.sampling import check_weight_type
from ..types import Column
from .distributions import Floats
from .few_clusters import Cells, bell_mccaffrey


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


def design_errors(
    rows: Rows, items: Sequence[Column], moments: Sequence[Moments], make: Make | None = None
) -> DesignErrors:
    """Covariance matrices of the means of the items, of which `moments` are those by segment.

    With `make` the items are what it makes of rows, or of a part of them.
    """
    if rows.replicates is not None:
        return _replicated(replace(rows, columns=tuple(items), terms=()), rows.replicates, moments, make)
    assert rows.sampling is not None
    check_weight_type(rows.sampling, rows.weight_type)
    return _linearised(replace(rows, columns=tuple(items), terms=()), rows.sampling, moments, make)


def _linearised(
    rows: Rows, sampling: Sampling, moments: Sequence[Moments], make: Make | None
) -> DesignErrors:  # fmt: skip
    r"""From the totals :math:`w_u (\overline{x}_u - \overline{x}) / w` of the units u of each segment."""
    by = rows.by_unit((sampling.unit_of_row, sampling.n_units))
    frequency = rows.weight_type == "frequency"
    k = max((len(m.mean) for m in moments if m.n), default=len(rows.columns))
    # Rows that are units are squared one by one; a frequency is so many rows.
    kinds: tuple[Kind, ...] = ("own",) if sampling.clusters is not None else ("own", "own" if frequency else "squared")
    cells = by.moments(*kinds, make=make)
    covariances, df, drawn = [np.full((k, k), np.nan) for _ in moments], np.zeros(len(moments)), []
    for segment, (start, end) in enumerate(pairwise(by.bounds(len(moments)))):
        mean, sum_w = moments[segment].mean, moments[segment].sum_w
        seen = [
            (
                u,
                own.n,
                own.sum_w,
                own.sum_w2,
                own.mean,
                *(part for s in squared for part in (s.sum_w, s.mean, s.comoment)),
            )
            for u, (own, *squared) in zip(by.unit[start:end], islice(cells, int(end - start)), strict=True)
            if own.n
        ]
        if seen:
            units, n, w, w2, means, *parts = (np.array(part) for part in zip(*seen, strict=True))
            totals = (w / sum_w)[:, None] * (means - mean)
            covariances[segment] = sampling.variance(units, totals, _squares(parts, mean) / sum_w**2 if parts else None)
            df[segment] = sampling.degrees_of_freedom(units, w if frequency else n)
            drawn.append(Cells(np.full(len(units), segment, np.int32), units, w, w if frequency else w2))
    factor = np.ones(len(moments))
    if sampling.clusters is not None and drawn:
        model = bell_mccaffrey(sampling, Cells(*map(np.concatenate, zip(*drawn, strict=True))), df)
        df, factor = model.df, model.factor
    return DesignErrors(covariances, df, factor, np.zeros(len(moments), dtype=np.int64))


def _squares(parts: Sequence[Floats], centre: Floats) -> Floats:
    """Sums of squares and products of every cell about another centre than its means."""
    sum_w, means, comoments = parts
    shift = means - centre
    return comoments + sum_w[:, None, None] * shift[:, :, None] * shift[:, None, :]


def _replicated(
    rows: Rows, replicates: Replicates, moments: Sequence[Moments], make: Make | None
) -> DesignErrors:  # fmt: skip
    """From the means under every replicate that has respondents of the segment."""
    k = max((len(m.mean) for m in moments if m.n), default=len(rows.columns))

    def means(found: Sequence[Moments]) -> Floats:
        return np.array([m.mean if m.n else np.full(k, np.nan) for m in found])

    def answering(part: Rows) -> NDArray[Any]:
        return np.where(answered(part.columns if make is None else make(part)), codes(part), -1)

    estimate, copies = means(moments), np.array([means(found) for found in rows.replicated(make)])
    known = np.count_nonzero(~np.isnan(copies[:, :, 0]), axis=0)
    moves = [replicates.rule.deviations(mean, copies[:, i]) for i, mean in enumerate(estimate)]
    covariances = [m.T @ m if count > 1 else np.full((k, k), np.nan) for m, count in zip(moves, known, strict=True)]
    df = rows.replicates_df(answering)
    return DesignErrors(covariances, df, np.ones(len(df)), np.where(np.isnan(estimate[:, 0]), 0, len(copies) - known))
