"""How cost grows: with rows, columns, segments and resamples, on one thread and on two."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import importance
import inference
import net_score
import numpy as np
import path_models
import placet
import segments
from measure import Call, summary, turn_of
from placet import _core
from scipy.linalg import blas

THREADS = (1, 2)
#: Seconds that are spent on a size once it has had three turns.
BUDGET_SECONDS = 1.0


@dataclass(frozen=True)
class Sweep:
    """One workload at several sizes; `limit` does what no way to the answer can do without.

    `growth` names what the work is thought to be proportional to, see `slopes.py`.
    """

    title: str
    axis: str
    sizes: tuple[int, ...]
    quick: tuple[int, ...]
    make: Callable[[int], Call]
    limit: Callable[[int], Call] | None = None
    limit_name: str = ""
    growth: str = "size"


# ---- the workloads -------------------------------------------------------------------------------------------------


def _nps(rows: int) -> Call:
    data = {"x": net_score.answers(rows)}
    return lambda: placet.nps(data, "x")


def _read(rows: int) -> Call:
    return net_score.plain_read(net_score.answers(rows), _core.thread_count())


def _by_segment(count: int) -> Call:
    data = segments.columns(10_000_000, count, text=False)
    return lambda: placet.nps(data, "x", by="key", weights="w")


def _pairs(count: int) -> Call:
    return inference.compare(*inference.segmented(count, 100_000))


@cache
def _table(rows: int, drivers: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    rng = np.random.default_rng(2)
    X = np.asfortranarray(rng.standard_normal((rows, drivers)))
    y, w = X.sum(axis=1) + rng.standard_normal(rows), rng.uniform(0.5, 2, rows)
    return X, {f"x{i}": column for i, column in enumerate(X.T)} | {"y": y, "w": w}


def _regression(rows: int, drivers: int) -> Call:
    data, names = _table(rows, drivers)[1], [f"x{i}" for i in range(drivers)]
    return lambda: placet.regression(data, "y", names, weights="w", weight_type="precision")


def _product(rows: int, drivers: int) -> Call:
    X = _table(rows, drivers)[0]
    return lambda: blas.dsyrk(1.0, X, trans=1)


def _lmg(drivers: int) -> Call:
    return importance.from_moments(*importance.simulated(drivers))


def _replicates(resamples: int) -> Call:
    return importance.core_bootstrap(*importance.simulated(10), resamples)


def _paths(rows: int) -> Call:
    data = path_models.simulated(rows)
    return lambda: placet.path_model(data, path_models.MODEL, n_resamples=0)


SWEEPS = {
    "growth-nps": Sweep(
        "NPS of int8 scores",
        "scores",
        (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000),
        (10_000, 100_000, 1_000_000),
        _nps,
        _read,
        "plain read of the bytes",
    ),
    "growth-segments": Sweep(
        "Weighted NPS of 10 million scores by segment",
        "segments",
        (10, 100, 1_000, 10_000, 100_000),
        (10, 100),
        _by_segment,
    ),
    "growth-pairs": Sweep(
        "All pairs of segments of 100,000 scores, with letters",
        "segments",
        (10, 30, 100, 300, 500),
        (10, 20, 40),
        _pairs,
        growth="pairs",
    ),
    "growth-rows": Sweep(
        "Weighted regression on 20 drivers",
        "rows",
        (10_000, 30_000, 100_000, 300_000, 1_000_000),
        (1_000, 10_000, 30_000),
        partial(_regression, drivers=20),
        partial(_product, drivers=20),
        "dsyrk",
    ),
    "growth-columns": Sweep(
        "Weighted regression of 100,000 rows",
        "drivers",
        (5, 10, 20, 35, 50),
        (5, 10, 20),
        partial(_regression, 100_000),
        partial(_product, 100_000),
        "dsyrk",
    ),
    "growth-lmg": Sweep(
        "Exact LMG from the moments", "drivers", (10, 12, 15, 18, 20, 22, 25), (5, 8, 10), _lmg, growth="models"
    ),
    "growth-replicates": Sweep(
        "LMG of 10 drivers, 2,000 rows, resampled",
        "resamples",
        (30, 100, 300, 1_000, 3_000, 10_000),
        (10, 30, 100),
        _replicates,
    ),
    "growth-paths": Sweep(
        "Path model of 24 indicators",
        "respondents",
        (1_000, 10_000, 100_000, 300_000, 1_000_000),
        (100, 1_000, 10_000),
        _paths,
    ),
}


# ---- measuring -----------------------------------------------------------------------------------------------------


def _timed(call: Call, turns: int) -> dict[str, Any]:
    call()
    samples: list[float] = []
    spent = 0.0
    while len(samples) < turns and (len(samples) < 3 or spent < BUDGET_SECONDS):
        seconds, used = turn_of(call)
        samples.append(seconds)
        spent += used
    return summary(samples)


def about(key: str) -> dict[str, str]:
    """What a sweep is called, and what its work is thought to be proportional to."""
    sweep = SWEEPS[key]
    return {"title": sweep.title, "axis": sweep.axis, "growth": sweep.growth, "limit_name": sweep.limit_name}


def measure(key: str, size: str, turns: int) -> dict[str, Any]:
    """One sweep on the threads of this process."""
    sweep = SWEEPS[key]
    found: dict[str, list[Any]] = {"sizes": [], "seconds": [], "limit": []}
    for n in sweep.quick if size == "quick" else sweep.sizes:
        found["sizes"].append(n)
        found["seconds"].append(_timed(sweep.make(n), turns))
        if sweep.limit is not None:
            found["limit"].append(_timed(sweep.limit(n), turns))
    return found


if __name__ == "__main__":
    chosen, of, most = sys.argv[1:]
    print(json.dumps(measure(chosen, of, int(most))))
