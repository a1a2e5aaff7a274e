"""What of a path model is compared between groups, in one order for estimates, resamples and permutations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...inference.distributions import Floats
from .path_spec import Spec, Stage
from .solution import Solution

What: TypeAlias = Literal["paths", "total effects", "loadings", "weights"]


@dataclass(frozen=True)
class Values:
    """Path coefficients, total effects, loadings or outer weights.

    Attributes
    ----------
    spec : Spec
    what : str
    """

    spec: Spec
    what: What

    @property
    def of_constructs(self) -> bool:
        """Whether they are of pairs of constructs, and not of indicators."""
        return self.what in ("paths", "total effects")

    @cached_property
    def terms(self) -> list[tuple[str, str]]:
        """What acts on which construct, or which indicator measures it."""
        if self.of_constructs:
            names = self.spec.last.constructs
            return [(names[cause], names[outcome]) for cause, outcome in self._pairs]
        return [
            (stage.indicators[i], stage.constructs[stage.owner[i]]) for stage, kept in self._columns for i in kept
        ]

    def of(self, solutions: Sequence[Solution]) -> Floats:
        """The values of estimates with any leading axes, shape (..., terms)."""
        if self.of_constructs:
            last = solutions[-1]
            cause, outcome = np.array(self._pairs).reshape(-1, 2).T
            return (last.paths if self.what == "paths" else last.total_effects)[..., outcome, cause]
        name = "loadings" if self.what == "loadings" else "weights"
        parts = [getattr(found, name)[..., kept] for found, (_, kept) in zip(solutions, self._columns, strict=True)]
        return np.concatenate(parts, axis=-1)

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        """(from, to) of what is compared, by outcome."""
        last = self.spec.last
        if self.what == "paths":
            return last.paths
        reached = last.acts.copy()
        for _ in last.constructs:
            reached |= reached @ last.acts
        return [(int(cause), int(outcome)) for outcome, cause in np.argwhere(reached)]

    @cached_property
    def _columns(self) -> list[tuple[Stage, NDArray[np.int64]]]:
        """Indicators of every stage; later ones add those that are scores and not the construct itself."""
        found = []
        for number, stage in enumerate(self.spec.stages):
            kept = np.arange(len(stage.indicators))
            if number:
                sizes = np.array([len(block) for block in stage.blocks])
                kept = kept[(sizes[stage.owner] > 1) & (np.array(stage.sources) < 0)] if not stage.products else kept[:0]
            found.append((stage, kept))
        return found
