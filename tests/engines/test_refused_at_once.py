"""What can be told without the data is refused before a row of them is read."""

from functools import cache

import numpy as np
import placet
import pytest
from placet import DataError

NAMES = ("recommend", "overall", "network", "bills", "region", "wave", "person", "w")


def polars():
    """Data of which no row can be read."""
    pl = pytest.importorskip("polars")
    return pl.LazyFrame({name: [1.0, 2.0] for name in NAMES}).map_batches(lambda frame: 1 / 0)


@cache  # a function is made once
def duckdb():
    """The same in DuckDB."""
    connection = pytest.importorskip("duckdb")
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


MODEL = "Service =~ network + bills; Whole =~ overall + recommend; Whole ~ Service"
TREE = {"network": 0.5, "bills": 0.5}
ALL = ["overall", ["network", "bills"]]
PRECISE = {"weights": "w", "weight_type": "precision"}
#: Calls that need the answers of single respondents, or resamples of them.
OF_ROWS = {
    "logit": lambda d: placet.regression(d, *ALL, model="logit", event=[10]),
    "ordered": lambda d: placet.key_drivers(d, *ALL, model="ordered"),
    "formula": lambda d: placet.regression(d, "overall ~ network * bills"),
    "31 digits": lambda d: placet.regression(d, *ALL, precision="high"),
    "diagnostics": lambda d: placet.regression(d, *ALL, diagnostics=True),
    "precisions": lambda d: placet.regression(d, *ALL, **PRECISE),
    "precisions of importances": lambda d: placet.key_drivers(d, *ALL, n_resamples=0, **PRECISE),
    "precisions of a selection": lambda d: placet.stepwise(d, *ALL, n_resamples=0, **PRECISE),
    "precisions of moves": lambda d: placet.priorities(d, *ALL, scale=(1, 10), n_resamples=0, **PRECISE),
    "precisions of a report": lambda d: placet.report(d, recommend="recommend", **DRIVERS, id="person", **PRECISE),
    "multiple": lambda d: placet.regression(d, *ALL, missing="multiple", rng=1),
    "em": lambda d: placet.key_drivers(d, *ALL, missing="em", id="person"),
    "indicator": lambda d: placet.stepwise(d, *ALL, missing="indicator", n_resamples=0),
    "bca": lambda d: placet.key_drivers(d, *ALL, interval="bca", id="person"),
    "stepwise": lambda d: placet.stepwise(d, *ALL),
    "best_subsets": lambda d: placet.best_subsets(d, *ALL, n_resamples=20),
    "permutations": lambda d: placet.compare_drivers(d, *ALL, by="region", test="permutation"),
    "nps_drivers": lambda d: placet.nps_drivers(d, "recommend", ["network", "bills"]),
    "index_scores": lambda d: placet.index_scores(d, TREE, scale=(1, 10)),
    "fuzzy_evaluation": lambda d: placet.fuzzy_evaluation(d, TREE, grades={"good": 100, "poor": 0}, scale=(1, 10)),
    "path_scores": lambda d: placet.path_scores(d, MODEL),
    "path_model": lambda d: placet.path_model(d, MODEL, missing="pairwise", n_resamples=0),
    "micom": lambda d: placet.micom(d, MODEL, by="region"),
    "compare_paths": lambda d: placet.compare_paths(d, MODEL, by="region"),
    "path_prediction": lambda d: placet.path_prediction(d, MODEL),
}


@pytest.mark.parametrize("call", OF_ROWS.values(), ids=OF_ROWS)
def test_what_needs_rows_is_refused_before_a_pass(unreadable, call) -> None:
    with pytest.raises(DataError, match=r"as it was called needs|cannot be drawn again"):
        call(unreadable)


OF_RESPONDENTS = {
    "key_drivers": lambda d: placet.key_drivers(d, *ALL),
    "jackknife": lambda d: placet.key_drivers(d, *ALL, interval="jackknife"),
    "compare_drivers": lambda d: placet.compare_drivers(d, *ALL, by="region"),
    "priorities": lambda d: placet.priorities(d, *ALL, scale=(1, 10)),
    "priority_map": lambda d: placet.priority_map(d, *ALL, scale=(1, 10)),
    "simulate": lambda d: placet.simulate(d, *ALL, {"bills": 1}, scale=(1, 10)),
    "reliability": lambda d: placet.reliability(d, ["network", "bills"], n_resamples=50),
    "path_model": lambda d: placet.path_model(d, MODEL),
    "path_index": lambda d: placet.path_index(d, MODEL, scale=(1, 10)),
    "path_map": lambda d: placet.path_map(d, MODEL, "Whole", scale=(1, 10)),
    "compare_paths": lambda d: placet.compare_paths(d, MODEL, by="region", test="intervals"),
}


@pytest.mark.parametrize("call", OF_RESPONDENTS.values(), ids=OF_RESPONDENTS)
def test_intervals_without_respondents_are_refused_before_a_pass(unreadable, call) -> None:
    with pytest.raises(DataError, match="nothing says who is who: pass id="):
        call(unreadable)
