"""From a model to estimates and their covariances, whatever is done about missing answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._core import DataError, Moments, PlacetError
from ..survey import Survey, Term, options
from ..survey.missing import base_facts
from ..types import Cells
from . import errors as error_kinds
from .errors import Covariance, Errors
from .imputation import Imputation, impute
from .indicator import indicator
from .least_squares import LeastSquares, fit_least_squares, fit_precisely
from .missing import Treated, em, pairwise
from .missing_errors import Errors as CoefficientErrors
from .missing_errors import bootstrap_covariance, em_covariance, pairwise_covariance
from .model import Model
from .pooling import pool, pool_r2

Floats = NDArray[np.float64]
Missing: TypeAlias = Literal["drop", "raise", "pairwise", "em", "indicator", "multiple"]
METHODS: tuple[Missing, ...] = ("drop", "raise", "pairwise", "em", "indicator", "multiple")
#: What is done to the moments alone, which only models of moments can use.
OF_MOMENTS = ("pairwise", "em")
#: Bootstrap replicates for the errors of weighted maximum likelihood.
RESAMPLES = 200


@dataclass(frozen=True)
class Gaps:
    """What is to be done about missing answers.

    Attributes
    ----------
    missing : str
        One of `METHODS`.
    imputation, n_imputations
        Of ``"multiple"``.
    n_resamples : int
        Bootstrap replicates for the errors of ``"em"`` and ``"pairwise"``; 0 for formulas.
    seed : int or None
    progress : bool or None
    """

    missing: Missing = "drop"
    imputation: Imputation = "chained"
    n_imputations: int = 20
    n_resamples: int = 0
    seed: int | None = None
    progress: bool | None = None

    @classmethod
    def of(
        cls, survey: Survey, missing: Any, imputation: Any, n_imputations: Any, n_resamples: Any, rng: Any,
        progress: bool | None,
    ) -> Gaps:  # fmt: skip
        """Check the options of a call; a seed is drawn where something is random."""
        if n_resamples is None:
            # The information of a weighted likelihood takes weights for respondents; resampled rows know better.
            weighted = survey.weights is not None and survey.weight_type == "probability"
            n_resamples = RESAMPLES if missing == "em" and weighted else 0
        missing = options.choice("missing", missing, METHODS)
        imputation = options.choice("imputation", imputation, ("chained", "em"))
        n_imputations = options.whole("n_imputations", n_imputations, 2)
        n_resamples = options.whole("n_resamples", n_resamples, 0)
        if n_resamples and missing not in OF_MOMENTS:
            raise DataError(
                f'n_resamples={n_resamples} bootstraps the errors of missing="em" and "pairwise", not of '
                f"missing={missing!r}; leave it out"
            )
        random = missing == "multiple" or n_resamples > 0
        seed = options.seed(rng) if random else None
        return cls(missing, imputation, n_imputations, n_resamples, seed, progress)


@dataclass(frozen=True)
class Analysis:
    """Fitted models of all segments, how sure they are, and what was done to get them.

    Attributes
    ----------
    fitted : LeastSquares or another fitted model
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
    covariances: list[Covariance | None]
    about: dict[str, Any]
    notes: list[str]
    missing_information: list[Floats | None] = field(default_factory=list)
    facts: dict[str, Floats] = field(default_factory=dict)


def analyse(
    model: Model, fit: Callable[[Model], Any], kind: Errors, clusters: Cells | None, gaps: Gaps
) -> Analysis:  # fmt: skip
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
    if gaps.missing == "multiple":
        return _imputed(model, fit, kind, clusters, gaps)
    if gaps.missing in OF_MOMENTS:
        return _of_moments(model, fit, kind, gaps)
    notes, about = [], {}
    if gaps.missing == "indicator":
        made = indicator(model.rows)
        first = len(model.rows.columns)
        marks = [Term(name, (first + i,), role="covariate") for i, name in enumerate(made.indicators)]
        model = replace(model, rows=made.rows, terms=(*model.terms, *marks))
        notes, about = made.notes, made.about
    fitted = fit(model)
    covariances = error_kinds.covariances(fitted, kind, model.rows, clusters)
    rule = "raise" if gaps.missing == "raise" else "drop"
    about = base_facts(model.rows, fitted.moments, rule, "the outcome or a driver") | about
    return Analysis(fitted, covariances, about, [*notes, *error_kinds.said(model.where, covariances)])


# ---- moments of incomplete answers ---------------------------------------------------------------------------------


