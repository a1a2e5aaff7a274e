"""Methods of importance, groups, PMVD, influence values: by definition, against R, and their symmetries."""

import json
import math
from itertools import combinations, permutations
from pathlib import Path

import numpy as np
import pandas as pd
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

HERE = Path(__file__).parents[1] / "reference"
SWISS = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]
ALL = ["lmg", "johnson", "first", "last", "betasq", "pratt", "car", "pmvd"]


@pytest.fixture(scope="module")
def stored(reference) -> dict:
    return json.loads((reference / "drivers" / "expected_relative_importance.json").read_text())


def simulated(seed: int, p: int, n: int = 150) -> tuple[dict[str, np.ndarray], list[str]]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    y = x @ rng.uniform(0.2, 1, p) + 2 * rng.normal(size=n)
    drivers = [f"x{j}" for j in range(p)]
    return {"y": y, "w": rng.integers(1, 6, n).astype(float), **dict(zip(drivers, x.T, strict=True))}, drivers


def correlations(data, columns, w=None) -> np.ndarray:
    return (
        np.corrcoef(np.column_stack([data[c] for c in columns]), rowvar=False)
        if w is None
        else _weighted(data, columns, w)
    )


def _weighted(data, columns, w):
    covariance = np.cov(np.column_stack([data[c] for c in columns]), rowvar=False, aweights=w)
    root = np.sqrt(np.diag(covariance))
    return covariance / np.outer(root, root)


def r2_of(r: np.ndarray, subset) -> float:
    """R² of the last column on some others, from correlations."""
    at = list(subset)
    return float(r[-1, at] @ np.linalg.solve(r[np.ix_(at, at)], r[-1, at])) if at else 0.0


def by_method(result: placet.results.DriversResult, column: str = "importance") -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for method, term, value in zip(result["method"], result["term"], result[column], strict=True):
        found.setdefault(method, {})[term] = value
    return found


# ---- methods -------------------------------------------------------------------------------------------------------


def test_swiss_of_relaimpo(reference, stored) -> None:
    data = pd.read_csv(reference / "drivers" / "swiss.csv")
    methods = ["lmg", "last", "first", "betasq", "pratt"]
    found = placet.key_drivers(data, "Fertility", SWISS, importance=[*methods, "pmvd", "johnson"], n_resamples=0)
    raw, share = by_method(found), by_method(found, "share")
    for method in methods:
        for driver, value in stored["relaimpo"]["swiss"]["raw"][method].items():
            assert_allclose(raw[method][driver], value, rtol=1e-11, err_msg=f"{method} {driver}")
        for driver, value in stored["published_swiss"]["normalised_to_sum_1"].items():
            assert_allclose(share[method][driver], value[method], rtol=0, atol=5.1e-8)
    for driver, value in stored["pmvd_own_all_orders"]["swiss_raw"].items():
        assert_allclose(raw["pmvd"][driver], value, rtol=1e-11)
    for driver, value in stored["published_swiss"]["normalised_to_sum_1"].items():
        assert_allclose(share["pmvd"][driver], value["pmvd"], rtol=0, atol=5.1e-9)
    for row in stored["rwa_johnson_weights"]["swiss"]["result"]:
        assert_allclose(raw["johnson"][row["Variables"]], row["Raw.RelWeight"], rtol=1e-11)


@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("p", [2, 4, 6])
def test_every_method_by_its_definition(p: int, weights: str | None) -> None:
    data, drivers = simulated(p, p)
    r = correlations(data, [*drivers, "y"], None if weights is None else data["w"])
    among, outcome = r[:p, :p], r[-1, :p]
    found = by_method(placet.key_drivers(data, "y", drivers, importance=ALL, weights=weights, n_resamples=0))
    slope = np.linalg.solve(among, outcome)
    values, vectors = np.linalg.eigh(among)
    half, back = (vectors @ np.diag(values**power) @ vectors.T for power in (0.5, -0.5))
    z = back @ outcome
    everything = range(p)
    expected = {
        "first": outcome**2,
        "last": [r2_of(r, everything) - r2_of(r, set(everything) - {j}) for j in everything],
        "betasq": slope**2,
        "pratt": slope * outcome,
        "car": z**2,
        "johnson": half**2 @ z**2,
        "pmvd": pmvd_over_orders(r),
    }
    for method, values in expected.items():
        assert_allclose([found[method][d] for d in drivers], values, rtol=0, atol=1e-12, err_msg=method)
    for method in ("lmg", "johnson", "pratt", "car", "pmvd"):
        assert abs(sum(found[method].values()) - r2_of(r, everything)) < 1e-12


