"""No warning of numpy or scipy comes out of a call, whatever the answers; a variance rounding left below 0 is 0."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose

RNG = np.random.default_rng(0)
LETTERS = np.array(list("abcd"))


def edge(rows: int, seed: int, kind: str) -> dict[str, Any]:
    """Answers at the edge of what can be computed."""
    rng = np.random.default_rng(seed)
    columns: dict[str, Any] = {name: rng.integers(0, 11, rows).astype(float) for name in ("y", "a", "b")}
    columns |= {"g": LETTERS[rng.integers(0, 3, rows)], "t": np.arange(rows) % 2, "w": rng.uniform(0.5, 2, rows)}
    if kind == "equal":
        columns |= {"y": np.full(rows, 7.0), "a": np.full(rows, 3.0)}
    elif kind == "rare":
        columns |= {"y": (np.arange(rows) == 1) * 10.0, "a": (np.arange(rows) == rows // 2) * 1.0}
    elif kind == "exact":
        columns |= {"y": columns["a"].copy()}
    elif kind == "gaps":
        columns["a"][: rows // 2] = np.nan
        columns["y"][columns["g"] == "a"] = np.nan
    elif kind == "extreme weights":
        columns["w"] = np.where(np.arange(rows) < 2, 1e30, 1e-90)
    elif kind == "one weight":
        columns["w"] = (np.arange(rows) == 0) * 1.0
    return columns


ERRORS: Any = ("classical", "HC0", "HC1", "HC2", "HC3", "HC4")
KINDS = ["plain", "equal", "rare", "exact", "gaps", "extreme weights", "one weight"]
METHODS: Any = ("adjusted", "wald", "score", "bootstrap", "bayes", "design")
SOME: dict[str, Any] = {"n_resamples": 20, "rng": 1, "progress": False}
CALLS: dict[str, Any] = {
    **{
        f"score {method}": lambda d, w, m=method: placet.score(
            d, ["y", "a"], ["nps", "csat", "mean_score"], scale=(0, 10), by="g", weights=w, method=m, **RANDOM[m]
        )
        for method in METHODS
    },
    "distribution": lambda d, w: placet.distribution(d, "y", scale=(0, 10), by="g", weights=w),
    "goodman": lambda d, w: placet.distribution(d, "y", scale=(0, 10), by="g", weights=w, method="goodman"),
    **{
        f"compare {against} {method}": lambda d, w, a=against, m=method: placet.compare(
            d, "y", by="g", against=a, method=m, metric="mean_score", scale=(0, 10), weights=w
        )
        for against in ("total", "rest", "all pairs")
        for method in METHODS[:2] + METHODS[5:]
    },
    "compare nps": lambda d, w: placet.compare(d, "y", by="g", against="rest", weights=w),
    "track": lambda d, w: placet.track(d, "y", wave="t", by="g", weights=w),
    "change": lambda d, w: placet.change(d, "y", wave="t", by="g", weights=w),
    "gap": lambda d, w: placet.gap(d, ["y", "a"], ["a", "b"], by="g", weights=w),
    "ranks": lambda d, w: placet.rank_scores(d, ["y", "a", "b"], by="g", weights=w),
    "path index": lambda d, w: placet.path_index(
        d, "A =~ a; B =~ b; Y =~ y; Y ~ A + B", scale=(0, 10), by="g", weights=w, compare="total", n_resamples=20, rng=1
    ),
    "path map": lambda d, w: placet.path_map(
        d, "A =~ a; B =~ b; Y =~ y; Y ~ A + B", "Y", scale=(0, 10), by="g", weights=w, n_resamples=20, rng=1
    ),
    "reliability": lambda d, w: placet.reliability(d, ["y", "a", "b"], by="g", weights=w, n_resamples=20),
    "path model": lambda d, w: placet.path_model(
        d, "A =~ a + b; Y =~ y; Y ~ A", by="g", weights=w, n_resamples=20, interval="bca", rng=1
    ),
    "index": lambda d, w: placet.satisfaction_index(d, {"y": 0.5, "b": 0.5}, scale=(0, 10), by="g", weights=w),
    **{
        f"fuzzy {operator}": lambda d, w, o=operator: placet.fuzzy_evaluation(
            d, {"y": 0.5, "b": 0.5}, grades={"good": 100, "poor": 0}, scale=(0, 10), membership="triangular",
            operator=o, by="g", weights=w, **SOME,
        )
        for operator in ("M(.,+)", "M(min,max)", "M(.,max)", "M(min,bounded)")
    },
    **{
        f"regression {errors}": lambda d, w, e=errors: placet.regression(d, "y", ["a", "b"], errors=e, weights=w)
        for errors in ERRORS
        },
    "factors": lambda d, w: placet.regression(d, "y", ["a", "g"], factors=["g"], weights=w),
    "diagnostics": lambda d, w: placet.regression(d, "y", ["a", "b"], diagnostics=True, weights=w),
    "by segment": lambda d, w: placet.regression(d, "y", ["a", "b"], by="t", weights=w),
    "logit": lambda d, w: placet.regression(d, "y", ["b"], model="logit", event=[10, 7], weights=w),
    "key_drivers": lambda d, w: placet.key_drivers(d, "y", ["a", "b"], weights=w, **SOME),
    "bca": lambda d, w: placet.key_drivers(d, "y", ["a", "b"], interval="bca", weights=w, **SOME),
    "dominance": lambda d, w: placet.dominance(d, "y", ["a", "b"], weights=w, **SOME),
    "compare_drivers": lambda d, w: placet.compare_drivers(d, "y", ["a", "b"], by="g", weights=w, **SOME),
    "compare_paths": lambda d, w: placet.compare_paths(d, "A =~ a + b; Y =~ y; Y ~ A", by="g", weights=w, **DRAWN),
    "path_prediction": lambda d, w: placet.path_prediction(d, "A =~ a + b; Y =~ y; Y ~ A", weights=w, folds=3, rng=1),
    "stepwise": lambda d, w: placet.stepwise(d, "y", ["a", "b"], weights=w, **SOME),
    "best_subsets": lambda d, w: placet.best_subsets(d, "y", ["a", "b"], weights=w, **SOME),
}  # fmt: skip
DRAWN: dict[str, Any] = {"n_resamples": 50, "rng": 1}
RANDOM: dict[str, Any] = {method: DRAWN if method in ("bootstrap", "bayes") else {} for method in METHODS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_no_warning_leaks(call: Any, kind: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for own in (placet.MissingAnswersWarning, placet.ScaleWarning, placet.CollinearityWarning):
            warnings.simplefilter("ignore", own)
        for rows in (3, 8, 60):
            for w in (None, "w"):
                try:
                    repr(call(edge(rows, rows, kind), w))
                except placet.PlacetError:  # too few, all equal and the like
                    continue


def test_a_variance_below_0_is_0() -> None:
    # Row 50 alone has x = 1, and is fitted exactly: an error robust to anything knows of none.
    y, x = np.zeros(200), (np.arange(200) == 50) * 1.0
    y[7] = 1
    data = {"y": y, "x": x, "f": LETTERS[RNG.integers(0, 4, 200)], "w": np.ones(200)}
    found = placet.regression(data, "y", ["x", "f"], factors=["f"], weights="w", errors="HC1")
    assert_allclose(found["std_error"][1], 0, atol=1e-9)
    assert np.isfinite(found["std_error"]).all()


def test_bca_of_too_few_rows_has_no_limits() -> None:
    data = {"y": [4.0, 2, 1], "q": [3.0, 4, 2]}
    found = placet.key_drivers(data, "y", ["q"], n_resamples=50, rng=1, interval="bca", progress=False)
    assert np.isnan([found["importance_low"][0], found["importance_high"][0]]).all()


def test_shapiro_of_an_exact_fit_is_none() -> None:
    step = np.r_[np.zeros(10), np.ones(10)]
    data = {"y": step, "x": step, "z": RNG.normal(size=20)}
    found = placet.regression(data, "y", ["x", "z"], diagnostics=True)
    assert "Shapiro-Wilk" in str(found.to_dict())


@pytest.mark.parametrize(
    "given",
    [
        {"complaints": {"a": 10.0}, "ratio": 1e308},
        {"complaints": 1e300, "ratio": [2, 1e10]},
        {"complaints": 1e200, "ratio": 2, "dissatisfied_tells": 1e200},
        {"complaints": 1.0, "ratio": 2, "customers": 1e300, "satisfied_tells": 1e100},
    ],
)
def test_products_beyond_all_numbers_are_refused(given: Any) -> None:
    with pytest.raises(placet.DataError, match=r"at most 1e\+100"):
        placet.complaint_iceberg(**given)
