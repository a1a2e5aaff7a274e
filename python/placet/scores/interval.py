"""Intervals of scores: how an estimate, its error and its base become two limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import DataError
from ..distributions import normal_quantile, t_quantile
from ..intervals import KINDS, Kind, bootstrap_interval
from ..progress import bar
from ..survey import options
from .metric import Metric
from .tally import Means, Tally

Floats = NDArray[np.float64]
Method: TypeAlias = Literal["adjusted", "wald", "score", "bootstrap", "bayes", "design"]

#: The methods in words.
METHODS: dict[Method, str] = {
    "adjusted": "adjusted Wald interval on the effective base",
    "wald": "Wald interval",
    "score": "score interval on the effective base",
    "bootstrap": "bootstrap interval",
    "bayes": "Bayesian interval on the effective base",
    "design": "design-based interval",
}

#: Pseudo-respondents of the adjusted interval of a net score: 3/4 low, 3/2 middle, 3/4 high (Rocks 2016).
ROCKS = np.array([0.75, 1.5, 0.75])

#: A variance this much smaller than that of independent respondents is 0.
ROUNDING = 1e-12

#: Respondents at which the error's own base and Kish's count alike: chosen by simulation, see docs/coverage.md.
ALIKE = 40.0

#: A base is at most so many times the respondents. Strata may make it larger than them; more than that is luck.
MOST_BASE = 2.0


@dataclass(frozen=True)
class IntervalOptions:
    """The options of an interval, checked."""

    method: Method
    conf_level: float
    interval: Kind
    n_resamples: int
    prior: float
    seed: int | None

    @classmethod
    def of(
        cls,
        method: Method = "adjusted",
        conf_level: float = 0.95,
        interval: Kind = "percentile",
        n_resamples: int = 10_000,
        prior: float = 1.0,
        rng: Any = None,
    ) -> IntervalOptions:
        """Check the options; a seed is drawn where the method is random."""
        method = options.choice("method", method, tuple(METHODS))
        interval = options.choice("interval", interval, KINDS)
        if not isinstance(prior, Real) or isinstance(prior, bool) or not 0 < prior < np.inf:
            raise DataError(
                f"prior={prior!r} must be a number above 0: of how many respondents the prior has the weight"
            )
        random = method in ("bootstrap", "bayes")
        return cls(
            method, options.level(conf_level), interval, options.whole("n_resamples", n_resamples, 2), float(prior),
            options.seed(rng) if random else None,
        )  # fmt: skip

    @property
    def words(self) -> str:
        """The interval in words."""
        if self.method == "bootstrap":
            name = {"bca": "BCa"}.get(self.interval, self.interval)
            return f"{name} interval of {self.n_resamples:,} bootstrap resamples of respondents"
        if self.method == "bayes":
            unit = "respondent" if self.prior == 1 else "respondents"
            prior = f"Dirichlet prior worth {self.prior:g} {unit}, spread evenly over the classes"
            return f"{METHODS['bayes']}, {prior}, {self.n_resamples:,} draws"
        return METHODS[self.method]


@dataclass(frozen=True)
class Scored:
    """The score of every domain in units of the metric's values, and what its intervals need.

    All arrays have one entry a domain: `estimate`, `std_error`, `variance` (of the answers), `n`, `sum_w`, `n_eff` (the
    effective base: Kish's, or under a design the base whose independent respondents would have that error), `uncut`
    (the base of intervals before its `limit`, see `own_base` and `limited`), `df` and `shares` (domains × classes).
    """

    estimate: Floats
    std_error: Floats
    variance: Floats
    n: Floats
    sum_w: Floats
    n_eff: Floats
    uncut: Floats
    limit: Floats
    df: Floats
    shares: Floats

    @property
    def base(self) -> Floats:
        """The effective base of intervals."""
        return np.minimum(self.uncut, self.limit)

    def base_at(self, conf_level: float) -> Floats:
        """The base where few units say how uncertain the score is, so that a normal quantile will do."""
        return limited(self.uncut, self.limit, self.n, self.df, conf_level)


def limited(base: Floats, limit: Floats, n: Floats, df: Floats, conf_level: float) -> Floats:
    """A base made smaller where few units say how uncertain a score is, and held to what n respondents may tell.

    A t quantile of the design's degrees of freedom in place of one of n - 1 is a base that much smaller (Korn and
    Graubard 1998). The limit comes last: before, it would cut off the small errors that this quantile allows for.
    """
    few = np.isfinite(df)
    if few.any():
        independent = quantile(conf_level, np.maximum(n - 1, 1))
        base = base * np.where(few, np.minimum(independent / quantile(conf_level, df), 1.0), 1.0) ** 2
    return np.minimum(base, limit)


def scored(tally: Tally, metric: Metric) -> Scored:
    """Score every domain of a tally."""
    raw = _core.scores(tally.counts, metric.values, tally.weight_type)
    std_error, n_eff, df = raw["std_error"], raw["n_eff"], tally.df[0]
    if tally.designed:
        variance = tally.variance(metric.values, Means())
        # Equal answers, or clusters of equal sums, leave rounding behind, which is no error and makes no base.
        variance = np.where(variance <= ROUNDING * raw["std_error"] ** 2, 0.0, variance)
        variance[raw["variance"] == 0] = 0.0
        std_error = np.sqrt(variance)
        with np.errstate(divide="ignore", invalid="ignore"):
            n_eff = np.where(variance > 0, raw["variance"] / variance, n_eff)
    n = raw["sum_w"] if tally.weight_type == "frequency" else raw["n"]
    worth = tally.worth(tally.squares)
    uncut = np.where(std_error > 0, n_eff, worth * raw["n_eff"])
    if not tally.clustered:
        w2, answers = tally.respondents
        carried = carriers(w2 * (metric.values - raw["estimate"][:, None]) ** 2, answers)
        uncut = own_base(worth * raw["n_eff"], raw["variance"], std_error, carried)
    with np.errstate(invalid="ignore"):
        shares = (tally.w @ metric.classes[1]) / tally.w.sum(axis=1, keepdims=True)
    limit = MOST_BASE * worth * n
    return Scored(raw["estimate"], std_error, raw["variance"], n, raw["sum_w"], n_eff, uncut, limit, df, shares)


def own_base(kish: Floats, variance: Floats, std_error: Floats, respondents: Floats) -> Floats:
    r"""Effective base of a score: in small samples Kish's, in large ones that of its standard error.

    Kish's base supposes that weights know nothing of the answers. Where they do, as after raking or where detractors
    seldom respond, it is wrong at any sample size. The base of the error, variance / std_error², is right in large
    samples and noisy in small ones, so that the two are mixed,

    .. math:: 1/b = (1 - a)/n_\mathrm{Kish} + a \, s^2 / v, \qquad a = m/(m + 40).

    An error above Kish's is believed as the sample grows, m being Kish's base. An error below it is believed as far as
    respondents carry it: m is (Σz²)²/Σz⁴ of the linearised values z (Satterthwaite 1946), and a single promoter of
    small weight is no reason for a short interval. Without weights both bases are n, and so is b. Of a finite
    population Kish's base is that of as many more respondents as each is worth, see `Tally.worth`.

    `respondents` are (Σz²)²/Σz⁴.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.where(variance > 0, std_error**2 / variance, 1 / kish)
        carried = np.where(own > 1 / kish, kish, respondents)
        trust = np.where(variance > 0, carried / (carried + ALIKE), 0.0)
        return 1 / ((1 - trust) / kish + trust * own)


