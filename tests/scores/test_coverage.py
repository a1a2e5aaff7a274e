"""Bases of intervals: by hand, where weights know the answers, where clusters are few; seeded surveys."""

import json
import math
from pathlib import Path

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet import _core
from placet.scores.estimation.effective_base import limited
from placet.scores.estimation.read import read_tallies

Z = 1.959963984540054
HEAVY = np.array([0.10, 0.25, 0.65])  # detractors, passives, promoters: NPS 55
ANSWERS = np.array([3, 7, 10])


def rocks(shares, base):
    """Rocks' interval by its definition: 3/4, 3/2 and 3/4 of a respondent more."""
    low, _, high = ((base * p + k) / (base + 3) for p, k in zip(shares, (0.75, 1.5, 0.75), strict=True))
    margin = Z * math.sqrt((low + high - (high - low) ** 2) / (base + 3))
    return 100 * (high - low - margin), 100 * (high - low + margin)


def covered(result, truth):
    return float(np.mean((result["conf_low"] <= truth) & (truth <= result["conf_high"])))


# ---- the base --------------------------------------------------------------------------------------------------------


def test_the_base_by_hand() -> None:
    # Answers 10 10 3 3 with weights 1 1 3 3: P = 1/4, D = 3/4, mean -1/2, variance of an answer 1 - 1/4 = 3/4.
    # Kish's base 64/20 = 3.2. Linearised: Σ w² (x + 1/2)² = 2 x 9/4 + 18 x 1/4 = 9, squared error 9/64,
    # its own base (3/4) / (9/64) = 16/3, which is larger: believed as far as m = 9² / Σ z⁴ respondents carry it,
    # Σ z⁴ = 2 x (9/4)² + 2 x (9/4)² = 81/4, m = 4. Trust 4/44 = 1/11: 1/b = (10/11) / 3.2 + (1/11) 3/16 = 53/176.
    data = {"score": [10, 10, 3, 3], "w": [1, 1, 3, 3]}
    result = placet.nps(data, "score", weights="w")
    assert_allclose(result["std_error"], 100 * 3 / 8, rtol=1e-14)
    expected = rocks((0.75, 0, 0.25), 176 / 53)
    assert_allclose([result["conf_low"][0], result["conf_high"][0]], expected, rtol=1e-13)


def test_an_error_above_kish_s_is_believed_by_the_respondents() -> None:
    # Variance 1, squared error 1/5, Kish's base 10: trust 10/50, 1/b = 0.8/10 + 0.2/5 = 0.12, whoever carries it.
    for respondents in (1.0, 1600.0):
        one = [np.array([value]) for value in (10.0, 1.0, math.sqrt(0.2), respondents)]
        assert_allclose(_core.own_base(*one), 1 / 0.12, rtol=1e-14)


def test_the_scale_of_the_weights_changes_no_interval() -> None:
    data = {"score": [10, 0, 8, 9, 3], "w": np.array([1, 2, 1, 3, 1.0])}
    for method in ("adjusted", "score"):
        one = placet.nps(data, "score", weights="w", method=method)
        for factor in (1e-90, 1e-30, 1e20, 1e29):
            other = placet.nps({**data, "w": factor * data["w"]}, "score", weights="w", method=method)
            assert_allclose(other["conf_low"], one["conf_low"], rtol=1e-12)
            assert_allclose(other["conf_high"], one["conf_high"], rtol=1e-12)


@pytest.mark.parametrize("factor", [1e-200, 1e-101, 1e101, 1e300])
def test_weights_whose_squares_are_no_numbers_are_refused(factor: float) -> None:
    data = {"score": [10, 0, 8], "w": np.array([1, 2, 0.0]) * factor}
    with pytest.raises(placet.DataError, match=r"the largest weight in column 'w' is 2e.*between 1e-100 and 1e\+30"):
        placet.nps(data, "score", weights="w")


def test_bca_limits_of_equal_answers_are_the_answer() -> None:
    result = placet.nps({"q": [10] * 5}, "q", method="bootstrap", interval="bca", rng=1)
    assert (result["conf_low"][0], result["conf_high"][0]) == (100, 100)


