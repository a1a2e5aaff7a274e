"""Every wave is a sample of its own: its row is what its rows alone give, and waves covary by the units they share."""

from typing import Any

import numpy as np
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import DataError, Survey

WAVES = [2021, 2022, 2023]


def waves(seed: int, clusters: int = 12) -> dict[str, np.ndarray]:
    """Clusters 0 to 11 in strata, each in two of three waves or in all; populations grow from wave to wave."""
    rng = np.random.default_rng(seed)
    stratum, mood = np.arange(clusters) % 2, rng.normal(0, 1.5, clusters)
    there = rng.random((clusters, 3)) < 0.8
    there[:4] = True  # two clusters a stratum and wave at least
    cluster, wave = (np.repeat(codes, 6) for codes in np.nonzero(there))
    q = np.clip(np.rint(7 + mood[cluster] + 0.4 * wave + rng.normal(0, 2, len(cluster))), 0, 10)
    other = np.clip(np.rint(6 + 0.5 * (q - 6) + rng.normal(0, 2, len(cluster))), 0, 10)
    q[rng.random(len(q)) < 0.05] = np.nan
    return {
        "q": q, "x": other, "wave": np.array(WAVES)[wave], "c": cluster, "own": cluster * 10 + wave,
        "h": np.array(["A", "B"])[stratum[cluster]], "w": rng.uniform(0.5, 2, len(q)),
        "g": rng.choice(["u", "v"], len(q)), "shops": 20 + wave * 5, "people": 300 + 100 * wave,
    }  # fmt: skip


DESIGNS: dict[str, dict[str, Any]] = {
    "respondents": {},
    "strata": {"strata": "h"},
    "population": {"fpc": "people"},
    "strata of a population": {"strata": "h", "fpc": "people"},
    "clusters": {"cluster": "c"},
    "clusters in strata": {"strata": "h", "cluster": "c", "weights": "w"},
    "clusters of a population": {"strata": "h", "cluster": "c", "fpc": "shops", "weights": "w"},
    "other clusters": {"strata": "h", "cluster": "own", "fpc": "shops"},
}
ONE: dict[str, Any] = {
    "nps": lambda s, **k: placet.nps(s, "q", method="design", **k),
    "adjusted": lambda s, **k: placet.nps(s, "q", **k),
    "mean": lambda s, **k: placet.mean_score(s, "q", scale=(0, 10), **k),
    "distribution": lambda s, **k: placet.distribution(s, "q", scale=(0, 10), **k),
    "gap": lambda s, **k: placet.gap(s, "q", "x", **k),
    "ranks": lambda s, **k: placet.rank_scores(s, ["q", "x"], **k),
    "index": lambda s, **k: placet.satisfaction_index(s, {"q": 0.5, "x": 0.5}, scale=(0, 10), **k),
    "regression": lambda s, **k: placet.regression(s, "q", ["x"], **k),
}
COLUMNS = ("estimate", "std_error", "df", "conf_low", "conf_high", "n_eff")


@pytest.mark.parametrize("design", DESIGNS.values(), ids=list(DESIGNS))
@pytest.mark.parametrize("call", ONE.values(), ids=list(ONE))
def test_the_row_of_a_wave_is_what_its_rows_alone_give(call, design):
    data = waves(1)
    joint = {
        "in the call": call(Survey(data, **design), wave="wave"),
        "in the survey": call(Survey(data, wave="wave", **design), by="wave"),
    }
    for wave in WAVES:
        own = data["wave"] == wave
        alone = call(Survey({name: values[own] for name, values in data.items()}, **design))
        for how, found in joint.items():
            at = [row for row, label in enumerate(found["wave"]) if label == wave]
            for name in set(COLUMNS) & set(alone.table.columns):
                assert_allclose(found[name][at], alone[name], rtol=1e-9, atol=1e-12, err_msg=f"{how}: {name}")


