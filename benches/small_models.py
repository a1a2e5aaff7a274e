"""Models of a thousand answers: what a call costs when there is next to nothing to compute."""

from __future__ import annotations

from functools import partial

import numpy as np
import placet
from measure import Call, Case, Contender, Target, ours

DRIVERS = 5


def _data(rows: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    X = rng.standard_normal((rows, DRIVERS))
    return X, X.sum(axis=1) + rng.standard_normal(rows)


def _regression(X: np.ndarray, y: np.ndarray) -> Call:
    return lambda: placet.regression(X, y)["estimate"]


def _importance(X: np.ndarray, y: np.ndarray) -> Call:
    return lambda: placet.key_drivers(X, y, n_resamples=0)["importance"]


def _lstsq(X: np.ndarray, y: np.ndarray) -> Call:
    return lambda: np.linalg.lstsq(np.column_stack([np.ones(len(X)), X]), y, rcond=None)[0]


def _statsmodels(X: np.ndarray, y: np.ndarray) -> Call:
    import statsmodels.api as sm

    def call() -> np.ndarray:
        fit = sm.OLS(y, sm.add_constant(X)).fit()
        fit.bse, fit.pvalues, fit.conf_int()  # made when they are asked for
        return fit.params

    return call


def models(rows: int) -> Case:
    """Least squares with its tables, and the exact split of R²."""
    X, y = _data(rows)
    regression, importance = "placet.regression, arrays", "placet.key_drivers without resamples, arrays"
    contenders = {
        regression: ours(partial(_regression, X, y)),
        importance: ours(partial(_importance, X, y), compared=False),
        "statsmodels OLS with errors and limits": Contender(partial(_statsmodels, X, y)),
        "numpy lstsq, coefficients alone": Contender(partial(_lstsq, X, y)),
    }

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        limits = {regression: 250, importance: 300}
        return [Target(1e6 * times[name], limit, f"us: {name}") for name, limit in limits.items()]

    return Case(f"Models of {rows:,} × {DRIVERS}, the cost of a call", contenders, targets)
