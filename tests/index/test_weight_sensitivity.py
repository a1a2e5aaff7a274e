"""Other weights: Dirichlet distributions by their moments, and swaps by scoring again."""

from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from .test_available import ITEMS, TREE, answers

TWO = {"a": [9, 8, 7, 8], "b": [4, 5, 6, 7], "shop": ["x", "x", "y", "y"]}


def test_two_weights_are_a_beta_distribution() -> None:
    # Of two weights .6 and .4 the concentration is 1 / s² - 1 = 15: w ~ Beta(9, 6), and x (85, 45) has I = 45 + 40 w.
    found = placet.weight_sensitivity(TWO, {"a": 0.6, "b": 0.4}, scale=(0, 10), by="shop", n_draws=40_000, rng=1)
    w = stats.beta(9, 6)
    assert_allclose(found["estimate"], [69, 71], rtol=1e-12)
    assert_allclose(found["std_dev"], [40 * w.std(), 10 * w.std()], rtol=0.02)
    assert_allclose([found["low"][0], found["high"][0]], 45 + 40 * w.ppf([0.05, 0.95]), rtol=0.01)
    # x is first where 45 + 40 w > 65 + 10 w, for w above 2/3.
    assert_allclose(found["first_share"], [w.sf(2 / 3), w.cdf(2 / 3)], atol=0.01)
    # The relative variances (1 - w) / w / 16, each by its weight, add up to 1/16, the square of the spread.
    assert_allclose(0.6 * (w.std() / 0.6) ** 2 + 0.4 * (w.std() / 0.4) ** 2, 0.25**2, rtol=1e-12)


def test_swaps_by_scoring_again() -> None:
    data = answers(1)
    tree = placet.IndicatorTree(TREE)
    found = placet.weight_sensitivity(data, tree, scale=(1, 10), by="s", rng=1, spread=0.5)
    swaps = found.swaps
    assert len(swaps) > 0
    assert (np.diff(np.abs(swaps["change"])) >= 0).all()
    for row, (term, parent) in enumerate(zip(swaps["term"], swaps["parent"], strict=True)):
        old = {n.name: n.weight for _, node in tree.nodes if node.name == parent for n in node.below}
        new = swaps["weight_at_swap"][row]
        below = {name: new if name == term else w * (1 - new) / (1 - old[term]) for name, w in old.items()}
        again = placet.satisfaction_index(data, tree.reweight({parent: below}), scale=(1, 10), by="s")
        at = {s: again["estimate"][7 * i] for i, s in enumerate(("x", "y", "z"))}
        assert_allclose(at[swaps["first"][row]], at[swaps["second"][row]], rtol=1e-12)


def test_the_same_seed_gives_the_same_bytes_and_ranks_add_up() -> None:
    data = answers(2)
    first, again = (placet.weight_sensitivity(data, TREE, scale=(1, 10), by="s", rng=5, n_draws=500) for _ in range(2))
    assert first == again
    shares = np.asarray(first.rank_shares["share"]).reshape(3, 3)
    assert_allclose(shares.sum(axis=1), 1)
    assert_allclose(shares.sum(axis=0), 1)
    alone = placet.weight_sensitivity(data, TREE, scale=(1, 10), rng=5, n_draws=500)
    assert (len(alone["estimate"]), len(alone.swaps), len(alone.rank_shares)) == (1, 0, 0)


def test_a_dimension_that_dominates_leaves_nothing_to_swap() -> None:
    data: dict[str, Any] = {item: [9, 8, 2, 1] for item in ITEMS} | {"s": ["x", "x", "y", "y"]}
    found = placet.weight_sensitivity(data, TREE, scale=(1, 10), by="s", rng=1, n_draws=200)
    assert len(found.swaps) == 0
    assert "No change of a single weight makes y as good as x" in found.summary()
    assert "Only the two best" not in found.summary()


def test_what_cannot_be_swapped_is_said() -> None:
    def call(data: Any, **options: Any) -> Any:
        return placet.weight_sensitivity(data, {"a": 0.5, "b": 0.5}, scale=(0, 10), rng=1, n_draws=200, **options)

    one = call(TWO)
    assert one.about["no_swap"] == "one"
    assert "One segment has no rank" in one.summary()
    equal = call({"a": [9, 4], "b": [4, 9], "shop": ["x", "y"]}, by="shop")
    assert (len(equal.swaps), equal.about["no_swap"]) == (0, "equal")
    assert "x and y have the same index" in equal.summary()
    # 0.1 + 0.2 and 0.3 are equal but for rounding.
    near = {"a": [0.1, 0.2, 0.15, 0.15], "b": [0.3, 0.3, 0.3, 0.3], "shop": ["x", "x", "y", "y"]}
    alike = call(near, by="shop")
    assert (len(alike.swaps), alike.about["no_swap"]) == (0, "alike")
    assert "no weights tell them apart" in alike.summary()
    gap = call({"a": [9, None, 4], "b": [4, 5, 3], "shop": ["x", "y", "z"]}, by="shop")
    assert gap.about["no_swap"] == "unasked"
    assert "were not asked the same" in gap.summary()
    # A third segment that was not asked everything changes nothing for the two best.
    third = call({"a": [9, 4, None], "b": [1, 5, 0], "shop": ["x", "y", "z"]}, by="shop")
    assert third.about["no_swap"] is None
    assert len(third.swaps) > 0
    assert "Only the two best of 3 segments are compared." in third.summary()


def test_bad_spreads() -> None:
    for spread in (0, -1, np.nan, "wide"):
        with pytest.raises(placet.DataError, match="spread="):
            placet.weight_sensitivity(TWO, {"a": 0.6, "b": 0.4}, scale=(0, 10), spread=spread)
    with pytest.raises(placet.DataError, match=r"spread=1 is too large for the 2 weights below 'Satisfaction index'"):
        placet.weight_sensitivity(TWO, {"a": 0.6, "b": 0.4}, scale=(0, 10), spread=1)
    with pytest.raises(placet.DataError, match="has no weights that could be others"):
        placet.weight_sensitivity(TWO, {"a": 0.6, "b": 0.4}, scale=(0, 10), missing="prorate")
