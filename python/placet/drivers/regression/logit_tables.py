"""The table of a logit: coefficients with odds ratios and average marginal effects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import PlacetError
from ...inference.distributions import standard_errors, t_quantile
from ...results.table import Table
from ..fits.cumulative_logit import CumulativeLogit
from ..standard_errors.covariance import Covariance
from .hypotheses import inference

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
    found = marginal_effects(fitted) if effects and fitted.lead == 1 else None
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


def marginal_effects(fitted: CumulativeLogit) -> list[tuple[Floats, Floats] | None]:
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
