"""Levels of factors that no row used has drop out, are named with the reason, and all else is as without them."""

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet import DataError

smf = pytest.importorskip("statsmodels.formula.api")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

N = 240


def answers(empty="c", why="outcome"):
    """A factor of three levels, one of which nobody used has: no outcome, weight 0, no answer to x, no segment."""
    rng = np.random.default_rng(12)
    data = {"f": np.array(list("abc"))[rng.integers(0, 3, N)], "x": rng.normal(size=N), "z": rng.normal(size=N)}
    data |= {"w": rng.uniform(0.5, 2, N), "g": np.array(["m", "n"], dtype=object)[rng.integers(0, 2, N)]}
    data["y"] = 1.5 * (data["f"] == "b") + 0.6 * data["x"] + rng.normal(size=N)
    data["q"] = np.clip(np.round(7 + 1.5 * data["y"]), 0, 10)
    here = data["f"] == empty
    if why == "outcome":
        data["y"][here] = data["q"][here] = np.nan
    elif why == "driver":
        data["x"][here] = np.nan
    elif why == "weight":
        data["w"][here] = 0
    else:
        data["g"][here] = None
    return data


def only(data, rows):
    return {name: values[rows] for name, values in data.items()}


def used(data):
    """The rows without the empty level, in which no level is empty."""
    complete = ~np.isnan(data["y"]) & ~np.isnan(data["x"]) & (data["w"] > 0) & (data["g"] != None)  # noqa: E711
    return only(data, complete)


WHY = {
    "outcome": "answered the outcome", "driver": "answered all drivers", "weight": "weight 0", "segment": "no segment"
}  # fmt: skip


@pytest.mark.parametrize("why", ["outcome", "driver"])
@pytest.mark.parametrize("empty", ["a", "b", "c"])
def test_the_model_is_that_of_statsmodels_on_the_rows_that_are_left(empty, why):
    data = answers(empty, why)
    expected = smf.ols("y ~ C(f) + x", pd.DataFrame(data).dropna()).fit()
    for library in (dict, pd.DataFrame, pl.DataFrame, pa.table):
        given = library({name: data[name] for name in ("f", "x", "y")})
        for result in (
            placet.regression(given, "y", ["f", "x"], factors=["f"]),
            placet.regression(given, "y ~ C(f) + x"),
            placet.regression(given, "y ~ f + x"),
        ):
            assert_allclose(result["estimate"], expected.params, rtol=1e-9)
            assert_allclose(result["std_error"], expected.bse, rtol=1e-9)
            notes = " ".join(result.about["notes"])
            assert f"level {empty!r} of f is left out" in notes
            assert WHY[why] in notes
            assert ("f is compared with 'b', the first level with cases, in place of 'a'" in notes) == (empty == "a")


MODELS = {
    "linear": {}, "HC3": {"errors": "HC3"}, "logit": {"model": "logit", "event": "promoter"},
    "ordered": {"model": "ordered"}, "diagnostics": {"diagnostics": True}, "high": {"precision": "high"},
}  # fmt: skip


@pytest.mark.parametrize("why", ["outcome", "driver", "weight", "segment"])
@pytest.mark.parametrize("name", MODELS)
def test_a_level_without_cases_changes_nothing(name, why):
    data, options = answers(why=why), MODELS[name]
    if (name, why) == ("ordered", "driver"):
        pytest.skip("an answer that only they gave is a category without a case, which has a row of its own")
    outcome = "q" if "model" in options else "y"
    design = {"weights": "w"} if why == "weight" else {"by": "g"} if why == "segment" else {}
    found = placet.regression(data, outcome, ["f", "x"], factors=["f"], **options, **design)
    alone = placet.regression(used(data), outcome, ["f", "x"], factors=["f"], **options, **design)
    for column in ("term", "level"):
        assert found[column] == alone[column]
    for column in ("estimate", "std_error", "p_value"):
        assert_allclose(found[column], alone[column], rtol=1e-7)
    assert found.about["references"] == alone.about["references"]
    assert WHY[why] in " ".join(found.about["notes"])
    assert not any("left out:" in note for note in alone.about["notes"])


