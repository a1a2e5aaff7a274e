"""Regression against R: svyglm and svyolr under 20 designs, and lm, glm and polr with their diagnostics.

tests/reference/svyglm.R and regression_r.R made the numbers; they say there which conventions they follow.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose
from scipy import stats

FOLDER = Path(__file__).parent.parent / "reference"
SURVEY = json.loads((FOLDER / "svyglm.json").read_text(encoding="utf-8"))
REGIONS = ["middle", "north", "south"]
KINDS = {"gaussian": "linear", "logit": "logit", "ordered": "ordered"}


def kind_of(model: str) -> str:
    return KINDS[model.split("_")[0]]


@pytest.fixture(scope="module")
def golden(typed) -> dict[str, Any]:
    return typed("regression_r")


@pytest.fixture(scope="module")
def news() -> pd.DataFrame:
    return pd.DataFrame(SURVEY["news"])


# ---- designs ---------------------------------------------------------------------------------------------------------


def survey_of(name: str, rows: pd.DataFrame) -> placet.Survey:
    """The design of that name as a Survey."""
    design = SURVEY["designs"][name]
    if "factors" in design:
        return replicated(design, rows)
    if name.startswith("lonely"):
        rows = rows[(rows["stratum"] != "L") | (rows["cluster"] == "L1")]
    assert len(rows) == design["rows"]
    roles = {"strata": design["strata"], "cluster": design["ids"], "fpc": design["fpc"]}
    return placet.Survey(rows, weights="weight", lonely_psu=design["lonely_psu"], **roles)


def replicated(design: dict[str, Any], rows: pd.DataFrame) -> placet.Survey:
    factors = pd.read_csv(FOLDER / "regression_replicates.csv", index_col="cluster")
    factors = factors.filter(regex=f"^{design['factors']}_").dropna()
    rows = rows[rows["cluster"].isin(factors.index)].reset_index(drop=True)
    assert len(rows) == design["rows"]
    combined = factors.loc[rows["cluster"]].reset_index(drop=True).mul(rows["weight"], axis=0)
    kind = design["type"]
    rule = placet.ReplicateWeights(
        f"{design['factors']}_*",
        kind,
        rho=0.3 if kind == "Fay" else 0.0,
        rscales=design["rscales"] if kind == "JKn" else None,
        mse=design["mse"],
    )
    return placet.Survey(pd.concat([rows, combined], axis=1), weights="weight", repweights=rule)


def cases_of(design: str, model: str) -> dict[str, dict[str, Any]]:
    return {c["domain"]: c for c in SURVEY["cases"] if c["design"] == design and c["model"] == model}


WHOLE = [(c["design"], c["model"]) for c in SURVEY["cases"] if c["domain"] == "whole"]
BY_REGION = [(c["design"], c["model"]) for c in SURVEY["cases"] if c["domain"] == "north"]


@pytest.fixture
def check_design(regression_of, fitted, matrix_of, check_covariance, respondents):
    """Fit a model of SURVEY under a design and compare it with what R says of each domain."""

    def check(design: str, model: str, domains: list[str], by: str | None) -> Any:
        formula, terms = SURVEY["models"][model], SURVEY["terms"][model]
        options = {"model": kind_of(model), "errors": "design", "by": by}
        if model == "gaussian_interaction":
            pytest.importorskip("formulaic")
        result = regression_of(survey_of(design, respondents), formula, **options)
        for segment, domain in enumerate(domains):
            expected = cases_of(design, model)[domain]
            found = fitted(result, segment)
            coefficients, errors = np.array(expected["coef"]), np.sqrt(np.diag(matrix_of(expected["cov"])))
            assert found.fact("n") == expected["n"]
            assert_allclose(found.column("estimate", terms), coefficients, rtol=1e-9, atol=1e-11)
            check_covariance(found.covariance(terms), matrix_of(expected["cov"]))
            assert_allclose(found.column("std_error", terms), errors, rtol=1e-9)
            assert_allclose(found.column("df", terms), expected["df"], rtol=0)
            p = 2 * stats.t.sf(np.abs(coefficients / errors), expected["df"])
            assert_allclose(found.column("p_value", terms), p, rtol=1e-7)
            reach = stats.t.ppf(0.975, expected["df"]) * errors
            assert_allclose(found.column("conf_low", terms), coefficients - reach, rtol=1e-8, atol=1e-10)
            assert_allclose(found.column("conf_high", terms), coefficients + reach, rtol=1e-8, atol=1e-10)
        return result

    return check


def check_wald(test: dict[str, float], expected: dict[str, Any]) -> None:
    for ours, theirs in {"statistic": "Ftest", "df": "df", "df_resid": "ddf", "p_value": "p"}.items():
        assert_allclose(test[ours], expected[theirs], rtol=1e-8, err_msg=ours)


@pytest.mark.parametrize(("design", "model"), WHOLE)
def test_designs(check_design, fitted, news, design: str, model: str) -> None:
    expected = cases_of(design, model)["whole"]
    found = fitted(check_design(design, model, ["whole"], None))
    if "brand" in expected:
        check_wald(found.term_test("brand"), expected["brand"])
    if "predict" in expected:
        predicted = found.predict(news, kind="link")
        assert_allclose(predicted["estimate"], expected["predict"]["fit"], rtol=1e-9)
        assert_allclose(predicted["std_error"], expected["predict"]["se"], rtol=1e-9)


@pytest.mark.parametrize(("design", "model"), BY_REGION)
def test_domains_of_designs(check_design, design: str, model: str) -> None:
    check_design(design, model, REGIONS, "region")


@pytest.mark.parametrize("case", SURVEY["airport"], ids=lambda case: case["model"])
def test_airport(airport, fitted, matrix_of, check_covariance, case: dict[str, Any]) -> None:
    data = airport.assign(promoter=(airport["NETPRO"] >= 9).where(airport["NETPRO"].between(0, 10)).astype(float))
    survey = placet.Survey(data, weights="WEIGHT", strata="STRATA", na_codes={"Q7*": [0, 6, "Blank"]})
    outcome = {"gaussian": "Q7ALL", "logit": "promoter"}[case["model"]]
    kind = kind_of(case["model"])
    found = fitted(placet.regression(survey, outcome, case["terms"][1:], model=kind, errors="design"))
    assert found.fact("n") == case["n"]
    assert_allclose(found.column("estimate", case["terms"]), case["coef"], rtol=1e-9)
    check_covariance(found.covariance(case["terms"]), matrix_of(case["cov"]))
    assert_allclose(found.column("df", case["terms"]), case["df"], rtol=0)


# ---- least squares ---------------------------------------------------------------------------------------------------

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
    assert_allclose(found.fact("press"), golden[which]["press"], rtol=1e-11)


def test_tests_of_residuals(golden, respondents, regression_of, fitted) -> None:
    fit = fitted(regression_of(respondents, LINEAR, diagnostics=True))
    found, expected = fit.residual_tests(), golden["ols"]["tests"]
    for ours, theirs in {"Breusch-Pagan": "breusch_pagan", "Jarque-Bera": "jarque_bera"}.items():
        assert_allclose(found[ours]["statistic"], expected[theirs]["stat"], rtol=1e-9)
        assert_allclose(found[ours]["p_value"], expected[theirs]["p"], rtol=1e-9)
    assert_allclose(fit.durbin_watson(), expected["durbin_watson"], rtol=1e-11)
    # scipy and R take the same series of Royston (1995), each with its own rounding of normal scores.
    assert_allclose(found["Shapiro-Wilk"]["statistic"], expected["shapiro"]["stat"], rtol=1e-6)


# ---- logit and ordered logit -----------------------------------------------------------------------------------------

LOGIT = LINEAR.replace("overall", "renewed")
ORDERED = LINEAR.replace("overall", "satisfaction")
FORMULAS = {"logit": LOGIT, "ordered": ORDERED}


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
    check_covariance(found.covariance(expected["terms"]), matrix_of(expected["robust"][errors]), 1e-9)


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
    link = found.predict(news, kind="link")
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


@pytest.mark.parametrize("model", ["linear", "logit", "ordered"])
def test_frequency_weights(golden, respondents, regression_of, fitted, matrix_of, check_covariance, model: str) -> None:
    expected = golden["frequency"][model]
    formula = {"linear": LINEAR, **FORMULAS}[model]
    options = {"weights": "count", "weight_type": "frequency", "model": model}
    found = fitted(regression_of(respondents, formula, **options))
    check_coefficients(found, expected, matrix_of, check_covariance)
    for name in ("loglik", "aic", "bic"):
        assert_allclose(found.fact(name), expected[name], rtol=1e-11, err_msg=name)
    for name, value in expected["r2"].items() if model != "linear" else [("r2", expected["r2"])]:
        assert_allclose(found.fact(name), value, rtol=1e-10, err_msg=name)
