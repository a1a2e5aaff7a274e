"""Domains that replicates miss and strata without answers, against R's survey package (tests/reference/domains.R)."""

from pathlib import Path

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose
from placet import ReplicateWeights, Survey

FOLDER = Path(__file__).parent.parent / "reference"
MEAN = {"metric": "mean_score", "scale": (0, 10)}


@pytest.fixture(scope="module")
def golden(typed):
    return typed("domains")


@pytest.fixture(scope="module")
def sample():
    return pd.read_csv(FOLDER / "domains.csv")


# ---- replicates that miss a domain -----------------------------------------------------------------------------------


def replicated(sample, mse):
    return Survey(sample, weights="weight", repweights=ReplicateWeights("r*", "bootstrap", mse=mse))


@pytest.mark.parametrize("suffix", ["", "_mse"])
def test_replicates_without_a_segment_are_left_out(golden, sample, suffix):
    survey = replicated(sample, bool(suffix))
    with pytest.warns(placet.ReplicatesWarning, match="2 of a"):
        found = placet.nps(survey, "score", by="segment")
    with pytest.warns(placet.ReplicatesWarning):
        gap = placet.gap(survey, "score", "other", by="segment")
    for row, domain in enumerate("abc"):
        right = golden[f"replicates_{domain}{suffix}"]
        assert right["lost"] == {"a": 2, "b": 0, "c": 1}[domain]
        for name in ("estimate", "std_error", "df"):
            assert_allclose(found[name][row], right[name], rtol=1e-10)
        for name in ("estimate", "std_error"):
            assert_allclose(gap[name][row], golden[f"gap_{domain}{suffix}"][name], rtol=1e-10)
    assert any("2 of a" in note for note in found.about["notes"])
    # The interval has the error's width, not that of respondents drawn one by one.
    alone = placet.nps(sample, "score", by="segment", weights="weight")
    assert found["n_eff"][0] < alone["n_eff"][0]
    assert found["conf_high"][0] - found["conf_low"][0] > alone["conf_high"][0] - alone["conf_low"][0]


@pytest.mark.parametrize("suffix", ["", "_mse"])
def test_differences_leave_out_replicates_without_either_side(golden, sample, suffix):
    keep = sample["segment"] != "c"
    with pytest.warns(placet.ReplicatesWarning, match="2 of a"):
        found = placet.compare(replicated(sample[keep], bool(suffix)), "score", by="segment", against="b")
    for name in ("estimate", "std_error"):
        assert_allclose(found[name][0], golden[f"a_minus_b{suffix}"][name], rtol=1e-10)


CALLS = {
    "nps": lambda s: placet.nps(s, "score", by="segment"),
    "score interval": lambda s: placet.nps(s, "score", by="segment", method="score"),
    "mean": lambda s: placet.mean_score(s, "score", scale=(0, 10), by="segment"),
    "distribution": lambda s: placet.distribution(s, "score", scale=(0, 10), by="segment"),
    "compare": lambda s: placet.compare(s, "score", by="segment", against="b"),
    "gap": lambda s: placet.gap(s, "score", "other", by="segment"),
    "ranks": lambda s: placet.rank_scores(s, ["score", "other"], by="segment"),
    "index": lambda s: placet.satisfaction_index(s, {"score": 0.5, "other": 0.5}, scale=(0, 10), by="segment"),
    "regression": lambda s: placet.regression(s, "score", ["other"], by="segment"),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_a_segment_of_one_replicate_has_no_interval(sample, call):
    # All replicates but one leave a out: nothing is known of its error, and no interval may look as if there were.
    names = [name for name in sample if name.startswith("r")]
    few = sample.assign(**{name: sample[name].where(sample["segment"] != "a", 0.0) for name in names[1:]})
    few[names[0]] = few["weight"]
    with pytest.warns(placet.ReplicatesWarning):
        found = call(replicated(few, False)).to_frame()
    a = found[found["segment"] == "a"] if "segment" in found else found[found["level"] == "a"]
    assert len(a)
    assert a[["conf_low", "conf_high"]].isna().all(axis=None)
    assert not (a["std_error"] > 0).any()
    others = found.drop(a.index)
    assert others["std_error"].notna().any() or not len(others)


# ---- strata without answers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["average", "adjust", "certainty"])
def test_strata_without_answers_are_no_part_of_an_average(golden, sample, rule):
    survey = Survey(sample, weights="weight", strata="stratum", cluster="cluster", lonely_psu=rule)
    found = {
        "nps": placet.nps(survey, "score", method="design"),
        "score": placet.mean_score(survey, "score", scale=(0, 10)),
        "gap": placet.gap(survey, "score", "other"),
    }
    for name, result in found.items():
        right = golden[f"lonely_{rule}_{name}"]
        for column in ("estimate", "std_error"):
            assert_allclose(result[column][0], right[column], rtol=1e-10)
    assert found["nps"]["df"][0] == golden[f"lonely_{rule}_nps"]["df"]
    slope = placet.regression(survey, "score", ["other"])
    assert_allclose(slope["estimate"][1], golden[f"lonely_{rule}_slope"]["estimate"], rtol=1e-10)
    assert_allclose(slope["std_error"][1], golden[f"lonely_{rule}_slope"]["std_error"], rtol=1e-10)
    ranked = placet.rank_scores(survey, ["score", "other"])
    both = sample["score"].notna()
    filtered = Survey(sample[both], weights="weight", strata="stratum", cluster="cluster", lonely_psu=rule)
    assert_allclose(ranked["std_error"], placet.rank_scores(filtered, ["score", "other"])["std_error"], rtol=1e-12)


# ---- stages of sampling ----------------------------------------------------------------------------------------------


def test_clusters_of_a_population_are_taken_as_complete_and_said_to_be(golden, sample):
    survey = Survey(sample, weights="weight", cluster="cluster", fpc="shops")
    found = placet.nps(survey, "score", method="design")
    assert_allclose(found["std_error"][0], golden["one_stage_nps"]["std_error"], rtol=1e-10)
    assert_allclose(
        placet.mean_score(survey, "other", scale=(0, 10))["std_error"][0], golden["one_stage_other"]["std_error"]
    )
    # With 10 % of the customers of every shop asked the error is larger, which the result has to say.
    assert found["std_error"][0] < golden["two_stages_nps"]["std_error"]
    assert "finite population 'shops' of clusters, each taken to be asked completely" in found.about["notes"][0]
    without = placet.nps(Survey(sample, weights="weight", cluster="cluster"), "score")
    assert "completely" not in without.about["notes"][0]


# ---- two samples -----------------------------------------------------------------------------------------------------


def test_two_samples_have_the_statistic_of_svyttest(golden, sample):
    survey = Survey(sample, weights="weight", cluster="cluster")
    for name, how in (("nps", {}), ("score", MEAN)):
        found = placet.compare(survey, "score", by="group", against="x", method="design", **how)
        right = golden[f"ttest_{name}"]
        assert_allclose(found["estimate"][0], right["estimate"], rtol=1e-10)
        assert_allclose(found["statistic"][0], right["statistic"], rtol=1e-10)
        # R takes the degrees of freedom of the design less one; ours allow for clusters of unequal size.
        assert right["df"] == right["degf"] - 1
        assert 1 <= found["df"][0] <= right["degf"]
        assert found["p_value"][0] >= right["p_value"] - 0.01
    assert not np.isnan(found["p_value"]).any()
