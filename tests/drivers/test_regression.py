"""Regression against R, statsmodels, repeated rows and lines by hand."""

import json
import math

import numpy as np
import pandas as pd
import placet
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from placet.drivers.regression import equality
from placet.results import RegressionResult

# ---- by hand -------------------------------------------------------------------------------------------------------


def test_a_line_by_hand() -> None:
    # x = 1 2 3 4, y = 2 2 5 7: means 2.5 and 4, Sxx = 5, Sxy = 3 + 1 + 0.5 + 4.5 = 9, Syy = 4 + 4 + 1 + 9 = 18.
    # b = 9/5, b0 = 4 - 4.5 = -0.5, R² = 81/90 = 0.9, rss = 18 - 16.2 = 1.8, σ² = 0.9, var b = 0.18,
    # var b0 = 0.9 (1/4 + 6.25/5) = 1.35, F = 0.9 / (0.1 / 2) = 18, adjusted R² = 1 - 0.1 x 3/2 = 0.85.
    result = placet.regression({"x": [1, 2, 3, 4], "y": [2, 2, 5, 7]}, "y", "x")
    assert result["term"] == ("Intercept", "x")
    assert_allclose(result["estimate"], [-0.5, 1.8], rtol=1e-14)
    assert_allclose(result["std_error"], np.sqrt([1.35, 0.18]), rtol=1e-13)
    assert_allclose(result["statistic"], [-0.5 / math.sqrt(1.35), 1.8 / math.sqrt(0.18)], rtol=1e-13)
    assert_allclose(result["standardized"], [math.nan, math.sqrt(0.9)], rtol=1e-14)
    assert_allclose(result["vif"], [math.nan, 1], rtol=1e-15)
    facts = {"r2": 0.9, "adj_r2": 0.85, "sigma": math.sqrt(0.9), "f_statistic": 18, "df_model": 1, "df_resid": 2}
    for name, value in facts.items():
        assert_allclose(result.fit[name], value, rtol=1e-13, err_msg=name)
    # t with 2 degrees of freedom: P(|T| > t) = 1 - t / sqrt(2 + t²); here t² = F = 18.
    assert_allclose(result["p_value"][1], 1 - math.sqrt(18 / 20), rtol=1e-12)
    assert_allclose(result.fit["f_p_value"], 1 - math.sqrt(18 / 20), rtol=1e-12)
    # Its 95 % quantile is sqrt(2 / (0.05 x 1.95)) x 0.95, of which the oldest scipy has 11 digits.
    t = 0.95 * math.sqrt(2 / (0.05 * 1.95))
    assert_allclose(result["conf_high"] - result["estimate"], t * np.sqrt([1.35, 0.18]), rtol=1e-10)


def test_a_line_through_the_origin_by_hand() -> None:
    # x = 1 2 3, y = 1 3 4: b = 19/14; rss = 26 - 361/14 = 3/14, df 2, σ² = 3/28, var b = 3/392; R² about zero 361/364.
    result = placet.regression({"x": [1, 2, 3], "y": [1, 3, 4]}, "y", "x", intercept=False)
    assert result["term"] == ("x",)
    assert_allclose(result["estimate"], 19 / 14, rtol=1e-14)
    assert_allclose(result["std_error"], math.sqrt(3 / 392), rtol=1e-12)
    assert_allclose(result.fit["r2"], 361 / 364, rtol=1e-14)
    assert_allclose(result.fit["df_resid"], 2, rtol=0)
    # Without an intercept nothing is taken off the total: adjusted R² = 1 - (3/364) 3/2.
    assert_allclose(result.fit["adj_r2"], 1 - 3 / 364 * 3 / 2, rtol=1e-13)


# ---- R -------------------------------------------------------------------------------------------------------------


def check_against_r(result: RegressionResult, stored: dict, rtol: float) -> None:
    """Compare with what is stored of R's `summary(lm)`; the stored order of terms is that of the result."""
    terms = [term if term != "(Intercept)" else "Intercept" for term in stored["coef"]]
    assert list(result["term"]) == terms
    columns = {"coef": "estimate", "se": "std_error", "t": "statistic", "p": "p_value"}
    for name, column in columns.items():
        if name in stored:
            assert_allclose(result[column], list(stored[name].values()), rtol=rtol, err_msg=name)
    for name, column in {"vif": "vif", "std_beta": "standardized", "beta": "standardized"}.items():
        if name in stored:
            assert_allclose(result[column][1:], list(stored[name].values()), rtol=rtol, err_msg=name)
    facts = {"R2": "r2", "adjR2": "adj_r2", "sigma": "sigma", "F": "f_statistic", "Fp": "f_p_value"}
    for name, fact in facts.items():
        if name in stored:
            assert_allclose(result.fit[fact], stored[name], rtol=rtol, err_msg=name)
    if "confint" in stored:
        bounds = np.array([[row["2.5 %"], row["97.5 %"]] for row in stored["confint"]])
        assert_allclose(np.column_stack([result["conf_low"], result["conf_high"]]), bounds, rtol=rtol)


