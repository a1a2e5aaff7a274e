"""Tests of several coefficients at once: a whole term, and equality over segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments, PlacetError
from ...inference.distributions import f_p_value, t_p_value, t_quantile
from ...results.table import Table
from ...survey import Term
from ..fits.least_squares import LeastSquares, fit_least_squares
from ..model.model import Model
from ..standard_errors.analysis import Numbers
from ..standard_errors.covariance import Covariance

Floats = NDArray[np.float64]

#: A covariance matrix whose correlations have eigenvalues of a smaller ratio is singular but for rounding.
SINGULAR = 1e-14


def wald(estimate: Floats, covariance: Floats) -> float:
    """F of the hypothesis that all coefficients are 0: b' V^-1 b / q; NaN where V is singular."""
    return float(estimate @ precision(covariance) @ estimate) / len(estimate)


def wald_alone(estimate: Floats, covariance: Floats) -> Floats:
    """`wald` of every coefficient by itself."""
    variance = np.diag(covariance)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = (1 / np.sqrt(variance)) ** 2
        return np.where(np.isfinite(variance * scale), estimate * scale * estimate, np.nan)


def precision(covariance: Floats) -> Floats:
    """Inverse of a covariance matrix; NaN where it is singular, as that of more coefficients than there are clusters.

    Such a matrix is singular but for rounding, which an inverse would turn into a huge statistic.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse_deviation = 1 / np.sqrt(np.diag(covariance))
        scale = np.outer(inverse_deviation, inverse_deviation)
        correlation = covariance * scale
    if not np.isfinite(correlation).all():
        return np.full_like(covariance, np.nan)
    if len(covariance) == 1:
        return scale
    values, vectors = np.linalg.eigh(correlation)
    if values[0] <= SINGULAR * values[-1]:
        return np.full_like(covariance, np.nan)
    return (vectors / values) @ vectors.T * scale


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


def term_tests(
    numbers: Numbers, estimates: Sequence[Floats | None], covariances: Sequence[Covariance | None], first: int,
    vif: Sequence[dict[str, float]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A joint test of every term of every segment, with its generalized variance inflation."""
    terms, count = numbers.terms, len(estimates)
    found = np.full((count, len(terms), 3), np.nan)
    for segment, (estimate, covariance) in enumerate(zip(estimates, covariances, strict=True)):
        if estimate is None or covariance is None:
            continue
        alone, df_resid = wald_alone(estimate, covariance.matrix).tolist(), covariance.least_df
        for i, term in enumerate(terms):
            at = positions(term, first)
            f = alone[at[0]] if len(at) == 1 else wald(estimate[at], covariance.matrix[np.ix_(at, at)])
            found[segment, i] = f, df_resid, np.nan if vif is None else vif[segment][term.name]
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
        "p_value": f_p_value(statistic, df, finite(df_resid)),
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
    estimates = [None if isinstance(fit, PlacetError) else fit.coefficients for fit in numbers.fits]
    return term_tests(numbers, estimates, numbers.covariances, int(numbers.intercept), vif)


def joint_test(
    estimates: Sequence[Floats | None], covariances: Sequence[Covariance | None], lead: int
) -> dict[str, np.ndarray]:
    """Wald's test that all coefficients but the first `lead` are 0, of every segment."""
    statistic, df, slopes = np.full((3, len(covariances)), np.nan)
    for segment, (estimate, covariance) in enumerate(zip(estimates, covariances, strict=True)):
        if estimate is not None and covariance is not None:
            statistic[segment] = wald(estimate[lead:], covariance.matrix[lead:, lead:])
            df[segment], slopes[segment] = covariance.least_df, len(estimate) - lead
    p_value = f_p_value(statistic, slopes, finite(df))
    return {"f_statistic": statistic, "f_df_resid": df, "f_p_value": p_value}


def finite(df: Floats) -> Floats:
    """Degrees of freedom below an F, in numbers that scipy takes."""
    # F with infinite degrees of freedom below is chi-squared over those above; scipy wants a number.
    return np.where(np.isinf(df), 1e12, df)


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


