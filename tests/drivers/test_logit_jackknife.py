"""HC3 of logits: the jackknife of one Newton step, by its definition, by statsmodels, and its size."""

import numpy as np
import placet
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose

RNG = np.random.default_rng(31)
N = 120
X = np.column_stack([np.clip(np.rint(4 + 1.5 * RNG.normal(size=(N, 2))), 1, 7), RNG.normal(size=N)])
W = RNG.lognormal(0, 1, N)
Y = np.searchsorted([-1.0, 0.0, 0.7], 0.4 * (X[:, 0] - 4) + RNG.logistic(size=N))
DATA = {"y": Y, "yes": (Y > 1).astype(int), "w": W, "f": RNG.integers(1, 4, N), **{f"x{j}": X[:, j] for j in range(3)}}
NAMES = ["x0", "x1", "x2"]


def log_probability(theta, y, x, cuts):
    """Of one answer, written out."""
    bounds = np.concatenate([[-np.inf], theta[:cuts], [np.inf]])
    a, b = (bounds[y + i] - x @ theta[cuts:] for i in (1, 0))
    return np.log(1 / (1 + np.exp(-a)) - 1 / (1 + np.exp(-b)))


def derivatives(theta, y, x, cuts, step=1e-4):
    """Gradient and information of one answer by central differences."""
    k = len(theta)
    f = lambda d: log_probability(theta + d, y, x, cuts)  # noqa: E731
    e = step * np.eye(k)
    gradient = np.array([(f(e[i]) - f(-e[i])) / (2 * step) for i in range(k)])
    second = [[f(e[i] + e[j]) - f(e[i] - e[j]) - f(e[j] - e[i]) + f(-e[i] - e[j]) for j in range(k)] for i in range(k)]
    return gradient, -np.array(second) / (4 * step**2)


@pytest.mark.parametrize(("outcome", "model"), [("yes", "logit"), ("y", "ordered")])
@pytest.mark.parametrize("kind", ["probability", "frequency"])
def test_it_is_the_jackknife_of_one_newton_step(outcome, model, kind):
    weights = "w" if kind == "probability" else "f"
    found = placet.regression(
        DATA, outcome, NAMES, model=model, weights=weights, weight_type=kind, errors="HC3",
        **({"event": [1]} if model == "logit" else {}),
    )  # fmt: skip
    y, w, cuts = DATA[outcome], DATA[weights] / (DATA["w"].mean() if kind == "probability" else 1), max(DATA[outcome])
    theta = np.array(found["estimate"], dtype=float)
    if model == "logit":
        theta[0] = -theta[0]
    rows = [derivatives(theta, y[i], X[i], cuts) for i in range(N)]
    information = sum(weight * own for weight, (_, own) in zip(w, rows, strict=True))
    covariance = np.zeros_like(information)
    for weight, (gradient, own) in zip(w, rows, strict=True):
        times, copies = (weight, 1) if kind == "probability" else (1, weight)
        moved = np.linalg.solve(information - times * own, times * gradient)
        covariance += copies * np.outer(moved, moved)
    assert_allclose(found["std_error"], np.sqrt(np.diag(covariance)), rtol=2e-5)


def test_frequencies_are_repeated_rows():
    again = {name: np.repeat(column, DATA["f"]) for name, column in DATA.items()}
    for outcome, model in (("yes", "logit"), ("y", "ordered")):
        options = {"model": model, "errors": "HC3"} | ({"event": [1]} if model == "logit" else {})
        weighted = placet.regression(DATA, outcome, NAMES, weights="f", weight_type="frequency", **options)
        repeated = placet.regression(again, outcome, NAMES, **options)
        assert_allclose(weighted["std_error"], repeated["std_error"], rtol=1e-9)


def test_without_weights_it_is_the_leverage_of_statsmodels():
    x = sm.add_constant(X)
    fitted = sm.GLM(DATA["yes"], x, family=sm.families.Binomial()).fit(tol=1e-14)
    left = 1 - fitted.get_influence(observed=False).hat_matrix_diag
    scores = (x * ((DATA["yes"] - fitted.fittedvalues) / left)[:, None]) @ fitted.normalized_cov_params
    found = placet.regression(DATA, "yes", NAMES, model="logit", event=[1], errors="HC3")
    assert_allclose(found["std_error"], np.sqrt(np.diag(scores.T @ scores)), rtol=1e-8)


def test_it_is_near_the_jackknife_itself():
    """Every respondent left out and the model fitted anew."""
    found = placet.regression(DATA, "y", NAMES, model="ordered", errors="HC3")
    left_out = []
    for i in range(N):
        rest = {name: np.delete(column, i) for name, column in DATA.items()}
        left_out.append(placet.regression(rest, "y", NAMES, model="ordered")["estimate"])
    moves = np.array(left_out, dtype=float) - found["estimate"]
    assert_allclose(found["std_error"], np.sqrt((moves**2).sum(axis=0)), rtol=0.02)


def test_it_is_what_probability_weights_have():
    found = placet.regression(DATA, "yes", NAMES, model="logit", event=[1], weights="w")
    same = placet.regression(DATA, "yes", NAMES, model="logit", event=[1], weights="w", errors="HC3")
    assert_allclose(found["std_error"], same["std_error"], rtol=0)
    assert "HC3" in found.about["method"]
