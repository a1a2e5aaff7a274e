"""Indexes of waves whose respondents were asked twice: paired differences, the comparison of scores, brute force."""

from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from .test_available import ITEMS, NODES, TREE, index

NAMES = ["Satisfaction index", "pair", "a", "b", "rest", "c", "d"]


def panel(seed: int = 1, waves: int = 2, n: int = 80, again: float = 1.0, gaps: float = 0.0) -> dict[str, Any]:
    """Answers of respondents in several waves, of whom a share is the same in all."""
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=n)
    data: dict[str, Any] = {"id": [], "wave": [], "w": [], **{item: [] for item in ITEMS}}
    for wave in range(waves):
        who = np.where(np.arange(n) < again * n, np.arange(n), n * (wave + 1) + np.arange(n))
        own = np.where(who < n, halo, rng.normal(size=n))
        data["id"].append(who)
        data["wave"].append(np.full(n, wave))
        data["w"].append(rng.integers(1, 5, n).astype(float))
        for item in ITEMS:
            x = np.clip(np.round(5.5 + 0.3 * wave + 1.5 * own + rng.normal(size=n)), 1, 10)
            data[item].append(np.where(rng.random(n) < gaps, np.nan, x))
    order = rng.permutation(n * waves)
    return {name: np.concatenate(parts)[order] for name, parts in data.items()}


def survey(data: dict[str, Any], **options: Any) -> placet.Survey:
    return placet.Survey(data, id="id", wave="wave", **options)


def test_complete_panels_have_the_paired_t_test() -> None:
    data = panel()
    found = index(survey(data), compare="previous").differences
    scores = placet.index_scores(pd.DataFrame(data), TREE, scale=(1, 10))
    frame = pd.concat([scores, pd.DataFrame(data)[["id", "wave"]]], axis=1)
    for row, name in enumerate(found["term"]):
        before, after = (frame[frame["wave"] == wave].set_index("id")[name] for wave in (0, 1))
        paired = stats.ttest_rel(after, before.loc[after.index])
        interval = paired.confidence_interval(0.95)
        assert_allclose(found["statistic"][row], paired.statistic, rtol=1e-9, err_msg=name)
        assert_allclose(found["p_value"][row], paired.pvalue, rtol=1e-9)
        assert found["df"][row] == paired.df
        if not found["tree_level"][row]:  # of one test
            assert_allclose([found["conf_low"][row], found["conf_high"][row]], list(interval), rtol=1e-9)
    change = placet.index_change(survey(data), TREE, scale=(1, 10))
    share = [1, 0.6, 0.3, 0.3, 0.4, 0.28, 0.12]  # the parts of a node are of the whole
    assert_allclose(change["std_error"], np.array(share) * np.asarray(found["std_error"]), rtol=1e-9)
    assert_allclose(change["score_std_error"], change["std_error"], rtol=1e-9)
    assert_allclose(change["df"], found["df"])


@pytest.mark.parametrize("kind", ["none", "probability"])
@pytest.mark.parametrize("against", ["previous", "all pairs", "total", "rest"])
def test_any_panel_by_brute_force(against: str, kind: str) -> None:
    data = panel(2, waves=3, again=0.6, gaps=0.2)
    given = {} if kind == "none" else {"weights": "w"}
    found = index(survey(data, **given), compare=against, wave="wave").differences
    w = np.ones(len(data["w"])) if kind == "none" else data["w"]
    x = np.column_stack([100 * (data[item] - 1) / 9 for item in ITEMS])

    def added(inside: np.ndarray, shares: np.ndarray) -> np.ndarray:
        """What rows add to a side, without n / (n - 1)."""
        at = ~np.isnan(x) & inside[:, None]
        mean = (w @ np.where(at, x, 0)) / (w @ at)
        return w * ((np.where(at, x - mean, 0) / (w @ at)) @ shares)

    for row in range(len(found["term"])):
        shares = NODES[NAMES.index(found["term"][row])]
        level, other = found["level"][row], found["against"][row]
        one = data["wave"] == level
        rest = {"total": np.ones(len(one), dtype=bool), "rest": ~one}.get(other, data["wave"] == other)
        moved = added(one, shares) - added(rest, shares)
        of_respondents = np.bincount(data["id"], moved)
        # Each side has its n / (n - 1), of some 60 and more here.
        assert_allclose(found["std_error"][row], np.sqrt((of_respondents**2).sum()), rtol=0.02)


