"""Key columns of every type: the segments they make and what these are called."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest

SCORES = [10, 3, 9, 8, 10, 2]


def scores_by(keys):
    """The segments of six respondents and how many are in each."""
    frame = pl.DataFrame if isinstance(keys, pl.Series) else pd.DataFrame
    result = placet.nps(frame({"score": SCORES, "key": keys}), "score", by="key")
    assert len(result.to_frame()) == len(result.table)
    assert all(str(key) for key in result["key"])
    return dict(zip(list(result["key"]), result["n"].tolist(), strict=True))


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize(
    "categories",
    [
        [30, 2, 1],
        [1.5, 0.5, 9.0],
        pd.cut([10, 30, 50], [0, 20, 40, 60]).categories.tolist(),
        [pd.Timestamp("2026-01-02"), pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-03")],
    ],
    ids=["numbers", "fractions", "ranges", "dates"],
)
def test_categories_that_are_no_text(categories, ordered):
    first, second, _ = categories  # nobody is in the third
    keys = pd.Categorical([second, first, second, None, second, first], categories=categories, ordered=ordered)
    found = scores_by(pd.Series(keys))
    assert found == {first: 2, second: 3}
    assert list(found) == ([first, second] if ordered else sorted([first, second]))


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint64])
def test_whole_numbers_at_the_ends_of_their_type(dtype):
    ends = np.iinfo(dtype)
    for near, far in ((ends.min, ends.min + 3), (ends.max, ends.max - 3)):
        keys = np.array([near, far, near, near, far, near], dtype=dtype)
        assert scores_by(keys) == {near: 4, far: 2}


@pytest.mark.skipif(not hasattr(pl, "Int128"), reason="this Polars has none")
def test_whole_numbers_that_no_array_holds():
    wide = pl.DataFrame({"score": SCORES, "key": [1, 2, None, 1, 1, 2]}).cast(pl.Int128)
    result = placet.nps(wide, "score", by="key")
    assert (list(result["key"]), result["n"].tolist()) == ([1, 2], [3, 2])
    # 10, 8, 10 and 3, 2.
    assert result["estimate"].tolist() == pytest.approx([200 / 3, -100])


@pytest.mark.parametrize("make", [pd.Series, pl.Series])
def test_a_day_is_the_day_where_the_clock_was(make):
    # Midnight in Shanghai is four in the afternoon of the day before in Greenwich.
    days = pl.Series([dt.datetime(2026, 1, 1 + i % 2) for i in range(6)]).dt.replace_time_zone("Asia/Shanghai")
    found = scores_by(days if make is pl.Series else days.to_pandas())
    assert found == {dt.datetime(2026, 1, 1): 3, dt.datetime(2026, 1, 2): 3}


# ---- keys of many labels, and of labels of several types -------------------------------------------------------------


@pytest.mark.parametrize("keys", [5, 6, 9, 14])
def test_the_labels_of_many_keys_may_multiply_beyond_any_number(keys):
    """Every column has 3,000 labels: the product passes 2**63 with six of them, the segments stay 3,000."""
    rng, n = np.random.default_rng(3), 3000
    data = {f"k{i}": rng.permutation(n) for i in range(keys)} | {"score": rng.integers(0, 11, n)}
    result = placet.nps(data, "score", by=[f"k{i}" for i in range(keys)])
    order = np.argsort(data["k0"])
    assert len(result.table) == n
    for i in range(keys):
        assert np.array_equal(result[f"k{i}"], data[f"k{i}"][order])
    assert np.array_equal(result["estimate"] == 100, data["score"][order] >= 9)


@pytest.mark.parametrize("frame", [dict, pd.DataFrame, pl.DataFrame, pa.table])
def test_many_keys_with_gaps_are_those_of_a_grouping(frame):
    rng, n = np.random.default_rng(4), 4000
    data = {f"k{i}": [f"{value:04d}" for value in rng.permutation(n)] for i in range(6)}
    data |= {"few": np.where(rng.random(n) < 0.5, "a", "b").tolist(), "score": rng.integers(0, 11, n)}
    for name in ("k1", "k4"):
        data[name] = [None if value.endswith("7") else value for value in data[name]]
    keys = [name for name in data if name != "score"]
    result = placet.nps(frame(data), "score", by=keys)
    expected = pd.DataFrame(data).groupby(keys)["score"].size()  # sorted, and without gaps
    assert list(zip(*(result[name] for name in keys), strict=True)) == expected.index.tolist()
    assert result.about["n_used"] == expected.sum()


def test_the_same_for_means_and_models():
    rng, n = np.random.default_rng(5), 2500
    data = {f"k{i}": rng.permutation(n) for i in range(6)} | {"a": rng.integers(1, 6, n), "b": rng.integers(1, 6, n)}
    keys = [f"k{i}" for i in range(6)]
    assert len(placet.gap(data, ["a"], ["b"], by=keys).table) == n
    assert len(placet.distribution(data, "a", scale=(1, 5), by=keys).table) == 5 * n
    assert len(placet.satisfaction_index(data, {"a": 0.5, "b": 0.5}, scale=(1, 5), by=keys).table) == 3 * n


MIXED = {
    "numbers and text": ([1, "a"], ["1", "a"]),
    "a number and its text": ([1, "1"], ["1", "'1'"]),
    "a date and its text": ([dt.date(2024, 1, 1), "2024-01-01"], ["2024-01-01", "'2024-01-01'"]),
    "truth and text": ([True, "True"], ["True", "'True'"]),
    "numbers beyond 64 bits": ([10**30, 1], ["1" + 30 * "0", "1"]),
    "a decimal and a fraction": ([Decimal("1.5"), Fraction(1, 3)], ["1.5", "1/3"]),
    "pairs": ([(1, 2), (1, 3)], ["(1, 2)", "(1, 3)"]),
}


@pytest.mark.parametrize(("labels", "texts"), MIXED.values(), ids=MIXED)
def test_labels_of_several_types_stay_apart_in_every_frame(labels, texts):
    column = np.empty(8, dtype=object)
    column[:] = labels * 4
    data = {"key": column, "score": np.array([9, 1] * 4)}
    for call in (placet.nps(data, "score", by="key"), placet.distribution(data, "score", scale=(0, 10), by="key")):
        assert set(call["key"]) == set(labels)
        for library in ("pandas", "polars", "pyarrow"):
            frame = replace(call, library=library).to_frame()
            found = frame["key"].to_pylist() if library == "pyarrow" else frame["key"].to_list()
            assert set(found) == set(labels if library == "pandas" else texts)
    result = placet.nps(data, "score", by="key")
    assert dict(zip(result["key"], result["estimate"], strict=True)) == dict(zip(labels, [100.0, -100.0], strict=True))


def test_a_list_of_numbers_and_texts_is_no_list_of_texts():
    """numpy would read 1 as the text "1", and both would be one segment."""
    result = placet.nps({"key": [1, "1"] * 3, "score": [9, 1] * 3}, "score", by="key")
    assert dict(zip(result["key"], result["estimate"], strict=True)) == {1: 100.0, "1": -100.0}
    weights = [1, 1, 1, 1, 1, 1]
    compared = placet.compare({"key": [1, "1", 2] * 2, "score": [9, 1, 5] * 2}, "score", by="key", weights=weights)
    assert len(compared.groups) == 3


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_halves_of_characters_are_spelled_out_in_frames(library):
    data = {"key": np.array(["\ud800", "b"], dtype=object), "score": [9, 1]}
    result = replace(placet.nps(data, "score", by="key"), library=library)
    frame = result.to_frame()
    found = frame["key"].to_pylist() if library == "pyarrow" else frame["key"].to_list()
    assert sorted(found)[-1] in ("b", "\ud800")
    assert len(set(found)) == 2


@pytest.mark.parametrize("values", [np.array([1j, 2j]), np.array([{}, []], dtype=object), pl.Series([{"x": 1}] * 2)])
def test_what_is_no_label_is_refused(values):
    with pytest.raises(placet.DataError, match="'key' does not hold labels"):
        placet.nps({"key": values, "score": [9, 1]}, "score", by="key")


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f8"])
def test_numbers_with_decimals_are_told_apart_by_what_they_are(dtype):
    """Two zeros are one segment, in the order of the numbers; NaN of any bits is none."""
    rng = np.random.default_rng(5)
    keys = rng.choice([0.0, -0.0, 1.5, -2.25, np.inf, -np.inf, np.nan, -np.nan, 3.0], 5000).astype(dtype)
    found = placet.nps({"score": rng.integers(0, 11, 5000), "key": keys}, "score", by="key")
    expected = pd.Series(keys.astype(float)).value_counts().sort_index()
    assert (list(found["key"]), found["n"].tolist()) == (expected.index.tolist(), expected.tolist())
