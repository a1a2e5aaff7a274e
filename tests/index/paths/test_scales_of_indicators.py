"""Indicators on scales that differ much, as covariances have them, and reliabilities below 0."""

import numpy as np
import placet
import pytest
from placet import Survey
from placet.index.paths.reading import read_paths

MODEL = "A =~ a0 + a1 + a2; B =~ b0 + b1 + b2; B ~ A"


@pytest.fixture(scope="module")
def answers():
    rng = np.random.default_rng(3)
    a = rng.normal(size=120)
    b = 0.6 * a + rng.normal(size=120)
    return {f"{name}{i}": of + rng.normal(size=120) for name, of in (("a", a), ("b", b)) for i in range(3)}


def rho_by_pairs(weights, covariance):
    """Dijkstra and Henseler's coefficient, the sums over pairs of different indicators."""
    pairs = [(i, j) for i in range(len(weights)) for j in range(len(weights)) if i != j]
    shared = sum(weights[i] * weights[j] * covariance[i, j] for i, j in pairs)
    crossed = sum((weights[i] * weights[j]) ** 2 for i, j in pairs)
    return (weights @ weights) ** 2 * shared / crossed


@pytest.mark.parametrize("power", [0, 3, 6, 8])
@pytest.mark.parametrize("consistent", [False, True])
def test_reliabilities_are_sums_over_pairs_however_far_scales_are_apart(answers, power, consistent):
    data = answers | {"a0": answers["a0"] * 10.0**power, "b1": answers["b1"] * 10.0**-power}
    reading = read_paths(Survey(data), MODEL, scaled=False, consistent=consistent)
    (solution,) = reading.solutions(0)
    for j, names in enumerate((("a0", "a1", "a2"), ("b0", "b1", "b2"))):
        own = solution.weights[3 * j : 3 * j + 3]
        wanted = rho_by_pairs(own, np.cov([data[name] for name in names], ddof=0))
        assert solution.rho_a[j] == pytest.approx(wanted, rel=1e-6)


def test_two_reliabilities_below_0_make_no_correlation():
    rng = np.random.default_rng(1)
    a, b, common = rng.normal(size=(3, 200))
    # The indicators of both go against each other, and both with the other construct.
    data = {"a0": a + 0.6 * common, "a1": 0.6 * common - a, "b0": b + 0.6 * common, "b1": 0.6 * common - b}
    made = placet.path_model(data, "A =~ a0 + a1; B =~ b0 + b1; B ~ A", consistent=True, n_resamples=0)
    assert (made.constructs["rho_a"] < 0).all()
    assert np.isnan(made["estimate"]).all()
    assert np.isnan(made["f2"]).all()
    assert np.isnan(made.fornell_larcker["correlation"]).all()
