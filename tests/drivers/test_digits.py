"""Numbers keep their digits: small coefficients are not 0.000, huge ones end, R² about zero says so."""

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet import DataError
from placet.results.format import number

RNG = np.random.default_rng(6)
X = RNG.uniform(0, 1, 200)
DATA = {
    "y": 6 + 3 * X + RNG.normal(size=200),
    "x": X,
    "z": RNG.normal(size=200),
    "e": (X + RNG.normal(size=200) > 0.5) * 1,
}


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.0, 3, "0.000"), (0.0012, 3, "0.001"), (0.00099, 3, "0.00099"), (2.8922e-05, 3, "2.89e-05"),
        (-4.123e-9, 3, "-4.12e-09"), (-0.0004, 3, "-0.0004"), (12345.678, 3, "12,345.678"), (1.5e15, 3, "1.5e+15"),
        (-7.25e300, 3, "-7.25e+300"), (0.0004, 1, "0.0"), (3e20, 1, "3e+20"), (float("nan"), 3, "-"),
        (float("inf"), 3, "inf"),
    ],
)  # fmt: skip
def test_a_number_is_shown_with_digits_that_count(value, decimals, text):
    assert number("estimate", value, decimals) == text


CALLS = {
    "regression": lambda d: placet.regression(d, "y", ["x", "z"]),
    "logit": lambda d: placet.regression(d, "e", ["x", "z"], model="logit"),
    "key_drivers": lambda d: placet.key_drivers(d, "y", ["x", "z"], n_resamples=0),
    "stepwise": lambda d: placet.stepwise(d, "y", ["x", "z"], n_resamples=0),
    "best_subsets": lambda d: placet.best_subsets(d, "y", ["x", "z"], n_resamples=0),
    "predict": lambda d: placet.regression(d | {"y": d["y"] * d["x"].max()}, "y", ["x"]).predict({"x": d["x"][:3]}),
}


@pytest.mark.parametrize("power", [-90, -30, -6, 6, 30, 36])
@pytest.mark.parametrize("name", CALLS)
def test_units_cost_no_digits(name, power):
    data = DATA | {"x": X * 10.0**power}
    result = CALLS[name](data)
    for text in (str(result), result.to_html()):
        lines = text.replace("</tr>", "\n").splitlines()
        assert max(len(line) for line in lines if "unweighted" not in line) < 500
    if name == "regression":
        row = next(line for line in str(result).splitlines() if line.startswith("x ")).split()
        shown = [float(cell.replace("−", "-").replace(",", "")) for cell in row[1:3]]
        exact = [result["estimate"][1], result["std_error"][1]]
        assert_allclose(shown, exact, rtol=0.006)


def test_outcomes_in_small_units_have_a_residual_deviation():
    small = DATA | {"y": DATA["y"] * 1e-6}
    assert "residual standard deviation 0.000." not in str(placet.regression(small, "y", ["x"]))


# ---- R² without an intercept ---------------------------------------------------------------------------------------


def test_r2_without_an_intercept_says_what_it_is_about():
    sm = pytest.importorskip("statsmodels.api")
    y, x = DATA["y"], X + 2
    expected = sm.OLS(y, x).fit()
    residual = y - expected.fittedvalues
    about_mean = 1 - (residual**2).sum() / ((y - y.mean()) ** 2).sum()
    for result in (
        placet.regression({"y": y, "x": x}, "y", ["x"], intercept=False),
        placet.regression({"y": y, "x": x}, "y ~ x - 1"),
        placet.regression({"y": y, "x": x}, "y", ["x"], intercept=False, precision="high"),
    ):
        facts = result.glance()
        assert_allclose([facts["r2"], facts["r2_about_zero"]], expected.rsquared, rtol=1e-10)
        assert_allclose(facts["r2_about_mean"], about_mean, rtol=1e-8)
        for text in (str(result), result.to_html()):
            assert f"R² about zero {expected.rsquared:.3f}" in text
            assert "about zero, not about the mean" in text
    assert "about" not in str(placet.regression({"y": y, "x": x}, "y", ["x"])).split("adjusted")[0]
    assert "r2_about_zero" not in placet.regression({"y": y, "x": x}, "y", ["x"]).fit


def test_r2_of_segments_without_an_intercept():
    data = DATA | {"g": np.arange(200) % 2, "w": RNG.uniform(0.5, 2, 200)}
    result = placet.regression(data, "y", ["x"], intercept=False, by="g", weights="w")
    assert "R² about zero from" in str(result)
    for segment in (0, 1):
        here = data["g"] == segment
        alone = placet.regression({k: v[here] for k, v in data.items()}, "y", ["x"], intercept=False, weights="w")
        for name in ("r2", "r2_about_zero", "r2_about_mean"):
            assert_allclose(result.fit[name][segment], alone.fit[name][0], rtol=1e-10)
    x, y, w = data["x"][here], data["y"][here], data["w"][here]
    slope = (w * x * y).sum() / (w * x * x).sum()
    spread = (w * (y - (w * y).sum() / w.sum()) ** 2).sum()
    assert_allclose(alone.fit["r2_about_mean"][0], 1 - (w * (y - slope * x) ** 2).sum() / spread, rtol=1e-9)


# ---- names of several levels ---------------------------------------------------------------------------------------


def test_column_names_of_several_levels_are_refused_with_names_that_work():
    pd = pytest.importorskip("pandas")
    data = pd.DataFrame({("Q1", "likely"): [10, 9, 3.0], ("Q2", "where"): [1, 2, 4.0]})
    calls = [
        lambda: placet.nps(data, "Q1"), lambda: placet.nps(data, ("Q1", "likely")), lambda: placet.Survey(data),
        lambda: placet.regression(data, "Q1", ["Q2"]), lambda: placet.key_drivers(data, [1.0, 2, 4]),
        lambda: placet.regression(data, "Q1 ~ Q2"),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(DataError) as caught:
            call()
        assert 'data.columns = ["_".join(map(str, name)) for name in data.columns]' in str(caught.value)
        assert "'Q1_likely'" in str(caught.value)
        assert "('Q1'" not in str(caught.value)
    flat = data.copy()
    flat.columns = ["_".join(map(str, name)) for name in flat.columns]
    assert placet.nps(flat, "Q1_likely")["estimate"][0] == placet.nps(data[("Q1", "likely")])["estimate"][0]


def test_messages_offer_names_that_can_be_passed():
    pd = pytest.importorskip("pandas")
    for wanted in ("Q1", "7"):
        with pytest.raises(DataError, match=r"data.columns.map\(str\)|such as by str"):
            placet.nps(pd.DataFrame({1: [9, 10], 7: [3, 4]}), wanted)
    with pytest.raises(DataError, match="'Q1'") as caught:
        placet.nps(pd.DataFrame({1: [9, 10], "Q1": [3, 4]}), "Q2")
    assert "'1'" not in str(caught.value)