def pmvd_over_orders(r: np.ndarray) -> np.ndarray:
    """The definition: orders weigh the product of 1 / what those that follow add."""
    p = len(r) - 1
    full, total, shares = r2_of(r, range(p)), 0.0, np.zeros(p)
    for order in permutations(range(p)):
        weight = 1 / math.prod(full - r2_of(r, order[:i]) for i in range(1, p))
        total += weight
        for i, driver in enumerate(order):
            shares[driver] += weight * (r2_of(r, order[: i + 1]) - r2_of(r, order[:i]))
    return shares / total


def test_several_methods_are_rows_of_their_own_with_intervals() -> None:
    data, drivers = simulated(1, 3)
    given = {"weights": "w", "n_resamples": 60, "rng": 2, "progress": False}
    both = placet.key_drivers(data, "y", drivers, importance=["johnson", "lmg"], **given)
    assert both["method"] == ("johnson",) * 3 + ("lmg",) * 3
    for method in ("johnson", "lmg"):
        alone = placet.key_drivers(data, "y", drivers, importance=method, **given)
        rows = [i for i, name in enumerate(both["method"]) if name == method]
        for name in ("importance", "importance_low", "share_high", "rank_low", "in_top", "chance", "coefficient"):
            assert_allclose(both[name][rows], alone[name], rtol=1e-12, err_msg=name)
    assert "Relative weights" in both.summary()
    assert "Method" not in alone.summary()


@settings(deadline=None, max_examples=15, derandomize=True)
@given(seed=st.integers(0, 10**6), factors=st.lists(st.sampled_from([1e-12, 1.0, 1e12, -1.0]), min_size=4, max_size=4))
def test_units_change_no_method(seed: int, factors: list[float]) -> None:
    data, drivers = simulated(seed, 4)
    scaled = data | {d: data[d] * f for d, f in zip(drivers, factors, strict=True)}
    plain, found = (
        by_method(placet.key_drivers(d, "y", drivers, importance=ALL, n_resamples=0)) for d in (data, scaled)
    )
    for method in ALL:
        assert_allclose([found[method][d] for d in drivers], [plain[method][d] for d in drivers], rtol=1e-8, atol=1e-13)


def test_covariates_are_held_in_every_method() -> None:
    data, names = simulated(4, 5)
    drivers, held = names[:3], names[3:]
    r = correlations(data, [*names, "y"])
    rest = r[np.ix_([0, 1, 2, 5], [0, 1, 2, 5])] - r[np.ix_([0, 1, 2, 5], [3, 4])] @ np.linalg.solve(
        r[3:5, 3:5], r[np.ix_([3, 4], [0, 1, 2, 5])]
    )
    root = np.sqrt(np.diag(rest))
    partial, left = rest / np.outer(root, root), rest[-1, -1]
    found = by_method(placet.key_drivers(data, "y", drivers, covariates=held, importance=ALL, n_resamples=0))
    assert_allclose([found["first"][d] for d in drivers], left * partial[-1, :3] ** 2, rtol=1e-10)
    slope = np.linalg.solve(partial[:3, :3], partial[-1, :3])
    assert_allclose([found["betasq"][d] for d in drivers], left * slope**2, rtol=1e-10)
    assert_allclose([found["pmvd"][d] for d in drivers], left * pmvd_over_orders(partial), rtol=1e-10)


def test_pmvd_alone_is_not_resampled_unless_it_is_asked() -> None:
    data, drivers = simulated(3, 3)
    assert np.isnan(placet.key_drivers(data, "y", drivers, importance="pmvd")["importance_low"]).all()
    asked = placet.key_drivers(data, "y", drivers, importance="pmvd", n_resamples=20, rng=1)
    assert np.isfinite(asked["importance_low"]).all()