def test_track_and_segments_of_waves():
    data = waves(2)
    design = DESIGNS["clusters of a population"]
    found = placet.track(Survey(data, wave="wave", **design), "q", by="g")
    for row, (segment, wave) in enumerate(zip(found["g"], found["wave"], strict=True)):
        own = data["wave"] == wave
        alone = placet.nps(Survey({k: v[own] for k, v in data.items()}, **design), "q", by="g")
        at = list(alone["g"]).index(segment)
        for name in ("std_error", "df", "conf_low", "conf_high"):
            assert_allclose(found[name][row], alone[name][at], rtol=1e-9, err_msg=name)


# ---- covariances -----------------------------------------------------------------------------------------------------


def by_definition(data, unit, z, drawn=None):
    """The variance of a total of z: deviations of units within the strata of a wave, added over the waves of a unit."""
    adds: dict[Any, float] = {}
    for wave in WAVES:
        for stratum in np.unique(data["h"]):
            own = (data["wave"] == wave) & (data["h"] == stratum)
            units = np.unique(data[unit][own])
            totals = np.array([z[own & (data[unit] == one)].sum() for one in units])
            n = len(units)
            share = 1.0 if drawn is None else 1 - n / data[drawn][own][0]
            for one, move in zip(units, np.sqrt(share * n / (n - 1)) * (totals - totals.mean()), strict=True):
                adds[one] = adds.get(one, 0.0) + move
    return sum(move**2 for move in adds.values())


def linearised(data, value, rows):
    """Linearised values of the score of some rows, 0 for the others."""
    rows = rows & ~np.isnan(data["q"])
    weight = data["w"] * rows
    mean = (weight[rows] * value[rows]).sum() / weight.sum()
    return np.where(rows, weight * (np.nan_to_num(value) - mean) / weight.sum(), 0.0)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), unit=st.sampled_from(["c", "own"]), fpc=st.sampled_from([None, "shops"]))
def test_covariances_of_waves_by_definition(seed, unit, fpc):
    data = waves(seed)
    survey = Survey(data, wave="wave", strata="h", cluster=unit, fpc=fpc, weights="w")
    x, every = data["q"], np.ones(len(data["q"]), dtype=bool)
    at = {wave: linearised(data, x, data["wave"] == wave) for wave in WAVES}
    how: dict[str, Any] = {"metric": "mean_score", "scale": (0, 10), "method": "design"}

    previous = placet.compare(survey, "q", against="previous", **how)
    for row, (before, after) in enumerate([(2021, 2022), (2022, 2023)]):
        right = by_definition(data, unit, at[after] - at[before], fpc)
        assert_allclose(previous["std_error"][row] ** 2, right, rtol=1e-9)
    rest = placet.compare(survey, "q", wave="wave", against="rest", **how)
    for row, wave in enumerate(WAVES):
        others = linearised(data, x, data["wave"] != wave)
        assert_allclose(rest["std_error"][row] ** 2, by_definition(data, unit, at[wave] - others, fpc), rtol=1e-9)
    total = placet.mean_score(survey, "q", scale=(0, 10))
    assert_allclose(total["std_error"][0] ** 2, by_definition(data, unit, linearised(data, x, every), fpc), rtol=1e-9)
    segments = placet.mean_score(survey, "q", scale=(0, 10), by="g")
    for row, segment in enumerate(segments["g"]):
        right = by_definition(data, unit, linearised(data, x, data["g"] == segment), fpc)
        assert_allclose(segments["std_error"][row] ** 2, right, rtol=1e-9)
    change = placet.change(survey, "q", by="g", metric="mean_score", scale=(0, 10))
    assert_allclose(change["std_error"][0], previous["std_error"][1], rtol=1e-9)
    gap = placet.gap(survey, "q", "x")
    both = ~np.isnan(data["q"])
    right = by_definition(data, unit, linearised(data, data["q"] - data["x"], both), fpc)
    assert_allclose(gap["std_error"][0] ** 2, right, rtol=1e-9)


