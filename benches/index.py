"""Indexes of indicator trees: every node of every segment with its standard error."""

from __future__ import annotations

from functools import cache
from math import inf
from typing import Any

import numpy as np
import placet
from measure import Call, Case, Contender, Target, Times, ours

#: Resamples from which on a target is held against.
FEWEST = 2_000
#: Four dimensions and their indicators.
SIZES = (5, 5, 5, 4)
ITEMS = [f"q{j}" for j in range(sum(SIZES))]


@cache
def _data(rows: int, segments: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    answers = {item: rng.integers(1, 11, rows, dtype=np.int8) for item in ITEMS}
    return answers | {"segment": rng.integers(0, segments, rows, dtype=np.int16)}


def _tree() -> dict[str, tuple[float, dict[str, float]]]:
    starts = np.cumsum((0, *SIZES[:-1]))
    below = [ITEMS[start : start + size] for start, size in zip(starts, SIZES, strict=True)]
    return {f"d{k}": (0.25, {item: 1 / len(items) for item in items}) for k, items in enumerate(below)}


def _nodes() -> dict[str, dict[str, float]]:
    """Weights of the indicators in every node, in the order of the result."""
    tree = _tree()
    found = {"index": {item: w * v for w, below in tree.values() for item, v in below.items()}}
    for name, (_, below) in tree.items():
        found |= {name: below} | {item: {item: 1.0} for item in below}
    return found


def _placet(rows: int, segments: int) -> Call:
    data, tree = _data(rows, segments), placet.IndicatorTree(_tree())

    def call() -> np.ndarray:
        found = placet.satisfaction_index(data, tree, scale=(1, 10), by="segment")
        return np.concatenate([found["estimate"], found["std_error"]])

    return call


def _pandas(rows: int, segments: int) -> Call:
    import pandas as pd

    frame, nodes = pd.DataFrame(_data(rows, segments)), _nodes()

    def call() -> np.ndarray:
        points = 100 / 9 * (frame[ITEMS].astype("float64") - 1)
        scores = pd.DataFrame({name: points[list(of)] @ list(of.values()) for name, of in nodes.items()})
        groups = scores.groupby(frame["segment"])
        return np.concatenate([groups.mean().to_numpy().ravel(), groups.sem().to_numpy().ravel()])

    return call


def _polars(rows: int, segments: int) -> Call:
    import polars as pl

    frame, nodes = pl.DataFrame(_data(rows, segments)), _nodes()
    points = {item: 100 / 9 * (pl.col(item).cast(pl.Float64) - 1) for item in ITEMS}
    scores = [pl.sum_horizontal(w * points[item] for item, w in of.items()).alias(name) for name, of in nodes.items()]
    means = [pl.col(name).mean() for name in nodes]
    errors = [(pl.col(name).std() / pl.len().sqrt()).alias(f"{name} se") for name in nodes]

    def call() -> np.ndarray:
        found = frame.lazy().select("segment", *scores).group_by("segment").agg(*means, *errors).sort("segment")
        table = found.collect().drop("segment").to_numpy()
        return np.concatenate([table[:, : len(nodes)].ravel(), table[:, len(nodes) :].ravel()])

    return call


def _beside(rows: int, segments: int, what: str) -> Call:
    """The same of weighted respondents, or of answers of which a tenth are missing."""
    data, rng = dict(_data(rows, segments)), np.random.default_rng(6)
    options: dict[str, Any] = {"scale": (1, 10), "by": "segment"}
    if what == "weighted":
        data["weight"], options["weights"] = rng.uniform(0.5, 1.5, rows), "weight"
    else:
        data |= {item: np.where(rng.random(rows) < 0.1, np.nan, data[item]).astype(np.float32) for item in ITEMS}
    nodes = placet.IndicatorTree(_tree())
    return lambda: placet.satisfaction_index(data, nodes, **options)["std_error"]


def tree(rows: int, segments: int) -> Case:
    """Every node of a two-level tree in every segment."""

    def targets(times: Times, _: object) -> list[Target]:
        fastest = min((times[name] for name in ("pandas", "Polars") if name in times), default=inf)
        return [
            Target(1e3 * times["placet"], 100, "ms for an index of a million respondents"),
            Target(fastest / times["placet"], 20, "times as fast as the faster of pandas and Polars", at_least=True),
        ]

    return Case(
        f"Index of {len(ITEMS)} indicators by {segments:,} segments, {rows:,} respondents, with standard errors",
        {
            "placet": ours(lambda: _placet(rows, segments)),
            "placet, weighted": ours(lambda: _beside(rows, segments, "weighted"), compared=False),
            "placet, a tenth missing": ours(lambda: _beside(rows, segments, "gaps"), compared=False),
            "pandas": Contender(lambda: _pandas(rows, segments)),
            "Polars": Contender(lambda: _polars(rows, segments)),
        },
        targets,
        note="The peers score every respondent and average; they know no weights, gaps or designs.",
    )


GRADES = {"very satisfied": 100, "satisfied": 75, "fairly satisfied": 50, "dissatisfied": 25, "very dissatisfied": 0}


def _graded(rows: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(7)
    return {item: rng.integers(1, 6, rows, dtype=np.int8) for item in ITEMS}


def _fuzzy(rows: int, resamples: int) -> Call:
    data, nodes = _graded(rows), placet.IndicatorTree(_tree())
    options: dict[str, Any] = {"scale": (1, 5), "grades": GRADES, "n_resamples": resamples, "rng": 1}
    return lambda: placet.fuzzy_evaluation(data, nodes, operator="M(min,max)", **options)["std_error"]


def _loop(rows: int, resamples: int) -> Call:
    """Shares of answers in every resample, and maxima of minima from the indicators to the whole."""
    answers, rng, tree = np.column_stack(list(_graded(rows).values())), np.random.default_rng(1), _tree()
    place = {item: i for i, item in enumerate(ITEMS)}

    def node(weights: np.ndarray, below: np.ndarray) -> np.ndarray:
        found = np.minimum(weights[:, None], below).max(axis=0)
        return found / found.sum()

    def once() -> np.ndarray:
        drawn = answers[rng.integers(0, rows, rows)]
        shares = np.stack([(drawn == grade).mean(axis=0) for grade in range(1, 6)], axis=1)
        of_nodes = [node(np.array(list(of.values())), shares[[place[i] for i in of]]) for _, of in tree.values()]
        return node(np.array([weight for weight, _ in tree.values()]), np.stack(of_nodes))

    return lambda: np.std([once() for _ in range(resamples)], axis=0)


def fuzzy(rows: int, resamples: int) -> Case:
    """A fuzzy evaluation by minima and maxima with resampled intervals."""

    def targets(times: Times, _: object) -> list[Target]:
        return [Target(times["placet"], 0.5, "s")] if resamples >= FEWEST else []

    few = max(resamples // 50, 2)
    return Case(
        f"Fuzzy evaluation of {len(ITEMS)} indicators, {rows:,} respondents, {resamples:,} resamples",
        {
            "placet": ours(lambda: _fuzzy(rows, resamples), compared=False),
            f"numpy, {few} resamples": Contender(lambda: _loop(rows, few), compared=False, share=few / resamples),
        },
        targets,
    )
