"""Regression against R's lm, and its tests and diagnostics; tests/reference/regression_r.R made the numbers."""

from typing import Any

import pandas as pd
import pytest
from numpy.testing import assert_allclose


@pytest.fixture(scope="module")
def golden(typed) -> dict[str, Any]:
    return typed("regression_r")


@pytest.fixture(scope="module")
def news(golden) -> pd.DataFrame:
    return pd.DataFrame(golden["news"])


LINEAR = "overall ~ network + billing + hotline + shop + brand"
WEIGHTS = {"ols": {}, "wls": {"weights": "weight", "weight_type": "precision"}}
FITS = ("sigma", "r2", "adj_r2", "f_p", "loglik", "aic", "bic")


def check_coefficients(found: Any, expected: dict[str, Any], matrix_of, check_covariance) -> None:
    terms = expected["terms"]
    assert_allclose(found.column("estimate", terms), expected["coef"], rtol=1e-10)
    check_covariance(found.covariance(terms), matrix_of(expected["cov"]), 1e-10)
    columns = {"p": "p_value", "conf_low": "conf_low", "conf_high": "conf_high"}
    for theirs, ours in columns.items():
        if theirs in expected:
            assert_allclose(found.column(ours, terms), expected[theirs], rtol=1e-8, err_msg=ours)


@pytest.mark.parametrize("which", WEIGHTS)
def test_summary_and_likelihood_of_lm(golden, respondents, regression_of, fitted, matrix_of, check_covariance, which):
    expected = golden[which]
    found = fitted(regression_of(respondents, LINEAR, **WEIGHTS[which]))
    check_coefficients(found, expected, matrix_of, check_covariance)
    assert found.fact("df") == expected["df"]
    assert_allclose(found.fact("f"), expected["f"][0], rtol=1e-10)
    for name in FITS:
        assert_allclose(found.fact(name), expected[name], rtol=1e-10, err_msg=name)


def test_likelihood_under_probability_weights(golden, respondents, regression_of, fitted) -> None:
    found = fitted(regression_of(respondents, LINEAR, weights="weight", errors="classical"))
    for name, value in golden["wls"]["pseudo"].items():
        assert_allclose(found.fact(name), value, rtol=1e-11, err_msg=name)


@pytest.mark.parametrize("which", WEIGHTS)
@pytest.mark.parametrize("errors", ["HC0", "HC1", "HC2", "HC3", "HC4", "CR1"])
def test_robust_errors(golden, respondents, regression_of, fitted, matrix_of, check_covariance, which, errors) -> None:
    options = {"errors": "cluster", "cluster": "cluster"} if errors == "CR1" else {"errors": errors}
    expected = golden[which]
    found = fitted(regression_of(respondents, LINEAR, **WEIGHTS[which], **options))
    check_covariance(found.covariance(expected["terms"]), matrix_of(expected["robust"][errors]), 1e-10)


@pytest.mark.parametrize("which", WEIGHTS)
def test_tests_of_terms(golden, respondents, regression_of, fitted, which: str) -> None:
    found = fitted(regression_of(respondents, LINEAR, **WEIGHTS[which]))
    expected = golden[which]["drop1"]
    for place, term in enumerate(expected["term"]):
        test = found.term_test(term)
        assert_allclose(test["statistic"], expected["F"][place], rtol=1e-10)
        assert (test["df"], test["df_resid"]) == (expected["df"][place], golden[which]["df"])
        assert_allclose(test["p_value"], expected["p"][place], rtol=1e-8)


@pytest.mark.parametrize("which", WEIGHTS)
def test_partial_correlations_and_inflation(golden, respondents, regression_of, fitted, which: str) -> None:
    found = fitted(regression_of(respondents, LINEAR, **WEIGHTS[which]))
    expected, terms = golden[which], golden[which]["terms"][1:]
    assert_allclose(found.column("partial", terms), expected["partial"]["partial"], rtol=1e-10)
    assert_allclose(found.column("semipartial", terms), expected["partial"]["part"], rtol=1e-10)
    inflation = dict(zip(expected["gvif"]["term"], expected["gvif"]["gvif"], strict=True))
    for term, value in inflation.items():
        assert_allclose(found.term_test(term)["gvif"], value, rtol=1e-10)
        if term != "brand":
            assert_allclose(found.column("vif", [term]), value, rtol=1e-10)


