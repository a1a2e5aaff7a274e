"""The data of a call of `stepwise`: who selects, who estimates, and what is selected in every segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import ConvergenceError, ModelError, PlacetError
from ...inference.work import Once, seconds, walks
from ...missing.gaps import seed_of
from ...progress import bar, continued
from ...types import Progress
from ..missing.basis import Basis, counts_of
from ..model.model import answered, occupied
from ..prepare import Prepared
from .candidates import Candidates, arrange
from .judge import Judge, judges
from .split_sample import split_rows, unit_of_row
from .stability import fitted
from .walks.foreseen import foresee
from .walks.judged import select_judged
from .walks.least_squares import plan_of, select_least_squares
from .walks.logit import Answers, draws, first_logit, read_answers, stack_answers
from .walks.selected import Selected, walked
from .walks.walk import Rule, select


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
    call : Prepared
        What is fitted, and with which errors.
    """

    among: Candidates
    selecting: Basis
    estimating: Basis
    facts: dict[str, Any]
    rule: Rule
    call: Prepared

    @property
    def family(self) -> str:
        """What is fitted."""
        return self.call.family

    @property
    def segments(self) -> int:
        """Number of segments."""
        return self.among.model.segments

    @property
    def levels(self) -> list[str]:
        """Words for levels of factors without cases."""
        return list(dict.fromkeys([*self.selecting.model.notes, *self.estimating.model.notes]))

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """Place of every term as it was given, in the order of names.

        That is the order in which selections know them, so that of drivers that are as good as each other, or
        combinations, the same are selected however they were listed.
        """
        return np.argsort(np.array(list(self.among.terms), dtype=object), kind="stable")

    def inside(self, segment: int) -> Candidates:
        """What is chosen among in a segment, in the order of names."""
        absent, gone = self.selecting.absent_from(segment), self.selecting.model.absent_from(segment)
        names = list(self.among.terms)
        return replace(self.among, absent=absent, gone=gone).in_order([names[i] for i in self.order])

    def priced(self, segment: int) -> Candidates:
        """The same, with what moments alone tell of every term that they seem to tell."""
        if self.judges is None:
            return self.inside(segment)
        return replace(self.inside(segment), information=np.minimum(1 / self.judges[segment].prices(), 1.0))

    @cached_property
    def judges(self) -> list[Judge] | None:
        """What fits the models of every segment, where moments alone do not say how sure they are."""
        return judges(self.call, self.selecting, [self.inside(segment) for segment in range(self.segments)])


def read_selection(call: Prepared, blocks: Mapping[str, tuple[str, ...]], rule: Rule, split: float | None) -> Selection:
    """Do what is to be done about missing answers, of all respondents or of two parts of them."""
    model, gaps = call.model, call.gaps
    if split is None or gaps.seed is None:
        basis = call.basis()
        facts = basis.counts([sets[0] for sets in basis.moments])
        return Selection(arrange(basis.model, blocks, basis.marks), basis, basis.complete(), facts, rule, call)
    facts = counts_of(model, gaps)
    rows = model.rows if not gaps.listwise else model.rows.only(answered(model))
    units, name = unit_of_row(model.survey, rows.n_total)
    halves = split_rows(rows, units, split, gaps.seed)
    parts = [replace(model, rows=half) for half in halves]
    # A half may lack levels that the whole has.
    selecting, estimating = (call.basis(occupied(part, listwise=gaps.listwise)) for part in parts)
    facts |= {"split": split, "split_by": name}
    facts |= {"n_selection": selecting.respondents, "n_estimation": estimating.respondents}
    among = arrange(selecting.model, blocks, selecting.marks)
    return Selection(among, selecting, estimating, facts, rule, call)


def select_all(selection: Selection) -> list[Selected | PlacetError]:
    """The selection of every segment, or why there is none."""
    away = selection.selecting.model.rows.ends() is not None
    if away and selection.family == "linear" and selection.judges is not None:
        foresee(selection.judges, selection.rule)
    return [_selected(selection, segment) for segment in range(selection.segments)]


def select_by_set(selection: Selection, found: Sequence[Selected | PlacetError]) -> list[Any]:
    """Which terms every completed data set would select alone, a matrix a segment; nothing for a single one."""
    if selection.selecting.data_sets == 1:
        return []
    return [[] if isinstance(f, PlacetError) else _each_set(selection, segment) for segment, f in enumerate(found)]


