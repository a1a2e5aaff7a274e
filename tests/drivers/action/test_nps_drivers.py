"""What `nps_drivers` says and refuses: levers by tests, designs, scales, labels, bad input."""

from functools import partial

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from numpy.testing import assert_allclose
from placet import DataError, ModelError
from placet.drivers.action.levers import _lever

from .test_nps_sides import NAMES, by_name, customers, sides_of

# ---- levers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "promoter", "detractor", "more", "differ", "lever"),
    [
        (1, 1, 0, True, True, "makes promoters"),
        (1, 1, 1, True, True, "mainly makes promoters"),
        (1, 0, 1, False, True, "prevents detractors"),
        (1, 1, 1, False, True, "mainly prevents detractors"),
        (-1, -1, 0, True, True, "loses promoters"),
        (-1, -1, -1, False, True, "mainly makes detractors"),
        (1, 1, 0, True, False, "both"),  # the larger side is larger by chance, for all that is known
        (-1, -1, -1, True, False, "harms both"),
        (0, 1, -1, True, True, "polarises"),
        (1, -1, 1, False, True, "evens out"),
        (0, 0, 0, True, True, "no effect shown"),
        (0, 1, 0, True, False, "no effect shown"),
        (1, 1, 0, False, True, "no effect shown"),  # a side that nobody knows looks larger
    ],
)
def test_levers_are_told_by_tests(score, promoter, detractor, more, differ, lever):
    assert _lever(score, promoter, detractor, more, differ) == lever


def test_drivers_that_work_on_one_side():
    found = sides_of(customers(20_000))
    levers = dict(zip(found["term"], found["lever"], strict=True))
    assert levers == {
        "network": levers["network"], "bills": "mainly makes promoters", "hotline": "mainly prevents detractors",
        "shop": "no effect shown",
    }  # fmt: skip


def test_without_passives_the_sides_are_one():
    data = customers().assign(recommend=lambda d: np.where(d["recommend"] > 6, 10, 0))
    found = sides_of(data)
    assert_allclose(found["promoter"], found["detractor"], atol=1e-12)
    assert np.isnan(found["difference_p_value"]).all()
    assert found["lever"][0] == "both"


# ---- designs, keys, frames -------------------------------------------------------------------------------------------


def test_errors_are_those_of_regression():
    data = customers().assign(points=lambda d: 100.0 * (d["recommend"] >= 9) - 100.0 * (d["recommend"] <= 6))
    rng = np.random.default_rng(4)
    copies = {f"r{i}": data["weight"] * rng.poisson(1, len(data)) for i in range(20)}
    data = data.assign(**copies, size=len(data) * 4)
    for how in (
        {"weights": "weight", "strata": "stratum", "cluster": "store"}, {"fpc": "size"}, {"errors": "design"},
        {"weights": "weight", "repweights": placet.ReplicateWeights(list(copies), "bootstrap")},
        {"covariates": "region", "factors": "region", "errors": "HC4"}, {"wave": "stratum", "errors": "HC1"},
    ):  # fmt: skip
        found, own = sides_of(data, **how).to_frame(), placet.regression(data, "points", NAMES, **how).to_frame()
        keys = [name for name in ("stratum",) if name in found]
        own = own[own["term"].isin(NAMES)].rename(columns={"p_value": "p_value"})
        joined = found.merge(own, on=[*keys, "term"], suffixes=("", "_own"))
        assert len(joined) == len(found)
        for column in ("estimate", "std_error", "df", "p_value", "conf_low", "vif"):
            assert_allclose(joined[column], joined[f"{column}_own"], rtol=1e-9, atol=1e-12)


def test_factors_whose_levels_some_segments_lack():
    data, brands = customers(), np.random.default_rng(2).choice(["甲", "乙", "丙"], 600)
    data["brand"] = np.where((data["region"] == "北") & (brands == "丙"), "甲", brands)
    data.loc[::9, "network"] = np.nan
    for rule in ("drop", "indicator", "pairwise", "em"):
        found = sides_of(data, by="region", covariates="brand", factors="brand", missing=rule)
        for whole, parts in (("estimate", ("promoter", "detractor")), ("gain", ("promoter_gain", "detractor_gain"))):
            assert_allclose(sum(found[part] for part in parts), found[whole], rtol=1e-6)
        assert np.isfinite(found["gain"]).all()


