"""How far respondents move on average, and the scales of drivers that nobody told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from ...missing.incomplete import answered_outcome
from ...survey import Survey
from ...survey.answers import codes_for, words_of_points
from ...survey.columns import numbers
from ...survey.no_answer import says_nothing
from ...types import Column
from ..fits.least_squares import fit_least_squares
from ..missing.basis import Basis
from ..model.model import Model, answered
from ..prepare import Prepared
from ..standard_errors import kinds
from .moves import Scales, move_columns

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MeanMoves:
    """Weighted means of the moves of every driver, over those whom a model is fitted to.

    Attributes
    ----------
    moves : mapping
        Points by driver.
    mean, variance : ndarray, segments × drivers
        The means, and the squares of their standard errors.
    """

    moves: Mapping[str, float]
    mean: Floats
    variance: Floats


def mean_moves(call: Prepared, basis: Basis, moves: Mapping[str, float], scales: Scales) -> MeanMoves:
    """The mean moves of all segments, with errors of the kind that the call has, after Rubin of completed data sets.

    Gaps that an indicator marks do not move: there is no answer to improve. Under ``"em"`` and ``"pairwise"`` the means
    are those of the respondents who answered the driver.

    Parameters
    ----------
    call
        The call as it was read.
    basis
        What was done about its missing answers.
    moves, scales
        Points by driver, and where moves end.
    """
    sets = list(basis.sets()) if basis.imputed is not None else [call.model]
    found = np.array([_of_one(call, model, moves, scales) for model in sets])  # sets × drivers × two × segments
    mean, within = found.mean(axis=0).transpose(1, 2, 0)
    between = found[:, :, 0].var(axis=0, ddof=1).T * (1 + 1 / len(sets)) if len(sets) > 1 else 0.0
    return MeanMoves(moves, mean, within + between)


def _of_one(call: Prepared, model: Model, moves: Mapping[str, float], scales: Scales) -> list[Floats]:
    """Means and variances of one data set, a pair a driver; one column of moves is held at a time."""
    there, found = _counted(call, model), []
    for move in moves.items():
        ((name, values, codes),) = move_columns(model.rows.columns, [move], scales, there)
        if call.gaps.missing == "indicator":
            values = np.where(there, np.nan_to_num(values), np.nan)
        found.append(_mean(call, model, (name, values, codes)))
    return found


def _counted(call: Prepared, model: Model) -> NDArray[np.bool_]:
    """Which rows count."""
    if call.gaps.of_moments:
        return model.rows.counting
    return answered_outcome(model.rows) if call.gaps.missing == "indicator" else answered(model)


def _mean(call: Prepared, model: Model, column: Column) -> Floats:
    """The mean of a column in every segment, and its variance: a regression without drivers."""
    rows = replace(model.rows, columns=(column,))
    fitted = fit_least_squares(replace(model, rows=rows, terms=(), absent=(), unknown=()))
    found = np.full((2, model.segments), np.nan)
    for segment, covariance in enumerate(kinds.covariances(fitted, call.errors, rows, call.clusters)):
        if covariance is not None:
            same = fitted.moments[segment].comoment[0, 0] == 0  # where nobody is near the end all move alike
            found[:, segment] = fitted.fit(segment).coefficients[0], 0 if same else covariance.matrix[0, 0]
    return found


def answered_scales(survey: Survey, model: Model, names: list[str]) -> Scales:
    """The lowest and the highest answer to every driver, or points that have labels, which nobody may have chosen."""
    counting = model.rows.counting
    found = {}
    for column in model.rows.columns:
        if column[0] in names:
            given = numbers(column)[counting]
            points = [float(np.nanmin(given)), float(np.nanmax(given)), *_labelled(survey, column[0])]
            found[column[0]] = min(points), max(points)
    return found


def _labelled(survey: Survey, name: str) -> list[float]:
    """Points of a scale that have labels, without those that are no answers."""
    na_codes = codes_for(name, survey.na_codes)
    words = words_of_points(name, survey.frame.fetch([name])[name], na_codes, survey.value_labels.get(name), 1.0)
    return [
        point
        for point, word in words.items()
        if isfinite(point) and point not in na_codes and word not in na_codes and not says_nothing(word)
    ]
