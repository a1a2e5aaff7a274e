"""LMG importance against R relaimpo and domir, published tables, its definition over all orders, and its symmetries."""

import json
import math
import os
import subprocess
import sys
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from placet import _core
from placet.results import DriversResult


def in_given_order(result: DriversResult, column: str) -> np.ndarray:
    """A column of a result with one segment, in the order the drivers were given."""
    rows = [result["term"].index(driver) for driver in result.about["drivers"]]
    return result[column][rows]


def r2_of_subsets(data: dict[str, np.ndarray], outcome: str, drivers: list[str], weights: np.ndarray) -> dict:
    """R² of every subset by least squares on the rows."""
    root = np.sqrt(weights)[:, None]
    y = data[outcome] * root[:, 0]
    total = (weights * (data[outcome] - np.average(data[outcome], weights=weights)) ** 2).sum()
    found = {}
    for size in range(len(drivers) + 1):
        for subset in combinations(drivers, size):
            design = np.column_stack([np.ones(len(weights)), *(data[driver] for driver in subset)]) * root
            left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
            found[frozenset(subset)] = 1 - left @ left / total
    return found


def over_all_orders(r2: dict, drivers: list[str]) -> dict[str, float]:
    """The definition: the mean over all p! orders of the gain in R² when the driver enters."""
    gains = dict.fromkeys(drivers, 0.0)
    for order in permutations(drivers):
        for position, driver in enumerate(order):
            before = frozenset(order[:position])
            gains[driver] += r2[before | {driver}] - r2[before]
    return {driver: gain / math.factorial(len(drivers)) for driver, gain in gains.items()}


def simulated(seed: int, p: int, n: int = 120) -> tuple[dict[str, np.ndarray], list[str]]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    y = x @ rng.normal(size=p) + 2 * rng.normal(size=n)
    drivers = [f"x{j}" for j in range(p)]
    return {"y": y, "w": rng.integers(1, 6, n).astype(float), **dict(zip(drivers, x.T, strict=True))}, drivers


# ---- by hand and by definition -------------------------------------------------------------------------------------


def from_correlations(matrix: list[list[float]]) -> placet._core.Moments:
    """Moments of 100 rows whose correlation matrix this is."""
    plain = json.loads(placet._core.Moments().to_json())
    p = len(matrix)
    assert set(plain) == {"n", "sum_w", "sum_w2", "mean", "comoment", "n_missing", "n_zero_weight", "mean_low"}
    plain |= {"n": 100, "sum_w": 100.0, "sum_w2": 100.0, "mean": [0.0] * p}
    return placet._core.Moments.from_json(json.dumps(plain | {"comoment": [float(r) for row in matrix for r in row]}))


def test_two_drivers_by_hand() -> None:
    # Correlations with the outcome 0.6 and 0.4, between the drivers 0.5:
    # R² = (0.36 + 0.16 - 2 x 0.6 x 0.4 x 0.5) / (1 - 0.25) = 0.28 / 0.75 = 28/75.
    # First alone 0.36, after the second 28/75 - 0.16: LMG = (0.36 + 28/75 - 0.16) / 2 = 0.2866..; second 0.0866..
    found = _core.lmg(from_correlations([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]]), ["y", "a", "b"], [1, 2])
    assert_allclose(found["r2"], 28 / 75, rtol=1e-14)
    assert_allclose(found["lmg"], [(0.2 + 28 / 75) / 2, (28 / 75 - 0.2) / 2], rtol=1e-14)
    assert_allclose(found["conditional"], [[0.36, 28 / 75 - 0.16], [0.16, 28 / 75 - 0.36]], rtol=1e-13)


