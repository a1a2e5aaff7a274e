"""The simulated customers of mobile operators: what is on file, and the effects they were made from."""

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from placet.datasets import mobile_phones
from placet.datasets.phones import _MARKET, _constructs

MODEL = placet.templates.ecsi()
OPERATORS = ["Aurora", "Beacon", "Cirrus"]


@pytest.fixture(scope="module")
def large():
    return mobile_phones(100_000, seed=3, backend="pandas").data


def test_it_has_the_columns_of_the_european_index_and_declares_its_design():
    survey = mobile_phones(300)
    assert (survey.weights, survey.wave) == ("weight", "wave")
    assert survey.frame.names == ["operator", "wave", "weight", *MODEL.columns]
    assert list(survey.labels) == survey.frame.names


def test_every_question_is_answered_on_the_scale(large):
    answers = large[list(MODEL.columns)]
    assert set(answers.dtypes) == {np.dtype("int8")}
    # Nobody of 100,000 gives the worst answer to the kindest question.
    assert all({3, 4, 5, 6, 7, 8, 9, 10} <= set(answers[name]) <= set(range(1, 11)) for name in answers)
    assert sorted(set(large["operator"])) == OPERATORS
    assert sorted(set(large["wave"])) == ["2025", "2026"]


def test_weights_bring_the_operators_to_their_market_shares(large):
    # The standard error of a share at n = 100,000 is at most 0.0016.
    shares = large.groupby("operator")["weight"].sum() / large["weight"].sum()
    np.testing.assert_allclose(shares[OPERATORS], _MARKET, atol=0.006)
    assert abs(np.mean(large["operator"] == "Aurora") - _MARKET[0]) > 0.1


def test_the_constructs_have_the_effects_that_are_documented():
    operator = np.repeat([0, 1, 2], 50_000)
    wave = np.tile([0, 1], 75_000)
    constructs = _constructs(np.random.default_rng(1), operator, wave)
    image, expectation, quality, value, satisfaction, complaints, loyalty = constructs

    def effects(outcome, *causes, at=slice(None)):
        design = np.column_stack([np.ones(len(operator)), operator == 1, operator == 2, *causes])[at]
        return np.linalg.lstsq(design, outcome[at], rcond=None)[0][3:]

    # Standard errors are at most 0.007 with 50,000 respondents of one operator.
    decline = (operator == 0) & (wave == 1)
    np.testing.assert_allclose(effects(expectation, image), [0.6], atol=0.03)
    np.testing.assert_allclose(effects(quality, expectation, image, decline), [0.65, 0.3, -0.3], atol=0.03)
    np.testing.assert_allclose(effects(value, expectation, quality), [0.05, 0.6], atol=0.03)
    np.testing.assert_allclose(effects(complaints, satisfaction), [0.6], atol=0.03)
    np.testing.assert_allclose(effects(loyalty, image, satisfaction, complaints), [0.2, 0.55, 0.05], atol=0.03)
    for number, (a, b) in enumerate([(0.6, 0.1), (0.5, 0.2), (0.25, 0.5)]):
        found = effects(satisfaction, image, expectation, quality, value, at=operator == number)
        np.testing.assert_allclose(found, [0.2, 0.05, a, b], atol=0.03)


def test_what_the_docstring_promises_is_in_the_answers(large):
    quality = large.groupby(["operator", "wave"])["PERQ1"].mean()
    change = quality.xs("2026", level=1) - quality.xs("2025", level=1)
    # 0.3 standard deviations of 1.4 points and a loading of 0.82, less what is cut off at ten.
    assert -0.36 < change["Aurora"] < -0.24
    assert abs(change[["Beacon", "Cirrus"]]).max() < 0.05
    within = {name: own[["PERV2", "PERQ1", "CUSA1"]].corr()["CUSA1"] for name, own in large.groupby("operator")}
    assert within["Cirrus"]["PERV2"] > within["Cirrus"]["PERQ1"]
    assert within["Aurora"]["PERV2"] < within["Aurora"]["PERQ1"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_language_is_one_of_labels_only(language):
    survey = mobile_phones(50, language=language)
    chinese = [any("\u4e00" <= character <= "\u9fff" for character in label) for label in survey.labels.values()]
    assert set(chinese) == {language == "zh"}
    assert len(set(survey.labels.values())) == len(survey.labels)
    assert survey.data.equals(mobile_phones(50).data)


@pytest.mark.parametrize(
    ("backend", "kind"), [("polars", pl.DataFrame), ("pandas", pd.DataFrame), ("pyarrow", pa.Table)]
)
def test_backends(backend, kind):
    survey = mobile_phones(50, backend=backend)
    assert type(survey.data) is kind
    question = {"scale": (1, 10), "by": "operator"}
    assert placet.mean_score(survey, "CUSA1", **question) == placet.mean_score(mobile_phones(50), "CUSA1", **question)


def test_seeds():
    assert mobile_phones(100).data.equals(mobile_phones(100, seed=1).data)
    assert not mobile_phones(100).data.equals(mobile_phones(100, seed=2).data)


@pytest.mark.parametrize(
    ("options", "words"),
    [({"n": 0}, "n=0"), ({"seed": -1}, "seed=-1"), ({"language": "fr"}, "'fr'"), ({"backend": "cudf"}, "'cudf'")],
)
def test_what_is_refused(options, words):
    with pytest.raises(placet.DataError, match=words):
        mobile_phones(**options)
