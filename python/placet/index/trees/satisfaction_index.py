"""A weighted indicator tree, scored from 0 to 100."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from ... import _core, checks
from ...inference.distributions import t_quantile
from ...results.index.satisfaction_index import IndexResult
from ...results.table import Table
from ...survey import Survey
from ...survey.facts import base_facts, unused_design
from ...survey.reading import read
from ...survey.rows import check_range
from ...types import WeightType
from .tree import Tree

#: Columns of the result, which a key column may not be named.
COLUMNS = (
    "term", "parent", "level", "weight", "total_weight", "estimate", "std_error", "conf_low", "conf_high", "n", "n_eff"
)  # fmt: skip


def satisfaction_index(
    data: Any,
    tree: Mapping[str, Any],
    *,
    scale: tuple[float, float] = (1, 10),
    by: str | list[str] | None = None,
    weights: str | None = None,
    weight_type: WeightType | None = None,
    normalize: bool = False,
    name: str = "Satisfaction index",
    conf_level: float = 0.95,
    missing: Literal["drop", "raise"] = "drop",
    na_codes: Any = None,
    value_labels: Any = None,
) -> IndexResult:
    r"""Weighted satisfaction index on 0..100: the whole, its dimensions and their indicators.

    .. math:: I = \sum_d w_d \sum_j w_{dj} \cdot 100\,\frac{\overline{x}_j - l}{h - l}

    with :math:`\overline{x}_j` the weighted mean of indicator j, l and h the ends of the scale, and weights that sum
    to 1 among the children of every node. An index is a weighted mean of one composite answer per respondent, so its
    standard error is that of a weighted mean (Taylor linearisation for probability weights, with n / (n - 1)) and its
    interval uses t with n - 1 degrees of freedom (sum of the weights less 1 for frequency weights).

    Parameters
    ----------
    data : data frame, mapping or Survey
        One row a respondent.
    tree : mapping
        ``{dimension: (weight, {column: weight, ...}), ...}``, or ``{column: weight, ...}`` for a flat index.
    scale : (float, float)
        Lowest and highest possible answer; any other answer is an error.
    by : str or list of str, optional
        Segments; rows with a missing key are in none.
    weights, weight_type, na_codes, value_labels
        As in `Survey`, overriding it.
    normalize : bool
        Divide the weights of every node by their sum, say because they are percentages. Otherwise weights that do
        not sum to 1 are refused.
    name : str
        Name of the whole.
    conf_level : float
        Probability that an interval covers the index.
    missing : {"drop", "raise"}
        Leave respondents with any missing indicator out, or refuse them.

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

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [10, 8, 6, 9], "cover": [9, 7, 6, 8], "bills": [5, 9, 7, 7]}
    >>> tree = {"Network": (0.6, {"calls": 0.5, "cover": 0.5}), "Billing": (0.4, {"bills": 1.0})}
    >>> placet.satisfaction_index(answers, tree)["estimate"].round(2)
    array([72.5 , 76.39, 80.56, 72.22, 66.67, 66.67])
    """
    low, high = checks.scale_bounds("scale", scale)
    conf_level = checks.level(conf_level)
    nodes = Tree.of(tree, name, normalize=checks.flag("normalize", normalize))
    survey = Survey.of(data, weights=weights, weight_type=weight_type, na_codes=na_codes, value_labels=value_labels)
    rows = read(survey, nodes.indicators, role="indicator", by=by, low=low, high=high, reserved=COLUMNS)
    check_range(rows, low, high)
    moments = rows.moments()
    squared = moments
    if rows.weights is not None and rows.weight_type == "probability":
        squared = rows.moments(squared=True)
    facts = base_facts(rows, moments, missing, "an indicator of the index")
    loadings = 100 / (high - low) * nodes.loadings
    found = [_core.composites(m, s, loadings, rows.weight_type) for m, s in zip(moments, squared, strict=True)]
    count, segments = len(nodes.names), len(found)
    estimate = np.concatenate([f["estimate"] for f in found]) - 100 / (high - low) * low
    std_error = np.concatenate([f["std_error"] for f in found])
    n, n_eff = (np.repeat([f[key] for f in found], count) for key in ("n", "n_eff"))
    # A frequency weight stands for that many respondents.
    observed = np.repeat([f["sum_w"] for f in found], count) if survey.weight_type == "frequency" else n
    margin = t_quantile(conf_level, np.where(observed > 1, observed - 1, np.nan)) * std_error
    table = Table(
        {
            **rows.segments.columns(repeat=count),
            "term": nodes.names * segments,
            "parent": nodes.parents * segments,
            "level": nodes.levels * segments,
            "weight": nodes.weights * segments,
            "total_weight": nodes.total_weights * segments,
            "estimate": estimate,
            "std_error": std_error,
            "conf_low": np.clip(estimate - margin, 0, 100),
            "conf_high": np.clip(estimate + margin, 0, 100),
            "n": n.astype(np.int64),
            "n_eff": n_eff,
        }
    )
    about = {
        "method": f"Weighted means of {len(nodes.indicators)} indicators rescaled from {low:g}..{high:g} to 0..100",
        "scale": (low, high),
        "weights": survey.weights,
        "weight_type": survey.weight_type,
        "missing": missing,
        "conf_level": conf_level,
        **facts,
        "notes": unused_design(survey),
    }
    return IndexResult(table, rows.segments.names, about, survey.labels, survey.frame.library)
