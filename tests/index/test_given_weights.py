"""Weights that are given or blended: by hand, by linear programs of scipy, and what is refused."""

import numpy as np
import pandas as pd
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import DataError


def vector(result):
    return np.array(list(result.weights.values()))


def test_equal_weights():
    result = placet.equal_weights(["a", "b", "c"])
    assert_allclose(vector(result), 1 / 3, rtol=1e-16)
    assert list(result.weights) == ["a", "b", "c"]
    assert placet.equal_weights(pd.Index(["a", "b", "c"])) == result


def test_fixed_weights():
    assert placet.fixed_weights({"a": 0.2, "b": 0.8}).weights == {"a": 0.2, "b": 0.8}
    result = placet.fixed_weights(pd.Series({"a": 30, "b": 90}), normalize=True)
    assert result.weights == {"a": 0.25, "b": 0.75}
    assert result["given"].tolist() == [30, 90]
    assert "divided by their sum, 120" in result.made_by()
    assert placet.fixed_weights({"a": 0, "b": 1}).weights["a"] == 0


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"a": 0.5, "b": 0.4}, "weights sum to 0.9, not 1; correct them or pass normalize=True"),
        ({"a": 0.5, "b": None}, "the weight of 'b' is missing"),
        ({"a": 0.5, "b": float("nan")}, "the weight of 'b' is missing"),
        ({"a": 1.5, "b": -0.5}, "the weight of 'b' is -0.5; weights are finite numbers of at least 0"),
        ({"a": float("inf"), "b": 0}, "the weight of 'a' is inf"),
        ({"a": "0.5", "b": 0.5}, "the weight of 'a' is '0.5'"),
        ({1: 1.0}, "names 1, which is no text"),
        ({}, "at least one name"),
        ([0.5, 0.5], "must be a mapping"),
    ],
)
def test_bad_weights_are_told(weights, words):
    with pytest.raises(DataError) as caught:
        placet.fixed_weights(weights)
    assert words in str(caught.value)


def test_nothing_cannot_be_divided_by():
    with pytest.raises(DataError, match="sum to 0, not 1"):
        placet.fixed_weights({"a": 0, "b": 0}, normalize=True)
    with pytest.raises(DataError, match="names is empty"):
        placet.equal_weights([])
    with pytest.raises(DataError, match="names 'a' twice"):
        placet.equal_weights(["a", "a"])


def test_weights_drop_into_a_tree():
    weights = placet.ahp_weights({"Whole": {("Network", "Billing"): 3}, "Network": {("calls", "cover"): 2}}).weights
    tree = {"Network": (weights["Whole"]["Network"], weights["Network"]), "bills": weights["Whole"]["Billing"]}
    data = {"calls": [10, 8], "cover": [9, 7], "bills": [5, 9]}
    index = placet.satisfaction_index(data, tree, scale=(1, 10))
    # Means 9, 8 and 7: (0.5 x 9 + 0.25 x 8 + 0.25 x 7 - 1) / 9.
    assert_allclose(index["estimate"][0], 100 * (0.5 * 9 + 0.25 * 8 + 0.25 * 7 - 1) / 9, rtol=1e-13)
    flat = placet.equal_weights(list(data)).weights
    assert_allclose(placet.satisfaction_index(data, flat, scale=(1, 10))["estimate"][0], 700 / 9, rtol=1e-13)


def test_names_that_would_be_obeyed_are_shown_harmless():
    script, escape = "<script>x</script>", "\x1b[31m{0}"
    result = placet.blend_weights({script: {script: 0.5, escape: 0.5}, escape: {script: 0.1, escape: 0.9}}, "game")
    inconsistent = {(script, escape): 3, (escape, "{y}"): 4, (script, "{y}"): 0.1}
    for shown in (result, placet.ahp_weights({"{0}": {("{n}", script + "1"): 2}, "{n}": inconsistent})):
        for language in ("en", "zh"):
            assert "<script>" not in shown.to_html(language=language)
            assert "\x1b" not in shown.summary(language=language)


# ---- blends ----------------------------------------------------------------------------------------------------------

JUDGED, MEASURED = {"a": 0.6, "b": 0.3, "c": 0.1}, {"c": 0.5, "a": 0.1, "b": 0.4}


def test_a_linear_blend_by_hand():
    # 0.75 of each judged weight and 0.25 of the measured one, whatever the order of the names.
    result = placet.blend_weights([JUDGED, MEASURED], [0.75, 0.25])
    assert_allclose(vector(result), [0.475, 0.325, 0.2], rtol=1e-14)
    assert_allclose(vector(placet.blend_weights([JUDGED, MEASURED])), [0.35, 0.35, 0.3], rtol=1e-14)
    named = placet.blend_weights({"x": JUDGED, "y": MEASURED}, {"y": 0.25, "x": 0.75})
    assert_allclose(vector(named), vector(result), rtol=1e-15)
    assert named.about["shares"] == {"x": 0.75, "y": 0.25}
    assert named.parts["share"].tolist() == [0.75] * 3 + [0.25] * 3


