"""A cluster of two processes: the answer is that of the rows in memory, and a worker that dies changes nothing."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import placet
import pytest

dask = pytest.importorskip("dask.dataframe")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")

N = 400


def rows(start: int, end: int) -> pd.DataFrame:
    """Answers of respondents of these numbers."""
    rng = np.random.default_rng(5)
    data = pd.DataFrame({name: rng.integers(1, 11, N).astype(float) for name in ("overall", "network", "bills")})
    data["region"] = [("North", "South", None)[i % 3] for i in range(N)]
    data["w"] = rng.uniform(0.5, 2, N)
    data.loc[data.index % 17 == 3, "network"] = np.nan
    return data.iloc[start:end]


def load(part: int, folder: str) -> pd.DataFrame:
    """A part of the rows; the first process that asks for the third of them dies."""
    died = Path(folder, "died")
    if part == 2 and not died.exists():
        died.touch()
        os._exit(1)
    return rows(100 * part, 100 * part + 100)


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


CALLS = {
    "nps": lambda data: placet.nps(data, "overall", by="region", weights="w"),
    "regression": lambda data: placet.regression(
        data, "overall", ["network", "bills"], by="region", weights="w", errors="HC3"
    ),
    "index": lambda data: placet.satisfaction_index(
        data, {"network": 0.5, "bills": 0.5}, scale=(1, 10), by="region", weights="w"
    ),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_processes_give_the_answer_of_the_rows_in_memory_though_one_dies(client, same, tmp_path, call) -> None:
    import cloudpickle

    cloudpickle.register_pickle_by_value(__import__("sys").modules[__name__])  # workers do not know the tests
    data = dask.from_map(load, range(4), folder=str(tmp_path), meta=rows(0, 0))
    same(call(data), call(rows(0, N)))
    assert (tmp_path / "died").exists()
