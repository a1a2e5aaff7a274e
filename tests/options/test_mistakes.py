"""Mistakes: words of other packages, short tracebacks, rows by their labels, what a missing scale may be."""

import inspect
import os
import subprocess
import sys
import traceback
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from placet import DataError, PlacetError
from placet.options.synonyms import CALLED_ELSEWHERE, MEANT

N = 30
RNG = np.random.default_rng(5)
COLUMNS = {
    "score": RNG.integers(0, 11, N),
    "other": RNG.integers(1, 6, N),
    "region": np.tile(["a", "b", "c"], N // 3),
    "wave": np.repeat([2024, 2025], N // 2),
}
FRAME = pd.DataFrame(COLUMNS)
#: Every public function that the door opens.
FUNCTIONS = {
    name: function
    for name in placet.__all__
    if hasattr(function := getattr(placet, name), "__signature__") and callable(function)
}
every_function = pytest.mark.parametrize("name", FUNCTIONS)


def misuse(name, **given):
    with pytest.raises(TypeError) as caught:
        FUNCTIONS[name](**given)
    assert type(caught.value) is TypeError
    return str(caught.value)


# ---- words -----------------------------------------------------------------------------------------------------------


@every_function
def test_unknown_words_are_answered_with_words_that_there_are(name):
    known = FUNCTIONS[name].__signature__.parameters
    cases = {
        "weigths": "weights", "groupby": "by", "group": "by", "ci": "conf_level", "level": "conf_level",
        "n_boot": "n_resamples", "seed": "rng", "random_state": "rng", "weight": "weights", "target": "outcome",
        "y": "outcome", "features": "drivers", "X": "drivers",
    }  # fmt: skip
    for word, meant in cases.items():
        if word in known:  # as `level` is of path_map, constructs or indicators
            continue
        text = misuse(name, **{word: "x"})
        assert text.startswith(f"{name}() got an unexpected keyword argument {word!r}; ")
        if meant in known:
            assert meant in text, (word, text)
        else:  # what is offered is there all the same
            said = text.partition("; ")[2].replace("pass ", "").replace("=", "").replace("?", "")
            offered = said.removeprefix("did you mean ").removeprefix("it takes ").replace(" or ", ", ").split(", ")
            assert {one.strip("'") for one in offered} <= set(known), (word, text)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"alpha": 0.1}, "pass conf_level=1 - alpha, here conf_level=0.9"),
        ({"alpha": "x"}, "pass conf_level=1 - alpha"),
        ({"ci": 95}, "pass conf_level=, here conf_level=0.95"),
        ({"level": 0.9}, "pass conf_level=, here conf_level=0.9"),
        ({"cols": ["score"]}, "pass items="),
        ({"df": 1}, "pass data="),
    ],
)
def test_words_of_others_are_translated(given, words):
    assert misuse("nps", **given).endswith(words)


def test_the_table_of_words_names_options_there_are_and_no_word_that_is_one_everywhere():
    known = {name: set(function.__signature__.parameters) for name, function in FUNCTIONS.items()}
    everywhere = set.intersection(*known.values())
    assert set(CALLED_ELSEWHERE) <= set.union(*known.values())
    assert not everywhere & set(MEANT)


# ---- tracebacks ------------------------------------------------------------------------------------------------------

CALLS = {
    "no column": partial(placet.nps, FRAME, "scor"),
    "off the scale": partial(placet.nps, FRAME.assign(score=12), "score"),
    "no driver": partial(placet.key_drivers, FRAME, "score", ["other", "zz"]),
    "no such word": partial(placet.nps, FRAME, "score", weigths="x"),
    "nothing given": partial(placet.nps),
    "a formula": partial(placet.regression, FRAME, "score ~ other + zz"),
    "text": partial(placet.regression, FRAME.assign(other="x"), "score", ["other"]),
}


@pytest.mark.parametrize("case", CALLS)
def test_a_traceback_ends_at_the_door(case):
    with pytest.raises((PlacetError, TypeError)) as caught:
        CALLS[case]()
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert [Path(frame.filename).name for frame in frames] == [Path(__file__).name, "door.py"]
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert len(traceback.format_exception(caught.value)) <= 4


