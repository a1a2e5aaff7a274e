"""Distributions: shares by hand, intervals against statsmodels, R's MultinomialCI and Sison and Glaz's own examples."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import DataError
from placet.scores.estimation.simultaneous import truncated_moments
from scipy import stats
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint

mpl.use("Agg")


def answers(counts) -> dict[str, np.ndarray]:
    return {"q": np.repeat(np.arange(len(counts)), counts)}


def limits(result) -> np.ndarray:
    return np.stack([result["conf_low"], result["conf_high"]], axis=1)


def of_counts(counts, **options) -> placet.results.DistributionResult:
    return placet.distribution(answers(counts), "q", scale=(0, len(counts) - 1), **options)


# ---- shares ----------------------------------------------------------------------------------------------------------


def test_shares_by_hand() -> None:
    # Weights 1 1 2 4 of the answers 1 3 3 4: shares 1/8, 0, 3/8, 4/8, of points up to each 1/8, 1/8, 1/2, 1.
    # Squared error of the share of 3: (1 x (5/8)² + 4 x (5/8)² + (1 + 16) x (3/8)²) / 64 = (125 + 153) / 64².
    result = placet.distribution({"q": [1, 3, 3, 4], "w": [1, 1, 2, 4]}, "q", scale=(1, 4), weights="w")
    assert_allclose(result["estimate"], [1 / 8, 0, 3 / 8, 4 / 8], rtol=1e-15)
    assert_allclose(result["cumulative"], [1 / 8, 1 / 8, 1 / 2, 1], rtol=1e-15)
    assert_allclose(result["std_error"][2], np.sqrt(278) / 64, rtol=1e-14)
    assert result["point"].tolist() == [1, 2, 3, 4]
    assert result["n_point"].tolist() == [1, 0, 2, 1]
    assert_allclose(result["n_eff"], 64 / 22, rtol=1e-15)


def survey(seed: int, n: int = 400) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {
        "q": rng.choice([1, 2, 3, 5], size=n, p=[0.1, 0.2, 0.3, 0.4]), "r": rng.integers(1, 6, n),
        "w": rng.integers(1, 5, n), "g": rng.integers(0, 3, n), "s": np.arange(n) // (n // 4), "c": np.arange(n) // 5,
    }  # fmt: skip


DESIGNS = {
    "none": {},
    "weights": {"weights": "w"},
    "frequency": {"weights": "w", "weight_type": "frequency"},
    "precision": {"weights": "w", "weight_type": "precision"},
    "strata": {"weights": "w", "strata": "s"},
    "clusters": {"weights": "w", "strata": "s", "cluster": "c"},
}


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
def test_the_highest_point_is_a_top_box(design: dict) -> None:
    data = survey(1)
    found = placet.distribution(data, ["q", "r"], scale=(1, 5), by="g", method="pointwise", **design)
    boxes = placet.top_box(data, ["q", "r"], scale=(1, 5), by="g", **design)
    for name in ("estimate", "std_error", "conf_low", "conf_high", "n", "n_missing", "sum_weights"):
        assert_allclose(found[name][4::5], boxes[name], rtol=1e-10, atol=1e-15, err_msg=name)
    assert_allclose(found["estimate"].reshape(-1, 5).sum(axis=1), 1, rtol=1e-14)
    lowest = placet.bottom_box(data, ["q", "r"], scale=(1, 5), by="g", **design)
    assert_allclose(found["conf_high"][::5], lowest["conf_high"], rtol=1e-10)


def test_replicate_weights() -> None:
    data = {"q": [5, 1, 4, 2], "w": [1] * 4, "r1": [2, 0, 2, 0], "r2": [0, 2, 0, 2]}
    halves = placet.ReplicateWeights("r?", "BRR", mse=True)
    # Of either half, 2 of 4 respondents, every share is 0 or 1/2 where the whole has 1/4: a squared error of 1/16.
    result = placet.distribution(data, "q", scale=(1, 5), weights="w", repweights=halves)
    assert_allclose(result["std_error"], [1 / 4, 1 / 4, 0, 1 / 4, 1 / 4], rtol=1e-15)


# ---- intervals -------------------------------------------------------------------------------------------------------

#: Examples 1 to 3 of Sison and Glaz (1995).
MONTHS, EVEN, UNEVEN = [56, 72, 73, 59, 62, 87, 58], [5] * 50, [1] * 10 + [12] * 10 + [5] * 10 + [3] * 10 + [4] * 10


def test_goodman_s_intervals_as_sison_and_glaz_print_them() -> None:
    printed = [(0.085, 0.166), (0.115, 0.204), (0.116, 0.207), (0.091, 0.173), (0.096, 0.181), (0.143, 0.239)]
    assert_allclose(limits(of_counts(MONTHS, method="goodman")), [*printed, (0.089, 0.171)], rtol=0, atol=6e-4)
    assert_allclose(limits(of_counts(EVEN, method="goodman")), [(0.005, 0.075)] * 50, rtol=0, atol=6e-4)
    printed = [(0, 0.049), (0.019, 0.114), (0.005, 0.075), (0.002, 0.062), (0.004, 0.069)]
    assert_allclose(limits(of_counts(UNEVEN, method="goodman")), np.repeat(printed, 10, axis=0), rtol=0, atol=6e-4)


def test_sison_and_glaz_as_r_s_multinomialci_computes_them() -> None:
    # MultinomialCI of R for the examples of the paper and for two answers among seven points.
    low = [0.07922912, 0.11349036, 0.11563169, 0.08565310, 0.09207709, 0.14561028, 0.08351178]
    high = [0.1643361, 0.1985973, 0.2007386, 0.1707601, 0.1771840, 0.2307172, 0.1686187]
    # Its sums are less exact: with the paper's formulas summed term by term the first upper limit is 0.1643557340.
    found = limits(of_counts(MONTHS, method="sison-glaz"))
    assert_allclose(found, np.stack([low, high], axis=1), rtol=0, atol=2e-4)
    assert_allclose(found[0], [37 / 467, 0.1643557340402], rtol=1e-12)
    assert_allclose(limits(of_counts(EVEN, method="sison-glaz")), [(0, 0.05304026)] * 50, rtol=0, atol=2e-4)
    expected = [(0, 0.04120118), (0.012, 0.08520118), (0, 0.05720118), (0, 0.04920118), (0, 0.05320118)]
    found = limits(of_counts(UNEVEN, method="sison-glaz"))
    assert_allclose(found, np.repeat(expected, 10, axis=0), rtol=0, atol=2e-4)
    found = limits(of_counts([1, 1, 0, 0, 0, 0, 0], method="sison-glaz"))
    assert_allclose(found, [(0.5, 1)] * 2 + [(0, 0.9655815875)] * 5, rtol=0, atol=1e-6)


@settings(deadline=None, max_examples=25, derandomize=True)
@given(
    counts=st.lists(st.integers(0, 60), min_size=2, max_size=12).filter(lambda counts: sum(counts) > 4),
    conf_level=st.sampled_from([0.9, 0.95, 0.99]),
)
def test_simultaneous_intervals_are_those_of_statsmodels(counts: list[int], conf_level: float) -> None:
    for method in ("goodman", "sison-glaz"):
        found = limits(of_counts(counts, method=method, conf_level=conf_level))
        theirs = multinomial_proportions_confint(counts, alpha=1 - conf_level, method=method)
        # statsmodels' moments of truncated Poisson variates lose digits: see the next test.
        tolerance = 1e-12 if method == "goodman" else 3e-6
        assert_allclose(found, np.clip(theirs, 0, 1), rtol=0, atol=tolerance)


@pytest.mark.parametrize(("mean", "low", "high"), [(6, 0, 14), (3.3, 1, 5), (1094, 1086, 1100), (40.5, 41, 41)])
def test_moments_of_a_truncated_poisson_variate_are_its_sums(mean: float, low: int, high: int) -> None:
    values = np.arange(low, high + 1)
    chance = stats.poisson.pmf(values, mean)
    middle = chance @ values / chance.sum()
    expected = [chance @ (values - middle) ** k / chance.sum() for k in (2, 3, 4)]
    found = [float(m[0]) for m in truncated_moments(*(np.array([float(x)]) for x in (mean, low, high)))]
    assert_allclose(found[:2], [chance.sum(), middle - mean], rtol=1e-9)
    assert_allclose(found[2:], expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("method", "points"), [("bonferroni", 4), ("pointwise", 1)])
def test_adjusted_intervals_are_agresti_and_coull_s(method: str, points: int) -> None:
    counts = np.array([31, 0, 12, 57])
    theirs = proportion_confint(counts, 100, alpha=0.1 / points, method="agresti_coull")
    found = limits(of_counts(counts, method=method, conf_level=0.9))
    assert_allclose(found, np.clip(np.stack(theirs, axis=1), 0, 1), rtol=1e-10, atol=1e-12)


def test_a_point_that_nobody_chose_has_an_upper_limit() -> None:
    # Goodman's limit of none of n is A / (n + A), A the square of the normal quantile at 1 - 0.05/11/2.
    result = of_counts([0, *[12] * 10], method="goodman")
    a = stats.norm.isf(0.05 / 22) ** 2
    assert (result["estimate"][0], result["conf_low"][0]) == (0, 0)
    assert_allclose(result["conf_high"][0], a / (120 + a), rtol=1e-12)
    for method in ("bonferroni", "sison-glaz", "pointwise"):
        assert 0.005 < of_counts([0, *[12] * 10], method=method)["conf_high"][0] < 0.2
    clustered = placet.distribution(survey(2), "q", scale=(1, 5), cluster="c")
    assert clustered["std_error"][3] == 0
    assert 0.005 < clustered["conf_high"][3] < 0.1


def test_a_large_base_has_intervals_that_fall_with_its_root() -> None:
    # The width of n = 10⁶ is searched, that of 10⁸ a tenth of it.
    shares = {"q": [0, 1, 2, 3], "w": np.array([1, 2, 3, 4]) * 1e5}
    options = {"scale": (0, 3), "weights": "w", "weight_type": "frequency", "method": "sison-glaz"}
    some = placet.distribution(shares, "q", **options)
    more = placet.distribution(shares | {"w": 100 * shares["w"]}, "q", **options)
    assert_allclose(np.ptp(limits(more), axis=1), np.ptp(limits(some), axis=1) / 10, rtol=2e-4)


@pytest.mark.parametrize(("method", "least", "most"), [("goodman", 0.945, 0.99), ("sison-glaz", 0.93, 0.97)])
def test_all_intervals_cover_at_once(method: str, least: float, most: float) -> None:
    # 2,000 surveys of 150: a simulation error of half a point. The chance that all five intervals hold their share.
    chances = np.array([0.1, 0.15, 0.2, 0.25, 0.3])
    rng = np.random.default_rng(8)
    data = {"q": rng.choice(5, size=300_000, p=chances), "survey": np.repeat(np.arange(2000), 150)}
    found = limits(placet.distribution(data, "q", scale=(0, 4), by="survey", method=method)).reshape(2000, 5, 2)
    inside = (found[..., 0] <= chances) & (chances <= found[..., 1])
    assert least < inside.all(axis=1).mean() < most
    alone = limits(placet.distribution(data, "q", scale=(0, 4), by="survey", method="pointwise")).reshape(2000, 5, 2)
    inside = (alone[..., 0] <= chances) & (chances <= alone[..., 1])
    assert inside.all(axis=1).mean() < 0.87
    assert 0.94 < inside.mean() < 0.965


@pytest.mark.parametrize("n", [12, 30, 75])
@pytest.mark.parametrize("chances", [(4, 1, 2, 3, 3, 10, 9, 17, 22, 13, 16), (0.5, 0.5, 1, 8, 90)])
def test_the_default_covers_all_points_of_few_answers(n: int, chances: tuple[float, ...]) -> None:
    # Goodman's intervals cover 86 to 93 % of these.
    p = np.array(chances) / sum(chances)
    q = np.random.default_rng(2).choice(len(p), (2000, n), p=p)
    data = {"q": q.ravel(), "s": np.repeat(np.arange(2000), n)}
    found = limits(placet.distribution(data, "q", scale=(0, len(p) - 1), by="s")).reshape(2000, len(p), 2)
    assert ((found[..., 0] <= p) & (p <= found[..., 1])).all(axis=1).mean() > 0.935


@pytest.mark.parametrize("method", ["goodman", "sison-glaz", "bonferroni", "pointwise"])
@pytest.mark.parametrize("design", [{}, {"strata": "s"}], ids=["plain", "strata"])
def test_frequencies_are_repeated_rows_segments_are_alone_and_weights_have_no_unit(method: str, design: dict) -> None:
    data = survey(6)
    options = {"scale": (1, 5), "method": method, "by": "g", **design}
    counted = placet.distribution(data, "q", weights="w", weight_type="frequency", **options)
    repeated = placet.distribution({name: np.repeat(x, data["w"]) for name, x in data.items()}, "q", **options)
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        assert_allclose(counted[name], repeated[name], rtol=1e-10, atol=1e-14)
    weighted = placet.distribution(data, "q", weights="w", **options)
    scaled = placet.distribution(data | {"w": 0.37 * data["w"]}, "q", weights="w", **options)
    assert_allclose(limits(scaled), limits(weighted), rtol=1e-9, atol=1e-12)
    if not design:  # under a design a segment is a domain of it
        first = {name: x[data["g"] == 0] for name, x in data.items()}
        alone = placet.distribution(first, "q", weights="w", **{**options, "by": None})
        assert_allclose(limits(alone), limits(weighted)[:5], rtol=1e-12)


# ---- as a result -----------------------------------------------------------------------------------------------------

WORDS = ["很不满意", "不满意", "一般", "满意", "很满意"]


def test_columns_labels_and_waves() -> None:
    data = survey(3) | {"q": np.array(WORDS)[survey(3)["q"] - 1]}
    frame = pd.DataFrame(data)
    result = placet.distribution(frame, "q", scale=(1, 5), by="g", wave="s", value_labels={"q": WORDS})
    columns = (
        "g s item point label estimate std_error conf_low conf_high cumulative n_point n n_eff n_missing sum_weights"
    )
    assert list(result.to_frame().columns) == columns.split()
    assert isinstance(result.to_frame(), pd.DataFrame)
    assert list(result["label"][:5]) == WORDS
    assert len(result.table) == 3 * 4 * 5
    assert "label" not in placet.distribution(survey(3), "q", scale=(1, 5)).table


def test_several_distributions_are_shown_side_by_side() -> None:
    one = of_counts([1, 2, 7])
    assert list(one._grid().headings) == ["Point", "Share", "Low", "High", "Cumulative", "Answers"]
    assert [row[:2] for row in one._grid().cells] == [["0", "10.0%"], ["1", "20.0%"], ["2", "70.0%"]]
    data = {"q": ["<no>", "<no>", "so", "yes"], "r": [3, 3, 3, 1], "g": ["a", "a", "b", "b"]}
    result = placet.distribution(data, ["q", "r"], scale=(1, 3), by="g", value_labels={"q": ["<no>", "so", "yes"]})
    grid = result._grid()
    headings, lines, left = list(grid.headings), grid.cells, list(grid.left)
    assert headings == ["g", "Item", "1", "2", "3", "n"]
    assert lines[0] == ["a", "q", "100.0%", "0.0%", "0.0%", "2"]
    assert lines[3] == ["b", "r", "50.0%", "0.0%", "50.0%", "2"]
    assert left == [True, True, False, False, False, False]
    assert "to_frame() has the intervals" in result.summary()
    alone = placet.distribution(data, "q", scale=(1, 3), by="g", value_labels={"q": ["<no>", "so", "yes"]})
    assert list(alone._grid().headings)[1:4] == ["1 <no>", "2 so", "3 yes"]
    assert "<no>" not in alone.to_html()
    assert "1 &lt;no&gt;" in alone.to_html()


def test_many_points_are_shown_one_below_the_other() -> None:
    data = {"q": np.arange(200) % 21, "g": np.arange(200) % 2}
    result = placet.distribution(data, "q", scale=(0, 20), by="g")
    assert list(result._grid().headings) == ["g", "Point", "Share", "Low", "High", "Cumulative", "Answers", "n"]
    assert len(result._grid()) == 42
    assert len(result.plot().containers) == 21


@pytest.mark.parametrize(("points", "below"), [(5, 10 + 20 + 15), (4, 10 + 20)])
def test_bars_part_at_the_middle_of_the_scale(points: int, below: float) -> None:
    # 10, 20, 30 percent and the rest: of five points half of the third is left of 0, of four nothing of it.
    result = of_counts([10, 20, 30, *([40] if points == 4 else [25, 15])])
    ax = result.plot()
    bars = [container.patches[0] for container in ax.containers]
    assert_allclose(bars[0].get_x(), -below, rtol=1e-12)
    assert_allclose([bar.get_width() for bar in bars], 100 * result["estimate"], rtol=1e-12)
    assert_allclose(bars[-1].get_x() + bars[-1].get_width(), 100 - below, rtol=1e-12)
    mpl.pyplot.close(ax.figure)


# ---- bad input -------------------------------------------------------------------------------------------------------


def test_an_empty_segment_is_not_there() -> None:
    result = placet.distribution({"q": [1.0, np.nan, 2], "g": ["a", "b", "a"]}, "q", scale=(1, 2), by="g")
    assert np.isnan(result["estimate"][2:]).all()
    assert np.isnan(limits(result)[2:]).all()
    assert result["n"].tolist() == [2, 2, 0, 0]
    assert result["n_missing"].tolist() == [0, 0, 1, 1]
    assert " - " in result.summary()
    mpl.pyplot.close(result.plot().figure)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "wald"}, "method='wald' is not known; use one of 'bonferroni', 'goodman', 'sison-glaz'"),
        ({"scale": (1, 4)}, "column 'q'"),
        ({"scale": (1, 1)}, "scale=(1, 1)"),
        ({"conf_level": 95}, "pass 0.95"),
        ({"missing": "raise", "by": None}, "1 of 401 respondents have no answer in column 'q'"),
    ],
)
def test_options(options: dict, words: str) -> None:
    data = {name: np.append(column, column[-1]).astype(float) for name, column in survey(4).items()}
    data["q"][-1] = np.nan
    data["point"] = data["g"]
    with pytest.raises(DataError) as caught:
        placet.distribution(data, "q", **{"scale": (1, 5), **options})
    assert words in str(caught.value)


def test_an_unknown_keyword_is_named() -> None:
    with pytest.raises(
        TypeError, match=r"distribution\(\) got an unexpected keyword argument 'alpha'; pass conf_level"
    ):
        placet.distribution(survey(5), "q", scale=(1, 5), alpha=0.05)


def test_a_search_without_end_is_refused() -> None:
    data = {"q": np.arange(1000) % 501, "g": np.arange(1000)}
    with pytest.raises(DataError, match=r"'sison-glaz' searches 1,000 segments of 501 points.*use method='bonferroni'"):
        placet.distribution(data, "q", scale=(0, 500), by="g", method="sison-glaz")
    assert len(placet.distribution(data, "q", scale=(0, 500), by="g").table) == 501_000