@pytest.mark.parametrize("p", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("weights", [None, "w"])
def test_the_definition_over_all_orders(p: int, weights: str | None) -> None:
    data, drivers = simulated(seed=p, p=p)
    used = data["w"] if weights else np.ones(len(data["y"]))
    r2 = r2_of_subsets(data, "y", drivers, used)
    right = over_all_orders(r2, drivers)
    result = placet.key_drivers(data, "y", drivers, weights=weights, n_resamples=0)
    assert_allclose(in_given_order(result, "importance"), [right[driver] for driver in drivers], rtol=0, atol=1e-12)
    assert abs(result["importance"].sum() - r2[frozenset(drivers)]) < 1e-12
    for j, driver in enumerate(drivers):
        for size in range(p):
            others = combinations([other for other in drivers if other != driver], size)
            gains = [r2[frozenset(s) | {driver}] - r2[frozenset(s)] for s in others]
            assert_allclose(result.conditional[0][j, size], np.mean(gains), rtol=0, atol=1e-12)


def test_the_table_is_sorted_and_complete() -> None:
    data, drivers = simulated(seed=9, p=5)
    result = placet.key_drivers(data, "y", drivers, weights="w", n_resamples=0)
    beside = placet.regression(data, "y", drivers, weights="w")
    assert list(result["rank"]) == [1, 2, 3, 4, 5]
    assert (np.diff(result["importance"]) <= 0).all()
    assert_allclose(result["share"], result["importance"] / result["importance"].sum(), rtol=1e-15)
    assert_allclose(result["share"].sum(), 1, rtol=1e-15)
    names = {"": "estimate", "_std_error": "std_error", "_low": "conf_low", "_high": "conf_high", "_df": "df"}
    columns = {f"coefficient{end}": column for end, column in names.items()}
    columns |= {"coefficient_statistic": "statistic", "coefficient_p_value": "p_value", "vif": "vif"}
    for name, column in columns.items():
        assert_array_equal(in_given_order(result, name), beside[column][1:], err_msg=name)
    assert_allclose(
        in_given_order(result, "mean"), [np.average(data[d], weights=data["w"]) for d in drivers], rtol=1e-13
    )
    assert np.isnan(result["importance_low"]).all()  # no resampling, no interval


# ---- R and published tables ----------------------------------------------------------------------------------------

SWISS = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]


@pytest.fixture(scope="module")
def stored(reference) -> dict:
    return json.loads((reference / "drivers" / "expected_relative_importance.json").read_text())


def test_swiss_published_and_by_relaimpo(reference, stored) -> None:
    data = pd.read_csv(reference / "drivers" / "swiss.csv")
    result = placet.key_drivers(data, "Fertility", SWISS, n_resamples=0)
    # Grömping (2006), Journal of Statistical Software 17(1), prints eight decimals.
    published = stored["published_swiss"]["normalised_to_sum_1"]
    assert_allclose(in_given_order(result, "share"), [published[d]["lmg"] for d in SWISS], rtol=0, atol=5.1e-9)
    raw = stored["relaimpo"]["swiss"]["raw"]["lmg"]
    assert_allclose(in_given_order(result, "importance"), [raw[d] for d in SWISS], rtol=1e-12)
    assert_allclose(result.fit["r2"], stored["relaimpo"]["swiss"]["R2"], rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "outcome", "drivers"),
    [("swiss", "Fertility", SWISS), ("mtcars_am_cyl_carb", "mpg", ["am", "cyl", "carb"])],
)
def test_dominance_of_domir(reference, stored, name: str, outcome: str, drivers: list[str]) -> None:
    table = stored["domir_dominance"][name]
    data = pd.read_csv(reference / "drivers" / f"{name.split('_')[0]}.csv")
    result = placet.key_drivers(data, outcome, drivers, n_resamples=0)
    assert_allclose(in_given_order(result, "importance"), [table["general"][d] for d in drivers], rtol=1e-11)
    assert_allclose(in_given_order(result, "share"), [table["standardized"][d] for d in drivers], rtol=1e-11)
    assert list(in_given_order(result, "rank")) == [table["ranks"][d] for d in drivers]
    by_driver = {row["_row"]: [row[f"include_at_{k + 1}"] for k in range(len(drivers))] for row in table["conditional"]}
    assert_allclose(result.conditional[0], [by_driver[d] for d in drivers], rtol=1e-11)


