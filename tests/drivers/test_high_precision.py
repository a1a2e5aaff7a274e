"""Regression in double-double: certified values to the digits that data of 16 digits have, and exact fractions."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from placet import DataError, ModelError, _core

# Log relative errors of coefficients and of standard errors. Against the certified 15 digits none can pass 15 by much;
# the standard errors of Norris and Pontius, and all of Filip, are those of decimal data, which f64 columns are not.
REACHED = {
    "Norris": (14, 13.5), "Pontius": (15, 13.5), "NoInt1": (14.5, 14.5), "NoInt2": (14.5, 14.5), "Filip": (7.5, 7.5),
    "Longley": (15, 15), "Wampler1": (15, 15), "Wampler2": (15, 15), "Wampler3": (15, 15), "Wampler4": (15, 15),
    "Wampler5": (15, 15),
}  # fmt: skip


def digits(found, certified) -> float:
    """The least log relative error; absolute where the certified value is 0."""
    found, certified = np.atleast_1d(found).astype(float), np.atleast_1d(certified).astype(float)
    error = np.abs(found - certified) / np.where(certified == 0, 1, np.abs(certified))
    return float(-np.log10(np.maximum(error, 1e-16)).min())


@pytest.fixture(scope="module")
def linear(reference) -> dict:
    return json.loads((reference / "nist" / "linear_certified.json").read_text())


def read(reference: Path, name: str, model: dict) -> dict[str, np.ndarray]:
    table = np.genfromtxt(reference / "nist" / f"{name.lower()}.csv", delimiter=",", names=True)
    data = {column: table[column].astype(float) for column in table.dtype.names}
    if model["degree"]:
        data = {"y": data["y"]} | {f"x{power}": data["x"] ** power for power in range(1, model["degree"] + 1)}
    return data


def fit(data, intercept=True, weights=None, cells=None, kind="probability"):
    columns = [(name, np.asarray(values), []) for name, values in data.items()]
    weights = None if weights is None else ("w", np.asarray(weights), [])
    return _core.regression_high((columns, weights, cells, kind), intercept)


@pytest.mark.parametrize("name", REACHED)
def test_linear_sets(reference, linear, name: str) -> None:
    model = linear[name]
    (found,) = fit(read(reference, name, model), model["intercept"])
    coefficients, std_errors = (np.array([float(v) for v in model[key].values()]) for key in ("coef", "se"))
    assert digits(found["coefficients"], coefficients) >= REACHED[name][0]
    assert digits(found["std_errors"], std_errors) >= REACHED[name][1]
    assert digits(found["sigma"], float(model["residual_sd"])) >= (9 if name == "Filip" else 13.5)
    assert digits(found["r2"], float(model["r_squared"])) >= (11.5 if name == "Filip" else 14.5)


def in_fractions(data: dict[str, np.ndarray]) -> tuple[list[Fraction], Fraction]:
    """Coefficients and residual sum of squares of the columns as they are stored, without any rounding."""
    y, *x = [[Fraction(float(value)) for value in column] for column in data.values()]
    rows = [[Fraction(1), *row] for row in zip(*x, strict=True)]
    k = len(rows[0])
    left = [[sum(row[i] * row[j] for row in rows) for j in range(k)] for i in range(k)]
    right = [sum(row[i] * value for row, value in zip(rows, y, strict=True)) for i in range(k)]
    for i in range(k):
        for other in (o for o in range(k) if o != i):
            factor = left[other][i] / left[i][i]
            left[other] = [a - factor * b for a, b in zip(left[other], left[i], strict=True)]
            right[other] -= factor * right[i]
    b = [right[i] / left[i][i] for i in range(k)]
    fitted = (sum(c * v for c, v in zip(b, row, strict=True)) for row in rows)
    return b, sum((value - f) ** 2 for value, f in zip(y, fitted, strict=True))


@pytest.mark.parametrize("name", ["Filip", "Wampler2", "Wampler5", "Longley", "Norris"])
def test_columns_as_they_are_stored_are_solved_to_the_last_digit(reference, linear, name: str) -> None:
    data = read(reference, name, linear[name])
    (found,) = fit(data)
    coefficients, rss = in_fractions(data)
    assert digits(found["coefficients"], [float(b) for b in coefficients]) >= 15.5
    assert digits(found["sigma"], np.sqrt(float(rss / int(found["df_resid"])))) >= 15


def test_a_nearly_perfect_fit_keeps_the_digits_of_what_is_left() -> None:
    # y = 1 + 2x + e with e = ±2^-40 in the pattern + - - + of four rows: e is orthogonal to 1 and x, rss = 4 · 2^-80.
    data = {"y": np.array([1.0, 3, 5, 7]) + 2.0**-40 * np.array([1, -1, -1, 1]), "x": [0.0, 1, 2, 3]}
    (found,) = fit(data)
    assert found["coefficients"].tolist() == [1, 2]
    assert found["sigma"] == pytest.approx(np.sqrt(2) * 2.0**-40, rel=1e-15)
    # Sxx = 5: σ/√5 and σ √(1/4 + 1.5²/5).
    expected = found["sigma"] * np.sqrt([1 / 4 + 1.5**2 / 5, 1 / 5])
    assert_allclose(found["std_errors"], expected, rtol=1e-15)
    assert found["f_statistic"] == pytest.approx(20 / (2 * 2.0**-80), rel=1e-15)


@pytest.mark.parametrize("kind", ["probability", "frequency", "precision"])
@pytest.mark.parametrize("intercept", [True, False])
def test_ordinary_data_agree_with_moments(kind: str, intercept: bool) -> None:
    rng = np.random.default_rng(3)
    data = {name: rng.integers(1, 11, 500).astype(np.int8) for name in ("y", "a", "b", "c")}
    weights = rng.integers(0, 4, 500)
    cells = ((np.arange(500) % 3 - 1).astype(np.int32), 2)
    columns = [(name, values, [7.0]) for name, values in data.items()]
    given = (columns, ("w", weights, []), cells, kind)
    found = _core.regression_high(given, intercept)
    for fitted, moments in zip(found, _core.accumulate_moments(given), strict=True):
        expected = _core.regression(moments, list(data), [1, 2, 3], intercept, kind)
        assert fitted.keys() == expected.keys()
        for key, value in expected.items():
            assert_allclose(fitted[key], value, rtol=1e-11, err_msg=key)


def test_a_cell_that_cannot_be_fitted_is_an_error_beside_the_others() -> None:
    data = {"y": [1.0, 2, 4, 3, 5, 9], "x": [1.0, 2, 3, 5, 5, 5]}
    found = fit(data, cells=(np.array([0, 0, 0, 1, 1, 1], dtype=np.int32), 2))
    assert isinstance(found[0], dict)
    assert isinstance(found[1], ModelError)
    assert "column 'x' has the same value in all 3 complete cases" in str(found[1])
    with pytest.raises(DataError, match="infinite"):
        fit(data | {"x": [1.0, 2, 3, 4, 5, np.inf]})


def test_the_powers_of_x_that_moments_refuse_are_fitted_and_what_no_digits_tell_apart_is_not() -> None:
    x = np.arange(30) / 3
    twin = x + x**2 * 2.0**-30
    (found,) = fit({"y": 1 + x + twin, "x": x, "twin": twin})
    assert found["coefficients"] == pytest.approx([1, 1, 1], rel=1e-5)  # y is rounded to 2^-50
    (refused,) = fit({"y": x**2, "x": x, "twin": x / 3 + 0.1})
    assert isinstance(refused, ModelError)
    assert "'x', 'twin' are linearly dependent" in str(refused)
