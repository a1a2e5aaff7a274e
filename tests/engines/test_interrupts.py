"""Ctrl-C ends a call on data that stay where they are, and the next call on them gives the right answer.

The calls have far more rows than anybody waits for, and are interrupted when they have begun: when the processors, or a
part of the data, have been at work. Spark is not tried: it cancels its jobs by itself, and now and then one goes on.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np
import placet
import pytest

pa = pytest.importorskip("pyarrow")
parquet, dataset = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow.dataset")
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows cannot send itself Ctrl-C"),
    pytest.mark.filterwarnings("ignore"),
]
CALLS = {
    "counts by text": lambda data: placet.nps(data, "score", by="region", weights="w"),
    "moments": lambda data: placet.regression(data, "score", "x", weights="w"),
}
ROWS, FILES = 200_000, 5000


def answers(rows: int) -> pa.Table:
    i = np.arange(rows)
    region = np.array(["North", "South", "East"])[i % 3]
    return pa.table({"score": i % 11, "x": i % 5 * 1.0, "region": region.tolist(), "w": 1.0 + i % 2})


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    """Some answers in a file, which is many files for whoever reads it again and again."""
    place = tmp_path_factory.mktemp("answers") / "answers.parquet"
    parquet.write_table(answers(ROWS), place)
    return place


def of_files(file, number):
    return dataset.dataset([str(file)] * number)


def of_polars(file, number):
    return pytest.importorskip("polars").scan_parquet([file] * number)


def of_duckdb(file, number):
    duckdb = pytest.importorskip("duckdb")
    return duckdb.sql(f"select a.* from '{file}' a, range({number})")


def of_ibis(file, number):
    pytest.importorskip("duckdb")
    ibis = pytest.importorskip("ibis")
    once = ibis.read_parquet(file)
    return once.cross_join(ibis.range(0, number).unnest().name("time").as_table()).drop("time")


SOURCES = {"dataset": of_files, "polars": of_polars, "duckdb": of_duckdb, "ibis": of_ibis}


@pytest.fixture
def interrupted():
    """Sends Ctrl-C when a call has begun."""

    def run(call, begun) -> None:
        over = threading.Event()

        def press() -> None:
            while not begun() and not over.wait(0.01):
                pass
            if not over.is_set():
                os.kill(os.getpid(), signal.SIGINT)

        before = signal.getsignal(signal.SIGINT)
        if not callable(before):  # tests that run in the background are started so that they ignore it
            signal.signal(signal.SIGINT, signal.default_int_handler)
        thread = threading.Thread(target=press)
        thread.start()
        try:
            with pytest.raises(KeyboardInterrupt):
                call()
        finally:
            over.set()
            thread.join()
            signal.signal(signal.SIGINT, before or signal.SIG_DFL)

    return run


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_ctrl_c_ends_a_call_and_the_next_is_right(same, interrupted, file, source, call) -> None:
    if source is of_duckdb and not hasattr(source(file, 1), "_con"):
        pytest.skip(
            "before version 2 nobody knows the connection of a relation of DuckDB, whose query comes to its end"
        )
    few, many, expected = source(file, 1), source(file, FILES), call(parquet.read_table(file))
    same(call(few), expected)  # what a first call loads is there
    started = time.process_time()
    interrupted(lambda: call(many), lambda: time.process_time() > started + 0.3)
    same(call(few), expected)


def part(i: int, folder: str):
    """A part of the answers, which says that it was asked for and takes its time until all is over."""
    Path(folder, "begun").touch()
    ends = time.monotonic() + 0.2
    while not Path(folder, "over").exists() and time.monotonic() < ends:
        time.sleep(0.01)
    return answers(100).to_pandas()


@pytest.fixture(params=["threads", "processes"])
def workers(request):
    """Those that Dask has by itself, or two processes."""
    if request.param == "threads":
        yield
        return
    distributed, cloudpickle = pytest.importorskip("distributed"), pytest.importorskip("cloudpickle")
    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers do not know the tests
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster),
    ):
        yield
    cloudpickle.unregister_pickle_by_value(sys.modules[__name__])


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_ctrl_c_ends_a_call_of_dask(same, interrupted, workers, tmp_path, call) -> None:
    frames = pytest.importorskip("dask.dataframe")

    def of(number: int):
        return frames.from_map(part, range(number), folder=str(tmp_path), meta=answers(0).to_pandas())

    interrupted(lambda: call(of(500)), (tmp_path / "begun").exists)
    (tmp_path / "over").touch()
    same(call(of(2)), call(pa.concat_tables([answers(100)] * 2)))
