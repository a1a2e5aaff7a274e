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
    """Moments of every segment under every replicate, in one pass."""
    return rows.folded(partial(_moments, make), _added)


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
    _check_room(1, groups, len(rows.replicates.columns))
    products = rows.folded(partial(_products, group, groups), np.add)
    return np.array([rank_of_products(products[i]) for i in range(groups)])


def _products(group: Callable[[Any], NDArray[Any]], groups: int, part: Rows) -> NDArray[np.float64]:
    assert part.replicates is not None
    code, count = group(part), len(part.replicates.columns)
    columns = np.column_stack([values.astype(np.float64) for _, values, _ in part.replicates.columns])
    products = np.zeros((groups, count, count))
    for one in np.unique(code[code >= 0]).tolist():
        own = columns[code == one]
        products[one] += own.T @ own
    return products


def _check_room(replicates: int, segments: int, columns: int) -> None:
    if replicates * segments * (columns**2 + columns) * 8 > MOST_BYTES:
        raise DataError(
            f"the moments of {columns} columns in {segments:,} segments under {replicates} replicate weights take more "
            f"than {MOST_BYTES / 2**30:.0f} GiB; name fewer columns or segments, or take a sample of the rows"
        )
