"""The sides of the Net Promoter Score: that they sum to it, and each against definitions and other programs."""

from functools import partial
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
import placet
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

NAMES = ["network", "bills", "hotline", "shop"]
#: Columns that sum to another one.
SUMS = {
    "estimate": ("promoter", "detractor"), "gain": ("promoter_gain", "detractor_gain"),
    "importance": ("promoter_importance", "detractor_importance"),
}  # fmt: skip
sides_of = partial(placet.nps_drivers, outcome="recommend", drivers=NAMES, driver_scale=(1, 10))


def customers(n=600, seed=0):
    """Network moves everybody, bills those who might become promoters, hotline those who might become detractors."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(size=(n, 1))
    answers = np.clip(np.rint(6.5 + mood + 1.8 * rng.normal(size=(n, 4))), 1, 10)
    away = answers - 6.5
    level = 7.3 + 0.4 * away[:, 0] + rng.normal(0, 1.6, n)
    level += np.where(level > 7.3, 0.5 * away[:, 1], 0.5 * away[:, 2])
    data = pd.DataFrame(answers, columns=NAMES).assign(recommend=np.clip(np.rint(level), 0, 10))
    data["weight"] = rng.exponential(size=n) + 0.2
    data["count"] = rng.integers(1, 4, n)
    data["region"] = np.resize(["北", "南"], n)
    data["stratum"] = np.arange(n) // (n // 4)
    data["store"] = data["stratum"] * 100 + rng.integers(0, 8, n)
    return data


def points(answers, promoter_from=9, detractor_to=6):
    promoter, detractor = (np.asarray(answers) >= promoter_from), (np.asarray(answers) <= detractor_to)
    return 100.0 * promoter - 100.0 * detractor, 100.0 * promoter, -100.0 * detractor


def by_name(result, column, names=NAMES):
    """A column in the order in which the drivers were given."""
    return np.array([result[column][result["term"].index(name)] for name in names])


def check_sums(result):
    for whole, parts in SUMS.items():
        assert_allclose(sum(result[part] for part in parts), result[whole], rtol=1e-12, atol=1e-12)
    total = np.asarray(result.fit["promoter_r2"]) + np.asarray(result.fit["detractor_r2"])
    assert_allclose(total, np.asarray(result.fit["r2"]) - result.fit.get("r2_covariates", 0), rtol=1e-11)


# ---- by hand ---------------------------------------------------------------------------------------------------------


def test_a_driver_of_two_points_by_hand():
    # x = 0: 10, 8, 6, 3, so P = 1/4, D = 2/4, NPS -25; x = 1: 10, 9, 8, 5, so P = 2/4, D = 1/4, NPS +25.
    # Slopes: 50 in all, 25 by promoters, -(25 - 50) = 25 by detractors. Only the four at 0 can rise by 1: half of 50.
    data = {"y": [10, 8, 6, 3, 10, 9, 8, 5], "x": [0, 0, 0, 0, 1, 1, 1, 1]}
    found = placet.nps_drivers(data, "y", "x", driver_scale=(0, 1))
    row = [found[name][0] for name in ("estimate", "promoter", "detractor", "mean_move", "gain", "promoter_gain")]
    assert_allclose(row, [50, 25, 25, 0.5, 25, 12.5], atol=1e-12)
    # Σ(x - x̄)² = 2, so the score's ESS is 50² 2 = 5,000 of Σ(y - ȳ)² = 3 · 100² + 3 · 100² = 60,000 about 0: R² = 1/12.
    # ESS of a side: 25² 2 = 1,250; half of 5,000 - 2,500 goes to each: 2,500 of 60,000.
    assert_allclose([found["importance"][0], found["promoter_importance"][0]], [1 / 12, 1 / 24])
    assert found.fit["nps"][0] == pytest.approx(0.0, abs=1e-12)
    assert (found.fit["promoters"][0], found.fit["detractors"][0]) == pytest.approx((3 / 8, 3 / 8))


def test_custom_cuts_are_those_of_nps():
    data = customers().assign(recommend=lambda d: np.clip(d["recommend"] // 2, 1, 5))
    how = {"scale": (1, 5), "promoter_from": 5, "detractor_to": 3}
    found = sides_of(data, **how)
    assert found.fit["nps"][0] == pytest.approx(placet.nps(data, "recommend", **how)["estimate"][0])
    x = sm.add_constant(data[NAMES])
    for column, y in zip(("estimate", "promoter", "detractor"), points(data["recommend"], 5, 3), strict=True):
        assert_allclose(by_name(found, column), sm.OLS(y, x).fit().params[1:], rtol=1e-9)


# ---- against statsmodels ---------------------------------------------------------------------------------------------


def same_columns(found, fits):
    """Coefficients, errors, tests and limits of the score and both sides."""
    for (name, prefix), fit in zip((("estimate", ""), ("promoter",) * 2, ("detractor",) * 2), fits, strict=True):
        low, high = ("conf_low", "conf_high") if not prefix else (f"{prefix}_low", f"{prefix}_high")
        error, p = ("std_error", "p_value") if not prefix else (f"{prefix}_std_error", f"{prefix}_p_value")
        limits = np.asarray(fit.conf_int())[1:]
        expected = {name: fit.params, error: fit.bse, p: fit.pvalues}
        for column, values in expected.items():
            assert_allclose(by_name(found, column), np.asarray(values)[1:], rtol=1e-8, atol=1e-12)
        assert_allclose(by_name(found, low), limits[:, 0], rtol=1e-8)
        assert_allclose(by_name(found, high), limits[:, 1], rtol=1e-8)


@pytest.mark.parametrize("weights", [None, "weight"])
def test_least_squares_and_their_difference(weights):
    data = customers()
    x, w = sm.add_constant(data[NAMES]), data[weights] if weights else np.ones(len(data))
    whole, promoter, detractor = points(data["recommend"])
    fits = [sm.WLS(y, x, weights=w).fit(cov_type="HC3", use_t=True) for y in (whole, promoter, detractor)]
    found = sides_of(data, weights=weights)
    same_columns(found, fits)
    apart = sm.WLS(promoter - detractor, x, weights=w).fit(cov_type="HC3", use_t=True)
    for column, values in (("", apart.params), ("_std_error", apart.bse), ("_p_value", apart.pvalues)):
        assert_allclose(by_name(found, f"difference{column}"), values[1:], rtol=1e-8)


def test_the_difference_has_the_errors_of_a_regression_of_its_own():
    data = customers()
    data["apart"] = np.abs(points(data["recommend"])[0])  # promoters and detractors against passives
    designs = [
        {"errors": "classical"}, {"errors": "HC2", "weights": "weight"},
        {"weights": "count", "weight_type": "frequency"}, {"weights": "weight", "weight_type": "precision"},
        {"weights": "weight", "strata": "stratum", "cluster": "store"},
        {"cluster": "store", "errors": "cluster"}, {"cluster": "store", "errors": "CR2"},
    ]  # fmt: skip
    for how in designs:
        found = sides_of(data, **how)
        errors = {"errors": "HC3"} if "errors" not in how and "strata" not in how else {}
        own = placet.regression(data, "apart", NAMES, **errors, **how)
        assert_allclose(by_name(found, "difference"), own["estimate"][1:], rtol=1e-9)
        assert_allclose(by_name(found, "difference_std_error"), own["std_error"][1:], rtol=1e-8)
        assert_allclose(by_name(found, "difference_p_value"), own["p_value"][1:], rtol=1e-7)
        check_sums(found)


def test_saturated_multinomial_logit():
    """Where a driver has two points, a multinomial logit is saturated: its effects are those of the sides."""
    data = customers(400, seed=3).assign(promise=lambda d: (d["network"] > 6).astype(float))
    found = placet.nps_drivers(data, "recommend", "promise", driver_scale=(0, 1))
    classes = np.select([data["recommend"] >= 9, data["recommend"] <= 6], [2, 0], 1)
    fit = sm.MNLogit(classes, sm.add_constant(data[["promise"]])).fit(disp=False, tol=1e-12)
    detractor, _, promoter = 100 * (fit.predict([[1.0, 1.0]]) - fit.predict([[1.0, 0.0]]))[0]
    assert_allclose([found["promoter"][0], found["detractor"][0]], [promoter, -detractor], rtol=1e-6)
    assert_allclose(found["estimate"][0], promoter - detractor, rtol=1e-6)


def test_effects_of_a_multinomial_logit_of_many_respondents():
    """Three classes drawn by a multinomial logit: the sides, and the logits at the cuts, find its marginal effects."""
    rng = np.random.default_rng(7)
    x = np.clip(np.rint(6 + rng.normal(size=(40_000, 1)) + 1.5 * rng.normal(size=(40_000, 3))), 1, 10)
    up, down = (x - 6) @ [0.25, 0.2, 0.0], (x - 6) @ [-0.25, 0.0, -0.2]
    odds = np.exp(np.column_stack([down, np.zeros(len(x)), up]))
    chance = odds / odds.sum(axis=1, keepdims=True)
    classes = (rng.random((len(x), 1)) > chance.cumsum(axis=1)).sum(axis=1)
    data = pd.DataFrame(x, columns=NAMES[:3]).assign(recommend=np.array([4, 8, 10])[classes])
    found = placet.nps_drivers(data, "recommend", NAMES[:3], driver_scale=(1, 10))
    fit = sm.MNLogit(classes, sm.add_constant(x)).fit(disp=False)
    effects = 100 * fit.get_margeff().margeff
    for side, expected in (("promoter", effects[:, 2]), ("detractor", -effects[:, 0])):
        assert_allclose(by_name(found, side, NAMES[:3]), expected, atol=0.25)  # of effects up to 6 points
        assert_allclose(by_name(found, f"{side}_logit", NAMES[:3]), expected, atol=0.25)


def test_logits_at_the_cuts():
    data = customers()
    found, x = sides_of(data), sm.add_constant(data[NAMES])
    _, promoter, detractor = points(data["recommend"])
    for side, happened in (("promoter", promoter > 0), ("detractor", detractor == 0)):
        effects = 100 * sm.Logit(happened.astype(float), x).fit(disp=False, tol=1e-12).get_margeff().margeff
        assert_allclose(by_name(found, f"{side}_logit"), effects, rtol=1e-6)


# ---- against the definition ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("covariates", [[], ["count"]])
def test_parts_of_importances_are_covariances_with_the_fitted_score(covariates):
    data = customers(300)
    w = data["weight"].to_numpy()
    whole, *sides = points(data["recommend"])

    def explained(side, chosen):
        """Covariance of a side with the score fitted on some drivers, of the score's variance."""
        x = np.column_stack([np.ones(len(data)), data[[*covariates, *chosen]]])
        root = np.sqrt(w)[:, None]
        beta = np.linalg.lstsq(root * x, root[:, 0] * whole, rcond=None)[0]
        total = np.sum(w * (whole - np.average(whole, weights=w)) ** 2)
        return np.sum(w * (x @ beta - np.average(whole, weights=w)) * (side - np.average(side, weights=w))) / total

    found = sides_of(data, weights="weight", **({"covariates": covariates} if covariates else {}))
    for column, side in zip(("importance", *SUMS["importance"]), (whole, *sides), strict=True):
        for name in NAMES:
            others, lmg = [other for other in NAMES if other != name], 0.0
            for size in range(len(NAMES)):
                for chosen in combinations(others, size):
                    gain = explained(side, [*chosen, name]) - explained(side, chosen)
                    lmg += gain / comb(len(others), size) / len(NAMES)
            assert found[column][found["term"].index(name)] == pytest.approx(lmg, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("move", [1, 2.5, -2])
def test_a_gain_is_what_predictions_gain_respondent_by_respondent(move):
    data = customers(200)
    x, w = sm.add_constant(data[NAMES]), data["weight"]
    found = sides_of(data, move=move, weights="weight")
    for column, y in zip(("gain", "promoter_gain", "detractor_gain"), points(data["recommend"]), strict=True):
        fit = sm.WLS(y, x, weights=w).fit()
        for name in NAMES:
            moved = x.copy()
            moved[name] = [min(10, max(1, answer + move)) for answer in x[name]]
            gain = np.average(fit.predict(moved) - fit.predict(x), weights=w)
            assert found[column][found["term"].index(name)] == pytest.approx(gain, abs=1e-9)


@pytest.mark.parametrize("weights", [None, "weight"])
def test_limits_of_gains_count_the_errors_of_coefficients_and_of_mean_moves(weights):
    data = customers(300).assign(network=lambda d: d["network"].clip(5))
    w, level = data[weights] if weights else np.ones(len(data)), stats.t(len(data) - 5).ppf(0.975)
    found = sides_of(data, weights=weights)
    fit = sm.WLS(points(data["recommend"])[0], sm.add_constant(data[NAMES]), weights=w).fit(cov_type="HC3")
    for name in NAMES:
        rise = (np.minimum(data[name] + 1, 10) - data[name]).to_numpy()
        mean = sm.WLS(rise, np.ones(len(data)), weights=w).fit(cov_type="HC3")
        error = np.hypot(mean.params[0] * fit.bse[name], fit.params[name] * mean.bse[0])
        row = found["term"].index(name)
        assert found["gain_high"][row] - found["gain"][row] == pytest.approx(level * error, rel=1e-8)


def test_errors_of_gains_are_those_of_resampled_respondents():
    """Most are at the top of a driver that explains much: there the mean move is what is not known."""
    rng = np.random.default_rng(6)
    x = rng.choice([1, 2, 3, 4, 5], p=[0.05, 0.05, 0.1, 0.1, 0.7], size=400)
    data = pd.DataFrame({"x": x, "recommend": np.clip(np.rint(2 * x - 1 + rng.normal(0, 0.9, 400)), 0, 10)})
    found = placet.nps_drivers(data, "recommend", "x", driver_scale=(1, 5))
    y, gains = points(data["recommend"])[0], []
    for _ in range(4000):
        at = rng.integers(0, 400, 400)
        gains.append(np.polyfit(x[at], y[at], 1)[0] * np.mean(x[at] < 5))
    error = (found["gain_high"][0] - found["gain"][0]) / stats.t(398).ppf(0.975)
    assert error == pytest.approx(np.std(gains), rel=0.08)
    assert error > 1.5 * found["std_error"][0] * found["mean_move"][0]


# ---- properties ------------------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000), n=st.integers(30, 200), cuts=st.sampled_from([(9, 6), (8, 3), (10, 9), (5, 4)]),
    weight_type=st.sampled_from([None, "probability", "frequency", "precision"]), move=st.sampled_from([1, 0.5, -3]),
)  # fmt: skip
def test_sides_sum_to_the_score(seed, n, cuts, weight_type, move):
    data = customers(n, seed)
    how = {"weights": "count", "weight_type": weight_type} if weight_type else {}
    assume((data["recommend"] >= cuts[0]).any() and (data["recommend"] <= cuts[1]).any())
    found = sides_of(data, promoter_from=cuts[0], detractor_to=cuts[1], move=move, **how)
    check_sums(found)
    assert list(found["gain"]) == sorted(found["gain"], reverse=True)


