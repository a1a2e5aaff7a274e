"""What intervals stand on: unequal clusters, strata of respondents, weights that know the answers, scores far apart."""

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet import Metric, _core
from placet.scores.estimation.effective_base import scored
from placet.scores.estimation.read import read_tallies
from scipy import stats

from .working_model import working_model

# ---- degrees of freedom ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight_type", ["probability", "frequency"])
@pytest.mark.parametrize("lonely", ["certainty", "adjust"])
@pytest.mark.parametrize("strata", [False, True])
def test_degrees_of_freedom_by_matrices(weight_type: str, lonely: str, strata: bool) -> None:
    rng = np.random.default_rng(5)
    sizes = rng.geometric(0.1, 11)
    cluster = np.repeat(np.arange(11), sizes)
    stratum = np.where(cluster < 4, "a", np.where(cluster < 10, "b", "c")) if strata else np.full(len(cluster), "a")
    weight = rng.integers(1, 5, len(cluster)) * (1.0 if weight_type == "frequency" else 0.37)
    half = rng.integers(0, 2, len(cluster))
    half[cluster == 2] = 0  # a cluster without respondents of a segment
    size = {"a": 12, "b": 60, "c": 5} if strata else {"a": 40}
    data = {
        "q": rng.integers(0, 11, len(cluster)), "c": cluster, "h": stratum, "w": weight, "g": half, "p": 10.0 - half,
        "N": [size[h] for h in stratum],
    }  # fmt: skip
    survey = placet.Survey(
        data, weights="w", weight_type=weight_type, cluster="c", strata="h", fpc="N", lonely_psu=lonely
    )
    found = placet.nps(survey, "q", by="g")
    drawn = dict(zip(cluster.tolist(), stratum.tolist(), strict=True))
    count = {h: list(drawn.values()).count(h) for h in size}
    for row in range(2):
        at = half == row
        times = weight[at].astype(int) if weight_type == "frequency" else 1
        w = np.ones(weight[at].astype(int).sum()) if weight_type == "frequency" else weight[at]
        not_drawn = {h: 1 - count[h] / size[h] for h in size}
        expected = working_model(np.repeat(cluster[at], times), w, drawn, not_drawn, lonely)
        assert_allclose(found["df"][row], expected.df, rtol=1e-10)
        gap = placet.gap(survey, "q", "p", by="g")
        margin = stats.t.ppf(0.975, expected.df) * np.sqrt(expected.factor) * gap["std_error"][row]
        assert_allclose(gap["conf_high"][row] - gap["estimate"][row], margin, rtol=1e-10)


def test_clusters_of_equal_sizes_have_clusters_less_strata() -> None:
    rng = np.random.default_rng(1)
    data = {"q": rng.integers(0, 11, 120), "c": np.repeat(np.arange(12), 10), "h": np.repeat([0, 1, 2], 40)}
    assert_allclose(placet.nps(data, "q", cluster="c")["df"], 11, rtol=1e-12)
    assert_allclose(placet.nps(data, "q", cluster="c", strata="h")["df"], 9, rtol=1e-12)


def test_r_s_interval_has_r_s_degrees_of_freedom() -> None:
    rng = np.random.default_rng(2)
    cluster = np.repeat(np.arange(6), [30, 2, 2, 5, 3, 4])
    data = {"q": rng.integers(0, 11, 46), "c": cluster}
    design, adjusted = (
        placet.mean_score(data, "q", scale=(0, 10), cluster="c", method=m) for m in ("design", "adjusted")
    )
    assert design["df"][0] == 5
    assert 1 < adjusted["df"][0] < 3
    for result in (design, adjusted):
        half = stats.t.ppf(0.975, result["df"][0]) * result["std_error"][0]
        assert_allclose(result["conf_high"][0] - result["estimate"][0], half, rtol=1e-12)


