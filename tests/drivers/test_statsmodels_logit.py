"""Logit and ordered logit beside statsmodels, live."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from statsmodels.miscmodels.ordinal_model import OrderedModel

DRIVERS = ["network", "billing", "hotline", "shop"]
TIGHT = {"tol": 1e-14, "maxiter": 100, "disp": 0}


def matrix(data: pd.DataFrame, drivers: list[str]) -> np.ndarray:
    return np.column_stack([np.ones(len(data)), data[drivers]])


def names(drivers: list[str]) -> list[str]:
    return ["(Intercept)", *drivers]


def test_logit(customers, fitted, check_fit) -> None:
    data, drivers = customers
    expected = sm.Logit(data["promoter"], matrix(data, drivers)).fit(method="newton", **TIGHT)
    found = fitted(placet.regression(data, "promoter", drivers, model="logit"))
    check_fit(found, expected, drivers)
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
def test_robust_errors_of_a_logit(customers, fitted, check_covariance, errors: Any) -> None:
    data, drivers = customers
    groups = {"cov_kwds": {"groups": data["store"].to_numpy()}} if errors == "cluster" else {}
    logit = sm.Logit(data["promoter"], matrix(data, drivers))
    # The factor of clusters is that of least squares, G/(G-1) (n-1)/(n-k), here and there; Stata has G/(G-1).
    expected = logit.fit(method="newton", cov_type=errors, **groups, **TIGHT).cov_params()
    found = fitted(
        placet.regression(data, "promoter", drivers, model="logit", errors=errors, cluster="store" if groups else None)
    )
    check_covariance(found.covariance(names(drivers)), expected)


def test_logit_of_frequencies(customers, fitted, check_fit) -> None:
    data, drivers = customers
    binomial = sm.GLM(data["promoter"], matrix(data, drivers), sm.families.Binomial(), freq_weights=data["count"])
    once = binomial.fit(tol=1e-14, maxiter=100)
    # Once more from there: the covariance is that of the weights of the step before.
    expected = binomial.fit(start_params=once.params, tol=1e-14, maxiter=100)
    weights: dict[str, Any] = {"weights": "count", "weight_type": "frequency"}
    found = fitted(placet.regression(data, "promoter", drivers, model="logit", **weights))
    check_fit(found, expected, drivers)
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
    weights: dict[str, Any] = {"weights": "count", "weight_type": "frequency"}
    found = fitted(placet.regression(simulated, "rating", DRIVERS, model="ordered", **weights))
    assert_allclose(found.column("estimate", [*DRIVERS, *cuts(simulated)]), theta, rtol=1e-9, atol=1e-10)
