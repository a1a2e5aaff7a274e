"""Regression beside statsmodels, live: weights, robust and clustered errors, logit, ordered logit, diagnostics."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from statsmodels.miscmodels.ordinal_model import OrderedModel
from statsmodels.stats.diagnostic import het_breuschpagan
from statsmodels.stats.outliers_influence import OLSInfluence, variance_inflation_factor
from statsmodels.stats.stattools import durbin_watson, jarque_bera

DRIVERS = ["network", "billing", "hotline", "shop"]
TIGHT = {"tol": 1e-14, "maxiter": 100, "disp": 0}


@pytest.fixture(scope="module")
def simulated() -> pd.DataFrame:
    """400 customers of 40 shops, whose answers spread more the better they rate the network."""
    rng = np.random.default_rng(11)
    store = rng.integers(0, 40, size=400)
    mood = rng.normal(size=(400, 1)) + rng.normal(size=40)[store][:, None] / 2
    x = np.clip(np.round(6 + mood + 1.5 * rng.normal(size=(400, 4))), 1, 10)
    level = x @ [0.5, 0.3, 0.1, -0.05] + rng.normal(size=40)[store] / 2
    data = pd.DataFrame(x, columns=DRIVERS).assign(store=store)
    data["overall"] = level + rng.normal(size=400) * (0.3 + 0.1 * x[:, 0])
    data["promoter"] = (rng.random(400) < 1 / (1 + np.exp(5 - level))).astype(float)
    data["rating"] = 1 + np.digitize(level + rng.logistic(size=400), [3, 4.3, 5.4, 7])
    return data.assign(weight=np.exp(rng.normal(size=400) / 2), count=rng.integers(1, 5, size=400))


@pytest.fixture(scope="module", params=["simulated", "yellow pages"])
def customers(request) -> tuple[pd.DataFrame, list[str]]:
    """Simulated and real customers: the drivers, and the outcomes overall, promoter and rating."""
    if request.param == "simulated":
        return request.getfixturevalue("simulated"), DRIVERS
    data = request.getfixturevalue("yellow_pages")
    rng = np.random.default_rng(5)
    outcomes = {"overall": data["q1"], "promoter": (data["q1"] >= 9).astype(float), "rating": (data["q1"] + 1) // 2}
    design = {"store": rng.integers(0, 60, len(data)), "weight": np.exp(rng.normal(size=len(data)) / 2)}
    return data.assign(**outcomes, **design, count=rng.integers(1, 4, len(data))), [f"q{i}" for i in range(2, 11)]


def matrix(data: pd.DataFrame, drivers: list[str]) -> np.ndarray:
    return np.column_stack([np.ones(len(data)), data[drivers]])


def names(drivers: list[str]) -> list[str]:
    return ["(Intercept)", *drivers]


# ---- least squares ---------------------------------------------------------------------------------------------------


def least_squares(data: pd.DataFrame, drivers: list[str], weighted: bool) -> Any:
    weight = data["weight"].to_numpy() if weighted else np.ones(len(data))
    return sm.WLS(data["overall"].to_numpy(dtype=float), matrix(data, drivers), weights=weight)


def options(weighted: bool) -> dict[str, Any]:
    return {"weights": "weight", "weight_type": "precision"} if weighted else {}


def check(found: Any, expected: Any, drivers: list[str], check_covariance: Any, tol: float = 1e-9) -> None:
    terms = names(drivers)
    assert_allclose(found.column("estimate", terms), expected.params, rtol=tol, atol=tol * 1e-2)
    check_covariance(found.covariance(terms), expected.cov_params(), tol)
    assert_allclose(found.column("std_error", terms), expected.bse, rtol=tol)
    assert_allclose(found.column("statistic", terms), expected.tvalues, rtol=tol, atol=tol)
    assert_allclose(found.column("p_value", terms), expected.pvalues, rtol=1e-7, atol=1e-300)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("errors", ["classical", "HC0", "HC1", "HC2", "HC3"])
def test_robust_errors(customers, fitted, check_covariance, weighted: bool, errors: str) -> None:
    data, drivers = customers
    kind = "nonrobust" if errors == "classical" else errors
    expected = least_squares(data, drivers, weighted).fit(cov_type=kind, use_t=True)
    found = fitted(placet.regression(data, "overall", drivers, errors=errors, **options(weighted)))
    check(found, expected, drivers, check_covariance)


@pytest.mark.parametrize("errors", ["HC0", "HC1", "HC2", "HC3"])
def test_robust_errors_do_not_know_the_scale_of_probability_weights(
    simulated, fitted, check_covariance, errors
) -> None:
    expected = least_squares(simulated, DRIVERS, True).fit(cov_type=errors, use_t=True)
    found = fitted(placet.regression(simulated, "overall", DRIVERS, errors=errors, weights="weight"))
    check_covariance(found.covariance(names(DRIVERS)), expected.cov_params())


@pytest.mark.parametrize("errors", ["HC0", "HC1", "HC2", "HC3", "cluster"])
def test_robust_errors_of_frequencies_are_those_of_repeated_rows(simulated, fitted, check_covariance, errors) -> None:
    repeated = simulated.loc[simulated.index.repeat(simulated["count"])]
    groups = {"groups": repeated["store"].to_numpy()} if errors == "cluster" else None
    expected = least_squares(repeated, DRIVERS, False).fit(cov_type=errors, cov_kwds=groups, use_t=True)
    options = {"weights": "count", "weight_type": "frequency", "cluster": groups and "store"}
    found = fitted(placet.regression(simulated, "overall", DRIVERS, errors=errors, **options))
    check(found, expected, DRIVERS, check_covariance)


@pytest.mark.parametrize("weighted", [False, True])
def test_clustered_errors(customers, fitted, check_covariance, weighted: bool) -> None:
    data, drivers = customers
    groups = {"groups": data["store"].to_numpy()}
    expected = least_squares(data, drivers, weighted).fit(cov_type="cluster", cov_kwds=groups, use_t=True)
    found = fitted(placet.regression(data, "overall", drivers, errors="cluster", cluster="store", **options(weighted)))
    check(found, expected, drivers, check_covariance)
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
    assert_allclose(found["studentised"], influence.resid_studentized_external, rtol=1e-9, atol=1e-11)


# ---- logit -----------------------------------------------------------------------------------------------------------


def test_logit(customers, fitted, check_covariance) -> None:
    data, drivers = customers
    expected = sm.Logit(data["promoter"], matrix(data, drivers)).fit(method="newton", **TIGHT)
    found = fitted(placet.regression(data, "promoter", drivers, model="logit"))
    check(found, expected, drivers, check_covariance)
    share = data["promoter"].mean()
    null = len(data) * (share * np.log(share) + (1 - share) * np.log(1 - share))  # that of statsmodels has nine digits
    facts = {"loglik": expected.llf, "aic": expected.aic, "bic": expected.bic, "mcfadden": 1 - expected.llf / null}
    for name, value in facts.items():
        assert_allclose(found.fact(name), value, rtol=1e-10, err_msg=name)
    p = expected.predict()
    tjur = p[data["promoter"] == 1].mean() - p[data["promoter"] == 0].mean()
    assert_allclose(found.fact("tjur"), tjur, rtol=1e-10)


def test_average_marginal_effects(customers, fitted) -> None:
    data, drivers = customers
    expected = sm.Logit(data["promoter"], matrix(data, drivers)).fit(method="newton", **TIGHT).get_margeff()
    found = fitted(placet.regression(data, "promoter", drivers, model="logit"))
    assert_allclose(found.column("ame", drivers), expected.margeff, rtol=1e-9, atol=1e-12)
    assert_allclose(found.column("ame_std_error", drivers), expected.margeff_se, rtol=1e-8)


@pytest.mark.parametrize("errors", ["HC0", "cluster"])
def test_robust_errors_of_a_logit(customers, fitted, check_covariance, errors: str) -> None:
    data, drivers = customers
    groups = {"groups": data["store"].to_numpy()} if errors == "cluster" else None
    logit = sm.Logit(data["promoter"], matrix(data, drivers))
    expected = logit.fit(method="newton", cov_type=errors, cov_kwds=groups, **TIGHT).cov_params()
    if errors == "cluster":
        # statsmodels multiplies by (n - 1)/(n - k) as for least squares; Stata's logit and ours do not.
        n, k = matrix(data, drivers).shape
        expected = expected * (n - k) / (n - 1)
    found = fitted(
        placet.regression(data, "promoter", drivers, model="logit", errors=errors, cluster=groups and "store")
    )
    check_covariance(found.covariance(names(drivers)), expected)


def test_logit_of_frequencies(customers, fitted, check_covariance) -> None:
    data, drivers = customers
    binomial = sm.GLM(data["promoter"], matrix(data, drivers), sm.families.Binomial(), freq_weights=data["count"])
    once = binomial.fit(tol=1e-14, maxiter=100)
    # Once more from there: the covariance is that of the weights of the step before.
    expected = binomial.fit(start_params=once.params, tol=1e-14, maxiter=100)
    weights = {"weights": "count", "weight_type": "frequency"}
    found = fitted(placet.regression(data, "promoter", drivers, model="logit", **weights))
    check(found, expected, drivers, check_covariance)
    assert_allclose(found.fact("loglik"), expected.llf, rtol=1e-11)
    assert_allclose(found.fact("deviance"), expected.deviance, rtol=1e-11)
    assert_allclose(found.fact("null_deviance"), expected.null_deviance, rtol=1e-11)


# ---- ordered logit ---------------------------------------------------------------------------------------------------

#: Weights of the central difference of eighth order: its error is h^8 times the ninth derivative / 630.
STENCIL = ((1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280))


def gradient(function: Any, at: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Derivatives of a function, to about twelve digits."""
    one = np.diag(steps)
    parts = [weight * (function(at + m * h) - function(at - m * h)) for h in one for m, weight in STENCIL]
    return np.add.reduceat(np.array(parts), range(0, len(parts), len(STENCIL)), axis=0) / steps.reshape(
        -1, *[1] * (np.ndim(parts[0]))
    )


