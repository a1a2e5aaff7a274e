"""`change`: mix and rate by definition, their sum, their errors by differences, resampling and R's survey package."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import placet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import DataError, Metric
from placet.scores.over_time.kitagawa import MixAndRate
from scipy import stats

FOLDER = Path(__file__).parent.parent / "reference"


def shapley(share, score):
    """The two factors changed from wave 0 to wave 1 in both orders, by segment, and the average gain of each."""
    gains = {"mix": np.zeros(len(share)), "rate": np.zeros(len(share))}
    for order in permutations(gains):
        at = {"mix": 0, "rate": 0}
        for factor in order:
            before = share[:, at["mix"]] * score[:, at["rate"]]
            at[factor] = 1
            gains[factor] = gains[factor] + (share[:, at["mix"]] * score[:, at["rate"]] - before) / 2
    return gains


def simulated(rows=4000, segments=4, seed=5):
    rng = np.random.default_rng(seed)
    wave = rng.integers(0, 2, rows)
    group = (rng.integers(0, segments, rows) + (rng.random(rows) < 0.2 * wave)) % segments
    score = np.clip(np.rint(7 + 0.6 * group - 0.5 * wave + 2 * rng.normal(size=rows)), 0, 10)
    weight = rng.uniform(0.5, 2, rows)
    return {"q": score, "wave": wave, "group": group, "w": weight}


# ---- the definition --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", [Metric.nps(), Metric.top_box((0, 10), 3), Metric.mean_score((0, 10))])
def test_it_is_the_shapley_value_of_the_two_factors(metric):
    data = pd.DataFrame(simulated())
    data["x"] = metric.unit * metric.values[data["q"].astype(int)]
    data["wx"] = data["w"] * data["x"]
    sums = data.pivot_table(index="group", columns="wave", values=["w", "wx"], aggfunc="sum")
    share = (sums["w"] / sums["w"].sum()).to_numpy()
    score = (sums["wx"] / sums["w"]).to_numpy()
    expected = shapley(share, score)
    result = placet.change(data, "q", metric=metric, wave="wave", by="group", weights="w")
    assert_allclose(result["rate"][1:], expected["rate"], atol=1e-11)
    # Mix is read against the average of everybody; without that constant it is the Shapley value itself.
    average = (share * score).sum(axis=0).mean()
    assert_allclose(result["mix"][1:] + (share[:, 1] - share[:, 0]) * average, expected["mix"], atol=1e-11)
    assert_allclose([result["mix"][0], result["rate"][0]], [expected[f].sum() for f in ("mix", "rate")], atol=1e-11)
    assert_allclose(result["share_from"][1:], share[:, 0], rtol=1e-12)
    assert_allclose(result["score_to"][1:], score[:, 1], rtol=1e-11)


def test_the_total_is_the_difference_of_the_scores():
    data = simulated()
    result = placet.change(data, "q", wave="wave", by="group", weights="w")
    first, last = placet.nps(data, "q", wave="wave", weights="w")["estimate"]
    assert_allclose([result["score_from"][0], result["score_to"][0]], [first, last], rtol=1e-13)
    assert_allclose(result["estimate"][0], last - first, rtol=1e-12)
    errors = placet.nps(data, "q", wave="wave", weights="w")["std_error"]
    assert_allclose(result["std_error"][0], np.hypot(*errors), rtol=1e-12)


def test_by_hand():
    # a: share 3/4 → 1/4, NPS 100 → 0; b: share 1/4 → 3/4, NPS -100 → -100/3. Total 50 → -25.
    # Rate: a (0 - 100)(3/4 + 1/4)/2 = -50, b (-100/3 + 100)(1/4 + 3/4)/2 = 100/3.
    # Mix against the average (50 - 25)/2 = 12.5: a -1/2 (50 - 12.5) = -18.75, b 1/2 (-200/3 - 12.5) = -475/12.
    data = {
        "q": [9, 10, 9, 0, 8, 7, 3, 8],
        "w": ["2025Q1"] * 4 + ["2025Q2"] * 4,
        "g": ["a", "a", "a", "b", "a", "b", "b", "b"],
    }
    result = placet.change(data, "q", wave="w", by="g")
    assert_allclose(result["rate"], [-50 / 3, -50, 100 / 3], rtol=1e-13)
    assert_allclose(result["mix"], [-18.75 - 475 / 12, -18.75, -475 / 12], rtol=1e-13)
    assert_allclose(result["estimate"][0], -75, rtol=1e-13)
    assert result["term"] == ("total", "segment", "segment")
    assert result["g"] == (None, "a", "b")


ROW = st.tuples(st.integers(0, 10), st.integers(0, 1), st.integers(0, 4), st.floats(0.01, 100))


@given(st.lists(ROW, min_size=2, max_size=40).filter(lambda rows: {row[1] for row in rows} == {0, 1}))
def test_parts_add_up_whatever_vanishes(rows):
    q, wave, group, weight = zip(*rows, strict=True)
    data = {"q": q, "wave": wave, "group": group, "w": weight}
    for metric, unit in (("nps", 100), (Metric.mean_score((0, 10)), 1)):
        result = placet.change(data, "q", metric=metric, wave="wave", by="group", weights="w")
        assert abs(result["estimate"][1:].sum() - result["estimate"][0]) < 1e-12 * unit
        assert_allclose(result["mix"] + result["rate"], result["estimate"], atol=1e-12 * unit)
        lone = (result["n_from"] == 0) | (result["n_to"] == 0)
        assert (result["rate"][lone] == 0).all()


def test_a_segment_of_one_wave_is_all_mix():
    # b is new: share 0 → 1/2 and NPS 100 in the only wave it has. Average of the totals 0 and 50: 25.
    # Mix of a: -1/2 (0 - 25) = 12.5; of b: 1/2 (100 - 25) = 37.5.
    data = {"q": [7, 8, 8, 9], "w": [1, 1, 2, 2], "g": ["a", "a", "a", "b"]}
    result = placet.change(data, "q", wave="w", by="g")
    assert result["mix"].tolist() == [50, 12.5, 37.5]
    assert result["rate"].tolist() == [0, 0, 0]
    assert np.isnan(result["score_from"][2])
    assert result["score_to"][2] == 100


def test_a_segment_without_answers_adds_nothing():
    data = {"q": [7, 9, 8, 9, np.nan, np.nan], "w": [1, 1, 2, 2, 1, 2], "g": ["a", "b", "a", "b", "none", "none"]}
    result = placet.change(data, "q", wave="w", by="g")
    assert result["g"][-1] == "none"
    assert result["estimate"][-1] == result["mix"][-1] == 0
    assert np.isnan([result[name][-1] for name in ("std_error", "mix_low", "score_from", "score_to")]).all()
    assert result["n_from"][-1] == 0
    assert " - " in result.summary()


# ---- errors ----------------------------------------------------------------------------------------------------------


def dense(terms):
    """Slopes and intercepts as contrasts × 8 domains; panels 8 and 9 are all domains of a wave."""
    out = np.zeros((2, len(terms.offsets) - 1, 10))
    rows = np.repeat(np.arange(out.shape[1]), np.diff(terms.offsets))
    np.add.at(out, (slice(None), rows, terms.domains), terms.signs * [terms.slopes, terms.intercepts])
    out[..., 0:8:2] += out[..., 8:9]
    out[..., 1:8:2] += out[..., 9:10]
    return out[..., :8]


@pytest.mark.parametrize("gone", [(), ((0, 0),), ((0, 0), (1, 1)), ((2, 0), (2, 1))])
def test_gradients_by_finite_differences(gone):
    rng = np.random.default_rng(2)
    w, wx = rng.uniform(1, 5, (4, 2)), rng.uniform(-3, 3, (4, 2))
    for cell in gone:
        w[cell] = wx[cell] = 0
    w, wx = w.ravel(), wx.ravel()
    estimands = MixAndRate(4)
    with np.errstate(invalid="ignore", divide="ignore"):
        slopes, intercepts = dense(estimands.terms(w, wx))
        for domain in np.flatnonzero(w):
            for which, found in ((0, intercepts), (1, slopes)):
                step = np.zeros((2, 8))
                step[which, domain] = 1e-6
                up, down = (estimands.value(w + sign * step[0], wx + sign * step[1]) for sign in (1, -1))
                numeric = (up - down) / 2e-6
                known = ~np.isnan(numeric)
                assert_allclose(found[known, domain], numeric[known], atol=1e-8)
    assert not np.isnan(slopes).any()


def test_errors_are_those_of_resampled_rows():
    # 600 resamples know a standard error to 1/√1200 = 2.9 %; 12 % is four times that. The mix of segment 1, which is
    # near the average and hardly grew, is a product of two differences near 0: its error has a part of second order,
    # which linearisation leaves out, of about 0.03 points.
    data = simulated(rows=1500, segments=3)
    result = placet.change(data, "q", wave="wave", by="group", weights="w")
    rng, copies = np.random.default_rng(1), []
    for _ in range(600):
        rows = rng.integers(0, 1500, 1500)
        again = placet.change(
            {name: column[rows] for name, column in data.items()}, "q", wave="wave", by="group", weights="w"
        )
        copies.append([again[name] for name in ("estimate", "mix", "rate")])
    spread = np.std(copies, axis=0)
    for i, name in enumerate(("std_error", "mix_std_error", "rate_std_error")):
        assert_allclose(result[name], spread[i], rtol=0.12, atol=0.03)


METRICS = ["nps", Metric.mean_score((0, 10)), Metric.top_box((0, 10), 3)]
DESIGNS = [
    {},
    {"weights": "w"},
    {"weights": "w", "strata": "s"},
    {"cluster": "c", "weights": "w"},
    {"id": "who"},
    {"weights": "w", "weight_type": "frequency"},
]


@pytest.mark.parametrize("metric", METRICS, ids=["nps", "mean", "box"])
@pytest.mark.parametrize("roles", DESIGNS, ids=str)
def test_the_total_and_the_scores_say_what_compare_and_score_say(metric, roles):
    rng = np.random.default_rng(8)
    n = 90
    data = {"q": rng.integers(2, 11, n), "wave": rng.integers(0, 2, n), "g": rng.integers(0, 2, n)}
    data |= {"s": np.arange(n) % 3, "c": np.arange(n) // 6, "w": rng.integers(1, 5, n), "who": np.arange(n) // 2}
    data["wave"][::2] = 1 - data["wave"][1::2]
    survey = placet.Survey(data, wave="wave", **roles)
    result = placet.change(survey, "q", by="g", metric=metric, conf_level=0.9)
    for row, by in enumerate((None, "g", "g")):
        scores = placet.score(survey, "q", by=by, wave="wave", metric=metric, conf_level=0.9)
        first = 2 * max(row - 1, 0)
        for at, side in enumerate(("score_from", "score_to")):
            for end in ("low", "high"):
                assert_allclose(result[f"{side}_{end}"][row], scores[f"conf_{end}"][first + at], rtol=1e-12)
    compared = placet.compare(
        survey, "q", wave="wave", against="previous", metric=metric, adjust="none", conf_level=0.9
    )
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        assert_allclose(result[name][0], compared[name][0], rtol=1e-10, err_msg=name)


def test_intervals_are_those_of_welch():
    data = simulated(rows=200, segments=2)
    for metric in METRICS[:2]:
        result = placet.change(data, "q", wave="wave", by="group", conf_level=0.9, metric=metric)
        values = {"nps": lambda q: np.where(q > 8, 100, np.where(q < 7, -100, 0))}.get(metric, lambda q: q)(data["q"])
        for row, group in enumerate(np.unique(data["group"]), start=1):
            sides = [values[(data["wave"] == wave) & (data["group"] == group)] for wave in (0, 1)]
            df = stats.ttest_ind(*sides, equal_var=False).df
            assert_allclose(result["df"][row], df, rtol=1e-10)
            ratio = sum(x.var(ddof=1) / len(x) for x in sides) / sum(x.var() / len(x) for x in sides)
            for part, error in (("mix", "mix_std_error"), ("rate", "rate_std_error")):
                half = stats.t.ppf(0.95, df) * np.sqrt(ratio) * result[error][row]
                assert_allclose(result[f"{part}_high"][row] - result[part][row], half, rtol=1e-10)
                assert_allclose(result[part][row] - result[f"{part}_low"][row], half, rtol=1e-10)
        sides, n = [values[data["wave"] == wave] for wave in (0, 1)], 200
        spent = (n - 2) / (n - 4)
        df = stats.ttest_ind(*sides, equal_var=False).df / spent
        ratio = spent * sum(x.var(ddof=1) / len(x) for x in sides) / sum(x.var() / len(x) for x in sides)
        half = stats.t.ppf(0.95, df) * np.sqrt(ratio) * result["rate_std_error"][0]
        assert_allclose(result["rate_high"][0] - result["rate"][0], half, rtol=1e-10)
        assert_allclose(result["df"][0], df, rtol=1e-10)


def test_one_respondent_says_nothing_of_a_spread():
    data = {"q": [9, 3, 10, 7, 2, 9, 8], "w": [1, 1, 1, 2, 2, 2, 2], "g": list("aababab")}
    result = placet.change(data, "q", wave="w", by="g")
    assert np.isnan(result["rate_low"][2])
    assert np.isfinite(result["rate_low"][:2]).all()


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("weights", {}),
        ("strata", {"strata": "stratum"}),
        ("clusters", {"cluster": "cluster"}),
        ("strata_clusters", {"strata": "stratum", "cluster": "cluster"}),
        ("strata_clusters", {"strata": "stratum", "cluster": "cluster", "id": "respondent"}),
        ("strata_respondents", {"strata": "stratum", "id": "respondent"}),
    ],
)
def test_the_total_change_under_designs_against_the_survey_package(typed, name, roles):
    table = pd.DataFrame(typed("survey")["differences"]["rows"], columns=typed("survey")["differences"]["columns"])
    table = table[(table["design"] == name) & (table["contrast"] == "wave_2_minus_wave_1")].set_index("metric")
    sample = pd.read_csv(FOLDER / "survey.csv")
    for metric, definition in (("nps", "nps"), ("mean", Metric.mean_score((0, 10)))):
        survey = placet.Survey(sample, weights="weight", wave="wave", **roles)
        result = placet.change(survey, "score", metric=definition, by="segment")
        expected = table.loc[metric]
        assert_allclose(result["estimate"][0], expected["estimate"], rtol=1e-10)
        if name == "weights":
            # Without a design the variance has n and not n - 1 of either wave: units are rows, answered or not.
            rows = sample.groupby("wave").size()
            least, most = np.sqrt((rows - 1) / rows).agg(["min", "max"])
            assert least <= result["std_error"][0] / expected["std_error"] <= most
            continue
        assert_allclose(result["std_error"][0], expected["std_error"], rtol=1e-10)
        assert 1 <= result["df"][0] <= expected["degf"]


def test_replicate_weights_split_every_replicate():
    data = simulated(rows=300, segments=3)
    rng = np.random.default_rng(9)
    names = [f"r{i}" for i in range(8)]
    data |= {name: data["w"] * rng.integers(0, 3, 300) for name in names}
    rule = placet.ReplicateWeights("r?", "BRR", mse=True)
    result = placet.change(data, "q", wave="wave", by="group", weights="w", repweights=rule)
    copies = [placet.change(data, "q", wave="wave", by="group", weights=name)["mix"] for name in names]
    assert_allclose(result["mix_std_error"], np.sqrt(np.mean((copies - result["mix"]) ** 2, axis=0)), rtol=1e-10)


def test_respondents_asked_twice_make_the_change_surer():
    rng = np.random.default_rng(4)
    mood = rng.normal(size=500)
    q = np.clip(np.rint(7 + 2 * np.tile(mood, 2) + 0.5 * rng.normal(size=1000)), 0, 10)
    data = {"q": q, "wave": np.repeat([1, 2], 500), "id": np.tile(np.arange(500), 2), "g": np.tile(mood > 0, 2)}
    plain = placet.change(data, "q", metric=Metric.mean_score((0, 10)), wave="wave", by="g")
    panel = placet.change(data, "q", metric=Metric.mean_score((0, 10)), wave="wave", by="g", id="id")
    # The change is the mean of 500 differences, whose variance has n below the line.
    assert_allclose(panel["std_error"][0], np.std(q[500:] - q[:500]) / np.sqrt(500), rtol=1e-10)
    assert panel["std_error"][0] < 0.4 * plain["std_error"][0]
    # Nobody changed segment, so there is no mix, and no doubt about that.
    assert_allclose(panel["mix"], 0, atol=1e-13)
    assert_allclose(panel["mix_std_error"], 0, atol=1e-9)
    assert "500 respondents answered in both waves" in panel.summary()


def test_declared_identity_is_used_and_an_option_overrides_it():
    data = pd.read_csv(FOLDER / "survey.csv")
    survey = placet.Survey(data, id="respondent", wave="wave", weights="weight")
    declared = placet.change(survey, "score", by="segment")
    given = placet.change(data, "score", by="segment", wave="wave", id="respondent", weights="weight")
    assert declared["std_error"].tolist() == given["std_error"].tolist()
    alone = placet.change(data, "score", by="segment", wave="wave", weights="weight")
    assert declared["estimate"].tolist() == alone["estimate"].tolist()
    assert not np.allclose(declared["std_error"], alone["std_error"], rtol=1e-3)


# ---- waves and words -------------------------------------------------------------------------------------------------


def three(**columns):
    return {"q": [9, 9, 9, 8, 0, 7], "w": [1, 1, 2, 2, 3, 3], "g": ["a", "b"] * 3} | columns


def test_the_last_two_waves_unless_others_are_named():
    assert placet.change(three(), "q", wave="w", by="g")["estimate"][0] == -100
    assert placet.change(three(), "q", wave="w", by="g", to=2)["estimate"][0] == -50
    assert placet.change(three(), "q", wave="w", by="g", from_=1)["estimate"][0] == -150
    assert placet.change(three(), "q", wave="w", by="g", from_=3, to=1)["estimate"][0] == 150
    assert "2 rows of other waves not used" in placet.change(three(), "q", wave="w", by="g").summary()


def test_dates_may_be_given_as_text():
    days = pd.to_datetime(["2025-01-01"] * 3 + ["2025-02-01"] * 3)
    data = pd.DataFrame(three(w=days))
    result = placet.change(data, "q", wave="w", by="g", from_="2025-01-01 00:00:00")
    assert result["estimate"][0] == pytest.approx(-400 / 3)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_several_keys_and_every_library(library):
    frame = pytest.importorskip(library).DataFrame(three(h=[1, 1, 2, 2, 1, 2]))
    result = placet.change(frame, "q", wave="w", by=["g", "h"])
    assert list(zip(result["g"], result["h"], strict=True)) == [(None, None), ("a", 1), ("a", 2), ("b", 2)]
    assert type(result.to_frame()) is type(frame)
    assert len(result.to_frame()) == 4


def test_rows_outside_every_segment_count_in_neither_wave():
    result = placet.change(three(g=["a", "b", "a", None, "a", "b"]), "q", wave="w", by="g", to=2)
    assert result["estimate"][0] == 0
    assert result.about["n_outside"] == 1


def test_shares_change_by_percentage_points():
    result = placet.change(three(), "q", metric=Metric.top_box((0, 10), 2), wave="w", by="g", to=2)
    assert "-50.0 pp" in result.summary()
    assert "+0.0" not in result.summary()
    assert result.glance() | {"n_total": 6} == result.glance()
    assert result.glance()["change"] == -0.5


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "options", "words"),
    [
        (three(w=[1] * 6), {}, ["wave column 'w' has one wave, 1", "needs two"]),
        (three(), {"from_": 7}, ["from_=7 is no wave of column 'w'", "1, 2, 3"]),
        (three(), {"from_": 2, "to": 2}, ["from_ and to are both 2"]),
        (three(), {"to": 1}, ["to=1 is the first wave", "give from_"]),
        (three(q=[9, 9, 9, 8, np.nan, np.nan]), {}, ["'q' has no answers in wave 3 of column 'w'"]),
        (three(g=[None, None, "a", "b", None, None]), {"from_": 1}, ["no row of waves 1 and 3 is in a segment"]),
        (three(), {"wave": None}, ["change() needs the column of the waves"]),
        (three(), {"by": []}, ["by names no column"]),
        (three(), {"by": "w"}, ["wave column 'w' is among"]),
        (three(p=[1, 2, 1, 1, 2, 3]), {"id": "p"}, ["respondent 1", "'p'", "wave 2", "rows 2 and 3"]),
        (three(q=[11, 9, 9, 8, 0, 7]), {"from_": 1}, ["'q'", "11"]),
    ],
)
def test_what_is_refused(data, options, words):
    with pytest.raises(DataError) as error:
        placet.change(data, "q", **{"wave": "w", "by": "g"} | options)
    assert all(word in str(error.value) for word in words), str(error.value)


def test_a_wave_with_one_respondent_is_said():
    result = placet.change({"q": [9, 8, 3], "w": [1, 1, 2], "g": ["a", "b", "b"]}, "q", wave="w", by="g")
    assert result["estimate"][0] == -150
    assert np.isfinite(result["std_error"]).all()
    assert "one respondent in 2, whose spread nobody knows" in result.summary()


def test_unknown_options_name_the_function():
    with pytest.raises(TypeError, match=r"change\(\) got an unexpected keyword argument 'alpha'; pass conf_level"):
        placet.change(three(), "q", by="g", wave="w", alpha=0.1)  # type: ignore[call-arg]
