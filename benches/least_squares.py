"""Weighted least squares with its full table."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import placet
from measure import Call, Case, Contender, Target
from scipy.linalg import blas

P = 20
PLACET, PANDAS = "placet.regression, Polars frame", "placet.regression, pandas frame"
STATSMODELS, DSYRK = "statsmodels WLS", "dsyrk of the drivers"
DRIVERS = [f"x{i}" for i in range(P)]


def _data(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    X = np.asfortranarray(rng.standard_normal((rows, P)))
    y = X @ rng.standard_normal(P) + rng.standard_normal(rows) + 3
    return X, y, rng.uniform(0.5, 2, rows)


def _columns(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> dict[str, np.ndarray]:
    return dict(zip(DRIVERS, X.T, strict=True)) | {"y": y, "w": w}


def _placet_polars(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> Call:
    import polars as pl

    return _placet(pl.DataFrame(_columns(X, y, w)))


def _placet_pandas(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> Call:
    import pandas as pd

    return _placet(pd.DataFrame(_columns(X, y, w), copy=False))


def _placet(df: Any) -> Call:
    def call() -> np.ndarray:
        result = placet.regression(df, "y", DRIVERS, weights="w")
        return np.concatenate([result["estimate"], result["std_error"]])

    return call


def _statsmodels(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> Call:
    import statsmodels.api as sm

    design = sm.add_constant(np.ascontiguousarray(X))  # the order it is fastest with

    def call() -> np.ndarray:
        fit = sm.WLS(y, design, weights=w).fit()
        # What a summary prints is computed when it is asked for.
        _ = fit.tvalues, fit.pvalues, fit.conf_int(), fit.rsquared, fit.rsquared_adj, fit.fvalue, fit.f_pvalue
        return np.concatenate([fit.params, fit.bse])

    return call


def _pingouin(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> Call:
    import pingouin

    def call() -> np.ndarray:
        table = pingouin.linear_regression(X, y, weights=w)
        return np.concatenate([table["coef"], table["se"]])

    return call


def _dsyrk(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> Call:
    return lambda: blas.dsyrk(1.0, X, trans=1)  # Fortran order: read where it is


def table(rows: int) -> Case:
    """All numbers of a regression table, against peers and against one X'X."""
    data = _data(rows)
    makers = {PLACET: _placet_polars, PANDAS: _placet_pandas, STATSMODELS: _statsmodels, "pingouin": _pingouin}
    contenders = {name: Contender(partial(maker, *data)) for name, maker in makers.items()}
    contenders[DSYRK] = Contender(partial(_dsyrk, *data), yardstick=True)
    note = f"dsyrk: X'X of the {P} drivers alone, {_blas()}; statsmodels and pingouin give no VIF or standardized."
    return Case(f"Weighted least squares, {rows:,} x {P} float64, full table", contenders, _targets, True, note)


def _blas() -> str:
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return "as many threads as BLAS likes"
    found = [lib for lib in threadpool_info() if "scipy" in lib["filepath"] and lib["user_api"] == "blas"]
    words = (f"{lib['internal_api']} {lib['architecture']} on {lib['num_threads']} threads" for lib in found)
    return ", ".join(dict.fromkeys(words))


def _targets(times: dict[str, float], peaks: dict[str, float]) -> list[Target]:
    targets = []
    if PLACET in times:
        targets.append(Target(times[PLACET] / times[DSYRK], 2, "times one dsyrk"))
    if PLACET in times and STATSMODELS in times:
        targets.append(Target(times[STATSMODELS] / times[PLACET], 20, "times as fast as statsmodels", at_least=True))
    if PLACET in peaks:
        targets.append(Target(peaks[PLACET], 64, "MiB of extra memory"))
    return targets
