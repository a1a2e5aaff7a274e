"""What a model is fitted to, and what functions of moments rest on, whatever is done about missing answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import DataError, Moments, PlacetError
from ...language import say
from ...missing.gaps import Gaps, seed_of
from ...missing.imputation import Imputed, impute
from ...missing.incomplete import Treated, answered_outcome, count, em, outcomes, pairwise
from ...survey import Rows, Term
from ...survey.columns import codes, numbers, weights
from ...survey.facts import base_facts, losses
from ...survey.weights import observations
from ...types import Samples
from ..model.levels import complete
from ..model.model import Model, answered
from ..model.moments import Means, stacked
from . import apart, products
from .indicator import indicator

Floats = NDArray[np.float64]
#: What a selection makes of indicators and of completed data sets.
MARKED = say("indicators of missing answers are in every model")
STACKED = say(
    "drivers were selected by results pooled over all data sets; data_sets in inclusion tells how many data sets agree"
)

#: What a model can do about answers that many did not give.
REMEDY = 'leave out columns that few were asked, or keep the others by missing="em", "multiple" or "indicator"'


@dataclass(frozen=True)
class Basis:
    """A model and what stands for the incomplete answers of its rows.

    Attributes
    ----------
    model : Model
        Under ``"indicator"`` its gaps are filled and the indicators are covariates.
    gaps : Gaps
    treated : Treated or None
        Moments of ``"pairwise"`` and ``"em"``.
    imputed : Imputed or None
        Data sets of ``"multiple"``.
    marks : tuple of str
        Names of the indicators.
    absent : tuple of sets of str
        By segment the indicators that would say nothing there.
    about : dict
        Counts, where the method has its own.
    notes : list of str
        What was done, in words.
    """

    model: Model
    gaps: Gaps
    treated: Treated | None = None
    imputed: Imputed | None = None
    marks: tuple[str, ...] = ()
    absent: tuple[frozenset[str], ...] = ()
    about: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def data_sets(self) -> int:
        """Completed data sets, or 1."""
        return 1 if self.imputed is None else self.imputed.about["n_imputations"]

    def data_set(self, i: int) -> Model:
        """The model on a completed data set; on the rows as they are where there are no such sets."""
        return self.model if self.imputed is None else replace(self.model, rows=self.imputed.completed(i))

    def sets(self) -> Iterator[Model]:
        """The model on every data set, made one after the other."""
        return (self.data_set(i) for i in range(self.data_sets))

    @property
    def errors(self) -> list[PlacetError | None]:
        """Why a segment has no moments; None for those that have."""
        by = self.treated or self.imputed
        return [None] * self.model.segments if by is None else by.errors

    def terms(self, segment: int) -> list[str]:
        """Names of the terms that say something in a segment."""
        absent = self.absent_from(segment)
        return [term.name for term in self.model.terms if term.name not in absent]

    def absent_from(self, segment: int) -> frozenset[str]:
        """Indicators that would say nothing in a segment."""
        return self.absent[segment] if self.absent else frozenset()

    @cached_property
    def moments(self) -> list[list[Moments]]:
        """Moments of every segment, one a completed data set; empty ones where a segment has none."""
        if self.treated is not None:
            return [[cell.get("moments") or Moments()] for cell in self.treated.cells]
        sets = [model.rows.moments() for model in self.sets()]
        return [list(found) for found in zip(*sets, strict=True)]

    @cached_property
    def means(self) -> list[Means]:
        """Moments of every segment, of all its data sets together."""
        return [stacked(sets) for sets in self.moments]

    @cached_property
    def together(self) -> list[Moments]:
        """The same as the core takes them."""
        return [
            sets[0] if len(sets) == 1 else means.accumulator(sets[0].sum_w2)
            for sets, means in zip(self.moments, self.means, strict=True)
        ]

    @cached_property
    def outcomes(self) -> list[float]:
        """Observations of every segment that answered the outcome, whatever stands for the others."""
        return outcomes(self.model.rows).tolist()

    @property
    def of_gaps(self) -> bool:
        """Whether moments or completed data sets stand for answers that nobody gave."""
        return self.treated is not None or self.imputed is not None

    @cached_property
    def log_weights(self) -> list[float]:
        """Σ log w of the rows of every segment, which the likelihood under precision weights has."""
        rows = self.model.rows
        if rows.weight_type != "precision" or rows.weights is None:
            return [0.0] * self.model.segments
        logs = np.log(rows.weights[1][self._counted], dtype=np.float64)
        return np.bincount(codes(rows)[self._counted], weights=logs, minlength=self.model.segments).tolist()

    @cached_property
    def replicates_df(self) -> NDArray[np.float64]:
        """Degrees of freedom of the replicates of every segment, of the rows used."""
        rows = self.model.rows
        counted = answered_outcome if self.of_gaps else complete
        return rows.replicates_df(lambda part: np.where(counted(part), codes(part), -1))

    @cached_property
    def _counted(self) -> NDArray[np.bool_]:
        """Which rows count, with all answers or with gaps that something stands for."""
        return answered_outcome(self.model.rows) if self.of_gaps else answered(self.model)

    def complete(self) -> Basis:
        """The same without the rows that lack an answer, which a part of the model might not ask for."""
        if not self.gaps.listwise or not any(moments.n_missing for (moments,) in self.moments):
            return self
        return replace(self, model=replace(self.model, rows=self.model.rows.complete(lambda: answered(self.model))))

    def counts(self, moments: Sequence[Moments]) -> dict[str, Any]:
        """Counts of respondents: those of the method, or of the moments of complete rows."""
        if not self.gaps.of_rows:
            return self.about
        rule = "raise" if self.gaps.missing == "raise" else "drop"
        rows, what = self.model.rows, "the outcome or a driver"
        facts = base_facts(rows, moments, rule, what)
        if self.gaps.missing != "indicator" and facts["n_missing"]:
            columns = {term.name: rows.columns[term.columns[0]] for term in self.model.terms}
            facts |= losses(rows, facts, {self.model.outcome: rows.columns[0]} | columns, REMEDY)
        return facts | self.about

    @property
    def respondents(self) -> int:
        """Respondents that the moments stand for: rows, or the sum of their frequencies."""
        kind = self.model.rows.weight_type
        return round(sum(observations(kind, means.n, means.sum_w) for means in self.means))

    def observations(self, segment: int) -> float:
        """Observations that count in a segment: those that answered the outcome, where others are made up for."""
        means = self.means[segment]
        full = float(observations(self.model.rows.weight_type, means.n, means.sum_w))
        return self.outcomes[segment] if self.of_gaps else full

    def answered_shares(self, columns: Sequence[int]) -> Floats:
        """Share of the respondents with an outcome who answered each of some columns, a row a segment."""
        rows, segments = self.model.rows, self.model.segments
        counted, segment = answered_outcome(rows), codes(rows)
        once = np.broadcast_to(observations(rows.weight_type, 1.0, weights(rows)), rows.n_total)
        given = [counted & ~np.isnan(numbers(rows.columns[column])) for column in columns]
        with np.errstate(divide="ignore", invalid="ignore"):
            sums = np.array([np.bincount(segment[g], once[g], segments) for g in given]).reshape(len(columns), segments)
            return (sums / np.array(self.outcomes)).T

    def samples(self, segment: int, count: int, seed: int) -> Iterator[tuple[Samples, int]]:
        """Bootstrap samples of the respondents of a segment, data set by data set, and how many came before.

        Completed data sets get equally many. Replicates of incomplete answers that had no moments are left out.
        """
        if self.treated is not None:
            yield self.treated.replicates(segment)[:count], 0
            return
        for i, (model, share, done) in enumerate(self.shares(count)):
            yield model.rows.samples(segment, model.rows.draws(share, seed_of(seed, i))), done

    @property
    def scanned(self) -> int:
        """Rows that a resample reads: none where moments were made of incomplete answers, and of their resamples."""
        return 0 if self.treated is not None else self.model.rows.n_drawn

    def resamples(self, count: int) -> int:
        """Resamples of a segment where `count` are asked for: replicate weights are as many as there are."""
        given = self.model.rows.replicates
        return count if given is None or not count else len(given) * self.data_sets

    def shares(self, count: int) -> Iterator[tuple[Model, int, int]]:
        """The data sets, how many of the resamples each gets, and how many those before it got."""
        count, done = self.resamples(count), 0
        for i, model in enumerate(self.sets()):
            share = count // self.data_sets + (i < count % self.data_sets)
            yield model, share, done
            done += share


def resampled(rows: Rows) -> list[str]:
    """What resamples of a designed survey are."""
    if rows.replicates is not None:
        count, kind = len(rows.replicates), rows.replicates.rule.kind
        words = say(
            "in place of bootstrap samples the {count} replicate weights ({kind}) were each searched",
            count=count, kind=kind,
        )  # fmt: skip
        return [words]
    if rows.sampling is None:
        return []
    drawn = say("bootstrap samples are of the design ({design})", design=rows.sampling.words)
    return [drawn, *rows.sampling.lonely_note]


def basis_of(model: Model, gaps: Gaps, *, categories: bool = False) -> Basis:
    """Do what is to be done about missing answers, once for all that is made of it.

    With `categories` the outcome is one of a few, and takes no numbers in between.
    """
    if gaps.of_moments:
        treated = treat(model, gaps)
        treated = apart.treated(model, gaps, treated, treat) if model.absent else treated
        said = [*treated.notes, *(products.notes(model) if gaps.missing == "em" else [])]
        return Basis(model, gaps, treated=treated, about=treated.about, notes=said)
    if gaps.missing == "indicator":
        return _indicated(model, gaps)
    if gaps.missing == "multiple":
        imputed = _impute(model, gaps)
        if categories and gaps.imputation == "em":
            _refuse_numbers(model, imputed.about["n_filled"][model.rows.names[0]])
        # Where nothing is missing every data set is the one given, and one is enough.
        one = imputed.complete and not any(imputed.errors)
        said = [*imputed.notes, *products.notes(model)]
        return Basis(model, gaps, imputed=None if one else imputed, about=imputed.about, notes=said)
    return Basis(model, gaps)


def _impute(model: Model, gaps: Gaps) -> Imputed:
    assert gaps.seed is not None
    found = impute(
        model.rows, seed=gaps.seed, imputation=gaps.imputation, n_imputations=gaps.n_imputations,
        blocks=[term.columns for term in model.terms if len(term.columns) > 1], progress=gaps.progress,
    )  # fmt: skip
    return apart.imputed(model, found, lambda part: _impute(part, gaps)) if model.absent else found


def counts_of(model: Model, gaps: Gaps) -> dict[str, Any]:
    """Counts of the respondents of a model of whom parts are treated apart."""
    if gaps.of_rows:
        basis = basis_of(model, gaps)
        return basis.counts([moments for (moments,) in basis.moments])
    counts = count(model.rows)
    if gaps.missing == "multiple":
        counts["n_filled"] = counts.pop("n_not_answered")
    return counts


def treat(model: Model, gaps: Gaps) -> Treated:
    """The moments that stand for incomplete answers."""
    given = {"n_resamples": gaps.n_resamples, "seed": gaps.seed, "progress": gaps.progress}
    if gaps.missing == "em":
        return em(model.rows, errors=None if gaps.bootstrap else "information", **given)
    return pairwise(model.rows, **given)


def _indicated(model: Model, gaps: Gaps) -> Basis:
    made, first = indicator(model.rows), len(model.rows.columns)
    marks = [Term(name, (first + i,), role="covariate") for i, name in enumerate(made.indicators)]
    absent = tuple(
        frozenset(mark.name for mark in marks if mark.columns[0] not in positions) for positions in made.positions
    )
    model = replace(model, rows=made.rows, terms=(*model.terms, *marks))
    names = tuple(made.indicators)
    return Basis(model, gaps, marks=names, absent=absent, about=made.about, notes=made.notes)


def _refuse_numbers(model: Model, gaps: int) -> None:
    """Refuse numbers in place of the categories of a logit's outcome."""
    if gaps:
        raise DataError(
            f'imputation="em" would fill {gaps:,} gaps of outcome {model.outcome!r} with numbers that are no '
            'categories; take imputation="chained", which lends answers'
        )
