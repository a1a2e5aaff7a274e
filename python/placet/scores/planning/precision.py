r"""Half width of an interval and power of a test, both at the expected answers.

These are the intervals of the package, with the answers at their expectation in place of those of a survey. Let b be
the effective base, :math:`1/b = \mathrm{deff}\,(1/n - 1/N)`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ...inference.distributions import noncentral_t_cdf, normal_cdf, normal_quantile, t_quantile
from ...metrics.metric import CLASSES
from ..estimation.linearised import Floats
from ..estimation.pseudo_respondents import of_one_score, of_two_scores
from .design import Design
from .expected import Answers

Method = Literal["adjusted", "wald"]


@dataclass(frozen=True)
class Setting:
    """All that a plan assumes: the answers, the design, the level of each interval or test and its method."""

    answers: Answers
    design: Design
    level: float
    method: Method


@dataclass(frozen=True)
class Pseudo:
    """Respondents an adjusted interval adds: how many, the sum of their answers, and of the squares."""

    count: float = 0.0
    total: float = 0.0
    squares: float = 0.0

    @classmethod
    def of(cls, setting: Setting, added: Floats) -> Pseudo:
        """What is added to the classes of a net score or a share; by Wald's method nothing."""
        if setting.method == "wald":
            return cls()
        values = CLASSES[setting.answers.form]
        return cls(float(added.sum()), float(added @ values), float(added @ values**2))


def half_width(setting: Setting, n: int) -> float:
    """Half width of the interval of one score from n respondents, in points of the result."""
    answers, precision = setting.answers, setting.design.precision(n)
    if answers.form == "mean":
        return answers.unit * _mean_quantile(setting, n) * math.sqrt(answers.variance * precision)
    moments = estimate(answers, precision, Pseudo.of(setting, of_one_score(answers.form, setting.level)))
    spread = normal_quantile(setting.level) * math.sqrt(moments.squared_error)
    low, high = max(moments.mean - spread, answers.low), min(moments.mean + spread, answers.high)
    return answers.unit * (high - low) / 2


def chance(setting: Setting, difference: float, n: int) -> float:
    """Power of the two-sided test that two groups differ, of n and `design.second(n)` respondents."""
    groups = setting.answers, setting.answers.moved(difference)
    if setting.answers.form == "mean":
        return _power_of_means(setting, groups, n)
    return _power_of_shares(setting, groups, n)


# ---- one score -------------------------------------------------------------------------------------------------------


def _mean_quantile(setting: Setting, n: int) -> float:
    if setting.method == "wald":
        return normal_quantile(setting.level)
    df = n / setting.design.effect - 1  # what is known of the spread comes from the respondents, not the population
    return float(t_quantile(setting.level, df)) if df > 0 else math.inf


@dataclass(frozen=True)
class Estimate:
    """An estimate with pseudo-respondents: its mean, squared standard error as estimated, and shrinkage."""

    mean: float
    squared_error: float
    kept: float


def estimate(answers: Answers, precision: float, pseudo: Pseudo) -> Estimate:
    """Mean (b m + t) / (b + c) and its variance, written for 1/b so that a census is no division by 0."""
    kept = 1 / (1 + pseudo.count * precision)
    mean = kept * (answers.mean + pseudo.total * precision)
    square = kept * (answers.square + pseudo.squares * precision)
    return Estimate(mean, max(square - mean**2, 0.0) * precision * kept, kept)


# ---- a difference ----------------------------------------------------------------------------------------------------


def two_scores(setting: Setting) -> Pseudo:
    """The pseudo-respondents in each of two groups."""
    return Pseudo.of(setting, of_two_scores(setting.answers.form))


def _power_of_shares(setting: Setting, groups: tuple[Answers, Answers], n: int) -> float:
    """Normal power; pseudo-respondents shrink the difference and its spread, but the test reckons with their error."""
    design, pseudo = setting.design, two_scores(setting)
    precisions = design.precision(n), design.precision(design.second(n))
    first, second = (estimate(group, p, pseudo) for group, p in zip(groups, precisions, strict=True))
    shared = 2 * first.kept * second.kept * _covariance(design, groups, n)
    error = math.sqrt(max(first.squared_error + second.squared_error - shared, 0.0))
    true = (
        group.variance * precision * moments.kept**2
        for group, precision, moments in zip(groups, precisions, (first, second), strict=True)
    )
    spread = math.sqrt(max(sum(true) - shared, 0.0))
    difference, critical = abs(second.mean - first.mean), normal_quantile(setting.level) * error
    if spread == 0:
        return float(difference > critical)
    return float(normal_cdf((difference - critical) / spread) + normal_cdf((-difference - critical) / spread))


def _power_of_means(setting: Setting, groups: tuple[Answers, Answers], n: int) -> float:
    design = setting.design
    precisions = design.precision(n), design.precision(design.second(n))
    squared = sum(group.variance * p for group, p in zip(groups, precisions, strict=True))
    error = math.sqrt(max(squared - 2 * _covariance(design, groups, n), 0.0))
    if error == 0:
        return 1.0
    effect = abs(groups[1].mean - groups[0].mean) / error
    if setting.method == "wald":
        critical = normal_quantile(setting.level)
        return float(normal_cdf(effect - critical) + normal_cdf(-effect - critical))
    df = _degrees_of_freedom(design, n)
    if df < 1:
        return 0.0  # too few to learn the spread from
    critical = float(t_quantile(setting.level, df))
    return float(1 - noncentral_t_cdf(critical, df, effect) + noncentral_t_cdf(-critical, df, effect))


def _covariance(design: Design, groups: tuple[Answers, Answers], n: int) -> float:
    """Covariance of the two scores."""
    return design.correlation * math.sqrt(groups[0].variance * groups[1].variance) * design.common(n)


def _degrees_of_freedom(design: Design, n: int) -> float:
    """Welch's degrees of freedom, or what pairs leave of them.

    With γ Welch's, m pairs and k respondents in all: (m - 1) + (γ - m + 1) (k - 2m) / k (Derrick, Russ, Toher and
    White 2017). Without pairs that is γ, with nothing but pairs m - 1.
    """
    first, second, pairs = (size / design.effect for size in (n, design.second(n), design.both(n)))
    if min(first, second) <= 1:
        return 0.0
    # The variances of the two groups are equal, so they cancel.
    welch = (1 / first + 1 / second) ** 2 / (1 / (first**2 * (first - 1)) + 1 / (second**2 * (second - 1)))
    return (pairs - 1) + (welch - pairs + 1) * (first + second - 2 * pairs) / (first + second)
