"""The answers that are expected, as far as a plan needs them: mean and mean square of one answer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from ..._core import DataError
from ...metrics.metric import Form


@dataclass(frozen=True)
class Answers:
    """One respondent's answer on the coding of its metric.

    Attributes
    ----------
    form
        How an answer is coded.
    mean, square
        Expected value of the answer and of its square.
    low, high
        Least and greatest value of the score in that coding; a mean is counted from the middle of its scale.
    unit
        Points of the result in one unit of the coding: 100 for a net score, 1 for a share.
    """

    form: Form
    mean: float
    square: float
    low: float
    high: float
    unit: float

    @property
    def variance(self) -> float:
        """Variance of one answer; rounding leaves none below 0."""
        return max(self.square - self.mean**2, 0.0)

    @property
    def score(self) -> float:
        """The expected score in points of the result."""
        return self.unit * self.mean

    @property
    def room(self) -> float:
        """By how many points the score can rise; where a mean lies on its scale is not known."""
        return self.unit * (self.high - (self.low if self.form == "mean" else self.mean))

    def moved(self, difference: float) -> Answers:
        """The answers of a second group whose score is higher by `difference` points of the result.

        Half of a net difference comes from more promoters and half from fewer detractors, so that the passives stay;
        where there are too few of them to lose, passives take their part. Ratings keep their spread.
        """
        mean = self.mean + difference / self.unit
        if self.form == "net":
            return replace(self, mean=mean, square=max(self.square, abs(mean)))
        return replace(self, mean=mean, square=mean if self.form == "share" else self.variance + mean**2)


def net(promoters: float, detractors: float) -> Answers:
    """Answers of a net score: shares of the high and of the low class."""
    if promoters + detractors > 1 + 1e-12:
        raise DataError(
            f"promoters={promoters:g} and detractors={detractors:g} add up to {promoters + detractors:g}, more than "
            "all respondents; give shares of one distribution, the passives are the rest"
        )
    return Answers("net", promoters - detractors, promoters + detractors, -1, 1, 100)


def share(expected: float) -> Answers:
    """Answers of a share: within the box or not."""
    return Answers("share", expected, expected, 0, 1, 1)


def ratings(sd: float, scale: tuple[float, float] | None, rescale: bool) -> Answers:
    """Answers of a mean: only their spread matters."""
    half = math.inf if scale is None else (scale[1] - scale[0]) / 2
    if scale is not None and sd > half:
        raise DataError(
            f"sd={sd:g} is more than half the scale {scale[0]:g}..{scale[1]:g}, which no answers on it can have; "
            "give the standard deviation in points of the scale, also for a score rescaled to 0..100"
        )
    return Answers("mean", 0, sd**2, -half, half, 50 / half if rescale else 1)
