"""From a model to estimates and their covariances, whatever is done about missing answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..._core import PlacetError
from ...types import Cells
from ..fits.constant import fit_constant
from ..fits.least_squares import LeastSquares, fit_least_squares, fit_precisely
from ..missing.basis import Basis, basis_of
from ..missing.incomplete import Treated
from ..model.model import Model
from ..options import Gaps
from . import kinds as error_kinds
from .covariance import Covariance
from .incomplete import Errors as CoefficientErrors
from .incomplete import bootstrap_covariance, em_covariance, pairwise_covariance
from .kinds import Errors
from .pooling import pool, pool_r2

Floats = NDArray[np.float64]
Fit: TypeAlias = Callable[[Model], Any]


@dataclass(frozen=True)
class Analysis:
    """Fitted models of all segments, how sure they are, and what was done to get them.

    Attributes
    ----------
    fitted : LeastSquares or another fitted model
    sets : sequence of fitted models
        Those of the completed data sets, of which `fitted` is the mean; otherwise `fitted` alone.
    covariances : list of Covariance, or None where a segment could not be fitted
    about : dict
        Counts of respondents.
    notes : list of str
    missing_information : list of ndarray or None
        Share of the information on every coefficient that gaps cost, by segment; empty without a method that says so.
    facts : dict
        Facts of the fit that differ from those of `fitted`.
    """

    fitted: Any
    sets: Sequence[Any]
    covariances: list[Covariance | None]
    about: dict[str, Any]
    notes: list[str]
    missing_information: list[Floats | None] = field(default_factory=list)
    facts: dict[str, Floats] = field(default_factory=dict)


def analyse(model: Model, fit: Fit, kind: Errors, clusters: Cells | None, gaps: Gaps) -> Analysis:
    """Fit a model to every segment.

    Parameters
    ----------
    model : Model
    fit : callable
        Fits a model to complete cases.
    kind, clusters
        Standard errors, see `errors.covariances`.
    gaps : Gaps
        What is done about missing answers.
    """
    gaps.check(kind, linear=fit is fit_least_squares, intercept=model.intercept)
    categories = fit not in (fit_least_squares, fit_precisely)
    return analyse_basis(basis_of(model, gaps, categories=categories), fit, kind, clusters)


def analyse_basis(
    basis: Basis, fit: Fit, kind: Errors, clusters: Cells | None = None, part: Callable[[Model], Model] = lambda m: m
) -> Analysis:
    """Fit a model, or a part of it, to what stands for the incomplete answers.

    Parameters
    ----------
    basis : Basis
    fit, kind, clusters
        As for `analyse`.
    part : callable
        Chooses some of the terms and of the segments of the model.
    """
    if basis.treated is not None:
        return _of_moments(basis, basis.treated, part)
    if basis.imputed is not None:
        return _imputed(basis, fit, kind, clusters, part)
    fitted = fit(part(basis.model))
    covariances = error_kinds.covariances(fitted, kind, fitted.model.rows, clusters)
    about, notes = basis.counts(fitted.moments), [*basis.notes, *error_kinds.said(fitted.model.where, covariances)]
    nothing = [None if b is None else np.zeros(len(b)) for b in fitted.estimates]
    shares = nothing if basis.gaps.missing == "multiple" else []  # one data set: nothing was missing
    return Analysis(fitted, [fitted], covariances, about, notes, shares)


@dataclass(frozen=True)
class Group:
    """Segments that were fitted together, and their analysis."""

    segments: list[int]
    analysis: Analysis


def analyse_groups(basis: Basis, fit: Fit, kind: Errors, terms: Sequence[Collection[str] | None]) -> list[Group]:
    """Fit every segment's own terms, segments of the same terms together; None for a segment without a model."""
    sets: dict[frozenset[str], list[int]] = {}
    for segment, names in enumerate(terms):
        if names is not None:
            sets.setdefault(frozenset(names), []).append(segment)

    def group(names: frozenset[str], segments: list[int]) -> Group:
        return Group(segments, analyse_basis(basis, fit, kind, part=lambda model: model.part(names, segments)))

    return [group(names, segments) for names, segments in sets.items()]


def stack_facts(groups: Sequence[Group], segments: int, *, pooled: bool = True) -> dict[str, Floats]:
    """Facts of the fits of all groups, one number a segment; R² of data sets is their mean if not pooled."""
    facts: dict[str, Floats] = {}
    for group in groups:
        found = group.analysis.fitted.facts() | (group.analysis.facts if pooled else {})
        for name, values in found.items():
            facts.setdefault(name, np.full(segments, np.nan))[group.segments] = values
    return facts


