"""Scores of single respondents by the nodes of a tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...frames.build import build
from ...options.door import takes
from ...options.shared import DESIGN
from ...survey import Survey
from ...survey.away import need_rows
from ...types import AsGiven
from .indicator_tree import tree_of
from .read import MIN_SHARE_RULE, read_items, share_of
from .respondents import respondent_scores
from .tree import Tree


@takes(*DESIGN)
def index_scores(
    survey: Survey,
    tree: AsGiven,
    *,
    scale: tuple[float, float] | Mapping[str, tuple[float, float]],
    missing: Any = "prorate",
    min_share: float = 0.5,
    normalize: bool = False,
) -> Any:
    r"""Score of every respondent at every node of a tree, from 0 to 100.

    .. math:: s_i = \frac{\sum_j a_j m_{ij}\, 100 (x_{ij} - l_j) / (h_j - l_j)}{\sum_j a_j m_{ij}}

    with a the shares of the indicators in the node, m which of them the respondent answered, l and h the ends of the
    scale of the indicator.

    Parameters
    ----------
    {data}
    tree : IndicatorTree or mapping
        The tree, see `satisfaction_index`.
    scale : (float, float) or mapping
        Lowest and highest possible answer, of all indicators or by column.
    missing : {"prorate", "drop", "raise"}
        A node's score is of what was answered, of `min_share` of its weight at least; or missing where any of its
        indicators is; or gaps are refused.
    min_share : float
        Least share of the weight of a node that must be answered, above 0 and at most 1.
    normalize : bool
        Divide the weights of every node by their sum.
    {options}

    Returns
    -------
    data frame
        Of the library the data came in, one row a respondent in their order, one column a node; NaN where there is no
        score. Respondents of weight 0 or left out by a filter have scores, too.

    Raises
    ------
    DataError
        What `satisfaction_index` refuses; gaps under ``missing="raise"``.

    Examples
    --------
    >>> import placet
    >>> answers = {"calls": [10, 8, None], "cover": [9, 7, 6], "bills": [5, 9, 7]}
    >>> tree = {"Network": (0.6, {"calls": 0.5, "cover": 0.5}), "Billing": (0.4, {"bills": 1.0})}
    >>> placet.index_scores(answers, tree, scale=(1, 10))["Network"].to_numpy().round(2)
    array([94.44, 72.22, 55.56])
    """
    missing = checks.choice("missing", missing, MIN_SHARE_RULE)
    nodes = tree_of(tree, normalize=checks.flag("normalize", normalize))
    need_rows(survey)
    rows, units = read_items(survey, nodes, scale, None, ())
    flat = Tree.of(nodes)
    scores = respondent_scores(rows, flat, units, share_of(min_share) if missing == "prorate" else 1.0)
    if missing == "raise" and np.isnan(scores[:, 0]).any():
        count = int(np.isnan(scores).any(axis=1).sum())
        raise DataError(
            f'{count} of {len(scores)} respondents have gaps; pass missing="prorate" for scores of what they answered'
        )
    columns = dict(zip(flat.names, np.ascontiguousarray(scores.T), strict=True))
    return build(columns, survey.frame.library, survey.frame.index)
