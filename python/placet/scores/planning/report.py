"""Plans put into a result: the columns of its table and the words under it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..estimation.metric import FORMS
from .precision import Setting

#: What a plan assumes, after what it asks and answers; NaN where it has no meaning for the metric or the question.
ASSUMED = (
    "promoters", "detractors", "share", "sd", "conf_level", "comparisons", "design_effect", "population", "ratio",
    "overlap", "correlation",
)  # fmt: skip
WHOLE = {"n", "n_second", "comparisons"}

ONE_SCORE = {
    ("net", "adjusted"): "adjusted Wald interval (three pseudo-respondents on the effective base)",
    ("net", "wald"): "Wald interval",
    ("share", "adjusted"): "Agresti-Coull interval on the effective base",
    ("share", "wald"): "Wald interval",
    ("mean", "adjusted"): "t interval on the effective base",
    ("mean", "wald"): "normal interval",
}
TWO_SCORES = {
    ("net", "adjusted"): "z test with three pseudo-respondents in each group",
    ("net", "wald"): "z test with unpooled variances",
    ("share", "adjusted"): "Agresti-Caffo test (one respondent more in and one out, in each group)",
    ("share", "wald"): "z test with unpooled variances",
    ("mean", "adjusted"): "Welch's t test",
    ("mean", "wald"): "z test",
}


def columns(metric: str, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fixed columns of a plan, one entry a row."""
    made: dict[str, Any] = {"metric": [metric] * len(rows)}
    for name in (*names, *ASSUMED):
        values = [math.nan if row.get(name) is None else row[name] for row in rows]
        made[name] = np.array(values, dtype=np.int64 if name in WHOLE else np.float64)
    return made


def about(
    metric: str, goal: str, words: str, settings: Sequence[Setting], fixed: Mapping[str, Any], notes: Sequence[str]
) -> dict[str, Any]:
    """How the plans were made."""
    setting = settings[0]
    form = setting.answers.form
    table = ONE_SCORE if goal == "margin" else TWO_SCORES
    return {
        "method": words.format(procedure=table[form, setting.method]),
        "metric": metric,
        "goal": goal,
        "unit": unit(metric, fixed),
        "adjust": fixed["adjust"],
        "scale": fixed["scale"],
        "notes": tuple(notes),
    }


def unit(metric: str, fixed: Mapping[str, Any]) -> str:
    """Words for one unit of the score."""
    form = FORMS[metric]
    if form == "net":
        return "points"
    if form == "share":
        return "share"
    return "points of 0..100" if fixed["rescale"] else "scale points"


def notes(metric: str, given: Mapping[str, Any], fixed: Mapping[str, Any], goal: str, rows: Sequence[Any]) -> list[str]:
    """What was assumed because it was not said, and what the numbers mean."""
    form, found = FORMS[metric], []
    if form == "net" and given["promoters"] is None:
        found.append("no shares given, so half promoters and half detractors, the widest there is")
    if form == "share" and given["share"] is None:
        found.append("no share given, so one half, the widest there is")
    if form == "mean" and given["sd"] is None:
        found.append("no standard deviation given, so half the scale, the widest there is")
    if form == "net" and goal != "margin":
        found.append("the second group has half of the difference more promoters and half fewer detractors")
    if any(row["comparisons"] > 1 for row in rows):
        among = "interval" if goal == "margin" else "test"
        level = (
            "a Bonferroni share of the level" if fixed["adjust"] == "bonferroni" else "the whole level (adjust='none')"
        )
        found.append(f"each {among} has {level}")
    if any(row["population"] == row["population"] for row in rows):
        found.append("finite population correction 1 - n/N")
    return found
