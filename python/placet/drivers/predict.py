"""Prediction for new respondents by a fitted model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..distributions import t_quantile
from ..results.prediction import PredictionResult
from ..results.regression import RegressionResult
from ..results.table import Table
from ..survey import Survey, Term, options
from .formula import Formula
from .model import Model

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Encoding:
    """How the columns of a model were made, so that new rows can be read alike.

    Attributes
    ----------
    terms : tuple of Term
    by : tuple of str
        Key columns.
    keys : tuple of tuples
        The fitted segments.
    intercept : bool
    sigma : ndarray, shape (segments,)
        Residual standard deviations.
    na_codes, value_labels
        As in the survey.
    formula : Formula or None
    """

    terms: tuple[Term, ...]
    by: tuple[str, ...]
    keys: tuple[tuple[Any, ...], ...]
    intercept: bool
    sigma: Floats
    na_codes: Any = None
    value_labels: Mapping[str, Any] = field(default_factory=dict)
    formula: Formula | None = None

    @classmethod
    def of(cls, model: Model, sigma: Floats) -> Encoding:
        """The encoding of a model that was read."""
        segments, survey = model.rows.segments, model.survey
        labels = dict(survey.value_labels)
        return cls(
            model.terms, segments.names, segments.keys, model.intercept, sigma, survey.na_codes, labels, model.formula
        )  # fmt: skip

    def read(self, data: Any) -> tuple[Floats, NDArray[np.int64]]:
        """The columns of new rows, an intercept first where the model has one, and the segment of every row.

        Missing answers are NaN, and so are codes of no answer; a row in no fitted segment is in segment -1.
        """
        survey = self._survey(data)
        if self.formula is None:
            factors = {term.name: term for term in self.terms if term.reference is not None}
            rows = survey.read([t.name for t in self.terms], role="driver", factors=factors, by=list(self.by))
            columns = rows.columns
        else:
            rows = survey.read([], by=list(self.by)) if self.by else None
            columns = self.formula.columns(survey).columns
        values = [_numbers(values, codes) for _, values, codes in columns]
        ones = [np.ones(len(values[0]))] if self.intercept else []
        return np.column_stack([*ones, *values]), self._segments(rows, len(values[0]))

    def _survey(self, data: Any) -> Survey:
        survey = Survey.of(data)
        known = set(survey.frame.names)
        labels = {name: given for name, given in self.value_labels.items() if name in known}
        codes = self.na_codes
        if isinstance(codes, Mapping):
            codes = {name: given for name, given in codes.items() if name in known or "*" in name or "?" in name}
        return Survey(survey.data, na_codes=codes, value_labels=labels)

    def _segments(self, rows: Any, count: int) -> NDArray[np.int64]:
        if rows is None or rows.segments.codes is None:
            return np.zeros(count, dtype=np.int64)
        place = {key: i for i, key in enumerate(self.keys)}
        table = np.array([place.get(key, -1) for key in rows.segments.keys] + [-1])
        return table[rows.segments.codes]


def _numbers(values: NDArray[Any], codes: list[float]) -> Floats:
    numbers = values.astype(np.float64)
    return np.where(np.isin(numbers, codes), np.nan, numbers) if codes else numbers


def spread(columns: Floats, segments: NDArray[np.int64], covariance: tuple[Floats | None, ...]) -> Floats:
    """Standard error of the linear prediction of every row."""
    found = np.full(len(columns), np.nan)
    for segment, matrix in enumerate(covariance):
        inside = segments == segment
        if matrix is not None and inside.any():
            x = columns[inside]
            found[inside] = np.sqrt(np.einsum("ij,jk,ik->i", x, matrix, x))
    return found


def predict(
    result: RegressionResult, data: Any, interval: Any, conf_level: float | None
) -> PredictionResult:  # fmt: skip
    """Predictions of a linear model, see `RegressionResult.predict`."""
    interval = options.choice("interval", interval, ("mean", "individual"))
    level = result.about["conf_level"] if conf_level is None else options.level(conf_level)
    encoding: Encoding = result.encoding
    columns, segments = encoding.read(data)
    count = columns.shape[1]
    coefficients = np.vstack([result["estimate"].reshape(-1, count), np.full((1, count), np.nan)])
    estimate = np.einsum("ij,ij->i", columns, coefficients[segments])
    std_error = spread(columns, segments, result.covariance)
    if interval == "individual":
        std_error = np.hypot(std_error, np.append(encoding.sigma, np.nan)[segments])
    df = np.append(result["df"][::count], np.nan)[segments]
    margin = t_quantile(level, df) * std_error
    table = {
        "row": np.arange(len(columns)), "estimate": estimate, "std_error": std_error,
        "conf_low": estimate - margin, "conf_high": estimate + margin,
    }  # fmt: skip
    what = "the mean of respondents alike" if interval == "mean" else "single respondents"
    lost = int(np.isnan(estimate).sum())
    about = {
        "method": f"Prediction of {what} by a model of {result.about['n_used']:,} respondents",
        "outcome": result.about["outcome"], "interval": interval, "conf_level": level, "weights": None,
        "n_total": len(columns), "n_used": len(columns) - lost, "n_missing": lost,
    }  # fmt: skip
    return PredictionResult(Table(table), (), about, result.labels, Survey.of(data).frame.library)
