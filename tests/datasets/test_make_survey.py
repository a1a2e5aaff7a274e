"""The simulated survey as users get it, and whether the package finds in it the truth it was made from."""

import dataclasses
import pickle

import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from placet.datasets import TELECOM_TREE, TRUTH, make_survey
from placet.datasets._telecom import LABELS, LABELS_EN, NA_CODES, PROCESSES

RATINGS = (*PROCESSES, "overall", "recommend")


def test_it_is_a_survey_with_its_design_declared():
    survey = make_survey(50)
    assert isinstance(survey, placet.Survey)
    assert (survey.weights, survey.wave, survey.weight_type) == ("weight", "wave", "probability")
    assert survey.frame.names == list(LABELS)
    assert set(survey.na_codes) == set(RATINGS)
    assert all(tuple(codes) == NA_CODES for codes in survey.na_codes.values())
    with pytest.raises(dataclasses.FrozenInstanceError):
        survey.weights = None


def test_the_codes_spare_the_stores():
    # There are 120 stores: 98 and 99 are two of them.
    stores = placet.nps(make_survey(5000), "recommend", by="store")["store"].tolist()
    assert {98, 99} <= set(stores)


@pytest.mark.parametrize(("language", "labels"), [("en", LABELS_EN), ("zh", LABELS)])
def test_languages(language, labels):
    survey = make_survey(200, language=language)
    assert dict(survey.labels) == labels
    assert labels["recommend"] in placet.nps(survey, "recommend").summary()
    # The language is one of labels only: the answers are the same.
    assert survey.data.equals(make_survey(200).data)


BACKENDS = {"polars": pl.DataFrame, "pandas": pd.DataFrame, "pyarrow": pa.Table}


@pytest.mark.parametrize("backend", BACKENDS)
def test_backends_hold_the_same_answers(backend):
    survey = make_survey(300, seed=5, backend=backend)
    assert type(survey.data) is BACKENDS[backend]
    result = placet.nps(survey, "recommend", by="region")
    assert type(result.to_frame()) is BACKENDS[backend]
    assert result == placet.nps(make_survey(300, seed=5), "recommend", by="region")


def test_without_a_backend_the_first_library_installed_is_taken():
    assert type(make_survey(10).data) is pl.DataFrame


def test_without_any_library_it_is_a_dict_of_arrays(monkeypatch):
    monkeypatch.setattr("placet.datasets.telecom.find_spec", lambda name: None)
    survey = make_survey(300, seed=5)
    assert type(survey.data) is dict
    monkeypatch.undo()
    assert placet.nps(survey, "recommend") == placet.nps(make_survey(300, seed=5), "recommend")


def test_seeds():
    assert make_survey(100, seed=3).data.equals(make_survey(100, seed=3).data)
    assert not make_survey(100, seed=3).data.equals(make_survey(100, seed=4).data)
    assert not make_survey(100, seed=None).data.equals(make_survey(100, seed=None).data)


def test_pickle():
    survey = make_survey(60)
    again = pickle.loads(pickle.dumps(survey))
    assert placet.nps(again, "recommend") == placet.nps(survey, "recommend")


def test_the_tree_holds_every_process_once():
    nodes = [child for _, (_, children) in TELECOM_TREE.items() for child in children]
    assert sorted(nodes) == sorted(PROCESSES)
    result = placet.satisfaction_index(make_survey(500), TELECOM_TREE, scale=(1, 10))
    assert result["total_weight"][result["level"] == 2].sum() == pytest.approx(1)


# ---- recovery: estimates lie where the truth says, within the errors both sides state -------------------------------


@pytest.fixture(scope="module")
def large():
    return make_survey(20_000, seed=2026)


def test_the_weighted_score_recovers_the_truth_and_the_unweighted_one_does_not(large):
    result = placet.nps(large, "recommend")
    error = np.hypot(result["std_error"][0], TRUTH.mc_error["nps"])
    assert abs(result["estimate"][0] - TRUTH.nps) < 4 * error
    plain = placet.nps(large.data, "recommend", na_codes=list(NA_CODES))
    error = np.hypot(plain["std_error"][0], TRUTH.mc_error["nps_unweighted"])
    assert abs(plain["estimate"][0] - TRUTH.nps_unweighted) < 4 * error
    # The weighting matters: 3.8 points are more than four standard errors of either (0.6).
    assert plain["estimate"][0] - TRUTH.nps > 4 * error


def test_key_drivers_recover_the_shares(large):
    result = placet.key_drivers(large, "overall", list(PROCESSES), n_resamples=200, rng=1)
    r2 = result.fit["r2"][0]
    # Standard error of a share: from the spread of the bootstrap, as a quarter of the width of its 95 % interval.
    spread = (result["share_high"] - result["share_low"]) / 4
    assert (spread > 0).all()
    assert spread.max() < 0.01
    for term, share, error in zip(result["term"], result["share"], spread, strict=True):
        # The truth is printed with three decimals, so half a unit of the last is its own.
        limit = 4 * np.hypot(error, TRUTH.mc_error["lmg_shares"]) + 0.0005
        assert abs(share - TRUTH.lmg_shares[term]) < limit, term
    # R² of complete cases: its standard error (1 - R²) 2 R / sqrt(n) is at most 0.006 for the 9,000 there are.
    assert result.about["n_used"] > 8000
    assert r2 == pytest.approx(TRUTH.r_squared, abs=4 * 0.006)
    assert result["share"].sum() == pytest.approx(1, abs=1e-12)
    assert result["term"][0] == "network"


def test_the_lure_is_found_out_by_its_coefficient_not_by_its_share(large):
    # Product information has no path of its own, but takes a share of the halo: larger than that of bills.
    result = placet.key_drivers(large, "overall", list(PROCESSES), n_resamples=0)
    lure, bills = (result["term"].index(name) for name in ("product_information", "bills"))
    assert TRUTH.path_weights["product_information"] == 0
    assert result["share"][lure] > result["share"][bills]
    assert result["standardized"][lure] < 0.5 * result["standardized"][bills]
