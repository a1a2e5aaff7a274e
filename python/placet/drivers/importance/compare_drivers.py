"""Whether drivers matter more in one segment, or wave, than in others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, TypeAlias, get_args

from ... import checks
from ..._core import DataError, PlacetError
from ...inference.levels import Levels, Pairs, pairs_of
from ...language import say
from ...missing.gaps import OF_MOMENTS
from ...options.door import takes
from ...progress import bar, in_words
from ...results.drivers.compare_drivers import DriverDifferencesResult
from ...results.format import segment as words_of
from ...results.table import Table
from ...survey import Rows, Survey
from ...survey.away import need_rows
from ...survey.compared import compared_sampling
from ...survey.facts import drawn_words
from ...survey.sampling import Sampling
from ...types import Columns, OneColumn
from ..model.model import failures
from ..options import DRIVERS
from ..prepare import Prepared, prepare
from ..standard_errors.analysis import analyse
from .compared_segments import Segments, Sets
from .differences import Differences, of_replicates
from .differences_table import COLUMNS, importances_table, table_of
from .how_sure import resampling_notes
from .influence import MOST as MOST_INFLUENCES
from .methods import NAMES, ImportanceMethod, check_terms, chosen_methods
from .permuted_labels import of_permutations
from .segments import dependent, explained
from .split import Split
from .work import FEWER, MOST, RESAMPLES, Work

Test: TypeAlias = Literal["intervals", "permutation"]
Of: TypeAlias = Literal["importance", "share"]
#: Walks, and passes over the rows, that influence values under other labels cost as many as.
WALKS, PASSES = 300, 10


@takes(*DRIVERS)
def compare_drivers(
    survey: Survey,
    outcome: OneColumn,
    drivers: Columns | None = None,
    *,
    against: Any = "rest",
    of: Of = "importance",
    importance: ImportanceMethod = "lmg",
    test: Test = "intervals",
    n_resamples: int | None = None,
    covariates: Any,
    factors: Any,
    by: Any,
    wave: Any,
    conf_level: float,
    progress: bool | None,
    **options: Any,
) -> DriverDifferencesResult:
    r"""Differences of the importance of drivers between segments or waves, driver by driver, with joint intervals.

    .. math:: d_{jab} = \theta_{ja} - \theta_{jb} \quad \pm \quad c \, s_{jab}, \qquad
              c: \; P\Bigl(\max_{j,a,b} |t_{jab}| \le c\Bigr) = 1 - \alpha

    with importances :math:`\theta` as in `key_drivers`, each of the segment's own regression, and the largest t of all
    drivers and pairs of the result [1]_: all intervals hold together. Comparing intervals of segments that were
    analysed one by one is no such test.

    An importance is a share of what is explained in a segment, and not an effect: it also differs where the answers to
    a driver vary more, or the outcome is explained better. Effects are compared by a regression with interactions.

    Parameters
    ----------
    {data}
    outcome : str or vector
        What is to be explained, such as overall satisfaction; or a formula, see `regression`, without `drivers`.
    drivers : str, vector or list of them, optional
        What explains it, as in `key_drivers`; all columns of the data if the outcome is a vector.
    against : "rest", "total", "previous", "all pairs" or a level
        What every segment or wave is compared with: all the others together, all together, the wave before, every other
        one, or the one named; as in `compare`. With `by` and `wave` waves are compared within segments.
    of : {"importance", "share"}
        Compare importances, which sum to R², or their shares, which sum to 1.
    importance : str
        One of the methods of `key_drivers`.
    test : {"intervals", "permutation"}
        ``"intervals"`` are t intervals from resamples of all respondents at once, or from replicate weights.
        ``"permutation"`` deals out the labels of segments anew among respondents, or among whole clusters within their
        strata, and studentises every difference by influence values [2]_: for few respondents, of LMG of up to 20
        drivers and of complete answers.
    n_resamples : int, optional
        Resamples, or permutations; 1,000 if not given. What would take more than a minute is refused unless the number
        was given.
    {options}

    Returns
    -------
    DriverDifferencesResult
        One row a comparison and driver; `importances` has those of the segments. A segment that cannot be fitted has
        NaN, the notes say why, and the others are compared.

    Raises
    ------
    DataError, ModelError
        As for `key_drivers`; DataError also for fewer than two levels, an unknown one, and for tests that cannot be had
        of the data.

    Notes
    -----
    Resamples: independent respondents are drawn within their segments, so that variances of segments add; of a design
    whole units are drawn within strata, the same for all segments, so that segments which share units covary; with `id`
    and waves whole respondents are drawn. Replicate weights are taken as they are. Degrees of freedom are
    Satterthwaite's of both sides, where these share units at most those of the larger, of replicate weights those of
    the smaller; few resamples have few degrees, too. A total holds the segment that is compared with it, and so do its
    resamples.

    Findings, `p_adjusted` and intervals are of one procedure: an interval holds 0 exactly where `p_adjusted` is not
    below α = 1 - `conf_level`. `p_value` is that of one difference alone.

    Drivers that depend on each other in a segment share what they explain together, as in `key_drivers`, and notes say
    so; by ``"betasq"`` and ``"pratt"``, which are of coefficients, the segment has none.

    Ten clusters and fewer in every segment make resampled errors some 10 % too small: in simulations 7 to 11 % of
    families found something at 5 %, with twenty 4 %.

    Permutations hold their level exactly where segments do not differ in anything, and in large samples also where only
    the importances are the same; respondents of one cluster in several segments swap labels within it. Where answers
    are missing, ``"rest"`` and ``"total"`` are of complete or imputed answers.

    References
    ----------
    .. [1] Hothorn, T., Bretz, F. and Westfall, P. (2008). Simultaneous inference in general parametric models.
       Biometrical J. 50, 346-363.
    .. [2] Chung, E. and Romano, J. P. (2013). Exact and asymptotically robust permutation tests. Annals of Statistics
       41, 484-507.

    Examples
    --------
    >>> import numpy as np, placet
    >>> rng = np.random.default_rng(1)
    >>> network, bills = rng.normal(size=(2, 300))
    >>> shop = np.repeat(["a", "b"], 150)
    >>> overall = np.where(shop == "a", network, bills) + rng.normal(size=300)
    >>> data = {"overall": overall, "network": network, "bills": bills, "shop": shop}
    >>> result = placet.compare_drivers(data, "overall", ["network", "bills"], by="shop", against="b", rng=1)
    >>> result["term"], result["finding"]
    (('network', 'bills'), ('higher', 'lower'))
    """
    methods = _method(importance)
    of, test = checks.choice("of", of, get_args(Of)), checks.choice("test", test, get_args(Test))
    conf_level = checks.level(conf_level)
    asked = n_resamples is not None
    n_resamples = checks.resamples(RESAMPLES if n_resamples is None else n_resamples, 2)
    if wave is None and (by is None or (isinstance(against, str) and against == "previous")):
        wave = survey.wave
    if test == "permutation":
        need_rows(survey)
    call = prepare(
        survey, outcome, drivers, covariates=covariates, factors=() if factors is None else factors, by=by, wave=wave,
        n_resamples=n_resamples, shared=True, progress=progress, reserved=COLUMNS, resampled=test != "permutation",
        likelihood=False, **options,
    )  # fmt: skip
    levels = Levels.of(call.model.rows, wave is not None)
    pairs, split = pairs_of(levels, against, wave), _split(call, methods)
    _check(call, split, pairs, test)
    sets = Sets.of(levels, pairs)
    work = _work(call, split, sets, n_resamples, test)
    if not asked:
        _check_work(work, sets)
    fits = analyse(call)
    basis = fits.basis
    r2 = explained(fits, split)
    notes = [*failures(basis.model, r2), *dependent(fits, r2)]
    failed = frozenset(i for i, one in enumerate(r2) if isinstance(one, PlacetError))
    sampling = compared_sampling(survey, call.model.rows, by, wave, COLUMNS)
    segments = Segments(basis, split.of_model(basis.model), sets, of == "share", failed, sampling)
    assert call.gaps.seed is not None
    count = n_resamples if test == "permutation" else basis.resamples(n_resamples) * len(sets.members)
    with bar(count, "resample", progress, least=1, seconds=work.seconds) as report:
        if test == "permutation":
            found, lost, gone = of_permutations(segments, levels.panel, n_resamples, call.gaps.seed, report), {}, 0
        else:
            values, lost = segments.values()
            if lost and all((one != one).all() for one in values):
                raise next(iter(lost.values()))
            replicates = list(segments.replicates(n_resamples, call.gaps.seed, report))
            found = of_replicates(segments, values, replicates)
            gone = sum(int(_gone(one)) for one in replicates)
    notes += [
        say("no importances {where}: {error}", where=_where(levels, sets, s), error=str(e)) for s, e in lost.items()
    ]
    notes += [*resampling_notes(basis, gone), *fits.notes]
    about = call.about(
        _in_words(basis.model.rows, sampling, methods[0], of, test, basis.resamples(n_resamples), found), basis.model,
        basis.counts(fits.moments), notes, importance=methods[0], of=of, test=test, against=str(against),
        compared=levels.compared, conf_level=conf_level,
        n_resamples=n_resamples if test == "permutation" else basis.resamples(n_resamples),
    )  # fmt: skip
    rows = basis.model.rows.segments
    return DriverDifferencesResult(
        Table(table_of(segments, levels, pairs, found, conf_level)), levels.keys, about, survey.labels,
        survey.frame.library, Table(importances_table(segments, rows, found)),
    )  # fmt: skip


# ---- what is asked for -----------------------------------------------------------------------------------------------


def _method(importance: Any) -> tuple[ImportanceMethod, ...]:
    methods = chosen_methods(importance)
    if len(methods) > 1:
        raise DataError(f"importance names {len(methods)} methods; segments are compared by one: give its name")
    return methods


def _split(call: Prepared, methods: tuple[ImportanceMethod, ...]) -> Split:
    """How R² is split, checked against the drivers there are."""
    if not call.model.intercept:
        raise DataError("importance is about the mean of the outcome; leave '- 1' and '0 +' out of the formula")
    split = Split(call.model, methods)
    check_terms(split.terms, methods, grouped=False)
    return split


def _check(call: Prepared, split: Split, pairs: Pairs, test: Test) -> None:
    """Refuse what cannot be compared."""
    missing = call.gaps.missing
    if not len(pairs.first):
        raise DataError("nothing is to be compared: no segment has another one beside it")
    if pairs.kind != "self" and missing in (*OF_MOMENTS, "indicator"):
        raise DataError(
            f"against={pairs.kind!r} puts the answers of several segments together, which missing={missing!r} treats "
            'each for itself; take against="all pairs" or a level, or missing="drop" or "multiple"'
        )
    if test == "permutation":
        _check_permutation(call, split)


def _check_permutation(call: Prepared, split: Split) -> None:
    rows, missing = call.model.rows, call.gaps.missing
    what = ""
    if split.methods != ("lmg",):
        what = f'needs influence values, which importance="lmg" has and not {split.methods[0]!r}'
    elif len(split.terms) > MOST_INFLUENCES:
        most, count = MOST_INFLUENCES, len(split.terms)
        what = f"needs influence values, which are walked for of at most {most} drivers, not of {count}"
    elif not call.gaps.listwise:
        what = f"is of complete answers, not of missing={missing!r}"
    elif rows.replicates is not None:
        what = "deals out labels among respondents, and the declared repweights do not say who was drawn with whom"
    elif rows.weights is not None and rows.weight_type == "frequency":
        what = "deals out labels among respondents, of whom a row with a frequency weight is several"
    elif any(call.model.absent):
        what = "needs every level of a factor in every segment"
    if what:
        raise DataError(f'test="permutation" {what}; take test="intervals"')


def _work(call: Prepared, split: Split, sets: Sets, n_resamples: int, test: Test) -> Work:
    """What is to be done, counted as for `key_drivers`; a permutation walks twice and passes over all rows."""
    work, count = Work.of(call, split, n_resamples, "percentile"), len(sets.members)
    walks, passes = (WALKS, PASSES) if test == "permutation" else (1, 1)
    return replace(work, segments=count * walks, rows=work.rows * count * passes)


def _check_work(work: Work, sets: Sets) -> None:
    """Refuse what takes more than a minute, and say what would not."""
    if work.models <= MOST:
        return
    fewer = [replace(work, resamples=n) for n in FEWER if n < work.resamples]
    ways = [f"n_resamples={w.resamples} {in_words(w.seconds)}" for w in fewer if w.models <= MOST][:1]
    less = f"Less would take: {ways[0]}" if ways else "Name fewer drivers or segments"
    raise DataError(
        f"importances of {work.drivers} drivers in {work.resamples:,} resamples of {len(sets.members):,} segments and "
        f"what they are compared with take {in_words(work.seconds)} here; pass n_resamples={work.resamples} if they "
        f"are to be done all the same. {less}"
    )


# ---- words -----------------------------------------------------------------------------------------------------------


def _gone(replicates: Any) -> int:
    """Resamples in which some set could not be fitted that has importances in others."""
    known = ~(replicates != replicates).all(axis=(0, 2))
    return int((replicates[:, known] != replicates[:, known]).any(axis=(1, 2)).sum())


def _where(levels: Levels, sets: Sets, number: int) -> str:
    members = sets.members[number]
    return say("in {segment}", segment=words_of([levels.labels[s] for s in members]))


def _in_words(
    rows: Rows, sampling: Sampling | None, method: ImportanceMethod, of: Of, test: Test, count: int, found: Differences
) -> str:  # fmt: skip
    """What was compared, by which test."""
    values = {"method": NAMES[method], "count": count, "tests": int((found.statistic == found.statistic).sum())}
    what = say("Differences of shares") if of == "share" else say("Differences of importances")
    design = drawn_words(sampling)
    values |= {"what": what, "design": design}
    if test == "permutation":
        return say(
            "{what} ({method}) with joint intervals of {tests} differences, by {count:,} permutations of the labels of "
            "{design}", **values,
        )  # fmt: skip
    if rows.replicates is not None:
        values["replicates"] = rows.replicates.words
        return say(
            "{what} ({method}) with joint t intervals (max-t) of {tests} differences, by {replicates}", **values
        )  # fmt: skip
    return say(
        "{what} ({method}) with joint t intervals (max-t) of {tests} differences, by {count:,} bootstrap resamples of "
        "{design}", **values,
    )  # fmt: skip
