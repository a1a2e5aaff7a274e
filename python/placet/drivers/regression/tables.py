"""The tables of a regression: coefficients, tests of terms, equality of segments, collinearity."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ...inference.distributions import f_p_value, t_p_value, t_quantile
from ...results.drivers.regression import INTERCEPT
from ...results.table import Table
from ..fits.cumulative_logit import CumulativeLogit
from ..fits.least_squares import LeastSquares, fit_least_squares
from ..model.model import Model
from ..standard_errors.covariance import Covariance
from .collinearity import Collinearity, decompose
from .hypotheses import chow_test, equality, finite, generalized_vif, term_tests, wald

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


def coefficient_table(fitted: LeastSquares, covariances: Sequence[Covariance | None], conf_level: float) -> Table:
    """One row a coefficient and segment, NaN where a segment could not be fitted."""
    model = fitted.model
    columns = model.columns
    lead = int(model.intercept)
    blocks = [_segment(fitted, i, covariance, conf_level) for i, covariance in enumerate(covariances)]
    stacked = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
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
    if covariance is None or not isinstance(fit, dict):
        blank = {name: np.full(count, np.nan) for name in COLUMNS[2:-2]}
        return blank | {"n": np.full(count, fitted.moments[segment].n, dtype=np.int64), "n_eff": blank["estimate"]}
    estimate = fit["coefficients"]
    std_error = np.sqrt(np.diag(covariance.matrix))
    df = np.broadcast_to(np.asarray(covariance.df, dtype=np.float64), count).copy()
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / std_error
        # Correlations are those of the rows, whatever the errors are.
        t = (estimate / fit["std_errors"])[lead:]
        partial = t / np.sqrt(t**2 + fit["df_resid"])
        semipartial = t * np.sqrt((1 - fit["r2"]) / fit["df_resid"])
    margin = t_quantile(conf_level, df) * std_error
    blank = np.full(lead, np.nan)
    return {
        "estimate": estimate,
        "std_error": std_error,
        "statistic": statistic,
        "df": df,
        "p_value": t_p_value(statistic, df),
        "conf_low": estimate - margin,
        "conf_high": estimate + margin,
        "standardized": np.concatenate([blank, fit["standardized"]]),
        "partial": np.concatenate([blank, partial]),
        "semipartial": np.concatenate([blank, semipartial]),
        "vif": np.concatenate([blank, fit["vif"]]),
        "n": np.full(count, int(fit["n"]), dtype=np.int64),
        "n_eff": np.full(count, fit["n_eff"]),
    }


def overall_test(fitted: LeastSquares, covariances: Sequence[Covariance | None]) -> dict[str, np.ndarray]:
    """Test that no slope is other than 0, by the errors chosen."""
    return joint_test(fitted.estimates, covariances, int(fitted.model.intercept))


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


def tests_of_terms(fitted: LeastSquares, covariances: Sequence[Covariance | None]) -> Table:
    """A joint test of every term."""
    model = fitted.model
    vif: list[dict[str, float]] = []
    for moments, fit in zip(fitted.moments, fitted.fits, strict=True):
        if not isinstance(fit, dict):
            vif.append({})
            continue
        squares = moments.comoment
        if not model.intercept:
            squares = squares + moments.sum_w * np.outer(moments.mean, moments.mean)
        roots = np.sqrt(np.diag(squares))[1:]
        scale = np.outer(roots, roots)
        vif.append(generalized_vif(model, squares[1:, 1:] / scale, fit["unscaled"] * scale))
    return term_tests(model, fitted.estimates, covariances, int(model.intercept), vif)


def tests_of_segments(fitted: LeastSquares, covariances: Sequence[Covariance | None], classical: bool) -> Table | None:
    """Tests that segments have equal coefficients."""
    chow = _chow(fitted) if classical and len(fitted.fitted) > 1 else None
    return equality(fitted.model, fitted.estimates, covariances, int(fitted.model.intercept), chow)


def _chow(fitted: LeastSquares) -> tuple[float, float, float] | None:
    """Chow's test, where the segments together can be fitted."""
    model = fitted.model
    pooled = sum((fitted.moments[i] for i, _ in fitted.fitted), _core.Moments())
    both = fit_least_squares(model, [pooled])
    if not both.fitted:
        return None
    rss = [fit["rss"] for _, fit in fitted.fitted]
    return chow_test(both.fitted[0][1]["rss"], [fit for _, fit in fitted.fitted], rss)


def shared_variance(fitted: LeastSquares | CumulativeLogit, segment: int) -> Collinearity | None:
    """Which coefficients of a segment share the variance that nobody can tell apart."""
    if not isinstance(fitted.fits[segment], dict):
        return None
    return decompose(fitted.moments[segment], fitted.model.intercept)


def collinearity_table(model: Model, shared: Sequence[Collinearity | None]) -> Table:
    """Condition indices by dimension, and every coefficient's share of variance in each."""
    lead = [INTERCEPT] * int(model.intercept)
    terms = lead + [term.name for term, _ in model.columns]
    levels = [""] * len(lead) + [level for _, level in model.columns]
    k = len(terms)
    blocks = [
        (np.full(k * k, np.nan), np.full(k * k, np.nan)) if c is None else (np.repeat(c.index, k), c.shares.ravel())
        for c in shared
    ]
    return Table(
        {
            **model.rows.segments.columns(repeat=k * k),
            "dimension": np.tile(np.repeat(np.arange(1, k + 1), k), len(blocks)),
            "condition_index": np.concatenate([index for index, _ in blocks]),
            "term": terms * k * len(blocks),
            "level": levels * k * len(blocks),
            "share": np.concatenate([share for _, share in blocks]),
        }
    )


def collinearity_notes(model: Model, shared: Sequence[Collinearity | None]) -> list[str]:
    """Words for the strong dependencies among drivers."""
    lead = [INTERCEPT] * int(model.intercept)
    names = lead + [f"{term.name} {level}".strip() for term, level in model.columns]
    notes = []
    for segment, found in enumerate(shared):
        for index, involved in found.involved(names) if found else []:
            # A mean far from 0 beside a small spread involves the intercept alone with a driver: nothing to mend.
            if len([name for name in involved if name != INTERCEPT]) > 1:
                listed = ", ".join(f"'{name}'" for name in involved if name != INTERCEPT)
                notes.append(f"{model.where(segment)}collinear: {listed} (condition index {index:.0f})")
    return notes
