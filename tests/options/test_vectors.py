"""The one door: columns by name and by value, in any container, give the same; what cannot be meant is refused."""

import array
import collections
import pickle

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from placet import DataError

ROWS = 120
DRIVERS = ["network", "bills", "hotline"]


def columns():
    rng = np.random.default_rng(3)
    common = rng.normal(size=ROWS)
    ratings = {
        name: np.clip(np.rint(6 + 1.5 * common + 1.5 * rng.normal(size=ROWS)), 1, 10).astype(int)
        for name in ("overall", *DRIVERS)
    }
    return {
        **ratings,
        "recommend": rng.integers(0, 11, ROWS),
        "w": rng.uniform(0.5, 2, ROWS),
        "region": np.tile(["North", "South"], ROWS // 2),
        "half": np.repeat([1, 2], ROWS // 2),
        "stratum": np.repeat([1, 2, 1, 2], ROWS // 4),
        "shop": np.arange(ROWS) // 5,
    }


DATA = columns()
TREE = {"network": 0.5, "bills": 0.5}
DESIGN = {"weights": "w", "strata": "stratum", "cluster": "shop"}
#: A call by names: the function, its columns, options that are not columns.
CALLS = {
    "nps": (placet.nps, {"items": "recommend", "by": "region", "wave": "half", **DESIGN}, {}),
    "net_box": (placet.net_box, {"items": ["network", "bills"], "weights": "w"}, {"scale": (1, 10)}),
    "top_box": (placet.top_box, {"items": ["network", "bills"], "by": ["region", "half"]}, {"scale": (1, 10)}),
    "bottom_box": (placet.bottom_box, {"items": "network", "weights": "w"}, {"scale": (1, 10)}),
    "csat": (placet.csat, {"items": "network", "weights": "w"}, {"scale": (1, 10)}),
    "ces": (placet.ces, {"items": "network", "by": "region"}, {"scale": (1, 10)}),
    "mean_score": (placet.mean_score, {"items": "network", **DESIGN}, {"scale": (1, 10)}),
    "score": (placet.score, {"items": ["network", "bills"], **DESIGN}, {"metric": "csat", "scale": (1, 10)}),
    "distribution": (placet.distribution, {"items": "network", "by": "region", **DESIGN}, {"scale": (1, 10)}),
    "compare": (placet.compare, {"item": "recommend", "by": "region", "weights": "w"}, {}),
    "track": (placet.track, {"item": "recommend", "wave": "half", "by": "region", "weights": "w"}, {}),
    "change": (placet.change, {"item": "recommend", "wave": "half", "by": "region", "id": "shop_once"}, {}),
    "gap": (placet.gap, {"perceived": ["network", "bills"], "expected": ["bills", "hotline"], "by": "region"}, {}),
    "rank_scores": (placet.rank_scores, {"items": DRIVERS, "by": "region", "weights": "w"}, {}),
    "satisfaction_index": (
        placet.satisfaction_index,
        {"by": "region", "weights": "w"},
        {"tree": TREE, "scale": (1, 10)},
    ),
    "index_change": (
        placet.index_change,
        {"by": "region", "wave": "half", **DESIGN},
        {"tree": TREE, "scale": (1, 10)},
    ),
    "weight_sensitivity": (
        placet.weight_sensitivity,
        {"by": "region", "weights": "w"},
        {"tree": TREE, "scale": (1, 10), "n_draws": 100, "rng": 1},
    ),
    "reliability": (
        placet.reliability,
        {"items": DRIVERS, "by": "region", **DESIGN},
        {"n_resamples": 9, "rng": 1},
    ),
    "path_model": (
        placet.path_model,
        {"by": "region", "wave": "half", **DESIGN},
        {"model": "A =~ network + bills; B =~ overall; B ~ A", "n_resamples": 9, "rng": 1},
    ),
    "fuzzy_evaluation": (
        placet.fuzzy_evaluation,
        {"by": "region", "wave": "half", **DESIGN},
        {"tree": TREE, "scale": (1, 10), "membership": "gaussian", "grades": {"good": 100, "fair": 60, "poor": 0}},
    ),
    "regression": (placet.regression, {"outcome": "overall", "drivers": DRIVERS, "by": "region", **DESIGN}, {}),
    "logit": (
        placet.regression,
        {"outcome": "recommend", "drivers": DRIVERS, "covariates": "half", "weights": "w"},
        {"model": "logit", "event": "promoter"},
    ),
    "stepwise": (
        placet.stepwise,
        {"outcome": "overall", "drivers": DRIVERS, "weights": "w"},
        {"n_resamples": 9, "rng": 1},
    ),
    "best_subsets": (placet.best_subsets, {"outcome": "overall", "drivers": DRIVERS}, {"n_resamples": 9, "rng": 1}),
    "key_drivers": (
        placet.key_drivers,
        {"outcome": "overall", "drivers": DRIVERS, "covariates": "half", "weights": "w"},
        {"n_resamples": 9, "rng": 1},
    ),
    "nps_drivers": (
        placet.nps_drivers,
        {"outcome": "recommend", "drivers": DRIVERS, "by": "region", **DESIGN},
        {"driver_scale": (1, 10)},
    ),
    "dominance": (
        placet.dominance,
        {"outcome": "overall", "drivers": DRIVERS, "covariates": "half", "weights": "w"},
        {"n_resamples": 9, "rng": 1},
    ),
    "compare_drivers": (
        placet.compare_drivers,
        {"outcome": "overall", "drivers": DRIVERS, "by": "region", "wave": "half", "weights": "w"},
        {"n_resamples": 9, "rng": 1},
    ),
    "report": (
        placet.report,
        {"recommend": "recommend", "outcome": "overall", "drivers": DRIVERS, "by": "region", "weights": "w"},
        {"n_resamples": 9, "rng": 1, "scale": (1, 10)},
    ),
}  # fmt: skip
#: Every column as a value of its own, named as in the data.
KINDS = {
    "pandas series": (pd.DataFrame, lambda frame, name: frame[name]),
    "polars series": (pl.DataFrame, lambda frame, name: frame[name]),
}


def by_value(given, frame, take, only=None):
    """The columns of a call as columns of values, all of them or one."""

    def column(value):
        return [take(frame, name) for name in value] if isinstance(value, list) else take(frame, value)

    return {role: column(value) if only in (None, role) else value for role, value in given.items()}


def shown(result):
    return result.to_json() if hasattr(result, "to_json") else result.summary()


def data():
    return {**DATA, "shop_once": np.arange(ROWS)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("call", CALLS)
def test_names_vectors_and_a_mixture_give_the_same(call, kind):
    function, named, options = CALLS[call]
    make, take = KINDS[kind]
    frame = make(data())
    expected = shown(function(frame, **named, **options))
    assert shown(function(frame, **by_value(named, frame, take), **options)) == expected
    for role in named:
        assert shown(function(frame, **by_value(named, frame, take, only=role), **options)) == expected


VECTORS = {
    "list": list,
    "tuple": tuple,
    "deque": collections.deque,
    "array": lambda v: array.array("d", v),
    "numpy": np.array,
    "numpy, objects": lambda v: np.array(v, dtype=object),
    "masked": np.ma.array,
    "pandas series": pd.Series,
    "pandas index": pd.Index,
    "pandas extension": lambda v: pd.array(v),
    "polars": pl.Series,
    "arrow": pa.array,
    "arrow, chunked": lambda v: pa.chunked_array([v]),
    "narwhals": lambda v: nw.from_native(pl.Series(v), series_only=True),
}


@pytest.mark.parametrize("kind", VECTORS)
def test_every_container_of_one_dimension_is_a_column(kind):
    make, answers, weights = VECTORS[kind], DATA["recommend"].tolist(), DATA["w"].tolist()
    expected = placet.nps({"score": answers, "weights": weights}, "score", weights="weights")
    found = placet.nps(make(answers), weights=make(weights))
    assert found.to_json() == expected.to_json()
    beside = placet.nps({"score": answers}, "score", weights=make(weights))
    assert beside.to_json() == expected.to_json()
    keyed = placet.nps({"score": answers}, "score", by=make(DATA["half"].tolist()))
    assert keyed["by"].tolist() == [1, 2]
    assert keyed["estimate"].tolist() == placet.nps(DATA, "recommend", by="half")["estimate"].tolist()


def test_a_range_is_a_column():
    assert placet.mean_score(range(1, 11), scale=(1, 10))["estimate"][0] == 5.5


def test_arrays_of_drivers_need_no_names():
    x = np.column_stack([DATA[name] for name in DRIVERS])
    named = placet.regression(DATA, "overall", DRIVERS)
    for given in (x, x.tolist()):
        found = placet.regression(given, DATA["overall"])
        assert found["term"] == ("Intercept", "x1", "x2", "x3")
        assert found["estimate"].tolist() == named["estimate"].tolist()
        assert found.about["outcome"] == "outcome"
    beside = placet.regression({"overall": DATA["overall"]}, "overall", x)
    assert beside["estimate"].tolist() == named["estimate"].tolist()
    assert found.predict(x)["estimate"].tolist() == named.predict(DATA)["estimate"].tolist()


def test_columns_that_are_called_by_numbers_are_drivers_of_their_own():
    named = placet.regression(DATA, "overall", DRIVERS)
    found = placet.regression(pd.DataFrame(np.column_stack([DATA[name] for name in DRIVERS])), DATA["overall"])
    assert found["term"] == ("Intercept", "x1", "x2", "x3")
    assert found["estimate"].tolist() == named["estimate"].tolist()


def test_all_columns_of_a_frame_are_drivers_of_an_outcome_by_value():
    frame = pd.DataFrame(data())
    named = placet.key_drivers(frame, "overall", DRIVERS, weights="w", n_resamples=5, rng=1)
    for drivers in (frame[DRIVERS], [frame[name] for name in DRIVERS], frame[DRIVERS].columns):
        found = placet.key_drivers(frame, frame["overall"], drivers, weights="w", n_resamples=5, rng=1)
        assert found.to_json() == named.to_json()
    for given in (frame[[*DRIVERS, "w"]], placet.Survey(frame[[*DRIVERS, "w"]])):
        found = placet.key_drivers(given, frame["overall"], weights="w", n_resamples=5, rng=1)
        assert found.to_json() == named.to_json()
    declared = placet.Survey(frame[[*DRIVERS, "w"]], weights="w")
    assert placet.key_drivers(declared, frame["overall"], n_resamples=5, rng=1).to_json() == named.to_json()


def test_a_survey_takes_vectors_and_keeps_them():
    frame = pl.DataFrame(data())
    named = placet.Survey(frame, weights="w", strata="stratum", cluster="shop")
    given = placet.Survey(frame.drop("w", "stratum"), weights=frame["w"], strata=frame["stratum"], cluster="shop")
    for survey in (given, pickle.loads(pickle.dumps(given))):
        assert (survey.weights, survey.strata) == ("w", "stratum")
        assert placet.nps(survey, "recommend").to_json() == placet.nps(named, "recommend").to_json()
        whole = placet.nps(survey, "recommend", by=frame["region"].alias("area"))
        assert whole["estimate"].tolist() == placet.nps(named, "recommend", by="region")["estimate"].tolist()
        assert whole.key_columns == ("area",)


def test_words_about_columns_use_the_names_of_vectors():
    scores = pd.Series([9, 10, 99, 3], name="q1")
    result = placet.nps(scores, na_codes={"q1": [99]}, labels={"q1": "Would you recommend us?"})
    assert result.about["n_missing"] == 1
    assert "Would you recommend us?" in result.summary()
    assert (
        placet.mean_score(["bad", "good"], scale=(1, 2), value_labels={"score": ["bad", "good"]})["estimate"][0] == 1.5
    )


def test_a_vector_may_be_called_like_a_column_it_equals():
    frame = pd.DataFrame({"q": [9, 10, 3, np.nan], "g": ["a", "a", "b", None]})
    for make in (pd.DataFrame, lambda columns: pl.from_pandas(columns)):
        given = make(frame)
        assert placet.nps(given, "q", by=given["g"]) == placet.nps(given, given["q"], by="g")


FRAME_OF_NAMES = pd.DataFrame(
    {"y": [1.0, 2.0, 4.0, 3.0, 5.0], "a": [1.0, 2.0, 3.0, 5.0, 4.0], "b": [2.0, 1.0, 4.0, 4.0, 3.0]}
)
OTHER = pd.Series([1.0, 1.0, 2.0, 2.0, 1.0], name="a")
#: Calls that name columns in words of their own: a vector called like one of them would be taken for it.
NAMED_ELSEWHERE = {
    "formula": lambda: placet.regression(FRAME_OF_NAMES, "y ~ a + b", weights=OTHER),
    "tree": lambda: placet.satisfaction_index(FRAME_OF_NAMES, {"a": 0.5, "b": 0.5}, scale=(1, 5), weights=OTHER),
    "pairs": lambda: placet.gap(FRAME_OF_NAMES, {"a": "b"}, weights=OTHER),
    "groups": lambda: placet.stepwise(
        FRAME_OF_NAMES, "y", ["b"], groups={"g": ["a"]}, weights=OTHER, n_resamples=0
    ),
    "survey": lambda: placet.nps(placet.Survey(FRAME_OF_NAMES, weights="a"), "y", by=OTHER),
    "segments": lambda: placet.nps(FRAME_OF_NAMES, "y", by=FRAME_OF_NAMES["a"].gt(2)),
    "design": lambda: placet.Survey(FRAME_OF_NAMES, weights=OTHER),
}  # fmt: skip


@pytest.mark.parametrize("case", NAMED_ELSEWHERE)
def test_a_vector_is_not_taken_for_another_column_of_its_name(case):
    with pytest.raises(DataError, match="are different columns, and both are called 'a'"):
        NAMED_ELSEWHERE[case]()


def test_every_vector_of_a_role_is_held_to_the_rows_of_the_data():
    strange = pd.Series([1.0, 2.0, 3.0, 4.0, 5.0], index=[4, 3, 2, 1, 0])
    for names in (("c", "data"), ("c", "weights"), ("data", "c")):
        drivers = [FRAME_OF_NAMES["a"].rename(names[0]), strange.rename(names[1])]
        with pytest.raises(DataError, match="indexes of data and drivers differ"):
            placet.regression(FRAME_OF_NAMES, "y", drivers, weights=FRAME_OF_NAMES["b"].rename("w"))


LIBRARIES = {"pandas": (pd.Series, pd.DataFrame), "polars": (pl.Series, pl.DataFrame), "pyarrow": (pa.array, pa.Table)}


@pytest.mark.parametrize("library", LIBRARIES)
def test_results_come_in_the_library_of_the_first_vector_that_has_one(library):
    make, frame = LIBRARIES[library]
    assert isinstance(placet.nps([9, 3], weights=make([1.0, 2.0])).to_frame(), frame)
    assert isinstance(placet.nps(make([9, 3]), weights=[1.0, 2.0]).to_frame(), frame)
    assert isinstance(placet.nps({"a": make([9, 3])}, "a").to_frame(), frame)


def test_a_dict_of_ordered_categories_keeps_their_order():
    answers = pd.Categorical(["good", "bad", "good"], categories=["bad", "good"], ordered=True)
    assert placet.mean_score({"q": pd.Series(answers)}, "q", scale=(1, 2))["estimate"][0] == pytest.approx(5 / 3)


def test_records_are_columns_by_field():
    records = np.array([(9, 1.0), (3, 2.0)], dtype=[("q", int), ("w", float)])
    assert placet.nps(records, "q", weights="w")["sum_weights"][0] == 3


def test_frames_are_piped():
    frame = pd.DataFrame(data())
    assert frame.pipe(placet.nps, "recommend") == placet.nps(frame, "recommend")


FRAME = pd.DataFrame({"q": [9, 10, 3, 2], "g": [1, 1, 2, 2], "x": [1.0, 2.0, 3.0, 5.0], "y": [2.0, 1.0, 4.0, 4.0]})
COLUMN = "must be a column of values, one a row, or its name"
REFUSED = {
    "too few rows": (lambda: placet.nps(FRAME, "q", weights=[1, 2]), "weights has 2 rows and the data have 4"),
    "a number": (lambda: placet.nps(FRAME, "q", weights=2), COLUMN),
    "a number as key": (lambda: placet.nps(FRAME, "q", by=2), COLUMN),
    "one value": (lambda: placet.nps(FRAME, "q", weights=np.float64(2)), "it is a single value"),
    "no dimension": (lambda: placet.nps(FRAME, "q", weights=np.array(2.0)), "weights has no rows: it is"),
    "a column of a matrix": (
        lambda: placet.nps(FRAME, "q", weights=np.ones((4, 1))),
        r"weights has 2 dimensions \(4, 1\); give one column: array\[:, 0\]",
    ),
    "a frame of one column": (
        lambda: placet.regression(FRAME, FRAME[["y"]], ["x"]),
        r"outcome has 2 dimensions \(4, 1\); give one column: its name, or frame\['y'\]",
    ),
    "a generator": (lambda: placet.nps(FRAME, "q", weights=(w for w in "1234")), COLUMN),
    "a set": (lambda: placet.nps(FRAME, "q", weights={1, 2, 3, 4}), COLUMN),
    "an expression": (lambda: placet.nps(pl.DataFrame({"q": [9]}), "q", weights=pl.col("q")), COLUMN),
    "other labels of rows": (
        lambda: placet.nps(FRAME, "q", weights=pd.Series([1, 2, 3, 4], index=[0, 1, 3, 2])),
        r"indexes of data and weights differ, first at position 2: 2 and 3; .*weights\.reindex\(data\.index\)",
    ),
    "vectors of other labels": (
        lambda: placet.nps(FRAME["q"].iloc[::-1], weights=FRAME["x"]),
        "indexes of data and weights differ, first at position 0: 3 and 0",
    ),
    "a mapping of other labels": (
        lambda: placet.nps({"q": FRAME["q"], "w": FRAME["x"].sort_index(ascending=False)}, "q", weights="w"),
        "indexes of column 'q' and column 'w' differ",
    ),
    "two of one name": (
        lambda: placet.nps(FRAME, "q", weights=FRAME["x"].rename("q")),
        "weights and a column of the data are different columns, and both are called 'q'",
    ),
    "two drivers of one name": (
        lambda: placet.regression(FRAME, "y", [FRAME["x"], FRAME["g"].rename("x")]),
        "drivers and a column of the data are different columns, and both are called 'x'",
    ),
    "the wrong order": (
        lambda: placet.key_drivers(FRAME["y"], FRAME[["x", "g"]]),
        r"data are one column; give the drivers .* first: key_drivers\(X, y\)",
    ),
    "the outcome among the drivers": (
        lambda: placet.key_drivers(FRAME, FRAME["y"]),
        "outcome is called 'y', and so is a column of the data, all of which would be drivers",
    ),
    "answers twice": (lambda: placet.nps(FRAME["q"], "q"), "data are one column and items names another"),
    "one column for an index": (
        lambda: placet.satisfaction_index(FRAME["q"], {"q": 1}, scale=(0, 10)),
        "data are one column; give a data frame first",
    ),
    "no item": (lambda: placet.nps(FRAME), "items names no column"),
    "a lazy frame": (
        lambda: placet.nps(pl.LazyFrame({"q": [9, 3]}), "q", weights=[1, 2]),
        "the data are lazy, and weights is a column of values",
    ),
    "labels of columns": (lambda: placet.track(FRAME, ["q"], wave="g"), "column is named by its name itself, 'q'"),
    "ragged rows": (lambda: placet.nps([[1], [1, 2]], "x1"), "data has 1 dimension"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_meant_is_refused(case):
    call, words = REFUSED[case]
    with pytest.raises(DataError, match=words):
        call()


def test_a_shared_index_is_no_error():
    frame = FRAME.set_index(pd.Index(["a", "b", "c", "d"]))
    assert placet.nps(frame, "q", weights=frame["x"])["sum_weights"][0] == 11
    assert placet.nps(frame, "q", weights=frame["x"].to_numpy())["sum_weights"][0] == 11


WORDS = {
    "near": ({"weight": "x"}, "unexpected keyword argument 'weight'; pass weights=$"),
    "misspelt": ({"weigths": "x"}, "unexpected keyword argument 'weigths'; did you mean 'weights'"),
    "of others": ({"alpha": 0.1}, "pass conf_level=1 - alpha"),
    "unknown": ({"zebra": 1}, "unexpected keyword argument 'zebra'; it takes data, items, "),
}


@pytest.mark.parametrize("case", WORDS)
def test_unknown_words_are_refused(case):
    options, words = WORDS[case]
    with pytest.raises(TypeError, match=words):
        placet.nps(FRAME, "q", **options)


def test_positions_are_counted():
    with pytest.raises(TypeError, match="takes data, items by position"):
        placet.nps(FRAME, "q", "g")
    with pytest.raises(TypeError, match="got items twice"):
        placet.nps(FRAME, "q", items="q")
    with pytest.raises(TypeError, match="needs data"):
        placet.nps()
