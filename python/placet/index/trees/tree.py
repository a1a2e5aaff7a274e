"""Indicator trees: read, checked, and flattened to one row of loadings a node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..._core import DataError
from ...checks import real, shown

#: Weights typed with a few decimals sum to 1 within this.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Tree:
    """The nodes of an indicator tree in display order: the whole, then each dimension before its indicators.

    Attributes
    ----------
    names, parents, levels, weights, total_weights : list
        One entry a node.
    indicators : list of str
        Columns, in order.
    loadings : ndarray, shape (nodes, indicators)
        Share of every indicator in every node.
    """

    names: list[str]
    parents: list[str]
    levels: list[int]
    weights: list[float]
    total_weights: list[float]
    indicators: list[str]
    loadings: np.ndarray

    @classmethod
    def of(cls, tree: Any, name: str, *, normalize: bool) -> Tree:
        """Check a tree given as nested mappings and flatten it."""
        dimensions = _children(tree, name, normalize)
        if name in dimensions:
            raise DataError(f"node {name!r} has the name of the whole; rename it, or name the whole with name=")
        indicators: list[str] = []
        whole: dict[str, float] = {}
        rows: list[tuple[str, str, int, float, float, dict[str, float]]] = []
        for node, (weight, children) in dimensions.items():
            leaves = {node: (1.0, None)} if children is None else _children(children, node, normalize)
            level = 1 if children is None else 2
            if children is not None:
                rows.append((node, name, 1, weight, weight, {leaf: share for leaf, (share, _) in leaves.items()}))
            for leaf, (share, below) in leaves.items():
                if below is not None:
                    raise DataError(f"node {leaf!r} is on a third level; an index has dimensions and indicators only")
                if leaf in indicators:
                    raise DataError(f"indicator {leaf!r} appears twice in the tree; an indicator has one place")
                indicators.append(leaf)
                whole[leaf] = weight * share
                parent, within = (name, weight) if children is None else (node, share)
                rows.append((leaf, parent, level, within, weight * share, {leaf: 1.0}))
        rows.insert(0, (name, "", 0, 1.0, 1.0, whole))
        loadings = np.array([[row[5].get(leaf, 0.0) for leaf in indicators] for row in rows])
        names, parents, levels, weights, totals = (list(part) for part in zip(*(row[:5] for row in rows), strict=True))
        return cls(names, parents, levels, weights, totals, indicators, loadings)


def _children(tree: Any, node: str, normalize: bool) -> dict[str, tuple[float, Any]]:
    """The children of a node: name → (weight, children or None), the weights checked."""
    if not isinstance(tree, Mapping) or not tree:
        raise DataError(
            f"node {node!r} must be a mapping such as {{'column': weight}} or "
            f"{{'dimension': (weight, {{'column': weight}})}}, not {tree!r}"
        )
    split = {str(child): _split(str(child), value) for child, value in tree.items()}
    total = sum(weight for weight, _ in split.values())
    if abs(total - 1) <= TOLERANCE or (normalize and total > 0):
        return {child: (weight / total, below) for child, (weight, below) in split.items()}
    raise DataError(
        f"the weights below {node!r} sum to {total:g}, not 1; correct them or pass normalize=True to divide by the sum"
    )


def _split(child: str, value: Any) -> tuple[float, Any]:
    weight, below = value if isinstance(value, (tuple, list)) and len(value) == 2 else (value, None)
    if not 0 <= real(weight) < np.inf:
        hint = f"; a dimension is written {child!r}: (weight, {{...}})" if isinstance(weight, Mapping) else ""
        raise DataError(f"the weight of {child!r} is {shown(weight)}; weights are finite numbers of at least 0{hint}")
    return real(weight), below
