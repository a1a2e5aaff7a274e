"""The covariances that segments are compared by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..fits.least_squares import LeastSquares
from ..options import Errors
from ..prepare import Prepared
from . import kinds
from .analysis import Analysis
from .bias_reduced import uncorrected
from .covariance import Covariance
from .design import of_design
from .imputed import pooled
from .unit_moments import fits_memory, unit_moments
from .working_model import Working

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
    if call.errors in {"cluster", "design"} and len(one.sets) == 1:
        return _known(call, one)
    return one.covariances


def _of_respondents(one: Analysis) -> bool:
    """Whether the units of the design are respondents."""
    rows = one.fitted.model.rows
    return rows.replicates is None and (rows.sampling is None or rows.sampling.clusters is None)


def _careful(fitted: LeastSquares, errors: Errors) -> list[Covariance | None]:
    rows = fitted.model.rows
    return of_design(fitted, rows, "jackknife") if errors == "design" else kinds.covariances(fitted, "HC3", rows, None)


def _known(call: Prepared, one: Analysis) -> Sequence[Covariance | None]:
    """The covariances by units that segments share, and how well they are known."""
    sampling = one.fitted.model.rows.sampling
    units = call.clusters if sampling is None else (sampling.unit_of_row.astype(np.int32), sampling.n_units)
    shared = [c for c in one.covariances if c is not None and c.moves]
    if units is None or not shared or not fits_memory(one.fitted, sum(len(c.moves[0].units) for c in shared)):
        return one.covariances
    moments = unit_moments(one.fitted, units, squared=True)
    return [
        c if c is None or not c.moves or np.isnan(c.least_df) else replace(c, working=_as_if_linear(c, uncorrected(m)))
        for c, m in zip(one.covariances, moments, strict=True)
    ]


def _as_if_linear(covariance: Covariance, working: Working) -> Working:
    """The working model of as many coefficients; thresholds of a logit move as an intercept does."""
    k = working.own.shape[1]
    return working.contrasts(np.eye(k)[[0] * (len(covariance.matrix) - k) + list(range(k))])
