"""Indexes of path models against published arithmetic, plain partial least squares, and themselves."""

import json
from itertools import pairwise

import numpy as np
import pandas as pd
import placet
import pytest

from .pls_by_definition import fit_reflected

BLOCKS = {"Quality": ["q1", "q2", "q3"], "Value": ["v1", "v2"], "Satisfaction": ["s1", "s2", "s3"], "Loyalty": ["l1"]}
PATHS = {"Value": ["Quality"], "Satisfaction": ["Quality", "Value"], "Loyalty": ["Satisfaction"]}
MODEL = placet.PathModel(BLOCKS, PATHS)
COLUMNS = [name for block in BLOCKS.values() for name in block]
SCALE = {name: (0, 10) if name[0] in "vl" else (1, 5) if name == "q1" else (1, 10) for name in COLUMNS}
OWNER = np.repeat(np.arange(len(BLOCKS)), [len(block) for block in BLOCKS.values()])
ACTS = np.array([[cause in PATHS.get(outcome, ()) for cause in BLOCKS] for outcome in BLOCKS])
LOW, HIGH = np.array([SCALE[name] for name in COLUMNS], dtype=float).T


def survey(n=240, seed=1):
    """Answers to four constructs in chains, with segments, weights and clusters."""
    rng = np.random.default_rng(seed)
    quality = rng.standard_normal(n)
    value = 0.6 * quality + 0.8 * rng.standard_normal(n)
    satisfaction = 0.5 * quality + 0.3 * value + 0.7 * rng.standard_normal(n)
    loyalty = 0.7 * satisfaction + 0.7 * rng.standard_normal(n)
    data = {}
    for construct, score in zip(BLOCKS, (quality, value, satisfaction, loyalty), strict=True):
        for i, name in enumerate(BLOCKS[construct]):
            low, high = SCALE[name]
            answer = 0.5 + 0.15 * (score + (0.5 + 0.2 * i) * rng.standard_normal(n)) + 0.03 * i
            data[name] = np.clip(np.round(low + (high - low) * answer), low, high)
    data["g"] = np.array(["a", "b", "c"])[rng.integers(0, 3, n)]
    data["w"] = rng.integers(1, 4, n).astype(float)
    data["c"] = np.arange(n) // 6
    return data


def plain_index(data, rows, weights, fitted=None, fit_weights=None):
    """Indexes of some rows by the definition, with the ruler of others."""
    x = np.column_stack([data[name] for name in COLUMNS])
    fitted = rows if fitted is None else fitted
    plain = fit_reflected(x[fitted], OWNER, ACTS, (weights if fit_weights is None else fit_weights)[fitted])
    u = plain["weights"] / plain["sd"]
    mean = np.average(x[rows], axis=0, weights=weights[rows])
    at = np.cumsum([0, *map(len, BLOCKS.values())])
    return np.array([100 * u[i:j] @ (mean - LOW)[i:j] / (u[i:j] @ (HIGH - LOW)[i:j]) for i, j in pairwise(at)])


def index(data, **options):
    return placet.path_index(data, MODEL, **{"scale": SCALE, "n_resamples": 0, **options})


# ---- published numbers -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mobi(reference):
    model = json.loads((reference / "pls" / "mobi_model.json").read_text())
    paths = {}
    for source, target in model["paths"]:
        paths.setdefault(target, []).append(source)
    expected = json.loads((reference / "pls" / "expected_mobi_index.json").read_text())["index"]
    return pd.read_csv(reference / "pls" / "mobi.csv"), placet.PathModel(model["blocks"], paths), expected