@pytest.mark.parametrize("missing", ["em", "pairwise", "indicator", "multiple"])
@pytest.mark.parametrize("empty", ["a", "c"])
def test_whatever_is_done_about_missing_answers(missing, empty):
    data = answers(empty)
    data["x"][::11] = np.nan
    options = {"missing": missing} | ({"rng": 1, "n_imputations": 5} if missing == "multiple" else {})
    found = placet.regression(data, "y", ["f", "x"], factors=["f"], **options)
    # Who has the level tells of the others what one without a level tells.
    without = data | {"f": np.where(data["f"] == empty, None, data["f"].astype(object))}
    for other in (
        placet.regression(without, "y", ["f", "x"], factors=["f"], **options),
        placet.regression(data, "y ~ f + x", **options),
    ):
        for column in ("estimate", "std_error", "df"):
            assert_allclose(found[column], other[column], rtol=1e-9)
    assert np.isfinite(found["std_error"]).all()
    assert found.glance()["f_df_resid"] > 5


def test_selection_and_importance():
    data = answers()
    alone = used(data)
    for options in ({}, {"criterion": "aic"}, {"direction": "backward"}, {"validate": "split", "rng": 4}):
        drawn = {"n_resamples": 0, **options}
        found, expected = (placet.stepwise(d, "y", ["f", "x", "z"], factors=["f"], **drawn) for d in (data, alone))
        assert "f" in found.selected
        assert found.selected == expected.selected
        assert any("level 'c' of f is left out" in note for note in found.about["notes"])
        if "validate" not in options:
            assert_allclose(found["estimate"], expected["estimate"], rtol=1e-9)
    logit = {"model": "logit", "event": "promoter", "factors": ["f"], "n_resamples": 0}
    assert placet.stepwise(data, "q", ["f", "x"], **logit).selected == placet.stepwise(
        alone, "q", ["f", "x"], **logit
    ).selected  # fmt: skip
    best, expected = (placet.best_subsets(d, "y", ["f", "x", "z"], factors=["f"], n_resamples=0) for d in (data, alone))
    assert best["model"] == expected["model"]
    assert_allclose(best["bic"], expected["bic"], rtol=1e-9)
    found, expected = (
        placet.key_drivers(d, "y", ["x", "z"], covariates=["f"], factors=["f"], n_resamples=0) for d in (data, alone)
    )
    assert_allclose(found["importance"], expected["importance"], rtol=1e-9)


# ---- levels that only some segments lack ---------------------------------------------------------------------------


def ragged():
    """In segment m nobody has c, in n nobody has a, which the others are compared with."""
    rng = np.random.default_rng(21)
    data = {"f": np.array(list("abc"))[rng.integers(0, 3, 420)], "g": np.array(list("mno"))[rng.integers(0, 3, 420)]}
    data |= {"x": rng.normal(size=420), "z": rng.normal(size=420)}
    data["y"] = 2 * (data["f"] == "b") + data["x"] + rng.normal(size=420)
    data["e"] = (data["y"] + 2 * rng.logistic(size=420) > 1).astype(int)
    kept = ~((data["g"] == "m") & (data["f"] == "c")) & ~((data["g"] == "n") & (data["f"] == "a"))
    data = only(data, kept)
    data["v"] = np.where(np.arange(len(data["x"])) % 9, data["x"], np.nan)
    return data


