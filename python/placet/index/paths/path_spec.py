"""What the core is told of a path model: blocks of indicators, modes, and which construct acts on which, by stage."""

from __future__ import annotations

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

    @property
    def paths(self) -> list[tuple[int, int]]:
        """(from, to) of every path, by outcome."""
        return [(cause, outcome) for outcome, causes in enumerate(self.predecessors) for cause in causes]

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
        One, or two where constructs are made of constructs or multiplied.
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