def test_regression_over_waves_keeps_the_covariance_of_clusters():
    data = waves(3)
    survey = Survey(data, wave="wave", strata="h", cluster="c", weights="w")
    found = placet.regression(survey, "q", ["x"])
    rows = ~np.isnan(data["q"])
    design = np.column_stack([np.ones(len(rows)), data["x"]])
    w = data["w"] * rows
    inverse = np.linalg.inv((design * w[:, None]).T @ design)
    residual = np.nan_to_num(data["q"]) - design @ found["estimate"]
    influence = (design * (w * residual)[:, None]) @ inverse
    for i in range(2):
        assert_allclose(found["std_error"][i] ** 2, by_definition(data, "c", influence[:, i]), rtol=1e-9)


def test_waves_that_share_clusters_share_degrees_of_freedom():
    data = waves(4)
    for unit in ("c", "own"):
        survey = Survey(data, wave="wave", strata="h", cluster=unit)
        answered = ~np.isnan(data["q"])
        units = len(np.unique(data[unit][answered]))
        strata = 2 if unit == "c" else 6
        assert placet.nps(survey, "q", method="design")["df"][0] == units - strata


def test_respondents_asked_twice_within_strata():
    rng = np.random.default_rng(5)
    people = 200
    q = np.clip(np.rint(7 + np.tile(rng.normal(0, 2, people), 2) + rng.normal(0, 1, 2 * people)), 0, 10)
    data = {
        "q": q, "id": np.tile(np.arange(people), 2), "wave": np.repeat([2021, 2022], people),
        "h": np.tile(np.where(np.arange(people) < 80, "A", "B"), 2), "w": np.ones(2 * people), "N": np.full(400, 150.0),
    }  # fmt: skip
    data = {name: values[np.arange(400) != 399] for name, values in data.items()}  # one of B was asked once
    survey = Survey(data, strata="h", id="id", wave="wave", fpc="N")
    named = placet.compare(survey, "q", wave="wave", against="previous", method="design")
    segment = placet.compare(survey, "q", by="wave", against="all pairs", method="design")
    assert_allclose(named["std_error"], segment["std_error"])
    value = 100 * ((q[:399] >= 9) * 1.0 - (q[:399] <= 6))
    z = linearised(data, value, data["wave"] == 2022) - linearised(data, value, data["wave"] == 2021)
    adds: dict[int, float] = {}
    for wave in (2021, 2022):
        for stratum in ("A", "B"):
            own = np.flatnonzero((data["wave"] == wave) & (data["h"] == stratum))
            factor = (1 - len(own) / 150) * len(own) / (len(own) - 1)
            for row in own:
                adds[data["id"][row]] = adds.get(data["id"][row], 0) + np.sqrt(factor) * (z[row] - z[own].mean())
    assert_allclose(named["std_error"][0] ** 2, sum(move**2 for move in adds.values()), rtol=1e-9)


def test_an_identity_that_is_not_looked_at_is_said():
    data = waves(6)
    data |= {"id": np.arange(len(data["q"]))}
    found = placet.compare(Survey(data, id="id"), "q", by="g")
    assert any("id 'id' not used" in note for note in found.about["notes"])
    found = placet.compare(Survey(data, id="id", wave="wave"), "q", by="wave")
    assert not any("not used" in note for note in found.about["notes"])


# ---- what is said, and what is refused -------------------------------------------------------------------------------


