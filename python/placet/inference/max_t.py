"""Many differences at once: the largest of their t statistics, and intervals that all hold together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .distributions import chi2_quantile

Floats = NDArray[np.float64]
#: Draws of the largest of many t; their seed, any would do.
DRAWS, SEED = 10_000, 20_260_202
#: From here on a t distribution is the normal one.
NORMAL = 1_000
#: A standard error of this share of the largest is rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class LargestT:
    """How far the largest of many t statistics strays where there is nothing: sorted draws of it.

    A test is a comparison with these draws, so that an interval of the common width holds 0 exactly where its adjusted
    p-value is not below one less its level.
    """

    draws: Floats

    def p_adjusted(self, statistic: Floats) -> Floats:
        """Share of the draws that reach a statistic, it being one of them; NaN stays NaN."""
        reached = len(self.draws) - np.searchsorted(self.draws, np.abs(statistic), side="left")
        return np.where(np.isnan(statistic), np.nan, (1 + reached) / (1 + len(self.draws)))

    def critical(self, conf_level: float) -> float:
        """What |t| is above exactly where `p_adjusted` is below one less the level; infinite for too few draws."""
        # (1 + reached) / (1 + draws) < alpha, reached being a whole number.
        most = int(np.ceil(round((1 - conf_level) * (1 + len(self.draws)), 9))) - 2
        return float(self.draws[len(self.draws) - 1 - most]) if 0 <= most < len(self.draws) else np.inf


def largest_t(moves: Floats, df: Floats) -> LargestT:
    r"""Draws of the largest |t| of differences of this covariance.

    .. math:: \max_j \frac{|Z_j|}{s_j} \sqrt{\nu_j / \chi^2_{\nu_j}}, \qquad Z \sim N(0, M'M)

    the :math:`\chi^2` being the same quantiles for all degrees of freedom [1]_.

    Parameters
    ----------
    moves : shape (moves, m)
        Rows whose products add up to the covariance matrix: centred replicates over the root of their number.
    df : shape (m,)
        Degrees of freedom; whole ones are taken.

    References
    ----------
    .. [1] Hothorn, T., Bretz, F. and Westfall, P. (2008). Simultaneous inference in general parametric models.
       Biometrical J. 50, 346-363.
    """
    error = np.sqrt((moves**2).sum(axis=0))
    there = error > ROUNDING * error.max(initial=0.0)
    scaled, whole = moves[:, there] / error[there], np.maximum(np.floor(df[there]), 1)
    if not scaled.shape[1]:
        return LargestT(np.empty(0))
    rng = np.random.default_rng(SEED)
    drawn = np.abs(rng.standard_normal((DRAWS, min(scaled.shape))) @ _root(scaled))
    chance, largest = rng.random(DRAWS), np.zeros(DRAWS)
    for own in np.unique(whole):
        normal = drawn[:, whole == own].max(axis=1)
        spread = 1.0 if own >= NORMAL else np.sqrt(chi2_quantile(chance, own) / own)
        largest = np.maximum(largest, normal / spread)
    return LargestT(np.sort(largest))


def _root(moves: Floats) -> Floats:
    """As few rows with the same products."""
    if len(moves) <= moves.shape[1]:
        return moves
    values, vectors = np.linalg.eigh(moves.T @ moves)
    return np.sqrt(values.clip(0))[:, None] * vectors.T
