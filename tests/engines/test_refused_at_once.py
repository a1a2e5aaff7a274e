"""What can be told without the data is refused before a row of them is read."""

import numpy as np
import placet
import pytest
from placet import DataError

NAMES = ("recommend", "overall", "network", "bills", "region", "wave", "person", "w")


def polars():
    """Data of which no row can be read."""
    pl = pytest.importorskip("polars")
    return pl.LazyFrame({name: [1.0, 2.0] for name in NAMES}).map_batches(lambda frame: 1 / 0)


def duckdb():
    """The same in DuckDB."""
    connection = pytest.importorskip("duckdb").connect()
    connection.create_function("gone", lambda x: 1 / 0, ["DOUBLE"], "DOUBLE", side_effects=True)
    columns = ", ".join(f"gone(range::double) as {name}" for name in NAMES)
    return connection.sql(f"select {columns} from range(2)")


def dask():
    """The same in Dask."""
    frames, pandas = pytest.importorskip("dask.dataframe"), pytest.importorskip("pandas")
    meta = pandas.DataFrame({name: np.zeros(0) for name in NAMES})
    return frames.from_map(lambda i: 1 / 0, [0, 1], meta=meta)


@pytest.fixture(params=[polars, duckdb, dask], ids=lambda make: make.__name__)
def unreadable(request):
    """Data that fail when they are read."""
    return request.param()


def test_that_they_fail_when_they_are_read(unreadable) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        placet.report(unreadable, recommend="recommend")


DRIVERS = {"outcome": "overall", "drivers": ["network", "bills"]}
REPORTS = {
    "nobody is told apart": (DRIVERS, "nothing says who is who: pass id=, the column"),
    "respondents alike": (DRIVERS | {"weights": "w", "weight_type": "frequency"}, "which under frequency weights"),
    "no such key": ({"by": "regoin"}, "by column 'regoin' is not in the data; did you mean 'region'"),
    "no such wave": ({"wave": "wav"}, "wave column 'wav' is not in the data; did you mean 'wave'"),
    "no such driver": ({"outcome": "overall", "drivers": ["bill"]}, "driver column 'bill' is not in the data"),
    "no such outcome": ({"outcome": "over", "drivers": ["bills"]}, "outcome column 'over' is not in the data"),
    "no such indicator": ({"tree": {"bill": 1}, "scale": (1, 10)}, "indicator column 'bill' is not in the data"),
    "weights of a tree": ({"tree": {"bills": 0.5}, "scale": (1, 10)}, "sum to 0.5"),
    "a tree without a scale": ({"tree": {"bills": 1}}, "tree needs scale="),
    "a scale of nothing": ({"scale": (1, 10)}, "scale is that of an index"),
    "an odd scale": ({"tree": {"bills": 1}, "scale": (10, 1)}, "with the lower first"),
    "resamples": (DRIVERS | {"n_resamples": -1}, "n_resamples=-1 must be a whole number"),
    "a seed": (DRIVERS | {"rng": "one"}, "rng='one' must be"),
}


@pytest.mark.parametrize(("options", "words"), REPORTS.values(), ids=REPORTS)
def test_a_report_is_refused_before_its_first_analysis(unreadable, options, words) -> None:
    with pytest.raises(DataError, match=words):
        placet.report(unreadable, recommend="recommend", **options)


def test_a_report_of_the_same_words_as_the_drivers_alone(unreadable) -> None:
    with pytest.raises(DataError) as alone:
        placet.key_drivers(unreadable, **DRIVERS)
    with pytest.raises(DataError) as report:
        placet.report(unreadable, recommend="recommend", **DRIVERS)
    assert str(report.value) == str(alone.value)
    for told in ({"id": "person"}, {"n_resamples": 0}):
        with pytest.raises(DataError, match="cannot be read"):
            placet.report(unreadable, recommend="recommend", **DRIVERS, **told)
