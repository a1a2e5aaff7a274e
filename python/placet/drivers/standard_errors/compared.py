"""The covariances that segments are compared by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..prepare import Prepared
from . import kinds
from .analysis import Analysis
from .bias_reduced import uncorrected
from .covariance import Covariance
from .imputed import pooled
from .unit_moments import fits_memory, unit_moments
from .working_model import Working

#: Robust errors that reject equal coefficients of many small segments far too often.
LIBERAL = ("HC0", "HC1", "HC2")


def compared(call: Prepared, one: Analysis) -> Sequence[Covariance | None]:
    """The covariances that segments are compared by: of robust errors HC3, since the others are too small together."""
    if call.errors in {"cluster", "design"} and len(one.sets) == 1:
        return _known(call, one)
    if call.errors not in LIBERAL or call.family != "linear" or call.gaps.of_moments:
        return one.covariances
    errors = [kinds.covariances(fitted, "HC3", fitted.model.rows, None) for fitted in one.sets]
    return errors[0] if len(errors) == 1 else list(pooled(one.sets, errors))


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
