"""Plans put into a result: the columns of its table and the words under it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from ...language import say
from ...metrics.metric import FORMS
from ...results.scores.plan import PlanResult
from ...results.table import Later, Table, freeze
from .arguments import plans, setting
from .curves import curves, row_labels
from .options import FIXED, PLAN
from .precision import Setting

#: What a plan assumes, after what it asks and answers; NaN where it has no meaning for the metric or the question.
ASSUMED = tuple(option.name for option in PLAN if option.name not in (*FIXED, "weight_cv"))
WHOLE = {"n", "n_second", "comparisons"}

ONE_SCORE = {
    ("net", "adjusted"): say("adjusted Wald interval (three pseudo-respondents on the effective base)"),
    ("net", "wald"): say("Wald interval"),
    ("share", "adjusted"): say("Agresti-Coull interval on the effective base"),
    ("share", "wald"): say("Wald interval"),
    ("mean", "adjusted"): say("t interval on the effective base"),
    ("mean", "wald"): say("normal interval"),
}
TWO_SCORES = {
    ("net", "adjusted"): say("z test with three pseudo-respondents in each group"),
    ("net", "wald"): say("z test with unpooled variances"),
    ("share", "adjusted"): say("Agresti-Caffo test (one respondent more in and one out, in each group)"),
    ("share", "wald"): say("z test with unpooled variances"),
    ("mean", "adjusted"): say("Welch's t test"),
    ("mean", "wald"): say("z test"),
}

Plans = TypeVar("Plans", bound=PlanResult)
#: What n respondents give.
Value = Callable[[int], float]


def planned(
    kind: type[Plans],
    metric: str,
    goal: str,
    words: str,
    asked: Mapping[str, Any],
    assumed: Mapping[str, Any],
    check: Callable[[str, dict[str, Any], Setting], Value],
    solve: Callable[[str, dict[str, Any], Setting, Value], None],
) -> Plans:
    """Plan for every combination of what is asked and assumed: check all of them, then solve each."""
    fixed = {name: assumed[name] for name in FIXED}
    given = {**asked, **{name: value for name, value in assumed.items() if name not in FIXED}}
    rows, several = plans(given)
    groups = 1 if goal == "margin" else 2
    settings = [setting(metric, row, fixed, groups) for row in rows]
    values = [check(goal, row, one) for row, one in zip(rows, settings, strict=True)]
    for row, one, value in zip(rows, settings, values, strict=True):
        solve(goal, row, one, value)
    labels = row_labels(rows, several, "n" if "n" in asked else goal)
    # Only pictures draw the curves, and a point of one takes as long as an answer.
    designs = [one.design for one in settings]
    points = Later(freeze, curves, labels, [row["n"] for row in rows], values, designs, groups)
    procedure = (ONE_SCORE if goal == "margin" else TWO_SCORES)[FORMS[metric], settings[0].method]
    mean = say("points of 0..100") if fixed["rescale"] else say("scale points")
    about = {
        "method": say(str(words), procedure=procedure),
        "metric": metric,
        "goal": goal,
        "unit": {"net": say("points"), "share": say("share"), "mean": mean}[FORMS[metric]],
        "adjust": fixed["adjust"],
        "scale": fixed["scale"],
        "notes": tuple(notes(metric, given, fixed, goal, rows)),
    }
    return kind(Table(columns(metric, kind.plan, rows)), (), about, curves=points)


def columns(metric: str, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fixed columns of a plan, one entry a row."""
    made: dict[str, Any] = {"metric": [metric] * len(rows)}
    for name in (*names, *ASSUMED):
        values = [math.nan if row.get(name) is None else row[name] for row in rows]
        made[name] = np.array(values, dtype=np.int64 if name in WHOLE else np.float64)
    return made


def notes(metric: str, given: Mapping[str, Any], fixed: Mapping[str, Any], goal: str, rows: Sequence[Any]) -> list[str]:
    """What was assumed because it was not said, and what the numbers mean."""
    form, found = FORMS[metric], []
    if form == "net" and given["promoters"] is None:
        found.append(say("no shares given, so half promoters and half detractors, the widest there is"))
    if form == "share" and given["share"] is None:
        found.append(say("no share given, so one half, the widest there is"))
    if form == "mean" and given["sd"] is None:
        found.append(say("no standard deviation given, so half the scale, the widest there is"))
    if form == "net" and goal != "margin":
        found.append(say("the second group has half of the difference more promoters and half fewer detractors"))
    if any(row["comparisons"] > 1 for row in rows):
        among = say("interval") if goal == "margin" else say("test")
        found.append(
            say("each {among} has a Bonferroni share of the level", among=among)
            if fixed["adjust"] == "bonferroni"
            else say("each {among} has the whole level (adjust='none')", among=among)
        )
    if any(row["population"] == row["population"] for row in rows):
        found.append(say("finite population correction 1 - n/N"))
    return found
