"""The covariances that segments are compared by."""

from __future__ import annotations

from collections.abc import Sequence

from ..fits.least_squares import LeastSquares
from ..options import Errors
from ..prepare import Prepared
from . import kinds
from .analysis import Analysis
from .covariance import Covariance
from .design import of_design
from .imputed import pooled

#: Robust errors that reject equal coefficients of many small segments far too often.
LIBERAL = ("HC0", "HC1", "HC2")


def compared(call: Prepared, one: Analysis) -> Sequence[Covariance | None]:
    """The covariances that segments are compared by.

    Of respondents drawn one by one their squares are those of HC3, since the others are too small together.
    """
    careful = call.errors in LIBERAL or (call.errors == "design" and _of_respondents(one))
    if careful and call.family == "linear" and not call.gaps.of_moments:
        errors = [_careful(fitted, call.errors) for fitted in one.sets]
        return errors[0] if len(errors) == 1 else list(pooled(one.sets, errors))
    return one.covariances


def _of_respondents(one: Analysis) -> bool:
    """Whether the units of the design are respondents."""
    rows = one.fitted.model.rows
    return rows.repweights is None and (rows.sampling is None or rows.sampling.clusters is None)


def _careful(fitted: LeastSquares, errors: Errors) -> list[Covariance | None]:
    rows = fitted.model.rows
    return of_design(fitted, rows, "jackknife") if errors == "design" else kinds.covariances(fitted, "HC3", rows, None)
