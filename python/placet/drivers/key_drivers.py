"""Which drivers matter, how much, and how sure that is."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from .. import _core
from .._core import DataError
from ..distributions import t_p_value
from ..progress import bar
from ..results.drivers import DriversResult
from ..results.table import Table
from ..survey import options
from ..types import WeightType
from .model import Fits, fit

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "estimate", "std_error", "conf_low", "conf_high", "share", "share_low", "share_high", "rank", "coefficient",
    "coefficient_std_error", "statistic", "df", "p_value", "standardized", "vif", "mean", "n", "n_eff",
)  # fmt: skip


def key_drivers(
    data: Any,
    outcome: str,
    drivers: str | list[str],
    *,
    by: str | list[str] | None = None,
    weights: str | None = None,
    weight_type: WeightType | None = None,
    importance: Literal["lmg"] = "lmg",
    n_resamples: int = 1000,
    rng: Any = None,
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    na_codes: Any = None,
    value_labels: Any = None,
    progress: bool | None = None,
) -> DriversResult:
    r"""Importance of drivers for an outcome: the exact LMG (Shapley) split of R², with bootstrap intervals.

    .. math:: \mathrm{LMG}_j = \frac1p \sum_{k=0}^{p-1} \binom{p-1}{k}^{-1}
              \sum_{S \not\ni j,\ |S| = k} \left[ R^2(S \cup j) - R^2(S) \right]

    the average gain in R² from adding driver j, over all orders in which the p drivers can enter [1]_ [2]_; equal to
    general dominance [3]_. The importances are never negative and sum to R². All :math:`2^p` models are visited, from
    one weighted correlation matrix.

    Parameters
    ----------
    data : data frame, mapping or Survey
        One row a respondent.
    outcome : str
        Column to explain, such as overall satisfaction.
    drivers : list of str
        Columns that explain it, at most 30.
    by : str or list of str, optional
        Segments, each with an analysis of its own.
    weights, weight_type, na_codes, value_labels
        As in `Survey`, overriding it.
    importance : {"lmg"}
        Method.
    n_resamples : int
        Bootstrap resamples of the respondents for the intervals; 0 for none. Time grows as `n_resamples` times
        2 ** drivers.
    rng : None, int, SeedSequence or Generator
        Source of the seed, which the result records.
    conf_level : float
        Probability that an interval covers its importance (percentile method).
    missing : {"drop", "raise"}
        Leave respondents with any missing answer out, or refuse them.
    progress : bool, optional
        Show a bar: True demands tqdm, False is silent, None shows it when tqdm is there and the call is long.

    Returns
    -------
    DriversResult
        One row a driver and segment, most important first.

    Raises
    ------
    DataError, ModelError
        As for `regression`; ModelError also for more than 30 drivers.

    References
    ----------
    .. [1] Lindeman, R. H., Merenda, P. F. and Gold, R. Z. (1980). Introduction to Bivariate and Multivariate Analysis.
    .. [2] Grömping, U. (2006). Relative importance for linear regression in R. J. Statistical Software 17(1).
    .. [3] Azen, R. and Budescu, D. V. (2003). The dominance analysis approach. Psychological Methods 8, 129-148.

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 7, 3, 8, 5], "network": [9, 8, 2, 7, 5], "bills": [6, 5, 4, 9, 7]}
    >>> result = placet.key_drivers(answers, "overall", ["network", "bills"], n_resamples=0)
    >>> result["term"], result["share"].round(3)
    (('network', 'bills'), array([0.842, 0.158]))
    """
    options.choice("importance", importance, ("lmg",))
    conf_level = options.level(conf_level)
    n_resamples = options.whole("n_resamples", n_resamples, 0)
    if n_resamples == 1:
        raise DataError("n_resamples=1 makes no interval; give at least 2, or 0 for none")
    seed = options.seed(rng) if n_resamples else None
    fits = fit(
        data, outcome, drivers, by=by, weights=weights, weight_type=weight_type, missing=missing, na_codes=na_codes,
        value_labels=value_labels, intercept=True, reserved=COLUMNS,
    )  # fmt: skip
    names, count = fits.rows.names, len(fits.drivers)
    with bar(len(fits.moments) << count, "model", progress) as report:
        lmg = [_core.lmg(moments, names, 0, fits.drivers, report) for moments in fits.moments]
    blocks = [_segment(fits, segment, lmg[segment]) for segment in range(len(lmg))]
    failed = 0
    for segment, block in enumerate(blocks):
        replicates = _replicates(fits, segment, n_resamples, seed, progress)
        failed += int(np.isnan(replicates[:, 0]).sum())
        block.update(_intervals(replicates, count, conf_level))
    orders = [np.argsort(-block["estimate"], kind="stable") for block in blocks]
    columns = {
        key: np.concatenate([block[key][order] for block, order in zip(blocks, orders, strict=True)])
        for key in blocks[0]
    }
    terms = [fits.about["drivers"][i] for order in orders for i in order]
    table = Table({**fits.rows.segments.columns(repeat=count), "term": terms, **{k: columns[k] for k in COLUMNS[1:]}})
    method = "Exact LMG (Shapley) importance"
    if n_resamples:
        method += f" with percentile intervals of {n_resamples:,} bootstrap resamples of respondents"
    about = {
        "method": method,
        "importance": importance,
        "n_resamples": n_resamples,
        "seed": seed,
        "conf_level": conf_level,
    }
    about |= fits.about
    if failed:
        about["notes"] = [*about["notes"], f"{failed} resamples could not be fitted and were left out"]
    if not n_resamples:
        del about["conf_level"]
    conditional = tuple(found["conditional"] for found in lmg)
    return DriversResult(
        table, fits.rows.segments.names, about, fits.survey.labels, fits.survey.frame.library, fits.facts(), conditional
    )


def _segment(fits: Fits, segment: int, lmg: dict[str, Any]) -> dict[str, np.ndarray]:
    """The columns of one segment, in the order the drivers were given."""
    raw, moments = fits.raw[segment], fits.moments[segment]
    importance = lmg["lmg"]
    count = len(importance)
    coefficient, std_error = raw["coefficients"][1:], raw["std_errors"][1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = coefficient / std_error
        share = importance / importance.sum()
    rank = np.empty(count, dtype=np.int64)
    rank[np.argsort(-importance, kind="stable")] = np.arange(1, count + 1)
    return {
        "estimate": importance,
        "share": share,
        "rank": rank,
        "coefficient": coefficient,
        "coefficient_std_error": std_error,
        "statistic": statistic,
        "df": np.full(count, raw["df_resid"]),
        "p_value": t_p_value(statistic, raw["df_resid"]),
        "standardized": raw["standardized"],
        "vif": raw["vif"],
        "mean": moments.mean[1:],
        "n": np.full(count, int(raw["n"])),
        "n_eff": np.full(count, raw["n_eff"]),
    }


def _replicates(fits: Fits, segment: int, n_resamples: int, seed: int | None, progress: bool | None) -> np.ndarray:
    count = len(fits.drivers)
    if seed is None:
        return np.empty((0, 2 * count + 1))
    rows = fits.rows
    with bar(n_resamples, "resample", progress) as report:
        return _core.bootstrap_importance(
            list(rows.columns), rows.weights, rows.segments.cells, segment, n_resamples, seed, rows.weight_type, report
        )


def _intervals(replicates: np.ndarray, count: int, conf_level: float) -> dict[str, np.ndarray]:
    """Percentile intervals of raw importances and shares; NaN without replicates."""
    good = replicates[~np.isnan(replicates[:, 0])]
    raw = good[:, :count]
    tails = [(1 - conf_level) / 2, (1 + conf_level) / 2]
    blank = np.full(count, np.nan)
    low, high = np.quantile(raw, tails, axis=0) if len(good) > 1 else (blank, blank)
    # A resample that explains nothing at all has no shares.
    explaining = good[good[:, -1] > 0]
    shares = explaining[:, :count] / explaining[:, -1:]
    share_low, share_high = np.quantile(shares, tails, axis=0) if len(shares) > 1 else (blank, blank)
    return {
        "std_error": raw.std(axis=0, ddof=1) if len(good) > 1 else blank,
        "conf_low": low,
        "conf_high": high,
        "share_low": share_low,
        "share_high": share_high,
    }