def test_nearly_dependent_drivers():
    data = customers()
    rng = np.random.default_rng(1)
    data["bills"] = data["network"] + 1e-4 * rng.normal(size=len(data))
    with pytest.warns(placet.CollinearityWarning):
        found = sides_of(data, driver_scale=(0, 11))
    # Every one of the three regressions has digits of its own to lose, of coefficients in the thousands.
    assert_allclose((found["promoter"] + found["detractor"] - found["estimate"]) / found["std_error"], 0, atol=1e-9)
    parts = found["promoter_importance"] + found["detractor_importance"]
    assert_allclose(parts, found["importance"], rtol=1e-12)
    assert_allclose(found["importance"].sum(), found.fit["r2"][0], rtol=1e-9)


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, dict])
def test_frames_and_vectors(frame):
    data = customers()
    given = frame({name: data[name].to_numpy() for name in data})
    assert sides_of(given) == sides_of(placet.Survey(given))
    found = placet.nps_drivers(data[NAMES], data["recommend"], driver_scale=(1, 10))
    assert_allclose(by_name(found, "gain"), by_name(sides_of(data), "gain"))


def test_labels_of_answers_and_of_questions():
    """Ordered categories begin where their scale does: the ten of an outcome at 0, the five of a driver at 1."""
    data = customers()
    words = [f"第{i}档" for i in range(11)]
    labelled = data.assign(
        recommend=pd.Categorical.from_codes(data["recommend"].astype(int), words, ordered=True),
        network=pd.Categorical.from_codes(data["network"].astype(int) - 1, words[:10], ordered=True),
    )
    names = {"recommend": "推荐意愿", "network": "网络质量"}
    found = sides_of(placet.Survey(labelled, labels=names))
    assert_allclose(by_name(found, "gain"), by_name(sides_of(data), "gain"))
    assert "网络质量" in found.summary()
    assert "推动净推荐值的因素：推荐意愿" in found.summary(language="zh")
    assert "减少贬损者" in sides_of(customers(20_000)).summary(language="zh")


def test_scales_that_nobody_told():
    """They reach from the lowest to the highest answer, or to a point with a label that nobody chose."""
    data = customers().assign(shop=lambda d: d["shop"].clip(2, 8))
    found = placet.nps_drivers(data, "recommend", NAMES)
    assert found.about["driver_scale"]["shop"] == (2, 8)
    assert any("no scale of the drivers was given" in note for note in found.about["notes"])
    labels = {"shop": {1: "bad", 10: "good", 99: "don't know"}}
    survey = placet.Survey(data, value_labels=labels, na_codes={"shop": [99]})
    assert placet.nps_drivers(survey, "recommend", NAMES).about["driver_scale"]["shop"] == (1, 10)
    assert placet.nps_drivers(survey, "recommend", NAMES)["term"] != ()


def test_moves_by_driver():
    data = customers()
    plain, other = sides_of(data), sides_of(data, move={"shop": -2})
    assert other.about["move"] == {**dict.fromkeys(NAMES, 1.0), "shop": -2.0}
    assert_allclose(by_name(other, "gain")[:3], by_name(plain, "gain")[:3])
    fall = np.maximum(data["shop"] - 2, 1) - data["shop"]
    assert_allclose(by_name(other, "mean_move")[3], fall.mean())
    assert (other["gain_low"] <= other["gain"]).all()
    assert (other["gain"] <= other["gain_high"]).all()


def test_answers_that_cannot_exist_do_not_move():
    """Under "indicator" those who were not asked count with no move; elsewhere moves are of those who answered."""
    data = customers(200)
    data.loc[:99, "shop"] = np.nan
    rise = (np.minimum(data["shop"] + 1, 10) - data["shop"]).mean()
    for rule, share in (("indicator", 0.5), ("pairwise", 1.0), ("em", 1.0)):
        assert_allclose(by_name(sides_of(data, missing=rule), "mean_move")[3], share * rise)


def test_a_logit_that_cannot_be_fitted_is_said():
    data = customers(100)
    data["network"] = np.where(data["recommend"] >= 9, 10, data["network"].clip(upper=8))
    found = sides_of(data)
    assert np.isnan(found["promoter_logit"]).all()
    assert np.isfinite(found["detractor_logit"]).all()
    assert any("no logit of 'promoter' to hold the sides against: driver" in note for note in found.about["notes"])


# ---- bad input -------------------------------------------------------------------------------------------------------


def refused(kind, words, data=None, **how):
    with pytest.raises(kind, match=words):
        sides_of(customers(100) if data is None else data, **how)


ANSWERS = customers(100)
BELOW, ABOVE = ANSWERS["recommend"].clip(upper=8), ANSWERS["recommend"].clip(7)


