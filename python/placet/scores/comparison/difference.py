"""Tests and intervals of differences between scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ...inference.distributions import normal_cdf, t_p_value
from ...inference.levels import Codes, Levels, Pairs
from ...metrics.metric import Metric
from ..estimation.degrees_of_freedom import of_differences
from ..estimation.effective_base import MOST_BASE, Scored, quantile
from ..estimation.interval import NO_WIDTH, Method, mean_with_error, pseudo_estimate
from ..estimation.linearised import Floats
from ..estimation.pseudo_respondents import of_two_scores
from ..estimation.tally import Tally
from .contrasts import Contrast, Sets, compared_with


@dataclass(frozen=True)
class Test:
    """Differences in units of the metric's values, with their tests.

    `centre` and `error` are those that tests and intervals take, `widest` is the largest difference there can be.
    """

    estimate: Floats
    std_error: Floats
    statistic: Floats
    df: Floats
    p_value: Floats
    centre: Floats
    error: Floats
    widest: float

    def limits(self, conf_level: float) -> tuple[Floats, Floats]:
        """Limits within what a difference can be; as the interval of a score does, they hold the estimate."""
        with np.errstate(invalid="ignore"):
            half = quantile(conf_level, self.df) * self.error
        low, high = (np.clip(limit, -self.widest, self.widest) for limit in (self.centre - half, self.centre + half))
        return np.minimum(low, self.estimate), np.maximum(high, self.estimate)


def test_differences(tally: Tally, metric: Metric, found: Scored, levels: Levels, pairs: Pairs, method: Method) -> Test:
    """Differences of pairs of sets, in units of the metric's values."""
    first, second = Sets(pairs.first, "self", levels.panel), compared_with(pairs, levels)
    contrast = Contrast(first, second)
    estimate = tally.estimate(metric.values, contrast)
    variance = tally.variance(metric.values, contrast)
    df, factor = _sureness(tally, second, pairs)
    centre, spread = estimate, variance
    if method == "adjusted":
        groups = _take(found, pairs.first), of_sets(tally, metric, found, second)
        centre, spread, df = _adjusted(metric, tally.designed, groups, estimate, variance * factor, df)
    widest = metric.ends[1] - metric.ends[0]
    unknown = spread <= (NO_WIDTH * widest) ** 2
    if unknown.any():
        unknown &= _alike(tally, metric, second, pairs)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.where(unknown, np.nan, np.sqrt(spread))
        statistic = np.where((error == 0) & (centre == 0), 0.0, centre / error)
    # An interval holds its estimate, and so holds 0 at every level where estimate and centre are not of one sign.
    opposed = (np.abs(estimate) <= NO_WIDTH * widest) | (estimate * centre < 0)
    statistic = np.where(opposed & ~np.isnan(statistic), 0.0, statistic)
    p_value = np.where(np.isfinite(df), t_p_value(statistic, df), 2 * normal_cdf(-np.abs(statistic)))
    return Test(estimate, np.sqrt(variance), statistic, df, p_value, centre, error, float(np.diff(metric.bounds)[0]))


def _alike(tally: Tally, metric: Metric, second: Sets, pairs: Pairs) -> NDArray[np.bool_]:
    """Pairs of which neither side has answers that differ, and not all of a finite population answered."""
    mass, first = metric.by_class(tally.w), Sets(pairs.first, "self", second.panel)
    alike = [np.count_nonzero(_by_point(sets, mass), axis=1) == 1 for sets in (first, second)]
    census = [np.isinf(tally.worth(sets.sums(tally.squares))) for sets in (first, second)]
    return alike[0] & alike[1] & ~(census[0] & census[1])


def _sureness(tally: Tally, second: Sets, pairs: Pairs) -> tuple[Floats, Floats]:
    """Degrees of freedom and factors of variances; a level less a total is a multiple of the level less the rest."""
    panel, first = second.panel, pairs.first
    if not tally.designed:
        return np.full(len(first), np.inf), np.ones(len(first))
    other = tally.counted.take(second.domain) if second.kind == "self" else tally.freedom.others(panel).take(first)
    return of_differences((tally.counted.take(first), other), tally.freedom.apart(panel)[first])


def _take(found: Scored, at: Codes) -> Scored:
    return Scored(*(column[at] for column in found))


