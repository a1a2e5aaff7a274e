"""Whether paths, total effects, loadings or weights of a path model differ between segments or waves."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from ... import checks
from ..._core import DataError
from ...inference.levels import findings
from ...inference.multiplicity import Adjust
from ...language import Said, say
from ...options.door import takes
from ...options.shared import CONF_LEVEL
from ...progress import bar
from ...results.index.compare_paths import PathDifferencesResult
from ...results.table import Table
from ...survey import Survey
from ...survey.away import need_rows
from ...survey.facts import design_notes, drawn_words
from .compared_groups import Groups, check_relabelled, with_respondents
from .compared_values import Values, What
from .options import PATHS
from .path_differences import Differences, of_permutations
from .reading import PathReading, read_paths
from .resampled_differences import of_resamples
from .resampling import Interval, interval_of
from .statistics import Statistics

Test: TypeAlias = Literal["permutation", "intervals"]
#: Intervals of differences.
Offered: TypeAlias = Literal["t", "percentile"]
#: Fewest resamples, and labellings.
FEWEST = 20
#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "construct", "level", "against", "value", "reference", "estimate", "std_error", "statistic", "df",
    "p_value", "p_adjusted", "conf_low", "conf_high", "n", "n_against", "finding",
)  # fmt: skip
WORDS: dict[What, Said] = {
    "paths": say("Differences of path coefficients"),
    "total effects": say("Differences of total effects"),
    "loadings": say("Differences of loadings"),
    "weights": say("Differences of outer weights"),
}
ADJUSTED: dict[Adjust, Said] = {
    "holm": say("Holm's adjustment"),
    "bonferroni": say("Bonferroni's adjustment"),
    "fdr_bh": say("Benjamini and Hochberg's adjustment"),
    "none": say("no adjustment"),
}


@takes(*PATHS, CONF_LEVEL)
def compare_paths(
    survey: Survey,
    model: Any,
    *,
    compare: Any = "all pairs",
    what: What = "paths",
    test: Test = "permutation",
    interval: Offered | None = None,
    n_resamples: int = 5000,
    adjust: Adjust = "holm",
    by: Any,
    wave: Any,
    missing: Any,
    conf_level: float,
    rng: Any,
    progress: bool | None,
    **options: Any,
) -> PathDifferencesResult:
    r"""Differences of a path model between segments or waves, path by path, with tests and intervals.

    .. math:: d = \hat\beta_a - \hat\beta_b, \qquad p = \frac{1 + \#\{|d^*| \ge |d|\}}{1 + B}

    with :math:`\hat\beta` of each group's own estimates and :math:`d^*` the difference when the labels of the groups
    are dealt out anew among their respondents [1]_. Groups should be shown to measure the same before, by `micom`.

    Parameters
    ----------
    {data}
    model : PathModel, str or mapping
        What is estimated, see `PathModel`.
    compare : "all pairs", "rest", "previous" or a level
        What every segment or wave is compared with: every other one, all others together, the wave before, or the one
        named. With `by` and `wave` waves are compared within segments.
    what : {"paths", "total effects", "loadings", "weights"}
        What is compared.
    test : {"permutation", "intervals"}
        ``"permutation"`` deals out the labels of the two groups anew among respondents, or among whole clusters within
        their strata. ``"intervals"`` resamples both groups.
    interval : {"percentile", "t"}, optional
        Intervals of ``test="intervals"``: percentiles of the resampled differences, or t intervals with their standard
        error. Without it t where units of a declared design are drawn, and else percentiles, as in `path_model`;
        replicate weights have t intervals.
    n_resamples : int
        Labellings, or resamples; replicate weights are as many as there are.
    adjust : {"holm", "bonferroni", "fdr_bh", "none"}
        Adjustment of p-values and intervals for the many differences of the result, all of them one family.
    {options}

    Returns
    -------
    PathDifferencesResult
        One row a comparison and path, or indicator.

    Raises
    ------
    DataError, ModelError, ConvergenceError
        As for `path_model`, the segment named; DataError also for fewer than two segments, an unknown level, and labels
        that cannot be dealt out: of replicate or frequency weights, of incomplete answers, of strata that lie in one
        group.

    Notes
    -----
    Intervals hold 0 exactly where `p_adjusted` is not below α = 1 - `conf_level`. Those of permutations take labels to
    shift a difference and nothing else: they are the differences less their quantiles under the labels.

    Permutations hold their level exactly, whatever the number of respondents, where the groups do not differ in
    anything: weights move with their respondents, clusters as a whole. Units of measurement and variances of indicators
    do not matter. Where paths are the same and other things differ, the test is as good as the groups are alike: of
    1,200 simulated tests at 5 % it found something in 3 to 5 % where groups of 60 and 240 differed in size and
    variances, in 10 % where the smaller one had heavy tails, in 8 % where weights varied in it alone, in 2 % where
    clusters were larger in one. There ``test="intervals"`` is to be preferred, which found 5 to 7 % in all of these by
    percentiles, and 5 to 8 % by t. Of groups of 12 clusters it found 6.5 % by percentiles and 5.9 % by t, of 5 clusters
    4.6 and 2.8 %.

    Resamples draw respondents within their group, or whole units of the design within strata, the same for all groups,
    so that groups which share clusters vary together. Degrees of freedom of t are Satterthwaite's of both groups.
    Resamples and labellings under which nothing can be estimated are left out and counted.

    References
    ----------
    .. [1] Chin, W. W. and Dibbern, J. (2010). An introduction to a permutation based procedure for multi-group PLS
       analysis. In Handbook of Partial Least Squares, 171-193. Springer.

    Examples
    --------
    >>> import numpy as np, placet
    >>> rng = np.random.default_rng(1)
    >>> quality = rng.normal(size=300)
    >>> region = np.repeat(["north", "south"], 150)
    >>> loyalty = np.where(region == "north", 0.9, 0.2) * quality + rng.normal(size=300)
    >>> data = {name: quality + 0.5 * rng.normal(size=300) for name in ("q1", "q2")}
    >>> data |= {name: loyalty + 0.5 * rng.normal(size=300) for name in ("l1", "l2")}
    >>> model = "Quality =~ q1 + q2; Loyalty =~ l1 + l2; Loyalty ~ Quality"
    >>> result = placet.compare_paths(data | {"region": region}, model, by="region", n_resamples=1000, rng=1)
    >>> result["estimate"].round(2), result["finding"]
    (array([0.35]), ('higher',))
    """
    what, test = checks.choice("what", what, get_args(What)), checks.choice("test", test, get_args(Test))
    interval = interval if interval is None else checks.choice("interval", interval, get_args(Offered))
    adjust = checks.choice("adjust", adjust, get_args(Adjust))
    if test == "permutation" and interval is not None:
        raise DataError(
            f'interval={interval!r} goes with test="intervals"; permutations have intervals of their own: leave it out'
            ', or take test="intervals"'
        )
    conf_level, count = checks.level(conf_level), checks.resamples(n_resamples, FEWEST)
    if test == "permutation":
        need_rows(survey)
    reading = read_paths(
        survey, model, by=by, wave=wave, missing=missing, n_resamples=count if test == "intervals" else 0, random=True,
        rng=rng, progress=progress, reserved=COLUMNS, **options,
    )  # fmt: skip
    reading = with_respondents(survey, reading, by, wave, COLUMNS)
    groups, values = Groups.of(reading, compare, wave), Values(Statistics(reading.model, reading.spec), what)
    if test == "permutation":
        check_relabelled(reading, 'test="permutation"', 'take test="intervals"')
    if groups.pairs.kind == "rest" and reading.gaps.of_moments:
        check_relabelled(reading, 'compare="rest"', 'take compare="all pairs" or a level')
    kind = interval_of(reading.rows, interval)
    found = _differences(groups, values, test, count, kind, progress)
    table = _table(groups, values, found, adjust, conf_level)
    about = {
        "method": _in_words(reading, what, test, kind, adjust, reading.resamples(count), len(table["term"])),
        "what": what, "test": test, "compare": str(compare), "compared": groups.levels.compared, "adjust": adjust,
        "interval": "permutation" if test == "permutation" else kind,
        "n_resamples": reading.resamples(count), "seed": reading.gaps.seed, "weights": survey.weights,
        "weight_type": survey.weight_type, "missing": missing, "conf_level": conf_level, **reading.facts,
        "notes": [*reading.notes, *_notes(reading, found, test), *_few(table)],
    }  # fmt: skip
    return PathDifferencesResult(Table(table), groups.levels.keys, about, reading.labels, survey.frame.library)


def _differences(
    groups: Groups, values: Values, test: Test, count: int, interval: Interval, progress: bool | None
) -> Differences:  # fmt: skip
    """What is found by the test; every segment is estimated first, so that what is wrong with one is said of it."""
    reading = groups.reading
    groups.check()
    sides = len({side for pair in groups.sides for side in pair})
    total = count * len(groups.sides) if test == "permutation" else reading.resamples(count) * sides
    with bar(total, "resample", progress) as report:
        if test == "permutation":
            return of_permutations(groups, values, count, report)
        return of_resamples(groups, values, count, interval, report)


def _table(
    groups: Groups, values: Values, found: Differences, adjust: Adjust, conf_level: float
) -> dict[str, Any]:  # fmt: skip
    """One row a comparison and value."""
    m, count = len(values.terms), len(groups.sides)
    low, high = found.intervals(adjust, conf_level)
    sizes = np.array([[sum(groups.reading.moments[s].n for s in side) for side in pair] for pair in groups.sides])
    columns = ("estimate", "std_error", "statistic", "df", "p_value")
    return {
        **groups.keys(m),
        "term": [term for term, _ in values.terms] * count,
        "construct": [construct for _, construct in values.terms] * count,
        **groups.names(m),
        "value": found.first.ravel(),
        "reference": found.second.ravel(),
        **{name: getattr(found, name).ravel() for name in columns},
        "p_adjusted": found.adjusted(adjust).ravel(),
        "conf_low": low.ravel(),
        "conf_high": high.ravel(),
        "n": np.repeat(sizes[:, 0], m),
        "n_against": np.repeat(sizes[:, 1], m),
        "finding": findings(low, high),
    }


# ---- words -----------------------------------------------------------------------------------------------------------


def _in_words(
    reading: PathReading, what: What, test: Test, interval: Interval, adjust: Adjust, count: int, tests: int
) -> str:  # fmt: skip
    """What was compared, by which test."""
    rows, values = reading.rows, {"what": WORDS[what], "count": count, "tests": tests, "adjust": ADJUSTED[adjust]}
    design = drawn_words(rows.sampling)
    if test == "permutation":
        return say(
            "{what} by {count:,} permutations of the labels of {design}, with {adjust} for {tests} tests",
            design=design, **values,
        )  # fmt: skip
    if rows.replicates is not None:
        return say(
            "{what} with t intervals of {replicates} and {adjust} for {tests} tests",
            replicates=rows.replicates.words, **values,
        )  # fmt: skip
    if interval == "t":
        return say(
            "{what} with t intervals of {count:,} bootstrap resamples of {design} and {adjust} for {tests} tests",
            design=design, **values,
        )  # fmt: skip
    return say(
        "{what} with percentile intervals of {count:,} bootstrap resamples of {design} and {adjust} for {tests} tests",
        design=design, **values,
    )  # fmt: skip


def _few(table: dict[str, Any]) -> list[str]:
    """What is said of intervals without end."""
    if not np.isinf(table["conf_low"]).any():
        return []
    return [say("n_resamples is too small for so many adjusted intervals: they have no end")]


def _notes(reading: PathReading, found: Differences, test: Test) -> list[str]:
    """The design, and what is left out."""
    rows = reading.rows
    lonely = [] if rows.sampling is None or test == "permutation" else rows.sampling.lonely_note
    notes = [*design_notes(rows), *lonely]
    if found.failed:
        words = say("{count:,} labellings under which the model cannot be estimated are left out", count=found.failed)
        if test == "intervals":
            words = say("{count:,} resamples in which the model cannot be estimated are left out", count=found.failed)
        notes.append(words)
    if found.inadmissible:
        words = say("{count:,} labellings have inadmissible consistent estimates, which are kept as they are",
                    count=found.inadmissible)  # fmt: skip
        if test == "intervals":
            words = say("{count:,} resamples have inadmissible consistent estimates, which are kept as they are",
                        count=found.inadmissible)  # fmt: skip
        notes.append(words)
    return notes
