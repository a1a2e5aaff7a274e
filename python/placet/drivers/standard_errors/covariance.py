"""What errors say of the coefficients of a fitted model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...inference.distributions import standard_errors
from ..fits.fits import Fitted
from .moves import Moves
from .pooling import Pooled
from .working_model import Working

Floats = NDArray[np.float64]


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
    moves : tuple of Moves
        What every sampling unit adds to the coefficients, by which segments covary that share units; one a completed
        data set. None where segments share no units, or there are too many.
    missing_information : ndarray, shape (k,), or None
        Share of the information on every coefficient that gaps cost, where the method tells: 1 less the ratio of the
        variance it would have if nothing were missing to that it has.
    of_model : bool
        Whether it is the covariance that the model itself implies, of complete rows.
    units : float or None
        Degrees of freedom of what it was estimated from, where these are few units and not rows: clusters less 1, units
        of a design less strata, the rank of replicate weights less 1.
    pooled : Pooled or None
        What it was made of, where it is of completed data sets.
    working : Working or None
        How well a covariance by few clusters is known.
    complete : Covariance or None
        Then that of the completed data set that has the fewest degrees of freedom.
    """

    matrix: Floats
    df: float | Floats
    notes: tuple[str, ...] = ()
    moves: tuple[Moves, ...] = ()
    missing_information: Floats | None = None
    of_model: bool = False
    units: float | None = None
    pooled: Pooled | None = None
    working: Working | None = None
    complete: Covariance | None = None

    @property
    def std_errors(self) -> Floats:
        """Standard errors."""
        return standard_errors(self.matrix.diagonal())

    def take(self, at: Sequence[int]) -> Covariance:
        """That of some of the coefficients."""
        return replace(
            self,
            matrix=self.matrix[np.ix_(at, at)],
            df=self.dfs[at],
            moves=tuple(one.take(at) for one in self.moves),
            missing_information=None if self.missing_information is None else self.missing_information[at],
            pooled=None if self.pooled is None else self.pooled.take(at),
            working=None if self.working is None else self.working.contrasts(np.eye(len(self.matrix))[at]),
            complete=None if self.complete is None else self.complete.take(at),
        )

    @cached_property
    def dfs(self) -> Floats:
        """Degrees of freedom of every coefficient."""
        return np.full(len(self.matrix), self.df, dtype=np.float64)

    @property
    def least_df(self) -> float:
        """Degrees of freedom that no coefficient falls below; NaN where none has any."""
        if isinstance(self.df, float):
            return self.df
        known = self.dfs[~np.isnan(self.dfs)]
        return float(known.min()) if len(known) else float("nan")


def without_alone(fitted: Fitted[Any], segment: int, matrix: Floats) -> Floats:
    """The matrix, NaN of coefficients that respondents alone determine: their residuals are 0 and tell nothing."""
    alone = fitted.undetermined(segment)
    matrix[alone] = matrix[:, alone] = np.nan
    return matrix


def unknown(fitted: Fitted[Any], segment: int, why: str) -> Covariance:
    """The covariance of a segment of which there is none: NaN, without degrees of freedom."""
    k = fitted.fit(segment).terms
    return Covariance(np.full((k, k), np.nan), np.nan, (why,))
