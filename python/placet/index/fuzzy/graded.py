"""Memberships of nodes as weighted means: their estimates and errors are those of an index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ...inference.designed_spread import spread_of
from ...inference.item_means import ItemMeans
from ...survey import Rows
from ...survey.columns import numbers
from ..trees.grades import Grades
from ..trees.node_scores import NodeScores, Units
from ..trees.tree import Bools, Floats, Tree
from .membership import check_points, memberships


@dataclass(frozen=True)
class Graded:
    """The answers to the indicators of a tree as memberships in grades.

    Attributes
    ----------
    rows : Rows
    tree : Tree
    units : Units
        Points of 0 to 100 that answers are worth.
    grades : Grades
    kind : str
        How scores belong to grades, see `memberships`.
    """

    rows: Rows
    tree: Tree
    units: Units
    grades: Grades
    kind: str

    def check(self, scales: Sequence[tuple[float, float]]) -> None:
        """Refuse answers between the points of scales whose points are the grades."""
        if self.kind == "frequency":
            for column, scores, (low, high) in zip(self.rows.columns, self._scores(), scales, strict=True):
                ends = f"{low:g}..{high:g}"
                check_points(self.rows, column[0], scores, numbers(column), self.grades, ends)

    def _scores(self) -> Iterator[Floats]:
        for column, slope, intercept in zip(self.rows.columns, self.units.slope, self.units.intercept, strict=True):
            yield slope * numbers(column) + intercept

    @cached_property
    def of_rows(self) -> Floats:
        """Memberships of answers, shape (rows, indicators, grades); NaN where there is none."""
        found = np.empty((self.rows.n_total, len(self.rows.columns), len(self.grades.names)))
        for item, scores in enumerate(self._scores()):
            found[:, item] = memberships(self.kind, self.grades, scores)
        return found

    @cached_property
    def index(self) -> NodeScores:
        """The points of the grades that respondents belong to: the index by weighted grades of the weighted average."""
        return self._means(self.of_rows @ self.grades.points)

    @cached_property
    def of_grades(self) -> list[NodeScores]:
        """Mean memberships of nodes in every grade."""
        return [self._means(self.of_rows[..., grade]) for grade in range(len(self.grades.names))]

    def _means(self, values: Floats) -> NodeScores:
        """Scores of nodes of which one number an answer is given, shape (rows, indicators)."""
        named = zip(self.rows.columns, np.ascontiguousarray(values.T), strict=True)
        made = tuple((name, column, []) for (name, _, _), column in named)
        means = ItemMeans.available(replace(self.rows, columns=made, terms=()))
        nothing = Units(np.ones(len(made)), np.zeros(len(made)))
        return NodeScores(self.tree, spread_of(means), nothing)

    @cached_property
    def membership(self) -> Floats:
        """Mean memberships, shape (segments, nodes, grades)."""
        return np.stack([scores.estimate for scores in self.of_grades], axis=2)

    @cached_property
    def alike(self) -> Bools:
        """Nodes below which all respondents answered the same, shape (segments, nodes)."""
        return np.all([scores.alike for scores in self.of_grades], axis=0)
