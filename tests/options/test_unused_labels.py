"""Labels of what is neither in the data nor in the result are warned of, and no others."""

import json
import warnings

import placet
import polars as pl
import pytest
from placet import LabelsWarning

DATA = {
    "recommend": [9, 10, 3, 8, 6, 7, 2, 10] * 5,
    "bills": [1, 2, 3, 4, 5, 5, 2, 1, 4, 4] * 4,
    "network": [3, 1, 2, 5, 4, 4, 1, 2] * 5,
    "overall": [3, 1, 3, 5, 4, 5, 1, 2, 2, 3] * 4,
    "region": ["North", "South"] * 20,
}
TREE = {"Service": (0.5, {"bills": 1.0}), "Cover": (0.5, {"network": 1.0})}
MODEL = "Quality =~ bills + network; Loyalty =~ recommend + overall; Loyalty ~ Quality"
PATHS = placet.PathModel(MODEL)
TWO = ["bills", "network"]
SCALES = {"bills": (1, 5), "network": (1, 5), "overall": (1, 5), "recommend": (0, 10)}


@pytest.mark.parametrize("frame", [dict, pl.DataFrame, lambda d: pl.DataFrame(d).lazy()])
def test_a_label_of_no_column(frame) -> None:
    data = frame(DATA)
    words = "labels= names 'recomend', which is no column of the data and not in the result; did you mean 'recommend'"
    with pytest.warns(LabelsWarning) as told:
        placet.nps(data, "recommend", labels={"recomend": "How likely?", "region": "Region"})
    assert [str(one.message)[: len(words)] for one in told] == [words]
    assert told[0].filename == __file__
    with pytest.warns(LabelsWarning, match=r"names 'Bill', 'q1', which are no columns .*; of 'Bill': did you mean 'bi"):
        placet.nps(data, "recommend", labels={"Bill": "Bills", "q1": "?"})


CALLS = {
    "all columns of a study": lambda **o: placet.nps(DATA, "recommend", labels=dict.fromkeys(DATA, "?"), **o),
    "a column by value": lambda **o: placet.nps(DATA["recommend"], labels={"score": "?"}),
    "nodes": lambda **o: placet.satisfaction_index(DATA, TREE, scale=(1, 5), labels={"Service": "?", "bills": "?"}),
    "constructs": lambda **o: placet.path_model(DATA, PATHS, n_resamples=0, labels={"Quality": "?", "bills": "?"}),
    "paths": lambda **o: placet.path_index(DATA, PATHS, scale=SCALES, n_resamples=0, labels={"Loyalty": "?"}),
    "terms": lambda **o: placet.regression(DATA, "overall ~ bills * network", labels={"bills:network": "?"}),
    "groups": lambda **o: placet.key_drivers(
        DATA, "overall", TWO, groups={"Both": TWO}, n_resamples=0, labels={"Both": "?"}
    ),
    "items of a table": lambda **o: placet.benchmark(
        placet.Survey({"i": ["Bills", "Calls"], "own": [50, 60.0], "rival": [40, 70.0]}, labels={"Bill": "?"}),
        "own", "rival",
    ),
    "a key that has another name in the result": lambda **o: placet.nps(
        {"s": [9, 3], "n": ["a", "b"]}, "s", by="n", labels={"n": "?"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_labels_of_columns_and_of_what_is_in_the_result(call) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", LabelsWarning)
        call()


def test_labels_of_a_survey_are_for_many_calls() -> None:
    survey = placet.Survey(DATA, labels={"Quality": "Perceived quality", "net": "Network", "hotline": "Calls answered"})
    with warnings.catch_warnings():
        warnings.simplefilter("error", LabelsWarning)
        placet.nps(survey, "recommend")
        placet.path_model(survey, PATHS, n_resamples=0)
    mistyped = placet.Survey(DATA, labels={"Quality": "Perceived quality", "netwrok": "Network"})
    with pytest.warns(LabelsWarning, match="'netwrok', which is no column .* did you mean 'network'"):
        placet.nps(mistyped, "recommend")


def test_a_report_is_one_call() -> None:
    how = {"recommend": "recommend", "by": "region", "outcome": "overall", "drivers": TWO, "n_resamples": 0}
    with pytest.warns(LabelsWarning) as told:
        placet.report(DATA, **how, labels={"regoin": "Region"})
    assert [str(one.message)[:22] for one in told] == ["labels= names 'regoin'"]


def test_a_total_is_one_call() -> None:
    with pytest.warns(LabelsWarning) as told:
        placet.nps(DATA, "recommend", by="region", total=True, labels={"regoin": "Region"})
    assert len(told) == 1


def test_labels_of_an_earlier_result_stay() -> None:
    result = placet.nps(DATA, "recommend", labels={"recommend": "How likely?"})
    assert json.loads(result.to_json())["labels"] == {"recommend": "How likely?"}
