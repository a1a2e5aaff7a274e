"""Bootstrap replicates of moments against the definition, through the binding."""

import numpy as np
import pytest
from placet import _core


def columns(rows=300, count=4, seed=1):
    rng = np.random.default_rng(seed)
    return [(f"x{i}", rng.normal(size=rows), []) for i in range(count)]


def draw(given, weights=None, cells=None, cell=0, count=20, seed=3, kind="probability", progress=None):
    return _core.bootstrap_moments((given, weights, cells, kind), cell, (count, seed), progress)


def test_shapes_and_the_first_replicates_do_not_depend_on_how_many_there_are():
    sum_w, mean, comoment = draw(columns())
    assert (sum_w.shape, mean.shape, comoment.shape) == ((20,), (20, 4), (20, 4, 4))
    assert (sum_w == 300).all()
    fewer = draw(columns(), count=7)
    for all_of_them, first in zip((sum_w, mean, comoment), fewer, strict=True):
        np.testing.assert_array_equal(all_of_them[:7], first)
    assert not np.array_equal(draw(columns(), seed=4)[1], mean)


def test_replicates_are_those_of_the_importance_bootstrap():
    # Both draw the same rows for a seed, so the R² of a replicate follows from its co-moments.
    given = columns()
    samples = ((given, None, None, "probability"), 0, (20, 3))
    split = list(range(1, len(given)))
    r2 = _core.bootstrap_importance(samples, [name for name, *_ in given], split, ["lmg"], "probability")[:, -1]
    _, _, comoment = draw(given)
    for replicate, expected in zip(comoment, r2, strict=True):
        explained = replicate[0, 1:] @ np.linalg.solve(replicate[1:, 1:], replicate[1:, 0])
        assert explained / replicate[0, 0] == pytest.approx(expected, rel=1e-12)


def test_a_cell_is_a_frame_of_its_rows_and_incomplete_rows_are_not_drawn():
    given = columns()
    codes = np.arange(300, dtype=np.int32) % 3
    given[2][1][codes == 1] = np.nan
    alone = [(name, values[codes == 2], codes_) for name, values, codes_ in given]
    for found, expected in zip(draw(given, cells=(codes, 3), cell=2), draw(alone), strict=True):
        np.testing.assert_array_equal(found, expected)
    assert (draw(given)[0] == 200).all()


def test_frequency_weights_draw_respondents_and_spread_as_a_mean_does():
    given = columns(400, 2)
    weights = ("w", np.arange(400) % 3 + 1.0, [])
    sum_w, mean, _ = draw(given, weights, count=2000, kind="frequency")
    assert (sum_w == weights[1].sum()).all()
    values = np.repeat(given[0][1], weights[1].astype(int))
    assert mean[:, 0].std() == pytest.approx(values.std() / np.sqrt(len(values)), rel=0.06)


def test_progress_can_stop_it():
    def stop(done):
        raise RuntimeError(done)

    with pytest.raises(RuntimeError):
        draw(columns(20_000), count=100_000, progress=stop)
