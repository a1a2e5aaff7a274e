"""Least squares as a walk from model to model, which the core makes: all moves of a step are read off one matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from .... import _core
from ...._core import Moments
from ....inference.distributions import f_p_value
from ....types import Plan, WeightType
from ...fits.criteria import Sample
from ..candidates import Candidates
from .selected import Selected
from .walk import Moves, Rule, Step


def plan_of(among: Candidates, rule: Rule, weight_type: WeightType) -> Plan:
    """What is chosen among and how, as the core takes it: the outcome is column 0."""
    known = np.ones(len(among.terms)) if among.information is None else among.information
    optional = [1 + column for column in sorted(among.optional)]
    how = (rule.enters, rule.leaves, rule.criterion, rule.enter, rule.remove, rule.full)
    return among.model.rows.names, among.columns, optional, known.tolist(), how, weight_type


def select_least_squares(
    moments: Moments, among: Candidates, rule: Rule, weight_type: WeightType, log_weights: float
) -> Selected:
    """The walk of the respondents whose moments these are."""
    found = _core.select_stepwise(moments, plan_of(among, rule, weight_type), log_weights)
    sample = Sample.of(moments.n, moments.sum_w, float(moments.comoment[0, 0]), weight_type)
    steps = [Step(_moves(rule, given), chosen) for given, chosen in found.pop("steps")]
    flat, dependent = (among.chosen(found.pop(name)) for name in ("flat", "dependent"))
    return Selected(
        steps=steps, flat=flat, dependent=dependent, sample=sample.with_log_weights(log_weights), **found
    )  # fmt: skip


def _moves(rule: Rule, given: dict[str, Any]) -> Moves:
    p_value = f_p_value(given["statistic"], given["df"], given["df_resid"])
    criterion = p_value if rule.criterion == "p" else given["criterion"]
    return Moves(**given | {"p_value": p_value, "criterion": criterion})
