"""What results of fitted models say and draw."""

import warnings

import numpy as np
import placet
import pytest


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(5)
    x = rng.integers(1, 6, (300, 3)).astype(float)
    brand = np.array(["a", "b"])[np.arange(300) % 2]
    overall = np.clip(np.round(x.sum(axis=1) / 1.5 + (brand == "b") + rng.normal(size=300)), 0, 10)
    return {"x": x[:, 0], "y": x[:, 1], "z": x[:, 2], "brand": brand, "overall": overall}


DRIVERS = ["x", "y", "z", "brand"]


def test_a_selection_says_its_event_and_its_reference_levels(data):
    result = placet.stepwise(
        data, "overall", DRIVERS, factors=["brand"], model="logit", event="promoter", n_resamples=0
    )  # fmt: skip
    assert result.title == "Selected drivers of overall: promoter"
    assert result.about["event"] == "promoter"
    assert "Compared with a (brand)." in result.summary()
    subsets = placet.best_subsets(data, "overall", DRIVERS, factors={"brand": "b"}, n_resamples=0)
    assert "Compared with b (brand)." in subsets.summary()


def test_further_tables_show_themselves_and_become_frames(data):
    result = placet.regression(data, "overall", DRIVERS, factors=["brand"])
    lines = repr(result.term_tests).splitlines()
    assert lines[0].split() == ["term", "role", "reference", "statistic", "df", "df_resid", "p_value", "gvif"]
    assert len(lines) == 2 + len(DRIVERS)
    assert "mappingproxy" not in repr(result.collinearity)
    assert list(result.frame("term_tests")["term"]) == DRIVERS
    with pytest.raises(ValueError, match="'term_tests', 'collinearity'"):
        result.frame("tables")


def test_one_fitted_segment_is_no_range(data):
    few = data | {"segment": np.where(np.arange(300) < 3, "few", "many")}
    result = placet.regression(few, "overall", ["x", "y"], by="segment")
    assert "in one segment" in result.summary()


def test_rows_of_a_segment_that_was_not_fitted_are_counted_apart(data):
    few = data | {"segment": np.where(np.arange(300) < 3, "few", "many")}
    result = placet.regression(few, "overall", ["x", "y"], by="segment")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = result.predict({"x": [1.0, 2, np.nan], "y": [1.0, 2, 3], "segment": ["few", "many", "many"]})
    assert (made.about["n_used"], made.about["n_missing"], made.about["n_outside"]) == (1, 1, 1)
    assert made.summary().splitlines()[4].split()[0] == "0"  # a row number, not 0.000


def test_pictures_of_logits_say_what_they_show(data):
    pytest.importorskip("matplotlib")
    ordered = placet.regression(data, "overall", ["x", "y"], model="ordered").plot()
    assert [label.get_text() for label in ordered.get_yticklabels()] == ["x", "y"]  # no thresholds
    assert "Odds ratio of a higher answer" in ordered.get_xlabel().replace("\n", " ")
    logit = placet.regression(data, "overall", ["x", "y"], model="logit", event="promoter").plot()
    assert "Odds ratio of the event" in logit.get_xlabel().replace("\n", " ")


def test_covariates_alone_have_a_picture(data):
    pytest.importorskip("matplotlib")
    ax = placet.regression(data, "overall", covariates=["x", "y"]).plot()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["x", "y"]


def test_a_picture_of_predictions_leaves_out_rows_without_one(data):
    pytest.importorskip("matplotlib")
    result = placet.regression(data, "overall", ["x", "y"])
    ax = result.predict({"x": [1.0, np.nan, 3], "y": [1.0, 2, 3]}).plot()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Row 0", "Row 2"]


def test_the_most_influential_of_all_respondents_is_named(data):
    pytest.importorskip("matplotlib")
    rng = np.random.default_rng(1)
    x = rng.normal(size=9000)
    y = x + rng.normal(size=9000)
    x[4001], y[4001] = 9, -9  # no row of the sample that is drawn, every third
    result = placet.regression({"x": x, "y": y}, "y", ["x"], diagnostics=True)
    legend = result.plot_residuals().axes[3].get_legend()
    assert legend is not None
    assert any("row 4,001" in text.get_text() for text in legend.get_texts())