def test_what_a_respondent_is_worth_by_hand() -> None:
    # 4 of 5 of weight 5/4 and 2 of 100 of weight 50: Σ w² = 6.25 + 5000, of which 1/5 and 98/100 were not drawn:
    # 1.25 + 4900. By units, 1/5 of four and 98/100 of two, each would be worth 2.17, which the errors are not.
    data = {"q": [10, 9, 3, 8, 10, 0], "w": [1.25] * 4 + [50] * 2, "s": list("aaaabb"), "N": [5] * 4 + [100] * 2}
    survey = placet.Survey(data, weights="w", strata="s", fpc="N")
    whole, parts = (read_tallies(survey, ["q"], (0, 10), by=by)[1][0] for by in ([], ["s"]))
    assert_allclose(whole.worth(whole.squares), 5006.25 / 4901.25, rtol=1e-14)
    assert_allclose(parts.worth(parts.squares), [5, 50 / 49], rtol=1e-14)
    assert_allclose(whole.worth(parts.squares.sum(axis=1, keepdims=True)), 5006.25 / 4901.25, rtol=1e-14)


@pytest.mark.parametrize("cluster", [None, "c"])
def test_where_all_of_a_population_answered_nothing_is_uncertain(cluster: str | None) -> None:
    # Stratum a is complete, of b one half was asked; and a stratum of equal answers is complete, too.
    data = {"q": [10, 9, 3, 8, 10, 0, 7, 5] * 3, "s": list("aaaabbbb") * 3, "c": np.arange(24) % 8}
    data["N"] = [4 if cluster else 12] * 4 + [8 if cluster else 24] * 4
    data["N"] = data["N"] * 3
    survey = placet.Survey(data, strata="s", cluster=cluster, fpc="N")
    for method in ("adjusted", "score", "bayes"):
        for metric in (placet.Metric.nps(), placet.Metric.top_box((0, 10))):
            result = placet.score(survey, "q", metric, by="s", method=method, rng=1)
            width = result["conf_high"] - result["conf_low"]
            assert_allclose(result["conf_low"][0], result["estimate"][0], rtol=1e-12)
            assert_allclose(width[0], 0, atol=1e-12)
            assert width[1] > 0.1
    equal = placet.nps({**data, "q": [9] * 24, "N": [8 if cluster else 24] * 24}, "q", cluster=cluster, fpc="N")
    assert (equal["conf_low"][0], equal["conf_high"][0]) == (100, 100)
    census = {**data, "N": ([4] * 24 if cluster else [12] * 24)}
    test = placet.compare(census, "q", by="s", strata="s", cluster=cluster, fpc="N", against="all pairs")
    assert test["estimate"][0] != 0
    assert_allclose([test["conf_low"], test["conf_high"]], [test["estimate"]] * 2, rtol=1e-12)


def test_a_base_is_held_to_twice_the_respondents_after_the_degrees_of_freedom() -> None:
    # t quantiles 2.776445 (4) and 2.009575 (49): 200 (2.009575 / 2.776445)² = 104.78, and no more than 100.
    base, n, df = np.array([200.0, 100.0, 200.0]), np.full(3, 50.0), np.array([4.0, 4.0, np.inf])
    shrunk = (2.009575237 / 2.776445105) ** 2
    assert_allclose(limited(base, 2 * n, n, df, 0.95), [100, 100 * shrunk, 100], rtol=1e-8)


def test_one_promoter_of_small_weight_makes_no_short_interval() -> None:
    # 500 respondents, one promoter of weight 1/20: the error says a base of some 20 times the respondents.
    rng = np.random.default_rng(1)
    weights = np.append(rng.gamma(4, 0.25, 499), 0.05)
    data = {"score": [*([5] * 499), 10], "w": weights}
    weighted = placet.top_box(data, "score", scale=(0, 10), top=2, weights="w")
    alone = placet.top_box(data, "score", scale=(0, 10), top=2)
    assert weighted["estimate"][0] / weighted["std_error"][0] ** 2 > 5000
    # The upper limit of none of 500 is (z²/2 + z √(z²/4)) / (500 + z²) = z² / (500 + z²) = 0.76 %.
    assert Z**2 / (500 + Z**2) < weighted["conf_high"][0] < 1.3 * alone["conf_high"][0]


