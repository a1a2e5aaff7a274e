"""Differences between segments or waves, with tests that stand up to their number."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ...inference.multiplicity import Adjust, adjusted_p, compact_letters, letter
from ...options.door import takes
from ...results.scores.compare import CompareResult
from ...results.table import Table
from ...survey import Rows, Survey
from ...survey.facts import MOST_NAMED, alike_notes, base_facts, design_notes
from ...survey.reading import keys_of
from ...types import OneColumn
from ..estimation.effective_base import Scored, scored
from ..estimation.informative_weights import few_dependent, informative_notes
from ..estimation.interval import METHODS
from ..estimation.linearised import Floats
from ..estimation.metric import Metric, metric_of
from ..estimation.read import read_tallies
from ..estimation.tally import Tally
from ..options import COMPARE, METRIC
from .difference import Test, test_differences
from .levels import Levels, Pairs, pairs_of

#: Columns of the result and of its groups, which a key column may not be named.
COLUMNS = (
    "item", "metric", "level", "against", "estimate", "std_error", "statistic", "df", "p_value", "p_adjusted",
    "conf_low", "conf_high", "score", "reference", "n", "n_against", "finding", "n_eff", "letters", "column",
    "higher_than",
)  # fmt: skip
ADJUST: dict[str, str] = {
    "holm": "Holm's adjustment for {}",
    "bonferroni": "Bonferroni's adjustment for {}",
    "fdr_bh": "false discovery rate held over {} (Benjamini and Hochberg)",
    "none": "{}, not adjusted",
}
ADJUSTMENTS: tuple[Adjust, ...] = ("holm", "bonferroni", "fdr_bh", "none")
COMPARE_METHODS = ("adjusted", "wald", "design")


@takes(*METRIC, *COMPARE)
def compare(
    survey: Survey,
    item: OneColumn | None = None,
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
    {item}
    against : "total", "rest", "previous", "all pairs" or a level
        What every level is compared with: all levels together, all the others together, the wave before, every other
        level, or the one named; a date or number may be given as its text. A level that is itself called "total" or
        the like cannot be named.
    adjust : {"holm", "bonferroni", "fdr_bh", "none"}
        Adjustment of the p-values for the number of tests in the result. Intervals are not adjusted.
    min_base : int, optional
        Levels with fewer respondents are shown but not tested; the finding says "small base".
    {options}

    Returns
    -------
    CompareResult
        One row a comparison; `groups` holds the levels with their scores and letters.

    Raises
    ------
    DataError
        Fewer than two levels, an unknown level, ids that occur twice in a wave, an answer off the scale, bad weights or
        design, an unknown column or option.

    Notes
    -----
    With ``method="adjusted"`` the test and the interval are those of scores to which each group adds
    pseudo-respondents, half as many as to a score alone: 3/8 promoter, 3/4 passive and 3/8 detractor for net scores
    [1]_, one inside and one outside the box for shares [2]_; means take Welch's t. `estimate` and `std_error` are the
    plain difference and its error throughout. Pseudo-respondents pull a small group more than a large one: of a group
    of ten against thousands read the interval rather than the side it lies on. docs/coverage.md shows how often the
    intervals cover, also of scores that lie far apart.

    Under a design, and with ``method="design"`` always, `df` are Satterthwaite's degrees of freedom of two sides [4]_,

    .. math:: \nu = \frac{(v_a + v_b)^2}{v_a^2 / \nu_a + v_b^2 / \nu_b} \qquad v = \frac{\sum w^2}{(\sum w)^2}

    with :math:`\nu_a` the units of a with answers less their strata, smaller where the units are of unequal size; a
    level is compared with a total as with the rest. Where levels share units, such as stores, they are no more than
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
    item, wave, by = survey.frame.require(item, "item"), options["wave"], options["by"]
    if wave is None and (by is None or (isinstance(against, str) and against == "previous")):
        wave = survey.wave
    # Waves that are compared as segments are waves all the same.
    apart = wave if wave is not None else survey.wave if survey.wave in checks.names("by", by) else None
    rows, (tally,) = read_tallies(
        survey,
        [item],
        definition.scale,
        by=keys_of(survey, by, wave),
        reserved=COLUMNS,
        design="always" if method == "design" else "declared",
        units="respondents" if apart is not None else "rows",
        wave=apart,
    )
    levels = Levels.of(rows, wave is not None)
    pairs = pairs_of(levels, against, wave)
    found = scored(tally, definition)
    test = test_differences(tally, definition, found, levels, pairs, method, conf_level)
    compared = _Compared(tally, definition, found, levels, pairs, test, conf_level, least, adjust, method)
    about = {
        "method": f"Differences of {definition.heading} by the {METHODS[method]}, {compared.tests_in_words}",
        "item": item,
        "definition": definition.definition,
        "compared": levels.compared,
        "against": str(against),
        "adjust": adjust,
        "min_base": min_base,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": options["missing"],
        "conf_level": conf_level,
        **base_facts(rows, tally.counts, options["missing"], f"column {item!r}"),
        "notes": [
            *design_notes(rows, [tally.lost]),
            *_identity(survey, apart),
            *informative_notes([(few_dependent(found.informative, found.kish), len(found.n))]),
            *compared.alike_notes,
        ],
    }
    groups = compared.groups(rows)
    return CompareResult(compared.table(item), levels.keys, about, survey.labels, survey.frame.library, groups)


def _identity(survey: Survey, wave: str | None) -> list[str]:
    """Words for an identity that is not looked at."""
    if survey.id is None or wave is not None:
        return []
    return [f"id {survey.id!r} not used, since no waves are compared: name the wave in wave=, or in the Survey"]


class _Compared:
    """What was found, as tables."""

    def __init__(
        self,
        tally: Tally,
        metric: Metric,
        found: Scored,
        levels: Levels,
        pairs: Pairs,
        test: Test,
        conf_level: float,
        least: int,
        adjust: Adjust,
        method: str,
    ) -> None:
        self.metric, self.found, self.levels, self.pairs, self.test = metric, found, levels, pairs, test
        self.alpha, self.adjust, self.method = 1 - conf_level, adjust, method
        self.n = tally.counts.n.sum(axis=1).astype(np.int64)
        against = pairs.sets(levels)
        self.n_against = against.sums(self.n)
        # Respondents, of whom a row with a frequency weight stands for several.
        self.small = found.n < least
        self.untested = self.small[pairs.first] | (against.sums(found.n) < least)
        self.p_value = np.where(self.untested, np.nan, test.p_value)
        self.p_adjusted = adjusted_p(self.p_value, adjust)

    @property
    def tests_in_words(self) -> str:
        """How many tests there were and how their number was taken into account."""
        tests = int((~np.isnan(self.p_value)).sum())
        return ADJUST[self.adjust].format("1 test" if tests == 1 else f"{tests:,} tests")

    @property
    def alike_notes(self) -> list[str]:
        """Words for differences whose error is not known, or rests on one side only."""
        levels, test = self.levels, self.test
        lost = np.isnan(test.p_value) & ~np.isnan(test.estimate) & self.found.alike[self.pairs.first]
        pairs = [
            f"{levels.labels[domain]} and {against}"
            for domain, against, gone in zip(self.pairs.first, self.pairs.against(levels), lost, strict=True)
            if gone
        ]
        adjusts = self.method == "adjusted" and self.metric.form != "mean"
        alike = [] if adjusts else [str(levels.labels[domain]) for domain in np.flatnonzero(self.found.alike)]
        rests = f"the answers of {', '.join(alike[:MOST_NAMED])} are all equal: the errors of differences are those of "
        return [*alike_notes(pairs, "test"), *([f"{rests}the others alone"] if alike else [])]

    def table(self, item: str) -> Table:
        """One row a comparison."""
        levels, first, unit, test = self.levels, self.pairs.first, self.metric.unit, self.test
        keys = [levels.panel_keys[panel] for panel in levels.panel[first]]
        score = self.found.estimate[first]
        columns = {
            **{name: [key[i] for key in keys] for i, name in enumerate(levels.keys)},
            "item": [item] * len(first),
            "metric": [self.metric.name] * len(first),
            "level": [levels.labels[domain] for domain in first],
            "against": self.pairs.against(levels),
            "estimate": unit * test.estimate,
            "std_error": unit * test.std_error,
            "statistic": np.where(self.untested, np.nan, test.statistic),
            "df": test.df,
            "p_value": self.p_value,
            "p_adjusted": self.p_adjusted,
            "conf_low": unit * test.low,
            "conf_high": unit * test.high,
            "score": unit * score,
            "reference": unit * (score - test.estimate),
            "n": self.n[first],
            "n_against": self.n_against,
            "finding": self._findings(),
        }
        return Table(columns)

    def _findings(self) -> list[str]:
        signs = np.where(self.test.estimate > 0, "higher", "lower")
        findings = np.where(self.p_adjusted < self.alpha, signs, "no difference")
        findings = np.where(np.isnan(self.p_adjusted), "no test", findings)
        return [str(finding) for finding in np.where(self.untested, "small base", findings)]

    def groups(self, rows: Rows) -> Table:
        """The levels with their scores, bases and, where all pairs were compared, letters."""
        found, unit = self.found, self.metric.unit
        columns: dict[str, Any] = {
            **rows.segments.columns(),
            "score": unit * found.estimate,
            "std_error": unit * found.std_error,
            "n": self.n,
            "n_eff": np.where(found.n > 0, found.n_eff, 0.0),
        }
        if self.pairs.every_pair:
            columns |= self._letters()
        return Table(columns)

    def _letters(self) -> dict[str, list[str]]:
        lettered: dict[str, list[str]] = {"letters": [], "column": [], "higher_than": []}
        score = np.where(self.small, np.nan, self.found.estimate)
        significant = self.p_adjusted < self.alpha
        panel_of_pair = self.levels.panel[self.pairs.first]
        for panel in range(len(self.levels.panel_keys)):
            members = np.flatnonzero(self.levels.panel == panel)
            inside = significant & (panel_of_pair == panel)
            different = np.zeros((len(members), len(members)), dtype=bool)
            different[self.pairs.first[inside] - members[0], self.pairs.second[inside] - members[0]] = True
            block = _letters_of(score[members], different | different.T)
            lettered = {name: lettered[name] + block[name] for name in lettered}
        return lettered


def _letters_of(score: Floats, different: NDArray[np.bool_]) -> dict[str, list[str]]:
    """Letters of one panel: shared by levels that do not differ, and of the columns each level is higher than."""
    names = [letter(i, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") for i in range(len(score))]
    separator = "" if len(score) <= 26 else " "
    above = different & (score[:, None] > score)
    higher = [separator.join(names[j] for j in np.flatnonzero(row)) for row in above]
    return {"letters": compact_letters(score, different), "column": names, "higher_than": higher}
