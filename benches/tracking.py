"""A tracker: the score of every wave and segment, weighted, with control limits and flags."""

from __future__ import annotations

from functools import partial

import numpy as np
import placet
from measure import Call, Case, Contender, Target, ours
from segments import NPS, Columns, columns

SEGMENTS = 20


def _data(rows: int, waves: int) -> Columns:
    rng = np.random.default_rng(11)
    return columns(rows, SEGMENTS, text=False) | {"wave": rng.integers(1, waves + 1, rows, dtype=np.int16)}


def _placet(data: Columns) -> Call:
    import polars as pl

    frame = pl.DataFrame(data)
    return lambda: placet.track(frame, "x", by="key", wave="wave", weights="w")["estimate"]


def _polars(data: Columns) -> Call:
    import polars as pl

    w, x = pl.col("w"), pl.col("x")
    signed = pl.when(x >= 9).then(w).when(x <= 6).then(-w).otherwise(0.0).alias("signed")
    query = pl.DataFrame(data).lazy().select("key", "wave", "w", signed)
    query = query.group_by("key", "wave").agg(nps=100 * pl.col("signed").sum() / w.sum()).sort("key", "wave")
    return lambda: query.collect()["nps"].to_numpy()


def _duckdb(data: Columns) -> Call:
    import duckdb
    import polars as pl

    connection = duckdb.connect()
    connection.register("arrow", pl.DataFrame(data).to_arrow())
    connection.execute("CREATE TABLE answers AS SELECT * FROM arrow")
    query = f"SELECT 100 * {NPS} AS nps FROM answers GROUP BY key, wave ORDER BY key, wave"
    return lambda: connection.execute(query).fetchnumpy()["nps"]


def track(rows: int, waves: int) -> Case:
    """Every wave of every segment."""
    data = _data(rows, waves)
    peers = {"Polars group_by": _polars, "DuckDB, own table": _duckdb}

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        own, *others = times.values()
        return [Target(min(others) / own, 1, "times as fast as the fastest peer", at_least=True)] if others else []

    return Case(
        f"Tracker of {waves} waves by {SEGMENTS} segments, weighted, {rows:,} scores",
        {"placet.track, Polars frame": ours(partial(_placet, data))}
        | {name: Contender(partial(peer, data)) for name, peer in peers.items()},
        targets,
        memory=True,
        note="the peers give the estimates alone: no intervals, control limits or flags",
    )
