"""The change of an index in three parts: sums, brute force, the comparison of indexes."""

from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose

from .test_available import ITEMS, TREE, answers

OTHER = {"pair": (0.3, {"a": 0.2, "b": 0.8}), "rest": (0.7, {"c": 0.5, "d": 0.5})}


def changed(seed: int = 1) -> dict[str, Any]:
    data = answers(seed) | {"wave": np.random.default_rng(seed).integers(1, 3, 400)}
    return data | {"c1": np.arange(400) % 20}


def change(data: Any, **options: Any) -> Any:
    return placet.index_change(data, TREE, **{"scale": (1, 10), "wave": "wave", **options})


@pytest.mark.parametrize("options", [{}, {"weights": "w"}, {"cluster": "c1"}], ids=["iid", "weighted", "clusters"])
def test_parts_add_up_exactly(options: dict[str, Any]) -> None:
    data = changed()
    data["c"][data["wave"] == 1] = np.nan  # not asked in the first wave
    found = change(data, tree_from=OTHER, by="s", **options)
    parts = found["score"] + found["weights"] + found["coverage"]
    assert_allclose(found["estimate"], parts, rtol=0, atol=1e-12)
    for segment in range(3):
        part = slice(7 * segment, 7 * segment + 7)
        for level in (1, 2):
            for name in ("estimate", "score", "weights", "coverage"):
                at = found["level"][part] == level
                assert_allclose(found[name][part][at].sum(), found[name][part][0], rtol=0, atol=1e-12)
        whole = found["value_to"][part][0] - found["value_from"][part][0]
        assert_allclose(found["estimate"][part][0], whole, rtol=0, atol=1e-12)
    assert np.abs(found["weights"][::7]).min() > 0.01
    assert np.abs(found["coverage"][::7]).min() > 1e-3


def test_both_sides_are_the_indexes() -> None:
    data = changed(2)
    found = change(data, tree_from=OTHER, weights="w")
    for side, tree, column in ((1, OTHER, "value_from"), (2, TREE, "value_to")):
        part = {name: v[data["wave"] == side] for name, v in data.items()}
        index = placet.satisfaction_index(part, tree, scale=(1, 10), weights="w")
        assert_allclose(found[column], index["estimate"], rtol=1e-12)


@pytest.mark.parametrize("options", [{}, {"weights": "w"}, {"cluster": "c1"}], ids=["iid", "weighted", "clusters"])
def test_with_the_same_weights_it_is_the_difference_of_the_indexes(options: dict[str, Any]) -> None:
    data = changed(3)
    found = change(data, **options)
    index = placet.satisfaction_index(data, TREE, scale=(1, 10), wave="wave", compare="previous", **options)
    for name in ("estimate", "std_error", "df", "p_value"):
        assert_allclose(found[name][0], index.differences[name][0], rtol=1e-9, err_msg=name)
    assert (found["weights"] == 0).all()
    assert (found["weights_std_error"] == 0).all()
    assert_allclose(found["score_std_error"][0], found["std_error"][0], rtol=1e-12)


def test_errors_of_parts_by_brute_force() -> None:
    data = {name: np.where(np.isnan(v), 5.0, v) if name in ITEMS else v for name, v in changed(4).items()}
    found = change(data, tree_from=OTHER)
    x = {w: np.column_stack([100 * (data[i][data["wave"] == w] - 1) / 9 for i in ITEMS]) for w in (1, 2)}
    w0, w1 = np.array([0.06, 0.24, 0.35, 0.35]), np.array([0.3, 0.3, 0.28, 0.12])
    m0, m1 = x[1].mean(axis=0), x[2].mean(axis=0)
    assert_allclose(found["score"][0], (w0 + w1) / 2 @ (m1 - m0), rtol=1e-12)
    assert_allclose(found["weights"][0], (w1 - w0) @ (m1 + m0) / 2, rtol=1e-10)

    def error(shares: np.ndarray) -> float:
        return float(np.sqrt(sum((x[w] @ shares).var(ddof=1) / len(x[w]) for w in (1, 2))))

    assert_allclose(found["score_std_error"][0], error((w0 + w1) / 2), rtol=1e-10)
    assert_allclose(found["weights_std_error"][0], error((w1 - w0) / 2), rtol=1e-10)


def test_segments_are_compared_by_name() -> None:
    data = changed(5)
    data["wave"][:] = 1
    found = placet.index_change(data, TREE, scale=(1, 10), by="s", from_="z", to="x")
    assert (found.about["from"], found.about["to"]) == ("z", "x")
    with pytest.raises(placet.DataError, match="there are 3 segments; name the two"):
        placet.index_change(data, TREE, scale=(1, 10), by="s")
    with pytest.raises(placet.DataError, match="from_='q' is not there"):
        placet.index_change(data, TREE, scale=(1, 10), by="s", from_="q", to="x")
    with pytest.raises(placet.DataError, match="has not the nodes of the tree, such as 'c'"):
        placet.index_change(data, TREE, scale=(1, 10), by="s", from_="z", to="x", tree_from={"a": 0.5, "b": 0.5})
