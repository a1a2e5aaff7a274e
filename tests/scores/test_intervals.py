"""Every interval method against an outside number, another program run beside it, or its definition by brute force."""

import inspect
import json
import math
import os
import subprocess
import sys

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet import Metric
from placet.scores.estimation.interval import METHODS
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

LEVELS = [0.9, 0.95, 0.99]
RANDOM = {"n_resamples": 4000, "rng": 1}
#: The seed by its name in this version of scipy.
SEED = {"rng" if "rng" in inspect.signature(stats.bootstrap).parameters else "random_state": 5}


def respondents(detractors: int, passives: int, promoters: int) -> dict[str, np.ndarray]:
    return {"score": np.repeat([3, 7, 10], [detractors, passives, promoters])}


def limits(result, row: int = 0) -> list[float]:
    return [result["conf_low"][row], result["conf_high"][row]]


def skewed(rows: int, seed: int = 3) -> dict[str, np.ndarray]:
    """Answers 0..10 of which most are high, and uneven weights that hang together with them."""
    rng = np.random.default_rng(seed)
    score = np.clip(np.round(rng.gamma(2.0, 1.6, rows) * -1 + 11), 0, 10).astype(np.int8)
    return {"score": score, "w": rng.gamma(2.0, 0.5, rows) + 0.1 + 0.05 * score}


# ---- net scores: R NPS and the root finding beside it ----------------------------------------------------------------


@pytest.fixture(scope="module")
def expected(reference) -> dict:
    return json.loads((reference / "nps" / "expected_nps.json").read_text())["interval_cases"]


@pytest.mark.parametrize("conf_level", LEVELS)
@pytest.mark.parametrize("case", "abdegijk")
def test_score_intervals_of_r_nps_and_of_own_root_finding(expected: dict, case: str, conf_level: float) -> None:
    stored = expected[case]
    data = respondents(*(stored[name] for name in ("detractors", "passives", "promoters")))
    found = limits(placet.nps(data, "score", method="score", conf_level=conf_level))
    # R stops its root finding early: it says 3.2e-7 between the two, on -1..1.
    assert_allclose(found, 100 * np.array(stored["score_interval_own"][f"{conf_level:g}"]), rtol=0, atol=1e-8)
    assert_allclose(found, 100 * np.array(stored[f"iterative_{conf_level:g}"]["int"]), rtol=0, atol=4e-5)


def test_score_limits_are_where_the_score_test_rejects() -> None:
    # The test of a mean of δ: (m - δ)² n = z² V(δ), V under the most likely shares with that mean. For one detractor of
    # one respondent, p̃(-1) = p and p̃(1) = 1 - p give δ = 1 - 2p and V = 1 - δ²: (1 + δ)² = z² (1 - δ²), so that
    # δ = (z² - 1) / (z² + 1).
    z = -stats.norm.ppf(0.025)
    low, high = limits(placet.nps(respondents(1, 0, 0), "score", method="score"))
    assert low == -100
    assert_allclose(high, 100 * (z * z - 1) / (z * z + 1), rtol=1e-13)


# ---- shares: statsmodels ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("conf_level", LEVELS)
@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (0, 12), (12, 12), (3, 10), (9, 10), (250, 1000), (1, 5000)])
@pytest.mark.parametrize(("method", "name"), [("score", "wilson"), ("adjusted", "agresti_coull"), ("wald", "normal")])
def test_shares_are_statsmodels(method: str, name: str, hits: int, n: int, conf_level: float) -> None:
    theirs = np.clip(proportion_confint(hits, n, alpha=1 - conf_level, method=name), 0, 1)
    data = {"q": np.repeat([5, 1], [hits, n - hits])}
    for score in (placet.top_box, placet.csat):
        found = score(data, "q", scale=(1, 5), method=method, conf_level=conf_level)
        assert_allclose(limits(found), theirs, rtol=1e-11, atol=1e-14)
    mirrored = placet.bottom_box(data, "q", scale=(1, 5), method=method, conf_level=conf_level)
    assert_allclose(limits(mirrored), 1 - theirs[::-1], rtol=1e-11, atol=1e-14)


