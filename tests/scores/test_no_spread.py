"""Answers that are all equal, and one respondent: intervals hold their estimate, nothing is certain without a word."""

from __future__ import annotations

from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from scipy import stats

METHODS = ("adjusted", "wald", "score", "bootstrap", "bayes", "design")
ALIKE = "answers that are all equal do not tell how much answers vary"


def holds(found: Any) -> None:
    low, estimate, high = (found[name] for name in ("conf_low", "estimate", "conf_high"))
    assert ((np.isnan(low) & np.isnan(high)) | ((low <= estimate) & (estimate <= high))).all()


@pytest.mark.filterwarnings("ignore::placet.ScaleWarning")
@pytest.mark.parametrize("method", METHODS)
def test_every_interval_of_up_to_30_holds_its_estimate(method: Any) -> None:
    # One segment for every number of respondents, promoters and detractors.
    cells = [(n, p, d) for n in range(1, 31) for p in range(n + 1) for d in range(n + 1 - p)]
    if method in ("bootstrap", "bayes"):
        cells = cells[:500:7]
    score = np.concatenate([np.repeat([10, 0, 7], [p, d, n - p - d]) for n, p, d in cells])
    cell = np.repeat(np.arange(len(cells)), [n for n, _, _ in cells])
    data = {"q": score, "cell": cell, "w": np.random.default_rng(1).uniform(0.2, 3, len(cell))}
    random: dict[str, Any] = {"n_resamples": 200, "rng": 1} if method in ("bootstrap", "bayes") else {}
    for weights in (None, "w"):
        for level in (0.5, 0.95):
            metrics: list[Any] = ["nps", placet.Metric.top_box((0, 10), top=4), placet.Metric.mean_score((0, 10))]
            holds(
                placet.score(data, "q", metrics, by="cell", method=method, weights=weights, conf_level=level, **random)
            )
    if method == "adjusted":
        kinds: list[Any] = ["goodman", "sison-glaz"]
        for kind in kinds:
            holds(placet.distribution(data, "q", scale=(0, 10), by="cell", method=kind))
        found = placet.compare({**data, "cell": cell % 60}, "q", by="cell", against="all pairs")
        holds(found)
        holds(placet.compare({"q": [10, 0, 9, 3], "g": list("abcd")}, "q", by="g", against="all pairs"))


def test_one_promoter_has_the_adjusted_interval_stretched_to_100() -> None:
    # (0.75 + 1 - 0.75)/4 = 0.25 with variance (2.5/4 - 0.25²)/4, and 100.
    high_limit = 25 - 100 * stats.norm.ppf(0.975) * np.sqrt((2.5 / 4 - 0.0625) / 4)
    for score, sign in ((10, 1), (0, -1)):
        found = placet.nps([score])
        ends = sorted([sign * high_limit, sign * 100.0])
        assert_allclose([found["conf_low"][0], found["conf_high"][0]], ends, rtol=1e-12)


@pytest.mark.parametrize("kind", ["frequency", "precision", "probability"])
def test_less_than_one_respondent(kind: Any) -> None:
    data = {"q": np.arange(5), "w": np.full(5, 0.1)}
    holds(placet.nps(data, "q", weights="w", weight_type=kind))
    holds(placet.top_box(data, "q", scale=(0, 6), top=6, weights="w", weight_type=kind))


# ---- means ---------------------------------------------------------------------------------------------------------

MIXED = {"q": [5, 5, 4, 4, 3, *([1, 2, 3, 4, 5] * 6)], "g": [*"aabbd", *"c" * 30]}


@pytest.mark.parametrize("method", ["adjusted", "wald", "bootstrap", "design"])
def test_means_of_equal_answers_have_no_interval(method: Any) -> None:
    random: dict[str, Any] = {"rng": 1, "n_resamples": 99} if method == "bootstrap" else {}
    found = placet.mean_score(MIXED, "q", scale=(1, 5), by="g", method=method, **random)
    assert found["estimate"].tolist() == [5, 4, 3, 3]
    assert np.isnan(found["conf_low"]).tolist() == [True, True, False, True]
    assert np.isnan(found["conf_high"]).tolist() == [True, True, False, True]
    assert found.about["notes"][-1] == f"no width of intervals for a, b, d: {ALIKE}"
    assert found["std_error"][0] == 0
    alone = placet.mean_score({"q": MIXED["q"][5:]}, "q", scale=(1, 5), method=method, **random)
    if method != "design":  # whose degrees of freedom are those of all segments
        assert found["conf_low"][2] == pytest.approx(alone["conf_low"][0], abs=0.3 if random else 1e-12)
    assert ALIKE not in alone.summary()


