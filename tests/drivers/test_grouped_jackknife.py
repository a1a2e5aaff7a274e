"""The delete-a-group jackknife of a finite population, by its definition and against linearised errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import placet
import pytest
from numpy.typing import NDArray

NAMES = ["a", "b", "c"]
POPULATION = np.array([220.0, 250.0, 1000.0])
GROUPS = 60


def drawn(seed: int, clusters: bool = False) -> dict[str, Any]:
    """200 units of every one of three strata, of which very unlike shares were drawn."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(600), 2 if clusters else 1)
    stratum = unit % 3
    a, b, c = rng.normal(size=(3, 600))[:, unit] + 0.5 * rng.normal(size=(3, len(unit)))
    overall = a * (1 + stratum) + 0.5 * b + stratum + rng.normal(0, 2, 600)[unit]
    data = {"y": overall, "a": a, "b": b, "c": c, "stratum": stratum, "population": POPULATION[stratum]}
    return data | {"w": (POPULATION / 200)[stratum], "unit": unit}


def importance(data: dict[str, Any], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """LMG of a weighted sample, without errors."""
    result = placet.key_drivers(data | {"w": weights}, "y", NAMES, weights="w", n_resamples=0)
    return by_name(result, "importance")


def by_name(result: Any, column: str) -> NDArray[np.float64]:
    found = dict(zip(result["term"], result[column], strict=True))
    return np.array([found[name] for name in NAMES])


def test_a_group_keeps_what_the_population_leaves_it() -> None:
    # Stratum after stratum the units go round the groups; a unit that is left out keeps 1 - sqrt(1 - f) of its weight.
    data = drawn(1)
    order = np.argsort(data["stratum"], kind="stable")
    group = np.empty(600, dtype=int)
    group[order] = np.arange(600) % GROUPS
    kept = 1 - np.sqrt(1 - 200 / POPULATION)[data["stratum"]]
    samples = np.array([importance(data, np.where(group == g, kept, 1) * data["w"]) for g in range(GROUPS)])
    expected = np.sqrt((GROUPS - 1) / GROUPS * ((samples - samples.mean(axis=0)) ** 2).sum(axis=0))
    design: dict[str, Any] = {"strata": "stratum", "fpc": "population", "weights": "w"}
    result = placet.key_drivers(data, "y", NAMES, interval="jackknife", **design)
    np.testing.assert_allclose(by_name(result, "importance_std_error"), expected, rtol=1e-10)


@pytest.mark.parametrize("clusters", [False, True])
def test_errors_of_a_finite_population_are_those_of_influence_values(clusters: bool) -> None:
    # 60 groups know a variance to 18 %, 20 samples of them its mean to 4 %; without the population it is 1.7 times it.
    design: dict[str, Any] = {"strata": "stratum", "fpc": "population", "weights": "w"} | (
        {"cluster": "unit"} if clusters else {}
    )
    ratios = []
    for seed in range(20):
        data = drawn(seed, clusters)
        jackknife, linearised = (
            by_name(placet.key_drivers(data, "y", NAMES, interval=kind, **design), "importance_std_error")
            for kind in ("jackknife", "linearized")
        )
        ratios.append((jackknife / linearised)[:2] ** 2)
    np.testing.assert_allclose(np.mean(ratios, axis=0), 1, atol=0.15)


def test_a_census_has_no_error() -> None:
    data = drawn(2) | {"population": np.full(600, 200)}
    result = placet.key_drivers(data, "y", NAMES, interval="jackknife", strata="stratum", fpc="population")
    np.testing.assert_allclose(result["importance_std_error"], 0, atol=1e-12)