def test_scores_are_compared_alike() -> None:
    data = panel(3, waves=3, again=0.5, n=400)
    scores = placet.index_scores(pd.DataFrame(data), TREE, scale=(1, 10))
    data["index"] = scores["Satisfaction index"].to_numpy()
    for given in ({}, {"weights": "w"}):
        found = index(survey(data, **given), compare="all pairs").differences
        expected = placet.compare(
            survey(data, **given), "index", against="all pairs", metric="mean_score", scale=(0, 100)
        )
        whole = found["tree_level"] == 0
        assert_allclose(np.asarray(found["estimate"])[whole], expected["estimate"], rtol=1e-9)
        # Scores have n, and indexes n - 1, below the line.
        assert_allclose(np.asarray(found["std_error"])[whole], expected["std_error"], rtol=2e-3)


@pytest.mark.parametrize("design", [{}, {"strata": "h"}], ids=["plain", "strata"])
def test_nobody_asked_twice_is_as_without_an_id(design: dict[str, str]) -> None:
    data = panel(4, again=0.0, gaps=0.1)
    data["h"] = data["id"] % 3
    without = index(data, wave="wave", compare="previous", weights="w", **design)
    found = index(survey(data, weights="w", **design), wave="wave", compare="previous")
    for name in ("estimate", "std_error", "conf_low", "conf_high", "n_eff"):
        assert_allclose(found[name], without[name], rtol=1e-10, err_msg=name)
    for name in ("std_error", "df", "conf_low", "p_value"):
        assert_allclose(found.differences[name], without.differences[name], rtol=1e-10, err_msg=name)


@pytest.mark.parametrize("design", [{}, {"strata": "h"}], ids=["plain", "strata"])
def test_scores_of_waves_stay_as_they_are(design: dict[str, str]) -> None:
    data = panel(5, again=0.7, gaps=0.1)
    data["h"] = data["id"] % 3
    alone = index(survey(data, weights="w", **design), wave="wave")
    found = index(survey(data, weights="w", **design), wave="wave", compare="previous")
    for name in ("estimate", "std_error", "conf_low", "conf_high", "n", "n_eff"):
        assert_allclose(found[name], alone[name], rtol=1e-10, err_msg=name)
    # Answers of one respondent are alike, so that the difference is surer.
    nobody = {name: values for name, values in data.items() if name != "id"}
    apart = index(nobody, wave="wave", compare="previous", weights="w", **design).differences
    assert (np.asarray(found.differences["std_error"]) < 0.9 * np.asarray(apart["std_error"])).all()


def test_waves_of_segments_and_waves_as_segments() -> None:
    data = panel(6, waves=3, again=0.8)
    data["s"] = np.where(data["id"] % 2, "x", "y")
    change = placet.index_change(survey(data), TREE, scale=(1, 10), by="s", wave="wave")
    for s in ("x", "y"):
        part = {name: values[data["s"] == s] for name, values in data.items()}
        alone = placet.index_change(survey(part), TREE, scale=(1, 10))
        at = [row for row, key in enumerate(change["s"]) if key == s]
        assert_allclose(change["std_error"][at], alone["std_error"], rtol=1e-10)
    found = index(survey(data), by="wave", compare=0).differences
    assert_allclose(found["std_error"], index(survey(data), compare=0).differences["std_error"], rtol=1e-10)


def test_one_respondent_twice_in_a_wave_is_refused_and_an_unused_id_is_said() -> None:
    data = panel(7)
    data["s"] = np.where(data["id"] % 2, "x", "y")
    twice = data | {"id": np.zeros(len(data["id"]))}
    for call in (
        lambda: index(survey(twice), compare="previous"),
        lambda: placet.index_change(survey(twice), TREE, scale=(1, 10)),
    ):
        with pytest.raises(placet.DataError, match="more than once in wave"):
            call()
    assert "id 'id' not used" in index(survey(data), by="s", compare="total").summary()
    assert "not used" not in index(survey(data), by="s").summary()
    assert "80 respondents 'id', 80" not in index(survey(data), wave="wave").summary()
