"""The index against arithmetic by hand, a published study and linearised variances by brute force."""

import csv
import json
import math

import numpy as np
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

TREE = {"Network": (0.6, {"calls": 0.5, "cover": 0.5}), "Billing": (0.4, {"bills": 1.0})}
FOUR = {"calls": [10, 8, 6, 9], "cover": [9, 7, 6, 8], "bills": [5, 9, 7, 7], "w": [1, 2, 1, 2]}


def brute_force(x: np.ndarray, shares: np.ndarray, w: np.ndarray, kind: str) -> tuple[float, float]:
    """Weighted mean of each respondent's composite and its standard error, from the rows."""
    composite = x @ shares
    mean = np.average(composite, weights=w)
    n, total = len(w), w.sum()
    if kind == "probability":
        # R survey, svymean with independent sampling: influence w (x - mean) / Σw, variance with n / (n - 1).
        influence = w * (composite - mean) / total
        return mean, math.sqrt(n / (n - 1) * (influence**2).sum())
    squares = (w * (composite - mean) ** 2).sum()
    return mean, math.sqrt(squares / total / (total - 1 if kind == "frequency" else n - 1))


# ---- by hand -------------------------------------------------------------------------------------------------------


def test_four_respondents_by_hand() -> None:
    # Means 8.25, 7.5 and 7 of 1..10, so 100 (x - 1) / 9: calls 80.56, cover 72.22, bills 66.67.
    # Network (80.56 + 72.22) / 2 = 76.39; index 0.6 x 76.39 + 0.4 x 66.67 = 72.5.
    result = placet.satisfaction_index(FOUR, TREE, scale=(1, 10))
    assert result["term"] == ("Satisfaction index", "Network", "calls", "cover", "Billing", "bills")
    assert result["parent"] == ("", "Satisfaction index", "Network", "Network", "Satisfaction index", "Billing")
    assert result["level"].tolist() == [0, 1, 2, 2, 1, 2]
    assert_allclose(result["weight"], [1, 0.6, 0.5, 0.5, 0.4, 1], rtol=1e-15)
    assert_allclose(result["total_weight"], [1, 0.6, 0.3, 0.3, 0.4, 0.4], rtol=1e-15)
    expected = [72.5, 687.5 / 9, 725 / 9, 650 / 9, 600 / 9, 600 / 9]
    assert_allclose(result["estimate"], expected, rtol=1e-14)
    # Bills 5 9 7 7 have sum of squares 8 about 7: variance 8/3, of the mean 2/3, on the index scale times (100/9)².
    assert_allclose(result["std_error"][5], 100 / 9 * math.sqrt(2 / 3), rtol=1e-13)


def test_a_flat_index_and_its_scale() -> None:
    # (1 + 3) / 2 of 1..5 is 25 and (5 + 5) / 2 is 100: 0.75 x 25 + 0.25 x 100 = 43.75.
    result = placet.satisfaction_index({"a": [1, 3], "b": [5, 5]}, {"a": 0.75, "b": 0.25}, scale=(1, 5), name="Whole")
    assert result["term"] == ("Whole", "a", "b")
    assert_allclose(result["estimate"], [43.75, 25, 100], rtol=1e-15)


def test_percentages_are_normalised_when_asked() -> None:
    percent = {"Network": (30, {"calls": 70, "cover": 70}), "Billing": (20, {"bills": 100})}
    normal = placet.satisfaction_index(FOUR, percent, normalize=True, scale=(1, 10))
    assert_allclose(normal["estimate"], placet.satisfaction_index(FOUR, TREE, scale=(1, 10))["estimate"], rtol=1e-14)
    with pytest.raises(placet.DataError, match="below 'Satisfaction index' sum to 50, not 1"):
        placet.satisfaction_index(FOUR, percent, scale=(1, 10))


