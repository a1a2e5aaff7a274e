"""Prediction of path models: fold moments against rows written out, seminr, and properties."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose
from placet.index.paths.folds import Folds
from placet.index.paths.prediction_errors import add_absolute, errors_of, moments_of
from placet.index.paths.reading import read_paths

from .pls_by_definition import fit_reflected, regression
from .simulated import ACTS, COLUMNS, MODEL, OWNER, answers, part, table

ENDOGENOUS = np.flatnonzero(OWNER > 0)
#: Constructs by which each is predicted.
INPUTS = {"earliest": {1: [0], 2: [0]}, "direct": {1: [0], 2: [0, 1]}}


def by_hand(x, w, fold, antecedents):
    """Root mean square errors, mean absolute errors (paths, regression, mean) and Q² of scores, row by row."""
    errors, scores, naive = [np.full((len(x), len(ENDOGENOUS)), np.nan) for _ in range(3)], [], []
    for f in np.unique(fold):
        train, test = fold != f, fold == f
        own = fit_reflected(x[train], OWNER, ACTS, w[train])
        z = (x[test] - own["mean"]) / own["sd"]
        member = (OWNER[:, None] == np.arange(3)).astype(float)
        y = z @ (own["weights"][:, None] * member)
        predicted = y.copy()
        for construct in (1, 2):
            if antecedents == "earliest":
                predicted[:, construct] = predicted @ own["paths"][construct]
            else:
                predicted[:, construct] = y @ own["paths"][construct]
        scores.append((y - predicted) ** 2 * w[test][:, None])
        naive.append(y**2 * w[test][:, None])
        for at, j in enumerate(ENDOGENOUS):
            given = np.flatnonzero(np.isin(OWNER, INPUTS[antecedents][OWNER[j]]))
            hat = own["mean"][j] + own["sd"][j] * own["loadings"][j] * predicted[:, OWNER[j]]
            slopes = regression(x[train][:, given] - own["mean"][given], x[train][:, j] - own["mean"][j], w[train])
            linear = own["mean"][j] + (x[test][:, given] - own["mean"][given]) @ slopes
            for error, guess in zip(errors, (hat, linear, own["mean"][j]), strict=True):
                error[test, at] = x[test, j] - guess
    rmse = [np.sqrt(np.average(error**2, axis=0, weights=w)) for error in errors]
    mae = [np.average(np.abs(error), axis=0, weights=w) for error in errors]
    q2 = 1 - np.concatenate(scores).sum(axis=0) / np.concatenate(naive).sum(axis=0)
    return np.array(rmse), np.array(mae), q2[1:]


def given_folds(reading, folds):
    """Folds as they are given, one column a repeat."""
    return SimpleNamespace(count=int(folds[0].max()) + 1, segment=np.zeros(reading.rows.n_total, dtype=np.int64))


@pytest.mark.parametrize("antecedents", ["earliest", "direct"])
@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("scaled", [True, False])
def test_moments_of_folds_tell_what_rows_tell(antecedents, weights, scaled):
    data = answers(1, each=45)
    if (
        not scaled
    ):  # indicators of variance 1 in every training part would be needed: one fold structure by hand is enough
        for name in COLUMNS:
            data[name] = (data[name] - data[name].mean()) / data[name].std()
    n = len(data["g"])
    reading = read_paths(placet.Survey(data, weights=weights), MODEL, random=True, rng=1)
    fold = np.random.default_rng(2).permutation(n) % 6
    dealt = given_folds(reading, [fold])
    (moments,) = moments_of(reading, dealt, [fold], False)
    errors = errors_of(reading, moments, antecedents)
    add_absolute(reading, dealt, [fold], [errors])
    w = data["w"] if weights else np.ones(n)
    rmse, mae, q2 = by_hand(table(data), w, fold, antecedents)
    assert_allclose(errors.rmse(), rmse, rtol=1e-8)
    assert_allclose(errors.mae(), mae, rtol=1e-8)
    assert_allclose(errors.q2(errors.of_scores)[0], q2, rtol=1e-8)
    assert_allclose(errors.q2(errors.squared[[0, 2]])[0], 1 - (rmse[0] / rmse[2]) ** 2, rtol=1e-8)


def test_repeats_count_together():
    data = answers(2, each=40)
    reading = read_paths(placet.Survey(data), MODEL, random=True, rng=1)
    rng = np.random.default_rng(3)
    folds = [rng.permutation(80) % 5 for _ in range(3)]
    dealt = given_folds(reading, folds)
    (moments,) = moments_of(reading, dealt, folds, False)
    errors = errors_of(reading, moments, "earliest")
    add_absolute(reading, dealt, folds, [errors])
    each = [by_hand(table(data), np.ones(80), fold, "earliest") for fold in folds]
    assert_allclose(errors.rmse(), np.sqrt(np.mean([rmse**2 for rmse, _, _ in each], axis=0)), rtol=1e-8)
    assert_allclose(errors.mae(), np.mean([mae for _, mae, _ in each], axis=0), rtol=1e-8)
    together, spread = errors.q2(errors.squared[[0, 2]])
    q2 = np.array([1 - (rmse[0] / rmse[2]) ** 2 for rmse, _, _ in each])
    assert_allclose(spread, q2.std(axis=0, ddof=1), rtol=1e-6)
    assert ((q2.min(axis=0) <= together) & (together <= q2.max(axis=0))).all()


@pytest.mark.parametrize(("antecedents", "theirs"), [("direct", "predict_DA"), ("earliest", "predict_EA")])
def test_seminr_predicts_the_same(reference, antecedents, theirs):
    seminr = pytest.importorskip("seminr")
    model = placet.templates.ecsi()
    frame = pd.read_csv(reference / "pls" / "mobi.csv")
    measured = seminr.constructs(*[seminr.composite(name, list(own)) for name, own in model.blocks.items()])
    paths = [seminr.paths(cause, outcome) for outcome, causes in model.predecessors.items() for cause in causes]
    fitted = seminr.estimate_pls(frame, measured, seminr.relationships(*paths), max_it=1000, stop_criterion=10)
    order = np.random.default_rng(1).permutation(len(frame))
    predicted = seminr.predict_pls(
        fitted, technique=getattr(seminr, theirs), no_folds=10, ordering=list(map(int, order))
    )
    summary = seminr.summarize(predicted)
    reading = read_paths(placet.Survey(frame), model, random=True, rng=1)
    fold = np.empty(len(frame), dtype=np.int64)
    fold[order] = np.arange(len(frame)) * 10 // len(frame)
    dealt = given_folds(reading, [fold])
    (moments,) = moments_of(reading, dealt, [fold], False)
    errors = errors_of(reading, moments, antecedents)
    add_absolute(reading, dealt, [fold], [errors])
    stage = reading.spec.last
    names = [stage.indicators[i] for i in np.flatnonzero(stage.acts.any(axis=1)[stage.owner])]
    for number, found in enumerate((summary.pls_out_of_sample, summary.lm_out_of_sample)):
        for row, own in (("RMSE", errors.rmse()), ("MAE", errors.mae())):
            assert_allclose(own[number], [found.get(row, name) for name in names], rtol=1e-7)


# ---- folds -----------------------------------------------------------------------------------------------------------


def test_folds_are_of_one_size_and_clusters_stay_whole():
    data = answers(4, ("a", "b"), each=52)
    for design in ({}, {"cluster": "c"}):
        reading = read_paths(placet.Survey(data, **design), MODEL, by="g")
        folds = Folds(reading.rows, 5)
        seen = set()
        for repeat in range(20):
            fold = folds.dealt(1, repeat)
            seen.add(tuple(fold))
            for segment in (0, 1):
                own = reading.rows.segments.codes == segment
                unit = data["c"][own] if design else np.arange(own.sum())
                pairs = np.unique(np.column_stack([unit, fold[own]]), axis=0)
                assert len(pairs) == len(np.unique(unit))  # every unit in one fold
                sizes = np.bincount(pairs[:, 1], minlength=5)
                assert sizes.max() - sizes.min() <= 1
        assert len(seen) == 20


def test_rows_that_do_not_count_are_in_no_fold():
    data = answers(5)
    data["w"] = np.where(np.arange(120) % 10 == 0, 0.0, 1.0)
    data["q1"] = np.where(np.arange(120) % 7 == 1, np.nan, data["q1"])
    reading = read_paths(placet.Survey(data, weights="w"), MODEL)
    fold = Folds(reading.rows, 4).dealt(0, 0)
    used = (data["w"] > 0) & ~np.isnan(data["q1"])
    np.testing.assert_array_equal(fold >= 0, used)


# ---- the result ------------------------------------------------------------------------------------------------------


def test_the_tables_say_what_is_predicted_and_how_well():
    found = placet.path_prediction(answers(6, each=150), MODEL, folds=5, repeats=3, mae=True, rng=1)
    assert found["term"] == tuple(COLUMNS[3:])
    assert found["construct"] == ("Satisfaction",) * 3 + ("Loyalty",) * 2
    assert_allclose(found["estimate"], 1 - (found["rmse"] / found["rmse_mean"]) ** 2, atol=1e-3)
    assert (found["mae"] < found["rmse"]).all()
    constructs = found.constructs
    assert constructs["term"] == ("Satisfaction", "Loyalty")
    better = found["rmse"] < found["rmse_linear"]
    assert constructs["n_better"].tolist() == [better[:3].sum(), better[3:].sum()]
    grade = [("none", "low", "medium", "high")[3 if b == n else 2 if 2 * b >= n else min(b, 1)]
             for b, n in zip(constructs["n_better"], (3, 2), strict=True)]  # fmt: skip
    assert list(constructs["power"]) == grade
    assert (constructs["estimate"] > 0.1).all()


def test_segments_are_predicted_as_if_they_were_all():
    data = answers(7, ("a", "b"), each=60)
    found = placet.path_prediction(data, MODEL, by="g", mae=True, rng=1)
    alone = placet.path_prediction(part(data, data["g"] == "b"), MODEL, mae=True, rng=1)
    for name in ("estimate", "sd_repeats", "rmse", "rmse_linear", "mae"):
        assert_allclose(found[name][5:], alone[name], rtol=1e-9)


def test_with_a_fold_a_respondent_nothing_is_left_to_chance():
    data = answers(7, ("a", "b"), each=60)
    found = placet.path_prediction(data, MODEL, by="g", folds=60, repeats=1, rng=1)
    alone = placet.path_prediction(part(data, data["g"] == "b"), MODEL, folds=60, repeats=1, rng=5)
    for name in ("estimate", "rmse", "rmse_linear", "rmse_mean"):
        assert_allclose(found[name][5:], alone[name], rtol=1e-8)
    assert found["g"] == ("a",) * 5 + ("b",) * 5
    assert np.isnan(found["sd_repeats"]).all()


def test_with_one_way_to_every_construct_both_ways_of_prediction_are_one():
    model = "Quality =~ q1 + q2 + q3; Loyalty =~ l1 + l2; Loyalty ~ Quality"
    early, direct = (
        placet.path_prediction(answers(8), model, antecedents=way, rng=1) for way in ("earliest", "direct")
    )
    assert_allclose(early["rmse"], direct["rmse"], rtol=1e-10)
    assert_allclose(early["rmse_linear"], direct["rmse_linear"], rtol=1e-10)


def test_what_is_not_there_is_not_predicted():
    rng = np.random.default_rng(9)
    data = {name: rng.normal(size=100) for name in COLUMNS}
    found = placet.path_prediction(data, MODEL, rng=1)
    assert (found["estimate"] < 0.02).all()


def test_units_of_measurement_and_the_size_of_weights_change_no_q2():
    data = answers(10)
    other = {**data, "q2": 100 * data["q2"], "l1": 3 - 0.1 * data["l1"], "w": 7 * data["w"]}
    one, two = (placet.path_prediction(own, MODEL, weights="w", rng=1) for own in (data, other))
    assert_allclose(one["estimate"], two["estimate"], atol=1e-9)
    assert_allclose(one["rmse_linear"][3] * 0.1, two["rmse_linear"][3], rtol=1e-9)


def test_predictors_that_depend_on_each_other_predict_as_without_one():
    data = answers(11)
    data["q4"] = data["q1"] + data["q2"]
    more = MODEL.replace("q1 + q2 + q3", "q1 + q2 + q3 + q4")
    found = placet.path_prediction(data, more, rng=1)
    same = placet.path_prediction(data, MODEL, rng=1)
    assert_allclose(found["rmse_linear"], same["rmse_linear"], rtol=1e-7)


def test_of_few_respondents_there_is_no_regression():
    few = {name: column[:9] for name, column in answers(12, ("a",), each=9).items()}
    model = "Q =~ q1 + q2 + q3 + s1 + s2 + s3; L =~ l1 + l2; L ~ Q"
    found = placet.path_prediction(few, model, folds=3, rng=1)
    assert np.isnan(found["rmse_linear"]).all()
    assert np.isfinite(found["rmse"]).all()
    assert found.constructs["power"] == ("",)
    assert "no linear regression" in " ".join(map(str, found.about["notes"]))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"folds": 1}, "folds=1 must be a whole number of at least 2"),
        ({"folds": 121}, "folds=121 of 120 respondents with all answers; take at most 120 folds"),
        ({"folds": 30, "cluster": "c"}, "folds=30 of 24 clusters"),
        ({"folds": 61, "by": "g"}, "in segment a: folds=61 of 60 respondents"),
        ({"repeats": 0}, "repeats=0"),
        ({"antecedents": "late"}, "antecedents='late'"),
        ({"mae": 1}, "mae=1"),
    ],
)
def test_what_cannot_be_done_is_refused(options, words):
    with pytest.raises(placet.PlacetError, match=words):
        placet.path_prediction(answers(13), MODEL, rng=1, **options)


def test_models_of_several_stages_are_refused():
    higher = "A =~ q1 + q2 + q3; B =~ s1 + s2 + s3; Both =~ A + B; L =~ l1 + l2; L ~ Both"
    with pytest.raises(placet.DataError, match="of one stage"):
        placet.path_prediction(answers(14), higher, rng=1)


def test_folds_without_estimates_are_left_out_and_counted():
    data = answers(15, ("a",), each=30)
    data["l2"] = np.where(np.arange(30) == 4, 1.0, 0.0)  # constant without one respondent
    found = placet.path_prediction(data, MODEL, folds=30, repeats=1, rng=1)
    assert "1 folds without which" in " ".join(map(str, found.about["notes"]))
    assert np.isfinite(found["rmse"]).all()


def test_it_shows_itself_in_both_languages():
    found = placet.path_prediction(answers(16), MODEL, rng=1, labels={"Loyalty": "忠诚"})
    assert "忠诚" in str(found)
    assert "样本外预测" in found.summary(language="zh")
    assert "<caption>Constructs" in found._repr_html_()
    assert found.frame("constructs").shape == (2, 7)