def test_weighted_shares_are_statsmodels_on_the_base(interval_base) -> None:
    data = skewed(300)
    p = np.average(data["score"] >= 9, weights=data["w"])
    n = interval_base(data["score"], data["score"] >= 9, data["w"])
    kish = data["w"].sum() ** 2 / (data["w"] ** 2).sum()
    assert 0.5 < n / kish < 0.99  # happy respondents weigh more, so Kish's base is too large for them
    for method, name in (("score", "wilson"), ("adjusted", "agresti_coull")):
        found = placet.top_box(data, "score", scale=(0, 10), top=2, weights="w", method=method)
        assert_allclose(limits(found), proportion_confint(p * n, n, method=name), rtol=1e-10)


# ---- means: statsmodels ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("conf_level", LEVELS)
def test_means_have_student_s_interval(conf_level: float) -> None:
    data = skewed(45)
    theirs = DescrStatsW(data["score"].astype(float)).tconfint_mean(alpha=1 - conf_level)
    assert_allclose(limits(placet.mean_score(data, "score", scale=(0, 10), conf_level=conf_level)), theirs, rtol=1e-12)
    rescaled = placet.mean_score(data, "score", scale=(0, 10), rescale=True, conf_level=conf_level)
    assert_allclose(limits(rescaled), 10 * np.array(theirs), rtol=1e-12)
    ease = placet.ces(data, "score", scale=(0, 10), conf_level=conf_level)
    assert_allclose(limits(ease), theirs, rtol=1e-12)
    # Independent respondents drawn from infinitely many: the design's interval is the same.
    design = placet.mean_score(data, "score", scale=(0, 10), conf_level=conf_level, method="design")
    assert_allclose(limits(design), theirs, rtol=1e-12)
    assert design["df"][0] == 44


def test_means_of_repeated_answers_have_student_s_interval() -> None:
    data = {"score": np.arange(11), "w": np.array([1, 0, 2, 3, 1, 5, 0, 4, 6, 2, 1])}
    theirs = DescrStatsW(data["score"].astype(float), weights=data["w"]).tconfint_mean()
    for method in ("adjusted", "design"):
        found = placet.mean_score(data, "score", scale=(0, 10), weights="w", weight_type="frequency", method=method)
        assert_allclose(limits(found), theirs, rtol=1e-12, err_msg=method)


def test_wald_is_z_standard_errors() -> None:
    data = skewed(200)
    for metric in (Metric.nps(), Metric.top_box((0, 10)), Metric.mean_score((0, 10))):
        found = placet.score(data, "score", metric, weights="w", method="wald", conf_level=0.8)
        half = stats.norm.ppf(0.9) * found["std_error"][0]
        assert_allclose(limits(found), found["estimate"][0] + np.array([-half, half]), rtol=1e-13)


# ---- the bootstrap: rows drawn one by one ----------------------------------------------------------------------------


def tails(of: np.ndarray, conf_level: float = 0.95) -> np.ndarray:
    return np.quantile(of, [(1 - conf_level) / 2, (1 + conf_level) / 2])


def near(found, theirs, spread: float, draws: int, conf_level: float = 0.95) -> None:
    """Two limits from as many draws each: four errors of a quantile, sqrt(p (1 - p) / draws) over the density there."""
    tail = (1 - conf_level) / 2
    error = math.sqrt(tail * (1 - tail) / draws) / stats.norm.pdf(stats.norm.ppf(tail)) * spread
    assert_allclose(found, theirs, rtol=0, atol=4 * math.sqrt(2) * error)


@pytest.mark.parametrize("kind", ["percentile", "basic", "bca"])
@pytest.mark.parametrize(
    "metric", [Metric.nps(), Metric.top_box((0, 10), 3), Metric.mean_score((0, 10))], ids=lambda m: m.name
)
def test_bootstrap_of_the_histogram_is_scipy_s_of_the_rows(metric: Metric, kind: str) -> None:
    data, draws = skewed(80), 9999
    x = metric.unit * metric.values[data["score"]]
    theirs = stats.bootstrap(
        (x,), np.mean, n_resamples=draws, method={"bca": "BCa"}.get(kind, kind), vectorized=True, **SEED
    )  # fmt: skip
    found = placet.score(data, "score", metric, method="bootstrap", interval=kind, n_resamples=draws, rng=7)
    if metric.form != "share" or kind == "bca":
        near(limits(found), theirs.confidence_interval, float(theirs.standard_error), draws)
        return
    # A share has steps of 1/80, larger than the error of its quantiles: these are those of the binomial distribution
    # at tails that are four errors from the nominal ones, at most.
    off = 4 * math.sqrt(0.025 * 0.975 / draws)
    low, high = limits(found) if kind == "percentile" else 2 * x.mean() - limits(found)[::-1]
    for limit, tail in ((low, 0.025), (high, 0.975)):
        least, most = (stats.binom.ppf(tail + side * off, 80, x.mean()) / 80 for side in (-1, 1))
        assert least - 1e-12 <= limit <= most + 1e-12


