"""Weights of tables of units against published figures, another program's, and the definitions by loops."""

import itertools
import json
import math

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import DataError

BRANCHES = {
    "branch": ["A", "B", "C", "D"],
    "calls": [60.0, 75, 90, 82],
    "cover": [80.0, 82, 84, 90],
    "complaints": [12.0, 4, 7, 9],
}
COLUMNS = ["calls", "cover", "complaints"]
EVERY = {"entropy": placet.entropy_weights, "critic": placet.critic_weights, "std": placet.std_weights}
every = pytest.mark.parametrize("name", EVERY)


def vector(result):
    return np.array(list(result.weights.values()))


def table(seed, units, columns):
    rng = np.random.default_rng(seed)
    return {f"c{j}": rng.uniform(1, 9, units) for j in range(columns)}


# ---- published, and computed elsewhere -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def expected(reference):
    return json.loads((reference / "weights" / "expected_entropy.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def fighter(expected):
    case = expected["hwang_yoon_fighter"]
    return case, dict(zip(case["criteria"], np.transpose(case["X"]), strict=True))


def test_fighters_as_hwang_and_yoon_printed_them(fighter):
    # They carried four digits: the weights are those of their d, which round differently.
    case, data = fighter
    result = placet.entropy_weights(data, case["criteria"])
    assert_allclose(result["entropy"], case["published"]["E"], atol=2e-4)
    assert_allclose(vector(result), case["published"]["w"], atol=2e-3)


def test_fighters_to_all_digits(fighter):
    case, data = fighter
    result = placet.entropy_weights(data, case["criteria"])
    assert_allclose(result["entropy"], case["computed"]["E"], rtol=1e-13)
    assert_allclose(result["divergence"], case["computed"]["d"], rtol=1e-11)
    assert_allclose(vector(result), case["computed"]["w"], rtol=1e-11)
    assert_allclose(vector(result), case["pymcdm_1.4.0_entropy"], rtol=1e-11)


def test_fighters_whose_cost_is_to_be_low(fighter):
    # pyDecision adds 1e-9 or so to every share, which its seven digits show.
    case, data = fighter
    result = placet.entropy_weights(data, case["criteria"], cost=["cost"])
    assert_allclose(vector(result), case["pydecision_5.1.8_entropy_cost_min"], atol=1e-7)


def test_fighters_by_critic_and_standard_deviation(fighter):
    # pymcdm's CRITIC rescales by the range; its standard deviations are those of the columns as they are.
    case, data = fighter
    assert_allclose(vector(placet.critic_weights(data, case["criteria"])), case["pymcdm_1.4.0_critic"], rtol=1e-13)
    as_measured = placet.std_weights(data, case["criteria"], rescale="none")
    assert_allclose(vector(as_measured), case["pymcdm_1.4.0_std"], rtol=1e-12)


def test_a_constant_column_weighs_nothing(expected):
    case = expected["edge_constant_column"]
    data = {"x": [row[0] for row in case["X"]], "same": [row[1] for row in case["X"]]}
    for name, call in EVERY.items():
        if name == "critic":  # one column that varies contradicts nothing
            with pytest.raises(DataError, match="no columns of 'x', 'same' contradict"):
                call(data, ["x", "same"])
            continue
        result = call(data, ["x", "same"])
        assert vector(result).tolist() == case["w"]
        assert "weight 0 where all units are alike: same" in result.made_by()
    critic = placet.critic_weights({**BRANCHES, "same": [5, 5, 5, 5]}, [*COLUMNS, "same"])
    assert critic.weights["same"] == 0
    assert_allclose(vector(critic)[:3], vector(placet.critic_weights(BRANCHES, COLUMNS)), rtol=1e-13)


# ---- definitions -----------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=30, derandomize=True)
@given(seed=st.integers(0, 10**6), units=st.integers(3, 12), columns=st.integers(2, 6))
def test_entropy_by_its_definition(seed, units, columns):
    data = table(seed, units, columns)
    spread = []
    for values in data.values():
        shares = [value / sum(values) for value in values]
        spread.append(1 + sum(p * math.log(p) for p in shares) / math.log(units))
    result = placet.entropy_weights(data, list(data))
    assert_allclose(vector(result), np.array(spread) / sum(spread), rtol=1e-9)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(seed=st.integers(0, 10**6), units=st.integers(4, 12), columns=st.integers(2, 6))
def test_critic_by_its_definition(seed, units, columns):
    data = table(seed, units, columns)
    cost = list(data)[::2]
    scaled = {}
    for name, values in data.items():
        best, worst = (values.min(), values.max()) if name in cost else (values.max(), values.min())
        scaled[name] = (values - worst) / (best - worst)
    frame = pd.DataFrame(scaled)
    correlation, std = frame.corr().to_numpy(), frame.std().to_numpy()
    information = [std[j] * sum(1 - correlation[j, k] for k in range(columns)) for j in range(columns)]
    result = placet.critic_weights(data, list(data), cost=cost)
    assert_allclose(result["std_dev"], std, rtol=1e-12)
    assert_allclose(vector(result), np.array(information) / sum(information), rtol=1e-10)


@pytest.mark.parametrize("rescale", ["range", "mean", "none"])
def test_standard_deviations_by_their_definition(rescale):
    frame = pd.DataFrame({name: BRANCHES[name] for name in COLUMNS})
    divisor = {"range": frame.max() - frame.min(), "mean": frame.mean(), "none": 1.0}[rescale]
    std = (frame / divisor).std().to_numpy()
    result = placet.std_weights(BRANCHES, COLUMNS, unit="branch", rescale=rescale)
    assert_allclose(result["std_dev"], std, rtol=1e-13)
    assert_allclose(vector(result), std / std.sum(), rtol=1e-13)


# ---- symmetries ------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=20, derandomize=True)
@given(seed=st.integers(0, 10**6), power=st.integers(-12, 12), shift=st.floats(-100, 100))
@every
def test_units_of_measurement_change_nothing(name, seed, power, shift):
    data = table(seed, 6, 4)
    scaled = {**data, "c1": data["c1"] * 10.0**power}
    assert_allclose(vector(EVERY[name](scaled, list(data))), vector(EVERY[name](data, list(data))), rtol=1e-8)
    if name != "entropy":  # whose zero is that of the measure
        moved = {**data, "c1": data["c1"] + shift}
        assert_allclose(vector(EVERY[name](moved, list(data))), vector(EVERY[name](data, list(data))), rtol=1e-8)


@every
def test_order_of_units_and_columns_changes_nothing(name):
    data = table(4, 7, 4)
    turned = {column: data[column][::-1] for column in reversed(data)}
    one, other = EVERY[name](data, list(data)).weights, EVERY[name](turned, list(turned)).weights
    assert_allclose([other[column] for column in one], list(one.values()), rtol=1e-12)


@every
@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, lambda d: pl.DataFrame(d).lazy()])
def test_any_library(name, make):
    found = EVERY[name](make(BRANCHES), COLUMNS, unit="branch")
    assert found == EVERY[name](BRANCHES, COLUMNS, unit="branch")
    assert_allclose(sum(found.weights.values()), 1, rtol=1e-15)


