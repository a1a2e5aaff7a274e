"""Nodes of a hierarchy of comparisons: which is the whole, in which order they are told, what each has of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..._core import DataError
from ...checks import some


def in_order(nodes: Mapping[str, Sequence[str]]) -> list[str]:
    """Nodes from the whole down, each before those below it.

    Parameters
    ----------
    nodes
        The names that are compared below every node.
    """
    parents: dict[str, str] = {}
    for node, names in nodes.items():
        for name in names:
            if name in parents:
                raise DataError(
                    f"{name!r} is compared below {parents[name]!r} and below {node!r}; a name has one place"
                )
            parents[name] = node
    tops = [node for node in nodes if node not in parents]
    if len(tops) != 1:
        found = f"{some(tops)} stand below no other" if tops else "every node stands below another"
        raise DataError(f"a hierarchy has one whole, and {found}; compare the nodes below one whole, by their names")
    order = list(_below(tops[0], nodes))
    if len(order) < len(nodes):
        circle = next(node for node in nodes if node not in order)
        raise DataError(f"node {circle!r} stands below itself; a hierarchy has no circles")
    return order


def _below(node: str, nodes: Mapping[str, Sequence[str]]) -> list[str]:
    found = [node]
    for name in nodes[node]:
        if name in nodes:
            found += _below(name, nodes)
    return found


def totals(order: Sequence[str], nodes: Mapping[str, Sequence[str]], weights: Mapping[str, np.ndarray]) -> np.ndarray:
    """Share of every name in the whole, node after node: its weight times that of the node it stands below."""
    share = {order[0]: 1.0}
    found: list[float] = []
    for node in order:
        for name, weight in zip(nodes[node], weights[node].tolist(), strict=True):
            share[name] = share[node] * weight
            found.append(share[name])
    return np.array(found)
