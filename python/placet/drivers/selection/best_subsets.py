"""The best models of every size, exactly, and how sure it is which of them is the best."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core, checks
from ..._core import DataError
from ...inference.work import Once, once, searched
from ...language import say
from ...options.door import takes
from ...progress import bar, continued
from ...results.drivers.best_subsets import NAMES, BestSubsetsResult
from ...survey import Survey
from ...types import Columns, OneColumn, Progress, Samples
from ..missing.basis import MARKED, STACKED, Basis, resampled
from ..model.model import failures
from ..options import DRIVERS, GROUPS
from ..prepare import Prepared, prepare
from ..regression.result import COLUMNS as REGRESSION_COLUMNS
from .candidates import arrange, listed, read_groups
from .judge import JUDGED, PRICED, needed
from .refit import estimate
from .stability import check_drawn, fitted, frequencies
from .subset_models import CRITERIA, Listed, Search, SubsetCriterion, list_models, loss_factors, search_of
from .subset_tables import inclusion, members, models

#: Columns of the tables of the result, which a key column may not be named.
COLUMNS = (
    *REGRESSION_COLUMNS, "size", "terms", "rank", "model", "r2", "adj_r2", "cp", "aic", "aicc", "bic", "press",
    "weight", "best", "inclusion", "selected", "count", "share",
)  # fmt: skip


@takes(GROUPS, *DRIVERS)
def best_subsets(
    survey: Survey,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    criterion: SubsetCriterion = "bic",
    k: int = 5,
    n_resamples: int = 200,
    groups: Any,
    factors: Any,
    conf_level: float,
    progress: bool | None,
    **options: Any,
) -> BestSubsetsResult:
    r"""The `k` best models of every size among all subsets of up to 30 drivers, and the best of them by a criterion.

    The search is exact: all :math:`2^p` subsets are decided on, most of them without being fitted, because no model can
    have a larger R² than one that contains it [1]_. Of models of one size every criterion prefers the larger R²
    (PRESS nearly so), so the best model of all is among the best of each size.

    .. math:: \mathrm{AIC} = -2 \log L + 2(k + 1) \quad
              \mathrm{BIC} = -2 \log L + (k + 1) \log n \quad
              C_p = \mathrm{RSS} / \hat\sigma^2_F - n + 2k \quad
              \mathrm{PRESS} = \sum w \left( \frac{e}{1 - h} \right)^2

    k here counts coefficients, the constant among them, and the residual variance is one more parameter of AIC, BIC
    and corrected AIC, as R's ``AIC()`` has it; :math:`\hat\sigma^2_F` is that of the model with all drivers. `weight`
    is the share of a model in :math:`\sum \exp(-\Delta / 2)` over the models listed, :math:`\Delta` how far its
    criterion lies above the lowest [2]_; under ``"adj_r2"``, ``"cp"`` and ``"press"``, which are no likelihoods, that
    of AIC.

    The best subset is a result of chance, too. `inclusion` and `stability` tell how often bootstrap samples of the
    respondents lead to each driver and each model; the p-values and intervals of `coefficients`, which ignore the
    search, are not valid [3]_, and the result says so.

    Parameters
    ----------
    {data}
    outcome : str or vector
        What is to be explained.
    drivers : str, vector or list of them, optional
        What to choose among; all columns of the data if the outcome is a vector.
    criterion : {"bic", "aic", "aicc", "adj_r2", "cp", "press"}
        What the models are ordered by. ``"press"`` compares the best of each size only.
    k : int
        Models of each size to list. The size is the number of coefficients of drivers: a factor of m levels counts
        m - 1.
    n_resamples : int
        Bootstrap resamples of the respondents for `inclusion` and `stability`; 0 for none. Under ``"press"`` AIC
        chooses in them, to which leaving one respondent out leads in large samples.
    {options}

    Returns
    -------
    BestSubsetsResult
        One row a model and segment, the best by the criterion first; `selected`, and the tables `coefficients`,
        `inclusion` and `stability`. `fit` has the F of the best model by the same errors as `regression`.

    Raises
    ------
    DataError
        Unknown columns or options, a column of two roles, text, infinite values, bad weights.
    ModelError
        More than 30 drivers, factors and groups, or a model with all of them that cannot be fitted: dependent drivers
        (all are named), one that does not vary, too few respondents. Segments of which that is true are noted where
        others can be searched.

    Notes
    -----
    n is :math:`\sum w` for frequency weights; likelihoods and PRESS take probability weights with mean 1.

    Under probability weights, under a declared design and where answers are made up for, k is what the coefficients
    cost by their errors, the trace of what these multiply the variances of respondents alike by [4]_, and n the
    respondents who answered the outcome: so AIC, BIC and Cp let a driver of no effect in as often as they do in plain
    samples, and not two or eight times as often under lognormal weights of standard deviation 1. The models of each
    size are still those of the largest R²; every one listed is fitted with its errors, which takes a scan of the rows
    each (one for all, of data that stay where they are), and bootstrap samples count every coefficient by the mean
    design effect. Missing answers are treated as in `stepwise`; ``"pairwise"`` and ``"em"`` have no PRESS.

    References
    ----------
    .. [1] Furnival, G. M. and Wilson, R. W. (1974). Regressions by leaps and bounds. Technometrics 16(4), 499-511.
    .. [2] Burnham, K. P. and Anderson, D. R. (2002). Model Selection and Multimodel Inference, 2nd ed., Springer.
    .. [3] Miller, A. (2002). Subset Selection in Regression, 2nd ed., chapter 6. Chapman and Hall.
    .. [4] Lumley, T. and Scott, A. (2015). AIC and BIC for modeling with complex survey data. J. Survey Statistics and
       Methodology 3, 1-18.

    Examples
    --------
    >>> import placet
    >>> answers = {
    ...     "overall": [9, 7, 3, 8, 5, 6, 2, 9], "network": [9, 8, 2, 7, 5, 6, 3, 8], "bills": [6, 5, 4, 9, 7, 2, 5, 6]
    ... }
    >>> result = placet.best_subsets(answers, "overall", ["network", "bills"], n_resamples=0)
    >>> result.selected
    ('network',)
    >>> result["model"], result["r2"].round(3)
    (('network', 'network + bills', '(none)', 'bills'), array([0.9  , 0.909, 0.   , 0.143]))
    """
    criterion = checks.choice("criterion", criterion, CRITERIA)
    conf_level = checks.level(conf_level)
    k, n_resamples = checks.whole("k", k, 1), checks.resamples(n_resamples, 0)
    check_drawn(survey, n_resamples)
    together = read_groups(groups)
    call = prepare(
        survey, outcome, listed(drivers, together), factors=() if factors is None else factors,
        n_resamples=n_resamples, shared=True, progress=progress, reserved=COLUMNS, **options,
    )  # fmt: skip
    if criterion == "press" and call.gaps.of_moments:
        raise DataError(
            f'criterion="press" leaves respondents out one by one, and missing={call.gaps.missing!r} makes moments of '
            'all; use criterion="aic", or missing="multiple"'
        )
    basis, segments = call.basis(), call.model.rows.segments
    among = arrange(basis.model, together, basis.marks)
    search = search_of(call, among, basis)
    facts = basis.counts([sets[0] for sets in basis.moments])
    notes, fits = failures(call.model, search.fits.fits), search.fits
    every = 1 << len(among.terms)
    with once() as first, bar(len(fits.fits) * every, "model", progress) as report:
        found = list_models(search, criterion, k, [continued(report, i * every) for i in range(len(fits.fits))])
    inside = [None if best is None else best.inside[best.best] for best in found]
    estimates = estimate(call, among, basis.complete(), inside, conf_level)
    by_set = _by_set(search, basis, found, criterion)
    n_resamples = basis.resamples(n_resamples)
    samples, failed = _resample(search, basis, found, criterion, n_resamples, first, progress)
    about = call.about(
        call.in_words(say("Best subsets by {criterion}", criterion=NAMES[criterion])), basis.model, facts,
        [*_notes(criterion, n_resamples, failed, call, basis), *notes, *estimates.notes],
        **among.facts(), groups=together, criterion=criterion, k=k, n_resamples=n_resamples, conf_level=conf_level,
        joint_test=estimates.joint_test,
    )  # fmt: skip
    n = [moments.n for moments in fits.moments]
    return BestSubsetsResult(
        models(among, found, n, fits.stack("n_eff").tolist()), segments.names, about, survey.labels,
        survey.frame.library, estimates.facts, members=tuple(members(among, found)), coefficients=estimates.table,
        inclusion=inclusion(among, found, samples, by_set), stability=frequencies(among, inside, samples, "terms"),
        segments=segments.keys, selections=tuple(None if terms is None else among.chosen(terms) for terms in inside),
    )  # fmt: skip


def _resample(
    search: Search,
    basis: Basis,
    found: list[Listed | None],
    criterion: SubsetCriterion,
    n_resamples: int,
    first: Once,
    progress: bool | None,
) -> tuple[list[NDArray[np.bool_]], int]:
    """Which terms are in the best model of each bootstrap sample, a matrix a segment; how many samples have none.

    `first` is the search itself, of the models of every size.
    """
    seed = basis.gaps.seed
    if seed is None or not n_resamples:
        return [], 0
    samples, failed = [], 0
    expected = searched(basis.scanned, len(basis.model.rows.columns), n_resamples, first)
    with bar(n_resamples * len(found), "resample", progress, seconds=expected) as report:
        for segment, best in enumerate(found):
            if best is None:
                samples.append(np.empty((0, len(search.among[segment].terms)), dtype=bool))
                continue
            drawn = basis.samples(segment, n_resamples, seed)
            told = continued(report, n_resamples * segment)
            samples.append(_best_of(search, segment, criterion, drawn, told))
            failed += n_resamples - len(samples[-1])
    return samples, failed


def _by_set(
    search: Search, basis: Basis, found: list[Listed | None], criterion: SubsetCriterion
) -> list[NDArray[np.bool_]]:
    """Which terms are in the best model of each completed data set, a matrix a segment; nothing for a single one."""
    if basis.data_sets == 1:
        return []
    none = np.empty((0, len(search.among[0].terms)), dtype=bool)
    return [
        none if best is None else _best_of(search, segment, criterion, [(basis.moments[segment], 0)])
        for segment, best in enumerate(found)
    ]


def _best_of(
    search: Search, segment: int, criterion: SubsetCriterion, drawn: Iterable[tuple[Samples, int]],
    report: Progress = None,
) -> NDArray[np.bool_]:  # fmt: skip
    """Which terms are in the best model of samples from a segment; those that have none are left out."""
    among, names = search.among[segment], search.fits.model.rows.names
    factors = loss_factors(among, search.observations[segment], criterion, search.price(segment))
    return fitted(
        [
            _core.best_subset_replicates(samples, names, among.columns, factors, continued(report, done))
            for samples, done in drawn
        ]
    )


def _notes(criterion: SubsetCriterion, n_resamples: int, failed: int, call: Prepared, basis: Basis) -> list[str]:
    notes: list[str] = [
        say(
            "p-values and intervals of the coefficients are not valid after the search: they ignore that the same "
            "answers chose the drivers"
        )
    ]
    if criterion == "press" and n_resamples:
        notes.append(say("AIC chose in the bootstrap samples"))
    if needed(call, basis):
        notes.append(JUDGED)
        notes += [PRICED] if n_resamples else []
    if call.errors == "design":
        notes += resampled(basis.model.rows) if n_resamples else []
    if basis.marks:
        notes.append(MARKED)
    if basis.data_sets > 1:
        notes.append(STACKED)
    if failed:
        notes.append(say("{count} resamples could not be fitted and were left out", count=failed))
    return notes