def test_yellow_pages_customers(reference) -> None:
    stored = json.loads((reference / "drivers" / "expected_customer_sat.json").read_text())["customerSat_relimp"]
    data = pd.read_csv(reference / "microdata" / "customer_sat_yellow_pages.csv")
    drivers = list(stored["lmg"])
    result = placet.key_drivers(data, "q1", drivers, n_resamples=0)
    assert_allclose(in_given_order(result, "importance"), list(stored["lmg"].values()), rtol=1e-10)
    # First and last are the two ends of conditional dominance.
    assert_allclose(result.conditional[0][:, 0], list(stored["first"].values()), rtol=1e-10)
    assert_allclose(result.conditional[0][:, -1], list(stored["last"].values()), rtol=1e-9)
    assert_allclose(result.fit["r2"], stored["R2"], rtol=1e-12)


def test_azen_and_budescu(typed) -> None:
    table = typed("azen_budescu_2003")
    found = _core.lmg(from_correlations(table["correlations"]), table["order"], [1, 2, 3, 4])
    printed = [table["conditional"][driver] for driver in table["order"][1:]]
    assert_allclose(found["conditional"], printed, rtol=0, atol=table["tolerance"])
    assert_allclose(found["lmg"], np.mean(found["conditional"], axis=1), rtol=1e-12)


# ---- symmetries ----------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25, derandomize=True)
@given(seed=st.integers(0, 10**6), p=st.integers(1, 8))
def test_importances_sum_to_r2_and_are_not_negative(seed: int, p: int) -> None:
    data, drivers = simulated(seed, p, n=40)
    result = placet.key_drivers(data, "y", drivers, weights="w", n_resamples=0)
    assert abs(result["importance"].sum() - result.fit["r2"][0]) < 1e-12
    assert (result["importance"] >= 0).all()


@settings(deadline=None, max_examples=25, derandomize=True)
@given(seed=st.integers(0, 10**6), factors=st.lists(st.sampled_from([1e-12, 1.0, 1e12, -1.0]), min_size=4, max_size=4))
def test_units_of_a_driver_change_nothing(seed: int, factors: list[float]) -> None:
    data, drivers = simulated(seed, 4)
    scaled = data | {driver: data[driver] * factor for driver, factor in zip(drivers, factors, strict=True)}
    plain, found = (placet.key_drivers(d, "y", drivers, weights="w", n_resamples=0) for d in (data, scaled))
    for name in ("importance", "share", "vif", "coefficient_p_value"):
        assert_allclose(in_given_order(found, name), in_given_order(plain, name), rtol=1e-9, atol=1e-13, err_msg=name)
    assert_allclose(in_given_order(found, "coefficient") * factors, in_given_order(plain, "coefficient"), rtol=1e-9)
    assert_allclose(found.conditional[0], plain.conditional[0], rtol=0, atol=1e-12)


@settings(deadline=None, max_examples=25, derandomize=True)
@given(seed=st.integers(0, 10**6), order=st.permutations([f"x{j}" for j in range(5)]))
def test_the_order_of_the_drivers_changes_nothing(seed: int, order: list[str]) -> None:
    data, drivers = simulated(seed, 5)
    plain = placet.key_drivers(data, "y", drivers, n_resamples=0)
    found = placet.key_drivers(data, "y", order, n_resamples=0)
    assert found["term"] == plain["term"]
    for name in ("importance", "share", "coefficient", "vif"):
        assert_allclose(found[name], plain[name], rtol=1e-9, atol=1e-13, err_msg=name)


def test_segments_are_analyses_of_their_own() -> None:
    data, drivers = simulated(seed=3, p=3, n=300)
    data["region"] = np.array(["north", "south", "west"])[np.random.default_rng(0).integers(0, 3, 300)]
    together = placet.key_drivers(data, "y", drivers, by="region", weights="w", n_resamples=50, rng=4)
    for position, region in enumerate(["north", "south", "west"]):
        chosen = data["region"] == region
        part = {name: values[chosen] for name, values in data.items()}
        alone = placet.key_drivers(part, "y", drivers, weights="w", n_resamples=50, rng=4)
        rows = [row for row, key in enumerate(together["region"]) if key == region]
        assert [together["term"][row] for row in rows] == list(alone["term"])
        importances = ("importance", "importance_std_error", "importance_low", "importance_high")
        for name in (*importances, "share_low", "coefficient", "vif", "mean", "n"):
            assert_allclose(together[name][rows], alone[name], rtol=1e-10, err_msg=f"{region} {name}")
        assert_allclose(together.conditional[position], alone.conditional[0], rtol=0, atol=1e-13)