def _each_set(selection: Selection, segment: int) -> NDArray[np.bool_]:
    found = (_selected(selection, segment, data_set) for data_set in range(selection.selecting.data_sets))
    return np.array([f.inside for f in found if isinstance(f, Selected)], dtype=bool)


def _selected(selection: Selection, segment: int, data_set: int | None = None) -> Selected | PlacetError:
    """The selection of a segment, by one completed data set or by all together."""
    basis = selection.selecting
    if (error := basis.errors[segment]) is not None:
        return error
    try:
        if selection.judges is not None and data_set is None:
            return select_judged(selection.judges[segment], selection.rule).placed(selection.order)
        among = selection.priced(segment)
        if selection.family == "logit":
            sets = range(basis.data_sets) if data_set is None else [data_set]
            answers = stack_answers([read_answers(basis.data_set(i), segment) for i in sets])
            walk, flat = first_logit(answers, among, selection.rule)
            found = walked(walk, flat, among, selection.rule)
            return replace(found, sample=walk.sample).placed(selection.order)
        moments = basis.together[segment] if data_set is None else basis.moments[segment][data_set]
        weight_type = basis.model.rows.weight_type
        log_weights = basis.log_weights[segment]
        return select_least_squares(moments, among, selection.rule, weight_type, log_weights).placed(selection.order)
    except (ModelError, ConvergenceError) as failed:
        return failed


def resample_all(
    selection: Selection, found: Sequence[Selected | PlacetError], n_resamples: int, seed: int | None,
    first: Once, progress: bool | None,
) -> tuple[list[NDArray[np.bool_]], int]:  # fmt: skip
    """Which terms are selected in each bootstrap sample of the respondents who select, a matrix a segment.

    Also how many samples could not be fitted. `first` is the selection itself.
    """
    if not n_resamples or seed is None:
        return [], 0
    samples, none = [], np.empty((0, len(selection.among.terms)), dtype=bool)
    choose = _logit_samples if selection.family == "logit" else _least_squares_samples
    expected = _seconds(selection, n_resamples, first)
    with bar(selection.segments * n_resamples, "resample", progress, seconds=expected) as report:
        for segment, selected in enumerate(found):
            told = continued(report, segment * n_resamples)
            if isinstance(selected, PlacetError):
                samples.append(none)
            else:
                chosen = choose(selection, segment, selected, n_resamples, seed, told)
                samples.append(chosen[:, np.argsort(selection.order)])
    ran = sum(isinstance(f, Selected) for f in found)
    return samples, n_resamples * ran - sum(map(len, samples))


def _seconds(selection: Selection, n_resamples: int, first: Once) -> float:
    """How long the resamples take: logits what the selection itself took, least squares what rows and walks do."""
    if selection.family == "logit":
        return first.again(n_resamples)
    basis = selection.selecting
    return seconds(walks(basis.scanned, len(basis.model.rows.columns), n_resamples))


def _least_squares_samples(
    selection: Selection, segment: int, _: Selected, count: int, seed: int, report: Progress
) -> NDArray[np.bool_]:
    plan = plan_of(selection.priced(segment), selection.rule, selection.among.model.rows.weight_type)
    drawn = selection.selecting.samples(segment, count, seed)
    return fitted([_core.select_replicates(samples, plan, continued(report, done)) for samples, done in drawn])


def _logit_samples(
    selection: Selection, segment: int, selected: Selected, count: int, seed: int, report: Progress
) -> NDArray[np.bool_]:
    among, inside = selection.priced(segment), []
    # What has no fit in the whole sample is said to have none, and asked about in no other.
    lost = [place for place, name in enumerate(among.terms) if name in selected.dependent]
    for answers in _answers(selection, segment, count, seed, report):
        try:
            walk, _ = first_logit(answers, among.drawn(answers.columns, answers.weights), selection.rule)
        except (ModelError, ConvergenceError):
            continue
        select(walk, selection.rule)
        if not walk.separates(lost):  # there the best driver has no fit, and would count as one that says nothing
            inside.append(walk.inside)
    return np.array(inside, dtype=bool).reshape(-1, len(among.terms))


def _answers(selection: Selection, segment: int, count: int, seed: int, report: Progress) -> Iterator[Answers]:
    """The rows of every sample."""
    for i, (model, share, before) in enumerate(selection.selecting.shares(count)):
        answers = read_answers(model, segment)
        for done, weights in enumerate(draws(answers, model.rows, share, seed_of(seed, i)), start=before + 1):
            yield answers.reweighted(weights)
            if report is not None:
                report(done)
