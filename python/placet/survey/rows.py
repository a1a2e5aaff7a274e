"""What a public function gets from a survey: numeric columns, weights and segments, checked and ready for the core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..types import Cells, Column, WeightType

if TYPE_CHECKING:
    from .replicates import ReplicateWeights
    from .sampling import Sampling


@dataclass(frozen=True)
class Segments:
    """The segments of the rows.

    Attributes
    ----------
    names : tuple of str
        The key columns.
    keys : tuple of tuples
        One label per key column for every segment, in sorted order; `((),)` without keys.
    codes : ndarray of int32, shape (rows,), or None
        Segment of every row, -1 where a key is missing; None without keys.
    """

    names: tuple[str, ...]
    keys: tuple[tuple[Any, ...], ...]
    codes: np.ndarray | None

    @property
    def cells(self) -> Cells | None:
        """The form the core reads."""
        return None if self.codes is None else (self.codes, len(self.keys))

    @property
    def n_outside(self) -> int:
        """Rows in no segment because a key is missing."""
        return 0 if self.codes is None else int(np.count_nonzero(self.codes < 0))

    def columns(self, repeat: int = 1) -> dict[str, list[Any]]:
        """The key columns of a result with `repeat` rows a segment."""
        return {name: [key[i] for key in self.keys for _ in range(repeat)] for i, name in enumerate(self.names)}


@dataclass(frozen=True)
class Replicates:
    """Columns of replicate weights, checked, and how they make a variance."""

    rule: ReplicateWeights
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Rows:
    """Validated input of one call.

    Attributes
    ----------
    columns : tuple of (name, values, codes)
        Numeric arrays and the codes in them that mean "no answer".
    weights : (name, values, codes) or None
        Weights, finite and at least 0.
    weight_type : str
        What they mean.
    segments : Segments
        The segments asked for.
    n_total : int
        Rows of the survey.
    sampling : Sampling or None
        How the rows were drawn, where it was asked for.
    replicates : Replicates or None
        Replicate weights, where they were asked for and are declared.
    """

    columns: tuple[Column, ...]
    weights: Column | None
    weight_type: WeightType
    segments: Segments
    n_total: int
    sampling: Sampling | None = None
    replicates: Replicates | None = None

    @property
    def counting(self) -> np.ndarray:
        """Which rows count: those in a segment whose weight is not 0."""
        counting = np.ones(self.n_total, dtype=bool)
        if self.weights is not None:
            counting &= self.weights[1] > 0
        if self.segments.codes is not None:
            counting &= self.segments.codes >= 0
        return counting

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return [name for name, _, _ in self.columns]