def test_populations_are_counted_by_wave():
    rng = np.random.default_rng(0)
    data = {"q": rng.integers(0, 11, 1500), "wave": np.repeat(np.arange(15), 100), "N": np.full(1500, 1000)}
    found = placet.nps(data, "q", wave="wave", fpc="N", method="design")
    alone = placet.nps({name: values[:100] for name, values in data.items()}, "q", fpc="N", method="design")
    assert_allclose(found["std_error"][0], alone["std_error"][0])
    assert "every wave of 'wave' a sample of its own" in found.about["notes"][0]
    with pytest.raises(DataError, match=r"says 1000 units, but 1500 were drawn"):
        placet.nps(data, "q", fpc="N", method="design")
    small = data | {"N": np.where(data["wave"] == 3, 90, 1000)}
    with pytest.raises(DataError, match=r"says 90 units in wave 3, but 100 were drawn"):
        placet.nps(small, "q", wave="wave", fpc="N")


def test_clusters_of_several_waves_are_said():
    found = placet.nps(Survey(waves(1), wave="wave", cluster="c"), "q")
    assert "12 clusters 'c', " in found.about["notes"][0]
    assert "of them in several waves" in found.about["notes"][0]
    assert "several" not in placet.nps(Survey(waves(1), wave="wave", cluster="own"), "q").about["notes"][0]


def test_one_cluster_in_the_stratum_of_a_wave_follows_the_rule():
    data = waves(7)
    keep = (data["wave"] != 2022) | (data["h"] == "A") | (data["c"] == 1)
    data = {name: values[keep] for name, values in data.items()}
    with pytest.raises(DataError, match=r"stratum 'B' of wave 2022 of 'h' has one cluster only"):
        placet.nps(Survey(data, wave="wave", strata="h", cluster="c"), "q")
    for rule in ("certainty", "adjust", "average"):
        design = {"strata": "h", "cluster": "c", "lonely_psu": rule}
        found = placet.nps(Survey(data, **design), "q", wave="wave", method="design")
        own = {name: values[data["wave"] == 2022] for name, values in data.items()}
        alone = placet.nps(Survey(own, **design), "q", method="design")
        assert_allclose(found["std_error"][1], alone["std_error"][0], rtol=1e-10)


def test_a_wave_of_one_respondent_stops_no_other():
    data = {"q": [10, 3, 9, 7, 10, 2, 8], "wave": [1, 1, 1, 1, 1, 1, 2]}
    found = placet.nps(data, "q", wave="wave", method="design")
    alone = placet.nps({name: values[:6] for name, values in data.items()}, "q", method="design")
    assert_allclose(found["std_error"][0], alone["std_error"][0])


def test_rows_without_a_wave_are_a_sample_too():
    data = waves(8)
    wave = data["wave"].astype(float)
    wave[::7] = np.nan
    survey = Survey(data | {"wave": wave}, strata="h", wave="wave")
    named = Survey(data | {"wave": np.nan_to_num(wave, nan=1.0)}, strata="h", wave="wave")
    assert_allclose(placet.nps(survey, "q")["std_error"], placet.nps(named, "q")["std_error"])


def test_waves_that_are_not_listed_are_samples_too():
    data = waves(9)
    listed = Survey(data, strata="h", wave="wave", waves=[2022, 2023])
    every = Survey(data, strata="h", wave="wave")
    assert_allclose(placet.nps(listed, "q")["std_error"], placet.nps(every, "q")["std_error"])
    found = placet.nps(listed, "q", wave="wave", method="design")
    assert_allclose(found["std_error"], placet.nps(every, "q", wave="wave", method="design")["std_error"][1:])


def test_clusters_are_drawn_again_with_all_their_waves():
    data = waves(10)
    data = {name: values[~np.isnan(data["q"])] for name, values in data.items()}
    how: dict[str, Any] = {"n_resamples": 400, "rng": 1, "progress": False}
    panel = placet.key_drivers(Survey(data, wave="wave", cluster="c"), "q", ["x"], **how)
    # Without waves the same clusters are drawn; clusters of their own in every wave would be three times as many.
    whole = placet.key_drivers(Survey(data, cluster="c"), "q", ["x"], **how)
    assert_allclose(panel["importance_std_error"], whole["importance_std_error"])
