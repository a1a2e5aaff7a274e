"""From a model to estimates and their covariances, whatever is done about missing answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments, PlacetError
from ...language import say
from ...missing.gaps import Gaps
from ...missing.incomplete import Treated
from ...results.table import FrozenColumns, Later, Table, to_list
from ...survey import Segments
from ...survey.passes import together
from ..fits.fits import Fit
from ..fits.least_squares import LeastSquares, conditions, fit_least_squares
from ..missing.basis import Basis
from ..model.model import Model
from ..prepare import Prepared
from . import joint, kinds
from .covariance import Covariance
from .facts import belong_to_errors, of_errors, of_gaps
from .imputed import pooled
from .incomplete import bootstrap_covariance, em_covariance, pairwise_covariance
from .numbers import Numbers

Floats = NDArray[np.float64]
Part: TypeAlias = Callable[[Model], Model]
Facts: TypeAlias = Callable[[], dict[str, Floats]]
#: Facts of the test of a likelihood, which is that of independent rows without gaps.
LIKELIHOOD_RATIO = ("chi2", "chi2_p_value")


@dataclass(frozen=True)
class Analysis:
    """Models of segments that have the same terms, how sure they are, and what was done to get them.

    Attributes
    ----------
    segments : list of int
        Which of all segments they are of.
    fitted : LeastSquares or another fitted model
    sets : sequence of fitted models
        Those of the completed data sets, of which `fitted` is the mean; otherwise `fitted` alone.
    covariances : list of Covariance, or None where a segment could not be fitted
    notes : list of str
    pooled : dict
        Facts of the fit that are no means over the data sets.
    own : Basis or None
        What the models were fitted to, where that is not what all were.
    """

    segments: list[int]
    fitted: Any
    sets: Sequence[Any]
    covariances: list[Covariance | None]
    notes: list[str]
    pooled: dict[str, Floats] = field(default_factory=dict)
    own: Basis | None = None

    @cached_property
    def numbers(self) -> Numbers:
        """The same without the rows, and what every sampling unit adds to the errors."""
        model, moments, fits = self.fitted.model, self.fitted.moments, self.fitted.fits
        segments = model.rows.segments
        sure = [c if c is None or not c.moves else replace(c, moves=()) for c in self.covariances]
        return Numbers(Segments(segments.names, segments.keys, None), model.terms, model.intercept, moments, fits, sure)


@dataclass(frozen=True)
class Analyses:
    """The analyses of all segments, in groups of the same terms: mostly there is one.

    Attributes
    ----------
    call : Prepared
    basis : Basis
    groups : list of Analysis
    segments : int
        Number of all segments.
    """

    call: Prepared
    basis: Basis
    groups: list[Analysis]
    segments: int

    @cached_property
    def placed(self) -> dict[int, tuple[Analysis, int]]:
        """The analysis of every segment that has a model, and its place there."""
        found = {s: (group, place) for group in self.groups for place, s in enumerate(group.segments)}
        return dict(sorted(found.items()))

    def basis_of(self, segment: int) -> tuple[Basis, int]:
        """What the model of a segment was fitted to, and its place there."""
        group, place = self.placed[segment]
        return (self.basis, segment) if group.own is None else (group.own, place)

    @property
    def fits(self) -> list[Fit | PlacetError | None]:
        """The fit of every segment, or why there is none; None for one without a model."""
        every = (self.placed.get(segment) for segment in range(self.segments))
        return [None if found is None else found[0].fitted.fits[found[1]] for found in every]

    @property
    def covariances(self) -> list[Covariance | None]:
        """The covariance of every segment that has a model."""
        return [group.covariances[place] for group, place in self.placed.values()]

    @property
    def moments(self) -> list[Moments]:
        """The moments of every segment that has a model."""
        return [group.fitted.moments[place] for group, place in self.placed.values()]

    @property
    def joint_test(self) -> str:
        """What the test of all drivers is called."""
        return joint.in_words(self.covariances, likelihood=self.call.family != "linear")

    @cached_property
    def notes(self) -> list[str]:
        """What is to be said about the fits and their errors; warns of nearly dependent drivers."""
        return list(dict.fromkeys(note for group in self.groups for note in self._notes(group)))

    def _notes(self, group: Analysis) -> list[str]:
        return [*self._warned(group), *_based(group), *group.notes]

    def _warned(self, group: Analysis) -> list[str]:
        of_rows = not self.basis.gaps.of_moments
        return [] if self.call.family != "linear" or self.call.precise else conditions(group.fitted, of_rows)

    def facts(self, own: Sequence[Mapping[str, Floats]]) -> Later:
        """Facts of the fits, one number a segment, NaN for one without a model; `own` are beside or in place of them.

        Parameters
        ----------
        own
            Further facts of every group.
        """
        parts = [
            (one.segments, one.fitted.facts(), one.numbers.overall, more)
            for one, more in zip(self.groups, own, strict=True)
        ]
        return Later(FrozenColumns, _facts, parts, self.segments)

    def join(self, parts: Sequence[Table], order: str | None = None) -> Table:
        """Tables of all groups as one, in the order of a column, or of the segments."""
        if len(parts) == 1:
            return parts[0]
        segments = self.basis.model.rows.segments
        columns = {name: [to_list(part[name]) for part in parts] for name in parts[0].columns}
        joined = {name: [value for part in given for value in part] for name, given in columns.items()}
        place = {key: i for i, key in enumerate(segments.keys)}
        keys = zip(*(joined[name] for name in segments.names), strict=True)
        by = joined[order] if order else [place[key] for key in keys]
        rows = np.argsort(by, kind="stable")
        return Table({name: [values[row] for row in rows] for name, values in joined.items()})


def _facts(parts: Sequence[tuple[list[int], Facts, Facts, Mapping[str, Floats]]], segments: int) -> dict[str, Floats]:
    found = [(group, {**_tested(facts(), overall()), **own}) for group, facts, overall, own in parts]
    if len(found[0][0]) == segments:
        return found[0][1]
    joined: dict[str, Floats] = {}
    for group, facts in found:
        for name, values in facts.items():
            joined.setdefault(name, np.full(segments, np.nan))[group] = values
    return joined


def _tested(facts: dict[str, Floats], overall: dict[str, Floats]) -> dict[str, Floats]:
    """The facts with the joint test of the errors in place of the likelihood ratio, which knows nothing of them."""
    if not overall:
        return facts
    return {name: np.full_like(v, np.nan) if name in LIKELIHOOD_RATIO else v for name, v in facts.items()} | overall


def analyse(
    call: Prepared, basis: Basis | None = None, terms: Sequence[Collection[str] | None] | None = None
) -> Analyses:  # fmt: skip
    """Fit every segment's own terms, segments of the same terms together.

    Parameters
    ----------
    call : Prepared
    basis : Basis, optional
        What is fitted to, if not what stands for all answers of the call.
    terms : sequence, optional
        Names of the terms by segment, None for one without a model; without it all that say something there.
    """
    basis = call.basis() if basis is None else basis
    count = basis.model.segments
    own = [basis.terms(segment) for segment in range(count)] if terms is None else terms
    sets: dict[tuple[frozenset[str], frozenset[int]], list[int]] = {}
    for segment, names in enumerate(own):
        if names is not None:
            sets.setdefault((frozenset(names), basis.model.absent_from(segment)), []).append(segment)
    groups = together([partial(_analysis, call, basis, *alike, segments) for alike, segments in sets.items()])
    return Analyses(call, basis, groups, count)


def _analysis(
    call: Prepared, basis: Basis, names: frozenset[str], absent: frozenset[int], segments: list[int]
) -> Analysis:  # fmt: skip
    def part(model: Model) -> Model:
        return model.part(names, segments, absent)

    if absent and not basis.gaps.of_rows:
        return _apart(call, basis, names, absent, segments)
    if basis.treated is not None:
        return _of_moments(basis, basis.treated, part(basis.model), segments)
    if basis.imputed is not None:
        return _imputed(call, basis, part, segments)
    fitted = call.fit(part(basis.model))
    covariances = kinds.covariances(fitted, call.errors, fitted.model.rows, call.clusters)
    if basis.gaps.missing == "multiple":  # one data set: nothing was missing
        covariances = [c and replace(c, missing_information=np.zeros(len(c.matrix))) for c in covariances]
    own = of_errors(fitted, call.errors, covariances) if belong_to_errors(call.errors, fitted.model.rows) else {}
    return Analysis(segments, fitted, [fitted], covariances, _said(basis, fitted, covariances), own)


def _apart(
    call: Prepared, basis: Basis, names: frozenset[str], absent: frozenset[int], segments: list[int]
) -> Analysis:  # fmt: skip
    """Segments that lack levels of a factor: what stands for their missing answers is made without these."""
    own = call.basis(basis.model.part([term.name for term in basis.model.terms], segments, absent))
    return replace(_analysis(call, own, names, frozenset(), list(range(len(segments)))), segments=segments, own=own)


def _said(basis: Basis, fitted: Any, covariances: Sequence[Covariance | None]) -> list[str]:
    slopes = len(fitted.model.drivers)
    words = [c and (*c.notes, *joint.untested(c, slopes)) for c in covariances]
    return [*basis.notes, *kinds.said(fitted.model.where, covariances, words)]


def _based(group: Analysis) -> list[str]:
    """Words for segments whose weights rest on fewer respondents than a model of so many coefficients needs."""
    model = group.fitted.model
    if model.rows.weights is None or model.rows.weight_type != "probability":
        return []
    few = [not isinstance(fit, PlacetError) and fit.n_eff <= fit.terms for fit in group.fitted.fits]
    note = say(
        "the weights rest on so few respondents that the effective base does not exceed the number of coefficients: "
        "do not trust errors, tests and intervals"
    )
    return kinds.said(model.where, group.covariances, [[note] if one else None for one in few])


# ---- moments of incomplete answers ---------------------------------------------------------------------------------


def _of_moments(basis: Basis, treated: Treated, model: Model, segments: list[int]) -> Analysis:
    names = basis.model.rows.names
    columns = [names.index(name) for name in model.rows.names]
    fitted = _without(_fitted(model, basis, columns, segments), basis, segments)
    covariances = [
        None if isinstance(fit, PlacetError) else _errors(basis.gaps, treated, segment, columns[1:], model.intercept)
        for segment, fit in zip(segments, fitted.fits, strict=True)
    ]
    count = basis.gaps.n_resamples
    replicates = say("errors of {count:,} bootstrap replicates", count=count)
    how = replicates if basis.gaps.bootstrap else say("errors count what is missing")
    own = of_gaps(basis, segments, fitted, [fitted], covariances)
    return Analysis(segments, fitted, [fitted], covariances, [*basis.notes, how], own)


def _fitted(model: Model, basis: Basis, columns: list[int], segments: list[int]) -> LeastSquares:
    """The regressions on moments of incomplete answers."""
    moments = [basis.moments[segment][0] for segment in segments]
    if len(columns) < len(basis.model.rows.columns):
        moments = [m if basis.errors[s] else m.select(columns) for s, m in zip(segments, moments, strict=True)]
    return fit_least_squares(model, moments)


def _errors(gaps: Gaps, treated: Treated, segment: int, drivers: list[int], intercept: bool) -> Covariance:
    if gaps.bootstrap:
        return bootstrap_covariance(treated, segment, drivers, intercept)
    if gaps.missing == "em":
        return em_covariance(treated, segment, drivers, intercept)
    return pairwise_covariance(treated, segment, drivers)


# ---- completed data sets -------------------------------------------------------------------------------------------


def _imputed(call: Prepared, basis: Basis, part: Part, segments: list[int]) -> Analysis:
    sets = [_without(call.fit(part(model)), basis, segments) for model in basis.sets()]
    errors = [kinds.covariances(fitted, call.errors, fitted.model.rows, call.clusters) for fitted in sets]
    fitted, covariances = sets[0].averaged(sets), list(pooled(sets, errors))
    own = of_gaps(basis, segments, fitted, sets, covariances)
    return Analysis(segments, fitted, sets, covariances, _said(basis, fitted, covariances), own)


def _without(fitted: Any, basis: Basis, segments: list[int]) -> Any:
    """The models without those of segments whose missing answers could not be treated, which keep their error."""
    return replace(fitted, fits=[basis.errors[s] or fit for s, fit in zip(segments, fitted.fits, strict=True)])
