"""Predictions: of every model, by segment as alone, and what is said of rows that have none."""

import warnings

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet import DataError

N = 240
MODELS = {
    "linear": {"outcome": "overall"},
    "logit": {"outcome": "overall", "model": "logit", "event": [5]},
    "ordered": {"outcome": "overall", "model": "ordered"},
}


def answers(n=N):
    """Answers 1 to 5; nobody in the north gives the lowest and nobody in the south the highest or the middle."""
    rng = np.random.default_rng(6)
    network = rng.normal(size=n)
    overall = np.digitize(network + rng.logistic(size=n), [-1.5, -0.5, 0.5, 1.5]) + 1
    region = np.tile(["north", "south", "west"], n // 3)
    overall = np.where((region == "north") & (overall == 1), 2, overall)
    overall = np.where(
        (region == "south") & (overall == 5), 4, np.where((region == "south") & (overall == 3), 4, overall)
    )
    overall[region == "north"][:1] = 2
    return {
        "overall": overall, "network": network, "brand": np.array(["A", "B"])[rng.integers(0, 2, n)],
        "region": region,
    }  # fmt: skip


NEW = {"network": [-1.0, 0.0, 2.0], "brand": ["A", "B", "B"]}


@pytest.mark.parametrize("region", ["north", "south", "west"])
@pytest.mark.parametrize("scale", ["response", "link"])
@pytest.mark.parametrize("model", MODELS)
def test_by_segment_is_alone(model, scale, region):
    data, options = answers(), {"drivers": ["network", "brand"], "factors": "brand", **MODELS[model]}
    if (model, region) == ("logit", "south"):
        pytest.skip("nobody there gave the answer that is the event")
    inside = data["region"] == region
    alone = placet.regression({name: values[inside] for name, values in data.items()}, **options)
    alone = alone.predict(NEW, scale=scale)
    found = placet.regression(data, by="region", **options).predict(NEW | {"region": [region] * 3}, scale=scale)
    if model == "ordered" and scale == "response":
        assert_allclose(np.add.reduceat(found["estimate"], [0, 5, 10]), 1, rtol=1e-12)
        known = np.isin(found["category"], alone["category"])
        # An answer that nobody in the segment gave has no chance.
        assert (found["estimate"][~known] == 0).all()
        assert known.sum() == len(alone.table) < len(known) or region == "west"
    else:
        known = np.ones(3, dtype=bool)
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        assert_allclose(found[name][known], alone[name], rtol=1e-8, err_msg=name)


def test_rows_without_a_prediction_are_counted():
    data = answers()
    data["network"] = np.where(data["region"] == "south", 1.0, data["network"])  # nothing to fit there
    result = placet.regression(data, "overall", "network", by="region")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        new = result.predict({"network": [1, np.nan, 1, 1], "region": ["north", "west", "south", "east"]})
    assert np.isfinite(new["estimate"]).tolist() == [True, False, False, False]
    assert [new.about[name] for name in ("n_total", "n_used", "n_missing", "n_outside")] == [4, 1, 1, 2]
    assert "1 of 4 respondents used; 1 with missing answers left out; 2 in no segment" in new.summary()
    assert "\n  0  " in new.summary()  # a row is a whole number


def test_new_rows_that_do_not_fit_the_model():
    result = placet.regression(answers(), "overall", ["network", "brand"], factors="brand", by="region")
    new = {**NEW, "region": ["north"] * 3}
    for wrong, words in (
        ({"brand": ["A", "B", "Z"]}, r"factor 'brand' has the level 'Z', unknown to the model; its levels are A, B"),
        ({"network": ["a", "b", "c"]}, "'network' holds text"),
    ):
        with pytest.raises(DataError, match=words):
            result.predict(new | wrong)
    for gone, role in (("brand", "driver"), ("network", "driver"), ("region", "by")):
        with pytest.raises(DataError, match=f"{role} column '{gone}' is not in the data"):
            result.predict({name: values for name, values in new.items() if name != gone})
    with pytest.raises(DataError, match="interval='both' is not known; use one of 'mean', 'individual'"):
        result.predict(new, interval="both")


def test_keys_are_found_whatever_their_type():
    data = answers() | {"store": np.arange(N) % 3}
    result = placet.regression(data, "overall", "network", by="store")
    whole = result.predict({"network": [1, 1], "store": [0, 2]})
    assert_allclose(result.predict({"network": [1, 1], "store": [0.0, 2.0]})["estimate"], whole["estimate"], rtol=0)
    missing = result.predict({"network": [1, 1], "store": [0.0, np.nan]})
    assert np.isfinite(missing["estimate"]).tolist() == [True, False]


def test_an_ordered_logit_of_two_categories_predicts_as_the_binary_one():
    rng = np.random.default_rng(9)
    data = {"x": rng.normal(size=300), "g": np.arange(300) % 2}
    data["y"] = (data["x"] + rng.logistic(size=300) > 1).astype(int)
    for options in ({}, {"by": "g"}):
        binary = placet.regression(data, "y", ["x"], model="logit", **options).predict(data)
        ordered = placet.regression(data, "y", ["x"], model="ordered", **options).predict(data)
        happened = np.array(ordered["category"]) == "1"
        np.testing.assert_allclose(ordered["estimate"][happened], binary["estimate"], rtol=1e-7)
        np.testing.assert_allclose(ordered["std_error"][happened], binary["std_error"], rtol=1e-6)
        np.testing.assert_allclose(ordered["estimate"][~happened], 1 - binary["estimate"], rtol=1e-7)