def _of_moments(model: Model, fit: Callable[[Model], Any], kind: Errors, gaps: Gaps) -> Analysis:
    if fit is not fit_least_squares:
        raise DataError(
            f"missing={gaps.missing!r} estimates means and covariances, which only least squares of standard "
            'precision can use; take missing="multiple", "indicator" or "drop"'
        )
    if kind not in {"classical", "HC1"}:
        raise DataError(
            f"missing={gaps.missing!r} has standard errors of its own, which know no strata, clusters or replicate "
            f'weights (errors={kind!r}); take missing="multiple" for those'
        )
    if gaps.missing == "pairwise" and not model.intercept:
        raise DataError('missing="pairwise" gives covariances about the means; it needs intercept=True')
    treated = treat(model, gaps)
    fitted = least_squares_of(model, treated)
    found = moment_errors(fitted, treated, gaps)
    covariances = [None if e is None else Covariance(e.covariance, e.df) for e in found]
    shares = [None if e is None else e.missing_information for e in found]
    how = f"errors of {gaps.n_resamples:,} bootstrap replicates" if gaps.n_resamples else "errors count what is missing"
    return Analysis(fitted, covariances, treated.about, [*treated.notes, how], shares)


def treat(model: Model, gaps: Gaps) -> Treated:
    """The moments that stand for incomplete answers."""
    given = {"n_resamples": gaps.n_resamples, "seed": gaps.seed, "progress": gaps.progress}
    if gaps.missing == "em":
        return em(model.rows, errors=None if gaps.n_resamples else "information", **given)
    return pairwise(model.rows, **given)


def moment_errors(fitted: LeastSquares, treated: Treated, gaps: Gaps) -> list[CoefficientErrors | None]:
    """Errors of the regressions on moments of incomplete answers; None where a segment could not be fitted."""
    drivers, intercept = fitted.model.drivers, fitted.model.intercept

    def errors(segment: int) -> CoefficientErrors:
        if gaps.n_resamples:
            return bootstrap_covariance(treated, segment, drivers, intercept)
        if gaps.missing == "em":
            return em_covariance(treated, segment, drivers, intercept)
        return pairwise_covariance(treated, segment, drivers)

    return [None if isinstance(f, PlacetError) else errors(i) for i, f in enumerate(fitted.fits)]


def least_squares_of(model: Model, treated: Treated) -> LeastSquares:
    """The regressions on moments of incomplete answers; a segment without moments keeps its error."""
    moments = [cell.get("moments") or Moments() for cell in treated.cells]
    fitted = fit_least_squares(model, moments)
    fits = [error or fit for fit, error in zip(fitted.fits, treated.errors, strict=True)]
    return LeastSquares(model, moments, fits)


# ---- completed data sets -------------------------------------------------------------------------------------------


def _imputed(
    model: Model, fit: Callable[[Model], Any], kind: Errors, clusters: Cells | None, gaps: Gaps
) -> Analysis:  # fmt: skip
    assert gaps.seed is not None
    imputed = impute(
        model.rows, seed=gaps.seed, imputation=gaps.imputation, n_imputations=gaps.n_imputations,
        blocks=[term.columns for term in model.terms if len(term.columns) > 1], progress=gaps.progress,
    )  # fmt: skip
    if fit not in (fit_least_squares, fit_precisely) and gaps.imputation == "em":
        _refuse_numbers(model, imputed.about["n_filled"][model.rows.names[0]])
    sets = [_without(fit(replace(model, rows=rows)), imputed.errors) for rows in imputed]
    errors = [error_kinds.covariances(fitted, kind, fitted.model.rows, clusters) for fitted in sets]
    covariances: list[Covariance | None] = []
    shares: list[Floats | None] = []
    for segment in range(model.segments):
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
    notes = [*imputed.notes, *error_kinds.said(model.where, covariances)]
    return Analysis(fitted, covariances, imputed.about, notes, shares, facts)


def _without(fitted: Any, errors: Sequence[PlacetError | None]) -> Any:
    """The models without those of segments that could not be imputed."""
    fits = [error or fit for fit, error in zip(fitted.fits, errors, strict=True)]
    return replace(fitted, fits=fits)


def _refuse_numbers(model: Model, gaps: int) -> None:
    """Refuse numbers in place of the categories of a logit's outcome."""
    if gaps:
        raise DataError(
            f'imputation="em" would fill {gaps:,} gaps of outcome {model.outcome!r} with numbers that are no '
            'categories; take imputation="chained", which lends answers'
        )


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
