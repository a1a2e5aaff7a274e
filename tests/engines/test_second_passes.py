"""Whatever reads rows a second time does so where they are, and takes nothing along that was found before."""

import pickle
from dataclasses import fields

import numpy as np
import placet
import pytest
from placet.engines.lazy import LazyEngine
from placet.survey.reading import read

DRIVERS = ["network", "bills", "hotline"]


@pytest.fixture(scope="module")
def surveyed(answers):
    """The answers with strata, clusters in them, respondents and replicate weights."""
    rng = np.random.default_rng(62)
    store = rng.integers(0, 40, 2000)
    weights = {f"r{i}": answers["w"] * rng.choice([0.0, 2.0], 2000) for i in range(6)}
    return {**answers, **weights, "store": store, "town": store % 5, "who": np.arange(2000)}


def _regression(data, **options):
    return placet.regression(data, "overall", DRIVERS, by="quarter", **options)


CALLS = {
    "robust errors": lambda data: _regression(data, weights="w", errors="HC3"),
    "strata of rows": lambda data: _regression(data, weights="w", strata="town", errors="design"),
    "few clusters": lambda data: _regression(data, weights="w", cluster="store", errors="CR2"),
    "replicates": lambda data: _regression(
        data, weights="w", repweights=placet.ReplicateWeights([f"r{i}" for i in range(6)], "bootstrap", combined=True)
    ),
    "index of a design": lambda data: placet.satisfaction_index(
        data, {"network": 0.5, "bills": 0.5}, scale=(1, 10), weights="w", strata="town", cluster="store", by="region"
    ),
    "a selection": lambda data: placet.stepwise(data, "overall", DRIVERS, weights="w", by="quarter", n_resamples=0),
    "the best of subsets": lambda data: placet.best_subsets(
        data, "overall", DRIVERS, weights="w", strata="town", by="quarter", n_resamples=0
    ),
    "gains of moves": lambda data: placet.priorities(
        data, "overall", DRIVERS, scale=(1, 10), weights="w", id="who", rng=1
    ),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_the_caller_reads_no_rows(in_dask, surveyed, monkeypatch, same, call) -> None:
    from placet.engines import dask

    found = call(in_dask(surveyed))
    monkeypatch.setattr(dask.DaskEngine, "batches", _refused)
    same(call(in_dask(surveyed)), found)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["few clusters", "strata of rows"])
def test_nor_in_spark(in_spark, surveyed, monkeypatch, same, name) -> None:
    from placet.engines import spark

    monkeypatch.setattr(spark.SparkEngine, "batches", _refused)
    same(CALLS[name](in_spark(surveyed)), CALLS[name](surveyed))


def _refused(*_, **__):
    raise AssertionError("rows came to the caller")


def test_what_goes_to_workers_does_not_grow_with_what_was_found(surveyed) -> None:
    pl = pytest.importorskip("polars")
    sizes = []
    for cluster in ("town", "who"):
        rows = read(
            placet.Survey(pl.LazyFrame(surveyed), weights="w", cluster=cluster), ["overall", *DRIVERS],
            by=["region"], design="declared",
        )  # fmt: skip
        _ = rows.known("none"), rows.known("squared"), rows.kept_apart
        sizes.append(len(pickle.dumps(rows.__getstate__()["scan"])))
        assert set(rows.__getstate__()) == {one.name for one in fields(rows)}
        assert isinstance(rows.source.survey.frame.engine, LazyEngine)
    # A cluster of its own for every respondent: 2,000 x 3 kinds of moments of 4 columns would be a megabyte.
    assert sizes[1] - sizes[0] < 200_000
