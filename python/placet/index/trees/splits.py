"""The difference of an index between two segments as parts that add up: scores, weights and coverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...inference.item_means import ROUNDING_ERROR
from ...inference.spread import Side, certainty_of
from ...results.index.index_change import PARTS
from .node_scores import NodeScores
from .tree import Bools, Floats, Tree


@dataclass(frozen=True)
class Split:
    """The change between two segments and its parts; arrays of shape (parts, nodes), the whole change first.

    `unknown` are those without an interval, because all respondents gave the same answers, or changed them alike.
    """

    first: int
    last: int
    estimate: Floats
    std_error: Floats
    df: Floats
    factor: Floats
    unknown: Bools
    values: Floats
    n: np.ndarray

    @classmethod
    def of(cls, scores: NodeScores, before: Tree, first: int, last: int) -> Split:
        """Split one change."""
        of_last, of_first = _loadings(scores, before, first, last)
        units = scores.units
        k = (len(PARTS) + 1, len(scores.tree))
        sides = [Side((s,), b * units.slope) for s, b in ((last, of_last), (first, of_first))]
        estimate = sum(
            scores.spread.estimate(side) + b @ units.intercept
            for side, b in zip(sides, (of_last, of_first), strict=True)
        )
        spread = scores.spread
        alone = [(spread.variance([side]), spread.certain(side.members, side.loadings)) for side in sides]
        own = np.stack([np.stack([variance, *certain.T]) for variance, certain in alone])
        df, factor = certainty_of(scores.spread, own, sides)
        error = np.sqrt(scores.spread.variance(sides))
        # A part without any share is exactly 0; of another rounding leaves what is less than the errors of its items.
        nothing = ~(of_last.any(axis=1) | of_first.any(axis=1))
        made_of = sum(np.abs(b) @ _errors(scores, s) for s, b in ((last, of_last), (first, of_first)))
        error = np.where(nothing | (error <= ROUNDING_ERROR * made_of), 0.0, error)
        error = np.where(_alike(scores, last, of_last) & _alike(scores, first, of_first), 0.0, error)
        values = np.array([_values(scores, before, first), scores.estimate[last]])
        n = np.array([scores.n[first], scores.n[last]])
        unknown = (error == 0) & ~nothing & (not scores.exact)
        if np.isnan(values[:, 0]).any():  # from nothing, or to nothing, there is no change
            estimate, error = np.full_like(error, np.nan), np.full_like(error, np.nan)
            unknown = np.zeros(error.shape, dtype=bool)
        estimate, error, df, factor = (part.reshape(k) for part in (np.asarray(estimate), error, df, factor))
        return cls(first, last, estimate, error, df, factor, unknown.reshape(k), values, n)


def _errors(scores: NodeScores, segment: int) -> Floats:
    """Standard errors of the points of the indicators."""
    leaf = np.array(scores.tree.leaf)
    found = np.empty(len(scores.tree.indicators))
    found[leaf[leaf >= 0]] = np.nan_to_num(scores.std_error[segment, leaf >= 0])
    return found


def _alike(scores: NodeScores, segment: int, loadings: Floats) -> Bools:
    """Functions of indicators to which all respondents of a segment gave one answer each."""
    leaf = np.array(scores.tree.leaf)
    varied = np.zeros(len(scores.tree.indicators), dtype=bool)
    varied[leaf[leaf >= 0]] = ~scores.alike[segment, leaf >= 0]
    return ~(loadings[:, varied] != 0).any(axis=1)


def _values(scores: NodeScores, tree: Tree, segment: int) -> Floats:
    """Scores of a segment by the weights of a tree."""
    shares, _ = tree.loadings(scores.means.asked[segment])
    points = scores.units.slope * np.nan_to_num(scores.means.mean[segment]) + scores.units.intercept
    return np.where(shares.any(axis=1), shares @ points, np.nan)


def _loadings(scores: NodeScores, before: Tree, first: int, last: int) -> tuple[Floats, Floats]:
    """What points of the indicators on the last and on the first side add to every part of every node."""
    tree, asked = scores.tree, scores.means.asked
    both = asked[first] & asked[last]
    own_last, own_first = tree.loadings(asked[last])[0][0], before.loadings(asked[first])[0][0]
    last_both, first_both = tree.loadings(both)[0][0], before.loadings(both)[0][0]
    one = np.eye(len(both))
    mean, moved = np.diag((last_both + first_both) / 2), np.diag(last_both - first_both)
    parts_last = [mean, moved @ (one - last_both) / 2, np.diag(own_last - last_both) @ (one - last_both)]
    parts_first = [-mean, moved @ (one - first_both) / 2, -np.diag(own_first - first_both) @ (one - first_both)]
    below = tree.below.astype(float)

    def stacked(parts: list[Floats]) -> Floats:
        of_nodes = [below @ part for part in parts]
        return np.concatenate([np.sum(of_nodes, axis=0), *of_nodes])

    return stacked(parts_last), stacked(parts_first)
