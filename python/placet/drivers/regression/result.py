"""From fitted models to the result of a regression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import PlacetError
from ...results.drivers.regression import INTERCEPT, RegressionResult
from ...results.table import Table, one_under_another
from ..fits.cumulative_logit import CumulativeLogit
from ..fits.least_squares import LeastSquares
from ..model.model import failures
from ..standard_errors.analysis import Analyses
from ..standard_errors.covariance import Covariance
from .collinearity import collinearity_notes, collinearity_table, shared_variance
from .diagnostics import moments_of_squares, residual_table, residual_tests
from .hypotheses import chow, equality, inference, joint_test, positions, term_tests, tests_of_terms
from .logit_tables import logit_table, proportional_odds
from .predict import Encoding

Floats = NDArray[np.float64]
#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "level", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high", "standardized",
    "partial", "semipartial", "vif", "n", "n_eff",
)  # fmt: skip
#: Those of a logit.
LOGIT_COLUMNS = (
    "term", "level", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high", "odds_ratio",
    "odds_low", "odds_high", "ame", "ame_std_error", "ame_low", "ame_high", "n", "n_eff",
)  # fmt: skip
#: Coefficients and their covariances by segment.
Estimates = tuple[Sequence[Floats | None], Sequence[Covariance | None]]


class _Head:
    """What a result has whatever the model is; refuses gaps that may not be, and models that fit nowhere."""

    def __init__(self, found: Analyses) -> None:
        model = found.basis.model
        self.found, self.counts = found, found.basis.counts(found.moments)
        self.notes = [*failures(model, found.fits), *found.notes]
        tables = []
        for one in found.groups:
            shared = [shared_variance(one.fitted, place) for place in range(len(one.segments))]
            tables.append(collinearity_table(one.fitted.model, shared))
            self.notes += collinearity_notes(one.fitted.model, shared)
        self.collinearity = found.join(tables)

    def fields(self, method: str, facts: dict[str, Floats], conf_level: float, **own: Any) -> dict[str, Any]:
        """Keys, how it was made, labels, library, facts of the fits, and tables that all models have."""
        call, model = self.found.call, self.found.basis.model
        said = ", ".join(filter(None, [method, call.in_words]))
        return {
            "keys": model.rows.segments.names,
            "about": call.about(said, model, self.counts, self.notes, conf_level=conf_level, **own),
            "labels": call.survey.labels,
            "library": call.survey.frame.library,
            "row_labels": call.survey.frame.index,
            "fit": facts,
            "collinearity": self.collinearity,
            "gaps": _gaps(self.found),
        }


def linear_result(found: Analyses, conf_level: float, diagnostics: bool) -> RegressionResult:
    """The result of least squares."""
    head, model, groups, gaps = _Head(found), found.basis.model, found.groups, found.call.gaps
    lead, plain = int(model.intercept), found.call.errors == "classical" and gaps.of_rows
    given: list[Estimates] = [(one.fitted.estimates, one.covariances) for one in groups]
    joint = {} if plain else found.facts([joint_test(*estimates, lead) for estimates in given])
    facts = found.facts([one.fitted.facts() | one.pooled for one in groups]) | joint
    # First, so that it is forgotten before the table of every respondent takes its room.
    squares = [moments_of_squares(one.fitted) for one in groups] if diagnostics else []
    residuals = found.join([residual_table(one.fitted) for one in groups], "row") if diagnostics else None
    return RegressionResult(
        found.join([coefficient_table(one.fitted, one.covariances, conf_level) for one in groups]),
        covariance=tuple(None if c is None else c.matrix for c in found.covariances),
        term_tests=found.join([tests_of_terms(one.fitted, one.covariances) for one in groups]),
        equality=_equality(found, lead, given, chow(groups[0].fitted) if plain and len(groups) == 1 else None),
        residuals=residuals,
        tests=None
        if residuals is None
        else found.join(
            [residual_tests(one.fitted, residuals, of) for one, of in zip(groups, squares, strict=True)],
        ),
        encoding=None if gaps.missing == "indicator" else Encoding.of(model, groups[0].fitted.stack("sigma")),
        **head.fields("Weighted least squares" if found.call.survey.weights else "Least squares", facts, conf_level),
    )


def logit_result(found: Analyses, conf_level: float) -> RegressionResult:
    """The result of a binary or ordered logit."""
    head, call, groups = _Head(found), found.call, found.groups
    outcome, design, sure = call.outcome, call.errors == "design", call.gaps.missing != "multiple"
    assert outcome is not None
    lead: int = groups[0].fitted.lead
    given = [_whole(one.fitted, one.covariances, design) for one in groups]
    joint = {} if call.errors == "classical" else found.facts([joint_test(*whole, lead) for whole in given])
    facts = found.facts([one.fitted.facts() for one in groups]) | joint
    tables = [logit_table(one.fitted, one.covariances, conf_level, design=design, effects=sure) for one in groups]
    tests = [term_tests(one.fitted.model, *whole, lead) for one, whole in zip(groups, given, strict=True)]
    odds = [proportional_odds(one.fitted) for one in groups] if sure and lead > 1 else []
    matrices = {s: v for one, (_, vs) in zip(groups, given, strict=True) for s, v in zip(one.segments, vs, strict=True)}
    own = {"model": call.family, "event": outcome.words, "categories": list(outcome.categories)}
    what = "Logit" if call.family == "logit" else "Ordered logit"
    segments = found.basis.model.segments
    return RegressionResult(
        found.join(tables),
        covariance=tuple(None if (v := matrices[s]) is None else v.matrix for s in range(segments)),
        term_tests=found.join(tests),
        equality=_equality(found, lead, given, None),
        proportional_odds=found.join(odds) if odds else None,
        encoding=None
        if call.gaps.missing == "indicator"
        else Encoding.of(found.basis.model, np.full(segments, np.nan), groups[0].fitted.observed),
        **head.fields(f"{what} of {outcome.words}", facts, conf_level, **own),
    )


def _equality(
    found: Analyses, lead: int, given: Sequence[Estimates], chow: tuple[float, float, float] | None
) -> Table | None:  # fmt: skip
    """Tests that segments have equal coefficients, of the terms that all of them have."""
    models = [one.fitted.model for one in found.groups]
    if len(models) == 1:
        return equality(models[0], *given[0], lead, chow)
    common = frozenset.intersection(*(frozenset(term.name for term in model.terms) for model in models))
    placed: dict[int, tuple[Floats | None, Covariance | None]] = {}
    for one, model, estimates in zip(found.groups, models, given, strict=True):
        at = [*range(lead), *(p for term in model.terms if term.name in common for p in positions(term, lead))]
        for segment, b, v in zip(one.segments, *estimates, strict=True):
            placed[segment] = (None if b is None else b[at], None if v is None else v.take(at))
    segments = range(len(placed))
    b, v = zip(*(placed[segment] for segment in segments), strict=True)
    return equality(found.basis.model.part(common, segments), b, v, lead, None)


def _whole(fitted: CumulativeLogit, covariances: Sequence[Covariance | None], design: bool) -> Estimates:
    """Coefficients and covariances with rows for the thresholds of categories without a case."""
    estimates = [None if b is None else fitted.whole(i, b) for i, b in enumerate(fitted.estimates)]
    return estimates, [None if c is None else _widened(fitted, i, c, design) for i, c in enumerate(covariances)]


def _widened(fitted: CumulativeLogit, segment: int, covariance: Covariance, design: bool) -> Covariance:
    moves = covariance.moves
    if moves is not None:
        moves = np.array([fitted.whole(segment, row) for row in moves])
    # Pooled data sets have degrees of freedom of their own, and a segment without errors has none.
    own = design or np.ndim(covariance.df) > 0 or np.isnan(covariance.least_df)
    df = covariance.least_df if own else np.inf
    return Covariance(fitted.whole(segment, covariance.matrix), df, moves=moves)


def _gaps(found: Analyses) -> Table | None:
    """Share of the information on every coefficient that missing answers cost."""
    one = found.groups[0]
    known = [None if c is None else c.missing_information for c in one.covariances]
    if all(share is None for share in known):
        return None
    fitted, model = one.fitted, one.fitted.model
    logit = isinstance(fitted, CumulativeLogit)
    lead = fitted.lead_terms if logit else [INTERCEPT] * int(model.intercept)
    names = [*((name, "") for name in lead), *((term.name, level) for term, level in model.columns)]
    shares = [
        np.full(len(names), np.nan) if s is None else fitted.whole(i, s) if logit else s for i, s in enumerate(known)
    ]
    return Table(
        {
            **model.rows.segments.columns(repeat=len(names)),
            "term": [name for name, _ in names] * len(shares),
            "level": [level for _, level in names] * len(shares),
            "missing_information": np.concatenate(shares),
        }
    )


def coefficient_table(fitted: LeastSquares, covariances: Sequence[Covariance | None], conf_level: float) -> Table:
    """One row a coefficient and segment, NaN where a segment could not be fitted."""
    model = fitted.model
    columns = model.columns
    lead = int(model.intercept)
    blocks = [_segment(fitted, i, covariance, conf_level) for i, covariance in enumerate(covariances)]
    stacked = {name: one_under_another([block[name] for block in blocks]) for name in blocks[0]}
    terms = [INTERCEPT] * lead + [term.name for term, _ in columns]
    levels = [""] * lead + [level for _, level in columns]
    keys = model.rows.segments.columns(repeat=len(terms))
    return Table({**keys, "term": terms * len(blocks), "level": levels * len(blocks), **stacked})


def _segment(
    fitted: LeastSquares, segment: int, covariance: Covariance | None, conf_level: float
) -> dict[str, np.ndarray]:
    """The columns of one segment."""
    fit, lead = fitted.fits[segment], int(fitted.model.intercept)
    count = len(fitted.model.drivers) + lead
    if covariance is None or isinstance(fit, PlacetError):
        blank = {name: np.full(count, np.nan) for name in COLUMNS[2:-2]}
        return blank | {"n": np.full(count, fitted.moments[segment].n, dtype=np.int64), "n_eff": blank["estimate"]}
    df = np.full(count, covariance.df, dtype=np.float64)
    # Correlations are those of the rows, whatever the errors are.
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (fit.coefficients / fit.std_errors)[lead:]
        partial, semipartial = t / np.sqrt(t**2 + fit.df_resid), t * np.sqrt((1 - fit.r2) / fit.df_resid)
    slopes = np.full((4, count), np.nan)
    slopes[:, lead:] = fit.standardized, partial, semipartial, fit.vif
    return {
        **inference(fit.coefficients, covariance.std_errors, df, conf_level),
        **dict(zip(("standardized", "partial", "semipartial", "vif"), slopes, strict=True)),
        "n": np.full(count, int(fit.n), dtype=np.int64),
        "n_eff": np.full(count, fit.n_eff),
    }
