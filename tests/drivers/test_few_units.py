"""Fewer clusters, units or replicates than coefficients: nothing out of rounding, and one segment stops no other."""

import numpy as np
import placet
import pytest
from placet.drivers.standard_errors.wald import wald
from scipy import stats

DRIVERS = ["a", "b", "c", "d"]


def answers(n=240, clusters=12, seed=4):
    rng = np.random.default_rng(seed)
    data = {name: rng.integers(1, 11, n).astype(float) for name in DRIVERS}
    data["y"] = np.clip(np.round(sum(data.values()) / 4 + rng.normal(size=n)), 0, 10)
    data["cluster"] = np.arange(n) % clusters
    data["segment"] = np.where(np.arange(n) < 40, "small", "large")
    return data


def test_a_wald_test_by_hand():
    # V = [[2, 1], [1, 2]], b = (1, 0): V^-1 = [[2, -1], [-1, 2]] / 3, so b'V^-1 b / 2 = 1/3
    assert wald(np.array([1.0, 0.0]), np.array([[2.0, 1.0], [1.0, 2.0]])) == pytest.approx(1 / 3)
    assert wald(np.array([1.0, 0.0]), np.array([[2e-20, 1.0], [1.0, 2e20]])) != pytest.approx(1 / 3)


@pytest.mark.parametrize("matrix", [[[1.0, 1.0], [1.0, 1.0]], [[1.0, 2.0], [2.0, 1.0]], [[np.nan, 0], [0, 1.0]]])
def test_no_wald_test_without_a_covariance(matrix):
    assert np.isnan(wald(np.array([1.0, 2.0]), np.array(matrix)))


def test_three_clusters_test_no_four_slopes():
    # The covariance of four slopes from three clusters has rank 2: F was 1e17 with p < 0.001.
    result = placet.regression(answers(clusters=3), "y", DRIVERS, errors="cluster", cluster="cluster")
    assert np.isnan(result.fit["f_statistic"]).all()
    assert np.isfinite(result["p_value"]).all()
    assert "no joint test of the drivers" in result.summary()
    assert "only 3 clusters for 5 coefficients" in result.summary()


