"""Differences of indexes between segments and waves: the comparison of scores, brute force, how often they reject."""

from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose

from .test_available import ITEMS, NODES, TREE, answers

DESIGNS = [{"cluster": "c1"}, {"strata": "h"}, {"strata": "h", "cluster": "c1"}]


def complete(seed: int = 1, n: int = 600) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    data = {name: np.where(np.isnan(v), 5.0, v) if name in ITEMS else v for name, v in answers(seed, n).items()}
    cluster = rng.integers(0, 24, n)
    halo = np.round(rng.normal(size=24)[cluster])
    data |= {x: np.clip(data[x] + halo, 1, 10) for x in ITEMS}
    return data | {"c1": cluster, "h": cluster % 3, "wave": rng.integers(1, 4, n)}


def differences(data: Any, **options: Any) -> Any:
    return placet.satisfaction_index(data, TREE, **{"scale": (1, 10), **options}).differences


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: "-".join(design))
@pytest.mark.parametrize("against", ["total", "rest", "all pairs", "y"])
def test_complete_answers_differ_as_the_composite_does(design: dict[str, str], against: str) -> None:
    data = complete()
    scores = placet.index_scores(pd.DataFrame(data), TREE, scale=(1, 10))
    survey = placet.Survey({**data, "index": scores["Satisfaction index"].to_numpy()}, weights="w", **design)
    found = differences(survey, by="s", compare=against)
    expected = placet.compare(survey, "index", metric="mean_score", scale=(0, 100), by="s", against=against)
    whole = found["tree_level"] == 0
    for name in ("estimate", "std_error", "score", "reference", "n", "n_against"):
        assert_allclose(np.asarray(found[name])[whole], expected[name], rtol=1e-9, err_msg=name)
    assert [a for a, at in zip(found["level"], whole, strict=True) if at] == list(expected["level"])


def test_waves_are_compared_with_the_wave_before() -> None:
    data = complete(2)
    scores = placet.index_scores(pd.DataFrame(data), TREE, scale=(1, 10))
    data["index"] = scores["Satisfaction index"].to_numpy()
    for design in ({"strata": "h"}, {"cluster": "c1"}):
        found = differences(data, wave="wave", compare="previous", by="s", **design)
        options = {"metric": "mean_score", "scale": (0, 100), "by": "s", "wave": "wave", "against": "previous"}
        expected = placet.compare(data, "index", **options, **design)
        whole = found["tree_level"] == 0
        for name in ("estimate", "std_error"):
            assert_allclose(np.asarray(found[name])[whole], expected[name], rtol=1e-9, err_msg=name)
        assert list(np.array(found["s"])[whole]) == list(expected["s"])


def test_differences_with_gaps_by_brute_force() -> None:
    data = answers(3)
    found = differences(data, by="s", compare="total", weights="w")
    x = np.column_stack([100 * (data[item] - 1) / 9 for item in ITEMS])
    known, w = ~np.isnan(x), data["w"]

    def added(inside: np.ndarray) -> np.ndarray:
        at = known & inside[:, None]
        mean = (w @ np.where(at, x, 0)) / (w @ at)
        return w[:, None] * np.where(at, x - mean, 0) / (w @ at)

    every = np.ones(len(w), dtype=bool)
    for row, (level, term) in enumerate(zip(found["level"], found["term"], strict=True)):
        shares = NODES[["Satisfaction index", "pair", "a", "b", "rest", "c", "d"].index(term)]
        moved = (added(data["s"] == level) - added(every)) @ shares
        # Each side has its n / (n - 1), which is some 1.01 and 1.003 here.
        assert_allclose(found["std_error"][row], np.sqrt((moved**2).sum()), rtol=0.01)


def test_findings_and_intervals_agree() -> None:
    data = complete(4)
    data["a"] = np.clip(data["a"] + 2 * (data["s"] == "x"), 1, 10)
    for adjust in ("holm", "bonferroni", "fdr_bh", "none"):
        found = differences(data, by="s", compare="all pairs", adjust=adjust)
        outside = (found["conf_low"] > 0) | (found["conf_high"] < 0)
        assert (outside == (found["p_adjusted"] < 0.05)).all()
        assert [word != "not significant" for word in found["finding"]] == outside.tolist()
        assert (found["p_adjusted"] >= found["p_value"]).all()


@pytest.mark.parametrize("kind", ["iid", "weighted", "clusters", "gaps"])
def test_tests_reject_as_often_as_they_say(kind: str) -> None:
    # 400 samples without a difference: 5 % of them is 20, and 3.5 to 7 % with a margin of two standard errors is below.
    rejected = tests = 0
    for seed in range(400):
        rng = np.random.default_rng([seed, 7])
        n = 240
        cluster = rng.integers(0, 24, n)
        halo = rng.normal(size=n) + (0.4 * rng.normal(size=24)[cluster] if kind == "clusters" else 0)
        data: dict[str, Any] = {x: np.clip(np.round(6 + halo + rng.normal(size=n)), 1, 10) for x in ITEMS}
        if kind == "gaps":
            for x in ITEMS:
                data[x][rng.random(n) < 0.3] = np.nan
        data |= {"s": rng.choice(["x", "y", "z"], n), "w": np.exp(0.5 * rng.normal(size=n)), "c1": cluster}
        design = {"weighted": {"weights": "w"}, "clusters": {"cluster": "c1"}}.get(kind, {})
        found = differences(data, by="s", compare="x", adjust="none", **design)
        whole = found["tree_level"] == 0
        rejected += int((found["p_value"][whole] < 0.05).sum())
        tests += int(whole.sum())
    assert 0.03 <= rejected / tests <= 0.075
