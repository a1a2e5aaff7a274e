"""The design of a survey, as far as a plan needs it: what a group of n respondents is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: More respondents than this are no survey; a plan that needs them is refused.
MOST_RESPONDENTS = 10**12


@dataclass(frozen=True)
class Design:
    """One group, or two that are compared.

    Attributes
    ----------
    effect
        Design effect: by how much weights and clusters enlarge the variance.
    population
        People in the population of each group; infinite when it is endless.
    ratio
        Respondents of the second group for one of the first.
    overlap
        Share of the smaller wave's respondents who are in both; None for two separate groups of people.
    correlation
        Correlation of the answers of those who are in both.
    """

    effect: float = 1.0
    population: float = math.inf
    ratio: float = 1.0
    overlap: float | None = None
    correlation: float = 0.0

    def second(self, n: int) -> int:
        """Respondents of the second group."""
        return max(1, math.ceil(self.ratio * n * (1 - 1e-15)))  # 0.1 x 30 is a little more than 3

    def both(self, n: int) -> float:
        """Respondents who are in both groups."""
        return (self.overlap or 0.0) * min(n, self.second(n))

    def precision(self, n: int) -> float:
        """Reciprocal of the effective base: deff (1/n - 1/N)."""
        return self.effect * max(1 / n - 1 / self.population, 0.0)

    def n_eff(self, n: int) -> float:
        """The effective base; endless where everybody is asked."""
        precision = self.precision(n)
        return 1 / precision if precision else math.inf

    def common(self, n: int) -> float:
        """What the covariance of two waves of one population is to that of two answers: deff (m/(n n') - 1/N).

        0 for two separate groups. Two waves that meet as often as chance has it, n n'/N times, have none either.
        """
        if self.overlap is None:
            return 0.0
        return self.effect * (self.both(n) / (n * self.second(n)) - 1 / self.population)

    def people(self, n: int) -> float:
        """People asked out of one population: the larger group, or the union of two waves of it."""
        second = self.second(n)
        return max(n, second) if self.overlap is None else n + second - self.both(n)

    def fits(self, n: int, groups: int) -> bool:
        """Whether there are enough people for groups of this size."""
        return (n if groups == 1 else self.people(n)) <= self.population * (1 + 1e-12)