# ---- covariates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [None, "w"])
def test_covariates_are_in_from_the_first_in_every_order(weights: str | None) -> None:
    data, names = simulated(seed=8, p=6)
    drivers, always = names[:4], names[4:]
    used = data["w"] if weights else np.ones(len(data["y"]))
    r2 = r2_of_subsets(data, "y", names, used)
    beyond = {subset: r2[subset | set(always)] for subset in r2 if not subset & set(always)}
    right = over_all_orders(beyond, drivers)
    result = placet.key_drivers(data, "y", drivers, covariates=always, weights=weights, n_resamples=0)
    found = dict(zip(result["term"], result["importance"], strict=True))
    for driver in drivers:
        assert abs(found[driver] - right[driver]) < 1e-12
    assert_allclose(result.fit["r2_covariates"], r2[frozenset(always)], rtol=1e-12)
    assert_allclose(result.fit["r2"], r2[frozenset(names)], rtol=1e-12)
    assert_allclose(result["importance"].sum(), result.fit["r2"][0] - result.fit["r2_covariates"][0], rtol=1e-12)
    line = placet.regression(data, "y", drivers, covariates=always, weights=weights)
    place = [line["term"].index(term) for term in result["term"]]
    for own, other in {"coefficient": "estimate", "coefficient_std_error": "std_error", "vif": "vif"}.items():
        assert_allclose(result[own], line[other][place], rtol=1e-12)
    assert "R² " in result.summary()
    assert "by the covariates alone" in result.summary()
    assert result.about["covariates"] == tuple(always)


def test_covariates_unrelated_to_the_drivers_change_nothing_but_r2() -> None:
    data, drivers = simulated(seed=8, p=3)
    design = np.column_stack([np.ones(120), *(data[driver] for driver in drivers)])
    other = np.random.default_rng(1).normal(size=120)
    other -= design @ np.linalg.lstsq(design, other, rcond=None)[0]
    data["y"] = data["y"] + other
    plain = placet.key_drivers(data, "y", drivers, n_resamples=0)
    held = placet.key_drivers(data | {"other": other}, "y", drivers, covariates="other", n_resamples=0)
    assert held["term"] == plain["term"]
    for name in ("importance", "share", "vif", "coefficient"):
        assert_allclose(held[name], plain[name], rtol=1e-9)
    assert_allclose(held.fit["r2"] - held.fit["r2_covariates"], plain.fit["r2"], rtol=1e-9)
    assert held.fit["r2_covariates"][0] > 0.01


def test_the_bootstrap_and_the_jackknife_hold_covariates_too() -> None:
    data, drivers = simulated(seed=5, p=3)
    given = {"weights": "w", "n_resamples": 60, "rng": 3, "progress": False}
    # A covariate that is nothing but the constant's shadow is refused; one of pure noise hardly changes a replicate.
    rng = np.random.default_rng(2)
    data["noise"] = rng.normal(size=120)
    held = placet.key_drivers(data, "y", drivers[:2], covariates=[drivers[2], "noise"], **given)
    # By hand: resample i of the core, residualised on the rows.
    columns = [(name, data[name], []) for name in ["y", *drivers, "noise"]]
    _, _, comoments = _core.bootstrap_moments((columns, ("w", data["w"], []), None, "probability"), 0, (60, 3))
    replicate = []
    for matrix in comoments:

        def r2(chosen: list[int], matrix: np.ndarray = matrix) -> float:
            cross = matrix[chosen, 0]
            return float(cross @ np.linalg.solve(matrix[np.ix_(chosen, chosen)], cross) / matrix[0, 0])

        both, first, second, none = r2([1, 2, 3, 4]), r2([1, 3, 4]), r2([2, 3, 4]), r2([3, 4])
        replicate.append([(first - none + both - second) / 2, (second - none + both - first) / 2])
    at = [held["term"].index(driver) for driver in drivers[:2]]
    assert_allclose(held["importance_std_error"][at], np.std(replicate, axis=0, ddof=1), rtol=1e-9)
    assert_allclose(held["importance_low"][at], np.quantile(replicate, 0.025, axis=0), rtol=1e-9)
    bca = placet.key_drivers(data, "y", drivers[:2], covariates=[drivers[2], "noise"], interval="bca", **given)
    assert ((bca["importance_low"] < bca["importance"]) & (bca["importance"] < bca["importance_high"])).all()
    assert not np.allclose(bca["importance_low"], held["importance_low"], rtol=1e-6)


