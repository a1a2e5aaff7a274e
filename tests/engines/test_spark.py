"""Spark, classic and Connect: partitions and types as Spark has them, names with dots, and what goes wrong there."""

import os
import signal
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import placet
import pytest
from placet import DataError

pytest.importorskip("pyspark")
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
DRIVERS = ["network", "bills", "hotline"]
TREE = {"network": 0.5, "bills": 0.3, "hotline": 0.2}
WEIGHTED = {"by": "region", "weights": "w"}
CALLS = {
    "nps": lambda data: placet.nps(data, "recommend", na_codes=[99], **WEIGHTED),
    "regression": lambda data: placet.regression(data, "overall", DRIVERS, errors="HC3", **WEIGHTED),
    "index": lambda data: placet.satisfaction_index(data, TREE, scale=(1, 10), **WEIGHTED),
    "key_drivers": lambda data: placet.key_drivers(data, "overall", DRIVERS, n_resamples=0),
}


#: Rows of the partitions: Spark reads the largest file first.
SIZES = [1300, 699, 1, 0]


@pytest.fixture(params=["classic", "connect"])
def session(request):
    """Spark in both forms."""
    return request.getfixturevalue("spark" if request.param == "classic" else "connected")


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_connect_gives_the_answer_of_the_rows_in_memory(same, connected, partitioned, answers, call) -> None:
    same(call(partitioned(connected, answers)), call(answers))


def test_partitions_are_what_the_tests_say(spark, in_spark, answers) -> None:
    assert in_spark(answers).rdd.glom().map(len).collect() == SIZES


def test_states_of_many_partitions_are_joined_on_the_way(same, in_spark, answers) -> None:
    from placet.engines.spark import JOINED

    many = in_spark(answers).repartition(JOINED + 6)
    same(CALLS["regression"](many), CALLS["regression"](answers))


def test_names_with_dots_and_quotes(same, session, partitioned, answers) -> None:
    called = {"recommend": "how.likely `is` it", "bills": "paid.bills", "region": "where.", "w": "w.eight"}
    data = {called.get(name, name): values for name, values in answers.items()}
    there, options = partitioned(session, data), {"by": called["region"], "weights": called["w"]}
    for call in (
        lambda data: placet.nps(data, called["recommend"], na_codes=[99], **options),
        lambda data: placet.regression(data, "overall", [called["bills"], "network"], **options),
    ):
        same(call(there), call(data))


KEYS = {
    "text": ["b", "a", None], "bool": [True, False, None], "long": [10, 9, None], "double": [0.5, float("nan"), None],
    "decimal": [Decimal("1.50"), Decimal("1.25"), None], "date": [date(2024, 2, 1), date(2024, 1, 1), None],
    "timestamp": [datetime(2024, 2, 1, 8, 30), datetime(2024, 1, 1), None],
}  # fmt: skip


@pytest.mark.parametrize("kind", KEYS)
def test_keys_of_every_type(same, session, partitioned, kind) -> None:
    pa = pytest.importorskip("pyarrow")
    data = {
        "score": np.resize([9, 10, 3, 7, 0], 60),
        "x": np.resize([1.0, 2, 4, 3, 9, 7, 7], 60),
        "key": KEYS[kind] * 20,
    }
    there, here = partitioned(session, data), pa.table(data)
    for call in (
        lambda data: placet.nps(data, "score", by="key"),
        lambda data: placet.regression(data, "score", "x", by="key"),
    ):
        same(call(there), call(here))


def test_null_and_nan_in_one_column(same, session, partitioned) -> None:
    nan = float("nan")
    data = {
        "score": [9.0, None, 10.0, nan, 3.0, 7.0, 8.0, 2.0] * 9, "x": [1.0, 2.0, nan, None, 3.0, 5.0, 4.0, 0.0] * 9,
        "key": [0.0, 0.0, -0.0, nan, None, 1.0, 1.0, -0.0, 1.0] * 8,
    }  # fmt: skip
    there, here = partitioned(session, data), {name: np.array(values, float) for name, values in data.items()}
    for call in (
        lambda data: placet.nps(data, "score", by="key"),
        lambda data: placet.regression(data, "score", "x", by="key"),
    ):
        same(call(there), call(here))


