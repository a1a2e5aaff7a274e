"""Scores of data that stay where they are equal those of the same data in memory."""

import numpy as np
import placet
import pytest
from placet import DataError

SCORES = {
    "nps": lambda data, **o: placet.nps(data, "recommend", na_codes=[99], **o),
    "top_box": lambda data, **o: placet.top_box(data, ["overall", "bills"], scale=(1, 10), **o),
    "mean_score": lambda data, **o: placet.mean_score(data, "overall", scale=(1, 10), **o),
    "between the points": lambda data, **o: placet.mean_score(data, "stars", scale=(1, 5), **o),
    "no scale": lambda data, **o: placet.mean_score(data, "stars", scale=None, **o),
    "score": lambda data, **o: placet.score(data, "overall", ["net_box", "mean_score"], scale=(1, 10), **o),
    "distribution": lambda data, **o: placet.distribution(data, "recommend", scale=(0, 10), na_codes=[99], **o),
    "compare": lambda data, **o: placet.compare(
        data, "recommend", na_codes=[99], **{"by": "region", "against": "rest", **o}
    ),
    "compare waves": lambda data, **o: placet.compare(
        data, "recommend", na_codes=[99], wave="quarter", against="previous", **o
    ),
    "track": lambda data, **o: placet.track(data, "recommend", wave="quarter", na_codes=[99], **o),
    "change": lambda data, **o: placet.change(
        data, "recommend", wave="quarter", na_codes=[99], **{"by": "region", **o}
    ),
    "bayes": lambda data, **o: placet.nps(data, "recommend", na_codes=[99], method="bayes", rng=1, **o),
}
OPTIONS = {
    "plain": {},
    "segments": {"by": "region"},
    "weights": {"by": "region", "weights": "w"},
    "whole weights": {"by": ["region", "plan"], "weights": "whole"},
    "frequencies": {"by": "plan", "weights": "whole", "weight_type": "frequency"},
    "precisions": {"weights": "w", "weight_type": "precision"},
}


@pytest.mark.parametrize("name", SCORES)
def test_the_scores_are_those_of_the_rows_in_memory(same, stored, in_turn, answers, name) -> None:
    score = SCORES[name]
    for options in in_turn(OPTIONS.values(), list(SCORES).index(name), 3):
        given = {"by": "region", **options} if name == "change" else options
        same(score(stored(answers), **given), score(answers, **given))


def test_unweighted_counts_and_whole_weights_are_exact(stored, answers) -> None:
    for weights in (None, "whole"):
        found = placet.nps(stored(answers), "recommend", na_codes=[99], by="region", weights=weights)
        assert found == placet.nps(answers, "recommend", na_codes=[99], by="region", weights=weights)


@pytest.mark.parametrize("score", ["nps", "track", "compare"])
def test_a_total_above_the_segments(same, stored, answers, score) -> None:
    options = {"by": "region", "total": True} if score != "compare" else {"by": "region"}
    same(SCORES[score](stored(answers), **options), SCORES[score](answers, **options))


def test_a_filter_keeps_the_counts_of_those_it_leaves_out(same, stored, answers) -> None:
    nw = pytest.importorskip("narwhals.stable.v2")
    kept = np.array(answers["bills"]) > 5
    found = placet.Survey(stored(answers), weights="w", na_codes=[99]).filter(nw.col("bills") > 5)
    expected = placet.Survey(answers, weights="w", na_codes=[99]).filter(kept)
    same(placet.nps(found, "recommend", by="region"), placet.nps(expected, "recommend", by="region"))
    assert len(placet.Survey(stored(answers))) == 2000


@pytest.mark.parametrize("name", ["recommend", "region", "number"])
def test_null_and_nan_are_both_missing(stored, name) -> None:
    data = {"recommend": [9.0, 10.0, 3.0, 7.0, 9.0], "region": ["a", "a", "b", "b", "b"], "number": [1.0, 1, 2, 2, 2]}
    for nothing in (None, float("nan")):
        gaps = {**data, name: [*data[name][:4], nothing if name != "region" else None]}
        by = "number" if name == "number" else "region"
        found = placet.nps(stored(gaps), "recommend", by=by)
        assert found["n"].tolist() == [2, 2]
        assert found.about["n_missing"] + found.about["n_outside"] == 1


