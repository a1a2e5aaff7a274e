"""Text keys in every form libraries keep them in, and what the fast ways to number them must not change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from placet import DataError
from placet.survey import Survey
from placet.survey.keys import number
from placet.survey.reading import read

TEXTS = ["b", "a", None, "满意度调查的客户", "b", "", "a label of more than twelve letters", "a"]
LABELS = ["", "a", "a label of more than twelve letters", "b", "满意度调查的客户"]
CODES = [3, 1, -1, 4, 3, 0, 2, 1]


def chunked(kind):
    whole = pa.array(["first", None, *TEXTS], kind)[2:]
    return pa.chunked_array([whole]), pa.chunked_array([whole[:3], whole[3:]]), pa.chunked_array([whole, whole[:0]])


POLARS = pl.Series("key", TEXTS)
DICTIONARIES = [pa.array(TEXTS[:3]).dictionary_encode(), pa.array(TEXTS[3:]).dictionary_encode()]
FORMS = {
    "Polars": POLARS,
    "Polars, several pieces": pl.concat([POLARS[:3], POLARS[3:]], rechunk=False),
    "Polars, a part": pl.concat([pl.Series("key", ["first", None]), POLARS])[2:],
    "Polars, categories": POLARS.cast(pl.Categorical),
    "Polars, enum": POLARS.cast(pl.Enum(LABELS)),
    **{
        f"PyArrow {kind}, {what}": column
        for kind in (getattr(pa, name)() for name in ("string", "large_string", "string_view") if hasattr(pa, name))
        for what, column in zip(("a part", "several pieces", "an empty piece"), chunked(kind), strict=True)
    },
    "PyArrow, dictionary": pa.chunked_array([pa.array(TEXTS).dictionary_encode()]),
    "PyArrow, dictionaries": pa.chunked_array(DICTIONARIES),
    "PyArrow, dictionary with repeats": pa.chunked_array(
        [pa.DictionaryArray.from_arrays(pa.array(range(8), pa.uint8()), pa.array(TEXTS))]
    ),
    "pandas": pd.Series(TEXTS),
    "pandas, Python text": pd.Series(TEXTS, dtype="string[python]"),
    "pandas, Arrow text": pd.Series(TEXTS, dtype="string[pyarrow]"),
    "pandas, Arrow type": pd.Series(TEXTS, dtype=pd.ArrowDtype(pa.string())),
    "pandas, objects": pd.Series(TEXTS, dtype=object),
    "pandas, categories": pd.Series(TEXTS, dtype="category"),
    "pandas, unused categories": pd.Series(pd.Categorical(TEXTS, [*LABELS, "nobody"])),
    "numpy, objects": np.array(TEXTS, dtype=object),
}


def framed(key):
    if isinstance(key, np.ndarray):
        return {"key": key, "score": np.arange(8)}
    if isinstance(key, pl.Series):
        return pl.DataFrame({"key": key, "score": range(8)})
    if isinstance(key, pd.Series):
        return pd.DataFrame({"key": key, "score": range(8)})
    return pa.table({"key": key, "score": range(8)})


@pytest.mark.parametrize("form", FORMS)
def test_text_is_numbered_in_the_order_of_its_characters(form):
    rows = read(Survey(framed(FORMS[form])), ["score"], by="key")
    # Polars sorts an enum by its categories; these are in order.
    assert rows.segments.keys == tuple((label,) for label in LABELS)
    assert rows.segments.codes.tolist() == CODES
    assert rows.segments.codes.dtype == np.int32
    assert rows.segments.n_outside == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_tally_by_text_needs_no_numbers(form):
    rows = read(Survey(framed(FORMS[form])), ["score"], by="key")
    counts = rows.count(rows.columns[0], 0, 10)
    assert "codes" not in vars(rows.segments)
    assert rows.segments.keys == tuple((label,) for label in LABELS)
    assert rows.segments.n_outside == 1
    # Row i has score i.
    expected = np.zeros((5, 11))
    for row, code in enumerate(CODES):
        expected[code, row] += code >= 0
    assert counts.n.tolist() == expected.tolist()


def test_text_of_fixed_width():
    codes, labels = number("key", np.array(["b", "a", "满意", "b", ""]))
    assert (codes.tolist(), labels) == ([2, 1, 3, 2, 0], ["", "a", "b", "满意"])
    codes, labels = number("key", np.array(["", ""]))
    assert (codes.tolist(), labels) == ([0, 0], [""])


def test_the_order_of_an_enum_is_kept():
    key = pl.Series(["b", "a", None, "c"], dtype=pl.Enum(["c", "b", "unused", "a"]))
    result = placet.nps(pl.DataFrame({"score": [10, 9, 3, 0], "key": key}), "score", by="key")
    assert list(result["key"]) == ["c", "b", "a"]
    assert result["estimate"].tolist() == [-100, 100, 100]


KEYS = {
    **{np.dtype(kind).name: np.arange(600).astype(kind) % 7 for kind in "bhilBHIL"},
    "negative": (np.arange(600) % 7 - 3).astype(np.int8),
    "far apart": (np.arange(600) % 7) * 10**15,
    "bool": np.arange(600) % 2 == 1,
    "fractions": (np.arange(600) % 7) / 4,
    "other byte order": (np.arange(600) % 7).astype(">i4"),
    "every other": np.repeat(np.arange(600) % 7, 2)[::2],
    "days": np.datetime64("2026-01-01T00:00:00.000000") + 10**6 * (np.arange(600) % 7),
    "text": np.array([f"segment {i % 7}" for i in range(600)]),
    "many": np.arange(600),
}


@pytest.mark.parametrize("library", [dict, pl.DataFrame, pd.DataFrame, pa.table])
@pytest.mark.parametrize("kind", KEYS)
def test_by_equals_filtering_for_keys_of_every_type(kind, library):
    key, rng = KEYS[kind], np.random.default_rng(1)
    if kind == "other byte order" and library is not dict:
        pytest.skip("an array of numpy")
    score = rng.integers(0, 11, 600).astype(np.int8)
    weight = np.where(rng.random(600) < 0.1, 0, rng.random(600))
    result = placet.nps(library({"score": score, "w": weight, "key": key}), "score", by="key", weights="w")
    labels = np.unique(key)
    assert list(result["key"]) == labels.tolist()
    for label, estimate, n, n_zero in zip(labels, result["estimate"], result["n"], result["sum_weights"], strict=True):
        here = (key == label) & (weight > 0)
        assert n == here.sum()
        assert n_zero == pytest.approx(weight[here].sum(), rel=1e-12)
        if here.any():
            x = (score[here] >= 9).astype(float) - (score[here] <= 6)
            assert estimate == pytest.approx(100 * np.average(x, weights=weight[here]), rel=1e-12, abs=1e-10)
        else:
            assert np.isnan(estimate)


@pytest.mark.parametrize("library", [pl.DataFrame, pd.DataFrame, pa.table])
@pytest.mark.parametrize("key", [[1, None, 2, 1], ["a", None, "b", "a"]])
def test_a_bad_weight_is_refused_where_the_key_is_missing(library, key):
    key = pd.array(key, dtype="Int64") if library is pd.DataFrame and key[0] == 1 else key
    data = library({"score": [1, 2, 3, 4], "w": [1.0, -2.0, 1.0, 1.0], "key": key})
    with pytest.raises(DataError, match="weight in column 'w' is -2 in row 1"):
        placet.nps(data, "score", by="key", weights="w")


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_a_bad_weight_comes_before_a_bad_score(bad):
    weight = np.ones(300_000)
    weight[[200_000, 250_000]] = bad
    data = {"score": np.full(300_000, 5), "w": weight, "key": np.arange(300_000) % 3}
    data["score"][7] = 11
    with pytest.raises(DataError, match=r"weight in column 'w' .* in row 200000 \(2 such rows\)"):
        placet.nps(data, "score", by="key", weights="w")
    weight[:] = 0
    data["score"][7] = 5
    with pytest.raises(DataError, match="all weights in column 'w' are 0"):
        placet.nps(data, "score", by="key", weights="w")


def test_rows_without_a_key_may_hold_any_score():
    data = pl.DataFrame({"score": [10, 77, 0], "key": ["a", None, "b"]})
    assert placet.nps(data, "score", by="key")["estimate"].tolist() == [100, -100]


def test_keys_that_a_sample_misses_are_segments():
    key = np.full(500_000, 4)
    key[[77_777, 400_001]] = [900, -5]
    result = placet.nps({"score": np.arange(500_000) % 11, "key": key}, "score", by="key")
    assert list(result["key"]) == [-5, 4, 900]
    assert result["n"].tolist() == [1, 499_998, 1]
