"""What of a path model is compared between groups, in one order for estimates, resamples and permutations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from ...inference.distributions import Floats
from ...results.index.path_model import TO
from .solution import Solution
from .statistics import Statistics

What: TypeAlias = Literal["paths", "total effects", "loadings", "weights"]


@dataclass(frozen=True)
class Values:
    """Path coefficients, total effects, loadings or outer weights.

    Attributes
    ----------
    statistics : Statistics
    what : str
    """

    statistics: Statistics
    what: What

    @cached_property
    def terms(self) -> list[tuple[str, str]]:
        """A path and the construct it leads to, or an indicator and the construct that it measures."""
        if self.what in ("paths", "total effects"):
            names = self.statistics.last.constructs
            return [(f"{names[cause]}{TO}{names[outcome]}", names[outcome]) for cause, outcome in self._pairs]
        return [(indicator, construct) for construct, indicator, _ in self.statistics.indicators]

    def of(self, solutions: Sequence[Solution]) -> Floats:
        """The values of estimates with any leading axes, shape (..., terms); NaN where a reliability of 0 has none."""
        found = self._read(solutions)
        return np.where(np.isfinite(found), found, np.nan)

    def _read(self, solutions: Sequence[Solution]) -> Floats:
        if self.what in ("paths", "total effects"):
            last = solutions[-1]
            causes, outcomes = np.array(self._pairs).T
            return (last.paths if self.what == "paths" else last.total_effects)[..., outcomes, causes]
        name = "loadings" if self.what == "loadings" else "weights"
        places = [place for *_, place in self.statistics.indicators]
        return np.stack([getattr(solutions[stage], name)[..., at] for stage, at in places], axis=-1)

    @property
    def _pairs(self) -> list[tuple[int, int]]:
        """(from, to) of what is compared, by outcome."""
        return self.statistics.paths if self.what == "paths" else self.statistics.ways
