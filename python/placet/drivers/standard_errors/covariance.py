"""What errors ask of a fitted model, and what they say of its coefficients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..._core import PlacetError
from ...types import Cells, Column

Floats = NDArray[np.float64]

#: Groups of a segment, totals and squares of their scores, their rows, and how many rows are fitted exactly.
Scores: TypeAlias = tuple[NDArray[np.integer], Floats, Floats, Floats, int]

#: Numbers that the moves of all segments may take together.
MOST_MOVES = 20_000_000


class Fitted(Protocol):
    """What errors need of a fitted model; one entry a segment."""

    @property
    def fits(self) -> Sequence[object]:
        """The fit, or the error, of every segment."""
        ...

    @property
    def observations(self) -> Floats:
        """Observations of every segment."""
        ...

    @property
    def estimates(self) -> list[Floats | None]:
        """Coefficients."""
        ...

    def spent(self, segment: int) -> int:
        """Degrees of freedom that the coefficients take of a design."""
        ...

    def classical(self, segment: int) -> Floats:
        """Covariance that the model itself implies."""
        ...

    def undetermined(self, segment: int) -> NDArray[np.bool_]:
        """Coefficients that single respondents alone determine."""
        ...

    def influence(self, segment: int) -> Floats:
        """What the total of the scores adds to the coefficients, k by k."""
        ...

    def scores(self, groups: Cells | None, clusters: bool, correction: str) -> list[Scores]:
        """Groups that have rows, totals and squares of scores and rows by group, rows fitted exactly."""
        ...

    def refit(self, weights: Column) -> list[Floats | None]:
        """Coefficients under other weights."""
        ...


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
    """

    matrix: Floats
    df: float | Floats
    notes: tuple[str, ...] = ()
    moves: Floats | None = None

    @property
    def least_df(self) -> float:
        """Degrees of freedom that no coefficient falls below."""
        return float(np.min(self.df))


def each(fitted: Fitted, make: Callable[[int], Covariance]) -> list[Covariance | None]:
    """The covariance of every segment that could be fitted."""
    return [None if isinstance(fit, PlacetError) else make(i) for i, fit in enumerate(fitted.fits)]


def unknown(fitted: Fitted, segment: int, why: str) -> Covariance:
    """The covariance of a segment of which there is none: NaN, without degrees of freedom."""
    k = terms_of(fitted, segment)
    return Covariance(np.full((k, k), np.nan), np.nan, (why,))


def terms_of(fitted: Fitted, segment: int) -> int:
    """Number of coefficients."""
    estimate = fitted.estimates[segment]
    assert estimate is not None
    return len(estimate)


def residual_df(fitted: Fitted, segment: int) -> float:
    """Observations less coefficients."""
    return float(fitted.observations[segment]) - terms_of(fitted, segment)


def has_room(fitted: Fitted, units: int, terms: int) -> bool:
    """Whether there are several segments, and room for the moves of all."""
    return 1 < len(fitted.fits) <= MOST_MOVES / (units * terms)


def placed(values: Floats, groups: NDArray[np.integer], count: int) -> Floats:
    """Values of some groups among those of all, the others 0."""
    placed = np.zeros((count, values.shape[1]))
    placed[groups] = values
    return placed