@pytest.mark.parametrize(
    ("name", "file", "rtol"),
    [
        ("longley", "nist/longley.csv", 1e-9),
        ("swiss", "drivers/swiss.csv", 1e-11),
        ("mtcars", "drivers/mtcars.csv", 1e-11),
    ],
)
def test_summaries_of_r(reference, name: str, file: str, rtol: float) -> None:
    stored = json.loads((reference / "drivers" / "expected_ols_r.json").read_text())[name]
    data = pd.read_csv(reference / file)
    drivers = [term for term in stored["coef"] if term != "(Intercept)"]
    check_against_r(placet.regression(data, stored.get("y", "y"), drivers), stored, rtol)


def test_yellow_pages_customers(reference) -> None:
    stored = json.loads((reference / "drivers" / "expected_customer_sat.json").read_text())["customerSat_ols"]
    data = pd.read_csv(reference / "microdata" / "customer_sat_yellow_pages.csv")
    result = placet.regression(data, "q1", [f"q{i}" for i in range(2, 11)])
    check_against_r(result, stored, 1e-10)
    assert result.about["n_used"] == stored["n"]


# ---- statsmodels beside it -----------------------------------------------------------------------------------------


def wls(data: pd.DataFrame, outcome: str, drivers: list[str], weights: np.ndarray, intercept: bool = True):
    design = data[drivers].astype(float)
    return sm.WLS(data[outcome].astype(float), sm.add_constant(design) if intercept else design, weights=weights).fit()


def check_against_statsmodels(result: RegressionResult, fit, rtol: float) -> None:
    columns = {"estimate": fit.params, "std_error": fit.bse, "statistic": fit.tvalues, "p_value": fit.pvalues}
    for name, values in columns.items():
        assert_allclose(result[name], values, rtol=rtol, err_msg=name)
    bounds = np.column_stack([result["conf_low"], result["conf_high"]])
    assert_allclose(bounds, fit.conf_int(), rtol=rtol, atol=rtol * np.abs(fit.params).max())
    precision = result.about["weight_type"] == "precision"
    facts = {
        "r2": fit.rsquared,
        "adj_r2": fit.rsquared_adj,
        # That of statsmodels is of an answer of weight 1; so is ours for precision weights. For probability weights
        # ours is in units of the outcome whatever the weights sum to.
        "sigma": math.sqrt(fit.scale * (1 if precision else fit.nobs / np.sum(fit.model.weights))),
        "f_statistic": fit.fvalue,
        "f_p_value": fit.f_pvalue,
        "df_model": fit.df_model,
        "df_resid": fit.df_resid,
    }
    for name, value in facts.items():
        assert_allclose(result.fit[name], value, rtol=rtol, err_msg=name)


RATINGS = [
    "Q7ART", "Q7FOOD", "Q7STORE", "Q7SIGN", "Q7WALKWAYS", "Q7SCREENS", "Q7INFODOWN", "Q7INFOUP", "Q7WIFI", "Q7ROADS",
    "Q7PARK", "Q7AIRTRAIN", "Q7LTPARKING", "Q7RENTAL",
]  # fmt: skip
COMMON = ["Q7FOOD", "Q7STORE", "Q7SIGN", "Q7WALKWAYS", "Q7SCREENS"]


