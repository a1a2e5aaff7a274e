"""Every number of expected_ols_r.json (R's lm, car, sandwich, lmtest on longley, swiss and mtcars) to its digits."""

import csv
import json
import math
import warnings
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose
from placet.drivers.fits.least_squares import CollinearityWarning

FILES = {"longley": "nist/longley.csv", "swiss": "drivers/swiss.csv", "mtcars": "drivers/mtcars.csv"}
#: Longley's condition leaves R nine digits.
DIGITS = {"longley": 1e-9, "swiss": 1e-11, "mtcars": 1e-11}
COLUMNS = {"coef": "estimate", "se": "std_error", "t": "statistic", "p": "p_value"}
FACTS = {
    "R2": "r2", "adjR2": "adj_r2", "sigma": "sigma", "F": "f", "Fp": "f_p", "AIC": "aic", "BIC": "bic", "aic": "aic",
    "bic": "bic", "loglik": "loglik",
}  # fmt: skip
Matrix = list[list[Fraction]]
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CollinearityWarning)
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
    values = list(expected["hc"]["const" if errors == "classical" else errors].values())
    # Residuals of longley leave sandwich seven digits, as the exact ones below say.
    digits = 1e-7 if name == "longley" and errors != "classical" else DIGITS[name]
    assert_allclose(found.column("std_error", terms), values, rtol=digits)


def test_robust_errors_of_longley_by_fractions(fit, reference) -> None:
    with (reference / FILES["longley"]).open() as file:
        rows = [{name: Fraction(value) for name, value in row.items()} for row in csv.DictReader(file)]
    x = [[Fraction(1), *(row[f"x{j}"] for j in range(1, 7))] for row in rows]
    bread = inverse(product(transpose(x), x))
    slopes = product(bread, product(transpose(x), [[row["y"]] for row in rows]))
    residuals = [row["y"] - fitted[0] for row, fitted in zip(rows, product(x, slopes), strict=True)]
    leverage = [product(product([row], bread), transpose([row]))[0][0] for row in x]
    corrections = {
        "HC0": lambda h: Fraction(1),
        "HC1": lambda h: Fraction(16, 16 - 7),
        "HC2": lambda h: 1 / (1 - h),
        "HC3": lambda h: 1 / (1 - h) ** 2,
        "HC4": lambda h: Fraction(float(1 - h) ** -min(4.0, float(16 * h / 7))),
    }
    for errors, correction in corrections.items():
        omega = [e**2 * correction(h) for e, h in zip(residuals, leverage, strict=True)]
        meat = product(transpose(x), [[o * value for value in row] for o, row in zip(omega, x, strict=True)])
        covariance = product(product(bread, meat), bread)
        exact = [math.sqrt(covariance[j][j]) for j in range(7)]
        found, terms, _ = fit("longley", errors=errors)
        assert_allclose(found.column("std_error", terms), exact, rtol=1e-11, err_msg=errors)


def product(a: Matrix, b: Matrix) -> Matrix:
    return [
        [sum((p * q for p, q in zip(row, column, strict=True)), Fraction(0)) for column in transpose(b)] for row in a
    ]


def transpose(a: Matrix) -> Matrix:
    return [list(column) for column in zip(*a, strict=True)]


def inverse(a: Matrix) -> Matrix:
    """Gauss and Jordan's, of a positive definite matrix, which needs no exchange of rows."""
    k = len(a)
    rows = [[*row, *(Fraction(i == j) for j in range(k))] for i, row in enumerate(a)]
    for i in range(k):
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j in range(k):
            if j != i:
                rows[j] = [value - rows[j][i] * pivot for value, pivot in zip(rows[j], rows[i], strict=True)]
    return [row[k:] for row in rows]


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