# ---- moments of incomplete answers ---------------------------------------------------------------------------------


def _of_moments(basis: Basis, treated: Treated, part: Callable[[Model], Model]) -> Analysis:
    model = part(basis.model)
    names, segments = basis.model.rows.names, _places(basis, model)
    columns = [names.index(name) for name in model.rows.names]
    fitted = _without(_fitted(model, basis, columns, segments), basis)
    found = [
        None if isinstance(fit, PlacetError) else _errors(basis.gaps, treated, segment, columns[1:], model.intercept)
        for segment, fit in zip(segments, fitted.fits, strict=True)
    ]
    covariances = [None if e is None else Covariance(e.covariance, e.df) for e in found]
    shares = [None if e is None else e.missing_information for e in found]
    count = basis.gaps.n_resamples
    how = f"errors of {count:,} bootstrap replicates" if basis.gaps.bootstrap else "errors count what is missing"
    return Analysis(fitted, [fitted], covariances, basis.about, [*basis.notes, how], shares)


def _fitted(model: Model, basis: Basis, columns: list[int], segments: list[int]) -> LeastSquares:
    """The regressions on moments of incomplete answers."""
    moments = [basis.moments[segment][0] for segment in segments]
    if len(columns) < len(basis.model.rows.columns):
        moments = [m if basis.errors[s] else m.select(columns) for s, m in zip(segments, moments, strict=True)]
    return (fit_least_squares if model.drivers else fit_constant)(model, moments)


def _errors(gaps: Gaps, treated: Treated, segment: int, drivers: list[int], intercept: bool) -> CoefficientErrors:
    if gaps.bootstrap:
        return bootstrap_covariance(treated, segment, drivers, intercept)
    if gaps.missing == "em":
        return em_covariance(treated, segment, drivers, intercept)
    return pairwise_covariance(treated, segment, drivers)


# ---- completed data sets -------------------------------------------------------------------------------------------


def _imputed(
    basis: Basis, fit: Fit, kind: Errors, clusters: Cells | None, part: Callable[[Model], Model]
) -> Analysis:  # fmt: skip
    sets = [_without(fit(part(model)), basis) for model in basis.sets()]
    errors = [error_kinds.covariances(fitted, kind, fitted.model.rows, clusters) for fitted in sets]
    covariances: list[Covariance | None] = []
    shares: list[Floats | None] = []
    for segment in range(len(sets[0].fits)):
        found = [e[segment] for e in errors]
        estimates = [fitted.estimates[segment] for fitted in sets]
        if any(e is None for e in found):
            covariances.append(None)
            shares.append(None)
            continue
        pooled = pool(estimates, [e.matrix for e in found if e], min(e.least_df for e in found if e))
        covariances.append(Covariance(pooled.covariance, pooled.df, found[0].notes if found[0] else ()))
        shares.append(pooled.missing_information)
    fitted = sets[0].averaged(sets)
    facts = _pooled_r2(sets) if isinstance(fitted, LeastSquares) else {}
    notes = [*basis.notes, *error_kinds.said(fitted.model.where, covariances)]
    return Analysis(fitted, sets, covariances, basis.about, notes, shares, facts)


def _without(fitted: Any, basis: Basis) -> Any:
    """The models without those of segments whose missing answers could not be treated, which keep their error."""
    places = _places(basis, fitted.model)
    return replace(fitted, fits=[basis.errors[place] or fit for place, fit in zip(places, fitted.fits, strict=True)])


def _places(basis: Basis, model: Model) -> list[int]:
    """The segments of a part of the model among those of all."""
    keys = {key: place for place, key in enumerate(basis.model.rows.segments.keys)}
    return [keys[key] for key in model.rows.segments.keys]


def _pooled_r2(sets: Sequence[LeastSquares]) -> dict[str, Floats]:
    """R² and adjusted R², pooled on Fisher's scale."""
    facts = {}
    for name in ("r2", "adj_r2"):
        found, n = np.array([fitted.stack(name) for fitted in sets]), sets[0].stack("n")
        facts[name] = np.array(
            [
                pool_r2(column, size).estimate if np.isfinite(column).all() else np.nan
                for column, size in zip(found.T, n, strict=True)
            ]
        )
    return facts
