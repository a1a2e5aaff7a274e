"""A weighted indicator tree, scored from 0 to 100."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ... import checks
from ...inference.means import contrasts
from ...language import say
from ...options.door import takes
from ...options.shared import BY, CONF_LEVEL, DESIGN, FREQ, MISSING, TOTAL, WAVE, WAVES
from ...results.index.satisfaction_index import IndexResult
from ...results.table import Table
from ...survey import Survey
from ...survey.facts import alike_notes, complete_facts, design_notes
from ...survey.reading import keys_of
from ...survey.scaled import read_scaled
from .tree import Tree

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "parent", "level", "weight", "total_weight", "estimate", "std_error", "conf_low", "conf_high", "n", "n_eff"
)  # fmt: skip


@takes(BY, TOTAL, WAVE, WAVES, FREQ, CONF_LEVEL, MISSING, *DESIGN)
def satisfaction_index(
    survey: Survey,
    tree: Mapping[str, Any],
    *,
    scale: tuple[float, float],
    normalize: bool = False,
    name: str = "Satisfaction index",
    by: Any,
    wave: Any,
    conf_level: float,
    missing: Any,
) -> IndexResult:
    r"""Weighted satisfaction index on 0..100: the whole, its dimensions and their indicators.

    .. math:: I = \sum_d w_d \sum_j w_{dj} \cdot 100\,\frac{\overline{x}_j - l}{h - l}

    with :math:`\overline{x}_j` the weighted mean of indicator j, l and h the ends of the scale, and weights that sum
    to 1 among the children of every node. An index is a weighted mean of one composite answer per respondent, so its
    standard error is that of a weighted mean (Taylor linearisation for probability weights, with n / (n - 1)) and its
    interval uses t with n - 1 degrees of freedom (sum of the weights less 1 for frequency weights). That composite, as
    a column of numbers, is compared and tracked as any other: ``compare(data, column, metric="mean_score")``.

    Where the `Survey` declares strata, clusters, a finite population or replicate weights, the standard error is
    :math:`\sqrt{a'Va}` for a node of loadings a, with V the covariance matrix of the means under the design: of the
    totals of :math:`w (x - \overline{x}) / \sum w` by sampling unit, between the units of each stratum [1]_ [2]_, or
    of the means over the replicates. The degrees of freedom are units less strata, those with answers, or the rank of
    the replicate weights less 1, and `n_eff` is the base whose independent respondents would have that error. Of
    clusters of unequal sizes they are fewer; intervals of segments of few clusters multiply a'Va as `compare` does.
    Segments are domains of the whole sample.

    Parameters
    ----------
    {data}
    tree : mapping
        ``{dimension: (weight, {column: weight, ...}), ...}``, or ``{column: weight, ...}`` for a flat index.
    scale : (float, float)
        Lowest and highest possible answer; any other answer is an error.
    normalize : bool
        Divide the weights of every node by their sum, say because they are percentages. Otherwise weights that do
        not sum to 1 are refused.
    name : str
        Name of the whole.
    {options}

    Returns
    -------
    IndexResult
        One row a node and segment, the whole first.

    Raises
    ------
    DataError
        Weights that are negative or do not sum to 1 (the node and the sum are named), an indicator used twice or not in
        the data, an answer off the scale.

    References
    ----------
    .. [1] Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley, ch. 2 (linearisation).
    .. [2] Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
       International Statistical Review 51, 279-292.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [10, 8, 6, 9], "cover": [9, 7, 6, 8], "bills": [5, 9, 7, 7]}
    >>> tree = {"Network": (0.6, {"calls": 0.5, "cover": 0.5}), "Billing": (0.4, {"bills": 1.0})}
    >>> placet.satisfaction_index(answers, tree, scale=(1, 10))["estimate"].round(2)
    array([72.5 , 76.39, 80.56, 72.22, 66.67, 66.67])
    """
    low, high = checks.scale_bounds("scale", scale)
    conf_level = checks.level(conf_level)
    nodes = Tree.of(tree, checks.text("name", name), normalize=checks.flag("normalize", normalize))
    by = keys_of(survey, by, wave)
    rows = read_scaled(survey, nodes.indicators, (low, high), role="indicator", by=by, reserved=COLUMNS)
    found = contrasts(rows, rows.columns, 100 / (high - low) * nodes.loadings)
    facts = complete_facts(rows, found.moments, missing, "an indicator of the index")
    estimate, margin = found.estimate - 100 / (high - low) * low, found.margin(conf_level)
    segments, count = estimate.shape
    columns = {
        **rows.segments.columns(repeat=count),
        "term": nodes.names * segments,
        "parent": nodes.parents * segments,
        "level": nodes.levels * segments,
        "weight": nodes.weights * segments,
        "total_weight": nodes.total_weights * segments,
        "estimate": estimate.ravel(),
        "std_error": found.std_error.ravel(),
        "conf_low": np.clip(estimate - margin, 0, 100).ravel(),
        "conf_high": np.clip(estimate + margin, 0, 100).ravel(),
        "n": np.repeat(found.n, count),
        "n_eff": found.n_eff.ravel(),
    }
    about = {
        "method": say(
            "Weighted means of {count} indicators rescaled from {low:g}..{high:g} to 0..100",
            count=len(nodes.indicators),
            low=low,
            high=high,
        ),
        "scale": (low, high),
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        "conf_level": conf_level,
        **facts,
        "notes": [*design_notes(rows, [found.lost]), *alike_notes(found.unknown(rows.segments.in_words, nodes.names))],
    }
    return IndexResult(Table(columns), rows.segments.names, about, survey.labels, survey.frame.library)
