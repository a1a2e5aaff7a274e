"""Regression under sampling designs against R's svyglm and svyolr; tests/reference/svyglm.R made the numbers."""

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
    """Our name of the kind of a model of R."""
    return KINDS[model.split("_")[0]]


@pytest.fixture(scope="module")
def news() -> pd.DataFrame:
    return pd.DataFrame(SURVEY["news"])


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


CASES = [case for case in SURVEY["cases"] if case["model"].split("_")[0] in KINDS]
WHOLE = [(case["design"], case["model"]) for case in CASES if case["domain"] == "whole"]
BY_REGION = [(case["design"], case["model"]) for case in CASES if case["domain"] == "north"]


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
            # R's errors of a logit lack digits in a domain: their information is that of the step before the last.
            digits = 1e-8 if by and model == "logit" else 1e-9
            check_covariance(found.covariance(terms), matrix_of(expected["cov"]), digits)
            assert_allclose(found.column("std_error", terms), errors, rtol=digits)
            assert_allclose(found.column("df", terms), expected["df"], rtol=0)
            p = 2 * stats.t.sf(np.abs(coefficients / errors), expected["df"])
            assert_allclose(found.column("p_value", terms), p, rtol=1e-7)
            reach = stats.t.ppf(0.975, expected["df"]) * errors
            assert_allclose(found.column("conf_low", terms), coefficients - reach, rtol=1e-8, atol=1e-10)
            assert_allclose(found.column("conf_high", terms), coefficients + reach, rtol=1e-8, atol=1e-10)
        return result

    return check


def check_wald(test: dict[str, float], expected: dict[str, Any], units: float, plain: float, clusters: bool) -> None:
    """R's F and degrees of freedom, with Korn and Graubard's factor (d - q + 1) / d that R does not know.

    Of few clusters R's F is the Wald statistic alone: factor and degrees of freedom are those of a working model.
    """
    assert_allclose(plain, expected["Ftest"], rtol=1e-8)
    if clusters:
        assert test["statistic"] < expected["Ftest"]
        assert 1 < test["df_resid"] < expected["ddf"]
        assert test["p_value"] > expected["p"]
        return
    adjusted = expected["Ftest"] * (units - expected["df"] + 1) / units
    assert_allclose(test["statistic"], adjusted, rtol=1e-8)
    assert (test["df"], test["df_resid"]) == (expected["df"], expected["ddf"])
    assert_allclose(test["p_value"], stats.f.sf(adjusted, expected["df"], expected["ddf"]), rtol=1e-7)


@pytest.mark.parametrize(("design", "model"), WHOLE)
def test_designs(check_design, fitted, news, design: str, model: str) -> None:
    expected = cases_of(design, model)["whole"]
    found = fitted(check_design(design, model, ["whole"], None))
    if "brand" in expected:
        described = SURVEY["designs"][design]
        at = [term for term in SURVEY["terms"][model] if term.startswith("brand")]
        b, v = found.column("estimate", at), found.covariance(at)
        plain = float(b @ np.linalg.solve(v, b)) / len(at)
        clusters = described.get("ids") is not None
        check_wald(found.term_test("brand"), expected["brand"], described["degf"], plain, clusters)
    if "predict" in expected:
        predicted = found.link(news)
        assert_allclose(predicted["estimate"], expected["predict"]["fit"], rtol=1e-9)
        assert_allclose(predicted["std_error"], expected["predict"]["se"], rtol=1e-9)


@pytest.mark.parametrize(("design", "model"), BY_REGION)
def test_domains_of_designs(check_design, design: str, model: str) -> None:
    check_design(design, model, REGIONS, "region")


@pytest.mark.parametrize("case", [c for c in SURVEY["airport"] if c["model"] in KINDS], ids=lambda case: case["model"])
def test_airport(airport, fitted, matrix_of, check_covariance, case: dict[str, Any]) -> None:
    data = airport.assign(promoter=(airport["NETPRO"] >= 9).where(airport["NETPRO"].between(0, 10)).astype(float))
    survey = placet.Survey(data, weights="WEIGHT", strata="STRATA", na_codes={"Q7*": [0, 6, "Blank"]})
    outcome = {"gaussian": "Q7ALL", "logit": "promoter"}[case["model"]]
    kind: Any = kind_of(case["model"])
    found = fitted(placet.regression(survey, outcome, case["terms"][1:], model=kind, errors="design"))
    assert found.fact("n") == case["n"]
    assert_allclose(found.column("estimate", case["terms"]), case["coef"], rtol=1e-9)
    check_covariance(found.covariance(case["terms"]), matrix_of(case["cov"]))
    assert_allclose(found.column("df", case["terms"]), case["df"], rtol=0)
