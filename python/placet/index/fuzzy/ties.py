"""Where terms of an operator tie, or nearly so, so that its result has no derivative and resamples no valid limits."""

from __future__ import annotations

import numpy as np

from ..trees.tree import Bools, Floats, Tree
from .evaluation import Evaluation
from .operators import Operator

#: Terms that are nearer to each other than so many of their standard errors nearly tie.
NEAR = 2.0
#: What rounding leaves of a tie.
ROUNDING = 1e-12


def near_ties(tree: Tree, operator: Operator, found: Evaluation) -> Bools:
    """Nodes at which a membership turns from one term to another within two standard errors, shape (segments, nodes).

    Terms that do not move, which are weights below all memberships, do no harm: those that tie must move differently.
    """
    ties = np.zeros(found.index.estimate.shape, dtype=bool)
    for node in range(len(tree)):
        children = [child for child, above in enumerate(tree.above) if above == node]
        for segment, members in enumerate(found.memberships.estimate[:, children]):
            asked = ~np.isnan(members).any(axis=1)
            weights = np.array([tree.weights[child] for child in children])[asked]
            if not weights.sum() > 0:
                continue
            error = np.nan_to_num(found.memberships.std_error[segment, children][asked])
            a = (weights / weights.sum())[:, None]
            ties[segment, node] = _tied(operator.name, a, members[asked], error)
    return ties


def _tied(operator: str, a: Floats, r: Floats, error: Floats) -> bool:
    """Whether a membership has two derivatives nearby, by weights, memberships and errors: children × grades."""
    if operator == "M(·,∨)":
        return bool((_near_largest(a * r, a * error) & (a > 0)).sum(axis=0).max() > 1)
    kink = np.abs(a - r) <= NEAR * error + ROUNDING
    if operator == "M(∧,⊕)":  # whose sum is that of the weights at most, so that its bound turns nothing
        return bool(kink.any())
    near = _near_largest(np.minimum(a, r), np.where(r < a, error, 0.0))
    moving = near & ((r < a) | kink)
    still = near & ((a < r) | kink)
    return bool((moving.sum(axis=0) + still.any(axis=0)).max() > 1)


def _near_largest(terms: Floats, error: Floats) -> Bools:
    """Terms that are the largest of their grade, or within two standard errors of it."""
    first = terms.argmax(axis=0)
    every = np.arange(terms.shape[1])
    apart = np.hypot(error, error[first, every])
    apart[first, every] = 0.0
    return terms >= terms[first, every] - NEAR * apart - ROUNDING
