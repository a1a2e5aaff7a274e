"""Sample sizes and power against published tables, statsmodels, the intervals of the package and simulated surveys."""

import math
import pickle

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import placet
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import DataError
from placet.scores.estimation.pseudo_respondents import ROCKS
from placet.scores.planning import arguments
from placet.scores.planning.design import Design
from placet.scores.planning.expected import net, share
from placet.scores.planning.precision import Setting, estimate, half_width, two_scores
from scipy import stats
from statsmodels.stats.power import NormalIndPower, TTestIndPower, TTestPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, samplesize_confint_proportion

Z = 1.959963984540054
TRACKER = {"promoters": 0.45, "detractors": 0.2}


def size(*args, **kwargs):
    return int(placet.sample_size(*args, **kwargs)["n"][0])


def achieved(*args, **kwargs):
    return float(placet.power(*args, **kwargs)["power"][0])


def detectable(*args, **kwargs):
    return float(placet.power(*args, **kwargs)["difference"][0])


# ---- by hand ---------------------------------------------------------------------------------------------------------


def test_wald_sizes_by_hand():
    # Half promoters, half detractors: variance 1, so n = (1.95996 x 100 / 3)² = 4268.2 of 100²-point answers.
    assert size("nps", margin=3, method="wald") == 4269
    # 45 % and 20 %: 0.65 - 0.25² = 0.5875, n = 4268.2 x 0.5875 = 2507.6; with a design effect of 1.4, 3510.6.
    assert size("nps", margin=3, method="wald", **TRACKER) == 2508
    assert size("nps", margin=3, method="wald", design_effect=1.4, **TRACKER) == 3511
    # Two groups, 80 %: (1.95996 + 0.84162)² = 7.8489 times 0.5875 + 0.65 - 0.3² (the second: 47.5 % and 17.5 %)
    # over 0.05²: 7.8489 x 1.1475 / 0.0025 = 3602.6.
    assert size("nps", difference=5, method="wald", **TRACKER) == 3603
    # Half of them in both waves, answers correlated by 0.6: 1.1475 - 2 x 0.6 x 0.5 x sqrt(0.5875 x 0.56) = 0.80335.
    assert size("nps", difference=5, method="wald", overlap=0.5, correlation=0.6, **TRACKER) == 2523


def test_adjusted_size_of_a_nps_by_hand():
    # 97 respondents, half for and half against, and three more: of 100, 98.5 are no passives, so the variance of an
    # answer is 0.985 and the half width 1.95996 sqrt(0.985 / 100) x 100 = 19.452 points. With 96 it is
    # 1.95996 sqrt(97.5 / 99²) x 100 = 19.548.
    assert size("nps", margin=19.5) == 97
    assert_allclose(placet.sample_size("nps", margin=19.5)["achieved"], 100 * Z * math.sqrt(0.985 / 100), rtol=1e-14)


def test_a_second_distribution_takes_half_from_each_side_and_the_rest_from_passives():
    # Detractors 1 %, NPS 49, 10 points more: P = 0.59, D = 0 instead of 0.55 and -0.04. Variances 0.51 - 0.49² = 0.2699
    # and 0.59 - 0.59² = 0.2419; standard error of 1,000 each sqrt(0.5118 / 1000) = 0.022623.
    error = math.sqrt(0.5118 / 1000)
    expected = stats.norm.cdf(0.1 / error - Z) + stats.norm.cdf(-0.1 / error - Z)
    found = achieved("nps", n=1000, difference=10, promoters=0.5, detractors=0.01, method="wald")
    assert_allclose(found, expected, rtol=1e-12)


# ---- published -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("population", "n"), [(100, 80), (1000, 278), (5000, 357), (10_000, 370)])
def test_finite_populations_of_krejcie_and_morgan(population, n):
    # Krejcie, R. V. and Morgan, D. W. (1970), Determining sample size for research activities, Educational and
    # Psychological Measurement 30, 607-610, Table 1 (± 5 %, p = 0.5). They correct by (N - n)/(N - 1) and round.
    assert size("top_box", margin=0.05, method="wald", population=population) == n


@pytest.mark.parametrize(("d", "n"), [(0.5, 64), (0.8, 26)])
def test_two_means_of_cohen(d, n):
    # Cohen, J. (1992), A power primer, Psychological Bulletin 112, 155-159, Table 2: power 0.80, two-sided 0.05.
    assert size("mean_score", difference=d, sd=1) == n


