"""An analysis without its rows: what tables are made of when they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments, PlacetError
from ...results.drivers.regression import INTERCEPT
from ...survey import Segments, Term
from ..fits.fits import named
from . import joint
from .covariance import Covariance

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Numbers:
    """An analysis without its rows: what tables are made of when they are read.

    Attributes
    ----------
    labels : Segments
        Names and keys of the segments.
    terms : tuple of Term
    intercept : bool
    moments, fits, covariances
        One a segment.
    """

    labels: Segments
    terms: tuple[Term, ...]
    intercept: bool
    moments: Sequence[Moments]
    fits: Sequence[Any]
    covariances: Sequence[Covariance | None]

    @property
    def estimates(self) -> list[Floats | None]:
        """Coefficients of every segment."""
        return [None if isinstance(fit, PlacetError) else fit.coefficients for fit in self.fits]

    @property
    def slopes(self) -> int:
        """Coefficients of the terms, which are the last."""
        return sum(len(term.columns) for term in self.terms)

    def overall(self) -> dict[str, Floats]:
        """Facts of the test that no driver has an effect."""
        return joint.overall(self.estimates, self.covariances, self.slopes)

    @cached_property
    def coefficients(self) -> list[tuple[str, str]]:
        """Name and level of every coefficient of a model with one intercept or none."""
        return named([INTERCEPT] * int(self.intercept), self.terms)
