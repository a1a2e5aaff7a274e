"""The rows of `key_drivers`: importances by method, where a driver stands, and its coefficient beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments
from ...inference.distributions import t_p_value, t_quantile
from ...survey import Term
from ..fits.fits import Fit
from ..fits.least_squares import LinearFit
from ..standard_errors.covariance import Covariance
from ..standard_errors.joint import joint_test, p_values
from .intervals import Sure
from .split import Importance
from .standing import Standing, standing

Floats = NDArray[np.float64]
#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "method", "group", "term", "importance", "importance_std_error", "importance_low", "importance_high", "chance",
    "share", "share_low", "share_high", "rank", "rank_low", "rank_high", "letters", "in_top", "sign", "coefficient",
    "coefficient_std_error", "coefficient_low", "coefficient_high", "coefficient_statistic", "coefficient_df",
    "coefficient_p_value", "standardized", "vif", "mean", "n", "n_eff",
)  # fmt: skip
TEXTS = ("method", "group", "term", "letters")
WHOLE = ("rank", "n")
#: Whole numbers where all are known.
RANKS = ("rank_low", "rank_high")
#: Those of them that may lack a value.
NUMERIC = tuple(name for name in COLUMNS if name not in {*TEXTS, *WHOLE})


@dataclass(frozen=True)
class Found:
    """What a segment came to.

    Attributes
    ----------
    terms : sequence of Term
        The drivers.
    methods, groups
        As in `Split`.
    covariates : int
        How many columns are always in.
    importance : Importance or None
        None where there is none.
    sure : sequence of Sure or None
        By method, with intervals.
    fit, covariance
        Of the regression, where there is one.
    moments : sequence of Moments
        Of every completed data set.
    base : float
        Effective base.
    conf_level : float
    """

    terms: Sequence[Term]
    methods: Sequence[str]
    groups: Sequence[str]
    covariates: int
    importance: Importance | None
    sure: Sequence[Sure | None]
    fit: Any
    covariance: Covariance | None
    moments: Sequence[Moments]
    base: float
    conf_level: float

    @cached_property
    def standings(self) -> list[Standing | None]:
        """Where the drivers stand, by method."""
        if self.importance is None:
            return [None] * len(self.methods)
        return [standing(*pair, self.conf_level) for pair in zip(self.importance.values, self.sure, strict=True)]


def rows_of(keys: dict[str, list[Any]], segments: Sequence[Found], top: int) -> dict[str, Any]:
    """The columns of all segments and methods, the most important driver of each first."""
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for found in segments:
        beside = _beside(found)
        for method, where in enumerate(found.standings):
            own = beside | _importance(found, method, where, top)
            p = len(found.terms)
            order = np.arange(p) if where is None else np.argsort(where.rank, kind="stable")
            for name, column in columns.items():
                given = own.get(name)
                column.extend([np.nan] * p if given is None else [given[i] for i in order])
    return keys | {name: _typed(name, column) for name, column in columns.items()}


def _typed(name: str, column: list[Any]) -> Any:
    if name in TEXTS:
        return column
    numbers = np.array(column, dtype=np.int64 if name in WHOLE else np.float64)
    return numbers.astype(np.int64) if name in RANKS and not np.isnan(numbers).any() else numbers


def _importance(found: Found, method: int, where: Standing | None, top: int) -> dict[str, Any]:
    """What one method says of the drivers, in the order they were given."""
    p = len(found.terms)
    own: dict[str, Any] = {
        "method": [found.methods[method]] * p,
        "group": list(found.groups) or [""] * p,
        "term": [term.name for term in found.terms],
        "rank": np.zeros(p, dtype=np.int64),
        "letters": [""] * p,
        "n": [found.moments[0].n] * p,
    }
    if found.importance is None or where is None:
        return own
    sure = found.sure[method]
    own |= {"importance": found.importance.values[method], "share": found.importance.shares[method]}
    own |= {"rank": where.rank, "rank_low": where.rank_low, "rank_high": where.rank_high, "letters": where.letters}
    own |= {"in_top": where.in_top(top)} | ({} if sure is None else sure.columns)
    if found.methods[method] == "lmg":
        own["chance"] = found.importance.chance(found.base, found.covariates, _widths(found))
    return own


def _widths(found: Found) -> list[int]:
    return [len(term.columns) for term in found.terms]


def _beside(found: Found) -> dict[str, Any]:
    """The coefficients in the order the drivers were given; of a driver of several columns its joint test alone."""
    if found.importance is None:
        return {}
    fit, covariance, terms = found.fit, found.covariance, found.terms
    several = np.array(_widths(found)) > 1
    columns = np.array([term.columns[0] for term in terms])
    blank = np.where(several, np.nan, 1.0)
    means = np.mean([one.mean[columns] for one in found.moments], axis=0)
    own = {"mean": blank * means, "n_eff": np.full(len(terms), found.base)}
    if covariance is None:
        return own
    at = columns + _thresholds(found)
    coefficient, std_error = blank * fit.coefficients[at], blank * covariance.std_errors[at]
    df = blank * covariance.dfs[at]
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic, margin = coefficient / std_error, t_quantile(found.conf_level, df) * std_error
    p_value = t_p_value(statistic, df)
    for driver, term in enumerate(terms):
        if several[driver]:
            p_value[driver] = _joint_p(fit, covariance, np.array(term.columns) + _thresholds(found))
    standardized, vif = _scaled(found)
    return own | {
        "sign": np.sign(coefficient),
        "coefficient": coefficient,
        "coefficient_std_error": std_error,
        "coefficient_low": coefficient - margin,
        "coefficient_high": coefficient + margin,
        "coefficient_statistic": statistic,
        "coefficient_df": df,
        "coefficient_p_value": p_value,
        "standardized": blank * standardized[columns - 1],
        "vif": blank * vif[columns - 1],
    }


def _thresholds(found: Found) -> int:
    """Coefficients before those of the columns beyond the first: an ordered logit has several thresholds."""
    return len(found.fit.coefficients) - len(found.moments[0].mean)


def _scaled(found: Found) -> tuple[Floats, Floats]:
    """Standardized coefficients and variance inflation of all columns; of a logit, log-odds a standard deviation."""
    fit, moments = found.fit, found.moments[0]
    if isinstance(fit, LinearFit):
        return fit.standardized, fit.vif
    comoment = moments.comoment[1:, 1:]
    spread = np.sqrt(np.diag(comoment))
    vif = np.diag(np.linalg.inv(comoment / np.outer(spread, spread))).astype(np.float64)
    return fit.coefficients[-len(spread) :] * spread / np.sqrt(moments.sum_w), vif


def _joint_p(fit: Fit, covariance: Covariance, at: NDArray[np.intp]) -> float:
    test = joint_test(covariance, fit.coefficients, at.tolist())
    return float(p_values(*(np.array([value], dtype=np.float64) for value in test))[0])


def ranks_of(keys: Sequence[tuple[Any, ...]], names: Sequence[str], segments: Sequence[Found]) -> dict[str, Any]:
    """How often every driver had every rank: one row a segment, method, driver and rank; none without resamples."""
    columns: dict[str, list[Any]] = {name: [] for name in (*names, "method", "term", "rank", "frequency")}
    for key, found in zip(keys, segments, strict=True):
        for method, where in zip(found.methods, found.standings, strict=True):
            if where is None or np.isnan(where.frequency).all():
                continue
            p = len(found.terms)
            for name, label in zip(names, key, strict=True):
                columns[name] += [label] * (p * p)
            columns["method"] += [method] * (p * p)
            columns["term"] += [term.name for term in found.terms for _ in range(p)]
            columns["rank"] += list(range(1, p + 1)) * p
            columns["frequency"] += where.frequency.ravel().tolist()
    rank, frequency = np.array(columns["rank"], dtype=np.int64), np.array(columns["frequency"], dtype=np.float64)
    return columns | {"rank": rank, "frequency": frequency}