def test_frequencies_are_repeated_rows():
    data = customers(150)
    counted = sides_of(data, weights="count", weight_type="frequency")
    repeated = sides_of(data.loc[data.index.repeat(data["count"])])
    assert counted["term"] == repeated["term"]
    for column in counted:
        if column not in ("term", "lever", "n", "n_eff"):
            assert_allclose(counted[column], repeated[column], rtol=1e-8, atol=1e-9, err_msg=column)


def test_scale_of_weights_and_order_of_rows_change_nothing():
    data = customers(150)
    plain = sides_of(data, weights="weight")
    other = sides_of(data.assign(weight=1e4 * data["weight"]).sample(frac=1, random_state=1), weights="weight")
    assert (plain["term"], plain["lever"]) == (other["term"], other["lever"])
    for column in plain:
        if column not in ("term", "lever"):
            assert_allclose(plain[column], other[column], rtol=1e-7, atol=1e-10, err_msg=column)


def test_a_mirrored_scale_exchanges_the_sides():
    data = customers()
    plain = sides_of(data)
    mirrored = sides_of(data.assign(recommend=10 - data["recommend"]), promoter_from=4, detractor_to=1)
    for one, other in (("estimate", "estimate"), ("promoter", "detractor"), ("detractor", "promoter")):
        assert_allclose(by_name(mirrored, one), -by_name(plain, other), rtol=1e-9, atol=1e-12)
    assert_allclose(by_name(mirrored, "promoter_importance"), by_name(plain, "detractor_importance"), rtol=1e-9)


