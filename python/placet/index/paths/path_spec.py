"""What the core is told of a path model: blocks of indicators, modes, and which construct acts on which, by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np

from ...inference.distributions import Floats

Scheme: TypeAlias = Literal["path", "factorial", "centroid"]
#: Change of an outer weight at which the iteration ends, and the most iterations.
TOLERANCE, MAX_ITERATIONS = 1e-10, 1000


@dataclass(frozen=True)
class Stage:
    """One estimation: constructs, their indicators and the paths between them.

    Attributes
    ----------
    constructs : tuple of str
    blocks : tuple of tuples of str
        Names of the indicators of every construct: columns of the data, or constructs of the stage before.
    modes : tuple of str
        "A" or "B".
    predecessors : tuple of tuples of int
        Constructs that act on each.
    sources : tuple of int, or None
        Where the indicators come from after the first stage: a column of the data, or -1 - c for the score of
        construct c of the stage before.
    products : tuple of (int, int)
        Constructs of the stage before whose scores are multiplied; the last constructs of this stage.
    """

    constructs: tuple[str, ...]
    blocks: tuple[tuple[str, ...], ...]
    modes: tuple[str, ...]
    predecessors: tuple[tuple[int, ...], ...]
    sources: tuple[int, ...] | None = None
    products: tuple[tuple[int, int], ...] = ()

    @property
    def indicators(self) -> tuple[str, ...]:
        """Names of the indicators, block by block."""
        return tuple(name for block in self.blocks for name in block)

    @cached_property
    def owner(self) -> np.ndarray:
        """Construct of every indicator, shape (p,)."""
        return np.repeat(np.arange(len(self.blocks)), [len(block) for block in self.blocks])

    @cached_property
    def membership(self) -> Floats:
        """1 where an indicator belongs to a construct, shape (p, k)."""
        return (self.owner[:, None] == np.arange(len(self.constructs))).astype(np.float64)

    @cached_property
    def acts(self) -> np.ndarray:
        """Whether construct j acts on construct i, shape (k, k)."""
        found = np.zeros((len(self.constructs), len(self.constructs)), dtype=bool)
        for outcome, causes in enumerate(self.predecessors):
            found[outcome, list(causes)] = True
        return found

    @cached_property
    def in_order(self) -> list[int]:
        """The constructs, those that nothing acts on first and every other after all that act on it."""
        found = [i for i, causes in enumerate(self.predecessors) if not causes]
        while len(found) < len(self.predecessors):
            done = set(found)
            found.append(next(i for i, own in enumerate(self.predecessors) if i not in done and done.issuperset(own)))
        return found

    @cached_property
    def reached(self) -> np.ndarray:
        """Whether construct j acts on construct i along any way, shape (k, k)."""
        found = self.acts.copy()
        for _ in self.constructs:
            found |= found @ self.acts
        return found

    @property
    def paths(self) -> list[tuple[int, int]]:
        """(from, to) of every path, by outcome."""
        return [(cause, outcome) for outcome, causes in enumerate(self.predecessors) for cause in causes]

    def combinations(self, p: int, scores: Floats | None) -> Floats:
        """Its indicators as combinations of the p columns of the data, shape (..., indicators, p).

        `scores` are those of the stage before, shape (..., k, p). Products, which no such combination is, are 0.
        """
        unit = np.eye(p)
        if self.sources is None:
            return unit
        assert scores is not None
        rows = [unit[at] if at >= 0 else scores[..., -1 - at, :] for at in self.sources]
        rows += [np.zeros(p)] * len(self.products)
        return np.stack(np.broadcast_arrays(*rows), axis=-2)

    @property
    def core(self) -> tuple[Any, ...]:
        """The form the core reads."""
        sources = None if self.sources is None else list(self.sources)
        sizes = [len(block) for block in self.blocks]
        predecessors = [list(causes) for causes in self.predecessors]
        return sources, sizes, list(self.modes), predecessors, list(self.products)


@dataclass(frozen=True)
class Spec:
    """How a path model is estimated.

    Attributes
    ----------
    stages : tuple of Stage
        One, and a further one each where constructs are made of constructs and where they are multiplied.
    scheme : str
    scaled : bool
        Whether indicators are standardised before they are weighted.
    consistent : bool
        Whether correlations of constructs are corrected for attenuation.
    """

    stages: tuple[Stage, ...]
    scheme: Scheme = "path"
    scaled: bool = True
    consistent: bool = False
    tolerance: float = TOLERANCE
    max_iterations: int = MAX_ITERATIONS

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the data."""
        return self.stages[0].indicators

    @property
    def last(self) -> Stage:
        """The stage whose paths are those of the model."""
        return self.stages[-1]

    @property
    def core(self) -> tuple[Any, ...]:
        """The form the core reads."""
        names = [list(stage.constructs) for stage in self.stages]
        stages = [stage.core for stage in self.stages]
        return stages, self.scheme, self.scaled, self.consistent, self.tolerance, self.max_iterations, names

    def only_first(self) -> Spec:
        """The first stage alone."""
        return replace(self, stages=self.stages[:1])


def composed(stages: Sequence[Stage], weights: Sequence[Floats]) -> list[Floats]:
    """The scores of every stage as combinations of the columns of the data, shape (..., k, p), from its own weights."""
    p, found, scores = len(stages[0].indicators), list[Floats](), None
    for stage, own in zip(stages, weights, strict=True):
        columns = stage.combinations(p, scores)
        scores = np.swapaxes(own[..., None] * stage.membership, -1, -2) @ columns
        found.append(scores)
    return found
