"""`track`: the scores of the waves, limits and flags by hand, waves in order and in between."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from numpy.testing import assert_allclose
from placet import DataError, Metric
from placet.scores.over_time.control_chart import flags, smoothed
from placet.survey.calendar import with_gaps
from scipy import stats


def series(scores, base=100, **columns):
    """Waves 1, 2, ... of `base` respondents: so many promoters more than detractors of 50 who are one or the other."""
    answers, wave = [], []
    for i, net in enumerate(scores, start=1):
        promoters = (50 + net) // 2
        answers += [10] * promoters + [0] * (50 - promoters) + [7] * (base - 50)
        wave += [i] * base
    return {"q": np.array(answers), "wave": np.array(wave), **columns}


# ---- the chart -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", ["nps", Metric.top_box((0, 10), 2), Metric.mean_score((0, 10), rescale=True)])
def test_it_holds_the_scores_of_the_waves(metric):
    rng = np.random.default_rng(1)
    data = {"q": rng.integers(0, 11, 600), "wave": rng.integers(1, 5, 600), "g": rng.integers(0, 2, 600)}
    data["w"] = rng.uniform(0.5, 2, 600)
    found = placet.track(data, "q", metric=metric, wave="wave", by="g", weights="w")
    expected = placet.score(data, "q", metric, wave="wave", by="g", weights="w", scale=None)
    for name in expected.table.columns:
        assert list(found[name]) == list(expected[name]), name
    whole = placet.score(data, "q", metric, by="g", weights="w")
    assert_allclose(found["centre"], np.repeat(whole["estimate"], 4), rtol=1e-12)


def test_limits_of_a_share_are_those_of_a_p_chart():
    # Shares 20/100, 30/100 and 50/200: pooled 100/400 = 0.25, standard errors √(0.25 · 0.75 / n).
    q = [9] * 20 + [5] * 80 + [9] * 30 + [5] * 70 + [9] * 50 + [5] * 150
    data = {"q": q, "wave": [1] * 100 + [2] * 100 + [3] * 200}
    found = placet.track(data, "q", metric=Metric.top_box((0, 10), 2), wave="wave")
    error = np.sqrt(0.25 * 0.75 / np.array([100, 100, 200]))
    assert_allclose(found["centre"], 0.25, rtol=1e-13)
    assert_allclose(found["limit_high"], 0.25 + 3 * error, rtol=1e-12)
    assert_allclose(found["limit_low"], 0.25 - 3 * error, rtol=1e-12)
    two = placet.track(data, "q", metric=Metric.top_box((0, 10), 2), wave="wave", limits=2)
    assert_allclose(two["limit_low"], 0.25 - 2 * error, rtol=1e-12)


def test_limits_of_an_nps_are_those_of_the_pooled_shares():
    # 50 of 100 are promoters or detractors in every wave; scores 10 and 30, centre 20: variance 0.5 - 0.2² = 0.46.
    found = placet.track(series([10, 30]), "q", wave="wave")
    assert_allclose(found["centre"], 20, rtol=1e-13)
    assert_allclose(found["limit_high"], 20 + 3 * 100 * np.sqrt(0.46 / 100), rtol=1e-12)


def test_limits_of_a_mean_are_those_of_an_x_bar_chart():
    # Answers 4, 6 (variance 1) and 6, 10 (variance 4), 50 times each: pooled 2.5 within the waves, n = 100.
    data = {"q": [4, 6] * 50 + [6, 10] * 50, "wave": [1] * 100 + [2] * 100}
    found = placet.track(data, "q", metric=Metric.mean_score((0, 10)), wave="wave")
    assert_allclose(found["centre"], 6.5)
    assert_allclose(found["limit_low"], 6.5 - 3 * np.sqrt(2.5 / 100), rtol=1e-12)
    assert found["flag"] == ("below the limits", "above the limits")


def test_a_baseline_makes_centre_and_variance():
    data = series([10, 30, 30, 48])
    found = placet.track(data, "q", wave="wave", baseline=[1, 2])
    same = placet.track(series([10, 30]), "q", wave="wave")
    assert_allclose(found["centre"], 20)
    assert_allclose(found["limit_low"][:2], same["limit_low"], rtol=1e-12)
    assert found["flag"][3] == "above the limits"
    assert "score of the baseline" in found.summary()


def test_weights_and_designs_enter_by_the_errors_of_all_waves():
    rng = np.random.default_rng(2)
    data = {"q": rng.integers(0, 11, 400), "wave": np.tile([1, 2], 200), "w": rng.uniform(0.2, 3, 400)}
    data["store"] = np.repeat(np.arange(20), 20)
    kish = np.array([w.sum() ** 2 / (w**2).sum() for w in (data["w"][::2], data["w"][1::2])])
    for roles in ({}, {"cluster": "store"}):
        found = placet.track(data, "q", wave="wave", weights="w", **roles)
        spread = found["std_error"] ** 2 * kish + (found["estimate"] - found["centre"]) ** 2
        error = np.sqrt(np.average(spread, weights=found["sum_weights"]) / kish)
        # The clusters of both waves are the same 20: 19 degrees of freedom, and no more.
        reach = stats.t.ppf(stats.norm.cdf(3), 19) if roles else 3
        assert_allclose(found["limit_high"] - found["centre"], reach * error, rtol=1e-10)
    one = placet.track({**data, "one": np.zeros(400, int)}, "q", wave="wave", weights="w", strata="one")
    plain = placet.track(data, "q", wave="wave", weights="w")
    assert_allclose(one["limit_high"], plain["limit_high"], rtol=0.02)  # n/(n - 1), and t of 398


@pytest.mark.parametrize("clusters", [4, 8])
def test_few_clusters_a_wave_raise_no_false_alarms(clusters):
    # With the error of every wave's own clusters 4.6 and 1.4 % of waves in control lie beyond the limits.
    chances = np.array([4, 1, 2, 3, 3, 10, 9, 17, 22, 13, 16]) / 100
    cuts, rng = stats.norm.ppf(np.cumsum(chances)[:-1]), np.random.default_rng(0)
    shape = 300, 16, clusters
    latent = rng.normal(0, 0.1**0.5, (*shape, 1)) + rng.normal(0, 0.9**0.5, (*shape, 15))
    one, wave, cluster = (index.ravel() for index in np.indices(latent.shape)[:3])
    found = placet.track(
        {"q": np.searchsorted(cuts, latent.ravel()), "s": one, "t": wave, "h": one * 16 + wave,
         "c": (one * 16 + wave) * clusters + cluster},
        "q", by="s", wave="t", cluster="c", strata="h",
    )  # fmt: skip
    beyond = np.mean(["limits" in flag for flag in found["flag"]])
    assert 0.0005 < beyond < 0.006


def test_limits_stay_within_what_the_score_can_be():
    found = placet.track({"q": [9] * 9 + [0], "wave": [1] * 5 + [2] * 5}, "q", wave="wave")
    assert found["limit_high"].max() == 100


def test_answers_that_never_vary_are_no_signal():
    found = placet.track({"q": [7] * 300, "wave": np.repeat([1, 2, 3], 100)}, "q", wave="wave")
    assert found["flag"] == ("", "", "")
    weights = np.random.default_rng(3).uniform(0.1, 3, 300)
    same = {"q": [7] * 300, "wave": np.repeat([1, 2, 3], 100), "w": weights}
    mean = placet.track(same, "q", metric=Metric.mean_score((0, 10)), wave="wave", weights="w")
    assert mean["flag"] == ("", "", "")


def test_the_smoothed_line_is_of_past_waves_weighted_by_effective_bases():
    # Of span 3 a wave counts half as much as the next: (10·50 + 20·300)/350, (10·25 + 20·150 + 40·100)/275.
    line = smoothed(np.array([10.0, 20, 40]), np.array([100.0, 300, 100]), 3)
    assert_allclose(line, [10, 6500 / 350, 7250 / 275])
    gap = smoothed(np.array([10.0, np.nan, 40]), np.array([100.0, 0, 100]), 3)
    assert gap.tolist() == pytest.approx([10, np.nan, (10 * 25 + 40 * 100) / 125], nan_ok=True)
    assert_allclose(smoothed(np.array([10.0, 20]), np.array([1.0, 1]), 7), [10, (7.5 + 20) / 1.75])
    assert_allclose(smoothed(np.array([10.0, 20]), np.array([1.0, 1]), 1), [10, 20])


# ---- flags -----------------------------------------------------------------------------------------------------------


def marked(distance, usable=None, limits=3.0):
    distance = np.array(distance, dtype=float)
    usable = np.ones(len(distance), dtype=bool) if usable is None else np.array(usable)
    return flags(distance, np.ones(len(distance)), usable, limits)


def test_beyond_the_limits():
    assert marked([0, 3.1, -1, -3.1, 2.9]) == ["", "above the limits", "", "below the limits", ""]
    assert marked([2.1, 0, 0], limits=2)[0] == "above the limits"


def test_two_of_three_on_one_side():
    words = "2 of 3 beyond 2 errors above (Western Electric)"
    assert marked([2.1, -1, 2.1, 0]) == ["", "", words, ""]
    assert marked([2.1, -1, 1, 2.1]) == [""] * 4  # four apart
    assert marked([2.1, -2.1, 1]) == [""] * 3  # on two sides
    assert marked([-2.1, -2.1])[1] == words.replace("above", "below")


def test_eight_in_a_row():
    found = marked([1, 0.5] * 4 + [0.1, -1])
    assert found[:7] == [""] * 7
    assert found[7] == "8 in a row above the centre (Western Electric)"
    assert found[8] == "9 in a row above the centre (Western Electric)"
    assert found[9] == ""
    assert marked([1, 0.5] * 3 + [0] + [1, 0.5]) == [""] * 9  # a point on the centre ends the run


def test_six_rising_or_falling():
    assert marked([-1, -0.5, 0, 0.5, 1, 1.5]) == [""] * 5 + ["6 steadily rising (Nelson)"]
    assert marked([1.5, 1, 0.5, 0, -0.5, -1, -1.5])[-1] == "7 steadily falling (Nelson)"
    assert marked([-1, -0.5, 0, 0, 0.5, 1, 1.5]) == [""] * 7  # two alike end it


def test_waves_that_are_small_or_missing_are_passed_over():
    distance, usable = [1] * 4 + [-9] + [1] * 4 + [np.nan], [True] * 4 + [False] + [True] * 5
    found = marked(distance, usable)
    assert found[4] == ""
    assert found[8] == "8 in a row above the centre (Western Electric)"
    assert found[9] == ""


def test_tiny_waves_are_shown_and_not_flagged():
    data = series([0] * 4)
    data = {"q": np.append(data["q"], [10] * 29), "wave": np.append(data["wave"], [5] * 29)}
    found = placet.track(data, "q", wave="wave")
    assert found["estimate"][4] == 100
    assert found["small"] == (False,) * 4 + (True,)
    assert found["flag"][4] == ""
    assert "29 (small)" in found.summary()
    assert "1 wave of fewer than 30 respondents not flagged" in found.summary()
    assert placet.track(data, "q", wave="wave", min_base=29)["flag"][4] == "above the limits"


def test_frequency_weights_count_respondents():
    data = {"q": [10, 0, 7], "wave": [1, 2, 3], "w": [40, 40, 20]}
    found = placet.track(data, "q", wave="wave", weights="w", weight_type="frequency")
    assert found["small"] == (False, False, True)


# ---- waves -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([1, 2, 4], [1, 2, 3, 4]),
        ([2015, 2017, 2021], [2015, 2017, 2019, 2021]),
        ([1.0, 2.0, 4.0], [1.0, 2.0, 3.0, 4.0]),
        ([202311, 202312, 202402], [202311, 202312, 202401, 202402]),
        ([20243, 20251, 20252], [20243, 20244, 20251, 20252]),
        ([1, 2, 100], [1, 2, 100]),  # 97 gaps between 3 waves are no series
        ([0.5, 1.5, 3.5], [0.5, 1.5, 3.5]),
        ([1, 4], [1, 4]),
        (["2024Q3", "2024Q4", "2025Q2"], ["2024Q3", "2024Q4", "2025Q1", "2025Q2"]),
        (["2024-11", "2024-12", "2025-02"], ["2024-11", "2024-12", "2025-01", "2025-02"]),
        (["2024 H1", "2024 H2", "2025 H2"], ["2024 H1", "2024 H2", "2025 H1", "2025 H2"]),
        (["2024年11月", "2024年12月", "2025年2月"], ["2024年11月", "2024年12月", "2025年1月", "2025年2月"]),
        (
            ["2024年第3季度", "2024年第4季度", "2025年第2季度"],
            ["2024年第3季度", "2024年第4季度", "2025年第1季度", "2025年第2季度"],
        ),
        (["W08", "W09", "W11"], ["W08", "W09", "W10", "W11"]),
        (["第1期", "第2期", "第4期"], ["第1期", "第2期", "第3期", "第4期"]),
        (["2023-1", "2023-2", "2024-1"], ["2023-1", "2023-2", "2024-1"]),  # how many a year has nobody says
        (["before", "between", "long after"], ["before", "between", "long after"]),
        (
            [date(2025, 1, 1), date(2025, 2, 1), date(2025, 4, 1)],
            [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)],
        ),
        (
            [date(2024, 9, 30), date(2024, 12, 31), date(2025, 6, 30)],
            [date(2024, 9, 30), date(2024, 12, 31), date(2025, 3, 31), date(2025, 6, 30)],
        ),
        (
            [datetime(2025, 1, 6, 8), datetime(2025, 1, 13, 8), datetime(2025, 1, 27, 8)],
            [datetime(2025, 1, day, 8) for day in (6, 13, 20, 27)],
        ),
    ],
)
def test_gaps_of_a_regular_series(given, expected):
    assert with_gaps(given) == expected


def test_missing_waves_are_rows_without_a_score():
    data = series([10, 20, 30, 20])
    data["wave"] = np.array([2021, 2022, 2024, 2025])[data["wave"] - 1]
    found = placet.track(data, "q", wave="wave")
    assert found["wave"].tolist() == [2021, 2022, 2023, 2024, 2025]
    assert np.isnan([found[name][2] for name in ("estimate", "conf_low", "smoothed", "limit_low", "promoters")]).all()
    assert found["n"].tolist() == [100, 100, 0, 100, 100]
    assert found["flag"][2] == ""
    assert "1 wave without answers" in found.summary()
    assert len(found.to_frame()) == 5


def test_every_segment_has_every_wave():
    data = series([10, 20, 30], g=np.repeat(["a", "b", "a"], 100))
    found = placet.track(data, "q", wave="wave", by="g")
    assert found["g"] == ("a",) * 3 + ("b",) * 3
    assert found["wave"].tolist() == [1, 2, 3] * 2
    assert found["n"].tolist() == [100, 0, 100, 0, 100, 0]
    assert_allclose(found["centre"], [20] * 3 + [20] * 3)


def test_text_that_counts_is_in_the_order_of_time():
    data = series([0, 0, 0])
    data["wave"] = np.array(["Wave 9", "Wave 10", "Wave 12"])[data["wave"] - 1]
    assert placet.track(data, "q", wave="wave")["wave"] == ("Wave 9", "Wave 10", "Wave 11", "Wave 12")


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_ordered_categories_have_their_order(library):
    names = ["spring", "autumn", "advent"]
    data = series([10, 20, 30])
    text = np.array(names)[data["wave"] - 1]
    if library == "pandas":
        frame = pd.DataFrame({"q": data["q"], "wave": pd.Categorical(text, categories=names, ordered=True)})
    else:
        frame = pl.DataFrame({"q": data["q"], "wave": pl.Series(text, dtype=pl.Enum(names))})
    found = placet.track(frame, "q", wave="wave")
    assert found["wave"] == tuple(names)
    assert found["estimate"].tolist() == [10, 20, 30]


def test_listed_waves_make_the_series():
    found = placet.track(series([10, 20, 30]), "q", wave="wave", waves=[3, 1, 7])
    assert found["wave"].tolist() == [3, 1, 7]
    assert found["estimate"].tolist() == pytest.approx([30, 10, np.nan], nan_ok=True)
    assert found["centre"][0] == 20
    assert "1 wave of the data not in the series" in found.summary()


def test_the_wave_of_the_survey_is_taken():
    survey = placet.Survey(series([10, 20]), wave="wave")
    assert placet.track(survey, "q")["estimate"].tolist() == [10, 20]


def test_one_wave_and_one_respondent():
    found = placet.track({"q": [9, 8, 3], "wave": [1, 1, 2]}, "q", wave="wave")
    assert found["small"] == (True, True)
    assert found["flag"] == ("", "")
    assert placet.track({"q": [9, 8], "wave": [1, 1]}, "q", wave="wave")["centre"][0] == 50


def test_a_segment_without_answers_in_the_baseline_has_no_centre():
    data = series([10, 20, 30], g=np.repeat(["a", "b", "a"], 100))
    found = placet.track(data, "q", wave="wave", by="g", baseline=[1])
    assert np.isnan(found["centre"][3:]).all()
    assert found["flag"][3:] == ("",) * 3
    assert_allclose(found["centre"][:3], 10)


def test_what_it_says_of_itself():
    found = placet.track(series([10, 12, 44]), "q", wave="wave")
    assert found.glance()["waves"] == 3
    assert found.glance()["flagged"] == sum(flag != "" for flag in found["flag"])
    assert "Centre 22.0." in found.summary()
    assert "Net Promoter Score by wave" in found._repr_html_()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"wave": None}, ["track() needs the column of the waves"]),
        ({"wave": "month"}, ["wave column 'month' is not in the data"]),
        ({"baseline": [9]}, ["baseline=9 is no wave of column 'wave'", "1, 2"]),
        ({"baseline": "1"}, ["baseline must be a list of waves"]),
        ({"waves": []}, ["waves lists no wave"]),
        ({"waves": [1, 1]}, ["waves lists 1 twice"]),
        ({"waves": [8, 9]}, ["waves=8 is no wave", "1, 2"]),
        ({"limits": 0}, ["limits=0 must be a number above 0"]),
        ({"smooth": 0}, ["smooth=0"]),
        ({"min_base": -1}, ["min_base=-1"]),
        ({"by": "small"}, ["by column 'small'", "rename it"]),
        ({"by": "wave"}, ["wave column 'wave' is among the by columns"]),
    ],
)
def test_what_is_refused(options, words):
    data = series([10, 20], small=np.tile([0, 1], 100))
    with pytest.raises(DataError) as error:
        placet.track(data, "q", **{"wave": "wave"} | options)
    assert all(word in str(error.value) for word in words), str(error.value)


def test_chance_flags_few_waves():
    # 2,000 series of 12 waves of one population: beyond 3 standard errors 0.27 % of the waves, each of which is a
    # twelfth of its own centre, so a little fewer; ± 0.1 % is three standard errors of 24,000 waves.
    rng = np.random.default_rng(8)
    q = rng.choice([0, 7, 10], p=[0.3, 0.3, 0.4], size=(2000, 12, 60))
    data = {"q": q.ravel(), "wave": np.tile(np.repeat(np.arange(12), 60), 2000)}
    data["g"] = np.repeat(np.arange(2000), 720)
    found = placet.track(data, "q", wave="wave", by="g")
    beyond = np.mean(["limits" in flag for flag in found["flag"] if flag] + [False] * found["flag"].count(""))
    assert abs(beyond - 0.0023) < 0.001


def test_periods_of_pandas_count_themselves():
    months = pd.PeriodIndex(["2025-01", "2025-02", "2025-04"], freq="M")
    data = pd.DataFrame({"q": [10, 0, 9] * 2, "month": months.append(months)})
    assert [str(wave) for wave in placet.track(data, "q", wave="month")["month"]] == [f"2025-0{i}" for i in range(1, 5)]
    # Of two months each nobody knows how they count.
    assert len(with_gaps(list(pd.period_range("2025-01", periods=3, freq="2M"))[:2])) == 2


def test_a_time_at_midnight_is_shown_and_named_as_its_day():
    data = pd.DataFrame(
        {"q": [10, 0, 9] * 2, "day": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"] * 2), "g": 1}
    )
    result = placet.track(data, "q", wave="day", waves=["2025-01-01", date(2025, 2, 1)])
    assert result["n"].tolist() == [2, 2]
    assert "00:00" not in str(result)
    change = placet.change(data, "q", wave="day", by="g", from_="2025-01-01", to="2025-03-01")
    assert "from 2025-01-01 to 2025-03-01" in change.title
    with pytest.raises(DataError, match="its waves are '2025-01-01', '2025-02-01', '2025-03-01'"):
        placet.change(data, "q", wave="day", by="g", from_="2025-01-02", to="2025-03-01")


@pytest.mark.parametrize("design", [{"cluster": "c"}, {"strata": "st", "cluster": "c"}, {"weights": "w", "fpc": "all"}])
def test_the_limits_of_a_segment_are_those_of_it_alone(design):
    # b is in 21 of the 30 clusters and in three of the four strata: its errors have the degrees of freedom of these,
    # however many the survey has.
    rng = np.random.default_rng(0)
    c = rng.integers(0, 30, 600)
    data = {"q": rng.integers(0, 11, 600), "wave": np.arange(600) % 6, "c": c, "st": c % 4}
    data |= {"w": rng.uniform(0.5, 2, 600), "all": np.full(600, 900)}
    data["g"] = np.where((c < 9) | (c % 4 == 0) | (rng.random(600) < 0.5), "a", "b")
    survey = placet.Survey(data, **design)
    by = placet.track(survey, "q", wave="wave", by="g")
    for segment in "ab":
        alone = placet.track(survey.filter(data["g"] == segment), "q", wave="wave")
        here = [row for row, key in enumerate(by["g"]) if key == segment]
        for column in ("estimate", "std_error", "centre", "limit_low", "limit_high"):
            np.testing.assert_allclose(by[column][here], alone[column], rtol=1e-9, atol=1e-9)
        assert [by["flag"][row] for row in here] == list(alone["flag"])
