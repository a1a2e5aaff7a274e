"""What holds for every metric and every interval: mirrors, weights, repeated rows, segments, storage, order."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import Metric
from placet.results import ScoreResult
from placet.scores.estimation.interval import METHODS

SCALE = (0, 10)
METRICS = {
    "nps": Metric.nps(),
    "net_box": Metric.net_box(SCALE, 3, 2),
    "top_box": Metric.top_box(SCALE),
    "bottom_box": Metric.bottom_box(SCALE, 4),
    "csat": Metric.csat(SCALE, 3),
    "ces": Metric.ces(SCALE),
    "mean_score": Metric.mean_score(SCALE, rescale=True),
}
#: Metric → the same on the mirrored scale, and the sum of a score and its mirror.
MIRRORS = {
    "nps": (Metric.nps(SCALE, 4, 1), 0.0),
    "net_box": (Metric.net_box(SCALE, 2, 3), 0.0),
    "top_box": (Metric.top_box(SCALE, 10), 1.0),
    "bottom_box": (Metric.bottom_box(SCALE, 7), 1.0),
    "csat": (Metric.top_box(SCALE, 8), 1.0),
    "ces": (Metric.mean_score(SCALE), 10.0),
    "mean_score": (Metric.mean_score(SCALE, rescale=True), 100.0),
}
EXACT = [method for method in METHODS if method not in ("bootstrap", "bayes")]
OPTIONS = {"n_resamples": 200, "rng": 1}
every_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
every_method = pytest.mark.parametrize("method", METHODS)
some = settings(deadline=None, max_examples=8, derandomize=True)
NUMBERS = ("estimate", "std_error", "df", "conf_low", "conf_high", "n", "n_eff", "deff", "n_missing", "sum_weights")
#: What rounding under the root of a variance of 0 may leave, in units of the score.
ATOL = 1e-6

rows = st.lists(
    st.tuples(st.integers(0, 10), st.integers(1, 6), st.integers(0, 2), st.booleans()), min_size=2, max_size=50
)


def data_of(drawn: list[tuple[int, int, int, bool]]) -> dict[str, np.ndarray]:
    score, w, segment, answered = np.array(drawn).T
    # Somebody has an answer, or there is nothing to score.
    answered[0] = True
    return {"q": np.where(answered, score, np.nan), "w": w.astype(float), "segment": segment}


def same(found: ScoreResult, expected: ScoreResult, but: tuple[str, ...] = ()) -> None:
    assert list(found.table.columns) == list(expected.table.columns)
    for name in expected.table.columns:
        if name in but:
            continue
        if isinstance(expected[name], np.ndarray):
            assert_allclose(found[name], expected[name], rtol=1e-9, atol=ATOL, err_msg=name)
        else:
            assert found[name] == expected[name], name


@some
@given(drawn=rows)
@every_metric
@pytest.mark.parametrize("method", EXACT)
def test_a_mirrored_scale_mirrors_the_score(metric: Metric, method: str, drawn) -> None:
    data = data_of(drawn)
    mirror, total = MIRRORS[metric.name]
    found = placet.score(data, "q", metric, weights="w", method=method)
    mirrored = placet.score({**data, "q": 10 - data["q"]}, "q", mirror, weights="w", method=method)
    assert_allclose(found["estimate"] + mirrored["estimate"], total, rtol=0, atol=1e-9)
    assert_allclose(found["conf_low"] + mirrored["conf_high"], np.where(np.isnan(found["conf_low"]), np.nan, total),
                    rtol=0, atol=ATOL)  # fmt: skip
    for name in set(NUMBERS) - {"estimate", "conf_low", "conf_high"}:
        assert_allclose(mirrored[name], found[name], rtol=1e-9, atol=ATOL, err_msg=name)


@some
@given(drawn=rows, factor=st.sampled_from([1e-6, 0.3, 7.0, 1e6]))
@every_metric
@every_method
def test_only_ratios_of_probability_weights_matter(metric: Metric, method: str, drawn, factor: float) -> None:
    data = data_of(drawn)
    found, scaled = (
        placet.score({**data, "w": data["w"] * c}, "q", metric, by="segment", weights="w", method=method, **OPTIONS)
        for c in (1.0, factor)
    )
    same(scaled, found, ("sum_weights",))


@some
@given(drawn=rows)
@every_metric
@every_method
def test_frequency_weights_are_repeated_rows(metric: Metric, method: str, drawn) -> None:
    data = data_of(drawn)
    repeated = {name: np.repeat(column, data["w"].astype(int)) for name, column in data.items()}
    found = placet.score(
        data, "q", metric, by="segment", weights="w", weight_type="frequency", method=method, **OPTIONS
    )
    same(found, placet.score(repeated, "q", metric, by="segment", method=method, **OPTIONS), ("n", "n_missing"))


@some
@given(drawn=rows)
@every_metric
@every_method
def test_a_segment_is_what_is_left_after_filtering(metric: Metric, method: str, drawn) -> None:
    data = data_of(drawn)
    found = placet.score(data, "q", metric, by="segment", weights="w", method=method, **OPTIONS)
    for row, segment in enumerate(found["segment"]):
        here = {name: column[data["segment"] == segment] for name, column in data.items()}
        if np.isnan(here["q"]).all():
            assert np.isnan(found["estimate"][row])
            continue
        if method == "design" and len(here["q"]) != len(data["q"]):
            continue  # a part of a sample keeps the units of the whole, which a sample of its own has not
        alone = placet.score(here, "q", metric, weights="w", method=method, **OPTIONS)
        for name in NUMBERS:
            assert_allclose(found[name][row], alone[name][0], rtol=1e-9, atol=ATOL, err_msg=f"{segment} {name}")


@some
@given(drawn=rows)
@every_metric
def test_segments_recombine_to_the_total(metric: Metric, drawn) -> None:
    data = data_of(drawn)
    whole = placet.score(data, "q", metric, weights="w")
    parts = placet.score(data, "q", metric, by="segment", weights="w")
    there = parts["n"] > 0
    assert_allclose((parts["sum_weights"] * np.where(there, parts["estimate"], 0)).sum() / parts["sum_weights"].sum(),
                    whole["estimate"][0], rtol=1e-12, atol=1e-9)  # fmt: skip
    for name in ("n", "n_missing", "sum_weights"):
        assert parts[name].sum() == whole[name][0]


@some
@given(drawn=rows, seed=st.integers(0, 99))
@every_metric
@every_method
def test_the_order_of_the_rows_is_nothing(metric: Metric, method: str, drawn, seed: int) -> None:
    data = data_of(drawn)
    order = np.random.default_rng(seed).permutation(len(data["q"]))
    shuffled = {name: column[order] for name, column in data.items()}
    found, again = (
        placet.score(d, "q", metric, by="segment", weights="w", method=method, **OPTIONS) for d in (data, shuffled)
    )
    same(again, found)


@some
@given(drawn=rows)
@every_metric
@every_method
def test_limits_lie_in_range_and_around_the_estimate(metric: Metric, method: str, drawn) -> None:
    found = placet.score(data_of(drawn), "q", metric, by="segment", weights="w", method=method, **OPTIONS)
    ends = metric.unit * metric.values.min(), metric.unit * metric.values.max()
    there = ~np.isnan(found["conf_low"])
    low, high, estimate = (found[name][there] for name in ("conf_low", "conf_high", "estimate"))
    assert ((ends[0] <= low) & (low <= high) & (high <= ends[1])).all()
    if metric.form == "mean" or method in ("wald", "score", "design"):
        # Pseudo-respondents, a prior and resamples may move an interval away from the estimate of a small base.
        slack = np.inf if method in ("bayes", "bootstrap") else 1e-9 * (ends[1] - ends[0])
        assert ((low <= estimate + slack) & (estimate <= high + slack)).all()


@some
@given(drawn=rows)
@every_metric
@every_method
def test_a_higher_level_gives_a_wider_interval(metric: Metric, method: str, drawn) -> None:
    data = data_of(drawn)
    levels = [
        placet.score(data, "q", metric, by="segment", weights="w", method=method, conf_level=level, **OPTIONS)
        for level in (0.5, 0.8, 0.95, 0.999)
    ]
    for narrow, wide in pairwise(levels):
        there = ~np.isnan(narrow["conf_low"]) & ~np.isnan(wide["conf_low"])
        slack = 1e-9 * (metric.unit * (metric.values.max() - metric.values.min()))
        assert (wide["conf_high"] - wide["conf_low"] >= narrow["conf_high"] - narrow["conf_low"] - slack)[there].all()


# ---- one estimator, many names ---------------------------------------------------------------------------------------


@some
@given(drawn=rows)
@pytest.mark.parametrize("method", METHODS)
def test_names_of_one_thing(method: str, drawn) -> None:
    data = data_of(drawn)
    options: dict[str, Any] = {"by": "segment", "weights": "w", "method": method, **OPTIONS}
    nps = placet.nps(data, "q", **options)
    net = placet.net_box(data, "q", scale=SCALE, top=2, bottom=7, **options)
    for name in NUMBERS:
        assert_allclose(net[name], nps[name], rtol=0, atol=0, err_msg=name)
    for ours, theirs in (("top", "promoters"), ("middle", "passives"), ("bottom", "detractors")):
        assert np.array_equal(net[ours], nps[theirs], equal_nan=True)
    top = placet.top_box(data, "q", scale=SCALE, top=2, **options)
    bottom = placet.bottom_box(data, "q", scale=SCALE, bottom=7, **options)
    assert_allclose(100 * (top["estimate"] - bottom["estimate"]), nps["estimate"], rtol=0, atol=1e-10)
    assert_allclose(nps["promoters"], top["estimate"], rtol=1e-12)
    csat = placet.csat(data, "q", scale=SCALE, top=2, **options)
    same(csat, top, ("metric",))
    ces, mean = (f(data, "q", scale=SCALE, **options) for f in (placet.ces, placet.mean_score))
    same(ces, mean, ("metric",))
    rescaled = placet.mean_score(data, "q", scale=SCALE, rescale=True, **options)
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        assert_allclose(rescaled[name], 10 * mean[name], rtol=1e-9, atol=ATOL, err_msg=name)


def test_functions_are_score_with_their_metric() -> None:
    data = {"q": np.arange(11), "w": np.arange(1, 12)}
    for call, metric in (
        (placet.nps(data, "q", weights="w", promoter_from=8), Metric.nps(promoter_from=8)),
        (placet.net_box(data, "q", weights="w", scale=SCALE, top=3), Metric.net_box(SCALE, 3)),
        (placet.top_box(data, "q", weights="w", scale=SCALE, top=3), Metric.top_box(SCALE, 3)),
        (placet.bottom_box(data, "q", weights="w", scale=SCALE), Metric.bottom_box(SCALE)),
        (placet.csat(data, "q", weights="w", scale=SCALE), Metric.csat(SCALE)),
        (placet.ces(data, "q", weights="w", scale=SCALE), Metric.ces(SCALE)),
        (placet.mean_score(data, "q", weights="w", scale=SCALE), Metric.mean_score(SCALE)),
    ):
        assert call == placet.score(data, "q", metric, weights="w")


def test_several_items_and_metrics_are_the_single_calls_one_under_the_other() -> None:
    rng = np.random.default_rng(1)
    data = {
        "b": np.where(rng.random(60) < 0.2, np.nan, rng.integers(1, 6, 60)),
        "a": rng.integers(1, 6, 60),
        "w": rng.random(60) + 0.1,
        "segment": rng.integers(0, 3, 60),
    }
    metrics = [Metric.mean_score((1, 5)), Metric.net_box((1, 5)), Metric.csat()]
    found = placet.score(data, ["b", "a"], metrics, by="segment", weights="w")
    row = 0
    for item in ("b", "a"):
        for metric in metrics:
            alone = placet.score(data, item, metric, by="segment", weights="w")
            for i in range(len(alone.table)):
                for name in found.table.columns:
                    assert found[name][row] == alone[name][i], (item, metric, name)
                row += 1
    assert row == len(found.table)
    assert "top" not in found.table  # only the net score has it
    missing = int(np.isnan(data["b"]).sum())
    assert f"items have bases of {60 - missing} to 60" in found.summary()
    with pytest.raises(placet.DataError, match=rf"{missing} of 60 respondents have no answer in column 'b'"):
        placet.score(data, ["a", "b"], metrics, missing="raise")


# ---- storage ---------------------------------------------------------------------------------------------------------


@every_metric
@every_method
def test_how_the_columns_are_stored_is_nothing(metric: Metric, method: str) -> None:
    rng = np.random.default_rng(4)
    data = {
        "q": rng.integers(0, 11, 90),
        "w": rng.integers(1, 5, 90),
        "segment": np.array(["South", "North", "北方"])[rng.integers(0, 3, 90)],
    }
    options = {"by": "segment", "weights": "w", "method": method, **OPTIONS}
    expected = placet.score(data, "q", metric, **options)
    frames = [pd.DataFrame, pl.DataFrame, pa.table]
    frames += [pl.LazyFrame] * (method not in ("design", "bootstrap"))  # which need the rows
    for make in frames:
        assert placet.score(make(data), "q", metric, **options) == expected
    for dtype in ("int8", "uint64", "float32", ">i4", "float16"):
        stored = {**data, "q": data["q"].astype(dtype), "w": data["w"].astype("float32")}
        assert placet.score(stored, "q", metric, **options) == expected
    strided = np.empty((90, 2))
    strided[:, 1] = data["q"]
    assert placet.score({**data, "q": strided[:, 1]}, "q", metric, **options) == expected
    categories = pd.DataFrame(data).astype({"segment": "category", "q": "Int16"})
    assert placet.score(categories, "q", metric, **options) == expected


@every_metric
def test_a_point_nobody_chose_is_a_point(metric: Metric) -> None:
    data = {"q": [7, 8, 8]}
    found = placet.score(data, "q", metric)
    assert found["estimate"][0] == pytest.approx(metric.unit * metric.values[[7, 8, 8]].mean())
    assert 0 <= found["conf_high"][0] - found["conf_low"][0] <= 200
