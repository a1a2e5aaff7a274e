"""Certified values of the NIST Statistical Reference Datasets, to the digits a careful program reaches."""

import json
import warnings
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet.results import RegressionResult

# Log relative errors the coefficients must reach: "suggested correct digits" of the reference index.
LINEAR = {
    "Norris": 11, "Pontius": 11, "NoInt1": 14, "NoInt2": 14, "Longley": 10,
    "Wampler1": 8.5, "Wampler2": 12, "Wampler3": 8.5, "Wampler4": 7, "Wampler5": 5,
}  # fmt: skip
# Powers up to x⁵ are nearly dependent (condition number 1,630): the user is told.
NEARLY_DEPENDENT = {"Wampler1", "Wampler2", "Wampler3", "Wampler4", "Wampler5"}
# Standard deviations: NumAcc3 and 4 hold 0.1 steps beside 1e6 and 1e7, which binary fractions cannot (numpy's two-pass
# reaches 9.5 and 8.3 digits on them as well).
UNIVARIATE = {
    "Lottery": 15, "Lew": 15, "Mavro": 13, "Michelso": 13.5, "NumAcc1": 15, "NumAcc2": 15, "NumAcc3": 9, "NumAcc4": 8,
}  # fmt: skip


def digits(found, certified) -> float:
    """The least log relative error; absolute where the certified value is 0."""
    found, certified = np.atleast_1d(found).astype(float), np.atleast_1d(certified).astype(float)
    error = np.abs(found - certified) / np.where(certified == 0, 1, np.abs(certified))
    return float(-np.log10(np.maximum(error, 1e-16)).min())


@pytest.fixture(scope="module")
def linear(reference) -> dict:
    return json.loads((reference / "nist" / "linear_certified.json").read_text())


def read(reference: Path, name: str, model: dict) -> tuple[dict[str, np.ndarray], list[str]]:
    table = np.genfromtxt(reference / "nist" / f"{name.lower()}.csv", delimiter=",", names=True)
    data = {column: table[column].astype(float) for column in table.dtype.names}
    if model["degree"]:
        data = {"y": data["y"]} | {f"x{power}": data["x"] ** power for power in range(1, model["degree"] + 1)}
    return data, list(data)[1:]


def fit(reference: Path, name: str, model: dict) -> RegressionResult:
    data, drivers = read(reference, name, model)
    if name not in NEARLY_DEPENDENT:
        return placet.regression(data, "y", drivers, intercept=model["intercept"])
    with pytest.warns(placet.CollinearityWarning, match=r"condition number 1\.6e\+03\): .* corrected"):
        return placet.regression(data, "y", drivers, intercept=model["intercept"])


@pytest.mark.parametrize("name", ["Wampler1", "Wampler2", "Wampler3", "Wampler4", "Wampler5"])
def test_high_precision_brings_thirteen_digits(reference, linear, name: str) -> None:
    model = linear[name]
    data, drivers = read(reference, name, model)
    result = placet.regression(data, "y", drivers, precision="high")  # without a warning
    for column, key in (("estimate", "coef"), ("std_error", "se")):
        assert digits(result[column], [float(v) for v in model[key].values()]) >= 13


@pytest.mark.parametrize("name", LINEAR)
def test_linear_sets(reference, linear, name: str) -> None:
    model = linear[name]
    result = fit(reference, name, model)
    coefficients, std_errors = (np.array([float(v) for v in model[key].values()]) for key in ("coef", "se"))
    assert digits(result["estimate"], coefficients) >= LINEAR[name]
    assert digits(result.fit["r2"], float(model["r_squared"])) >= 12
    assert (result.fit["df_model"], result.fit["df_resid"]) == (
        model["anova_regression"]["df"],
        model["anova_residual"]["df"],
    )
    # The residuals of Wampler1 and 2 are exactly 0, beside outcomes up to 4e6 and 63.
    exact = not std_errors.any()
    assert digits(result["std_error"], std_errors) >= (9 if exact else 8.5)
    assert digits(result.fit["sigma"], float(model["residual_sd"])) >= 9
    if exact:
        assert result.fit["f_statistic"] > 1e20
    else:
        assert digits(result.fit["f_statistic"], float(model["anova_regression"]["F"])) >= 8.5


