"""What of a path model is compared between groups, in one order for estimates, resamples and permutations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from ...inference.distributions import Floats
from ...results.index.path_model import TO
from .solution import Solution
from .statistics import Statistics

What: TypeAlias = Literal["paths", "total effects", "loadings", "weights"]
#: What the families of statistics are called.
FAMILIES: dict[What, str] = {"paths": "path", "total effects": "total", "loadings": "loading", "weights": "weight"}


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
            pairs = self.statistics.paths if self.what == "paths" else self.statistics.ways
            return [(f"{names[cause]}{TO}{names[outcome]}", names[outcome]) for cause, outcome in pairs]
        return [(indicator, construct) for construct, indicator, _ in self.statistics.indicators]

    def of(self, solutions: Sequence[Solution]) -> Floats:
        """The values of estimates with any leading axes, shape (..., terms); NaN where a reliability of 0 has none."""
        return self.statistics.of(FAMILIES[self.what], solutions)
