"""Which drivers matter, how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError, ModelError, Moments, PlacetError
from ...inference.bootstrap import KINDS, IntervalKind
from ...inference.distributions import t_p_value, t_quantile
from ...language import say
from ...options.door import takes
from ...progress import bar, continued
from ...results.drivers.key_drivers import DriversResult
from ...results.table import Table, fixed_rows
from ...survey import Survey
from ...types import Columns, OneColumn, Progress
from ..fits.least_squares import CONDITION_LIMIT, LeastSquares, LinearFit
from ..model.model import Model, failures
from ..options import DRIVERS
from ..prepare import prepare
from ..standard_errors.analysis import Analyses, analyse
from ..standard_errors.covariance import Covariance
from .exact_lmg import MOST, exact_importance
from .lmg import Importance, Split, average
from .resamples import check_resamples, described, intervals, resample, resampling_notes
from .work import RESAMPLES, Work

Floats = NDArray[np.float64]
#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "importance", "importance_std_error", "importance_low", "importance_high", "share", "share_low",
    "share_high", "rank", "coefficient", "coefficient_std_error", "coefficient_low", "coefficient_high",
    "coefficient_statistic", "coefficient_df", "coefficient_p_value", "standardized", "vif", "mean", "n", "n_eff",
)  # fmt: skip

#: Those of them that may lack a value.
NUMERIC = tuple(name for name in COLUMNS if name not in {"term", "rank", "n"})

#: What becomes of several completed data sets.
POOLED = say(
    "importances are means over the data sets, their errors by Rubin's rules, intervals those of the resamples of all"
)


@takes(*DRIVERS)
def key_drivers(
    survey: Survey,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    importance: Literal["lmg"] = "lmg",
    n_resamples: int | None = None,
    interval: IntervalKind = "percentile",
    covariates: Any,
    factors: Any,
    conf_level: float,
    progress: bool | None,
    **options: Any,
) -> DriversResult:
    r"""Importance of drivers for an outcome: the exact LMG (Shapley) split of R², with bootstrap intervals.

    .. math:: \mathrm{LMG}_j = \frac1p \sum_{k=0}^{p-1} \binom{p-1}{k}^{-1}
              \sum_{S \not\ni j,\ |S| = k} \left[ R^2(S \cup j) - R^2(S) \right]

    the average gain in R² from adding driver j, over all orders in which the p drivers can enter [1]_ [2]_; equal to
    general dominance [3]_. The importances are never negative and sum to R². All :math:`2^p` models are visited, from
    one weighted correlation matrix.

    Covariates are in every model: outcome and drivers are residualised on them, and the importances split what the
    drivers add to the R² of the covariates, as `always` does in R's relaimpo [2]_. Both R² are in `fit`, as `r2` and
    `r2_covariates`.

    Parameters
    ----------
    {data}
    outcome : str or vector
        What is to be explained, such as overall satisfaction.
    drivers : str, vector or list of them, optional
        What explains it, at most 30 columns; all columns of the data if the outcome is a vector.
    importance : {"lmg"}
        Method.
    n_resamples : int, optional
        Bootstrap resamples of the respondents for the intervals, 1,000 if not given; 0 for none. Time grows as
        `n_resamples` times 2 ** drivers: what would take more than a minute is refused unless the number was given. Of
        a survey with strata, clusters or a finite population whole units are drawn within strata and
        weights rescaled [6]_; replicate weights are taken as they are, with t intervals by the rule of their kind.
    interval : {"percentile", "basic", "bca"}
        Bootstrap interval; ``"bca"`` corrects for bias and skewness [4]_ and adds a jackknife of up to 200 groups. An
        importance is a sum of squares, which is more than 0 in every resample: percentile and BCa limits never reach 0,
        also for a driver of no effect. Whether there is an effect is told by the
        coefficient: by `coefficient_p_value` and its t interval, from `coefficient_low` to `coefficient_high`.
    {options}

    Returns
    -------
    DriversResult
        One row a driver and segment, most important first. A segment that cannot be fitted has NaN and rank 0, the
        notes say why, and the others are done. `fit` has the F of all drivers by the same errors as `regression`.

    Raises
    ------
    DataError, ModelError
        As for `regression`; ModelError also for more than 30 drivers. DataError for a driver that is a factor.

    Notes
    -----
    Where answers are missing, all rules but the first two resample all respondents who answered anything (with
    indicators: the outcome), and indicators are covariates. Pairwise and maximum-likelihood moments have no errors of a
    design, and they and imputed answers no ``"bca"`` interval. Of imputed data sets importances and R² are means,
    standard errors by Rubin's rules with the bootstrap variance within each data set, intervals from the resamples of
    all data sets, which share `n_resamples` [5]_: unlike Rubin's these do not pass 0, and in simulations they covered
    no less (91 to 95 % against 90 to 95 %, a third of two drivers missing).

    References
    ----------
    .. [1] Lindeman, R. H., Merenda, P. F. and Gold, R. Z. (1980). Introduction to Bivariate and Multivariate Analysis.
    .. [2] Grömping, U. (2006). Relative importance for linear regression in R. J. Statistical Software 17(1).
    .. [3] Azen, R. and Budescu, D. V. (2003). The dominance analysis approach. Psychological Methods 8, 129-148.
    .. [4] Efron, B. (1987). Better bootstrap confidence intervals. J. American Statistical Association 82, 171-185.
    .. [5] Schomaker, M. and Heumann, C. (2018). Bootstrap inference when using multiple imputation. Statistics in
       Medicine 37, 2252-2266 (their "MI Boot", and with pooled samples).
    .. [6] Rao, J. N. K., Wu, C. F. J. and Yue, K. (1992). Some recent work on resampling methods for complex surveys.
       Survey Methodology 18, 209-217.

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 7, 3, 8, 5], "network": [9, 8, 2, 7, 5], "bills": [6, 5, 4, 9, 7]}
    >>> result = placet.key_drivers(answers, "overall", ["network", "bills"], n_resamples=0)
    >>> result["term"], result["share"].round(3)
    (('network', 'bills'), array([0.842, 0.158]))
    """
    checks.choice("importance", importance, ("lmg",))
    interval = checks.choice("interval", interval, KINDS)
    conf_level = checks.level(conf_level)
    asked = n_resamples is not None
    n_resamples = checks.resamples(RESAMPLES if n_resamples is None else n_resamples, 0)
    call = prepare(
        survey, outcome, drivers, covariates=covariates, factors=() if covariates and factors is None else factors,
        n_resamples=n_resamples, shared=True, progress=progress, reserved=COLUMNS, **options,
    )  # fmt: skip
    if n_resamples:
        check_resamples(call.gaps, survey, n_resamples, interval)
    _check_terms(call.model)
    work = Work.of(call, n_resamples, interval == "bca")
    if not asked:
        work.check()
    fits = analyse(call)
    basis, split = fits.basis, Split(fits.basis.model)
    found = _importances(fits, split, progress)
    notes = failures(basis.model, found)
    means = [None if isinstance(sets, PlacetError) else average(sets) for sets in found]
    limits: list[dict[str, Floats]] = [{}] * len(found)
    failed, count = 0, basis.resamples(n_resamples)
    with bar(len(found) * count, "resample", progress, least=1, seconds=work.seconds) as report:
        for segment, (sets, mean) in enumerate(zip(found, means, strict=True)):
            if n_resamples and mean is not None and not isinstance(sets, PlacetError):
                assert call.gaps.seed is not None
                told = continued(report, segment * count)
                resamples = resample(*fits.basis_of(segment), n_resamples, call.gaps.seed, interval == "bca", told)
                failed += resamples.failed
                limits[segment] = intervals(mean, resamples, sets, interval, conf_level)
    method = say(
        "Exact LMG (Shapley) importance beyond the covariates" if split.covariates else "Exact LMG (Shapley) importance"
    )
    own: dict[str, Any] = {"importance": importance, "conf_level": conf_level}
    if n_resamples:
        words, told = described(basis, interval, n_resamples)
        method, own = say("{method} with {intervals}", method=method, intervals=words), {**own, **told}
        notes += resampling_notes(basis, failed)
    notes += [*fits.notes, *_digits(fits, len(split.drivers)), *([POOLED] if basis.data_sets > 1 else [])]
    about = call.about(method, basis.model, basis.counts(fits.moments), notes, joint_test=fits.joint_test, **own)
    alone = np.array([np.nan if mean is None else mean.r2_covariates for mean in means])
    # R² to which importances sum, not pooled.
    facts = fits.facts([{"r2_covariates": alone[one.segments]} if split.covariates else {} for one in fits.groups])
    blank = np.full((len(split.drivers),) * 2, np.nan)
    return DriversResult(
        _table(fits, means, limits, conf_level), basis.model.rows.segments.names, about, survey.labels,
        survey.frame.library, facts,
        tuple(blank if mean is None else mean.conditional for mean in means),
    )  # fmt: skip


def _check_terms(model: Model) -> None:
    """Refuse what has no importance: no driver at all, a driver that is a category."""
    drivers = [term for term in model.terms if term.role == "driver"]
    if not drivers:
        raise DataError("drivers is empty; name at least one driver column")
    for term in drivers:
        if len(term.columns) > 1 or term.reference is not None:
            raise DataError(
                f"driver {term.name!r} is a factor, and importance is that of numeric drivers; name it in covariates "
                "to hold it constant, or leave it out of factors"
            )


def _importances(fits: Analyses, split: Split, progress: bool | None) -> list[list[Importance] | PlacetError]:
    """The exact importances of every segment, one a completed data set; or why there are none."""
    found: list[list[Importance] | PlacetError] = []
    data_sets, models = len(fits.groups[0].sets), 1 << len(split.drivers)
    with bar(len(fits.placed) * data_sets * models, "model", progress, least=1 << 16) as report:
        for segment, (one, place) in fits.placed.items():
            fit, own, before = one.fitted.fits[place], Split(one.fitted.model), segment * data_sets
            if isinstance(fit, PlacetError):
                found.append(fit)
                continue
            told = [continued(report, (before + i) * models) for i in range(data_sets)]
            try:
                found.append([_importance(fits, s, place, own, t) for s, t in zip(one.sets, told, strict=True)])
            except ModelError as error:
                found.append(error)
    return found


def _importance(fits: Analyses, fitted: LeastSquares, segment: int, split: Split, report: Progress) -> Importance:
    """The importances of a segment: from its moments, or from the rows where these cost digits."""
    if not fits.basis.gaps.of_moments and len(split.drivers) <= MOST and _is_dependent(fitted.fits[segment]):
        return exact_importance(fitted.model, segment, split.drivers, split.covariates)
    return split.of(fitted.moments[segment], report)


def _is_dependent(fit: LinearFit | PlacetError) -> bool:
    return not isinstance(fit, PlacetError) and fit.condition_number > CONDITION_LIMIT


def _digits(fits: Analyses, drivers: int) -> list[str]:
    """What is to be said of the importances of nearly dependent drivers."""
    if not any(_is_dependent(fit) for one in fits.groups for fit in one.fitted.fits):
        return []
    if fits.basis.gaps.of_moments or drivers > MOST:
        return [say("importances of nearly dependent drivers are those of moments and may have lost digits")]
    return [
        say("importances of nearly dependent drivers were taken from the rows, those of the resamples from moments")
    ]


def _table(
    fits: Analyses, found: Sequence[Importance | None], limits: Sequence[Mapping[str, Floats]], conf_level: float
) -> Table:
    """The rows of all segments, the most important driver of each first."""
    names = [term.name for term in fits.basis.model.terms if term.role == "driver"]
    segments = []
    for (one, place), importance, sure in zip(fits.placed.values(), found, limits, strict=True):
        numbers, moments = one.numbers, [fitted.moments[place] for fitted in one.sets]
        columns = Split(one.fitted.model).drivers
        segments.append((columns, importance, numbers.fits[place], numbers.covariances[place], moments, sure))
    return Table.later(_columns, fits.basis.model.rows.segments.columns(repeat=len(names)), names, segments, conf_level)


def _columns(
    keys: dict[str, list[Any]], names: list[str], segments: Sequence[tuple[Any, ...]], level: float
) -> dict[str, Any]:
    p = len(names)
    rows = np.full((len(NUMERIC), len(segments) * p), np.nan)
    ranks, terms, n = np.zeros(len(segments) * p, dtype=np.int64), [], []
    for segment, (columns, found, fit, covariance, moments, limits) in enumerate(segments):
        order, own = np.arange(p), slice(segment * p, (segment + 1) * p)
        if found is not None:
            block = _segment(np.array(columns), found, fit, covariance, moments, level) | limits
            order = np.argsort(-found.lmg, kind="stable")
            for row, name in zip(rows[:, own], NUMERIC, strict=True):
                if name in block:
                    row[:] = block[name][order]
            ranks[own] = np.arange(1, p + 1)
        terms += [names[driver] for driver in order]
        n.append(moments[0].n)
    made = {"term": terms, "rank": ranks, "n": np.array(n, dtype=np.int64).repeat(p), **fixed_rows(NUMERIC, rows)}
    return keys | {name: made[name] for name in COLUMNS}


def _segment(
    columns: NDArray[np.int64],
    found: Importance,
    fit: LinearFit,
    covariance: Covariance,
    moments: Sequence[Moments],
    level: float,
) -> dict[str, Any]:
    """The numbers of one segment, in the order the drivers were given."""
    coefficient, std_error = fit.coefficients[columns], covariance.std_errors[columns]
    df = covariance.dfs[columns]
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic, margin = coefficient / std_error, t_quantile(level, df) * std_error
    means = [one.mean[columns] for one in moments]
    return {
        "importance": found.lmg,
        "share": found.share,
        "coefficient": coefficient,
        "coefficient_std_error": std_error,
        "coefficient_low": coefficient - margin,
        "coefficient_high": coefficient + margin,
        "coefficient_statistic": statistic,
        "coefficient_df": df,
        "coefficient_p_value": t_p_value(statistic, df),
        "standardized": fit.standardized[columns - 1],
        "vif": fit.vif[columns - 1],
        "mean": means[0] if len(means) == 1 else np.mean(means, axis=0),
        "n_eff": np.full(len(columns), fit.n_eff),
    }
