"""An indicator tree as arrays: one row of loadings a node."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .indicator_tree import IndicatorTree

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Tree:
    """The nodes of an indicator tree in display order: the whole, each node before what is below it.

    Attributes
    ----------
    names, parents, levels, weights, total_weights : list
        One entry a node.
    indicators : list of str
        Columns of the answers, in order.
    above : list of int
        Place of the parent of every node, -1 for the whole.
    leaf : list of int
        Which of the indicators a node is, -1 for none.
    """

    names: list[str]
    parents: list[str]
    levels: list[int]
    weights: list[float]
    total_weights: list[float]
    indicators: list[str]
    above: list[int]
    leaf: list[int]

    @classmethod
    def of(cls, tree: IndicatorTree) -> Tree:
        """Flatten a tree."""
        columns: dict[str, Any] = {name: list(tree.result.table[name]) for name in ("term", "parent", "column")}
        indicators = list(tree.columns)
        number = {column: i for i, column in enumerate(indicators)}
        return cls(
            columns["term"],
            columns["parent"],
            tree.result.table["level"].tolist(),
            tree.result.table["weight"].tolist(),
            tree.result.table["total_weight"].tolist(),
            indicators,
            tree.above,
            [-1 if column is None else number[column] for column in columns["column"]],
        )

    def __len__(self) -> int:
        return len(self.names)

    def loadings(self, asked: Bools | None = None) -> tuple[Floats, Floats]:
        """Share of every indicator in every node, and the share of each node's weight that the indicators asked have.

        The weights of children that were asked are divided by their sum, node by node, so that a dimension keeps its
        weight as long as one of its indicators was asked. A node of which nothing was asked has no shares.
        """
        p = len(self.indicators)
        asked = np.ones(p, dtype=bool) if asked is None else asked
        key = asked.tobytes()
        if key not in self._loadings:
            self._loadings[key] = self._loaded(asked)
        return self._loadings[key]

    @cached_property
    def _loadings(self) -> dict[bytes, tuple[Floats, Floats]]:
        return {}

    def _loaded(self, asked: Bools) -> tuple[Floats, Floats]:
        p = len(self.indicators)
        found, covered = np.zeros((len(self), p)), np.zeros(len(self))
        known = np.zeros(len(self))  # weight of the children asked
        for node in range(len(self) - 1, -1, -1):
            if self.leaf[node] >= 0:
                there = bool(asked[self.leaf[node]])
                found[node, self.leaf[node]], covered[node] = float(there), float(there)
            elif known[node] > 0:
                found[node] /= known[node]
                there = True
            else:
                there = False
            if node and there:
                above, weight = self.above[node], self.weights[node]
                found[above] += weight * found[node]
                known[above] += weight
            if node:
                covered[self.above[node]] += self.weights[node] * covered[node]
        return found, covered

    @cached_property
    def members(self) -> list[NDArray[np.intp]]:
        """Indicators below every node."""
        return [np.flatnonzero(row) for row in self.below]

    @cached_property
    def below(self) -> Bools:
        """Which indicators are below which node, weight or none."""
        found = np.zeros((len(self), len(self.indicators)), dtype=bool)
        for node in range(len(self) - 1, -1, -1):
            if self.leaf[node] >= 0:
                found[node, self.leaf[node]] = True
            if node:
                found[self.above[node]] |= found[node]
        return found