@pytest.mark.parametrize(
    ("weight", "said"),
    [(float("nan"), "missing in 1 rows"), (None, "missing in 1 rows"), (-1.0, "from -1"), (float("inf"), "to inf")],
)
def test_a_weight_that_is_none_is_refused_wherever_it_is(stored, weight, said) -> None:
    data = {"score": [9, 10, 3], "w": [1.0, 2.0, weight]}
    with pytest.raises(DataError, match=f"'w' .*{said}"):
        placet.nps(stored(data), "score", weights="w")
    with pytest.raises(DataError, match=f"'w' .*{said}"):
        placet.regression(stored({**data, "x": [1, 2, 4]}), "score", "x", weights="w")


def test_objects_of_python_are_refused() -> None:
    pl = pytest.importorskip("polars")
    data = pl.LazyFrame({"score": [9, 3], "key": pl.Series([{1}, 2], dtype=pl.Object)})
    for options in ({"items": "key"}, {"items": "score", "by": "key"}):
        with pytest.raises(DataError, match="column 'key' holds objects of Python, which polars cannot count"):
            placet.nps(data, **options)


def test_weights_of_text_are_refused(stored) -> None:
    data = {"score": [9, 10, 3], "w": ["a", "b", "c"], "x": [1, 2, 4]}
    for call in (placet.nps, lambda data, item, **o: placet.regression(data, item, "x", **o)):
        with pytest.raises(DataError, match="the weights column 'w' does not hold numbers"):
            call(stored(data), "score", weights="w")


def test_all_weights_may_not_be_0(stored) -> None:
    with pytest.raises(DataError, match="all weights in column 'w' are 0"):
        placet.nps(stored({"score": [9, 10], "w": [0.0, 0.0]}), "score", weights="w")


def test_an_answer_off_the_scale_is_refused_without_the_number_of_a_row(stored, answers) -> None:
    with pytest.raises(DataError, match="column 'recommend' holds 99, which is not a point of the scale") as error:
        placet.nps(stored(answers), "recommend")
    assert "row" not in str(error.value).split(";")[0]


def test_columns_that_differ_by_capitals_only_are_refused(reader) -> None:
    with pytest.raises(DataError, match="'Score' and 'score', whose names differ only by capitals"):
        placet.nps(reader({"Score": [9, 10, 3], "score": [1, 2, 3]}), "score")


def test_ordered_categories_keep_their_order(answers) -> None:
    pl = pytest.importorskip("polars")
    pytest.importorskip("pyarrow")
    words = pl.Enum(["low", "middle", "high"])
    frame = pl.DataFrame(
        {"score": [9, 10, 3, 7] * 9, "size": pl.Series(["high", "low", "middle", "low"] * 9, dtype=words)}
    )
    connection = pytest.importorskip("duckdb").connect()
    for data in (frame.lazy(), _as_relation(connection, frame)):
        assert list(placet.nps(data, "score", by="size")["size"]) == ["low", "middle", "high"]
        means = placet.mean_score(data, "size", scale=(1, 3))
        assert means["estimate"].tolist() == [1.75]


def _as_relation(connection, frame):
    connection.sql("create type size as enum ('low', 'middle', 'high')")
    table = frame.with_columns(size=frame["size"].cast(str)).to_arrow()
    connection.register("given", table)
    return connection.sql("select score, size::size as size from given")


def test_labels_of_values_name_and_order_segments(same, stored, answers) -> None:
    labels = {"plan": {1: "Basic", 2: "Plus", 3: "All"}}
    options = {"by": "plan", "na_codes": [99], "value_labels": labels}
    found = placet.nps(stored(answers), "recommend", **options)
    assert list(found["plan"]) == ["Basic", "Plus", "All"]
    same(found, placet.nps(answers, "recommend", **options))


