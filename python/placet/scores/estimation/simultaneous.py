"""Intervals of the shares of all points of a scale at once."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..._core import DataError
from ...inference.distributions import log_poisson, normal_quantile, poisson_between
from ...language import say

Floats = NDArray[np.float64]
Simultaneous: TypeAlias = Literal["bonferroni", "goodman", "sison-glaz", "pointwise"]

#: The intervals in words.
KINDS: dict[Simultaneous, str] = {
    "bonferroni": say("adjusted intervals, simultaneous by Bonferroni's correction"),
    "goodman": say("Goodman's simultaneous intervals"),
    "sison-glaz": say("Sison and Glaz's simultaneous intervals"),
    "pointwise": say("adjusted intervals of each point alone"),
}

#: Rows of a result for which Sison and Glaz's intervals are searched: some seconds.
MOST_SEARCHED = 250_000

#: Base for which Sison and Glaz's intervals are searched at most; beyond it their width falls with its square root.
LARGEST_BASE = 1e6


def each_level(kind: Simultaneous, conf_level: float, points: int) -> float:
    """Level of the interval of one point."""
    return conf_level if kind == "pointwise" else 1 - (1 - conf_level) / points


def wilson(shares: Floats, base: Floats, level: float) -> tuple[Floats, Floats]:
    r"""Limits at which the score test of a share rejects.

    With the level 1 - α/k of each of k points these are Goodman's (1965) simultaneous intervals,

    .. math:: \frac{A + 2 n_i \pm \sqrt{A (A + 4 n_i (N - n_i) / N)}}{2 (N + A)}

    with A the 1 - α/k quantile of χ² with one degree of freedom, the square of z.
    """
    a = normal_quantile(level) ** 2
    half = np.sqrt(a * (a + 4 * base * shares * (1 - shares)))
    middle, below = a + 2 * base * shares, 2 * (base + a)
    return (middle - half) / below, (middle + half) / below


def agresti_coull(shares: Floats, base: Floats, level: float) -> tuple[Floats, Floats]:
    """The adjusted interval of a share: z²/2 respondents more on each side."""
    z = normal_quantile(level)
    centre = (base * shares + z * z / 2) / (base + z * z)
    half = z * np.sqrt(centre * (1 - centre) / (base + z * z))
    return centre - half, centre + half


def sison_glaz(shares: Floats, base: Floats, conf_level: float) -> tuple[Floats, Floats]:
    r"""Limits of Sison and Glaz (1995), segments × points.

    With N the base, rounded, the counts :math:`n_i` of a multinomial sample all lie within c of the observed ones with
    a probability ν(c). The intervals are :math:`p_i - c/N` to :math:`p_i + (c + 2γ)/N`, where c is the whole number
    with ν(c) ≤ 1 - α < ν(c + 1) and γ = (1 - α - ν(c)) / (ν(c + 1) - ν(c)).
    """
    if shares.size > MOST_SEARCHED:
        raise DataError(
            f"method='sison-glaz' searches {shares.shape[0]:,} segments of {shares.shape[1]:,} points, more than "
            f"{MOST_SEARCHED:,} shares; use method='bonferroni', which is a formula, or fewer segments"
        )
    base = np.maximum(np.nan_to_num(base, nan=1.0), 1.0)
    whole = np.rint(np.minimum(base, LARGEST_BASE))
    expected = np.nan_to_num(shares) * whole[:, None]
    low, high = _first_enough(expected, whole, conf_level)
    below, above = (chance_within(expected, whole, c) for c in (low, high))
    gain = above - below
    part = np.clip(np.divide(conf_level - below, gain, out=np.ones_like(gain), where=gain > 0), 0, 1)
    unit = np.sqrt(whole / np.maximum(base, whole)) / whole
    return shares - (low * unit)[:, None], shares + ((low + 2 * part) * unit)[:, None]


def _first_enough(expected: Floats, whole: Floats, conf_level: float) -> tuple[Floats, Floats]:
    """The least c + 1 with ν(c + 1) above the level, and c before it.

    ν rises to its first crossing; beyond it, where shares are very uneven, its approximation may fall again. So c grows
    by a quarter until it is enough, and is then looked for between the last two.
    """
    low, high = np.zeros(len(whole)), np.ones(len(whole))
    growing = np.ones(len(whole), dtype=bool)
    while growing.any():
        growing[growing] = chance_within(expected[growing], whole[growing], high[growing]) <= conf_level
        growing &= high < whole
        low = np.where(growing, high, low)
        high = np.where(growing, np.minimum(np.ceil(high * 1.25 + 0.5), whole), high)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = chance_within(expected, whole, middle) > conf_level
        wide = high - low > 1
        high, low = np.where(wide & enough, middle, high), np.where(wide & ~enough, middle, low)
    return low, high


def chance_within(expected: Floats, whole: Floats, c: Floats) -> Floats:
    r"""Probability that all counts of a multinomial sample lie within c of the expected ones.

    The counts are independent Poisson variates :math:`V_i` given that their sum is N, so that the probability is

    .. math:: \prod_i P(a_i \le V_i \le b_i) \; P(W = N) \; / \; P(\mathrm{Poisson}(N) = N)

    with W the sum of the truncated variates, whose distribution is taken from its first four moments (Edgeworth).
    """
    at = np.rint(expected)
    low = np.maximum(at - c[:, None], 0)
    high = np.minimum(at + c[:, None], whole[:, None])
    inside, shift, squares, cubes, fourths = truncated_moments(expected, low, high)
    variance = squares.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = -shift.sum(axis=1) / np.sqrt(variance)
        skewness = cubes.sum(axis=1) / variance**1.5
        excess = (fourths - 3 * squares**2).sum(axis=1) / variance**2
        density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi * variance)
        density *= (
            1
            + skewness / 6 * (z**3 - 3 * z)
            + excess / 24 * (z**4 - 6 * z**2 + 3)
            + skewness**2 / 72 * (z**6 - 15 * z**4 + 45 * z**2 - 15)
        )
        log_chance = np.log(inside).sum(axis=1) - log_poisson(whole, whole)
        chance = np.exp(log_chance) * np.maximum(density, 0)
    # At c = 0 nothing varies. R's MultinomialCI takes its chance as 0, and so are the intervals of a few answers wider.
    return np.where(c > 0, np.nan_to_num(chance), 0.0)


def truncated_moments(mean: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Probability of low..high of a Poisson variate, and there its mean less `mean` and its central moments 2 to 4.

    With X = V - λ, E[V g(V)] = λ E[g(V + 1)] gives each moment from those before it, none of which are large numbers
    that cancel: E[X^(k + 1)] = λ (E[(X + 1)^k - X^k] + (a - λ)^k P(V = a - 1) - (b + 1 - λ)^k P(V = b)) on a..b.
    """
    inside = poisson_between(low, high, mean)
    ends = [(low - mean, np.exp(log_poisson(low - 1, mean))), (high + 1 - mean, np.exp(log_poisson(high, mean)))]
    edge = [mean * (ends[0][0] ** k * ends[0][1] - ends[1][0] ** k * ends[1][1]) for k in range(4)]
    first = edge[0]
    second = mean * inside + edge[1]
    third = mean * (2 * first + inside) + edge[2]
    fourth = mean * (3 * second + 3 * first + inside) + edge[3]
    with np.errstate(divide="ignore", invalid="ignore"):
        m1, m2, m3, m4 = (np.nan_to_num(moment / inside) for moment in (first, second, third, fourth))
    squares = np.maximum(m2 - m1**2, 0.0)
    return inside, m1, squares, m3 - 3 * m1 * m2 + 2 * m1**3, m4 - 4 * m1 * m3 + 6 * m1**2 * m2 - 3 * m1**4