def test_pmvd_of_a_driver_that_adds_nothing_is_refused_by_name() -> None:
    data, drivers = simulated(3, 3)
    design = np.column_stack([np.ones(150), *(data[d] for d in drivers)])
    idle = np.random.default_rng(0).normal(size=150)
    for column in ("y",):
        both = np.column_stack([design, data[column]])
        idle -= both @ np.linalg.lstsq(both, idle, rcond=None)[0]
    with pytest.raises(placet.ModelError, match="'idle' adds nothing"):
        placet.key_drivers(data | {"idle": idle}, "y", [*drivers, "idle"], importance="pmvd", n_resamples=0)
    # LMG and the others have no trouble with it: uncorrelated with all, it is worth nothing.
    found = by_method(placet.key_drivers(data | {"idle": idle}, "y", [*drivers, "idle"], n_resamples=0))
    assert found["lmg"]["idle"] < 1e-12


# ---- factors and groups --------------------------------------------------------------------------------------------


def with_factor(seed: int = 5) -> tuple[dict, list[str]]:
    data, drivers = simulated(seed, 3)
    rng = np.random.default_rng(seed)
    data["region"] = np.array(["north", "south", "west"])[rng.integers(0, 3, 150)]
    data["y"] = data["y"] + (data["region"] == "west")
    return data, [*drivers, "region"]


def test_a_factor_enters_as_a_whole() -> None:
    data, drivers = with_factor()
    columns = [np.column_stack([data[d]]) for d in drivers[:3]]
    columns.append(np.column_stack([data["region"] == level for level in ("south", "west")]).astype(float))
    y = data["y"]

    def r2(subset) -> float:
        design = np.column_stack([np.ones(150), *(columns[j] for j in subset)])
        left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        return 1 - left @ left / ((y - y.mean()) ** 2).sum()

    result = placet.key_drivers(
        data, "y", drivers, factors=["region"], importance=["lmg", "first", "last", "pmvd"], n_resamples=0
    )
    found = by_method(result)
    assert_allclose([found["lmg"][d] for d in drivers], shapley(r2, 4), rtol=0, atol=1e-12)
    assert_allclose(found["first"]["region"], r2([3]), rtol=1e-11)
    assert_allclose(found["last"]["region"], r2(range(4)) - r2(range(3)), rtol=1e-10)
    row = result["term"].index("region")
    assert np.isnan(result["coefficient"][row])
    tests = placet.regression(data, "y", drivers, factors=["region"]).term_tests
    assert_allclose(result["coefficient_p_value"][row], tests["p_value"][tests["term"].index("region")], rtol=1e-10)
    with pytest.raises(placet.DataError, match="'region' has several columns"):
        placet.key_drivers(data, "y", drivers, factors=["region"], importance="johnson")
    formula = placet.key_drivers(data, "y ~ x0 + x1 + x2 + C(region)", n_resamples=0)
    assert_allclose(sorted(formula["importance"]), sorted(found["lmg"].values()), rtol=1e-10)


def shapley(value, p: int) -> np.ndarray:
    """Mean gain over all orders."""
    gains = np.zeros(p)
    for order in permutations(range(p)):
        for i, driver in enumerate(order):
            gains[driver] += value(order[: i + 1]) - value(order[:i])
    return gains / math.factorial(p)


def test_groups_by_all_orders_in_which_members_follow_each_other() -> None:
    data, drivers = simulated(6, 5)
    groups = {"Service": ["x0", "x3"], "Price": ["x1", "x2"]}
    r = correlations(data, [*drivers, "y"], data["w"])
    blocks = [(0, 3), (1, 2), (4,)]
    gains, count = np.zeros(5), 0
    for order in permutations(blocks):
        for inner in permutations(order[0]):
            for second in permutations(order[1]):
                for third in permutations(order[2]):
                    entered: list[int] = []
                    for driver in (*inner, *second, *third):
                        gains[driver] += r2_of(r, [*entered, driver]) - r2_of(r, entered)
                        entered.append(driver)
                    count += 1
    result = placet.key_drivers(data, "y", drivers, groups=groups, weights="w", n_resamples=40, rng=1)
    found = by_method(result)["lmg"]
    assert_allclose([found[d] for d in drivers], gains / count, rtol=0, atol=1e-12)
    between = shapley(lambda taken: r2_of(r, [c for block in taken for c in blocks[block]]), 3)
    worth = dict(zip(result.groups["group"], result.groups["importance"], strict=True))
    assert_allclose([worth["Service"], worth["Price"], worth["x4"]], between, rtol=0, atol=1e-12)
    assert_allclose(result["importance"].sum(), r2_of(r, range(5)), rtol=1e-12)
    assert (result.groups["importance_low"] < result.groups["importance"]).all()
    assert dict(zip(result["term"], result["group"], strict=True))["x3"] == "Service"
    one = placet.key_drivers(data, "y", drivers, groups={"all": drivers}, n_resamples=0)
    alone = placet.key_drivers(data, "y", drivers, n_resamples=0)
    assert_allclose(one["importance"], alone["importance"], rtol=1e-11)
    assert_allclose(one["chance"], alone["chance"], rtol=1e-11)


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ({"a": ["x0", "x9"]}, "'x9', which is no driver"),
        ({"a": ["x0"], "b": ["x0"]}, "names driver 'x0' as 'a' does"),
        ({"x1": ["x0"]}, "also the name of a driver"),
        ({}, "must be a mapping"),
        ({"a": []}, "names no driver; name one or more"),
        ({"a": None}, "names no driver; name one or more"),
        ({" ": ["x0", "x1"]}, "none is empty"),
    ],
)
def test_groups_that_are_none(groups, words: str) -> None:
    data, drivers = simulated(1, 3)
    with pytest.raises(placet.DataError, match=words):
        placet.key_drivers(data, "y", drivers, groups=groups)


