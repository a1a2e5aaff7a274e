"""The smallest change of one weight that makes the second segment the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...results.table import Table
from .node_scores import NodeScores

#: Indexes of 0 to 100 that differ by less do so by rounding.
EQUAL = 1e-9


class Swaps(NamedTuple):
    """The changes of one weight that make two segments equal, or why there are none.

    Attributes
    ----------
    table : Table
    first, second : str or None
        The two best segments, which are compared.
    why : str or None
        Why no weight is looked at: "one" segment, "unasked" indicators, "alike" in every node, "equal" indexes.
    """

    table: Table
    first: str | None = None
    second: str | None = None
    why: str | None = None


def smallest_swap(scores: NodeScores, segments: Sequence[str]) -> Swaps:
    r"""One row a node whose weight could make the two best segments equal, the smallest change first.

    Where the weight w of a child becomes :math:`w + \delta` and its siblings share the rest as before, the difference
    of two indexes moves in a straight line,

    .. math:: D(\delta) = D + \delta\, P \left(d_c - \sum_{i \ne c} \frac{w_i}{1 - w_c} d_i\right)

    with P the weight of the parent in the whole and d the differences of the children.
    """
    tree, estimate = scores.tree, scores.estimate
    known = np.flatnonzero(~np.isnan(estimate[:, 0]))
    if len(known) < 2:
        return Swaps(Table({}), why="one")
    first, second = known[np.argsort(-np.round(estimate[known, 0], 9), kind="stable")[:2]]
    named: tuple[str, str] = (segments[int(first)], segments[int(second)])
    d = estimate[first] - estimate[second]
    if not scores.means.asked[[first, second]].all():
        return Swaps(Table({}), named[0], named[1], "unasked")
    if abs(d[0]) <= EQUAL:
        return Swaps(Table({}), named[0], named[1], "alike" if (np.abs(d) <= EQUAL).all() else "equal")
    found = []
    for node in range(1, len(tree)):
        above, w = tree.above[node], tree.weights[node]
        if w >= 1:
            continue
        others = (d[above] - w * d[node]) / (1 - w)
        slope = tree.total_weights[above] * (d[node] - others)
        change = -d[0] / slope if slope else np.inf
        if 0 <= w + change <= 1:
            found.append((abs(change), node, change))
    found.sort()
    nodes = [node for _, node, _ in found]
    changes = np.array([change for _, _, change in found])
    weight = np.array([tree.weights[node] for node in nodes])
    table = Table(
        {
            "term": [tree.names[node] for node in nodes],
            "parent": [tree.parents[node] for node in nodes],
            "weight": weight,
            "change": changes,
            "weight_at_swap": weight + changes,
            "first": [segments[first]] * len(nodes),
            "second": [segments[second]] * len(nodes),
        }
    )
    return Swaps(table, named[0], named[1])
