"""The importance-performance map of path models and the scores of respondents, by hand."""

import numpy as np
import placet
import pytest
from placet.results.quadrants import QUADRANTS

BLOCKS = {
    "Image": ["i1", "i2"], "Quality": ["q1", "q2", "q3"], "Price": ["p1"], "Satisfaction": ["s1", "s2"],
}  # fmt: skip
PATHS = {"Quality": ["Image"], "Satisfaction": ["Quality", "Price", "Image"]}
MODEL = placet.PathModel(BLOCKS, PATHS, labels={"Image": {"en": "Image", "zh": "形象"}})
COLUMNS = [name for block in BLOCKS.values() for name in block]


def survey(n=200, seed=4):
    """Answers from 1 to 10 in two segments."""
    rng = np.random.default_rng(seed)
    image = rng.standard_normal(n)
    quality = 0.6 * image + 0.8 * rng.standard_normal(n)
    price = 0.3 * image + 0.9 * rng.standard_normal(n)
    satisfaction = 0.5 * quality + 0.3 * price + 0.2 * image + 0.6 * rng.standard_normal(n)
    data = {}
    for construct, score in zip(BLOCKS, (image, quality, price, satisfaction), strict=True):
        for k, name in enumerate(BLOCKS[construct]):
            middle = {"i": 7, "q": 6, "p": 4.5, "s": 6.5}[name[0]] + 0.4 * k
            data[name] = np.clip(np.round(middle + 1.7 * (score + (0.5 + 0.2 * k) * rng.standard_normal(n))), 1, 10)
    data["g"], data["w"] = np.array(["x", "y"])[np.arange(n) % 2], rng.uniform(0.5, 2, n)
    return data


def path_map(data, outcome="Satisfaction", **options):
    return placet.path_map(data, MODEL, outcome, **{"scale": (1, 10), "n_resamples": 0, "rng": 1, **options})


def test_importance_and_performance_by_hand():
    """Least squares of the indexes of respondents, along the ways; means of the indexes."""
    data = survey()
    found = path_map(data, weights="w")
    scores = placet.path_scores(data, MODEL, form="index", scale=(1, 10), weights="w").to_dict(as_series=False)
    y, w = {name: np.array(scores[name]) for name in BLOCKS}, data["w"]

    def slopes(outcome, causes):
        design = np.column_stack([np.ones(len(w)), *(y[cause] for cause in causes)]) * np.sqrt(w)[:, None]
        return dict(zip(causes, np.linalg.lstsq(design, y[outcome] * np.sqrt(w), rcond=None)[0][1:], strict=True))

    of = slopes("Satisfaction", PATHS["Satisfaction"])
    expected = {**of, "Image": of["Image"] + of["Quality"] * slopes("Quality", ["Image"])["Image"]}
    assert set(found["term"]) == set(expected)
    for term, importance, performance in found.table.rows(("term", "importance", "performance")):
        assert importance == pytest.approx(expected[term], abs=1e-9)
        assert performance == pytest.approx(np.average(y[term], weights=w), abs=1e-9)
    assert list(found["importance"]) == sorted(found["importance"], reverse=True)
    index = placet.path_index(data, MODEL, scale=(1, 10), weights="w", n_resamples=0)
    rows = index.impacts.rows(("term", "outcome", "estimate"))
    impact = {row[0]: row[2] for row in rows if row[1] != "Quality"}
    for term, importance in found.table.rows(("term", "importance")):
        assert 5 * importance == pytest.approx(impact[term], abs=1e-9)


def test_indicators_have_their_share_of_their_construct():
    data = survey()
    of = dict(path_map(data).table.rows(("term", "importance")))
    found = path_map(data, level="indicators")
    total = {}
    for term, construct, importance, performance in found.table.rows(
        ("term", "construct", "importance", "performance")
    ):
        total[construct] = total.get(construct, 0) + importance
        assert term in BLOCKS[construct]
        assert performance == pytest.approx(100 * (data[term].mean() - 1) / 9, abs=1e-9)
    assert total == pytest.approx(of, abs=1e-9)


def test_quadrants_and_cuts():
    found = path_map(survey(), n_resamples=300)
    cut = {name: float(found.cuts[name][0]) for name in ("importance", "performance")}
    assert cut["importance"] == pytest.approx(np.mean(found["importance"]))
    assert cut["performance"] == pytest.approx(np.mean(found["performance"]))
    names = list(QUADRANTS)
    for importance, performance, quadrant in found.table.rows(("importance", "performance", "quadrant")):
        important, good = importance >= cut["importance"], performance >= cut["performance"]
        assert quadrant == names[{(1, 0): 0, (1, 1): 1, (0, 0): 2, (0, 1): 3}[int(important), int(good)]]
    shares = np.array([found[name] for name in ("fix_first", "keep_up", "low_priority", "overkill")])
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    np.testing.assert_allclose(
        found["quadrant_share"], [shares[names.index(q), i] for i, q in enumerate(found["quadrant"])]
    )
    assert (found["importance_low"] < found["importance"]).all()
    assert (np.abs(found["correlation"]) <= 1).all()


