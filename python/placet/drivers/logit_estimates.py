"""The binary logit of every segment, with what standard errors ask of it, and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import _core
from .._core import PlacetError
from ..distributions import chi2_p_value, t_p_value, t_quantile
from ..results.regression import INTERCEPT
from ..results.table import Table
from ..types import Cells, Column
from .errors import Covariance, Floats
from .logit_walk import CODES, LogitSample
from .model import Model


@dataclass(frozen=True)
class Logit:
    """The logits of all segments; see `errors.Fitted`."""

    model: Model
    fits: Sequence[dict[str, Any] | PlacetError]

    @property
    def observations(self) -> Floats:
        """Observations of every segment."""
        return self.stack("observations")

    @property
    def estimates(self) -> list[Floats | None]:
        """Coefficients of every segment, the intercept first."""
        return [fit["coefficients"] if isinstance(fit, dict) else None for fit in self.fits]

    def stack(self, key: str) -> Floats:
        """One number a segment, NaN where it could not be fitted."""
        return np.array([fit[key] if isinstance(fit, dict) else np.nan for fit in self.fits], dtype=np.float64)

    def classical(self, segment: int) -> Floats:
        """Inverse of the observed information."""
        fit = self.fits[segment]
        assert isinstance(fit, dict)
        return fit["covariance"]

    def sandwich(self, segment: int, meat: Floats) -> Floats:
        """The scores are influences on the coefficients already."""
        return meat

    def scores(self, groups: Cells | None, clusters: bool, correction: str) -> list[tuple[Floats, Floats, Floats, int]]:
        """Totals and squares of influences by group, and rows by group."""
        rows = self.model.rows
        given = [fit["parameters"] if isinstance(fit, dict) else None for fit in self.fits]
        found = _core.logit_scores(
            list(rows.columns), rows.weights, rows.segments.cells, given, groups, clusters, rows.weight_type
        )
        return [(*totals, 0) for totals in found]

    def refit(self, weights: Column) -> list[Floats | None]:
        """Coefficients under other weights."""
        found = _fits(self.model, weights)
        return [fit["coefficients"] if isinstance(fit, dict) else None for fit in found]

    def facts(self) -> dict[str, Floats]:
        """How well every segment's logit fits."""
        deviance, null = -2 * self.stack("log_likelihood"), -2 * self.stack("null_log_likelihood")
        n = self.observations
        k = np.array([np.nan if b is None else len(b) for b in self.estimates])
        with np.errstate(invalid="ignore"):
            cox_snell = 1 - np.exp((deviance - null) / n)
            criteria: dict[str, Floats] = {
                name: np.array(
                    [LogitSample(*of[:2]).value(name, *of[2:]) for of in zip(n, null, deviance / null, k, strict=True)]
                )
                for name in ("aic", "aicc", "bic")
            }
            return {
                "r2": 1 - deviance / null,
                "mcfadden_r2": 1 - deviance / null,
                "cox_snell_r2": cox_snell,
                "nagelkerke_r2": cox_snell / (1 - np.exp(-null / n)),
                "tjur_r2": self.stack("tjur_r2"),
                "log_likelihood": -deviance / 2,
                "deviance": deviance,
                "null_deviance": null,
                "chi2": null - deviance,
                "df_model": k - 1,
                "df_resid": n - k,
                "chi2_p_value": np.where(k > 1, chi2_p_value(null - deviance, np.maximum(k - 1, 1)), np.nan),
                **criteria,
            }


def fit_logit(model: Model) -> Logit:
    """Fit every segment by maximum likelihood."""
    return Logit(model, _fits(model, model.rows.weights))


def _fits(model: Model, weights: Column | None) -> list[dict[str, Any] | PlacetError]:
    rows = model.rows
    return _core.cumulative_logit(list(rows.columns), weights, rows.segments.cells, CODES, rows.weight_type)


def logit_table(fitted: Logit, covariances: Sequence[Covariance | None], conf_level: float) -> Table:
    """One row a coefficient and segment: log odds, and odds ratios with their intervals."""
    model = fitted.model
    terms, levels = [INTERCEPT, *(t.name for t, _ in model.columns)], ["", *(level for _, level in model.columns)]
    blocks = [_segment(fitted, i, covariance, conf_level, len(terms)) for i, covariance in enumerate(covariances)]
    return Table(
        {
            **model.rows.segments.columns(repeat=len(terms)),
            "term": terms * len(blocks),
            "level": levels * len(blocks),
            **{name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]},
        }
    )


def _segment(
    fitted: Logit, segment: int, covariance: Covariance | None, conf_level: float, count: int
) -> dict[str, np.ndarray]:
    fit = fitted.fits[segment]
    blank = np.full(count, np.nan)
    estimate, std_error, df = blank, blank, np.full(count, np.inf)
    if isinstance(fit, dict) and covariance is not None:
        estimate, std_error = fit["coefficients"], np.sqrt(covariance.matrix.diagonal())
        # A likelihood has normal quantiles, a sampling design the degrees of freedom of its units.
        if fitted.model.rows.sampling is not None or fitted.model.rows.replicates is not None:
            df = np.broadcast_to(np.asarray(covariance.df, dtype=np.float64), count)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / std_error
    margin = t_quantile(conf_level, df) * std_error
    low, high = estimate - margin, estimate + margin
    with np.errstate(over="ignore"):
        odds = {name: np.exp(values) for name, values in (("ratio", estimate), ("low", low), ("high", high))}
    for values in odds.values():
        values[0] = np.nan  # the intercept is no ratio
    return {
        "estimate": estimate,
        "std_error": std_error,
        "statistic": statistic,
        "df": df,
        "p_value": t_p_value(statistic, df),
        "conf_low": low,
        "conf_high": high,
        "odds_ratio": odds["ratio"],
        "odds_ratio_low": odds["low"],
        "odds_ratio_high": odds["high"],
        "n": np.full(count, fit["n"] if isinstance(fit, dict) else 0, dtype=np.int64),
        "n_eff": np.full(count, fit["n_eff"] if isinstance(fit, dict) else np.nan),
    }
