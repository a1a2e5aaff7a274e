"""Weighted least squares with its full table, of numbers and of answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import placet
from measure import Call, Case, Contender, Target, ours, yardstick
from scipy.linalg import blas

Columns = dict[str, np.ndarray]

P = 20
PLACET, PANDAS = "placet.regression, Polars frame", "placet.regression, pandas frame"
STATSMODELS, DSYRK = "statsmodels WLS", "dsyrk of the drivers"
DRIVERS = [f"x{i}" for i in range(P)]


def numbers(rows: int) -> Columns:
    """Drivers, outcome and weights as float64."""
    rng = np.random.default_rng(2)
    X = np.asfortranarray(rng.standard_normal((rows, P)))
    y = X @ rng.standard_normal(P) + rng.standard_normal(rows) + 3
    return _columns(X, y, rng.uniform(0.5, 2, rows))


def answers(rows: int) -> Columns:
    """Correlated answers of 1 to 10 as int8, weights as float64."""
    rng = np.random.default_rng(2)
    halo = rng.standard_normal(rows)
    X = np.empty((rows, P), np.int8, order="F")
    for column in X.T:
        column[:] = _answered(halo + rng.standard_normal(rows))
    y = X @ rng.uniform(0.01, 0.1, P) - P / 3 + rng.standard_normal(rows)
    return _columns(X, _answered(y), rng.uniform(0.5, 2, rows))


def _answered(opinion: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(1.5 * opinion + 7), 1, 10).astype(np.int8)


def _columns(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> Columns:
    return dict(zip(DRIVERS, X.T, strict=True)) | {"y": y, "w": w}


def matrix(data: Columns) -> np.ndarray:
    """The drivers as float64 in Fortran order, which BLAS reads where it is."""
    return np.array([data[name] for name in DRIVERS], dtype=np.float64).T


def polars_frame(data: dict[str, Any]) -> Any:
    import polars as pl

    return pl.DataFrame(data)


def _placet_polars(data: Columns) -> Call:
    return _placet(polars_frame(data))


def _placet_pandas(data: Columns) -> Call:
    import pandas as pd

    return _placet(pd.DataFrame(data, copy=False))


def _placet(df: Any) -> Call:
    # What WLS takes weights for; others would get robust errors, a second scan.
    return lambda: of_result(placet.regression(df, "y", DRIVERS, weights="w", weight_type="precision"))


def of_result(result: Any) -> np.ndarray:
    """What is compared with a peer."""
    return np.concatenate([result["estimate"], result["std_error"]])


def design(data: Columns) -> np.ndarray:
    """The drivers and a constant, in the order statsmodels is fastest with."""
    import statsmodels.api as sm

    return sm.add_constant(np.ascontiguousarray(matrix(data)))


def of_statsmodels(fit: Any) -> np.ndarray:
    """What a summary of least squares prints is computed when it is asked for."""
    _ = fit.tvalues, fit.pvalues, fit.conf_int(), fit.rsquared, fit.rsquared_adj, fit.fvalue, fit.f_pvalue
    return np.concatenate([fit.params, fit.bse])


def _statsmodels(data: Columns) -> Call:
    import statsmodels.api as sm

    X, y, w = design(data), data["y"].astype(np.float64), data["w"]
    weighted: Any = sm.WLS
    return lambda: of_statsmodels(weighted(y, X, weights=w).fit())


def _pingouin(data: Columns) -> Call:
    import pingouin

    X, y, w = matrix(data), data["y"].astype(np.float64), data["w"]

    def call() -> np.ndarray:
        table: Any = pingouin.linear_regression(X, y, weights=w)
        return np.concatenate([table["coef"], table["se"]])

    return call


def dsyrk(data: Columns) -> Call:
    """X'X of the drivers as float64."""
    X = matrix(data)
    return lambda: blas.dsyrk(1.0, X, trans=1)


def _table(data: Columns, kind: str, limit: float, words: str) -> Case:
    contenders = {
        PLACET: ours(partial(_placet_polars, data)),
        PANDAS: ours(partial(_placet_pandas, data)),
        STATSMODELS: Contender(partial(_statsmodels, data)),
        "pingouin": Contender(partial(_pingouin, data)),
        DSYRK: yardstick(partial(dsyrk, data)),
    }
    note = (
        f"dsyrk: X'X of the {P} drivers as float64 alone, {_blas()}; statsmodels and pingouin give no VIF or "
        "standardized"
    )

    def targets(times: dict[str, float], peaks: Mapping[str, float]) -> list[Target]:
        found = []
        if PLACET in times:
            found.append(Target(times[PLACET] / times[DSYRK], limit, words))
        if PLACET in times and STATSMODELS in times:
            found.append(Target(times[STATSMODELS] / times[PLACET], 20, "times as fast as statsmodels", at_least=True))
        if PLACET in peaks:
            found.append(Target(peaks[PLACET], 64, "MiB of extra memory"))
        return found

    title = f"Weighted least squares, {len(data['y']):,} x {P} {kind}, full table"
    return Case(title, contenders, targets, True, note)


def table(rows: int) -> Case:
    """All numbers of a regression table, against peers and against one X'X."""
    return _table(numbers(rows), "float64", 1.5, "times one dsyrk")


def table_of_answers(rows: int) -> Case:
    """The same of answers as questionnaires store them; the peers get float64, which they would make of them."""
    return _table(answers(rows), "int8", 0.7, "times one dsyrk of the same numbers as float64")


def _blas() -> str:
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return "as many threads as BLAS likes"
    found = [lib for lib in threadpool_info() if "scipy" in lib["filepath"] and lib["user_api"] == "blas"]
    words = (f"{lib['internal_api']} {lib['architecture']} on up to {lib['num_threads']} threads" for lib in found)
    return ", ".join(dict.fromkeys(words))
