"""Logit and ordered logit against R's glm and polr; tests/reference/regression_r.R made the numbers."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

RIGHT = "network + billing + hotline + shop + brand"
LOGIT, ORDERED = f"renewed ~ {RIGHT}", f"satisfaction ~ {RIGHT}"
FORMULAS = {"logit": LOGIT, "ordered": ORDERED}


@pytest.fixture(scope="module")
def golden(typed) -> dict[str, Any]:
    return typed("regression_r")


@pytest.fixture(scope="module")
def news(golden) -> pd.DataFrame:
    return pd.DataFrame(golden["news"])


def check_coefficients(found: Any, expected: dict[str, Any], matrix_of, check_covariance) -> None:
    terms = expected["terms"]
    assert_allclose(found.column("estimate", terms), expected["coef"], rtol=1e-10)
    check_covariance(found.covariance(terms), matrix_of(expected["cov"]), 1e-10)
    columns = {"p": "p_value", "conf_low": "conf_low", "conf_high": "conf_high"}
    for theirs, ours in columns.items():
        if theirs in expected:
            assert_allclose(found.column(ours, terms), expected[theirs], rtol=1e-8, err_msg=ours)


@pytest.mark.parametrize("model", FORMULAS)
def test_likelihood_models(golden, respondents, regression_of, fitted, matrix_of, check_covariance, model: str) -> None:
    expected = golden[model]
    found = fitted(regression_of(respondents, FORMULAS[model], model=model))
    check_coefficients(found, expected, matrix_of, check_covariance)
    for name in ("loglik", "aic", "bic", "deviance", "null_deviance"):
        if name in expected:
            assert_allclose(found.fact(name), expected[name], rtol=1e-11, err_msg=name)
    for name, value in expected["r2"].items():
        assert_allclose(found.fact(name), value, rtol=1e-10, err_msg=name)


@pytest.mark.parametrize("model", FORMULAS)
@pytest.mark.parametrize("errors", ["HC0", "CR1"])
def test_robust_errors_of_likelihood_models(
    golden, respondents, regression_of, fitted, matrix_of, check_covariance, model: str, errors: str
) -> None:
    options = {"errors": "cluster", "cluster": "cluster"} if errors == "CR1" else {"errors": errors}
    found = fitted(regression_of(respondents, FORMULAS[model], model=model, **options))
    expected = golden[model]
    covariance = matrix_of(expected["robust"][errors])
    if errors == "CR1":
        # Stored is G/(G-1) alone; ours has the factor of least squares, (n-1)/(n-k), too, as statsmodels has.
        n, k = expected["n"], len(expected["terms"])
        covariance *= (n - 1) / (n - k)
    check_covariance(found.covariance(expected["terms"]), covariance, 1e-9)


def test_average_marginal_effects(golden, respondents, regression_of, fitted) -> None:
    expected = golden["logit"]["ame"]
    found = fitted(regression_of(respondents, LOGIT, model="logit"))
    assert_allclose(found.column("ame", expected["terms"]), expected["ame"], rtol=1e-9)
    assert_allclose(found.column("ame_std_error", expected["terms"]), expected["se"], rtol=1e-9)


def test_odds_ratios(golden, respondents, regression_of, fitted) -> None:
    expected = golden["logit"]
    found = fitted(regression_of(respondents, LOGIT, model="logit"))
    terms = expected["terms"][1:]
    assert_allclose(found.column("odds_ratio", terms), np.exp(expected["coef"][1:]), rtol=1e-9)


def test_prediction_of_a_logit(golden, respondents, regression_of, fitted, news) -> None:
    expected = golden["logit"]["predict"]
    found = fitted(regression_of(respondents, LOGIT, model="logit"))
    link = found.link(news)
    assert_allclose(link["estimate"], expected["fit"], rtol=1e-9)
    assert_allclose(link["std_error"], expected["se"], rtol=1e-9)
    assert_allclose(found.predict(news)["estimate"], 1 / (1 + np.exp(-np.array(expected["fit"]))), rtol=1e-9)


def test_prediction_of_an_ordered_logit(golden, respondents, regression_of, fitted, news) -> None:
    found = fitted(regression_of(respondents, ORDERED, model="ordered")).shares(news)
    assert_allclose(found, golden["ordered"]["predict"], rtol=1e-9)


def test_proportional_odds(golden, respondents, regression_of, fitted) -> None:
    found = fitted(regression_of(respondents, ORDERED, model="ordered")).brant()
    expected = golden["ordered"]["brant"]
    stored = {"overall": expected["overall"], **dict(zip(expected["terms"], expected["by_term"], strict=True))}
    for term, test in stored.items():
        assert_allclose(found[term]["statistic"], test["chi2"], rtol=1e-8, err_msg=term)
        assert found[term]["df"] == test["df"]
        assert_allclose(found[term]["p_value"], test["p"], rtol=1e-7, err_msg=term)


@pytest.mark.parametrize("model", FORMULAS)
def test_frequency_weights(golden, respondents, regression_of, fitted, matrix_of, check_covariance, model: str) -> None:
    expected = golden["frequency"][model]
    options = {"weights": "count", "weight_type": "frequency", "model": model}
    found = fitted(regression_of(respondents, FORMULAS[model], **options))
    check_coefficients(found, expected, matrix_of, check_covariance)
    for name in ("loglik", "aic", "bic", *expected["r2"]):
        value = expected["r2"].get(name, expected.get(name))
        assert_allclose(found.fact(name), value, rtol=1e-10, err_msg=name)
