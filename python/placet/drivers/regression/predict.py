"""Prediction for new respondents by a fitted model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...inference.distributions import standard_errors, t_quantile
from ...language import say
from ...results.drivers.prediction import PredictionResult
from ...results.drivers.regression import RegressionResult
from ...results.format import segment as in_words
from ...results.key_names import key_name
from ...results.table import Table
from ...survey import Rows, Survey, Term
from ...survey.labels import positions
from ...survey.reading import read
from ...types import Frequency
from ..model.formulas.formula import Formula
from ..model.model import Model

Floats = NDArray[np.float64]
#: A single threshold is shown as a binary logit has it, as the intercept, which is minus the threshold.
_SIGN = {False: 1.0, True: -1.0}


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
    observed : tuple of tuples of int
        Of a logit, the categories with a case in every segment; none where it could not be fitted.
    na_codes, value_labels, freq
        As in the survey.
    formula : Formula or None
    wave : str or None
        The key column that is the wave.
    absent : tuple of sets of int
        By segment the columns that have no coefficient there.
    unknown : tuple of sets of (str, str)
        By segment the term and name of levels that had no case there.
    """

    terms: tuple[Term, ...]
    by: tuple[str, ...]
    keys: tuple[tuple[Any, ...], ...]
    intercept: bool
    na_codes: Any = None
    value_labels: Mapping[str, Any] = field(default_factory=dict)
    formula: Formula | None = None
    observed: tuple[tuple[int, ...], ...] = ()
    wave: str | None = None
    freq: Frequency | None = None
    absent: tuple[frozenset[int], ...] = ()
    unknown: tuple[frozenset[tuple[str, str]], ...] = ()

    @classmethod
    def of(cls, model: Model, observed: tuple[tuple[int, ...], ...] = ()) -> Encoding:
        """The encoding of a model that was read."""
        segments, survey = model.rows.segments, model.survey
        labels = dict(survey.value_labels)
        return cls(
            model.terms, tuple(map(key_name, segments.names)), segments.keys, model.intercept, survey.na_codes, labels,
            model.formula, observed, segments.wave, survey.freq, model.absent, model.unknown,
        )  # fmt: skip

    def predict(
        self, result: RegressionResult, data: Any, interval: str, scale: str, conf_level: float | None
    ) -> PredictionResult:
        """Predictions of new rows, see `RegressionResult.predict`."""
        model = result.about.get("model", "linear")
        interval = checks.choice("interval", interval, ("mean", "individual") if model == "linear" else ("mean",))
        link = checks.choice("scale", scale, ("response", "link")) == "link"
        level = result.about["conf_level"] if conf_level is None else checks.level(conf_level)
        columns, segments = self.read(data)
        fits = _Fits(self, result, columns, segments)
        if model == "linear":
            table = _linear(fits, interval, level)
        elif model == "logit":
            table = _logit(fits, link, level)
        else:
            table = _ordered(fits, result.about["categories"], link, level)
        what = say("the mean of respondents alike" if interval == "mean" else "single respondents")
        count = result.about["n_used"]
        outside = np.isnan(fits.coefficients).all(axis=1)  # in no segment that could be fitted
        lost = int((np.isnan(columns).any(axis=1) & ~outside).sum())
        about = {
            "method": say("Prediction of {what} by a model of {n_used:,} respondents", what=what, n_used=count),
            "outcome": result.about["outcome"], "quantity": _quantity(result, model, link),
            "interval": interval, "conf_level": level, "weights": None,
            "n_total": len(columns), "n_used": len(columns) - lost - int(outside.sum()), "n_missing": lost,
            "n_outside": int(outside.sum()),
        }  # fmt: skip
        frame = Survey.of(data).frame
        return PredictionResult(Table(table), (), about, result.labels, frame.library, row_labels=frame.index)

    def read(self, data: Any) -> tuple[Floats, NDArray[np.int64]]:
        """The columns of new rows, an intercept first where the model has one, and the segment of every row.

        Missing answers are NaN, and so are codes of no answer; a row in no fitted segment is in segment -1.
        """
        survey = self._survey(data)
        if survey.frame.engine is not None:
            engine = survey.frame.engine
            raise DataError(
                f"a prediction is one number a row, and the rows of {engine.called} are not here; {engine.collect}"
            )
        if self.formula is None:
            factors = {term.name: term for term in self.terms if term.reference is not None}
            rows = read(survey, [t.name for t in self.terms], role="driver", factors=factors, by=list(self.by))
            values = np.column_stack([_numbers(values, codes) for _, values, codes in rows.columns])
            segments = self._segments(rows, len(values))
            self._check_levels(rows, segments)
        else:
            rows = read(survey, [], by=list(self.by)) if self.by else None
            segments = self._segments(rows, self.formula.count(survey) if rows is None else rows.n_total)
            values = self.formula.new_columns(survey, segments)
        return (np.insert(values, 0, 1.0, axis=1) if self.intercept else values), segments

    def _check_levels(self, rows: Rows, segments: NDArray[np.int64]) -> None:
        """Refuse levels that had no case in the segment of the row: the first of those that had would be taken."""
        for segment, unknown in enumerate(self.unknown):
            for term in rows.terms:
                block = np.column_stack([rows.columns[column][1] for column in term.columns])[segments == segment]
                for level in (level for name, level in unknown if name == term.name):
                    here = block[:, term.levels.index(level)] == 1 if level in term.levels else (block == 0).all(axis=1)
                    if here.any():
                        raise DataError(
                            f"factor {term.name!r} has the level {level!r} in segment {in_words(self.keys[segment])}, "
                            "where it had no case when the model was fitted; leave these rows out"
                        )

    def _survey(self, data: Any) -> Survey:
        survey = Survey.of(data)
        known = set(survey.frame.names)
        labels = {name: given for name, given in self.value_labels.items() if name in known}
        codes = self.na_codes
        if isinstance(codes, Mapping):
            codes = {name: given for name, given in codes.items() if name in known or "*" in name or "?" in name}
        return Survey(survey.data, na_codes=codes, value_labels=labels, wave=self.wave, freq=self.freq)

    def _segments(self, rows: Any, count: int) -> NDArray[np.int64]:
        if rows is None or rows.segments.codes is None:
            return np.zeros(count, dtype=np.int64)
        place = {key: i for i, key in enumerate(self.keys)}
        known = [list(dict.fromkeys(labels)) for labels in zip(*self.keys, strict=True)]
        table = np.array([place.get(key, place.get(_spelled(key, known), -1)) for key in rows.segments.keys] + [-1])
        return table[rows.segments.codes]