def test_low_costs_are_good_wherever_they_are():
    flipped = {**BRANCHES, "complaints": [-x for x in BRANCHES["complaints"]]}
    one = placet.critic_weights(BRANCHES, COLUMNS, cost=["complaints"])
    assert_allclose(vector(one), vector(placet.critic_weights(flipped, COLUMNS)), rtol=1e-12)
    inverse = {**BRANCHES, "complaints": [1 / x for x in BRANCHES["complaints"]]}
    one = placet.entropy_weights(BRANCHES, COLUMNS, cost="complaints")
    assert_allclose(vector(one), vector(placet.entropy_weights(inverse, COLUMNS)), rtol=1e-12)


def test_a_share_of_nothing_is_nothing():
    # Shares 0, 1/2, 1/2 have entropy ln 2 / ln 3.
    result = placet.entropy_weights({"a": [0, 1, 1], "b": [1, 2, 3]}, ["a", "b"])
    assert_allclose(result["entropy"][0], math.log(2) / math.log(3), rtol=1e-14)


# ---- what is said ----------------------------------------------------------------------------------------------------


@every
def test_nearly_equal_weights_are_told(name):
    cycle = [1.0, 2, 4]
    data = {f"c{i}": [cycle[(i + j) % 3] for j in range(3)] for i in range(3)}
    assert "the weights are nearly equal" in EVERY[name](data, list(data)).made_by()
    assert "nearly equal" not in EVERY["entropy"](BRANCHES, COLUMNS).made_by()


