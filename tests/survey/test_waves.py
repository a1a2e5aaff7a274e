"""Waves and segments in order, in every function and every library."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from placet import DataError

BASE = 20


def rising(labels, **columns):
    """An NPS that rises by 20 points from label to label: -80, -60, ..."""
    answers = [[10] * (2 + 2 * i) + [5] * (18 - 2 * i) for i in range(len(labels))]
    wave = np.repeat(np.array([*labels, None], dtype=object)[:-1], BASE)
    return {
        "q": np.concatenate(answers),
        "e": np.full(len(wave), 6),
        "g": np.full(len(wave), "a"),
        "wave": wave,
        **columns,
    }


TREE = {"q": 0.5, "e": 0.5}
#: All functions that split by wave.
CALLS = {
    "nps": lambda data, **how: placet.nps(data, "q", **how),
    "mean_score": lambda data, **how: placet.mean_score(data, "q", scale=(0, 10), **how),
    "distribution": lambda data, **how: placet.distribution(data, "q", scale=(0, 10), **how),
    "gap": lambda data, **how: placet.gap(data, "q", "e", **how),
    "rank_scores": lambda data, **how: placet.rank_scores(data, ["q", "e"], **how),
    "track": lambda data, **how: placet.track(data, "q", **how),
    "satisfaction_index": lambda data, **how: placet.satisfaction_index(data, TREE, scale=(0, 10), **how),
    "regression": lambda data, **how: placet.regression(data, "q", ["x"], **how),
    "key_drivers": lambda data, **how: placet.key_drivers(data, "q", ["x", "y"], n_resamples=99, rng=1, **how),
}


def with_drivers(data):
    rng = np.random.default_rng(1)
    rows = len(data["q"])
    return data | {"x": rng.normal(size=rows), "y": rng.normal(size=rows)}


def waves(result):
    return list(dict.fromkeys(result["wave"]))


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "labels", [["Wave 8", "Wave 9", "Wave 10"], ["Q4 2024", "Q1 2025", "Q2 2025"], ["Pre", "During", "Post"]]
)
def test_every_function_has_the_waves_in_the_order_of_time(call, labels):
    assert waves(CALLS[call](with_drivers(rising(labels)), wave="wave")) == labels


@pytest.mark.parametrize(
    "labels", [["Dec 2024", "Jan 2025"], ["31.12.2024", "31.01.2025"], ["Before", "After"], ["第九波", "第十波"]]
)
def test_changes_have_the_sign_of_time(labels):
    data = rising(labels)
    change = placet.change(data, "q", by="g", wave="wave")
    assert (change.about["from_wave"], change.about["to_wave"]) == tuple(labels)
    assert change["estimate"][0] == pytest.approx(20)
    compared = placet.compare(data, "q", wave="wave", against="previous")
    assert (compared["level"], compared["against"]) == ((labels[1],), (labels[0],))
    assert compared["estimate"] == pytest.approx(20)


@pytest.mark.parametrize("call", [*CALLS, "change", "compare"])
def test_text_without_a_place_in_time_needs_an_order(call):
    data = with_drivers(rising(["Pilot", "Launch", "Autumn"]))
    calls = CALLS | {
        "change": lambda data, **how: placet.change(data, "q", by="g", **how),
        "compare": lambda data, **how: placet.compare(data, "q", against="previous", **how),
    }
    with pytest.raises(DataError, match=r"wave column 'wave' has no order: 'Autumn'.*waves=\[first, ..., last\]"):
        calls[call](data, wave="wave")
    found = calls[call](data, wave="wave", waves=["Pilot", "Launch", "Autumn"])
    if call == "change":
        assert (found.about["from_wave"], found.about["to_wave"]) == ("Launch", "Autumn")
    elif call == "compare":
        assert (found["level"], found["against"]) == (("Launch", "Autumn"), ("Pilot", "Launch"))
    else:
        assert waves(found) == ["Pilot", "Launch", "Autumn"]


def test_listed_waves_are_those_of_the_result():
    data = rising(["Q4 2024", "Q1 2025", "Q2 2025"])
    result = placet.nps(data, "q", wave="wave", waves=["2025Q2", "2024Q4"])
    assert (result["wave"], result["estimate"].tolist()) == (("Q2 2025", "Q4 2024"), [-40, -80])
    assert result.about["n_outside"] == BASE
    survey = placet.Survey(data, wave="wave", waves=["Q2 2025", "Q1 2025"])
    assert placet.compare(survey, "q", against="previous")["estimate"] == pytest.approx(-20)
    assert placet.nps(survey, "q", by="wave")["wave"] == ("Q2 2025", "Q1 2025")
    with pytest.raises(DataError, match="waves='2019Q1' is no wave of column 'wave'"):
        placet.nps(data, "q", wave="wave", waves=["2019Q1"])
    with pytest.raises(DataError, match="waves must be a list of waves"):
        placet.nps(data, "q", wave="wave", waves="Q4 2024")


def test_spellings_of_one_period_are_one_wave():
    data = rising(["2025Q1", "2025 Q1", "Q2 2025"])
    result = placet.nps(data, "q", wave="wave")
    assert (result["wave"], result["n"].tolist()) == (("2025Q1", "Q2 2025"), [2 * BASE, BASE])
    change = placet.change(data, "q", by="g", wave="wave", from_="1Q25", to="2025-Q2")
    assert change.about["n_used"] == 3 * BASE
    assert placet.compare(data, "q", wave="wave", against="2025年第一季度")["against"] == ("2025Q1",)


def test_a_declared_wave_named_as_a_segment_comes_in_time_or_natural_order():
    declared = placet.Survey(rising(["Q4 2025", "Q1 2026"]), wave="wave")
    assert placet.nps(declared, "q", by="wave")["wave"] == ("Q4 2025", "Q1 2026")
    colours = placet.Survey(rising(["Red", "Blue"]), wave="wave")
    assert placet.nps(colours, "q", by="wave")["wave"] == ("Blue", "Red")


@pytest.mark.parametrize("how", [{"waves": ["Red", "Blue"]}, {"freq": "month"}, {"freq": "month", "by": "wave"}])
def test_what_is_said_of_waves_needs_their_column(how):
    with pytest.raises(DataError, match="waves= and freq= are those of a wave column; name it in wave="):
        placet.nps(rising(["Red", "Blue"]), "q", **how)


def test_one_wave_needs_no_order():
    assert placet.nps(rising(["Autumn"]), "q", wave="wave")["wave"] == ("Autumn",)


# ---- segments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("frame", [dict, pd.DataFrame, pl.DataFrame, pa.table])
@pytest.mark.parametrize(
    "labels",
    [
        ["Segment 1", "Segment 2", "Segment 10"],
        ["2 bills", "10 bills", "100 bills"],
        ["a9z", "a10", "a10b", "b1"],
        ["9", "10", "0" * 5000 + "11", "1" + "0" * 5000],  # more digits than Python reads
    ],
)
def test_numbers_in_the_text_of_segments_are_numbers(labels, frame):
    assert list(placet.nps(frame(rising(labels[::-1])), "q", by="wave")["wave"]) == labels


@pytest.mark.parametrize("ordered", [False, True])
def test_categories_without_an_order_come_in_natural_order(ordered):
    words = ["Segment 10", "Segment 2"]
    key = pd.Series(pd.Categorical(words * 3, words, ordered=ordered))
    assert (
        list(placet.nps(pd.DataFrame({"q": [9] * 6, "key": key}), "q", by="key")["key"])
        == words[:: 1 if ordered else -1]
    )


# ---- ordered categories ----------------------------------------------------------------------------------------------

LEVELS = ["low", "mid", "high"]


def libraries():
    data = rising(["high", "low", "mid"])
    words = data["wave"].tolist()
    codes = pa.array([LEVELS.index(word) for word in words], pa.int8())
    arrow = pa.table({**data, "wave": pa.DictionaryArray.from_arrays(codes, LEVELS, ordered=True)})
    pandas = pd.DataFrame(data).assign(wave=pd.Categorical(words, LEVELS, ordered=True))
    polars = pl.DataFrame({**data, "wave": pl.Series(words, dtype=pl.Enum(LEVELS))})
    return {
        "pandas": pandas, "polars": polars, "polars, lazy": polars.lazy(), "arrow": arrow,
        "arrow of pandas": pa.Table.from_pandas(pandas),
        # The oldest versions of polars do not tell Arrow that an enumeration has an order.
        **({"arrow of polars": of_polars} if (of_polars := polars.to_arrow())["wave"].type.ordered else {}),
        "arrow in pieces": pa.concat_tables([arrow[:25], arrow[25:]]),
        "pandas of arrow": arrow.to_pandas(types_mapper=pd.ArrowDtype), "mapping": {**data, "wave": pandas["wave"]},
    }  # fmt: skip


@pytest.mark.parametrize("library", libraries())
@pytest.mark.parametrize("role", ["wave", "by"])
def test_the_order_of_a_category_survives_every_library(library, role):
    data = libraries()[library]
    assert waves(placet.nps(data, "q", **{role: "wave"})) == LEVELS
    assert waves(placet.distribution(data, "q", scale=(0, 10), **{role: "wave"})) == LEVELS


@pytest.mark.parametrize("form", ["relation", "arrow", "df"])
def test_the_order_of_an_enum_of_duckdb(form):
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    connection.execute("create type level as enum ('low', 'mid', 'high')")
    data = pl.DataFrame({"q": [10, 5, 7] * 2, "wave": ["high", "low", "mid"] * 2}).to_arrow()
    connection.register("data", data)
    relation = connection.sql("select q, wave::level as wave from data")
    given = {"relation": relation, "arrow": relation.to_arrow_table(), "df": relation.df()}[form]
    assert placet.nps(given, "q", wave="wave")["wave"] == tuple(LEVELS)
    assert placet.nps(given, "q", by="wave")["wave"] == tuple(LEVELS)
    assert placet.compare(given, "q", wave="wave", against="previous")["level"] == ("mid", "high")


# ---- times -----------------------------------------------------------------------------------------------------------


def times(kind):
    start = np.datetime64("2024-11-20T12:00:00", "us")
    moments = start + np.arange(300) * np.timedelta64(6 * 3600 + 7, "s")
    data = {"q": np.arange(300) % 11}
    if kind == "text":
        return {**data, "t": np.array([str(moment).replace("T", " ") for moment in moments], dtype=object)}
    if kind == "objects":
        return {**data, "t": np.array(moments.tolist(), dtype=object)}
    frame = {"arrays": dict, "pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.table}[kind]
    return frame({**data, "t": moments})


KINDS = ["arrays", "pandas", "polars", "arrow", "text", "objects"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_wave_for_every_respondent_is_refused(kind):
    for call in (placet.track, placet.nps, placet.mean_score):
        how = {"scale": (0, 10)} if call is placet.mean_score else {}
        with pytest.raises(DataError, match=r'300 waves of 300 respondents, nearly one each.*freq="month"'):
            call(times(kind), "q", wave="t", **how)


@pytest.mark.parametrize("kind", KINDS)
def test_times_are_grouped(kind):
    data = times(kind)
    # Every 6 hours and 7 seconds from 20 November, noon: 42 to the end of the month, 124 in December and in January.
    found = placet.track(data, "q", wave="t", freq="month")
    assert (found["t"], found["n"].tolist()) == (("2024-11", "2024-12", "2025-01", "2025-02"), [42, 124, 124, 10])
    assert placet.nps(data, "q", wave="t", freq="quarter")["t"] == ("2024Q4", "2025Q1")
    assert placet.nps(data, "q", wave="t", freq="half")["t"] == ("2024H2", "2025H1")
    assert placet.nps(data, "q", wave="t", freq="year")["t"].tolist() == [2024, 2025]
    assert placet.nps(data, "q", wave="t", freq="week")["t"][:2] == ("2024-W47", "2024-W48")
    assert placet.nps(data, "q", wave="t", freq="day")["t"][0] == dt.date(2024, 11, 20)
    assert placet.compare(data, "q", wave="t", freq="month", against="previous")["level"] == (
        "2024-12", "2025-01", "2025-02",
    )  # fmt: skip


def test_coarser_text_is_grouped_where_it_lies_in_one_period():
    data = rising(["Dec 2024", "Jan 2025", "Mar 2025"])
    assert placet.nps(data, "q", wave="wave", freq="quarter")["n"].tolist() == [BASE, 2 * BASE]
    with pytest.raises(DataError, match="freq='week' groups dates, and 'Dec 2024'"):
        placet.nps(data, "q", wave="wave", freq="week")
    with pytest.raises(DataError, match="freq='month' groups dates, and 'Wave 1'"):
        placet.nps(rising(["Wave 1", "Wave 2"]), "q", wave="wave", freq="month")
    with pytest.raises(DataError, match="freq='decade' is not known"):
        placet.nps(data, "q", wave="wave", freq="decade")


def test_respondents_occur_once_a_month_of_a_grouped_wave():
    days = np.repeat(np.array(["2025-01-03", "2025-01-05", "2025-02-05"], dtype="datetime64[D]"), 5)
    data = {"q": np.arange(15) % 11, "i": np.tile(np.arange(5), 3), "t": days}
    with pytest.raises(DataError, match="occurs more than once in wave '2025-01'"):
        placet.compare(data, "q", wave="t", freq="month", id="i")
    assert placet.compare(data, "q", wave="t", id="i", against="previous")["level"] == (days[5].item(), days[10].item())


def test_new_rows_may_spell_a_wave_otherwise():
    data = with_drivers(rising(["2025Q1", "2025Q2"]))
    fitted = placet.regression(data, "q", ["x"], wave="wave")
    same = fitted.predict({"x": [1.0, 1.0], "wave": ["2025Q1", "2025Q2"]})["estimate"]
    assert fitted.predict({"x": [1.0, 1.0], "wave": ["Q1 2025", "2Q25"]})["estimate"].tolist() == same.tolist()