def test_shares_of_equal_answers_keep_their_interval_and_wald_says_why_it_has_no_width() -> None:
    three = placet.nps([10, 9, 10])
    assert (three["conf_high"][0], not three.about["notes"]) == (100, True)
    assert three["conf_low"][0] < 0
    wald = placet.nps([10, 9, 10], method="wald")
    assert wald["conf_low"][0] == wald["conf_high"][0] == 100
    assert wald.about["notes"] == (f"no width of intervals for the score: {ALIKE}",)


def test_all_of_a_population_are_certain() -> None:
    data = {"q": [4, 4, 4], "size": [3, 3, 3], "p": [1, 1, 1]}
    found = placet.mean_score(data, "q", scale=(1, 5), fpc="size")
    assert found["conf_low"][0] == found["conf_high"][0] == 4
    gap = placet.gap(data, "p", "q", fpc="size")
    assert gap["conf_low"][0] == gap["conf_high"][0] == -3
    index = placet.satisfaction_index(data, {"q": 1.0}, scale=(1, 5), fpc="size")
    assert index["conf_low"][0] == index["conf_high"][0] == 75
    half = placet.gap({**data, "size": [30, 30, 30]}, "p", "q", fpc="size")
    assert np.isnan(half["conf_low"][0])


def test_gaps_indexes_and_ranks_of_equal_answers() -> None:
    data = {"a": [5, 5, 5, 1, 5, 3], "b": [4, 4, 4, 2, 1, 4], "g": list("xxxyyy")}
    gap = placet.gap(data, "a", "b", by="g")
    assert np.isnan([gap[name][0] for name in ("statistic", "p_value", "conf_low", "conf_high")]).all()
    assert gap.about["notes"] == (f"no interval for x the gap of 'a': {ALIKE}",)
    other = stats.ttest_rel(data["a"][3:], data["b"][3:])
    assert gap["p_value"][1] == pytest.approx(other.pvalue, rel=1e-12)
    index = placet.satisfaction_index(data, {"a": 0.5, "b": 0.5}, scale=(1, 5), by="g")
    assert np.isnan(index["conf_low"]).tolist() == [True] * 3 + [False] * 3
    assert index["std_error"][:3].tolist() == [0, 0, 0]
    assert "no interval for x Satisfaction index, x a, x b: " + ALIKE in index.summary()
    ranks = placet.rank_scores({name: data[name][:3] for name in "ab"}, ["a", "b"])
    assert (ranks["rank_low"].tolist(), ranks["rank_high"].tolist()) == ([1, 1], [2, 2])
    assert np.isnan(ranks["conf_low"]).all()
    assert ranks.about["notes"] == (f"no interval for a, b: {ALIKE}",)
    design = placet.gap({**data, "c": [1, 2, 3, 4, 5, 6]}, "a", "b", by="g", cluster="c")
    assert np.isnan(design["conf_low"]).tolist() == [True, False]


def test_differences_of_equal_answers() -> None:
    pairs = placet.compare(MIXED, "q", by="g", metric="mean_score", scale=(1, 5), against="all pairs")
    p = dict(zip(zip(pairs["level"], pairs["against"], strict=True), pairs["p_value"], strict=True))
    assert np.isnan([p["a", "b"], p["a", "d"], p["c", "d"]]).all()
    # Where one group has no spread Welch's test has that of the other, which is a test of one sample.
    expected = stats.ttest_1samp(MIXED["q"][5:], 5).pvalue
    assert p["a", "c"] == pytest.approx(expected, rel=1e-9)
    assert "the answers of a, b, d are all equal: the errors of differences are those of the others alone" in str(pairs)


@pytest.mark.parametrize("method", ["wald", "design"])
@pytest.mark.parametrize("metric", ["nps", "mean_score", "top_box"])
def test_one_respondent_each_is_no_test(method: Any, metric: Any) -> None:
    data = {"q": [10, 0, 10, 10], "g": list("abcc")}
    found = placet.compare(data, "q", by="g", metric=metric, scale=(0, 10), method=method, against="all pairs")
    assert np.isnan([found[name] for name in ("p_value", "statistic", "conf_low", "conf_high")]).all()
    assert set(found["finding"]) == {"no test"}
    assert found.about["notes"][-2] == f"no test for a and b, a and c, b and c: {ALIKE}"


def test_changes_of_equal_answers() -> None:
    data = {"q": [5, 5, 4, 4, 1, 5, 3, 4], "wave": [1, 1, 2, 2] * 2, "g": list("aaaabbbb")}
    found = placet.change(data, "q", wave="wave", by="g", metric="mean_score", scale=(1, 5))
    assert np.isnan(found["score_from_low"]).tolist() == [False, True, False]
    assert f"no interval for a: {ALIKE}" in found.about["notes"]


def test_the_report_says_an_index_without_interval() -> None:
    data = {"a": [10] * 3, "b": [9] * 3}
    found = placet.report(data, tree={"a": 0.5, "b": 0.5}, scale=(1, 10))
    assert found.sections[0].answer == "The satisfaction index is 94.4 of 100 (n = 3)."