def test_segments_share_importances_unless_they_have_models_of_their_own():
    data = survey()
    pooled, own = path_map(data, by="g"), path_map(data, by="g", weights_from="segment")
    by = {(g, t): i for g, t, i in pooled.table.rows(("g", "term", "importance"))}
    assert all(by["x", term] == by["y", term] for term in ("Image", "Quality", "Price"))
    alone = {name: column[data["g"] == "y"] for name, column in data.items()}
    expected = dict(path_map(alone).table.rows(("term", "importance")))
    for g, term, importance in own.table.rows(("g", "term", "importance")):
        assert g == "x" or importance == pytest.approx(expected[term], abs=1e-9)


def test_errors_are_those_of_the_index_and_the_impacts():
    data = survey()
    found = path_map(data, n_resamples=200)
    index = placet.path_index(data, MODEL, scale=(1, 10), n_resamples=200, rng=1, points=1)
    error = {row[0]: row[2:] for row in index.impacts.rows(("term", "outcome", "std_error", "conf_low")) if
             row[1] == "Satisfaction"}  # fmt: skip
    performance = {row[0]: row[1:] for row in index.table.rows(("term", "std_error", "conf_low"))}
    for term, *numbers in found.table.rows(
        ("term", "importance_std_error", "importance_low", "performance_std_error", "performance_low")
    ):
        assert numbers == pytest.approx([*error[term], *performance[term]], rel=1e-9)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"outcome": "Satisfction"}, "outcome='Satisfction' is no construct"),
        ({"outcome": "Price"}, "outcome='Price' has no construct that acts on it; take one of Quality, Satisfaction"),
        ({"outcome": ["Price"]}, "must be the name of one construct"),
        ({"level": "items"}, "level"),
    ],
)
def test_mistakes_of_maps_are_named(options, words):
    with pytest.raises(placet.DataError, match=words):
        path_map(survey(), **options)


def test_frozen_weights_have_no_map():
    frozen = placet.path_index(survey(), MODEL, scale=(1, 10), n_resamples=0).weights
    with pytest.raises(placet.DataError, match="frozen weights, which have no effects"):
        path_map(survey(), weights_from=frozen)


def test_a_map_shows_itself():
    found = path_map(survey(), n_resamples=50)
    assert "Cuts at importance" in found.summary()
    assert "形象" in found.summary(language="zh")
    assert "Indicator" in path_map(survey(), level="indicators").to_html()


# ---- scores of respondents -------------------------------------------------------------------------------------------


def scores(data, **options):
    found = placet.path_scores(data, MODEL, **options).to_dict(as_series=False)
    return {name: np.array(found[name], dtype=float) for name in BLOCKS}


def test_standardized_scores_have_mean_zero_and_variance_one_and_the_correlations_of_the_model():
    data = survey()
    y, w = scores(data, weights="w"), data["w"] / data["w"].sum()
    for own in y.values():
        assert w @ own == pytest.approx(0, abs=1e-10)
        assert w @ own**2 == pytest.approx(1, abs=1e-10)
    b = np.linalg.lstsq(
        np.column_stack([y[c] for c in PATHS["Satisfaction"]]) * np.sqrt(w)[:, None], y["Satisfaction"] * np.sqrt(w),
        rcond=None,
    )[0]  # fmt: skip
    paths = placet.path_model(data, MODEL, weights="w", n_resamples=0).table
    expected = dict(paths.rows(("term", "estimate")))
    for cause, effect in zip(PATHS["Satisfaction"], b, strict=True):
        assert effect == pytest.approx(expected[f"{cause} -> Satisfaction"], abs=1e-9)


def test_scores_are_one_line_of_each_other():
    data = survey()
    raw, points = scores(data), scores(data, form="index", scale=(1, 10))
    for name in BLOCKS:
        line = np.polyfit(raw[name], points[name], 1)
        np.testing.assert_allclose(np.polyval(line, raw[name]), points[name], atol=1e-9)
        assert line[0] > 0
    lowest = dict.fromkeys(COLUMNS, np.full(200, 1.0))
    lowest |= {name: np.append(data[name], [1, 10]) for name in COLUMNS}
    ends = scores(lowest, form="index", scale=(1, 10), weights=np.append(np.ones(200), [0, 0]))
    for own in ends.values():
        assert own[-2:] == pytest.approx([0, 100], abs=1e-10)


def test_who_lacks_an_answer_has_no_score():
    data = survey()
    data["q2"][[3, 7]] = np.nan
    for form in ("standardized", "index"):
        found = scores(data, form=form, scale=(1, 10))
        for own in found.values():
            assert np.flatnonzero(np.isnan(own)).tolist() == [3, 7]
    with pytest.raises(placet.DataError, match="2 of 200"):
        scores(data, missing="raise")


def test_indexes_of_respondents_need_a_scale():
    with pytest.raises(placet.DataError, match="needs scale="):
        scores(survey(), form="index")
