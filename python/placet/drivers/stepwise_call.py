"""The data of a call of `stepwise`: who selects, who estimates, and what is selected in every segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import ConvergenceError, ModelError, Moments, PlacetError
from ..progress import bar, continued
from ..survey import Rows, Survey
from ..survey.missing import base_facts
from ..types import Progress
from .candidates import Candidates
from .halves import only, split_rows, unit_of_row
from .logit_walk import Answers, draws, first_logit, read_answers
from .model import answered
from .selected import Means, Selected, first_least_squares, walked
from .selection import Rule, Walk, select


@dataclass(frozen=True)
class Call:
    """The data of a call.

    Attributes
    ----------
    among : Candidates
        What is chosen among.
    selecting, estimating : Rows
        The respondents who select and those who estimate: the same, or two parts of them.
    moments : sequence of Moments
        Of those who select, one a segment.
    facts : dict
        Counts of all respondents.
    model : {"linear", "logit"}
        What is fitted.
    """

    among: Candidates
    selecting: Rows
    estimating: Rows
    moments: Sequence[Moments]
    facts: dict[str, Any]
    model: Literal["linear", "logit"] = "linear"

    def repeated(self, counts: Sequence[int]) -> dict[str, list[Any]]:
        """The key columns of a table with so many rows a segment."""
        keys = self.selecting.segments.columns()
        return {
            name: [label for label, count in zip(labels, counts, strict=True) for _ in range(count)]
            for name, labels in keys.items()
        }


def read_call(
    among: Candidates, survey: Survey, missing: Any, split: float | None, seed: int | None, model: Any
) -> Call:
    """Accumulate the moments of all respondents, or split them first."""
    rows = among.model.rows
    moments = _moments(rows)
    facts = base_facts(rows, moments, missing, "the outcome or a driver")
    # Rows that lack the answer of a driver that is not selected have no part in the estimates either.
    complete = rows if facts["n_missing"] == 0 else only(rows, answered(among.model))
    if split is None or seed is None:
        return Call(among, rows, complete, moments, facts, model)
    units, name = unit_of_row(survey, rows.n_total)
    selecting, estimating = split_rows(complete, units, split, seed)
    moments = _moments(selecting)
    facts |= {"split": split, "split_by": name, "n_selection": _respondents(moments, rows)}
    facts["n_estimation"] = _respondents(_moments(estimating), rows)
    return Call(among, selecting, estimating, moments, facts, model)


def _moments(rows: Rows) -> list[Moments]:
    return _core.accumulate_moments(list(rows.columns), rows.weights, rows.segments.cells)


def _respondents(moments: Sequence[Moments], rows: Rows) -> int:
    return round(sum(m.sum_w if rows.weight_type == "frequency" else m.n for m in moments))


def select_all(call: Call, rule: Rule, full: bool) -> list[Selected | PlacetError]:
    """The selection of every segment, or why there is none."""
    first = _logit(call, rule, full) if call.model == "logit" else _least_squares(call, rule, full)
    found: list[Selected | PlacetError] = []
    for segment in range(len(call.moments)):
        try:
            found.append(walked(*first(segment), call.among, rule))
        except (ModelError, ConvergenceError) as error:
            found.append(error)
    return found


def _least_squares(call: Call, rule: Rule, full: bool) -> Callable[[int], tuple[Walk, NDArray[np.bool_]]]:
    logs, weight_type = _log_weights(call), call.selecting.weight_type

    def first(segment: int) -> tuple[Walk, NDArray[np.bool_]]:
        m = call.moments[segment]
        means = Means(m.n, m.sum_w, m.mean, m.comoment)
        return first_least_squares(means, call.among, rule, full, weight_type, logs[segment])

    return first


def _logit(call: Call, rule: Rule, full: bool) -> Callable[[int], tuple[Walk, NDArray[np.bool_]]]:
    return lambda segment: first_logit(_answers(call, segment), call.among, rule, full)


def _answers(call: Call, segment: int) -> Answers:
    return read_answers(call.among.model, call.selecting, segment)


def _log_weights(call: Call) -> list[float]:
    """Σ log w of the complete rows of every segment, which the likelihood under precision weights has."""
    rows = call.selecting
    if rows.weight_type != "precision" or rows.weights is None:
        return [0.0] * len(call.moments)
    complete = answered(replace(call.among.model, rows=rows))
    logs = np.log(rows.weights[1][complete], dtype=np.float64)
    codes = 0 if rows.segments.codes is None else rows.segments.codes[complete]
    return np.bincount(np.broadcast_to(codes, logs.shape), weights=logs, minlength=len(call.moments)).tolist()


def resample_all(
    call: Call, found: Sequence[Selected | PlacetError], rule: Rule, full: bool, n_resamples: int, seed: int | None,
    progress: bool | None,
) -> tuple[list[NDArray[np.bool_]], int]:  # fmt: skip
    """Which terms are selected in each bootstrap sample of the respondents who select, a matrix a segment.

    Also how many samples could not be fitted.
    """
    if not n_resamples or seed is None:
        return [], 0
    samples, none = [], np.empty((0, len(call.among.terms)), dtype=bool)
    drawn = _logit_samples if call.model == "logit" else _least_squares_samples
    with bar(len(call.moments) * n_resamples, "resample", progress) as report:
        for segment, selected in enumerate(found):
            if isinstance(selected, PlacetError):
                samples.append(none)
                continue
            told = continued(report, segment * n_resamples)
            inside = []
            for first in drawn(call, segment, rule, full, n_resamples, seed, told):
                try:
                    walk, _ = first()
                except (ModelError, ConvergenceError):
                    continue
                select(walk, rule)
                inside.append(walk.inside)
            samples.append(np.array(inside, dtype=bool) if inside else none)
    fitted = sum(isinstance(f, Selected) for f in found)
    return samples, n_resamples * fitted - sum(map(len, samples))


First = Callable[[], tuple[Walk, NDArray[np.bool_]]]


def _least_squares_samples(
    call: Call, segment: int, rule: Rule, full: bool, count: int, seed: int, report: Progress
) -> Iterator[First]:
    """The first model of every sample, from its moments."""
    rows, n = call.selecting, call.moments[segment].n
    drawn = _core.bootstrap_moments(
        list(rows.columns), rows.weights, rows.segments.cells, segment, count, seed, rows.weight_type, report
    )
    for sum_w, mean, comoment in zip(*drawn, strict=True):
        means = Means(n, float(sum_w), mean, comoment)
        yield partial(first_least_squares, means, call.among, rule, full, rows.weight_type)


def _logit_samples(
    call: Call, segment: int, rule: Rule, full: bool, count: int, seed: int, report: Progress
) -> Iterator[First]:
    """The first model of every sample, from its rows."""
    answers = _answers(call, segment)
    for done, weights in enumerate(draws(answers, call.selecting.weight_type == "frequency", count, seed)):
        yield partial(first_logit, answers.reweighted(weights), call.among, rule, full)
        if report is not None:
            report(done + 1)