def _spelled(key: tuple[Any, ...], known: Sequence[list[Any]]) -> tuple[Any, ...]:
    """A key in the spelling of the fitted segments: a period may be written in several."""
    found = [positions(label, labels) for label, labels in zip(key, known, strict=True)]
    return tuple(labels[at[0]] if at else None for at, labels in zip(found, known, strict=True))


def _numbers(values: NDArray[Any], codes: list[float]) -> Floats:
    numbers = values.astype(np.float64)
    return np.where(np.isin(numbers, codes), np.nan, numbers) if codes else numbers


def spread(columns: Floats, segments: NDArray[np.int64], covariance: Sequence[Floats | None]) -> Floats:
    """Standard error of the linear prediction of every row."""
    found = np.full(len(columns), np.nan)
    for segment, matrix in enumerate(covariance):
        inside = segments == segment
        if matrix is not None and inside.any():
            x, known = columns[inside], ~np.isnan(np.diag(matrix))
            variance = np.einsum("ij,jk,ik->i", x[:, known], matrix[np.ix_(known, known)], x[:, known])
            # Thresholds of categories without a case are unknown, and no part of predictions of the others.
            found[inside] = np.where((x[:, ~known] != 0).any(axis=1), np.nan, standard_errors(variance))
    return found


def _quantity(result: RegressionResult, model: str, link: bool) -> str:
    """What is predicted, in words."""
    label = result.label(result.about["outcome"])
    if model == "linear":
        return label
    if link:
        return say("Log odds" if model == "logit" else "Linear predictor (log odds of a higher answer)")
    if model == "logit":
        return say("Probability of {event}", event=result.about["event"])
    return say("Probability of each answer: {outcome}", outcome=label)


@dataclass(frozen=True)
class _Fits:
    """Coefficients, covariances and degrees of freedom of the model of every new row."""

    encoding: Encoding
    result: RegressionResult
    columns: Floats
    segments: NDArray[np.int64]

    @cached_property
    def table(self) -> Floats:
        """Coefficients of all segments; those that a segment has not are 0."""
        return self._placed(self.result["estimate"], 0.0)

    @cached_property
    def covariance(self) -> list[Floats | None]:
        """Their covariances."""
        return [
            None if v is None else self._widened(v, has)
            for v, has in zip(self.result.covariance, self._has, strict=True)
        ]

    @cached_property
    def _has(self) -> NDArray[np.bool_]:
        """Which coefficients every segment has."""
        segments, absent = len(self.result.covariance), self.encoding.absent
        columns = sum(len(term.columns) for term in self.encoding.terms)
        lead = (len(self.result.table) + sum(map(len, absent))) // segments - columns
        has = np.ones((segments, lead + columns), dtype=bool)
        for segment, gone in enumerate(absent):
            has[segment, [lead - 1 + column for column in gone]] = False
        return has

    def _placed(self, column: Floats, other: float) -> Floats:
        full = np.full(self._has.shape, other)
        full[self._has] = column
        return full

    @staticmethod
    def _widened(covariance: Floats, has: NDArray[np.bool_]) -> Floats:
        full = np.zeros((len(has), len(has)))
        full[np.ix_(has, has)] = covariance
        return full

    @property
    def coefficients(self) -> Floats:
        return np.vstack([self.table, np.full((1, self.table.shape[1]), np.nan)])[self.segments]

    @property
    def df(self) -> Floats:
        df = self._placed(self.result["df"], np.nan)
        least = np.where(np.isnan(df).all(axis=1), np.nan, np.nan_to_num(df, nan=np.inf, posinf=np.inf).min(axis=1))
        return np.append(least, np.nan)[self.segments]

    def thresholds(self, lead: int) -> tuple[Floats, NDArray[np.int64]]:
        """Thresholds of every row, and which coefficient each of them is: `lead` for none.

        A category without a case in a segment has no threshold of its own: it takes that of the category below, minus
        infinity below the first with a case, infinity from the last on.
        """
        table = _SIGN[lead == 1] * self.table[:, :lead]
        filled, source = np.full((len(table) + 1, lead), np.nan), np.full((len(table) + 1, lead), lead)
        for segment, codes in enumerate(self.encoding.observed):
            for category in range(lead) if codes else ():
                below = [code for code in codes if code <= category]
                if 0 < len(below) < len(codes):
                    source[segment, category] = below[-1]
                    filled[segment, category] = table[segment, below[-1]]
                else:
                    filled[segment, category] = np.inf if below else -np.inf
        return filled[self.segments], source[self.segments]

    def spread(self, gradient: Floats) -> Floats:
        """Standard error of a function of the coefficients with this gradient, one row each."""
        return spread(gradient, self.segments, self.covariance)