def of_sets(tally: Tally, metric: Metric, found: Scored, sets: Sets) -> Scored:
    """Scores of sets of domains, as of the domains themselves."""
    if sets.kind == "self":
        return _take(found, sets.domain)
    alone = Contrast(sets)
    variance = tally.variance(metric.values, alone)
    mass = _by_point(sets, metric.by_class(tally.w))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = mass / mass.sum(axis=1, keepdims=True)
        spread = shares @ metric.classes**2 - (shares @ metric.classes) ** 2
        sum_w, n = mass.sum(axis=1), sets.sums(found.n)
        kish = sum_w**2 / sets.sums(tally.counts.w2.sum(axis=1))
        plain = {"probability": kish, "frequency": n, "precision": n}[tally.weight_type]
        known = ~((variance == 0) | (spread == 0))
        n_eff = np.where(known, spread / variance, plain) if tally.designed else plain
    estimate, error = shares @ metric.classes, np.sqrt(variance)
    worth = tally.worth(sets.sums(tally.squares))
    w2, answers = (_by_point(sets, column) for column in tally.respondents)
    carriers = _core.carriers(w2, answers, metric.values, estimate)
    uncut = np.where(error == 0, worth * plain, n_eff)
    if not tally.designed:
        uncut = _core.own_base(worth * plain, spread, error, carriers)
    informative = np.zeros(len(n))
    if metric.form == "mean" and tally.weight_type == "probability":
        informative = _core.informativeness(answers, _by_point(sets, tally.w), w2)
    panel, limit = sets.panel, MOST_BASE * worth * n
    every = tally.freedom.others(panel) if sets.kind == "rest" else tally.freedom.counted(panel).take(panel)
    counted = every.take(sets.domain)
    return Scored(
        estimate, error, spread, n, sum_w, n_eff, uncut / counted.factor, limit, counted.df, counted.factor, shares,
        carriers, informative, plain,
    )  # fmt: skip


def _by_point(sets: Sets, table: NDArray[Any]) -> Floats:
    """Sums over sets of a table of domains × points or classes."""
    return np.ascontiguousarray(sets.sums(table.T).T)


def _adjusted(
    metric: Metric, designed: bool, groups: tuple[Scored, Scored], estimate: Floats, variance: Floats, df: Floats
) -> tuple[Floats, Floats, Floats]:
    """Centre, variance and degrees of freedom of the adjusted difference.

    The plain variance, covariance included, is scaled by what the adjustment does to the two groups' own variances; for
    different respondents that is the sum of the adjusted variances.
    """
    if metric.form == "mean":
        centre, ratio, df = of_means(metric, designed, groups, df)
        return centre, variance * ratio, df
    pseudo = of_two_scores(metric.form)
    (one, v1), (other, v2) = (pseudo_estimate(metric, group, group.base, pseudo) for group in groups)
    ratio = _ratio([v1, v2], groups)
    known = np.isfinite(ratio)
    return one - other, np.where(known, variance * np.where(known, ratio, 0.0), v1 + v2), df


def of_means(
    metric: Metric, designed: bool, groups: tuple[Scored, Scored], df: Floats
) -> tuple[Floats, Floats, Floats]:
    """Centre of a difference, what its plain variance is multiplied by, and degrees of freedom, every score a mean.

    Without a design these are Welch's, of the bases of weighted samples; `df` are those of a design. A side without
    answers adds nothing.
    """
    one, other = (mean_with_error(metric, group, designed) for group in groups)
    if designed and not (groups[0].informative.any() or groups[1].informative.any()):
        return groups[0].estimate - groups[1].estimate, np.ones_like(df), df
    there = np.stack([group.n > 0 for group in groups])
    variance = np.where(there, [one.variance, other.variance], 0.0)
    own = np.where(there, [group.own_variance for group in groups], 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = variance.sum(axis=0) / own.sum(axis=0)
        if not designed:
            parts = np.where(variance != 0, variance**2 / [one.df, other.df], 0.0)
            df = variance.sum(axis=0) ** 2 / parts.sum(axis=0)
    return one.centre - other.centre, ratio, df


def discounts(tally: Tally, metric: Metric, found: Scored, levels: Levels, pairs: Pairs) -> tuple[Floats, Floats]:
    """What variances of parts of differences are multiplied by, and their degrees of freedom: those of means.

    Answers that are all alike say nothing of either, and leave the respondents that there are.
    """
    groups = _take(found, pairs.first), _take(found, pairs.second)
    df, factor = _sureness(tally, compared_with(pairs, levels), pairs)
    _, ratio, df = of_means(metric, tally.designed, groups, df)
    alike = ~np.any([group.own_variance > 0 for group in groups], axis=0)
    if not tally.designed:
        df = np.where(alike, np.sum([np.maximum(group.n_eff - 1, 0) for group in groups], axis=0), df)
    return factor * np.where(alike, 1.0, ratio), df


def _ratio(adjusted: list[Floats], groups: tuple[Scored, Scored]) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return (adjusted[0] + adjusted[1]) / (groups[0].own_variance + groups[1].own_variance)
