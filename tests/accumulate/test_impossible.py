"""Moments and tallies that no data have are refused, from bytes, from JSON and from parts, and the reason is named."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placet import DataError, _core
from placet._core import Moments, ScoreCounts

MOMENTS = {
    "n": 100,
    "sum_w": 100.0,
    "sum_w2": 100.0,
    "mean": [5.0, 5.0],
    "comoment": [4.0, 2.0, 2.0, 9.0],
    "n_missing": 0,
    "n_zero_weight": 0,
    "mean_low": [],
}
TALLY = {"low": 0, "high": 1, "n": [4, 1], "w": [6.0, 2.0], "w2": [10.0, 4.0], "n_missing": [3], "n_zero_weight": [0]}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"comoment": [1.0, 50.0, 50.0, 1.0]}, "correlation of columns 0 and 1 is 50.000"),
        ({"comoment": [1.0, -1.01, -1.01, 1.0]}, "correlation of columns 0 and 1 is -1.010"),
        ({"comoment": [0.0, 1.0, 1.0, 1.0]}, "correlation of columns 0 and 1 is inf"),
        ({"comoment": [-1.0, 0.0, 0.0, 1.0]}, "sum of squares is negative"),
        ({"comoment": [1.0, 0.5, 0.4, 1.0]}, "not symmetric"),
        ({"sum_w": 1e300, "sum_w2": 0.0}, "no 100 weights have the sum 1e300"),
        ({"sum_w": 100.0, "sum_w2": 99.0}, "no 100 weights have the sum 1e2 and the sum of squares 9.9e1"),
        ({"sum_w": 100.0, "sum_w2": 10_001.0}, "no 100 weights have the sum 1e2 and the sum of squares 1.0001e4"),
        ({"sum_w": -1.0}, "negative"),
        ({"n": 0}, "no rows have weight"),
        ({"mean": [5.0]}, "1 means"),
    ],
)
def test_impossible_moments_are_refused_with_the_reason(change: dict[str, Any], reason: str) -> None:
    fields = MOMENTS | change
    with pytest.raises(DataError, match="not a valid Moments") as from_json:
        Moments.from_json(json.dumps(fields))
    assert reason in str(from_json.value)
    with pytest.raises(DataError, match="not a valid Moments") as from_bytes:
        Moments.from_bytes(envelope(2, fields, MOMENTS_LAYOUT))
    assert reason in str(from_bytes.value)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"w": [0.0, 2.0], "w2": [5.0, 4.0]}, "no 4 weights have the sum 0e0 and the sum of squares 5e0"),
        ({"w2": [8.9, 4.0]}, "no 4 weights have the sum 6e0"),
        ({"w2": [36.1, 4.0]}, "no 4 weights have the sum 6e0"),
        ({"w2": [10.0, -4.0]}, "negative"),
        ({"n": [4, 0]}, "without answers has weight"),
        ({"n": [2**64 - 1, 1], "w": [0.0, 2.0], "w2": [0.0, 4.0]}, "more than 2^64 rows"),
        ({"n_missing": [2**64 - 1]}, "more than 2^64 rows"),
        ({"n": [4]}, "do not all have 1 cells of 2 points"),
        ({"high": 100_000}, "not a scale"),
    ],
)
def test_impossible_tallies_are_refused_with_the_reason(change: dict[str, Any], reason: str) -> None:
    fields = TALLY | change
    with pytest.raises(DataError, match="not a valid ScoreCounts") as from_json:
        ScoreCounts.from_json(json.dumps(fields))
    assert reason in str(from_json.value)
    with pytest.raises(DataError, match="not a valid ScoreCounts") as from_bytes:
        ScoreCounts.from_bytes(envelope(1, fields, TALLY_LAYOUT))
    assert reason in str(from_bytes.value)


def test_parts_that_no_rows_have_are_refused() -> None:
    with pytest.raises(DataError, match=r"is 2\.000"):
        Moments.of_parts(9, 9.0, 9.0, np.zeros(2), np.array([[1.0, 2.0], [2.0, 1.0]]))
    with pytest.raises(DataError, match="no 9 weights"):
        Moments.of_parts(9, 9.0, 1.0, np.zeros(1), np.ones((1, 1)))


def test_counts_that_no_survey_has_stay_at_the_largest_number() -> None:
    most = ScoreCounts.from_json(json.dumps(TALLY | {"n": [2**63, 1]}))
    assert (most + most).rows.tolist() == [2**64 - 1]
    assert (most + most).totals[0] == 2**64 - 1


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 40),
    st.sampled_from([0.0, 1.0, 1e6, 1e15]),
    st.sampled_from(["none", "even", "wild", "tiny"]),
    st.sampled_from(["apart", "alike", "flat", "nearly flat"]),
    st.integers(0, 2**32 - 1),
)
def test_what_rows_have_is_always_possible(rows: int, level: float, weights: str, columns: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = level + rng.normal(size=rows)
    y = {"apart": rng.normal(size=rows), "alike": 3 * x - level, "flat": np.full(rows, level + 0.1)}.get(
        columns, level + 1e-9 * rng.normal(size=rows)
    )
    w = {"even": np.full(rows, 0.1), "wild": 10 ** rng.uniform(-8, 8, rows), "tiny": np.full(rows, 1e-100)}.get(weights)
    given = ([("x", x, []), ("y", y, [])], None if w is None else ("w", w, []), None, "probability")
    for squared in (False, True):
        moments = _core.accumulate_moments(given, squared)[0]
        assert Moments.from_bytes(moments.to_bytes()) == moments
        merged = sum(([moments] * 5), Moments())
        assert Moments.from_json(merged.to_json()) == merged
    scores = rng.integers(0, 11, rows)
    tally = _core.count_scores(("s", scores, []), None if w is None else ("w", w, []), None, 0, 10)
    assert ScoreCounts.from_bytes((tally + tally).to_bytes()) == tally + tally


# ---- the byte form, written by its definition ------------------------------------------------------------------------

MOMENTS_LAYOUT = {"n": "n", "sum_w": "f", "sum_w2": "f", "mean": "fs", "comoment": "fs", "n_missing": "n"}
MOMENTS_LAYOUT |= {"n_zero_weight": "n", "mean_low": "fs"}
TALLY_LAYOUT = {"low": "z", "high": "z", "n": "ns", "w": "fs", "w2": "fs", "n_missing": "ns", "n_zero_weight": "ns"}


def envelope(kind: int, fields: dict[str, Any], layout: dict[str, str]) -> bytes:
    payload = b"".join(encoded(fields[name], of) for name, of in layout.items())
    return b"PLCT" + struct.pack("<HBBQI", 2, kind, 0, len(payload), zlib.crc32(payload)) + payload


def encoded(value: Any, of: str) -> bytes:
    if of.endswith("s"):
        return varint(len(value)) + b"".join(encoded(each, of[0]) for each in value)
    if of == "f":
        return struct.pack("<d", value)
    return varint(2 * value if of == "z" else value)


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