CALLS = {
    "linear": lambda d, **o: placet.regression(d, "y", ["f", "x"], factors=["f"], **o),
    "reference": lambda d, **o: placet.regression(d, "y", ["f", "x"], factors={"f": "b"}, **o),
    "formula": lambda d, **o: placet.regression(d, "y ~ C(f) * x", **o),
    "logit": lambda d, **o: placet.regression(d, "e", ["f", "x"], factors=["f"], model="logit", **o),
    "ordered": lambda d, **o: placet.regression(d, "e", ["f", "x"], factors=["f"], model="ordered", **o),
    "em": lambda d, **o: placet.regression(d, "y", ["f", "v"], factors=["f"], missing="em", **o),
    "pairwise": lambda d, **o: placet.regression(d, "y", ["f", "v"], factors=["f"], missing="pairwise", **o),
    "indicator": lambda d, **o: placet.regression(d, "y", ["f", "v"], factors=["f"], missing="indicator", **o),
    "multiple": lambda d, **o: placet.regression(
        d, "y", ["f", "v"], factors=["f"], missing="multiple", n_imputations=3, rng=1, **o
    ),
    "stepwise": lambda d, **o: placet.stepwise(d, "y", ["f", "x", "z"], factors=["f"], n_resamples=0, **o),
    "stepwise em": lambda d, **o: placet.stepwise(
        d, "y", ["f", "v", "z"], factors=["f"], n_resamples=0, missing="em", **o
    ),
    "key_drivers": lambda d, **o: placet.key_drivers(
        d, "y", ["x", "z"], covariates=["f"], factors=["f"], n_resamples=0, **o
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_a_segment_has_the_levels_it_has(name):
    data, call = ragged(), CALLS[name]
    every = call(data, by="g")
    for segment in "mno":
        alone = call(only(data, data["g"] == segment))
        inside = np.array(every["g"]) == segment
        assert [t for t, i in zip(every["term"], inside, strict=True) if i] == list(alone["term"])
        for column in ("coefficient", "coefficient_std_error") if name == "key_drivers" else ("estimate", "std_error"):
            assert_allclose(every[column][inside], alone[column], rtol=1e-6)
    notes = " ".join(every.about["notes"])
    assert "in segment m level 'c' of f has no case and is left out" in notes
    assert ("in segment n f is compared with 'b', the first level with cases, in place of 'a'" in notes) == (
        name != "reference"
    )


def test_the_best_models_of_a_segment_are_those_of_its_levels():
    data = ragged()
    every = placet.best_subsets(data, "y", ["f", "x", "z"], factors=["f"], n_resamples=0, by="g")
    for segment in "mno":
        alone = placet.best_subsets(
            only(data, data["g"] == segment), "y", ["f", "x", "z"], factors=["f"], n_resamples=0
        )
        inside = np.array(every["g"]) == segment
        assert [m for m, i in zip(every["model"], inside, strict=True) if i] == list(alone["model"])
        for column in ("bic", "press"):
            assert_allclose(every[column][inside], alone[column], rtol=1e-9)


@pytest.mark.parametrize("name", ["linear", "formula", "logit", "ordered"])
def test_new_rows_of_a_segment_are_predicted_by_its_own_levels(name):
    data, call = ragged(), CALLS[name]
    every = call(data, by="g")
    options = {"interval": "individual"} if name in ("linear", "formula") else {}
    for segment in "mno":
        here = only(data, data["g"] == segment)
        expected, found = call(here).predict(here, **options), every.predict(here, **options)
        for column in ("estimate", "std_error"):
            assert_allclose(found[column], expected[column], rtol=1e-7)
    # The reference level of others is unknown where nobody had it.
    for level, segment in (("a", "n"), ("c", "m")):
        with pytest.raises(DataError, match=f"level '{level}'"):
            every.predict({"f": [level], "x": [0.0], "g": [segment]})


def test_the_test_of_equal_coefficients_leaves_factors_out_that_differ():
    result = placet.regression(ragged(), "y", ["f", "x"], factors=["f"], by="g")
    assert "f" not in result.equality["term"]
    assert "x" in result.equality["term"]


def test_a_factor_of_one_level_among_those_used_is_refused_by_name():
    data = answers("c")
    data["y"][data["f"] == "b"] = np.nan
    for call in (
        lambda: placet.regression(data, "y", ["f", "x"], factors=["f"]),
        lambda: placet.regression(data, "y ~ f + x"),
        lambda: placet.best_subsets(data, "y", ["f", "x"], factors=["f"]),
    ):
        with pytest.raises(DataError, match="'f' has the one level 'a' among the respondents used"):
            call()


@pytest.mark.parametrize("reference", ["a", "c"])
@pytest.mark.parametrize("call", ["stepwise", "logit", "best"])
def test_a_resample_without_a_level_still_tells_of_the_factor(call, reference):
    # Two clusters of forty have all who have level c: one sample in seven has none. The factor is beyond doubt.
    rng, n = np.random.default_rng(3), 240
    f, store = np.array(["a", "b"])[np.arange(n) % 2], np.arange(n) // 6
    f[:12] = "c"
    data = {"f": f, "x": rng.normal(size=n), "y": 5.0 * (f == "b") + rng.normal(size=n), "store": store}
    data["e"] = (rng.uniform(size=n) < np.where(f == "b", 0.85, 0.15)).astype(int)
    data["e"][:12] = [0, 1] * 6
    options = {"factors": {"f": reference}, "n_resamples": 60, "rng": 1, "cluster": "store"}
    if call == "best":
        result = placet.best_subsets(data, "y", ["f", "x"], **options)
    elif call == "stepwise":
        result = placet.stepwise(data, "y", ["f", "x"], criterion="aic", **options)
    else:
        result = placet.stepwise(data, "e", ["f", "x"], model="logit", **options)
    assert result.inclusion["inclusion"][list(result.inclusion["term"]).index("f")] > 0.95
    assert not any("could not be fitted" in note for note in result.about["notes"])
