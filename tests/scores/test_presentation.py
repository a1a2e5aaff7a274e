"""How scores show themselves: text, page, frames, JSON, pickle; several items and metrics in one table."""

import json
import pickle
from typing import Any

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from placet import Metric, Survey
from placet.datasets import make_survey

SCALE = (1, 10)
NET, TOP, MEAN = Metric.net_box(SCALE, 3, 3), Metric.top_box(SCALE, 3), Metric.mean_score(SCALE)
RESCALED = Metric.mean_score(SCALE, rescale=True)


def answers() -> dict[str, Any]:
    # network: 10 9 8 2 of 4, one missing; bills: 1 1 5 10 10.
    return {
        "network": np.array([10, 9, 8, 2, np.nan]),
        "bills": [1, 1, 5, 10, 10],
        "region": ["North", "North", "South", "South", "South"],
    }


def table(result) -> list[list[str]]:
    """The cells of the text table."""
    lines = result.summary().split("\n\n")[1].split("\n")
    return [line.replace(" of ", "_of_").split() for line in (lines[0], *lines[2:])]


@pytest.mark.parametrize(
    ("metric", "title", "heading", "cells"),
    [
        # network: three of 8..10, one of 1..3: 75 % and 25 %, net 50; mean 29/4 = 7.25, (7.25 - 1)/9 = 69.4 %.
        (NET, "Share of 8 to 10 minus share of 1 to 3 on 1..10 (points, -100 to 100): network", "Net", "50.0"),
        (TOP, "Top box share, 8 to 10 of 1..10 (% of respondents): network", "Top", "75.0%"),
        (Metric.top_box(SCALE), "Top box share, 10 of 1..10 (% of respondents): network", "Top", "25.0%"),
        (Metric.bottom_box(SCALE, 2), "Bottom box share, 1 to 2 of 1..10 (% of respondents): network", "Bottom",
         "25.0%"),
        (Metric.csat(SCALE, 3), "Customer satisfaction (CSAT), 8 to 10 of 1..10 (% of respondents): network", "CSAT",
         "75.0%"),
        (Metric.ces(SCALE), "Customer effort score (CES) (scale points, 1 to 10): network", "CES", "7.25"),
        (MEAN, "Mean score (scale points, 1 to 10): network", "Mean", "7.25"),
        (RESCALED, "Mean score (0 to 100): network", "Mean", "69.4"),
    ],
)  # fmt: skip
def test_each_metric_in_its_units(metric: Metric, title: str, heading: str, cells: str) -> None:
    result = placet.score(answers(), "network", metric)
    assert result.title == result.summary().split("\n")[0] == title
    head, body = table(result)
    assert head[0] == heading
    assert body[0] == cells
    assert body[-1] == "4"
    assert f"{metric.heading} with the adjusted Wald interval" in result.made_by()
    assert title in result.to_html()
    assert cells in result.to_html()


def test_several_items_and_metrics_are_told_apart() -> None:
    survey = Survey(answers(), labels={"network": "手机网络质量", "bills": "Bills & <fees>"})
    result = placet.score(survey, ["network", "bills"], [NET, TOP, MEAN])
    assert result.title == "Scores"
    head, *body = table(result)
    assert head == ["Item", "Metric", "Estimate", "Low", "High", "n"]
    assert [row[0] for row in body] == ["手机网络质量"] * 3 + ["Bills"] * 3
    estimates = [row[next(i for i, cell in enumerate(row) if cell in {"box", "Mean"}) + 1] for row in body]
    # bills: 10 10 of 8..10, 1 1 of 1..3: net 0; mean 27/5.
    assert estimates == ["50.0", "75.0%", "7.25", "0.0", "40.0%", "5.40"]
    page = result._repr_html_()
    assert "Bills &amp; &lt;fees&gt;" in page
    assert "<fees>" not in page
    assert page.count("<tr>") == 7
    assert (result.item_names, result.item, list(result.definitions)) == (
        ("network", "bills"), "network", ["net_box", "top_box", "mean_score"],
    )  # fmt: skip
    by = placet.score(survey, ["network", "bills"], TOP, by="region")
    assert table(by)[0][:4] == ["region", "Item", "Top", "box"]
    assert by.key_columns == ("region",)
    assert by.glance().keys() == {"n_total", "n_used", "n_missing", "sum_weights", "n_eff"}
    assert placet.score(survey, "bills", TOP).glance()["top_box"] == 0.4