def test_segments_that_share_few_units_are_not_compared_in_more_directions_than_units():
    data = answers(clusters=6) | {"by": np.arange(240) // 60}
    equality = placet.regression(data, "y", DRIVERS, by="by", errors="cluster", cluster="cluster").equality
    assert equality is not None
    assert np.isnan(equality["statistic"][:2]).all()  # 15 and 12 directions of 6 clusters
    assert (equality["statistic"][2:] > 0).all()  # 3 directions of every driver


def test_a_segment_of_one_cluster_has_no_errors_and_the_others_do():
    data = answers()
    data["cluster"] = np.where(data["segment"] == "small", 99, data["cluster"])
    result = placet.regression(data, "y", DRIVERS, by="segment", errors="cluster", cluster="cluster")
    large, small = result["std_error"].reshape(2, -1)
    assert np.isfinite(large).all()
    assert np.isnan(small).all()
    assert np.isfinite(result["estimate"]).all()
    assert "no errors in segment small: it is one cluster" in result.about["notes"]
    assert result.equality is None
    keep = data["segment"] == "large"
    alone = placet.regression({k: v[keep] for k, v in data.items()}, "y", DRIVERS, errors="cluster", cluster="cluster")
    np.testing.assert_allclose(large, alone["std_error"])


def test_one_cluster_and_no_segments_is_an_error():
    with pytest.raises(placet.DataError, match="at least two clusters"):
        placet.regression(answers(clusters=1), "y", DRIVERS, errors="cluster", cluster="cluster")


@pytest.mark.parametrize("options", [{}, {"model": "logit", "event": [6, 7, 8, 9, 10]}])
def test_replicates_that_leave_a_segment_out_are_left_out(options):
    data = answers() | {"w": np.ones(240)}
    rng = np.random.default_rng(1)
    for i in range(20):
        data[f"r{i}"] = rng.uniform(0.5, 1.5, 240)
    data["r3"] = np.where(data["segment"] == "small", 0, data["r3"])

    def regression(columns, scale=None):
        how = placet.ReplicateWeights(columns, "bootstrap", scale=scale)
        return placet.regression(
            placet.Survey(data, weights="w", repweights=how), "y", DRIVERS, by="segment", **options
        )

    with pytest.warns(placet.ReplicatesWarning, match="1 of 20 replicates have no respondents"):
        result = regression("r*")
    # The factor in front stays that of 20 replicates, as in R's survey package.
    right = regression([f"r{i}" for i in range(20) if i != 3], scale=1 / 19)
    large, small = result["std_error"].reshape(2, -1)
    assert np.isfinite(large).all()
    np.testing.assert_allclose(small, right["std_error"].reshape(2, -1)[1], rtol=1e-10)
    assert "in segment small: 1 of 20 replicates have no respondents" in result.summary()


def test_a_segment_that_cannot_be_fitted_under_a_replicate_has_no_errors():
    data = answers() | {"w": np.ones(240)}
    rng = np.random.default_rng(1)
    for i in range(20):
        data[f"r{i}"] = rng.choice([0.0, 2.0], 240)
    small = data["segment"] == "small"
    data["r3"] = np.where(small & (small.cumsum() > 3), 0, data["r3"])
    survey = placet.Survey(data, weights="w", repweights=placet.ReplicateWeights("r*", "bootstrap"))
    result = placet.regression(survey, "y", DRIVERS, by="segment")
    large, small = result["std_error"].reshape(2, -1)
    assert np.isfinite(large).all()
    assert np.isnan(small).all()
    assert "no errors in segment small: the model cannot be fitted under" in result.summary()


def test_a_design_without_degrees_of_freedom_says_so():
    survey = placet.Survey(answers(clusters=4), cluster="cluster")
    result = placet.regression(survey, "y", DRIVERS)
    assert np.isnan(result["p_value"]).all()
    assert "4 units of the design leave 5 coefficients no degrees of freedom" in result.summary()


def test_the_segment_without_degrees_of_freedom_is_named():
    data = answers(clusters=24)
    data["cluster"] = np.where(data["segment"] == "small", data["cluster"] % 4, data["cluster"])
    result = placet.regression(placet.Survey(data, cluster="cluster"), "y", DRIVERS, by="segment")
    assert result.about["notes"] == (
        "in segment small: 4 units of the design leave 5 coefficients no degrees of freedom",
        "in segment small: no joint test of 4 coefficients by units that have 3 degrees of freedom",
    )


def test_two_clusters_tell_nothing_of_two_drivers_together():
    data = answers(clusters=2)
    result = placet.regression(data, "y", DRIVERS[:2], errors="CR2", cluster="cluster")
    assert "no joint test of 2 coefficients by units that have 1 degree of freedom" in result.about["notes"]


def test_proportional_odds_are_not_tested_where_brants_covariance_is_none():
    # Few answers are low: the joint covariance of 10 x 8 slopes has negative eigenvalues, and the statistic of all
    # drivers was smaller than that of one of them.
    rng = np.random.default_rng(3)
    x = rng.normal(size=(600, 8)) + 1.2 * rng.normal(size=(600, 1))
    y = np.clip(np.round(8.2 + x.mean(axis=1) + rng.logistic(size=600)), 0, 10)
    data = {f"x{i}": column for i, column in enumerate(x.T)} | {"y": y}
    result = placet.regression(data, "y", [f"x{i}" for i in range(8)], model="ordered")
    assert result.proportional_odds is not None
    overall, *terms = result.proportional_odds["statistic"]
    assert np.isnan(overall)
    assert np.isfinite(terms).all()
    assert "Proportional odds cannot be tested" in result.summary()


def treated(clusters, which=20):
    rng = np.random.default_rng(1)
    store = np.repeat(np.arange(which), 15)
    return {
        "counter": (store < clusters) * 1.0, "a": rng.normal(size=len(store)), "store": store,
        "y": rng.normal(size=which)[store] + rng.normal(size=len(store)),
    }  # fmt: skip


@pytest.mark.parametrize("options", [{"errors": "cluster"}, {"errors": "CR2"}, {}, {"weights": "w", "strata": "half"}])
@pytest.mark.parametrize("model", ["linear", "logit"])
def test_what_one_cluster_alone_determines_has_no_error(options, model):
    data = treated(1) | {"w": np.random.default_rng(2).gamma(2, 1, 300), "half": np.repeat([0, 1], 150)}
    data["y"] = (data["y"] > 0) * 1.0 if model == "logit" else data["y"]
    declared = {name: options[name] for name in options if name in {"weights", "strata"}}
    errors = {name: options[name] for name in options if name == "errors"}
    if model == "logit" and errors.get("errors") == "CR2":
        return
    survey = placet.Survey(data, cluster="store", **declared)
    found = placet.regression(survey, "y", ["counter", "a"], model=model, **errors)
    assert np.isnan(found["std_error"][1])
    assert np.isfinite(found["std_error"][[0, 2]]).all()
    assert np.isfinite(found["p_value"][[0, 2]]).all()
    assert np.isnan(found.fit["f_p_value"][0])
    assert "one cluster alone determines 'counter', which has no error" in found.summary()


def test_what_a_cluster_and_some_others_determine_has_an_error():
    found = placet.regression(treated(2), "y", ["counter", "a"], errors="cluster", cluster="store")
    assert np.isfinite(found["std_error"]).all()
    assert "few clusters tell of 'counter' (2)" in found.summary()
    reduced = placet.regression(treated(2), "y", ["counter", "a"], errors="CR2", cluster="store")
    assert reduced["df"][1] < 2
    assert "few clusters tell of" not in placet.regression(
        treated(5), "y", ["counter"], errors="cluster", cluster="store"
    ).summary()  # fmt: skip


def test_levels_of_few_clusters_are_named():
    data = treated(1)
    data["brand"] = np.where(data["store"] < 3, "x", np.where(np.arange(300) % 2, "y", "z"))
    found = placet.regression(data, "y", ["a", "brand"], factors=["brand"], errors="cluster", cluster="store")
    assert "few clusters tell of 'brand' (x) (3)" in found.summary()


def test_few_clusters_are_worth_a_word():
    def words(clusters, errors):
        return placet.regression(answers(clusters=clusters), "y", ["a"], errors=errors, cluster="cluster").summary()

    few = 'fewer than 20 clusters: the errors tend to be too small; regression has errors="CR2" for so few'
    assert few in words(12, "cluster")
    assert "fewer than 20" not in words(12, "CR2")
    assert "fewer than 20" not in words(20, "cluster")


@pytest.mark.parametrize("declared", [True, False])
def test_logits_have_t_of_the_clusters_everywhere(declared):
    data = answers(clusters=6) | {"event": (answers(clusters=6)["y"] > 5).astype(int)}
    options = {} if declared else {"errors": "cluster", "cluster": "cluster"}
    survey = placet.Survey(data, cluster="cluster") if declared else data
    found = placet.regression(survey, "event", ["a"], model="logit", **options)
    df = 4 if declared else 5  # R's svyglm takes one off for the slope
    assert (found["df"] == df).all()
    reach = stats.t.ppf(0.975, df)
    np.testing.assert_allclose(found["conf_high"] - found["estimate"], reach * found["std_error"], rtol=1e-9)
    np.testing.assert_allclose(found["ame_high"][1] - found["ame"][1], reach * found["ame_std_error"][1], rtol=1e-9)
    link = found.predict({"a": [5.0]}, scale="link")
    np.testing.assert_allclose(link["conf_high"] - link["estimate"], reach * link["std_error"], rtol=1e-9)
    np.testing.assert_allclose(found.term_tests["p_value"], found["p_value"][1:], rtol=1e-9)
