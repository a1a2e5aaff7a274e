"""Choosing drivers: step by step, and among all subsets."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import placet
from least_squares import polars_frame
from measure import Call, Case, Contender, Target, ours, yardstick
from placet import _core

PLACET, MOMENTS = "placet.stepwise, Polars frame", "of which the moments"
STATSMODELS, PRODUCT = "statsmodels, a fit a candidate", "numpy X'X of all columns"
SECONDS = 15.0


def _numbers(rows: int, drivers: int) -> tuple[np.ndarray, np.ndarray]:
    """Correlated drivers; every third moves the outcome, some of them hardly."""
    rng = np.random.default_rng(6)
    X = np.asfortranarray(rng.standard_normal((rows, drivers)) + 0.7 * rng.standard_normal((rows, 1)))
    slopes = np.where(np.arange(drivers) % 3 == 0, rng.uniform(0.005, 0.4, drivers), 0)
    return X, X @ slopes + 2 * rng.standard_normal(rows)


def _core_columns(X: np.ndarray, y: np.ndarray) -> list[tuple[str, np.ndarray, list[float]]]:
    columns = [y, *np.asfortranarray(X).T]
    return [(name, column, []) for name, column in zip(["y", *_names(X)], columns, strict=True)]


def _names(X: np.ndarray) -> list[str]:
    return [f"x{i}" for i in range(X.shape[1])]


# ---- step by step --------------------------------------------------------------------------------------------------


def _placet(X: np.ndarray, y: np.ndarray, criterion: Any) -> Call:
    names = _names(X)
    df = polars_frame(dict(zip(names, X.T, strict=True)) | {"y": y})

    def call() -> np.ndarray:
        result = placet.stepwise(df, "y", names, direction="forward", criterion=criterion, n_resamples=0)
        found = dict(zip(result["term"], result["estimate"], strict=True))
        return np.array([found.get(name, 0.0) for name in names])

    return call


def _statsmodels(X: np.ndarray, y: np.ndarray, criterion: str) -> Call:
    """Fits every candidate at every step, as users of statsmodels do; what is not selected has coefficient 0."""
    import statsmodels.api as sm

    design = sm.add_constant(np.ascontiguousarray(X))

    def call() -> np.ndarray:
        chosen, rest = [0], list(range(1, design.shape[1]))
        fit = sm.OLS(y, design[:, chosen]).fit()
        while rest:
            fits = [sm.OLS(y, design[:, [*chosen, candidate]]).fit() for candidate in rest]
            best = min(range(len(rest)), key=lambda i: fits[i].aic)  # the largest t, too, and no p-values of 0 tie
            if fits[best].pvalues[-1] >= 0.05 if criterion == "p" else fits[best].aic >= fit.aic:
                break
            fit = fits[best]
            chosen.append(rest.pop(best))
        found = dict(zip(chosen, fit.params, strict=True))
        return np.array([found.get(column, 0.0) for column in range(1, design.shape[1])])

    return call


def _moments(X: np.ndarray, y: np.ndarray) -> Call:
    return partial(_core.accumulate_moments, (_core_columns(X, y), None, None, "probability"))


def _product(X: np.ndarray, y: np.ndarray) -> Call:
    every = np.asfortranarray(np.column_stack([X, y]))
    return lambda: every.T @ every


def forward(rows: int, drivers: int, criterion: str) -> Case:
    """Forward selection, the path and the regression on what it selects."""
    data = _numbers(rows, drivers)
    contenders = {
        PLACET: ours(partial(_placet, *data, criterion)),
        MOMENTS: ours(partial(_moments, *data), compared=False),
        PRODUCT: yardstick(partial(_product, *data)),
        STATSMODELS: Contender(partial(_statsmodels, *data, criterion)),
    }

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        found = [Target(times[PLACET] / times[PRODUCT], 2, "times one X'X")]
        if STATSMODELS in times:
            ratio = times[STATSMODELS] / times[PLACET]
            found.append(Target(ratio, 1000, "times as fast as a statsmodels loop", at_least=True))
        return found

    words = "p < 0.05" if criterion == "p" else criterion.upper()
    note = "the same model; placet without bootstrap"
    return Case(f"Forward selection by {words}, {rows:,} x {drivers}", contenders, targets, note=note)


# ---- all subsets ---------------------------------------------------------------------------------------------------


def _survey(drivers: int) -> tuple[np.ndarray, np.ndarray]:
    """Answers of 1 to 10 that share a halo."""
    X, y = _numbers(2000, drivers)
    X, y = (np.clip(np.rint(1.5 * values / values.std() + 7), 1, 10) for values in (X, y))
    return X, y


def _noise(drivers: int) -> tuple[np.ndarray, np.ndarray]:
    """Drivers that share a halo and say nothing of the outcome."""
    X, y = _numbers(2000, drivers)
    return X, np.random.default_rng(7).standard_normal(len(y))


def _alike(drivers: int) -> tuple[np.ndarray, np.ndarray]:
    """Equally correlated drivers of equal importance: all models of one size are as good, and no bound cuts."""
    rng = np.random.default_rng(8)
    basis, _ = np.linalg.qr(np.column_stack([np.ones(2000), rng.standard_normal((2000, drivers + 2))]))
    own, halo, error = basis[:, 1:-2], basis[:, [-2]], basis[:, -1]
    X = own + halo
    return X, 0.1 * X.sum(axis=1) + error


KINDS = {
    "survey answers": _survey,
    "noise only": _noise,
    "drivers all alike": _alike,
}


def _best_subsets(X: np.ndarray, y: np.ndarray) -> Call:
    names = _names(X)
    df = polars_frame(dict(zip(names, X.T, strict=True)) | {"y": y})
    return lambda: placet.best_subsets(df, "y", names, n_resamples=0, progress=False)


def _search(X: np.ndarray, y: np.ndarray) -> Call:
    (moments,) = _core.accumulate_moments((_core_columns(X, y), None, None, "probability"))
    blocks = [[column] for column in range(1, X.shape[1] + 1)]
    return lambda: _core.best_subsets(moments, ["y", *_names(X)], ([], blocks), 5)


def subsets(drivers: int) -> Case:
    """The five best models of every size, on easy and on nasty data."""
    contenders = {"the search alone, survey answers": ours(partial(_search, *_survey(drivers)), compared=False)}
    for kind, make in KINDS.items():
        contenders[f"placet.best_subsets, {kind}"] = ours(partial(_best_subsets, *make(drivers)), compared=False)

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        return [Target(seconds, SECONDS, f"s, {name}") for name, seconds in times.items() if name.startswith("placet")]

    note = f"{2**drivers:,} models, {_core.thread_count()} threads, without bootstrap; three data sets, not compared"
    return Case(f"Five best subsets of every size, {drivers} drivers", contenders, targets, note=note)
