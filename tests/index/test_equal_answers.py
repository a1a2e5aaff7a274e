"""Differences and changes of indexes between answers that are all equal: no interval, or an exact one of a census."""

from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose, assert_equal

TREE = {"a": 0.6, "b": 0.4}
LIMITS = ("conf_low", "conf_high", "score_low", "score_high")


def change(data: Any, **options: Any) -> Any:
    return placet.index_change(data, options.pop("tree", TREE), **{"scale": (0, 10), "wave": "w"} | options)


def differences(data: Any, **options: Any) -> Any:
    return placet.satisfaction_index(data, TREE, scale=(0, 10), wave="w", compare="previous", **options)


def survey(seed: int = 1) -> dict[str, Any]:
    """Two waves: all give 5.1, then 7.3, to a; answers to b vary."""
    wave = np.repeat([1, 2], 30)
    return {"a": np.where(wave == 1, 5.1, 7.3), "b": np.random.default_rng(seed).integers(3, 9, 60) + 0.1, "w": wave}


@pytest.mark.parametrize("design", [{}, {"strata": "h"}, {"cluster": "c"}, {"weights": "v"}], ids=str)
def test_equal_answers_have_no_interval(design: dict[str, str]) -> None:
    place = np.arange(60)
    data = survey() | {"h": place % 2, "c": place % 6, "v": 1 + place % 3 / 7}
    found = change(data, **design)
    for name in (*LIMITS, "p_value"):
        assert_equal(np.isnan(found[name]), [False, True, False], err_msg=name)
    assert_equal(found["std_error"][1], 0)
    assert "no interval for a: answers that are all equal" in found.summary()
    # The whole has what the answers to b leave of it, and parts without any share are exactly 0.
    assert_allclose(found["std_error"][0], found["std_error"][2], rtol=1e-7)
    assert_equal(found["weights_low"], 0)
    compared = differences(data, **design)
    assert_equal(np.isnan(compared.differences["conf_low"]), [False, True, False])
    assert_equal(compared.differences["std_error"][1], 0)
    assert compared.differences["finding"][1] == "no test"


def test_all_alike_is_no_test() -> None:
    data = survey() | {"b": np.where(np.repeat([1, 2], 30) == 1, 1 / 3, 2 / 3)}
    found = change(data)
    for name in (*LIMITS, "p_value"):
        assert np.isnan(found[name]).all(), name
    compared = differences(data)
    assert np.isnan(compared.differences["p_value"]).all()
    assert "2 is 14.53 above 1 (no test)." in compared.summary()
    assert found.plot() is not None


def test_sums_that_are_alike() -> None:
    # b is 10 - a: of equal weights the index is 50 for everybody, whatever its items.
    a = np.random.default_rng(2).integers(0, 11, 60).astype(float)
    data = {"a": a, "b": 10 - a, "w": np.repeat([1, 2], 30)}
    found = change(data, tree={"a": 0.5, "b": 0.5})
    assert_equal(np.isnan(found["conf_low"]), [True, False, False])
    assert_equal(found["std_error"][0], 0)


def test_respondents_who_moved_alike_say_nothing_of_how_moves_vary() -> None:
    first = np.random.default_rng(3).integers(1, 6, 30) + 0.3
    data = {"a": np.append(first, first + 1.7), "b": np.append(first, first[::-1]), "w": np.repeat([1, 2], 30)}
    own = placet.Survey(data | {"who": np.tile(np.arange(30), 2)}, id="who")
    assert_equal(np.isnan(change(own)["conf_low"]), [False, True, False])
    assert_equal(np.isnan(differences(own).differences["conf_low"]), [False, True, False])
    assert not np.isnan(change(data)["conf_low"]).any()


def test_other_weights_of_equal_answers() -> None:
    data = {"a": [3.0] * 4, "b": [7.0] * 4, "w": [1, 1, 2, 2]}
    found = change(data, tree_from={"a": 0.4, "b": 0.6})
    assert_allclose(found["weights"][0], -8)
    assert np.isnan(found["weights_low"][0])
    assert np.isnan(found["conf_low"][0])
    assert_equal(found["coverage_low"], 0)


def test_an_indicator_with_one_answer_leaves_no_error_and_that_is_said() -> None:
    found = placet.satisfaction_index({"a": [1, 3, 5], "b": [None, 2, None]}, TREE, scale=(1, 5))
    assert_equal(np.isnan(found["conf_low"]), [True, False, True])
    assert "no interval for Satisfaction index, b" in found.summary()


def test_from_a_wave_that_answered_nothing_there_is_no_change() -> None:
    data = {"a": [1, None, 3, 4], "b": [2, None, 4, 4], "w": [1, 2, 3, 3]}
    found = change(data, scale=(1, 5), from_=2)
    for name in ("estimate", "score", "weights", "coverage", "std_error", "conf_low", "p_value"):
        assert np.isnan(found[name]).all(), name
    assert "no change where nobody answered any indicator: 2" in found.summary()
    with pytest.raises(placet.DataError, match="no change to draw"):
        found.plot()
    # 62.5 and 75 are .6 * 62.5 + .4 * 75 = 67.5, and 0 and 25 are 10.
    assert_allclose(change(data, scale=(1, 5), from_=1, to=3)["estimate"][0], 57.5)


def test_weights_of_a_segment_that_answered_nothing() -> None:
    data = {"a": [1, 2, None], "b": [2, 5, None], "w": list("xyz")}
    found = placet.weight_sensitivity(data, TREE, scale=(1, 5), by="w", rng=1, n_draws=100)
    assert_equal(np.isnan(found["low"]), [False, False, True])
    assert len(found.swaps) == 0


def test_a_census_is_exact() -> None:
    data = survey() | {"size": np.full(60, 30)}
    found = change(data, fpc="size")
    assert_equal(found["conf_low"], found["estimate"])
    assert (found["p_value"] < 1e-12).all()
    compared = differences(data, fpc="size").differences
    assert_equal(compared["conf_high"], compared["estimate"])
    assert set(compared["finding"]) <= {"higher", "lower"}
