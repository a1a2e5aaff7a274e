"""Options as people have them at hand: arrays, Index, Series and numbers of numpy work, others are named."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest

N = 60
RNG = np.random.default_rng(5)
DATA = {name: RNG.integers(1, 6, N) for name in ("y", "a", "b", "c", "d")}
DATA |= {"q": RNG.integers(0, 11, N), "g": np.tile(["x", "y", "z"], N // 3), "t": np.repeat([1, 2, 3], N // 3)}
FRAME = pd.DataFrame(DATA)

LISTS = {
    "Index": pd.Index, "Series": pd.Series, "array": np.array, "objects": lambda names: np.array(names, dtype=object),
    "Polars": pl.Series, "PyArrow": pa.array, "pieces": lambda names: pa.chunked_array([names]), "tuple": tuple,
}  # fmt: skip
every_list = pytest.mark.parametrize("as_list", LISTS.values(), ids=LISTS)
every_frame = pytest.mark.parametrize("frame", [dict, pd.DataFrame, pl.DataFrame, pa.table])


@every_list
@every_frame
def test_lists_of_names_are_lists(frame, as_list):
    data = frame(DATA)
    same = [
        (placet.regression, {"outcome": "y", "drivers": ["a", "b"]}, "factors", ["b"]),
        (placet.track, {"item": "q", "wave": "t", "min_base": 1}, "waves", [1, 2, 3]),
        (placet.track, {"item": "q", "wave": "t", "min_base": 1}, "baseline", [1, 2]),
        (placet.regression, {"outcome": "q", "drivers": ["a"], "model": "logit"}, "event", [9, 10]),
        (placet.nps, {"items": "q"}, "na_codes", [3, 4]),
        (placet.nps, {"items": "q"}, "scale", [0, 10]),
        (placet.score, {"items": "q", "scale": (0, 10)}, "metric", ["nps", "mean_score"]),
    ]
    for function, given, option, listed in same:
        assert function(data, **given, **{option: as_list(listed)}) == function(data, **given, **{option: listed})


@every_list
def test_groups_trees_and_replicates_take_them_too(as_list):
    groups = placet.best_subsets(FRAME, "y", ["a"], groups={"both": as_list(["b", "c"])}, n_resamples=0)
    assert groups == placet.best_subsets(FRAME, "y", ["a"], groups={"both": ["b", "c"]}, n_resamples=0)
    assert placet.ReplicateWeights(as_list(["a", "b"]), "BRR").columns == ("a", "b")
    assert placet.ReplicateWeights("r*", "JKn", rscales=as_list([0.5, 1.0])).rscales == (0.5, 1.0)
    codes = placet.Survey(FRAME, na_codes={"q": as_list([3])})
    assert placet.nps(codes, "q") == placet.nps(FRAME, "q", na_codes={"q": [3]})
    plans = placet.sample_size("nps", margin=as_list([3.0, 5.0]))
    assert plans == placet.sample_size("nps", margin=[3.0, 5.0])


@pytest.mark.parametrize(
    "level", [np.float64(0.5), np.array(0.5), Decimal("0.5"), Fraction(1, 2), np.float16(0.5), pa.scalar(0.5)]
)
def test_numbers_of_any_kind_are_numbers(level):
    assert placet.nps(FRAME, "q", conf_level=level) == placet.nps(FRAME, "q", conf_level=0.5)
    tree = {"a": level, "b": 0.5}
    index = placet.satisfaction_index(FRAME, {"a": 0.5, "b": 0.5}, scale=(1, 5))
    assert placet.satisfaction_index(FRAME, tree, scale=(1, 5)) == index
    fitted = placet.regression(FRAME, "y", ["a"])
    assert fitted.predict(FRAME, conf_level=level) == fitted.predict(FRAME, conf_level=0.5)
    assert placet.power("nps", n=300, difference=5, overlap=level, correlation=0.2) == placet.power(
        "nps", n=300, difference=5, overlap=0.5, correlation=0.2
    )


@pytest.mark.parametrize("whole", [np.int64(20), np.uint8(20), np.array(20), pa.scalar(20)])
def test_whole_numbers_of_any_kind(whole):
    given = {"outcome": "y", "drivers": ["a", "b"], "rng": 1}
    assert placet.key_drivers(FRAME, n_resamples=whole, **given) == placet.key_drivers(FRAME, n_resamples=20, **given)
    assert len(placet.datasets.make_survey(whole).data) == 20


HUGE = 10**400
WRONG = [
    (lambda: placet.nps(FRAME, "q", weight_type=np.array(["probability", "frequency"])), "weight_type"),
    (lambda: placet.nps(FRAME, "q", method=pd.Series(["wald", "score"])), "method"),
    (lambda: placet.compare(FRAME, "q", by="g", adjust=pd.Index(["holm"])), r"adjust=\['holm'\]"),
    (lambda: placet.change(FRAME, "q", by="g", wave="t", metric=np.array([1, 2])), "metric"),
    (lambda: placet.distribution(FRAME, "q", scale=(0, 10), method=pl.Series(["goodman"])), "method"),
    (lambda: placet.regression(FRAME, "y", ["a"], errors=FRAME), "errors must be a value or a list of values"),
    (lambda: placet.stepwise(FRAME, "y", ["a"], direction=pl.col("a")), "direction must be a value"),
    (lambda: placet.gap(FRAME, ["a"], ["b"], missing=np.zeros((2, 2))), r"missing .* shape \(2, 2\)"),
    (lambda: placet.nps(FRAME, "q", scale=(0, 1e30)), r"scale=\(0, 1e\+30\).*beyond 9e\+15"),
    (lambda: placet.top_box(FRAME, "q", scale=(0, HUGE)), "scale=.*two numbers"),
    (lambda: placet.top_box(FRAME, "q", scale=(0, 5000)), "at most 1000 points apart"),
    (lambda: placet.Metric.nps(scale=np.array([0, 2**40])), "1099511627776.*at most 1000"),
    (lambda: placet.nps(FRAME, "q", method="bootstrap", n_resamples=2**64), "n_resamples=1844.*at most 10,000,000"),
    (lambda: placet.key_drivers(FRAME, "y", ["a", "b"], n_resamples=HUGE), "n_resamples=.*at most"),
    (lambda: placet.regression(FRAME, "y", ["a"], missing="multiple", n_imputations=10**9), "at most 10,000"),
    (lambda: placet.datasets.make_survey(10**12), "n=.*at most 10,000,000"),
    (lambda: placet.nps(FRAME, "q", conf_level=HUGE), "conf_level"),
    (lambda: placet.nps(FRAME, "q", conf_level=10**5000), "conf_level=a int"),
    (lambda: placet.nps(FRAME, "q", prior=HUGE, method="bayes"), "prior"),
    (lambda: placet.power("nps", n=400, difference=5, ratio=1e308), "ratio=1e.308 .*below 1,000,000"),
    (lambda: placet.power("mean_score", n=400, difference=5, sd=1e200), "sd=1e.200 .*below 1,000,000"),
    (lambda: placet.sample_size("nps", margin=5, weight_cv=Fraction(HUGE)), "weight_cv=inf"),
    (lambda: placet.sample_size("nps", margin=[5, None]), "margin lists None"),
    (lambda: placet.complaint_iceberg(1e308), "complaints=1e.308"),
    (lambda: placet.benchmark({"a": [1.0], "b": [2.0]}, None, "b"), "own must be the name of a column"),
    (lambda: placet.scorecard({"a": [1.0], "b": [2.0]}, "a", None), "scored must be the name of a column"),
    (lambda: placet.benchmark({"a": [1.0], "b": [2.0]}, "a", "b", composite=["x"]), "composite=.*must be a text"),
    (lambda: placet.report(FRAME, recommend="q", title=3), "title=3 must be a text"),
    (lambda: placet.nps(FRAME, "q", by=pd.MultiIndex.from_arrays([DATA["g"], DATA["t"]])), "several levels"),
    (lambda: placet.regression(FRAME, "y", ["a"]).frame(["a"]), "is no table"),
    (lambda: placet.nps(FRAME, "q").to_html(most_rows="all"), "most_rows='all'"),
    (lambda: placet.nps(FRAME, "q").to_json(indent=2**40), "indent=.*at most 100"),
    (lambda: placet.nps(FRAME, "q").plot("a"), "axes or the figure of matplotlib"),
    (lambda: placet.regression(FRAME, "y", ["a"]).plot_residuals(), "keeps no residuals"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_cannot_be_meant_is_named(call, words):
    with pytest.raises(placet.PlacetError, match=f"(?s){words}"):
        call()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([np.arange(2), None], "column 's'"),
        ([np.array([3]), 4], "column 's'"),
        ([HUGE, 1], "column 's'.*too large"),
        ([-HUGE, 1], "column 's'.*too large"),
        ([1 + 2j, np.complex128(3)], "column 's'"),
        ([Decimal("NaN"), "much"], "column 's'.*'much'"),
    ],
)
def test_answers_that_are_no_numbers_are_named(values, words):
    column = np.empty(2, dtype=object)
    column[:] = values
    for data in ({"s": column}, pd.Series(column, dtype=object).to_frame("s")):
        with pytest.raises(placet.DataError, match=f"(?s){words}"):
            placet.nps(data, "s")