def test_the_interval_is_t_on_the_respondents() -> None:
    # With 2 degrees of freedom the 95 % quantile is 0.95 sqrt(2 / (0.05 x 1.95)) = 4.303 (11 digits in old scipy).
    result = placet.satisfaction_index({"a": [5, 6, 7]}, {"a": 1.0}, scale=(0, 10))
    margin = 0.95 * math.sqrt(2 / (0.05 * 1.95)) * 10 * math.sqrt(1 / 3)
    assert_allclose([result["conf_low"][0], result["conf_high"][0]], [60 - margin, 60 + margin], rtol=1e-10)


# ---- the study of a mobile operator --------------------------------------------------------------------------------


def test_composites_of_the_operator_study(reference) -> None:
    # Composite scores are brand scores weighted by brand shares; own and competitor follow from the same shares.
    with (reference / "operator_study" / "brands.csv").open(encoding="utf-8") as file:
        *brands, composite = csv.DictReader(file)
    shares = dict(zip((brand["brand_en"] for brand in brands), (0.219, 0.120, 0.661), strict=True))
    for column in ("own", "competitor"):
        scores = {brand["brand_en"]: [float(brand[column])] for brand in brands}
        result = placet.satisfaction_index(scores, shares, scale=(0, 100))
        assert abs(result["estimate"][0] - float(composite[column])) < 0.01, column


def test_the_first_level_of_the_operator_study_does_not_sum_to_one(reference) -> None:
    study = json.loads((reference / "operator_study" / "indicator_tree.json").read_text(encoding="utf-8"))
    tree = {
        node["name"]["en"]: (node["weight"], {leaf["name"]["zh"]: leaf["weight"] for leaf in node["children"]})
        for node in study["children"]
    }
    answers = {leaf: [5.5] for _, leaves in tree.values() for leaf in leaves}
    with pytest.raises(placet.DataError, match="below 'Satisfaction index' sum to 50, not 1"):
        placet.satisfaction_index(answers, tree, scale=(1, 10))
    result = placet.satisfaction_index(answers, tree, normalize=True, scale=(1, 10))
    assert_allclose(result["estimate"], 50, rtol=1e-13)  # the middle of 1..10 everywhere
    # Network 20 of the 50 points listed, coverage 30 of its 100.
    assert_allclose(result["weight"][result["term"].index("Network service")], 0.4, rtol=1e-15)
    assert_allclose(result["total_weight"][result["term"].index("网络覆盖")], 0.12, rtol=1e-15)
    leaves = result["total_weight"][result["level"] == 2]
    assert_allclose(leaves.sum(), 1, rtol=1e-14)


# ---- brute force and symmetries ------------------------------------------------------------------------------------


def answers(seed: int, n: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=n)
    columns = {name: np.clip(np.round(6.5 + 2 * halo + 1.5 * rng.normal(size=n)), 1, 10) for name in list(FOUR)[:3]}
    return columns | {"w": rng.integers(1, 5, n).astype(float)}


SHARES = {
    "Satisfaction index": [0.3, 0.3, 0.4], "Network": [0.5, 0.5, 0], "calls": [1, 0, 0], "cover": [0, 1, 0],
    "Billing": [0, 0, 1], "bills": [0, 0, 1],
}  # fmt: skip
KINDS = ["probability", "frequency", "precision"]


@settings(deadline=None, max_examples=30, derandomize=True)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 60))
@pytest.mark.parametrize("kind", KINDS)
def test_every_node_by_brute_force(kind: str, seed: int, n: int) -> None:
    data = answers(seed, n)
    result = placet.satisfaction_index(data, TREE, weights="w", weight_type=kind, scale=(1, 10))
    x = np.column_stack([100 * (data[name] - 1) / 9 for name in ("calls", "cover", "bills")])
    for row, node in enumerate(result["term"]):
        mean, std_error = brute_force(x, np.array(SHARES[node]), data["w"], kind)
        assert_allclose(result["estimate"][row], mean, rtol=1e-12, atol=1e-12, err_msg=node)
        # Where all composites agree the variance is rounding, whose root is no smaller than 1e-7.
        assert_allclose(result["std_error"][row], std_error, rtol=1e-9, atol=1e-6, err_msg=node)


