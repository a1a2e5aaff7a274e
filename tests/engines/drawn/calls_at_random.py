"""Calls of public functions with options drawn by a seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import placet

Call = Callable[[Any], Any]
DRIVERS = ["b", "c", "d"]
TREE = {"p": (0.6, {"a": 0.5, "b": 0.5}), "q": (0.4, {"c": 1.0})}
PATHS = placet.PathModel({"A": ["b", "c"], "Y": ["a", "d"]}, {"Y": ["A"]})
SCALE: dict[str, Any] = {"scale": (1, 5)}

#: Every function with what it is always given, and the options it may be given of those below.
COUNTED: dict[str, Call] = {
    "nps": lambda d, **o: placet.nps(d, "a", **o),
    "top_box": lambda d, **o: placet.top_box(d, ["a", "b"], **SCALE, **o),
    "csat": lambda d, **o: placet.csat(d, "a", **SCALE, **o),
    "mean_score": lambda d, **o: placet.mean_score(d, "a", **SCALE, **o),
    "mean without a scale": lambda d, **o: placet.mean_score(d, "a", scale=None, **o),
    "score": lambda d, **o: placet.score(d, ["a", "d"], ["net_box", "mean_score"], **SCALE, **o),
    "distribution": lambda d, **o: placet.distribution(d, "a", **SCALE, **o),
    "compare": lambda d, **o: placet.compare(d, "a", metric="mean_score", **SCALE, **{"by": "k", **o}),
    "track": lambda d, **o: placet.track(d, "a", metric="mean_score", **SCALE, **{"wave": "wave", **o}),
    "change": lambda d, **o: placet.change(d, "a", metric="mean_score", **SCALE, **{"by": "k", "wave": "wave", **o}),
    "score_counts": lambda d, **o: placet.score_counts(d, "a", **SCALE, **o),
}
SCANNED: dict[str, Call] = {
    "regression": lambda d, **o: placet.regression(d, "a", DRIVERS, **o),
    "HC3": lambda d, **o: placet.regression(d, "a", DRIVERS, errors="HC3", **o),
    "factors": lambda d, **o: placet.regression(d, "a", ["b", "m"], factors=["m"], **o),
    "key_drivers": lambda d, **o: placet.key_drivers(d, "a", DRIVERS, n_resamples=0, **o),
    "stepwise": lambda d, **o: placet.stepwise(d, "a", DRIVERS, n_resamples=0, **o),
    "index": lambda d, **o: placet.satisfaction_index(d, TREE, **SCALE, **o),
    "index, complete": lambda d, **o: placet.satisfaction_index(d, TREE, missing="drop", **SCALE, **o),
    "index_change": lambda d, **o: placet.index_change(d, TREE, **SCALE, **{"wave": "wave", **o}),
    "gap": lambda d, **o: placet.gap(d, "a", "b", **SCALE, **o),
    "reliability": lambda d, **o: placet.reliability(d, ["a", "b", "c"], n_resamples=0, **o),
    "path_model": lambda d, **o: placet.path_model(d, PATHS, n_resamples=0, **o),
    "path_index": lambda d, **o: placet.path_index(d, PATHS, n_resamples=0, **SCALE, **o),
    "moments": lambda d, **o: placet.moments(d, ["a", "b", "c"], **o),
}
FUNCTIONS = {**COUNTED, **SCANNED}
WITH_TOTAL = {"nps", "top_box", "csat", "mean_score", "score", "index", "index, complete"}


def options(rng: np.random.Generator, name: str) -> dict[str, Any]:
    """Options of a call."""
    made: dict[str, Any] = {}
    if rng.random() < 0.5:
        made["weights"] = "w"
        made["weight_type"] = rng.choice(["probability", "probability", "frequency", "precision"]).item()
    if rng.random() < 0.6:
        made["by"] = [["k"], "k", ["k", "m"], "wave"][int(rng.integers(4))]
    if name in ("track", "change", "index_change") and made.get("by") == "wave":
        made["by"] = "k"
    if rng.random() < 0.4:
        made["na_codes"] = [[99], [99, "5 - xxxxx"], {"a": [99, 5], "b": [1]}, {"[bcd]": [99]}][int(rng.integers(4))]
    if rng.random() < 0.2:
        made["value_labels"] = [
            {"k": {0: "none", 1: "one", 2: "two", 4: "four"}}, {"a": {1: "bad", 5: "good"}},
            {"a": [f"{i} - {'x' * i}" for i in range(1, 6)]},
        ][int(rng.integers(3))]  # fmt: skip
    if name in WITH_TOTAL and "by" in made and rng.random() < 0.2:
        made["total"] = True
    return made


def filtered(data: Any, condition: Any) -> Any:
    """The data, filtered where a condition is drawn."""
    return data if condition is None else placet.Survey(data).filter(condition)


def condition(rng: np.random.Generator) -> Any:
    """A filter: none, on an answer, on weights, or one that leaves nobody."""
    import narwhals.stable.v2 as nw

    return [None, None, None, nw.col("f") > 0, nw.col("f") < 1.5, nw.col("f").is_null(), nw.col("f") > 1000][
        int(rng.integers(7))
    ]
