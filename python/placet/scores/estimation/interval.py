"""Intervals of scores: how an estimate, its error and its base become two limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ... import _core, checks
from ..._core import DataError
from ...inference.bootstrap import KINDS, IntervalKind, bootstrap_interval
from ...inference.distributions import normal_quantile
from ...language import commas, say
from ...metrics.metric import Metric
from ...progress import bar
from .effective_base import Scored, quantile
from .informative_weights import MeanOf, adjusted_mean
from .linearised import Floats
from .pseudo_respondents import of_one_score
from .resampled import Groups
from .tally import Tally

Method: TypeAlias = Literal["adjusted", "wald", "score", "bootstrap", "bayes", "design"]

#: The methods in words.
METHODS: dict[Method, str] = {
    "adjusted": say("adjusted Wald interval on the effective base"),
    "wald": say("Wald interval"),
    "score": say("score interval on the effective base"),
    "bootstrap": say("bootstrap interval"),
    "bayes": say("Bayesian interval on the effective base"),
    "design": say("design-based interval"),
}
#: Kinds of bootstrap intervals in words.
BOOTSTRAPS: dict[IntervalKind, str] = {"percentile": say("percentile"), "basic": say("basic"), "bca": say("BCa")}

#: Widths that are nothing but rounding, as a share of what the score can be.
NO_WIDTH = 1e-9


class IntervalOptions(NamedTuple):
    """The options of an interval, checked."""

    method: Method
    conf_level: float
    interval: IntervalKind
    n_resamples: int
    prior: float
    seed: int | None

    @classmethod
    def of(
        cls,
        method: Method = "adjusted",
        conf_level: float = 0.95,
        interval: IntervalKind = "percentile",
        n_resamples: int = 10_000,
        prior: float = 1.0,
        rng: Any = None,
    ) -> IntervalOptions:
        """Check the options; a seed is drawn where the method is random."""
        method = checks.choice("method", method, tuple(METHODS))
        if isinstance(interval, str) and interval in METHODS:
            raise DataError(
                f"interval={checks.shown(interval)} is a method: pass method={checks.shown(interval)}; interval= tells "
                "how limits are read off bootstrap resamples"
            )
        interval = checks.choice("interval", interval, KINDS)
        if method != "bootstrap" and interval != "percentile":
            raise DataError(
                f"interval={checks.shown(interval)} is a kind of bootstrap interval, and method={checks.shown(method)} "
                "draws no resamples; pass method='bootstrap', or leave interval= out"
            )
        if not 0 < checks.real(prior) < np.inf:
            raise DataError(
                f"prior={checks.shown(prior)} must be a number above 0: of how many respondents the prior has the "
                "weight"
            )
        random = method in ("bootstrap", "bayes")
        return cls(
            method, checks.level(conf_level), interval, checks.resamples(n_resamples, 2), float(prior),
            checks.seed(rng) if random else None,
        )  # fmt: skip

    @property
    def words(self) -> str:
        """The interval in words."""
        if self.method == "bootstrap":
            name = BOOTSTRAPS[self.interval]
            return say(
                "{kind} interval of {count:,} bootstrap resamples of respondents", kind=name, count=self.n_resamples
            )
        if self.method == "bayes":
            prior = say(
                "Dirichlet prior worth {weight:g} respondent, spread evenly over the classes"
                if self.prior == 1
                else "Dirichlet prior worth {weight:g} respondents, spread evenly over the classes",
                weight=self.prior,
            )
            return commas([METHODS["bayes"], prior, say("{count:,} draws", count=self.n_resamples)])
        return METHODS[self.method]


def limits(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    """Lower and upper limits of every domain, in units of the score, within what the score can be.

    They hold the estimate between them: methods that move the centre may leave it out where respondents are few, and to
    stretch such an interval to it can but make it cover more often, as Jeffreys' interval is stretched to 0 and 1 where
    nobody or everybody is in the box (Brown, Cai and DasGupta 2001). An interval of a mean whose only reason to have no
    width is that all answers are alike is none.
    """
    limits = _METHODS[how.method](tally, metric, found, how)
    low, high = _core.in_units(*limits, found.estimate, metric.bounds, metric.unit)
    if metric.form == "mean":
        least, most = metric.ends
        unknown = (high - low <= NO_WIDTH * (most - least)) & found.alike
        low[unknown] = high[unknown] = np.nan
    return low, high


def _wald(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    return _around(found.estimate, normal_quantile(how.conf_level) * found.std_error)


def _design(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    # As R's survey package has it, with clusters less strata as degrees of freedom.
    return _around(found.estimate, quantile(how.conf_level, tally.df) * found.std_error)


def _around(centre: Floats, half: Floats) -> tuple[Floats, Floats]:
    return centre - half, centre + half


def pseudo_estimate(metric: Metric, found: Scored, base: Floats, pseudo: Floats) -> tuple[Floats, Floats]:
    """Score and variance with pseudo-respondents added to every class of the base."""
    return _core.with_pseudo_respondents(found.shares, metric.classes, base, pseudo)


def mean_with_error(metric: Metric, found: Scored, designed: bool) -> MeanOf:
    """The means of domains, or of sets of them, as their adjusted intervals take them."""
    if designed:
        plain = MeanOf(found.estimate, found.own_variance, found.df)
    else:
        # The variance of the answers has n below the line; Student's interval has n - 1.
        with np.errstate(invalid="ignore", divide="ignore"):
            plain = MeanOf(found.estimate, found.variance / (found.base - 1), np.maximum(found.n_eff - 1, 0))
    return adjusted_mean(plain, found.variance, found.n_eff, found.carriers, found.informative, metric.ends)


def _adjusted(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    if metric.form == "mean":
        mean = mean_with_error(metric, found, tally.designed)
        return _around(mean.centre, quantile(how.conf_level, mean.df) * np.sqrt(mean.variance))
    base, pseudo = found.base_at(how.conf_level), of_one_score(metric.form, how.conf_level)
    return _core.adjusted_limits(found.shares, metric.classes, base, pseudo, normal_quantile(how.conf_level))


def _score(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    z = normal_quantile(how.conf_level)
    low, high = _core.score_intervals(found.shares, metric.classes, found.base_at(how.conf_level), z).T
    return low, high


def _bayes(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    values = metric.classes
    tails = [(1 - how.conf_level) / 2, (1 + how.conf_level) / 2]
    limits = np.full((len(found.n), 2), np.nan)
    base = found.base_at(how.conf_level)
    limits[base == np.inf] = found.estimate[base == np.inf, None]
    for domain in _one_by_one((base > 0) & (base < np.inf)):
        alpha = base[domain] * found.shares[domain] + how.prior / len(values)
        limits[domain] = np.quantile(_core.posterior_score(alpha, values, how.n_resamples, how.seed or 0), tails)
    return limits[:, 0], limits[:, 1]


def _bootstrap(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    if tally.designed:
        raise DataError(
            'method="bootstrap" draws respondents one by one and would ignore the declared design; use method="design" '
            'or "adjusted", bootstrap replicate weights (repweights=), or leave the design out of the Survey'
        )
    limits = np.full((len(found.n), 2), np.nan)
    for domain in _one_by_one(found.n > 0):
        groups = tally.groups(domain)
        values = metric.values[groups.points]
        copies = _core.bootstrap_mean(groups.sizes, groups.weights, values, (how.n_resamples, how.seed or 0))
        estimate = found.estimate[domain : domain + 1]
        pull = acceleration(groups, values - estimate) if how.interval == "bca" else None
        low, high = bootstrap_interval(how.interval, estimate, copies[:, None], None, how.conf_level, pull)
        limits[domain] = low[0], high[0]
    return limits[:, 0], limits[:, 1]


def _one_by_one(wanted: NDArray[np.bool_]) -> Iterator[int]:
    """The wanted domains, with progress where there are many."""
    domains = np.flatnonzero(wanted).tolist()
    with bar(len(domains), "score", None) as report:
        for done, domain in enumerate(domains):
            yield domain
            if report is not None:
                report(done + 1)


def acceleration(groups: Groups, apart: Floats) -> Floats:
    """Skewness of the means without one respondent each, for BCa intervals, from deviations from the mean."""
    sizes, weights, _ = groups
    with np.errstate(invalid="ignore", divide="ignore"):
        left_out = weights * apart / (sizes @ weights - weights)
    pull = left_out - sizes @ left_out / sizes.sum()
    spread = sizes @ pull**2
    return np.array([(sizes @ pull**3) / (6 * spread**1.5) if spread > 0 else 0.0])


_METHODS: dict[Method, Callable[..., tuple[Floats, Floats]]] = {
    "adjusted": _adjusted,
    "wald": _wald,
    "score": _score,
    "bootstrap": _bootstrap,
    "bayes": _bayes,
    "design": _design,
}