@pytest.mark.parametrize(
    ("importance", "words"),
    [
        (["lmg", "lmg"], "names 'lmg' twice; name every method once"),
        (None, "importance=None is not known"),
        ([], "importance is empty"),
    ],
)
def test_methods_that_are_none(importance, words: str) -> None:
    data, drivers = simulated(1, 3)
    with pytest.raises(placet.DataError, match=words):
        placet.key_drivers(data, "y", drivers, importance=importance)


# ---- chance --------------------------------------------------------------------------------------------------------


def test_chance_by_its_definition() -> None:
    data, drivers = simulated(7, 4)
    r = correlations(data, [*drivers, "y"], data["w"])
    result = placet.key_drivers(data, "y", drivers, weights="w", n_resamples=0)
    base = data["w"].sum() ** 2 / (data["w"] ** 2).sum()
    for j, driver in enumerate(drivers):
        others = [i for i in range(4) if i != j]
        means = [np.mean([(1 - r2_of(r, s)) / (base - k - 1) for s in combinations(others, k)]) for k in range(4)]
        assert_allclose(result["chance"][result["term"].index(driver)], np.mean(means), rtol=1e-11)


def test_a_driver_of_no_effect_earns_what_chance_gives() -> None:
    found = []
    for seed in range(300):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(80, 4))
        data = {"y": x[:, 0] + rng.normal(size=80)} | {f"x{i}": x[:, i] for i in range(4)}
        result = placet.key_drivers(data, "y", ["x0", "x1", "x2", "x3"], n_resamples=0)
        row = result["term"].index("x3")
        found.append((result["importance"][row], result["chance"][row]))
    earned, level = np.mean(found, axis=0)
    assert abs(earned / level - 1) < 0.1  # relative sd of a mean of 300 chi-squares of 1 df: 0.08


# ---- influence values, linearised and jackknife intervals -----------------------------------------------------------


def lmg_under(data, drivers, w) -> np.ndarray:
    r = _weighted(data, [*drivers, "y"], w)
    return shapley(lambda subset: r2_of(r, subset), len(drivers))


@pytest.mark.parametrize("held", [[], ["x3"]])
def test_influence_values_are_derivatives_by_the_weights(held: list[str]) -> None:
    from placet.drivers.importance.influence import influence
    from placet.drivers.importance.split import Split
    from placet.drivers.model.model import read_model

    data, names = simulated(8, 4, n=60)
    drivers = [name for name in names if name not in held]
    model = read_model(placet.Survey(data, weights="w"), "y", drivers, covariates=held or None)
    split = Split(model)
    found = influence(split, model.rows.moments())
    values = np.column_stack([column[1] for column in found.rows.columns])
    w, step = data["w"], 1e-5
    for row in (0, 17, 59):
        up, down = (w + sign * step * (np.arange(60) == row) for sign in (1, -1))

        def lmg(weights):
            moments = read_model(
                placet.Survey(data | {"w": weights}, weights="w"), "y", drivers, covariates=held or None
            )
            return Split(moments).of(moments.rows.moments()[0]).values[0]

        slope = (lmg(up) - lmg(down)) / (2 * step)
        # Adding weight to a row moves a function of weighted means by its influence over the sum of the weights.
        assert_allclose(values[row] / w.sum(), slope, rtol=0, atol=1e-6 * np.abs(values).max() / w.sum())
    assert_allclose(w @ values, 0, atol=1e-9 * np.abs(values).max() * w.sum())


