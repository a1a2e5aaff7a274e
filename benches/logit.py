"""Logits by maximum likelihood: of an event, and of the answer on its scale."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import placet
from least_squares import of_result, polars_frame
from measure import Call, Case, Contender, Target, ours
from placet import _core

PLACET, CORE = "placet.regression, Polars frame", "of which the fit"
STATSMODELS = "statsmodels Logit, Newton"


def _drivers(rows: int, count: int) -> tuple[np.random.Generator, np.ndarray, np.ndarray]:
    """Correlated drivers, and what they say together: coefficients of both signs, none near 0."""
    rng = np.random.default_rng(5)
    X = np.asfortranarray(rng.standard_normal((rows, count)) + 0.5 * rng.standard_normal((rows, 1)))
    return rng, X, X @ np.tile([0.4, -0.3, 0.2, -0.25], count)[:count]


def _placet(X: np.ndarray, y: np.ndarray, model: Any) -> Call:
    names = [f"x{i}" for i in range(X.shape[1])]
    df = polars_frame(dict(zip(names, X.T, strict=True)) | {"y": y})
    return lambda: of_result(placet.regression(df, "y", names, model=model))


def _core_fit(X: np.ndarray, y: np.ndarray) -> Call:
    columns = [("y", y, []), *((f"x{i}", column, []) for i, column in enumerate(X.T))]
    categories = [str(value) for value in range(y.max() + 1)]
    return lambda: _core.cumulative_logit((columns, None, None, "probability"), categories)


# ---- an event ------------------------------------------------------------------------------------------------------


def _statsmodels(X: np.ndarray, y: np.ndarray) -> Call:
    import statsmodels.api as sm

    design, event = sm.add_constant(np.ascontiguousarray(X)), y.astype(np.float64)

    def call() -> np.ndarray:
        fit = sm.Logit(event, design).fit(disp=False)
        # What a summary prints is computed when it is asked for.
        _ = fit.tvalues, fit.pvalues, fit.conf_int(), fit.prsquared, fit.llr_pvalue
        return np.concatenate([fit.params, fit.bse])

    return call


def _sklearn(X: np.ndarray, y: np.ndarray) -> Call:
    from sklearn.linear_model import LogisticRegression

    rows = np.ascontiguousarray(X)

    def call() -> np.ndarray:
        fit = LogisticRegression(C=np.inf, tol=1e-8, max_iter=1000).fit(rows, y)
        return np.concatenate([fit.intercept_, fit.coef_[0]])

    return call


def binary(rows: int, drivers: int) -> Case:
    """The logit of an event, full table."""
    rng, X, eta = _drivers(rows, drivers)
    y = (eta + rng.logistic(size=rows) > -0.3).astype(np.int8)
    contenders = {
        PLACET: ours(partial(_placet, X, y, "logit")),
        CORE: ours(partial(_core_fit, X, y), compared=False),
        STATSMODELS: Contender(partial(_statsmodels, X, y)),
        "scikit-learn, coefficients only, lbfgs": Contender(partial(_sklearn, X, y), part=True, rtol=1e-5),
    }

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        if STATSMODELS not in times:
            return []
        return [Target(times[STATSMODELS] / times[PLACET], 10, "times as fast as statsmodels", at_least=True)]

    note = (
        "placet with average marginal effects, collinearity and tests; statsmodels without effects, which take it "
        "longer than the fit; scikit-learn to a tolerance of 1e-8"
    )
    return Case(f"Logit, {rows:,} x {drivers} float64, full table", contenders, targets, note=note)


# ---- a scale -------------------------------------------------------------------------------------------------------


def _ordered_model(X: np.ndarray, y: np.ndarray) -> Call:
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    rows, answers, p = np.ascontiguousarray(X), y.astype(np.int64), X.shape[1]

    def call() -> np.ndarray:
        model = OrderedModel(answers, rows, distr="logit")
        fit = model.fit(method="bfgs", disp=False)
        # Its parameters are the logs of the distances between thresholds, so only the errors of slopes compare.
        _ = fit.tvalues, fit.pvalues, fit.conf_int()
        thresholds = model.transform_threshold_params(fit.params)[1:-1]
        return np.concatenate([thresholds, fit.params[:p], fit.bse[:p]])

    return call


def _placet_ordered(X: np.ndarray, y: np.ndarray, thresholds: int) -> Call:
    call, count = _placet(X, y, "ordered"), thresholds + X.shape[1]

    def compared() -> np.ndarray:
        found = call()
        return np.delete(found, slice(count, count + thresholds))

    return compared


def ordered(rows: int, drivers: int, categories: int) -> Case:
    """The ordered logit of all answers of a scale."""
    rng, X, eta = _drivers(rows, drivers)
    y = np.digitize(eta + rng.logistic(size=rows), np.linspace(-2, 1.5, categories - 1)).astype(np.int8)
    contenders = {
        PLACET: ours(partial(_placet_ordered, X, y, categories - 1)),
        CORE: ours(partial(_core_fit, X, y), compared=False),
        "statsmodels OrderedModel, bfgs": Contender(partial(_ordered_model, X, y), rtol=1e-4),
    }
    note = "placet with Brant's test of proportional odds, which takes a binary logit a threshold"
    return Case(f"Ordered logit, {rows:,} x {drivers} float64, {categories} answers", contenders, note=note)