def test_without_weights_it_is_the_standard_error_of_a_mean() -> None:
    data = answers(1, 50)
    result = placet.satisfaction_index(data, TREE, scale=(1, 10))
    x = np.column_stack([100 * (data[name] - 1) / 9 for name in ("calls", "cover", "bills")])
    for row, node in enumerate(result["term"]):
        composite = x @ np.array(SHARES[node])
        assert_allclose(result["std_error"][row], composite.std(ddof=1) / math.sqrt(50), rtol=1e-11, err_msg=node)


def test_respondents_with_any_answer_missing_are_left_out() -> None:
    data = answers(2, 40)
    holes = data | {"calls": data["calls"].copy(), "bills": data["bills"].copy()}
    holes["calls"][3], holes["bills"][[5, 6]] = np.nan, 98
    kept = np.delete(np.arange(40), [3, 5, 6])
    found = placet.satisfaction_index(holes, TREE, weights="w", na_codes=[98], scale=(1, 10), missing="drop")
    right = placet.satisfaction_index(
        {name: values[kept] for name, values in data.items()}, TREE, weights="w", scale=(1, 10)
    )
    for name in ("estimate", "std_error", "conf_low", "conf_high", "n", "n_eff"):
        assert_allclose(found[name], right[name], rtol=1e-13, err_msg=name)
    assert found.about["n_missing"] == 3


@settings(deadline=None, max_examples=30, derandomize=True)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 60))
def test_a_mirrored_scale_mirrors_the_index(seed: int, n: int) -> None:
    data = answers(seed, n)
    mirrored = {name: values if name == "w" else 11 - values for name, values in data.items()}
    plain, mirror = (placet.satisfaction_index(d, TREE, weights="w", scale=(1, 10)) for d in (data, mirrored))
    assert_allclose(mirror["estimate"], 100 - plain["estimate"], rtol=0, atol=1e-11)
    assert_allclose(mirror["std_error"], plain["std_error"], rtol=1e-9, atol=1e-6)
    assert_allclose(mirror["conf_low"], 100 - plain["conf_high"], rtol=0, atol=1e-4)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(seed=st.integers(0, 10**6), factor=st.sampled_from([0.5, 2.0, 10.0]), shift=st.integers(-50, 50))
def test_another_scale_gives_the_same_index(seed: int, factor: float, shift: int) -> None:
    data = answers(seed, 30)
    moved = {name: values if name == "w" else factor * values + shift for name, values in data.items()}
    plain = placet.satisfaction_index(data, TREE, weights="w", scale=(1, 10))
    found = placet.satisfaction_index(moved, TREE, weights="w", scale=(factor + shift, 10 * factor + shift))
    for name in ("estimate", "std_error"):
        assert_allclose(found[name], plain[name], rtol=1e-9, atol=1e-9, err_msg=name)


def test_one_respondent_has_an_index_and_no_error() -> None:
    result = placet.satisfaction_index({name: values[:1] for name, values in FOUR.items()}, TREE, scale=(1, 10))
    assert_allclose(result["estimate"][2], 100, rtol=1e-15)
    assert np.isnan(result["std_error"]).all()
    assert np.isnan(result["conf_low"]).all()


def test_rounding_moves_no_score_away_from_its_grade() -> None:
    # Of answers that are all 4 the score is 75 by any weights, and of 3 and 4 it is 62.5, half way between two grades.
    grades, rng = {"good": 100, "fair": 75, "poor": 50}, np.random.default_rng(0)
    for k in (2, 3, 4, 5, 6) * 8:
        names, weights = [f"q{j}" for j in range(k)], rng.dirichlet(np.ones(k))
        tree = dict(zip(names, weights.tolist(), strict=True))
        call = {"scale": (1, 5), "grades": grades, "normalize": True}
        found = placet.satisfaction_index({name: [4, 4] for name in names}, tree, **call)
        assert found.about["verdict"] == "fair"
        assert found["grade"][0] == "fair"
        half = placet.satisfaction_index({name: [3, 4] for name in names}, tree, **call)
        assert half["grade"][0] == "fair"
        assert half.about["verdict"] == "between fair and poor"
