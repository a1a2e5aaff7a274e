"""Printed tables: the operator study reproduced, its printed mistakes found, and bad tables refused by name."""

from __future__ import annotations

import json
import pickle
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import DataError

few = settings(deadline=None, max_examples=30, derandomize=True)
FRAMES = [dict, pd.DataFrame, pl.DataFrame, pl.LazyFrame, pa.table]

# The mystery-shopping scorecard of a service hall and the factors of the same study of a mobile operator (Inner
# Mongolia, 2007-2011), as printed.
HALL = {
    "item": ["Environment", "Visual identity", "Facilities", "Leaflets", "Zoning", "VIP area", "Staff appearance",
             "Staff manner", "Staff competence", "Taking requests", "Completing requests"],
    "possible": [8, 11, 10, 4, 5, 3, 6, 17, 14, 12, 10],
    "scored": [7.8, 9.8, 9.4, 4.0, 5.0, 0.9, 4.2, 16.1, 11.6, 14.0, 6.8],
    "lost": [-0.2, -1.2, -0.6, 0.0, 0.0, -2.1, -1.8, -0.9, -0.4, -0.1, -3.2],
}  # fmt: skip
FACTORS = {
    "factor": ["Network quality", "Complaint handling", "Service hall", "Customer service centre", "Customer club"],
    "own": [71.73, 62.99, 78.35, 79.29, 79.1],
    "competitor": [87.2, 57.7, 84.3, 86, 89.4],
    "gap": [-15.47, 5.29, -5.95, -6.71, -10.3],
}
BRANDS = {"brand": ["GoTone", "M-Zone", "Easyown"], "own": [78.75, 74.05, 80.3], "rival": [70.15, 70.15, 63.7]}
SHARES = {"GoTone": 0.219, "M-Zone": 0.120, "Easyown": 0.661}


def column(result: Any, name: str) -> dict[str, float]:
    return dict(result.table.rows(["item", name]))


# ---- benchmark -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("frame", FRAMES)
def test_the_factors_of_the_operator_study(frame: Any) -> None:
    result = placet.benchmark(frame(FACTORS), "own", "competitor", printed_gap="gap")
    assert result["item"] == (
        "Network quality", "Customer club", "Customer service centre", "Service hall", "Complaint handling"
    )  # fmt: skip
    assert result["rank"].tolist() == [1, 2, 3, 4, 5]
    assert_allclose(result["estimate"], sorted(FACTORS["gap"]), rtol=1e-12)
    assert result.contradictions == ()
    assert result.glance()["worst_gap"] == pytest.approx(-15.47)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_of_competitive_factors(reference: Any, language: str) -> None:
    table = pd.read_csv(reference / "operator_study" / "competitor_gap.csv")
    result = placet.benchmark(table, "own", "competitor", item=f"factor_{language}", printed_gap="gap")
    expected = table.sort_values("gap")
    assert list(result["item"]) == list(expected[f"factor_{language}"])
    assert_allclose(result["estimate"], expected["gap"], rtol=1e-12)
    assert result.contradictions == ()


def test_the_composites_of_the_brands(reference: Any) -> None:
    table = pd.read_csv(reference / "operator_study" / "brands.csv")
    result = placet.benchmark(table, "own", "competitor", item="brand_en", weights=SHARES, printed_gap="gap")
    *_, whole = result.table.rows(["item", "own", "competitor", "estimate", "printed_gap", "level"])
    assert [round(x, 2) if isinstance(x, float) else x for x in whole] == ["Composite", 79.21, 65.89, 13.32, 13.32, 0]
    assert result.contradictions == ()
    assert np.isnan(result["rank"][-1])
    # Other shares do not give the printed composite, and it says so.
    wrong = placet.benchmark(
        table, "own", "competitor", item="brand_en", weights=dict.fromkeys(SHARES, 1), normalize=True
    )
    assert len(wrong.contradictions) == 1
    assert "printed own 79.21, but the shares give 77.7" in wrong.contradictions[0]


def test_composites_by_hand() -> None:
    # .219 x 78.75 + .120 x 74.05 + .661 x 80.3 = 79.21055 and .339 x 70.15 + .661 x 63.7 = 65.88655.
    for weights in (SHARES, "share"):
        table = BRANDS | {"share": list(SHARES.values())}
        result = placet.benchmark(table, "own", "rival", item="brand", weights=weights)
        assert_allclose([result["own"][-1], result["competitor"][-1]], [79.21055, 65.88655], rtol=1e-13)
        assert_allclose(result["estimate"][-1], 13.324, rtol=1e-12)
        assert result["weight"].tolist() == [0.12, 0.219, 0.661, 1]
    assert result.glance()["composite_gap"] == pytest.approx(13.324)


