"""A weighted indicator tree, scored from 0 to 100."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ... import checks
from ...inference.designed_spread import Replicated
from ...inference.levels import Levels, pairs_of
from ...inference.multiplicity import Adjust
from ...language import say
from ...options.door import takes
from ...options.shared import BY, CONF_LEVEL, DESIGN, FREQ, TOTAL, WAVE, WAVES
from ...results.index.satisfaction_index import IndexResult
from ...results.table import Table
from ...survey import Survey
from ...survey.compared import compared_wave
from ...survey.facts import alike_notes, design_notes, identity_notes, row_words
from ...survey.reading import keys_of
from ...types import AsGiven
from ..options import MIN_SHARE, MISSING
from .differences import NodeDifferences
from .grades import Grades
from .indicator_tree import tree_of
from .read import RULES, Reading, read_tree

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "parent", "level", "weight", "total_weight", "estimate", "std_error", "conf_low", "conf_high",
    "contribution", "contribution_low", "contribution_high", "coverage", "grade", "n", "n_eff", "tree_level", "against",
    "statistic", "df", "p_value", "p_adjusted", "score", "reference", "n_against", "finding",
)  # fmt: skip
ADJUSTMENTS: tuple[Adjust, ...] = ("holm", "bonferroni", "fdr_bh", "none")


@takes(BY, TOTAL, WAVE, WAVES, FREQ, CONF_LEVEL, MISSING, MIN_SHARE, *DESIGN)
def satisfaction_index(
    survey: Survey,
    tree: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    normalize: bool = False,
    name: str | None = None,
    compare: Any = None,
    adjust: Adjust = "holm",
    grades: Mapping[str, float] | None = None,
    by: Any,
    wave: Any,
    conf_level: float,
    missing: Any,
    min_share: float,
) -> IndexResult:
    r"""Weighted satisfaction index on 0..100: the whole, its dimensions and their indicators, with intervals.

    .. math:: I = \sum_d w_d \sum_j w_{dj} \cdot 100\,\frac{\overline{x}_j - l_j}{h_j - l_j}

    with :math:`\overline{x}_j` the weighted mean of indicator j over those who answered it, l and h the ends of its
    scale, and weights that sum to 1 among the children of every node.

    Parameters
    ----------
    {data}
    tree : IndicatorTree or mapping
        ``{dimension: (weight, {column: weight, ...}), ...}`` to any depth, ``{column: weight, ...}`` for a flat index,
        or an `IndicatorTree`.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column; any other answer is an error.
    normalize : bool
        Divide the weights of every node by their sum, say because they are percentages. Otherwise weights that do
        not sum to 1 are refused.
    name : str, optional
        Name of the whole.
    compare : "total", "rest", "previous", "all pairs" or a level, optional
        What the scores of every segment, or of every wave where there is one, are compared with; see `differences` of
        the result.
    adjust : {"holm", "bonferroni", "fdr_bh", "none"}
        Adjustment of the p-values and intervals of differences for the number of tests. Each level of the tree is a
        family: the whole, its dimensions, their indicators.
    grades : mapping, optional
        Points of grades, such as ``{"very satisfied": 100, "satisfied": 80, ...}``: the result names the nearest one,
        of two equally near ones the higher.
    {options}

    Returns
    -------
    IndexResult
        One row a node and segment, the whole first; `differences` where they are asked for.

    Raises
    ------
    DataError
        Weights that are missing, negative or do not sum to 1 (the node and the sum are named), a name or column used
        twice or not in the data, an answer off the scale, an indicator nobody answered, grades out of order.

    Notes
    -----
    The index is a linear function a'x of means of items. Its variance is a'Va with V the covariance matrix of the
    means: of the linearised values

    .. math:: u_{ij} = \frac{w_i m_{ij} (x_{ij} - \overline{x}_j)}{\sum_i w_i m_{ij}}

    with m the marks of the answers given (ratio means, each over its own respondents). Independent respondents have
    :math:`n / (n - 1) \sum_i (a'u_i)^2`, with n those of the item that fewest answered, frequency weights the sum of
    frequencies in place of n. Where the `Survey` declares strata, clusters, a finite population or replicate weights,
    V is that of the design: of totals of u by sampling unit, between the units of each stratum [1]_ [2]_, segments
    being domains of the whole sample, or of the means under the replicates. Intervals use t with n - 1 degrees of
    freedom, under a design units less strata of the units with answers (fewer for few or uneven clusters, see
    `compare`) or the rank of the replicate weights less 1. `n_eff` is Kish's effective base, under a design the base
    whose independent respondents would have that error.

    An indicator that nobody in a segment was asked leaves its weight there to the others below its parent; `coverage`
    is the share of a node's weight that was asked, and a note names segment and indicator.

    A difference of two segments takes the covariance of shared clusters, of respondents asked in several waves where
    the `Survey` has their `id`, and that of a segment with the total it is part of; its degrees of freedom are
    Satterthwaite's, of two waves with the same n respondents n - 1, as in a paired t test.

    References
    ----------
    .. [1] Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley, ch. 2 (linearisation).
    .. [2] Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
       International Statistical Review 51, 279-292.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [10, 8, 6, 9], "cover": [9, 7, 6, None], "bills": [5, 9, 7, 7]}
    >>> tree = {"Network": (0.6, {"calls": 0.5, "cover": 0.5}), "Billing": (0.4, {"bills": 1.0})}
    >>> placet.satisfaction_index(answers, tree, scale=(1, 10))["estimate"].round(2)
    array([71.94, 75.46, 80.56, 70.37, 66.67, 66.67])
    """
    nodes = tree_of(tree, name=name, normalize=checks.flag("normalize", normalize))
    conf_level, adjust = checks.level(conf_level), checks.choice("adjust", adjust, ADJUSTMENTS)
    words = None if grades is None else Grades(grades)
    if compare is not None and wave is None and (by is None or (isinstance(compare, str) and compare == "previous")):
        wave = survey.wave
    apart = None if compare is None else compared_wave(survey, by, wave)
    keys = keys_of(survey, by, wave)
    found = read_tree(
        survey, nodes, scale=scale, missing=missing, min_share=min_share, by=keys, reserved=COLUMNS, apart=apart
    )
    differences = Table({})
    if compare is not None:
        levels = Levels.of(found.rows, wave is not None)
        pairs = pairs_of(levels, compare, wave, "compare")
        differences = NodeDifferences(found.scores, levels, pairs, adjust, conf_level).table()
    about = {
        "method": _method(found, scale, missing, min_share),
        "scale": scale,
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        "conf_level": conf_level,
        "against": None if compare is None else str(compare),
        "adjust": adjust,
        "grades": None if words is None else dict(zip(words.names, words.points.tolist(), strict=True)),
        "verdict": None if words is None else _verdict(found, words),
        **found.facts,
        "notes": [*_design(found), *_identity(survey, compare, apart), *found.notes, *_alike(found)],
    }
    labels = {**nodes.labels, **survey.labels}
    table = Table(_table(found, conf_level, words))
    return IndexResult(table, found.rows.segments.names, about, labels, survey.frame.library, differences)


def _method(found: Reading, scale: Any, missing: str, min_share: float) -> str:
    count = len(found.tree.indicators)
    if isinstance(scale, Mapping):
        what = say("Weighted means of {count} indicators, each rescaled to 0..100", count=count)
    else:
        low, high = map(checks.real, scale)
        words = "Weighted means of {count} indicators rescaled from {low:g}..{high:g} to 0..100"
        what = say(words, count=count, low=low, high=high)
    rule = say(str(RULES[missing]), share=min_share) if missing == "prorate" else RULES[missing]
    return say("{what}, {rule}", what=what, rule=rule)


def _verdict(found: Reading, grades: Grades) -> str | None:
    """Where the whole lies among the grades, of one segment."""
    scores = found.scores.estimate[:, 0]
    return grades.verdict(float(scores[0])) if len(scores) == 1 and not np.isnan(scores[0]) else None


def _design(found: Reading) -> list[str]:
    spread = found.scores.spread
    return design_notes(found.rows, [spread.lost] if isinstance(spread, Replicated) else [])


def _identity(survey: Survey, compare: Any, apart: str | None) -> list[str]:
    """Words for an identity that a comparison does not look at."""
    return [] if compare is None else identity_notes(survey, apart)


def _alike(found: Reading) -> list[str]:
    """Words for rows that have no interval because all respondents are alike, or an indicator has one answer."""
    names, segments = found.tree.names, found.rows.segments.in_words
    rows = [row_words(segments[s], names[node]) for s, node in np.argwhere(found.scores.unknown).tolist()]
    return alike_notes(rows)


def _table(found: Reading, conf_level: float, grades: Grades | None) -> dict[str, Any]:
    scores, tree = found.scores, found.tree
    segments, count = scores.estimate.shape
    margin, weight = scores.margin(conf_level), scores.weight
    low, high = (np.clip(scores.estimate + side * margin, 0, 100) for side in (-1, 1))
    return {
        **found.rows.segments.columns(repeat=count),
        "term": tree.names * segments,
        "parent": tree.parents * segments,
        "level": tree.levels * segments,
        "weight": tree.weights * segments,
        "total_weight": tree.total_weights * segments,
        "estimate": scores.estimate.ravel(),
        "std_error": scores.std_error.ravel(),
        "conf_low": low.ravel(),
        "conf_high": high.ravel(),
        "contribution": (weight * scores.estimate).ravel(),
        "contribution_low": (weight * low).ravel(),
        "contribution_high": (weight * high).ravel(),
        "coverage": scores.covered.ravel(),
        **({} if grades is None else {"grade": grades.nearest(scores.estimate.ravel())}),
        "n": scores.n.ravel(),
        "n_eff": scores.n_eff.ravel(),
    }
