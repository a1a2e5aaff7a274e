"""The tables of a logit: coefficients with odds ratios and marginal effects, and the test of proportional odds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import PlacetError
from ...inference.distributions import chi2_p_value, standard_errors, t_quantile
from ...results.table import Table
from ..fits.cumulative_logit import CumulativeLogit, LogitFit, logits
from ..standard_errors.covariance import Covariance
from ..standard_errors.wald import precision
from .hypotheses import inference, positions

Floats = NDArray[np.float64]
EFFECTS = ("ame", "ame_std_error", "ame_low", "ame_high")


def logit_table(
    fitted: CumulativeLogit, covariances: Sequence[Covariance | None], conf_level: float, *, effects: bool
) -> Table:
    """One row a coefficient and segment, NaN where a segment could not be fitted.

    Parameters
    ----------
    fitted, covariances
        The models, and covariances of their own coefficients.
    conf_level : float
    effects : bool
        Whether average marginal effects are wanted, which take a scan; of two categories only.
    """
    model = fitted.model
    terms = [*fitted.lead_terms, *(term.name for term, _ in model.columns)]
    levels = [""] * fitted.lead + [level for _, level in model.columns]
    found = _effects(fitted) if effects and fitted.lead == 1 else None
    blocks = []
    for segment, covariance in enumerate(covariances):
        block = _segment(fitted, segment, covariance, conf_level)
        if found is not None:
            block |= _marginal(found[segment], covariance, conf_level, len(terms))
        blocks.append(block | _base(fitted, segment, len(terms)))
    return Table(
        {
            **model.rows.segments.columns(repeat=len(terms)),
            "term": terms * len(blocks),
            "level": levels * len(blocks),
            **{name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]},
        }
    )


def _segment(
    fitted: CumulativeLogit, segment: int, covariance: Covariance | None, conf_level: float
) -> dict[str, Floats]:
    fit, lead = fitted.fits[segment], fitted.lead
    blank = np.full(lead + len(fitted.model.drivers), np.nan)
    estimate, std_error, df = blank, blank, blank
    if not isinstance(fit, PlacetError) and covariance is not None:
        estimate = fitted.whole(segment, fit.coefficients)
        std_error = fitted.whole(segment, covariance.std_errors)
        df = fitted.whole(segment, covariance.dfs)
    columns = inference(estimate, std_error, df, conf_level)
    with np.errstate(over="ignore"):
        for name, source in (("odds_ratio", "estimate"), ("odds_low", "conf_low"), ("odds_high", "conf_high")):
            columns[name] = np.where(np.arange(len(blank)) < lead, np.nan, np.exp(columns[source]))
    return columns


def _base(fitted: CumulativeLogit, segment: int, count: int) -> dict[str, NDArray[Any]]:
    fit = fitted.fits[segment]
    n, n_eff = (fitted.moments[segment].n, np.nan) if isinstance(fit, PlacetError) else (fit.n, fit.n_eff)
    return {"n": np.full(count, int(n), dtype=np.int64), "n_eff": np.full(count, n_eff)}


# ---- average marginal effects --------------------------------------------------------------------------------------


def _effects(fitted: CumulativeLogit) -> list[tuple[Floats, Floats] | None]:
    """Average marginal effects and their gradients, of every segment; levels are compared with their reference.

    NaN for terms of a formula that do not change alone, such as the parts of an interaction.
    """
    rows, blocks = fitted.model.rows, []
    for number, term in enumerate(fitted.model.terms):
        blocks += [number if term.reference is not None else None] * len(term.columns)
    found = _core.logit_effects(rows.given, fitted.parameters, blocks)
    tied = set() if fitted.model.formula is None else fitted.model.formula.entangled
    alone = np.array([term.name not in tied for term, _ in fitted.model.columns])
    return [None if f is None else (np.where(alone, f[0], np.nan), f[1]) for f in found]


def _marginal(
    found: tuple[Floats, Floats] | None, covariance: Covariance | None, conf_level: float, count: int
) -> dict[str, Floats]:
    """Effects with errors by the delta method."""
    columns = {name: np.full(count, np.nan) for name in EFFECTS}
    if found is None or covariance is None:
        return columns
    effects, gradient = found
    with np.errstate(invalid="ignore"):
        std_error = standard_errors(np.einsum("ij,jk,ik->i", gradient, covariance.matrix, gradient))
    std_error = np.where(np.isnan(effects), np.nan, std_error)
    margin = t_quantile(conf_level, covariance.least_df) * std_error
    for name, values in zip(EFFECTS, (effects, std_error, effects - margin, effects + margin), strict=True):
        columns[name][1:] = values
    return columns


# ---- proportional odds ---------------------------------------------------------------------------------------------


def proportional_odds(fitted: CumulativeLogit) -> Table:
    r"""Brant's test that every driver moves the odds of all thresholds alike.

    The K - 1 binary logits of :math:`y > c` are fitted apart; with b their slopes one below the other, V their joint
    covariance and D the contrasts of the first with each other (thresholds between categories that occur),

    .. math:: X^2 = (D b)' (D V D')^{-1} D b

    is chi-squared with (K - 2) p degrees of freedom if the slopes are the same; so is the part of a single driver.

    References
    ----------
    Brant, R. (1990). Assessing proportionality in the proportional odds model for ordinal logistic regression.
    Biometrics 46, 1171-1178.
    """
    model = fitted.model
    rows = model.rows
    name, codes, missing = rows.columns[0]
    fits = []
    for cut in range(fitted.lead):
        above = np.where(codes < 0, -1, codes > cut).astype(np.int8)
        columns = [(name, above, missing), *rows.columns[1:]]
        fits.append(logits(rows.given._replace(columns=columns), ["0", "1"]))
    by_segment = [
        None if isinstance(fit, PlacetError) else _complete([fits[cut][segment] for cut in fit.cuts])
        for segment, fit in enumerate(fitted.fits)
    ]
    models = [None if f is None else [fit.parameters for fit in f] for f in by_segment]
    joint = _core.logit_joint_covariance(rows.given, models)
    sets = {"overall": list(range(len(model.drivers)))} | {t.name: positions(t, 0) for t in model.terms}
    statistic, df = np.full((2, model.segments * len(sets)), np.nan)
    for segment, (found, covariance) in enumerate(zip(by_segment, joint, strict=True)):
        if found is None or covariance is None:
            continue
        slopes = np.array([fit.coefficients[1:] for fit in found])
        for i, at in enumerate(sets.values()):
            place = segment * len(sets) + i
            statistic[place], df[place] = _contrast(slopes, covariance, at), (len(found) - 1) * len(at)
    return Table(
        {
            **rows.segments.columns(repeat=len(sets)),
            "term": list(sets) * model.segments,
            "statistic": statistic,
            "df": df,
            "p_value": np.where(np.isnan(df), np.nan, chi2_p_value(statistic, np.nan_to_num(df, nan=1.0))),
        }
    )


def _complete(fits: list[LogitFit | PlacetError]) -> list[LogitFit] | None:
    """The fits at all thresholds, or nothing where one could not be fitted or there is nothing to compare."""
    good = [fit for fit in fits if not isinstance(fit, PlacetError)]
    return good if len(good) == len(fits) > 1 else None


def _contrast(slopes: Floats, covariance: Floats, at: list[int]) -> float:
    """Quadratic form of the differences of some slopes between the first threshold and each other."""
    cuts, p = slopes.shape
    index = [cut * (p + 1) + 1 + j for cut in range(cuts) for j in at]
    differences = np.kron(np.hstack([np.ones((cuts - 1, 1)), -np.eye(cuts - 1)]), np.eye(len(at)))
    contrast = differences @ slopes[:, at].ravel()
    return float(contrast @ precision(differences @ covariance[np.ix_(index, index)] @ differences.T) @ contrast)
