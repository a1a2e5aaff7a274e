"""Accumulators: any partition in any order gives the whole, and the byte form gives back what went in or refuses."""

import copy
import json
import pickle
import random
import struct
import zlib
from collections.abc import Callable
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from placet import _core

ROWS = 20_000
PARTS = [1, 2, 7, 64, 1000]


@pytest.fixture(scope="module")
def data() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    x = rng.normal(50, 10, size=(ROWS, 3)) + rng.normal(size=(ROWS, 1))
    x[rng.random((ROWS, 3)) < 0.02] = np.nan
    score = rng.integers(0, 11, ROWS).astype(np.int8)
    score[rng.random(ROWS) < 0.05] = 99
    w = np.where(rng.random(ROWS) < 0.01, 0, rng.random(ROWS) * 3)
    return {"score": score, "x": x, "w": w, "cell": rng.integers(-1, 4, ROWS).astype(np.int32)}


def scores_of(data: dict[str, np.ndarray], rows: Any = slice(None)) -> placet._core.ScoreCounts:
    score, w, cell = (np.ascontiguousarray(data[name][rows]) for name in ("score", "w", "cell"))
    return _core.count_scores(("score", score, [99.0]), ("w", w, []), (cell, 4), 0, 10)


def moments_of(data: dict[str, np.ndarray], rows: Any = slice(None), *, weights: bool = True) -> placet._core.Moments:
    columns = [(f"x{j}", np.ascontiguousarray(data["x"][rows, j]), []) for j in range(3)]
    w = ("w", np.ascontiguousarray(data["w"][rows]), []) if weights else None
    (moments,) = _core.accumulate_moments((columns, w, None, "probability"))
    return moments


def same_counts(found: placet._core.ScoreCounts, expected: placet._core.ScoreCounts, rtol: float = 1e-12) -> None:
    for name in ("n", "n_missing", "n_zero_weight"):
        assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)
    for name in ("w", "w2"):
        assert_allclose(getattr(found, name), getattr(expected, name), rtol=rtol, err_msg=name)
    assert (found.low, found.high) == (expected.low, expected.high)


def same_moments(found: placet._core.Moments, expected: placet._core.Moments, rtol: float = 1e-12) -> None:
    for name in ("n", "n_missing", "n_zero_weight"):
        assert getattr(found, name) == getattr(expected, name), name
    for name in ("sum_w", "sum_w2", "mean"):
        assert_allclose(getattr(found, name), getattr(expected, name), rtol=rtol, err_msg=name)
    # A co-moment can be near 0 by cancellation: relative to the spreads of its two columns.
    root = np.sqrt(np.diag(expected.comoment))
    assert_allclose(found.comoment / np.outer(root, root), expected.comoment / np.outer(root, root), rtol=0, atol=rtol)


def partition(parts: int, seed: int) -> list[np.ndarray]:
    """Rows dealt into parts of uneven sizes, some of them empty."""
    return [np.flatnonzero(np.random.default_rng(seed).integers(0, parts, ROWS) == part) for part in range(parts)]


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("contiguous", [True, False])
def test_any_partition_in_any_order(data, parts: int, contiguous: bool) -> None:
    rows = np.array_split(np.arange(ROWS), parts) if contiguous else partition(parts, seed=parts)
    counts, moments = [scores_of(data, part) for part in rows], [moments_of(data, part) for part in rows]
    for seed in (None, 1, 2):
        if seed is not None:
            random.Random(seed).shuffle(counts)
            random.Random(seed).shuffle(moments)
        same_counts(reduce(add, counts), scores_of(data))
        same_moments(reduce(add, moments), moments_of(data))


@pytest.mark.parametrize("parts", PARTS)
def test_any_tree_of_merges(data, parts: int) -> None:
    # Neighbours are merged pairwise until one is left, instead of one after the other.
    moments = [moments_of(data, part) for part in partition(parts, seed=3)]
    while len(moments) > 1:
        moments = [add(*moments[i : i + 2]) if i + 1 < len(moments) else moments[i] for i in range(0, len(moments), 2)]
    same_moments(moments[0], moments_of(data))


def test_unweighted_counts_and_whole_weights_merge_exactly(data) -> None:
    whole = data | {"w": np.random.default_rng(2).integers(0, 5, ROWS).astype(float)}
    for parts in PARTS:
        counts = [scores_of(whole, part) for part in partition(parts, seed=parts)]
        assert reduce(add, counts) == scores_of(whole)


