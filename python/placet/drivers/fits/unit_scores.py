"""Totals of the scores of least squares by sampling unit: from the rows, or from moments where the rows are gone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import Moments
from ...survey import Rows
from ...survey.sampling import Codes
from ...types import Cells, FittedModel
from .fits import Scores

Floats = NDArray[np.float64]


def unit_scores(
    rows: Rows, models: list[FittedModel | None], units: Cells, clusters: bool, correction: str, *, precise: bool
) -> list[Scores]:
    """Groups, totals and squares of scores, rows by group, and rows fitted exactly, of every segment.

    Parameters
    ----------
    rows, models
        The rows, and the model of every segment as the core reads it.
    units
        Unit of every row, or of every group of rows that are gone.
    clusters
        Whether the rows of a unit are one; otherwise units are strata of rows, of which the squares are added up.
    correction
        How residuals are corrected by the leverage of their row.
    precise
        Whether residuals are to be made of the rows in any case.
    """
    if rows.ends() is None:
        return _core.score_totals(rows.given, models, (units, clusters), correction)
    if clusters and correction == "none" and not precise:
        return _of_moments(rows, models, units)
    by = rows.by_unit(units)
    return by.folded(
        partial(_of_part, models, np.append(by.unit, np.int32(-1)), units[1], clusters, correction), _added
    )


def _of_part(
    models: list[FittedModel | None], unit: Codes, count: int, clusters: bool, correction: str, part: Rows, cell: Codes
) -> list[Scores]:
    """Those of a part of the rows, from the unit of every cell."""
    return _core.score_totals(part.given, models, ((unit[cell], count), clusters), correction)


def _added(one: list[Scores], other: list[Scores]) -> list[Scores]:
    return [_joined(parts) for parts in zip(one, other, strict=True)]


def _of_moments(rows: Rows, models: list[FittedModel | None], units: Cells) -> list[Scores]:
    """X'We of the rows of a unit is X'Wy - X'WX b."""
    by = rows.by_unit(units)
    moments, bounds = [one for (one,) in by.moments("own")], by.bounds(len(models))
    frequency = rows.weights is not None and rows.weight_type == "frequency"
    made: list[Scores] = []
    for model, start, end in zip(models, bounds[:-1], bounds[1:], strict=True):
        seen = [cell for cell in range(start, end) if model is not None and moments[cell].n]
        cells = [moments[cell] for cell in seen]
        n = np.array([one.sum_w if frequency else one.n for one in cells], dtype=np.float64)
        totals = np.zeros((0, 0)) if model is None else score_totals(cells, model)
        made.append((by.unit[seen].astype(np.int64), totals, np.zeros((len(seen), 0)), n, 0))
    return made


def score_totals(cells: Sequence[Moments], model: FittedModel) -> Floats:
    """Totals of the scores of the rows of cells, from the moments of outcome and drivers."""
    slopes, level, centre, _, intercept, _ = model
    level, centre = (level, centre) if intercept else (0.0, np.zeros(len(slopes)))
    w, means = np.array([one.sum_w for one in cells]), np.array([one.mean for one in cells])
    means, inner = means.reshape(len(cells), -1), np.array([one.comoment[1:] for one in cells])
    away = means[:, 1:] - centre
    residual = w * (means[:, 0] - level - away @ slopes)
    total = inner[:, :, 0] - inner[:, :, 1:] @ slopes + residual[:, None] * away
    return np.hstack([residual[:, None], total]) if intercept else total


def _joined(parts: Sequence[Any]) -> Scores:
    """Those of a segment from parts of its rows."""
    groups, place = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
    width = [max(part[i].shape[1] if part[i].ndim > 1 else 0 for part in parts) for i in (1, 2)]
    totals, squares, rows = np.zeros((len(groups), width[0])), np.zeros((len(groups), width[1])), np.zeros(len(groups))
    start = 0
    for own, total, square, seen, _ in parts:
        at, start = place[start : start + len(own)], start + len(own)
        totals[at] += total
        rows[at] += seen
        if square.size:  # clusters have none
            squares[at] += square
    return groups, totals, squares, rows, sum(part[4] for part in parts)