def test_standardized_coefficients(golden, respondents, regression_of, fitted) -> None:
    found = fitted(regression_of(respondents, "overall ~ network + billing + hotline + shop"))
    expected = golden["ols"]["tests"]["standardized"]
    assert_allclose(found.column("standardized", ["network", "billing", "hotline", "shop"]), expected, rtol=1e-10)


@pytest.mark.parametrize("which", WEIGHTS)
def test_collinearity(golden, respondents, regression_of, fitted, which: str) -> None:
    expected = golden[which]["collinearity"]
    index, proportion = fitted(regression_of(respondents, LINEAR, **WEIGHTS[which])).collinearity(
        golden[which]["terms"]
    )
    assert_allclose(index, expected["condition_index"], rtol=1e-9)
    assert_allclose(proportion, expected["proportion"], rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("which", WEIGHTS)
def test_equal_coefficients_in_regions(golden, respondents, regression_of, fitted, which: str) -> None:
    test = fitted(regression_of(respondents, LINEAR, by="region", **WEIGHTS[which])).chow()
    expected = golden[which]["chow"]["all"]
    for ours, theirs in {"statistic": "F", "df": "df", "df_resid": "ddf", "p_value": "p"}.items():
        assert_allclose(test[ours], expected[theirs], rtol=1e-9, err_msg=ours)


@pytest.mark.parametrize("which", WEIGHTS)
def test_prediction_with_intervals(golden, respondents, regression_of, fitted, news, which: str) -> None:
    found = fitted(regression_of(respondents, LINEAR, **WEIGHTS[which])).predict(news)
    expected = golden[which]["predict"]
    assert_allclose(found["std_error"], expected["se"], rtol=1e-10)
    for kind, (low, high) in {"confidence": ("conf_low", "conf_high"), "prediction": ("pred_low", "pred_high")}.items():
        assert_allclose(found["estimate"], expected[kind]["fit"], rtol=1e-11)
        assert_allclose(found[low], expected[kind]["lower"], rtol=1e-10)
        assert_allclose(found[high], expected[kind]["upper"], rtol=1e-10)


@pytest.mark.parametrize("which", WEIGHTS)
def test_diagnostics_of_rows(golden, respondents, regression_of, fitted, which: str) -> None:
    found = fitted(regression_of(respondents, LINEAR, diagnostics=True, **WEIGHTS[which]))
    rows = found.diagnostics()
    for name in ("hat", "cook", "standardised", "studentised"):
        assert_allclose(rows[name], golden[which][name], rtol=1e-9, atol=1e-13, err_msg=name)
    weight = respondents["weight"] if which == "wls" else 1.0
    press = (weight * (rows["e"] / (1 - rows["hat"])) ** 2).sum()
    assert_allclose(press, golden[which]["press"], rtol=1e-11)


def test_tests_of_residuals(golden, respondents, regression_of, fitted) -> None:
    fit = fitted(regression_of(respondents, LINEAR, diagnostics=True))
    found, expected = fit.residual_tests(), golden["ols"]["tests"]
    for ours, theirs in {"Breusch-Pagan": "breusch_pagan", "Jarque-Bera": "jarque_bera"}.items():
        assert_allclose(found[ours]["statistic"], expected[theirs]["stat"], rtol=1e-9)
        assert_allclose(found[ours]["p_value"], expected[theirs]["p"], rtol=1e-9)
    assert_allclose(fit.durbin_watson(), expected["durbin_watson"], rtol=1e-11)
    # scipy and R take the same series of Royston (1995), each with its own rounding of normal scores.
    assert_allclose(found["Shapiro-Wilk"]["statistic"], expected["shapiro"]["stat"], rtol=1e-6)


def test_frequency_weights(golden, respondents, regression_of, fitted, matrix_of, check_covariance) -> None:
    expected = golden["frequency"]["linear"]
    found = fitted(regression_of(respondents, LINEAR, weights="count", weight_type="frequency"))
    check_coefficients(found, expected, matrix_of, check_covariance)
    for name in FITS:
        assert_allclose(found.fact(name), expected[name], rtol=1e-10, err_msg=name)
