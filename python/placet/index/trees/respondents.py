"""Scores of single respondents: weighted means of what each of them answered below a node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...survey import Rows
from ...survey.columns import numbers
from .node_scores import Units
from .tree import Floats, Tree


def respondent_scores(rows: Rows, tree: Tree, units: Units, min_share: float) -> Floats:
    r"""Scores of respondents by node, shape (rows, nodes), from 0 to 100.

    .. math:: s_i = \frac{\sum_j a_j m_{ij} x_{ij}}{\sum_j a_j m_{ij}}

    with a the shares of the indicators in the node and m which of them the respondent answered; NaN where these have
    less than `min_share` of the weight.
    """
    shares, _ = tree.loadings()
    total, weight = np.zeros((rows.n_total, len(tree))), np.zeros((rows.n_total, len(tree)))
    for column, share, slope, intercept in zip(rows.columns, shares.T, units.slope, units.intercept, strict=True):
        x = slope * numbers(column) + intercept
        known = ~np.isnan(x)
        for node in np.flatnonzero(share):
            total[known, node] += share[node] * x[known]
            weight[known, node] += share[node]
    # What rounding leaves of a sum of shares is no reason to leave a respondent out.
    enough = (weight > 0) & (weight >= min_share * (1 - 1e-12))
    found = np.divide(total, weight, out=np.full_like(total, np.nan), where=enough)
    return found.clip(0, 100)  # rounding may leave a hair more


def scored_rows(rows: Rows, tree: Tree, scores: Floats) -> Rows:
    """The rows with scores of nodes in place of the answers."""
    names: Sequence[str] = tree.names
    columns = tuple((name, own, []) for name, own in zip(names, np.ascontiguousarray(scores.T), strict=True))
    return replace(rows, columns=columns, terms=())
