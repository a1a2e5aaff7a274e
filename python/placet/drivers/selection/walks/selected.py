"""One selection from moments: of the respondents there are, and of bootstrap samples of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...._core import ModelError
from ....types import WeightType
from ...model.moments import Means
from ..candidates import Candidates
from ..criteria import Sample
from .least_squares import TOLERANCE, SweptModel
from .sweep import correlations
from .walk import Rule, Step, Walk, Yardstick, select

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Selected:
    """The walk, and where it ended.

    Attributes
    ----------
    steps : list of Step
        What was looked at and what was done.
    start, inside : ndarray of bool
        Terms in the first and in the last model.
    start_left : float
        1 - R² of the first model.
    k : int
        Coefficients of the last model.
    flat, dependent : tuple of str
        Terms with a column that does not vary; terms outside that are combinations of those inside.
    in_circles : bool
        Whether the walk was stopped for coming back to a model.
    sample : Yardstick
        For the criteria of any of the models.
    """

    steps: list[Step]
    start: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    start_left: float
    k: int
    flat: tuple[str, ...]
    dependent: tuple[str, ...]
    in_circles: bool
    sample: Yardstick


def walked(walk: Walk, flat: NDArray[np.bool_], among: Candidates, rule: Rule) -> Selected:
    """Walk from a first model by a rule; `flat` are the terms with a column that does not vary."""
    start, left = walk.inside.copy(), walk.left
    steps, in_circles = select(walk, rule)
    dependent = walk.dependent() & ~flat
    return Selected(
        steps, start, walk.inside, left, walk.k, among.chosen(flat), among.chosen(dependent), in_circles, walk.sample
    )


def first_least_squares(
    means: Means, among: Candidates, rule: Rule, weight_type: WeightType, log_weights: float = 0.0
) -> tuple[SweptModel, NDArray[np.bool_]]:
    """The model the walk begins with, that of all terms or of none, and the terms with a column that does not vary."""
    outcome_last = [*range(1, len(means.mean)), 0]
    matrix = correlations(means.mean[outcome_last], means.comoment[np.ix_(outcome_last, outcome_last)], means.sum_w)
    varies = matrix.diagonal() > 0
    sample = Sample.of(means.n, means.sum_w, float(means.comoment[0, 0]), weight_type).with_log_weights(log_weights)
    _check_size(sample, among, varies, rule)
    if not varies[-1]:
        raise ModelError(
            f"the outcome {among.model.outcome!r} has the same value in all {sample.n:,.0f} complete cases, so it "
            "cannot be explained; choose another outcome"
        )
    walk = SweptModel(matrix, among.positions, sample, rule.criterion, among.information)
    bad = walk.force([column for column in among.always if varies[column] or column not in among.optional])
    if bad is not None:
        why = (
            f"a combination of the covariates before it (less than {TOLERANCE:g} of its variation is its own)"
            if varies[bad]
            else "the same in all complete cases"
        )
        name = among.model.rows.names[1 + bad]
        raise ModelError(f"covariate {name!r} is {why}; leave it out of covariates")
    if rule.full:
        walk.enter_all()
    return walk, np.array([not varies[columns].all() for columns in among.positions])


def _check_size(sample: Sample, among: Candidates, varies: NDArray[np.bool_], rule: Rule) -> None:
    """Refuse a first model with more coefficients than the complete cases allow."""
    always = len(among.always) + 1
    terms = sum(int(varies[columns].sum()) for columns in among.positions if varies[columns].all()) if rule.full else 0
    needed = always + terms + (3 if rule.criterion == "aicc" and rule.full else 1)
    if sample.n >= needed:
        return
    what = f"selection that begins with all {len(among.terms)} drivers" if rule.full else "selection"
    fix = 'use direction="forward" or fewer drivers' if rule.full else "merge segments"
    raise ModelError(
        f"{what} ({always + terms} coefficients with the intercept"
        f"{' and the covariates' if among.covariates else ''}) needs at least {needed} complete cases and has "
        f"{sample.n:,.0f}; {fix}"
    )
