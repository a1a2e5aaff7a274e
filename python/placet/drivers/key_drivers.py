"""Which drivers matter, how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from .. import _core
from .._core import DataError, ModelError, Moments, PlacetError
from ..distributions import t_p_value
from ..intervals import KINDS, Kind, bootstrap_interval
from ..progress import bar, continued
from ..results.drivers import DriversResult
from ..results.table import Table
from ..survey import Survey, options
from ..survey.missing import base_facts, unused_design
from ..types import WeightType
from . import errors as error_kinds
from .analysis import OF_MOMENTS, Gaps, least_squares_of, moment_errors, treat
from .errors import Covariance
from .least_squares import LeastSquares, conditions, fit_least_squares
from .model import located, read_model

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "estimate", "std_error", "conf_low", "conf_high", "share", "share_low", "share_high", "rank", "coefficient",
    "coefficient_std_error", "statistic", "df", "p_value", "standardized", "vif", "mean", "n", "n_eff",
)  # fmt: skip

#: What may be done about missing answers.
MISSING = ("drop", "raise", *OF_MOMENTS)
#: Words for the kinds of intervals.
NAMES: dict[Kind, str] = {"percentile": "percentile", "basic": "basic", "bca": "BCa"}


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
    interval: Kind = "percentile",
    conf_level: float = 0.95,
    missing: Literal["drop", "raise", "pairwise", "em"] = "drop",
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
    interval : {"percentile", "basic", "bca"}
        Bootstrap interval; ``"bca"`` corrects for bias and skewness [4]_ and adds a jackknife of up to 200 groups.
    conf_level : float
        Probability that an interval covers its importance.
    missing : {"drop", "raise", "pairwise", "em"}
        Leave respondents with any missing answer out; refuse them; take every covariance from those who answered both
        columns; or estimate all means and covariances by maximum likelihood, as in `regression`. The last two resample
        all respondents who answered anything, have no ``"bca"`` interval, and no errors of a design.
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
    .. [4] Efron, B. (1987). Better bootstrap confidence intervals. J. American Statistical Association 82, 171-185.

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 7, 3, 8, 5], "network": [9, 8, 2, 7, 5], "bills": [6, 5, 4, 9, 7]}
    >>> result = placet.key_drivers(answers, "overall", ["network", "bills"], n_resamples=0)
    >>> result["term"], result["share"].round(3)
    (('network', 'bills'), array([0.842, 0.158]))
    """
    options.choice("importance", importance, ("lmg",))
    interval = options.choice("interval", interval, KINDS)
    conf_level = options.level(conf_level)
    n_resamples = options.whole("n_resamples", n_resamples, 0)
    if n_resamples == 1:
        raise DataError("n_resamples=1 makes no interval; give at least 2, or 0 for none")
    seed = options.seed(rng) if n_resamples else None
    survey = Survey.of(data, weights=weights, weight_type=weight_type, na_codes=na_codes, value_labels=value_labels)
    kind = error_kinds.chosen(None, survey, None)
    model = read_model(
        survey, outcome, drivers, by=by, reserved=COLUMNS, design="declared" if kind == "design" else "none"
    )
    gaps = Gaps(options.choice("missing", missing, MISSING), n_resamples=n_resamples, seed=seed, progress=progress)
    if gaps.missing in OF_MOMENTS:
        _check_moments(gaps, kind, interval)
    treated = treat(model, gaps) if gaps.missing in OF_MOMENTS else None
    fits = fit_least_squares(model) if treated is None else least_squares_of(model, treated)
    for segment, fit in enumerate(fits.fits):
        if isinstance(fit, PlacetError):
            raise located(model, segment, fit)
    notes = [*unused_design(survey), *conditions(fits, stacklevel=3)]
    if treated is None:
        facts = base_facts(model.rows, fits.moments, missing, "the outcome or a driver")
        covariances = error_kinds.covariances(fits, kind, model.rows, None)
    else:
        facts = treated.about
        notes += treated.notes
        found = moment_errors(fits, treated, gaps)
        covariances = [None if e is None else Covariance(e.covariance, e.df[1:]) for e in found]
    lmg = _lmg(fits, progress)
    blocks, failed = [], 0
    for segment, found in enumerate(lmg):
        if treated is None:
            resamples = _resample(fits, segment, n_resamples, seed, interval, progress)
        else:
            resamples = _Resamples(_replicates(fits, treated.replicates(segment), n_resamples, progress), None)
        failed += int(np.isnan(resamples.replicates[:, 0]).sum())
        block = _segment(fits, segment, covariances[segment], found)
        blocks.append(block | _intervals(block, resamples, interval, conf_level))
    about: dict[str, Any] = {"method": "Exact LMG (Shapley) importance", "importance": importance}
    if n_resamples:
        about["method"] += f" with {NAMES[interval]} intervals of {n_resamples:,} bootstrap resamples of respondents"
        about |= {"interval": interval, "n_resamples": n_resamples, "seed": seed, "conf_level": conf_level}
    if failed:
        notes.append(f"{failed} resamples could not be fitted and were left out")
    about |= {**model.facts(), "missing": missing, **facts, "notes": notes}
    return DriversResult(
        _table(fits, blocks), model.rows.segments.names, about, survey.labels, survey.frame.library,
        fits.facts(), tuple(found["conditional"] for found in lmg),
    )  # fmt: skip


