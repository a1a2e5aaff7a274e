"""What goes wrong while data are read is named, and nothing is half-merged: files, connections, partitions, plans."""

import numpy as np
import placet
import pytest
from placet import DataError

pa = pytest.importorskip("pyarrow")
parquet, dataset = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow.dataset")
CALLS = {
    "counts": lambda data: placet.nps(data, "score", by="region", weights="w"),
    "moments": lambda data: placet.regression(data, "score", "x", by="region", weights="w"),
}
pytestmark = pytest.mark.filterwarnings("ignore")  # what Dask says of pandas
both = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


def answers(n: int = 40, **changes):
    """Answers of n respondents, of which some columns are others or left out."""
    rng = np.random.default_rng(n)
    data = {"score": rng.integers(0, 11, n), "x": rng.integers(1, 6, n), "w": rng.uniform(0.5, 2, n)}
    data["region"] = np.array(["North", "South"])[rng.integers(0, 2, n)].tolist()
    return pa.table({name: values for name, values in {**data, **changes}.items() if values is not None})


def polars(folder):
    return pytest.importorskip("polars").scan_parquet(folder / "*.parquet")


def duckdb(folder):
    return pytest.importorskip("duckdb").sql(f"from '{folder}/*.parquet'")


def dask(folder):
    return pytest.importorskip("dask.dataframe").read_parquet(folder)


SOURCES = {"dataset": dataset.dataset, "polars": polars, "duckdb": duckdb, "dask": dask}


@pytest.fixture(params=SOURCES)
def source(request):
    """Reads a folder of Parquet files."""
    return SOURCES[request.param]


@pytest.fixture
def folder(tmp_path):
    """Writes files."""

    def write(*tables):
        for i, table in enumerate(tables):
            parquet.write_table(table, tmp_path / f"part-{i}.parquet")
        return tmp_path

    return write


@both
def test_a_column_that_a_file_lacks(source, folder, call) -> None:
    with pytest.raises(DataError, match=r"'w' is missing in .*part-1|cannot be read: .*w"):
        call(source(folder(answers(), answers(w=None))))


@both
def test_numbers_that_are_words_in_a_file(source, folder, call) -> None:
    with pytest.raises(
        DataError, match=r"cannot be read: .*(score|Int64)|'score' holds text|'score' holds numbers stored as"
    ):
        call(source(folder(answers(), answers(score=["nine"] * 40))))


def test_numbers_that_are_text_in_a_file_of_a_dataset(folder) -> None:
    with pytest.raises(DataError, match=r"'score' is string in .*part-1.parquet and int64 in the dataset"):
        CALLS["counts"](dataset.dataset(folder(answers(), answers(score=["9"] * 40))))


@both
@pytest.mark.parametrize("kinds", [("int8", "float64"), ("float64", "int8"), ("int32", "uint8")])
def test_numbers_of_other_types_are_the_same_numbers(folder, call, kinds, same) -> None:
    first, second = (answers(n, score=answers(n)["score"].cast(kind)) for n, kind in zip((40, 41), kinds, strict=True))
    whole = pa.concat_tables([answers(40), answers(41)])
    same(call(dataset.dataset(folder(first, second))), call(whole))
    same(call(duckdb(folder(first, second))), call(whole))


@both
def test_a_file_that_is_gone(folder, call) -> None:
    data = dataset.dataset(folder(answers(), answers(41)))
    (folder() / "part-1.parquet").unlink()
    with pytest.raises(DataError, match=r"cannot be read: FileNotFoundError: .*part-1\.parquet"):
        call(data)


@both
@pytest.mark.parametrize("how", ["cut", "spoiled"])
def test_a_file_that_is_damaged(source, folder, call, how) -> None:
    data = source(folder(answers(), answers(20_000)))
    place = folder() / "part-1.parquet"
    whole = place.read_bytes()
    spoiled = b"\xa5" * 20_000
    place.write_bytes(whole[:-200] if how == "cut" else whole[:4] + spoiled + whole[4 + len(spoiled) :])
    with pytest.raises(DataError, match="cannot be read"):
        call(data)


def test_files_that_are_nowhere(tmp_path) -> None:
    pl = pytest.importorskip("polars")
    with pytest.raises(DataError, match="data of polars cannot be read"):
        placet.nps(pl.scan_parquet(tmp_path / "*.parquet"), "score")