@pytest.mark.parametrize("scheme", ["centroid", "path"])
@pytest.mark.parametrize(
    ("form", "key"),
    [
        ("acsi", "index_0_100"), ("standardized", "index_0_100_with_standardised_weights"),
        ("equal", "index_equal_weights"),
    ],
)  # fmt: skip
def test_indexes_of_mobi_in_three_weightings(mobi, scheme, form, key):
    data, model, expected = mobi
    found = placet.path_index(data, model, scale=(1, 10), scheme=scheme, form=form, n_resamples=0)
    assert list(found["term"]) == list(expected[scheme])
    np.testing.assert_allclose(
        found["estimate"], [expected[scheme][name][key] for name in found["term"]], rtol=0, atol=1e-10
    )
    if form == "acsi":
        for name, own in found.weights.weights.items():
            assert own == pytest.approx(expected[scheme][name]["unstandardised_weights_sum1"], abs=1e-9)


def test_satisfaction_of_mobi_depends_on_the_form(mobi):
    data, model, _ = mobi
    options = {"scale": (1, 10), "construct": "Satisfaction", "n_resamples": 0}
    assert round(float(placet.path_index(data, model, **options)), 2) == 72.45
    assert round(float(placet.path_index(data, model, form="standardized", **options)), 2) == 71.78


# ---- by hand ---------------------------------------------------------------------------------------------------------


def test_one_ruler_for_all_segments_or_one_each():
    data = survey()
    rows, g = np.arange(len(data["g"])), data["g"]
    pooled = index(data, by="g", weights="w")
    own = index(data, by="g", weights="w", weights_from="segment")
    for s, name in enumerate("abc"):
        at = rows[g == name]
        there = np.array(pooled["g"]) == name
        np.testing.assert_allclose(pooled["estimate"][there], plain_index(data, at, data["w"], rows), atol=1e-8)
        np.testing.assert_allclose(own["estimate"][there], plain_index(data, at, data["w"]), atol=1e-8)
        assert pooled["n"][4 * s] == len(at)


def test_rows_in_no_segment_do_not_make_the_ruler():
    data = survey()
    data["g"] = np.array([None if name == "c" else name for name in data["g"]], dtype=object)
    some = {name: column[[g is not None for g in data["g"]]] for name, column in data.items()}
    np.testing.assert_array_equal(index(data, by="g")["estimate"], index(some, by="g")["estimate"])


def test_frequencies_are_repeated_rows_and_weights_of_zero_are_absent():
    data = survey()
    times = data["w"].astype(int)
    repeated = {name: np.repeat(column, times) for name, column in data.items()}
    a = index(data, by="g", weights="w", weight_type="frequency")
    b = index(repeated, by="g")
    np.testing.assert_allclose(a["estimate"], b["estimate"], atol=1e-9)
    none = {name: np.concatenate([column, column[:5]]) for name, column in data.items()}
    none["w"][-5:] = 0
    np.testing.assert_allclose(
        index(none, by="g", weights="w")["estimate"], index(data, by="g", weights="w")["estimate"], atol=1e-10
    )


def test_an_indicator_may_be_rescaled():
    data, other = survey(), survey()
    other["q1"] = 3 * other["q1"] + 7
    scale = {**SCALE, "q1": (10, 22)}
    np.testing.assert_allclose(index(other, scale=scale)["estimate"], index(data)["estimate"], atol=1e-8)


def test_impacts_are_unstandardised_effects_of_the_indexes():
    """Least squares of respondents' indexes on each other, multiplied along the ways."""
    data = survey()
    found = index(data, points=5)
    score = placet.path_scores(data, MODEL, form="index", scale=SCALE).to_dict(as_series=False)
    names = list(BLOCKS)
    y = np.column_stack([score[name] for name in names])
    b = np.zeros((4, 4))
    for outcome, causes in PATHS.items():
        at = [names.index(cause) for cause in causes]
        design = np.column_stack([np.ones(len(y)), y[:, at]])
        b[names.index(outcome), at] = np.linalg.lstsq(design, y[:, names.index(outcome)], rcond=None)[0][1:]
    total = b + b @ b + b @ b @ b
    impacts = found.impacts
    for driver, outcome, estimate in impacts.rows(("term", "outcome", "estimate")):
        assert estimate == pytest.approx(5 * total[names.index(outcome), names.index(driver)], abs=1e-8)
    assert len(impacts) == 6
    assert set(impacts["outcome"]) == {"Value", "Satisfaction", "Loyalty"}