def answered(airport: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    numbers = airport[columns].apply(pd.to_numeric, errors="coerce")
    return numbers.where((numbers >= 1) & (numbers <= 5)).assign(WEIGHT=airport["WEIGHT"]).dropna()


@pytest.mark.parametrize(("drivers", "least", "most"), [(COMMON, 1000, 2831), (RATINGS, 16, 500)])
@pytest.mark.parametrize("weights", ["WEIGHT", None])
def test_drivers_of_the_airport_rating(airport, drivers: list[str], least: int, most: int, weights: str | None) -> None:
    cases = answered(airport, ["Q7ALL", *drivers])
    assert least <= len(cases) <= most  # few passengers used everything the survey asks about
    na_codes = {"Q7*": [0, 6, "Blank"]}
    result = placet.regression(airport, "Q7ALL", drivers, weights=weights, na_codes=na_codes, errors="classical")
    assert result.about["n_used"] == len(cases)
    assert result.about["n_missing"] == len(airport) - len(cases)
    used = cases["WEIGHT"] if weights else np.ones(len(cases))
    check_against_statsmodels(result, wls(cases, "Q7ALL", drivers, used), 1e-10)
    if weights:
        assert_allclose(result.about["n_eff"], used.sum() ** 2 / (used**2).sum(), rtol=1e-12)


def simulated(n: int = 300, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 11, size=(n, 3)) + rng.integers(0, 5, size=(n, 1))
    y = 2 + x @ [0.5, 0.2, -0.3] + rng.normal(size=n)
    return pd.DataFrame({"y": y, "a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "w": rng.integers(1, 5, size=n)})


@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("weight_type", ["probability", "precision"])
def test_weights_and_intercept_as_in_statsmodels(intercept: bool, weight_type: str) -> None:
    data = simulated()
    result = placet.regression(
        data, "y", ["a", "b", "c"], weights="w", weight_type=weight_type, intercept=intercept, errors="classical"
    )
    check_against_statsmodels(result, wls(data, "y", ["a", "b", "c"], data["w"], intercept), 1e-10)


@pytest.mark.parametrize("intercept", [True, False])
def test_vif_is_the_inverse_of_what_the_others_leave(intercept: bool) -> None:
    data = simulated()
    result = placet.regression(data, "y", ["a", "b", "c"], weights="w", intercept=intercept)
    for driver, vif in zip("abc", result["vif"][intercept:], strict=True):
        others = [other for other in "abc" if other != driver]
        assert_allclose(vif, 1 / (1 - wls(data, driver, others, data["w"], intercept).rsquared), rtol=1e-11)


def test_frequency_weights_are_repeated_rows() -> None:
    data = simulated(80)
    repeated = data.loc[data.index.repeat(data["w"])]
    found = placet.regression(data, "y", ["a", "b", "c"], weights="w", weight_type="frequency")
    right = wls(repeated, "y", ["a", "b", "c"], np.ones(len(repeated)))
    check_against_statsmodels(found, right, 1e-10)
    assert found.fit["df_resid"] == len(repeated) - 4


def test_the_level_is_that_of_the_interval() -> None:
    data = simulated(40)
    fit = wls(data, "y", ["a", "b"], np.ones(40))
    for level in (0.5, 0.9, 0.999):
        result = placet.regression(data, "y", ["a", "b"], conf_level=level)
        assert_allclose(np.column_stack([result["conf_low"], result["conf_high"]]), fit.conf_int(1 - level), rtol=1e-10)


def test_segments_are_regressions_of_their_own(airport) -> None:
    na_codes = {"Q7*": [0, 6, "Blank"]}
    together = placet.regression(airport, "Q7ALL", COMMON, by="BAREA", weights="WEIGHT", na_codes=na_codes)
    for position, area in enumerate(sorted(set(together["BAREA"]))):
        cases = answered(airport[airport["BAREA"] == area], ["Q7ALL", *COMMON])
        fit = wls(cases, "Q7ALL", COMMON, cases["WEIGHT"]).get_robustcov_results("HC3")
        chosen = np.array(together["BAREA"]) == area
        assert_allclose(together["estimate"][chosen], fit.params, rtol=1e-10)
        assert_allclose(together["std_error"][chosen], fit.bse, rtol=1e-10)
        assert_allclose(together.fit["r2"][position], fit.rsquared, rtol=1e-10)


def test_a_perfect_fit_has_no_error_and_no_negative_f() -> None:
    # y = 2 + 3 a - b exactly; rounding must not take R² beyond 1.
    rng = np.random.default_rng(4)
    for _ in range(20):
        a, b = rng.integers(1, 11, size=(2, 30)) / 7
        result = placet.regression({"y": 2 + 3 * a - b, "a": a, "b": b}, "y", ["a", "b"])
        assert_allclose(result["estimate"], [2, 3, -1], rtol=1e-12)
        assert 1 - 1e-14 < result.fit["r2"] <= 1
        assert result.fit["f_statistic"] > 1e12
        assert (result["std_error"] < 1e-6).all()


def test_equal_coefficients_of_segments_that_share_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    # One model of all respondents, every term by segment, has the same cluster-robust test but for the factor of n - k.
    rng = np.random.default_rng(3)
    store = rng.integers(0, 30, 400)
    mood = rng.normal(size=30)[store]
    data = pd.DataFrame({"x": rng.normal(size=400), "g": rng.integers(0, 2, 400), "store": store})
    data["y"] = 0.4 * data["x"] + mood + rng.normal(size=400)
    result = placet.regression(data, "y", "x", by="g", errors="cluster", cluster="store")
    design = np.column_stack([(data["g"] == g) * column for g in (0, 1) for column in (np.ones(400), data["x"])])
    whole = sm.OLS(data["y"], design).fit(cov_type="cluster", cov_kwds={"groups": store})
    n = np.array([(data["g"] == g).sum() for g in (0, 1)])
    count = np.array([len(set(store[data["g"] == g])) for g in (0, 1)])
    factor = np.sqrt(count / (count - 1) * (n - 1) / (n - 2) / (30 / 29 * 399 / 396))
    scale = np.diag(np.repeat(factor, 2))
    joint = scale @ whole.cov_params() @ scale
    contrast = np.hstack([-np.eye(2), np.eye(2)])
    difference = contrast @ whole.params
    expected = difference @ np.linalg.solve(contrast @ joint @ contrast.T, difference) / 2
    assert 20 < result.equality["df_resid"][0] < 28  # of the working model, less than of 30 stores
    assert 0.8 * expected < result.equality["statistic"][0] < expected
    monkeypatch.setattr(equality, "_known", lambda *_: (1.0, 1.0))
    plain = placet.regression(data, "y", "x", by="g", errors="cluster", cluster="store").equality
    assert_allclose(plain["statistic"][0], expected, rtol=1e-9)
    apart = placet.regression(data, "y", "x", by="g", errors="HC1").equality["statistic"][0]
    assert abs(apart / expected - 1) > 0.05  # which segments that share stores must not use
