"""Truncated moves against the definition, respondent by respondent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from placet import DataError
from placet.drivers.action.moves import check_on_scales, move_columns, moved, moves_of, scales_of
from placet.survey import Survey
from placet.survey.reading import read

SCALES = {"network": (1.0, 10.0), "hotline": (1.0, 5.0)}


@given(
    st.lists(st.integers(1, 10), min_size=1, max_size=30),
    st.floats(-9, 9).filter(lambda by: by != 0),
)
def test_nobody_leaves_the_scale(answers, by):
    found = moved(np.array(answers, dtype=float), by, (1, 10))
    for answer, move in zip(answers, found, strict=True):
        new = min(answer + by, 10) if by > 0 else max(answer + by, 1)
        assert answer + move == pytest.approx(new, abs=1e-12)
    assert np.all(np.abs(found) <= abs(by) + 1e-12)


def test_columns_of_moves_have_values_where_rows_count():
    columns = [("network", np.array([9, 10, 3, 99]), [99.0]), ("other", np.arange(4.0), [])]
    there = np.array([True, True, False, True])
    (up, values, codes), (_, down, _) = move_columns(columns, [("network", 2), ("network", -4)], SCALES, there)
    assert (up, codes) == ("network +2", [])
    # 9 can rise by 1, 10 by nothing; the third does not count, and the fourth is no answer.
    np.testing.assert_array_equal(values, [1, 0, np.nan, np.nan])
    np.testing.assert_array_equal(down, [-4, -4, np.nan, np.nan])


def test_an_answer_beyond_the_end_stays():
    np.testing.assert_array_equal(moved(np.array([10.4, 0.5]), 1, (1, 10)), [0, 1])
    np.testing.assert_array_equal(moved(np.array([10.4, 0.5]), -1, (1, 10)), [-1, 0])


def test_scales():
    assert scales_of((1, 10), ["a", "b"]) == {"a": (1, 10), "b": (1, 10)}
    assert scales_of({"a": (1, 5), "y": [0, 10]}, ["a"], ["y"]) == {"a": (1, 5), "y": (0, 10)}


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        (None, "scale=None must be two numbers"),
        ((10, 1), "with the lower first"),
        ({"a": (1, 5)}, "no scale of driver 'b'"),
        ({"a": (1, 5), "b": (5, 5)}, r"scale\['b'\]=\(5, 5\) must be two numbers"),
        ({"a": (1, 5), "bb": (1, 5)}, "'bb', which is no driver of the call; did you mean 'b'"),
        ({1: (1, 5)}, "scale names 1, which is no driver"),
    ],
)
def test_bad_scales(scale, words):
    with pytest.raises(DataError, match=words):
        scales_of(scale, ["a", "b"])


def test_moves():
    names = list(SCALES)
    assert moves_of("move", 1, SCALES, names) == {"network": 1, "hotline": 1}
    assert moves_of("move", {"hotline": -0.5}, SCALES, names) == {"hotline": -0.5}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (0, "move=0 must be a number of points other than 0"),
        ("1", "move='1' must be a number"),
        (float("nan"), "must be a number"),
        (True, "must be a number"),
        (5, "move=5 moves 'hotline' farther than its scale 1..5 is long; nobody can move by more than 4 points"),
        ({}, "move is empty"),
        ({"hot": 1}, "move names 'hot', which is no driver of the call; did you mean 'hotline'"),
        ({"network": -9.5}, r"move\['network'\]=-9.5 moves 'network' farther than its scale 1..10"),
    ],
)
def test_bad_moves(given, words):
    with pytest.raises(DataError, match=words):
        moves_of("move", given, SCALES, list(SCALES))


def test_answers_outside_their_scale():
    rows = read(Survey({"network": [1, 10], "hotline": [5, 6]}), ["network", "hotline"])
    with pytest.raises(DataError, match=r"'hotline' holds 6 in row 1, which is outside the scale 1\.\.5"):
        check_on_scales(rows, SCALES)


def test_true_and_false_do_not_move_on_a_scale_of_points():
    data = {"network": np.array([1, 5, 9, 10]), "hotline": np.array([True, False, True, True])}
    rows = read(Survey(data), ["network", "hotline"])
    with pytest.raises(DataError, match=r"column 'hotline' holds true and false.* scale=\{'hotline': \(0, 1\)"):
        check_on_scales(rows, {"network": (1, 10), "hotline": (1, 10)})
    check_on_scales(rows, {"network": (1, 10), "hotline": (0, 1)})
