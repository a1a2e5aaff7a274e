"""Replicate weights where answers have gaps: degrees of freedom of those who answered, replicates that lose an item."""

from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from scipy.special import stdtrit

UNITS = 20
TREE = {"a": 0.3, "b": 0.3, "c": 0.4}
ITEMS = list(TREE)
GRADES = {"good": 100, "fair": 50, "bad": 0}


def survey(**answering: range) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers of twenty units, to some items of a few units only, and the options of a delete-one jackknife."""
    rng, unit = np.random.default_rng(2), np.repeat(np.arange(UNITS), 10)
    data: dict[str, Any] = {x: rng.integers(0, 3, len(unit)).astype(float) for x in ITEMS}
    for item, units in answering.items():
        data[item][~np.isin(unit, units)] = np.nan
    copies = {f"r{u}": np.where(unit == u, 0.0, UNITS / (UNITS - 1)) for u in range(UNITS)}
    data |= {"w": np.ones(len(unit)), "s": np.where(unit < 10, "early", "late"), **copies}
    return data, {"weights": "w", "repweights": placet.ReplicateWeights(list(copies), "JK1")}


def ranks(data: dict[str, Any], items: list[str], inside: Any = True) -> float:
    """Rank of the replicate weights of those who answered an item, of the item that has the lowest."""
    columns = np.column_stack([data[f"r{u}"] for u in range(UNITS)])
    return min(float(np.linalg.matrix_rank(columns[~np.isnan(data[item]) & inside])) for item in items)


def half_widths(result: Any) -> np.ndarray:
    """Half of intervals in standard errors."""
    return (result["conf_high"] - result["conf_low"]) / 2 / result["std_error"]


def test_degrees_of_freedom_are_of_the_item_that_fewest_units_answered() -> None:
    data, options = survey(a=range(12), b=range(14, 20))
    result = placet.satisfaction_index(data, TREE, scale=(0, 2), **options)
    expected = np.array([ranks(data, of) - 1 for of in (ITEMS, ["a"], ["b"], ["c"])])
    assert expected.tolist() == [5, 11, 5, 19]
    assert_allclose(half_widths(result), stdtrit(expected, 0.975), rtol=1e-9)


def test_segments_and_their_differences_have_those_of_their_own_answers() -> None:
    data, options = survey(a=range(7, 20), b=range(4, 20))
    result = placet.satisfaction_index(data, TREE, scale=(0, 2), by="s", compare="all pairs", **options)
    expected = [ranks(data, of, data["s"] == s) - 1 for s in ("early", "late") for of in (ITEMS, ["a"], ["b"], ["c"])]
    assert expected == [2, 2, 5, 9, 9, 9, 9, 9]
    assert_allclose(half_widths(result), stdtrit(np.array(expected), 0.975), rtol=1e-9)
    whole, own = result.differences["df"][0], np.array(expected)[[0, 4]]
    variances = result["std_error"][[0, 4]] ** 2
    assert_allclose(whole, variances.sum() ** 2 / (variances**2 / own).sum(), rtol=1e-9)


@pytest.mark.filterwarnings("ignore::placet.ReplicatesWarning")
def test_replicates_without_an_answer_to_an_item_are_counted() -> None:
    data, options = survey(a=range(1), b=range(14, 20))
    result = placet.satisfaction_index(data, TREE, scale=(0, 2), **options)
    assert "which may be too small: 1" in str(result.about["notes"])
    by = placet.satisfaction_index(data, TREE, scale=(0, 2), by="s", **options)
    assert "which may be too small: 1 of early" in str(by.about["notes"])  # b was not asked there
    every, whole = survey(b=range(14, 20))
    assert "too small" not in str(placet.satisfaction_index(every, TREE, scale=(0, 2), **whole).about["notes"])


def test_other_operators_have_the_degrees_of_freedom_of_the_weighted_average() -> None:
    data, options = survey(a=range(12), b=range(14, 20))
    found = placet.fuzzy_evaluation(data, TREE, grades=GRADES, scale=(0, 2), operator="M(∧,∨)", **options)
    expected = np.array([ranks(data, of) - 1 for of in (ITEMS, ["a"], ["b"], ["c"])])
    inside = (found["conf_low"] > 0) & (found["conf_high"] < 100)
    assert inside.sum() > 2
    assert_allclose(half_widths(found)[inside], stdtrit(expected, 0.975)[inside], rtol=1e-9)


def test_reliability_has_those_of_complete_answers() -> None:
    data, options = survey(a=range(12), b=range(8, 20))
    data["b"] = np.where(np.isnan(data["b"]), np.nan, data["a"] + data["c"])
    result = placet.reliability(data, ITEMS, **options)
    columns = np.column_stack([data[x] for x in ITEMS])
    known = ~np.isnan(columns).any(axis=1)

    def logs(w: np.ndarray) -> float:
        s = np.cov(columns[known].T, aweights=w[known])
        return np.log(1 - 1.5 * (1 - np.trace(s) / s.sum()))

    centre = logs(data["w"])
    copies = np.array([logs(data[f"r{u}"]) for u in range(UNITS)])
    error = np.sqrt((UNITS - 1) / UNITS * ((copies - copies.mean()) ** 2).sum())
    margin = stdtrit(np.linalg.matrix_rank([data[f"r{u}"][known] for u in range(UNITS)]) - 1.0, 0.975) * error
    assert_allclose(result["conf_high"], 1 - np.exp(centre - margin), rtol=1e-6)
