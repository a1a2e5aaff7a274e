"""Importances of drivers, in a sample and in resamples: the one place where this room asks for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import Moments
from ...types import Draws, Progress
from ..importance.split import Split
from ..model.model import Model

Floats = NDArray[np.float64]


def importance(model: Model, moments: Moments) -> Floats:
    """What every driver adds to R², by LMG."""
    return Split(model).of(moments).values[0]


def resampled_importance(model: Model, segment: int, draws: Draws, report: Progress) -> Floats:
    """The same in resamples, one a row; NaN where one could not be fitted."""
    rows, samples = model.rows, model.rows.samples(segment, draws)
    return _core.bootstrap_importance(samples, rows.names, Split(model).given, ["lmg"], rows.weight_type, report)[
        :, :-1
    ]