def test_the_jackknife_leaves_a_group_of_complete_rows_out_at_a_time() -> None:
    from placet.drivers.model.model import read_model

    data, drivers = simulated(seed=5, p=3, n=450)
    data["x0"][[3, 77]] = np.nan
    data["part"] = np.arange(450) % 2
    rows = read_model(placet.Survey(data, weights="w"), "y", drivers, by="part").rows
    for segment in (0, 1):
        found, times = _core.jackknife_importance(rows.given, segment, ([[1], [2]], [3], []), ["lmg"])
        assert (times == 1).all()
        kept = np.flatnonzero((data["part"] == segment) & ~np.isnan(data["x0"]))
        for group in range(200):
            left = np.delete(kept, np.s_[group::200])
            c = np.cov([data[name][left] for name in ["y", *drivers]], aweights=data["w"][left])
            models = [[3], [1, 3], [2, 3], [1, 2, 3]]
            r2 = {tuple(k): c[0, k] @ np.linalg.solve(c[np.ix_(k, k)], c[0, k]) / c[0, 0] for k in models}
            gains = [r2[1, 3] - r2[3,], r2[1, 2, 3] - r2[2, 3], r2[2, 3] - r2[3,], r2[1, 2, 3] - r2[1, 3]]
            expected = [(gains[0] + gains[1]) / 2, (gains[2] + gains[3]) / 2, r2[1, 2, 3] - r2[3,]]
            assert_allclose(found[group], expected, rtol=1e-8, atol=1e-12)
        assert len(found) == 200


def test_a_factor_may_be_held_constant() -> None:
    data, drivers = simulated(seed=5, p=2, n=120)
    data["store"] = np.array(["a", "b", "c"] * 40)
    held = placet.key_drivers(data, "y", drivers, covariates="store", factors="store", n_resamples=0)
    dummies = {level: (data["store"] == level).astype(float) for level in "bc"}
    same = placet.key_drivers(data | dummies, "y", drivers, covariates=["b", "c"], n_resamples=0)
    assert_allclose(held["importance"], same["importance"], rtol=1e-12)
    with pytest.raises(placet.DataError, match="drivers is empty"):
        placet.key_drivers(data, "y", [], covariates=drivers)
    with pytest.raises(placet.ModelError, match="linearly dependent"):
        placet.key_drivers(data | {"copy": data["x0"]}, "y", drivers, covariates="copy")


# ---- the bootstrap -------------------------------------------------------------------------------------------------


def replicates(data: dict[str, np.ndarray], drivers: list[str], n_resamples: int, seed: int = 11) -> np.ndarray:
    columns = [(name, data[name], []) for name in ["y", *drivers]]
    samples = ((columns, ("w", data["w"], []), None, "probability"), 0, (n_resamples, seed))
    split = list(range(1, len(columns)))
    return _core.bootstrap_importance(samples, ["y", *drivers], split, ["lmg"], "probability")


def test_the_same_seed_gives_the_same_result() -> None:
    data, drivers = simulated(seed=2, p=4)
    first, again = (placet.key_drivers(data, "y", drivers, weights="w", n_resamples=200, rng=1) for _ in range(2))
    assert first == again
    assert first.to_json() == again.to_json()
    other = placet.key_drivers(data, "y", drivers, weights="w", n_resamples=200, rng=2)
    assert not np.array_equal(first["importance_low"], other["importance_low"])
    recorded = placet.key_drivers(data, "y", drivers, weights="w", n_resamples=200, rng=first.about["seed"])
    assert recorded == first


def test_fewer_resamples_are_a_prefix_of_more() -> None:
    data, drivers = simulated(seed=2, p=3)
    assert_array_equal(replicates(data, drivers, 500), replicates(data, drivers, 1000)[:500])