def test_a_number_in_place_of_the_competitor_gives_deviations(reference: Any) -> None:
    facts = json.loads((reference / "operator_study" / "facts.json").read_text(encoding="utf-8"))
    segments = facts["segments"]
    table = {"segment": list(segments)} | {
        name: [segment[name] for segment in segments.values()] for name in ("index", "deviation")
    }
    result = placet.benchmark(table, "index", facts["overall_index"], printed_gap="deviation")
    assert {name: round(value, 2) for name, value in column(result, "estimate").items()} == {
        "broadband": -0.61, "mobile": 0.56
    }  # fmt: skip
    assert result.contradictions == ()
    assert result.title == "Gaps of index to Total (points)"


def test_printed_gaps_that_do_not_follow_are_named() -> None:
    table = FACTORS | {"gap": [-15.47, -5.29, -5.95, -6.71, None]}
    result = placet.benchmark(table, "own", "competitor", printed_gap="gap")
    assert result.contradictions == ("Complaint handling: printed gap -5.29, but 62.99 - 57.7 = 5.29",)
    assert result.glance()["n_contradictions"] == 1
    assert "Figures of 1 row contradict each other:\n  Complaint handling: printed gap" in result.summary()
    assert "<li>Complaint handling: printed gap" in result._repr_html_()


def test_rounding_in_print_is_no_contradiction() -> None:
    # The gap is printed with one decimal: 71.73 - 87.2 = -15.47 rounds to -15.5, and not to -15.4.
    table = {"factor": ["a", "b"], "own": [71.73, 71.73], "rival": [87.2, 87.2], "gap": [-15.5, -15.4]}
    found = placet.benchmark(table, "own", "rival", printed_gap="gap").contradictions
    assert found == ("b: printed gap -15.4, but 71.73 - 87.2 = -15.47",)
    assert placet.benchmark(table, "own", "rival", printed_gap="gap", tolerance=0.1).contradictions == ()
    assert len(placet.benchmark(table, "own", "rival", printed_gap="gap", tolerance=0).contradictions) == 2


@few
@given(own=st.lists(st.integers(0, 10_000), min_size=1, max_size=8, unique=True), level=st.integers(0, 10_000))
def test_exchanging_own_and_competitor_turns_the_order(own: list[int], level: int) -> None:
    table = {
        "item": [f"i{k}" for k in range(len(own))],
        "own": np.array(own) / 100,
        "rival": np.full(len(own), level / 100),
    }
    there, back = placet.benchmark(table, "own", "rival"), placet.benchmark(table, "rival", "own")
    assert back["item"] == there["item"][::-1]
    assert_allclose(back["estimate"], -there["estimate"][::-1])
    fixed = placet.benchmark(table, "own", level / 100)
    assert_allclose(fixed["estimate"], there["estimate"])
    assert fixed["rank"].tolist() == there["rank"].tolist()


def test_figures_that_are_not_printed_are_no_gap_and_are_named() -> None:
    table = {"factor": ["a", "b", "c"], "own": [1.0, None, 3.0], "rival": [2.0, 2.0, None]}
    result = placet.benchmark(table, "own", "rival", weights={"a": 0.5, "b": 0.5, "c": 0})
    assert result["item"] == ("a", "b", "c", "Composite")
    assert_allclose(result["estimate"], [-1, np.nan, np.nan, np.nan])
    assert_allclose(result["competitor"][-1], 2)  # an item of no share needs no figure
    assert "'b' has no 'own', 'c' has no 'rival'" in result.made_by()


