"""Key columns of every type: the segments they make and what these are called."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import placet
import polars as pl
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
