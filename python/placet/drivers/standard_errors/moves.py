"""What sampling units add to coefficients: segments that share units covary by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...survey import Sampling
from ..fits.fits import Fitted

Floats = NDArray[np.float64]
#: Numbers that the moves of all segments may take together.
MOST_MOVES = 20_000_000


@dataclass(frozen=True)
class Moves:
    """What every sampling unit adds to the coefficients of a segment.

    Attributes
    ----------
    values : ndarray, shape (all units, k)
        0 for units without rows of the segment.
    units : ndarray of int
        Units that have some; of replicate weights all.
    sampling : Sampling or None
        The design whose variance of totals is their covariance; without one their products are.
    """

    values: Floats
    units: NDArray[np.int32]
    sampling: Sampling | None = None

    @property
    def whole(self) -> NDArray[np.int32]:
        """The units whatever the wave they are of."""
        return self.units if self.sampling is None else self.sampling.whole(self.units)

    def take(self, at: Sequence[int]) -> Moves:
        """Those of some of the coefficients."""
        return replace(self, values=self.values[:, at])


def room(fitted: Fitted[Any], units: int, terms: int) -> bool:
    """Whether segments are to be compared, and there is room for the moves of all."""
    return fitted.compared and len(fitted.fits) <= MOST_MOVES / (units * terms)


def moves_of(values: Floats, units: NDArray[np.integer[Any]], count: int, sampling: Sampling | None = None) -> Moves:
    """The moves by some of so many units."""
    placed = np.zeros((count, values.shape[1]))
    placed[units] = values
    return Moves(placed, units.astype(np.int32), sampling)


def covariance_of(moves: Sequence[Moves]) -> Floats:
    """The joint covariance matrix of the coefficients of several segments."""
    values = np.hstack([one.values for one in moves])
    sampling = moves[0].sampling
    if sampling is None:
        return values.T @ values
    units = np.unique(np.concatenate([one.units for one in moves]))
    return sampling.variance(units, values[units], None)


def df_of(moves: Sequence[Moves], units: float) -> float:
    """Degrees of freedom of the units that segments have together; they have no fewer than one of them alone."""
    together = np.unique(np.concatenate([one.units for one in moves]))
    sampling = moves[0].sampling
    if sampling is None:
        return max(units, len(together) - 1.0)
    return max(units, sampling.degrees_of_freedom(together, np.ones(len(together))))


def sharing(moves: Sequence[Moves]) -> list[list[int]]:
    """The segments, in groups that hang together by units they share."""
    groups: list[tuple[set[int], list[int]]] = []
    for segment, one in enumerate(moves):
        units, joined = set(one.whole.tolist()), [segment]
        apart = []
        for group in groups:
            if units.isdisjoint(group[0]):
                apart.append(group)
            else:
                units, joined = units | group[0], joined + group[1]
        groups = [*apart, (units, joined)]
    return [sorted(segments) for _, segments in groups]
