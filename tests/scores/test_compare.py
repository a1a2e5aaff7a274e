"""Differences against R NPS, R's survey package, scipy, statsmodels and their own definition."""

import json
import math
import warnings
from datetime import datetime

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from placet import DataError
from placet.inference.multiplicity import adjusted_p, common_level, compact_letters, letter
from placet.results.scores.compare import percent
from placet.scores.estimation.pseudo_respondents import ROCKS
from scipy.stats import norm, ttest_ind
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from .test_survey_package import LINEAR, METRICS, REPLICATED, survey_of

CONTRASTS = {
    "a_minus_b": ("segment", "b", "a"),
    "a_minus_total": ("segment", "total", "a"),
    "a_minus_rest": ("segment", "rest", "a"),
    "wave_2_minus_wave_1": ("wave", "previous", 2),
}


@pytest.fixture(scope="module")
def golden(typed):
    return typed("survey")


@pytest.fixture(scope="module")
def sample():
    from .test_survey_package import FOLDER

    return pd.read_csv(FOLDER / "survey.csv")


# ---- R's survey package ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n in LINEAR + REPLICATED if not n.startswith("lonely")])
def test_differences_keep_their_covariance(golden, sample, name: str) -> None:
    table = pd.DataFrame(golden["differences"]["rows"], columns=golden["differences"]["columns"])
    table = table[table["design"] == name]
    survey = survey_of(name, golden["designs"][name], sample)
    assert len(table) >= 4
    for _, expected in table.iterrows():
        item, definition = METRICS[expected["metric"]]
        column, against, level = CONTRASTS[expected["contrast"]]
        where = {"wave": column} if column == "wave" else {"by": column}
        found = placet.compare(survey, item, metric=definition, against=against, method="design", **where)
        row = list(found["level"]).index(level)
        assert_allclose(found["estimate"][row], expected["estimate"], rtol=1e-10)
        assert_allclose(found["std_error"][row], expected["std_error"], rtol=1e-10)
        # R counts the units of both sides together; the differences are less sure, see test_degrees_of_freedom.
        if not math.isnan(expected["degf"]):
            assert 1 <= found["df"][row] <= expected["degf"]


# ---- two samples -----------------------------------------------------------------------------------------------------


def two(one: tuple[int, int, int], other: tuple[int, int, int]) -> dict[str, list]:
    scores = [[3] * d + [7] * p + [10] * r for d, p, r in (one, other)]
    return {"score": scores[0] + scores[1], "shop": ["x"] * len(scores[0]) + ["y"] * len(scores[1])}


