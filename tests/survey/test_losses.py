"""Respondents lost to gaps: one warning that names the columns, and the first line of the summary."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import placet
import pytest

N = 200
RNG = np.random.default_rng(4)
FULL: dict[str, Any] = {name: RNG.integers(1, 11, N).astype(float) for name in ("y", "a", "b", "c")}
FULL["brand"] = np.array(["x", "y"], dtype=object)[RNG.integers(0, 2, N)]


def with_gaps(**gaps: int) -> dict[str, Any]:
    """The data with so many gaps, each column's behind those of the one before."""
    data, start = {name: values.copy() for name, values in FULL.items()}, 0
    for name, count in gaps.items():
        data[name][start : start + count] = None if name == "brand" else np.nan
        start += count
    return data


SOME: dict[str, Any] = {"n_resamples": 9, "rng": 1, "progress": False}
CALLS: dict[str, Any] = {
    "regression": lambda data, **o: placet.regression(data, "y", ["a", "b"], **o),
    "logit": lambda data, **o: placet.regression(data, "y", ["a", "b"], model="logit", event=[9, 10], **o),
    "formula": lambda data, **o: placet.regression(data, "y ~ a + b", **o),
    "key_drivers": lambda data, **o: placet.key_drivers(data, "y", ["a", "b"], **SOME, **o),
    "dominance": lambda data, **o: placet.dominance(data, "y", ["a", "b"], **SOME, **o),
    "stepwise": lambda data, **o: placet.stepwise(data, "y", ["a", "b"], **SOME, **o),
    "split": lambda data, **o: placet.stepwise(data, "y", ["a", "b"], validate="split", **SOME, **o),
    "best_subsets": lambda data, **o: placet.best_subsets(data, "y", ["a", "b"], **SOME, **o),
    "index": lambda data, **o: placet.satisfaction_index(
        data, {"y": 0.2, "a": 0.4, "b": 0.4}, scale=(1, 10), missing="drop", **o
    ),
    "rank_scores": lambda data, **o: placet.rank_scores(data, ["y", "a", "b"], **o),
    "reliability": lambda data, **o: placet.reliability(data, ["y", "a", "b"], **SOME, **o),
    "path_prediction": lambda data, **o: placet.path_prediction(data, "A =~ a + b; Y =~ y; Y ~ A", rng=1, **o),
    "path_model": lambda data, **o: placet.path_model(data, "A =~ a + b; Y =~ y; Y ~ A", **SOME, **o),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_many_lost_respondents_are_one_warning_and_the_first_line(call: Any) -> None:
    with pytest.warns(placet.MissingAnswersWarning) as caught:
        result = call(with_gaps(a=40, b=10))
    (warned,) = [w for w in caught if issubclass(w.category, placet.MissingAnswersWarning)]
    assert str(warned.message).startswith(
        "150 of 200 respondents used, the others have gaps, most of them in 'a' (40), 'b' (10); leave out columns"
    )
    assert warned.filename == __file__
    first = result.summary().splitlines()[0]
    assert first.endswith(": 150 of 200 respondents used, most gaps in 'a' (40), 'b' (10)")
    assert "150 of 200 respondents used, most gaps" in result.to_html()


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_a_fifth_is_lost_without_a_warning(call: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = call(with_gaps(a=30, b=10))
    assert "most gaps" not in result.summary()


def test_gaps_of_pairs() -> None:
    data = with_gaps(a=50)
    with pytest.warns(placet.MissingAnswersWarning, match=r"150 of 200 .* 'a' \(50\); compare columns") as caught:
        found = placet.gap(data, ["b", "a"], ["c", "y"])
    assert len(caught) == 1
    assert "150 of 200 respondents used" in found.summary().splitlines()[0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        placet.gap(data, "b", "c")


def test_factors_weights_segments_and_codes() -> None:
    with pytest.warns(placet.MissingAnswersWarning, match=r"'brand' \(90\), 'a' \(20\)"):
        placet.regression(with_gaps(a=20, brand=90), "y", ["a", "brand"], factors="brand")
    coded = {**FULL, "a": np.where(np.arange(N) < 60, 99, FULL["a"]), "w": np.r_[np.zeros(30), np.ones(170)]}
    # Rows of weight 0 are no respondents that are lost.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        placet.regression(coded, "y", ["a", "b"], weights="w", na_codes=[99])
    with pytest.warns(placet.MissingAnswersWarning, match=r"140 of 200 .*'a' \(60\)"):
        placet.regression(coded, "y", ["a", "b"], na_codes=[99])


@pytest.mark.parametrize("missing", ["em", "indicator", "multiple"])
def test_what_keeps_respondents_has_nothing_to_warn_of(missing: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = placet.regression(with_gaps(a=60), "y", ["a", "b"], missing=missing, rng=1)
    assert "most gaps" not in found.summary()