BY_THREADS = """
import numpy as np, placet
rng = np.random.default_rng(8)
x = rng.normal(size=(40_000, 4)) + rng.normal(size=(40_000, 1))
data = {f"x{j}": x[:, j] for j in range(4)}
data |= {"y": x @ [1, 2, 0, -1] + rng.normal(size=40_000), "w": rng.random(40_000)}
data |= {"area": rng.integers(0, 3, 40_000), "score": rng.integers(0, 11, 40_000)}
drivers = ["x0", "x1", "x2", "x3"]
print(placet.key_drivers(data, "y", drivers, weights="w", n_resamples=20, rng=5).to_json())
print(placet.key_drivers(data, "y", drivers, weights="w", by="area", n_resamples=10, rng=5).to_json())
print(placet.nps(data, "score", weights="w", by="area").to_json())
print(placet.satisfaction_index(data, {"score": 1.0}, scale=(0, 10), weights="w").to_json())
"""


def test_the_number_of_threads_changes_no_byte() -> None:
    printed = set()
    for threads in ("1", "2", "3"):
        environment = os.environ | {"PLACET_NUM_THREADS": threads}
        done = subprocess.run([sys.executable, "-c", BY_THREADS], env=environment, capture_output=True, check=True)
        assert done.stdout.count(b"\n") == 4
        printed.add(done.stdout)
    assert len(printed) == 1


def test_intervals_are_quantiles_of_the_replicates_around_the_estimate() -> None:
    data, drivers = simulated(seed=6, p=4, n=400)
    result = placet.key_drivers(data, "y", drivers, weights="w", n_resamples=400, rng=11, conf_level=0.9)
    raw = replicates(data, drivers, 400)
    p = len(drivers)
    assert raw.shape == (400, p + 1)
    assert_allclose(raw[:, :p].sum(axis=1), raw[:, -1], rtol=0, atol=1e-12)  # importances sum to their R²
    assert_allclose(in_given_order(result, "importance_std_error"), raw[:, :p].std(axis=0, ddof=1), rtol=1e-12)
    assert_allclose(in_given_order(result, "importance_low"), np.quantile(raw[:, :p], 0.05, axis=0), rtol=1e-12)
    shares = raw[:, :p] / raw[:, -1:]
    assert_allclose(in_given_order(result, "share_high"), np.quantile(shares, 0.95, axis=0), rtol=1e-12)
    assert (
        (result["importance_low"] < result["importance"]) & (result["importance"] < result["importance_high"])
    ).all()
    assert ((result["share_low"] < result["share"]) & (result["share"] < result["share_high"])).all()


def test_the_spread_is_that_of_a_bootstrap_by_numpy() -> None:
    data, drivers = simulated(seed=7, p=3, n=250)
    p = len(drivers)
    found = replicates(data, drivers, 2000)
    models = [list(model) for size in range(1, p + 1) for model in combinations(range(1, p + 1), size)]
    rng = np.random.default_rng(12)
    columns = np.array([data["y"], *(data[driver] for driver in drivers)])
    expected = []
    for _ in range(2000):
        rows = rng.integers(0, 250, 250)
        c = np.cov(columns[:, rows], aweights=data["w"][rows])
        r2 = {frozenset(k): c[0, k] @ np.linalg.solve(c[np.ix_(k, k)], c[0, k]) / c[0, 0] for k in models}
        right = over_all_orders({frozenset(): 0.0} | r2, list(range(1, p + 1)))
        expected.append([*right.values(), r2[frozenset(models[-1])]])
    # Two spreads of 2,000 replicates differ by a few percent: sqrt(2 / (2 x 2000)) = 2.2 % is one standard deviation.
    spread = np.std(expected, axis=0)
    assert_allclose(found.std(axis=0), spread, rtol=0.1)
    assert (np.abs(found.mean(axis=0) - np.mean(expected, axis=0)) < 0.15 * spread).all()


def test_more_resamples_than_memory_holds_are_refused() -> None:
    x = np.arange(9.0)
    data = pd.DataFrame({"y": x, "x": x**2})
    with pytest.raises(placet.DataError, match="n_resamples=10000000000000000 must be at most 10,000,000"):
        placet.key_drivers(data, "y", ["x"], n_resamples=10**16)
