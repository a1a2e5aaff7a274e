"""Replicate weights as whole weights and as factors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from placet import ReplicateWeights, Survey

RNG = np.random.default_rng(2)
STRATUM, UNIT = np.repeat(np.arange(6), 8), np.tile(np.repeat([0, 1], 4), 6)
WEIGHT = 1 + STRATUM * 0.75
HADAMARD = np.array([[1]])
for _ in range(3):
    HADAMARD = np.block([[HADAMARD, HADAMARD], [HADAMARD, -HADAMARD]])
HALVES = [np.where((UNIT == 0) == (HADAMARD[k, STRATUM + 1] == 1), 2.0, 0.0) for k in range(8)]
DATA: dict[str, Any] = {"q": RNG.integers(0, 11, 48), "x": RNG.normal(size=48), "y": RNG.normal(size=48), "w": WEIGHT}
FACTORS = DATA | {f"r{k}": half for k, half in enumerate(HALVES)}
WHOLE = DATA | {f"r{k}": half * WEIGHT for k, half in enumerate(HALVES)}


def survey(data: Any, kind: Any = "BRR", **how: Any) -> Survey:
    return Survey(data, weights="w", repweights=ReplicateWeights("r*", kind, **how))


CALLS: dict[str, Any] = {
    "nps": lambda s: placet.nps(s, "q"),
    "distribution": lambda s: placet.distribution(s, "q", scale=(0, 10)),
    "gap": lambda s: placet.gap(s, "x", "y"),
    "index": lambda s: placet.satisfaction_index(s, {"q": 1.0}, scale=(0, 10)),
    "regression": lambda s: placet.regression(s, "y", ["x"]),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
@pytest.mark.parametrize("frame", [dict, pd.DataFrame])
def test_factors_are_multiplied_or_refused(call: Any, frame: Any) -> None:
    right = call(survey(WHOLE))
    found = call(survey(frame(FACTORS), combined=False))
    np.testing.assert_array_equal(found["std_error"], right["std_error"])
    with pytest.raises(placet.DataError, match=r"'r0', \.\.\. look like factors of the weights 'w'.*combined=False"):
        call(survey(frame(FACTORS)))
    np.testing.assert_array_equal(call(survey(WHOLE, combined=True))["std_error"], right["std_error"])


def test_the_error_is_that_of_the_definition() -> None:
    value = np.where(DATA["q"] >= 9, 100.0, np.where(DATA["q"] <= 6, -100.0, 0.0))
    copies = np.array([np.average(value, weights=half * WEIGHT) for half in HALVES])
    expected = np.sqrt(((copies - copies.mean()) ** 2).mean())
    assert placet.nps(survey(FACTORS, combined=False), "q")["std_error"] == pytest.approx(expected, rel=1e-12)
    # What a column says is up to the caller, in the end.
    taken = np.array([np.average(value, weights=half) for half in HALVES])
    assert placet.nps(survey(FACTORS, combined=True), "q")["std_error"] == pytest.approx(taken.std(), rel=1e-12)


@pytest.mark.parametrize("kind", ["JK1", "bootstrap", "Fay"])
def test_other_kinds_of_factors(kind: str) -> None:
    factors = {
        "JK1": [np.where(np.arange(48) % 12 == k, 0, 12 / 11) for k in range(12)],
        "bootstrap": [np.bincount(RNG.integers(0, 48, 48), minlength=48).astype(float) for _ in range(12)],
        "Fay": [1 + 0.5 * (half - 1) for half in HALVES],
    }[kind]
    how: dict[str, Any] = {"rho": 0.5} if kind == "Fay" else {}
    whole = DATA | {f"r{k}": factor * WEIGHT for k, factor in enumerate(factors)}
    right = placet.nps(survey(whole, kind, **how), "q")["std_error"]
    bare = DATA | {f"r{k}": factor for k, factor in enumerate(factors)}
    with pytest.raises(placet.DataError, match="look like factors"):
        placet.nps(survey(bare, kind, **how), "q")
    assert placet.nps(survey(bare, kind, combined=False, **how), "q")["std_error"] == right


def test_weights_that_are_no_factors_are_taken() -> None:
    # Raked replicates have as many values as there are respondents, and equal weights make no difference.
    raked = DATA | {"w": WEIGHT * RNG.uniform(0.9, 1.1, 48)}
    raked |= {f"r{k}": half * WEIGHT * RNG.uniform(0.9, 1.1, 48) for k, half in enumerate(HALVES)}
    assert placet.nps(survey(raked), "q")["std_error"] > 0
    equal = FACTORS | {"w": np.full(48, 3.0)}
    assert placet.nps(survey(equal), "q")["std_error"] == placet.nps(survey(equal, combined=False), "q")["std_error"]
    with pytest.raises(placet.DataError, match="combined=1 must be True or False"):
        ReplicateWeights("r*", "BRR", combined=1)  # pyright: ignore[reportArgumentType]


def test_a_row_of_weight_0_counts_in_the_replicates_that_weight_it() -> None:
    # By hand, replicates of weights 1, 1, 0: (2, 0, 1) has the mean (2·4 + 1·1)/3 = 3, (0, 2, 1) has (2·2 + 1)/3 = 5/3;
    # BRR averages their squared deviations from their mean 7/3.
    data = {"q": [4, 2, 1], "w": [1.0, 1.0, 0.0], "r0": [2.0, 0.0, 1.0], "r1": [0.0, 2.0, 1.0]}
    rule = placet.ReplicateWeights(["r0", "r1"], kind="BRR", combined=True)
    how: dict[str, Any] = {"weights": "w", "repweights": rule}
    found = placet.mean_score(placet.Survey(data, **how), "q", scale=(1, 5))
    assert found["std_error"] == pytest.approx(2 / 3)
    # What is off the scale is refused where it counts, and only there.
    off = data | {"q": [4, 2, 9]}
    with pytest.raises(placet.DataError, match="not a point of the scale"):
        placet.mean_score(placet.Survey(off, **how), "q", scale=(1, 5))
    nowhere = off | {"r0": [2.0, 0.0, 0.0], "r1": [0.0, 2.0, 0.0]}
    assert placet.mean_score(placet.Survey(nowhere, **how), "q", scale=(1, 5))["std_error"] == pytest.approx(1)


def test_sums_of_replicates_are_those_of_tallies_one_by_one() -> None:
    rows, replicates = 400, 7
    rng = np.random.default_rng(3)
    score = rng.integers(0, 11, rows).astype(float)
    score[rng.random(rows) < 0.1] = np.nan
    data = {"q": score, "g": rng.choice(["华北", "south", None], rows), "w": rng.uniform(0.5, 2, rows)}
    names = [f"r{k}" for k in range(replicates)]
    data |= {name: data["w"] * rng.choice([0.0, 2.0], rows) for name in names}
    rule = placet.ReplicateWeights(names, kind="BRR", mse=True)
    found = placet.nps(placet.Survey(data, weights="w", repweights=rule), "q", by="g")
    for key, estimate, error in zip(found["g"], found["estimate"], found["std_error"], strict=True):
        there = np.array([label == key for label in data["g"]]) & ~np.isnan(score)
        value = 100 * ((score >= 9).astype(float) - (score <= 6))[there]
        copies = np.array([np.average(value, weights=data[name][there]) for name in names])
        assert error == pytest.approx(np.sqrt(np.mean((copies - estimate) ** 2)))
