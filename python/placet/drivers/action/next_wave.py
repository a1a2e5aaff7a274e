"""What the next wave will show: a prediction and the error of the wave itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...inference.distributions import normal_cdf, t_quantile
from ...inference.resamples import Sampled

Floats = NDArray[np.float64]
#: Halvings that find a quantile to the last digit.
HALVINGS = 60


def wave_limits(predicted: Sampled, error: float, conf_level: float) -> tuple[Floats, Floats]:
    """Limits of the means of a wave: quantiles of the resamples, each with the normal error of that wave around it.

    Parameters
    ----------
    predicted
        Predicted means.
    error
        Standard error that the mean of the wave has by itself.
    conf_level
        Probability that the mean lies between them.
    """
    if predicted.rule is not None:
        margin = t_quantile(conf_level, predicted.df) * np.sqrt(predicted.std_error() ** 2 + error**2)
        return predicted.estimate - margin, predicted.estimate + margin
    draws = predicted.draws()
    if len(draws) < 2:
        return np.full_like(predicted.estimate, np.nan), np.full_like(predicted.estimate, np.nan)
    if not error > 0:
        return predicted.limits(conf_level)
    low, high = (_quantile(draws, error, tail) for tail in ((1 - conf_level) / 2, (1 + conf_level) / 2))
    return low, high


def _quantile(draws: Floats, error: float, probability: float) -> Floats:
    """Where the mixture of normals about the draws, one a column, has so much below it; found by halving."""
    reach = 40 * error
    low, high = draws.min(axis=0) - reach, draws.max(axis=0) + reach
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = normal_cdf((middle - draws) / error).mean(axis=0) < probability
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2