@every
def test_weights_are_to_be_kept(name):
    result = EVERY[name](BRANCHES, COLUMNS, unit="branch")
    assert "from 4 units; keep these weights for later waves" in result.made_by()
    assert "来自 4 个单元" in result.summary(language="zh")
    with pytest.raises(TypeError):
        result["weight"] = 1


RESPONDENTS = {f"c{j}": np.random.default_rng(j).integers(1, 11, 101) for j in range(2)}
BAD = [
    ({**BRANCHES, "cover": [80, np.nan, 84, 90]}, {}, "column 'cover' has no value for unit 'B'"),
    ({**BRANCHES, "cover": [80, np.inf, 84, 90]}, {}, "'cover'"),
    ({**BRANCHES, "branch": ["A", "B", "A", "D"]}, {}, "names 'A' twice; a unit has one row"),
    ({**BRANCHES, "branch": ["A", None, "C", "D"]}, {}, "names no unit in row 1"),
    ({name: values[:2] for name, values in BRANCHES.items()}, {}, "2 units; give at least 3"),
    ({**BRANCHES, **{name: [5] * 4 for name in COLUMNS}}, {}, "all units are alike in 'calls', 'cover', 'complaints'"),
    (BRANCHES, {"columns": ["calls"]}, "at least 2 columns"),
    (BRANCHES, {"columns": ["calls", "cvoer"]}, "did you mean 'cover'"),
    (placet.Survey({**BRANCHES, "w": [1, 2, 1, 2]}, weights="w"), {}, "declares weights, so its rows are respondents"),
    (RESPONDENTS, {"columns": ["c0", "c1"], "unit": None}, "101 rows, as many as respondents are"),
]


@every
@pytest.mark.parametrize(("data", "options", "words"), BAD)
def test_bad_tables_are_told(name, data, options, words):
    with pytest.raises(DataError) as caught:
        EVERY[name](data, **{"columns": COLUMNS, "unit": "branch", **options})
    assert words in str(caught.value)


def test_figures_without_shares_are_told():
    negative = {**BRANCHES, "calls": [60, -1, 90, 80]}
    with pytest.raises(DataError, match="column 'calls' is -1 for unit 'B'; entropy is of shares"):
        placet.entropy_weights(negative, COLUMNS, unit="branch")
    zero = {**BRANCHES, "complaints": [12, 0, 7, 9]}
    with pytest.raises(DataError, match=r"is 0 for unit 'B'.*above 0 where less is better"):
        placet.entropy_weights(zero, COLUMNS, unit="branch", cost=["complaints"])
    with pytest.raises(DataError, match="cost names 'cals', which is none of the columns; did you mean 'calls'"):
        placet.critic_weights(BRANCHES, COLUMNS, cost=["cals"])
    with pytest.raises(DataError, match=r"column 'c' has mean -2; rescale=\"mean\" divides by it"):
        placet.std_weights({"c": [-1, -2, -3], "d": [1, 2, 4]}, ["c", "d"], rescale="mean")
    same = {"a": [1, 2, 4], "b": [10, 20, 40]}
    with pytest.raises(DataError, match=r"contradict each other.*use std_weights"):
        placet.critic_weights(same, ["a", "b"])


def test_a_filter_leaves_units_out():
    survey = placet.Survey(BRANCHES)
    kept = {name: values[:3] for name, values in BRANCHES.items()}
    for call, pair in itertools.product(EVERY.values(), [np.array([True, True, True, False])]):
        found = call(survey.filter(pair), COLUMNS, unit="branch")
        assert_allclose(vector(found), vector(call(kept, COLUMNS, unit="branch")), rtol=1e-14)


def test_many_units_with_names():
    data = {**table(1, 300, 3), "branch": [f"B{i}" for i in range(300)]}
    assert placet.entropy_weights(data, ["c0", "c1", "c2"], unit="branch").about["n_units"] == 300


@every
@pytest.mark.filterwarnings("error")
def test_huge_and_tiny_figures(name):
    data = table(3, 6, 3)
    expected = vector(EVERY[name](data, list(data)))
    huge = {column: 1e307 * values for column, values in data.items()}
    tiny = {column: 1e-300 * values for column, values in data.items()}
    for scaled in (huge, tiny):
        assert_allclose(vector(EVERY[name](scaled, list(data))), expected, rtol=1e-9)
    if name == "std":
        for rescale in ("mean", "none"):
            expected = vector(placet.std_weights(data, list(data), rescale=rescale))
            assert_allclose(vector(placet.std_weights(huge, list(data), rescale=rescale)), expected, rtol=1e-9)
