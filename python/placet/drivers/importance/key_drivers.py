"""Which drivers matter, how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError, PlacetError
from ...language import enumerated, say
from ...options.door import takes
from ...progress import bar, continued
from ...results.drivers.fitted import NOTHING
from ...results.drivers.key_drivers import DriversResult
from ...results.table import Later, Table
from ...survey import Survey
from ...types import Columns, OneColumn
from ..model.model import failures
from ..options import DRIVERS, EVENT
from ..prepare import Prepared, prepare
from ..standard_errors.analysis import Analyses, analyse
from .drivers_table import COLUMNS, Found, ranks_of, rows_of
from .group_values import group_values, groups_table
from .how_sure import HowSure, described, resampling_notes
from .intervals import INTERVALS, Interval, Sure, check_away, check_interval
from .logit_importance import (
    LogitSplit,
    Measure,
    check_logit,
    chosen_measure,
    facts_of,
    logit_split,
    method_of,
    notes_of,
)  # fmt: skip
from .logit_work import LogitWork
from .methods import NAMES, ImportanceMethod, check_terms, chosen_methods, groups_of
from .segments import base_of, dependent, digits, facts_of_dependent, importances
from .split import Importance, Split, average
from .work import Work, by_default

Floats = NDArray[np.float64]
#: What becomes of several completed data sets.
POOLED = say(
    "importances are means over the data sets, their errors by Rubin's rules, intervals those of the resamples of all"
)
#: Where drivers are first among so many, unless it is said otherwise.
TOP = 3


@takes(*EVENT, *DRIVERS)
def key_drivers(
    survey: Survey,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    model: Literal["linear", "logit", "ordered"] = "linear",
    measure: Measure | None = None,
    importance: ImportanceMethod | Sequence[ImportanceMethod] = "lmg",
    groups: Mapping[str, Sequence[str]] | None = None,
    n_resamples: int | None = None,
    interval: Interval = "percentile",
    top: int = TOP,
    covariates: Any,
    factors: Any,
    conf_level: float,
    progress: bool | None,
    **options: Any,
) -> DriversResult:
    r"""Importance of drivers for an outcome: exact shares of R², with intervals, ranks and the level of chance.

    .. math:: \mathrm{LMG}_j = \frac1p \sum_{k=0}^{p-1} \binom{p-1}{k}^{-1}
              \sum_{S \not\ni j,\ |S| = k} \left[ R^2(S \cup j) - R^2(S) \right]

    the average gain in R² from adding driver j, over all orders in which the p drivers can enter [1]_ [2]_; equal to
    the Shapley value and to general dominance [3]_. The importances are never negative and sum to R². All :math:`2^p`
    models are visited, from one weighted correlation matrix.

    Covariates are in every model: outcome and drivers are residualised on them, and the importances split what the
    drivers add to the R² of the covariates, as `always` does in R's relaimpo [2]_. Both R² are in `fit`, as `r2` and
    `r2_covariates`. A factor, and an interaction of a formula, are drivers of several columns that enter together.

    An importance is a share of what is explained and not an effect: what a driver changes is told by its coefficient.

    Parameters
    ----------
    {data}
    outcome : str or vector
        What is to be explained, such as overall satisfaction; or a formula, see `regression`, without `drivers`.
    drivers : str, vector or list of them, optional
        What explains it, at most 35; all columns of the data if the outcome is a vector.
    model : {"linear", "logit", "ordered"}
        Least squares; a logit of an event, see `event`; or an ordered logit of all answers (proportional odds), whose
        importances share a measure of fit over all orders [12]_.
    measure : {"mcfadden", "nagelkerke"}, optional
        Which of a logit: McFadden's R², the share of the deviance that is explained (the default), or Nagelkerke's.
    importance : str or list of str
        One or several methods, each of which gets its rows: ``"lmg"``; ``"johnson"``, relative weights, which are
        Genizi's measure and near LMG at the cost of one regression [7]_; ``"first"``, R² of the driver alone;
        ``"last"``, what R² loses without it; ``"betasq"``, squared standardized coefficients; ``"pratt"``, these times
        the correlations, which sum to R² and may be negative [8]_; ``"car"``, squared correlation-adjusted correlations
        [9]_; ``"pmvd"``, LMG with orders weighted so that a driver without a coefficient gets nothing, of at most 20
        drivers [10]_. First, last and squared coefficients do not sum to R².
    groups : mapping, optional
        ``{"Service": ["hotline", "hall"]}``: what groups are worth together (`groups` of the result, the Shapley
        value of the game between groups), and what every member is of it (its row, the Owen value [11]_). A driver in
        no group is one of its own; at most 20 groups.
    n_resamples : int, optional
        Bootstrap resamples of the respondents for the intervals, 1,000 if not given (of PMVD none); 0 for none. Time
        grows as `n_resamples` times 2 ** drivers: what would take more than a minute is refused unless the number was
        given. Of a survey with strata, clusters or a finite population whole units are drawn within strata and weights
        rescaled [6]_; replicate weights are taken as they are, with t intervals by the rule of their kind. Of data that
        stay where they are groups of respondents are left out in turn, see `id`.
    interval : {"percentile", "basic", "bca", "linearized", "jackknife"}
        The first three are of bootstrap resamples; ``"bca"`` corrects for bias and skewness [4]_, by a jackknife of up
        to 200 groups or, under a design, by influence values. ``"linearized"`` are t intervals of influence values,
        which need no resampling: how every respondent moves the importances, added up as the design says, for LMG of up
        to 20 drivers. ``"jackknife"`` are t intervals with 60 groups of sampling units left out in turn, for many
        drivers. An importance is a sum of squares, which is more than 0 in every resample: percentile and BCa limits
        never reach 0, also for a driver of no effect; compare `chance`. Whether there is an effect is told by the
        coefficient: by `coefficient_p_value` and its t interval, from `coefficient_low` to `coefficient_high`.
    top : int
        `in_top` tells in which share of the resamples a driver is among so many.
    {options}

    Returns
    -------
    DriversResult
        One row a driver and segment, most important first. A segment that cannot be fitted has NaN and rank 0, the
        notes say why, and the others are done. `fit` has the F of all drivers by the same errors as `regression`.

    Raises
    ------
    DataError, ModelError
        As for `regression`; ModelError also for more than 35 drivers, of several columns or in groups 20, and for PMVD
        of a driver that adds nothing to the others. DataError for intervals that cannot be had, and for methods of
        single columns where a driver has several.

    Notes
    -----
    The columns: `chance` is what a driver unrelated to the outcome would earn in this sample, the mean over all orders
    of (1 - R²) / (n_eff - columns in the model - 1); `rank_low` and `rank_high` are simultaneous confidence sets of
    the ranks, from the covariance of the importances; drivers that share a letter in `letters` do not differ, by max-t
    intervals of all differences; `sign` is that of the coefficient. How often a driver has which rank in resamples is
    in the table `ranks`.

    A logit fits every model, with covariates in all, to the rows by maximum likelihood: all :math:`2^p` of up to 12
    drivers; of more, those that the 64 p orders of 32 random circles of the drivers pass, and the method, the notes and
    ``about["orders_std_error"]`` say so. Coefficients are log-odds, `standardized` those of a standard deviation of the
    driver, and `chance` is 1 in deviance a column. Intervals are of bootstrap resamples, in which every model is fitted
    anew. Where drivers separate the categories the segment has no importances, as it has no regression; a resample in
    which they do has those of the limit of its likelihood, and is counted in the notes.

    Where answers are missing, all rules but the first two resample all respondents who answered anything (with
    indicators: the outcome), and indicators are covariates. Pairwise and maximum-likelihood moments have no errors of a
    design, and they and imputed answers have ``"percentile"`` and ``"basic"`` intervals only. Of imputed data sets
    importances and R² are means, standard errors by Rubin's rules with the bootstrap variance within each data set,
    intervals from the resamples of all data sets, which share `n_resamples` [5]_: unlike Rubin's these do not pass 0,
    and in simulations they covered no less (91 to 95 % against 90 to 95 %, a third of two drivers missing).

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
    .. [7] Johnson, J. W. (2000). A heuristic method for estimating the relative weight of predictor variables in
       multiple regression. Multivariate Behavioral Research 35, 1-19. Genizi, A. (1993). Statistica Sinica 3, 407-420.
    .. [8] Pratt, J. W. (1987). Dividing the indivisible. Proc. 2nd Tampere Conference in Statistics, 245-260.
    .. [9] Zuber, V. and Strimmer, K. (2011). High-dimensional regression and variable selection using CAR scores.
       Statistical Applications in Genetics and Molecular Biology 10.
    .. [10] Feldman, B. (2005). Relative importance and value. Grömping, U. (2007). Estimators of relative importance in
       linear regression based on variance decomposition. The American Statistician 61, 139-147.
    .. [11] Owen, G. (1977). Values of games with a priori unions. In Henn and Moeschlin (eds), Mathematical Economics
       and Game Theory, 76-88.
    .. [12] Azen, R. and Traxel, N. (2009). Using dominance analysis to determine predictor importance in logistic
       regression. J. Educational and Behavioral Statistics 34, 319-347.

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 7, 3, 8, 5], "network": [9, 8, 2, 7, 5], "bills": [6, 5, 4, 9, 7]}
    >>> result = placet.key_drivers(answers, "overall", ["network", "bills"], n_resamples=0)
    >>> result["term"], result["share"].round(3)
    (('network', 'bills'), array([0.842, 0.158]))
    """
    methods = chosen_methods(importance)
    interval = checks.choice("interval", interval, INTERVALS)
    conf_level, top = checks.level(conf_level), checks.whole("top", top, 1, 35)
    family = checks.choice("model", model, ("linear", "logit", "ordered"))
    measure = chosen_measure(family, measure)
    if measure is not None:
        check_logit(family, methods, groups, interval, survey)
    asked = n_resamples is not None
    n_resamples = checks.resamples(n_resamples if asked else by_default(methods), 0)
    check_away(survey, n_resamples, interval)
    call = prepare(
        survey, outcome, drivers, covariates=covariates, factors=() if factors is None else factors,
        n_resamples=n_resamples, shared=True, progress=progress, reserved=COLUMNS, family=family,
        resampled=measure is None and bool(interval == "jackknife" or (n_resamples and interval != "linearized")),
        **options,
    )  # fmt: skip
    split = _split(call, methods, groups) if measure is None else logit_split(call, measure, options["rng"])
    check_interval(call.gaps, survey, n_resamples, interval, split)
    work = (LogitWork if split.of_rows else Work).of(call, split, n_resamples, interval)
    if not asked:
        work.check()
    fits = analyse(call)
    basis, split = fits.basis, split.of_model(fits.basis.model)
    found = importances(fits, split, progress)
    notes = failures(basis.model, found)
    how = HowSure(split, basis, interval, n_resamples, conf_level)
    segments, of_groups = [], []
    with bar(len(found) * how.count, "resample", progress, least=1, seconds=work.seconds) as report:
        for segment, sets in enumerate(found):
            told = continued(report, segment * how.count)
            if isinstance(sets, PlacetError):
                segments.append(_found(fits, segment, split, None, [None] * len(methods), conf_level))
                of_groups.append(None)
                continue
            mean = average(sets)
            sure, resamples = how.of(fits.basis_of(segment), mean, sets, told)
            segments.append(_found(fits, segment, split, mean, sure, conf_level))
            if split.groups:
                of_groups.append(group_values(split.groups, mean, sets, resamples, interval, conf_level))
    method, notes_of_method, own = _made(call, split)
    words, told = described(basis, interval, n_resamples)
    method = say("{method} with {intervals}", method=method, intervals=words) if words else method
    notes += [*notes_of_method, *resampling_notes(basis, how.failed), *fits.notes]
    notes += [*digits(fits, split), *dependent(fits, found), *([POOLED] if basis.data_sets > 1 else [])]
    own |= {"importance": methods[0] if len(methods) == 1 else list(methods), "conf_level": conf_level, "top": top}
    about = call.about(
        method, basis.model, basis.counts(fits.moments), notes, joint_test=fits.joint_test, **own, **told
    )  # fmt: skip
    keys, names = basis.model.rows.segments.keys, basis.model.rows.segments.names
    columns = basis.model.rows.segments.columns(repeat=len(split.terms) * len(methods))
    return DriversResult(
        Table.later(rows_of, columns, segments, top), names, about, survey.labels, survey.frame.library,
        _facts(fits, split, segments), tuple(_conditional(split, one.importance) for one in segments),
        Table.later(ranks_of, keys, names, segments),
        Table.later(groups_table, keys, names, of_groups, top, conf_level) if split.groups else NOTHING,
    )  # fmt: skip


def _split(call: Prepared, methods: tuple[ImportanceMethod, ...], groups: Mapping[str, Sequence[str]] | None) -> Split:
    """How R² is to be split, checked against the drivers there are."""
    if not call.model.intercept:
        raise DataError("importance is about the mean of the outcome; leave '- 1' and '0 +' out of the formula")
    split = Split(call.model, methods)
    names = [term.name for term in split.terms]
    check_terms(split.terms, methods, grouped=groups is not None)
    return Split(call.model, methods, groups_of(groups, names))


def _made(call: Prepared, split: Split) -> tuple[str, list[str], dict[str, Any]]:
    """The method in words, what is to be said of it, and facts of it."""
    logit = isinstance(split, LogitSplit)
    method = method_of(call, split) if logit else _named(split.methods)
    words = say("{method} beyond the covariates", method=method) if split.covariates else method
    return words, notes_of(split) if logit else [], facts_of(call, split) if logit else {}


def _named(methods: Sequence[ImportanceMethod]) -> str:
    return enumerated([NAMES[method] for method in methods])


def _found(
    fits: Analyses, segment: int, split: Split, mean: Importance | None, sure: Sequence[Sure | None], level: float
) -> Found:  # fmt: skip
    """What a segment came to, without its rows."""
    one, place = fits.placed[segment]
    numbers, moments = one.numbers, [fitted.moments[place] for fitted in one.sets]
    own = split.of_model(one.fitted.model)
    return Found(
        own.terms, split.methods, split.groups, len(own.covariates), mean, sure, numbers.fits[place],
        numbers.covariances[place], moments, base_of(fits, segment), level,
    )  # fmt: skip


def _facts(fits: Analyses, split: Split, segments: Sequence[Found]) -> Later:
    """R² to which importances sum, not pooled."""
    alone = np.array([np.nan if s.importance is None else s.importance.r2_covariates for s in segments])
    own = [{"r2_covariates": alone[one.segments]} if split.covariates else {} for one in fits.groups]
    r2 = [None if s.importance is None else s.importance.added + s.importance.r2_covariates for s in segments]
    return fits.facts([facts | of for facts, of in zip(own, facts_of_dependent(fits, r2), strict=True)])


def _conditional(split: Split, found: Importance | None) -> Floats:
    return np.full((len(split.terms),) * 2, np.nan) if found is None else found.conditional