def test_merging_by_hand() -> None:
    # Scores 0 1 1 and 1 99 on 0..1, weights 1 2 3 and 4 5: at 1 three respondents of weight 9, squares 4 + 9 + 16.
    def count(score: list[int], w: list[float]) -> placet._core.ScoreCounts:
        columns = ("score", np.array(score), [99.0]), ("w", np.array(w), [])
        return _core.count_scores(*columns, None, 0, 1)

    both = count([0, 1, 1], [1, 2, 3]) + count([1, 99], [4, 5])
    assert both.n.tolist() == [[1, 3]]
    assert both.w.tolist() == [[1, 9]]
    assert both.w2.tolist() == [[1, 29]]
    assert both.n_missing.tolist() == [1]

    # x = 1 3 and 5 with weights 1 1 and 2: mean 14/4 = 3.5, sum of squares 6.25 + 0.25 + 2 x 2.25 = 11.
    def accumulate(x: list[float], w: list[float]) -> placet._core.Moments:
        return _core.accumulate_moments(([("x", np.array(x), [])], ("w", np.array(w), []), None, "probability"))[0]

    merged = accumulate([1, 3], [1, 1]) + accumulate([5], [2])
    assert (merged.n, merged.sum_w, merged.sum_w2) == (3, 4, 6)
    assert (merged.mean.tolist(), merged.comoment.tolist()) == ([3.5], [[11]])


@pytest.mark.parametrize("weights", [True, False])
def test_moments_are_those_of_numpy(data, weights: bool) -> None:
    used = ~np.isnan(data["x"]).any(axis=1) & ((data["w"] > 0) if weights else True)
    x, w = data["x"][used], (data["w"] if weights else np.ones(ROWS))[used]
    moments = moments_of(data, weights=weights)
    mean = np.average(x, axis=0, weights=w)
    assert moments.n == used.sum()
    assert_allclose([moments.sum_w, moments.sum_w2], [w.sum(), (w**2).sum()], rtol=1e-13)
    assert_allclose(moments.mean, mean, rtol=1e-13)
    assert_allclose(moments.comoment, ((x - mean) * w[:, None]).T @ (x - mean), rtol=1e-11)
    assert_array_equal(moments.comoment, moments.comoment.T)


def test_counts_are_those_of_numpy(data) -> None:
    counts = scores_of(data)
    for cell in range(4):
        here = (data["cell"] == cell) & (data["w"] > 0)
        for point in range(11):
            w = data["w"][here & (data["score"] == point)]
            assert counts.n[cell, point] == len(w)
            assert_allclose([counts.w[cell, point], counts.w2[cell, point]], [w.sum(), (w**2).sum()], rtol=1e-12)
        assert counts.n_missing[cell] == (here & (data["score"] == 99)).sum()
        assert counts.n_zero_weight[cell] == ((data["cell"] == cell) & (data["w"] == 0)).sum()


# ---- what both can do ----------------------------------------------------------------------------------------------

MAKERS: dict[str, tuple[type, Callable[[dict[str, np.ndarray]], Any]]] = {
    "ScoreCounts": (placet._core.ScoreCounts, lambda data: scores_of(data, slice(0, 60))),
    "Moments": (placet._core.Moments, lambda data: moments_of(data, slice(0, 60))),
}
both = pytest.mark.parametrize("kind", MAKERS)


@both
def test_the_identity(data, kind: str) -> None:
    cls, make = MAKERS[kind]
    part = make(data)
    assert cls() + part == part == part + cls()
    assert sum([part, part], start=cls()) == part + part
    assert cls() + cls() == cls()


@both
def test_equality(data, kind: str) -> None:
    cls, make = MAKERS[kind]
    part = make(data)
    assert part == make(data)
    assert part != part + part
    assert part != cls()
    assert part != 1
    assert part != part.to_bytes()


@both
def test_every_way_out_and_back(data, kind: str) -> None:
    cls, make = MAKERS[kind]
    for part in (make(data), cls()):
        assert cls.from_bytes(part.to_bytes()) == part
        assert cls.from_json(part.to_json()) == part
        assert json.loads(part.to_json())
        assert copy.deepcopy(part) == part
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(part, protocol)) == part


@both
def test_damage_at_every_byte_is_an_error(data, kind: str) -> None:
    cls, make = MAKERS[kind]
    whole = make(data).to_bytes()
    for position in range(len(whole)):
        for damage in (0x01, 0x80, 0xFF):
            damaged = bytearray(whole)
            damaged[position] ^= damage
            with pytest.raises(placet.DataError):
                cls.from_bytes(bytes(damaged))


@both
def test_a_truncated_or_longer_buffer_is_an_error(data, kind: str) -> None:
    cls, make = MAKERS[kind]
    whole = make(data).to_bytes()
    for length in range(len(whole)):
        with pytest.raises(placet.DataError):
            cls.from_bytes(whole[:length])
    with pytest.raises(placet.DataError, match="promises"):
        cls.from_bytes(whole + b"\0")


@both
@pytest.mark.parametrize("claimed", [0, 1, 2**31, 2**63, 2**64 - 1])
def test_a_false_length_is_refused_before_anything_is_allocated(data, kind: str, claimed: int) -> None:
    cls, make = MAKERS[kind]
    whole = bytearray(make(data).to_bytes())
    whole[8:16] = struct.pack("<Q", claimed)
    with pytest.raises(placet.DataError, match=f"promises {claimed} bytes"):
        cls.from_bytes(bytes(whole))


def sealed(whole: bytes, payload: bytes) -> bytes:
    """The envelope of `whole` around another payload, its length and checksum right."""
    return whole[:8] + struct.pack("<QI", len(payload), zlib.crc32(payload)) + payload