class Ordered:
    """The log-likelihood of statsmodels' OrderedModel in slopes and cuts, instead of log differences of cuts."""

    def __init__(self, data: pd.DataFrame, drivers: list[str]) -> None:
        self.model = OrderedModel(data["rating"].to_numpy(), data[drivers].to_numpy(dtype=float), distr="logit")
        self.slopes = len(drivers)
        found = self.model.fit(method="bfgs", disp=0, maxiter=500, gtol=1e-6)
        self.rough = np.concatenate(
            [found.params[: self.slopes], self.model.transform_threshold_params(found.params)[1:-1]]
        )
        self.steps = 0.02 / np.concatenate([data[drivers].std() * 3, np.ones(len(self.rough) - self.slopes)])

    def loglik(self, theta: np.ndarray) -> float:
        cuts = theta[self.slopes :]
        return self.model.loglike(np.concatenate([theta[: self.slopes], cuts[:1], np.log(np.diff(cuts))]))

    def score(self, theta: np.ndarray) -> np.ndarray:
        return gradient(self.loglik, theta, self.steps)

    def information(self, theta: np.ndarray) -> np.ndarray:
        hessian = gradient(self.score, theta, self.steps)
        return -(hessian + hessian.T) / 2

    def optimum(self, information: np.ndarray) -> np.ndarray:
        """Newton's method from the optimum of statsmodels, which has six digits."""
        theta = self.rough
        for _ in range(6):
            theta = theta + np.linalg.solve(information, self.score(theta))
        return theta


