"""Importances and R² of nearly dependent drivers, against rational arithmetic."""

from __future__ import annotations

import warnings
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet.drivers.fits.triangle import CHUNK, triangle
from placet.drivers.model.model import read_model
from placet.survey import Survey

Data = dict[str, np.ndarray]
Moments = list[list[Fraction]]


@pytest.fixture(autouse=True)
def _quiet() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def data(apart: float, n: int = 40) -> Data:
    rng = np.random.default_rng(0)
    a, c = (rng.integers(-50, 50, n) * 1.0 for _ in range(2))
    b = a + apart * rng.integers(-50, 50, n)
    return {"y": a + 2 * b - c + rng.integers(-80, 80, n), "a": a, "b": b, "c": c, "w": rng.integers(1, 5, n) * 1.0}


def exactly(d: Data, weights: bool) -> Moments:
    """Co-moments of y, a, b, c as fractions."""
    columns = [[Fraction(float(v)) for v in d[name]] for name in "yabc"]
    w = [Fraction(float(v)) for v in (d["w"] if weights else np.ones(len(d["y"])))]
    total = sum(w)
    means = [sum(v * x for v, x in zip(w, column, strict=True)) / total for column in columns]
    away = [[x - mean for x in column] for column, mean in zip(columns, means, strict=True)]
    return [[sum((v * x * y for v, x, y in zip(w, p, q, strict=True)), Fraction(0)) for q in away] for p in away]


def r2(m: Moments, chosen: tuple[int, ...]) -> Fraction:
    rows = [[m[i][j] for j in chosen] + [m[i][0]] for i in chosen]
    for i in range(len(rows)):
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for other in range(len(rows)):
            if other != i:
                rows[other] = [u - rows[other][i] * v for u, v in zip(rows[other], rows[i], strict=True)]
    return sum((row[-1] * m[j][0] for row, j in zip(rows, chosen, strict=True)), Fraction(0)) / m[0][0]


def lmg(m: Moments, drivers: tuple[int, ...], always: tuple[int, ...] = ()) -> list[float]:
    """Mean gain over all orders, beyond what is always in."""
    gains = dict.fromkeys(drivers, Fraction(0))
    orders = list(permutations(drivers))
    for order in orders:
        for place, driver in enumerate(order):
            before = (*always, *order[:place])
            gains[driver] += r2(m, (*before, driver)) - r2(m, before)
    return [float(gain / len(orders)) for gain in gains.values()]


@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("apart", [1e-2, 1e-4, 1e-6])
def test_importances_keep_the_digits_of_the_condition_number(apart: float, weights: str | None) -> None:
    d = data(apart)
    found = placet.key_drivers(d, "y", ["a", "b", "c"], n_resamples=0, weights=weights)
    condition = found.fit["condition_number"][0]
    expected = lmg(exactly(d, weights is not None), (1, 2, 3))
    at = dict(zip(found["term"], found["importance"], strict=True))
    assert_allclose([at[name] for name in "abc"], expected, rtol=max(1e-13, 20 * condition * 2.2e-16))
    assert_allclose(sum(at.values()), found.fit["r2"][0], rtol=1e-9)
    if condition > 1e3:
        assert any(
            "importances of nearly dependent drivers were taken from the rows" in n for n in found.about["notes"]
        )


def test_importances_beyond_covariates_too() -> None:
    d = data(1e-4)
    found = placet.key_drivers(d, "y", ["a", "b"], covariates="c", n_resamples=0)
    m = exactly(d, weights=False)
    at = dict(zip(found["term"], found["importance"], strict=True))
    assert_allclose([at["a"], at["b"]], lmg(m, (1, 2), (3,)), rtol=1e-10)
    assert_allclose(found.fit["r2_covariates"][0], float(r2(m, (3,))), rtol=1e-12)


@pytest.mark.parametrize("apart", [1e-2, 1e-4, 1e-6])
def test_r2_of_all_subsets(apart: float) -> None:
    d = data(apart)
    found = placet.best_subsets(d, "y", ["a", "b", "c"], n_resamples=0)
    m, names = exactly(d, weights=False), ("", "a", "b", "c")
    for size in range(4):
        for chosen in combinations((1, 2, 3), size):
            name = " + ".join(names[j] for j in chosen) or "(none)"
            value = found["r2"][list(found["model"]).index(name)]
            assert value == pytest.approx(float(r2(m, chosen)), abs=1e-10), name
    assert found["r2"][list(found["model"]).index("(none)")] == 0


def test_moments_of_gaps_and_many_drivers_say_what_they_lost() -> None:
    d = data(1e-3)
    found = placet.key_drivers(d, "y", ["a", "b", "c"], n_resamples=0, missing="em")
    assert any("are those of moments and may have lost digits" in note for note in found.about["notes"])


def test_chunks_make_one_triangle() -> None:
    rng = np.random.default_rng(1)
    n = 2 * CHUNK + 7
    d = {"y": rng.normal(size=n), "a": rng.normal(size=n) + 1e3, "b": rng.normal(size=n)}
    d["b"][5] = np.nan
    r = triangle(read_model(Survey.of(d), "y", ["a", "b"]), 0)
    kept = np.arange(n) != 5
    x = np.column_stack([d[name][kept] for name in ("a", "b", "y")])
    x -= x.mean(axis=0)
    assert_allclose(r.T @ r, x.T @ x, rtol=1e-10, atol=1e-8)
