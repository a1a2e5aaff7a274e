"""Means of answers that are no whole points: composites, stars, sliders and any other numbers."""

from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from placet import DataError
from scipy.stats import ttest_1samp, ttest_ind

N = 360


def stars(seed: int = 3) -> dict[str, Any]:
    """Half stars from 0.5 to 5 with gaps, segments, waves, weights and a design."""
    rng = np.random.default_rng(seed)
    half = rng.integers(1, 11, N).astype(float)
    half[rng.random(N) < 0.05] = np.nan
    return {
        "half": half, "star": half / 2, "g": rng.choice(["a", "b", "c"], N), "wave": np.arange(N) % 3 + 1,
        "w": rng.uniform(0.3, 3, N), "k": rng.integers(0, 4, N), "h": np.arange(N) % 4, "u": np.arange(N) % 40,
    }  # fmt: skip


COPIES = [f"r{i}" for i in range(12)]
DESIGNS: dict[str, dict[str, Any]] = {
    "none": {},
    "weights": {"weights": "w"},
    "frequencies": {"weights": "k", "weight_type": "frequency"},
    "precisions": {"weights": "w", "weight_type": "precision"},
    "strata": {"weights": "w", "strata": "h"},
    "clusters": {"weights": "w", "strata": "h", "cluster": "u"},
    "replicates": {"weights": "w", "repweights": placet.ReplicateWeights(COPIES, kind="bootstrap")},
}
#: What is in units of the answers.
IN_UNITS = {
    "estimate", "std_error", "conf_low", "conf_high", "score", "reference", "centre", "limit_low", "limit_high",
    "smoothed", "mix", "rate", "score_from", "score_to",
}  # fmt: skip


def with_copies(data: dict[str, Any]) -> dict[str, Any]:
    rng = np.random.default_rng(9)
    return data | {name: data["w"] * rng.poisson(1, N) for name in COPIES}


def in_units(name: str) -> bool:
    stem = name.removesuffix("_std_error").removesuffix("_low").removesuffix("_high")
    return name in IN_UNITS or stem in IN_UNITS


def calls(data: dict[str, Any], item: str, scale: Any, design: dict[str, Any]) -> dict[str, Any]:
    how = {"metric": "mean_score", "scale": scale, **design}
    random = {"n_resamples": 50, "rng": 1}
    found = {
        "mean_score": placet.mean_score(data, item, scale=scale, by="g", total=True, **design),
        "compare": placet.compare(data, item, by="g", against="all pairs", **how),
        "rest": placet.compare(data, item, by="g", wave="wave", against="rest", **how),
        "track": placet.track(data, item, wave="wave", min_base=5, **how),
        "change": placet.change(data, item, by="g", wave="wave", **how),
    }
    for method in ("wald", "score", "bayes", "design", "bootstrap"):
        if method == "design" and how.get("weight_type") == "precision":
            continue
        if method != "bootstrap" or not {"strata", "repweights"} & set(how):
            found[method] = placet.mean_score(data, item, scale=scale, by="g", method=method, **random, **design)
    return found


@pytest.mark.filterwarnings("ignore::placet.ScaleWarning")
@pytest.mark.parametrize("design", DESIGNS)
def test_half_points_are_half_as_large_in_everything(design: str) -> None:
    data = with_copies(stars())
    # All ten points are answered, so that both are counted alike; whole points have R's and scipy's numbers.
    whole = calls(data, "half", (1, 10), DESIGNS[design])
    halves = calls(data, "star", (0.5, 5), DESIGNS[design])
    for call, result in whole.items():
        for name, expected in result.table.columns.items():
            found = halves[call][name]
            if not isinstance(expected, np.ndarray):
                assert found == expected or name == "item", (call, name)
            else:
                unit = 2 if in_units(name) else 1
                assert_allclose(unit * found, expected, rtol=1e-9, atol=1e-12, err_msg=f"{call} {name}")


@pytest.mark.parametrize("scale", [None, (0, 5), (0.5, 5), (-10, 10)])
def test_decimals_are_compared_by_welch_s_test(scale: Any) -> None:
    data = stars()
    star, g = data["star"], data["g"]
    found = placet.compare(data, "star", metric="mean_score", scale=scale, by="g", against="a", adjust="none")
    for row, level in enumerate(found["level"]):
        x, y = (star[(g == side) & ~np.isnan(star)] for side in (level, "a"))
        welch = ttest_ind(x, y, equal_var=False)
        limits = welch.confidence_interval(0.95)
        assert_allclose(
            [found[name][row] for name in ("statistic", "df", "p_value", "conf_low", "conf_high")],
            [welch.statistic, welch.df, welch.pvalue, limits.low, limits.high],
            rtol=1e-10,
        )


def test_a_number_per_respondent_needs_no_scale_and_has_student_s_interval() -> None:
    rng = np.random.default_rng(5)
    spent = np.round(rng.lognormal(3, 1, 90), 2)
    found = placet.mean_score({"spent": spent}, "spent", scale=None)
    student = ttest_1samp(spent, 0).confidence_interval(0.95)
    assert_allclose([found["conf_low"][0], found["conf_high"][0]], student, rtol=1e-10)
    assert found["estimate"][0] == pytest.approx(spent.mean(), rel=1e-14)
    # Two answers say little: the interval is not cut off at them.
    two = placet.mean_score({"spent": [3.5, 4.25]}, "spent", scale=None)
    assert two["conf_low"][0] < 0
    cut = placet.mean_score({"spent": [3.5, 4.25]}, "spent", scale=(0, 5))
    assert (cut["conf_low"][0], cut["conf_high"][0]) == (0, 5)


