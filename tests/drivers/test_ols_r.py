"""Every number of expected_ols_r.json (R's lm, car, sandwich, lmtest on longley, swiss and mtcars) to its digits."""

import json
from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose

FILES = {"longley": "nist/longley.csv", "swiss": "drivers/swiss.csv", "mtcars": "drivers/mtcars.csv"}
#: Longley's condition leaves R nine digits.
DIGITS = {"longley": 1e-9, "swiss": 1e-11, "mtcars": 1e-11}
COLUMNS = {"coef": "estimate", "se": "std_error", "t": "statistic", "p": "p_value"}
FACTS = {
    "R2": "r2", "adjR2": "adj_r2", "sigma": "sigma", "F": "f", "Fp": "f_p", "AIC": "aic", "BIC": "bic", "aic": "aic",
    "bic": "bic", "loglik": "loglik",
}  # fmt: skip
READ = {"y", "n", *COLUMNS, *FACTS, "vif", "std_beta", "hc", "bp", "dw", "cook", "hat", "confint", "kappa_scaled"}


@pytest.fixture(scope="module")
def stored(reference) -> dict[str, Any]:
    return json.loads((reference / "drivers" / "expected_ols_r.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def fit(reference, stored, fitted):
    """Fit the regression of a stored data set."""

    def fit(name: str, **options: Any):
        expected = stored[name]
        data = pd.read_csv(reference / FILES[name])
        terms = list(expected["coef"])
        with np.testing.suppress_warnings() as quiet:
            quiet.filter(placet.CollinearityWarning)
            result = placet.regression(data, expected.get("y", "y"), terms[1:], **options)
        return fitted(result), terms, expected

    return fit


def test_nothing_is_left_unread(stored) -> None:
    assert set(stored) == {"software", "conventions", *FILES}
    assert {name for data in FILES for name in stored[data]} == READ


@pytest.mark.parametrize("name", FILES)
def test_summary(fit, name: str) -> None:
    found, terms, expected = fit(name)
    for theirs, ours in COLUMNS.items():
        if theirs in expected:
            values = list(expected[theirs].values())
            assert_allclose(found.column(ours, terms), values, rtol=DIGITS[name], err_msg=theirs)
    for theirs, ours in FACTS.items():
        if theirs in expected:
            assert_allclose(found.fact(ours), expected[theirs], rtol=DIGITS[name], err_msg=theirs)
    if "n" in expected:
        assert found.fact("n") == expected["n"]


@pytest.mark.parametrize("name", ["swiss", "mtcars"])
def test_intervals(fit, name: str) -> None:
    found, terms, expected = fit(name)
    assert [row["_row"] for row in expected["confint"]] == terms
    for bound, column in {"2.5 %": "conf_low", "97.5 %": "conf_high"}.items():
        values = [row[bound] for row in expected["confint"]]
        assert_allclose(found.column(column, terms), values, rtol=1e-10)


@pytest.mark.parametrize("name", FILES)
def test_inflation_and_standardized_coefficients(fit, name: str) -> None:
    found, terms, expected = fit(name)
    assert_allclose(found.column("vif", terms[1:]), list(expected["vif"].values()), rtol=DIGITS[name])
    if "std_beta" in expected:
        beta = list(expected["std_beta"].values())
        assert_allclose(found.column("standardized", terms[1:]), beta, rtol=DIGITS[name])


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("errors", ["classical", "HC0", "HC1", "HC2", "HC3", "HC4"])
def test_robust_errors(fit, name: str, errors: str) -> None:
    found, terms, expected = fit(name, errors=errors)
    errors = "const" if errors == "classical" else errors
    values = list(expected["hc"][errors].values())
    # Leverages and residuals of longley lose more digits than its coefficients.
    assert_allclose(found.column("std_error", terms), values, rtol=max(DIGITS[name], 1e-10))


@pytest.mark.parametrize("name", FILES)
def test_tests_of_residuals(fit, name: str) -> None:
    found, _, expected = fit(name, diagnostics=True)
    tests = found.residual_tests()
    assert_allclose(found.durbin_watson(), expected["dw"], rtol=DIGITS[name])
    if "bp" in expected:
        assert_allclose(tests["Breusch-Pagan"]["statistic"], expected["bp"]["stat"], rtol=1e-10)
        assert tests["Breusch-Pagan"]["df"] == expected["bp"]["df"]
        assert_allclose(tests["Breusch-Pagan"]["p_value"], expected["bp"]["p"], rtol=1e-10)


@pytest.mark.parametrize("name", ["swiss", "mtcars"])
def test_leverage_and_distance(fit, name: str) -> None:
    found, _, expected = fit(name, diagnostics=True)
    rows = found.diagnostics()
    assert_allclose(rows["hat"], expected["hat"], rtol=1e-11)
    assert_allclose(rows["cook"], expected["cook"], rtol=1e-10)
    assert sum(expected["hat"]) == pytest.approx(len(expected["coef"]))


def test_condition_of_longley(fit, reference) -> None:
    found, terms, expected = fit("longley")
    # kappa_scaled is of the standardised drivers without a constant, and not Belsley's of the unit-length columns.
    assert_allclose(found.fact("condition_number"), expected["kappa_scaled"], rtol=1e-9)
    x = pd.read_csv(reference / FILES["longley"])[terms[1:]].assign(one=1.0).to_numpy()
    index, _ = found.collinearity(terms)
    assert_allclose(index.max(), np.linalg.cond(x / np.sqrt((x**2).sum(axis=0))), rtol=1e-9)
