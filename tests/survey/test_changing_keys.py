"""Data that another thread writes to while they are read: a result or an error of placet, never a panic."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import placet
import pytest

ROWS = 40_000


@contextmanager
def changing(array: np.ndarray) -> Iterator[None]:
    """Another thread turns the array round and shuffles parts of it, as often as it can."""
    stop, rng = threading.Event(), np.random.default_rng(2)

    def write() -> None:
        while not stop.is_set():
            array[:] = array[::-1].copy()
            start = int(rng.integers(len(array)))
            rng.shuffle(array[start : start + 1000])

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def keys(kind: str) -> np.ndarray:
    rng = np.random.default_rng(1)
    if kind == "text":
        return np.array([f"respondent {i:06d}" for i in range(20_000)])[rng.integers(0, 20_000, ROWS)]
    if kind == "dates":
        return np.datetime64("2020-01-01") + rng.integers(0, 3000, ROWS)
    high = {"i1": 100, "i4": 3000, "u8": 2**63, "i8": 2**40, "f8": 5000, "near": 90_000}[kind]
    return rng.integers(0, high, ROWS).astype("i8" if kind == "near" else kind)


CALLS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "by": lambda data: placet.nps(data, "s", by="k"),
    "by and weights": lambda data: placet.mean_score(placet.Survey(data, weights="w"), "s", scale=(0, 10), by="k"),
    "two keys": lambda data: placet.nps(data, "s", by=["k", "g"]),
    "cluster": lambda data: placet.nps(placet.Survey(data, cluster="k"), "s", by="g"),
    "id": lambda data: placet.compare(data, "s", wave="g", id="k", against="previous"),
}


@pytest.mark.parametrize("kind", ["i1", "i4", "i8", "u8", "f8", "near", "text", "dates"])
def test_keys_that_change_are_a_result_or_an_error(kind: str) -> None:
    rng = np.random.default_rng(0)
    data: dict[str, Any] = {"s": rng.integers(0, 11, ROWS), "g": rng.integers(0, 3, ROWS), "k": keys(kind)}
    data["w"] = rng.uniform(0.5, 2, ROWS)
    with warnings.catch_warnings(), changing(data["k"]):
        warnings.simplefilter("ignore")
        for name, call in CALLS.items():
            if name in ("by", "by and weights", "two keys") or kind in ("i4", "i8", "near"):
                answered(call, data)


@pytest.mark.parametrize("column", ["s", "w", "y", "x", "a"])
def test_answers_that_change_are_a_result_or_an_error(column: str) -> None:
    rng = np.random.default_rng(0)
    data: dict[str, Any] = {
        "s": rng.integers(0, 11, ROWS),
        "g": rng.integers(0, 3, ROWS),
        "a": rng.integers(0, 2, ROWS),
    }
    data |= {"w": rng.uniform(0, 2, ROWS), "x": rng.normal(size=ROWS), "y": rng.normal(size=ROWS)}
    data["x"][::7] = np.nan
    data["y"][::11] = np.nan
    data["w"][::13] = 0
    survey = placet.Survey(data, weights="w")
    with warnings.catch_warnings(), changing(data[column]):
        warnings.simplefilter("ignore")
        for call in (
            lambda: placet.nps(survey, "s", by="g"),
            lambda: placet.key_drivers(survey, "y", ["x", "s"], n_resamples=3, rng=1, progress=False),
            lambda: placet.regression(survey, "y", ["x", "s"], errors="HC3", by="g"),
            lambda: placet.regression(survey, "a", ["x", "s"], model="logit"),
            lambda: placet.regression(data, "y", ["x", "s"], missing="multiple", n_imputations=2, rng=1),
        ):
            answered(lambda _, call=call: call(), data)


def answered(call: Callable[[dict[str, Any]], Any], data: dict[str, Any]) -> None:
    try:
        call(data)
    except placet.PlacetError as error:
        assert str(error)  # noqa: PT017