def test_a_filter_is_a_column_of_spark_or_a_function(same, session, partitioned, answers) -> None:
    there = partitioned(session, answers)
    expected = CALLS["regression"](placet.Survey(answers).filter(answers["plan"] == 2))
    for condition in (there.plan == 2, lambda data: data["plan"] == 2):
        same(CALLS["regression"](placet.Survey(there).filter(condition)), expected)


def test_what_no_column_of_labels_is_is_refused(spark) -> None:
    data = spark.sql("select 9 as score, array(1, 2) as many, map('a', 1) as named")
    for name, kind in {"many": "array<int>", "named": "map<string,int>"}.items():
        for call in (lambda by: placet.nps(data, "score", by=by), lambda by: placet.regression(data, "score", by)):
            with pytest.raises(DataError, match=f"column '{name}' is of the type {kind} of Spark"):
                call(name)


def test_columns_that_spark_cannot_tell_apart_are_refused(spark) -> None:
    for twins in ("1 as score, 2 as Score", "1 as score, 2 as score"):
        with pytest.raises(DataError, match=r"differ only by capitals|several columns named 'score'"):
            placet.nps(spark.sql(f"select {twins}"), "score")


def test_rows_come_in_batches_of_one_partition_after_the_other(session, partitioned, answers) -> None:
    engine = placet.Survey(partitioned(session, answers)).frame.engine
    batches = [frame["whole"].to_numpy() for frame, _ in engine.batches(["whole"], lambda frame: (frame, []))]
    assert [len(batch) for batch in batches] == SIZES[:3]
    np.testing.assert_array_equal(np.sort(np.concatenate(batches)), np.sort(answers["whole"]))


# ---- what goes wrong there -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nps", "regression"])
def test_a_worker_that_is_killed_changes_nothing(same, spark, in_spark, answers, tmp_path, name) -> None:
    def rows(batches):
        from pyspark import TaskContext

        context = TaskContext.get()
        if context.partitionId() == 2 and context.attemptNumber() == 0:
            Path(tmp_path, "killed").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield from batches

    data = in_spark(answers)
    same(CALLS[name](data.mapInArrow(rows, data.schema)), CALLS[name](answers))
    assert Path(tmp_path, "killed").exists()


def test_workers_without_placet_are_named(spark, in_spark, answers, tmp_path, monkeypatch) -> None:
    package = tmp_path / "placet"
    package.mkdir()
    package.joinpath("__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'placet'\")")
    monkeypatch.setitem(spark.sparkContext.environment, "PYTHONPATH", str(tmp_path))
    with pytest.raises(DataError, match=r"workers of Spark cannot import placet; install .* or .*spark\.archives"):
        CALLS["regression"](in_spark(answers))


def test_workers_with_another_version_are_named(in_spark, answers, monkeypatch) -> None:
    monkeypatch.setattr("placet.engines.spark.__version__", "9.9.9")
    with pytest.raises(
        DataError, match=rf"workers of Spark have placet {placet.__version__} and this session has 9\.9\.9"
    ):
        CALLS["regression"](in_spark(answers))


def test_errors_of_a_user_are_said_to_be_of_the_data(spark, in_spark, answers) -> None:
    def rows(batches):
        raise ZeroDivisionError("of a user")

    data = in_spark(answers)
    with pytest.raises(DataError, match="data of Spark cannot be read: PythonException") as error:
        CALLS["regression"](data.mapInArrow(rows, data.schema))
    assert "cannot import" not in str(error.value)


def test_rows_that_change_between_two_passes_are_told_of(spark, in_spark, answers) -> None:
    from pyspark.sql import functions

    changing = in_spark(answers).withColumn("region", functions.current_timestamp().cast("string"))
    with pytest.raises(DataError, match="the second time they have segments that were not there the first time"):
        placet.regression(changing, "overall", DRIVERS, errors="HC3", by="region")
