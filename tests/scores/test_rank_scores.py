"""Ranks against scipy, rank intervals against pairwise t-tests of scipy with Holm's correction of statsmodels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import DataError
from placet.inference.ranks import _rejected as holm
from placet.inference.ranks import ranks
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import DescrStatsW

few = settings(deadline=None, max_examples=25, derandomize=True)
seeds = st.integers(0, 10**6)
ITEMS = ["a", "b", "c", "d", "e"]


@pytest.fixture(scope="module", autouse=True)
def no_sweeping() -> Iterator[None]:
    """Each call of `multipletests` collects garbage, which takes most of the time of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gc.collect", lambda: 0)
        yield


def answers(seed: int, n: int = 60) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=n)
    columns = {name: 6 + 0.3 * j + halo + rng.normal(size=n) for j, name in enumerate(ITEMS)}
    return columns | {"w": rng.integers(1, 5, n).astype(float), "g": np.array(["y", "x"])[np.arange(n) % 2]}


def by_item(result: Any, *names: str) -> dict[str, tuple[float, ...]]:
    return {row[0]: row[1:] for row in result.table.rows(["item", *names])}


# ---- ranks ---------------------------------------------------------------------------------------------------------


@few
@given(values=st.lists(st.integers(-5, 5), min_size=1, max_size=12), highest=st.booleans())
def test_tied_values_share_the_lower_rank(values: list[int], highest: bool) -> None:
    given = np.array(values, dtype=float)
    expected = stats.rankdata(-given if highest else given, method="min")
    assert ranks(given, highest_first=highest).tolist() == expected.tolist()


def test_ranks_tie_over_rounding_and_leave_missing_values_out() -> None:
    assert ranks(np.array([0.3, 0.1 + 0.2, 1.0])).tolist() == [2, 2, 1]
    assert_allclose(ranks(np.array([2.0, np.nan, 5.0])), [2, np.nan, 1])
    assert ranks(np.array([])).tolist() == []
    # As far apart as a respondent of many millions can bring them.
    assert ranks(np.array([7.0, 7.0 + 1e-9])).tolist() == [2, 1]


@few
@given(seed=seeds, shift=st.sampled_from([-1e3, -2.5, 7.0, 1e4]))
def test_a_constant_added_to_all_items_changes_no_rank(seed: int, shift: float) -> None:
    data = answers(seed)
    moved = data | {name: data[name] + shift for name in ITEMS}
    plain, found = (placet.rank_scores(d, ITEMS, weights="w", by="g") for d in (data, moved))
    assert found["item"] == plain["item"]
    for name in ("rank", "rank_low", "rank_high"):
        assert found[name].tolist() == plain[name].tolist(), name
    assert_allclose(found["estimate"], plain["estimate"] + shift, rtol=1e-12)
    assert_allclose(found["std_dev"], plain["std_dev"], rtol=1e-8)


# ---- means and deviations ------------------------------------------------------------------------------------------


def test_three_respondents_by_hand() -> None:
    # Means 3 and 7; squares about them 2 and 8, standard deviations 1 and 2, errors 1/√3 and 2/√3.
    result = placet.rank_scores({"low": [2, 3, 4], "high": [5, 7, 9]}, ["low", "high"])
    assert result["item"] == ("high", "low")
    assert_allclose(result["estimate"], [7, 3], rtol=1e-14)
    assert_allclose(result["std_dev"], [2, 1], rtol=1e-14)
    assert_allclose(result["std_error"], np.array([2, 1]) / np.sqrt(3), rtol=1e-13)
    # Differences 3, 4, 5: t = 4 √3 = 6.93 on 2 degrees of freedom, p = 0.0202 two-sided: sure of both ranks.
    assert result["rank_low"].tolist() == result["rank_high"].tolist() == [1, 2]
    assert placet.rank_scores({"low": [2, 3, 4], "high": [5, 7, 9]}, ["low", "high"], conf_level=0.99)[
        "rank_high"
    ].tolist() == [2, 2]


@few
@given(seed=seeds)
def test_frequency_weights_against_statsmodels(seed: int) -> None:
    data = answers(seed)
    found = by_item(
        placet.rank_scores(data, ITEMS, weights="w", weight_type="frequency"),
        "estimate", "std_dev", "std_error", "conf_low", "conf_high",
    )  # fmt: skip
    for name in ITEMS:
        oracle = DescrStatsW(data[name], weights=data["w"], ddof=1)
        assert_allclose(found[name], [oracle.mean, oracle.std, oracle.std_mean, *oracle.tconfint_mean()], rtol=1e-10)


# ---- rank intervals ------------------------------------------------------------------------------------------------


