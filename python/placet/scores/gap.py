"""The gap between what respondents perceive and what they expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .. import checks
from .._core import DataError
from ..inference.distributions import t_p_value
from ..inference.means import Contrasts, contrasts
from ..inference.ranks import ranks
from ..language import say
from ..options.door import takes
from ..options.shared import BY, CONF_LEVEL, DESIGN, FREQ, MISSING, TOTAL, WAVE, WAVES
from ..results.scores.means import GapResult
from ..results.table import Table
from ..survey import Rows, Survey
from ..survey.columns import answered
from ..survey.facts import alike_notes, base_facts, design_notes, losses
from ..survey.reading import keys_of
from ..survey.scaled import read_scaled
from ..types import Column, Columns

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "item", "expected", "metric", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high",
    "mean_perceived", "mean_expected", "rank", "n", "n_eff", "n_missing",
)  # fmt: skip

#: The gap, the perceived and the expected mean from the means of both.
LOADINGS = ((1, -1), (1, 0), (0, 1))


@takes(BY, TOTAL, WAVE, WAVES, FREQ, CONF_LEVEL, MISSING, *DESIGN)
def gap(
    survey: Survey,
    perceived: Columns | Mapping[str, str],
    expected: Columns | None = None,
    *,
    scale: tuple[float, float] | None = None,
    by: Any,
    wave: Any,
    conf_level: float,
    missing: Any,
) -> GapResult:
    r"""Satisfaction as perception less expectation, paired within respondents, item by item, the worst gap first.

    .. math:: g = \overline{p} - \overline{e} = \frac{\sum w\,(p - e)}{\sum w}, \qquad
              V(g) = \frac{n}{n-1} \frac{\sum w^2 (p - e - g)^2}{(\sum w)^2}

    over the respondents who answered both. Without weights, test and interval are those of a paired t-test with n - 1
    degrees of freedom. With frequency weights n is the sum of the weights, with precision weights the variance is
    :math:`\sum w (p - e - g)^2 / ((n - 1) \sum w)`.

    Where the `Survey` declares strata, clusters, a finite population or replicate weights, V(g) is the variance of the
    design: that of the totals of :math:`w (p - e - g) / \sum w` by sampling unit, between the units of each stratum
    [2]_ [3]_, or that of g over the replicates. The degrees of freedom are units less strata, those with answers, or
    the rank of the replicate weights less 1, and `n_eff` is the base whose independent respondents would have that
    error. Of clusters of unequal sizes they are fewer; tests and intervals of segments of few clusters multiply V(g) as
    `compare` does. Segments are domains of the whole sample.

    Parameters
    ----------
    {data}
    perceived : str, vector, list of them or mapping
        What was perceived, or ``{perceived: expected}``.
    expected : str, vector or list of them, optional
        What was expected, paired with `perceived` by position, on the same scale.
    scale : (float, float), optional
        Lowest and highest possible answer; any other answer is then an error.
    {options}

    Returns
    -------
    GapResult
        One row a pair and segment, in points of the scale, the most negative gap of each segment first. Tied gaps
        share the lower rank.

    Raises
    ------
    DataError
        Pairs that do not pair, an answer off the scale, text, no answers, bad weights, an unknown column or option.

    References
    ----------
    .. [1] Parasuraman, A., Zeithaml, V. A. and Berry, L. L. (1985). A conceptual model of service quality and its
       implications for future research. J. Marketing 49(4), 41-50.
    .. [2] Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
       International Statistical Review 51, 279-292.
    .. [3] Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley, ch. 2.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [7, 6, 8, 5], "calls_wanted": [9, 8, 9, 9], "bills": [8, 7, 9, 8], "bills_wanted": [8] * 4}
    >>> result = placet.gap(answers, ["calls", "bills"], ["calls_wanted", "bills_wanted"])
    >>> result["item"], result["estimate"]
    (('calls', 'bills'), array([-2.25,  0.  ]))
    """
    conf_level = checks.level(conf_level)
    low, high = (1.0, None) if scale is None else checks.scale_bounds("scale", scale)
    pairs = _pairs(survey, perceived, expected)
    wanted = list(dict.fromkeys(name for pair in pairs for name in pair))
    by = keys_of(survey, by, wave)
    rows = read_scaled(survey, wanted, (low, high), role="item", by=by, reserved=COLUMNS)
    columns = {column[0]: column for column in rows.columns}
    items = [(columns[p], columns[e]) for p, e in pairs]
    found = [contrasts(rows, pair, LOADINGS) for pair in items]
    about = {
        "method": say("Perception less expectation, {count} paired items", count=len(pairs))
        if len(pairs) > 1
        else say("Perception less expectation, 1 paired item"),
        "scale": scale and (low, high),
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        "conf_level": conf_level,
        **_facts(rows, items, found, missing),
        "notes": [*_bases(found), *design_notes(rows, [f.lost for f in found]), *_alike(rows, pairs, found)],
    }
    table = _table(rows, pairs, found, conf_level)
    return GapResult(table, rows.segments.names, about, survey.labels, survey.frame.library)


def _pairs(survey: Survey, perceived: Any, expected: Any) -> list[tuple[str, str]]:
    """The columns that are compared, each checked to be there."""
    if isinstance(perceived, Mapping):
        if expected is not None:
            raise DataError("perceived is a mapping to the expected columns already; leave expected out")
        perceived, expected = list(perceived), list(perceived.values())
    first = checks.names("perceived", perceived)
    # Several items may be held against one expectation.
    second = [expected] if isinstance(expected, str) else list(expected) if isinstance(expected, Iterable) else []
    if not first:
        raise DataError("perceived is empty; name at least one column")
    if len(first) != len(second):
        raise DataError(
            f"perceived names {len(first)} columns and expected {len(second)}; they are paired by position, "
            "so give every perceived column its expected one, or a mapping {perceived: expected}"
        )
    pairs = [
        (survey.frame.require(p, "perceived"), survey.frame.require(e, "expected"))
        for p, e in zip(first, second, strict=True)
    ]
    for p, e in pairs:
        if p == e:
            raise DataError(f"column {p!r} is paired with itself; name the column of what was expected of it")
    return pairs


def _alike(rows: Rows, pairs: list[tuple[str, str]], found: list[Contrasts]) -> list[str]:
    """Words for gaps that are the same for all respondents."""
    names = [say("the gap of {item!r}", item=p) for p, _ in pairs]
    return alike_notes(
        [row for name, f in zip(names, found, strict=True) for row in f.unknown(rows.segments.in_words, [name])]
    )


def _table(rows: Rows, pairs: list[tuple[str, str]], found: list[Contrasts], conf_level: float) -> Table:
    """The rows of all segments, the worst gap of each first."""
    count = len(pairs)
    # Arrays of one row a segment and one column a pair.
    estimate, std_error, statistic, margin = (
        np.column_stack([values[:, 0] for values in each])
        for each in zip(*((f.estimate, f.std_error, f.statistic(), f.margin(conf_level)) for f in found), strict=True)
    )
    df, n, n_eff = (np.column_stack(part) for part in zip(*((f.df, f.n, f.n_eff[:, 0]) for f in found), strict=True))
    n_missing = np.column_stack([[m.n_missing for m in f.moments] for f in found])
    mean_perceived, mean_expected = (np.column_stack([f.estimate[:, i] for f in found]) for i in (1, 2))
    rank = np.stack([ranks(gaps, highest_first=False) for gaps in estimate])
    order = np.argsort(rank, axis=1, kind="stable")
    named = [pairs[i] for i in order.ravel()]

    def flat(values: np.ndarray) -> np.ndarray:
        return np.take_along_axis(values, order, axis=1).ravel()

    return Table(
        {
            **rows.segments.columns(repeat=count),
            "item": [p for p, _ in named],
            "expected": [e for _, e in named],
            "metric": ["gap"] * len(named),
            "estimate": flat(estimate),
            "std_error": flat(std_error),
            "statistic": flat(statistic),
            "df": flat(df),
            "p_value": t_p_value(flat(statistic), flat(df)),
            "conf_low": flat(estimate - margin),
            "conf_high": flat(estimate + margin),
            "mean_perceived": flat(mean_perceived),
            "mean_expected": flat(mean_expected),
            "rank": flat(rank),
            "n": flat(n),
            "n_eff": flat(n_eff),
            "n_missing": flat(n_missing).astype(np.int64),
        }
    )


def _facts(rows: Rows, items: list[tuple[Column, Column]], found: list[Contrasts], missing: Any) -> dict[str, Any]:
    """Counts of respondents; those who answered both items of any pair are used."""
    each = [
        base_facts(rows, f.moments, missing, f"column {p[0]!r} or {e[0]!r}")
        for (p, e), f in zip(items, found, strict=True)
    ]
    worst = max(range(len(each)), key=lambda i: each[i]["n_missing"])
    pair = {column[0]: column for column in items[worst]}
    lost = losses(rows, each[worst], pair, "compare columns that the same respondents answered")
    if len(each) == 1 or not any(facts["n_missing"] for facts in each):
        return each[0] | lost
    used = np.any([answered(pair) for pair in items], axis=0)
    anyone = ("any pair", np.where(used, 0.0, np.nan), [])
    return base_facts(rows, rows.given._replace(columns=[anyone]).moments(), missing, "any pair") | lost


def _bases(found: list[Contrasts]) -> list[str]:
    """Words for bases that differ between the pairs."""
    different = any(not np.array_equal(f.n, found[0].n) for f in found)
    return [say("the base differs between the items, each has its own n")] if different else []
