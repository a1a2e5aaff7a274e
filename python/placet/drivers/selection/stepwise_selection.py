"""The data of a call of `stepwise`: who selects, who estimates, and what is selected in every segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import ConvergenceError, ModelError, PlacetError
from ...progress import bar, continued
from ...types import Progress
from ..missing.basis import Basis, counts_of, seed_of
from ..model.model import answered
from ..model.moments import Means
from ..prepare import Family, Prepared
from .candidates import Candidates, arrange
from .split_sample import split_rows, unit_of_row
from .walks.logit import draws, first_logit, read_answers, stack_answers
from .walks.selected import Selected, first_least_squares, walked
from .walks.walk import Rule, Walk, select


@dataclass(frozen=True)
class Selection:
    """The data of a selection.

    Attributes
    ----------
    among : Candidates
        What is chosen among.
    selecting, estimating : Basis
        The respondents who select and those who estimate: the same, or two parts of them.
    facts : dict
        Counts of all respondents.
    rule : Rule
        By which moves are chosen.
    family : str
        What is fitted.
    """

    among: Candidates
    selecting: Basis
    estimating: Basis
    facts: dict[str, Any]
    rule: Rule
    family: Family = "linear"

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


def read_selection(call: Prepared, blocks: Mapping[str, tuple[str, ...]], rule: Rule, split: float | None) -> Selection:
    """Do what is to be done about missing answers, of all respondents or of two parts of them."""
    model, gaps = call.model, call.gaps
    if split is None or gaps.seed is None:
        basis = call.basis()
        facts = basis.counts([sets[0] for sets in basis.moments])
        return Selection(
            arrange(basis.model, blocks, basis.marks), basis, basis.complete(facts), facts, rule, call.family
        )
    facts = counts_of(model, gaps)
    rows = model.rows if gaps.missing not in {"drop", "raise"} else model.rows.only(answered(model))
    units, name = unit_of_row(model.survey, rows.n_total)
    halves = split_rows(rows, units, split, gaps.seed)
    selecting, estimating = (call.basis(replace(model, rows=half)) for half in halves)
    facts |= {"split": split, "split_by": name}
    facts |= {"n_selection": selecting.respondents, "n_estimation": estimating.respondents}
    among = arrange(selecting.model, blocks, selecting.marks)
    return Selection(among, selecting, estimating, facts, rule, call.family)


def select_all(selection: Selection) -> list[Selected | PlacetError]:
    """The selection of every segment, or why there is none."""
    return [_selected(selection, segment, _first(selection, segment)) for segment in range(selection.segments)]


def select_by_set(selection: Selection, found: Sequence[Selected | PlacetError]) -> list[Any]:
    """Which terms every completed data set would select alone, a matrix a segment; nothing for a single one."""
    if selection.selecting.data_sets == 1:
        return []
    return [[] if isinstance(f, PlacetError) else _each_set(selection, segment) for segment, f in enumerate(found)]


def _each_set(selection: Selection, segment: int) -> NDArray[np.bool_]:
    found = (
        _selected(selection, segment, _first(selection, segment, data_set))
        for data_set in range(selection.selecting.data_sets)
    )
    return np.array([f.inside for f in found if isinstance(f, Selected)], dtype=bool)


First = Callable[[], tuple[Walk, NDArray[np.bool_]]]


def _selected(selection: Selection, segment: int, first: First) -> Selected | PlacetError:
    error = selection.selecting.errors[segment]
    if error is not None:
        return error
    try:
        return walked(*first(), selection.among, selection.rule)
    except (ModelError, ConvergenceError) as failed:
        return failed


def _first(selection: Selection, segment: int, data_set: int | None = None) -> First:
    """Makes the first model of a segment, of one completed data set or of all together."""
    among, basis = selection.inside(segment), selection.selecting
    if selection.family == "logit":
        sets = range(basis.data_sets) if data_set is None else [data_set]
        answers = stack_answers([read_answers(basis.data_set(i), segment) for i in sets])
        return partial(first_logit, answers, among, selection.rule)
    means = basis.means[segment] if data_set is None else Means.of(basis.moments[segment][data_set])
    return partial(
        first_least_squares, means, among, selection.rule, basis.model.rows.weight_type, basis.log_weights[segment]
    )


def resample_all(
    selection: Selection, found: Sequence[Selected | PlacetError], n_resamples: int, seed: int | None,
    progress: bool | None,
) -> tuple[list[NDArray[np.bool_]], int]:  # fmt: skip
    """Which terms are selected in each bootstrap sample of the respondents who select, a matrix a segment.

    Also how many samples could not be fitted.
    """
    if not n_resamples or seed is None:
        return [], 0
    samples, none = [], np.empty((0, len(selection.among.terms)), dtype=bool)
    drawn = _logit_samples if selection.family == "logit" else _least_squares_samples
    with bar(selection.segments * n_resamples, "resample", progress) as report:
        for segment, selected in enumerate(found):
            if isinstance(selected, PlacetError):
                samples.append(none)
                continue
            told = continued(report, segment * n_resamples)
            inside = []
            for first in drawn(selection, segment, n_resamples, seed, told):
                try:
                    walk, _ = first()
                except (ModelError, ConvergenceError):
                    continue
                select(walk, selection.rule)
                inside.append(walk.inside)
            samples.append(np.array(inside, dtype=bool) if inside else none)
    fitted = sum(isinstance(f, Selected) for f in found)
    return samples, n_resamples * fitted - sum(map(len, samples))


def _least_squares_samples(
    selection: Selection, segment: int, count: int, seed: int, report: Progress
) -> Iterator[First]:
    """The first model of every sample, from its moments."""
    among, weight_type = selection.inside(segment), selection.among.model.rows.weight_type
    for _, means in selection.selecting.replicates(segment, count, seed, report):
        yield partial(first_least_squares, means, among, selection.rule, weight_type)


def _logit_samples(selection: Selection, segment: int, count: int, seed: int, report: Progress) -> Iterator[First]:
    """The first model of every sample, from its rows."""
    among = selection.inside(segment)
    for i, (model, share, before) in enumerate(selection.selecting.shares(count)):
        answers = read_answers(model, segment)
        for done, weights in enumerate(draws(answers, model.rows, share, seed_of(seed, i)), start=before + 1):
            yield partial(first_logit, answers.reweighted(weights), among, selection.rule)
            if report is not None:
                report(done)