RESULT = placet.nps(FRAME, "score")
MODEL = placet.regression({"y": [1.0, 2.0, 4.0, 3.0], "x": [1.0, 2.0, 3.0, 5.0]}, "y", ["x"])
BEHIND_THE_DOOR = {
    "a survey": partial(placet.Survey, FRAME, weights="none"),
    "a filter": partial(placet.Survey(FRAME).filter, "some"),
    "replicate weights": partial(placet.ReplicateWeights, "r*", kind="none"),
    "a metric": partial(placet.Metric.nps, scale=3),
    "a column of a result": partial(RESULT.__getitem__, "none"),
    "a library": partial(RESULT.to_frame, "none"),
    "an order": partial(RESULT.plot, sort="none"),
    "an option of a picture": partial(RESULT.plot, srt="name"),
    "a change of a result": partial(RESULT.update, {}),
    "a number of a result": partial(placet.nps(FRAME, "score", by="other").__float__),
    "a table of a result": partial(MODEL.frame, "none"),
    "a prediction": partial(MODEL.predict, {"z": [1]}),
    "a prediction of no kind": partial(MODEL.predict, {"x": [1]}, interval="none"),
    "a file": partial(placet.read_survey, "none.csv"),
    "a workbook": partial(placet.to_excel, RESULT, "none.txt"),
    "a language": partial(placet.set_language, "none"),
    "a simulation": partial(placet.datasets.make_survey, n="none"),
}


@pytest.mark.parametrize("case", BEHIND_THE_DOOR)
def test_what_is_behind_the_door_has_short_tracebacks_too(case):
    with pytest.raises((PlacetError, TypeError)) as caught:
        BEHIND_THE_DOOR[case]()
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert [Path(frame.filename).name for frame in frames] == [Path(__file__).name, "mistakes.py"]
    assert caught.value.__suppress_context__
    assert len(traceback.format_exception(caught.value)) <= 4


WITHOUT = {
    "matplotlib": lambda: RESULT.plot(),
    "great_tables": lambda: RESULT.to_gt(),
    "xlsxwriter": lambda: placet.to_excel(RESULT, "none.xlsx"),
    "formulaic": lambda: placet.regression(FRAME, "score ~ other"),
    "tqdm": lambda: placet.key_drivers(
        {"y": [1, 2, 4, 3, 5], "x": [1, 2, 3, 5, 4]}, "y", ["x"], n_resamples=20, rng=1, progress=True
    ),
}


@pytest.mark.parametrize("library", WITHOUT)
def test_a_library_that_is_not_installed_is_a_line_and_not_a_page(library, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportError, match="pip install") as caught:
        WITHOUT[library]()
    assert type(caught.value) is ImportError
    assert len(traceback.extract_tb(caught.value.__traceback__)) <= 3
    assert len(traceback.format_exception(caught.value)) <= 5


def test_methods_keep_their_signatures_and_words():
    assert "library" in inspect.signature(RESULT.to_frame).parameters
    assert "The table as a data frame" in (RESULT.to_frame.__doc__ or "")
    assert list(inspect.signature(placet.Survey).parameters)[:2] == ["data", "weights"]


def test_a_traceback_can_be_had_in_full(monkeypatch):
    monkeypatch.setenv("PLACET_TRACEBACK", "full")
    with pytest.raises(DataError) as caught:
        placet.nps(FRAME, "scor")
    assert len(traceback.extract_tb(caught.value.__traceback__)) > 4
    with pytest.raises(TypeError, match="did you mean 'weights'"):
        placet.nps(FRAME, "score", weigths="x")
    with pytest.raises(DataError) as caught:
        RESULT.to_frame("none")
    assert len(traceback.extract_tb(caught.value.__traceback__)) > 3


def test_what_a_user_sees_is_a_screen_and_not_a_page():
    script = "import placet\n\nplacet.nps({'score': [1, 2]}, 'scor')\n"
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={**os.environ, "PLACET_TRACEBACK": ""}
    )
    lines = ran.stderr.splitlines()
    assert len(lines) <= 7
    assert "<module>" in lines[1]
    assert "did you mean 'score'" in lines[-1]


def test_errors_that_are_no_mistake_of_the_caller_keep_their_traceback():
    class Broken(dict):
        def values(self):
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken") as caught:
        placet.nps(Broken(score=[1, 2]), "score")
    assert len(traceback.extract_tb(caught.value.__traceback__)) > 3


# ---- rows ------------------------------------------------------------------------------------------------------------


def off_the_scale(index):
    frame = pd.DataFrame({"score": [9, 12, 3]}, index=index)
    with pytest.raises(DataError) as caught:
        placet.nps(frame, "score")
    return str(caught.value)


@pytest.mark.parametrize(
    ("index", "row"),
    [
        (["cust-16", "cust-17", "cust-18"], "row 'cust-17' (position 1),"),
        ([4, 9, 12], "row 9 (position 1),"),
        (pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)]), "row ('a', 2) (position 1),"),
        (pd.date_range("2025-01-01", periods=3), "row Timestamp('2025-01-02 00:00:00') (position 1),"),
        (None, "row 1,"),
        (np.arange(3), "row 1,"),
    ],
)
def test_rows_of_pandas_are_named_by_their_labels(index, row):
    assert row in off_the_scale(index)


