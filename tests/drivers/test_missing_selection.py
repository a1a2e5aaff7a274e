"""Selection and importance of incomplete answers: complete data, definitions by hand, simulated truth, bad input."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import placet
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose, assert_array_equal
from placet import DataError, ModelError, Survey, _core
from placet._core import Moments
from placet.drivers.missing.basis import basis_of
from placet.drivers.model.model import read_model
from placet.missing.gaps import Gaps

mpl.use("Agg")

DRIVERS = ["a", "b", "c", "d", "e"]
MADE_UP = ["pairwise", "em", "multiple"]
ALL = ["indicator", *MADE_UP]
QUIET = {"progress": False, "rng": 4}


def sets(missing, count):
    """So many data sets where there are any."""
    return {"missing": missing} | ({"n_imputations": count} if missing == "multiple" else {})


@pytest.fixture(autouse=True)
def _close_pictures():
    yield
    plt.close("all")


def survey(n=400, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 5)) + 0.5 * rng.normal(size=(n, 1))
    y = x @ [1, 0.5, 0.3, 0, 0] + rng.normal(size=n)
    data = pd.DataFrame(x, columns=DRIVERS).assign(y=y, w=rng.uniform(0.5, 2, n), part=rng.choice(["n", "s"], n))
    return data.assign(event=(y > 0).astype(float))


@pytest.fixture(scope="module")
def complete():
    return survey()


@pytest.fixture(scope="module")
def holes(complete):
    rng = np.random.default_rng(2)
    data = complete.copy()
    for name in ("b", "c", "e"):
        data.loc[rng.random(len(data)) < 0.2, name] = np.nan
    return data


CALLS = {
    "key_drivers": lambda data, **o: placet.key_drivers(data, "y", DRIVERS, **({"n_resamples": 0} | QUIET | o)),
    "stepwise": lambda data, **o: placet.stepwise(data, "y", DRIVERS, **({"n_resamples": 0} | QUIET | o)),
    "best_subsets": lambda data, **o: placet.best_subsets(data, "y", DRIVERS, **({"n_resamples": 0} | QUIET | o)),
}  # fmt: skip
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


def same_numbers(found, expected, rtol):
    assert list(found.columns) == list(expected.columns)
    for name, values in expected.columns.items():
        if np.asarray(values).dtype.kind == "f":
            assert_allclose(found[name], values, rtol=rtol, atol=1e-9 if rtol else 0, err_msg=name)
        else:
            assert list(found[name]) == list(values), name


# ---- complete answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("missing", ["indicator", "multiple"])
@every_call
def test_without_missing_answers_it_is_the_complete_case_analysis(complete, call, missing, weights):
    given = {"weights": weights, "n_resamples": 40, "by": "part"}
    found, plain = call(complete, missing=missing, **given), call(complete, **given)
    same_numbers(found.table, plain.table, 0)
    for name in ("path", "steps", "inclusion", "models", "coefficients", "stability"):
        if hasattr(plain, name):
            same_numbers(getattr(found, name), getattr(plain, name), 0)


@pytest.mark.parametrize("missing", ["pairwise", "em"])
@every_call
def test_without_missing_answers_moments_are_those_of_complete_answers(complete, call, missing):
    found, plain = call(complete, missing=missing), call(complete)
    own = {"statistic", "p_value", "std_error", "df", "conf_low", "conf_high", "press"}
    for name, values in plain.table.columns.items():
        if name.removeprefix("coefficient_") in own | {"low", "high"}:
            continue  # errors of their own, tested with the regression
        if np.asarray(values).dtype.kind == "f":
            assert_allclose(found[name], values, rtol=1e-6, atol=1e-9, err_msg=name)
        else:
            assert list(found[name]) == list(values), name


# ---- the moments selection rests on ----------------------------------------------------------------------------------


def basis(data, missing, **options):
    model = read_model(Survey.of(data, **options), "y", DRIVERS)
    return basis_of(model, Gaps(missing, n_imputations=3, seed=4, progress=False))


def test_completed_data_sets_are_stacked_with_weights_that_sum_to_one(holes):
    made = basis(holes, "multiple", weights="w")
    sets = [np.column_stack([c[1] for c in model.rows.columns]) for model in made.sets()]
    assert not np.isnan(sets).any()
    stack, w = np.vstack(sets), np.tile(holes["w"], 3) / 3
    means = made.means[0]
    assert (means.n, made.respondents) == (400, 400)
    assert_allclose(means.sum_w, holes["w"].sum(), rtol=1e-12)
    assert_allclose(means.mean, np.average(stack, axis=0, weights=w), rtol=1e-10)
    away = stack - means.mean
    assert_allclose(means.comoment, away.T @ (w[:, None] * away), rtol=1e-10)


def test_who_answered_the_outcome_counts_and_who_of_them_a_driver(holes):
    data = holes.assign(y=holes["y"].where(np.arange(400) % 10 > 0))
    given = data[["y", *DRIVERS]].notna().to_numpy()
    made = basis(data, "em")
    assert made.outcomes == [360] == [made.observations(0)]
    expected = [given[given[:, 0], column].mean() for column in (1, 2, 5)]
    assert_allclose(made.answered_shares([1, 2, 5])[0], expected, rtol=1e-12)
    # A frequency stands for as many respondents.
    f = np.r_[np.full(200, 2.0), np.ones(200)]
    twice = basis(data.assign(w=f), "em", weights="w", weight_type="frequency")
    assert_allclose(twice.outcomes, f[given[:, 0]].sum(), rtol=1e-12)
    assert_allclose(twice.answered_shares([2])[0], np.average(given[given[:, 0], 2], weights=f[given[:, 0]]))


def test_resamples_are_shared_by_the_data_sets(holes):
    made = basis(holes, "multiple")
    drawn = list(made.samples(0, 8, 4))
    assert [done for _, done in drawn] == [0, 3, 6]
    (rows, segment, (count, seed)), _ = drawn[0]
    assert (segment, count, seed) == (0, 3, 4)
    for (_, before, _), (_, after, _) in zip(rows[0], made.data_set(0).rows.given[0], strict=True):
        assert_allclose(before, after, rtol=0)
    assert [draws[0] for (_, _, draws), _ in drawn] == [3, 3, 2]
    sums = [_core.bootstrap_moments(*samples)[1][0] for samples, _ in drawn]
    assert not np.allclose(sums[0], sums[1])


# ---- stepwise --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ALL)
@pytest.mark.parametrize("options", [{}, {"by": "part"}, {"weights": "w"}, {"criterion": "bic"}], ids=str)
def test_stepwise_keeps_everybody_and_estimates_as_regression_does(holes, missing, options):
    result = placet.stepwise(holes, "y", DRIVERS, missing=missing, n_resamples=0, **options, **QUIET)
    assert result.about["n_used"] == 400
    assert result.about["missing"] == missing
    counts = result.about["n_filled" if missing in ("indicator", "multiple") else "n_not_answered"]
    assert counts["b"] == holes["b"].isna().sum()
    result.plot()
    if "by" in options:
        assert set(result.selected.values()) <= {("a", "b", "c"), ("a", "b")}
        return
    assert result.selected[:2] == ("a", "b")
    if missing in ("pairwise", "em"):
        # A regression on the selected drivers alone knows nothing of the others' answers, so it is near, not the same.
        near = placet.regression(holes, "y", list(result.selected), missing=missing, weights=options.get("weights"))
        assert_allclose(result["estimate"], near["estimate"], atol=0.05)
        assert_allclose(result["std_error"], near["std_error"], rtol=0.25)
    if missing == "indicator":
        assert [t for t in result["term"] if "not answered" in t] == [f"{t} not answered" for t in "bce"]
        assert "indicators of missing answers are in every model" in result.summary()


def test_the_estimates_of_a_selection_from_moments_are_those_of_the_joint_moments(holes):
    result = placet.stepwise(holes, "y", DRIVERS, missing="em", n_resamples=0, criterion="bic", **QUIET)
    made = basis(holes, "em")
    chosen = [1 + DRIVERS.index(name) for name in result.selected]
    covariance = made.moments[0][0].comoment
    slopes = np.linalg.solve(covariance[np.ix_(chosen, chosen)], covariance[chosen, 0])
    assert_allclose(result["estimate"][1:], slopes, rtol=1e-9)


def test_estimates_of_imputed_answers_are_pooled_by_rubins_rules(holes):
    result = placet.stepwise(holes, "y", DRIVERS, missing="multiple", n_imputations=5, n_resamples=0, **QUIET)
    model = read_model(Survey.of(holes), "y", DRIVERS)
    made = basis_of(model, Gaps("multiple", n_imputations=5, seed=4, progress=False))
    found = []
    for one in made.sets():
        data = dict(zip(one.rows.names, (column[1] for column in one.rows.columns), strict=True))
        x = sm.add_constant(np.column_stack([data[name] for name in result.selected]))
        found.append(sm.OLS(data["y"], x).fit())
    b = np.array([fit.params for fit in found])
    within = np.mean([fit.bse**2 for fit in found], axis=0)
    assert_allclose(result["estimate"], b.mean(axis=0), rtol=1e-9)
    assert_allclose(result["std_error"], np.sqrt(within + 1.2 * b.var(axis=0, ddof=1)), rtol=1e-9)


@pytest.mark.parametrize("missing", MADE_UP)
@pytest.mark.parametrize("weights", [None, "w"])
def test_a_move_is_judged_as_the_regression_would_report_it(holes, missing, weights):
    data = holes.assign(y=holes["y"].where(np.arange(400) % 5 > 0))
    given = {**sets(missing, 5), "weights": weights, **QUIET}
    line = placet.regression(data, "y", ["b"], **given)
    for criterion in ("p", "aic", "bic", "adj_r2"):
        found = placet.stepwise(data, "y", ["b"], n_resamples=0, criterion=criterion, **given)
        assert_allclose(found.path["statistic"][0], line["statistic"][1] ** 2, rtol=1e-9)
        assert_allclose(found.path["p_value"][0], line["p_value"][1], rtol=1e-6)
        value = line["p_value"][1] if criterion == "p" else line.fit[criterion][0]
        assert_allclose(found.path["criterion"][0], value, rtol=1e-6)
    both = placet.best_subsets(data, "y", ["b"], n_resamples=0, **given)
    assert dict(zip(both["model"], both["aic"], strict=True))["b"] == pytest.approx(line.fit["aic"][0], rel=1e-9)


def test_criteria_of_gaps_by_definition(holes):
    """n who answered the outcome, and k* the trace of what the gaps multiply the variances of so many by."""
    data = holes.assign(y=holes["y"].where(np.arange(400) % 5 > 0))
    line = placet.regression(data, "y", ["a", "b"], missing="em", **QUIET)
    m = basis_of(read_model(Survey.of(data), "y", ["a", "b"]), Gaps("em", progress=False)).means[0]
    squares = m.comoment / m.sum_w
    left = squares[0, 0] - squares[0, 1:] @ np.linalg.solve(squares[1:, 1:], squares[1:, 0])
    second = np.array(
        [[1, *m.mean[1:]], *np.column_stack([m.mean[1:], squares[1:, 1:] + np.outer(m.mean, m.mean)[1:, 1:]])]
    )
    alike = left * np.linalg.inv(second) / (320 - 3)
    k = np.trace(np.linalg.solve(alike, line.covariance[0]))
    deviance = 320 * (np.log(2 * np.pi * left) + 1)
    assert_allclose(line.fit["log_likelihood"][0], -deviance / 2, rtol=1e-12)
    assert_allclose(line.fit["aic"][0], deviance + 2 * (k + 1), rtol=1e-9)
    assert_allclose(line.fit["bic"][0], deviance + np.log(320) * (k + 1), rtol=1e-9)
    assert_allclose(line.fit["sigma"][0] ** 2, left * 320 / (320 - k), rtol=1e-9)
    assert_allclose(line.fit["adj_r2"][0], 1 - left / squares[0, 0] * 319 / (320 - k), rtol=1e-9)


@pytest.mark.parametrize("missing", MADE_UP)
def test_a_driver_of_no_effect_lowers_aic_as_often_as_of_complete_answers(missing):
    """15.7 %, and not 40. Of 250 samples 54 or more happen once in 200, 26 or fewer, too."""
    lower, adjusted, sigma = 0, [], []
    for seed in range(250):
        rng = np.random.default_rng(seed)
        data = {"a": rng.normal(size=200), "b": rng.normal(size=200)}
        data["y"] = 0.4 * data["a"] + rng.normal(size=200)
        data["y"][rng.random(200) < 0.5] = np.nan
        data["b"][rng.random(200) < 0.2] = np.nan
        given = sets(missing, 10) | {"progress": False} | ({"rng": seed} if missing == "multiple" else {})
        best = placet.best_subsets(data, "y", "b", covariates="a", criterion="aic", n_resamples=0, **given)
        lower += bool(best.selected)
        both = placet.regression(data, "y", ["a", "b"], **given).fit
        adjusted.append(both["adj_r2"][0])
        sigma.append(both["sigma"][0])
    assert 26 < lower < 54
    assert abs(np.mean(sigma) - 1) < 0.02
    assert abs(np.mean(adjusted) - 0.16 / 1.16) < 0.03


def test_an_idle_driver_with_many_gaps_enters_no_more_often_than_its_level():
    """Without the shares it enters 10 % of the time. 150 draws at 5 %: 16 or more happen once in 400."""
    rng, entered = np.random.default_rng(11), dict.fromkeys(MADE_UP, 0)
    for _ in range(150):
        x = rng.normal(size=(200, 2)) @ [[1, 0.5], [0, 1]]
        data = {
            "y": x[:, 0] + rng.normal(size=200),
            "a": x[:, 0],
            "b": np.where(rng.random(200) < 0.4, np.nan, x[:, 1]),
        }
        for missing in MADE_UP:
            result = placet.stepwise(data, "y", "b", covariates="a", n_resamples=0, **sets(missing, 10), **QUIET)
            entered[missing] += len(result.selected)
    assert max(entered.values()) < 16


def test_inclusion_over_data_sets_and_their_bootstrap_samples(holes):
    result = placet.stepwise(holes, "y", DRIVERS, missing="multiple", n_imputations=6, n_resamples=60, **QUIET)
    table = result.inclusion
    assert list(table.columns) == ["term", "inclusion", "selected", "data_sets"]
    assert table["term"][:3] == ("a", "b", "c")
    assert_array_equal(table["data_sets"][:3], 1)
    assert_allclose(np.asarray(table["data_sets"]) * 6, np.round(np.asarray(table["data_sets"]) * 6), atol=1e-12)
    alone = placet.stepwise(holes, "y", DRIVERS, missing="multiple", n_imputations=6, n_resamples=0, **QUIET).inclusion
    assert dict(zip(alone["term"], alone["data_sets"], strict=True)) == dict(
        zip(table["term"], table["data_sets"], strict=True)
    )
    assert np.isnan(alone["inclusion"]).all()
    assert sum(result.models["count"]) == 60
    assert "data_sets in inclusion" in result.summary()


@pytest.mark.parametrize("missing", ALL)
def test_both_parts_of_a_split_are_treated_apart(holes, missing):
    data = holes.assign(y=holes["y"].where(np.arange(400) % 10 > 0))
    given = {"validate": "split", "missing": missing, "n_resamples": 0, **QUIET}
    result = placet.stepwise(data, "y", DRIVERS, **given)
    about = result.about
    people = 360 if missing == "indicator" else 400  # who has no outcome tells something of the drivers' moments
    if missing != "pairwise":  # n is between that of the pairs
        assert about["n_selection"] + about["n_estimation"] == people
    assert about["n_used"] == people
    assert "treated apart" in result.summary()
    assert "valid" in result.summary()
    # What the others answered has no part in the estimates.
    model = read_model(Survey.of(data), "y", DRIVERS)
    halves = placet.drivers.selection.split_sample
    parts = halves.split_rows(model.rows, np.arange(400), 0.5, 4)
    changed = data.copy()
    changed.loc[parts[0].counting, DRIVERS] *= 3.0
    again = placet.stepwise(changed, "y", DRIVERS, **given)
    assert again.selected == result.selected
    assert_allclose(again["estimate"], result["estimate"], rtol=1e-9)


@pytest.mark.parametrize("missing", ["indicator", "multiple"])
def test_logits_of_incomplete_answers(holes, missing):
    given = {"model": "logit", **sets(missing, 4), **QUIET}
    result = placet.stepwise(holes, "event", DRIVERS, n_resamples=20, **given)
    assert result.selected == ("a", "b", "c")
    assert result.about["n_used"] == 400
    if missing == "indicator":
        line = placet.regression(holes, "event", DRIVERS, **given)
        marks = [i for i, t in enumerate(line["term"]) if "not answered" in t]
        assert len(marks) == 3
        own = [i for i, t in enumerate(result["term"]) if "not answered" in t]
        assert_allclose(result["estimate"][own], line["estimate"][marks], atol=0.15)
    else:
        assert list(result.inclusion["data_sets"][:3]) == [1, 1, 1]


def test_moves_of_imputed_logits_are_pooled(holes):
    given = {"model": "logit", "missing": "multiple", "n_imputations": 3, **QUIET}
    result = placet.stepwise(holes, "event", ["b"], n_resamples=0, criterion="aic", **given)
    line = placet.regression(holes, "event", ["b"], **given)
    assert_allclose(result.path["statistic"][0], line["statistic"][1] ** 2, rtol=1e-9)
    assert_allclose(result.path["criterion"][0], line.fit["aic"][0], rtol=1e-12)
    gone = holes.assign(event=holes["event"].where(np.arange(400) % 2 == 0))
    half, all_of_it = (placet.regression(d, "event", ["a"], **given).fit for d in (gone, holes))
    # Who did not say whether it happened adds nothing to the likelihood: half of it is left.
    assert half["log_likelihood"][0] / all_of_it["log_likelihood"][0] == pytest.approx(0.5, abs=0.07)
    assert half["aic"][0] / 2 + half["log_likelihood"][0] == pytest.approx(2, abs=1)


def test_an_indicator_that_says_nothing_in_a_segment_stays_out_there(complete):
    data = complete.copy()
    data.loc[(data["part"] == "n") & (np.arange(400) % 4 == 0), "b"] = np.nan
    for call in CALLS.values():
        both = call(data, missing="indicator", by="part", n_resamples=10)
        assert "not fitted" not in both.summary()
        table = getattr(both, "coefficients", both.table)
        south = np.array(table["part"]) == "s"
        alone = call(data[data["part"] == "s"])
        expected = getattr(alone, "coefficients", alone.table)
        assert list(np.array(table["term"])[south]) == list(expected["term"])
        estimate = "importance" if "importance" in table else "estimate"
        assert_allclose(np.asarray(table[estimate])[south], expected[estimate], rtol=1e-9)


# ---- best subsets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ALL)
def test_best_subsets_of_incomplete_answers(holes, missing):
    result = placet.best_subsets(holes, "y", DRIVERS, n_resamples=20, **sets(missing, 4), **QUIET)
    assert result.selected == ("a", "b", "c")
    assert result.about["n_used"] == 400
    assert np.isnan(result["press"]).all() == (missing in ("pairwise", "em"))
    assert ("data_sets" in result.inclusion) == (missing == "multiple")
    assert result.stability["count"].sum() == 20
    result.plot()
    # Selection by steps from the same basis begins with the same model of all drivers.
    steps = placet.stepwise(holes, "y", DRIVERS, n_resamples=0, direction="backward", **sets(missing, 4), **QUIET)
    full = list(result["size"]).index(5)
    assert_allclose(result["r2"][full], steps.steps["r2"][0], rtol=1e-9)


def test_criteria_of_best_subsets_are_those_of_the_fits(holes):
    result = placet.best_subsets(holes, "y", DRIVERS, missing="em", n_resamples=0, **QUIET)
    # One EM for all models: the regression on all drivers is that of the same moments.
    line = placet.regression(holes, "y", DRIVERS, missing="em", **QUIET)
    full = list(result["size"]).index(5)
    for name in ("r2", "adj_r2", "aic", "aicc", "bic"):
        assert_allclose(result[name][full], line.fit[name][0], rtol=1e-9)
        assert_allclose(result[name][0], result.fit[name][0], rtol=1e-12)
    # Mallows' of all candidates is what they cost.
    assert_allclose(result["cp"][full], line.fit["aic"][0] / 2 + line.fit["log_likelihood"][0] - 1, rtol=1e-9)


def test_the_press_of_imputed_answers_is_the_mean_over_the_data_sets(holes):
    result = placet.best_subsets(
        holes, "y", ["a", "b"], missing="multiple", n_imputations=3, n_resamples=0, criterion="press", **QUIET
    )
    made = basis_of(read_model(Survey.of(holes), "y", ["a", "b"]), Gaps("multiple", n_imputations=3, seed=4))
    press = []
    for one in made.sets():
        y, a, b = (column[1] for column in one.rows.columns)
        fit = sm.OLS(y, sm.add_constant(np.column_stack([a, b]))).fit()
        press.append((fit.get_influence().resid_press ** 2).sum())
    full = list(result["size"]).index(2)
    assert_allclose(result["press"][full], np.mean(press), rtol=1e-9)


# ---- importance ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("covariates", [None, ["d", "e"]])
@pytest.mark.parametrize("missing", ALL)
def test_importance_is_near_that_of_complete_answers_and_sums_to_r2(complete, holes, missing, covariates):
    drivers = DRIVERS if covariates is None else DRIVERS[:3]
    given = {"covariates": covariates, "n_resamples": 100, **QUIET}
    result = placet.key_drivers(holes, "y", drivers, missing=missing, **given)
    truth = placet.key_drivers(complete, "y", drivers, **given)
    assert result["term"][:3] == truth["term"][:3] == ("a", "b", "c")
    assert_allclose(result["importance"][:3], truth["importance"][:3], atol=0.06)
    alone = result.fit["r2_covariates"][0] if "r2_covariates" in result.fit else 0.0
    assert_allclose(result["importance"].sum(), result.fit["r2"][0] - alone, rtol=1e-9)
    assert np.all(
        (result["importance_low"] < result["importance"]) & (result["importance"] < result["importance_high"])
    )
    assert (result["importance_low"] >= 0).all()
    assert result.about["n_used"] == 400
    result.plot()


def test_importance_with_indicators_holds_them_constant(holes):
    marked = holes.assign(**{f"{name}0": holes[name].isna().astype(float) for name in "bce"})
    for name in "bce":
        marked[name] = marked[name].fillna(marked[name].mean())
    by_hand = placet.key_drivers(marked, "y", DRIVERS, covariates=["b0", "c0", "e0"], n_resamples=30, **QUIET)
    result = placet.key_drivers(holes, "y", DRIVERS, missing="indicator", n_resamples=30, **QUIET)
    same_numbers(result.table, by_hand.table, 1e-9)
    assert result.about["covariates"] == ("b not answered", "c not answered", "e not answered")


def test_importance_of_imputed_answers_is_pooled(holes):
    m, count = 4, 40
    result = placet.key_drivers(holes, "y", DRIVERS, missing="multiple", n_imputations=m, n_resamples=count, **QUIET)
    made = basis_of(read_model(Survey.of(holes), "y", DRIVERS), Gaps("multiple", n_imputations=m, seed=4))
    lmg, samples = [], []
    for one, (given, _) in zip(made.sets(), made.samples(0, count, 4), strict=True):
        (moments,) = _core.accumulate_moments((list(one.rows.columns), None, None, "probability"))
        lmg.append(_core.lmg(moments, one.rows.names, [1, 2, 3, 4, 5])["lmg"])
        drawn = [Moments.of_parts(400, w, w, m, c) for w, m, c in zip(*_core.bootstrap_moments(*given), strict=True)]
        samples.append([_core.lmg(d, one.rows.names, [1, 2, 3, 4, 5])["lmg"] for d in drawn])
    within = np.mean(np.var(samples, axis=1, ddof=1), axis=0)
    at = [result["term"].index(name) for name in DRIVERS]
    assert_allclose(result["importance"][at], np.mean(lmg, axis=0), rtol=1e-10)
    assert_allclose(result["importance_std_error"][at], np.sqrt(within + 1.25 * np.var(lmg, axis=0, ddof=1)), rtol=1e-8)
    assert_allclose(result["importance_low"][at], np.quantile(np.concatenate(samples), 0.025, axis=0), rtol=1e-8)
    line = placet.regression(holes, "y", DRIVERS, missing="multiple", n_imputations=m, **QUIET)
    place = [line["term"].index(term) for term in result["term"]]
    for own, other in {"coefficient": "estimate", "coefficient_std_error": "std_error", "coefficient_df": "df"}.items():
        assert_allclose(result[own], line[other][place], rtol=1e-12)
    assert "Rubin's rules" in result.summary()


# ---- segments and bad input ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["pairwise", "em", "multiple"])
@every_call
def test_a_segment_that_cannot_be_treated_is_reported_and_the_others_are_done(holes, call, missing):
    data = holes.copy()
    south = data["part"] == "s"
    data.loc[south & (np.arange(400) % 2 == 0), "b"] = np.nan
    data.loc[south & (np.arange(400) % 2 == 1), "c"] = np.nan
    given = {"n_imputations": 3} if missing == "multiple" else {}
    both = call(data, by="part", missing=missing, **given)
    assert "not fitted in segment s: columns 'b' and 'c' are answered together by 0 respondents" in both.summary()
    north = np.array(both["part"]) == "n"
    estimate = next(name for name in ("estimate", "importance", "r2") if name in both.table)
    assert np.isfinite(both[estimate][north]).all()
    with pytest.raises(ModelError, match="columns 'b' and 'c' are answered together by 0 respondents"):
        call(data[south], missing=missing, **given)


@every_call
def test_what_is_refused(holes, call):
    with pytest.raises(DataError, match="missing='mean' is not known; use one of 'drop', 'raise', 'pairwise', 'em'"):
        call(holes, missing="mean")
    with pytest.raises(DataError, match="imputation='mice' is not known"):
        call(holes, missing="multiple", imputation="mice")
    with pytest.raises(DataError, match="n_imputations=1 must be a whole number of at least 2"):
        call(holes, missing="multiple", n_imputations=1)
    with pytest.raises(DataError, match="respondents have no answer"):
        call(holes, missing="raise")
    with pytest.raises(DataError, match=r'know no strata, clusters or replicate weights.*missing="multiple"'):
        call(Survey(holes, strata="part", weights="w"), missing="em")
    assert call(Survey(holes, strata="part", weights="w"), missing="multiple", n_imputations=2).about["n_used"] == 400


def test_what_some_of_them_have_not(holes):
    with pytest.raises(DataError, match="only least squares of standard precision"):
        placet.stepwise(holes, "event", DRIVERS, model="logit", missing="em")
    silent = holes.assign(event=holes["event"].where(np.arange(400) % 9 > 0))
    with pytest.raises(DataError, match='imputation="em" would fill 45 gaps of outcome'):
        placet.stepwise(silent, "event", DRIVERS, model="logit", missing="multiple", imputation="em")
    with pytest.raises(DataError, match=r"leaves respondents out one by one, and missing='em'"):
        placet.best_subsets(holes, "y", DRIVERS, missing="em", criterion="press")
    with pytest.raises(
        DataError, match="n_resamples=30 makes no interval of each of 20 completed data sets; give at lea"
    ):
        placet.key_drivers(holes, "y", DRIVERS, missing="multiple", n_resamples=30)
    with pytest.raises(DataError, match="interval='bca' is of complete cases"):
        placet.key_drivers(holes, "y", DRIVERS, missing="multiple", interval="bca")


@every_call
def test_the_same_seed_gives_the_same_result(holes, call):
    given = {"missing": "multiple", "n_imputations": 3, "n_resamples": 12}
    first, again, other = call(holes, **given), call(holes, **given), call(holes, **(given | {"rng": 5}))
    assert first == again
    assert first.about["seed"] == 4
    assert first != other


@pytest.mark.parametrize("model", ["linear", "logit", "ordered"])
def test_a_regression_leaves_an_indicator_out_where_it_says_nothing(complete, model):
    """Every segment is as if it were alone, whatever gaps the others have."""
    data = complete.assign(score=np.clip(np.round(complete["y"]), -1, 1))
    north = data["part"] == "n"
    data.loc[north & (np.arange(400) % 4 == 0), "b"] = np.nan
    outcome = {"linear": "y", "logit": "event", "ordered": "score"}[model]
    given = {"model": model, "missing": "indicator", "errors": "HC1"}
    given |= {"diagnostics": True} if model == "linear" else {}
    both = placet.regression(data, outcome, DRIVERS, by="part", **given)
    assert "not fitted" not in both.summary()
    for number, part in enumerate(["n", "s"]):
        here = np.flatnonzero(data["part"] == part)
        alone = placet.regression(data.iloc[here], outcome, DRIVERS, **given)
        assert_allclose(both.covariance[number], alone.covariance[0], rtol=1e-8, atol=1e-14)
        for name in ("r2", "df_resid", "f_statistic"):
            assert_allclose(both.fit[name][number], alone.fit[name][0], rtol=1e-8, err_msg=name)
        for name in ("table", "term_tests", "collinearity", "residuals", "tests", "proportional_odds"):
            found, expected = getattr(both, name), getattr(alone, name)
            if expected is None:
                continue
            rows = np.array(found["part"]) == part
            for column, values in expected.columns.items():
                own = np.asarray(found[column])[rows]
                if column == "row":
                    assert list(own) == list(here[values])
                elif np.asarray(values).dtype.kind == "f":
                    assert_allclose(own, values, rtol=1e-6, atol=1e-9, err_msg=f"{name} {column}")
                else:
                    assert list(own) == list(values), column
    assert "b not answered" in set(np.array(both["term"])[np.array(both["part"]) == "n"])
    assert "b not answered" not in set(both.equality["term"])
    # Of what both have, the test is that of two samples that share nobody, of least squares by HC3 errors.
    given |= {"errors": "HC3"} if model == "linear" else {}
    n, s = (placet.regression(data[data["part"] == p], outcome, DRIVERS, **given) for p in "ns")
    at = [list(x["term"]).index("a") for x in (n, s)]
    gap = n["estimate"][at[0]] - s["estimate"][at[1]]
    spread = n["std_error"][at[0]] ** 2 + s["std_error"][at[1]] ** 2
    found = dict(zip(both.equality["term"], both.equality["statistic"], strict=True))
    assert_allclose(found["a"], gap**2 / spread, rtol=1e-7)
    both.plot()
    both.plot_collinearity()


def test_a_segment_of_other_terms_that_cannot_be_fitted_is_reported_and_the_others_are_done(complete):
    few = complete.iloc[:4].assign(part="few")
    data = pd.concat([complete.assign(b=complete["b"].where(np.arange(400) % 4 > 0)), few], ignore_index=True)
    found = placet.regression(data, "y", DRIVERS, by="part", missing="indicator", diagnostics=True)
    assert "not fitted in segment few: " in found.summary()
    inside = np.array(found["part"]) == "few"
    assert inside.sum() == 6
    assert np.isnan(found["estimate"][inside]).all()
    assert np.isfinite(found["estimate"][~inside]).all()
    assert set(found.tests["part"]) == {"n", "s"}
    assert found.about["n_used"] == 404
    assert [c is None for c in found.covariance] == [True, False, False]


def test_segments_of_other_terms_covary_where_they_share_clusters(complete):
    rng = np.random.default_rng(5)
    data = complete.assign(store=rng.integers(0, 25, 400))
    together = placet.regression(data, "y", ["a", "b"], by="part", errors="cluster", cluster="store")
    data.loc[(data["part"] == "n") & (np.arange(400) % 4 == 0), "c"] = np.nan
    parted = placet.regression(
        data, "y", ["a", "b", "c"], by="part", errors="cluster", cluster="store", missing="indicator"
    )
    # Tests of segments that share stores have the degrees of freedom of the stores, not of all respondents.
    for found in (parted.equality, together.equality):
        most = 24 - found["df"] + 1
        assert ((most / 2 < found["df_resid"]) & (found["df_resid"] <= most)).all()


@every_call
@pytest.mark.parametrize("given", [{"imputation": "em"}, {"n_imputations": 5}])
def test_options_of_imputation_go_with_it(holes, call, given):
    name, value = next(iter(given.items()))
    with pytest.raises(DataError, match=f"{name}={value!r} goes with missing=\"multiple\", not with missing='drop'"):
        call(holes, **given)