def equality(
    model: Model, estimates: Sequence[Floats | None], covariances: Sequence[Covariance | None], first: int,
    chow: tuple[float, float, float] | None,
) -> Table | None:  # fmt: skip
    r"""Tests that segments have the same coefficients: all together, the slopes, and every term.

    The hypothesis that S segments share q coefficients b is tested by

    .. math:: F = \frac{1}{q (S - 1)} \sum_s (b_s - \bar b)' V_s^{-1} (b_s - \bar b)

    with b̄ the mean weighted by :math:`V_s^{-1}`; all coefficients under errors of the model itself by Chow's F from the
    residual sums of squares. Where segments share sampling units, such as stores, the covariances between their
    coefficients enter, too: the differences from the first segment are tested by their joint covariance matrix, with
    the degrees of freedom of the largest segment. It has no inverse, and the test is NaN, where there are more
    differences than units. Segments without errors are left out.
    """
    fitted = [
        (b, v)
        for b, v in zip(estimates, covariances, strict=True)
        if b is not None and v is not None and not np.isnan(v.least_df) and not np.isnan(v.matrix).all()
    ]
    if len(fitted) < 2:
        return None
    every = list(range(first)) + [p for t in model.terms for p in positions(t, first)]
    # Thresholds of an ordered logit differ with the categories that have cases.
    sets = {"(all coefficients)": every} if first < 2 else {}
    if first:
        sets["(all but the intercept)"] = every[first:]
    sets |= {term.name: positions(term, first) for term in model.terms}
    test = _jointly if all(v.moves is not None for _, v in fitted) else _heterogeneity
    rows = [test(fitted, at) for at in sets.values()]
    if chow is not None:
        rows[0] = chow
    statistic, df, df_resid = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    return Table(
        {
            "term": list(sets),
            "statistic": statistic,
            "df": df,
            "df_resid": df_resid,
            "p_value": f_p_value(statistic, df, finite(df_resid)),
        }
    )


def _heterogeneity(fitted: Sequence[tuple[Floats, Covariance]], at: list[int]) -> tuple[float, float, float]:
    df = (len(fitted) - 1) * len(at)
    df_resid = float(sum(covariance.least_df for _, covariance in fitted))
    try:
        precisions = [precision(covariance.matrix[np.ix_(at, at)]) for _, covariance in fitted]
        centre = np.linalg.solve(
            np.sum(precisions, axis=0),
            np.sum([w @ b[at] for w, (b, _) in zip(precisions, fitted, strict=True)], axis=0),
        )
    except np.linalg.LinAlgError:
        return float("nan"), df, df_resid
    distance = sum(
        (b[at] - centre) @ w @ (b[at] - centre) for w, (b, _) in zip(precisions, fitted, strict=True)
    )  # fmt: skip
    return float(distance) / df, df, df_resid


def _jointly(fitted: Sequence[tuple[Floats, Covariance]], at: list[int]) -> tuple[float, float, float]:
    """The test where segments share sampling units."""
    q, count = len(at), len(fitted)
    df, df_resid = (count - 1) * q, max(covariance.least_df for _, covariance in fitted)
    moves = np.hstack([covariance.moves[:, at] for _, covariance in fitted if covariance.moves is not None])
    if len(moves) < df:  # of less than full rank, and perhaps larger than the memory
        return float("nan"), df, df_resid
    joint = (moves.T @ moves).reshape(count, q, count, q)
    for i, (_, covariance) in enumerate(fitted):
        joint[i, :, i] = covariance.matrix[np.ix_(at, at)]
    first, others = joint[:1], joint[1:]
    spread = others[:, :, 1:] - others[:, :, :1] - first[:, :, 1:] + first[:, :, :1]
    differences = np.concatenate([b[at] - fitted[0][0][at] for b, _ in fitted[1:]])
    return wald(differences, spread.reshape(df, df)), df, df_resid


def chow(fitted: LeastSquares) -> tuple[float, float, float] | None:
    """Chow's F, where segments can be fitted together: how much one model for all fits worse than one each."""
    if len(fitted.fitted) < 2:
        return None
    model = fitted.model
    moments = sum((fitted.moments[i] for i, _ in fitted.fitted), Moments())
    both = fit_least_squares(model, [moments])
    if not both.fitted:
        return None
    pooled, parts = both.fit(0), [fit for _, fit in fitted.fitted]
    df, df_resid = (len(parts) - 1) * pooled.terms, float(sum(part.df_resid for part in parts))
    within = float(sum(part.rss for part in parts))
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.float64(pooled.rss - within) / df / (within / df_resid)
    return float(statistic), float(df), df_resid