# ---- statsmodels -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [0.02, 0.3, 0.5, 0.91])
@pytest.mark.parametrize("margin", [0.015, 0.04, 0.08])
@pytest.mark.parametrize("conf_level", [0.9, 0.99])
def test_shares_are_those_of_statsmodels(p, margin, conf_level):
    found = size("top_box", margin=margin, share=p, conf_level=conf_level, method="wald")
    if p > 0.1:  # statsmodels does not clip
        assert found == math.ceil(samplesize_confint_proportion(p, margin, 1 - conf_level))
    found = size("top_box", margin=margin, share=p, conf_level=conf_level)
    wide, enough = (
        np.diff(proportion_confint(p * n, n, 1 - conf_level, method="agresti_coull"))[0] / 2 for n in (found - 1, found)
    )
    assert enough <= margin < wide


@pytest.mark.parametrize("ratio", [0.25, 1, 3])
@pytest.mark.parametrize("n", [40, 400])
def test_power_is_that_of_statsmodels(n, ratio):
    # Welch's degrees of freedom differ from n + n' - 2 in unequal groups.
    if ratio == 1:
        own = achieved("mean_score", n=n, difference=0.5, sd=2)
        assert_allclose(own, TTestIndPower().power(0.25, n, 0.05), rtol=1e-9)
    own = achieved("mean_score", n=n, difference=0.5, sd=2, ratio=ratio, method="wald")
    assert_allclose(own, NormalIndPower().power(0.25, n, 0.05, ratio), rtol=1e-12)
    # Standardised by the spread that has the same error in groups of this ratio.
    first, second = 0.65 - 0.25**2, 0.65 - 0.33**2
    sd = math.sqrt((first + second / ratio) / (1 + 1 / ratio))
    own = achieved("nps", n=n, difference=8, ratio=ratio, method="wald", **TRACKER)
    assert_allclose(own, NormalIndPower().power(0.08 / sd, n, 0.05, ratio), rtol=1e-12)


@pytest.mark.parametrize("n", [12, 90])
def test_a_panel_is_a_paired_test(n):
    # All in both waves: differences with variance 2 (1 - 0.6) sd².
    own = achieved("mean_score", n=n, difference=0.5, sd=2, overlap=1, correlation=0.6)
    assert_allclose(own, TTestPower().power(0.5 / (2 * math.sqrt(0.8)), n, 0.05), rtol=1e-9)


@pytest.mark.parametrize(
    ("first", "second", "method", "difference", "error"),
    [
        ((30, 40, 30), (2, 3, 5), "wald", 0.3, 0.258843582110896),
        ((30, 40, 30), (2, 3, 5), "adjusted", 0.230769230769231, 0.228027032626798),
        ((600, 200, 200), (125, 300, 575), "wald", 0.85, 0.0337268439080801),
        ((600, 200, 200), (125, 300, 575), "adjusted", 0.847457627118644, 0.0336862797251186),
        ((91, 49, 110), (83, 47, 120), "wald", 0.072, 0.079707465145995),
    ],
)
def test_the_test_of_two_nps_is_that_of_r_nps(monkeypatch, first, second, method, difference, error):
    # R NPS, two-sample tests: author's development version 2.0.999, the last 1.1 (Apples and Oranges of its test data).
    # Counts of detractors, passives, promoters. R adds all of Rocks' respondents to each group, we half of them.
    monkeypatch.setattr("placet.scores.planning.precision.of_two_scores", lambda form: ROCKS)
    groups = [
        net(high / sum((low, middle, high)), low / sum((low, middle, high))) for low, middle, high in (first, second)
    ]
    pseudo = two_scores(Setting(groups[0], Design(), 0.95, method))
    made = [estimate(group, 1 / sum(counts), pseudo) for group, counts in zip(groups, (first, second), strict=True)]
    assert_allclose(made[1].mean - made[0].mean, difference, rtol=1e-13)
    assert_allclose(math.sqrt(made[0].squared_error + made[1].squared_error), error, rtol=1e-13)


@pytest.mark.parametrize(("method", "name"), [("adjusted", "agresti-caffo"), ("wald", "wald")])
def test_the_test_of_two_shares_is_that_of_statsmodels(method, name):
    groups = (40, 50), (45, 90)
    low, high = confint_proportions_2indep(*groups[0], *groups[1], method=name, compare="diff")
    pseudo = two_scores(Setting(share(0.8), Design(), 0.95, method))
    made = [estimate(share(count / n), 1 / n, pseudo) for count, n in groups]
    assert_allclose(made[0].mean - made[1].mean, (low + high) / 2, rtol=1e-12)
    assert_allclose(Z * math.sqrt(made[0].squared_error + made[1].squared_error), (high - low) / 2, rtol=1e-12)


# ---- the intervals of the package ------------------------------------------------------------------------------------


