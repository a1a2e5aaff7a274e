"""Indexes whose indicators have gaps: R's survey package, linearised ratios by brute force, means of single items."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose

FOLDER = Path(__file__).parent.parent / "reference"
TREE = {"pair": (0.6, {"a": 0.5, "b": 0.5}), "rest": (0.4, {"c": 0.7, "d": 0.3})}
ITEMS = ["a", "b", "c", "d"]
#: Shares of the items in the nodes, in the order of the tree.
NODES = np.array(
    [[0.3, 0.3, 0.28, 0.12], [0.5, 0.5, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0.7, 0.3], [0, 0, 1, 0], [0, 0, 0, 1]]
)
KINDS = ["none", "probability", "frequency", "precision"]


def answers(seed: int = 1, n: int = 400) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=n)
    data: dict[str, Any] = {x: np.clip(np.round(6 + halo + 1.5 * rng.normal(size=n)), 1, 10) for x in ITEMS}
    for x, share in zip(ITEMS, (0.1, 0.0, 0.3, 0.05), strict=True):
        data[x][rng.random(n) < share] = np.nan
    return data | {"w": rng.integers(1, 5, n).astype(float), "s": rng.choice(["x", "y", "z"], n)}


def index(data: Any, **options: Any) -> Any:
    return placet.satisfaction_index(data, TREE, **{"scale": (1, 10), **options})


# ---- R's survey package ----------------------------------------------------------------------------------------------

DESIGNS = {
    "strata": {"strata": "stratum"},
    "strata_fpc": {"strata": "stratum", "fpc": "fpc_rows"},
    "clusters": {"cluster": "cluster"},
    "strata_clusters": {"strata": "stratum", "cluster": "cluster"},
    "strata_clusters_fpc": {"strata": "stratum", "cluster": "cluster", "fpc": "fpc_clusters"},
}


@pytest.mark.filterwarnings("ignore::placet.ScaleWarning")  # points of 1..5 are taken for some of 0..10
@pytest.mark.parametrize("name", DESIGNS)
def test_indexes_and_differences_as_r_has_them(typed, name: str) -> None:
    survey = placet.Survey(pd.read_csv(FOLDER / "survey.csv"), weights="weight", **DESIGNS[name])
    golden, tree = typed("index")[name], {"score": 0.3, "satisfaction": 0.7}

    def call(**options: Any) -> Any:
        return placet.satisfaction_index(survey, tree, scale=(0, 10), **options)

    whole, by = call(), call(by="segment")
    for result, row, key in ((whole, 0, "whole"), (by, 0, "a"), (by, 3, "b"), (by, 6, "c")):
        assert_allclose([result["estimate"][row], result["std_error"][row]], golden[key], rtol=1e-10, err_msg=key)
    for against, key in (("b", "a_minus_b"), ("total", "a_minus_whole"), ("rest", "a_minus_rest")):
        found = call(by="segment", compare=against).differences
        row = found["level"].index("a")
        assert_allclose([found["estimate"][row], found["std_error"][row]], golden[key], rtol=1e-10, err_msg=key)


# ---- brute force -----------------------------------------------------------------------------------------------------


def by_brute_force(data: dict[str, Any], kind: str, shares: np.ndarray) -> tuple[float, float]:
    """A mean of ratio means and the root of the sum of squares of what respondents add to it."""
    x = np.column_stack([100 * (data[item] - 1) / 9 for item in ITEMS])
    w = np.ones(len(x)) if kind == "none" else data["w"]
    known = ~np.isnan(x)
    total = w @ known
    mean = (w @ np.where(known, x, 0)) / total
    added = (np.where(known, x - mean, 0) / total) @ shares
    used = shares > 0
    rows, weight = known[:, used].sum(axis=0).min(), total[used].min()
    squares = added**2 @ (w**2 if kind == "probability" else w)
    # (n - 1) of the item that fewest answered; frequencies count as so many respondents.
    factor = {"frequency": weight / (weight - 1), "precision": weight / (rows - 1)}.get(kind, rows / (rows - 1))
    return shares @ mean, math.sqrt(factor * squares)


@pytest.mark.parametrize("kind", KINDS)
def test_every_node_by_brute_force(kind: str) -> None:
    given = {} if kind == "none" else {"weights": "w", "weight_type": kind}
    for seed in range(5):
        data = answers(seed)
        result = index(data, **given)
        parts = {s: {k: v[data["s"] == s] for k, v in data.items()} for s in ("x", "y", "z")}
        by = index(data, by="s", **given)
        for node, shares in enumerate(NODES):
            expected = by_brute_force(data, kind, shares)
            assert_allclose([result["estimate"][node], result["std_error"][node]], expected, rtol=1e-10)
            for segment, part in enumerate(parts.values()):
                row = len(NODES) * segment + node
                expected = by_brute_force(part, kind, shares)
                assert_allclose([by["estimate"][row], by["std_error"][row]], expected, rtol=1e-10)


@pytest.mark.parametrize("kind", KINDS[:3])
def test_an_indicator_is_the_mean_of_its_column(kind: str) -> None:
    given = {} if kind == "none" else {"weights": "w", "weight_type": kind}
    data = answers(2)
    result = index(data, by="s", **given)
    for item in ITEMS:
        score = placet.mean_score(data, item, scale=(1, 10), by="s", method="wald", **given)
        rows = [row for row, term in enumerate(result["term"]) if term == item]
        assert_allclose(result["estimate"][rows], 100 * (score["estimate"] - 1) / 9, rtol=1e-12)
        n = score["n"] if kind != "frequency" else score["n_eff"]  # sums of frequencies
        factor = np.sqrt(n / (n - 1))  # which scores do without
        assert_allclose(result["std_error"][rows], 100 / 9 * factor * score["std_error"], rtol=1e-10)
        assert_allclose(result["n"][rows], score["n"])
        assert_allclose(result["n_eff"][rows], score["n_eff"], rtol=1e-10)


def test_whole_weights_are_repeated_rows() -> None:
    data = answers(3)
    times = data["w"].astype(int)
    repeated = {name: np.repeat(column, times) for name, column in data.items()}
    found, expected = index(data, weights="w", weight_type="frequency", by="s"), index(repeated, by="s")
    for name in ("estimate", "std_error", "conf_low", "conf_high", "contribution"):
        assert_allclose(found[name], expected[name], rtol=1e-10, err_msg=name)


def test_rows_of_nothing_change_nothing() -> None:
    data = answers(4, 60)
    more = {name: np.append(column, column[:3]) for name, column in data.items()}
    empty = {**more, **{item: np.append(data[item], [np.nan] * 3) for item in ITEMS}}
    found, expected = index(empty), index(data)
    assert_allclose(found["std_error"], expected["std_error"], rtol=1e-12)
    assert (found.about["n_used"], found.about["n_missing"]) == (60, 3)
    weightless = {**more, "w": np.append(data["w"], [0.0] * 3)}
    found, expected = index(weightless, weights="w"), index(data, weights="w")
    assert_allclose(found["std_error"], expected["std_error"], rtol=1e-12)


def test_codes_for_no_answer_are_gaps_in_any_type() -> None:
    data = answers(5)
    whole = {item: np.where(np.isnan(data[item]), 99, data[item]).astype(np.int16) for item in ITEMS}
    expected = index(data)
    for library in (dict, pd.DataFrame):
        found = index(library({**data, **whole}), na_codes=[99])
        for name in ("estimate", "std_error", "n", "n_eff"):
            assert_allclose(found[name], expected[name], rtol=1e-12, err_msg=name)


# ---- who was asked ---------------------------------------------------------------------------------------------------


def test_an_item_that_a_segment_was_not_asked_leaves_its_weight_to_its_siblings() -> None:
    data = answers(6)
    data["c"][data["s"] == "y"] = np.nan
    result = index(data, by="s")
    y = {name: result[name][7:14] for name in ("estimate", "coverage", "contribution")}
    # Without c, rest is d alone; the dimension keeps its weight of .4.
    assert_allclose(y["estimate"][4], y["estimate"][6], rtol=1e-14)
    assert_allclose(y["estimate"][0], 0.6 * y["estimate"][1] + 0.4 * y["estimate"][6], rtol=1e-14)
    assert_allclose(y["coverage"], [1 - 0.4 * 0.7, 1, 1, 1, 0.3, 0, 1], rtol=1e-14)
    assert np.isnan([y["estimate"][5], y["contribution"][5]]).all()
    assert_allclose(y["contribution"][[1, 4]].sum(), y["estimate"][0], rtol=1e-14)
    assert "nobody answered 'c' in y" in result.summary()
    assert "more, each" not in result.summary()
    with pytest.raises(placet.DataError, match="nobody answered column 'c'"):
        index({**data, "w": np.where(np.isnan(data["c"]), 1.0, 0.0)}, weights="w")


def test_indicators_that_were_not_asked_are_counted_beyond_the_first_five() -> None:
    data = answers(6)
    for item in ("b", "c", "d"):
        data[item][data["s"] != "x"] = np.nan
    notes = index(data, by="s").about["notes"]
    assert sum("nobody answered" in note for note in notes) == 5
    assert "and 1 more, each an indicator that nobody in a segment answered" in notes


def test_errors_of_respondent_scores_tell_columns_from_nodes() -> None:
    # Nodes have other names than columns, and a node may lack what every column has.
    tree = placet.IndicatorTree({"A": 0.5, "B": 0.5}, name="all", columns={"A": "a", "B": "b"})
    options = {"scale": (0, 10), "missing": "prorate"}
    half = {"a": [3.0, np.nan], "b": [np.nan, 5.0]}
    with pytest.raises(
        placet.DataError, match=r"nobody answered 60% of the weight of node 'all', which min_share=0\.6"
    ):
        placet.satisfaction_index(half, tree, min_share=0.6, **options)
    assert_allclose(placet.satisfaction_index(half, tree, **options)["estimate"][0], 40)
    half |= {"w": [1.0, 0.0]}  # whoever has no weight answered nothing
    with pytest.raises(placet.DataError, match="nobody answered column 'b'"):
        placet.satisfaction_index(half, tree, weights="w", **options)


def test_contributions_of_every_level_add_up_to_the_index() -> None:
    result = index(answers(7), by="s", weights="w")
    for segment in range(3):
        part = slice(7 * segment, 7 * segment + 7)
        for level in (1, 2):
            at = result["level"][part] == level
            assert_allclose(result["contribution"][part][at].sum(), result["estimate"][part][0], rtol=1e-13)
        # Where all was asked a node adds its weight times its score, and so do the limits.
        for name, of in (
            ("contribution", "estimate"),
            ("contribution_low", "conf_low"),
            ("contribution_high", "conf_high"),
        ):
            assert_allclose(result[name][part], result["total_weight"][part] * result[of][part], rtol=1e-12)


# ---- scores of respondents -------------------------------------------------------------------------------------------


def test_prorated_nodes_are_means_of_respondents_scores() -> None:
    data = answers(8)
    scores = placet.index_scores(pd.DataFrame(data), TREE, scale=(1, 10), min_share=0.6)
    result = index(data, missing="prorate", min_share=0.6, weights="w", by="s")
    for node, name in enumerate(scores.columns):
        column = {"x": scores[name].to_numpy(), "w": data["w"], "s": data["s"]}
        mean = placet.mean_score(column, "x", scale=(0, 100), weights="w", by="s", method="wald")
        rows = [node, node + 7, node + 14]
        assert_allclose(result["estimate"][rows], mean["estimate"], rtol=1e-12)
        assert_allclose(result["std_error"][rows], np.sqrt(mean["n"] / (mean["n"] - 1)) * mean["std_error"], rtol=1e-10)
        assert_allclose(result["n"][rows], mean["n"])


def test_scores_of_respondents_by_hand() -> None:
    data = {"a": [10, 1, None], "b": [1, None, None], "c": [5.5, None, 10], "d": [10, 10, 10]}
    # Points 100, 0, 50, 100; pair 50, rest .7 x 50 + .3 x 100 = 65, whole .6 x 50 + .4 x 65 = 56.
    scores = placet.index_scores(data, TREE, scale=(1, 10))
    assert_allclose(scores.to_numpy()[0], [56, 50, 100, 0, 65, 50, 100], rtol=1e-14)
    # Of the second a (.3 of the whole, half of pair) and d (.12; .3 of rest) are answered: .42 and .3 are too little.
    assert_allclose(scores.to_numpy()[1], [np.nan, 0, 0, np.nan, np.nan, np.nan, 100])
    assert_allclose(placet.index_scores(data, TREE, scale=(1, 10), min_share=0.4).to_numpy()[1, 0], 12 / 0.42)
    assert np.isnan(placet.index_scores(data, TREE, scale=(1, 10), missing="drop").to_numpy()[2, :2]).all()
    with pytest.raises(placet.DataError, match="2 of 3 respondents have gaps"):
        placet.index_scores(data, TREE, scale=(1, 10), missing="raise")
    with pytest.raises(placet.DataError, match="min_share=0 must be a share above 0"):
        placet.index_scores(data, TREE, scale=(1, 10), min_share=0)


def test_scales_by_column() -> None:
    data = {"a": [1, 5, 3], "b": [0, 10, 5]}
    result = placet.satisfaction_index(data, {"a": 0.5, "b": 0.5}, scale={"a": (1, 5), "b": (0, 10)})
    assert_allclose(result["estimate"], [50, 50, 50], rtol=1e-14)
    with pytest.raises(placet.DataError, match="scale= has no scale of 'b'"):
        placet.satisfaction_index(data, {"a": 0.5, "b": 0.5}, scale={"a": (1, 5)})
    with pytest.raises(placet.DataError, match=r"column 'b' holds 10 in row 1, which is outside the scale 0\.\.5"):
        placet.satisfaction_index(data, {"a": 0.5, "b": 0.5}, scale={"a": (1, 5), "b": (0, 5)})


def test_grades_name_the_nearest() -> None:
    grades = {"very good": 100, "good": 80, "fair": 60, "bad": 0}
    data = {"a": [68.22], "b": [90.0]}
    result = placet.satisfaction_index(data, {"a": 0.5, "b": 0.5}, scale=(0, 100), grades=grades)
    assert result["grade"] == ("good", "fair", "very good")  # 79.11; of 90, in the middle, the higher
    with pytest.raises(placet.DataError, match="out of order: 'fair' has 60 points and 'good' 80"):
        placet.satisfaction_index(
            data, {"a": 1.0}, scale=(0, 100), grades={"very good": 100, "fair": 60, "good": 80, "bad": 0}
        )
