"""Stepwise selection of a binary logit: every move against a fit by statsmodels."""

import json
import math

import numpy as np
import placet
import pytest
import scipy.stats
import statsmodels.api as sm
from numpy.testing import assert_allclose
from placet import DataError, ModelError
from placet.drivers.selection.walks.logit import Answers, least_deviance

TIGHT = {"method": "newton", "tol": 1e-12, "maxiter": 50, "disp": 0}


def simulated(n=400, p=6, seed=4):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) + 0.6 * rng.normal(size=(n, 1))
    chance = 1 / (1 + np.exp(0.3 - x @ np.linspace(0.9, 0, p) ** 2))
    data = {f"x{j}": x[:, j] for j in range(p)}
    y = (rng.uniform(size=n) < chance).astype(np.int8)
    return {**data, "y": y, "w": rng.integers(1, 4, n).astype(float), "g": np.tile(["a", "b"], n // 2)}, list(data)


def select(data, drivers, **options):
    return placet.stepwise(data, "y", drivers, **({"model": "logit", "n_resamples": 0, "progress": False} | options))


def loop(data, inside):
    x = np.column_stack([np.ones(len(data["y"])), *(data[name] for name in inside)])
    return sm.Logit(np.asarray(data["y"], dtype=float), x).fit(**TIGHT)


@pytest.mark.parametrize("direction", ["both", "backward", "forward"])
@pytest.mark.parametrize("criterion", ["p", "aic", "bic", "aicc", "adj_r2"])
def test_every_move_is_a_refit(direction, criterion):
    data, drivers = simulated()
    result = select(data, drivers, direction=direction, criterion=criterion)
    inside, path = list(drivers) if direction == "backward" else [], result.path
    n, null, last = len(data["y"]), loop(data, []).llf, int(path["step"][-1])
    columns = list(path.columns)
    for step in range(1, last + 1):
        now = loop(data, inside)
        rows = [dict(zip(columns, row, strict=True)) for row in path.rows() if row[0] == step]
        looked_at = {"both": drivers, "backward": inside, "forward": [d for d in drivers if d not in inside]}[direction]
        assert {row["term"] for row in rows} == set(looked_at)
        for row in rows:
            leaves = row["term"] in inside
            after = [name for name in inside if name != row["term"]] if leaves else [*inside, row["term"]]
            fit = loop(data, after)
            ratio = 2 * abs(fit.llf - now.llf)
            assert row["action"] == ("remove" if leaves else "enter")
            assert_allclose(row["statistic"], ratio, rtol=1e-8, atol=1e-9)
            assert_allclose(row["p_value"], scipy.stats.chi2.sf(ratio, 1), rtol=1e-7)
            assert_allclose(row["r2"], 1 - fit.llf / null, rtol=1e-10, atol=1e-12)
            k = len(after) + 1
            aic = 2 * k - 2 * fit.llf  # R's AIC of a glm
            value = {"p": row["p_value"], "aic": aic, "bic": math.log(n) * k - 2 * fit.llf,
                     "aicc": aic + 2 * k * (k + 1) / (n - k - 1), "adj_r2": 1 - (fit.llf - k + 1) / null}  # fmt: skip
            assert_allclose(row["criterion"], value[criterion], rtol=1e-10, atol=1e-13)
        made = [row for row in rows if row["chosen"]]
        assert len(made) == (step < last)
        for row in made:
            if row["action"] == "remove":
                inside.remove(row["term"])
            else:
                inside.append(row["term"])
        if criterion != "p" and made:
            best = max if criterion == "adj_r2" else min
            assert made[0]["criterion"] == best(row["criterion"] for row in rows)
    assert set(result.selected) == set(inside)
    assert len(inside) > 1
    fit = loop(data, result.selected)
    assert_allclose(result["estimate"], fit.params, rtol=1e-8)
    assert_allclose(result["std_error"], fit.bse, rtol=1e-8)
    assert_allclose(result["p_value"], fit.pvalues, rtol=1e-6)
    assert_allclose(result["odds_ratio"][1:], np.exp(fit.params[1:]), rtol=1e-8)
    assert_allclose(result["odds_low"][1:], np.exp(fit.conf_int()[1:, 0]), rtol=1e-8)
    assert result.fit["mcfadden_r2"][0] == pytest.approx(fit.prsquared, rel=1e-9)
    assert result.fit["aic"][0] == pytest.approx(fit.aic, rel=1e-10)
    assert result.steps["aic"][-1] == pytest.approx(fit.aic, rel=1e-10)


def test_factors_enter_as_a_block():
    data, drivers = simulated()
    data["brand"] = np.array(["p", "q", "r"])[np.arange(400) % 3]
    result = select(data, [*drivers, "brand"], factors=["brand"])
    row = result.path["term"].index("brand")
    dummies = {f"d{i}": (np.arange(400) % 3 == i).astype(float) for i in (1, 2)}
    ratio = 2 * (loop(data | dummies, list(dummies)).llf - loop(data, []).llf)
    assert result.path["df"][row] == 2
    assert result.path["statistic"][row] == pytest.approx(ratio, rel=1e-7)


def test_frequencies_are_repeated_rows_and_only_ratios_of_probability_weights_matter():
    data, drivers = simulated(n=150)
    repeated = {name: np.repeat(values, data["w"].astype(int)) for name, values in data.items()}
    weighted, plain = select(data, drivers, weights="w", weight_type="frequency"), select(repeated, drivers)
    assert weighted.selected == plain.selected
    for column in ("statistic", "p_value", "r2"):
        assert_allclose(weighted.path[column], plain.path[column], rtol=1e-8, atol=1e-10)
    one = select(data, drivers, weights="w", criterion="bic")
    other = select(data | {"w": 9 * data["w"]}, drivers, weights="w", criterion="bic")
    assert_allclose(one.path["criterion"], other.path["criterion"], rtol=1e-9)
    # Equal weights are none.
    equal = select(data | {"w": np.full(150, 3.0)}, drivers, weights="w", criterion="bic")
    assert_allclose(equal.path["criterion"], select(data, drivers, criterion="bic").path["criterion"], rtol=1e-9)


def test_probability_weights_are_judged_by_the_errors_of_the_result():
    data, drivers = simulated(n=300)
    chosen = select(data, drivers, weights="w", criterion="bic")
    line = placet.regression(data, "y", list(chosen.selected), model="logit", weights="w")
    robust = (line["estimate"] / line["std_error"])[1:] ** 2
    last = np.asarray(chosen.path["step"]) == chosen.path["step"][-1]
    row = {t: i for i, t in enumerate(chosen.path["term"]) if last[i]}
    assert_allclose([chosen.path["statistic"][row[t]] for t in chosen.selected], robust, rtol=1e-9)
    assert chosen.steps["bic"][-1] == pytest.approx(line.fit["bic"][0], rel=1e-12)
    own = placet.regression(data, "y", list(chosen.selected), model="logit", weights="w", errors="classical")
    k = np.trace(np.linalg.solve(own.covariance[0], line.covariance[0]))
    assert line.fit["bic"][0] == pytest.approx(own.fit["bic"][0] + (k - len(line["estimate"])) * math.log(300))


@pytest.mark.parametrize("options", [{"n_resamples": 5}, {"n_resamples": 3, "validate": "split"}])
def test_by_equals_filtering(options):
    data, drivers = simulated()
    data["x5"][::9] = np.nan
    both = select(data, drivers, by="g", rng=3, **options)
    for key in ("a", "b"):
        alone = select({name: values[data["g"] == key] for name, values in data.items()}, drivers, rng=3, **options)
        assert both.selected[key] == alone.selected
        rows = [row for row, of in enumerate(both["g"]) if of == key]
        assert_allclose(both["estimate"][rows], alone["estimate"], rtol=1e-9)
        rows = [row for row, of in enumerate(both.inclusion["g"]) if of == key]
        assert_allclose(both.inclusion["inclusion"][rows], alone.inclusion["inclusion"])


def test_inclusion_comes_from_the_seed_and_finds_what_is_strong():
    data, drivers = simulated()
    first = select(data, drivers, n_resamples=30, rng=2)
    assert first == select(data, drivers, n_resamples=30, rng=2)
    shares = dict(zip(first.inclusion["term"], first.inclusion["inclusion"], strict=True))
    assert shares["x0"] == 1
    assert shares["x5"] < 0.6
    assert first.models["count"].sum() == 30


def test_what_separates_the_outcome_does_not_enter_and_is_named():
    data, drivers = simulated()
    data["perfect"] = data["y"] + 0.1 * np.random.default_rng(1).uniform(size=400)
    data["copy"] = -2 * data["x0"]
    data["flat"] = np.ones(400)
    for direction in ("both", "backward"):
        result = select(data, [*drivers, "perfect", "copy", "flat"], direction=direction)
        assert "perfect" not in result.selected
        assert ("x0" in result.selected) != ("copy" in result.selected)
        words = result.made_by()
        assert "separating the outcome" in words
        assert "perfect" in words
        assert "being the same for all respondents: flat" in words


def test_an_empty_model_and_its_words():
    data, drivers = simulated()
    data["y"] = (np.random.default_rng(1).uniform(size=400) < 0.3).astype(int)
    result = select(data, drivers, enter=1e-9, n_resamples=3, rng=1)
    assert result.selected == ()
    share = data["y"].mean()
    assert result["estimate"][0] == pytest.approx(math.log(share / (1 - share)), rel=1e-9)
    assert "No driver was selected" in result.summary()
    json.loads(result.to_json())
    chosen = select(simulated()[0], drivers, n_resamples=5, rng=1)
    assert "McFadden" in chosen.summary()
    assert "Odds ratio" in chosen.summary()
    assert "McFadden" in chosen.plot().get_xlabel()
    select(simulated()[0], drivers, by="g").plot()


def test_refusals():
    data, drivers = simulated()
    with pytest.raises(DataError, match="holds 2"):
        select(data | {"y": np.arange(400) % 3}, drivers)
    with pytest.raises(DataError, match="model='probit'"):
        select(data, drivers, model="probit")
    with pytest.raises(ModelError):
        select(data | {"y": np.ones(400)}, drivers)
    few = {name: values[:6] for name, values in data.items()}
    with pytest.raises(ModelError, match="all 6 drivers"):
        select(few, drivers, direction="backward")


# ---- samples that a driver separates ---------------------------------------------------------------------------------


def test_a_driver_that_separates_samples_is_not_one_that_says_nothing():
    rng = np.random.default_rng(0)
    x, z = rng.normal(size=60), rng.normal(size=60)
    y = (8 * x + rng.logistic(size=60) > 0).astype(int)
    result = placet.stepwise({"x": x, "z": z, "y": y}, "y", ["x", "z"], model="logit", n_resamples=200, rng=1)
    assert dict(zip(result.inclusion["term"], result.inclusion["inclusion"], strict=True))["x"] == 1
    left_out = 200 - sum(result.models["count"])
    assert f"{left_out} resamples could not be fitted and were left out" in result.about["notes"]
    drawn = [np.random.default_rng([1, i]).integers(60, size=60) for i in range(200)]
    complete = sum(x[i][y[i] == 0].max() < x[i][y[i] == 1].min() for i in drawn)
    assert complete <= left_out < 120  # where x is in, z may separate what is left


@pytest.mark.parametrize("criterion", ["p", "bic"])
def test_a_rare_level_that_separates_without_a_say_costs_no_samples(criterion):
    rng = np.random.default_rng(1)
    x, rare = rng.normal(size=120), (np.arange(120) < 2) * 1.0
    y = (x + rng.logistic(size=120) > 0).astype(int)
    y[:2] = 1, 0
    given = {"x": x, "rare": rare, "y": y}
    result = placet.stepwise(given, "y", ["x", "rare"], model="logit", criterion=criterion, n_resamples=100, rng=1)
    # In a third of the samples only one of the two is drawn, and is separated.
    assert sum(result.models["count"]) > 80


def test_the_least_deviance_is_that_of_the_rest_where_a_level_is_separated():
    rng = np.random.default_rng(4)
    x, rare = rng.normal(size=80), (np.arange(80) < 3) * 1.0
    y = (x + rng.logistic(size=80) > 0).astype(float)
    y[:3] = 1
    answers = Answers([y, x, rare], ["y", "x", "rare"], np.ones(80), 80.0, np.arange(80))
    rest = sm.Logit(y[3:], sm.add_constant(x[3:])).fit(**TIGHT)
    assert_allclose(least_deviance(answers, [0, 1]), -2 * rest.llf, atol=1e-3)
    whole = sm.Logit(y, sm.add_constant(x)).fit(**TIGHT)
    assert_allclose(least_deviance(answers, [0]), -2 * whole.llf, rtol=1e-9)
