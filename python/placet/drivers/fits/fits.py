"""What fitted models of all segments share, whatever they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments, PlacetError
from ..model.model import Model

Floats = NDArray[np.float64]
Same = TypeVar("Same", bound="Fits")


@dataclass(frozen=True)
class Fits:
    """A model fitted to every segment.

    Attributes
    ----------
    model : Model
    moments : sequence of Moments
        Of outcome and terms, one a segment.
    fits : sequence of dict, or of the error where a segment could not be fitted
    """

    model: Model
    moments: Sequence[Moments]
    fits: Sequence[dict[str, Any] | PlacetError]

    @property
    def fitted(self) -> list[tuple[int, dict[str, Any]]]:
        """Number and fit of the segments that could be fitted."""
        return [(i, fit) for i, fit in enumerate(self.fits) if isinstance(fit, dict)]

    def stack(self, key: str) -> Floats:
        """One number a segment, NaN where it could not be fitted."""
        return np.array([fit[key] if isinstance(fit, dict) else np.nan for fit in self.fits], dtype=np.float64)

    @property
    def observations(self) -> Floats:
        """Observations of every segment: rows, or the sum of their frequencies."""
        return self.stack("observations")

    @property
    def estimates(self) -> list[Floats | None]:
        """Coefficients of every segment, intercept or thresholds first."""
        return [fit["coefficients"] if isinstance(fit, dict) else None for fit in self.fits]

    def classical(self, segment: int) -> Floats:
        """Covariance of the coefficients that the model itself implies."""
        fit = self.fits[segment]
        assert isinstance(fit, dict)
        return fit["covariance"]

    def undetermined(self, segment: int) -> NDArray[np.bool_]:
        """Coefficients that single respondents alone determine, so that nobody knows how sure they are."""
        estimate = self.estimates[segment]
        return np.zeros(0 if estimate is None else len(estimate), dtype=bool)

    def averaged(self: Same, sets: Sequence[Same]) -> Same:
        """The mean of the models of several completed data sets, of which this is the first."""
        return replace(self, fits=[_average([s.fits[segment] for s in sets]) for segment in range(len(self.fits))])


def _average(fits: Sequence[dict[str, Any] | PlacetError]) -> dict[str, Any] | PlacetError:
    good = []
    for fit in fits:
        if isinstance(fit, PlacetError):
            return fit
        good.append(fit)
    return {key: _mean([fit[key] for fit in good]) for key in good[0]}


def _mean(values: list[Any]) -> Any:
    """The mean of numbers; what is none stays that of the first."""
    first = values[0]
    return np.mean(values, axis=0) if isinstance(first, (int, float, np.ndarray)) else first


def criteria(log_likelihood: Floats, n: Floats, k: Floats) -> dict[str, Floats]:
    """Information criteria of models of k parameters; AICc is NaN where it has no value."""
    with np.errstate(divide="ignore", invalid="ignore"):
        aicc = -2 * log_likelihood + 2 * k + 2 * k * (k + 1) / (n - k - 1)
    return {
        "log_likelihood": log_likelihood,
        "aic": -2 * log_likelihood + 2 * k,
        "aicc": np.where(n > k + 1, aicc, np.nan),
        "bic": -2 * log_likelihood + np.log(n) * k,
    }
