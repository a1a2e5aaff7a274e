"""Tests of coefficients, and of the terms they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import PlacetError
from ...inference.distributions import t_p_value, t_quantile
from ...survey import Term
from ..standard_errors.joint import joint_test, p_values
from ..standard_errors.numbers import Numbers

Floats = NDArray[np.float64]


def inference(estimate: Floats, std_error: Floats, df: float | Floats, conf_level: float) -> dict[str, Any]:
    """Columns of estimates: their errors, t tests that they are 0, and limits; an error of 0 makes neither."""
    known = np.where(std_error > 0, std_error, np.nan)
    statistic, margin = estimate / known, t_quantile(conf_level, df) * known
    return {
        "estimate": estimate, "std_error": std_error, "statistic": statistic, "df": df,
        "p_value": t_p_value(statistic, df), "conf_low": estimate - margin, "conf_high": estimate + margin,
    }  # fmt: skip


def positions(term: Term, first: int) -> list[int]:
    """Places of a term's coefficients; `first` coefficients (intercept or thresholds) come before all terms."""
    return [column - 1 + first for column in term.columns]


def term_tests(numbers: Numbers, vif: Sequence[dict[str, float]] | None = None) -> dict[str, Any]:
    """A joint test of every term of every segment, with its generalized variance inflation."""
    terms, count = numbers.terms, len(numbers.fits)
    found = np.full((count, len(terms), 3), np.nan)
    for segment, (estimate, covariance) in enumerate(zip(numbers.estimates, numbers.covariances, strict=True)):
        if estimate is None or covariance is None:
            continue
        first = len(estimate) - numbers.slopes
        for i, term in enumerate(terms):
            test = joint_test(covariance, estimate, positions(term, first))
            found[segment, i] = test.statistic, test.df_resid, np.nan if vif is None else vif[segment][term.name]
    statistic, df_resid, gvif = np.ascontiguousarray(found.reshape(-1, 3).T)
    df = np.tile(np.array([len(term.columns) for term in terms], dtype=np.float64), count)
    return {
        **numbers.labels.columns(repeat=len(terms)),
        "term": [term.name for term in terms] * count,
        "role": [term.role for term in terms] * count,
        "reference": [term.reference or "" for term in terms] * count,
        "statistic": statistic,
        "df": df,
        "df_resid": df_resid,
        "p_value": p_values(statistic, df, df_resid),
        "gvif": gvif,
    }


def tests_of_terms(numbers: Numbers) -> dict[str, Any]:
    """A joint test of every term of least squares."""
    vif: list[dict[str, float]] = []
    for moments, fit in zip(numbers.moments, numbers.fits, strict=True):
        if isinstance(fit, PlacetError):
            vif.append({})
            continue
        squares = moments.comoment
        if not numbers.intercept:
            squares = squares + moments.sum_w * np.outer(moments.mean, moments.mean)
        roots = np.sqrt(np.diag(squares))[1:]
        scale = np.outer(roots, roots)
        vif.append(generalized_vif(numbers.terms, squares[1:, 1:] / scale, fit.unscaled * scale))
    return term_tests(numbers, vif)


def generalized_vif(terms: Sequence[Term], correlation: Floats, inverse: Floats) -> dict[str, float]:
    """Fox and Monette's inflation of the joint confidence region of a term: det R_t det (R^-1)_t.

    With R the correlations among the columns, R_t the block of the term; for one column it is its VIF.
    """
    alone = (np.diag(correlation) * np.diag(inverse)).tolist()

    def inflation(at: list[int]) -> float:
        if len(at) == 1:
            return alone[at[0]]
        block = np.ix_(at, at)
        return float(np.linalg.det(correlation[block]) * np.linalg.det(inverse[block]))

    return {term.name: inflation(positions(term, 0)) for term in terms}