@pytest.mark.parametrize(("method", "name"), [("wald", "wald"), ("adjusted", "adjusted.wald")])
@pytest.mark.parametrize("pair", ["d_e", "g_k"])
def test_two_samples_of_r_nps(reference, monkeypatch, method: str, name: str, pair: str) -> None:
    # R adds all of Rocks' respondents to each group; half of them cover better where scores lie far apart.
    monkeypatch.setattr("placet.scores.comparison.difference.of_two_scores", lambda form: ROCKS)
    stored = json.loads((reference / "nps" / "expected_nps.json").read_text())
    expected = stored["two_sample_cases"][f"{pair}_{name}"]
    counts = [
        tuple(stored["interval_cases"][case][k] for k in ("detractors", "passives", "promoters"))
        for case in pair.split("_")
    ]
    found = placet.compare(two(*counts), "score", by="shop", against="all pairs", method=method)
    limits = np.array([found["conf_low"][0], found["conf_high"][0]]) / 100
    limits = limits if limits.sum() > 0 else -limits[::-1]  # R gives the absolute difference
    assert_allclose(limits, expected["int"], rtol=1e-11)
    assert_allclose(limits.mean(), expected["delta_abs"], rtol=1e-11)
    # R's p is 1 - (2 Φ - 1), good to 1e-15 absolutely.
    assert_allclose(found["p_value"][0], expected["p"], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(("one", "other"), [("Apples", "Oranges"), ("Bananas", "Berries")])
def test_two_samples_of_the_data_of_r_nps(reference, one: str, other: str) -> None:
    stored = json.loads((reference / "nps" / "expected_nps.json").read_text())["testdata"]["two"][f"{one}_{other}"]
    data = pd.read_csv(reference / "nps" / "nps_testdata.csv")
    found = placet.compare(data, "REC", by="BU", against=other, method="wald", adjust="none")
    row = list(found["level"]).index(one)
    assert_allclose(abs(found["estimate"][row]) / 100, stored["delta_abs"], rtol=1e-12)
    assert_allclose(found["std_error"][row] / 100, stored["se"], rtol=1e-12)
    assert_allclose(found["p_value"][row], stored["p"], rtol=1e-12)


def test_half_of_rocks_respondents_are_added_to_each_group() -> None:
    # 9 detractors, 2 passives, 1 promoter of 12 and 0, 3, 17 of 20: 9.375, 2.75, 1.375 of 13.5 and 0.375, 3.75, 17.375
    # of 21.5. Means -8/13.5 and 17/21.5, Σx² 10.75/13.5 and 17.75/21.5.
    found = placet.compare(two((9, 2, 1), (0, 3, 17)), "score", by="shop", against="all pairs")
    means, squares = (-8 / 13.5, 17 / 21.5), (10.75 / 13.5, 17.75 / 21.5)
    error = math.sqrt(sum((q - m * m) / n for q, m, n in zip(squares, means, (13.5, 21.5), strict=True)))
    centre, half = means[0] - means[1], 1.959963984540054 * error
    assert_allclose([found["conf_low"][0], found["conf_high"][0]], [100 * (centre - half), 100 * (centre + half)])
    assert_allclose(found["statistic"][0], centre / error, rtol=1e-12)


def test_means_are_compared_by_welch_s_test() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.integers(1, 11, 23), rng.integers(4, 11, 40)
    data = {"x": np.concatenate([x, y]), "g": ["x"] * 23 + ["y"] * 40}
    found = placet.compare(data, "x", metric="mean_score", scale=(1, 10), by="g", against="all pairs", conf_level=0.9)
    welch = ttest_ind(x, y, equal_var=False)
    limits = welch.confidence_interval(0.9)
    assert_allclose(
        [found[name][0] for name in ("statistic", "df", "p_value", "conf_low", "conf_high")],
        [welch.statistic, welch.df, welch.pvalue, limits.low, limits.high],
        rtol=1e-11,
    )


def test_shares_are_compared_as_agresti_and_caffo_do() -> None:
    data = {"x": [5] * 7 + [1] * 5 + [5] * 3 + [1] * 17, "g": ["x"] * 12 + ["y"] * 20}
    found = placet.compare(data, "x", metric="top_box", scale=(1, 5), by="g", against="all pairs")
    expected = confint_proportions_2indep(7, 12, 3, 20, method="agresti-caffo", compare="diff")
    assert_allclose([found["conf_low"][0], found["conf_high"][0]], expected, rtol=1e-11)


# ---- by definition ---------------------------------------------------------------------------------------------------


def influence(x: np.ndarray, w: np.ndarray, inside: np.ndarray) -> np.ndarray:
    mean = np.average(x[inside], weights=w[inside])
    return np.where(inside, w * (x - mean), 0) / w[inside].sum()


@pytest.mark.parametrize("against", ["total", "rest", "all pairs", "b"])
def test_variance_is_that_of_the_linearised_values(against: str) -> None:
    rng = np.random.default_rng(8)
    x, w, g = rng.integers(0, 11, 90), rng.uniform(0.3, 3, 90), rng.choice(list("abcd"), 90)
    found = placet.compare(
        {"x": x, "w": w, "g": g}, "x", metric="mean_score", scale=(0, 10), by="g", weights="w", against=against
    )
    assert len(found["level"]) == {"total": 4, "rest": 4, "all pairs": 6, "b": 3}[against]
    for row, (level, other) in enumerate(zip(found["level"], found["against"], strict=True)):
        one = g == level
        second = {"total": np.ones(90, dtype=bool), "rest": ~one}.get(other, g == other)
        z = influence(x, w, one) - influence(x, w, second)
        assert_allclose(found["std_error"][row], math.sqrt(z @ z), rtol=1e-11)
        expected = np.average(x[one], weights=w[one]) - np.average(x[second], weights=w[second])
        assert_allclose(found["estimate"][row], expected, rtol=1e-11, atol=1e-13)
        assert_allclose(found["score"][row] - found["reference"][row], found["estimate"][row], rtol=1e-9, atol=1e-12)


def test_the_only_answering_segment_does_not_differ_from_the_total() -> None:
    data = {"x": [9, 3, 10, 7, np.nan], "g": ["a", "a", "a", "a", "b"]}
    found = placet.compare(data, "x", by="g")
    assert (found["estimate"][0], found["std_error"][0], found["p_value"][0]) == (0, 0, 1)
    assert np.isnan(found["estimate"][1])
    assert found["finding"] == ("not significant", "no test")


@pytest.mark.parametrize("adjust", ["holm", "bonferroni", "fdr_bh"])
@settings(deadline=None, max_examples=60, derandomize=True)
@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_are_those_of_statsmodels(adjust: str, p: list[float]) -> None:
    expected = multipletests(p, method=adjust)[1]
    found = adjusted_p(np.array([*p, np.nan]), adjust)
    assert_allclose(found[:-1], expected, rtol=1e-12, atol=1e-300)
    assert np.isnan(found[-1])
    assert_allclose(adjusted_p(np.array(p), "none"), p)


# ---- letters ---------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=80, derandomize=True)
@given(data=st.data(), count=st.integers(1, 9))
def test_two_levels_share_a_letter_exactly_if_they_do_not_differ(data, count: int) -> None:
    estimate = np.array(data.draw(st.lists(st.floats(-100, 100), min_size=count, max_size=count)))
    different = np.zeros((count, count), dtype=bool)
    for i in range(count):
        for j in range(i):
            different[i, j] = different[j, i] = data.draw(st.booleans())
    letters = compact_letters(estimate, different)
    assert all(letters)
    for i in range(count):
        for j in range(i):
            assert bool(set(letters[i]) & set(letters[j])) == (not different[i, j])


def test_a_small_base_is_one_of_respondents_and_not_of_rows() -> None:
    data = {"q": [10, 3, 9, 0], "shop": ["a", "a", "b", "b"], "times": [20, 15, 12, 12]}
    found = placet.compare(
        data, "q", by="shop", weights="times", weight_type="frequency", against="all pairs", min_base=24
    )
    assert found["finding"] != ("small base",)
    assert found["n"].tolist() == [2]  # rows
    fewer = placet.compare(data, "q", by="shop", weights="times", weight_type="frequency", against="rest", min_base=25)
    assert fewer["finding"] == ("small base", "small base")  # b has 24
    precise = placet.compare(data, "q", by="shop", weights="times", weight_type="precision", min_base=3)
    assert precise["finding"] == ("small base", "small base")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("against", ["total", "rest", "all pairs"])
def test_equal_answers_do_not_differ(against: str) -> None:
    # 3 of 3 promoters in each: 3.375 - 0.375 of 4.5 in all, 2/3, and Σx² 3.75/4.5: variance (5/6 - 4/9) / 4.5 = 7/81.
    found = placet.compare({"q": [10] * 6, "shop": list("aaabbb")}, "q", by="shop", against=against, adjust="none")
    assert (found["estimate"] == 0).all()
    assert (found["std_error"] == 0).all()
    assert (found["p_value"] > 0.6).all()
    if against != "total":
        assert_allclose(found["conf_high"], 100 * 1.959963984540054 * np.sqrt(2 * 7 / 81), rtol=1e-12)


def test_letters_of_a_textbook_case() -> None:
    # A and B, B and C do not differ, A and C do: a, ab, b, from the highest score.
    different = np.array([[0, 0, 1], [0, 0, 0], [1, 0, 0]], dtype=bool)
    assert compact_letters(np.array([9.0, 5.0, 1.0]), different) == ["a", "ab", "b"]
    assert [letter(i) for i in (0, 25, 26, 701, 702)] == ["a", "z", "aa", "zz", "aaa"]


def test_letters_follow_the_p_values_and_small_bases_have_none() -> None:
    survey = placet.datasets.make_survey(3000, seed=1)
    found = placet.compare(
        survey, "overall", metric="mean_score", scale=(1, 10), by="region", against="all pairs", min_base=300
    )
    groups = dict(zip(found.groups["region"], range(4), strict=True))
    letters, column, higher = (found.groups[name] for name in ("letters", "column", "higher_than"))
    for row in range(len(found["level"])):
        one, other = groups[found["level"][row]], groups[found["against"][row]]
        if found["finding"][row] == "small base":
            assert "West" in (found["level"][row], found["against"][row])
            continue
        share = bool(set(letters[one]) & set(letters[other]))
        assert share == (found["p_adjusted"][row] >= 0.05)
        assert (column[other] in higher[one]) == (found["finding"][row] == "higher")
        assert (column[one] in higher[other]) == (found["finding"][row] == "lower")
    assert letters[groups["West"]] == ""


# ---- waves and segments ----------------------------------------------------------------------------------------------


def test_waves_within_segments_equal_filtering() -> None:
    survey = placet.datasets.make_survey(3000, seed=4)
    together = placet.compare(survey, "recommend", by="region", wave="wave", against="previous", adjust="none")
    assert together.key_columns == ("region",)
    frame = survey.data
    for region in ("East", "West"):
        alone = placet.compare(
            placet.Survey(frame.filter(frame["region"] == region), weights="weight", na_codes=[98, 99]),
            "recommend", wave="wave", against="previous", adjust="none",
        )  # fmt: skip
        rows = [i for i, r in enumerate(together["region"]) if r == region]
        for name in ("estimate", "std_error", "conf_low", "p_value"):
            assert_allclose(together[name][rows], alone[name], rtol=1e-12)


def test_bad_comparisons_are_refused() -> None:
    data = {"x": [9, 3, 10, 7], "g": ["a", "b", "a", "b"], "one": [1, 1, 1, 1]}
    with pytest.raises(placet.DataError, match="'one' has one wave only"):
        placet.compare(data, "x", wave="one")
    with pytest.raises(placet.DataError, match="name the column of the segments or waves"):
        placet.compare(data, "x")
    with pytest.raises(placet.DataError, match=r"against='c' is not known.*'a', 'b'"):
        placet.compare(data, "x", by="g", against="c")
    with pytest.raises(placet.DataError, match="compares waves; name the wave column"):
        placet.compare(data, "x", by="g", against="previous")
    with pytest.raises(placet.DataError, match="method='score' is not known"):
        placet.compare(data, "x", by="g", method="score")
    with pytest.raises(TypeError, match=r"compare\(\) got an unexpected keyword argument 'alpha'; pass conf_level"):
        placet.compare(data, "x", by="g", alpha=0.1)
    many = {"x": np.zeros(8000, dtype=int), "g": np.arange(8000)}
    with pytest.raises(placet.DataError, match="31,996,000 pairs"):
        placet.compare(many, "x", by="g", against="all pairs")


def test_a_wave_with_one_respondent_is_compared_or_marked() -> None:
    data = {"x": [9, 3, 10, 7, 10], "wave": [1, 1, 1, 1, 2]}
    found = placet.compare(data, "x", wave="wave", against="previous")
    assert found["n"][0] == 1
    assert found["conf_low"][0] < found["estimate"][0] <= 200
    assert placet.compare(data, "x", wave="wave", against="previous", min_base=2)["finding"] == ("small base",)


def test_ten_thousand_segments_against_their_total() -> None:
    rng = np.random.default_rng(1)
    found = placet.compare({"x": rng.integers(0, 11, 50_000), "g": np.repeat(np.arange(10_000), 5)}, "x", by="g")
    assert len(found["level"]) == 10_000
    assert np.isfinite(found["std_error"]).all()


def test_respondents_asked_twice_keep_their_covariance(golden, sample) -> None:
    # As under a design of respondents, but for its n / (n - 1) over the respondents of a wave.
    table = pd.DataFrame(golden["differences"]["rows"], columns=golden["differences"]["columns"])
    expected = table[(table["design"] == "respondents") & (table["metric"] == "nps")].iloc[0]
    found = placet.compare(sample, "score", wave="wave", against="previous", weights="weight", id="respondent")
    asked = sample.groupby("wave").size()
    least, most = np.sqrt((asked - 1) / asked).agg(["min", "max"])
    assert least <= found["std_error"][0] / expected["std_error"] <= most
    apart = placet.compare(sample, "score", wave="wave", against="previous", weights="weight")
    assert found["std_error"][0] < 0.9 * apart["std_error"][0]
    total = placet.compare(sample, "score", wave="wave", weights="weight", id="respondent")
    weight = sample["weight"].where(sample["score"].notna(), 0)
    share = weight[sample["wave"] == 1].sum() / weight.sum()
    # Wave 2 is above both together by the share of wave 1 times what it is above wave 1.
    assert_allclose(total["estimate"][1], share * found["estimate"][0], rtol=1e-10)


# ---- levels ----------------------------------------------------------------------------------------------------------

DAYS = [datetime(2025, 1, 1), datetime(2025, 2, 1), datetime(2025, 4, 1)]


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, dict])
@pytest.mark.parametrize(
    "against", ["2025-02-01", DAYS[1], DAYS[1].date(), pd.Timestamp(DAYS[1]), np.datetime64(DAYS[1])]
)
def test_a_day_is_named_as_a_day_in_any_library(frame, against):
    for days in (DAYS, [day.date() for day in DAYS]):
        data = frame({"q": [10, 0, 9, 8, 7, 10], "day": np.array(days * 2, dtype="datetime64[us]")})
        result = placet.compare(data, "q", by="day", against=against)
        assert len(result["level"]) == 2
        assert "2025-02-01" in str(result)
        assert "00:00" not in str(result) + result.to_html()
        with pytest.raises(DataError, match=r"a level: '2025-01-01', '2025-02-01', '2025-04-01'$"):
            placet.compare(data, "q", by="day", against="2025-03-01")


