"""The model of no drivers: the mean of the outcome, in the form of a regression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import _core
from ..._core import ModelError, Moments
from ...types import Column, WeightType
from ..model.model import Model
from .least_squares import Floats, LeastSquares


class ConstantModel(LeastSquares):
    """Means of the outcome by segment, with what standard errors ask of a regression."""

    def refit(self, weights: Column) -> list[Floats | None]:
        """Means of every segment under other weights."""
        found = self.model.rows.given._replace(weights=weights).moments()
        return [m.mean if m.n else None for m in found]


def fit_constant(model: Model, moments: Sequence[Moments] | None = None) -> LeastSquares:
    """Fit the mean of every segment."""
    rows = model.rows
    if moments is None:
        moments = rows.moments()
    return ConstantModel(model, moments, [mean_fit(m, rows.weight_type) for m in moments])


def mean_fit(moments: Moments, weight_type: WeightType) -> dict[str, Any] | ModelError:
    """The mean of the first column, as a regression without drivers."""
    observations = moments.sum_w if weight_type == "frequency" else float(moments.n)
    if observations <= 1:
        return ModelError(f"the mean of the outcome needs at least 2 complete cases and has {observations:.0f}")
    rss = float(moments.comoment[0, 0])
    variance = rss / (observations - 1)
    # As for a regression, sigma is that of an answer of mean weight where only ratios of weights mean anything.
    scale = moments.n / moments.sum_w if weight_type == "probability" else 1.0
    covariance = np.array([[variance / moments.sum_w]])
    return {
        "coefficients": moments.mean[:1],
        "std_errors": np.sqrt(covariance[0]),
        "covariance": covariance,
        "unscaled": np.empty((0, 0)),
        "standardized": np.empty(0),
        "vif": np.empty(0),
        "r2": 0.0,
        "adj_r2": 0.0,
        "sigma": float(np.sqrt(variance * scale)),
        "f_statistic": np.nan,
        "df_model": 0.0,
        "df_resid": observations - 1,
        "condition_number": np.nan,
        "n": float(moments.n),
        "sum_w": moments.sum_w,
        "n_eff": _core.effective_base(moments.n, moments.sum_w, moments.sum_w2, weight_type),
        "terms": 1,
        "observations": observations,
        "rss": rss,
    }
