"""Outcomes of logits: an event out of a column of answers, and the categories of an ordered one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...language import enumerated, say
from ...survey.answers import codes_for, words_of_points
from ...survey.columns import numbers
from ...types import Column
from .model import Model

#: How a missing answer is written in a column of codes.
MISSING = -1
#: Categories an ordered outcome may have: more are a measurement.
MOST_CATEGORIES = 50
#: Events that have a name, on the scale 0..10 of a recommendation.
NAMED = {"promoter": say("promoter"), "detractor": say("detractor"), "satisfied": say("satisfied")}


@dataclass(frozen=True)
class Outcome:
    """A model with codes for its outcome.

    Attributes
    ----------
    model : Model
    categories : tuple of str
        What the codes 0, 1, ... are called.
    words : str
        What is explained.
    """

    model: Model
    categories: tuple[str, ...]
    words: str


def event_of(model: Model, event: Any, scale: Any) -> Outcome:
    """The model of whether an event happened.

    Parameters
    ----------
    model : Model
        Its outcome is the column as it was read.
    event : None, str or list of numbers
        None where the outcome is 0 or 1; ``"promoter"`` (9 or 10 of 0..10), ``"detractor"`` (0 to 6), ``"satisfied"``
        (the two highest points of `scale`); or the answers that are the event.
    scale : (lowest, highest), optional
        Scale of ``"satisfied"``.
    """
    answers = numbers(model.rows.columns[0])
    counting = model.rows.counting & ~np.isnan(answers)
    if event is None:
        _refuse(model, answers, counting & (answers != 0) & (answers != 1), "neither 0 nor 1")
        return _coded(model, answers == 1, answers, ("0", "1"), f"{model.outcome} = 1")
    if isinstance(event, str):
        event = checks.choice("event", event, list(NAMED))
        happened = _named(model, event, scale, answers, counting)
        return _coded(model, happened, answers, (say("not {event}", event=NAMED[event]), event), NAMED[event])
    chosen = _values(event)
    found = np.isin(answers, chosen)
    if not found[counting].any():
        raise DataError(
            f"event={event!r} never happens: column {model.outcome!r} holds none of these answers; give answers that "
            "occur"
        )
    words = enumerated([f"{value:g}" for value in chosen])
    happened = say("{outcome} in {{{answers}}}", outcome=model.outcome, answers=words)
    return _coded(model, found, answers, (say("not {event}", event=words), words), happened)


def _named(
    model: Model, event: str, scale: Any, answers: NDArray[np.float64], counting: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    if event == "satisfied":
        if scale is None:
            raise DataError('event="satisfied" is one of the two highest points of the scale; give scale=(low, high)')
        low, high = checks.whole_scale("scale", scale)
    else:
        low, high = (0, 10) if scale is None else checks.whole_scale("scale", scale)
        if (low, high) != (0, 10):
            raise DataError(f"event={event!r} is defined on the scale 0..10, not on {low}..{high}; list its answers")
    outside = counting & ((answers < low) | (answers > high) | (answers != np.floor(answers)))
    _refuse(model, answers, outside, f"no point of the scale {low}..{high}")
    if event == "detractor":
        return answers <= 6
    return answers >= (9 if event == "promoter" else high - 1)


def _values(event: Any) -> list[float]:
    listed = list(event) if isinstance(event, Iterable) else [event]
    if not listed or not all(isinstance(value, bool) or np.isfinite(checks.real(value)) for value in listed):
        raise DataError(
            f"event={checks.shown(event)} must be {', '.join(map(repr, NAMED))}, or a list of answers such as [9, 10]"
        )
    return [float(value) for value in listed]


def _refuse(model: Model, answers: NDArray[np.float64], wrong: NDArray[np.bool_], what: str) -> None:
    rows = np.flatnonzero(wrong)
    if len(rows):
        raise DataError(
            f"outcome {model.outcome!r} holds {answers[rows[0]]:g} in row {rows[0]}, which is {what}; say what the "
            'event is, such as event="promoter" or event=[9, 10], or name codes of no answer with na_codes'
        )


def _coded(
    model: Model, happened: NDArray[np.bool_], answers: NDArray[np.float64], categories: tuple[str, str], words: str
) -> Outcome:
    column: Column = (model.outcome, np.where(np.isnan(answers), MISSING, happened).astype(np.int8), [float(MISSING)])
    return Outcome(model.with_outcome(column), categories, words)


def categories_of(model: Model) -> Outcome:
    """The model of an ordered outcome: every answer that occurs is a category, lowest first."""
    answers = numbers(model.rows.columns[0])
    counting = model.rows.counting & ~np.isnan(answers)
    found = np.unique(answers[counting]) + 0.0  # no category is called -0
    if len(found) > MOST_CATEGORIES:
        raise DataError(
            f"outcome {model.outcome!r} has {len(found):,} different answers, at most {MOST_CATEGORIES} can be ordered "
            'categories; take model="linear", or group the answers'
        )
    codes = np.searchsorted(found, answers)
    known = counting & np.isin(answers, found)
    column: Column = (model.outcome, np.where(known, codes, MISSING).astype(np.int8), [float(MISSING)])
    return Outcome(model.with_outcome(column), _called(model, found.tolist()), model.outcome)


def _called(model: Model, points: list[float]) -> tuple[str, ...]:
    """What categories are called: by their labels where all have some that differ, else by their numbers."""
    survey, name = model.survey, model.outcome
    labels, na_codes = survey.value_labels.get(name), codes_for(name, survey.na_codes)
    words = words_of_points(name, survey.frame.fetch([name])[name], na_codes, labels, 1.0)
    called = tuple(words.get(point, "") for point in points)
    if all(called) and len(set(called)) == len(called):
        return called
    return tuple(f"{point:g}" for point in points)
