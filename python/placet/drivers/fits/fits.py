"""What fitted models share, whatever they are: of one segment, and of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Generic, Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..._core import Moments, PlacetError
from ...survey import Term
from ...types import Cells, Column
from ..model.model import Model

Floats = NDArray[np.float64]
#: Groups of a segment, totals and squares of their scores, their rows, and how many rows are fitted exactly.
Scores: TypeAlias = tuple[NDArray[Any], Floats, Floats, Floats, int]
Made = TypeVar("Made")
Same = TypeVar("Same", bound="Fitted[Any]")


@dataclass(frozen=True)
class Fit:
    """The model of a segment, as the core gives it.

    Attributes
    ----------
    coefficients : ndarray, shape (k,)
        Intercept or thresholds first.
    covariance : ndarray, shape (k, k)
        That the model itself implies.
    n, sum_w, n_eff : float
        Rows, their weights and their effective base.
    """

    coefficients: Floats
    covariance: Floats
    n: float
    sum_w: float
    n_eff: float

    @property
    def terms(self) -> int:
        """Number of coefficients, k."""
        return len(self.coefficients)


OneFit = TypeVar("OneFit", bound=Fit)


@dataclass(frozen=True)
class Fitted(Generic[OneFit]):
    """A model fitted to every segment: what errors, tests and tables ask of it, whatever it is.

    Attributes
    ----------
    model : Model
    moments : sequence of Moments
        Of outcome and terms, one a segment.
    fits : sequence of Fit, or of the error where a segment could not be fitted
    """

    model: Model
    moments: Sequence[Moments]
    fits: Sequence[OneFit | PlacetError]

    @cached_property
    def fitted(self) -> list[tuple[int, OneFit]]:
        """Number and fit of the segments that could be fitted."""
        return [(i, fit) for i, fit in enumerate(self.fits) if not isinstance(fit, PlacetError)]

    @property
    def compared(self) -> bool:
        """Whether these are segments of a survey, of which there may be others."""
        return bool(self.model.rows.segments.names)

    def fit(self, segment: int) -> OneFit:
        """The fit of a segment that could be fitted."""
        fit = self.fits[segment]
        assert not isinstance(fit, PlacetError)
        return fit

    def stack(self, name: str) -> Floats:
        """One number a segment, NaN where it could not be fitted."""
        return stacked(self.fits, name)[0]

    @cached_property
    def observations(self) -> Floats:
        """Observations of every segment: rows, or the sum of their frequencies."""
        return self.stack("observations")

    @cached_property
    def estimates(self) -> list[Floats | None]:
        """Coefficients of every segment, intercept or thresholds first."""
        return self.each(lambda segment: self.fit(segment).coefficients)

    def each(self, make: Callable[[int], Made]) -> list[Made | None]:
        """What is made of every segment that could be fitted."""
        return [None if isinstance(fit, PlacetError) else make(segment) for segment, fit in enumerate(self.fits)]

    def undetermined(self, segment: int) -> NDArray[np.bool_]:
        """Coefficients that single respondents alone determine, so that nobody knows how sure they are."""
        return np.zeros(self.fit(segment).terms, dtype=bool)

    def spare(self, segment: int) -> float:
        """Observations that the coefficients leave."""
        fit: Any = self.fit(segment)
        return float(fit.observations) - fit.terms

    def model_df(self, segment: int) -> float:
        """Degrees of freedom of the t of coefficients, where observations are independent."""
        raise NotImplementedError

    def spent(self, segment: int) -> int:
        """Degrees of freedom that the coefficients take of a design."""
        raise NotImplementedError

    def influence(self, segment: int) -> Floats:
        """What the total of the scores adds to the coefficients, k by k."""
        raise NotImplementedError

    def scores(self, groups: Cells | None, clusters: bool, correction: str) -> list[Scores]:
        """Groups that have rows, totals and squares of scores and rows by group, rows fitted exactly."""
        raise NotImplementedError

    def refit(self, weights: Column) -> list[Floats | None]:
        """Coefficients of every segment under other weights."""
        raise NotImplementedError

    def refits(self) -> list[list[Floats | None]]:
        """The same under every replicate."""
        replicates = self.model.rows.replicates
        return [] if replicates is None else [self.refit(column) for column in replicates.columns]

    def log_likelihood(self) -> Floats:
        """Logarithm of the likelihood of every segment."""
        raise NotImplementedError

    def facts(self) -> Callable[[], dict[str, Floats]]:
        """What tells, when it is asked, how well the models fit, one number a segment; it holds no rows."""
        raise NotImplementedError

    def averaged(self: Same, sets: Sequence[Same]) -> Same:
        """The mean of the models of several completed data sets, of which this is the first."""
        return replace(self, fits=[_average([s.fits[segment] for s in sets]) for segment in range(len(self.fits))])


def stacked(fits: Sequence[Any], *names: str) -> Floats:
    """Numbers of fits, a row a name and a column a segment, NaN where there is no fit."""
    blank = [np.nan] * len(names)
    found = [[getattr(fit, name) for name in names] if isinstance(fit, Fit) else blank for fit in fits]
    return np.array(found, dtype=np.float64).T.copy()


def named(lead: Sequence[str], terms: Sequence[Term]) -> list[tuple[str, str]]:
    """Name and level of every coefficient: those before the terms, then the columns of the terms."""
    return [*((name, "") for name in lead), *((term.name, level) for term in terms for level in term.levels)]


def _average(fits: Sequence[Fit | PlacetError]) -> Fit | PlacetError:
    failed = next((fit for fit in fits if isinstance(fit, PlacetError)), None)
    if failed is not None:
        return failed
    return replace(fits[0], **{f.name: _mean([getattr(fit, f.name) for fit in fits]) for f in fields(fits[0])})  # type: ignore[type-var]


def _mean(values: list[Any]) -> Any:
    """The mean of numbers; what is none stays that of the first."""
    first = values[0]
    return np.mean(values, axis=0) if isinstance(first, (int, float, np.ndarray)) else first


def information(criterion: Literal["aic", "aicc", "bic"], deviance: Any, n: Any, parameters: Any) -> Floats:
    """An information criterion of models; that corrected for small samples is infinite where n ≤ parameters + 1.

    Parameters
    ----------
    criterion
        Akaike's, Akaike's corrected by Hurvich and Tsai, or Schwarz's.
    deviance
        Minus twice the logarithm of the likelihood.
    n, parameters
        Observations; coefficients, and the residual variance where there is one.
    """
    if criterion == "bic":
        return deviance + np.log(n) * parameters
    aic = deviance + 2 * parameters
    if criterion == "aic":
        return aic
    spare = n - parameters - 1
    # A model without room for its parameters is no better for leaving nothing unexplained.
    return np.where(spare > 0, aic + 2 * parameters * (parameters + 1) / np.where(spare > 0, spare, 1), np.inf)


def likelihood_facts(log_likelihood: Floats, n: Floats, parameters: Floats) -> dict[str, Floats]:
    """The likelihood of models and what is made of it; NaN where corrected AIC has no value."""
    with np.errstate(divide="ignore", invalid="ignore"):
        aic, aicc, bic = (information(name, -2 * log_likelihood, n, parameters) for name in ("aic", "aicc", "bic"))
    return {
        "log_likelihood": log_likelihood,
        "aic": aic,
        "aicc": np.where(n > parameters + 1, aicc, np.nan),
        "bic": bic,
    }