def test_a_number_may_be_named_by_its_text_and_an_exact_level_wins():
    data = {"q": [10, 0, 9, 8, 7, 10], "g": [1, 2, 1, 2, 3, 3]}
    assert placet.compare(data, "q", by="g", against="2")["level"].tolist() == [1, 3]
    mixed = {**data, "g": np.array([1, "1", 1, "1", 2, 2], dtype=object)}
    assert placet.compare(mixed, "q", by="g", against="1")["level"].tolist() == [1, 2]
    with pytest.raises(DataError, match=r"against=\[1, 2\] is not known"):
        placet.compare(data, "q", by="g", against=[1, 2])


@pytest.mark.parametrize("name", ["n", "n_eff", "letters", "column", "higher_than", "score"])
def test_a_key_called_like_a_column_of_the_groups_keeps_its_name(name):
    data = {"q": [10, 0, 9, 8], name: ["a", "b", "a", "b"]}
    found = placet.compare(data, "q", by=name, against="all pairs")
    frame = found.groups_frame()
    assert list(frame[name]) == ["a", "b"]
    assert f"result_{name}" in frame.columns
    assert found.summary().split("\n")[2].split()[0] == name


def test_whole_keys_are_shown_whole():
    data = {"q": [10, 0, 9, 8] * 3, "year": [2024, 2025] * 6, "shop": [1, 1, 2, 2] * 3}
    lines = str(placet.compare(data, "q", by="shop", wave="year", against="previous")).splitlines()
    assert [line.split()[0] for line in lines[4:6]] == ["1", "2"]