def oracle(data: dict[str, np.ndarray], simultaneous: bool) -> dict[str, tuple[int, int]]:
    """Holm over the one-sided paired t-tests of both directions, test by test."""
    pairs = [(j, k) for j in ITEMS for k in ITEMS if j != k]
    above = {(j, k): stats.ttest_rel(data[j], data[k], alternative="greater").pvalue for j, k in pairs}
    if simultaneous:
        rejected = multipletests([above[pair] for pair in pairs], 0.05, "holm")[0]
        surely = {pair for pair, reject in zip(pairs, rejected, strict=True) if reject}
        families = dict.fromkeys(ITEMS, surely)
    else:
        families = {}
        for j in ITEMS:
            own = [pair for pair in pairs if j in pair]
            rejected = multipletests([above[pair] for pair in own], 0.05, "holm")[0]
            families[j] = {pair for pair, reject in zip(own, rejected, strict=True) if reject}
    return {
        j: (1 + sum((k, j) in surely for k in ITEMS), len(ITEMS) - sum((j, k) in surely for k in ITEMS))
        for j, surely in families.items()
    }


@settings(deadline=None, max_examples=15, derandomize=True)
@given(seed=seeds, simultaneous=st.booleans())
def test_rank_intervals_against_pairwise_tests(seed: int, simultaneous: bool) -> None:
    data = answers(seed)
    found = by_item(placet.rank_scores(data, ITEMS, simultaneous=simultaneous), "rank_low", "rank_high")
    assert found == oracle(data, simultaneous)


def test_holm_stops_at_the_first_test_that_fails() -> None:
    # Four hypotheses, two of them with p-values above a half: .013 fails .05 / 4, so .0165 < .05 / 3 is not tried.
    assert holm(np.array([0.0165, 0.013]), 0.95, 4).tolist() == [False, False]
    assert holm(np.array([0.0165, 0.012]), 0.95, 4).tolist() == [True, True]
    rng = np.random.default_rng(3)
    for p_values in rng.uniform(0, 0.03, (500, 4)):
        others = np.r_[p_values, 1 - p_values]
        assert holm(p_values, 0.95, 8).tolist() == multipletests(others, 0.05, "holm")[0][:4].tolist()


@few
@given(seed=seeds)
def test_an_interval_holds_its_rank_and_all_at_once_are_wider(seed: int) -> None:
    data = answers(seed, 25)
    each, all_ = (placet.rank_scores(data, ITEMS, weights="w", simultaneous=s) for s in (False, True))
    for result in (each, all_):
        assert (result["rank_low"] <= result["rank"]).all()
        assert (result["rank"] <= result["rank_high"]).all()
    assert (all_["rank_low"] <= each["rank_low"]).all()
    assert (all_["rank_high"] >= each["rank_high"]).all()


def test_the_intervals_cover_the_ranks_of_tied_items() -> None:
    # Two items tied at the top (both of rank 1) and two tied below (both of rank 3): resampled ranks fail here.
    rng = np.random.default_rng(2024)
    truth, level = {"a": 1, "b": 1, "c": 3, "d": 3}, np.array([0.25, 0.25, 0.0, 0.0])
    runs, covered = 400, dict.fromkeys(truth, 0)
    for _ in range(runs):
        rows = 6 + level + rng.normal(size=(80, 1)) + rng.normal(size=(80, 4))
        found = by_item(
            placet.rank_scores(dict(zip("abcd", rows.T, strict=True)), list("abcd")), "rank_low", "rank_high"
        )
        for name, rank in truth.items():
            covered[name] += found[name][0] <= rank <= found[name][1]
    # At least 95 %: three standard errors of 400 runs are 3.3 points.
    assert min(covered.values()) / runs > 0.917


def test_identical_items_share_a_rank_and_no_test_parts_them() -> None:
    data = {"a": [5.1, 6.3, 7.7, 6.1], "b": [5.1, 6.3, 7.7, 6.1], "c": [1, 2, 2, 1]}
    result = placet.rank_scores(data, ["c", "a", "b"])
    assert result["item"] == ("a", "b", "c")
    assert result["rank"].tolist() == [1, 1, 3]
    assert result["rank_low"].tolist() == [1, 1, 3]
    assert result["rank_high"].tolist() == [2, 2, 3]


def test_too_few_respondents_leave_the_ranks_open() -> None:
    data = {"a": [5, 6, 7, np.nan], "b": [4, 4, 4, 3], "g": ["one", "two", "two", "none"]}
    result = placet.rank_scores(data, ["a", "b"], by="g")
    assert result["g"] == ("none", "none", "one", "one", "two", "two")
    assert np.isnan(result["rank"]).tolist() == [True, True, False, False, False, False]
    assert np.isnan(result["std_dev"]).tolist() == [True, True, True, True, False, False]
    assert result["rank_low"][2:4].tolist() == [1, 1]
    assert result["rank_high"][2:4].tolist() == [2, 2]


