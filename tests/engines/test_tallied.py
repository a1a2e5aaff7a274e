"""Rows that come batch by batch are counted as if they had come at once."""

import time
from collections import Counter

import numpy as np
import placet
import pytest
from placet.engines.ahead import ahead

pa = pytest.importorskip("pyarrow")
dataset = pytest.importorskip("pyarrow.dataset")
parquet = pytest.importorskip("pyarrow.parquet")


def tallied(*batches, columns, weights=None):
    """Sums of every combination of labels, by the tally."""
    from placet.frames.frame import Frame
    from placet.survey import tallied

    reader = pa.RecordBatchReader.from_batches(batches[0].schema, batches)
    frame, found = tallied.condensed(Frame(reader), columns, weights)
    fetched = frame.fetch(columns).values()
    values = [column.to_list() if hasattr(column, "to_list") else column.tolist() for column in fetched]
    rows = [tuple(None if v is None or v != v else v for v in row) for row in zip(*values, strict=True)]
    assert len(set(rows)) == len(rows)
    sums = zip(found.n.tolist(), found.zero.tolist(), found.w.tolist(), strict=True)
    return dict(zip(rows, sums, strict=True)), found


@pytest.mark.parametrize("labels", [9, 3000])
def test_combinations_are_those_of_the_rows_one_by_one(labels) -> None:
    """More labels in every batch, of numbers that are near, far, with gaps and between the points, of text and days."""
    rng, batches, expected = np.random.default_rng(16), [], Counter()
    for size in (500, 1, 700):
        a = rng.integers(0, labels * (1 + len(batches)), size)
        made = {
            "near": pa.array([None if i % 50 == 7 else int(v) for i, v in enumerate(a)], pa.int16()),
            "far": pa.array(a * 10_000_019),
            "half": pa.array([float("nan") if i % 40 == 3 else v / 2 for i, v in enumerate(a)]),
            "text": pa.array([None if i % 30 == 9 else f"店 {v % 11}" for i, v in enumerate(a)]),
            "day": pa.array((a % 17).astype("datetime64[D]")),
            "w": pa.array(rng.integers(0, 4, size)),
        }
        batches.append(pa.RecordBatch.from_pydict(made))
        w = made.pop("w").to_pylist()
        for row, weight in zip(zip(*(c.to_pylist() for c in made.values()), strict=True), w, strict=True):
            key = tuple(None if v is None or v != v else v for v in row)
            expected[key, "n"] += 1
            expected[key, "zero"] += weight == 0
            expected[key, "w"] += weight
    found, _ = tallied(*batches, columns=list(made), weights="w")
    assert found == {key: tuple(expected[key, of] for of in ("n", "zero", "w")) for key, _ in expected}


def test_weights_that_are_missing_and_the_ends_of_the_others_are_known() -> None:
    kinds, weights = pa.schema({"x": pa.int64(), "w": pa.float64()}), ([0.5, 2.0], [float("nan"), 7.0], [None, 1.0])
    batches = [pa.RecordBatch.from_pydict({"x": [1, 2], "w": w}, kinds) for w in weights]
    _, found = tallied(*batches, columns=["x"], weights="w")
    assert (int(found.lost.sum()), found.least, found.most) == (2, 0.5, 7.0)


def folder(tmp_path, answers, **how):
    """The answers as Parquet files of several row groups, whose dictionaries differ."""
    table = pa.table(answers)
    for i, start in enumerate(range(0, len(table), 600)):
        parquet.write_table(table.slice(start, 600), tmp_path / f"{i}.parquet", row_group_size=170)
    return dataset.dataset(tmp_path, **how)


