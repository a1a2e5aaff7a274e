"""Differences of nodes between segments or waves, with tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...inference.distributions import t_p_value, t_quantile
from ...inference.item_means import ROUNDING_ERROR
from ...inference.levels import Levels, Pairs, findings
from ...inference.multiplicity import Adjust, adjusted_p, common_level
from ...inference.spread import Independent, certainty_of
from ...results.table import Table
from .node_scores import NodeScores
from .tree import Floats


@dataclass(frozen=True)
class NodeDifferences:
    """What levels are above what they are compared with, shape (pairs, nodes) each.

    Every level of the tree is a family of tests of its own: the whole, its dimensions, their indicators.
    """

    scores: NodeScores
    levels: Levels
    pairs: Pairs
    adjust: Adjust
    conf_level: float

    @cached_property
    def _members(self) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        return self.pairs.members(self.levels)

    @cached_property
    def _each(self) -> tuple[Floats, ...]:
        """Estimate, standard error, degrees of freedom, factor and reference of every pair."""
        parts = [self._pair(*members) for members in self._members]
        shape = (0, len(self.scores.tree))
        return tuple(np.array([part[i] for part in parts]) if parts else np.zeros(shape) for i in range(5))

    def _pair(self, one: tuple[int, ...], others: tuple[int, ...]) -> tuple[Floats, ...]:
        scores = self.scores
        sides = [scores.side(one), scores.side(others, -1.0)]
        value, reference = (scores.score(side) for side in sides)
        # Both sides by themselves say how sure the error is (Satterthwaite); a total is compared as with the rest.
        apart = tuple(s for s in others if s not in one) or others
        own = np.stack([scores.alone(one), scores.alone(apart)])
        df, factor = certainty_of(scores.spread, own, [scores.side(one), scores.side(apart)])
        separate = apart == others and isinstance(scores.spread, Independent) and not scores.spread.shared(sides)
        error = np.sqrt(own[:, 0].sum(axis=0) if separate else scores.spread.variance(sides))
        # What rounding leaves of an error that is none: of answers that are all equal, or moved alike in all waves.
        none = scores.alike[list(one)].all(axis=0) & scores.alike[list(others)].all(axis=0)
        none |= error <= ROUNDING_ERROR * np.maximum(np.sqrt(own[:, 0].sum(axis=0)), np.abs(value - reference))
        error = np.where(none, 0.0, error)
        return value - reference, np.where(np.isnan(value - reference), np.nan, error), df, factor, reference

    @cached_property
    def _tested(self) -> tuple[Floats, Floats]:
        """Statistics and p-values; NaN where nothing is known of an error."""
        estimate, error, df, factor, _ = self._each
        return tested(estimate, error, df, factor, exact=self.scores.exact)

    def table(self) -> Table:
        """One row a pair and node."""
        estimate, error, df, factor, reference = self._each
        statistic, p_value = self._tested
        adjusted, level = np.full(estimate.shape, np.nan), np.full(estimate.shape[1], self.conf_level)
        depth = np.array(self.scores.tree.levels)
        for number in np.unique(depth):
            at = depth == number
            adjusted[:, at] = adjusted_p(p_value[:, at].ravel(), self.adjust).reshape(-1, at.sum())
            level[at] = common_level(p_value[:, at].ravel(), self.adjust, self.conf_level)
        margin = t_quantile_of(level, df) * np.sqrt(factor) * error
        margin = np.where(np.isnan(statistic), np.nan, margin)
        low, high = estimate - margin, estimate + margin
        tree, members = self.scores.tree, self._members
        k = len(tree)
        n = np.array([[self.scores.n[list(side)].sum(axis=0) for side in pair] for pair in members]).reshape(-1, 2, k)
        return Table(
            {
                **self.levels.columns(self.pairs.first, repeat=k),
                "term": tree.names * len(members),
                "tree_level": tree.levels * len(members),
                **self.pairs.columns(self.levels, repeat=k),
                "estimate": estimate.ravel(),
                "std_error": error.ravel(),
                "statistic": statistic.ravel(),
                "df": np.where(np.isnan(statistic), np.nan, df).ravel(),
                "p_value": p_value.ravel(),
                "p_adjusted": adjusted.ravel(),
                "conf_low": low.ravel(),
                "conf_high": high.ravel(),
                "score": (estimate + reference).ravel(),
                "reference": reference.ravel(),
                "n": n[:, 0].ravel(),
                "n_against": n[:, 1].ravel(),
                "finding": findings(low, high),
            }
        )


def tested(estimate: Floats, error: Floats, df: Floats, factor: Floats, *, exact: bool) -> tuple[Floats, Floats]:
    """Statistics and p-values; an error of 0 is unknown, if not all of a population answered."""
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = estimate / (np.sqrt(factor) * error)
    known = np.where(estimate == 0, 0.0, statistic) if exact else np.nan
    statistic = np.where(error == 0, known, statistic)
    return statistic, t_p_value(statistic, df)


def t_quantile_of(level: Floats, df: Floats) -> Floats:
    """Quantiles of columns with levels of their own."""
    columns = [t_quantile(float(one), df[:, i]) for i, one in enumerate(level)]
    return np.stack(columns, axis=1) if columns else df
