"""Gaps against paired t-tests of scipy and statsmodels, by hand, and their symmetries."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import placet
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import DataError
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

few = settings(deadline=None, max_examples=30, derandomize=True)
seeds = st.integers(0, 10**6)
TEST = ("estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high")


def answers(seed: int, n: int) -> dict[str, np.ndarray]:
    """Two paired items on 1..10 of respondents with a halo, whole weights from 1, three regions."""
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=n)
    columns = {
        f"{kind}{j}": np.clip(np.rint(middle + j + 1.5 * halo + rng.normal(size=n)), 1, 10)
        for kind, middle in (("p", 5), ("e", 6.5))
        for j in (1, 2)
    }
    # No respondent sees all alike: the spread of identical gaps is none, and so no test.
    columns["p1"][0], columns["e1"][0], columns["p1"][1], columns["e1"][1] = 1, 10, 9, 5
    return columns | {"w": rng.integers(1, 5, n).astype(float), "g": np.array(["c", "a", "b"])[np.arange(n) % 3]}


def test_four_respondents_by_hand() -> None:
    # Gaps -2 -2 -1 -4: mean -9/4, squares about it 2 (.25²) + 1.25² + 1.75² = 4.75, variance 4.75/3, error √(4.75/12).
    result = placet.gap({"p": [7, 6, 8, 5], "e": [9, 8, 9, 9]}, "p", "e")
    assert_allclose(result["estimate"], [-2.25], rtol=1e-14)
    assert_allclose(result["std_error"], [math.sqrt(4.75 / 12)], rtol=1e-13)
    assert_allclose([result["mean_perceived"][0], result["mean_expected"][0]], [6.5, 8.75], rtol=1e-14)
    assert (result["item"], result["expected"], result["metric"]) == (("p",), ("e",), ("gap",))
    assert (result["df"][0], result["n"][0], result["rank"][0]) == (3, 4, 1)


# ---- live oracles --------------------------------------------------------------------------------------------------


@few
@given(seed=seeds, n=st.integers(3, 80))
def test_without_weights_it_is_a_paired_t_test(seed: int, n: int) -> None:
    data = answers(seed, n)
    result = placet.gap(data, "p1", "e1", conf_level=0.9)
    oracle = stats.ttest_rel(data["p1"], data["e1"])
    limits = oracle.confidence_interval(0.9)
    found = [float(result[name][0]) for name in ("statistic", "p_value", "df", "conf_low", "conf_high")]
    assert_allclose(found, [oracle.statistic, oracle.pvalue, n - 1, limits.low, limits.high], rtol=1e-9, atol=1e-12)


@few
@given(seed=seeds, n=st.integers(3, 80))
def test_with_frequency_weights_it_is_the_t_test_of_statsmodels(seed: int, n: int) -> None:
    data = answers(seed, n)
    result = placet.gap(data, "p1", "e1", weights="w", weight_type="frequency")
    oracle = DescrStatsW(data["p1"] - data["e1"], weights=data["w"], ddof=1)
    statistic, p_value, df = oracle.ttest_mean(0)
    low, high = oracle.tconfint_mean(0.05)
    expected = [oracle.mean, oracle.std_mean, statistic, p_value, low, high]
    assert_allclose([float(result[name][0]) for name in TEST], expected, rtol=1e-9, atol=1e-12)
    assert result["df"][0] == df == data["w"].sum() - 1


@few
@given(seed=seeds, n=st.integers(3, 80))
@pytest.mark.parametrize(("weight_type", "covariance"), [("probability", "HC1"), ("precision", "nonrobust")])
def test_other_weights_are_a_weighted_mean_of_the_gaps(weight_type: Any, covariance: str, seed: int, n: int) -> None:
    # A regression on nothing but a constant: its sandwich error (HC1) is the linearised one with n / (n - 1).
    data = answers(seed, n)
    model = sm.WLS(data["p1"] - data["e1"], np.ones(n), weights=data["w"]).fit(cov_type=covariance, use_t=True)
    result = placet.gap(data, "p1", "e1", weights="w", weight_type=weight_type)
    ((low, high),) = model.conf_int(0.05)
    expected = [model.params[0], model.bse[0], model.tvalues[0], model.pvalues[0], low, high]
    assert_allclose([float(result[name][0]) for name in TEST], expected, rtol=1e-9, atol=1e-12)
    assert result["df"][0] == n - 1


# ---- properties ----------------------------------------------------------------------------------------------------


@few
@given(seed=seeds, weight_type=st.sampled_from(["probability", "frequency", "precision"]))
def test_exchanging_both_sides_turns_the_sign(seed: int, weight_type: Any) -> None:
    data = answers(seed, 40)
    there = placet.gap(data, {"p1": "e1"}, weights="w", weight_type=weight_type, by="g")
    back = placet.gap(data, {"e1": "p1"}, weights="w", weight_type=weight_type, by="g")
    assert_allclose(back["estimate"], -there["estimate"], rtol=1e-12, atol=1e-12)
    assert_allclose(back["conf_low"], -there["conf_high"], rtol=1e-10, atol=1e-10)
    for name in ("std_error", "p_value", "n_eff"):
        assert_allclose(back[name], there[name], rtol=1e-9, atol=1e-12, err_msg=name)


@few
@given(seed=seeds, shift=st.integers(-20, 20))
def test_a_shift_of_both_sides_changes_no_gap(seed: int, shift: int) -> None:
    data = answers(seed, 40)
    moved = data | {name: data[name] + shift for name in ("p1", "e1")}
    plain, found = (placet.gap(d, "p1", "e1", weights="w") for d in (data, moved))
    for name in TEST:
        assert_allclose(found[name], plain[name], rtol=1e-9, atol=1e-10, err_msg=name)


@few
@given(seed=seeds, factor=st.sampled_from([1e-6, 0.3, 7.0, 1e6]))
@pytest.mark.parametrize("weight_type", ["probability", "precision"])
def test_only_ratios_of_the_weights_matter(weight_type: Any, seed: int, factor: float) -> None:
    data = answers(seed, 40)
    plain, scaled = (
        placet.gap(d, ["p1", "p2"], ["e1", "e2"], weights="w", weight_type=weight_type)
        for d in (data, data | {"w": factor * data["w"]})
    )
    for name in (*TEST, "df", "rank", "n_eff"):
        assert_allclose(scaled[name], plain[name], rtol=1e-9, atol=1e-12, err_msg=name)


@few
@given(seed=seeds)
def test_by_and_wave_are_filtering(seed: int) -> None:
    data = answers(seed, 60) | {"wave": np.repeat([2024, 2025], 30)}
    both = placet.gap(data, ["p1", "p2"], ["e1", "e2"], by="g", wave="wave", weights="w")
    assert both.key_columns == ("g", "wave")
    for start in range(0, len(both.table), 2):
        chosen = (data["g"] == both["g"][start]) & (data["wave"] == both["wave"][start])
        alone = placet.gap(
            {name: values[chosen] for name, values in data.items()}, ["p1", "p2"], ["e1", "e2"], weights="w"
        )
        assert both["item"][start : start + 2] == alone["item"]
        for name in (*TEST, "rank", "n", "mean_perceived", "mean_expected"):
            assert_allclose(both[name][start : start + 2], alone[name], rtol=1e-10, atol=1e-10, err_msg=name)


# ---- pairs, ranks and missing answers ------------------------------------------------------------------------------


def test_the_worst_gap_is_first_and_ties_share_the_lower_rank() -> None:
    data = {"a": [5, 6], "b": [3, 4], "c": [5, 6], "d": [9, 10], "e": [7, 8]}
    result = placet.gap(data, ["d", "a", "b", "c"], ["e"] * 4)
    assert result["item"] == ("b", "a", "c", "d")
    assert result["estimate"].tolist() == [-4, -2, -2, 2]
    assert result["rank"].tolist() == [1, 2, 2, 4]


def test_each_pair_has_its_own_base() -> None:
    nan = np.nan
    data = {"a": [5, nan, 7, 8, nan], "b": [9, 9, nan, 9, nan], "c": [4, 5, 6, 7, nan], "d": [8, 8, 8, 99, 8]}
    result = placet.gap(data, {"a": "b", "c": "d"}, na_codes={"d": [99]})
    by_item = dict(
        zip(result["item"], zip(result["n"], result["n_missing"], result["estimate"], strict=True), strict=True)
    )
    assert by_item == {"a": (2, 3, -2.5), "c": (3, 2, -3.0)}  # (5-9, 8-9) and (4-8, 5-8, 6-8)
    # Respondents 0, 1, 2 and 3 answered both sides of one pair at least.
    assert (result.about["n_used"], result.about["n_missing"], result.about["n_total"]) == (4, 1, 5)
    assert "the base differs between the items" in result.made_by()
    with pytest.raises(DataError, match=r"3 of 5 respondents have no answer in column 'a' or 'b'"):
        placet.gap(data, {"a": "b", "c": "d"}, missing="raise")


ALIKE = "answers that are all equal do not tell how much answers vary"


def test_respondents_who_all_agree_on_a_gap_leave_no_error() -> None:
    # Answers and answers + 0.1 differ by rounding; the spread is none, and is not to be a tiny number with a p-value.
    rng = np.random.default_rng(1)
    data = {"p": np.round(rng.uniform(1, 10, 200), 1), "w": rng.uniform(0.5, 2, 200)}
    same = placet.gap(data | {"e": data["p"] + 0.1}, "p", "e", weights="w")
    assert_allclose(same["estimate"], -0.1, rtol=1e-10)
    assert same["std_error"][0] == 0
    assert np.isnan([same[name][0] for name in ("statistic", "p_value", "conf_low", "conf_high")]).all()
    assert same.about["notes"] == ("no interval for the gap of 'p': " + ALIKE,)
    none = placet.gap({"p": np.float64([7, 3, 9]), "e": np.int8([7, 3, 9])}, "p", "e")
    assert (none["estimate"][0], none["std_error"][0]) == (0, 0)
    assert np.isnan([none["statistic"][0], none["p_value"][0]]).all()


def test_one_respondent_has_a_gap_and_no_error_and_an_empty_segment_neither() -> None:
    data = {"p": [7, 5, 6, np.nan], "e": [9, 9, 9, 9], "g": ["a", "b", "b", "c"]}
    result = placet.gap(data, "p", "e", by="g")
    assert_allclose(result["estimate"], [-2, -3.5, np.nan])
    assert np.isnan(result["std_error"]).tolist() == [True, False, True]
    assert np.isnan(result["p_value"]).tolist() == [True, False, True]
    assert result["n"].tolist() == [1, 2, 0]
    assert " - " in result.summary()


def test_the_result_shows_scale_labels_and_worst_gap() -> None:
    data = placet.Survey({"p": [7, 6, 8, 5], "e": [9, 8, 9, 9]}, labels={"p": "网络质量"})
    result = placet.gap(data, "p", "e", scale=(1, 10))
    assert result.title == "Gaps between perception and expectation (points of a scale from 1 to 10)"
    assert "网络质量" in result.summary()
    assert "-2.25" in result.to_html()
    assert result.glance()["worst_gap"] == -2.25


# ---- bad input -----------------------------------------------------------------------------------------------------

GOOD = {"a": [1, 2, 3], "b": [2, 3, 4], "c": [3, 4, 11]}


@pytest.mark.parametrize(
    ("perceived", "expected", "words"),
    [
        (["a", "b"], "c", "perceived names 2 columns and expected 1"),
        ("a", None, "perceived names 1 columns and expected 0"),
        ([], [], "perceived is empty"),
        ({}, None, "perceived is empty"),
        ({"a": "b"}, ["b"], "leave expected out"),
        (["a", "a"], ["b", "c"], "'a' twice"),
        ("a", "a", "'a' is paired with itself"),
        ("aa", "b", "perceived column 'aa' is not in the data"),
        ("a", "x", "expected column 'x' is not in the data; the columns are 'a', 'b', 'c'"),
        ("a", [3], "expected has 1 row and the data have 3"),
        (3, "a", "perceived must be a column of values, one a row, or its name"),
    ],
)
def test_pairs_that_do_not_pair(perceived: Any, expected: Any, words: str) -> None:
    with pytest.raises(DataError, match=words.replace("(", r"\(")):
        placet.gap(GOOD, perceived, expected)


def test_an_answer_off_the_scale_is_refused_where_a_scale_is_given() -> None:
    assert placet.gap(GOOD, "a", "c").about["n_used"] == 3
    with pytest.raises(DataError, match=r"column 'c' holds 11 in row 2, which is outside the scale 1..10"):
        placet.gap(GOOD, "a", "c", scale=(1, 10))
    with pytest.raises(DataError, match=r"scale=\(10, 1\)"):
        placet.gap(GOOD, "a", "c", scale=(10, 1))


def test_events_have_a_scale_of_two_points_however_it_is_given():
    data = {"a": [True, False, True, True], "b": [False, False, True, False]}
    for scale in ((0, 1), [0, 1], np.array([0, 1])):
        assert placet.gap(data, "a", "b", scale=scale)["estimate"][0] == pytest.approx(0.5)
        assert placet.rank_scores(data, ["a", "b"], scale=scale)["estimate"].tolist() == pytest.approx([0.75, 0.25])
    for scale in (None, (1, 5)):
        with pytest.raises(placet.DataError, match="true and false"):
            placet.gap(data, "a", "b", scale=scale)