def carriers(squares: Floats, n: NDArray[Any]) -> Floats:
    """(Σz²)²/Σz⁴ from the sums of z² of n answers at every point, whose weights are taken as alike there."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = squares / squares.sum(axis=1, keepdims=True)  # first, since z⁴ of large weights is beyond all numbers
        return 1 / np.divide(share**2, n, out=np.zeros_like(share), where=n > 0).sum(axis=1)


def limits(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    """Lower and upper limits of every domain, in units of the score, within what the score can be."""
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = _METHODS[how.method](tally, metric, found, how)
    ends = metric.values.min(), metric.values.max()
    return metric.unit * np.clip(low, *ends), metric.unit * np.clip(high, *ends)


def _wald(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    return _around(found.estimate, normal_quantile(how.conf_level) * found.std_error)


def _design(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    return _around(found.estimate, quantile(how.conf_level, found.df) * found.std_error)


def _around(centre: Floats, half: Floats) -> tuple[Floats, Floats]:
    return centre - half, centre + half


def quantile(conf_level: float, df: Floats) -> Floats:
    """Quantiles of t, of the normal where the degrees of freedom are infinite."""
    z = np.full(np.shape(df), normal_quantile(conf_level))
    finite = np.isfinite(df)
    if finite.any():
        z[finite] = np.where(df[finite] > 0, t_quantile(conf_level, np.maximum(df[finite], 1e-300)), np.nan)
    return z


def adjusted(metric: Metric, found: Scored, conf_level: float) -> tuple[Floats, Floats]:
    """Centre and standard error of the adjusted interval of a net score or a share."""
    z = normal_quantile(conf_level)
    pseudo = ROCKS if metric.form == "net" else np.full(2, z * z / 2)
    centre, variance = pseudo_estimate(metric, found, found.base_at(conf_level), pseudo)
    return centre, np.sqrt(variance)


def pseudo_estimate(metric: Metric, found: Scored, base: Floats, pseudo: Floats) -> tuple[Floats, Floats]:
    """Score and variance with pseudo-respondents added to every class of the base."""
    # Written for 1/base: where all of a population answered, the base has no end.
    values, kept = metric.classes[0], 1 / (1 + pseudo.sum() / base)
    shares = kept[:, None] * (found.shares + pseudo / base[:, None])
    centre = shares @ values
    return centre, (shares @ values**2 - centre**2) * kept / base


def _adjusted(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    if metric.form == "mean":
        if tally.designed:
            return _design(tally, metric, found, how)
        # The variance of the answers has n below the line; Student's interval has n - 1.
        error = np.sqrt(found.variance / (found.base - 1))
        return _around(found.estimate, quantile(how.conf_level, np.maximum(found.n_eff - 1, 0)) * error)
    centre, error = adjusted(metric, found, how.conf_level)
    return _around(centre, normal_quantile(how.conf_level) * error)


def _score(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    z = normal_quantile(how.conf_level)
    low, high = _core.score_intervals(found.shares, metric.classes[0], found.base_at(how.conf_level), z).T
    return low, high


def _bayes(tally: Tally, metric: Metric, found: Scored, how: IntervalOptions) -> tuple[Floats, Floats]:
    values, _ = metric.classes
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
        copies = _core.bootstrap_score(
            tally.counts, domain, metric.values, tally.weight_type, how.n_resamples, how.seed or 0
        )
        estimate = found.estimate[domain : domain + 1]
        pull = acceleration(tally, domain, metric.values - estimate) if how.interval == "bca" else None
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


def acceleration(tally: Tally, domain: int, influence: Floats) -> Floats:
    """Skewness of the influence of the respondents of a domain, for BCa intervals.

    Frequencies and precisions are respondents as the bootstrap draws them. Probability weights are exact where equal;
    else the sum of the cubed weights of a point is taken as that of equal ones of the same sum and sum of squares.
    """
    w, w2 = tally.counts.w[domain], tally.counts.w2[domain]
    if tally.weight_type == "probability":
        squares, cubes = w2, w2 * np.divide(w2, w, out=np.zeros_like(w), where=w > 0)
    else:
        share = 1.0 if tally.weight_type == "frequency" else tally.counts.n[domain].sum() / w.sum()
        squares = cubes = share * w
    spread = squares @ influence**2
    return np.array([(cubes @ influence**3) / (6 * spread**1.5) if spread > 0 else 0.0])


_METHODS: dict[Method, Callable[..., tuple[Floats, Floats]]] = {
    "adjusted": _adjusted,
    "wald": _wald,
    "score": _score,
    "bootstrap": _bootstrap,
    "bayes": _bayes,
    "design": _design,
}
