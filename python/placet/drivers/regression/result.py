"""From fitted models to the result of a regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import PlacetError
from ...language import say
from ...results.drivers.regression import INTERCEPT, RegressionResult
from ...results.format import minus
from ...results.table import Table, fixed_rows
from ..fits.cumulative_logit import CumulativeLogit
from ..fits.fits import named
from ..fits.least_squares import LeastSquares, LinearFit
from ..model.model import failures
from ..standard_errors.analysis import Analyses, Analysis
from ..standard_errors.compared import compared
from ..standard_errors.covariance import Covariance
from ..standard_errors.numbers import Numbers
from .collinearity import collinearity
from .diagnostics import residual_table, residual_tests
from .equal_variance import equal_variance
from .equality import chow, equality
from .hypotheses import inference, positions, term_tests, tests_of_terms
from .logit_tables import logit_table
from .predict import Encoding
from .proportional_odds import proportional_odds

Floats = NDArray[np.float64]
#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "level", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high", "standardized",
    "partial", "semipartial", "vif", "n", "n_eff",
)  # fmt: skip
#: Those of them that may lack a value.
NUMERIC = (*COLUMNS[2:-2], "n_eff")
#: Those of a logit.
LOGIT_COLUMNS = (
    "term", "level", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high", "odds_ratio",
    "odds_low", "odds_high", "ame", "ame_std_error", "ame_low", "ame_high", "n", "n_eff",
)  # fmt: skip


class _Head:
    """What a result has whatever the model is; refuses gaps that may not be, and models that fit nowhere."""

    def __init__(self, found: Analyses) -> None:
        self.found, self.counts = found, found.basis.counts(found.moments)
        self.notes = [*failures(found.basis.model, found.fits), *found.notes]
        tables, notes = zip(*map(collinearity, found.groups), strict=True)
        self.notes += chain.from_iterable(notes)
        self.collinearity = found.join(tables)
        self.equality, refused = _equality(found, found.groups[0].fitted.lead)
        self.notes += refused

    def fields(self, method: str, facts: Mapping[str, Any], conf_level: float, **own: Any) -> dict[str, Any]:
        """Keys, how it was made, labels, library, facts of the fits, and tables that all models have."""
        call, model, survey = self.found.call, self.found.basis.model, self.found.basis.model.survey
        return {
            "key_columns": model.rows.segments.names,
            "about": call.about(
                call.in_words(method),
                model,
                self.counts,
                self.notes,
                conf_level=conf_level,
                joint_test=self.found.joint_test,
                **own,
            ),
            "labels": survey.labels,
            "library": survey.frame.library,
            "row_labels": survey.frame.index,
            "fit": facts,
            "collinearity": self.collinearity,
            "equality": self.equality,
            "gaps": _gaps(self.found),
        }


def linear_result(found: Analyses, conf_level: float, diagnostics: bool) -> RegressionResult:
    """The result of least squares."""
    head, model, groups, gaps = _Head(found), found.basis.model, found.groups, found.call.gaps
    own = [one.pooled for one in groups]
    if not model.intercept:
        own = [facts | _about_zero(one) for one, facts in zip(groups, own, strict=True)]
        head.notes.append(_said_about_zero(own))
    facts = found.facts(own)
    residuals, tests = _diagnosed(found) if diagnostics else (None, None)
    method = say("Weighted least squares" if model.survey.weights else "Least squares")
    return RegressionResult(
        found.join([coefficient_table(one, conf_level) for one in groups]),
        covariance=tuple(None if c is None else c.matrix for c in found.covariances),
        term_tests=found.join([Table.later(tests_of_terms, one.numbers) for one in groups]),
        residuals=residuals,
        tests=tests,
        encoding=None if gaps.missing == "indicator" else Encoding.of(model),
        **head.fields(method, facts, conf_level),
    )


def _diagnosed(found: Analyses) -> tuple[Table, Table]:
    """The residuals of all respondents, and tests of them."""
    # First, so that it is forgotten before the table of every respondent takes its room.
    call = found.call
    squares = [equal_variance(one.fitted, call.errors, call.clusters) for one in found.groups]
    residuals = found.join([residual_table(one.fitted) for one in found.groups], "row")
    pairs = zip(found.groups, squares, strict=True)
    return residuals, found.join([residual_tests(one.fitted, residuals, of) for one, of in pairs])


def _about_zero(one: Analysis) -> dict[str, Floats]:
    """R² of models without an intercept by names that say which it is, and that about the mean."""
    r2 = one.pooled["r2"] if "r2" in one.pooled else one.fitted.stack("r2")
    return {"r2_about_zero": r2, "r2_about_mean": np.mean([fitted.r2_about_mean() for fitted in one.sets], axis=0)}


def _said_about_zero(own: Sequence[Mapping[str, Floats]]) -> str:
    about_mean = np.concatenate([facts["r2_about_mean"] for facts in own])
    if len(about_mean) != 1:
        return say("without an intercept R² and F are about zero, not about the mean")
    return say(
        "without an intercept R² and F are about zero, not about the mean ({r2} about the mean)",
        r2=minus(format(about_mean[0], ".3f")),
    )


def logit_result(found: Analyses, conf_level: float) -> RegressionResult:
    """The result of a binary or ordered logit."""
    head, call, groups = _Head(found), found.call, found.groups
    outcome, sure = call.outcome, call.gaps.missing != "multiple"
    assert outcome is not None
    lead: int = groups[0].fitted.lead
    facts = found.facts([one.pooled for one in groups])
    tables = [logit_table(one.fitted, one.covariances, conf_level, effects=sure) for one in groups]
    tests = [Table(term_tests(one.numbers)) for one in groups]
    ordered = sure and lead > 1
    odds = [proportional_odds(one.fitted, call.errors, call.clusters) for one in groups] if ordered else []
    matrices = {s: v for one in groups for s, v in zip(one.segments, _whole(one), strict=True)}
    own = {"model": call.family, "event": outcome.words, "categories": list(outcome.categories)}
    what = say("Logit of {outcome}" if call.family == "logit" else "Ordered logit of {outcome}", outcome=outcome.words)
    segments = found.segments
    observed = tuple(one.fitted.observed[place] for one, place in found.placed.values())
    return RegressionResult(
        found.join(tables),
        covariance=tuple(matrices[s] for s in range(segments)),
        term_tests=found.join(tests),
        proportional_odds=found.join(odds) if odds else None,
        encoding=None if call.gaps.missing == "indicator" else Encoding.of(found.basis.model, observed),
        **head.fields(what, facts, conf_level, **own),
    )


def _equality(found: Analyses, lead: int) -> tuple[Table | None, list[str]]:
    """Tests that segments have equal coefficients, of the terms that all of them have; and what is to be said of it."""
    call, models = found.call, [one.fitted.model for one in found.groups]
    if found.segments == 1:
        return None, []
    if len(models) == 1:
        one = found.groups[0]
        plain = isinstance(one.fitted, LeastSquares) and all(c is None or c.of_model for c in one.covariances)
        f = chow(one.fitted, call.fit, precise=call.precise) if plain else None
        return equality(models[0], one.fitted.estimates, compared(call, one), lead, f)
    # A factor that lacks a level somewhere may be compared with another one there.
    alike = frozenset.intersection(*(frozenset((term.name, term.levels) for term in model.terms) for model in models))
    common = frozenset(name for name, _ in alike)
    placed: dict[int, tuple[Floats | None, Covariance | None]] = {}
    for one, model in zip(found.groups, models, strict=True):
        for segment, b, v in zip(one.segments, one.fitted.estimates, compared(call, one), strict=True):
            first = 0 if b is None else len(b) - len(model.drivers)
            at = [*range(first), *(p for term in model.terms if term.name in common for p in positions(term, first))]
            placed[segment] = (None if b is None else b[at], None if v is None else v.take(at))
    segments = range(len(placed))
    b, v = zip(*(placed[segment] for segment in segments), strict=True)
    return equality(found.basis.model.part(common, segments), b, v, lead, None)


def _whole(one: Analysis) -> list[Floats | None]:
    """Covariance matrices with rows for the thresholds of categories without a case."""
    return [None if v is None else one.fitted.whole(i, v.matrix) for i, v in enumerate(one.covariances)]


def _gaps(found: Analyses) -> Table | None:
    """Share of the information on every coefficient that missing answers cost."""
    one = found.groups[0]
    known = [None if c is None else c.missing_information for c in one.covariances]
    if all(share is None for share in known):
        return None
    fitted, model = one.fitted, one.fitted.model
    logit = isinstance(fitted, CumulativeLogit)
    names = named(fitted.lead_terms if logit else [INTERCEPT] * int(model.intercept), model.terms)
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


def coefficient_table(one: Analysis, conf_level: float) -> Table:
    """One row a coefficient and segment, NaN where a segment could not be fitted."""
    return Table.later(_coefficients, one.numbers, conf_level)


def _coefficients(numbers: Numbers, conf_level: float) -> dict[str, Any]:
    count, k = len(numbers.fits), len(numbers.coefficients)
    rows = np.full((len(NUMERIC), count * k), np.nan)
    for segment, (fit, covariance) in enumerate(zip(numbers.fits, numbers.covariances, strict=True)):
        if covariance is not None and not isinstance(fit, PlacetError):
            own = rows[:, segment * k : (segment + 1) * k]
            _fill(own, fit, covariance, int(numbers.intercept), conf_level)
    columns = fixed_rows(NUMERIC, rows)
    n_eff = columns.pop("n_eff")
    return {
        **numbers.labels.columns(repeat=k),
        "term": [name for name, _ in numbers.coefficients] * count,
        "level": [level for _, level in numbers.coefficients] * count,
        **columns,
        "n": np.array([moments.n for moments in numbers.moments], dtype=np.int64).repeat(k),
        "n_eff": n_eff,
    }


def _fill(rows: Floats, fit: LinearFit, covariance: Covariance, lead: int, conf_level: float) -> None:
    """Write the numbers of one segment, a row a column of the table."""
    tests = inference(fit.coefficients, covariance.std_errors, covariance.df, conf_level)
    # Correlations are those of the rows, whatever the errors are.
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (fit.coefficients / fit.std_errors)[lead:]
        partial, semipartial = t / np.sqrt(t**2 + fit.df_resid), t * np.sqrt((1 - fit.r2) / fit.df_resid)
    for row, values in zip(rows, tests.values(), strict=False):
        row[:] = values
    rows[len(tests) : -1, lead:] = fit.standardized, partial, semipartial, fit.vif
    rows[-1] = fit.n_eff
