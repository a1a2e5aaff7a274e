"""Differences between segments or waves, with tests that stand up to their number."""

from __future__ import annotations

from typing import Any

from ... import checks
from ...inference.levels import Levels, pairs_of
from ...inference.multiplicity import Adjust
from ...language import say
from ...metrics.by_name import metric_of
from ...options.door import takes
from ...results.scores.compare import CompareResult, percent
from ...survey import Survey
from ...survey.compared import compared_wave
from ...survey.facts import base_facts, design_notes, identity_notes
from ...survey.reading import keys_of
from ...types import Columns
from ..estimation.estimate import bases_notes, items_of, joint_facts
from ..estimation.informative_weights import few_dependent, informative_notes
from ..estimation.interval import METHODS
from ..estimation.read import read_tallies
from ..options import COMPARE, METRIC
from .compared import Compared, Family

#: Columns of the result and of its groups, which a key column may not be named.
COLUMNS = (
    "item", "metric", "unit", "level", "against", "estimate", "std_error", "statistic", "df", "p_value", "p_adjusted",
    "conf_low", "conf_high", "score", "reference", "n", "n_against", "finding", "n_eff", "letters", "column",
    "higher_than",
)  # fmt: skip
ADJUST: dict[str, str] = {
    "holm": say("Holm's adjustment for {tests}"),
    "bonferroni": say("Bonferroni's adjustment for {tests}"),
    "fdr_bh": say("false discovery rate held over {tests} (Benjamini and Hochberg)"),
    "none": say("{tests}, not adjusted"),
}
ADJUSTMENTS: tuple[Adjust, ...] = ("holm", "bonferroni", "fdr_bh", "none")
COMPARE_METHODS = ("adjusted", "wald", "design")


