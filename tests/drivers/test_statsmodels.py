"""Least squares beside statsmodels, live: weights, robust and clustered errors, prediction, diagnostics."""

from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from statsmodels.stats.diagnostic import het_breuschpagan
from statsmodels.stats.outliers_influence import OLSInfluence, variance_inflation_factor
from statsmodels.stats.stattools import durbin_watson, jarque_bera

DRIVERS = ["network", "billing", "hotline", "shop"]


def matrix(data: pd.DataFrame, drivers: list[str]) -> np.ndarray:
    return np.column_stack([np.ones(len(data)), data[drivers]])


def names(drivers: list[str]) -> list[str]:
    return ["(Intercept)", *drivers]


def least_squares(data: pd.DataFrame, drivers: list[str], weighted: bool) -> Any:
    weight: Any = data["weight"].to_numpy() if weighted else np.ones(len(data))
    return sm.WLS(data["overall"].to_numpy(dtype=float), matrix(data, drivers), weights=weight)


def options(weighted: bool) -> dict[str, Any]:
    return {"weights": "weight", "weight_type": "precision"} if weighted else {}


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("errors", ["classical", "HC0", "HC1", "HC2", "HC3"])
def test_robust_errors(customers, fitted, check_fit, weighted: bool, errors: Any) -> None:
    data, drivers = customers
    kind = "nonrobust" if errors == "classical" else errors
    expected = least_squares(data, drivers, weighted).fit(cov_type=kind, use_t=True)
    found = fitted(placet.regression(data, "overall", drivers, errors=errors, **options(weighted)))
    check_fit(found, expected, drivers)


@pytest.mark.parametrize("errors", ["HC0", "HC1", "HC2", "HC3"])
def test_robust_errors_do_not_know_the_scale_of_probability_weights(
    simulated, fitted, check_covariance, errors
) -> None:
    expected = least_squares(simulated, DRIVERS, True).fit(cov_type=errors, use_t=True)
    found = fitted(placet.regression(simulated, "overall", DRIVERS, errors=errors, weights="weight"))
    check_covariance(found.covariance(names(DRIVERS)), expected.cov_params())


@pytest.mark.parametrize("errors", ["HC0", "HC1", "HC2", "HC3", "cluster"])
def test_robust_errors_of_frequencies_are_those_of_repeated_rows(simulated, fitted, check_fit, errors) -> None:
    repeated = simulated.loc[simulated.index.repeat(simulated["count"])]
    groups = {"groups": repeated["store"].to_numpy()} if errors == "cluster" else None
    expected = least_squares(repeated, DRIVERS, False).fit(cov_type=errors, cov_kwds=groups, use_t=True)
    options: dict[str, Any] = {"weights": "count", "weight_type": "frequency", "cluster": groups and "store"}
    found = fitted(placet.regression(simulated, "overall", DRIVERS, errors=errors, **options))
    check_fit(found, expected, DRIVERS)


@pytest.mark.parametrize("weighted", [False, True])
def test_clustered_errors(customers, fitted, check_fit, weighted: bool) -> None:
    data, drivers = customers
    groups = {"groups": data["store"].to_numpy()}
    expected = least_squares(data, drivers, weighted).fit(cov_type="cluster", cov_kwds=groups, use_t=True)
    found = fitted(placet.regression(data, "overall", drivers, errors="cluster", cluster="store", **options(weighted)))
    check_fit(found, expected, drivers)
    assert_allclose(found.column("df", names(drivers)), data["store"].nunique() - 1, rtol=0)


@pytest.mark.parametrize("weighted", [False, True])
def test_likelihood(customers, fitted, weighted: bool) -> None:
    data, drivers = customers
    expected = least_squares(data, drivers, weighted).fit()
    found = fitted(placet.regression(data, "overall", drivers, **options(weighted)))
    assert_allclose(found.fact("loglik"), expected.llf, rtol=1e-12)
    # statsmodels does not count sigma among the parameters; R and we do.
    assert_allclose(found.fact("aic"), expected.aic + 2, rtol=1e-12)
    assert_allclose(found.fact("bic"), expected.bic + np.log(len(data)), rtol=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
def test_prediction(customers, fitted, weighted: bool) -> None:
    data, drivers = customers
    news = data[drivers].iloc[[3, 17, 40]].reset_index(drop=True) + 0.5
    expected = least_squares(data, drivers, weighted).fit().get_prediction(matrix(news, drivers)).summary_frame(0.05)
    found = fitted(placet.regression(data, "overall", drivers, **options(weighted))).predict(news)
    columns = {
        "estimate": "mean", "std_error": "mean_se", "conf_low": "mean_ci_lower", "conf_high": "mean_ci_upper",
        "pred_low": "obs_ci_lower", "pred_high": "obs_ci_upper",
    }  # fmt: skip
    for ours, theirs in columns.items():
        assert_allclose(found[ours], expected[theirs], rtol=1e-9, err_msg=ours)


def test_inflation(customers, fitted) -> None:
    data, drivers = customers
    found = fitted(placet.regression(data, "overall", drivers))
    x = matrix(data, drivers)
    expected = [variance_inflation_factor(x, column) for column in range(1, x.shape[1])]
    assert_allclose(found.column("vif", drivers), expected, rtol=1e-9)


def test_tests_of_residuals(customers, fitted) -> None:
    data, drivers = customers
    expected = least_squares(data, drivers, False).fit()
    fit = fitted(placet.regression(data, "overall", drivers, diagnostics=True))
    found = fit.residual_tests()
    stat, p, _, _ = het_breuschpagan(expected.resid, expected.model.exog)
    assert_allclose(found["Breusch-Pagan"]["statistic"], stat, rtol=1e-9)
    assert_allclose(found["Breusch-Pagan"]["p_value"], p, rtol=1e-8, atol=1e-300)
    stat, p, _, _ = jarque_bera(expected.resid)
    assert_allclose(found["Jarque-Bera"]["statistic"], stat, rtol=1e-9)
    assert_allclose(found["Jarque-Bera"]["p_value"], p, rtol=1e-8, atol=1e-300)
    assert_allclose(fit.durbin_watson(), durbin_watson(expected.resid), rtol=1e-10)


def test_influence(customers, fitted) -> None:
    data, drivers = customers
    influence: Any = OLSInfluence(sm.OLS(data["overall"].to_numpy(dtype=float), matrix(data, drivers)).fit())
    found = fitted(placet.regression(data, "overall", drivers, diagnostics=True)).diagnostics()
    assert_allclose(found["hat"], influence.hat_matrix_diag, rtol=1e-9)
    assert_allclose(found["cook"], influence.cooks_distance[0], rtol=1e-9, atol=1e-14)
    assert_allclose(found["standardised"], influence.resid_studentized_internal, rtol=1e-9, atol=1e-11)
    if len(data) < 1000:  # statsmodels leaves out each row in turn
        assert_allclose(found["studentised"], influence.resid_studentized_external, rtol=1e-9, atol=1e-11)
