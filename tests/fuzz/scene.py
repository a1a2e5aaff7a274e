"""What every attack finds: a small survey in all libraries, and the names it uses. Failing calls print this file."""

import array
import datetime as dt
import re
from collections import OrderedDict, deque
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa

__all__ = ["Decimal", "Fraction", "OrderedDict", "array", "deque", "dt"]

N = 40
rng = np.random.default_rng(0)
columns = {name: rng.integers(0, 11, N) for name in ("s", "t")}
columns |= {name: rng.integers(1, 6, N) for name in ("y", "a", "b", "c", "f")}
columns |= {"g": np.tile(["North", "South"], N // 2), "u": np.repeat([1, 2], N // 2), "i": np.tile(np.arange(20), 2)}
columns |= {"w": rng.uniform(0.5, 2, N), "r1": rng.uniform(0.5, 2, N), "r2": rng.uniform(0.5, 2, N)}
columns |= {"z": (rng.random(N) < 0.5).astype(int)}
gaps = columns | {"a": np.where(rng.random(N) < 0.2, np.nan, columns["a"])}
data = pd.DataFrame(columns)
polars = pl.DataFrame(columns)
lazy = polars.lazy()
arrow = pa.table(columns)
matrix = np.column_stack([columns[name] for name in "abc"]).astype(float)
printed = {"item": ["p", "q", "v"], "own": [50.0, 60.0, 70.0], "other": [55.0, 58.0, 71.0], "share": [0.5, 0.3, 0.2]}
card = {"item": ["p", "q"], "possible": [50, 60], "scored": [40, 45], "lost": [10, 15]}
survey = placet.Survey(data, weights="w", cluster="i")
halves = placet.ReplicateWeights(["r1", "r2"], "BRR")
fitted = placet.regression(data, "y", ["a", "b"])
by_segment = placet.regression(data, "y", ["a", "g"], factors=["g"])
parts = {"p": (0.5, {"a": 1}), "q": (0.5, {"b": 1})}
scored = placet.satisfaction_index(data, parts, scale=(1, 5), by="g", compare="total")
logit = placet.regression(data, "z", ["a", "b"], model="logit")
tree = placet.IndicatorTree({"x": (0.6, {"a": 0.5, "b": 0.5}), "y": (0.4, {"c": 1.0})})
paths = placet.PathModel({"A": ["a"], "B": ["b"], "Y": ["y"]}, {"Y": ["A", "B"]})
frozen = placet.path_index(data, paths, scale=(1, 5), n_resamples=0).weights
structured = placet.PathModel("X =~ a + b; Y <~ c; Z =~ y; Y ~ X; Z ~ X*Y")
changed = placet.index_change(data, tree, scale=(1, 5), wave="u", by="g")
sensitive = placet.weight_sensitivity(data, tree, scale=(1, 5), by="g", n_draws=100, rng=1)
tally = placet._core.count_scores(("s", columns["s"], []), ("w", columns["w"], []), None, 0, 10)
comoments = placet._core.accumulate_moments(
    ([(name, columns[name].astype(float), []) for name in "abc"], ("w", columns["w"], []), None, "probability"), False
)[0]


def spoiled(kept: bytes, changes: dict[int, int], end: int | None, more: bytes) -> bytes:
    """Bytes of which some are changed, cut at an end and followed by more."""
    changed = bytearray(kept)
    for place, byte in changes.items():
        changed[place] = byte
    return bytes(changed[:end]) + more


def parts_of_json(kept) -> list[str]:
    """The text before, of and between the numbers of JSON."""
    return re.split(r"(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)", kept.to_json())


def replaced(kept, place: int, number: str) -> str:
    """The JSON with something else in place of one of its parts."""
    parts = parts_of_json(kept)
    parts[place] = number
    return "".join(parts)


def used(kept):
    """What was read, after it was shown, written and merged."""
    assert type(kept).from_bytes(kept.to_bytes()) == kept
    assert type(kept).from_json(kept.to_json()) == kept
    return kept, kept + kept, repr(kept)