def answers(n, promoters, detractors):
    counts = round(n * detractors), round(n * promoters)
    return np.repeat([3, 10, 7], [*counts, n - sum(counts)])


@pytest.mark.parametrize("method", ["adjusted", "wald"])
@pytest.mark.parametrize(("promoters", "detractors"), [(0.5, 0.5), (0.45, 0.2), (0.9, 0.05), (0.05, 0.1), (1, 0)])
@pytest.mark.parametrize("n", [20, 100, 2000])
def test_the_margin_is_that_of_nps_at_the_expected_answers(n, promoters, detractors, method):
    interval = placet.nps({"score": answers(n, promoters, detractors)}, "score", method=method)
    half = float(interval["conf_high"][0] - interval["conf_low"][0]) / 2
    if half == 0:
        with pytest.raises(DataError, match="all answer alike"):
            placet.sample_size("nps", margin=3, promoters=promoters, detractors=detractors, method=method)
        return
    plan = placet.sample_size("nps", margin=half + 1e-9, promoters=promoters, detractors=detractors, method=method)
    assert plan["n"][0] == n
    assert_allclose(plan["achieved"], half, rtol=1e-12)


def test_weights_cost_what_they_cost_in_nps():
    # Weights 1 and 3, as often with every answer: mean 2, standard deviation 1, CV 0.5, design effect 1.25.
    data = {"score": np.tile(answers(200, 0.45, 0.2), 2), "w": np.repeat([1, 3], 200)}
    interval = placet.nps(data, "score", weights="w")
    half = float(interval["conf_high"][0] - interval["conf_low"][0]) / 2
    for design in ({"weight_cv": 0.5}, {"design_effect": 1.25}):
        plan = placet.sample_size("nps", margin=half + 1e-9, **design, **TRACKER)
        assert plan["n"][0] == 400
        assert_allclose([plan["n_eff"], plan["achieved"]], [interval["n_eff"], [half]], rtol=1e-12)


# ---- simulated surveys -----------------------------------------------------------------------------------------------

DRAWS = 100_000
FIVE_ERRORS = 5 * math.sqrt(0.16 / DRAWS)  # of a share of 0.8


def joint(first, second, r):
    """Joint shares of three classes in two waves: r parts as alike as they can be, the rest independent."""
    alike = np.zeros((3, 3))
    left, right = np.array(first, dtype=float), np.array(second, dtype=float)
    i = j = 0
    while i < 3 and j < 3:
        alike[i, j] = moved = min(left[i], right[j])
        left[i] -= moved
        right[j] -= moved
        i, j = (i + 1, j) if left[i] <= 1e-15 else (i, j + 1)
    return r * alike + (1 - r) * np.outer(first, second)


CODES = np.array([-1, 0, 1])


def correlation(shares):
    a, b = shares.sum(axis=1), shares.sum(axis=0)
    means = a @ CODES, b @ CODES
    covariance = CODES @ shares @ CODES - means[0] * means[1]
    return covariance / math.sqrt((a @ CODES**2 - means[0] ** 2) * (b @ CODES**2 - means[1] ** 2))


def nps_test(counts, pseudo):
    """Adjusted score and variance of an answer from counts of detractors, passives, promoters."""
    shares = (counts + np.array([pseudo / 4, pseudo / 2, pseudo / 4])) / (counts.sum(axis=-1, keepdims=True) + pseudo)
    mean = shares @ CODES
    return mean, shares @ CODES**2 - mean**2


@pytest.mark.parametrize("method", ["adjusted", "wald"])
@pytest.mark.parametrize("n", [60, 700])
def test_simulated_power_of_two_nps(n, method):
    rng = np.random.default_rng(1)
    d = 2.85 * math.sqrt(2 * 0.57 / n)
    pseudo = 3 if method == "adjusted" else 0
    mean, variance = zip(
        *(nps_test(rng.multinomial(n, [0.2 - s, 0.35, 0.45 + s], DRAWS), pseudo) for s in (0, d / 2)), strict=True
    )
    found = np.abs(mean[1] - mean[0]) > Z * np.sqrt((variance[0] + variance[1]) / (n + pseudo))
    planned = achieved("nps", n=n, difference=100 * d, method=method, **TRACKER)
    # The normal distribution of the score is itself an approximation, good to 1/n or so.
    assert abs(found.mean() - planned) < FIVE_ERRORS + 0.5 / n
    assert 0.75 < planned < 0.95