def lognormal_weights(n: int) -> tuple[np.ndarray, np.ndarray]:
    return np.random.default_rng(2).choice([10, 9, 8, 7, 3], n), np.random.default_rng(3).lognormal(0, 1.5, n)


@pytest.mark.parametrize("rounded", [False, True])
@pytest.mark.parametrize("case", ["one weight of 50", "lognormal weights"])
def test_respondents_are_drawn_with_their_own_weights(case: str, rounded: bool) -> None:
    # Percentile and BCa limits of 40,000 resamples of the pairs of answer and weight, the acceleration by leaving out.
    q, w = (np.r_[[10] * 9, [8] * 6, [3] * 5], np.r_[50.0, np.ones(19)]) if "one" in case else lognormal_weights(50)
    w = np.ceil(w) if rounded else w  # many respondents of one answer and weight
    x, draws = 100.0 * ((q >= 9) * 1.0 - (q <= 6)), 40_000
    drawn = np.random.default_rng(0).integers(0, len(q), (draws, len(q)))
    copies = (w[drawn] * x[drawn]).sum(axis=1) / w[drawn].sum(axis=1)
    data = {"q": np.tile(q, 2), "w": np.tile(w, 2), "g": np.repeat([0, 1], len(q))}
    for kind, expected in (("percentile", tails(copies)), ("bca", bca_by_hand(x, w, copies))):
        found = placet.nps(data, "q", by="g", weights="w", method="bootstrap", interval=kind, n_resamples=draws, rng=1)
        for row in range(2):
            assert_allclose([found["conf_low"][row], found["conf_high"][row]], expected, atol=1.5)


def test_bca_differs_from_percentile_where_answers_are_skewed() -> None:
    # Otherwise the test above could not tell them apart.
    data = {"score": np.repeat([10, 0], [27, 3])}
    by_kind = {
        kind: limits(placet.mean_score(data, "score", scale=(0, 10), method="bootstrap", interval=kind, rng=1))
        for kind in ("percentile", "basic", "bca")
    }
    assert by_kind["basic"][0] > by_kind["percentile"][0] > by_kind["bca"][0]


@pytest.mark.parametrize("weight_type", ["probability", "frequency", "precision"])
@pytest.mark.parametrize("metric", [Metric.nps(), Metric.mean_score((0, 10))], ids=lambda m: m.name)
def test_weighted_bootstrap_is_that_of_the_rows(metric: Metric, weight_type: str) -> None:
    data, draws = skewed(120), 6000
    rng = np.random.default_rng(2)
    w, x = data["w"], metric.unit * metric.values[data["score"]]
    if weight_type == "frequency":
        w = data["w"] = np.ceil(w)
    if weight_type == "probability":
        drawn = rng.integers(0, len(x), (draws, len(x)))
        copies = (w[drawn] * x[drawn]).sum(axis=1) / w[drawn].sum(axis=1)
    else:  # as many respondents as the weights say, or as there are rows; each row as often as it weighs
        n = int(w.sum()) if weight_type == "frequency" else len(x)
        copies = rng.multinomial(n, w / w.sum(), draws) @ x / n
    found = placet.score(
        data, "score", metric, weights="w", weight_type=weight_type, method="bootstrap", n_resamples=draws, rng=3
    )
    near(limits(found), tails(copies), copies.std(), draws)


def bca_by_hand(x: np.ndarray, w: np.ndarray, copies: np.ndarray) -> np.ndarray:
    """Efron (1987), the acceleration from leaving every respondent out."""
    mean = np.average(x, weights=w)
    left = (w.sum() * mean - w * x) / (w.sum() - w)
    influence = left.mean() - left
    a = (influence**3).sum() / (6 * (influence**2).sum() ** 1.5)
    z0 = stats.norm.ppf((copies < mean).mean() / 2 + (copies <= mean).mean() / 2)
    shifted = z0 + stats.norm.ppf([0.025, 0.975])
    return np.quantile(copies, stats.norm.cdf(z0 + shifted / (1 - a * shifted)))