def test_dates_are_grouped_where_waves_have_a_frequency(same, stored) -> None:
    days = np.arange(np.datetime64("2024-01-01"), np.datetime64("2024-07-01")).astype("datetime64[D]")
    data = {"score": np.resize([9, 3, 10, 8], len(days)), "day": days}
    options = {"wave": "day", "freq": "month"}
    same(placet.track(stored(data), "score", **options), placet.track(data, "score", **options))


def test_a_frame_without_rows_and_with_one(stored) -> None:
    with pytest.raises(DataError, match="no rows"):
        placet.nps(stored({"score": np.array([], dtype=float)}), "score")
    assert placet.nps(stored({"score": [9.0]}), "score")["estimate"].tolist() == [100.0]


def test_a_column_without_answers(stored) -> None:
    data = {"score": np.full(7, np.nan), "other": np.ones(7)}
    with pytest.raises(DataError, match="'score' has no answers: all 7 rows are missing"):
        placet.nps(stored(data), "score")
    with pytest.raises(DataError, match="'score' has no answers: all 7 rows are missing"):
        placet.regression(stored(data), "other", "score")


def test_too_many_different_rows_are_not_taken_into_memory(stored, monkeypatch) -> None:
    from placet.engines import engine, lazy

    for module in (engine, lazy):
        monkeypatch.setattr(module, "MOST_ROWS", 50)
    data = {"score": np.linspace(0, 10, 200)}
    with pytest.raises(DataError, match="'score' have more than 50 different values together"):
        placet.mean_score(stored(data), "score", scale=(0, 10))


@pytest.fixture
def folder(tmp_path):
    """Writes Parquet files and reads the folder."""
    parquet = pytest.importorskip("pyarrow.parquet")
    pa, dataset = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.dataset")

    def make(*files, **how):
        for i, data in enumerate(files):
            place = tmp_path / how["folders"][i] if "folders" in how else tmp_path
            place.mkdir(exist_ok=True)
            parquet.write_table(pa.table(data), place / f"part-{i}.parquet")
        return dataset.dataset(tmp_path, partitioning="hive")

    return make


def test_a_column_that_one_file_lacks_is_named_with_the_file(folder) -> None:
    data = folder({"score": [9, 10], "region": ["a", "b"]}, {"score": [3]})
    for call in (
        lambda: placet.nps(data, "score", by="region"),
        lambda: placet.regression(data, "score", ["region"]),
    ):
        with pytest.raises(DataError, match=r"column 'region' is missing in .*part-1\.parquet"):
            call()
    assert placet.nps(data, "score")["n"].tolist() == [3]


def test_folders_may_name_segments(folder) -> None:
    data = folder({"score": [9, 10]}, {"score": [3]}, folders=["region=North", "region=South"])
    assert placet.nps(data, "score", by="region")["estimate"].tolist() == [100.0, -100.0]


def test_files_of_different_types_are_refused(folder) -> None:
    data = folder({"score": [9, 10]}, {"score": ["nine", "ten"]})
    with pytest.raises(DataError, match=r"cannot be read: .*; check that all files have the same columns"):
        placet.nps(data, "score")


def test_frames_of_narwhals_are_those_they_hold(stored, answers) -> None:
    nw = pytest.importorskip("narwhals.stable.v2")
    data = stored(answers)
    if type(data).__module__.startswith(("pyarrow", "dask")):
        pytest.skip("narwhals holds no dataset, and Dask by a package of its own")
    found = placet.nps(nw.from_native(data), "recommend", na_codes=[99], by="region")
    assert found == placet.nps(answers, "recommend", na_codes=[99], by="region")


def test_a_reader_is_read_once(same, reader, answers) -> None:
    same(SCORES["nps"](reader(answers), by="region"), SCORES["nps"](answers, by="region"))
    with pytest.raises(DataError, match="was read already, and this call reads the data more than once"):
        SCORES["track"](reader(answers))


def test_results_come_back_in_the_library_of_the_data(stored, answers) -> None:
    made = placet.nps(stored(answers), "recommend", na_codes=[99], by="region").to_frame()
    assert type(made).__module__.partition(".")[0] in ("polars", "pyarrow")