def test_a_game_by_hand():
    # w1·w1 = 0.46, w2·w2 = 0.42, w1·w2 = 0.23: solve 0.46 x + 0.23 y = 0.46 and 0.23 x + 0.42 y = 0.42.
    x, y = np.linalg.solve([[0.46, 0.23], [0.23, 0.42]], [0.46, 0.42])
    result = placet.blend_weights({"x": JUDGED, "y": MEASURED}, "game")
    assert_allclose(list(result.about["solved"].values()), [x, y], rtol=1e-12)
    assert_allclose(list(result.about["shares"].values()), np.array([x, y]) / (x + y), rtol=1e-12)
    assert "clipped at 0 and divided by their sum" in result.made_by()
    assert "博弈论" in result.summary(language="zh")


def test_a_game_that_is_solved_below_0_is_clipped_and_told():
    found = None
    for seed in range(500):
        parts = dict(zip("xyz", np.random.default_rng(seed).dirichlet([1, 1, 1, 1], 3), strict=True))
        matrix = np.array(list(parts.values()))
        solved = np.linalg.solve(matrix @ matrix.T, (matrix**2).sum(axis=1))
        if (solved < 0).any():
            found = {name: dict(zip("abcd", row.tolist(), strict=True)) for name, row in parts.items()}
            break
    assert found
    result = placet.blend_weights(found, "game")
    clipped = solved.clip(0) / solved.clip(0).sum()
    assert_allclose(list(result.about["shares"].values()), clipped, rtol=1e-8)
    assert_allclose(vector(result), clipped @ matrix, rtol=1e-8)
    assert "solved below 0 and left out: " + "xyz"[int(np.argmin(solved))] in result.made_by()


def test_parts_that_are_alike_are_their_blend():
    for shares in (None, "game", [0.9, 0.1]):
        assert_allclose(vector(placet.blend_weights([JUDGED, JUDGED], shares)), list(JUDGED.values()), rtol=1e-12)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(seed=st.integers(0, 10**6), count=st.integers(2, 5))
def test_blends_lie_between_their_parts(seed, count):
    rows = np.random.default_rng(seed).dirichlet(np.ones(4), count)
    parts = [dict(zip("abcd", row.tolist(), strict=True)) for row in rows]
    for shares in (None, "game"):
        found = vector(placet.blend_weights(parts, shares))
        assert_allclose(found.sum(), 1, rtol=1e-12)
        assert (found >= rows.min(axis=0) - 1e-12).all()
        assert (found <= rows.max(axis=0) + 1e-12).all()
        turned = vector(placet.blend_weights(parts[::-1], shares))
        assert_allclose(turned, found, rtol=1e-6, atol=1e-9)


def test_results_are_blended_under_what_they_are():
    judged = placet.ahp_weights({("a", "b"): 3})
    measured = placet.entropy_weights({"a": [1, 2, 3], "b": [2, 2, 3]}, ["a", "b"])
    result = placet.blend_weights([judged, measured, placet.equal_weights(["a", "b"]), {"a": 0.5, "b": 0.5}])
    assert list(dict.fromkeys(result.parts["part"])) == ["ahp", "entropy", "equal", "4"]
    again = placet.blend_weights([result, result])
    assert set(again.parts["part"]) == {"blend 1", "blend 2"}
    assert_allclose(vector(again), vector(result), rtol=1e-15)


@pytest.mark.parametrize(
    ("parts", "shares", "words"),
    [
        ([JUDGED], None, "parts has 1 entries; a blend is of at least 2"),
        ([JUDGED, {"a": 0.5, "b": 0.5}], None, "'c' is weighted in one of '1' and '2' only"),
        ([JUDGED, {"a": 0.5, "b": 0.5, "c": 0.5}], None, "part '2' sums to 1.5, not 1"),
        ([JUDGED, {"a": 1.5, "b": -0.5, "c": 0}], None, "the weight of 'b' is -0.5"),
        ([JUDGED, 3], None, "part '2' must be a mapping"),
        (3, None, "parts must be a list of weights or a mapping"),
        ([JUDGED, MEASURED], [0.5, 0.4], "must be numbers of at least 0 that sum to 1"),
        ([JUDGED, MEASURED], [1.5, -0.5], "must be numbers of at least 0 that sum to 1"),
        ([JUDGED, MEASURED], [1], "must be 2 numbers, one a part"),
        ([JUDGED, MEASURED], "games", "use one of 'game'"),
        ({"x": JUDGED, "y": MEASURED}, {"x": 1}, "name every part once: 'x', 'y'"),
        ([JUDGED, placet.ahp_weights({"I": {("a", "b"): 1}, "a": {("c", "d"): 1}})], None, "is a hierarchy; blend its"),
    ],
)
def test_bad_blends_are_told(parts, shares, words):
    with pytest.raises(DataError) as caught:
        placet.blend_weights(parts, shares)
    assert words in str(caught.value)