def test_weighted_bca_is_that_of_the_rows() -> None:
    data, draws = skewed(60, 8), 20_000
    drawn = np.random.default_rng(2).integers(0, 60, (draws, 60))
    w, x = data["w"], data["score"].astype(float)
    copies = (w[drawn] * x[drawn]).sum(axis=1) / w[drawn].sum(axis=1)
    found = placet.mean_score(
        data, "score", scale=(0, 10), weights="w", method="bootstrap", interval="bca", n_resamples=draws, rng=3
    )
    near(limits(found), bca_by_hand(x, w, copies), copies.std(), draws)


@pytest.mark.parametrize("interval", ["percentile", "basic", "bca"])
def test_bootstrap_of_frequencies_is_that_of_repeated_rows(interval: str) -> None:
    data = {"score": np.arange(11), "w": np.array([2, 0, 1, 0, 3, 1, 4, 4, 9, 16, 20])}
    repeated = {"score": np.repeat(data["score"], data["w"])}
    options = {"method": "bootstrap", "interval": interval, **RANDOM}
    for metric in (Metric.nps(), Metric.csat((0, 10), 3), Metric.mean_score((0, 10))):
        found = placet.score(data, "score", metric, weights="w", weight_type="frequency", **options)
        assert_allclose(limits(found), limits(placet.score(repeated, "score", metric, **options)), rtol=1e-12)


# ---- Bayes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prior", [0.5, 1.0, 2.0, 30.0])
@pytest.mark.parametrize(("hits", "n"), [(0, 5), (3, 10), (40, 50)])
def test_bayes_of_a_share_is_the_beta_distribution(hits: int, n: int, prior: float) -> None:
    # A prior of 1 over two classes is Beta(1/2, 1/2), Jeffreys'; of 2 it is the uniform one.
    data, draws = {"q": np.repeat([5, 1], [hits, n - hits])}, 40_000
    exact = stats.beta(hits + prior / 2, n - hits + prior / 2)
    found = placet.top_box(data, "q", scale=(1, 5), method="bayes", prior=prior, n_resamples=draws, rng=4)
    for level, limit in zip((0.025, 0.975), limits(found), strict=True):
        if limit == found["estimate"][0]:  # stretched to it
            assert (exact.cdf(limit) < level) if level < 0.5 else (exact.cdf(limit) > level)
            continue
        # The share of draws below the exact quantile is binomial; the limit has the level up to four of its errors.
        assert abs(exact.cdf(limit) - level) < 4 * math.sqrt(level * (1 - level) / draws)


@pytest.mark.parametrize("metric", [Metric.nps(), Metric.mean_score((0, 10))], ids=lambda m: m.name)
def test_bayes_of_several_classes_is_the_dirichlet_distribution(metric: Metric) -> None:
    data, draws = skewed(40), 20_000
    classes = metric.classes
    base = data["w"].sum() ** 2 / (data["w"] ** 2).sum()
    w = metric.by_class(np.bincount(data["score"], weights=data["w"], minlength=11))
    alpha = base * w / w.sum() + 3.0 / len(classes)
    theirs = metric.unit * np.random.default_rng(1).dirichlet(alpha, draws) @ classes
    found = placet.score(data, "score", metric, weights="w", method="bayes", prior=3, n_resamples=draws, rng=4)
    near(limits(found), tails(theirs), theirs.std(), draws)


# ---- randomness ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["bootstrap", "bayes"])
def test_a_seed_gives_the_same_bits_and_segments_are_as_if_alone(method: str) -> None:
    data = skewed(400) | {"segment": np.array(["a", "b", "c", "d"])[np.arange(400) % 4]}
    options = {"weights": "w", "method": method, "n_resamples": 500}
    first = placet.nps(data, "score", by="segment", rng=11, **options)
    assert placet.nps(data, "score", by="segment", rng=11, **options) == first
    assert placet.nps(data, "score", by="segment", rng=12, **options) != first
    assert first.about["seed"] == 11
    for row, segment in enumerate(first["segment"]):
        alone = {name: column[data["segment"] == segment] for name, column in data.items()}
        # Sums of weights may differ in the last digit: where the rows lie decides in which order they are added.
        assert_allclose(limits(placet.nps(alone, "score", rng=11, **options)), limits(first, row), rtol=1e-12)
    first = placet.nps(data, "score", by="segment", method=method, rng=11)
    alone = {name: column[data["segment"] == "b"] for name, column in data.items()}
    assert limits(placet.nps(alone, "score", method=method, rng=11)) == limits(first, 1)