# ---- scorecard -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("frame", FRAMES)
def test_the_printed_mistakes_of_the_service_hall(frame: Any) -> None:
    result = placet.scorecard(frame(HALL), "possible", "scored", "lost", total_possible=100, total_scored=89.5)
    assert result["item"] == (*HALL["item"], "Total")  # in the order of the card
    lost = column(result, "estimate")
    assert lost["Staff competence"] == pytest.approx(2.4)
    assert lost["Taking requests"] == pytest.approx(-2)
    assert result.contradictions == (
        "Staff competence: printed as losing 0.4, but 14 - 11.6 = 2.4",
        "Taking requests: 14 points scored of 12 possible; printed as losing 0.1, but 12 - 14 = -2",
        "Total: printed total of points scored 89.5, but the items add up to 89.6",
    )
    assert "the points possible of 'Staff competence' and 'Taking requests' look exchanged" in result.made_by()
    totals = {"possible": 100, "scored": 89.6, "lost": 10.4, "loss_rate": 0.104, "n_items": 12, "n_contradictions": 3}
    assert result.glance() == pytest.approx(totals)
    assert_allclose(np.nansum(result["loss_share"][:-1]), 1, rtol=1e-12)
    assert result.title == "Scorecard: 89.6 of 100.0 points"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_scorecards_of_the_operator_study(reference: Any, language: str) -> None:
    hall, club = (pd.read_csv(reference / "operator_study" / f"scorecard_{which}.csv") for which in ("hall", "club"))
    item = f"item_{language}"
    found = placet.scorecard(hall, "possible", "scored", "printed_lost", item=item, total_scored=89.5)
    names = list(hall.loc[hall["item_en"].isin(["Staff competence", "Taking requests"]), item])
    assert [words.split(":")[0] for words in found.contradictions] == [*names, "Total"]
    clean = placet.scorecard(club, "possible", "scored", "printed_lost", item=item)
    assert clean.contradictions == ()
    assert (clean["possible"][-1], clean["scored"][-1]) == (100, 89.5)
    # Facilities lose 8 of 21 points, and 8 of the 10.5 that are lost.
    worst = int(np.argmax(clean["loss_share"][:-1]))
    assert_allclose([clean["loss_rate"][worst], clean["loss_share"][worst]], [8 / 21, 8 / 10.5], rtol=1e-12)


def test_a_row_of_totals_is_checked_and_no_item() -> None:
    table = {"item": ["a", "b", "Sum"], "possible": [5, 5, 10], "scored": [4.5, 5, 9.4], "lost": [0.5, 0, 0.6]}
    result = placet.scorecard(table, "possible", "scored", "lost", total="Sum")
    assert result["item"] == ("a", "b", "Sum")
    assert result["level"].tolist() == [1, 1, 0]
    assert result.contradictions == (
        "Sum: printed total of points scored 9.4, but the items add up to 9.5; "
        "printed total of points lost 0.6, but the items add up to 0.5",
    )
    with pytest.raises(DataError, match=r"total_scored=9.5 is given, and row 'Sum' has it too"):
        placet.scorecard(table, "possible", "scored", "lost", total="Sum", total_scored=9.5)


def test_items_that_do_not_apply_are_out_of_the_totals_and_named() -> None:
    table = {"item": ["a", "b", "c"], "possible": [5, None, 4], "scored": [4, 3, None]}
    result = placet.scorecard(table, "possible", "scored")
    assert_allclose(result["estimate"], [1, np.nan, np.nan, 1])
    assert_allclose([result["possible"][-1], result["scored"][-1]], [5, 4])
    assert "not in the totals: 'b' has no 'possible', 'c' has no 'scored'" in result.made_by()


def test_an_item_without_points_has_no_loss_rate_and_negative_scores_are_named() -> None:
    result = placet.scorecard({"item": ["a", "b"], "of": [0, 2], "got": [0, -1]}, "of", "got")
    assert_allclose(result["loss_rate"], [np.nan, 1.5, 1.5])
    assert result.contradictions == ("b: -1 points scored, less than nothing",)


@few
@given(
    points=st.lists(st.tuples(st.integers(1, 200), st.floats(0, 1)), min_size=1, max_size=10),
    sign=st.sampled_from([1, -1]),
)
def test_a_card_that_adds_up_has_no_contradictions(points: list[tuple[int, float]], sign: int) -> None:
    # In tenths of points, so printed exactly.
    possible = [p for p, _ in points]
    scored = [round(p * share) for p, share in points]
    card = {
        "item": [f"i{k}" for k in range(len(points))], "p": np.array(possible) / 10, "s": np.array(scored) / 10,
        "l": sign * (np.array(possible) - np.array(scored)) / 10,
    }  # fmt: skip
    result = placet.scorecard(card, "p", "s", "l", total_possible=sum(possible) / 10, total_scored=sum(scored) / 10)
    assert result.contradictions == ()
    wrong = card | {"l": card["l"] + sign * 0.1}
    assert len(placet.scorecard(wrong, "p", "s", "l").contradictions) == len(points)


# ---- reading printed tables ----------------------------------------------------------------------------------------


