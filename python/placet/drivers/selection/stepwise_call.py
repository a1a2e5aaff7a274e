"""The data of a call of `stepwise`: who selects, who estimates, and what is selected in every segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..._core import ConvergenceError, ModelError, PlacetError
from ...progress import bar, continued
from ...survey import Survey
from ...types import Progress
from ..missing.basis import Basis, basis_of, counts_of, seed_of
from ..model.model import Model, answered
from ..model.moments import Means
from ..options import Gaps
from .candidates import Candidates, arrange
from .split_sample import only, split_rows, unit_of_row
from .walks.logit import draws, first_logit, read_answers, stack_answers
from .walks.selected import Selected, first_least_squares, walked
from .walks.walk import Rule, Walk, select


@dataclass(frozen=True)
class Call:
    """The data of a call.

    Attributes
    ----------
    among : Candidates
        What is chosen among.
    selecting, estimating : Basis
        The respondents who select and those who estimate: the same, or two parts of them.
    facts : dict
        Counts of all respondents.
    model : {"linear", "logit"}
        What is fitted.
    """

    among: Candidates
    selecting: Basis
    estimating: Basis
    facts: dict[str, Any]
    model: Literal["linear", "logit"] = "linear"

    @property
    def segments(self) -> int:
        """Number of segments."""
        return self.among.model.segments

    def inside(self, segment: int) -> Candidates:
        """What is chosen among in a segment."""
        absent, information = self.selecting.absent_from(segment), self._information[segment]
        return replace(self.among, absent=absent, information=information)

    @cached_property
    def _information(self) -> list[NDArray[np.float64] | None]:
        return self.selecting.information([[1 + int(c) for c in block] for block in self.among.positions])

    def repeated(self, counts: Sequence[int]) -> dict[str, list[Any]]:
        """The key columns of a table with so many rows a segment."""
        keys = self.among.model.rows.segments.columns()
        return {
            name: [label for label, count in zip(labels, counts, strict=True) for _ in range(count)]
            for name, labels in keys.items()
        }


def read_call(
    model: Model, blocks: Mapping[str, tuple[str, ...]], survey: Survey, gaps: Gaps, split: float | None, kind: Any
) -> Call:
    """Do what is to be done about missing answers, of all respondents or of two parts of them."""
    if split is None or gaps.seed is None:
        basis = basis_of(model, gaps, categories=kind == "logit")
        facts = basis.counts([sets[0] for sets in basis.moments])
        among = arrange(basis.model, blocks, basis.marks)
        return Call(among, basis, basis.complete(facts), facts, kind)
    facts = counts_of(model, gaps)
    rows = model.rows if gaps.missing not in {"drop", "raise"} else only(model.rows, answered(model))
    units, name = unit_of_row(survey, rows.n_total)
    halves = split_rows(rows, units, split, gaps.seed)
    parts = [basis_of(replace(model, rows=half), gaps, categories=kind == "logit") for half in halves]
    selecting, estimating = parts
    facts |= {"split": split, "split_by": name}
    facts |= {"n_selection": selecting.respondents, "n_estimation": estimating.respondents}
    return Call(arrange(selecting.model, blocks, selecting.marks), selecting, estimating, facts, kind)


def select_all(call: Call, rule: Rule, full: bool) -> list[Selected | PlacetError]:
    """The selection of every segment, or why there is none."""
    return [_selected(call, segment, _first(call, segment, rule, full), rule) for segment in range(call.segments)]


def select_by_set(call: Call, found: Sequence[Selected | PlacetError], rule: Rule, full: bool) -> list[Any]:
    """Which terms every completed data set would select alone, a matrix a segment; nothing for a single one."""
    if call.selecting.data_sets == 1:
        return []
    return [
        [] if isinstance(f, PlacetError) else _each_set(call, segment, rule, full) for segment, f in enumerate(found)
    ]


def _each_set(call: Call, segment: int, rule: Rule, full: bool) -> NDArray[np.bool_]:
    found = (
        _selected(call, segment, _first(call, segment, rule, full, data_set), rule)
        for data_set in range(call.selecting.data_sets)
    )
    return np.array([f.inside for f in found if isinstance(f, Selected)], dtype=bool)


First = Callable[[], tuple[Walk, NDArray[np.bool_]]]


def _selected(call: Call, segment: int, first: First, rule: Rule) -> Selected | PlacetError:
    error = call.selecting.errors[segment]
    if error is not None:
        return error
    try:
        return walked(*first(), call.among, rule)
    except (ModelError, ConvergenceError) as failed:
        return failed


def _first(call: Call, segment: int, rule: Rule, full: bool, data_set: int | None = None) -> First:
    """Makes the first model of a segment, of one completed data set or of all together."""
    among, basis = call.inside(segment), call.selecting
    if call.model == "logit":
        sets = range(basis.data_sets) if data_set is None else [data_set]
        answers = stack_answers([read_answers(basis.data_set(i), segment) for i in sets])
        return partial(first_logit, answers, among, rule, full)
    means = basis.means[segment] if data_set is None else Means.of(basis.moments[segment][data_set])
    return partial(
        first_least_squares, means, among, rule, full, basis.model.rows.weight_type, basis.log_weights[segment]
    )


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
    with bar(call.segments * n_resamples, "resample", progress) as report:
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


def _least_squares_samples(
    call: Call, segment: int, rule: Rule, full: bool, count: int, seed: int, report: Progress
) -> Iterator[First]:
    """The first model of every sample, from its moments."""
    among, weight_type = call.inside(segment), call.among.model.rows.weight_type
    for _, means in call.selecting.replicates(segment, count, seed, report):
        yield partial(first_least_squares, means, among, rule, full, weight_type)


def _logit_samples(
    call: Call, segment: int, rule: Rule, full: bool, count: int, seed: int, report: Progress
) -> Iterator[First]:
    """The first model of every sample, from its rows."""
    among = call.inside(segment)
    for i, (model, share, before) in enumerate(call.selecting.shares(count)):
        answers = read_answers(model, segment)
        for done, weights in enumerate(draws(answers, model.rows, share, seed_of(seed, i)), start=before + 1):
            yield partial(first_logit, answers.reweighted(weights), among, rule, full)
            if report is not None:
                report(done)
