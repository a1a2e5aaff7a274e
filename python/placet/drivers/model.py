"""What regression and importance share: reading the columns, fitting every segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import _core
from .._core import DataError, ModelError, Moments
from ..distributions import f_p_value
from ..results.format import segment as in_words
from ..survey import Rows, Survey, options
from ..survey.missing import base_facts, unused_design

#: Facts of a fit that `glance` reports, one number a segment.
FIT = ("r2", "adj_r2", "sigma", "f_statistic", "df_model", "df_resid", "condition_number")
#: Beyond this condition number (root ratio of the eigenvalues of the drivers' correlations) digits are lost: the fit is
#: corrected by a second pass over the rows, and the user is warned.
CONDITION_LIMIT = 1e3
#: Beyond this R² the residuals are a small difference of large sums: they are taken from the rows instead.
PERFECT = 1 - 1e-6


class CollinearityWarning(UserWarning):
    """The drivers are so nearly dependent that digits of the coefficients are lost."""


@dataclass(frozen=True)
class Fits:
    """The fitted model of every segment: the outcome is column 0 of the moments, the drivers follow."""

    survey: Survey
    rows: Rows
    moments: Sequence[Moments]
    raw: Sequence[dict[str, Any]]
    about: dict[str, Any]

    @property
    def drivers(self) -> list[int]:
        """Positions of the drivers."""
        return list(range(1, len(self.rows.columns)))

    def stack(self, key: str) -> np.ndarray:
        """One array of all segments."""
        return np.concatenate([np.atleast_1d(raw[key]) for raw in self.raw])

    def facts(self) -> dict[str, np.ndarray]:
        """The fit of every segment's model."""
        facts = {key: self.stack(key) for key in FIT}
        facts["f_p_value"] = f_p_value(facts["f_statistic"], facts["df_model"], facts["df_resid"])
        return facts


def fit(
    data: Any,
    outcome: str,
    drivers: str | list[str],
    *,
    by: Any,
    weights: str | None,
    weight_type: Any,
    missing: Any,
    na_codes: Any,
    value_labels: Any,
    intercept: bool,
    reserved: Sequence[str],
) -> Fits:
    """Read the columns and fit the regression of every segment."""
    survey = Survey.of(data, weights=weights, weight_type=weight_type, na_codes=na_codes, value_labels=value_labels)
    names = [survey.frame.require(outcome, "outcome"), *options.names("drivers", drivers)]
    _check_roles(names)
    rows = survey.read(names, role="driver", by=by, reserved=reserved)
    moments = _core.accumulate_moments(list(rows.columns), rows.weights, rows.segments.cells)
    facts = base_facts(rows, moments, missing, "the outcome or a driver")
    raw = [_regression(rows, segment, moment, intercept) for segment, moment in enumerate(moments)]
    inexact = [segment for segment, r in enumerate(raw) if _is_inexact(r)]
    if inexact:
        residuals = (names[0], _residuals(rows, raw, intercept), [])
        left = _core.accumulate_moments([residuals, *rows.columns[1:]], rows.weights, rows.segments.cells)
        for segment in inexact:
            raw[segment] = _regression(rows, segment, moments[segment], intercept, left[segment])
    about = {
        "outcome": names[0],
        "drivers": names[1:],
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        **facts,
        "notes": [*unused_design(survey), *_conditions(raw)],
    }
    return Fits(survey, rows, moments, raw, about)


def _check_roles(names: list[str]) -> None:
    if len(names) < 2:
        raise DataError("drivers is empty; name at least one driver column")
    if names[0] in names[1:]:
        raise DataError(f"column {names[0]!r} is both the outcome and a driver; leave it out of drivers")


def _is_inexact(raw: dict[str, Any]) -> bool:
    """Whether moments alone cost digits: of the coefficients, or of what a nearly perfect fit leaves unexplained."""
    return raw["condition_number"] > CONDITION_LIMIT or raw["r2"] > PERFECT


def _regression(
    rows: Rows, segment: int, moments: Moments, intercept: bool, residuals: Moments | None = None
) -> dict[str, Any]:
    drivers = list(range(1, len(rows.columns)))
    try:
        return _core.regression(moments, rows.names, 0, drivers, intercept, rows.weight_type, residuals)
    except ModelError as error:
        where = f"in segment {in_words(rows.segments.keys[segment])}: " if rows.segments.names else ""
        raise ModelError(f"{where}{error}") from None


def _residuals(rows: Rows, raw: Sequence[dict[str, Any]], intercept: bool) -> np.ndarray:
    """What the fit of its segment leaves of every row's outcome; NaN where an answer is missing."""
    coefficients = np.array([r["coefficients"] for r in raw])
    codes = 0 if rows.segments.codes is None else rows.segments.codes
    outcome, *drivers = (
        np.where(np.isin(values, missing), np.nan, values.astype(np.float64)) for _, values, missing in rows.columns
    )
    left = outcome - coefficients[codes, 0] if intercept else outcome
    with np.errstate(invalid="ignore", over="ignore"):  # rows that do not count may hold anything
        for term, values in enumerate(drivers, start=int(intercept)):
            left = left - coefficients[codes, term] * values
    return left


def _conditions(raw: Sequence[dict[str, Any]]) -> list[str]:
    """Warn, and say in the result, where the drivers are nearly dependent."""
    worst = max(r["condition_number"] for r in raw)
    if worst <= CONDITION_LIMIT:
        return []
    import warnings

    # How many digits are left depends on the residuals, too, so no number is promised.
    note = (
        f"nearly dependent drivers (condition number {worst:.2g}): the coefficients were corrected by a second pass "
        "over the rows and may still have lost digits"
    )
    warnings.warn(f"{note}; drop or combine the drivers with the largest VIF", CollinearityWarning, stacklevel=4)
    return [note]