def _lmg(fits: LeastSquares, progress: bool | None) -> list[dict[str, Any]]:
    """The exact importances of every segment."""
    models = 1 << len(fits.model.drivers)
    with bar(len(fits.moments) * models, "model", progress) as report:
        return [
            _core.lmg(moments, fits.model.rows.names, 0, fits.model.drivers, continued(report, segment * models))
            for segment, moments in enumerate(fits.moments)
        ]


def _table(fits: LeastSquares, blocks: list[dict[str, np.ndarray]]) -> Table:
    """The rows of all segments, the most important driver of each first."""
    orders = [np.argsort(-block["estimate"], kind="stable") for block in blocks]
    stack = {
        name: np.concatenate([block[name][order] for block, order in zip(blocks, orders, strict=True)])
        for name in COLUMNS[1:]
    }
    names = [term.name for term in fits.model.terms]
    terms = [names[i] for order in orders for i in order]
    return Table({**fits.model.rows.segments.columns(repeat=len(fits.model.drivers)), "term": terms, **stack})


def _segment(
    fits: LeastSquares, segment: int, covariance: Covariance | None, lmg: dict[str, Any]
) -> dict[str, np.ndarray]:
    """The columns of one segment, in the order the drivers were given."""
    raw, moments = fits.fits[segment], fits.moments[segment]
    assert isinstance(raw, dict)
    assert covariance is not None
    importance = lmg["lmg"]
    count = len(importance)
    coefficient, std_error = raw["coefficients"][1:], np.sqrt(np.diag(covariance.matrix))[1:]
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
        "df": np.full(count, covariance.df),
        "p_value": t_p_value(statistic, covariance.df),
        "standardized": raw["standardized"],
        "vif": raw["vif"],
        "mean": moments.mean[1:],
        "n": np.full(count, int(raw["n"])),
        "n_eff": np.full(count, raw["n_eff"]),
    }


@dataclass(frozen=True)
class _Resamples:
    """Importances (columns before the last) and R² (last) in resamples of a segment."""

    replicates: np.ndarray
    jackknife: np.ndarray | None


def _resample(
    fits: LeastSquares, segment: int, n_resamples: int, seed: int | None, interval: Kind, progress: bool | None
) -> _Resamples:
    count, rows = len(fits.model.drivers), fits.model.rows
    # The core returns importances, coefficients and R²; the intervals are those of importances.
    wanted = [*range(count), 2 * count]
    if seed is None:
        return _Resamples(np.empty((0, count + 1)), None)
    given = (list(rows.columns), rows.weights, rows.segments.cells, segment)
    with bar(n_resamples, "resample", progress) as report:
        replicates = _core.bootstrap_importance(*given, n_resamples, seed, rows.weight_type, report)[:, wanted]
    if interval != "bca":
        return _Resamples(replicates, None)
    return _Resamples(replicates, _core.jackknife_importance(*given, rows.weight_type)[:, wanted])


def _check_moments(gaps: Gaps, kind: str, interval: Kind) -> None:
    """Refuse what cannot be had of moments of incomplete answers."""
    if interval == "bca" and gaps.n_resamples:
        raise DataError(
            f'interval="bca" needs a jackknife of complete cases, which missing={gaps.missing!r} has not; take '
            'interval="percentile" or "basic", or missing="drop"'
        )
    if kind not in {"classical", "HC1"}:
        raise DataError(
            f"missing={gaps.missing!r} has standard errors of its own, which know no strata, clusters or replicate "
            f'weights (errors={kind!r}); take missing="drop", or regression with missing="multiple"'
        )


def _replicates(fits: LeastSquares, moments: Sequence[Moments], n_resamples: int, progress: bool | None) -> np.ndarray:
    """Importances and R² of bootstrap replicates of moments; NaN where they cannot be fitted."""
    names, drivers = fits.model.rows.names, fits.model.drivers
    found = np.full((n_resamples, len(drivers) + 1), np.nan)
    with bar(n_resamples, "resample", progress) as report:
        for i, drawn in enumerate(moments):
            try:
                lmg = _core.lmg(drawn, names, 0, drivers)
            except ModelError:
                continue
            found[i] = [*lmg["lmg"], lmg["r2"]]
            if report is not None:
                report(i + 1)
    return found


def _intervals(
    block: dict[str, np.ndarray], resamples: _Resamples, interval: Kind, conf_level: float
) -> dict[str, np.ndarray]:
    """Standard errors and limits of raw importances and shares; NaN without resamples."""
    replicates, jackknife = resamples.replicates, resamples.jackknife
    left_out = None if jackknife is None else jackknife[:, :-1]
    low, high = bootstrap_interval(interval, block["estimate"], replicates[:, :-1], left_out, conf_level)
    shares_left_out = None if jackknife is None else _shares(jackknife)
    share_low, share_high = bootstrap_interval(
        interval, block["share"], _shares(replicates), shares_left_out, conf_level
    )
    good = replicates[~np.isnan(replicates[:, 0]), :-1]
    std_error = good.std(axis=0, ddof=1) if len(good) > 1 else np.full_like(low, np.nan)
    return {
        "std_error": std_error, "conf_low": low, "conf_high": high, "share_low": share_low, "share_high": share_high
    }  # fmt: skip


def _shares(resampled: np.ndarray) -> np.ndarray:
    """Importances over R²; a resample that explains nothing at all has no shares."""
    r2 = np.where(resampled[:, -1:] > 0, resampled[:, -1:], np.nan)
    return resampled[:, :-1] / r2