def test_rows_are_named_by_their_labels_wherever_the_frame_comes_from():
    labels = ["u", "v", "w"]
    frame = pd.DataFrame({"score": [9, 9, 3], "w": [1.0, -1.0, 1.0], "id": [1, 1, 2], "wave": 1}, index=labels)
    words = r"row 'v' \(position 1\)"
    with pytest.raises(DataError, match=words):
        placet.nps(placet.Survey(frame, weights="w"), "score")
    with pytest.raises(DataError, match=words):
        placet.nps(frame["score"].replace(3, 8), weights=frame["w"])
    with pytest.raises(DataError, match=words):
        placet.nps({"score": frame["score"], "w": frame["w"]}, "score", weights="w")
    with pytest.raises(DataError, match=words):
        placet.regression(frame.assign(x=["1", "x", "2"]), "score", ["x"])
    with pytest.raises(DataError, match=r"rows 'u' \(position 0\) and 'v' \(position 1\)"):
        placet.compare(frame, "score", wave="wave", id="id", method="design", waves=[1, 2])


def test_names_that_look_like_rows_stay_as_they_are():
    frame = pd.DataFrame({"row 1": [9, 9, 12]}, index=["u", "v", "w"])
    with pytest.raises(DataError, match=r"column 'row 1' holds 12 in row 'w' \(position 2\)"):
        placet.nps(frame, "row 1")


# ---- what is missing or meant otherwise ------------------------------------------------------------------------------

LABELS = ["bad", "fair", "good", "great"]
WORDED = {
    "pandas": pd.DataFrame({"q": pd.Categorical(["bad", "great"], LABELS, ordered=True), "g": ["a", "b"]}),
    "polars": pl.DataFrame(
        {"q": pl.Series(["bad", "great"], dtype=pl.Enum(LABELS)), "g": ["a", "b"]}
    ),
    "list": placet.Survey({"q": ["bad", "great"], "g": ["a", "b"]}, value_labels={"q": LABELS}),
    "mapping": placet.Survey(
        {"q": [1, 4], "g": ["a", "b"]}, value_labels={"q": {**dict(enumerate(LABELS, 1)), 99: "Don't know"}}
    ),
}  # fmt: skip
NEEDING_A_SCALE = {
    "mean_score": lambda data: placet.mean_score(data, "q"),
    "top_box": lambda data: placet.top_box(data, ["q"]),
    "distribution": lambda data: placet.distribution(data, "q"),
    "compare": lambda data: placet.compare(data, "q", by="g", metric="top_box"),
    "score": lambda data: placet.score(data, "q", metric="top_box"),
    "track": lambda data: placet.track(data, "q", wave="g", waves=["a", "b"], metric="top_box"),
    "change": lambda data: placet.change(data, "q", wave="g", by="g", metric="top_box"),
}


@pytest.mark.parametrize("library", WORDED)
@pytest.mark.parametrize("call", NEEDING_A_SCALE.values(), ids=NEEDING_A_SCALE)
def test_ordered_labels_tell_the_scale_that_is_missing(library, call):
    with pytest.raises((TypeError, DataError), match=r"scale=\(1, 4\), by the labels of 'q', from 'bad' to 'great'"):
        call(WORDED[library])


def test_answers_without_labels_tell_no_scale():
    with pytest.raises(TypeError, match=r"needs scale=, .* such as scale=\(1, 5\)"):
        placet.mean_score(FRAME, "other")
    with pytest.raises(TypeError, match=r"needs scale=, .* such as scale=\(1, 5\)"):
        placet.mean_score(FRAME, "nowhere")
    with pytest.raises(TypeError, match=r"needs scale="):
        placet.mean_score()


def test_a_number_in_the_place_of_the_metric_is_told_from_a_metric():
    with pytest.raises(DataError, match=r"what 400 respondents tell is power\('nps', n=400\)"):
        placet.sample_size(400)
    with pytest.raises(DataError, match=r"metric=0.05 is a number"):
        placet.sample_size(0.05)
    with pytest.raises(DataError, match=r"metric=400 is a number"):
        placet.power(400, n=400)


@pytest.mark.parametrize(
    "call",
    [
        lambda: placet.track(FRAME, ["score", "other"], wave="wave"),
        lambda: placet.change(FRAME, ["score", "other"], by="region", wave="wave"),
        lambda: placet.nps(FRAME, "score", weights=["score", "other"]),
    ],
)
def test_several_names_where_one_column_is_meant(call):
    with pytest.raises(DataError, match=r"=\['score', 'other'\] names 2 columns, and \w+ is one"):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: placet.Survey(FRAME, weigths="w"),
            r"Survey\(\) got an unexpected keyword argument 'weigths'; did you mean 'weights'",
        ),
        (
            lambda: placet.nps([9, 10]).to_frame(wid="x"),
            r"to_frame\(\) got an unexpected keyword argument 'wid'; did you mean 'wide'",
        ),
    ],
)
def test_classes_and_methods_have_near_names_for_unknown_keywords(call, words):
    with pytest.raises(TypeError, match=words):
        call()
