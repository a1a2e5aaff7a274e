"""What regression and importance share: reading the columns, fitting every segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import _core
from .._core import DataError, ModelError, Moments
from ..distributions import f_p_value
from ..survey import Rows, Survey, options
from ..survey.missing import base_facts, unused_design

#: Facts of a fit that `glance` reports, one number a segment.
FIT = ("r2", "adj_r2", "sigma", "f_statistic", "df_model", "df_resid", "condition_number")
#: Beyond this condition number (root ratio of the eigenvalues of the drivers' correlations) digits are lost.
CONDITION_LIMIT = 1e4


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
    positions = list(range(1, len(names)))
    raw = []
    for segment, moment in enumerate(moments):
        try:
            raw.append(_core.regression(moment, names, 0, positions, intercept, rows.weight_type))
        except ModelError as error:
            where = f"in segment {rows.segments.label(segment)}: " if rows.segments.names else ""
            raise ModelError(f"{where}{error}") from None
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


def _conditions(raw: Sequence[dict[str, Any]]) -> list[str]:
    """Warn, and say in the result, where the drivers are nearly dependent."""
    worst = max(r["condition_number"] for r in raw)
    if worst <= CONDITION_LIMIT:
        return []
    import warnings

    digits = max(0, round(16 - 2 * float(np.log10(worst))))
    note = (
        f"nearly dependent drivers (condition number {worst:.2g}): about {digits} digits of the coefficients are right"
    )
    warnings.warn(f"{note}; drop or combine the drivers with the largest VIF", CollinearityWarning, stacklevel=5)
    return [note]