def test_simulated_power_of_overlapping_waves():
    rng = np.random.default_rng(2)
    n, both, d = 500, 200, 0.09
    shares = joint([0.2, 0.35, 0.45], [0.2 - d / 2, 0.35, 0.45 + d / 2], 0.7)
    rho = correlation(shares)
    assert 0.6 < rho < 0.7
    panel = rng.multinomial(both, shares.ravel(), DRAWS).reshape(DRAWS, 3, 3)
    waves = [
        panel.sum(axis=axis) + rng.multinomial(n - both, shares.sum(axis=side), DRAWS)
        for axis, side in ((2, 1), (1, 0))
    ]
    (m1, v1), (m2, v2) = (nps_test(wave, 3) for wave in waves)
    means = (panel.sum(axis=2) @ CODES) / both, (panel.sum(axis=1) @ CODES) / both
    covariance = (np.einsum("kij,i,j->k", panel, CODES, CODES) / both - means[0] * means[1]) * both
    error = np.sqrt((v1 + v2) / (n + 3) - 2 * covariance / (n + 3) ** 2)
    found = np.abs(m2 - m1) > Z * error
    planned = achieved("nps", n=n, difference=100 * d, overlap=both / n, correlation=rho, **TRACKER)
    assert abs(found.mean() - planned) < FIVE_ERRORS + 0.5 / n
    # The panel is what finds it: without overlap the same surveys are much weaker.
    assert planned > achieved("nps", n=n, difference=100 * d, **TRACKER) + 0.1


@pytest.mark.parametrize("method", ["adjusted", "wald"])
def test_simulated_power_of_two_shares(method):
    rng = np.random.default_rng(3)
    sizes, shares, pseudo = (300, 450), (0.6, 0.7), 1 if method == "adjusted" else 0
    p = [(rng.binomial(n, share, DRAWS) + pseudo) / (n + 2 * pseudo) for n, share in zip(sizes, shares, strict=True)]
    error = np.sqrt(sum(q * (1 - q) / (n + 2 * pseudo) for q, n in zip(p, sizes, strict=True)))
    planned = achieved("top_box", n=300, ratio=1.5, difference=0.1, share=0.6, method=method)
    assert abs((np.abs(p[1] - p[0]) > Z * error).mean() - planned) < FIVE_ERRORS + 0.5 / 300


def test_simulated_power_of_means_of_overlapping_waves():
    rng = np.random.default_rng(4)
    n, both, rho = 30, 15, 0.5
    first, second = rng.normal(0, 2, (2, DRAWS, n))
    second[:, :both] = rho * first[:, :both] + math.sqrt(1 - rho**2) * second[:, :both]
    second += 1.2
    v = [wave.var(axis=1, ddof=1) for wave in (first, second)]
    pairs = [wave[:, :both] - wave[:, :both].mean(axis=1, keepdims=True) for wave in (first, second)]
    r = (pairs[0] * pairs[1]).sum(axis=1) / np.sqrt((pairs[0] ** 2).sum(axis=1) * (pairs[1] ** 2).sum(axis=1))
    error = np.sqrt((v[0] + v[1]) / n - 2 * r * np.sqrt(v[0] * v[1]) * both / n**2)
    welch = (v[0] + v[1]) ** 2 / ((v[0] ** 2 + v[1] ** 2) / (n - 1))
    df = both - 1 + (welch - both + 1) * (2 * n - 2 * both) / (2 * n)
    t = (second.mean(axis=1) - first.mean(axis=1)) / error
    planned = achieved("mean_score", n=n, difference=1.2, sd=2, overlap=both / n, correlation=rho)
    assert abs((np.abs(t) > stats.t.ppf(0.975, df)).mean() - planned) < FIVE_ERRORS + 0.005


def test_simulated_intervals_of_a_finite_population():
    rng = np.random.default_rng(5)
    population, people = 2000, [400, 700, 900]
    plan = placet.sample_size("nps", margin=4, population=population, **TRACKER)
    n, base = int(plan["n"][0]), float(plan["n_eff"][0])
    assert_allclose(base, 1 / (1 / n - 1 / population), rtol=1e-12)
    shares = rng.multivariate_hypergeometric(people, n, DRAWS) / n
    mean, variance = nps_test(shares * base, 3)
    half = Z * np.sqrt(variance / (base + 3))
    assert abs(100 * half.mean() - 4) < 0.01
    assert abs((np.abs(mean - 0.25) < half).mean() - 0.95) < 5 * math.sqrt(0.0475 / DRAWS) + 0.002