def test_filip_is_refused_rather_than_wrong(reference, linear) -> None:
    # Ten powers of x between -9 and -3: a condition number of 1e10 on the correlation scale, beyond what moments hold.
    data, drivers = read(reference, "Filip", linear["Filip"])
    with pytest.raises(placet.ModelError, match="linearly dependent"):
        placet.regression(data, "y", drivers)


def test_longley_without_the_reference_folder(typed) -> None:
    certified = typed("longley")
    result = placet.regression(certified["data"], "y", [f"x{i}" for i in range(1, 7)])
    assert digits(result["estimate"], certified["coefficients"]) >= 10
    assert digits(result["std_error"], certified["std_errors"]) >= 10
    assert digits(result.fit["sigma"], certified["residual_sd"]) >= 10
    assert digits(result.fit["r2"], certified["r2"]) >= 14
    assert digits(result.fit["f_statistic"], certified["f_statistic"]) >= 10


@pytest.mark.parametrize("name", UNIVARIATE)
def test_means_and_standard_deviations(reference, name: str) -> None:
    certified = json.loads((reference / "nist" / "univariate_certified.json").read_text())[name]
    table = np.genfromtxt(reference / "nist" / f"{name.lower()}.csv", delimiter=",", names=True)
    y = table["y"].astype(float)
    (moments,) = placet._core.accumulate_moments(([("y", y, [])], None, None, "probability"))
    assert moments.n == certified["n"]
    assert digits(moments.mean, float(certified["mean"])) >= 15
    assert (
        digits(np.sqrt(moments.comoment[0, 0] / (moments.n - 1)), float(certified["sd_n_minus_1"])) >= UNIVARIATE[name]
    )


def nearly_dependent(rng: np.random.Generator, closeness: float, n: int = 200) -> dict[str, np.ndarray]:
    x = rng.normal(size=n)
    twin = x + closeness * rng.normal(size=n)
    return {"y": 1 + 2 * x - twin + rng.normal(size=n), "x": x, "twin": twin}


@pytest.mark.parametrize("exponent", range(1, 12))
def test_digits_are_never_lost_in_silence(exponent: int) -> None:
    # Two drivers 10^-exponent apart: right, then right with a warning, then refused, never silently wrong.
    data = nearly_dependent(np.random.default_rng(exponent), 10.0**-exponent)
    if exponent >= 7:
        with pytest.raises(placet.ModelError, match="'x', 'twin' are linearly dependent"):
            placet.regression(data, "y", ["x", "twin"])
        return
    with pytest.warns(placet.CollinearityWarning) if exponent >= 3 else nullcontext():
        found = placet.regression(data, "y", ["x", "twin"])["estimate"]
    design = np.column_stack([np.ones(200), data["x"], data["twin"]])
    right = np.linalg.lstsq(design, data["y"], rcond=None)[0]
    assert digits(found, right) >= (12 if exponent <= 5 else 8)


def test_a_refined_segment_is_that_segment_alone() -> None:
    # Only one of the segments is nearly dependent; the other is not touched by the second pass.
    rng = np.random.default_rng(5)
    bad, good = nearly_dependent(rng, 1e-5), nearly_dependent(rng, 1.0)
    both = {name: np.concatenate([bad[name], good[name]]) for name in bad}
    both["y"][3], both["x"][7] = 99, np.nan
    segment = {"segment": np.repeat(["bad", "good"], 200), "w": rng.integers(0, 4, 400)}
    options = {"weights": "w", "na_codes": {"y": [99]}}
    with pytest.warns(placet.CollinearityWarning):
        together = placet.regression(both | segment, "y", ["x", "twin"], by="segment", **options)
    for name, rows in (("bad", slice(0, 200)), ("good", slice(200, 400))):
        part = {key: values[rows] for key, values in (both | segment).items()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", placet.CollinearityWarning)
            alone = placet.regression(part, "y", ["x", "twin"], **options)
        chosen = np.array(together["segment"]) == name
        for column in ("estimate", "std_error", "standardized", "vif"):
            assert_allclose(together[column][chosen], alone[column], rtol=1e-9, err_msg=f"{name} {column}")
        used = (part["w"] > 0) & (part["y"] != 99) & ~np.isnan(part["x"])
        root = np.sqrt(part["w"][used])
        design = np.column_stack([np.ones(used.sum()), part["x"][used], part["twin"][used]])
        right = np.linalg.lstsq(design * root[:, None], part["y"][used] * root, rcond=None)[0]
        assert digits(together["estimate"][chosen], right) >= 9