@few
@given(seed=seeds)
def test_by_is_filtering(seed: int) -> None:
    data = answers(seed)
    together = placet.rank_scores(data, ITEMS, by="g", weights="w")
    for position, key in enumerate("xy"):
        alone = placet.rank_scores({n: v[data["g"] == key] for n, v in data.items()}, ITEMS, weights="w")
        part = slice(position * 5, position * 5 + 5)
        assert together["item"][part] == alone["item"]
        for name in ("estimate", "std_error", "std_dev", "rank", "rank_low", "rank_high"):
            assert_allclose(together[name][part], alone[name], rtol=1e-10, err_msg=name)


# ---- printed scores ------------------------------------------------------------------------------------------------


def test_the_ranks_of_the_operator_study(reference: Any) -> None:
    import pandas as pd

    table = pd.read_csv(reference / "operator_study" / "scores_19.csv")
    result = placet.rank_scores(
        table, item="code", score="score", printed_rank="printed_rank", elsewhere={"C14": 66.12}
    )
    found = by_item(result, "rank", "printed_rank")
    # As the README of the study says; every rank that was printed is right.
    assert {code for code, (_, printed) in found.items() if np.isnan(printed)} == {"C22", "C27"}
    assert (found["C27"][0], found["C22"][0]) == (11, 16)
    assert all(rank == printed for rank, printed in found.values() if not np.isnan(printed))
    assert result["rank"].tolist() == list(range(1, 20))
    assert "ranks that were not printed: C27 is 11, C22 is 16" in result.made_by()
    # 66.1 or 66.12, between 66 and 66.25: rank 14 both ways.
    assert result.contradictions == ("C14: printed as 66.1 here and as 66.12 elsewhere, which ranks the same",)


SCORES = {"code": ["C13", "C14", "C21", "C22", "C27"], "score": [66, 66.1, 64.18, 65.37, 66.62]}


def test_printed_ranks_are_checked_and_filled_in() -> None:
    # Five scores of the operator study; of them C27 is highest and C21 lowest.
    printed = SCORES | {"printed": [3, 1, 5, None, None]}
    result = placet.rank_scores(printed, score="score", printed_rank="printed", elsewhere={"C22": 66.7})
    assert result["item"] == ("C27", "C14", "C13", "C22", "C21")
    assert result["rank"].tolist() == [1, 2, 3, 4, 5]
    assert result.contradictions == (
        "C14: printed as rank 1, but its score ranks 2",
        "C22: printed as 65.37 here and as 66.7 elsewhere, which would rank 1 instead of 4",
    )
    assert result["contradiction"] == (
        "",
        *(words.split(": ")[1] for words in result.contradictions[:1]),
        "",
        result["contradiction"][3],
        "",
    )
    assert result.glance() == {"n_items": 5, "n_contradictions": 2}


def test_a_tie_may_be_printed_with_any_of_its_ranks() -> None:
    table = {"item": list("abcd"), "score": [5, 7, 5, 1], "printed": [2, 1, 3, 4]}
    result = placet.rank_scores(table, score="score", printed_rank="printed")
    assert result["rank"].tolist() == [1, 2, 2, 4]
    assert result.contradictions == ()
    assert "Printed" in result.summary()
    assert "Printed" not in placet.rank_scores(table, item="item", score="score").summary()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "name what to rank"),
        ({"items": ["a", "b"], "score": "score"}, "score='score' does not go with answers of respondents"),
        ({"score": "a", "weights": "b"}, "weights='b' does not go with a printed table"),
        ({"items": "a"}, "at least two items"),
        ({"items": ["a", "x"]}, "item column 'x' is not in the data"),
        ({"items": ["a", "b"], "simultaneous": 1}, "simultaneous=1 must be True or False"),
        ({"score": "none"}, "score column 'none' is not in the data"),
        ({"score": "a", "item": "name", "elsewhere": {"P": 3}}, "elsewhere names 'P', which is no item"),
        ({"score": "a", "item": "name", "elsewhere": [3]}, "elsewhere must be a mapping"),
        ({"score": "hole", "item": "name"}, "'q' has no 'hole', so it has no rank"),
    ],
)
def test_bad_calls(options: dict[str, Any], words: str) -> None:
    table = {"name": ["p", "q"], "a": [1, 2], "b": [3, 4], "hole": [1, None]}
    with pytest.raises(DataError, match=words):
        placet.rank_scores(table, **options)
