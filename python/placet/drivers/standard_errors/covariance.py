"""What errors say of the coefficients of a fitted model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...inference.distributions import standard_errors
from ..fits.fits import Fitted

Floats = NDArray[np.float64]

#: Numbers that the moves of all segments may take together.
MOST_MOVES = 20_000_000


@dataclass(frozen=True)
class Covariance:
    """Covariance of the coefficients of a segment.

    Attributes
    ----------
    matrix : ndarray, shape (k, k)
    df : float or ndarray, shape (k,)
        Degrees of freedom of their t.
    notes : tuple of str
        What is to be said about it.
    moves : ndarray, shape (units, k), or None
        What every sampling unit adds to the coefficients, scaled so that `moves.T @ moves` is `matrix`. Segments that
        share units covary by the products of their moves. None where segments share no units, or there are too many.
    missing_information : ndarray, shape (k,), or None
        Share of the information on every coefficient that gaps cost, where the method tells: 1 less the ratio of the
        variance it would have if nothing were missing to that it has.
    """

    matrix: Floats
    df: float | Floats
    notes: tuple[str, ...] = ()
    moves: Floats | None = None
    missing_information: Floats | None = None

    @property
    def std_errors(self) -> Floats:
        """Standard errors."""
        return standard_errors(self.matrix.diagonal())

    def take(self, at: Sequence[int]) -> Covariance:
        """That of some of the coefficients."""
        df = self.df if np.ndim(self.df) == 0 else np.asarray(self.df)[at]
        moves = None if self.moves is None else self.moves[:, at]
        return Covariance(self.matrix[np.ix_(at, at)], df, self.notes, moves)

    @property
    def least_df(self) -> float:
        """Degrees of freedom that no coefficient falls below."""
        return self.df if isinstance(self.df, float) else float(np.min(self.df))


def unknown(fitted: Fitted[Any], segment: int, why: str) -> Covariance:
    """The covariance of a segment of which there is none: NaN, without degrees of freedom."""
    k = fitted.fit(segment).terms
    return Covariance(np.full((k, k), np.nan), np.nan, (why,))


def has_room(fitted: Fitted[Any], units: int, terms: int) -> bool:
    """Whether segments are to be compared, and there is room for the moves of all."""
    return fitted.compared and len(fitted.fits) <= MOST_MOVES / (units * terms)


def placed(values: Floats, groups: NDArray[np.integer], count: int) -> Floats:
    """Values of some groups among those of all, the others 0."""
    placed = np.zeros((count, values.shape[1]))
    placed[groups] = values
    return placed
