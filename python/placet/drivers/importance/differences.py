"""Differences of importances between sets of segments, from resamples of all: errors, degrees of freedom, intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...inference.distributions import t_p_value
from ...inference.max_t import ROUNDING, LargestT, largest_t
from ...survey.replicates import ReplicateWeights
from .compared_segments import Segments

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Differences:
    """Differences of pairs × drivers.

    Attributes
    ----------
    values : ndarray, sets × drivers
        Importances or shares of the sets, means over the data sets.
    value_errors : ndarray, sets × drivers
    estimate, std_error, statistic, df, p_value : ndarray, pairs × drivers
    largest : LargestT
        How far the largest statistic strays.
    """

    values: Floats
    value_errors: Floats
    estimate: Floats
    std_error: Floats
    statistic: Floats
    df: Floats
    p_value: Floats
    largest: LargestT

    @property
    def p_adjusted(self) -> Floats:
        """P-values held over all differences."""
        return self.largest.p_adjusted(self.statistic)

    def limits(self, conf_level: float) -> tuple[Floats, Floats]:
        """Limits of all differences together."""
        margin = self.largest.critical(conf_level) * np.where(np.isnan(self.statistic), np.nan, self.std_error)
        return self.estimate - margin, self.estimate + margin


def statistic_of(estimate: Floats, error: Floats) -> Floats:
    """Estimates in their errors; none where an error is none, or rounding."""
    return np.where(
        error > ROUNDING * np.nanmax(error, initial=0.0), estimate / np.where(error > 0, error, np.nan), np.nan
    )


def of_replicates(segments: Segments, sets: list[Floats], replicates: list[Floats]) -> Differences:
    r"""Differences from replicates of all sets at once, one array a completed data set.

    With :math:`d^*_r` the differences in replicate r, their covariances are those of the replicates; of imputed data
    sets those within plus :math:`1 + 1/m` times those between (Rubin 1987). Degrees of freedom are Satterthwaite's of
    both sides,

    .. math:: \nu = \frac{(v_a + v_b)^2}{v_a^2 / \nu_a + v_b^2 / \nu_b}

    and where replicate weights are given the smaller of both. A variance of B resamples has B - 1 degrees of its own,
    which count as those of the respondents do: the relative variances of both, 2 / df, add up.
    """
    first, second, rows = segments.sets.first, segments.sets.second, segments.basis.model.rows
    rule = None if rows.replicates is None else rows.replicates.rule
    values = np.mean(sets, axis=0)
    of_sets = _moves(sets, replicates, rule)
    differences = [one[first] - one[second] for one in sets]
    moves = _moves(differences, [one[:, first] - one[:, second] for one in replicates], rule)
    variance = (of_sets**2).sum(axis=0)
    error = np.sqrt((moves**2).sum(axis=0))
    estimate = values[first] - values[second]
    df = _degrees(segments, variance, first, second, shared=rule is not None)
    if rule is None:
        df = 1 / (1 / df + 1 / max(_drawn(replicates) - 1, 1))
    if len(sets) > 1:
        df = _rubin(df, error**2, np.var(differences, axis=0, ddof=1) * (1 + 1 / len(sets)), len(sets))
    known = np.isfinite(estimate) & (error > 0)
    statistic = np.where(known, statistic_of(estimate, error), np.nan)
    flat = np.isfinite(statistic)
    largest = largest_t(moves[:, flat], df[flat])
    p_value = t_p_value(statistic, df)
    return Differences(values, np.sqrt(variance), estimate, error, statistic, df, p_value, largest)


def _drawn(replicates: list[Floats]) -> int:
    """Resamples, of all data sets, that could be fitted."""
    return sum(int((~np.isnan(one)).any(axis=(1, 2)).sum()) for one in replicates)


def _moves(estimates: list[Floats], replicates: list[Floats], rule: ReplicateWeights | None) -> Floats:
    """Rows whose products add up to covariances: centred replicates, and of several data sets their differences."""
    within = [_centred(*pair, rule) / np.sqrt(len(estimates)) for pair in zip(estimates, replicates, strict=True)]
    if len(estimates) > 1:
        m = len(estimates)
        within.append(np.sqrt((1 + 1 / m) / (m - 1)) * (np.array(estimates) - np.mean(estimates, axis=0)))
    return np.nan_to_num(np.concatenate(within))


def _centred(estimate: Floats, replicates: Floats, rule: ReplicateWeights | None) -> Floats:
    if rule is not None:
        return rule.deviations(estimate, replicates)
    there = ~np.isnan(replicates)
    count = there.sum(axis=0)
    mean = np.where(there, replicates, 0.0).sum(axis=0) / np.maximum(count, 1)
    return np.where(there & (count > 1), replicates - mean, 0.0) / np.sqrt(np.maximum(count - 1, 1))


def _degrees(segments: Segments, variance: Floats, first: list[int], second: list[int], *, shared: bool) -> Floats:
    """Degrees of freedom of every difference."""
    one, other = segments.df[first][:, None], segments.df[second][:, None]
    if shared:
        return np.broadcast_to(np.maximum(np.minimum(one, other), 1.0), variance[first].shape).copy()
    v, w = variance[first], variance[second]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (v + w) ** 2 / (v**2 / one + w**2 / other)
    return np.where(segments.share_units[:, None], np.minimum(found, np.maximum(one, other)), found)


def _rubin(df: Floats, total: Floats, between: Floats, sets: int) -> Floats:
    """Degrees of freedom of imputed data (Barnard and Rubin 1999, Biometrika 86)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        missing = between / total
        observed = (df + 1) / (df + 3) * df * (1 - missing)
        found = 1 / (missing**2 / (sets - 1) + 1 / observed)
    return np.where(np.isfinite(found), np.maximum(found, 1.0), df)