def test_rows_are_named_by_the_first_column_left_or_numbered() -> None:
    assert placet.benchmark(BRANDS, "own", "rival")["item"] == ("M-Zone", "GoTone", "Easyown")
    assert placet.benchmark({"own": [2, 1], "rival": [1, 2]}, "own", "rival")["item"] == ("2", "1")
    assert placet.benchmark({"year": [2008.0, 2009.0], "own": [2, 1]}, "own", 1.5)["item"] == ("2009", "2008")


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pa.table])
def test_figures_of_other_types(frame: Any) -> None:
    plain = placet.benchmark(FACTORS, "own", "competitor", printed_gap="gap")
    for kind in (np.float32, Decimal):
        figures = {
            name: np.array(values, dtype=np.float32) if kind is np.float32 else [Decimal(f"{v:.2f}") for v in values]
            for name, values in FACTORS.items()
            if name != "factor"
        }
        found = placet.benchmark(
            frame({"factor": FACTORS["factor"], **figures}), "own", "competitor", printed_gap="gap"
        )
        assert found.table.columns["estimate"].tolist() == plain["estimate"].tolist()
        assert found.contradictions == ()


def test_names_of_categories_and_display_labels() -> None:
    frame = pd.DataFrame(FACTORS).astype({"factor": "category"})
    survey = placet.Survey(frame, labels={"Network quality": "网络质量", "own": "中国移动"})
    result = placet.benchmark(survey, "own", "competitor")
    assert "网络质量" in result.summary()
    assert result.title == "Gaps of 中国移动 to competitor (points)"
    assert isinstance(result.to_frame(), pd.DataFrame)


@pytest.mark.parametrize("frame", FRAMES)
def test_text_where_numbers_are_needed_names_row_and_column(frame: Any) -> None:
    table = frame({"factor": ["Hall", "Club"], "own": ["71,73", "62.99"], "competitor": [1.0, 2.0]})
    with pytest.raises(DataError, match=r"column 'own' holds '71,73' for 'Hall' where a number is needed"):
        placet.benchmark(table, "own", "competitor")


BAD = [
    ({"factor": ["a", "a"]}, {}, "column 'factor' names 'a' in row 0 and again in row 1"),
    ({"factor": ["a", None]}, {}, "column 'factor' names no item in row 1"),
    ({"factor": ["a", " "]}, {}, "column 'factor' names no item in row 1"),
    ({"own": [1, np.inf]}, {}, "column 'own' holds an infinite value for 'b'"),
    ({"own": [True, False]}, {}, "column 'own' holds True for 'a' where a number is needed"),
    ({"own": [1, [2]]}, {}, "column 'own'"),
    ({}, {"item": "own"}, "column 'own' is given both as item and as figures"),
    ({}, {"competitor": "own"}, "column 'own' is given both as own and as competitor"),
    ({}, {"competitor": "rivel"}, "competitor column 'rivel' is not in the data; did you mean 'rival'"),
    ({}, {"competitor": None}, "competitor=None must be a number"),
    ({}, {"competitor": np.nan}, "competitor=nan must be a number"),
    ({}, {"tolerance": -1}, "tolerance=-1 must be a number of at least 0"),
    ({}, {"weights": {"a": 0.5}}, "the share of 'b' is missing"),
    ({}, {"weights": {"a": 1.5, "b": -0.5}}, "the share of 'b' is -0.5"),
    ({}, {"weights": {"a": 0.5, "b": 0.4}}, "the shares sum to 0.9, not 1"),
    ({}, {"weights": {"a": 0, "b": 0}, "normalize": True}, "the shares sum to 0, not 1"),
    ({}, {"weights": {"a": 0.5, "x": 0.5}}, "weights names 'x', which is no item; the items are a, b"),
    ({}, {"weights": 0.5}, "weights must be a column or a mapping"),
    ({"factor": ["Composite", "b"]}, {"composite": "b"}, None),
]


@pytest.mark.parametrize(("changed", "options", "words"), BAD)
def test_bad_tables_are_refused_by_name(changed: Any, options: Any, words: str | None) -> None:
    table = {"factor": ["a", "b"], "own": [1, 2], "rival": [2, 1], **changed}
    if "own" in changed and any(isinstance(value, (list, bool)) for value in changed["own"]):
        table["own"] = pd.Series(changed["own"], dtype=object).to_numpy()
    call = {"own": "own", "competitor": "rival"} | options
    if words is None:
        assert placet.benchmark(table, **call)["item"] == ("Composite", "b")
        return
    with pytest.raises(DataError, match=words) as caught:
        placet.benchmark(table, **call)
    assert "\n" not in str(caught.value)