def test_the_forms_weigh_alike_where_indicators_spread_alike():
    data = survey()
    one = {name: data[name] for name in ("l1", "s1")}
    found = [
        placet.path_index(one, "S =~ s1; L =~ l1; L ~ S", scale=SCALE_OF_ONE, form=form, n_resamples=0)["estimate"]
        for form in ("acsi", "standardized", "equal")
    ]
    np.testing.assert_allclose(found[0], found[1], atol=1e-12)
    np.testing.assert_allclose(found[0], found[2], atol=1e-12)


SCALE_OF_ONE = {"s1": (1, 10), "l1": (0, 10)}


def test_constructs_of_higher_order_have_an_index_of_their_columns():
    data = survey()
    model = "Q =~ q1 + q2 + q3; V =~ v1 + v2; Both =~ Q + V; S =~ s1 + s2 + s3; S ~ Both"
    scale = {name: ends for name, ends in SCALE.items() if name != "l1"}
    found = placet.path_index(data, model, scale=scale, n_resamples=0)
    scores = placet.path_scores(data, model, form="index", scale=scale).to_dict(as_series=False)
    assert set(found["term"]) == {"Q", "V", "Both", "S"}
    for term, estimate in zip(found["term"], found["estimate"], strict=True):
        assert np.mean(scores[term]) == pytest.approx(estimate, abs=1e-9)
    weights = found.weights.weights
    assert set(weights["Both"]) == {"q1", "q2", "q3", "v1", "v2"}
    # The score of the higher order is a sum of those below it, so its index is a mean of theirs.
    below = np.column_stack([np.ones(len(data["q1"])), scores["Q"], scores["V"]])
    fit, residual, *_ = np.linalg.lstsq(below, np.array(scores["Both"]), rcond=None)
    assert residual[0] == pytest.approx(0, abs=1e-12)
    assert fit[1] + fit[2] == pytest.approx(1, abs=1e-9)
    assert fit[0] == pytest.approx(0, abs=1e-8)
    assert {("Both", "S")} == set(found.impacts.rows(("term", "outcome")))


# ---- frozen weights --------------------------------------------------------------------------------------------------


def test_frozen_weights_measure_the_same():
    data = survey()
    first = index(data, by="g", weights="w")
    frozen = placet.PathWeights.from_json(first.weights.to_json())
    again = index(data, by="g", weights="w", weights_from=frozen)
    np.testing.assert_allclose(again["estimate"], first["estimate"], atol=1e-11)
    assert again.weights == first.weights
    assert len(again.impacts) == 0
    tail = {name: column[:60] for name, column in data.items()}
    later = index(tail, weights_from=frozen, construct="Value")
    points = [100 * tail[name].mean() / 10 for name in ("v1", "v2")]
    share = [first.weights.weights["Value"][name] for name in ("v1", "v2")]
    assert float(later) == pytest.approx(np.dot(share, points), abs=1e-10)


def test_known_weights_have_the_errors_of_an_indicator_tree():
    data = survey()
    first = index(data, weights="w")
    slope = dict(zip(COLUMNS, HIGH - LOW, strict=True))
    own = {name: weight * slope[name] for name, weight in first.weights.weights["Satisfaction"].items()}
    tree = {name: weight / sum(own.values()) for name, weight in own.items()}
    for design in ({}, {"cluster": "c"}):
        options = {"by": "g", "weights": "w", "compare": "total", **design}
        found = index(data, weights_from=first.weights, construct="Satisfaction", **options)
        whole = placet.satisfaction_index(data, tree, scale={n: SCALE[n] for n in tree}, missing="drop", **options)
        rows = np.array(whole["level"]) == 0
        for name in ("estimate", "std_error", "conf_low", "conf_high", "n", "n_eff"):
            np.testing.assert_allclose(found[name], np.asarray(whole[name])[rows], rtol=1e-9, err_msg=name)
        top = np.array(whole.differences["tree_level"]) == 0
        for name in ("estimate", "std_error", "df", "p_value", "p_adjusted", "conf_low", "conf_high"):
            np.testing.assert_allclose(
                found.differences[name], np.asarray(whole.differences[name])[top], rtol=1e-7, err_msg=name
            )