@takes(*METRIC, *COMPARE)
def compare(
    survey: Survey,
    item: Columns | None = None,
    *,
    against: Any = "total",
    adjust: Adjust = "holm",
    min_base: int | None = None,
    **options: Any,
) -> CompareResult:
    r"""Differences of a score between segments or waves, with intervals, tests and letters.

    .. math:: d = \hat\theta_a - \hat\theta_b \qquad V(d) = V_a + V_b - 2\,C_{ab}

    The covariance is 0 for different respondents. It is kept where a segment is part of the total it is compared with,
    where segments share clusters or strata, and where respondents answered in both waves (`id`).

    Parameters
    ----------
    {data}
    item : str, vector or list of them
        Answers to one question, or to several whose tests are one family. They may stand in place of `data`.
    against : "total", "rest", "previous", "all pairs" or a level
        What every level is compared with: all levels together, all the others together, the wave before, every other
        level, or the one named; a date or number may be given as its text. A level that is itself called "total" or
        the like cannot be named.
    adjust : {"holm", "bonferroni", "fdr_bh", "none"}
        Adjustment of p-values and intervals for the number of tests in the result, those of all items, see Notes.
    min_base : int, optional
        Levels with fewer respondents are shown but not tested, and have no interval; the finding says "small base".
    {options}

    Returns
    -------
    CompareResult
        One row an item and comparison; `groups` holds the levels of every item with their scores and letters.

    Raises
    ------
    DataError
        Fewer than two levels, an unknown level, ids that occur twice in a wave, an answer off the scale, bad weights or
        design, an unknown column or option.

    Notes
    -----
    Findings, adjusted p-values and intervals are of one procedure: an interval holds 0 exactly where there is no
    finding, that is where `p_adjusted` is not below α = 1 - `conf_level`. All intervals of a result have one level,
    which the text under the table says. Of m tests with r findings it is 1 - α/m with ``"bonferroni"``: all m intervals
    cover their differences together with probability 1 - α at least. With ``"holm"`` it is 1 - α/(m - r + 1), the step
    at which the last finding was made: the chance that any finding is false is α at most, while all intervals together
    cover with less than 1 - α where r > 1. With ``"fdr_bh"`` it is 1 - rα/m, so that of the intervals of findings the
    share that miss their difference is expected to be α at most, of independent differences [5]_, and the others are
    promised nothing; where there is no finding both have 1 - α/m. With ``"none"`` each covers with probability 1 - α.
    A difference of 0 has p = 1, and so has one that pseudo-respondents turn round.

    With ``method="adjusted"`` the test and the interval are those of scores to which each group adds
    pseudo-respondents, half as many as to a score alone: 3/8 promoter, 3/4 passive and 3/8 detractor for net scores
    [1]_, one inside and one outside the box for shares [2]_; means take Welch's t. `estimate` and `std_error` are the
    plain difference and its error throughout. Pseudo-respondents pull a small group more than a large one: of a group
    of ten against thousands read the interval rather than the side it lies on. docs/coverage.md shows how often the
    intervals cover, also of scores that lie far apart.

    Under a design, and with ``method="design"`` always, `df` are Satterthwaite's degrees of freedom of two sides [4]_,

    .. math:: \nu = \frac{(v_a + v_b)^2}{v_a^2 / \nu_a + v_b^2 / \nu_b} \qquad v = \frac{\sum w^2}{(\sum w)^2}

    with :math:`\nu_a` the units of a with answers less their strata, smaller where clusters are of unequal size, when v
    is their working variance; a level is compared with a total as with the rest. A level that has g of the c clusters
    of a stratum has a variance that is too small by (g - 1)/g over (c - 1)/c, which tests and intervals make good, but
    for those of ``method="design"``. Where levels share units, such as stores, they are no more than
    those of the larger side. So few clusters against many have the degrees of freedom of the few. They are not those of
    ``svyttest`` in R's survey package, the units of both sides less their strata less 1, with which 2 clusters against
    20 differ at the level of 5 % far more often than that where nothing does. A side of one unit has none, and there is
    no test.

    References
    ----------
    .. [1] Rocks, B. (2016). The American Statistician 70(4), 365-372.
    .. [2] Agresti, A. and Caffo, B. (2000). Simple and effective confidence intervals for proportions and differences
       of proportions. The American Statistician 54, 280-288.
    .. [3] Woodruff, R. S. (1971). A simple method for approximating the variance of a complicated estimate. J.
       American Statistical Association 66, 411-414.
    .. [4] Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with
       multi-stage samples. Survey Methodology 28, 169-181.
    .. [5] Benjamini, Y. and Yekutieli, D. (2005). False discovery rate-adjusted multiple confidence intervals for
       selected parameters. J. American Statistical Association 100, 71-81.

    Examples
    --------
    >>> import placet
    >>> data = {"score": [10, 9, 3, 8, 9, 10, 2, 0], "shop": ["a", "a", "a", "a", "b", "b", "b", "b"]}
    >>> result = placet.compare(data, "score", by="shop", against="all pairs")
    >>> result["estimate"].tolist(), result.groups["letters"]
    ([25.0], ('a', 'a'))
    """
    definition = metric_of(options["metric"], options["scale"], (survey, item))
    method = checks.choice("method", options["method"], COMPARE_METHODS)
    adjust = checks.choice("adjust", adjust, ADJUSTMENTS)
    conf_level = checks.level(options["conf_level"])
    least = 0 if min_base is None else checks.whole("min_base", min_base, 1)
    items, wave, by = items_of(item), options["wave"], options["by"]
    if wave is None and (by is None or (isinstance(against, str) and against == "previous")):
        wave = survey.wave
    apart = compared_wave(survey, by, wave)
    rows, tallies = read_tallies(
        survey,
        items,
        definition,
        by=keys_of(survey, by, wave),
        reserved=COLUMNS,
        design="always" if method == "design" else "declared",
        units="respondents" if apart is not None else "rows",
        wave=apart,
    )
    levels = Levels.of(rows, wave is not None)
    pairs = pairs_of(levels, against, wave)
    compared = [Compared(tally, definition.of(tally.points), levels, pairs, method, least) for tally in tallies]
    family = Family(compared, adjust, conf_level)
    facts = [base_facts(rows, tally.counts, options["missing"], f"column {tally.item!r}") for tally in tallies]
    dependent = [(few_dependent(one.found.informative, one.found.kish), len(one.found.n)) for one in compared]
    about = {
        "method": say(
            "Differences of {score} by the {interval}, {adjusted}; intervals each at {level}",
            score=definition.heading,
            interval=METHODS[method],
            adjusted=_in_words(family),
            level=percent(family.level),
        ),
        "items": items,
        "definition": definition.definition,
        "compared": levels.compared,
        "against": str(against),
        "adjust": adjust,
        "min_base": min_base,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": options["missing"],
        "conf_level": conf_level,
        "interval_level": family.level,
        **joint_facts(facts),
        "notes": [
            *design_notes(rows, [tally.lost for tally in tallies]),
            *bases_notes(facts),
            *identity_notes(survey, apart),
            *informative_notes(dependent),
            *family.alike_notes,
        ],
    }
    tables = family.groups(rows), family.totals()
    return CompareResult(family.table(), levels.keys, about, survey.labels, survey.frame.library, *tables)


def _in_words(family: Family) -> str:
    """How many tests there were, and how their number was taken into account."""
    tests = say("1 test") if family.tests == 1 else say("{count:,} tests", count=family.tests)
    return say(str(ADJUST[family.adjust]), tests=tests)