@both
@settings(deadline=None, max_examples=150, derandomize=True)
@given(position=st.integers(0, 10**6), value=st.integers(0, 255), cut=st.integers(0, 30))
def test_damage_under_a_right_checksum_is_an_error_or_a_sound_object(kind: str, position, value, cut) -> None:
    # A forged payload may claim 2^60 cells: it must be refused, not allocated, and what is accepted must be usable.
    cls, make = MAKERS[kind]
    rng = np.random.default_rng(0)
    small = {"score": rng.integers(0, 11, 60), "x": rng.normal(size=(60, 3)), "w": np.ones(60)}
    whole = make(small | {"cell": rng.integers(0, 4, 60).astype(np.int32)}).to_bytes()
    payload = bytearray(whole[20:])
    payload[position % len(payload)] = value
    forged = sealed(whole, bytes(payload[: len(payload) - cut]))
    try:
        found = cls.from_bytes(forged)
    except placet.DataError:
        return
    assert cls.from_bytes(found.to_bytes()) == found


@both
@settings(deadline=None, max_examples=200, derandomize=True)
@given(junk=st.binary(max_size=200))
def test_junk_is_an_error(kind: str, junk: bytes) -> None:
    cls, _ = MAKERS[kind]
    with pytest.raises(placet.DataError):
        cls.from_bytes(junk)
    with pytest.raises(placet.DataError):
        cls.from_bytes(b"PLCT" + junk)
    with pytest.raises(placet.DataError):
        cls.from_bytes(
            sealed(
                placet._core.Moments().to_bytes() if cls is placet._core.Moments else cls().to_bytes(),
                junk + b"\xff" * 12,
            )
        )


@both
@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"n": -1}', "nonsense"])
def test_json_that_is_not_one_is_an_error(kind: str, text: str) -> None:
    with pytest.raises(placet.DataError):
        MAKERS[kind][0].from_json(text)


def test_contradictory_json_is_an_error(data) -> None:
    plain = json.loads(moments_of(data, slice(0, 60)).to_json())
    for change in ({"mean": [0.0]}, {"sum_w": -1.0}, {"comoment": [*plain["comoment"][:-1], -1.0]}):
        with pytest.raises(placet.DataError):
            placet._core.Moments.from_json(json.dumps(plain | change))


def test_the_two_kinds_do_not_mix(data) -> None:
    counts, moments = scores_of(data, slice(0, 60)), moments_of(data, slice(0, 60))
    with pytest.raises(placet.DataError, match="kind"):
        placet._core.Moments.from_bytes(counts.to_bytes())
    with pytest.raises(placet.DataError, match="kind"):
        placet._core.ScoreCounts.from_bytes(moments.to_bytes())
    with pytest.raises(TypeError):
        counts + moments


def test_parts_that_do_not_fit_are_refused(data) -> None:
    two = _core.accumulate_moments(([("a", np.arange(3.0), []), ("b", np.arange(3.0), [])], None, None, "probability"))[
        0
    ]
    with pytest.raises(placet.PlacetError, match="3 columns, the other of 2"):
        moments_of(data, slice(0, 60)) + two
    other = _core.count_scores(("score", np.array([1, 2]), []), None, None, 1, 5)
    with pytest.raises(placet.PlacetError):
        scores_of(data, slice(0, 60)) + other


def test_the_layout_of_format_2() -> None:
    # The layout of format 2, typed: changing it needs a new format number.
    x = np.array([1.0, 3.0])
    (moments,) = _core.accumulate_moments(([("x", x, [])], None, None, "probability"))
    header, payload = moments.to_bytes()[:20], moments.to_bytes()[20:]
    assert header == b"PLCT" + struct.pack("<HBBQI", 2, 2, 0, len(payload), zlib.crc32(payload))
    # postcard: n 2; sums 2.0, 2.0; one mean 2.0; one co-moment 2.0; nothing missing, of weight zero, or behind a mean.
    two = struct.pack("<d", 2.0)
    assert payload == b"\x02" + two + two + b"\x01" + two + b"\x01" + two + b"\x00\x00\x00"


def test_sum_starts_from_nothing():
    parts = [_core.count_scores(("q", np.array([score], dtype=np.int8), []), None, None, 0, 10) for score in (3, 9, 10)]
    assert sum(parts) == parts[0] + parts[1] + parts[2]
    with pytest.raises(TypeError, match="cannot add"):
        sum(parts, 7)


def test_values_that_begin_at_any_byte_are_read_as_they_are() -> None:
    packed = np.zeros(5, dtype=[("flag", "i1"), ("answer", "f8")])
    packed["answer"] = [1, 2, 3, 4, 10]
    column = packed["answer"]
    assert not column.flags.aligned
    found = _core.accumulate_moments(([("answer", column, [])], None, None, "probability"))[0]
    assert found.mean.tolist() == [4.0]


def test_a_boolean_is_read_as_its_byte() -> None:
    column = np.array([True, False, True, True])
    assert _core.accumulate_moments(([("answer", column, [])], None, None, "probability"))[0].mean.tolist() == [0.75]
    assert _core.count_scores(("answer", column[::-1], []), None, None, 0, 1).n.tolist() == [[1, 3]]