def test_simulated_waves_of_a_finite_population():
    # Independent samples of 600 of the same 1,000 people meet in 360 of them, 0.6 of 600. Nobody changes, so the
    # answers of one respondent are correlated by 1; yet the waves are independent and have no covariance.
    rng = np.random.default_rng(6)
    people = np.repeat([-1.0, 0, 1], [200, 350, 450])
    differences = [np.subtract(*(rng.choice(people, 600, replace=False).mean() for _ in range(2))) for _ in range(4000)]
    design, variance = Design(population=1000, overlap=0.6, correlation=1.0), net(0.45, 0.2).variance
    planned = 2 * variance * (design.precision(600) - design.common(600))
    assert design.common(600) == pytest.approx(0, abs=1e-18)
    assert_allclose(np.var(differences), planned * 1000 / 999, rtol=5 * math.sqrt(2 / 4000))


# ---- properties ------------------------------------------------------------------------------------------------------

METRICS = {
    "nps": st.tuples(st.floats(0, 1), st.floats(0, 1)).map(
        lambda s: {"promoters": s[0] * s[1], "detractors": s[0] * (1 - s[1])}
    ),
    "top_box": st.floats(0, 1).map(lambda p: {"share": p}),
    "mean_score": st.floats(0.1, 4.5).map(lambda sd: {"sd": sd, "scale": (1, 10)}),
}
UNIT = {"nps": 100, "top_box": 1, "mean_score": 5}
DESIGN = st.fixed_dictionaries(
    {"design_effect": st.floats(0.7, 4), "conf_level": st.floats(0.5, 0.999)},
    optional={"population": st.integers(60, 5000), "comparisons": st.integers(1, 12)},
)
TWO = st.fixed_dictionaries(
    {"ratio": st.floats(0.3, 3)}, optional={"overlap": st.floats(0, 0.9), "correlation": st.floats(-0.9, 0.95)}
)
slow = settings(deadline=None, max_examples=40, derandomize=True)


def expected_answers(draw, metric, method):
    told = draw.draw(METRICS[metric])
    if method == "wald":
        p = told.get("share", told.get("promoters", 0) + told.get("detractors", 0))
        assume(metric == "mean_score" or 0.01 < p < 0.99)
    return told


@slow
@given(draw=st.data(), portion=st.floats(0.02, 0.6))
@pytest.mark.parametrize("method", ["adjusted", "wald"])
@pytest.mark.parametrize("metric", METRICS)
def test_the_n_of_a_margin_is_the_smallest(metric, method, draw, portion):
    told = expected_answers(draw, metric, method) | draw.draw(DESIGN)
    margin = portion * UNIT[metric] / 2
    plan = placet.sample_size(metric, margin=margin, method=method, **told)
    n, half = int(plan["n"][0]), plan.curves["value"]
    assert plan["achieved"][0] <= margin
    assert (np.diff(half[np.isfinite(half)]) <= 1e-12).all()
    # Every smaller sample fails, so the search found no island; a wider margin is never dearer.
    row = arguments.plans(PLAIN | told)[0][0]
    fixed = {"scale": told.get("scale"), "rescale": False, "method": method, "adjust": "bonferroni"}
    made = arguments.setting(metric, row, fixed, 1)
    sizes = range(1, n) if n < 400 else np.unique(np.geomspace(1, n - 1, 300).astype(int)).tolist()
    assert all(half_width(made, size) > margin for size in sizes)
    assert size(metric, margin=min(1.1 * margin, 0.99 * UNIT[metric] / 2), method=method, **told) <= n


PLAIN = {
    "promoters": None, "detractors": None, "share": None, "sd": None, "conf_level": 0.95, "comparisons": 1,
    "design_effect": None, "weight_cv": None, "population": None, "ratio": 1, "overlap": None, "correlation": None,
}  # fmt: skip


@slow
@given(draw=st.data(), portion=st.floats(0.02, 0.3), asked=st.floats(0.55, 0.99))
@pytest.mark.parametrize("method", ["adjusted", "wald"])
@pytest.mark.parametrize("metric", METRICS)
def test_the_n_of_a_difference_is_the_smallest_and_inverts_power(metric, method, draw, portion, asked):
    told = expected_answers(draw, metric, method) | draw.draw(DESIGN) | draw.draw(TWO)
    if "overlap" not in told or "correlation" not in told:
        told.pop("overlap", None)
        told.pop("correlation", None)
    difference = portion * UNIT[metric]
    question = {"difference": difference, "method": method, **told}
    plan, error = None, ""
    try:
        plan = placet.sample_size(metric, power=asked, **question)
    except DataError as refused:
        error = str(refused)
    assert "beyond" in error or "leaves at most" in error or plan
    if plan is None:
        return
    n = int(plan["n"][0])
    assert plan["n_second"][0] == max(1, math.ceil(told["ratio"] * n - 1e-9))
    assert achieved(metric, n=n, **question) == plan["achieved"][0] >= asked
    smaller = range(1, n) if n < 300 else np.unique(np.geomspace(1, n - 1, 200).astype(int)).tolist()
    if smaller:
        assert (placet.power(metric, n=list(smaller), **question)["power"] < asked).all()
    # What n can detect with this power is at most the difference it was made for, and is detected.
    question.pop("difference")
    least = detectable(metric, n=n, power=asked, **question)
    assert 0 < least <= difference * (1 + 1e-12)
    assert achieved(metric, n=n, difference=least, **question) == pytest.approx(asked, abs=1e-9)


