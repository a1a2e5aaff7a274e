"""Regressions of what surveys hold beside the textbook case: few clusters, lacking categories, lonely segments."""

from __future__ import annotations

import warnings

import numpy as np
import placet
import pytest
from placet import DataError, ModelError


def answers(n: int = 400, seed: int = 0) -> dict[str, np.ndarray]:
    """An outcome on 0..4 and as a number, two drivers, three segments of which the second lacks category 1."""
    rng = np.random.default_rng(seed)
    x, z, segment = rng.normal(size=n), rng.normal(size=n), rng.integers(0, 3, n)
    y = x + 0.5 * z + rng.normal(size=n)
    category = np.clip(np.round(y + 2), 0, 4).astype(int)
    category[(segment == 1) & (category == 1)] = 2
    return {"x": x, "z": z, "y": y, "category": category, "segment": segment, "cluster": rng.integers(0, 4, n)}


def test_more_coefficients_than_clusters_have_no_joint_test() -> None:
    # Four clusters: a covariance matrix of rank 3 at most, for 8 slopes; rounding must not be taken for information.
    for seed in range(5):
        data, rng = answers(seed=seed), np.random.default_rng(seed)
        drivers = [f"x{i}" for i in range(8)]
        data |= {name: rng.normal(size=400) for name in drivers}
        data["brand"] = rng.integers(0, 6, 400)
        result = placet.regression(
            data, "y", [*drivers, "brand"], factors=["brand"], errors="cluster", cluster="cluster"
        )
        assert np.isnan(result.fit["f_statistic"]).all()
        assert np.isnan(result.fit["f_p_value"]).all()
        assert result.term_tests is not None
        assert np.isfinite(result.term_tests["statistic"][:8]).all()
        assert np.isnan(result.term_tests["statistic"][8])


def test_more_differences_of_segments_than_clusters_have_no_joint_test() -> None:
    data = answers()
    result = placet.regression(data, "y", ["x", "z"], by="segment", errors="cluster", cluster="cluster")
    assert result.equality is not None
    by_term = dict(zip(result.equality["term"], result.equality["p_value"], strict=True))
    # 6 and 4 differences out of 4 clusters; 2 of them for a single driver.
    assert np.isnan([by_term["(all coefficients)"], by_term["(all but the intercept)"]]).all()
    assert np.isfinite([by_term["x"], by_term["z"]]).all()


def test_a_constant_column_stands_for_the_intercept() -> None:
    data = answers()
    data["one"] = np.ones(400)
    own = placet.regression(data, "y", ["one", "x"], intercept=False)
    usual = placet.regression(data, "y", ["x"])
    np.testing.assert_allclose(own["std_error"], usual["std_error"], rtol=1e-12)
    assert own.collinearity is not None
    assert usual.collinearity is not None
    np.testing.assert_allclose(own.collinearity["share"], usual.collinearity["share"], rtol=1e-10)


