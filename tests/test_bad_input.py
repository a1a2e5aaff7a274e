"""Bad input is a first-class case: each gets a sentence with the column, the value, the limit and the fix."""

from __future__ import annotations

import warnings
from functools import partial

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from placet import DataError, ModelError, PlacetError

mpl.use("Agg")

N = 40


@pytest.fixture(autouse=True)
def _close_pictures():
    yield
    plt.close("all")


def answers(**changed):
    """A small clean survey, with the changed columns."""
    rng = np.random.default_rng(1)
    columns = {name: rng.integers(0, 11, N) for name in ("recommend",)}
    columns |= {name: rng.integers(1, 11, N) for name in ("overall", "network", "bills", "hotline")}
    columns |= {"weight": rng.uniform(0.5, 2, N), "region": np.tile(["North", "South"], N // 2)}
    return columns | changed


def changed(name, row, value):
    """One column of the clean survey with one value changed."""
    column = answers()[name].astype(np.float64)
    column[row] = value
    return {name: column}


DRIVERS = ["network", "bills", "hotline"]

# Every public analysis, called the same way; its first answer column is the one named beside it.
nps = partial(placet.nps, items="recommend")
index = partial(placet.satisfaction_index, tree={"network": 0.5, "bills": 0.5}, scale=(1, 10), missing="drop")
regression = partial(placet.regression, outcome="overall", drivers=DRIVERS)
key_drivers = partial(placet.key_drivers, outcome="overall", drivers=DRIVERS, n_resamples=10, rng=1)

promoters = partial(placet.regression, outcome="recommend", drivers=DRIVERS, model="logit", event="promoter")
ordered = partial(placet.regression, outcome="overall", drivers=DRIVERS, model="ordered")
stepwise = partial(placet.stepwise, outcome="overall", drivers=DRIVERS, n_resamples=10, rng=1)
subsets = partial(placet.best_subsets, outcome="overall", drivers=DRIVERS, n_resamples=10, rng=1)

distribution = partial(placet.distribution, items="recommend", scale=(0, 10))
gap = partial(placet.gap, perceived=["network", "overall"], expected=["bills", "network"])
rank_scores = partial(placet.rank_scores, items=["overall", "network"])

ANALYSES = {
    "nps": (nps, "recommend"),
    "distribution": (distribution, "recommend"),
    "gap": (gap, "network"),
    "rank_scores": (rank_scores, "network"),
    "satisfaction_index": (index, "network"),
    "regression": (regression, "network"),
    "logit": (promoters, "network"),
    "ordered": (ordered, "network"),
    "stepwise": (stepwise, "network"),
    "best_subsets": (subsets, "network"),
    "key_drivers": (key_drivers, "network"),
}
every_analysis = pytest.mark.parametrize(("call", "column"), ANALYSES.values(), ids=ANALYSES)
every_model = pytest.mark.parametrize("call", [regression, key_drivers], ids=["regression", "key_drivers"])
every_frame = pytest.mark.parametrize("frame", [dict, pd.DataFrame, pl.DataFrame, pa.table])


def refused(call, *words, kind=DataError):
    """The call raises exactly this kind of error, without a warning before it, and its one line has all the words."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(kind) as caught:
            call()
    text = str(caught.value)
    assert type(caught.value) is kind
    assert isinstance(caught.value, ValueError)
    assert "\n" not in text
    missing = [word for word in words if word not in text]
    assert not missing, f"{missing} not in: {text}"
    return text


@every_analysis
def test_the_clean_survey_is_accepted(call, column):
    assert call(answers()).about["n_used"] == N


# ---- answers ---------------------------------------------------------------------------------------------------------


@every_frame
def test_a_score_off_the_scale_offers_na_codes(frame):
    data = frame(answers(recommend=np.r_[answers()["recommend"][:-1], 11]))
    refused(partial(nps, data), "'recommend'", "11", "row 39", "0..10", "na_codes=[11]", "scale=")
    assert nps(data, na_codes=[11]).about["n_missing"] == 1


def test_an_answer_off_the_scale_of_an_index_offers_na_codes():
    data = answers(**changed("bills", 7, 11))
    refused(partial(index, data), "'bills'", "11", "row 7", "1..10", "na_codes=[11]", "scale=")
    assert index(data, na_codes={"b*": [11]}).about["n_missing"] == 1


@pytest.mark.parametrize(
    "row",
    [{"weight": np.r_[0, np.ones(N - 1)]}, {"region": np.r_[[None], np.full(N - 1, "North")]}],
    ids=["weight 0", "no segment"],
)
@pytest.mark.parametrize("call", [partial(nps, items="network"), index], ids=["nps", "index"])
def test_an_answer_off_the_scale_in_a_row_that_does_not_count(call, row):
    data = answers(**changed("network", 0, 11), **row)
    options = {"weights": "weight"} if "weight" in row else {"by": "region"}
    rest = {name: values[1:] for name, values in data.items()}
    assert np.array_equal(call(data, **options)["estimate"], call(rest, **options)["estimate"])


def test_a_score_between_two_points_is_rounded_by_its_owner_not_by_us():
    text = refused(
        partial(nps, answers(**changed("recommend", 3, 7.5))), "'recommend'", "7.5", "row 3", "0..10", "round"
    )
    assert "na_codes" not in text
    # A composite of answers may well lie between two points.
    assert index(answers(**changed("network", 3, 7.5))).about["n_used"] == N


@every_analysis
@every_frame
def test_labels_as_text_name_value_labels_and_na_codes(call, column, frame):
    data = frame(answers(**{column: np.array(["9", "ten"] * (N // 2))}))
    refused(partial(call, data), f"'{column}'", "row 1: 'ten'", f"value_labels={{'{column}': [", "na_codes=['ten']")


@every_analysis
def test_numbers_stored_as_text_are_to_be_converted(call, column):
    data = answers(**{column: np.array(["9", "8"] * (N // 2))})
    refused(partial(call, data), f"'{column}'", "stored as text", "row 0: '9'", "convert")


@every_analysis
@every_frame
def test_words_among_the_numbers_are_na_codes_and_others_are_refused(call, column, frame):
    words = answers()[column].astype(str).astype(object)
    words[:2] = ["Blank", "refused"]
    data = frame(answers(**{column: words}))
    refused(partial(call, data, na_codes=["Blank"]), f"'{column}'", "'refused'", "row 1", "'Blank'", "na_codes")
    number = "r2" if call is subsets else "importance" if call is key_drivers else "estimate"
    clean = answers(**{column: np.r_[[np.nan, np.nan], answers()[column][2:]]})
    assert np.array_equal(call(data, na_codes=["Blank", "refused"])[number], call(clean)[number])


@every_analysis
def test_infinite_answers(call, column):
    for value in (np.inf, -np.inf):
        data = answers(**changed(column, 4, value))
        refused(partial(call, data), f"'{column}'", "infinite", "row 4", "replace it")


@every_analysis
@pytest.mark.parametrize(
    "values", [np.full(N, np.nan), [None] * N, np.ma.masked_all(N, dtype=np.int64)], ids=["nan", "None", "masked"]
)
def test_all_missing(call, column, values):
    refused(partial(call, answers(**{column: values})), f"'{column}'", "no answers", f"all {N} rows")


@every_analysis
@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, pa.table])
def test_all_null_in_a_frame(call, column, frame):
    data = frame(answers(**{column: [None] * N, "who": np.arange(N)}))
    # Of lazy data there are no resamples of a selection.
    options = {"n_resamples": 0} if frame is pl.LazyFrame and call in (stepwise, subsets) else {}
    said = f"'{column}'", "no answers", f"all {N} rows"
    if frame is pl.LazyFrame and call in (promoters, ordered):  # no answer is looked at
        said = "needs the answers of single respondents", "leave out model="
    refused(partial(call, data, id="who", **options), *said)


@every_analysis
def test_all_coded_as_missing(call, column):
    data = answers(**{column: np.full(N, 99)})
    refused(partial(call, data, na_codes=99), f"'{column}'", "no answers", "na_codes=[99]")


@every_analysis
def test_missing_raise(call, column):
    data = answers(**changed(column, 4, np.nan))
    refused(partial(call, data, missing="raise"), f"1 of {N} respondents", 'missing="drop"', "fill them in")
    assert call(data).about["n_missing"] == 1
    assert call(answers(), missing="raise").about["n_missing"] == 0


@every_analysis
def test_masked_answers_are_missing(call, column):
    values = np.ma.masked_equal(answers()[column], 5)
    hidden = int(values.mask.sum())
    assert hidden > 0
    assert call(answers(**{column: values})).about["n_missing"] == hidden
    keys = np.ma.masked_equal(answers()["region"], "North")
    assert call(answers(region=keys), by="region").about["n_outside"] == N // 2


@every_analysis
@pytest.mark.parametrize("values", [np.arange(N).astype("M8[D]"), np.ones(N, complex)], ids=["dates", "complex"])
def test_types_that_are_no_answers(call, column, values):
    refused(partial(call, answers(**{column: values})), f"'{column}'", str(values.dtype), "must be numbers")


UNORDERED = {
    "pandas": lambda words: pd.DataFrame(answers(bills=pd.Categorical(words))),
    "polars": lambda words: pl.DataFrame(answers(bills=pl.Series(words, dtype=pl.Categorical))),
    "pyarrow": lambda words: pa.table(answers(bills=pa.array(words).dictionary_encode())),
}
LEVELS = ["low", "mid", "high"]
ORDERED = {
    "pandas": lambda words: pd.DataFrame(answers(bills=pd.Categorical(words, LEVELS, ordered=True))),
    "polars": lambda words: pl.DataFrame(answers(bills=pl.Series(words, dtype=pl.Enum(LEVELS)))),
    "pyarrow": lambda words: pa.table(
        answers(bills=pa.DictionaryArray.from_arrays([LEVELS.index(w) for w in words], LEVELS, ordered=True))
    ),
}


@pytest.mark.parametrize("library", UNORDERED)
def test_an_unordered_category_names_the_fix_and_the_fix_works(library):
    words = [LEVELS[i % 3] for i in range(N)]
    data = UNORDERED[library](words)
    expected = regression(answers(bills=np.arange(N) % 3 + 1))["estimate"]
    fix = "value_labels={'bills': [lowest, ..., highest]}"
    refused(partial(regression, data), "'bills'", "unordered category", "ordered", fix)
    assert np.allclose(regression(ORDERED[library](words))["estimate"], expected, rtol=1e-12)
    assert np.allclose(regression(data, value_labels={"bills": LEVELS})["estimate"], expected, rtol=1e-12)
    # A reversed list reverses the scale, so the coefficient changes its sign.
    turned = regression(data, value_labels={"bills": LEVELS[::-1]})["estimate"]
    assert turned[2] == pytest.approx(-expected[2], rel=1e-9)


@pytest.mark.parametrize("how", ["list", *ORDERED])
def test_ordered_labels_are_as_many_as_the_scale_has_points(how):
    # Three labels on 0..10 would be 0, 1 and 2, and an NPS of -100; of 1..5 without its highest, a CSAT of 0.
    words = [LEVELS[i % 3] for i in range(N)]
    data, given = ({"bills": words}, {"bills": LEVELS}) if how == "list" else (ORDERED[how](words), None)
    fixes = ("scale=(0, 2)", "value_labels={'bills': {label: number}}")
    refused(partial(placet.nps, data, "bills", value_labels=given), "'bills'", "3 ordered labels", "11 points", *fixes)
    refused(partial(placet.csat, data, "bills", value_labels=given), "3 ordered labels", "scale=(1, 3)")
    mean = placet.mean_score(data, "bills", scale=(1, 3), value_labels=given)["estimate"]
    numbers = placet.mean_score({"bills": np.arange(N) % 3 + 1}, "bills", scale=(1, 3))["estimate"]
    assert mean == numbers
    # Numbers that are given need not be all of the scale.
    assert placet.csat(data, "bills", value_labels={"bills": {"low": 1, "mid": 3, "high": 5}})["n"] == N


def test_a_label_that_means_no_answer_takes_no_place_on_the_scale():
    words = {"bills": ["low", "no idea", "high", "mid"]}
    listed = {"value_labels": {"bills": ["low", "no idea", "mid", "high"]}, "na_codes": ["no idea"]}
    assert placet.mean_score(words, "bills", scale=(1, 3), **listed)["estimate"] == 2.0


def test_an_ordered_category_of_numbers_keeps_them():
    scores = pd.Categorical(answers()["recommend"], range(11), ordered=True)
    assert nps(pd.DataFrame(answers(recommend=scores)))["estimate"] == nps(answers())["estimate"]


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (LEVELS, ["value_labels must be a mapping"]),
        ({"bills": "lowhigh"}, ["value_labels['bills']", "lowest to highest"]),
        ({"bills": [["low"], ["high"]]}, ["value_labels['bills']", "lowest to highest"]),
        ({"bills": ["low", "mid", "low"]}, ["'low' twice"]),
        ({"bills": {"low": "x", "mid": 2, "high": 3}}, ["'bills'", "'x'", "number"]),
        ({"bills": ["low", "mid"]}, ["'bills'", "'high'", "['low', 'mid']", "add it"]),
        ({"bill": LEVELS}, ["'bill'", "did you mean 'bills'"]),
    ],
)
def test_value_labels_that_do_not_fit(labels, words):
    data = answers(bills=[LEVELS[i % 3] for i in range(N)])
    refused(partial(regression, data, value_labels=labels), *words)


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ({"bils": [99]}, ["'bils'", "not in the data", "did you mean 'bills'"]),
        ({"q*": [99]}, ["'q*'", "not in the data", "the columns are"]),
        ({3: [99]}, ["key 3", "column names or shell patterns"]),
        ([None], ["na_codes holds None", "numbers, or text"]),
        ([[98, 99]], ["na_codes holds [98, 99]"]),
        ([True], ["na_codes holds True"]),
        (object(), ["na_codes holds <object"]),
    ],
)
def test_na_codes_that_do_not_fit(codes, words):
    refused(partial(regression, answers(), na_codes=codes), *words)


# ---- columns ---------------------------------------------------------------------------------------------------------


@every_frame
def test_an_unknown_column_offers_near_names(frame):
    data = frame(answers())
    refused(lambda: placet.nps(data, "recomend"), "score column 'recomend'", "did you mean 'recommend'")
    refused(
        lambda: placet.satisfaction_index(data, {"netwrk": 1}, scale=(1, 10)), "indicator column 'netwrk'", "'network'"
    )
    for call in (placet.regression, placet.key_drivers):
        refused(lambda call=call: call(data, "overal", DRIVERS), "outcome column 'overal'", "'overall'")
        refused(lambda call=call: call(data, "overall", ["bils"]), "driver column 'bils'", "'bills'")


@every_analysis
def test_an_unknown_weight_key_or_wave_offers_near_names(call, column):
    refused(partial(call, answers(), weights="wieght"), "weights column 'wieght'", "'weight'")
    refused(partial(call, answers(), by="regoin"), "by column 'regoin'", "'region'")


def test_an_unknown_wave_is_called_a_wave():
    refused(partial(nps, answers(), wave="regoin"), "wave column 'regoin'", "'region'")


def test_far_from_every_name_the_columns_are_listed():
    refused(lambda: placet.nps(answers(), "zzz"), "'zzz'", "the columns are 'recommend', 'overall'")
    refused(lambda: placet.nps({}, "zzz"), "'zzz'", "no columns at all")


def test_a_survey_checks_the_columns_of_its_design():
    for role in ("weights", "strata", "cluster", "fpc", "wave"):
        refused(lambda role=role: placet.Survey(answers(), **{role: "regoin"}), f"{role} column 'regoin'", "'region'")
    refused(lambda: placet.Survey(answers(), labels=["x"]), "labels must be a mapping")


COLUMN = "must be a column of values, one a row, or its name"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (3, COLUMN),
        (pl.col("overall"), COLUMN),
        (["overall"], "1 row and the data have 40; give one value for each row of the data; a column is named by"),
        (["overall", "network"], "names 2 columns, and"),
        (np.ones(N - 1), "has 39 rows"),
    ],
    ids=str,
)
def test_one_column_is_a_name_or_values(given, words):
    refused(lambda: placet.regression(answers(), given, ["bills"]), "outcome", words)
    refused(lambda: placet.key_drivers(answers(), given, ["bills"]), "outcome", words)
    refused(lambda: nps(answers(), weights=given), "weights", words)


def test_an_outcome_is_named():
    refused(lambda: placet.regression(answers(), None, ["bills"]), "outcome must be the name of a column")
    with pytest.raises(TypeError, match=r"regression\(\) needs outcome"):
        placet.regression(answers())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (3, COLUMN),
        ([3], "1 row and the data have 40"),
        (np.ones(N - 1), "has 39 rows"),
        (pl.col("overall"), COLUMN),
        (["recommend", None], COLUMN),
        ([["recommend"]], "has 1 row"),
    ],
    ids=str,
)
def test_items_are_names_or_values(given, words):
    refused(lambda: placet.nps(answers(), given), "items", words)


def test_at_least_one_item_and_none_twice():
    for nothing in (None, [], ()):
        refused(lambda nothing=nothing: placet.nps(answers(), nothing), "items names no column", "list of them")
    refused(lambda: placet.nps(answers(), ["recommend", "bills", "recommend"]), "items names 'recommend' twice", "once")


def test_column_names_that_are_no_text():
    data = pd.DataFrame({0: answers()["recommend"], "w": 1})
    refused(lambda: placet.nps(data, "0"), "'0'", "column 0", "no text", "rename")
    assert "0, w" in repr(placet.Survey(data))


@pytest.mark.parametrize(
    "data",
    [pd.DataFrame([[1, 2, 3]], columns=["a", "a", "b"]), pa.table([[1], [2]], names=["a", "a"])],
    ids=["pandas", "pyarrow"],
)
def test_a_duplicate_column_of_the_frame(data):
    refused(lambda: placet.nps(data, "b"), "several columns named 'a'", "rename")


@every_model
def test_roles_of_columns(call):
    refused(partial(call, answers(), drivers=["bills", "network", "bills"]), "drivers", "'bills' twice", "once")
    refused(
        partial(call, answers(), drivers=["bills", "overall"]), "'overall'", "both the outcome and a driver", "leave it"
    )
    for nothing in ([], None):
        refused(partial(call, answers(), drivers=nothing), "drivers is empty", "at least one")
    assert call(answers(), drivers="bills").about["drivers"] == ("bills",)


def test_a_driver_called_like_the_constant():
    data = {**answers(), "Intercept": answers()["bills"]}
    refused(partial(regression, data, drivers=["Intercept"]), "'Intercept'", "rename", "intercept=False")
    assert regression(data, drivers=["Intercept"], intercept=False)["term"] == ("Intercept",)


@every_analysis
def test_keys(call, column):
    refused(partial(call, answers(), by=["region", "region"]), "by", "'region' twice")
    refused(partial(call, answers(), by=3), "by must be a column of values, one a row, or its name")
    refused(
        partial(call, pl.DataFrame(answers(region=[[1, 2]] * N)), by="region"), "'region'", "labels", "text, numbers"
    )


@every_analysis
@every_frame
def test_a_key_that_is_missing_everywhere(call, column, frame):
    refused(partial(call, frame(answers(region=[None] * N)), by="region"), "by=['region']", "no segment", "missing")


@every_analysis
def test_a_key_column_may_be_called_like_any_column_of_the_result(call, column):
    result = call(answers(), by="region")
    main = np.asarray(result[result._main])
    for name in list(result)[1:]:
        other = call({**answers(), name: answers()["region"]}, by=name)
        assert list(other) == [name, *(f"result_{name}" if own == name else own for own in list(result)[1:])]
        assert other[name] == result["region"]
        assert np.array_equal(other[f"result_{name}" if name == result._main else result._main], main, equal_nan=True)
        assert name in other.summary()
        assert f"result_{name}" in list(other.to_frame().columns)


# ---- weights ---------------------------------------------------------------------------------------------------------


@every_analysis
@pytest.mark.parametrize(
    ("value", "said"),
    [(-1.0, "is -1"), (np.nan, "is missing"), (np.inf, "is inf")],
    ids=["negative", "missing", "infinite"],
)
def test_a_bad_weight(call, column, value, said):
    data = answers(**changed("weight", 2, value))
    refused(
        partial(call, data, weights="weight"), "'weight'", said, "row 2", "finite and at least 0", "drop these rows"
    )


@every_analysis
def test_other_bad_weights(call, column):
    weighted = partial(call, weights="weight")
    refused(partial(weighted, answers(weight=np.zeros(N))), "all weights", "'weight'", "are 0", "check the column")
    refused(partial(weighted, answers(weight=np.r_[-3, np.ones(N - 1, int)])), "'weight'", "-3", "row 0")
    refused(partial(weighted, pl.DataFrame(answers(weight=[None] + [1] * (N - 1)))), "'weight'", "missing", "row 0")
    text = refused(partial(weighted, answers(weight=["heavy"] * N)), "'weight'", "does not hold numbers")
    assert "value_labels" not in text
    refused(partial(call, answers(), weights="weight", weight_type="survey"), "weight_type='survey'", "'frequency'")


# ---- too little ------------------------------------------------------------------------------------------------------


@every_analysis
@every_frame
def test_an_empty_frame(call, column, frame):
    data = frame({name: values[:0] for name, values in answers().items()})
    refused(partial(call, data), "no rows", "check the filter")


def test_one_respondent():
    one = {name: values[:1] for name, values in answers().items()}
    # One detractor: the score is -100; the adjusted interval adds three respondents and is still wide.
    scored = nps({**one, "recommend": [3]})
    assert scored["estimate"][0] == -100
    assert scored["conf_low"][0] < scored["conf_high"][0]
    # The index is known, its standard error is not.
    whole = index(one)
    assert np.isfinite(whole["estimate"]).all()
    assert np.isnan(whole["std_error"]).all()
    assert np.isnan(whole["conf_low"]).all()
    for call in (regression, key_drivers):
        refused(partial(call, one), "'overall'", "3 drivers", "at least 5", "has 1", "fewer drivers", kind=ModelError)


@every_model
def test_more_drivers_than_respondents(call):
    for rows in (3, 4):  # k = 4 coefficients and one degree of freedom need 5
        data = {name: values[:rows] for name, values in answers().items()}
        refused(partial(call, data), "3 drivers", "at least 5 complete cases", f"has {rows}", kind=ModelError)


@every_model
def test_a_constant_column(call):
    for name in ("bills", "overall"):
        data = answers(**{name: np.full(N, 3)})
        refused(
            partial(call, data), f"'{name}'", "same value", f"all {N} complete cases", "leave it out", kind=ModelError
        )


def test_dependent_drivers_are_all_named():
    call = regression
    data = answers(bills=answers()["network"])
    text = refused(
        partial(call, data), "'network', 'bills'", "linearly dependent", "leave one of them out", kind=ModelError
    )
    assert "'hotline'" not in text
    sums = answers(hotline=answers()["network"] + answers()["bills"])
    refused(partial(call, sums), "'network', 'bills', 'hotline'", "linearly dependent", kind=ModelError)


def test_importance_that_fails_in_one_segment_names_it_and_the_others_are_done():
    call = partial(placet.key_drivers, outcome="overall", drivers=DRIVERS, n_resamples=50, rng=1)
    data = answers(region=np.array(["North"] * (N - 2) + ["South"] * 2))
    result = call(data, by="region")
    alone = call({name: values[: N - 2] for name, values in data.items()})
    assert np.array_equal(result["importance_low"][:3], alone["importance_low"])
    assert np.isnan(result["importance"][3:]).all()
    assert list(result["rank"]) == [1, 2, 3, 0, 0, 0]
    assert list(result["n"]) == [N - 2] * 3 + [2] * 3
    assert np.isnan(result.conditional[1]).all()
    assert "not fitted in segment South:" in result.summary()
    assert "merge segments" in result.summary()
    result.plot()
    # Named as the tables name it: a store number that a missing one made a float is still a whole number.
    data = answers(store=np.r_[np.full(N - 3, 1.0), 2, 2, np.nan])
    assert "not fitted in segment 2:" in call(data, by="store").summary()
    data = answers(region=np.arange(N) // 3)
    refused(partial(call, data, by="region"), "in segment 0:", "has 3", "merge segments", kind=ModelError)


def test_a_segment_that_cannot_be_fitted_is_reported_and_the_others_are_done():
    data = answers(region=np.array(["North"] * (N - 2) + ["South"] * 2))
    result = placet.regression(data, "overall", DRIVERS, by="region")
    north = {name: values[: N - 2] for name, values in data.items()}
    alone = placet.regression(north, "overall", DRIVERS)
    assert np.array_equal(result["estimate"][:4], alone["estimate"])
    assert np.isnan(result["estimate"][4:]).all()
    assert "not fitted in segment South: a regression of 'overall' on 3 drivers needs at least" in result.summary()
    data["bills"] = np.where(data["region"] == "South", 5, data["bills"])
    data["region"] = np.array(["North"] * (N - 20) + ["South"] * 20)
    data["bills"] = np.where(data["region"] == "South", 5, data["bills"])
    result = placet.regression(data, "overall", DRIVERS, by="region")
    assert "not fitted in segment South: column 'bills' has the same value" in result.summary()
    assert np.isfinite(result["estimate"][:4]).all()


@every_model
def test_the_warning_of_nearly_dependent_drivers_points_at_the_call(call):
    data = answers(bills=answers()["network"] + 1e-4 * answers()["recommend"])

    def analyse():
        return call(data)

    with pytest.warns(placet.CollinearityWarning) as caught:
        analyse()
    assert caught[0].lineno == analyse.__code__.co_firstlineno + 1


def test_too_many_drivers_for_every_subset():
    rng = np.random.default_rng(2)
    data = {f"x{i}": rng.normal(size=60) for i in range(36)} | {"overall": rng.normal(size=60)}
    drivers = [f"x{i}" for i in range(36)]
    words = ["36 drivers", "2^36", "at most 35", "select"]
    refused(lambda: placet.key_drivers(data, "overall", drivers, n_resamples=0), *words, kind=ModelError)


def test_a_segment_where_nobody_answered_is_a_row_of_nan():
    gone = np.where(answers()["region"] == "North", np.nan, 5.0)
    for result in (nps(answers(recommend=gone), by="region"), index(answers(network=gone), by="region")):
        north = np.array(result["region"]) == "North"
        for name in ("estimate", "std_error", "conf_low", "conf_high"):
            assert np.isnan(result[name][north]).all()
        assert (result["n"][north] == 0).all()
        assert np.isfinite(result["estimate"][~north]).all()
        assert result.about["n_missing"] == N // 2
        assert " - " in result.summary()


def test_a_resample_without_any_effect_has_no_shares_but_the_others_do():
    # Outcome and driver are uncorrelated by construction, so R² is exactly 0 and a share of it is not a number.
    data = {"overall": [1, 3, 1, 3] * 3, "network": [1, 1, 3, 3] * 3}
    result = placet.key_drivers(data, "overall", ["network"], n_resamples=200, rng=1)
    assert np.isnan(result["share"]).all()
    assert result["share_low"][0] == result["share_high"][0] == 1


# ---- regression and selection ----------------------------------------------------------------------------------------

SATISFIED = {"model": "logit", "event": [8, 9, 10]}
#: The three models on the same outcome.
MODELS = {"linear": {}, "logit": SATISFIED, "ordered": {"model": "ordered"}}
every_kind = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
SOUTH = answers()["region"] == "South"


def only_the_north_is_fitted(result, *words):
    """The south is reported with these words; the north is what it is alone."""
    north = np.array(result["region"]) == "North"
    assert np.isnan(result["estimate"][~north]).all()
    # An ordered logit has no threshold of an answer that nobody gave; its drivers have coefficients.
    drivers = north & np.isin(result["term"], result.about["drivers"])
    assert np.isfinite(result["estimate"][drivers]).all()
    assert np.isfinite(result["std_error"][drivers]).all()
    said = result.summary()
    for word in ("not fitted in segment South: ", *words):
        assert word in said, f"{word!r} not in: {said}"
    result.plot()
    result._repr_html_()


@every_kind
def test_dependent_drivers_of_every_model_are_all_named(model):
    sums = answers(hotline=answers()["network"] + answers()["bills"])
    refused(
        partial(regression, sums, **model), "'network', 'bills', 'hotline'", "leave one of them out", kind=ModelError
    )
    # Two factors of the same division: their blocks are named by level.
    twice = {**answers(), "place": answers()["region"]}
    call = partial(regression, twice, drivers=["bills", "region", "place"], factors=["region", "place"], **model)
    text = refused(call, "'region: South', 'place: South'", "linearly dependent", kind=ModelError)
    assert "'bills'" not in text


@pytest.mark.parametrize("missing", ["drop", "indicator", "pairwise", "em", "multiple"])
@every_kind
def test_a_driver_that_is_constant_in_one_segment(model, missing):
    if model and missing in {"pairwise", "em"}:
        pytest.skip("of least squares only")
    data = answers(bills=np.where(SOUTH, 5, answers()["bills"]))
    options = {"n_imputations": 2, "rng": 1, "progress": False} if missing == "multiple" else {}
    result = regression(data, by="region", missing=missing, **model, **options)
    only_the_north_is_fitted(result, "column 'bills' has the same value in all 20 complete cases", "leave it out")


def test_a_selection_leaves_out_what_is_constant_in_one_segment():
    result = stepwise(answers(bills=np.where(SOUTH, 5, answers()["bills"])), by="region")
    assert "in segment South: not entered, being the same for all respondents: bills" in result.summary()
    outcome = stepwise(answers(overall=np.where(SOUTH, 5, answers()["overall"])), by="region")
    assert outcome.selected["South"] is None
    assert "not fitted in segment South: the outcome 'overall' has the same value" in outcome.summary()


@pytest.mark.parametrize("missing", ["pairwise", "em", "multiple"])
def test_columns_that_nobody_in_a_segment_answers_both(missing):
    odd = np.arange(N) // 2 % 2 == 0
    holes = answers(
        network=np.where(SOUTH & odd, np.nan, answers()["network"]),
        bills=np.where(SOUTH & ~odd, np.nan, answers()["bills"]),
    )
    options = {"n_imputations": 2, "rng": 1, "progress": False} if missing == "multiple" else {}
    words = ("'network' and 'bills' are answered together by 0 respondents", "leave one of them out")
    only_the_north_is_fitted(regression(holes, by="region", missing=missing, **options), *words)
    alone = {name: values[SOUTH] for name, values in holes.items()}
    refused(partial(regression, alone, missing=missing, **options), *words, kind=ModelError)


def test_maximum_likelihood_that_does_not_settle(monkeypatch):
    from placet.drivers.missing import basis

    monkeypatch.setattr(basis, "em", partial(basis.em, max_iter=2))
    holes = answers(network=np.where(SOUTH & (np.arange(N) % 3 == 0), np.nan, answers()["network"]))
    words = ("EM algorithm", "had not converged", "standard deviations", "fewest answers")
    refused(partial(regression, holes, missing="em"), *words, kind=placet.ConvergenceError)
    only_the_north_is_fitted(regression(holes, by="region", missing="em"), *words)


def test_pairwise_correlations_that_no_data_can_have():
    # a goes with b, b with c, and a against c, each among others.
    rng = np.random.default_rng(4)
    x, part = rng.normal(size=60), np.arange(60) % 3
    a, b, c = (x + 0.1 * rng.normal(size=60) for _ in range(3))
    data = {
        "a": np.where(part == 2, np.nan, a), "b": np.where(part == 1, np.nan, b),
        "c": np.where(part == 0, np.nan, np.where(part == 2, c, -c)), "y": rng.normal(size=60),
    }  # fmt: skip
    with pytest.warns(UserWarning, match='not positive definite.*nearest.*missing="em"'):
        result = placet.regression(data, "y", ["a", "b", "c"], missing="pairwise")
    assert "coefficients and their errors lean on that" in result.summary()
    assert np.isfinite(result["estimate"]).all()


def test_drivers_that_separate_an_outcome_are_named():
    data = answers(event=(answers()["bills"] > 5).astype(int))
    call = partial(placet.regression, data, "event", ["network", "bills"], model="logit")
    text = refused(
        call, "'bills'", "separate the categories of 'event'", "1 to 5", "6 to 10", "infinite", kind=ModelError
    )
    assert "'network'" not in text
    south = answers(event=np.where(SOUTH, answers()["bills"] > 5, answers()["recommend"] > 5).astype(int))
    split = placet.regression(south, "event", ["network", "bills"], model="logit", by="region")
    only_the_north_is_fitted(split, "drivers 'bills' separate")
    steps = stepwise(data, outcome="event", drivers=["network", "bills"], model="logit", n_resamples=0)
    assert "separating the outcome, or being combinations of what is in the model: bills" in steps.summary()


@pytest.mark.parametrize("errors", [None, "HC0", "HC1", "HC2", "HC3", "HC4"])
def test_a_level_with_one_respondent(errors):
    brand = np.array(["own"] * (N // 2) + ["rival"] * (N // 2 - 1) + ["rare"])
    data = {**answers(), "brand": brand}
    result = placet.regression(data, "overall", ["bills", "brand"], factors={"brand": "own"}, errors=errors)
    # That respondent is fitted exactly: the others are as if he had not answered.
    rest = {name: values[:-1] for name, values in data.items()}
    alone = placet.regression(rest, "overall", ["bills", "brand"], factors={"brand": "own"}, errors=errors)
    others = [i for i, level in enumerate(result["level"]) if level != "rare"]
    assert np.allclose(result["estimate"][others], alone["estimate"], rtol=1e-9)
    # Nobody knows how sure the coefficient of a level is that one respondent alone determines.
    corrected = errors in {"HC2", "HC3", "HC4"}
    rare = list(result["level"]).index("rare")
    assert np.isnan(result["std_error"][rare]) == corrected
    if errors in {"HC2", "HC3"}:  # HC4 looks at the number of terms and respondents, too
        assert np.allclose(result["std_error"][others], alone["std_error"], rtol=1e-9)
    assert (
        f"1 respondent alone determines a coefficient (leverage 1), which has no {errors} error" in result.summary()
    ) == corrected


def test_factors_without_an_intercept():
    data = {**answers(), "brand": np.resize(["own", "rival"], N)}
    call = partial(placet.regression, outcome="overall", drivers=["bills", "brand"], factors=["brand"])
    refused(partial(call, data, intercept=False), "reference level", "intercept=True", "- 1")


def test_when_no_candidate_meets_the_level_the_model_is_empty():
    result = stepwise(answers(), enter=1e-9, remove=1e-8)
    assert (result.selected, result["term"]) == ((), ("Intercept",))
    assert "No driver was selected" in result.summary()
    assert result["estimate"][0] == pytest.approx(answers()["overall"].mean())
    both = stepwise(answers(), enter=1e-9, remove=1e-8, by="region")
    assert both.selected == {"North": (), "South": ()}
    assert "0 of 3 drivers selected" in both.summary()
    for shown in (result, both):
        shown.plot()
        shown._repr_html_()


def test_the_outcome_of_a_logit():
    call = partial(placet.regression, outcome="recommend", drivers=["bills"], model="logit")
    refused(partial(call, answers()), "'recommend'", "row 0", "neither 0 nor 1", 'event="promoter"', "na_codes")
    refused(partial(call, answers(), event=[77]), "event=[77] never happens", "'recommend'", "give answers that occur")
    refused(partial(call, answers(), event="happy"), "event='happy'", "'promoter', 'detractor', 'satisfied'")
    refused(partial(call, answers(), event=[]), "event=[]", "list of answers such as [9, 10]")
    refused(partial(call, answers(), event="satisfied"), 'event="satisfied"', "scale=(low, high)")
    refused(
        partial(call, answers(), event="promoter", scale=(1, 10)), "'promoter'", "0..10", "1..10", "list its answers"
    )
    refused(
        partial(call, answers(), event=[9, 10], scale=(1, 10)), "scale=(1, 10)", 'event="satisfied"', "leave it out"
    )
    few = answers(recommend=np.minimum(answers()["recommend"], 8))
    words = ("'recommend'", "'not promoter' in all 40", "nothing to explain", "choose another event")
    refused(partial(call, few, event="promoter"), *words, kind=ModelError)
    split = answers(recommend=np.where(SOUTH, 5, answers()["recommend"]))
    only_the_north_is_fitted(call(split, event="promoter", by="region"), "'recommend' is 'not promoter' in all 20")
    for wrong in (answers(recommend=np.full(N, 0.5)), answers(**changed("recommend", 3, 11))):
        refused(partial(call, wrong, event="detractor"), "'recommend'", "no point of the scale 0..10")


def test_yes_and_no_are_an_outcome():
    yes = answers()["recommend"] > 7
    expected = regression(answers(event=yes.astype(int)), outcome="event", model="logit")["estimate"]
    for frame in (dict, pd.DataFrame, pl.DataFrame, pa.table):
        found = regression(frame(answers(event=yes)), outcome="event", model="logit")
        assert np.array_equal(found["estimate"], expected)
    words = pd.DataFrame(answers(event=np.where(yes, "yes", "no")))
    labelled = regression(words, outcome="event", model="logit", value_labels={"event": {"no": 0, "yes": 1}})
    assert np.array_equal(labelled["estimate"], expected)


def test_the_outcome_of_an_ordered_logit():
    many = {name: np.tile(values, 2) for name, values in answers().items()} | {"overall": np.linspace(1, 10, 2 * N)}
    refused(partial(ordered, many), "'overall' has 80 different answers", "at most 50", 'model="linear"')
    refused(partial(ordered, answers(overall=np.full(N, 3))), "'3' in all 40", "nothing to explain", kind=ModelError)


CONTRADICTIONS = [
    ({"event": "promoter"}, ["event and scale", 'model="logit"', "model='linear'", "leave them out"]),
    ({"model": "probit"}, ["model='probit'", "'linear', 'logit', 'ordered'"]),
    ({"model": "ordered", "intercept": False}, ["intercept=False", 'model="linear"', "leave it out"]),
    ({"model": "ordered", "diagnostics": True}, ["diagnostics=True", 'model="linear"', "leave it out"]),
    ({"model": "ordered", "precision": "high"}, ["precision='high'", 'model="linear"', "leave it out"]),
    ({"model": "ordered", "missing": "em"}, ["missing='em'", "only least squares", 'missing="multiple"']),
    ({"model": "ordered", "errors": "HC2"}, ["errors='HC2'", "'classical', 'HC0', 'HC1', 'HC3', 'cluster', 'design'"]),
    ({"precision": "double"}, ["precision='double'", "'standard', 'high'"]),
    ({"precision": "high", "missing": "pairwise"}, ["missing='pairwise'", "standard precision"]),
    ({"errors": "robust"}, ["errors='robust'", "'HC3'", "'cluster'"]),
    ({"errors": "cluster"}, ['errors="cluster"', "needs cluster="]),
    ({"cluster": "regoin"}, ["cluster column 'regoin'", "'region'"]),
    ({"errors": "design", "weights": "weight", "weight_type": "precision"}, ['errors="design"', "precision weights"]),
    ({"missing": "em", "errors": "HC3"}, ["missing='em'", "errors='HC3'", 'missing="multiple"']),
    ({"missing": "em", "diagnostics": True}, ["diagnostics=True", "missing='em'"]),
    ({"missing": "pairwise", "intercept": False}, ['missing="pairwise"', "intercept=True"]),
    ({"missing": "multiple", "n_imputations": 1}, ["n_imputations=1", "at least 2"]),
    ({"missing": "multiple", "imputation": "mice"}, ["imputation='mice'", "'chained', 'em'"]),
    ({"n_resamples": 100}, ["n_resamples=100", "missing='drop'", "leave it out"]),
    ({"covariates": "bills"}, ["'bills'", "both a driver and a covariate", "once"]),
    ({"covariates": "overall"}, ["'overall'", "both the outcome and a covariate", "leave it out"]),
    ({"factors": "region"}, ["'region'", "neither among the drivers nor the covariates", "add it"]),
    ({"factors": 3}, ["factors must be a list of columns"]),
]


@pytest.mark.parametrize(("options", "words"), CONTRADICTIONS, ids=lambda given: str(given)[:40])
def test_options_that_do_not_go_together(options, words):
    refused(partial(regression, answers(), **options), *words)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"direction": "stepwise"}, ["direction='stepwise'", "'both', 'forward', 'backward'"]),
        ({"direction": "forward", "start": "full"}, ["direction='forward'", "start='full'", '"both"']),
        ({"criterion": "cp"}, ["criterion='cp'", "'p', 'aic', 'bic', 'aicc', 'adj_r2'"]),
        ({"enter": 5}, ["enter=5", "between 0 and 1"]),
        ({"enter": 0.2, "remove": 0.1}, ["remove=0.1", "enter=0.2", "raise remove"]),
        ({"validate": "half"}, ["validate='half'", "'split'"]),
        ({"validate": "split", "split": 1}, ["split=1", "between 0 and 1"]),
        ({"model": "ordered"}, ["model='ordered'", "'linear', 'logit'"]),
        ({"event": [9, 10]}, ['model="logit"', "leave them out"]),
        ({"groups": [["bills", "network"]]}, ["groups must be a mapping"]),
        ({"groups": {"bills": ["network", "hotline"]}}, ["'bills'", "another name"]),
        ({"covariates": "bills"}, ["'bills'", "both a driver and a covariate"]),
    ],
)
def test_options_of_a_selection_that_do_not_fit(options, words):
    refused(partial(stepwise, answers(), **options), *words)


@pytest.mark.parametrize(
    "call", [regression, stepwise, subsets, key_drivers], ids=["regression", "stepwise", "best_subsets", "key_drivers"]
)
def test_text_given_as_a_driver_names_factors_and_that_works(call):
    words = np.array(["low", "high"] * (N // 2))
    libraries = {
        "pandas": pd.DataFrame(answers(bills=pd.Categorical(words))),
        "polars": pl.DataFrame(answers(bills=pl.Series(words, dtype=pl.Categorical))),
        "pyarrow": pa.table(answers(bills=pa.array(words).dictionary_encode())),
        "text": answers(bills=words),
    }
    for data in libraries.values():
        refused(partial(call, data), "'bills'", "value_labels={'bills': [lowest, ..., highest]}", "factors=['bills']")
        assert call(data, factors=["bills"]).about["references"] == {"bills": "high"}
    # The outcome can be no factor.
    assert "factors" not in refused(partial(call, answers(overall=words)), "'overall'")


def test_factors():
    with_brand = partial(placet.regression, outcome="overall", drivers=["bills", "brand"], factors="brand")
    for brand, words in (
        (np.full(N, "A"), ["factor 'brand'", "the one level 'A'", "leave it out"]),
        (np.arange(N * 10), ["factor 'brand'", "400 levels", "at most 200", "group them"]),
        (np.array([1, "1"] * (N // 2), dtype=object), ["factor 'brand'", "two levels of the same text", "one type"]),
    ):
        data = {name: np.tile(values, max(1, len(brand) // N)) for name, values in answers().items()}
        refused(partial(with_brand, data | {"brand": brand}), *words)
    data = {**answers(), "brand": np.resize([1, 2, 3], N)}
    refused(partial(with_brand, data, factors={"brand": 9}), "'brand' has no level '9'", "its levels are 1, 2, 3")
    # Whole numbers are levels, and na_codes and missing keys are none; floats of missing ones are still whole.
    assert with_brand(data)["level"] == ("", "", "2", "3")
    assert with_brand({**data, "brand": np.where(data["brand"] == 3, np.nan, data["brand"])})["level"] == ("", "", "2")
    assert with_brand(data, na_codes={"brand": [1]})["level"] == ("", "", "3")
    categories = pd.Categorical(data["brand"].astype(str), ["3", "1", "2"], ordered=True)
    assert with_brand(pd.DataFrame(data | {"brand": categories}))["level"] == ("", "", "1", "2")


def test_clusters():
    refused(
        partial(regression, answers(store=np.r_[np.nan, np.arange(N - 1)]), errors="cluster", cluster="store"),
        "cluster column 'store' is missing in row 0 (1 such rows)", "fill it in",
    )  # fmt: skip
    by_store = partial(regression, errors="cluster", cluster="store")
    refused(partial(by_store, answers(store=np.ones(N))), "at least two clusters", "errors='HC3'")
    south = regression(
        answers(store=np.where(SOUTH, 1, np.arange(N) // 4)), errors="cluster", cluster="store", by="region"
    )
    north = np.array(south["region"]) == "North"
    assert np.isfinite(south["estimate"]).all()
    assert np.isfinite(south["std_error"][north]).all()
    assert np.isnan(south["std_error"][~north]).all()
    assert "no errors in segment South: it is one cluster" in south.summary()


# ---- options ---------------------------------------------------------------------------------------------------------


@every_analysis
@pytest.mark.parametrize("level", [95, 0, 1, -0.1, np.nan, "0.95", None, True])
def test_conf_level(call, column, level):
    text = refused(partial(call, answers(), conf_level=level), f"conf_level={level!r}", "strictly between 0 and 1")
    assert ("for 95 % pass 0.95" in text) == (level == 95)


@every_analysis
def test_alpha_is_refused_by_name(call, column):
    with pytest.raises(TypeError, match="'alpha'"):
        call(answers(), alpha=0.05)


@every_analysis
def test_missing_option(call, column):
    refused(partial(call, answers(), missing="impute"), "missing='impute'", "'drop', 'raise'")


def test_unknown_options_list_the_known_ones():
    refused(partial(nps, answers(), method="exact"), "method='exact'", "'adjusted', 'wald', 'score', 'bootstrap'")
    refused(partial(nps, answers(), method=None), "method=None", "'adjusted'")
    refused(partial(key_drivers, answers(), importance="shapley"), "importance='shapley'", "'lmg'")
    refused(partial(regression, answers(), intercept="no"), "intercept='no'", "True or False")
    refused(partial(index, answers(), normalize=1), "normalize=1", "True or False")


@pytest.mark.parametrize("rng", [True, -1, 1.5, "1", [1], np.random.RandomState(1)])
def test_rng(rng):
    refused(partial(key_drivers, answers(), rng=rng), "rng=")


@pytest.mark.parametrize("n", [-1, 1, 2.0, True, "100"])
def test_n_resamples(n):
    refused(partial(key_drivers, answers(), n_resamples=n), f"n_resamples={n!r}", "at least")


@pytest.mark.parametrize("scale", [(10, 0), (0, 0), (0,), 10, None, "0-10", (0, np.inf), (0, 5, 10)])
def test_scale(scale):
    for call in (nps, index):
        refused(partial(call, answers(), scale=scale), "scale=", "two numbers")


def test_a_scale_of_points():
    refused(partial(nps, answers(), scale=(0.5, 10)), "scale=(0.5, 10)", "whole numbers")
    refused(partial(nps, answers(), scale=(0, 10**9)), "1000000000", "at most 1000 points")


@pytest.mark.parametrize(
    ("cuts", "words"),
    [
        ({"promoter_from": 11}, ["promoter_from=11", "0..10"]),
        ({"promoter_from": 6}, ["detractor_to=6", "promoter_from=6", "below"]),
        ({"detractor_to": -1}, ["detractor_to=-1", "at least 0"]),
        ({"promoter_from": 8.5}, ["promoter_from=8.5", "whole number"]),
    ],
)
def test_cut_points(cuts, words):
    refused(partial(nps, answers(), **cuts), *words)


# ---- trees -----------------------------------------------------------------------------------------------------------

BAD_TREES = [
    ({"bills": 0.5, "network": 0.6}, ["'Satisfaction index'", "sum to 1.1, not 1", "normalize=True"]),
    ({"Billing": (1, {"bills": 0.5, "hotline": 0.2})}, ["below 'Billing'", "sum to 0.7", "normalize=True"]),
    ({"A": (0.5, {"bills": 1}), "B": (0.5, {"bills": 1})}, ["'bills' appears twice", "one place"]),
    ({"A": (0.5, {"bills": 1}), "bills": 0.5}, ["'bills' appears twice"]),
    ({"Satisfaction index": (1, {"bills": 1})}, ["'Satisfaction index'", "name of the whole", "name="]),
    ({"A": {"bills": 1}}, ["weight of 'A'", "'A': (weight, {...})"]),
    ({"bills": -1, "network": 2}, ["weight of 'bills' is -1", "at least 0"]),
    ({"bills": np.nan}, ["weight of 'bills' is nan", "finite"]),
    ({"bills": "1"}, ["weight of 'bills' is '1'"]),
    ({"A": (1, ["bills"])}, ["node 'A'", "mapping", "['bills']"]),
    ({"A": (1, {})}, ["node 'A'", "mapping"]),
    ({}, ["'Satisfaction index'", "mapping"]),
    (None, ["'Satisfaction index'", "mapping", "None"]),
    (["bills"], ["'Satisfaction index'", "mapping", "['bills']"]),
]


@pytest.mark.parametrize(("tree", "words"), BAD_TREES)
def test_a_bad_tree_names_the_node(tree, words):
    refused(partial(index, answers(), tree=tree), *words)


def test_weights_that_sum_to_nothing_cannot_be_normalized():
    refused(partial(index, answers(), tree={"bills": 0, "network": 0}, normalize=True), "sum to 0")


def test_a_dimension_may_bear_the_name_of_another_dimensions_indicator():
    # Share .6 of bills and .4 of network, whatever the dimensions are called.
    crossed = {"network": (0.6, {"bills": 1}), "bills": (0.4, {"network": 1})}
    plain = {"bills": 0.6, "network": 0.4}
    assert index(answers(), tree=crossed)["estimate"][0] == pytest.approx(index(answers(), tree=plain)["estimate"][0])


# ---- data ------------------------------------------------------------------------------------------------------------


@every_analysis
@pytest.mark.parametrize("data", [None, 3, "survey.csv", placet], ids=lambda data: type(data).__name__)
def test_data_that_is_no_frame(call, column, data):
    refused(
        partial(call, data), f"data is of type {type(data).__name__}", "data frame (pandas, Polars, PyArrow", "Survey"
    )


@every_analysis
@pytest.mark.parametrize("make", [list, np.array, pd.Series, pl.Series, lambda values: pa.chunked_array([values])])
def test_a_column_instead_of_a_frame(call, column, make):
    refused(partial(call, make([1, 2, 3])), "data are one column")


@every_analysis
def test_a_matrix_has_columns_of_its_own(call, column):
    refused(partial(call, np.ones((3, 3))), "is not in the data; the columns are 'x1', 'x2', 'x3'")


def test_columns_of_a_dict():
    refused(partial(nps, answers(overall=np.ones((N, 2)))), "'overall'", "2 dimensions (40, 2)", "give one column")
    refused(partial(nps, answers(overall=5)), "'overall' must be a column of values, one a row")
    refused(partial(nps, answers(overall=[[1], [2, 3]])), "'overall'", "differ in length", "one value a row")
    refused(partial(nps, answers(overall=[1, 2])), "'overall' has 2 rows", f"'recommend' has {N}", "one survey")


def test_nullable_series_in_a_dict():
    scores = pd.array([None, *answers()["recommend"][1:]], dtype="Int64")
    assert nps(answers(recommend=scores)).about["n_missing"] == 1
    keys = pd.array([None, *answers()["region"][1:]], dtype="string")
    assert nps(answers(region=keys), by="region").about["n_outside"] == 1


# ---- the report and the data sets ------------------------------------------------------------------------------------


def test_the_report():
    refused(lambda: placet.report(answers()), "nothing to report", "recommend", "outcome and drivers")
    refused(lambda: placet.report(answers(), drivers=["bills"]), "outcome and drivers belong together")
    refused(lambda: placet.report(answers(), recommend="recommend", tree={"bills": 1}), "tree needs scale=")
    refused(lambda: placet.report(answers(), recommend="recomend"), "'recommend'")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"n": 0}, ["n=0", "at least 1"]),
        ({"n": 2.5}, ["n=2.5", "whole number"]),
        ({"n": 5, "seed": -1}, ["seed=-1", "at least 0"]),
        ({"n": 5, "seed": "x"}, ["seed='x'", "whole number"]),
        ({"n": 5, "language": "fr"}, ["language='fr'", "'en', 'zh'"]),
        ({"n": 5, "backend": "dask"}, ["backend='dask'", "'polars', 'pandas', 'pyarrow'"]),
    ],
)
def test_the_simulated_survey(options, words):
    refused(lambda: placet.datasets.make_survey(**options), *words)


# ---- hostile labels --------------------------------------------------------------------------------------------------

SCRIPT = "<script>alert('x')</script>"


def test_a_script_in_a_label_a_name_or_a_key_is_escaped_in_every_page():
    data = {**answers(), SCRIPT: answers()["network"], "key": np.tile([SCRIPT, "B"], N // 2)}
    survey = placet.Survey(data, weights="weight", labels={"recommend": SCRIPT, "key": SCRIPT, "bills": SCRIPT})
    drawn = {"n_resamples": 3, "rng": 1}
    results = [
        placet.nps(survey, "recommend", by="key"),
        placet.satisfaction_index(survey, {SCRIPT: 1}, by="key", name=f"{SCRIPT}!", scale=(1, 10)),
        placet.regression(survey, "overall", [SCRIPT, "bills"]),
        placet.key_drivers(survey, "overall", [SCRIPT, "bills"], n_resamples=0, by="key"),
        placet.dominance(survey, "overall", [SCRIPT, "bills"], by="key", **drawn),
        placet.compare_drivers(survey, "overall", [SCRIPT, "bills"], by="key", **drawn),
        placet.regression(survey, "overall", [SCRIPT, "key"], factors="key", diagnostics=True),
        placet.regression(survey, "recommend", [SCRIPT, "key"], factors="key", model="logit", event="promoter"),
        placet.regression(survey, "overall", [SCRIPT, "bills"], model="ordered", by="key"),
        placet.regression(survey, f"overall ~ `{SCRIPT}` * C(key)"),
        placet.stepwise(survey, "overall", [SCRIPT, "key"], factors="key", direction="backward", remove=0.999, **drawn),
        placet.stepwise(
            survey, "overall", [], groups={SCRIPT + "!": [SCRIPT, "bills"]}, enter=0.99, remove=0.999, **drawn
        ),
        placet.best_subsets(survey, "overall", [SCRIPT, "bills"], by="key", **drawn),
    ]
    report = placet.report(
        survey, recommend="recommend", outcome="overall", drivers=[SCRIPT, "bills"], by="key", scale=(1, 10),
        n_resamples=0, title=SCRIPT, note=SCRIPT,
    )  # fmt: skip
    for page in [report.to_html(), report._repr_html_(), *(result._repr_html_() for result in results)]:
        assert "<script" not in page.lower()
        assert "&lt;script&gt;" in page
    for result in results:
        assert SCRIPT in result.summary()


def test_every_error_is_a_placet_error_and_a_value_error():
    assert issubclass(PlacetError, ValueError)
    assert issubclass(DataError, PlacetError)
    assert issubclass(ModelError, PlacetError)
