"""Every engine, and one survey with what engines may see differently: gaps, codes, text, uneven weights."""

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

Data = dict[str, Any]


def _arrow(data: Data) -> Any:
    pa = pytest.importorskip("pyarrow")
    return pa.table(data)


def _lazy(data: Data) -> Any:
    return pytest.importorskip("polars").DataFrame(_arrow(data)).lazy()


def _relation(data: Data) -> Any:
    return _connection().from_arrow(_arrow(data))


@cache
def _connection() -> Any:
    """One for all relations: those of older versions do not keep theirs open."""
    return pytest.importorskip("duckdb").connect()


def _dataset(data: Data) -> Any:
    """Fragments of uneven size, one of them empty and one with one row."""
    dataset = pytest.importorskip("pyarrow.dataset")
    table = _arrow(data)
    cuts = sorted({0, min(1, len(table)), min(700, len(table)), len(table)})
    parts = [table.slice(a, b - a) for a, b in pairwise(cuts)]
    return dataset.dataset([dataset.dataset(part) for part in [*parts, table.slice(0, 0)]])


def _parquet(data: Data, folder: Any) -> Any:
    parquet = pytest.importorskip("pyarrow.parquet")
    dataset = pytest.importorskip("pyarrow.dataset")
    table = _arrow(data)
    for i, start in enumerate(range(0, max(len(table), 1), 900)):
        parquet.write_table(table.slice(start, 900), folder / f"part-{i}.parquet")
    return dataset.dataset(folder)


def _dask(data: Data) -> Any:
    """Partitions of uneven size, one of them empty and one with one row."""
    dask = pytest.importorskip("dask.dataframe")
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(data)
    cuts = [0, 1, 1, 700, len(frame)] if len(frame) > 700 else [0, len(frame)]
    parts = [frame.iloc[a:b] for a, b in pairwise(cuts)]
    return dask.from_map(lambda i: parts[i], range(len(parts)), meta=frame.iloc[:0])


ENGINES: dict[str, Callable[[Data], Any]] = {"polars": _lazy, "duckdb": _relation, "dataset": _dataset, "dask": _dask}
SPARK = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")


STORED = [*ENGINES, "parquet", "spark"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """One Java machine serves all tests of Spark, so that one process makes them: those with its name in theirs."""
    from xdist.scheduler import LoadScopeScheduling

    class OneSpark(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "spark" if "spark" in nodeid else nodeid

    return OneSpark(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(params=[*STORED[:-1], pytest.param("spark", marks=SPARK)])
def stored(request, tmp_path) -> Callable[[Data], Any]:
    """Puts data where an engine has them."""
    if request.param == "spark":
        return request.getfixturevalue("in_spark")
    return (lambda data: _parquet(data, tmp_path)) if request.param == "parquet" else ENGINES[request.param]


@pytest.fixture
def in_turn(request) -> Callable[..., list[Any]]:
    """Every second of some values, or every third: others on the next engine, and in the next case.

    So every engine meets all values, in one case or the next, and every case all of them, on one engine or the next.
    """
    engine = STORED.index(request.node.callspec.params["stored"])
    return lambda values, case, step=2: list(values)[(engine + case) % step :: step]


@pytest.fixture(scope="session")
def spark(tmp_path_factory) -> Iterator[Any]:
    """A session of Spark on two threads, which tries what fails three times, with a server for Spark Connect."""
    pytest.importorskip("pyspark")
    pytest.importorskip("pandas")  # Spark asks for it
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Spark needs Java 17, and there is none on this machine")
    from pyspark.sql import SparkSession

    place = tmp_path_factory.mktemp("spark")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    settings = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "2", "spark.sql.session.timeZone": "UTC", "spark.sql.warehouse.dir": str(place),
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.local.dir": str(place),
        "spark.sql.files.openCostInBytes": "134217728",  # so that every file is a partition
        "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
        "spark.connect.grpc.binding.address": "127.0.0.1", "spark.connect.grpc.binding.port": port,
        # Its machine lives for some minutes, in which code that is compiled at length never pays.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = SparkSession.builder.master("local[2,3]").config(map=settings).getOrCreate()
        yield session
        session.stop()


@pytest.fixture(scope="session")
def connected(spark) -> Iterator[Any]:
    """A session of Spark Connect."""
    pytest.importorskip("grpc")
    from pyspark.sql.connect.session import SparkSession

    port = spark.conf.get("spark.connect.grpc.binding.port")
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").create()
    yield session
    session.stop()  # before the server is, which would wait for it


@pytest.fixture(scope="session")
def partitioned(tmp_path_factory) -> Callable[[Any, Data], Any]:
    """Puts data into a session of Spark, in partitions of uneven size, one of them empty and one with one row."""
    parquet = pytest.importorskip("pyarrow.parquet")

    def put(session: Any, data: Data) -> Any:
        table, folder = _arrow(data), tmp_path_factory.mktemp("partitions")
        cuts = [0, min(1, len(table)), min(700, len(table)), len(table), len(table)]
        for i, (a, b) in enumerate(pairwise(cuts)):
            parquet.write_table(table.slice(a, b - a), folder / f"{i}.parquet")
        return session.read.parquet(str(folder))

    return put


@pytest.fixture
def in_dask() -> Callable[[Data], Any]:
    """Puts data into Dask."""
    return _dask


@pytest.fixture(scope="session")
def in_spark(spark, partitioned) -> Callable[[Data], Any]:
    """Puts data into Spark, the same data once."""
    known: dict[int, tuple[Data, Any]] = {}

    def put(data: Data) -> Any:
        if id(data) not in known:
            known[id(data)] = data, partitioned(spark, data)
        return known[id(data)][1]

    return put


@pytest.fixture(params=["polars", "duckdb", "dataset", "dask"])
def keeps_nan(request) -> Callable[[Any], Any]:
    """Puts a table of Arrow where an engine has it, NaN as NaN and null as null where the engine knows both."""
    return {"polars": _lazy, "duckdb": _relation, "dataset": _dataset, "dask": _frame}[request.param]


@pytest.fixture(params=["polars", "dataset", "reader", "dask"])
def tells_capitals(request) -> Callable[[Any], Any]:
    """The same for columns whose names differ by capitals only, which DuckDB renames itself."""
    return {"polars": _lazy, "dataset": _dataset, "dask": _frame, "reader": _reader}[request.param]


def _frame(table: Any) -> Any:
    """Partitions of one row and of the rest."""
    dask = pytest.importorskip("dask.dataframe")
    frame = table.to_pandas()
    parts = [frame.iloc[:1], frame.iloc[1:]]
    return dask.from_map(lambda i: parts[i], range(2), meta=frame.iloc[:0])


def _reader(table: Any) -> Any:
    pa = pytest.importorskip("pyarrow")
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=7))


@pytest.fixture
def reader() -> Callable[[Data], Any]:
    """Makes a reader of record batches."""
    pa = pytest.importorskip("pyarrow")

    def make(data: Data) -> Any:
        table = _arrow(data)
        return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=700))

    return make