@pytest.mark.parametrize("question", [{"margin": 2.5}, {"difference": 4}])
def test_the_scale_does_not_matter_to_scores_of_0_to_100(question):
    plain = size("mean_score", sd=2, scale=(0, 10), rescale=True, **question)
    assert plain == size("mean_score", sd=0.8, scale=(1, 5), rescale=True, **question)
    name, value = next(iter(question.items()))
    assert plain == size("mean_score", sd=2, scale=(0, 10), **{name: value / 10})
    assert plain == size("mean_score", sd=20, **question)


def test_symmetries():
    turned = {"promoters": 0.2, "detractors": 0.45}
    assert size("nps", margin=3, **TRACKER) == size("nps", margin=3, **turned)
    assert size("nps", difference=5, **TRACKER) == size("nps", difference=-5, **turned)
    assert size("net_box", difference=5, **TRACKER) == size("nps", difference=5, **TRACKER)
    assert size("csat", margin=0.04, share=0.7) == size("bottom_box", margin=0.04, share=0.3)
    # The smaller wave may be the first or the second.
    wave = {"difference": 9, "overlap": 0.5, "correlation": 0.5, "promoters": 0.4, "detractors": 0.355}
    same = {**wave, "difference": -9, "promoters": 0.445, "detractors": 0.31}
    assert_allclose(achieved("nps", n=300, ratio=2, **wave), achieved("nps", n=600, ratio=0.5, **same), rtol=1e-12)


def test_bonferroni_is_the_level_of_one_of_several():
    for question in ({"margin": 3}, {"difference": 5}):
        shared = size("nps", comparisons=5, **question)
        assert shared == size("nps", conf_level=0.99, **question) > size("nps", **question)
        assert size("nps", comparisons=5, adjust="none", **question) == size("nps", **question)


def test_a_census_has_no_margin_and_finds_every_difference():
    plan = placet.sample_size("nps", margin=1e-6, population=300)
    assert (plan["n"][0], plan["n_eff"][0], plan["achieved"][0]) == (300, math.inf, 0)
    assert "∞" in plan.summary()
    assert placet.power("mean_score", n=300, difference=0.01, sd=1, population=300)["power"][0] == 1


# ---- several plans, and how they show --------------------------------------------------------------------------------


def test_lists_are_combined_and_the_last_varies_fastest():
    plan = placet.sample_size("nps", margin=[3, 5], design_effect=[1, 1.4], **TRACKER)
    assert plan["margin"].tolist() == [3, 3, 5, 5]
    assert plan["design_effect"].tolist() == [1, 1.4, 1, 1.4]
    for row, (margin, effect) in enumerate(zip(plan["margin"], plan["design_effect"], strict=True)):
        assert plan["n"][row] == size("nps", margin=margin, design_effect=effect, **TRACKER)


def test_promoters_and_detractors_go_together():
    plan = placet.power("nps", n=np.array([200, 400]), promoters=[0.45, 0.6], detractors=[0.2, 0.1])
    assert plan["promoters"].tolist() == [0.45, 0.6, 0.45, 0.6]
    assert plan["detractors"].tolist() == [0.2, 0.1, 0.2, 0.1]
    assert plan["n"].tolist() == [200, 200, 400, 400]


COLUMNS = "promoters detractors share sd conf_level comparisons design_effect population ratio overlap correlation"
PLANS = {
    "margin": lambda: placet.sample_size("nps", margin=[2, 3, 5], **TRACKER),
    "difference": lambda: placet.sample_size("csat", difference=0.05, design_effect=[1, 1.5, 2], power=[0.8, 0.9]),
    "power": lambda: placet.power("nps", n=[200, 400, 800], difference=[5, 8], overlap=0.5, correlation=0.6),
    "detectable": lambda: placet.power("mean_score", n=[50, 800], scale=(1, 5), rescale=True, population=9000),
    "many": lambda: placet.sample_size("nps", difference=list(range(1, 13)), **TRACKER),
    "census": lambda: placet.sample_size("nps", margin=0.1, population=200),
}