@pytest.mark.parametrize("metric", ["nps", "mean_score"])
@pytest.mark.parametrize("clusters", [4, 6, 12])
def test_intervals_of_unequal_clusters_cover(metric: str, clusters: int) -> None:
    # Geometric sizes of mean 10, correlation 0.2: with clusters - 1 degrees of freedom 87 to 91 % are covered.
    surveys = 1500
    p = np.array([4, 1, 2, 3, 3, 10, 9, 17, 22, 13, 16]) / 100
    truth = {"nps": 100 * (p[9:].sum() - p[:7].sum()), "mean_score": p @ np.arange(11)}[metric]
    rng = np.random.default_rng(0)
    sizes = rng.geometric(0.1, surveys * clusters)
    cluster = np.repeat(np.arange(surveys * clusters), sizes)
    latent = rng.normal(0, 0.2**0.5, surveys * clusters)[cluster] + rng.normal(0, 0.8**0.5, len(cluster))
    data = {"q": np.searchsorted(stats.norm.ppf(np.cumsum(p)[:-1]), latent), "s": cluster // clusters, "c": cluster}
    result = placet.score(data, "q", metric, scale=(0, 10), by="s", strata="s", cluster="c")
    assert 0.92 < np.mean((result["conf_low"] <= truth) & (truth <= result["conf_high"])) < 0.975


# ---- strata of respondents -------------------------------------------------------------------------------------------


def test_the_base_of_strata_without_weights_is_the_error_s() -> None:
    rng = np.random.default_rng(4)
    stratum = np.repeat([0, 1], 30)
    q = np.where(
        stratum == 0, rng.choice([10, 8, 3], 60, p=[0.6, 0.3, 0.1]), rng.choice([10, 8, 3], 60, p=[0.1, 0.3, 0.6])
    )
    found = placet.nps({"q": q, "h": stratum}, "q", strata="h")
    x = (q >= 9) * 1.0 - (q <= 6)
    base = found["n_eff"][0] * (stats.t.ppf(0.975, 59) / stats.t.ppf(0.975, 58)) ** 2
    shares = (base * np.array([np.mean(x == k) for k in (-1, 0, 1)]) + [0.75, 1.5, 0.75]) / (base + 3)
    centre = shares @ [-1, 0, 1]
    half = stats.norm.ppf(0.975) * np.sqrt((shares @ [1, 0, 1] - centre**2) / (base + 3))
    assert_allclose([found["conf_low"][0], found["conf_high"][0]], [100 * (centre - half), 100 * (centre + half)])


@pytest.mark.parametrize("weight_type", ["probability", "frequency"])
@pytest.mark.parametrize("lonely", ["adjust", "average"])
def test_kish_s_base_of_strata_by_definition(weight_type: str, lonely: str) -> None:
    rng = np.random.default_rng(6)
    n = 50
    stratum, g = np.repeat([0, 1, 2], [20, 29, 1]), rng.integers(0, 2, n)
    g[-1] = 0
    q, w = rng.integers(0, 11, n), rng.integers(1, 6, n).astype(float)
    survey = placet.Survey(
        {"q": q, "h": stratum, "w": w, "g": g}, weights="w", strata="h", weight_type=weight_type, lonely_psu=lonely
    )
    tally = read_tallies(survey, ["q"], (0, 10), by=["g"])[1][0]
    metric = Metric.nps()
    estimate = scored(tally, metric).estimate
    x = metric.values[q]
    units = [w[stratum == h].sum() if weight_type == "frequency" else (stratum == h).sum() for h in range(3)]
    for domain in (0, 1):
        total, alone, strata = 0.0, 0, 0
        for h in range(3):
            at = (g == domain) & (stratum == h)
            if not at.any():
                continue
            strata += 1
            d = x[at] - estimate[domain]
            squares = (w[at].sum() if weight_type == "frequency" else (w[at] ** 2).sum()) * np.average(
                d**2, weights=w[at]
            )
            if units[h] > 1:
                total += units[h] / (units[h] - 1) * (squares - (w[at] @ d) ** 2 / units[h])
            else:
                alone += 1
                total += squares * (lonely == "adjust")
        if lonely == "average" and alone:
            total *= strata / (strata - alone)
        found = tally.blind_variance(metric.values, estimate)[domain]
        assert_allclose(found, total / w[g == domain].sum() ** 2, rtol=1e-11)


def test_one_stratum_is_no_stratum_but_for_the_one_respondent() -> None:
    # n/(n - 1) in the error, and with it in both bases.
    rng = np.random.default_rng(3)
    data = {"q": rng.integers(0, 11, 400), "w": rng.gamma(2, 0.5, 400), "one": np.zeros(400, int)}
    plain, strata = (placet.nps(data, "q", weights="w", **design) for design in ({}, {"strata": "one"}))
    for name in ("conf_low", "conf_high"):
        assert_allclose(strata[name], plain[name], atol=0.03)


# ---- weights that know the answers -----------------------------------------------------------------------------------


def test_informativeness_is_the_corrected_correlation_ratio() -> None:
    rng = np.random.default_rng(1)
    q = rng.integers(0, 5, 40)
    w = rng.gamma(3, 1, 40) * (1 + q)
    groups = [w[q == k] for k in range(5)]
    within = sum(((x - x.mean()) ** 2).sum() for x in groups)
    expected = 1 - (within / 35) / w.var(ddof=1)
    table = [np.array([[float(f(x)) for x in groups]]) for f in (len, np.sum, lambda x: (x**2).sum())]
    assert_allclose(_core.informativeness(*table), expected, rtol=1e-12)
    assert expected > 0.2
    n = np.array([[3.0, 0, 5], [1, 1, 0], [0, 0, 0]])
    equal = _core.informativeness(n, 0.1 * n, 0.1**2 * n)
    assert (equal == 0).all()  # equal weights, no weights, nobody


def test_a_mean_of_weights_that_know_the_answers_by_hand() -> None:
    # Answers 0 0 4 4 4 4 4 4 on 0..4 of weights 3 and 1: the weights are known from the answers, informativeness 1.
    # Kish's base 12²/24 = 6; one respondent is added, a half at each end: (6·2 + 2)/7 = 2, and of Σwx²/Σw = 8,
    # (6·8 + 8)/7 = 8: variance 4. Squared error (9·4·2 + 6·4)/144 = 2/3, its own base 6, Kish's, so that Student's
    # base is 6 and that of the interval 6 - 1 + 1; z² of 36 (two) and 4 (six): m = 96²/(2·36² + 6·4²) = 3.43, at least
    # 4.
    data = {"q": [0, 0, 4, 4, 4, 4, 4, 4], "w": [3, 3, 1, 1, 1, 1, 1, 1]}
    found = placet.mean_score(data, "q", scale=(0, 4), weights="w")
    assert_allclose(found["estimate"], 2.0)
    half = stats.t.ppf(0.975, 4) * np.sqrt(4 / 6)
    assert_allclose([found["conf_low"][0], found["conf_high"][0]], [max(2 - half, 0), min(2 + half, 4)], rtol=1e-12)
    narrow = placet.mean_score(data, "q", scale=(0, 4), weights="w", conf_level=0.5)
    half = stats.t.ppf(0.75, 4) * np.sqrt(4 / 6)
    assert_allclose([narrow["conf_low"][0], narrow["conf_high"][0]], [2 - half, 2 + half], rtol=1e-12)


@pytest.mark.parametrize("strata", [False, True])
def test_means_have_no_unit_of_weights_and_mirror_with_their_scale(strata: bool) -> None:
    rng = np.random.default_rng(8)
    q = rng.choice(11, 90)
    data = {"q": q, "w": rng.gamma(3, 1, 90) * np.exp(-0.2 * q), "h": np.arange(90) % 3}
    design = {"weights": "w"} | ({"strata": "h"} if strata else {})
    one = placet.mean_score(data, "q", scale=(0, 10), **design)
    for factor in (1e-60, 1e20):
        other = placet.mean_score(data | {"w": factor * data["w"]}, "q", scale=(0, 10), **design)
        for name in ("conf_low", "conf_high"):
            assert_allclose(other[name], one[name], rtol=1e-11)
    mirror = placet.mean_score(data | {"q": 10 - q}, "q", scale=(0, 10), **design)
    assert_allclose(10 - mirror["conf_high"], one["conf_low"], rtol=1e-11)
    assert one["estimate"][0] - one["conf_low"][0] != one["conf_high"][0] - one["estimate"][0]  # the centre moved


def test_a_result_says_that_those_who_seldom_answer_may_be_missing() -> None:
    p, chance = np.array([2, 1, 2, 3, 4, 9, 9, 18, 22, 15, 15]) / 100, np.exp(0.25 * np.arange(11))
    q = np.random.default_rng(1).choice(11, 60, p=p * chance / (p @ chance))
    data = {"q": q, "w": 1 / chance[q], "g": np.arange(60) % 2}
    words = "weights depend on the answers"
    for found in (placet.nps(data, "q", weights="w"), placet.mean_score(data, "q", scale=(0, 10), weights="w")):
        assert any(note.startswith(f"{words} of few respondents:") for note in found.about["notes"])
    by = [placet.nps(data, "q", by="g", weights="w"), placet.compare(data, "q", by="g", weights="w")]
    assert all(any(f"{words} of few respondents in 2 of 2 rows" in note for note in one.about["notes"]) for one in by)
    # Weights that know nothing of the answers, many respondents, and weights that are no chances.
    other = data | {"w": np.random.default_rng(2).gamma(2, 1, 60)}
    many = {name: np.tile(column, 20) for name, column in data.items()}
    quiet = placet.nps(other, "q", weights="w"), placet.nps(many, "q", weights="w")
    for found in (*quiet, placet.nps(data, "q", weights="w", weight_type="precision")):
        assert not any(words in note for note in found.about["notes"])


@pytest.mark.parametrize("n", [30, 75, 150])
@pytest.mark.parametrize("strata", [False, True])
def test_means_of_those_who_answer_readily_are_covered(n: int, strata: bool) -> None:
    # Happier people answer more readily and are weighted back: Student's interval on any base covers 77 to 88 %.
    p = np.array([2, 1, 2, 3, 4, 9, 9, 18, 22, 15, 15]) / 100
    chance, surveys = np.exp(0.25 * np.arange(11)), 1500
    q = np.random.default_rng(1).choice(11, (surveys, n), p=p * chance / (p @ chance))
    data = {"q": q.ravel(), "w": (1 / chance[q]).ravel(), "s": np.repeat(np.arange(surveys), n)}
    design = {"strata": "s"} if strata else {}
    found = placet.mean_score(data, "q", scale=(0, 10), by="s", weights="w", **design)
    assert 0.92 < np.mean((found["conf_low"] <= p @ np.arange(11)) & (p @ np.arange(11) <= found["conf_high"])) < 0.975


def test_differences_of_such_means_are_covered() -> None:
    p = np.array([2, 1, 2, 3, 4, 9, 9, 18, 22, 15, 15]) / 100
    chance, surveys, n = np.exp(0.25 * np.arange(11)), 1500, 50
    rng = np.random.default_rng(1)
    one, other = rng.choice(11, (surveys, n), p=p * chance / (p @ chance)), rng.choice(11, (surveys, n), p=p)
    data = {
        "q": np.concatenate([one.ravel(), other.ravel()]),
        "w": np.concatenate([(1 / chance[one]).ravel() / np.mean(1 / chance), np.ones(surveys * n)]),
        "g": np.repeat(["a", "b"], surveys * n), "s": np.tile(np.repeat(np.arange(surveys), n), 2),
    }  # fmt: skip
    found = placet.compare(
        data,
        "q",
        metric="mean_score",
        scale=(0, 10),
        by="s",
        wave="g",
        waves=["a", "b"],
        against="b",
        weights="w",
        adjust="none",
    )
    assert 0.925 < np.mean((found["conf_low"] <= 0) & (found["conf_high"] >= 0)) < 0.975
    # The interval and the p-value are of one procedure.
    assert ((found["p_value"] < 0.05) == ((found["conf_low"] > 0) | (found["conf_high"] < 0))).all()


@pytest.mark.parametrize("n", [12, 30, 75])
def test_differences_of_scores_far_apart_are_covered(n: int) -> None:
    # NPS -76 and +93.5: with all of Rocks' respondents in each group 73, 85 and 90 % are covered.
    low, high = np.array([0.85, 0.07, 0.08]), np.array([0.01, 0.045, 0.945])
    surveys, rng = 2000, np.random.default_rng(0)
    points = np.array([3, 7, 10])
    q = np.concatenate([points[rng.choice(3, surveys * n, p=p)] for p in (low, high)])
    data = {"q": q, "g": np.repeat(["a", "b"], surveys * n), "s": np.tile(np.repeat(np.arange(surveys), n), 2)}
    found = placet.compare(data, "q", by="s", wave="g", waves=["a", "b"], against="b", adjust="none")
    truth = 100 * ((low - high) @ [-1, 0, 1])
    assert 0.935 < np.mean((found["conf_low"] <= truth) & (truth <= found["conf_high"])) < 0.985
