"""What is to be moved: the mean of the outcome, its index of 0 to 100, its NPS, or another metric of its answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...metrics.by_name import BUILDERS, metric_of
from ...metrics.metric import Metric
from ...survey.columns import numbers
from ...survey.scale_range import check_range
from ..model.model import Model
from .moves import Scales

#: The mean on 0..100 of the scale.
INDEX = "index"


def metric_for(given: Any, outcome: str, scale: Any, scales: Scales) -> Metric:
    """What is made of the outcome.

    Parameters
    ----------
    given
        None for the mean in units of the answers, ``"index"``, the name of a metric, or a `Metric`.
    outcome
        Its column.
    scale, scales
        As the caller gave it, and what was made of it: an NPS is that of 0..10 unless the scale of the outcome is
        given by its name.
    """
    if given is None:
        return Metric.mean_score(None)
    if isinstance(given, Metric):
        return given
    name = checks.choice("metric", given, (INDEX, *BUILDERS))
    own = scales.get(outcome)
    if name == INDEX:
        if own is None:
            raise DataError(
                f'metric="index" is 0 to 100 of the scale of {outcome!r}, which scale does not name; add it, such as '
                f"scale={{{outcome!r}: (1, 10), ...}}"
            )
        return Metric.mean_score(own, rescale=True)
    usual = name == "nps" and not isinstance(scale, dict)
    return metric_of(name, None if usual else own)


def valued(model: Model, metric: Metric) -> Model:
    """The model of what the metric makes of the answers: its outcome holds their values in units of the score."""
    if metric.form == "mean" and metric.scale is None:
        return model
    column = model.rows.columns[0]
    answers, (low, high) = numbers(column), metric.scale
    check_range(replace(model.rows, columns=(column,)), low, high)
    if metric.form == "mean":
        values = (answers - low) / (high - low) * 100 if metric.rescale else answers
    else:
        _check_points(model, answers)
        inside = (answers >= low) & (answers <= high)  # rows that do not count may hold anything
        at = np.where(inside, answers - low, 0).astype(np.int64)
        values = np.where(inside, metric.values[at] * metric.unit, np.nan)
    return model.with_outcome((column[0], values, []))


def _check_points(model: Model, answers: np.ndarray) -> None:
    between = np.flatnonzero(model.rows.counting & (answers != np.floor(answers)) & ~np.isnan(answers))
    if len(between):
        row = int(between[0])
        raise DataError(
            f"outcome {model.outcome!r} holds {answers[row]:g} in row {row}, which is no point of a scale that is "
            'counted; round it, or take its mean (no metric) or metric="index"'
        )
