"""What a column of answers says: true and false, labels that begin with numbers, words as weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from placet.survey.label_numbers import number_of
from placet.survey.no_answer import says_nothing

# ---- true and false ------------------------------------------------------------------------------------------------

HELD, GAPS = [True, False, True, True] * 10, [True, None, False, True] * 10
EVENTS = {
    "numpy": {"q": np.array(HELD)},
    "objects": {"q": np.array(GAPS, dtype=object)},
    "list": {"q": GAPS},
    "pandas bool": pd.DataFrame({"q": HELD}),
    "pandas boolean": pd.DataFrame({"q": pd.array(GAPS, dtype="boolean")}),
    "pandas object": pd.DataFrame({"q": pd.Series(GAPS, dtype=object)}),
    "pandas arrow": pd.DataFrame({"q": pd.Series(GAPS, dtype="bool[pyarrow]")}),
    "pandas category": pd.DataFrame({"q": pd.Categorical(GAPS)}),
    "pandas ordered": pd.DataFrame({"q": pd.Categorical(HELD, ordered=True)}),
    "polars": pl.DataFrame({"q": HELD}),
    "polars nulls": pl.DataFrame({"q": GAPS}),
    "arrow": pa.table({"q": GAPS}),
}
BY: dict[str, Any] = {"by": np.tile(["a", "b"], 20)}
SCALED: dict[str, Any] = {
    "nps": lambda data: placet.nps(data, "q"),
    "csat": lambda data: placet.csat(data, "q"),
    "mean_score": lambda data: placet.mean_score(data, "q", scale=(0, 10)),
    "net_box": lambda data: placet.net_box(data, "q", scale=(0, 5)),
    "score": lambda data: placet.score(data, "q", ["nps", "csat"]),
    "distribution": lambda data: placet.distribution(data, "q", scale=(0, 10)),
    "compare": lambda data: placet.compare(data, "q", **BY),
    "track": lambda data: placet.track(data, "q", wave=np.repeat([1, 2, 3, 4], 10)),
    "change": lambda data: placet.change(data, "q", wave=np.repeat([1, 2], 20), **BY),
    "index": lambda data: placet.satisfaction_index(data, {"q": 1.0}, scale=(0, 10)),
    "gap": lambda data: placet.gap(data, "q", np.full(40, 3)),
    "gap on a scale": lambda data: placet.gap(data, "q", np.full(40, 3), scale=(0, 10)),
    "rank_scores": lambda data: placet.rank_scores(data, ["q", np.full(40, 3)]),
}


@pytest.mark.parametrize("call", SCALED.values(), ids=list(SCALED))
@pytest.mark.parametrize("data", EVENTS.values(), ids=list(EVENTS))
def test_true_and_false_are_no_answers_on_a_scale(data: Any, call: Any) -> None:
    with pytest.raises(placet.DataError, match=r"'q' holds true and false, .*top_box\(data, 'q', scale=\(0, 1\)\)"):
        call(data)


@pytest.mark.parametrize("data", EVENTS.values(), ids=list(EVENTS))
def test_what_the_message_advises_gives_the_share_of_the_event(data: Any) -> None:
    values = list(data["q"])
    held = [bool(v.as_py() if isinstance(v, pa.Scalar) else v) for v in values if str(v) not in ("None", "<NA>", "nan")]
    found = placet.top_box(data, "q", scale=(0, 1))
    assert found["estimate"][0] == np.mean(held)
    assert found["n"][0] == len(held)
    assert placet.nps(data, np.arange(40) % 11)["n"][0] == 40  # another column is not touched


def test_true_and_false_of_a_lazy_frame() -> None:
    data = pl.LazyFrame({"q": GAPS})
    for call in (SCALED["nps"], SCALED["index"], SCALED["distribution"]):
        with pytest.raises(placet.DataError, match="true and false"):
            call(data)
    assert placet.top_box(data, "q", scale=(0, 1))["estimate"][0] == 2 / 3


# ---- labels that begin with numbers --------------------------------------------------------------------------------

LIKELY = ["0 - Not at all likely", *map(str, range(1, 10)), "10 - Extremely likely"]
GIVEN = np.array([10, 10, 9, 10, 8, 7, 0, 2, 6, 5, 3, 1, 4, 9, 10])
TEXT = [LIKELY[point] for point in GIVEN]
LABELLED: dict[str, Any] = {
    "text": TEXT,
    "fixed text": np.array(TEXT),
    "text and numbers": [int(label) if label.isdigit() else label for label in TEXT],
    "pandas, sorted as text": pd.Categorical(TEXT, ordered=True),
    "pandas, no order": pd.Categorical(TEXT),
    "pandas, in order": pd.Categorical(TEXT, LIKELY, ordered=True),
    "polars text": pl.Series(TEXT),
    "polars categorical": pl.Series(TEXT, dtype=pl.Categorical),
    "polars enum, sorted as text": pl.Series(TEXT, dtype=pl.Enum(sorted(LIKELY))),
    "arrow": pa.array(TEXT),
    "arrow dictionary": pa.array(TEXT).dictionary_encode(),
}


@pytest.mark.parametrize("values", LABELLED.values(), ids=list(LABELLED))
def test_labels_that_all_begin_with_numbers_are_these_numbers(values: Any) -> None:
    x = np.arange(15.0) ** 2 % 7
    assert placet.nps({"q": values}, "q")["estimate"] == placet.nps(GIVEN)["estimate"]
    assert placet.mean_score({"q": values}, "q", scale=(0, 10))["estimate"] == pytest.approx(GIVEN.mean(), rel=1e-14)
    found = placet.regression({"q": values, "x": x}, "x", ["q"])["estimate"]
    np.testing.assert_allclose(found, placet.regression({"q": GIVEN, "x": x}, "x", ["q"])["estimate"], rtol=1e-12)
    index = placet.satisfaction_index({"q": values}, {"q": 1.0}, scale=(0, 10))["estimate"][0]
    assert index == pytest.approx(10 * GIVEN.mean(), rel=1e-12)


def test_value_labels_that_begin_with_numbers() -> None:
    labels = {"q": sorted(LIKELY)}
    found = placet.distribution({"q": TEXT}, "q", scale=(0, 10), value_labels=labels)
    assert found["label"] == tuple(LIKELY)
    np.testing.assert_array_equal(found["n_point"], np.bincount(GIVEN, minlength=11))


@pytest.mark.parametrize(
    "make", [lambda t, c: pd.Categorical(t, c, ordered=True), lambda t, c: pl.Series(t, dtype=pl.Enum(c))]
)
def test_an_order_that_contradicts_the_numbers_is_refused_and_the_numbers_work(make: Any) -> None:
    words = ["5 - Very satisfied", "4", "3 - Neutral", "2", "1 - Very dissatisfied"]
    text = [words[i] for i in (0, 0, 1, 2, 4)]
    numbers = {word: int(word[0]) for word in words}
    with pytest.raises(placet.DataError, match="contradict their order") as caught:
        placet.mean_score({"q": make(text, words)}, "q", scale=(1, 5))
    assert f"value_labels={{'q': {numbers}}}" in str(caught.value)
    found = placet.mean_score({"q": make(text, words)}, "q", scale=(1, 5), value_labels={"q": numbers})
    assert found["estimate"] == 18 / 5
    with pytest.raises(placet.DataError, match="contradict their order"):
        placet.key_drivers({"q": make(text, words), "x": [1, 2, 4, 3, 9]}, "x", ["q"], n_resamples=0)
    with pytest.raises(placet.DataError, match="contradict their order"):
        placet.mean_score({"q": text}, "q", scale=(1, 5), value_labels={"q": words})


def test_a_few_numbers_among_labels_must_be_their_places() -> None:
    ends = ["Not at all", *map(str, range(1, 10)), "Extremely"]
    text = [ends[point] for point in GIVEN]
    found = placet.nps({"q": text}, "q", value_labels={"q": ends})["estimate"]
    assert found == placet.nps(GIVEN)["estimate"]
    words = ["Never", "2 - seldom", "3 - often"]
    assert placet.mean_score(words, scale=(1, 3), value_labels={"score": words})["estimate"] == 2
    with pytest.raises(placet.DataError, match=r"'2 - seldom' has place 1.*'Never': \.\.\., '2 - seldom': 2"):
        placet.mean_score(words, scale=(0, 2), value_labels={"score": words})


def test_ranges_are_no_numbers() -> None:
    ages = ["18-24", "25-34", "35-49", "50+"]
    text = [ages[i % 4] for i in range(20)]
    y = np.arange(20.0) ** 2 % 11
    found = placet.regression({"age": pd.Categorical(text, ages, ordered=True), "y": y}, "y", ["age"])
    assert found["estimate"][1] == pytest.approx(
        placet.regression({"age": np.arange(20) % 4, "y": y}, "y", ["age"])["estimate"][1]
    )


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("10 - Extremely likely", 10), ("(1) never", 1), ("5: often", 5), ("3 stars", 3), ("10分", 10),
        ("-2 = disagree", -2), ("7", 7), (4, 4), ("18-24", None), ("1 to 2 times", None), ("1st", None), ("5+", None),
        ("50% of it", None), ("never", None), ("2024 - Q1", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_numbers_of_labels(label: Any, number: float | None) -> None:
    assert number_of(label) == number


# ---- labels of no answer -------------------------------------------------------------------------------------------

GOOD = ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"]
IDLE = ["Don't know", "DON’T KNOW", "n/a", "99 - Refused", "Prefer not to say", "不知道", "拒答", "不适用/未作答"]


@pytest.mark.parametrize("idle", IDLE)
def test_labels_of_no_answer_are_no_point_of_a_scale(idle: str) -> None:
    text = GOOD * 4 + [idle] * 10
    remedy = f"na_codes={[idle]!r}"
    ordered = pd.Categorical(text, [*GOOD, idle], ordered=True)
    x, z = np.arange(30.0) % 7, np.arange(30.0) % 4
    frames = {"sat": ordered, "x": x, "z": z}, {"sat": pl.Series(text, dtype=pl.Enum([idle, *GOOD])), "x": x, "z": z}
    for data in frames:
        calls: list[Any] = [
            lambda d=data, **o: placet.csat(d, "sat", **o),
            lambda d=data, **o: placet.mean_score(d, "sat", scale=(1, 6), **o),
            lambda d=data, **o: placet.regression(d, "x", ["sat"], **o),
            lambda d=data, **o: placet.regression(d, "sat", ["x"], model="ordered", **o),
            lambda d=data, **o: placet.key_drivers(d, "x", ["sat", "z"], n_resamples=0, **o),
            lambda d=data, **o: placet.regression(d, "x ~ sat", **o),
        ]
        for call in calls:
            with pytest.raises(placet.DataError) as caught:
                call()
            assert remedy in str(caught.value)
        found = calls[0](na_codes=[idle])
        assert (found["estimate"][0], found["n"][0], found["n_missing"][0]) == (0.4, 20, 10)


@pytest.mark.parametrize(
    "labels", [GOOD, [*GOOD, "Don't know"], {**{word: i + 1 for i, word in enumerate(GOOD)}, "Don't know": 6}]
)
def test_value_labels_do_not_make_a_point_of_no_answer(labels: Any) -> None:
    data = {"sat": GOOD * 4 + ["Don't know"] * 10}
    for scale in ((1, 5), (1, 6)):
        with pytest.raises(placet.DataError) as caught:
            placet.top_box(data, "sat", scale=scale, value_labels={"sat": labels})
        assert scale == (1, 6) or 'na_codes=["Don\'t know"]' in str(caught.value)
    given: dict[str, Any] = {"value_labels": {"sat": labels}, "na_codes": ["Don't know"]}
    assert placet.top_box(data, "sat", scale=(1, 5), **given)["estimate"] == 0.2


def test_no_answer_among_numbers_names_all_its_codes() -> None:
    data = {"q": ["9", "Don't know", "10", "left early"]}
    with pytest.raises(placet.DataError, match=r"'Don't know|\"Don't know\" in row 1.*na_codes=\[\"Don't know\"\]"):
        placet.nps(data, "q")
    with pytest.raises(placet.DataError, match=r"na_codes=\['left early', \"Don't know\"\]"):
        placet.nps(data, "q", na_codes=["left early"])
    assert placet.nps(data, "q", na_codes=["left early", "Don't know"])["n"] == 2


def test_the_first_remedy_throws_no_answer_away() -> None:
    with pytest.raises(placet.DataError, match=r"pass value_labels=.*na_codes"):
        placet.nps({"q": ["great", "bad"]}, "q")
    with pytest.raises(placet.DataError, match=r"give the scale with .*na_codes=\[11\]"):
        placet.nps([11, 10])
    with pytest.raises(placet.DataError, match=r"give the scale with .*na_codes=\[11\]"):
        placet.satisfaction_index({"q": [11, 10]}, {"q": 1.0}, scale=(1, 10))


@pytest.mark.parametrize(
    "label", ["Not sure", "Neutral", "None", "Never", "No", "Unknown brand", "Neither / nor", "5", 5, None]
)
def test_other_labels_say_something(label: Any) -> None:
    assert not says_nothing(label)


# ---- words as weights ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "shown", "fix"),
    [
        (["1,5", "2,0", "1,0"], "'1,5'", "decimal comma"),
        (["high", "low", "high"], "'high'", "a number in place of every word"),
        (["1.5", "2", "1"], "'1.5'", "convert the column"),
        (pd.Categorical(["low", "high", "low"], ["low", "high"], ordered=True), "'low'", "a number in place"),
        (pl.Series(["low", "high", "low"], dtype=pl.Enum(["low", "high"])), "'low'", "a number in place"),
        (pa.array(["1 - low", "2 - high", "1 - low"]).dictionary_encode(), "'1 - low'", "a number in place"),
    ],
)  # fmt: skip
def test_words_are_no_weights(words: Any, shown: str, fix: str) -> None:
    data = {"q": [10, 9, 3], "x": [1, 2, 4], "w": words}
    for call in (
        lambda: placet.nps(data, "q", weights="w"),
        lambda: placet.regression(data, "q", ["x"], weights="w"),
        lambda: placet.nps(data, "q", fpc="w"),
    ):
        with pytest.raises(placet.DataError, match="column 'w' does not hold numbers") as caught:
            call()
        assert f"(row 0: {shown})" in str(caught.value)
        assert fix in str(caught.value)
    numbers = pd.Categorical([1, 2, 1])
    assert placet.nps({"q": [10, 9, 3], "w": numbers}, "q", weights="w")["estimate"] == 50


# ---- a shorter scale -----------------------------------------------------------------------------------------------

SHORT = np.arange(40) % 5 + 1
LONG: dict[str, Any] = {
    "nps": lambda q: placet.nps(q),
    "segments": lambda q: placet.nps({"score": q, **BY}, "score", by="by"),
    "mean_score": lambda q: placet.mean_score(q, scale=(0, 10)),
    "compare": lambda q: placet.compare({"score": q, **BY}, "score", by="by"),
    "distribution": lambda q: placet.distribution(q, scale=(1, 10)),
    "clusters": lambda q: placet.nps({"score": q, "c": np.arange(40) % 8}, "score", cluster="c"),
    "index": lambda q: placet.satisfaction_index({"score": q}, {"score": 1.0}, scale=(1, 10)),
    "gap": lambda q: placet.gap({"score": q}, "score", np.full(40, 9), scale=(0, 10)),
}


@pytest.mark.parametrize("last", [5, 7])
@pytest.mark.parametrize("call", LONG.values(), ids=list(LONG))
def test_answers_on_1_to_5_or_7_that_are_read_on_0_to_10_are_a_warning(call: Any, last: int) -> None:
    answers = SHORT if last == 5 else 1 + np.arange(40) % 7
    said = rf"'score': all answers lie from 1 to {last}.*scale=\(1, {last}\)"
    with pytest.warns(placet.ScaleWarning, match=said) as caught:
        call(answers)
    assert len(caught) == 1
    call(np.where(np.arange(40) == 7, 8, answers))  # one answer above
    if call not in (LONG["index"], LONG["distribution"]):
        call(np.where(np.arange(40) == 7, 0, answers))  # one below


def test_one_warning_names_all_columns() -> None:
    data = {"a": SHORT, "b": SHORT[::-1].astype(float), "c": np.full(40, 9)}
    with pytest.warns(placet.ScaleWarning, match="columns 'a', 'b': ") as caught:
        placet.score(data, ["a", "b", "c"], ["nps", "mean_score"], scale=(0, 10))
    assert len(caught) == 1
    with pytest.warns(placet.ScaleWarning, match="columns 'a', 'b': "):
        placet.rank_scores(
            {**data, "b": np.where(SHORT == 2, 99, SHORT)}, ["a", "b", "c"], scale=(1, 10), na_codes=[99]
        )
    placet.nps({"a": SHORT[:29]}, "a")  # so few may all be low
