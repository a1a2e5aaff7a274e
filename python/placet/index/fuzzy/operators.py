"""Operators that compose weights and memberships, and the evaluation of a tree by them, level by level."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import Said, say
from ..trees.tree import Bools, Floats, Tree

OperatorName: TypeAlias = Literal["M(·,+)", "M(∧,∨)", "M(·,∨)", "M(∧,⊕)", "M(·,⊕)"]


@dataclass(frozen=True)
class Operator:
    """How weights a of k children and their memberships r in G grades become those of the node above.

    Attributes
    ----------
    name : str
    words : str
    combine : callable
        Of a, shape (k, 1), and r, shape (..., k, G).
    linear : bool
        It is a weighted mean, whose errors are those of means.
    """

    name: str
    words: Said
    combine: Callable[[Floats, Floats], Floats]
    linear: bool = False


def _bounded_sum(values: Floats) -> Floats:
    return np.minimum(values.sum(axis=-2), 1.0)


OPERATORS: Mapping[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("M(·,+)", say("weighted average M(·,+)"), lambda a, r: (a * r).sum(axis=-2), linear=True),
        Operator("M(∧,∨)", say("main factor decides M(∧,∨)"), lambda a, r: np.minimum(a, r).max(axis=-2)),
        Operator("M(·,∨)", say("main factor stands out M(·,∨)"), lambda a, r: (a * r).max(axis=-2)),
        Operator("M(∧,⊕)", say("unbalanced average M(∧,⊕)"), lambda a, r: _bounded_sum(np.minimum(a, r))),
        # Weights that sum to 1 never reach the bound.
        Operator("M(·,⊕)", say("bounded weighted average M(·,⊕)"), lambda a, r: (a * r).sum(axis=-2), linear=True),
    )
}
#: The same on a plain keyboard.
PLAIN = {"M(.,+)": "M(·,+)", "M(min,max)": "M(∧,∨)", "M(.,max)": "M(·,∨)", "M(min,bounded)": "M(∧,⊕)",
         "M(.,bounded)": "M(·,⊕)"}  # fmt: skip


def operator_of(given: Any) -> Operator:
    """The operator of a call."""
    spelled = given.replace(" ", "") if isinstance(given, str) else given
    spelled = PLAIN.get(spelled, spelled) if isinstance(spelled, str) else spelled
    if isinstance(spelled, str) and spelled in OPERATORS:
        return OPERATORS[spelled]
    typed = {name: plain for plain, name in PLAIN.items()}
    known = ", ".join(f"{name!r} or {typed[name]!r}" for name in OPERATORS)
    raise DataError(f"operator={checks.shown(given)} must be one of {known}")


def evaluate(tree: Tree, operator: Operator, leaves: Floats, asked: Bools) -> tuple[Floats, Floats]:
    r"""Memberships of all nodes, from the indicators up.

    Those of a node are composed of its weights and of the memberships of its children, each of which sums to 1:
    :math:`b = a \circ R`, then :math:`b / \sum b`. Weights of children that were not asked are left to the others.

    Parameters
    ----------
    tree : Tree
    operator : Operator
    leaves : shape (..., indicators, grades)
    asked : shape (indicators,)

    Returns
    -------
    raw, normalised : shape (..., nodes, grades)
        Before and after they are divided by their sum; NaN for a node of which nothing was asked.
    """
    shape = (*leaves.shape[:-2], len(tree), leaves.shape[-1])
    raw, found = np.full(shape, np.nan), np.full(shape, np.nan)
    known = np.zeros(len(tree), dtype=bool)
    below: list[list[int]] = [[] for _ in range(len(tree))]
    for node in range(len(tree) - 1, -1, -1):
        if tree.leaf[node] >= 0:
            known[node] = asked[tree.leaf[node]]
            if known[node]:
                raw[..., node, :] = found[..., node, :] = leaves[..., tree.leaf[node], :]
        else:
            children = below[node][::-1]
            a = np.array([tree.weights[child] for child in children])
            if a.sum() > 0:
                known[node] = True
                raw[..., node, :] = operator.combine(a[:, None] / a.sum(), found[..., children, :])
                found[..., node, :] = raw[..., node, :] / raw[..., node, :].sum(axis=-1, keepdims=True)
        if node and known[node]:
            below[tree.above[node]].append(node)
    return raw, found
