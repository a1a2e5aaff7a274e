"""Data that are changed after a Survey was made of them: changes are seen, or refused, and never seen by half."""

import warnings

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from placet import DataError, Survey


def data():
    return {
        "q": [9, 10, 3, 8, 0, 7],
        "g": ["a", "b", "a", "a", "b", "b"],
        "w": [1.0, 2.0, 1.0, 1.0, 0.5, 1.0],
        "age": [20, 30, 40, 50, 60, 70],
    }  # fmt: skip


def sort(frame, **how):
    """Sorts in place, of which newer versions of pandas warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.sort_values("q", inplace=True, **how)


def drop(frame):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.drop(index=frame.index[0], inplace=True)


def assign(frame, name, values):
    frame[name] = values


#: Changes of a pandas frame in place.
CHANGES = {
    "cell": lambda frame: frame.loc.__setitem__((0, "q"), 0),
    "cells": lambda frame: frame.loc.__setitem__((frame["q"] > 7, "q"), 1),
    "position": lambda frame: frame.iloc.__setitem__((1, 0), 2),
    "column": lambda frame: assign(frame, "q", frame["q"].to_numpy()[::-1].copy()),
    "weights": lambda frame: assign(frame, "w", [1.0, 1, 1, 1, 1, 9]),
    "new column": lambda frame: assign(frame, "new", 1),
    "sorted": sort,
    "sorted and numbered anew": lambda frame: sort(frame, ignore_index=True),
    "a row less": drop,
    "a row more": lambda frame: frame.loc.__setitem__(17, [1, "b", 3.0, 80]),
    "labels": lambda frame: setattr(frame, "index", list("uvwxyz")),
}  # fmt: skip
#: Those after which a column given by its values may belong to other rows.
OF_ROWS = ("sorted", "sorted and numbered anew", "a row less", "a row more", "labels")
#: Surveys of a frame, all of them by names.
BY_NAME = {
    "names": lambda frame: Survey(frame, weights="w"),
    "its own columns": lambda frame: Survey(frame, weights=frame["w"]),
    "function": lambda frame: Survey(frame, weights="w").filter(lambda now: now["age"] > 25),
}
BY_VALUE = {
    "array": lambda frame: Survey(frame, weights=frame["w"].to_numpy().copy()),
    "list": lambda frame: Survey(frame, cluster=[1, 1, 2, 2, 3, 3]),
    "mask": lambda frame: Survey(frame).filter(frame["age"] > 25),
}


def everything(survey):
    return [placet.nps(survey, "q").to_dict(), placet.nps(survey, "q", by="g").to_dict(), len(survey), survey.columns]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("made", BY_NAME)
def test_changes_of_a_frame_are_seen(made, change):
    frame = pd.DataFrame(data())
    survey = BY_NAME[made](frame)
    everything(survey)
    CHANGES[change](frame)
    assert everything(survey) == everything(BY_NAME[made](frame))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("made", BY_VALUE)
def test_changes_of_rows_that_values_were_given_for_are_refused(made, change):
    frame = pd.DataFrame(data())
    survey = BY_VALUE[made](frame)
    everything(survey)
    mask, weights = frame["age"] > 25, frame["w"].to_numpy().copy()
    CHANGES[change](frame)
    if change in OF_ROWS:
        for call in (
            lambda: placet.nps(survey, "q"),
            lambda: len(survey),
            lambda: survey.columns,
            lambda: repr(survey),
        ):
            with pytest.raises(DataError, match="rows of the data were added, left out or sorted after the Survey was"):
                call()
        return
    again = {"array": {"weights": weights}, "list": {"cluster": [1, 1, 2, 2, 3, 3]}, "mask": {}}[made]
    fresh = Survey(frame, **again)
    assert everything(survey) == everything(fresh.filter(mask) if made == "mask" else fresh)


def test_columns_that_go_are_missed():
    frame = pd.DataFrame(data())
    survey = Survey(frame, weights="w")
    del frame["g"]
    with pytest.raises(DataError, match="by column 'g' is not in the data"):
        placet.nps(survey, "q", by="g")
    del frame["w"]
    with pytest.raises(DataError, match="weights column 'w' is not in the data"):
        placet.nps(survey, "q")
    renamed = pd.DataFrame(data())
    survey = Survey(renamed)
    renamed.columns = ["q", "region", "w", "age"]
    assert placet.nps(survey, "q", by="region") == placet.nps(renamed, "q", by="region")


def test_a_new_column_does_not_hide_behind_one_given_by_its_values():
    frame = pd.DataFrame(data())
    survey = Survey(frame, weights=[1.0, 2, 3, 4, 5, 6])
    frame["weights"] = 1.0
    with pytest.raises(DataError, match="have a column 'weights' now, and a column of this name was given"):
        placet.nps(survey, "q")


def test_changes_of_a_dict_are_seen():
    for make in (list, np.array, pd.Series, pl.Series):
        given = {name: make(values) for name, values in data().items()}
        survey = Survey(given, weights="w")
        everything(survey)
        given["q"][0] = 0
        assert everything(survey) == everything(Survey(given, weights="w"))
        given["q"] = make([1, 2, 3, 4, 5, 6])
        given["new"] = make([1, 2, 3, 4, 5, 6])
        assert everything(survey) == everything(Survey(given, weights="w"))
        assert "new" in survey.columns
    given = data()
    survey = Survey(given, cluster=[1, 1, 2, 2, 3, 3])
    for values in given.values():
        values.append(values[0])
    with pytest.raises(DataError, match="rows of the data were added"):
        placet.nps(survey, "q")


def test_changes_of_an_array_are_seen():
    given = np.array([[9.0, 1.0], [3.0, 2.0], [10.0, 1.0]])
    survey = Survey(given, weights="x2")
    given[0] = [1.0, 5.0]
    assert placet.nps(survey, "x1") == placet.nps(Survey(given, weights="x2"), "x1")


def test_changes_of_a_polars_frame_are_seen_or_refused():
    frame = pl.DataFrame(data())
    survey, filtered = Survey(frame, weights="w"), Survey(frame).filter(frame["age"] > 25)
    frame[0, "q"] = 0
    frame.insert_column(0, pl.Series("new", [1, 2, 3, 4, 5, 6]))
    assert everything(survey) == everything(Survey(frame, weights="w"))
    assert everything(filtered) == everything(Survey(frame).filter(frame["age"] > 25))
    frame.extend(frame)
    assert everything(survey) == everything(Survey(frame, weights="w"))
    with pytest.raises(DataError, match="filter, given by values, may belong to others now"):
        placet.nps(filtered, "q")