@pytest.mark.parametrize(
    ("kind", "words", "change", "how"),
    [
        (ModelError, r"has no promoter \(9..10 of 0..10\) among 100 .*promoter_from", {"recommend": BELOW}, {}),
        (ModelError, r"has no detractor \(0..6 of 0..10\).*detractor_to", {"recommend": ABOVE}, {}),
        (ModelError, "no promoter .* and no detractor .*key_drivers", {"recommend": 7}, {}),
        (ModelError, r"no promoter .*among 100", {"recommend": BELOW}, {"missing": "em"}),
        (DataError, r"'recommend' holds 11 in row .*outside the scale 0\.\.10; .*scale=", {
            "recommend": ANSWERS["recommend"] + 1}, {}),
        (DataError, r"holds 7.5 in row \d+, which is no point of the scale 0..10", {
            "recommend": ANSWERS["recommend"].clip(7.5)}, {}),
        (DataError, r"'shop' holds 10 .*outside the scale 1..5; give the scale with driver_scale=", {"shop": 10}, {
            "driver_scale": (1, 5), "drivers": ["shop"]}),
        (ModelError, "'shop' has the same value in all 100", {"shop": 8}, {}),
        (ModelError, "'network', 'shop' are linearly dependent", {"shop": ANSWERS["network"]}, {}),
        (DataError, "move=9.5 moves 'network' farther than its scale 1..10 is long", {}, {"move": 9.5}),
        (DataError, "move names 'netwrk', which is no driver.*did you mean 'network'", {}, {"move": {"netwrk": 1}}),
        (DataError, "driver_scale names no scale of driver 'bills'", {}, {"driver_scale": {"network": (1, 10)}}),
        (DataError, "detractor_to=6 must lie below promoter_from=5", {}, {"promoter_from": 5}),
        (DataError, "lies above the scale 1..5", {}, {"scale": (1, 5)}),
        (DataError, "driver 'shop' is a factor, whose levels cannot move", {}, {"factors": ["shop"]}),
        (DataError, "a formula, whose terms cannot move", {}, {"outcome": "recommend ~ shop", "drivers": None}),
        (DataError, "drivers is empty", {}, {"drivers": []}),
        (DataError, 'take imputation="chained"', {"recommend": ANSWERS["recommend"].where(ANSWERS.index > 9)}, {
            "missing": "multiple", "imputation": "em"}),
        (DataError, "'nowhere'", {}, {"by": "nowhere"}),
    ],
)  # fmt: skip
def test_bad_input(kind, words, change, how):
    refused(kind, words, ANSWERS.assign(**change), **how)


def test_a_segment_that_cannot_be_fitted_is_reported_and_the_others_are_done():
    data = customers(300)
    data["area"] = np.repeat(["large", "no promoter", "small"], [200, 96, 4])
    data.loc[data["area"] == "no promoter", "recommend"] = data["recommend"].clip(upper=8)
    found = sides_of(data, by="area").to_frame()
    assert found.groupby("area")["gain"].apply(lambda gain: gain.notna().all()).to_dict() == {
        "large": True, "no promoter": False, "small": False,
    }  # fmt: skip
    assert set(found.loc[found["area"] != "large", "rank"]) == {0}
    notes = " ".join(sides_of(data, by="area").about["notes"])
    assert "not fitted in segment no promoter: outcome 'recommend' has no promoter" in notes
    assert "in segment small: " in notes
    one = sides_of(data[data["area"] == "large"])
    assert_allclose(found.loc[found["area"] == "large", "gain"], one["gain"])


def test_it_is_silent_about_a_scale_that_is_right_and_warns_of_a_short_one():
    data = customers()
    with pytest.warns(placet.ScaleWarning, match="'recommend'"):
        partial(sides_of, promoter_from=5, detractor_to=3)(data.assign(recommend=1 + data["recommend"] // 2.5))


def test_gains_are_those_of_priorities():
    data = customers()
    how = {"weights": "weight", "covariates": "count"}
    found = sides_of(data, **how)
    other = placet.priorities(data, "recommend", NAMES, scale=(1, 10), metric="nps", n_resamples=0, **how)
    assert_allclose(by_name(found, "gain"), by_name(other, "gain"), rtol=1e-9)
    assert_allclose(by_name(found, "mean_move"), by_name(other, "mean_move"), rtol=1e-9)


def test_limits_of_gains_are_about_those_of_resamples():
    data = customers()
    found = sides_of(data)
    other = placet.priorities(
        data, "recommend", NAMES, scale=(1, 10), metric="nps", n_resamples=1000, rng=1, progress=False
    )
    for limit in ("gain_low", "gain_high"):
        width = by_name(other, "gain_high") - by_name(other, "gain_low")
        assert_allclose((by_name(found, limit) - by_name(other, limit)) / width, 0, atol=0.06)