@pytest.mark.parametrize("name", PLANS)
def test_results_show_themselves(name):
    plan = PLANS[name]()
    sizes = name in {"margin", "difference", "many", "census"}
    own = "margin difference power n n_second n_eff achieved" if sizes else "n n_second n_eff difference power"
    frame = plan.to_frame()
    assert frame.columns == f"metric {own} {COLUMNS}".split()
    assert [name for name, kind in frame.schema.items() if kind == pl.Int64] == ["n", "n_second", "comparisons"]
    assert pickle.loads(pickle.dumps(plan)) == plan
    assert "NaN" not in plan.to_json()
    assert "nan" not in plan.summary() + plan._repr_html_() + str(plan.glance().keys())
    for heading in ("n", "Margin" if name in {"margin", "census"} else "Difference"):
        assert f"<th>{heading}</th>" in plan.to_html()
    assert "Correlation" in plan.to_html() or name != "power"
    assert "Comparisons" not in plan.to_html()


@pytest.mark.parametrize("name", PLANS)
def test_pictures(name):
    plan = PLANS[name]()
    ax = plan.plot()
    ax.figure.draw_without_rendering()
    # Every plan is a mark that lies on its curve.
    marks = np.vstack([np.asarray(c.get_offsets()) for c in ax.collections])
    curves = dict.fromkeys(plan.curves["label"])
    assert len(ax.collections) == len(curves) <= 8
    value = plan["achieved"] if "achieved" in plan.table else plan[plan.about["goal"]]
    drawn = [row for row, label in enumerate(plan.curves["row"]) if label in curves]
    assert {tuple(mark) for mark in marks} == set(zip(plan["n"][drawn].tolist(), value[drawn].tolist(), strict=True))
    lines = [line for line in ax.lines if len(line.get_xdata()) > 2]
    for line, dots in zip(lines, ax.collections, strict=True):
        points = set(zip(line.get_xdata().tolist(), line.get_ydata().tolist(), strict=True))
        inside = [tuple(mark) for mark in np.asarray(dots.get_offsets()).tolist()]
        assert min(inside) in points
        assert max(inside) in points
    if name == "many":
        assert "first 8 of 12 settings" in ax.get_title(loc="left")
    for text in [*ax.texts, ax.xaxis.label, ax.yaxis.label]:
        box, frame = text.get_window_extent(), ax.figure.bbox
        assert box.x0 >= -1
        assert box.y0 >= -1
        assert box.x1 <= frame.x1 + 1
        assert box.y1 <= frame.y1 + 1
    plt.close(ax.figure)


def test_what_was_assumed_is_said():
    assert "half promoters and half detractors, the widest there is" in placet.sample_size("nps", margin=3).summary()
    assert "half promoters" not in placet.sample_size("nps", margin=3, **TRACKER).summary()
    assert "no share given, so one half" in placet.power("csat", n=300).summary()
    assert "half the scale, the widest there is" in placet.power("mean_score", n=300, scale=(1, 5)).summary()
    assert "Bonferroni share" in placet.power("csat", n=300, comparisons=3).summary()
    assert "level 90%" in placet.power("csat", n=300, conf_level=0.9).summary()


