"""Weighted net scores by segment: numbers and text for keys."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
import placet
from measure import Call, Case, Contender, Target, ours, yardstick

Columns = dict[str, Any]

NPS = "sum(w * ((x >= 9)::INT - (x <= 6)::INT)) / sum(w)"


def columns(rows: int, segments: int, *, text: bool) -> Columns:
    """Scores 0 to 10 as int8, weights as float64, keys as int32 or text."""
    rng = np.random.default_rng(1)
    x, w = rng.integers(0, 11, rows, dtype=np.int8), rng.uniform(0.2, 3, rows)
    keys: Any = rng.integers(0, segments, rows, dtype=np.int32)
    if text:
        import polars as pl

        keys = pl.Series([f"segment {i:04d}" for i in range(segments)]).gather(keys)
    return {"x": x, "w": w, "key": keys}


def _polars_frame(data: Columns) -> Any:
    import polars as pl

    return pl.DataFrame(data)


def _arrow_table(data: Columns) -> Any:
    import pyarrow as pa

    return pa.table(
        {name: values.to_arrow() if hasattr(values, "to_arrow") else values for name, values in data.items()}
    )


def _pandas_frame(data: Columns) -> Any:
    import pandas as pd

    plain = {name: values.to_list() if hasattr(values, "to_list") else values for name, values in data.items()}
    return pd.DataFrame(plain, copy=False)


def _placet(frame: Callable[[Columns], Any], data: Columns) -> Call:
    made = frame(data)
    return lambda: placet.nps(made, "x", by="key", weights="w")["estimate"]


def _polars(data: Columns) -> Call:
    import polars as pl

    frame, w, x = _polars_frame(data).lazy(), pl.col("w"), pl.col("x")
    signed = pl.when(x >= 9).then(w).when(x <= 6).then(-w).otherwise(0.0).alias("signed")
    query = frame.select("key", "w", signed).group_by("key").agg(nps=100 * pl.col("signed").sum() / w.sum())
    return lambda: query.sort("key").collect()["nps"].to_numpy()


def _pandas(data: Columns) -> Call:
    import pandas as pd

    frame = _pandas_frame(data)

    def grouped() -> np.ndarray:
        sign = (frame["x"] >= 9).astype(np.int8) - (frame["x"] <= 6).astype(np.int8)
        sums = pd.DataFrame({"key": frame["key"], "w": frame["w"], "signed": frame["w"] * sign}).groupby("key").sum()
        return (100 * sums["signed"] / sums["w"]).to_numpy()

    return grouped


def _duckdb(data: Columns) -> Call:
    import duckdb

    connection, table = duckdb.connect(), _arrow_table(data)
    connection.register("arrow", table)
    connection.execute("CREATE TABLE answers AS SELECT * FROM arrow")
    query = f"SELECT key, 100 * {NPS} AS nps FROM answers GROUP BY key ORDER BY key"
    return lambda: connection.execute(query).fetchnumpy()["nps"]


def _read(data: Columns, count: int) -> Call:
    """Looks at every byte of the columns once and computes nothing."""
    words = [x[: x.nbytes // 8 * 8 // x.itemsize].view(np.uint64) for x in data.values()]
    parts = [[x[len(x) * i // count : len(x) * (i + 1) // count] for x in words] for i in range(count)]

    def read(part: list[np.ndarray]) -> list[Any]:
        return [np.bitwise_or.reduce(x) for x in part]

    pool = ThreadPoolExecutor(count)
    return lambda: list(pool.map(read, parts))


def _contenders(data: Columns) -> dict[str, Contender]:
    frames = {"Polars frame": _polars_frame, "pandas frame": _pandas_frame, "PyArrow table": _arrow_table}
    contenders = {f"placet.nps, {name}": ours(partial(_placet, frame, data)) for name, frame in frames.items()}
    peers = {"pandas groupby": _pandas, "Polars group_by": _polars, "DuckDB, own table": _duckdb}
    return contenders | {name: Contender(partial(peer, data)) for name, peer in peers.items()}


def _fastest_peer(times: dict[str, float]) -> str:
    peers = {name: seconds for name, seconds in times.items() if not name.startswith(("placet", "plain"))}
    return min(peers, key=peers.__getitem__)


def by_number(rows: int, segments: int) -> Case:
    """NPS by a key column of whole numbers."""
    data = columns(rows, segments, text=False)
    contenders = _contenders(data)
    for count in (1, 2):
        contenders[f"plain read, threads: {count}"] = yardstick(partial(_read, data, count))

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        own, peer = next(iter(times.values())), _fastest_peer(times)
        return [
            Target(own / times["plain read, threads: 2"], 1.5, "times a plain read, threads: 2"),
            Target(times[peer] / own, 8, f"times as fast as the fastest peer, {peer}", at_least=True),
        ]

    return Case(
        f"Weighted NPS of {rows:,} int8 scores by {segments:,} int32 segments", contenders, targets, memory=True
    )


def by_text(rows: int, segments: int) -> Case:
    """NPS by a key column of text."""
    data = columns(rows, segments, text=True)

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        own, peer = next(iter(times.values())), _fastest_peer(times)
        return [Target(times[peer] / own, 3, f"times as fast as the fastest peer, {peer}", at_least=True)]

    return Case(f"Weighted NPS of {rows:,} int8 scores by {segments:,} text segments", _contenders(data), targets)