KINDS = {
    "text": pa.string(),
    "large text": pa.large_string(),
    "dictionary": pa.dictionary(pa.int8(), pa.string()),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_text_of_files_is_read_as_codes_and_is_text_in_the_answer(tmp_path, same, answers, kind) -> None:
    kept = {**answers, "region": pa.array(answers["region"], kind)}
    data = folder(tmp_path, kept)
    options = {"by": ["region", "quarter"], "weights": "w", "na_codes": [99]}
    same(placet.nps(data, "recommend", **options), placet.nps(pa.table(kept), "recommend", **options))
    words = {"value_labels": {"quarter": ["2024 Q1", "2024 Q2"]}, "scale": (1, 2), "by": "region"}
    same(placet.mean_score(data, "quarter", **words), placet.mean_score(pa.table(kept), "quarter", **words))


def test_a_filter_and_chosen_row_groups_of_a_dataset_hold(tmp_path, same, answers) -> None:
    data = folder(tmp_path, answers)
    few = data.filter(dataset.field("plan") == 2)
    expected = {name: np.array(values, dtype=object)[answers["plan"] == 2].tolist() for name, values in answers.items()}
    options = {"by": "region", "na_codes": [99]}
    same(placet.nps(few, "recommend", **options), placet.nps(expected, "recommend", **options))
    fragments = [fragment.subset(row_group_ids=[0]) for fragment in data.get_fragments()]
    some = dataset.FileSystemDataset(fragments, data.schema, data.format, data.filesystem)
    rows = [i for i in range(2000) if i % 600 < 170]
    expected = {name: [values[i] for i in rows] for name, values in answers.items()}
    same(placet.nps(some, "recommend", **options), placet.nps(expected, "recommend", **options))


def test_batches_are_made_ahead_in_order_and_errors_come_where_they_are() -> None:
    def batches():
        yield from range(50)
        raise placet.DataError("the end")

    read = ahead(batches())
    assert [next(read) for _ in range(50)] == list(range(50))
    with pytest.raises(placet.DataError, match="the end"):
        next(read)
    assert list(ahead(i for i in ())) == []


def test_who_stops_early_has_the_batches_closed() -> None:
    closed = []

    def batches():
        try:
            while True:
                yield time.monotonic()
        finally:
            closed.append(True)

    read = ahead(batches())
    next(read)
    read.close()
    assert closed == [True]


def test_frames_of_polars_come_neither_small_nor_large_and_in_order(monkeypatch) -> None:
    pl = pytest.importorskip("polars")
    from placet.engines import polars

    monkeypatch.setattr(polars, "BATCH", 100)
    sizes, start, frames = (0, 30, 80, 1000, 7, 500, 5), 0, []
    for size in sizes:
        frames.append(
            pl.DataFrame(
                {"x": np.arange(start, start + size), "text": ["店"] * size}, {"x": pl.Int64, "text": pl.String}
            )
        )
        start += size
    found = list(polars._sized(frames, 300))
    assert [frame.height for frame in found] == [110, 250, 250, 250, 250, 254, 253, 5]
    assert np.array_equal(np.concatenate([frame["x"].to_numpy() for frame in found]), np.arange(start))
    assert list(polars._sized([], 300)) == []


@pytest.mark.parametrize("library", ["polars", "duckdb"])
def test_rows_are_counted_the_same_as_they_come_and_by_a_grouped_query(monkeypatch, answers, library) -> None:
    """Numbers, gaps, text, categories and truths, with weights and a filter; and where some are no plain numbers."""
    from placet.engines.lazy import LazyEngine
    from placet.frames.frame import Frame
    from placet.survey import tallied

    module = pytest.importorskip(library)
    rows = len(answers["recommend"])
    made = {
        "x": pa.array([None if i % 9 == 4 else i % 7 for i in range(rows)], pa.int16()),
        "half": pa.array([float("nan") if i % 11 == 3 else i % 5 / 2 for i in range(rows)]),
        "yes": pa.array([i % 3 == 0 for i in range(rows)]),
        "w": pa.array([i % 4 / 2 for i in range(rows)]),
        "text": pa.array([None if i % 13 == 5 else f"店 {i % 6}" for i in range(rows)]),
        "kind": pa.array([f"k{i % 4}" for i in range(rows)]).dictionary_encode(),
        "day": pa.array((np.arange(rows) % 17).astype("datetime64[D]")),
        "wide": pa.array([i % 3 for i in range(rows)], pa.decimal128(20, 0)),
    }

    def lazy():
        table = pa.table(made)
        return module.DataFrame(table).lazy() if library == "polars" else module.from_arrow(table)

    def sums(columns):
        frame, found = tallied.condensed(Frame(lazy()), columns, "w")
        values = [
            column.to_list() if hasattr(column, "to_list") else list(column) for column in frame.fetch(columns).values()
        ]
        labels = [tuple(None if v is None or v != v else v for v in row) for row in zip(*values, strict=True)]
        return dict(zip(labels, zip(found.n, found.zero, found.w, found.w2, strict=True), strict=True))

    plain, text = ["x", "half", "yes"], ["text", "kind"]
    engine = Frame(lazy()).engine
    streams = library != "polars" or hasattr(lazy(), "collect_batches")  # Polars since 1.34
    assert engine.tallies(plain) == streams
    assert engine.tallies(plain + text) == (streams and library == "polars")
    assert not engine.tallies(["day"])
    assert not engine.tallies(["wide"])
    both = [sums(plain), sums(plain + text)]
    monkeypatch.setattr(type(engine), "tallies", LazyEngine.tallies)
    assert both == [sums(plain), sums(plain + text)]