def _limits(estimate: Floats, std_error: Floats, df: Floats, level: float) -> dict[str, Any]:
    margin = t_quantile(level, df) * std_error
    return {
        "row": np.arange(len(estimate)), "estimate": estimate, "std_error": std_error,
        "conf_low": estimate - margin, "conf_high": estimate + margin,
    }  # fmt: skip


def _linear(fits: _Fits, interval: str, level: float) -> dict[str, Any]:
    estimate = np.einsum("ij,ij->i", fits.columns, fits.coefficients)
    std_error = fits.spread(fits.columns)
    if interval == "individual":
        std_error = np.hypot(std_error, np.append(fits.result.fit["sigma"], np.nan)[fits.segments])
    return _limits(estimate, std_error, fits.df, level)


def _logit(fits: _Fits, link: bool, level: float) -> dict[str, Any]:
    """Probabilities with the limits of the linear predictor, which stay between 0 and 1."""
    table = _limits(np.einsum("ij,ij->i", fits.columns, fits.coefficients), fits.spread(fits.columns), fits.df, level)
    return table if link else _probabilities(table)


def _probabilities(table: dict[str, Any]) -> dict[str, Any]:
    share = _share(table["estimate"])
    return {
        **table, "estimate": share, "std_error": table["std_error"] * share * (1 - share),
        "conf_low": _share(table["conf_low"]), "conf_high": _share(table["conf_high"]),
    }  # fmt: skip


def _share(logit: Floats) -> Floats:
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-logit))


def _ordered(fits: _Fits, categories: Sequence[str], link: bool, level: float) -> dict[str, Any]:
    """The probability of every category, with limits on the logit scale; or the linear predictor."""
    lead, columns = len(categories) - 1, fits.columns[:, 1:]
    coefficients = fits.coefficients
    eta = np.einsum("ij,ij->i", columns, coefficients[:, lead:])
    if link:
        gradient = np.hstack([np.zeros((len(columns), lead)), columns])
        return _limits(eta, fits.spread(gradient), fits.df, level)
    thresholds, source = fits.thresholds(lead)
    below = _share(thresholds - eta[:, None])
    edges = np.hstack([np.zeros((len(eta), 1)), below, np.ones((len(eta), 1))])
    slope = np.hstack([np.zeros((len(eta), 1)), below * (1 - below), np.zeros((len(eta), 1))])
    blocks, rows = [], np.arange(len(eta))
    for category in range(len(categories)):
        share = edges[:, category + 1] - edges[:, category]
        gradient = np.zeros((len(eta), lead + 1))  # the last for thresholds that are no coefficient
        if category < lead:
            gradient[rows, source[:, category]] += slope[:, category + 1]
        if category > 0:
            gradient[rows, source[:, category - 1]] -= slope[:, category]
        moved = -(slope[:, category + 1] - slope[:, category])[:, None] * columns
        gradient = np.hstack([_SIGN[lead == 1] * gradient[:, :lead], moved])
        with np.errstate(divide="ignore", invalid="ignore"):
            std_error = fits.spread(gradient)
            on_logit = _limits(np.log(share / (1 - share)), std_error / (share * (1 - share)), fits.df, level)
        blocks.append({**_probabilities(on_logit), "estimate": share, "std_error": std_error})
    table = {name: np.column_stack([block[name] for block in blocks]).ravel() for name in blocks[0]}
    return {"row": table.pop("row"), "category": list(categories) * len(eta), **table}