def test_bad_scorecards_and_empty_tables() -> None:
    card = {"item": ["a", "b"], "possible": [5, -1], "scored": [4, 0]}
    with pytest.raises(DataError, match=r"column 'possible' is -1 for 'b'; it must be at least 0"):
        placet.scorecard(card, "possible", "scored")
    with pytest.raises(DataError, match=r"total_scored='x' must be a number"):
        placet.scorecard(HALL, "possible", "scored", total_scored="x")  # type: ignore[arg-type]
    with pytest.raises(DataError, match=r"no row but 'Total'"):
        placet.scorecard({"item": ["Total"], "possible": [5], "scored": [4]}, "possible", "scored")
    with pytest.raises(DataError, match=r"no row but 'Composite'"):
        placet.benchmark({"item": ["Composite"], "own": [5]}, "own", 3)
    with pytest.raises(DataError, match="no rows"):
        placet.benchmark({"item": [], "own": [], "rival": []}, "own", "rival")


@pytest.mark.parametrize(
    "result",
    [
        placet.benchmark(FACTORS, "own", "competitor", printed_gap="gap"),
        placet.scorecard(HALL, "possible", "scored", "lost"),
        placet.rank_scores(FACTORS, score="own", printed_rank="gap"),
        placet.complaint_iceberg({"<script>": 3}, [2, 25]),
    ],
    ids=lambda result: result.kind,
)
def test_results_of_printed_tables_keep_the_contract(result: Any) -> None:
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert hash(again) == hash(result)
    assert json.loads(result.to_json())["kind"] == result.kind
    assert list(result.to_frame().columns) == list(result.table.columns)
    columns = [name for name in result.table.columns if name != "unit"]  # of a scorecard
    assert columns[:3] == ["item", "metric", "estimate"]
    assert repr(result) == result.summary()
    assert "<script" not in result._repr_html_()
    assert all(type(value) in (int, float) for value in result.glance().values())


# ---- complaints ----------------------------------------------------------------------------------------------------


def test_the_iceberg_of_the_operator_study(reference: Any) -> None:
    facts = json.loads((reference / "operator_study" / "facts.json").read_text(encoding="utf-8"))
    assert placet.complaint_iceberg(1)["estimate"][0] == facts["complaint_iceberg"]["dissatisfied_per_complaint"] == 25
    told = {f"{who}": facts["word_of_mouth"][who] for who in ("dissatisfied_tells", "satisfied_tells")}
    result = placet.complaint_iceberg(120, customers=40_000, **told)
    # 120 x 25 = 3,000 dissatisfied, 2,880 of them silent, 7.5 % of 40,000; 11 x 3,000 and 5 x 37,000 people are told.
    row = {name: float(result[name][0]) for name in ("estimate", "silent", "share", "told_bad", "told_good")}
    assert row == {"estimate": 3000, "silent": 2880, "share": 0.075, "told_bad": 33_000, "told_good": 185_000}
    words = result.made_by()
    for part in ("Assumed, not estimated", "that 25 customers", "dissatisfied customer tells 11", "tells 5 people"):
        assert part in words
    assert "assumption" in result.title
    assert result.glance() == {"complaints": 120, "dissatisfied": 3000, "silent": 2880, "share": 0.075}


def test_segments_and_several_ratios() -> None:
    result = placet.complaint_iceberg({"North": 12, "South": 40}, [2, 12.5], customers={"North": 600, "South": 1000})
    assert result["item"] == ("North", "North", "South", "South")
    assert result["estimate"].tolist() == [24, 150, 80, 500]
    assert_allclose(result["share"], [0.04, 0.25, 0.08, 0.5])
    assert np.isnan(result["told_bad"]).all()
    assert "12.5" in result.summary()
    assert "Told" not in result.summary()
    assert result.glance() == {}


@pytest.mark.parametrize(
    ("given", "options", "words"),
    [
        (-1, {}, "complaints=-1 must be a number of at least 0"),
        ("many", {}, "complaints='many' must be a number"),
        (None, {}, "complaints=None must be a number"),
        ({}, {}, "complaints is empty"),
        (10, {"ratio": 0.5}, "ratio=0.5 must be at least 1: who complains is dissatisfied"),
        (10, {"ratio": []}, "ratio is empty"),
        (10, {"ratio": "25"}, "ratio='25' must be a number"),
        (10, {"customers": 200}, "10 complaints times 25 are 250 dissatisfied customers, more than the 200 customers"),
        (10, {"customers": {"a": 200}}, "customers is a mapping and complaints is one number"),
        ({"a": 1}, {"customers": 100}, "customers must be a mapping of the segments of complaints in their order: 'a'"),
        (10, {"satisfied_tells": 5}, "satisfied_tells needs customers"),
        (10, {"dissatisfied_tells": -5}, "dissatisfied_tells=-5 must be a number of at least 0"),
    ],
)
def test_bad_assumptions(given: Any, options: Any, words: str) -> None:
    with pytest.raises(DataError, match=words):
        placet.complaint_iceberg(given, **options)
