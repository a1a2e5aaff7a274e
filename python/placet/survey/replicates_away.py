"""Replicate weights of rows that are read in batches: everything under each of them, in passes over the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._core import DataError, Moments
from ..types import Column
from . import answers
from .away import Away, without_rows
from .by_unit import Make
from .condensed import check_weights_of
from .grouping import MOST_BYTES, added_each
from .rank import rank_of_products
from .replicated import Replicates
from .replicates import LOOKED_AT
from .rows import Rows
from .segments import AwaySegments
from .survey import Survey


def replicates_of(survey: Survey, names: list[str]) -> Replicates:
    """The replicate weights, whose columns are not here; refused if they look like factors."""
    rule = survey.repweights
    assert rule is not None
    assert survey.weights is not None
    if rule.combined is None:
        every, found, rows = [*names, survey.weights], [], 0
        for frame, _ in survey.frame.batches(every):
            found.append([answers.measure("weights", name, frame[name]) for name in every])
            rows += len(frame)
            if rows >= LOOKED_AT:
                break
        values = map(np.concatenate, zip(*found, strict=True))
        *columns, weights = ((name, own, []) for name, own in zip(every, values, strict=True))
        rule.weights(columns, weights)
    away: Any = Away("the replicate weights of single respondents")
    return Replicates(rule, tuple((name, away, []) for name in names))


def of_batch(replicates: Replicates, columns: list[Column], weights: Column) -> Replicates:
    """Those of the rows of a batch."""
    for name, values, _ in columns:
        lost = int(np.isnan(values).sum()) if values.dtype.kind == "f" else 0
        check_weights_of(name, lost, float(np.min(values)), float(np.max(values)), last=False)
    rule = replicates.rule
    whole = replace(rule, combined=True) if rule.combined is None else rule
    return Replicates(rule, whole.weights(columns, weights))


def moments_of(rows: Any, make: Make | None) -> list[list[Moments]]:
    """Moments of every segment under every replicate; those of the columns that were read are of one pass for all."""
    whole = _whole(rows) if make is None else None
    if whole is None or not _fits(len(rows.replicates), len(whole.segments.keys), len(whole.columns)):
        return rows.folded(partial(_moments, make), _added)
    _, at = rows.known()
    found = rows.scan.once("moments", rows.places, lambda: whole.folded(partial(_moments, None), _added))
    return [[_selected(copy[i], at) for i in rows.segments.at] for copy in found]


def _whole(rows: Any) -> Any:
    """All columns that were read in all segments that were found; None where their complete rows are others."""
    if not rows.all_or_complete and (rows.scan.there < rows.scan.n_total).any():
        return None
    away: Any = Away("the answers of single respondents")
    own, count = rows.segments, int(rows.places.max(initial=-1)) + 1
    segments = AwaySegments((), [()] * count, None, np.zeros(count, dtype=np.int64), own.n_total, own.filtered)
    columns = tuple((name, away, []) for name in rows.source.columns)
    return replace(rows, columns=columns, segments=segments, kept="all")


def _selected(moments: Moments, at: list[int]) -> Moments:
    return moments.select(at) if moments.n else moments


def _moments(make: Make | None, part: Rows) -> list[list[Moments]]:
    assert part.replicates is not None
    columns = part.columns if make is None else make(part)
    _check_room(len(part.replicates.columns), len(part.segments.keys), len(columns))
    given = part.given._replace(columns=columns)
    with without_rows():
        return [given._replace(weights=column).moments() for column in part.replicates.columns]


def _added(one: list[list[Moments]], other: list[list[Moments]]) -> list[list[Moments]]:
    return [added_each(*pair) for pair in zip(one, other, strict=True)]


def ranks_of(rows: Any, group: Callable[[Any], NDArray[Any]], groups: int) -> NDArray[np.float64]:
    """Rank of the replicate weights of groups of rows, 0 without rows, from their products."""
    products = _products_of(rows, group, groups)
    return np.array([rank_of_products(products[i]) for i in range(groups)])


def of_complete(rows: Any, used: Callable[[Any], NDArray[Any]]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Degrees of freedom of the replicates, and which have weights, of the complete rows of every segment."""
    whole, count = _whole(rows), len(rows.segments.keys)
    if whole is None or not _fits(1, len(whole.segments.keys), len(rows.replicates)):
        products = _products_of(rows, used, count)
    else:
        every = len(whole.segments.keys)
        found = rows.scan.once("products", rows.places, lambda: _products_of(whole, used, every))
        products = found[list(rows.segments.at)]
    df = np.array([rank_of_products(one) for one in products]) - 1.0
    return df, np.array([np.diag(one) > 0 for one in products]).T


def _products_of(rows: Any, group: Callable[[Any], NDArray[Any]], groups: int) -> NDArray[np.float64]:
    _check_room(1, groups, len(rows.replicates))
    return rows.folded(partial(_products, group, groups), np.add)


def _products(group: Callable[[Any], NDArray[Any]], groups: int, part: Rows) -> NDArray[np.float64]:
    assert part.replicates is not None
    code, count = group(part), len(part.replicates.columns)
    columns = np.column_stack([values.astype(np.float64) for _, values, _ in part.replicates.columns])
    products = np.zeros((groups, count, count))
    for one in np.unique(code[code >= 0]).tolist():
        own = columns[code == one]
        products[one] += own.T @ own
    return products


def _fits(replicates: int, segments: int, columns: int) -> bool:
    return replicates * segments * (columns**2 + columns) * 8 <= MOST_BYTES


def _check_room(replicates: int, segments: int, columns: int) -> None:
    if not _fits(replicates, segments, columns):
        raise DataError(
            f"the moments of {columns} columns in {segments:,} segments under {replicates} replicate weights take more "
            f"than {MOST_BYTES / 2**30:.0f} GiB; name fewer columns or segments, or take a sample of the rows"
        )