def test_units_of_a_driver_change_nothing_but_its_coefficients():
    data = customers()
    plain = sides_of(data)
    other = sides_of(data.assign(network=1e6 * data["network"]), driver_scale={**dict.fromkeys(NAMES, (1, 10)),
                     "network": (1e6, 1e7)}, move={"network": 1e6})  # fmt: skip
    for column in ("gain", "promoter_gain", "importance", "detractor_importance", "difference_p_value"):
        assert_allclose(other[column], plain[column], rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("how", [{}, {"weights": "weight"}, {"weights": "weight", "covariates": "count"}])
def test_a_segment_is_a_survey_of_its_own(how):
    data = customers()
    found = sides_of(data, by="region", **how).to_frame()
    for region, part in data.groupby("region"):
        alone, own = sides_of(part, **how), found[found["region"] == region]
        assert tuple(own["term"]) == alone["term"]
        assert tuple(own["lever"]) == alone["lever"]
        for column in ("estimate", "std_error", "gain_low", "promoter_importance", "difference_p_value", "mean_move",
                       "promoter_logit", "n_eff"):  # fmt: skip
            assert_allclose(own[column], alone[column], rtol=1e-9, atol=1e-12)


# ---- missing answers -------------------------------------------------------------------------------------------------


def with_gaps(data, seed=1):
    rng = np.random.default_rng(seed)
    data = data.copy()
    for name in [*NAMES, "recommend"]:
        data.loc[rng.random(len(data)) < 0.1, name] = np.nan
    return data


@pytest.mark.parametrize(
    "how",
    [
        {}, {"missing": "indicator"}, {"missing": "pairwise"}, {"missing": "em"},
        {"missing": "em", "weights": "weight"},
        {"missing": "multiple", "n_imputations": 3, "progress": False},
        {"missing": "em", "by": "region"}, {"missing": "em", "covariates": "count"},
    ],
    ids=str,
)  # fmt: skip
def test_sides_sum_to_the_score_whatever_is_missing(how):
    found = sides_of(with_gaps(customers()), rng=1, **how)
    check_sums(found)
    assert np.isfinite(found["std_error"]).all()
    assert np.isfinite(found["difference_p_value"]).all()


def test_moments_without_gaps_are_those_of_the_rows():
    data = customers()
    plain = sides_of(data, errors="classical")
    for rule in ("em", "pairwise"):
        found = sides_of(data, missing=rule)
        for column in ("estimate", "promoter", "detractor", "gain", "importance", "detractor_importance"):
            assert_allclose(found[column], plain[column], rtol=1e-6, atol=1e-8)
    # The information of normal answers without gaps is the variance of least squares.
    found = sides_of(data, missing="em")
    for column in ("std_error", "promoter_std_error", "detractor_std_error", "difference_std_error"):
        assert_allclose(found[column], plain[column], rtol=1e-5)


def test_the_score_by_maximum_likelihood_is_that_of_both_sides():
    """EM of the sides turned into the score, against EM of the score beside the promoters."""
    data = with_gaps(customers())
    whole, promoter, _ = points(data["recommend"])
    gone = data["recommend"].isna()
    data = data.assign(score=np.where(gone, np.nan, whole), aside=np.where(gone, np.nan, promoter))
    from placet.missing.incomplete import em
    from placet.survey.reading import read

    rows = read(placet.Survey(data), ["score", *NAMES, "aside"])
    moments = em(rows).moments[0]
    slopes = np.linalg.solve(moments.comoment[1:5, 1:5], moments.comoment[1:5, 0])
    assert_allclose(by_name(sides_of(data, missing="em"), "estimate"), slopes, rtol=1e-5)


def test_imputed_answers_get_their_points_after_they_are_imputed():
    """Every data set by hand, and pooled by Rubin's rule of means."""
    data = with_gaps(customers())
    found = sides_of(data, missing="multiple", n_imputations=2, rng=5, progress=False, errors="classical")
    from placet.missing.imputation import impute
    from placet.survey.columns import numbers
    from placet.survey.reading import read

    filled = impute(read(placet.Survey(data), ["recommend", *NAMES]), seed=5, n_imputations=2)
    sets = [np.column_stack([numbers(column) for column in filled.completed(i).columns]) for i in range(2)]
    for column, which in (("estimate", 0), ("promoter", 1), ("detractor", 2)):
        slopes = [sm.OLS(points(s[:, 0])[which], sm.add_constant(s[:, 1:])).fit().params[1:] for s in sets]
        assert_allclose(by_name(found, column), np.mean(slopes, axis=0), rtol=1e-8)
    moves = np.mean([np.minimum(s[:, 1:] + 1, 10) - s[:, 1:] for s in sets], axis=(0, 1))
    assert_allclose(by_name(found, "mean_move"), moves, rtol=1e-12)
