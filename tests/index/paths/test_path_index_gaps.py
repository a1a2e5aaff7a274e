"""Indexes of path models where answers are missing, and of models with interactions."""

import numpy as np
import placet
import pytest

MODEL = placet.PathModel(
    {"Quality": ["q1", "q2", "q3"], "Satisfaction": ["s1", "s2"], "Loyalty": ["l1"]},
    {"Satisfaction": ["Quality"], "Loyalty": ["Satisfaction"]},
)
COLUMNS = ("q1", "q2", "q3", "s1", "s2", "l1")


def survey(n=240, share=0.1, seed=6):
    """Answers from 1 to 10 in two segments, of which a share is missing at random."""
    rng = np.random.default_rng(seed)
    quality = rng.standard_normal(n)
    satisfaction = 0.7 * quality + 0.7 * rng.standard_normal(n)
    loyalty = 0.6 * satisfaction + 0.8 * rng.standard_normal(n)
    data = {"g": np.array(["a", "b"])[np.arange(n) % 2]}
    for name in COLUMNS:
        score = {"q": quality, "s": satisfaction, "l": loyalty}[name[0]]
        answers = np.clip(np.round(6 + 1.6 * (score + 0.6 * rng.standard_normal(n))), 1, 10)
        data[name] = np.where(rng.random(n) < share, np.nan, answers)
    return data


def index(data, **options):
    return placet.path_index(
        data, MODEL, **{"scale": (1, 10), "n_resamples": 60, "rng": 1, "progress": False, **options}
    )


@pytest.mark.parametrize("missing", ["pairwise", "em", "multiple"])
@pytest.mark.parametrize("source", ["pooled", "segment"])
def test_without_gaps_all_rules_are_one(missing, source):
    data = survey(share=0)
    options = {"by": "g", "weights_from": source, "compare": "all pairs"}
    found, plain = index(data, missing=missing, **options), index(data, **options)
    np.testing.assert_allclose(found["estimate"], plain["estimate"], atol=1e-8)
    np.testing.assert_allclose(found.impacts["estimate"], plain.impacts["estimate"], atol=1e-8)
    # 60 other resamples, so errors are the same within a few of their own standard errors of 9 %.
    assert np.abs(np.log(found["std_error"] / plain["std_error"])).max() < 0.5
    assert np.abs(np.log(found.differences["std_error"] / plain.differences["std_error"])).max() < 0.5


def test_means_of_pairwise_are_of_all_who_answered():
    data = survey()
    found = index(data, missing="pairwise", by="g")
    weights = found.weights.weights["Quality"]
    for g, term, estimate in found.table.rows(("g", "term", "estimate")):
        if term == "Quality":
            means = [np.nanmean(data[name][data["g"] == g]) for name in weights]
            assert estimate == pytest.approx(np.dot(list(weights.values()), 100 * (np.array(means) - 1) / 9), abs=1e-9)


@pytest.mark.parametrize("missing", ["pairwise", "em", "multiple"])
def test_gaps_cost_less_than_the_rows_that_have_them(missing):
    """Six answers of which a tenth is missing leave half of the rows complete."""
    data = survey(n=600)
    found, dropped, full = index(data, missing=missing, n_resamples=200), index(data, n_resamples=200), index(
        survey(n=600, share=0), n_resamples=200
    )  # fmt: skip
    assert (found["std_error"] < dropped["std_error"]).all()
    assert (found["std_error"] > 0.85 * full["std_error"]).all()
    assert found.about["n_used"] > dropped.about["n_used"]
    assert placet.path_map(
        data, MODEL, "Loyalty", scale=(1, 10), missing=missing, n_resamples=60, rng=1, progress=False
    )["importance"] == pytest.approx(np.array(sorted(
        (e / 5 for o, e in found.impacts.rows(("outcome", "estimate")) if o == "Loyalty"), reverse=True
    )), abs=1e-8)  # fmt: skip


@pytest.mark.parametrize("missing", ["em", "multiple"])
def test_known_weights_of_gaps_have_errors_of_resamples(missing):
    data = survey()
    first = index(data, missing=missing)
    frozen = index(data, missing=missing, weights_from=first.weights)
    np.testing.assert_allclose(frozen["estimate"], first["estimate"], atol=1e-9)
    assert np.isfinite(frozen["conf_low"]).all()
    assert frozen.about["n_resamples"] == 60


def test_a_product_of_constructs_has_no_index_and_is_held_at_its_mean():
    rng = np.random.default_rng(2)
    data = survey(share=0)
    data["p1"] = np.clip(np.round(5 + 0.5 * (data["q1"] - 5) + 2 * rng.standard_normal(len(data["g"]))), 1, 10)
    model = "Q =~ q1 + q2 + q3; P =~ p1; S =~ s1 + s2; S ~ Q*P"
    scores = placet.path_scores(data, model).to_dict(as_series=False)
    q, p, s = (np.array(scores[name]) for name in "QPS")
    design = np.column_stack([np.ones(len(q)), q, p, q * p])
    b = np.linalg.lstsq(design, s, rcond=None)[0]
    found = placet.path_index(data, model, scale=(1, 10), n_resamples=50, rng=1, points=1)
    assert set(found["term"]) == set("QPS")
    points = placet.path_scores(data, model, form="index", scale=(1, 10)).to_dict(as_series=False)
    sd = {name: np.std(points[name]) for name in "QPS"}
    effect = dict(found.impacts.rows(("term", "estimate")))
    assert effect["Q"] == pytest.approx(b[1] * sd["S"] / sd["Q"], abs=1e-9)
    assert effect["P"] == pytest.approx(b[2] * sd["S"] / sd["P"], abs=1e-9)
    assert np.isfinite(found.impacts["std_error"]).all()
    by = placet.path_index(data, model, scale=(1, 10), by="g", weights_from="segment", n_resamples=50, rng=1)
    assert np.isfinite(by.impacts["std_error"]).all()
    assert len(by.impacts) == 4
    # The same resamples as of rows: the errors of the indexes do not depend on how effects are found.
    without = placet.path_index(data, "Q =~ q1 + q2 + q3; P =~ p1; S =~ s1 + s2; S ~ Q + P", scale=(1, 10),
                                n_resamples=50, rng=1)  # fmt: skip
    np.testing.assert_allclose(found["std_error"], without["std_error"], rtol=0.02)
