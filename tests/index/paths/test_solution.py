"""What follows from the estimates of a path model: nothing that has no estimate takes that of others along."""

import numpy as np
import placet
import pytest
from placet.index.paths.path_spec import Stage
from placet.index.paths.solution import Solution

STAGE = Stage(
    ("A", "B", "C", "D"), (("a", "b"), ("c", "d"), ("e",), ("f", "g")), ("A",) * 4, ((), (0,), (), (1, 2)),
)  # fmt: skip


def solution(lead=()):
    rng = np.random.default_rng(3)
    shapes = {
        "weights": 7, "loadings": 7, "correlations": (4, 4), "paths": (4, 4), "rho_a": 4, "alpha": 4, "htmt": (4, 4),
        "mean": 7, "sd": 7,
    }  # fmt: skip
    found = {name: rng.uniform(0.1, 0.6, (*lead, *np.atleast_1d(shape))) for name, shape in shapes.items()}
    found["paths"] = np.where(STAGE.acts, found["paths"], 0.0)
    return Solution.of(STAGE, found | {"iterations": 3, "admissible": True})


@pytest.mark.parametrize("lead", [(), (5,), (5, 2)])
def test_total_effects_are_those_of_the_inverse(lead):
    one = solution(lead)
    inverse = np.linalg.inv(np.eye(4) - one.paths) - np.eye(4)
    np.testing.assert_allclose(one.total_effects, inverse, atol=1e-14)
    np.testing.assert_allclose(one.indirect_effects, inverse - one.paths, atol=1e-14)


def test_what_has_no_estimate_takes_nothing_of_others_along():
    whole, lacking = solution((3,)), solution((3,))
    lacking.loadings[:, :2] = np.nan
    lacking.correlations[:, [0, 1], [1, 0]] = np.nan
    lacking.paths[:, 1, 0] = np.nan
    own = np.array([True, False, False, False])
    for name in ("ave", "rho_c"):
        np.testing.assert_array_equal(np.isnan(getattr(lacking, name)), np.broadcast_to(own, (3, 4)))
        np.testing.assert_allclose(getattr(lacking, name)[:, 1:], getattr(whole, name)[:, 1:], rtol=1e-14)
    np.testing.assert_allclose(lacking.r2[:, 3], whole.r2[:, 3], rtol=1e-14)
    assert np.isnan(lacking.r2[:, :3]).all()
    effects = lacking.total_effects
    assert np.isnan(effects[:, [1, 3], 0]).all()
    np.testing.assert_allclose(effects[:, 3, [1, 2]], whole.total_effects[:, 3, [1, 2]], rtol=1e-14)
    assert not effects[:, [0, 2]].any()


def test_a_construct_without_reliability_leaves_the_others_theirs():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 150))
    c = 0.6 * a + rng.normal(size=150)
    data = {f"{name}{i}": of + rng.normal(size=150) for name, of in (("a", a), ("c", c)) for i in range(3)}
    # Indicators of B that go against each other, whose shared variance is below 0.
    data |= {"b0": b + 0.6 * c, "b1": 0.6 * c - b}
    model = "A =~ a0+a1+a2; B =~ b0+b1; C =~ c0+c1+c2; C ~ A; B ~ C"
    result = placet.path_model(data, model, consistent=True, n_resamples=100, rng=1)
    alone = placet.path_model(data, "A =~ a0+a1+a2; C =~ c0+c1+c2; C ~ A", consistent=True, n_resamples=0)
    known = np.array(result.constructs["construct"]) != "B"
    assert np.isnan(result.constructs["ave"][~known]).all()
    for name in ("ave", "rho_c", "ave_std_error", "rho_c_low"):
        assert np.isfinite(result.constructs[name][known]).all(), name
    at = list(result["term"]).index("A -> C")
    assert result["estimate"][at] == pytest.approx(alone["estimate"][0], abs=0.05)
    assert np.isfinite(result.effects["total"][list(result.effects["term"]).index("A -> C")])
    assert np.isfinite(result.constructs["r2"][list(result.constructs["construct"]).index("C")])
    assert np.isfinite(result["std_error"][at])
