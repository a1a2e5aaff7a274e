"""What a stepwise selection says of itself: how it was made, and what to beware of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..._core import PlacetError
from ...survey import Survey
from ..missing.basis import MARKED, STACKED, resampled
from .judge import JUDGED, PRICED
from .stepwise_selection import Selection
from .walks.selected import Selected
from .walks.walk import Rule

DIRECTIONS = {"both": "in both directions", "forward": "forward", "backward": "backward"}
NAMES = {"aic": "AIC", "bic": "BIC", "aicc": "corrected AIC", "adj_r2": "adjusted R²"}


def method(rule: Rule, survey: Survey, logit: bool) -> str:
    """The method in words."""
    levels = [f"in below {rule.enter:g}"] * (rule.direction != "backward")
    levels += [f"out above {rule.remove:g}"] * (rule.direction != "forward")
    by = f"p-value ({', '.join(levels)})" if rule.criterion == "p" else NAMES[rule.criterion]
    begin = " from the full model" if rule.full and rule.direction == "both" else ""
    fit = "weighted" if survey.weights else ""
    squares = f"{fit} {'binary logit' if logit else 'least squares'}".strip()
    return f"Stepwise selection {DIRECTIONS[rule.direction]}{begin} by {by}, {squares}"


def notes(
    selection: Selection, found: Sequence[Selected | PlacetError], about: dict[str, Any], failed: int
) -> list[str]:
    """What the p-values are worth, which drivers could not enter, and where the selection had trouble."""
    said = [_validity(about)]
    if selection.judges is not None:
        said.append(JUDGED)
    if about["n_resamples"] and selection.judges is not None:
        said.append(PRICED)
    if about["errors"] == "design":
        said += resampled(selection.selecting.model.rows) if about["n_resamples"] else []
    said += _about_gaps(selection)
    for segment, f in enumerate(found):
        where = selection.among.model.where(segment)
        if isinstance(f, PlacetError):
            said.append(f"not fitted {where}{f}")
            continue
        if f.flat:
            said.append(f"{where}not entered, being the same for all respondents: {', '.join(f.flat)}")
        if f.dependent:
            why = (
                "separating the outcome, or being combinations" if selection.family == "logit" else "being combinations"
            )
            said.append(f"{where}not entered, {why} of what is in the model: {', '.join(f.dependent)}")
        if f.in_circles:
            said.append(f"{where}stopped where the selection came back to a model it had left")
    if failed:
        said.append(f"{failed} resamples could not be fitted and were left out")
    return said


def _about_gaps(selection: Selection) -> list[str]:
    """What the selection made of incomplete answers; what was done about them the estimates say."""
    said = []
    basis = selection.selecting
    if basis is not selection.estimating and basis.notes:
        said += [f"of those who select, {note}" for note in basis.notes]
        said.append("missing answers of those who select and of those who estimate were treated apart")
    said += [STACKED] * (basis.data_sets > 1) + [MARKED] * bool(basis.marks)
    return said


def _validity(about: dict[str, Any]) -> str:
    if about["validate"]:
        return (
            f"drivers selected on {about['n_selection']:,} respondents; coefficients, intervals and p-values are from "
            f"the other {about['n_estimation']:,} and valid"
        )
    return (
        "p-values and intervals are not valid after selection: they ignore that the same answers chose the drivers "
        '(validate="split" gives valid ones)'
    )
