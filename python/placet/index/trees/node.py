"""Nodes of indicator trees: read from nested mappings, their weights checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..._core import DataError
from ...checks import plain, real, shown

#: Weights typed with a few decimals sum to 1 within this.
TOLERANCE = 1e-6
#: Deepest level: what is deeper nobody reads.
MOST_LEVELS = 50


@dataclass(frozen=True)
class Node:
    """A node and all below it.

    Attributes
    ----------
    name : str
        Its name, which no other node of the tree has.
    weight : float
        Its share in its parent; 1 at the top.
    below : tuple of Node
        Its children; none below an indicator.
    column : str or None
        Column of the answers to an indicator.
    labels : mapping
        Its display labels by language.
    """

    name: str
    weight: float
    below: tuple[Node, ...] = ()
    column: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def walk(self, level: int = 0) -> Iterator[tuple[int, Node]]:
        """The node and all below it, each before its children."""
        yield level, self
        for child in self.below:
            yield from child.walk(level + 1)

    def balanced(self, *, normalize: bool) -> Node:
        """The same whose weights sum to 1 below every node; those that do not are refused, or divided by their sum."""
        if not self.below:
            return self
        total = sum(child.weight for child in self.below)
        if not (abs(total - 1) <= TOLERANCE or (normalize and 0 < total < np.inf)):
            raise DataError(
                f"the weights below {self.name!r} sum to {total:g}, not 1; correct them or pass normalize=True to "
                "divide by the sum"
            )
        below = (replace(child, weight=child.weight / total) for child in self.below)
        return replace(self, below=tuple(child.balanced(normalize=normalize) for child in below))


def nodes_of(tree: Any, name: str) -> Node:
    """A whole given as nested mappings ``{child: weight}`` and ``{child: (weight, {...})}``."""
    return Node(name, 1.0, _children(tree, name, 1))


def _children(tree: Any, node: str, level: int) -> tuple[Node, ...]:
    tree = tree if isinstance(tree, Mapping) and not hasattr(tree, "weights") else getattr(tree, "weights", tree)
    if not isinstance(tree, Mapping) or not tree:
        raise DataError(
            f"node {node!r} must be a mapping such as {{'column': weight}} or "
            f"{{'dimension': (weight, {{'column': weight}})}}, not {shown(tree)}"
        )
    if level > MOST_LEVELS:
        raise DataError(f"node {node!r} is on level {level}; a tree has at most {MOST_LEVELS} levels")
    return tuple(_child(str(child), value, level) for child, value in tree.items())


def _child(name: str, value: Any, level: int) -> Node:
    weight, below = value if isinstance(value, (tuple, list)) and len(value) == 2 else (value, None)
    weight = checked(weight, name)
    if below is None:
        return Node(name, weight, column=name)
    return Node(name, weight, _children(below, name, level + 1))


def checked(weight: Any, name: str) -> float:
    """The weight of a node."""
    weight = weight if isinstance(weight, Mapping) else plain(f"weight of {name!r}", weight)
    if not 0 <= real(weight) < np.inf:
        missing = weight is None or real(weight) != real(weight)
        hint = f"; a dimension is written {name!r}: (weight, {{...}})" if isinstance(weight, Mapping) else ""
        hint = "; give every node of the tree its weight" if missing and not hint else hint
        raise DataError(f"the weight of {name!r} is {shown(weight)}; weights are finite numbers of at least 0{hint}")
    return real(weight)
