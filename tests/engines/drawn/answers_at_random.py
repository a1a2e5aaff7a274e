"""Survey data as nobody would wish them: columns of any type, with gaps of any kind, drawn by a seed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

INTEGERS = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
WORDS = ("low", "middle", "high")


def table(rng: np.random.Generator) -> pa.Table:
    """Answers a, b, c, d (1..5), weights w, keys k and m, and a wave; one in some dozens has something wrong."""
    n = int(rng.choice([0, 1, 2, 7, 60, 60, 300, 300, 300]))
    x = rng.normal(size=n)
    columns: dict[str, Any] = {
        name: answers(rng, np.clip(np.rint(3 + x * share + rng.normal(size=n)), 1, 5))
        for name, share in zip("abcd", (0.9, 0.5, 0.7, 0.0), strict=True)
    }
    columns |= {"w": weights(rng, n), "k": key(rng, n), "m": key(rng, n), "wave": wave(rng, n)}
    columns["f"] = pa.array(rng.normal(size=n), mask=rng.random(n) < 0.1)
    return pa.table(columns)


def answers(rng: np.random.Generator, values: np.ndarray) -> pa.Array:
    """A column of answers in some type, with some sort of gaps."""
    n, kind = (
        len(values),
        rng.choice([*INTEGERS, *["float32", "float64"] * 4, *["decimal", "ordered", "enum"] * 2, "odd"]),
    )
    gaps = rng.random(n) < rng.choice([0, 0, 0.1, 0.3])
    if kind == "odd":
        return odd(rng, values, gaps)
    if rng.random() < 0.1:  # a code of no answer
        values = np.where(rng.random(n) < 0.1, 99 if kind not in ("ordered", "enum") else values, values)
    if kind in INTEGERS:
        return pa.array(values.astype(kind), mask=gaps)
    if kind == "decimal":
        return pa.array(
            [None if gap else Decimal(int(v)) for v, gap in zip(values, gaps, strict=True)], pa.decimal128(9, 1)
        )
    if kind in ("ordered", "enum"):
        words = [f"{i} - {'x' * i}" for i in range(1, 6)]
        at = pa.array((values - 1).astype("int32"), mask=gaps)
        return pa.DictionaryArray.from_arrays(at, words, ordered=kind == "ordered")
    nan = gaps & (rng.random(n) < 0.5)  # NaN and null, mixed
    return pa.array(np.where(nan, np.nan, values).astype(kind), mask=gaps & ~nan, from_pandas=False)


def odd(rng: np.random.Generator, values: np.ndarray, gaps: np.ndarray) -> pa.Array:
    """A column that no scale is answered in, or not quite."""
    n = len(values)
    infinite, far = values.astype(float), values.astype(float)
    infinite[:1], far[-1:] = rng.choice([np.inf, -np.inf]), 7
    return rng.choice(np.array([
        lambda: pa.array(infinite), lambda: pa.array(far), lambda: pa.array(values + 0.5),
        lambda: pa.array(np.full(n, np.nan)), lambda: pa.array([None] * n, pa.float64()),
        lambda: pa.array([None] * n, pa.int16()), lambda: pa.array(values > 3, mask=gaps),
        lambda: pa.array([None if gap else str(int(v)) for v, gap in zip(values, gaps, strict=True)], pa.string()),
        lambda: pa.array([None if gap else f"{int(v)} - so" for v, gap in zip(values, gaps, strict=True)], pa.string()),
        lambda: pa.array(np.full(n, 3.0)), lambda: pa.array([date(2024, 1, 1)] * n, pa.date32()),
    ]))()  # fmt: skip


def weights(rng: np.random.Generator, n: int) -> pa.Array:
    """Weights: whole, real, with zeros, or what no weight may be."""
    real, whole = rng.uniform(0.2, 3, n), rng.integers(0, 4, n)
    bad = rng.choice([np.nan, -1.0, np.inf], n)
    fine = [
        lambda: pa.array(real), lambda: pa.array(real.astype("float32")),
        lambda: pa.array(np.where(whole == 0, 0, real)),
        lambda: pa.array(whole), lambda: pa.array(whole.astype("uint8")), lambda: pa.array(np.ones(n)),
        lambda: pa.array([Decimal(int(v)) for v in whole], pa.decimal128(9, 2)), lambda: pa.array(whole > 0),
    ]  # fmt: skip
    return rng.choice(np.array([
        *fine * 3,
        lambda: pa.array(np.where(rng.random(n) < 0.02, bad, real)), lambda: pa.array(real, mask=rng.random(n) < 0.02),
        lambda: pa.array(np.zeros(n)),
    ], dtype=object))()  # fmt: skip


def key(rng: np.random.Generator, n: int) -> pa.Array:
    """A key of a few labels of some type; the last label occurs once, at the end."""
    count = int(rng.choice([1, 2, 4]))
    at, gaps = rng.integers(0, count, n), rng.random(n) < rng.choice([0, 0.1])
    at[-1:] = count
    text = np.array(["北方", "South", "East 10", "East 9", "only here"])
    days = [date(2024, 1, 31) + timedelta(days=40 * int(i)) for i in at]
    kinds = {
        "text": lambda: pa.array(text[at].tolist(), pa.string(), mask=gaps),
        "large": lambda: pa.array(text[at].tolist(), pa.large_string(), mask=gaps),
        "whole": lambda: pa.array(at.astype(rng.choice(INTEGERS)), mask=gaps),
        "real": lambda: pa.array(np.where(gaps, np.nan, at + 0.5)),
        "bool": lambda: pa.array(at > 0, mask=gaps),
        "day": lambda: pa.array(days, pa.date32(), mask=gaps),
        "decimal": lambda: pa.array([Decimal(int(v)) for v in at], pa.decimal128(9, 1), mask=gaps),
        "words": lambda: pa.DictionaryArray.from_arrays(pa.array(at.astype("int32"), mask=gaps), pa.array(text)),
        "ordered": lambda: pa.DictionaryArray.from_arrays(
            pa.array(at.astype("int32"), mask=gaps), pa.array(text), ordered=True
        ),
        "nothing": lambda: pa.array([None] * n, pa.string()),
    }
    return kinds[rng.choice([*kinds, "text", "whole"])]()


def wave(rng: np.random.Generator, n: int) -> pa.Array:
    """Waves: months as text, years as numbers, days, or times."""
    at, gaps = rng.integers(0, 3, n), rng.random(n) < rng.choice([0, 0, 0.1])
    days = np.array(["2024-01-15", "2024-02-20", "2023-12-31"], dtype="datetime64[D]")[at]
    return rng.choice(np.array([
        lambda: pa.array(np.array(["2024-02", "2024-10", "2023-12"])[at].tolist(), pa.string(), mask=gaps),
        lambda: pa.array(at + 2022, mask=gaps), lambda: pa.array(days, mask=gaps),
        lambda: pa.array((days.astype("datetime64[us]") + at), mask=gaps),
        lambda: pa.array(np.array(["before", "after", "later"])[at].tolist(), pa.string(), mask=gaps),
    ], dtype=object))()  # fmt: skip
