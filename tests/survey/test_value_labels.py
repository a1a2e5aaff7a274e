"""Codes of no answer and labels of values hold for segments, waves and factors as for answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from placet import DataError

DATA = {
    "q": [10, 9, 3, 8, 10, 0, 7, 9],
    "e": [5, 6, 5, 5, 6, 7, 6, 6],
    "region": [2, 1, 99, 1, 2, 1, 99, 2],
    "wave": [1, 2, 1, 2, 99, 1, 2, 1],
}
BY_CODE = {1: "North", 2: "East"}
BY_LABEL = {"North": 1, "East": 2}

FRAMES = {
    "lists": lambda data: data,
    "arrays": lambda data: {name: np.array(values) for name, values in data.items()},
    "pandas": pd.DataFrame,
    "pandas, gaps": lambda data: pd.DataFrame(data).astype({"region": "Int64"}),
    "pandas, floats": lambda data: pd.DataFrame(data).astype({"region": float}),
    "pandas, categories": lambda data: pd.DataFrame(data).astype({"region": "category"}),
    "pandas, objects": lambda data: pd.DataFrame(data).astype({"region": object}),
    "text": lambda data: pd.DataFrame(data).astype({"region": str}),
    "polars": pl.DataFrame,
    "polars, lazy": pl.LazyFrame,
    "arrow": pa.table,
}


def segments(result, key="region"):
    return dict(zip(result[key], result["n"].tolist(), strict=True))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("labels", [BY_CODE, BY_LABEL])
@pytest.mark.parametrize("na_codes", [[99], {"region": [99]}, {"reg*": 99}])
def test_codes_and_labels_of_segments(frame, labels, na_codes):
    data = FRAMES[frame](DATA)
    how = {"na_codes": na_codes, "value_labels": {"region": labels}}
    result = placet.nps(data, "q", by="region", **how)
    assert list(segments(result).items()) == [("North", 3), ("East", 3)]  # in the order of the codes
    assert result["estimate"].tolist() == pytest.approx([0, 100])
    assert result.about["n_outside"] == 2
    declared = placet.nps(placet.Survey(data, **how), "q", by="region")
    assert declared["estimate"].tolist() == result["estimate"].tolist()


def test_a_code_of_no_answer_is_no_segment():
    assert segments(placet.nps(DATA, "q", by="region", na_codes=[99])) == {1: 3, 2: 3}
    assert segments(placet.nps(DATA, "q", by="region", na_codes={"q": [0]})) == {1: 2, 2: 3, 99: 2}
    words = {"q": [10, 9, 3], "region": ["North", "no idea", "East"]}
    assert segments(placet.nps(words, "q", by="region", na_codes=["no idea"])) == {"East": 1, "North": 1}
    events = {"q": [10, 9, 3], "late": [True, False, True]}
    assert segments(placet.nps(events, "q", by="late", na_codes=[0, 1]), "late") == {False: 1, True: 2}
    with pytest.raises(DataError, match="has no segment"):
        placet.nps(DATA, "q", by="region", na_codes={"region": [1, 2, 99]})


def test_a_code_of_no_answer_is_no_wave():
    assert segments(placet.nps(DATA, "q", wave="wave", na_codes={"wave": [99]}), "wave") == {1: 4, 2: 3}
    assert placet.track(DATA, "q", wave="wave", na_codes=[99])["wave"].tolist() == [1, 2]
    change = placet.change(DATA, "q", by="region", wave="wave", na_codes=[99])
    assert (change.about["from_wave"], change.about["to_wave"], change.about["n_used"]) == (1, 2, 5)
    compared = placet.compare(DATA, "q", wave="wave", against="previous", na_codes={"wave": [99]})
    assert (compared["level"], compared["n"].tolist()) == ((2,), [3])


def with_drivers(rows=300):
    rng = np.random.default_rng(3)
    answers = {name: rng.integers(0, 11, rows) for name in ("q", "e", "x")}
    return answers | {"region": rng.choice([1, 2, 99], rows)}


CALLS = {
    "distribution": lambda data, **how: placet.distribution(data, "q", scale=(0, 10), **how),
    "gap": lambda data, **how: placet.gap(data, "q", "e", **how),
    "rank_scores": lambda data, **how: placet.rank_scores(data, ["q", "e"], **how),
    "satisfaction_index": lambda data, **how: placet.satisfaction_index(
        data, {"q": 0.5, "e": 0.5}, scale=(0, 10), **how
    ),
    "regression": lambda data, **how: placet.regression(data, "q", ["e", "x"], **how),
    "key_drivers": lambda data, **how: placet.key_drivers(data, "q", ["e", "x"], n_resamples=99, rng=1, **how),
    "stepwise": lambda data, **how: placet.stepwise(data, "q", ["e", "x"], **how),
    "best_subsets": lambda data, **how: placet.best_subsets(data, "q", ["e", "x"], **how),
}


@pytest.mark.parametrize("call", CALLS)
def test_every_function_has_the_labelled_segments(call):
    result = CALLS[call](with_drivers(), by="region", na_codes={"region": [99]}, value_labels={"region": BY_CODE})
    assert list(dict.fromkeys(result["region"])) == ["North", "East"]


def test_compared_segments_are_named_by_their_labels():
    result = placet.compare(DATA, "q", by="region", against="North", na_codes=[99], value_labels={"region": BY_CODE})
    assert (result["level"], result["against"], result["estimate"]) == (("East",), ("North",), pytest.approx([100]))


def test_labels_of_waves():
    how = {"na_codes": [99], "against": "previous"}
    seasons = placet.compare(DATA, "q", wave="wave", value_labels={"wave": {1: "Spring", 2: "Autumn"}}, **how)
    assert (seasons["level"], seasons["against"]) == (("Autumn",), ("Spring",))  # in the order of the codes
    quarters = placet.compare(DATA, "q", wave="wave", value_labels={"wave": {1: "Q1 2025", 2: "Q4 2024"}}, **how)
    assert (quarters["level"], quarters["against"]) == (("Q1 2025",), ("Q4 2024",))  # time goes before codes


def test_segments_keep_the_order_of_their_codes():
    codes = {"q": [9] * 12, "region": list(range(12, 0, -1))}
    labels = {code: chr(ord("z") - code) for code in range(12, 0, -1)}
    assert list(placet.nps(codes, "q", by="region", value_labels={"region": labels})["region"]) == [
        labels[code] for code in range(1, 13)
    ]


def test_values_without_a_label_are_text_where_their_codes_stand():
    result = placet.nps(pl.DataFrame(DATA), "q", by="region", value_labels={"region": {1: "North", 99: "Unknown"}})
    assert result["region"] == ("North", "2", "Unknown")
    assert result.to_frame()["region"].to_list() == ["North", "2", "Unknown"]


def test_codes_of_one_label_are_one_segment():
    labels = {1: "South", 2: "South", 99: "North"}
    assert segments(placet.nps(DATA, "q", by="region", value_labels={"region": labels})) == {"South": 6, "North": 2}


def test_listed_labels_are_the_order_of_segments_and_waves():
    data = {"q": [9, 3, 7], "size": ["small", "large", "medium"]}
    how = {"value_labels": {"size": ["small", "medium", "large"]}}
    assert placet.nps(data, "q", by="size", **how)["size"] == ("small", "medium", "large")
    assert placet.nps(data, "q", wave="size", **how)["size"] == ("small", "medium", "large")
    with pytest.raises(DataError, match="holds 'large', which is not among its labels"):
        placet.nps(data, "q", by="size", value_labels={"size": ["small", "medium"]})


def test_text_codes_have_labels():
    data = {"q": [9, 3, 7], "region": ["S", "N", "S"]}
    result = placet.nps(data, "q", by="region", value_labels={"region": {"S": "South", "N": "North"}})
    assert segments(result) == {"North": 1, "South": 2}


def test_levels_of_a_factor_are_called_by_their_labels():
    how = {"na_codes": {"region": [99]}, "value_labels": {"region": BY_CODE}}
    plain = placet.regression(with_drivers(), "q", ["e", "region"], factors=["region"], na_codes={"region": [99]})
    fitted = placet.regression(with_drivers(), "q", ["e", "region"], factors=["region"], **how)
    assert (plain["level"], fitted["level"]) == (("", "", "2"), ("", "", "East"))
    assert fitted["estimate"].tolist() == plain["estimate"].tolist()
    turned = placet.regression(with_drivers(), "q", ["e", "region"], factors={"region": "East"}, **how)
    assert turned["estimate"][-1] == pytest.approx(-plain["estimate"][-1])
    predicted = fitted.predict({"e": [1.0, 2.0, 3.0], "region": [1, 2, 99]})["estimate"]
    assert np.isnan(predicted).tolist() == [False, False, True]


# ---- answers ---------------------------------------------------------------------------------------------------------

POINTS = {1: "bad", 2: "fair", 3: "good", 98: "no idea"}


@pytest.mark.parametrize("labels", [POINTS, {label: code for code, label in POINTS.items()}])
@pytest.mark.parametrize(
    "answers", [[1, 3, 3, 98], ["bad", "good", "good", "no idea"], pd.Series(["bad", 3, "good", 98])]
)
@pytest.mark.parametrize("na_codes", [[98], ["no idea"]])
def test_answers_as_codes_or_as_labels(labels, answers, na_codes):
    how = {"scale": (1, 3), "na_codes": na_codes, "value_labels": {"q": labels}}
    result = placet.mean_score({"q": answers}, "q", **how)
    assert (result["estimate"].tolist(), result["n"].tolist()) == ([pytest.approx(7 / 3)], [3])
    assert placet.distribution({"q": answers}, "q", **how)["label"] == ("bad", "fair", "good")


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ({1: 10, 2: 20}, "numbers on both sides"),
        ({1: "low", 2: 2}, "value_labels.*'low' as a number"),
        ({1: None}, "None as a number"),
        ({}, None),
        ({1: 1, 2: 2, 99: 99}, None),
    ],
)
def test_labels_that_may_mean_either_are_refused(labels, words):
    how = {"by": "region", "value_labels": {"region": labels}}
    if words is None:
        assert segments(placet.nps(DATA, "q", **how)) == {1: 3, 2: 3, 99: 2}
        return
    with pytest.raises(DataError, match=rf"value_labels\['region'\].*{words}|{words}"):
        placet.nps(DATA, "q", **how)


def test_an_answer_of_two_numbers_is_refused():
    with pytest.raises(DataError, match="calls 1 and 2 both 'bad'"):
        placet.mean_score(
            {"q": ["bad", "good"]}, "q", scale=(1, 3), value_labels={"q": {1: "bad", 2: "bad", 3: "good"}}
        )
    with pytest.raises(DataError, match="gives 'b' as a number"):
        placet.mean_score({"q": ["b", "g"]}, "q", scale=(1, 3), value_labels={"q": {"b": "bad", "g": "good"}})


# ---- the design ------------------------------------------------------------------------------------------------------


def test_codes_of_all_columns_are_none_of_clusters_and_ids():
    data = {"q": [9, 3, 4, 9, 8, 7], "c": [99, 99, 1, 1, 2, 2], "w": [1, 1, 99, 1, 1, 1]}
    plain = placet.nps(data, "q", cluster="c", weights="w")
    assert placet.nps(data, "q", cluster="c", weights="w", na_codes=[99])["std_error"] == plain["std_error"]
    with pytest.raises(DataError, match=r"cluster column 'c' is missing in row 0 \(2 such rows\)"):
        placet.nps(data, "q", cluster="c", na_codes={"c": [99]})
    with pytest.raises(DataError, match="weight in column 'w' is missing in row 2"):
        placet.nps(data, "q", weights="w", na_codes={"w": [99]})


def test_the_command_leaves_out_coded_segments(tmp_path, capsys):
    from placet.reporting.command import main

    file, page = tmp_path / "answers.csv", tmp_path / "page.html"
    rows = ["10,Area 10", "9,Area 2", "0,99", "8,Area 2"] * 10
    file.write_text("\n".join(["q,region", *rows]), encoding="utf-8")
    main(["report", str(file), "--recommend", "q", "--by", "region", "--na-codes", "region=99", "--output", str(page)])
    shown = capsys.readouterr().out
    assert shown.index("\nArea 2 ") < shown.index("\nArea 10 ")
    assert "30 of 40 respondents used; 10 in no segment" in shown


@pytest.mark.parametrize(
    "call",
    [
        lambda survey: placet.mean_score(survey, "q", scale=(0, 99)),
        lambda survey: placet.regression(survey, "y", ["q"]),
        lambda survey: placet.rank_scores(survey, ["q", "y"]),
        lambda survey: placet.compare(survey, "q", by="g", metric="mean_score"),
    ],
)
def test_a_number_that_is_called_no_answer_is_none(call):
    data = {"q": [1, 4, 3, 99, 2, 4], "y": [1.0, 2, 3, 4, 5, 7], "g": ["a", "b"] * 3}
    labels = {"q": {1: "bad", 4: "great", 99: "Don't know"}}
    with pytest.raises(
        DataError, match=r"holds 99 in row 3, which its label \"Don't know\" says is no answer; pass na_"
    ):
        call(placet.Survey(data, value_labels=labels))
    call(placet.Survey(data, value_labels=labels, na_codes={"q": [99]}))
    call(placet.Survey({**data, "q": [1, 4, 3, 4, 2, 4]}, value_labels=labels))