@pytest.mark.parametrize(
    ("blocks", "paths", "words"),
    [
        ({**BLOCKS, "Value": ["v1"]}, PATHS, r"indicators of 'Value' are \['v1', 'v2'\] there and \['v1'\] here"),
        (BLOCKS, {**PATHS, "Loyalty": ["Satisfaction", "Value"]}, "paths to 'Loyalty'"),
        ({**BLOCKS, "Image": ["w"]}, {**PATHS, "Quality": ["Image"]}, "construct 'Image' is in the model and not"),
    ],
)
def test_frozen_weights_of_another_model_are_refused(blocks, paths, words):
    data = survey()
    frozen = index(data).weights
    of_all = {**SCALE, "w": (0, 9)}
    scale = {name: of_all[name] for block in blocks.values() for name in block}
    with pytest.raises(placet.DataError, match=words):
        placet.path_index(data, placet.PathModel(blocks, paths), scale=scale, weights_from=frozen)
    with pytest.raises(placet.DataError, match=r"is a whole result; pass its weights, weights_from=result\.weights"):
        index(data, weights_from=index(data))
    with pytest.raises(placet.DataError, match="form='equal' is not that of the frozen weights, 'acsi'"):
        index(data, weights_from=frozen, form="equal")
    modes = placet.PathModel(BLOCKS, PATHS, {"Quality": "B"})
    with pytest.raises(placet.DataError, match="mode of 'Quality' is 'A' there and 'B' here"):
        placet.path_index(data, modes, scale=SCALE, weights_from=frozen)


def test_frozen_weights_of_another_scale_are_refused():
    data = survey()
    frozen = index(data).weights
    with pytest.raises(placet.DataError, match=r"scale= gives 'l1' the scale 0..20, and its weight .* is of 0..10"):
        index(data, scale={**SCALE, "l1": (0, 20)}, weights_from=frozen)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "tree"}, "no weights of a path model"),
        ({"version": 9}, "version 9"),
        ({"weights": {"Quality": {"q1": 0.4, "q2": 0.4, "q3": 0.4}}}, "'Quality' sum to 1.2"),
        ({"weights": {"Quality": {"q1": -0.5, "q2": 1.5}}}, "the weight of 'q1' in 'Quality' is -0.5"),
        ({"scale": {"q1": [1, 5]}}, "no scale of 'q2'"),
    ],
)
def test_weights_that_are_none_are_refused(change, words):
    held = index(survey()).weights.to_dict()
    with pytest.raises(placet.DataError, match=words):
        placet.PathWeights.from_dict({**held, **change})


def test_weights_come_back_from_a_file(tmp_path):
    weights = index(survey()).weights
    path = tmp_path / "weights.json"
    path.write_text(weights.to_json(indent=2), encoding="utf-8")
    assert placet.PathWeights.from_json(path) == weights
    for text, words in (("{", "no JSON"), (tmp_path / "nothing.json", "neither JSON nor a file")):
        with pytest.raises(placet.DataError, match=words):
            placet.PathWeights.from_json(text)


# ---- negative weights, and what has no interval ----------------------------------------------------------------------


def test_a_negative_weight_is_refused_with_the_ways_out():
    data = survey()
    data["q3"] = 11 - data["q3"]
    with pytest.raises(
        placet.ModelError, match=r"indicator 'q3' has the negative weight -0\.\d+ in 'Quality'"
    ) as caught:
        index(data)
    for words in ("reverse", "leave it out", "mode A", 'form="equal"', "weights_from="):
        assert words in str(caught.value)
    with pytest.raises(placet.ModelError, match=r"in segment a: indicator 'q3'"):
        index(data, by="g", weights_from="segment")
    with pytest.raises(placet.ModelError, match="'q3'"):
        placet.path_scores(data, MODEL, form="index", scale=SCALE)
    assert index(data, form="equal")["n"][0] == len(data["q3"])
    data["q3"] = 11 - data["q3"]
    assert index(data) == index(survey())