@pytest.mark.parametrize("metric", ["nps", "top_box", "mean_score"])
@pytest.mark.parametrize("method", ["adjusted", "score", "bayes"])
def test_without_weights_the_base_is_the_respondents(metric: str, method: str) -> None:
    rng = np.random.default_rng(2)
    score = rng.integers(0, 11, 60)
    data = {"score": score, "w": np.full(60, 2.5)}
    plain = placet.score(data, "score", metric, scale=(0, 10), method=method, rng=1)
    weighted = placet.score(data, "score", metric, scale=(0, 10), weights="w", method=method, rng=1)
    for name in ("conf_low", "conf_high"):
        assert_allclose(weighted[name], plain[name], rtol=1e-12)


def test_frequencies_are_repeated_rows_under_strata() -> None:
    rng = np.random.default_rng(3)
    score, times, stratum = rng.integers(0, 11, 40), rng.integers(1, 5, 40), np.repeat([0, 1], 20)
    repeated = placet.nps({"q": np.repeat(score, times), "s": np.repeat(stratum, times)}, "q", strata="s")
    counted = placet.nps({"q": score, "s": stratum, "w": times}, "q", strata="s", weights="w", weight_type="frequency")
    for name in ("conf_low", "conf_high"):
        assert_allclose(counted[name], repeated[name], rtol=1e-12)


# ---- coverage --------------------------------------------------------------------------------------------------------

SURVEYS = 2000  # a coverage of 95 % has a simulation error of 0.5 points


def surveys(chances, n: int, seed: int = 1):
    rng = np.random.default_rng(seed)
    kind = rng.choice(3, size=n * SURVEYS, p=chances)
    return rng, kind, {"survey": np.repeat(np.arange(SURVEYS), n), "score": ANSWERS[kind]}


def test_weights_that_know_the_answers_do_not_spoil_the_interval() -> None:
    # Detractors respond a quarter as readily as promoters, passives half, and are weighted back.
    ready = np.array([0.25, 0.5, 1.0])
    _, kind, data = surveys(HEAVY * ready / (HEAVY @ ready), 500)
    result = placet.nps(data | {"w": 1 / ready[kind]}, "score", weights="w", by="survey")
    shares = np.stack([result[name] for name in ("detractors", "passives", "promoters")])
    low, high = np.array([rocks(p, base) for p, base in zip(shares.T, result["n_eff"], strict=True)]).T
    assert np.mean((low <= 55) & (high >= 55)) < 0.90  # what Kish's base would give, at any number of respondents
    assert 0.935 < covered(result, 55) < 0.965


def test_independent_weights_cost_the_interval_nothing() -> None:
    rng, kind, data = surveys(HEAVY, 25)
    result = placet.nps(data | {"w": rng.gamma(1.5625, 0.64, len(kind))}, "score", weights="w", by="survey")
    assert 0.935 < covered(result, 55) < 0.97


def test_five_clusters_are_few_but_enough() -> None:
    # Clusters of 10 whose promoters vary between clusters: beta distributed, intra-cluster correlation 1/(a + b + 1).
    rng = np.random.default_rng(5)
    promoters = np.repeat(rng.beta(6.5, 3.5, 5 * SURVEYS), 10)
    score = np.where(rng.random(len(promoters)) < promoters, 10, 3)
    unit = np.arange(len(score)) // 10
    data = {"score": score, "cluster": unit, "survey": unit // 5}
    design = {"by": "survey", "strata": "survey", "cluster": "cluster"}
    assert 0.925 < covered(placet.nps(data, "score", **design), 30) < 0.97
    assert 0.925 < covered(placet.nps(data, "score", method="design", **design), 30) < 0.97
    assert covered(placet.nps(data, "score", method="wald", **design), 30) < 0.91


def test_the_page_lists_what_is_outside() -> None:
    folder = Path(__file__).parents[2] / "docs"
    if not folder.is_dir():
        pytest.skip("the documents do not travel with this copy of the tests")
    outside = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))["outside"]
    page = (folder / "coverage.md").read_text(encoding="utf-8")
    assert outside
    for cell in outside:
        assert f"**{100 * cell['coverage']:.1f}**" in page
        assert not (0.935 if cell["weighting"] != "clustered" else 0.925) <= cell["coverage"] <= 0.97
