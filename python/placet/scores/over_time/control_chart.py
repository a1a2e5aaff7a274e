"""The control chart of a series: limits by the sampling error, runs, a smoothed line. Plain functions of arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...inference.distributions import normal_cdf, t_quantile
from ...language import say, semicolons

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Points of a run on one side of the centre: Western Electric (1956), Statistical Quality Control Handbook, zone tests.
RUN = 8
#: Points that steadily rise or fall: Nelson (1984), J. Quality Technology 16, 237-239, test 3.
TREND = 6
#: Two of three points beyond so many standard errors on one side: Western Electric's zone A, Nelson's test 5.
WARNING = 2.0


@dataclass(frozen=True)
class Chart:
    """The centre of a series, the standard error of each of its waves around it, and what stands out.

    Attributes
    ----------
    centre : float
        Score of all waves together, or of those of the baseline.
    error : ndarray
        Standard error of each wave's score, were it the centre's.
    reach : float
        Standard errors from the centre to a limit.
    flags : list of str
        What stands out in a wave, in words.
    """

    centre: float
    error: Floats
    reach: float
    flags: list[str]


@dataclass(frozen=True)
class Series:
    """Scores of consecutive waves.

    Attributes
    ----------
    estimate, variance, base, sum_w : ndarray
        Scores, what their squared errors are times their bases, these bases, sums of weights.
    df, df_together : ndarray
        Degrees of freedom of each error, and of all errors together; infinite without a design.
    """

    estimate: Floats
    variance: Floats
    base: Floats
    sum_w: Floats
    df: Floats
    df_together: Floats


def control_chart(series: Series, baseline: Flags, usable: Flags, *, net_or_share: bool, limits: float) -> Chart:
    r"""Centre, standard errors and flags.

    The centre is the mean of the scores by sums of weights. The variance is that within the waves, as on an X-bar
    chart, and for shares and net scores also between them: that of the pooled shares, as on a p chart,
    :math:`\bar p(1 - \bar p)`. The standard error of a wave has its own base, but the design effect of all waves: one
    of few clusters is itself so uncertain that limits with it would be crossed many times too often.
    """
    weight = np.where(baseline & (series.sum_w > 0), series.sum_w, 0.0)
    if not weight.any():
        return Chart(np.nan, np.full(len(weight), np.nan), limits, [""] * len(weight))
    known = weight > 0
    centre = float(np.average(series.estimate[known], weights=weight[known]))
    spread = series.variance + (series.estimate - centre) ** 2 * net_or_share
    variance = float(np.average(spread[known], weights=weight[known]))
    # The same clusters in all waves say no more together than they are.
    df = min(float(series.df[known].sum()), float(series.df_together[known].min()))
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(series.base > 0, np.sqrt(variance / series.base), np.nan)
    reach, warning = (reached(errors, df) for errors in (limits, WARNING))
    return Chart(centre, error, reach, flags(series.estimate - centre, error, usable, reach, warning))


def reached(errors: float, df: float) -> float:
    """How many estimated errors are passed as seldom as so many known ones: a quantile of t."""
    if not np.isfinite(df) or df <= 0:
        return errors
    return float(t_quantile(1 - 2 * float(normal_cdf(-errors)), df))


def flags(distance: Floats, error: Floats, usable: Flags, limits: float, warning: float = WARNING) -> list[str]:
    """What stands out in every wave, in words; waves that are missing or small are passed over."""
    at = np.flatnonzero(usable & np.isfinite(distance) & np.isfinite(error))
    found: list[list[str]] = [[] for _ in distance]
    d, e = distance[at], error[at]
    # Where nothing can vary, rounding must not be taken for a signal.
    d = np.where(np.abs(d) <= 1e-12 * np.abs(distance[at]).max(initial=1.0), 0.0, d)
    for test in (_beyond(d, e, limits), _two_of_three(d, e, warning), _runs(d), _trends(d)):
        for position, words in enumerate(test):
            if words:
                found[at[position]].append(words)
    return [semicolons(words) for words in found]


def _beyond(d: Floats, e: Floats, limits: float) -> list[str]:
    return [
        say("above the limits" if x > 0 else "below the limits") if abs(x) > limits * s else ""
        for x, s in zip(d, e, strict=True)
    ]


def _two_of_three(d: Floats, e: Floats, warning: float) -> list[str]:
    side = np.where(np.abs(d) > warning * e, np.sign(d), 0)
    out = []
    for i, s in enumerate(side):
        hit = s != 0 and (side[max(i - 2, 0) : i + 1] == s).sum() >= 2
        words = say(
            "2 of 3 beyond {errors:g} errors above (Western Electric)"
            if s > 0
            else "2 of 3 beyond {errors:g} errors below (Western Electric)",
            errors=WARNING,
        )
        out.append(words if hit else "")
    return out


def _runs(d: Floats) -> list[str]:
    lengths = _lengths(np.sign(d))
    return [
        say(
            "{n} in a row above the centre (Western Electric)"
            if x > 0
            else "{n} in a row below the centre (Western Electric)",
            n=n,
        )
        if n >= RUN
        else ""
        for n, x in zip(lengths, d, strict=True)
    ]


def _trends(d: Floats) -> list[str]:
    steps = np.sign(np.diff(d))
    points = [0, *(n + 1 if n else 0 for n in _lengths(steps))][: len(d)]
    return [
        say("{n} steadily rising (Nelson)" if steps[i - 1] > 0 else "{n} steadily falling (Nelson)", n=n)
        if n >= TREND
        else ""
        for i, n in enumerate(points)
    ]


def _lengths(signs: Floats) -> list[int]:
    """How many entries up to and with each have its sign in a row; 0 where it has none."""
    out: list[int] = []
    for i, sign in enumerate(signs):
        same = i > 0 and sign == signs[i - 1]
        out.append(0 if sign == 0 else out[-1] + 1 if same else 1)
    return out


def smoothed(estimate: Floats, n_eff: Floats, span: int) -> Floats:
    r"""Exponentially weighted mean of a wave and those before it, weighted by effective bases.

    .. math:: z_i = \frac{\sum_{j \le i} (1 - \lambda)^{i - j} b_j\,m_j}{\sum_{j \le i} (1 - \lambda)^{i - j} b_j}
              \qquad \lambda = \frac{2}{span + 1}

    The bases are the inverse variances of the scores where answers spread alike in all waves. No later wave is in it:
    it never falls before a score does. A wave without a score has none here and adds nothing to those after it.
    """
    weight = np.where(np.isfinite(estimate), np.nan_to_num(n_eff), 0.0)
    kept, total, base, line = 1 - 2 / (span + 1), 0.0, 0.0, np.full(len(weight), np.nan)
    for i, (w, score) in enumerate(zip(weight, np.nan_to_num(estimate), strict=True)):
        total, base = kept * total + w * score, kept * base + w
        if w > 0:
            line[i] = total / base
    return line