@pytest.mark.parametrize(
    "make", [pd.DataFrame, pl.DataFrame, pa.table, dict], ids=["pandas", "polars", "pyarrow", "dict"]
)
def test_frames_json_and_pickle(make) -> None:
    survey = Survey(make(answers()), labels={"network": "网络"}, strata="region")
    for result in (
        placet.score(survey, ["network", "bills"], [NET, TOP, RESCALED], by="region"),
        placet.score(survey, "network", NET, verdict={0: "fine"}, by="region"),
        placet.score(answers(), "network", MEAN, method="bootstrap", n_resamples=20, rng=1, interval="bca"),
        placet.score(answers(), "network", MEAN, method="bayes", n_resamples=20, rng=1, conf_level=0.9),
    ):
        again = pickle.loads(pickle.dumps(result))
        assert (again == result, hash(again) == hash(result), again.summary() == result.summary()) == (True,) * 3
        assert again.about["definitions"][0]["scale"] == SCALE
        loaded = json.loads(result.to_json(), parse_constant=pytest.fail)
        plain = json.loads(json.dumps(result.to_dict(), allow_nan=True))
        assert loaded["kind"] == "scores"
        assert loaded["about"]["definitions"][0]["name"] == result["metric"][0]
        for name, column in loaded["columns"].items():
            kept = [
                None if isinstance(value, float) and not np.isfinite(value) else value
                for value in plain["columns"][name]
            ]
            assert column == kept, name
        frame = result.to_frame()
        names = list(frame.column_names if isinstance(frame, pa.Table) else frame.columns)
        assert names == list(result.table.columns)
        assert len(frame) == len(result.table)
    library = {dict: pl.DataFrame, pa.table: pa.Table}.get(make, make)
    assert isinstance(placet.score(survey, "network", NET).to_frame(), library)


def test_results_differ_where_anything_does() -> None:
    survey = Survey(answers(), strata="region")
    results = [
        placet.score(answers(), "network", TOP),
        placet.score(answers(), "bills", TOP),
        placet.score(answers(), "network", Metric.csat(SCALE, 3)),
        placet.score(answers(), "network", Metric.top_box(SCALE, 2)),
        placet.score(answers(), "network", TOP, method="wald"),
        placet.score(answers(), "network", TOP, conf_level=0.9),
        placet.score(answers(), "network", TOP, verdict={0.5: "good"}),
        placet.score(answers(), ["network", "bills"], TOP),
        placet.score(answers(), "network", [TOP, MEAN]),
        placet.score(survey, "network", TOP),
        placet.score(survey, "network", TOP, method="design"),
        placet.score(answers(), "network", TOP, method="design"),
    ]
    assert len(set(results)) == len(results)
    assert results[0] == placet.score(answers(), "network", TOP)


def test_a_design_shows_its_effect_and_no_design_shows_none() -> None:
    survey = make_survey(1500)
    plain, designed = (placet.nps(survey, "recommend", by="region", cluster=cluster) for cluster in (None, "store"))
    assert "Deff" not in plain.summary()
    assert "Deff" in table(designed)[0]
    deff = [row[-1] for row in table(designed)[1:]]
    assert deff == [f"{value:.2f}" for value in designed["deff"]]
    assert (designed["deff"] > plain["deff"]).any()


def test_thousands_of_segments_are_cut_in_text_and_whole_in_the_frame() -> None:
    data = {"q": np.arange(3000) % 10 + 1, "key": np.arange(3000)}
    result = placet.score(data, "q", [TOP, MEAN], by="key")
    assert "... and 5,940 more rows; to_frame() has all 6,000." in result.summary()
    assert len(result.to_frame()) == 6000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_simulated_survey_in_both_languages(language: str) -> None:
    survey = make_survey(400, language=language)
    result = placet.score(survey, ["network", "bills", "hotline"], [TOP, MEAN], by="brand")
    text = result.summary()
    for item in result.item_names:
        assert survey.label(item) in text
    table_lines = text.split("\n\n")[1].split("\n")
    rule = table_lines[1]
    assert set(rule) == {"-", " "}
    assert len(table_lines) == 2 + 3 * 2 * len(set(result["brand"]))


def test_keys_beyond_64_bits_keep_their_digits():
    keys = np.array([2**63 + 5, 3], dtype=np.uint64)
    assert placet.nps({"q": [1, 9], "g": keys}, "q", by="g")["g"] == (3, 2**63 + 5)


def test_a_key_is_shown_as_it_is_whatever_its_name():
    result = placet.top_box({"q": [5, 1], "reference": [1, 2]}, "q", scale=(1, 5), by="reference")
    assert [row[0] for row in table(result)[-2:]] == ["1", "2"]


def test_one_respondent_under_the_design_method_names_a_fix_that_works():
    with pytest.raises(placet.DataError, match=r'one respondent only.*use another method than "design"$'):
        placet.nps({"q": [10]}, "q", method="design")
    with pytest.raises(placet.DataError, match=r"one respondent only.*leave fpc out$"):
        placet.nps({"q": [10], "N": [500]}, "q", fpc="N")
    assert placet.nps({"q": [10]}, "q")["n"] == 1