def test_a_drawn_seed_is_recorded_and_repeats_the_result() -> None:
    data = skewed(50)
    for method in ("bootstrap", "bayes"):
        first = placet.nps(data, "score", method=method, n_resamples=50)
        assert f"seed {first.about['seed']}" in first.summary()
        assert placet.nps(data, "score", method=method, n_resamples=50, rng=first.about["seed"]) == first
    assert placet.nps(data, "score", rng=5).about["seed"] is None
    assert "seed" not in placet.nps(data, "score", rng=5).summary()


SCRIPT = """
import numpy as np, placet
rng = np.random.default_rng(1)
data = {"q": rng.integers(0, 11, 500), "w": rng.random(500), "by": rng.integers(0, 5, 500)}
for method in ("bootstrap", "bayes", "score"):
    print(placet.nps(data, "q", weights="w", by="by", method=method, n_resamples=300, rng=9).to_json())
"""


def test_threads_change_no_bit() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PLACET_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(printed) == 1
    assert printed.pop().count("conf_low") == 3


def test_the_work_of_the_bootstrap_does_not_depend_on_the_respondents() -> None:
    # As rows these would be 1e6 x 10,000 draws, minutes; nothing is timed here, but it would be noticed.
    data = {"score": np.random.default_rng(1).integers(0, 11, 1_000_000).astype(np.int8)}
    found = placet.nps(data, "score", method="bootstrap", n_resamples=10_000, rng=1)
    wald = placet.nps(data, "score", method="wald")
    half = 1.959963984540054 * wald["std_error"][0]
    assert_allclose(limits(found), limits(wald), rtol=0, atol=0.05 * half)


# ---- what is no interval ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("metric", ["nps", "top_box", "mean_score"])
def test_nobody_and_one_respondent(metric: str, method: str) -> None:
    data = {"q": [9, np.nan, np.nan], "key": ["one", "none", "none"]}
    found = placet.score(data, "q", metric, scale=(0, 10), by="key", method=method, **RANDOM)
    assert np.isnan([found[name][0] for name in ("estimate", "std_error", "conf_low", "conf_high", "deff")]).all()
    assert [found[name][0] for name in ("n", "n_eff", "n_missing", "sum_weights")] == [0, 0, 2, 0]
    low, high = limits(found, 1)
    # One answer says nothing of the spread of others: means and designs have no interval, shares have.
    if method == "design" or (metric == "mean_score" and method not in {"score", "bayes"}):
        assert math.isnan(low)
        assert math.isnan(high)
    else:
        assert low <= high
    assert " - " in found.summary()


def test_a_design_and_the_bootstrap_exclude_each_other() -> None:
    data = skewed(40) | {"stratum": np.arange(40) % 2}
    with pytest.raises(placet.DataError, match="would ignore the declared design"):
        placet.nps(data, "score", strata="stratum", method="bootstrap")


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"method": "Wald"}, "method='Wald' is not known; use one of 'adjusted', 'wald', 'score', 'bootstrap'"),
        ({"interval": "bc"}, "interval='bc' is not known; use one of 'percentile', 'basic', 'bca'"),
        (
            {"interval": "bca"},
            "interval='bca' is a kind of bootstrap interval, and method='adjusted' draws no resamples",
        ),
        ({"prior": 0}, "prior=0 must be a number above 0"),
        ({"prior": "jeffreys"}, "prior='jeffreys' must be a number above 0"),
        ({"prior": math.nan}, "prior=nan must be a number above 0"),
        ({"prior": True}, "prior=True must be a number above 0"),
        ({"prior": None}, "prior=None must be a number above 0"),
        ({"n_resamples": 1}, "n_resamples=1 must be a whole number of at least 2"),
        ({"n_resamples": 10**12, "method": "bootstrap"}, "n_resamples"),
        ({"rng": "seed", "method": "bayes"}, "rng='seed' must be None, a whole number"),
        ({"conf_level": 95}, "conf_level=95 must lie strictly between 0 and 1; for 95 % pass 0.95"),
    ],
)
def test_options_of_intervals(option: dict, words: str) -> None:
    with pytest.raises(placet.DataError) as caught:
        placet.nps(skewed(20), "score", **option)
    assert words in str(caught.value)


def test_a_method_in_place_of_an_interval_is_told_which_option_it_is() -> None:
    with pytest.raises(placet.DataError, match="is a method: pass method='bootstrap'"):
        placet.nps([10, 9, 3], interval="bootstrap")
