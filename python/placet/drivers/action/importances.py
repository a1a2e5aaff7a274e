"""Importances of drivers, in a sample and in resamples: the one place where this room asks for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import Moments
from ...types import Draws, Progress
from ..importance.lmg import Split
from ..model.model import Model

Floats = NDArray[np.float64]


def importance(model: Model, moments: Moments) -> Floats:
    """What every driver adds to R², by LMG."""
    return Split(model).of(moments).lmg


def resampled_importance(model: Model, segment: int, draws: Draws, report: Progress) -> Floats:
    """The same in resamples, one a row; NaN where one could not be fitted."""
    found = _core.bootstrap_importance(model.rows.given, segment, draws, Split(model).covariates, report)
    return found[:, :-1]
