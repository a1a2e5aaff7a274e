"""How far respondents move on average, and the scales of drivers that nobody told."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from ...survey import Survey
from ...survey.answers import codes_for, words_of_points
from ...survey.columns import codes, numbers, weights
from ...survey.no_answer import says_nothing
from ..missing.basis import Basis
from ..missing.incomplete import answered_outcome
from ..model.model import Model, answered
from .moves import Scales, moved

Floats = NDArray[np.float64]


def mean_moves(model: Model, basis: Basis, moves: Mapping[str, float], scales: Scales) -> Floats:
    """Weighted means of the moves of every driver, segments × drivers, over those whom the model is fitted to.

    Gaps that an indicator marks do not move: there is no answer to improve. Under ``"em"`` and ``"pairwise"`` the means
    are those of the respondents who answered the driver.

    Parameters
    ----------
    model
        The model as it was read.
    basis
        What was done about its missing answers.
    moves, scales
        Points by driver, and where moves end.
    """
    sets = basis.sets() if basis.imputed is not None else [model]
    return np.mean([_of_one(one, basis, moves, scales) for one in sets], axis=0)


def _of_one(model: Model, basis: Basis, moves: Mapping[str, float], scales: Scales) -> Floats:
    """The means of one data set."""
    rows, missing = model.rows, basis.gaps.missing
    there = answered_outcome(rows) if missing == "indicator" else rows.counting if basis.gaps.of_moments else None
    there = answered(model) if there is None else there
    segment, weight = codes(rows)[there], weights(rows)[there]
    everybody, found = np.bincount(segment, weight, model.segments), np.empty((model.segments, len(moves)))
    for i, (name, by) in enumerate(moves.items()):
        move = moved(numbers(rows.columns[rows.names.index(name)])[there], by, scales[name])
        base, gaps = everybody, np.isnan(move)
        if gaps.any():
            move[gaps] = 0
            if missing != "indicator":
                base = np.bincount(segment[~gaps], weight[~gaps], model.segments)
        with np.errstate(divide="ignore", invalid="ignore"):
            found[:, i] = np.bincount(segment, weight * move, model.segments) / base
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