def test_a_construct_of_equal_answers_in_a_segment_has_no_interval():
    data = survey()
    data["l1"][data["g"] == "b"] = 7
    found = index(data, by="g", n_resamples=40, rng=1)
    at = [(g, t) == ("b", "Loyalty") for g, t in zip(found["g"], found["term"], strict=True)]
    assert float(found["estimate"][at][0]) == pytest.approx(70, abs=1e-12)
    assert np.isnan(found["conf_low"][at]).all()
    assert np.isfinite(found["conf_low"][~np.array(at)]).all()
    assert "no interval for b Loyalty" in found.summary()


# ---- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"construct": "Satisfction"}, "construct='Satisfction' is no construct .* 'Satisfaction'"),
        ({"construct": []}, "names no construct"),
        ({"weights_from": "pool"}, "'pooled'"),
        ({"form": "ecsi"}, "form"),
        ({"points": 0}, "points=0"),
        ({"interval": "bca"}, "interval"),
        ({"by": "g", "weights_from": "segment", "compare": "total"}, "joins segments"),
        ({"scale": (1, 5)}, "outside the scale 1..5"),
        ({"scale": {**SCALE, "zz": (1, 5)}}, "'zz'"),
        ({"compare": "total"}, "by and wave name no column"),
        ({"n_resamples": 1}, "n_resamples=1 makes no interval; give at least 2"),
    ],
)
def test_mistakes_are_named(options, words):
    with pytest.raises(placet.DataError, match=words):
        index(survey(), **options)


def test_the_total_stands_above_the_segments():
    data = survey()
    options = {"n_resamples": 40, "rng": 1}
    alone, parts = index(data, **options), index(data, by="g", **options)
    found = index(data, by="g", total=True, **options)
    for name in ("estimate", "std_error", "conf_low"):
        np.testing.assert_array_equal(found[name], np.concatenate([alone[name], parts[name]]))
    assert found["g"][:4] == (None,) * 4
    np.testing.assert_array_equal(found.impacts["estimate"], parts.impacts["estimate"])
    own = index(data, by="g", total=True, weights_from="segment", **options)
    assert len(own.impacts) == 4 * len(alone.impacts)
    whole = placet.path_map(data, MODEL, "Loyalty", scale=SCALE, by="g", total=True, **options)
    assert len(whole.table) == 4 * 3
    assert len(whole.cuts) == 4
    assert "Total" in whole.summary()


def test_gaps_are_dropped_or_refused():
    data = survey()
    data["q2"][:10] = np.nan
    kept = {name: column[10:] for name, column in data.items()}
    found = index(data)
    assert found.about["n_missing"] == 10
    np.testing.assert_allclose(found["estimate"], index(kept)["estimate"], atol=1e-12)
    with pytest.raises(placet.DataError, match="10 of 240"):
        index(data, missing="raise")


def test_a_result_shows_itself():
    found = index(survey(), by="g", compare="all pairs", n_resamples=30, rng=1)
    assert "What drivers bring is in `impacts`" in found.summary()
    assert "What 5 points of a driver bring, in index points" in index(survey()).summary()
    assert "seed 1" in found.summary()
    assert "Satisfaction" in found.to_html()
    assert "路径模型指数" in found.summary(language="zh")
    assert json.loads(found.to_json())["weights"]["kind"] == "path_weights"
    assert list(found.frame("impacts").columns)[:2] == ["term", "outcome"]
    with pytest.raises(placet.DataError, match="'differences', 'impacts', 'indicators'"):
        found.frame("nodes")
