"""Replicate weights as a call reads them: what stands in their place, and what they are in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import _core
from ..language import say
from ..types import Column
from .rank import ranks

if TYPE_CHECKING:
    from .replicates import ReplicateWeights


@dataclass(frozen=True)
class Replicates:
    """Columns of replicate weights, checked, and how they make a variance."""

    rule: ReplicateWeights
    columns: tuple[Column, ...]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.columns)

    @property
    def words(self) -> str:
        """What they are, in words."""
        return say("{count:,} replicate weights ({kind})", count=len(self), kind=self.rule.kind)

    @property
    def design(self) -> str:
        """The same as the design that errors come from."""
        return say("{count:,} {kind} replicate weights", count=len(self), kind=self.rule.kind)

    def sums(self, codes: np.ndarray, count: int) -> np.ndarray:
        """Sums of every replicate over the rows of every cell, replicates × cells; negative codes are of none."""
        return _core.weight_sums([values for _, values, _ in self.columns], (codes, count))

    def ranks(self, codes: np.ndarray | None, segments: int) -> np.ndarray:
        """Rank of the replicate weights of the rows of every segment; 0 without rows."""
        if codes is None:
            codes = np.zeros(len(self.columns[0][1]), dtype=np.int32)
        return ranks([values for _, values, _ in self.columns], codes, segments)

    def degrees_of_freedom(self, codes: np.ndarray | None, segments: int) -> np.ndarray:
        """Rank of the replicate weights of the rows of every segment, minus 1."""
        return self.ranks(codes, segments) - 1.0
