"""Data that stay where they are: weighted NPS by segment where an engine reads the file, beside the engine's own query.

What is larger than memory is measured by a script of its own, `out_of_core.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import placet
from measure import Call, Case, Contender, Target, ours, yardstick
from segments import NPS, columns

SEGMENTS = 40


@cache
def _folder(rows: int) -> tuple[TemporaryDirectory[str], str]:
    """A Parquet file that is there as long as the process is."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = TemporaryDirectory(prefix="placet-bench-")
    path = Path(folder.name) / "answers.parquet"
    data = columns(rows, SEGMENTS, text=False)
    labels = pa.array([f"segment {i:02d}" for i in range(SEGMENTS)])
    data["key"] = pa.DictionaryArray.from_arrays(pa.array(data["key"]), labels).cast(pa.string())
    pq.write_table(pa.table(data), path, row_group_size=1_000_000)
    return folder, str(path)


def _path(rows: int) -> str:
    return _folder(rows)[1]


# ---- the engines: their data, their own query, and their own read of the columns -----------------------------------


def _duckdb(rows: int, what: str) -> Any:
    import duckdb

    connection, path = duckdb.connect(), _path(rows)
    if what == "data":
        return connection.read_parquet(path)
    if what == "query":
        query = f"SELECT 100 * {NPS} AS nps FROM '{path}' GROUP BY key ORDER BY key"
        return lambda: connection.execute(query).fetchnumpy()["nps"]
    return lambda: connection.execute(f"SELECT sum(x), sum(w), min(key) FROM '{path}'").fetchall()


def _polars(rows: int, what: str) -> Any:
    import polars as pl

    frame, w, x = pl.scan_parquet(_path(rows)), pl.col("w"), pl.col("x")
    if what == "data":
        return frame
    if what == "query":
        signed = pl.when(x >= 9).then(w).when(x <= 6).then(-w).otherwise(0.0)
        query = frame.group_by("key").agg(nps=100 * signed.sum() / w.sum()).sort("key")
        return lambda: query.collect(engine="streaming")["nps"].to_numpy()
    sums = frame.select(x.cast(pl.Int64).sum(), w.sum(), pl.col("key").min())
    return lambda: sums.collect(engine="streaming")


def _pyarrow(rows: int, what: str) -> Any:
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    data = ds.dataset(_path(rows))
    if what == "data":
        return data
    if what == "query":
        x = pc.field("x")
        sign = pc.subtract((x >= 9).cast("double"), (x <= 6).cast("double"))
        wanted = {"key": pc.field("key"), "w": pc.field("w"), "signed": pc.multiply(sign, pc.field("w"))}

        def query() -> np.ndarray:
            table = data.to_table(columns=wanted).group_by("key").aggregate([("signed", "sum"), ("w", "sum")])
            table = table.sort_by("key")
            return 100 * table["signed_sum"].to_numpy() / table["w_sum"].to_numpy()

        return query

    def read() -> list[Any]:
        return [(pc.sum(batch["x"]), pc.sum(batch["w"]), len(batch["key"])) for batch in data.to_batches()]

    return read


ENGINES: dict[str, Callable[[int, str], Any]] = {"DuckDB": _duckdb, "Polars": _polars, "PyArrow": _pyarrow}


def _placet(engine: str, rows: int) -> Call:
    data = ENGINES[engine](rows, "data")
    return lambda: placet.nps(data, "x", by="key", weights="w")["estimate"]


def parquet(engine: str, rows: int) -> Case:
    """One engine on one file."""
    kinds = {"DuckDB": "relation", "Polars": "LazyFrame", "PyArrow": "dataset"}
    own, read = f"placet.nps, {engine} {kinds[engine]}", f"{engine} reads and sums the columns"

    def targets(times: dict[str, float], peaks: object) -> list[Target]:
        return [Target(times[own] / times[read], 2, "times what the engine needs to read and sum the columns")]

    return Case(
        f"Weighted NPS by {SEGMENTS} text segments in a Parquet file, {rows:,} rows, {engine}",
        {
            own: ours(partial(_placet, engine, rows)),
            f"{engine}, its own query": Contender(partial(ENGINES[engine], rows, "query")),
            read: yardstick(partial(ENGINES[engine], rows, "read")),
        },
        targets,
        memory=True,
        note="placet with errors and intervals, the query with the estimates alone",
    )