@both
def test_a_connection_that_was_closed_and_a_table_that_is_gone(call) -> None:
    connection = pytest.importorskip("duckdb").connect()
    connection.register("kept", answers())
    connection.sql("create table own as from kept")
    relation, own = connection.sql("from kept"), connection.sql("from own")
    connection.sql("drop table own")
    with pytest.raises(DataError, match=r"data of duckdb cannot be read: .*own"):
        call(own)
    connection.close()
    with pytest.raises(DataError, match=r"data of duckdb cannot be read: .*closed"):
        call(relation)


def test_duckdb_is_not_asked_for_more_than_the_call_needs() -> None:
    duckdb = pytest.importorskip("duckdb")
    connection, rows = duckdb.connect(), []
    connection.create_function("seen", lambda x: rows.append(x) or x, ["BIGINT"], "BIGINT", side_effects=True)
    data = connection.sql("select seen(range) as score from range(10)")
    placet.nps(data, "score")
    assert len(rows) == 10


@both
def test_a_generator_that_raises_midway(call) -> None:
    def batches():
        yield from answers().to_batches()
        raise ValueError("the line was cut")

    reader = pa.RecordBatchReader.from_batches(answers().schema, batches())
    with pytest.raises(DataError, match="a reader of record batches cannot be read: ValueError: the line was cut"):
        call(reader)


@both
def test_batches_of_other_types(call) -> None:
    batches = [*answers().to_batches(), *answers(score=["nine"] * 40).to_batches()]
    with pytest.raises(DataError, match=r"cannot be read|'score' holds text"):
        call(pa.RecordBatchReader.from_batches(answers().schema, iter(batches)))


@both
def test_a_partition_that_cannot_be_made(call) -> None:
    frames = pytest.importorskip("dask.dataframe")
    pytest.importorskip("pandas")

    def part(i):
        if i == 1:
            raise ValueError("no such month")
        return answers(40 + i).to_pandas()

    with pytest.raises(DataError, match="data of dask cannot be read: ValueError: no such month"):
        call(frames.from_map(part, range(3), meta=answers(0).to_pandas()))


@both
def test_a_plan_that_fails(call) -> None:
    pl = pytest.importorskip("polars")
    data = pl.from_arrow(answers()).lazy()
    with pytest.raises(DataError, match="data of polars cannot be read: ColumnNotFoundError"):
        call(data.with_columns(z=pl.col("nope")))
    with pytest.raises(DataError, match=r"lazy data of polars cannot be read: .*ZeroDivisionError"):
        call(data.map_batches(lambda frame: 1 / 0))


@both
def test_a_filter_that_makes_no_sense(stored, call) -> None:
    nw = pytest.importorskip("narwhals.stable.v2")
    given = answers().to_pydict()
    for condition in (nw.col("nope") > 3, nw.col("region") > 3):
        with pytest.raises(DataError, match=r"cannot be (read|evaluated): \w+"):
            call(placet.Survey(stored(given)).filter(condition))
        with pytest.raises(DataError, match=r"the filter cannot be evaluated: \w+: .*; check the columns"):
            placet.Survey(answers()).filter(condition)


@both
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_weights_too_large_to_be_added(stored, call) -> None:
    given = answers(w=np.full(40, 1e308)).to_pydict()
    with pytest.raises(DataError, match=r"the largest weight in column 'w' is 1e\+308, too much"):
        call(stored(given))


def test_a_fault_of_ours_is_none_of_the_data(monkeypatch) -> None:
    from placet.engines import engine

    monkeypatch.setattr(engine, "MOST_ROWS", None)
    with pytest.raises(TypeError, match="not supported"):
        CALLS["counts"](dataset.dataset(answers()))


@both
@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_weights_below_0_are_told_with_both_ends(tmp_path, source, call) -> None:
    """None of them is 0, in the first part of the data or in any."""
    for part, ends in enumerate(((-2.0, -1.0), (-3.0, -1.5))):
        parquet.write_table(answers(w=np.linspace(*ends, 40)), tmp_path / f"{part}.parquet")
    with pytest.raises(DataError, match=r"'w' reach from -[23] to -1(\.5)?;"):
        call(source(tmp_path))
