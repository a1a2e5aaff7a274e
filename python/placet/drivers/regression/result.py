"""From fitted models to the result of a regression."""

from __future__ import annotations

import numpy as np

from ...results.drivers.regression import INTERCEPT, RegressionResult
from ...results.table import Table
from ..fits.cumulative_logit import CumulativeLogit
from ..fits.least_squares import conditions
from ..model.model import Model, failures
from ..model.outcome import Outcome
from ..options import OF_MOMENTS, Gaps
from ..standard_errors import kinds as error_kinds
from ..standard_errors.analysis import Analysis
from ..standard_errors.covariance import Covariance
from ..standard_errors.kinds import Errors
from .diagnostics import residual_table, residual_tests
from .hypotheses import equality, term_tests
from .logit_tables import logit_table, proportional_odds
from .predict import Encoding
from .tables import (
    coefficient_table,
    collinearity_notes,
    collinearity_table,
    joint_test,
    overall_test,
    shared_variance,
    tests_of_segments,
    tests_of_terms,
)


def linear_result(
    found: Analysis,
    kind: Errors,
    cluster: str | None,
    conf_level: float,
    gaps: Gaps,
    diagnostics: bool,
    precisely: bool,
) -> RegressionResult:
    """The result of least squares."""
    fitted, covariances = found.fitted, found.covariances
    model: Model = fitted.model
    survey = model.survey
    notes = [*failures(model, fitted.fits), *([] if precisely else conditions(fitted, stacklevel=4)), *found.notes]
    shared = [shared_variance(fitted, segment) for segment in range(model.segments)]
    method = "Weighted least squares" if survey.weights else "Least squares"
    own = gaps.missing in OF_MOMENTS
    about = {
        "method": method if own else f"{method}, {error_kinds.words(kind, model.rows, cluster)}",
        "errors": gaps.missing if own else kind,
        "conf_level": conf_level,
        **model.facts(),
        "missing": gaps.missing,
        **found.about,
        **({} if gaps.seed is None else {"seed": gaps.seed}),
        "notes": [*notes, *collinearity_notes(model, shared)],
    }
    plain = kind == "classical" and gaps.missing in {"drop", "raise", "indicator"}
    residuals = residual_table(fitted) if diagnostics else None
    facts = fitted.facts() | found.facts
    return RegressionResult(
        coefficient_table(fitted, covariances, conf_level),
        model.rows.segments.names,
        about,
        survey.labels,
        survey.frame.library,
        facts if plain else facts | overall_test(fitted, covariances),
        covariance=tuple(None if c is None else c.matrix for c in covariances),
        term_tests=tests_of_terms(fitted, covariances),
        equality=tests_of_segments(fitted, covariances, plain),
        collinearity=collinearity_table(model, shared),
        residuals=residuals,
        tests=None if residuals is None else residual_tests(fitted, residuals),
        gaps=_gaps(found),
        encoding=None if gaps.missing == "indicator" else Encoding.of(model, fitted.stack("sigma")),
    )


def logit_result(
    found: Analysis, made: Outcome, name: str, kind: Errors, cluster: str | None, conf_level: float, gaps: Gaps
) -> RegressionResult:
    """The result of a binary or ordered logit."""
    fitted: CumulativeLogit = found.fitted
    model = fitted.model
    survey, design = model.survey, kind == "design"
    whole = [None if c is None else _whole(fitted, i, c, design) for i, c in enumerate(found.covariances)]
    estimates = [None if b is None else fitted.whole(i, b) for i, b in enumerate(fitted.estimates)]
    shared = [shared_variance(fitted, segment) for segment in range(model.segments)]
    what = "Logit" if name == "logit" else "Ordered logit"
    about = {
        "method": f"{what} of {made.words}, {error_kinds.words(kind, model.rows, cluster)}",
        "model": name,
        "event": made.words,
        "categories": list(made.categories),
        "errors": kind,
        "conf_level": conf_level,
        **model.facts(),
        "missing": gaps.missing,
        **found.about,
        **({} if gaps.seed is None else {"seed": gaps.seed}),
        "notes": [*failures(model, fitted.fits), *found.notes, *collinearity_notes(model, shared)],
    }
    nothing: list[dict[str, float]] = [{}] * model.segments
    return RegressionResult(
        logit_table(fitted, found.covariances, conf_level, design=design, effects=gaps.missing != "multiple"),
        model.rows.segments.names,
        about,
        survey.labels,
        survey.frame.library,
        fitted.facts() if kind == "classical" else fitted.facts() | joint_test(estimates, whole, fitted.lead),
        covariance=tuple(None if c is None else c.matrix for c in whole),
        term_tests=term_tests(model, estimates, whole, fitted.lead, nothing),
        equality=equality(model, estimates, whole, fitted.lead, None),
        collinearity=collinearity_table(model, shared),
        gaps=_gaps(found),
        proportional_odds=None if gaps.missing == "multiple" else proportional_odds(fitted),
        encoding=None
        if gaps.missing == "indicator"
        else Encoding.of(model, np.full(model.segments, np.nan), fitted.observed),
    )


def _whole(fitted: CumulativeLogit, segment: int, covariance: Covariance, design: bool) -> Covariance:
    """A covariance with rows for the thresholds of categories without a case."""
    moves = covariance.moves
    if moves is not None:
        moves = np.array([fitted.whole(segment, row) for row in moves])
    # Pooled data sets have degrees of freedom of their own, and a segment without errors has none.
    own = design or np.ndim(covariance.df) > 0 or np.isnan(covariance.least_df)
    df = covariance.least_df if own else np.inf
    return Covariance(fitted.whole(segment, covariance.matrix), df, moves=moves)


def _gaps(found: Analysis) -> Table | None:
    """Share of the information on every coefficient that missing answers cost."""
    if not found.missing_information:
        return None
    model: Model = found.fitted.model
    fitted = found.fitted
    logit = isinstance(fitted, CumulativeLogit)
    lead = fitted.lead_terms if logit else [INTERCEPT] * int(model.intercept)
    names = [*((name, "") for name in lead), *((term.name, level) for term, level in model.columns)]
    shares = [
        np.full(len(names), np.nan) if s is None else fitted.whole(i, s) if logit else s
        for i, s in enumerate(found.missing_information)
    ]
    return Table(
        {
            **model.rows.segments.columns(repeat=len(names)),
            "term": [name for name, _ in names] * len(shares),
            "level": [level for _, level in names] * len(shares),
            "missing_information": np.concatenate(shares),
        }
    )
