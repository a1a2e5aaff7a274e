"""Which driver adds more than which, whatever else is in the model."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError, ModelError, PlacetError
from ...language import say
from ...options.door import takes
from ...options.shared import CONF_LEVEL
from ...progress import bar, continued
from ...results.drivers.dominance import DominanceResult
from ...results.table import Later, Table
from ...survey import Rows, Survey
from ...survey.away import RowsNeededError
from ...survey.facts import drawn_words
from ...types import Columns, OneColumn, Progress
from ..fits.least_squares import CONDITION_LIMIT
from ..missing.basis import Basis
from ..model.model import failures
from ..options import DRIVERS
from ..prepare import Prepared, prepare
from ..standard_errors.analysis import Analyses, analyse
from .dominance_of_drivers import Dominance, Resampled, are_samples, average, resampled
from .dominance_table import COLUMNS, Found, gains_of, general_of, pairs_of
from .dominance_work import DominanceWork, check_drivers
from .how_sure import resampling_notes
from .segments import Explained, base_of, dependent, explained, facts_of_dependent
from .split import Split
from .work import RESAMPLES

Floats = NDArray[np.float64]


@takes(*(option for option in DRIVERS if option is not CONF_LEVEL))  # no intervals
def dominance(
    survey: Survey,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    complete: bool = True,
    n_resamples: int | None = None,
    covariates: Any,
    factors: Any,
    progress: bool | None,
    **options: Any,
) -> DominanceResult:
    r"""Dominance among drivers: whether one adds more to R² than another in all models, by their size, on the whole.

    .. math:: i \succ j \iff R^2(S \cup i) > R^2(S \cup j) \quad \text{for all } S \not\ni i, j

    is complete dominance [1]_ [2]_. Conditional dominance asks for the same of the mean gains over the models of every
    size k = 0, ..., p - 1, and general dominance of the mean of these, which is LMG (`key_drivers`). The first implies
    the second, the second the third. All :math:`2^p` models are visited, from one weighted correlation matrix.

    A dominant driver tells more of the outcome; whether it changes anything is told by no dominance, and by no share.

    Parameters
    ----------
    {data}
    outcome : str or vector
        What is to be explained, such as overall satisfaction; or a formula, see `regression`, without `drivers`.
    drivers : str, vector or list of them, optional
        What explains it, at least two and at most 20, 35 without complete dominance (of factors 20); all columns of the
        data if the outcome is a vector. A factor, and an interaction of a formula, enter together.
    complete : bool
        Complete dominance too, which holds R² of all subsets in memory.
    n_resamples : int, optional
        Bootstrap resamples of the respondents, of which shares tell how often dominance is found again [3]_; 1,000 if
        not given, 0 for none. What would take more than a minute is refused unless the number was given. Of a survey
        with strata, clusters or a finite population whole units are drawn within strata and weights rescaled.
    {options}

    Returns
    -------
    DominanceResult
        One row a pair of drivers and segment, in the order of general dominance. A segment that cannot be fitted has
        NaN, the notes say why, and the others are done.

    Raises
    ------
    DataError, ModelError
        As for `regression`; DataError also for fewer than two drivers, and for more than can be compared.

    Notes
    -----
    Gains that differ by less than 1e-12 of R² are equal. Covariates are in every model. Of imputed data sets `subsets`
    and the gains are means, so that dominance is complete where it is in all data sets, and the resamples are of all.
    R² of drivers that depend on each other is that of what they span: what one tells the others have told, and notes
    say so.

    Replicate weights: shares are those of replicates where these move as samples do, kinds ``"bootstrap"`` and
    ``"BRR"`` without factors of their own. A jackknife's stay near the estimate however uncertain it is, so that a
    share of them says nothing, and there is none; nor is there of data that stay where they are, whose respondents
    cannot be drawn again.

    References
    ----------
    .. [1] Budescu, D. V. (1993). Dominance analysis. Psychological Bulletin 114, 542-551.
    .. [2] Azen, R. and Budescu, D. V. (2003). The dominance analysis approach for comparing predictors in multiple
       regression. Psychological Methods 8, 129-148.
    .. [3] Azen, R. and Budescu, D. V. (2003), the section on inference: reproducibility of dominance in bootstrap
       samples.

    Examples
    --------
    >>> import placet
    >>> answers = {"overall": [9, 7, 3, 8, 5], "network": [9, 8, 2, 7, 5], "bills": [6, 5, 4, 9, 7]}
    >>> result = placet.dominance(answers, "overall", ["network", "bills"], n_resamples=0)
    >>> result["term"], result["other"], result["dominance"], result["subsets"].tolist()
    (('network',), ('bills',), ('complete',), [1.0])
    """
    complete = checks.flag("complete", complete)
    asked = n_resamples is not None
    n_resamples = checks.resamples(RESAMPLES if n_resamples is None else n_resamples, 0)
    if survey.frame.lazy and asked and n_resamples:
        raise RowsNeededError("respondents who are drawn again (n_resamples=0 for no shares of resamples)")
    call = prepare(
        survey, outcome, drivers, covariates=covariates, factors=() if factors is None else factors,
        n_resamples=n_resamples, shared=True, progress=progress, reserved=COLUMNS, **options,
    )  # fmt: skip
    split, samples = _split(call, complete), are_samples(call.model.rows) and not survey.frame.lazy
    drawn = n_resamples if samples else 0
    work = DominanceWork.of(call, split, drawn, complete)
    if not asked:
        work.check()
    fits = analyse(call)
    basis = fits.basis
    r2 = explained(fits, split)
    found = _dominance(fits, split, r2, complete, progress)
    notes = failures(basis.model, found)
    means = [None if isinstance(sets, PlacetError) else average(sets) for sets in found]
    again = _resamples(fits, split, means, drawn, complete, progress, work.seconds)
    segments = [_found(fits, split, *of) for of in zip(range(len(means)), means, again, strict=True)]
    failed = sum(one.failed for one in again if one is not None)
    notes += [*resampling_notes(basis, failed), *fits.notes, *_digits(fits), *dependent(fits, found)]
    notes += _no_shares(survey, basis.model.rows, n_resamples)
    method, told = _described(basis, split, complete, drawn)
    about = call.about(
        method, basis.model, basis.counts(fits.moments), notes, joint_test=fits.joint_test, complete=complete, **told,
    )  # fmt: skip
    named = basis.model.rows.segments
    columns = named.columns(repeat=len(split.terms) * (len(split.terms) - 1) // 2)
    return DominanceResult(
        Table.later(pairs_of, columns, segments), named.names, about, survey.labels, survey.frame.library,
        _facts(fits, split, r2, means), Table.later(gains_of, named.keys, named.names, segments),
        Table.later(general_of, named.keys, named.names, segments),
    )  # fmt: skip


def _split(call: Prepared, complete: bool) -> Split:
    """The drivers, checked."""
    if not call.model.intercept:
        raise DataError("dominance is about the mean of the outcome; leave '- 1' and '0 +' out of the formula")
    split = Split(call.model)
    check_drivers(split, complete)
    return split


def _dominance(
    fits: Analyses, split: Split, r2: Explained, complete: bool, progress: bool | None
) -> list[list[Dominance] | PlacetError]:  # fmt: skip
    """Dominance in every segment, one a completed data set; or why there is none."""
    found: list[list[Dominance] | PlacetError] = []
    sets, models = len(fits.groups[0].sets), 1 << len(split.terms)
    with bar(len(fits.placed) * sets * models, "model", progress, least=1 << 16) as report:
        for segment, (one, place) in fits.placed.items():
            why, own = r2[segment], split.of_model(one.fitted.model)
            if isinstance(why, PlacetError):
                found.append(why)
                continue
            told = [continued(report, (segment * sets + i) * models) for i in range(sets)]
            try:
                pairs = zip(one.sets, told, strict=True)
                found.append([Dominance.of(own, s.moments[place], complete, t) for s, t in pairs])
            except ModelError as error:
                found.append(error)
    return found


def _resamples(
    fits: Analyses, split: Split, means: list[Dominance | None], count: int, complete: bool, progress: bool | None,
    seconds: float,
) -> list[Resampled | None]:  # fmt: skip
    """Dominance in resamples of the segments that have any."""
    if not count:
        return [None] * len(means)
    each = fits.basis.resamples(count)

    def told(report: Progress, segment: int) -> Progress:
        return continued(report, segment * each)

    with bar(len(means) * each, "resample", progress, least=1, seconds=seconds) as report:
        return [
            mean and resampled(split, fits.basis_of(segment), count, complete, told(report, segment))
            for segment, mean in enumerate(means)
        ]


def _found(fits: Analyses, split: Split, segment: int, mean: Dominance | None, again: Resampled | None) -> Found:
    one, place = fits.placed[segment]
    moments = one.fitted.moments[place]
    n_eff = np.nan if mean is None else base_of(fits, segment)
    return Found(tuple(term.name for term in split.terms), mean, again, moments.n, n_eff)


def _facts(fits: Analyses, split: Split, r2: Explained, means: list[Dominance | None]) -> Later:
    """The fit, and what the covariates explain alone."""
    alone: Floats = np.full(len(means), np.nan)
    for segment, mean in enumerate(means):
        whole = r2[segment]
        if mean is not None and isinstance(whole, float):
            alone[segment] = whole - mean.general.sum()
    own = [{"r2_covariates": alone[one.segments]} if split.covariates else {} for one in fits.groups]
    return fits.facts([facts | of for facts, of in zip(own, facts_of_dependent(fits, r2), strict=True)])


# ---- words -----------------------------------------------------------------------------------------------------------


def _described(basis: Basis, split: Split, complete: bool, count: int) -> tuple[str, dict[str, Any]]:
    """The method in words, and what was resampled as a fact."""
    words = say("Complete, conditional and general dominance") if complete else say("Conditional and general dominance")
    method = say("{method} beyond the covariates", method=words) if split.covariates else words
    if not count:
        return method, {}
    rows, count = basis.model.rows, basis.resamples(count)
    if rows.replicates is not None:
        kind = rows.replicates.rule.kind
        words = say("{method}, with shares of {count:,} replicates ({kind})", method=method, count=count, kind=kind)
        return words, {"n_resamples": count}
    what = drawn_words(rows.sampling)
    values = {"method": method, "count": count, "what": what}
    return say("{method}, with shares of {count:,} bootstrap resamples of {what}", **values), {"n_resamples": count}


def _no_shares(survey: Survey, rows: Rows, n_resamples: int) -> list[str]:
    """What is to be said of replicates that are no samples, and of respondents who cannot be drawn again."""
    if n_resamples and survey.frame.lazy:
        return [say("no shares of resamples: respondents of data that stay where they are cannot be drawn again")]
    if not n_resamples or rows.replicates is None or are_samples(rows):
        return []
    kind = rows.replicates.rule.kind
    return [say("no shares of replicates: those of kind {kind} do not move as samples do", kind=kind)]


def _digits(fits: Analyses) -> list[str]:
    every = (fit for one in fits.groups for fit in one.fitted.fits)
    if not any(not isinstance(fit, PlacetError) and fit.condition_number > CONDITION_LIMIT for fit in every):
        return []
    return [say("gains of nearly dependent drivers are those of moments and may have lost digits")]