def test_a_level_without_answers_warns_of_nothing_and_one_test_is_one():
    data = {"q": [10, 0, 9, 8, np.nan, np.nan], "g": [1, 2, 1, 2, 3, 3]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = placet.compare(data, "q", by="g", against="all pairs")
    assert result["finding"] == ("not significant", "no test", "no test")
    assert "Holm's adjustment for 1 test; intervals each at 95%." in result.made_by()


def test_the_wave_of_the_survey_is_compared_where_nothing_else_is_named():
    data = {"q": [10, 0, 9, 8] * 3, "year": [2024, 2025] * 6, "shop": [1, 1, 2, 2] * 3}
    survey = placet.Survey(data, wave="year")
    assert placet.compare(survey, "q") == placet.compare(data, "q", wave="year")
    for by in (None, "shop"):
        named = placet.compare(data, "q", by=by, wave="year", against="previous")
        assert placet.compare(survey, "q", by=by, against="previous") == named
    assert placet.compare(survey, "q", by="shop") == placet.compare(data, "q", by="shop")


def test_one_item_and_one_wave_column():
    data = {"q": [10, 0, 9, 8], "g": [1, 1, 2, 2], "h": [1, 2, 1, 2]}
    assert placet.compare(data, ["q"], by="g") == placet.compare(data, "q", by="g")
    for call in (placet.compare, placet.nps):
        with pytest.raises(DataError, match=r"wave=\['g', 'h'\] names 2 columns, and wave is one"):
            call(data, "q", wave=["g", "h"])


def test_a_small_base_counts_the_respondents_that_frequencies_stand_for():
    rows = {"q": [10, 9, 3, 7, 8, 0], "k": [3, 2, 4, 1, 5, 2], "g": [1, 1, 2, 2, 1, 2]}
    frequency = {"weights": "k", "weight_type": "frequency"}
    repeated = {name: np.repeat(column, rows["k"]) for name, column in rows.items()}
    # 10 respondents in three rows, and 7 in three rows.
    for least, findings in ((7, {"higher", "lower"}), (8, {"small base", "higher"}), (11, {"small base"})):
        counted = placet.compare(rows, "q", by="g", min_base=least, **frequency)
        assert counted["finding"] == placet.compare(repeated, "q", by="g", min_base=least)["finding"]
        assert set(counted["finding"]) == findings


# ---- a finding and its interval --------------------------------------------------------------------------------------

ADJUSTMENTS = ["holm", "bonferroni", "fdr_bh", "none"]


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
@settings(deadline=None, max_examples=200, derandomize=True)
@given(
    p=st.lists(st.one_of(st.floats(1e-12, 1), st.sampled_from([1e-9, 0.004, 0.01, 0.2])), min_size=1, max_size=30),
    unknown=st.integers(0, 3),
    conf_level=st.sampled_from([0.5, 0.9, 0.95, 0.999]),
)
def test_intervals_of_the_common_level_hold_0_exactly_where_nothing_is_found(adjust, p, unknown, conf_level) -> None:
    p_value = np.array([*p, *[np.nan] * unknown])
    level = common_level(p_value, adjust, conf_level)
    found = adjusted_p(p_value, adjust) < 1 - conf_level
    with np.errstate(invalid="ignore"):
        holds = norm.isf(p_value / 2) <= norm.isf((1 - level) / 2)
    # Not at a limit itself, where rounding decides.
    sure = np.abs(p_value / (1 - level) - 1) > 1e-9
    assert (found == ~holds)[sure & ~np.isnan(p_value)].all()
    m, r = len(p), int(found.sum())
    tail = {"holm": 1 / (m - max(r, 1) + 1), "bonferroni": 1 / m, "fdr_bh": max(r, 1) / m, "none": 1}[adjust]
    assert_allclose(1 - level, (1 - conf_level) * tail, rtol=1e-9)


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
@settings(deadline=None, max_examples=40, derandomize=True)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_a_finding_and_its_interval_agree(adjust: str, seed: int, data) -> None:
    rng = np.random.default_rng(seed)
    groups = int(data.draw(st.integers(2, 6)))
    sizes = rng.integers(1, data.draw(st.sampled_from([4, 30, 300])), groups)
    low = data.draw(st.sampled_from([0, 5, 9]))
    answers = {
        "g": np.repeat(np.arange(groups), sizes),
        "a": rng.integers(low, 11, sizes.sum()).astype(float),
        "w": rng.uniform(0.2, 5, sizes.sum()),
    }
    answers["b"] = np.where(answers["g"] == 0, 10.0, answers["a"])
    answers["a"][answers["g"] == 1] = np.nan
    how = {
        "metric": data.draw(st.sampled_from(["nps", "csat", "mean_score"])), "scale": (0, 10), "by": "g",
        "against": data.draw(st.sampled_from(["total", "rest", "all pairs", 0])),
        "method": data.draw(st.sampled_from(["adjusted", "wald", "design"])),
        "min_base": data.draw(st.sampled_from([None, 10])), "weights": data.draw(st.sampled_from([None, "w"])),
        "conf_level": data.draw(st.sampled_from([0.3, 0.6, 0.9, 0.95, 0.999])),
    }  # fmt: skip
    found = placet.compare(answers, ["b", "a"], adjust=adjust, **how)
    finding, p = np.array(found["finding"]), found["p_adjusted"]
    low, high, estimate = found["conf_low"], found["conf_high"], found["estimate"]
    tested = np.isin(finding, ["higher", "lower", "not significant"])
    assert (np.isnan(low) == ~tested).all()
    assert (np.isnan(p) == ~tested).all()
    assert ((low <= 0) & (high >= 0) == (finding == "not significant"))[tested].all()
    assert ((low <= estimate) & (estimate <= high))[tested].all()
    assert ((p < 1 - how["conf_level"]) == np.isin(finding, ["higher", "lower"]))[tested].all()
    assert (estimate[finding == "higher"] > 0).all()
    assert (estimate[finding == "lower"] < 0).all()


def test_intervals_of_bonferroni_s_adjustment_cover_together() -> None:
    # Eight pairs of samples without a difference: all of eight intervals hold 0 in 95 of 100 surveys.
    rng, surveys, n = np.random.default_rng(4), 300, 40
    held = 0
    for _ in range(surveys):
        data = {"x": rng.normal(5, 1, 8 * 2 * n).round().clip(1, 9), "g": np.repeat(np.arange(16), n)}
        data |= {"pair": data["g"] // 2, "side": data["g"] % 2}
        found = placet.compare(
            data, "x", metric="mean_score", scale=(1, 9), by="pair", wave="side", against="previous",
            adjust="bonferroni",
        )  # fmt: skip
        held += bool(((found["conf_low"] <= 0) & (found["conf_high"] >= 0)).all())
    assert abs(held / surveys - 0.95) < 4 * math.sqrt(0.95 * 0.05 / surveys)


def test_the_words_say_the_level_of_the_intervals() -> None:
    survey = placet.datasets.make_survey(2000, seed=1)
    found = placet.compare(survey, "recommend", by="region", adjust="bonferroni")
    assert "Bonferroni's adjustment for 4 tests; intervals each at 98.8%" in found.made_by()  # 1 - 0.05 / 4
    assert "95% intervals" not in found.made_by()
    assert found.about["interval_level"] == 1 - (1 - 0.95) / 4
    assert "98.8% intervals" in found.plot().get_xlabel()
    assert [percent(level) for level in (0.9, 0.95, 0.975, 0.99375, 0.9995, 0.99995)] == [
        "90%", "95%", "97.5%", "99.4%", "99.95%", "99.995%",
    ]  # fmt: skip


# ---- several items ---------------------------------------------------------------------------------------------------


def test_several_items_are_one_family() -> None:
    survey = placet.datasets.make_survey(2000, seed=3)
    items = ["overall", "network", "bills"]
    how = {"metric": "mean_score", "scale": (1, 10), "by": "region", "against": "all pairs"}
    found, alone = placet.compare(survey, items, **how), [placet.compare(survey, item, **how) for item in items]
    for name in ("item", "level", "against"):
        assert found[name] == tuple(label for one in alone for label in one[name])
    for name in ("estimate", "std_error", "statistic", "df", "p_value", "score", "n"):
        assert_array_equal(found[name], np.concatenate([one[name] for one in alone]))
    assert_allclose(found["p_adjusted"], multipletests(found["p_value"], method="holm")[1], rtol=1e-12)
    assert found.groups["item"] == tuple(item for item in items for _ in range(4))
    assert_array_equal(found.groups["score"], np.concatenate([one.groups["score"] for one in alone]))
    # Letters are those of an item.
    significant = np.isin(found["finding"], ["higher", "lower"])
    letters = {
        (i, level): set(names)
        for i, level, names in zip(found.groups["item"], found.groups["region"], found.groups["letters"], strict=True)
    }
    for row, differs in enumerate(significant):
        one, other = ((found["item"][row], found[side][row]) for side in ("level", "against"))
        assert bool(letters[one] & letters[other]) == (not differs)
    assert "for 18 tests" in found.made_by()
    assert found.groups_frame().columns[:2] == ["region", "item"]
    # With one item nothing of this is shown.
    assert "Item" in str(found).split("\n")[2]
    assert "Item" not in str(alone[0]).split("\n")[2]
    found.plot()
    placet.compare(survey, items, **{**how, "against": "rest"}).plot()
    assert json.loads(found.to_json())["about"]["items"] == items
