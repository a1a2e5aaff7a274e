"""Intervals of t of path models: what they are, where they are taken without being asked for, how often they cover."""

import numpy as np
import placet
import pytest
from placet import ReplicateWeights
from scipy import stats

from .conftest import MODELS, REFLECTED
from .test_path_intervals import FAMILIES

#: Least and most that the statistics of a column can be.
ENDS = {
    "loading": (-1, 1), "r2": (0, 1), "alpha": (-np.inf, 1), "rho_a": (-np.inf, 1), "rho_c": (0, 1), "ave": (0, 1),
    "htmt": (0, np.inf),
}  # fmt: skip


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("design", [{}, {"cluster": "cl", "strata": "st"}, {"cluster": "cl", "by": "g"}])
def test_they_are_the_estimate_and_t_errors_within_what_a_statistic_can_be(answers, model, design):
    result = placet.path_model(answers, MODELS[model], interval="t", n_resamples=60, rng=1, **design)
    df = {"strata": 15 - 3, "by": 14.0}.get(list(design)[-1] if design else "", 239.0)
    margin = stats.t.ppf(0.975, df)
    for (table, column), (error, low, high) in FAMILIES.items():
        of = getattr(result, table)
        least, most = ENDS.get(column, (-np.inf, np.inf))
        known = np.isfinite(of[error])
        estimate, wide = of[column][known], margin * of[error][known]
        # A rho_A beyond 1 is kept, and its limits hold it.
        least, most = np.minimum(least, estimate), np.maximum(most, estimate)
        np.testing.assert_allclose(of[low][known], (estimate - wide).clip(least, most), atol=1e-12)
        np.testing.assert_allclose(of[high][known], (estimate + wide).clip(least, most), atol=1e-12)
    assert set(result["df"]) == {df}
    assert "t intervals of 60 bootstrap resamples of" in result.summary()
    excludes = (result["conf_low"] > 0) | (result["conf_high"] < 0)
    np.testing.assert_array_equal(excludes, result["p_value"] < 0.05)


def test_an_inadmissible_estimate_stays_within_its_limits():
    rng = np.random.default_rng(4)
    apart, common = rng.normal(size=(2, 60))
    b = common + 0.3 * rng.normal(size=60)
    # a1 goes with a0 by what has nothing to do with B, so that one of its loadings would have to be beyond 1.
    columns = {"a0": common + apart, "a1": apart + 0.5 * common}
    columns |= {f"b{i}": b + 0.3 * rng.normal(size=60) for i in range(2)}
    made = placet.path_model(columns, "A =~ a0+a1; B =~ b0+b1; B ~ A", consistent=True, interval="t", rng=1)
    of = made.indicators
    assert (np.abs(of["loading"]) > 1).any()
    assert ((of["loading_low"] <= of["loading"]) & (of["loading"] <= of["loading_high"])).all()


def test_a_declared_design_has_t_without_being_asked(answers):
    copies = {f"r{i}": answers["w"] * np.random.default_rng(i).poisson(1, 240) for i in range(6)}
    frame = answers.assign(**copies, who=np.arange(240) % 120, t=np.arange(240) // 120, every=5000)
    asked = {
        "t": [{"cluster": "cl"}, {"strata": "st"}, {"fpc": "every"},
              {"weights": "w", "repweights": ReplicateWeights("r*", "bootstrap")}],
        "percentile": [{}, {"weights": "w"}, {"by": "g"}, {"id": "who", "wave": "t"}],
    }  # fmt: skip
    for interval, designs in asked.items():
        for design in designs:
            found = placet.path_model(frame, REFLECTED, n_resamples=20, rng=1, **design)
            assert found.about["interval"] == interval, design
            other = {"by": "g"} if "by" not in design and "wave" not in design else {}
            compared = placet.compare_paths(
                frame, REFLECTED, n_resamples=20, rng=1, test="intervals", **(design | other)
            )
            assert compared.about["interval"] == interval, design
    for interval in ("percentile", "bca"):
        found = placet.path_model(frame, REFLECTED, cluster="cl", interval=interval, n_resamples=20, rng=1)
        assert found.about["interval"] == interval


def test_they_cover_where_few_clusters_are_drawn():
    model, truth, covered = "A =~ a0+a1; B =~ b0+b1; B ~ A", 0.0, {"t": 0, "percentile": 0}
    rng = np.random.default_rng(7)
    cluster = np.repeat(np.arange(8), 10)
    for _ in range(200):
        a, b = (rng.normal(size=8)[cluster] + rng.normal(size=80) for _ in range(2))
        frame = {f"{name}{i}": of + 0.5 * rng.normal(size=80) for name, of in (("a", a), ("b", b)) for i in range(2)}
        for interval in covered:
            found = placet.path_model(
                frame | {"cl": cluster}, model, cluster="cl", n_resamples=150, interval=interval, rng=1
            )
            covered[interval] += found["conf_low"][0] <= truth <= found["conf_high"][0]
    assert covered["t"] > covered["percentile"]
    assert covered["t"] >= 0.90 * 200