def test_linearised_errors_are_those_of_the_bootstrap() -> None:
    data, drivers = simulated(9, 4, n=600)
    for weights in (None, "w"):
        given = {"weights": weights, "rng": 1, "progress": False}
        drawn = placet.key_drivers(data, "y", drivers, n_resamples=4000, **given)
        for interval in ("linearized", "jackknife"):
            found = placet.key_drivers(data, "y", drivers, interval=interval, **given)
            error = {"linearized": 0.06, "jackknife": 0.35}[interval]  # 60 groups: a tenth; bootstrap: a hundredth
            assert_allclose(found["importance_std_error"], drawn["importance_std_error"], rtol=error)
            assert found["term"] == drawn["term"]
            assert (found["rank_low"] <= found["rank"]).all()


def test_linearised_errors_of_a_design_by_hand() -> None:
    from placet.drivers.importance.influence import influence
    from placet.drivers.importance.split import Split
    from placet.drivers.model.model import read_model

    data, drivers = simulated(10, 3, n=240)
    data |= {"store": np.arange(240) // 6, "zone": np.arange(240) // 120}
    model = read_model(placet.Survey(data, weights="w"), "y", drivers)
    values = influence(Split(model), model.rows.moments())
    u = np.column_stack([c[1] for c in values.rows.columns]) * (data["w"] / data["w"].sum())[:, None]
    variance = np.zeros((3, 3))
    for zone in (0, 1):
        z = np.array([u[data["store"] == store].sum(axis=0) for store in range(20 * zone, 20 * zone + 20)])
        variance += 20 / 19 * (z - z.mean(axis=0)).T @ (z - z.mean(axis=0))
    survey = placet.Survey(data, weights="w", cluster="store", strata="zone")
    result = placet.key_drivers(survey, "y", drivers, interval="linearized")
    found = [result["importance_std_error"][result["term"].index(d)] for d in drivers]
    assert_allclose(found, np.sqrt(np.diag(variance)), rtol=1e-10)


@pytest.mark.parametrize("name", ["weights", "clusters", "strata", "fpc"])
def test_linearised_errors_of_r_survey(name: str) -> None:
    stored = json.loads((HERE / "importance.json").read_text())[name]
    rows = pd.read_csv(HERE / "domains.csv")
    rows = rows[rows["score"].notna() & ~rows["stratum"].isin(["C", "D"])].reset_index(drop=True)
    rows["b"] = (rows["group"] == "x").astype(float)
    design = {"weights": {}, "clusters": {"cluster": "cluster"}}
    design["strata"] = design["clusters"] | {"strata": "stratum"}
    design["fpc"] = design["strata"] | {"fpc": "shops"}
    survey = placet.Survey(rows, weights="weight", **design[name])
    both = placet.key_drivers(survey, "score", ["other", "b"], interval="linearized")
    row = {term: i for i, term in enumerate(both["term"])}
    for term, key in (("other", "lmg_a"), ("b", "lmg_b")):
        found = both["importance"][row[term]], both["importance_std_error"][row[term]]
        assert_allclose(found, stored[key], rtol=1e-9)
    one = placet.key_drivers(survey, "score", ["other"], interval="linearized")
    assert_allclose([one["importance"][0], one["importance_std_error"][0]], stored["r2_a"], rtol=1e-9)


def test_linearised_intervals_and_bca_of_designs_are_near_each_other() -> None:
    data, drivers = simulated(12, 3, n=900)
    data |= {"store": np.arange(900) // 9}
    survey = placet.Survey(data, weights="w", cluster="store")
    given = {"rng": 1, "progress": False}
    line, bca, plain = (
        placet.key_drivers(survey, "y", drivers, interval=kind, n_resamples=2000, **given)
        for kind in ("linearized", "bca", "percentile")
    )
    for end in ("low", "high"):
        width = plain["importance_high"] - plain["importance_low"]
        assert_allclose(line[f"importance_{end}"], bca[f"importance_{end}"], rtol=0, atol=0.25 * width.max())
    assert not np.allclose(bca["importance_low"], plain["importance_low"], rtol=1e-6)


def test_the_jackknife_leaves_out_whole_clusters() -> None:
    data, drivers = simulated(11, 3, n=120)
    data["store"] = np.arange(120) // 10
    survey = placet.Survey(data, weights="w", cluster="store")
    result = placet.key_drivers(survey, "y", drivers, interval="jackknife")
    left = np.array(
        [
            lmg_under({k: v[data["store"] != s] for k, v in data.items()}, drivers, data["w"][data["store"] != s])
            for s in range(12)
        ]
    )
    whole = lmg_under(data, drivers, data["w"])
    expected = np.sqrt(11 / 12 * ((left - whole) ** 2).sum(axis=0))
    found = [result["importance_std_error"][result["term"].index(d)] for d in drivers]
    assert_allclose(found, expected, rtol=1e-9)


# ---- ranks ---------------------------------------------------------------------------------------------------------


def test_ranks_of_clear_and_of_equal_drivers() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(800, 4))
    data = {f"x{i}": x[:, i] for i in range(4)} | {"y": x @ [3.0, 1.0, 1.0, 0.0] + rng.normal(size=800)}
    result = placet.key_drivers(data, "y", ["x0", "x1", "x2", "x3"], n_resamples=400, rng=1, top=1)
    row = {term: i for i, term in enumerate(result["term"])}
    assert (result["rank_low"][row["x0"]], result["rank_high"][row["x0"]]) == (1, 1)
    assert (result["rank_low"][row["x1"]], result["rank_high"][row["x1"]]) == (2, 3)
    letters = dict(zip(result["term"], result["letters"], strict=True))
    assert letters["x1"] == letters["x2"] != letters["x0"]
    assert_allclose(result["in_top"][[row["x0"], row["x3"]]], [1, 0])
    frequency = np.reshape(result.ranks["frequency"], (4, 4))
    assert_allclose(frequency.sum(axis=0), 1)
    assert_allclose(frequency.sum(axis=1), 1)


def test_identical_drivers_share_alike_and_it_is_said() -> None:
    data, drivers = simulated(13, 3)
    twice = data | {"again": 2 * data["x0"] + 1}
    found = placet.key_drivers(twice, "y", [*drivers, "again"], n_resamples=50, rng=1)
    alone = placet.key_drivers(data, "y", drivers, n_resamples=0)
    value = dict(zip(found["term"], found["importance"], strict=True))
    assert_allclose(value["x0"], value["again"], rtol=1e-12)
    assert_allclose(sum(value.values()), alone.fit["r2"][0], rtol=1e-12)
    assert_allclose(found.fit["r2"], alone.fit["r2"], rtol=1e-12)
    assert np.isnan(found["coefficient"]).all()
    assert np.isfinite(found["importance_low"]).all()
    assert any("depend on each other" in str(note) for note in found.about["notes"])
    assert "nan" not in str(found)
    rank = dict(zip(found["term"], found["rank"], strict=True))
    assert rank["x0"] == rank["again"]


def test_36_drivers_are_refused_with_the_ways_out() -> None:
    rng = np.random.default_rng(1)
    data = {f"x{i}": rng.normal(size=100) for i in range(36)} | {"y": rng.normal(size=100)}
    names = [f"x{i}" for i in range(36)]
    with pytest.raises(placet.ModelError, match="at most 35 drivers"):
        placet.key_drivers(data, "y", names, n_resamples=0)
    with pytest.raises(placet.DataError, match='interval="jackknife", 60 groups left out in turn'):
        placet.key_drivers(data, "y", names[:25])
    found = placet.key_drivers(data, "y", names, importance="johnson", n_resamples=20, rng=1)
    assert len(found["term"]) == 36


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"importance": "shap"}, "importance='shap'"),
        ({"importance": []}, "importance is empty"),
        ({"interval": "linearized", "importance": "johnson"}, "needs influence values"),
        ({"interval": "linearized", "missing": "multiple"}, "is of complete cases"),
        ({"interval": "jackknife", "weights": "w", "weight_type": "frequency"}, "several respondents alike"),
        ({"groups": {"a": ["x0"]}, "importance": "first"}, "leave out groups"),
        ({"top": 0}, "top"),
    ],
)
def test_options_that_do_not_go_together(options, words: str) -> None:
    data, drivers = simulated(1, 3)
    with pytest.raises(placet.DataError, match=words):
        placet.key_drivers(data, "y", drivers, **options)