# ---- what cannot be --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({}, "give margin= for the interval of one score, or difference="),
        ({"margin": 3, "difference": 3}, "give margin= for the interval of one score, or difference="),
        ({"margin": 3, "power": 0.8}, "power= belongs to difference="),
        ({"margin": 0}, "margin=0 must lie strictly between 0 and 100"),
        ({"margin": math.nan}, "margin=nan must lie strictly between 0 and 100"),
        ({"margin": "3"}, "margin='3' must lie strictly between 0 and 100"),
        ({"margin": []}, "margin is an empty list"),
        ({"margin": 1e-7}, r"margin=1e-07 takes more than 1e\+12 respondents"),
        ({"margin": 3, "promoters": 0.8, "detractors": 0.3}, "promoters=0.8 and detractors=0.3 add up to 1.1"),
        ({"margin": 3, "promoters": 0.8}, "one distribution; give both"),
        ({"margin": 3, "promoters": 45, "detractors": 20}, r"promoters=45 must be a share between 0 and 1; for 45 %"),
        ({"margin": 3, "promoters": [0.4, 0.5], "detractors": [0.1] * 3}, "promoters has 2 entries and detractors 3"),
        ({"margin": 3, "share": 0.5}, "share= says nothing about metric='nps'.* promoters= and detractors="),
        ({"margin": 3, "overlap": 0.5}, "overlap=0.5 is about two groups; give difference="),
        ({"margin": 3, "conf_level": 95}, "conf_level=95 must lie strictly between 0 and 1; for 95 % pass 0.95"),
        ({"margin": 3, "design_effect": 0}, "design_effect=0 must be a finite number above 0"),
        ({"margin": 3, "design_effect": 1.4, "weight_cv": 0.5}, "two ways to say what weights cost"),
        ({"margin": 3, "weight_cv": -1}, "weight_cv=-1 must be a number of at least 0"),
        ({"margin": 3, "population": 0.5}, "population=0.5 must be a whole number of at least 1"),
        ({"margin": 3, "comparisons": 0}, "comparisons=0 must be a whole number of at least 1"),
        ({"margin": 3, "adjust": "holm"}, "adjust='holm' is not known; use one of 'bonferroni', 'none'"),
        ({"margin": 3, "method": "score"}, "method='score' is not known"),
        ({"margin": [3] * 200, "design_effect": [1] * 200}, "the lists make 40,000 plans"),
        ({"difference": 0}, "difference=0 is what a test takes for granted"),
        ({"difference": 80, **TRACKER}, r"difference=80 takes an expected score of 25 to 105, beyond -100\.\.100"),
        ({"difference": 5, "power": 80}, "power=80 must lie strictly between 0 and 1; for 80 % pass 0.8"),
        ({"difference": 5, "overlap": 0.5}, "overlap=0.5 needs correlation="),
        ({"difference": 5, "correlation": 0.5}, "correlation=0.5 is that of respondents in both waves; give"),
        ({"difference": 5, "overlap": 1.5, "correlation": 0.5}, "overlap=1.5 must be a share between 0 and 1"),
        ({"difference": 5, "overlap": 0.5, "correlation": 1.2}, "correlation=1.2 must lie strictly between -1 and 1"),
        ({"difference": 5, "ratio": 0}, "ratio=0 must be a finite number above 0"),
        ({"difference": 5, "ratio": 10, "population": 400}, "population=400 leaves at most n=40 in the first"),
        ({"difference": 2, "overlap": 0, "population": 2000}, "population=2,000 leaves at most n=1,000 in the first"),
    ],
)  # fmt: skip
def test_impossible_sample_sizes(question, message):
    with pytest.raises(DataError, match=message):
        placet.sample_size("nps", **question)


@pytest.mark.parametrize(
    ("metric", "question", "message"),
    [
        ("nsp", {"n": 9}, "metric='nsp' is not known; use one of 'nps', 'net_box'"),
        ("nps", {"n": 0}, "n=0 must be a whole number of at least 1"),
        ("nps", {"n": 9.5}, "n=9.5 must be a whole number of at least 1"),
        ("nps", {"n": 9, "difference": 5, "power": 0.8}, "follow from each other"),
        ("nps", {"n": 800, "population": 500}, "are 800 people of a population=500"),
        ("nps", {"n": 800, "population": 1000, "overlap": 0.5, "correlation": 0.5}, "are 1,200 people of a population"),
        ("nps", {"n": 9, "promoters": 0.9, "detractors": 0.0}, "not even one from 90 to 100; give a larger n"),
        ("csat", {"n": 300, "difference": 5}, "for 5 percentage points pass 0.05"),
        ("csat", {"n": 300, "difference": 0.6}, r"an expected score of 0.5 to 1.1, beyond 0\.\.1"),
        ("mean_score", {"n": 300}, "needs sd=, the expected standard deviation"),
        ("mean_score", {"n": 300, "sd": 2, "rescale": True}, "rescale=True needs scale="),
        ("mean_score", {"n": 300, "sd": 5, "scale": (1, 10)}, r"sd=5 is more than half the scale 1\.\.10"),
        ("mean_score", {"n": 300, "sd": 0}, "sd=0 must be a finite number above 0"),
        ("mean_score", {"n": 1, "sd": 1, "scale": (1, 5)}, "n=1 finds no rise with power=0.8, not even one by 4"),
        (
            "mean_score",
            {"n": 9, "sd": 1, "scale": (1, 5), "difference": 6},
            "difference=6 must lie strictly between -4",
        ),
    ],
)
def test_impossible_powers(metric, question, message):
    with pytest.raises(DataError, match=message):
        placet.power(metric, **question)


def test_alpha_is_named():
    with pytest.raises(TypeError, match="alpha"):
        placet.power("nps", n=300, alpha=0.05)


def test_effort_is_planned_as_the_mean_it_is():
    effort, mean = (placet.sample_size(metric, margin=[0.1, 0.3], sd=1.5) for metric in ("ces", "mean_score"))
    assert effort["n"].tolist() == mean["n"].tolist()
    assert "customer effort score" in effort.title
