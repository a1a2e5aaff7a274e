"""Errors of regressions on pairwise covariances: the derivative of the estimate by the weight of every respondent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose

DRIVERS = ["a", "b", "c"]


def data(n: int = 120, seed: int = 5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    d = pd.DataFrame(rng.normal(size=(n, 3)), columns=DRIVERS)
    d["y"] = d.sum(axis=1) + 5 + rng.normal(size=n)
    for name in ["y", *DRIVERS]:
        d.loc[rng.random(n) < 0.2, name] = np.nan
    return d.assign(w=rng.gamma(2, 1, n), f=rng.integers(1, 6, n), g=np.arange(n) % 2)


def fitted(d: pd.DataFrame, **options: Any) -> Any:
    return placet.regression(d, "y", DRIVERS, missing="pairwise", **options)


@pytest.mark.parametrize("weighted", [False, True])
def test_the_infinitesimal_jackknife_of_the_estimate(weighted: bool) -> None:
    d = data() if weighted else data().assign(w=1.0)
    found, moved = fitted(d, weights="w"), []
    for i in range(len(d)):
        step = np.zeros(len(d))
        step[i] = 1e-5 * d["w"][i]
        up, down = (fitted(d.assign(w=d["w"] + s), weights="w")["estimate"] for s in (step, -step))
        moved.append((up - down) / 2e-5)
    n = found.fit["df_resid"][0] + 4
    expected = n / (n - 4) * np.array(moved).T @ np.array(moved)
    assert_allclose(found.covariance[0], expected, rtol=1e-6, atol=1e-9)
    if not weighted:
        assert_allclose(fitted(d).covariance[0], found.covariance[0], rtol=1e-12)


def test_frequencies_are_repeated_rows_to_the_last_respondent() -> None:
    d = data()
    frequencies = fitted(d, weights="f", weight_type="frequency", by="g")
    repeated = fitted(d.loc[d.index.repeat(d["f"])], by="g")
    for name in ("estimate", "std_error", "df", "p_value"):
        assert_allclose(frequencies[name], repeated[name], rtol=1e-9)
    assert_allclose(frequencies.fit["df_resid"], repeated.fit["df_resid"], rtol=1e-12)


def test_far_from_zero_nothing_but_the_intercept_changes() -> None:
    d = data()
    near, far = fitted(d), fitted(d.assign(a=d["a"] + 1e6, y=d["y"] - 1e6))
    assert_allclose(far["std_error"][1:], near["std_error"][1:], rtol=1e-6)
