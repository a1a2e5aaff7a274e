"""Waves of respondents and panels of persons against R's survey package itself (tests/reference/waves.R)."""

from pathlib import Path

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose
from placet import Survey

FOLDER = Path(__file__).parent.parent / "reference"
METRICS = {"nps": {}, "mean": {"metric": "mean_score", "scale": (0, 10)}}


@pytest.fixture(scope="module")
def golden(typed):
    return typed("waves")


@pytest.fixture(scope="module")
def sample():
    return pd.read_csv(FOLDER / "survey.csv")


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(("name", "design"), [("waves", {}), ("strata", {"strata": "stratum"})])
def test_waves_are_samples_of_their_own(golden, sample, name, design, metric):
    survey = Survey(sample, weights="weight", wave="wave", **design)
    right = golden[f"{name}_{metric}"]
    compared = placet.compare(survey, "score", against="previous", method="design", **METRICS[metric])
    moved = placet.change(survey, "score", by="segment", **METRICS[metric])
    for column in ("estimate", "std_error"):
        assert_allclose(compared[column][0], right[column], rtol=1e-10)
    assert_allclose(moved["estimate"][0], right["estimate"], rtol=1e-10)
    # Units less strata in both waves; ours are Satterthwaite's.
    assert 0 < compared["df"][0] <= right["degf"]
    by = placet.compare(survey, "score", by="segment", wave="wave", against=1, method="design", **METRICS[metric])
    for segment, *found in zip(by["segment"], by["estimate"], by["std_error"], strict=True):
        part = golden[f"{name}_{metric}_{segment}"]
        assert_allclose(found, [part["estimate"], part["std_error"]], rtol=1e-10)
    if design:  # a change of waves without a declared design has n and not n - 1 below the line
        assert_allclose(moved["std_error"][0], right["std_error"], rtol=1e-10)


@pytest.mark.parametrize("metric", METRICS)
def test_panels_of_persons_have_the_test_of_svyttest(golden, sample, metric):
    right = golden[f"panel_{metric}"]
    answers = sample.dropna(subset=["score"]).groupby("respondent").size()
    panel = sample[sample["respondent"].isin(answers.index[answers == 2])]
    assert panel["respondent"].nunique() == right["persons"]
    survey = Survey(panel, weights="weight", cluster="respondent", wave="wave")
    found = placet.compare(survey, "score", against="previous", method="design", **METRICS[metric])
    assert_allclose(found["estimate"][0], right["estimate"], rtol=1e-10)
    assert_allclose(found["statistic"][0], right["statistic"], rtol=1e-10)
    moved = placet.change(survey, "score", by="segment", **METRICS[metric])
    assert_allclose(moved["std_error"][0], np.abs(right["estimate"] / right["statistic"]), rtol=1e-10)
    assert 0 < found["df"][0] <= right["df"] + 1