def test_weighted_decimals_have_the_errors_of_weighted_least_squares() -> None:
    data = stars()
    found = placet.mean_score(data, "star", scale=(0, 5), by="g", weights="w")
    for row, level in enumerate(found["g"]):
        at = (data["g"] == level) & ~np.isnan(data["star"])
        line = sm.WLS(data["star"][at], np.ones(at.sum()), weights=data["w"][at]).fit(cov_type="HC0")
        assert_allclose([found["estimate"][row], found["std_error"][row]], [line.params[0], line.bse[0]], rtol=1e-10)


def test_a_composite_is_compared_tracked_and_decomposed_as_an_index_is_scored() -> None:
    rng = np.random.default_rng(8)
    data = pd.DataFrame(rng.integers(1, 11, (400, 3)), columns=["a", "b", "c"])
    data["g"], data["wave"] = rng.choice(["x", "y"], 400), np.arange(400) % 2
    weights = {"a": 0.5, "b": 0.3, "c": 0.2}
    data["composite"] = 100 * (sum(w * data[name] for name, w in weights.items()) - 1) / 9
    index = placet.satisfaction_index(data, weights, scale=(1, 10), by="g")
    tops = index["estimate"][index["level"] == 0]
    how: dict[str, Any] = {"metric": "mean_score", "scale": (0, 100)}
    compared = placet.compare(data, "composite", by="g", against="all pairs", **how)
    assert_allclose(compared.groups["score"], tops, rtol=1e-12)
    errors = index["std_error"][index["level"] == 0]
    assert_allclose(compared["std_error"], np.sqrt((errors**2 * (1 - 1 / index["n"][::4])).sum()), rtol=1e-10)
    series = placet.track(data, "composite", wave="wave", **how)
    assert_allclose(series["estimate"], data.groupby("wave")["composite"].mean(), rtol=1e-12)
    change = placet.change(data, "composite", by="g", wave="wave", **how)
    assert_allclose(change["estimate"][0], np.diff(series["estimate"])[0], rtol=1e-10)
    assert_allclose(change["mix"] + change["rate"], change["estimate"], atol=1e-10)
    free = placet.compare(data, "composite", by="g", metric="mean_score", against="all pairs")
    assert (free["estimate"], free["p_value"]) == (compared["estimate"], compared["p_value"])
    series.plot()


def test_what_does_not_count_may_hold_anything() -> None:
    data = {"q": [1.5, 4.5, 99.0, np.inf, 2.5, 98.5], "w": [1, 1, 0, 0, 1, 1], "g": ["a", "a", "a", "a", "a", None]}
    found = placet.mean_score(data, "q", scale=(0, 5), weights="w", by="g")
    assert found["estimate"][0] == pytest.approx(8.5 / 3)
    assert found["n"][0] == 3
    assert placet.mean_score(data, "q", scale=None, weights="w", by="g")["estimate"][0] == found["estimate"][0]
    coded = {"q": [1.5, 4.5, 99.5, np.nan]}
    assert placet.mean_score(coded, "q", scale=(0, 5), na_codes=[99.5])["estimate"][0] == 3
    alike = placet.mean_score({"q": [2.5] * 20}, "q", scale=(0, 5))
    assert (alike["estimate"][0], alike["std_error"][0]) == (2.5, 0)
    assert np.isnan(alike["conf_low"][0])
    apart = {"q": [2.5] * 4 + [2.0] * 4, "g": [1] * 4 + [2] * 4}
    assert placet.compare(apart, metric="mean_score", item="q", by="g", against=1)["finding"] == ("no test",)


def test_what_is_refused_of_decimals() -> None:
    with pytest.raises(DataError, match=r"column 'q' holds 5.5 in row 1, which is outside the scale 0..5"):
        placet.mean_score({"q": [1.5, 5.5]}, "q", scale=(0, 5))
    for given in ([1.5, np.inf], [1.5, -np.inf]):
        with pytest.raises(DataError, match="infinite value in row 1"):
            placet.mean_score({"q": given}, "q", scale=None)
    many = {"q": np.random.default_rng(1).random(70_000)}
    with pytest.raises(DataError, match=r"column 'q' holds 70,000 different numbers, .* round it to fewer digits"):
        placet.mean_score(many, "q", scale=(0, 1))
    rounded = placet.mean_score({"q": many["q"].round(3)}, "q", scale=(0, 1))
    assert rounded["estimate"][0] == pytest.approx(many["q"].round(3).mean(), rel=1e-12)
    with pytest.raises(DataError, match=r"holds 4\.5"):  # a share of points needs points
        placet.csat({"q": [4.5, 3.0]}, "q")
    with pytest.raises(DataError, match="rescale=True needs the scale"):
        placet.mean_score({"q": [4.5, 3.0]}, "q", scale=None, rescale=True)
    with pytest.raises(DataError, match="has no points of its own"):
        _ = placet.Metric.mean_score((0.5, 5)).values


@pytest.mark.parametrize("codes", [{1: "bad", 2: "fair", 3: "good", 4: "great", 99: "Don't know"}])
def test_labels_of_whole_numbers_without_a_scale(codes):
    data = {"q": np.array([1, 4, 3, 99, 2, 4]), "g": ["a", "b"] * 3}
    survey = placet.Survey(data, value_labels={"q": codes}, na_codes=[99])
    found = placet.compare(survey, "q", by="g", metric="mean_score")
    assert found["score"].tolist() == [2.0, 4.0]