@pytest.fixture(scope="session")
def answers() -> Data:
    """Survey answers of 2,000 respondents."""
    rng = np.random.default_rng(16)
    n = 2000
    data: Data = {name: rng.integers(1, 11, n).astype(float) for name in ("network", "bills", "hotline")}
    made = 0.5 * data["network"] + 0.3 * data["bills"] + rng.normal(2, 1.5, n)
    data["overall"] = np.clip(np.rint(made), 1, 10).astype(np.int8)
    data["recommend"] = rng.integers(0, 11, n).astype(float)
    data["stars"] = rng.integers(2, 11, n) / 2
    data["region"] = [None if i % 97 == 0 else ("North", "South", "北方")[i % 3] for i in range(n)]
    data["region"][1500] = "only here"
    data["region"][1501] = "only here"
    data["quarter"] = [("2024 Q1", "2024 Q2")[i % 2] for i in range(n)]
    data["plan"] = rng.integers(1, 4, n)
    data["w"] = rng.uniform(0.5, 2, n)
    data["w"][5:9] = 0
    data["whole"] = rng.integers(0, 5, n)
    data["network"][40:60] = np.nan
    data["hotline"][50:90] = np.nan
    data["recommend"][:50] = np.nan
    data["recommend"][50:80] = 99
    return data


EXACT = {"n", "n_missing", "n_used", "n_total", "n_zero_weight", "n_outside"}


def _same(found: Any, expected: Any, rtol: float = 1e-12) -> None:
    """The same table within `rtol` on the scale of every column, whole numbers and labels exactly, and the same words.

    Differences of much larger numbers, such as coefficients near 0 or intercepts, have the rounding of these: sums of
    some thousand terms of 1e-16 each, so that 1e-12 of the largest number of a column is far above it.
    """
    assert list(found.table.columns) == list(expected.table.columns)
    for name in expected.table.columns:
        a, b = found.table[name], expected.table[name]
        if isinstance(b, np.ndarray) and b.dtype.kind == "f" and name not in EXACT:
            scale = np.abs(b[np.isfinite(b)]).max(initial=1e-3)
            assert_allclose(a, b, rtol=rtol, atol=rtol * scale, err_msg=name)
        else:
            assert list(a) == list(b), name
    assert found.about.keys() == expected.about.keys()
    for name, value in expected.about.items():
        if isinstance(value, float) and name not in EXACT:
            assert_allclose(found.about[name], value, rtol=rtol)
        else:
            assert str(found.about[name]) == str(value), name


@pytest.fixture(scope="session")
def same() -> Callable[..., None]:
    """Compares results."""
    return _same
