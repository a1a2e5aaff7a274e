"""Sizes of tests: how often nothing is found to be something, in surveys of every kind."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import get_args

import numpy as np
import placet
from placet.drivers.options import Errors
from simulated_surveys import SHAPES, cuts

#: Surveys of a condition; those that are fitted one by one.
MANY, FEW = 2_000, 600
#: Surveys in one call of a selection that fits every model by itself, with a look at the rows of all.
BATCH = 100
#: What a test at 5 % may reject; waves in control beyond three standard errors, of which there are 0.27 %.
TARGET, CONTROL_TARGET = (0.035, 0.07), (0.0005, 0.006)
#: Correlation within clusters: of what is explained, of what explains it.
OUTCOME_ICC, DRIVER_ICC = 0.07, 0.2
#: Waves of a series.
WAVES = 12
DRIVERS = ("x1", "x2", "x3")


@dataclass(frozen=True)
class Condition:
    """How surveys are drawn and analysed.

    Attributes
    ----------
    n : int
        Respondents, or clusters times ten.
    weights : float
        Standard deviation of the logarithms of the weights, 0 for none.
    clusters : int
        Clusters of geometric sizes of mean 10, 0 for none.
    strata : bool
        Five strata of different outcomes, sampled from one in five to one in one.
    missing : str
        What is done about a fifth of the answers to two drivers that are missing.
    errors : str or None
        Standard errors of regressions; None is what the package chooses.
    """

    name: str
    n: int = 120
    weights: float = 0.0
    clusters: int = 0
    strata: bool = False
    missing: str = "drop"
    errors: str | None = None


CONDITIONS = [
    Condition("independent"),
    Condition("independent, 40 respondents", n=40),
    Condition("weights, lognormal 0.5", weights=0.5),
    Condition("weights, lognormal 1", weights=1.0),
    Condition("30 clusters", clusters=30),
    Condition("12 clusters", clusters=12),
    Condition("6 clusters", clusters=6),
    *[
        Condition(f"{count} clusters, {kind}", clusters=count, errors=kind)
        for kind in get_args(Errors)
        if kind.lower() == "cr2"
        for count in (30, 12, 6)
    ],
    Condition("strata", strata=True),
    Condition("gaps, EM", missing="em"),
    Condition("gaps, multiple imputation", missing="multiple"),
]


@dataclass(frozen=True)
class Size:
    """How often one test rejected at its level."""

    condition: str
    test: str
    trials: int
    rejected: float

    @property
    def missed(self) -> bool:
        """Whether that is outside what the page promises; nothing tested is nothing missed."""
        low, high = CONTROL_TARGET if self.test == "track" else TARGET
        return not np.isnan(self.rejected) and not low <= self.rejected <= high


# ---- surveys in which nothing explains anything ----------------------------------------------------------------------


def draw(rng, condition, surveys):
    """Respondents of many surveys: the outcome, three drivers and a factor, three groups, and what the design adds."""
    if condition.clusters:
        sizes = rng.geometric(0.1, size=surveys * condition.clusters)
        cluster = np.repeat(np.arange(len(sizes)), sizes)
        survey = cluster // condition.clusters
    else:
        cluster, survey = None, np.repeat(np.arange(surveys), condition.n)
    rows = len(survey)

    def latent(icc):
        if cluster is None:
            return rng.normal(size=rows)
        common = rng.normal(scale=np.sqrt(icc), size=len(sizes))
        return common[cluster] + rng.normal(scale=np.sqrt(1 - icc), size=rows)

    outcome, columns = latent(OUTCOME_ICC), {"survey": survey}
    if cluster is not None:
        columns["cluster"] = cluster
    if condition.strata:
        stratum = np.arange(rows) % 5
        outcome = outcome + 0.4 * (stratum - 2)
        columns |= {"stratum": survey * 5 + stratum, "w": 1.0 + stratum}
    if condition.weights:
        columns["w"] = rng.lognormal(0, condition.weights, size=rows)
    columns["y"] = np.searchsorted(cuts(np.array(SHAPES["balanced"])), outcome)
    for name in DRIVERS:
        columns[name] = np.clip(np.rint(4 + 1.5 * latent(DRIVER_ICC)), 1, 7)
    thirds = [NormalDist().inv_cdf(share) for share in (1 / 3, 2 / 3)]
    columns["f"] = np.array(["a", "b", "c"])[np.searchsorted(thirds, latent(DRIVER_ICC))]
    columns["group"] = rng.integers(0, 3, size=rows)
    if condition.strata:
        # Groups are compared as waves, which are samples of their own: as many of every stratum, and not by chance.
        columns["group"] = np.arange(rows) // 5 % 3
    if condition.missing != "drop":
        for name in ("x1", "x2"):
            columns[name] = np.where(rng.random(rows) < 0.2, np.nan, columns[name])
    return columns


def design(columns, alone=False):
    """The words of the design; a survey among others is a stratum, so that it shares nothing with them."""
    words = {"weights": "w"} if "w" in columns else {}
    if "cluster" in columns:
        words |= {"cluster": "cluster"} | ({} if alone else {"strata": "survey"})
    if "stratum" in columns:
        words["strata"] = "stratum"
    return words


# ---- tests -----------------------------------------------------------------------------------------------------------


def overall(columns, condition):
    """The F of a regression, the tests of a factor and of a driver in it."""
    fitted = placet.regression(
        columns, "y", ["x1", "x2", "f"], factors=["f"], by="survey", **design(columns), **gaps(condition)
    )
    yield "regression: all drivers", np.asarray(fitted.fit["f_p_value"], dtype=float)
    tests = fitted.term_tests
    yield "regression: a factor", tests["p_value"][np.array(tests["term"]) == "f"]
    coefficients = np.array(fitted["term"]) == "x1"
    yield "regression: a driver", fitted["p_value"][coefficients]


def logits(columns, condition):
    """The test of all drivers of a logit: of the likelihood, or of the errors."""
    fitted = placet.regression(
        columns, "y", ["x1", "x2", "f"], factors=["f"], model="logit", event=[8, 9, 10], by="survey",
        **design(columns), **gaps(condition),
    )  # fmt: skip
    yield "logit: all drivers", np.asarray(fitted.fit.get("f_p_value", fitted.fit.get("chi2_p_value")), dtype=float)


def importance(columns, condition):
    """The F of the regression that importances are of."""
    found = placet.key_drivers(
        columns, "y", list(DRIVERS), by="survey", n_resamples=0, **design(columns), **gaps(condition)
    )
    yield "key drivers: all drivers", np.asarray(found.fit["f_p_value"], dtype=float)


def gaps(condition):
    """What a call says of missing answers and of errors."""
    words = {"missing": condition.missing}
    if condition.missing == "multiple":
        words |= {"n_imputations": 5, "rng": 1}
    return words | ({"errors": condition.errors} if condition.errors else {})


def selection(columns, condition):
    """P-values of the first step of a selection, by which one of three null drivers enters."""
    words = {name: value for name, value in gaps(condition).items() if name != "errors"}
    found = []
    for some in batches(columns, BATCH):
        chosen = placet.stepwise(
            some, "y", list(DRIVERS), by="survey", n_resamples=0, direction="forward", **design(some), **words
        )
        path = chosen.path
        found.append(path["p_value"][(np.array(path["step"]) == 1) & (np.array(path["action"]) == "enter")])
    yield "stepwise: a driver enters", np.concatenate(found)


def batches(columns, size, surveys=None):
    """The surveys, so many at a time."""
    surveys = int(columns["survey"][-1]) + 1 if surveys is None else surveys
    ends = np.searchsorted(columns["survey"], [*range(0, surveys, size), surveys])
    for start, end in pairwise(ends):
        yield {name: column[start:end] for name, column in columns.items()}


def equality(columns, condition, surveys):
    """Whether three groups have equal coefficients, survey by survey."""
    found = []
    for one in batches(columns, 1, surveys):
        try:
            fitted = placet.regression(one, "y", list(DRIVERS), by="group", **design(one, True), **gaps(condition))
        except placet.ModelError:  # a group that is too small
            continue
        found.append(np.nan if fitted.equality is None else fitted.equality["p_value"][0])
    yield "equal coefficients of groups", np.array(found)


def differences(columns, condition):
    """Whether scores of groups differ."""
    for metric, scale in (("nps", None), ("mean_score", (0, 10))):
        compared = placet.compare(
            columns, "y", metric=metric, scale=scale, by="survey", wave="group", waves=[0, 1, 2], against=0,
            adjust="none", lonely_psu="adjust", **design(columns),
        )  # fmt: skip
        yield f"compare: {'NPS' if scale is None else 'means'}", compared["p_value"]


def linear(columns, condition):
    """Whether means of two items differ that do not, and indexes from what they are in truth, the middle of 1 to 7."""
    yield "gap", placet.gap(columns, "x1", "x2", by="survey", **design(columns))["p_value"]
    tree = {"x1": 0.5, "x2": 0.3, "x3": 0.2}
    index = placet.satisfaction_index(columns, tree, scale=(1, 7), name="all", by="survey", **design(columns))
    whole = np.array(index["term"]) == "all"
    yield "index", outside(index["conf_low"][whole], index["conf_high"][whole], 50)


def changes(columns, condition, surveys):
    """Whether a score changes between two waves, and what segments say, survey by survey."""
    parts = {"total": ("conf_low", "conf_high"), "rate": ("rate_low", "rate_high")}
    found = []
    for one in batches(columns, 1, surveys):
        words = {"by": "f", "wave": "group", "waves": [0, 1, 2], "from_": 0, "to": 1, "lonely_psu": "adjust"}
        moved = placet.change(one, "y", **words, **design(one, True))
        found.append([outside(moved[low][0], moved[high][0], 0) for low, high in parts.values()])
    for name, p in zip(parts, np.array(found).T, strict=True):
        yield f"change: {name}", p


def outside(low, high, truth):
    """0 for intervals that do not hold the truth and 1 for those that do, in place of a p-value."""
    return np.where(np.isnan(low), np.nan, (low <= truth) & (truth <= high))


def control(columns, condition):
    """Waves beyond three standard errors: 0 for these and 1 for others, in place of a p-value."""
    series = columns | {"wave": columns["survey"] % WAVES, "one": columns["survey"] // WAVES}
    flags = placet.track(series, "y", by="one", wave="wave", min_base=0, **design(columns))["flag"]
    yield "track", np.array([0.0 if "limits" in flag else 1.0 for flag in flags])


def sizes(condition, seed, part=1) -> Iterator[Size]:
    """Every test in one condition, each condition with a random stream of its own."""
    rng = np.random.default_rng([seed, CONDITIONS.index(condition)])
    surveys, few = MANY // part // WAVES * WAVES, FEW // part
    columns = draw(rng, condition, surveys)
    tests: list[Callable] = [overall]
    if not condition.errors:
        tests += [importance, selection] if condition.missing == "em" else [logits, importance, selection]
        if condition.missing == "drop":
            tests += [differences, linear, control, lambda columns, condition: changes(columns, condition, 2 * few)]
    tests.append(lambda columns, condition: equality(columns, condition, few))
    for test in tests:
        yield from rejections(test, columns, condition)


def rejections(test, columns, condition) -> Iterator[Size]:
    """What a test rejected; one that is refused here, or in most surveys, is no number."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = list(test(columns, condition))
        except placet.PlacetError as refused:
            yield Size(condition.name, f"refused: {refused}", 0, np.nan)
            return
    for name, p in found:
        known = p[~np.isnan(p)]
        yield Size(
            condition.name, name, len(known), float(np.mean(known < 0.05)) if 2 * len(known) > len(p) else np.nan
        )
