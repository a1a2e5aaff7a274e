"""What a stepwise selection says of itself: how it was made, and what to beware of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..._core import PlacetError
from ...language import commas, enumerated, say
from ...survey import Survey
from ..missing.basis import MARKED, STACKED, resampled
from .judge import JUDGED, PRICED
from .stepwise_selection import Selection
from .walks.selected import Selected
from .walks.walk import Rule

DIRECTIONS = {"both": say("in both directions"), "forward": say("forward"), "backward": say("backward")}
FULL = say("in both directions from the full model")
NAMES = {"aic": say("AIC"), "bic": say("BIC"), "aicc": say("corrected AIC"), "adj_r2": say("adjusted R²")}


def method(rule: Rule, survey: Survey, logit: bool) -> str:
    """The method in words."""
    levels = [say("in below {level:g}", level=rule.enter)] * (rule.direction != "backward")
    levels += [say("out above {level:g}", level=rule.remove)] * (rule.direction != "forward")
    by = say("p-value ({levels})", levels=commas(levels)) if rule.criterion == "p" else NAMES[rule.criterion]
    direction = FULL if rule.full and rule.direction == "both" else DIRECTIONS[rule.direction]
    if survey.weights:
        fit = say("weighted binary logit" if logit else "weighted least squares")
    else:
        fit = say("binary logit" if logit else "least squares")
    return say("Stepwise selection {direction} by {criterion}, {fit}", direction=direction, criterion=by, fit=fit)


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
            said.append(say("not fitted {where}{error}", where=where, error=str(f)))
            continue
        if f.flat:
            names = enumerated(f.flat)
            said.append(
                say("{where}not entered, being the same for all respondents: {names}", where=where, names=names)
            )
        if f.dependent:
            note = say(
                "{where}not entered, separating the outcome, or being combinations of what is in the model: {names}"
                if selection.family == "logit"
                else "{where}not entered, being combinations of what is in the model: {names}",
                where=where, names=enumerated(f.dependent),
            )  # fmt: skip
            said.append(note)
        if f.in_circles:
            said.append(say("{where}stopped where the selection came back to a model it had left", where=where))
    if failed:
        said.append(say("{count} resamples could not be fitted and were left out", count=failed))
    return said


def _about_gaps(selection: Selection) -> list[str]:
    """What the selection made of incomplete answers; what was done about them the estimates say."""
    said = []
    basis = selection.selecting
    if basis is not selection.estimating and basis.notes:
        said += [say("of those who select, {note}", note=note) for note in basis.notes]
        said.append(say("missing answers of those who select and of those who estimate were treated apart"))
    said += [STACKED] * (basis.data_sets > 1) + [MARKED] * bool(basis.marks)
    return said


def _validity(about: dict[str, Any]) -> str:
    if about["validate"]:
        return say(
            "drivers selected on {select:,} respondents; coefficients, intervals and p-values are from the other "
            "{estimate:,} and valid",
            select=about["n_selection"], estimate=about["n_estimation"],
        )  # fmt: skip
    return say(
        "p-values and intervals are not valid after selection: they ignore that the same answers chose the drivers "
        '(validate="split" gives valid ones)'
    )
