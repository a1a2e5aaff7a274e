"""Missing answers: maximum-likelihood moments, and multiple imputation."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import placet
from least_squares import polars_frame
from measure import Call, Case, Contender, Target, Times, ours
from placet import _core

IMPUTATIONS, CYCLES, FEW = 20, 10, 5
#: Rows from which on a target is held against.
FULL_ROWS = 1_000_000


def _data(rows: int, columns: int) -> dict[str, np.ndarray]:
    """Correlated columns with a tenth of the answers missing."""
    rng = np.random.default_rng(9)
    X = np.asfortranarray(5 + rng.standard_normal((rows, columns)) + rng.standard_normal((rows, 1)))
    X[rng.random(X.shape) < 0.1] = np.nan
    return {f"x{i}": column for i, column in enumerate(X.T)}


def _core_columns(data: dict[str, np.ndarray]) -> list[tuple[str, np.ndarray, list[float]]]:
    return [(name, column, []) for name, column in data.items()]


def _regression(data: dict[str, np.ndarray], missing: Any) -> Call:
    df, (outcome, *drivers) = polars_frame(data), list(data)
    return lambda: placet.regression(df, outcome, drivers, missing=missing, rng=1, progress=False)


# ---- maximum likelihood --------------------------------------------------------------------------------------------


def _em(data: dict[str, np.ndarray]) -> Call:
    columns = _core_columns(data)

    def call() -> np.ndarray:
        (cell,) = _core.em_moments((columns, None, None, "probability"), (1000, 1e-8))
        moments = cell["moments"]
        return np.concatenate([[moments.mean], moments.comoment / moments.sum_w])

    return call


def _em_step(data: dict[str, np.ndarray]) -> Call:
    """One step from where EM ended, which it must not leave."""
    X = np.column_stack(list(data.values()))
    end = _em(data)()
    return lambda: _step(X, end[0], end[1:])


def _step(X: np.ndarray, mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Means and covariances, what is missing replaced by its expectation; one regression a pattern of gaps."""
    answered = ~np.isnan(X)
    patterns, of_row = np.unique(answered, axis=0, return_inverse=True)
    order = np.argsort(of_row.ravel(), kind="stable")
    starts = np.searchsorted(of_row.ravel()[order], np.arange(len(patterns) + 1))
    filled, spread = X.copy(), np.zeros_like(covariance)
    for pattern, start, stop in zip(patterns, starts[:-1], starts[1:], strict=True):
        if pattern.all():
            continue
        rows, there, gone = order[start:stop], np.flatnonzero(pattern), np.flatnonzero(~pattern)
        slopes = np.linalg.solve(covariance[np.ix_(there, there)], covariance[np.ix_(there, gone)])
        filled[np.ix_(rows, gone)] = mean[gone] + (X[np.ix_(rows, there)] - mean[there]) @ slopes
        left = covariance[np.ix_(gone, gone)] - covariance[np.ix_(gone, there)] @ slopes
        spread[np.ix_(gone, gone)] += len(rows) * left
    centre = filled.mean(axis=0)
    about = filled - centre
    return np.vstack([centre, (about.T @ about + spread) / len(X)])


def em(rows: int, columns: int) -> Case:
    """Moments of incomplete answers, and the regression on them."""
    data = _data(rows, columns)
    contenders = {
        "placet, the moments by EM": ours(partial(_em, data)),
        "placet.regression on them, with errors": ours(partial(_regression, data, "em"), compared=False),
        "numpy, one step of EM": Contender(partial(_em_step, data), rtol=1e-6),
    }
    patterns = len(np.unique(np.isnan(np.column_stack(list(data.values()))), axis=0))
    note = f"10 % missing in {patterns:,} patterns; the step of numpy leaves the moments where they are"
    return Case(f"Maximum-likelihood moments, {rows:,} x {columns}", contenders, note=note)


# ---- multiple imputation -------------------------------------------------------------------------------------------


def _impute(data: dict[str, np.ndarray]) -> Call:
    given = (_core_columns(data), None, None, "probability")
    return lambda: _core.impute(given, (CYCLES, True), IMPUTATIONS, 1)


def _mice(data: dict[str, np.ndarray]) -> Call:
    import pandas as pd
    from statsmodels.imputation.mice import MICEData

    made = MICEData(pd.DataFrame(data), k_pmm=5, rng=1)
    return lambda: made.update_all(1)


def _few_sets(data: dict[str, np.ndarray]) -> Call:
    outcome, *drivers = data
    options: dict[str, Any] = {"missing": "multiple", "n_imputations": FEW, "rng": 1, "progress": False}
    return lambda: placet.regression(data, outcome, drivers, **options)


def imputation_of_many(rows: int, columns: int, limit: float) -> Case:
    """The same of many rows, a few data sets."""
    data = _data(rows, columns)

    def targets(times: Times, _: object) -> list[Target]:
        return [Target(times["placet.regression"], limit, "s")] if rows >= FULL_ROWS else []

    contender = ours(partial(_few_sets, data), compared=False)
    return Case(f"{FEW} chained imputations, {rows:,} x {columns}", {"placet.regression": contender}, targets)


def imputation(rows: int, columns: int) -> Case:
    """Completed data sets by chained equations with predictive mean matching, and the pooled regression."""
    data = _data(rows, columns)
    contenders = {
        "placet.regression, Polars frame": ours(partial(_regression, data, "multiple"), compared=False),
        "of which the imputing": ours(partial(_impute, data), compared=False),
        "statsmodels MICEData, one cycle": Contender(
            partial(_mice, data), compared=False, share=1 / (IMPUTATIONS * CYCLES)
        ),
    }
    note = (
        f"10 % missing; statsmodels goes through the columns once, placet {IMPUTATIONS} x {CYCLES} times; random: the "
        "answers differ by chance and are not compared"
    )
    return Case(f"{IMPUTATIONS} chained imputations, {rows:,} x {columns}", contenders, note=note)