def test_a_segment_without_a_category_predicts_the_others() -> None:
    data = answers()
    alone = {name: values[data["segment"] == 1] for name, values in data.items()}
    new = {"x": [0.0, 1.0], "z": [0.5, 0.0], "segment": [1, 1]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = placet.regression(data, "category", ["x", "z"], by="segment", model="ordered").predict(new)
    expected = placet.regression(alone, "category", ["x", "z"], model="ordered").predict(new)
    assert expected["category"][:4] == ("0", "2", "3", "4")
    occurs = np.array(found["category"]) != "1"
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        np.testing.assert_allclose(found[name][occurs], expected[name], rtol=1e-9)
    np.testing.assert_array_equal(found["estimate"][~occurs], 0.0)
    np.testing.assert_allclose(found["estimate"].reshape(2, 5).sum(axis=1), 1.0, rtol=1e-12)


def test_the_linear_predictor_has_errors_in_a_segment_without_a_category() -> None:
    data = answers()
    result = placet.regression(data, "category", ["x", "z"], by="segment", model="ordered")
    found = result.predict({"x": [1.0], "z": [0.0], "segment": [1]}, scale="link")
    slope = [i for i, t in enumerate(result["term"]) if t == "x"][1]
    np.testing.assert_allclose(found["std_error"], result["std_error"][slope], rtol=1e-12)


def test_proportional_odds_of_the_thresholds_there_are() -> None:
    data = answers()
    alone = {name: values[data["segment"] == 1] for name, values in data.items()}
    found = placet.regression(data, "category", ["x", "z"], by="segment", model="ordered").proportional_odds
    expected = placet.regression(alone, "category", ["x", "z"], model="ordered").proportional_odds
    assert found is not None
    assert expected is not None
    for name in ("statistic", "df", "p_value"):
        np.testing.assert_allclose(found[name][3:6], expected[name], rtol=1e-8)
    assert expected["df"].tolist() == [4, 2, 2]  # three thresholds: (3 - 1) 2


def test_a_segment_that_was_not_fitted_predicts_nothing_without_a_warning() -> None:
    data = answers()
    data["x"] = np.where(data["segment"] == 2, 1.0, data["x"])
    result = placet.regression(data, "y", ["x", "z"], by="segment")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = result.predict({"x": [0.0, 1.0], "z": [0.0, 0.0], "segment": [0, 2]}, interval="individual")
    assert np.isfinite(found["conf_low"][0])
    assert np.isnan(found["conf_low"][1])


@pytest.mark.parametrize("model", ["linear", "ordered"])
def test_a_segment_of_one_cluster_is_reported_and_the_others_are_done(model: str) -> None:
    data = answers()
    rng = np.random.default_rng(2)
    data["store"] = np.where(data["segment"] == 0, 99, rng.integers(0, 30, 400))
    outcome = "y" if model == "linear" else "category"
    result = placet.regression(data, outcome, ["x", "z"], by="segment", errors="cluster", cluster="store", model=model)  # type: ignore[arg-type]
    first = np.array(result["segment"]) == 0
    slopes = np.isin(result["term"], ["x", "z"])
    assert np.isfinite(result["estimate"][slopes]).all()
    assert np.isnan(result["std_error"][first]).all()
    assert np.isfinite(result["std_error"][~first & slopes]).all()
    assert any("no errors in segment 0" in note for note in result.about["notes"])
    assert result.equality is not None
    assert np.isfinite(result.equality["p_value"][-1])
    alone = {name: values[data["segment"] == 0] for name, values in data.items()}
    with pytest.raises(DataError, match="at least two clusters"):
        placet.regression(alone, outcome, ["x"], errors="cluster", cluster="store", model=model)  # type: ignore[arg-type]


def test_a_replicate_without_a_category_is_named() -> None:
    data = answers()
    category = np.minimum(data["category"], 3)
    category[0] = 4
    replicates = {f"r{i}": np.where(np.arange(400) % 10 == i, 0.0, 10 / 9) for i in range(10)}
    survey = placet.Survey(
        data | replicates | {"category": category, "w": np.ones(400)}, weights="w",
        repweights=placet.ReplicateWeights("r*", "JK1"),
    )  # fmt: skip
    with pytest.raises(DataError, match="1 of 10 replicate weights, the first 'r0'"):
        placet.regression(survey, "category", ["x", "z"], model="ordered")


@pytest.mark.parametrize("missing", ["em", "pairwise"])
def test_a_segment_without_moments_leaves_the_others_alone(missing: str) -> None:
    data = {"y": [1.0, 2, 4, 3, 1, 2], "x": [1.0, 2, 3, 5, 2, np.nan], "g": [0, 0, 0, 0, 0, 1]}
    found = placet.regression(data, "y", ["x"], by="g", missing=missing)  # type: ignore[arg-type]
    usual = placet.regression({name: values[:5] for name, values in data.items()}, "y", ["x"])
    np.testing.assert_allclose(found["estimate"][:2], usual["estimate"], rtol=1e-9)
    assert np.isnan(found["estimate"][2:]).all()
    assert any("not fitted" in note for note in found.about["notes"])


@pytest.mark.parametrize("model", ["logit", "ordered"])
def test_categories_are_not_imputed_as_numbers(model: str) -> None:
    data = answers()
    outcome = (data["category"] > 2 if model == "logit" else data["category"]).astype(float)
    outcome[:20] = np.nan
    with pytest.raises(DataError, match="no categories"):
        placet.regression(
            data | {"o": outcome}, "o", ["x", "z"], model=model, missing="multiple", imputation="em", rng=1  # type: ignore[arg-type]
        )  # fmt: skip


def test_a_term_of_pooled_logits_has_one_p_value() -> None:
    data = answers()
    data["x"] = np.where(np.arange(400) % 4 == 0, np.nan, data["x"])
    result = placet.regression(data, "category", ["x", "z"], model="ordered", missing="multiple", rng=1)
    assert result.term_tests is not None
    # Of one coefficient the joint test is its t.
    assert result.term_tests["df_resid"].tolist() == result["df"][-2:].tolist()
    np.testing.assert_allclose(result.term_tests["p_value"], result["p_value"][-2:], rtol=1e-9)


def test_frequencies_too_few_for_a_logit() -> None:
    # 0.1 + 0.2 + 0.1 + 0.3 respondents.
    data = {"y": [1, 0, 1, 0], "x": [1.0, 2, 3, 5], "w": [0.1, 0.2, 0.1, 0.3]}
    with pytest.raises(ModelError, match="needs at least 3 complete cases and has 0"):
        placet.regression(data, "y", ["x"], model="logit", weights="w", weight_type="frequency")


def formula_data() -> dict[str, np.ndarray]:
    """An event, a driver and a brand of three levels."""
    data, rng = answers(), np.random.default_rng(3)
    return data | {"brand": rng.choice(list("ABC"), 400), "event": (data["y"] > 0).astype(int)}


def test_a_formula_refuses_levels_it_has_not_seen() -> None:
    pytest.importorskip("formulaic")
    for formula, column, new in (("y ~ C(brand) + x", "brand", "Z"), ("y ~ C(segment) + x", "segment", 7.0)):
        result = placet.regression(formula_data(), formula)
        with pytest.raises(DataError, match=f"has the level {new!r}, unknown to the model"):
            result.predict({column: [formula_data()[column][0], new], "x": [0.0, 1.0]})
    found = placet.regression(formula_data(), "y ~ C(brand) + x").predict({"brand": ["A", None], "x": [0.0, 1.0]})
    assert np.isfinite(found["estimate"][0])
    assert np.isnan(found["estimate"][1])


def test_marginal_effects_of_a_formula_are_those_of_its_factors_and_none_of_interactions() -> None:
    pytest.importorskip("formulaic")
    named = placet.regression(formula_data(), "event", ["brand", "x"], factors=["brand"], model="logit")
    written = placet.regression(formula_data(), "event ~ C(brand) + x", model="logit")
    for name in ("ame", "ame_std_error"):
        np.testing.assert_allclose(written[name], named[name], rtol=1e-9)
    crossed = placet.regression(formula_data(), "event ~ x * C(brand) + z", model="logit")
    by_term = np.array(crossed["term"]) == "z"
    assert np.isfinite(crossed["ame"][by_term]).all()
    assert np.isnan(crossed["ame"][~by_term]).all()
    assert np.isnan(crossed["ame_std_error"][~by_term]).all()


def test_a_logit_without_an_intercept_is_refused() -> None:
    pytest.importorskip("formulaic")
    with pytest.raises(DataError, match="always has an intercept"):
        placet.regression(formula_data(), "event ~ 0 + x", model="logit")


@pytest.mark.parametrize("model", ["linear", "logit"])
def test_clusters_of_a_model_that_cannot_be_fitted(model: str) -> None:
    data = {"y": [1, 0, 1, 0, 1], "x": [1.0, 2, 3, 4, 5], "z": [2.0, 4, 6, 8, 10], "c": [1, 2, 3, 1, 2]}
    with pytest.raises(ModelError, match="'x', 'z' are linearly dependent"):
        placet.regression(data, "y", ["x", "z"], errors="cluster", cluster="c", model=model)  # type: ignore[arg-type]


def test_a_row_that_is_fitted_exactly_has_no_influence_that_could_be_told() -> None:
    # The only row of a level: R's cooks.distance and rstudent are NaN, not rounding over rounding.
    rng = np.random.default_rng(0)
    data = {"a": rng.normal(size=12) * 3 + 7, "x": np.eye(12)[0], "y": rng.normal(size=12) + 100}
    found = placet.regression(data, "y", ["a", "x"], diagnostics=True).residuals
    assert found is not None
    for name in ("standardized", "studentized", "cook"):
        assert np.isnan(found[name][0])
        assert np.isfinite(found[name][1:]).all()
    np.testing.assert_allclose(found["leverage"][0], 1, rtol=1e-12)