def cuts(data: pd.DataFrame) -> list[str]:
    values = sorted(data["rating"].unique())
    return [f"{low}|{high}" for low, high in pairwise(values)]


def test_ordered_logit(customers, fitted, check_covariance) -> None:
    data, drivers = customers
    drivers = drivers[:4]
    ordered = Ordered(data, drivers)
    theta = ordered.optimum(ordered.information(ordered.rough))
    terms = [*drivers, *cuts(data)]
    found = fitted(placet.regression(data, "rating", drivers, model="ordered"))
    assert_allclose(found.column("estimate", terms), theta, rtol=1e-9, atol=1e-10)
    check_covariance(found.covariance(terms), np.linalg.inv(ordered.information(theta)))
    assert_allclose(found.fact("loglik"), ordered.loglik(theta), rtol=1e-12)


def test_ordered_logit_of_frequencies(simulated, fitted) -> None:
    repeated = simulated.loc[simulated.index.repeat(simulated["count"])]
    ordered = Ordered(repeated, DRIVERS)
    theta = ordered.optimum(ordered.information(ordered.rough))
    weights = {"weights": "count", "weight_type": "frequency"}
    found = fitted(placet.regression(simulated, "rating", DRIVERS, model="ordered", **weights))
    assert_allclose(found.column("estimate", [*DRIVERS, *cuts(simulated)]), theta, rtol=1e-9, atol=1e-10)
