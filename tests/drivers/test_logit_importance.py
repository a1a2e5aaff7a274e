"""Dominance in logits: the definition over fits of statsmodels, properties, sampled orders, resamples, refusals."""

import os
import subprocess
import sys
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
import placet
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from placet import DataError
from placet.drivers.importance import logit_importance as module
from placet.drivers.importance.logit_importance import CIRCLES
from statsmodels.miscmodels.ordinal_model import OrderedModel

DRIVERS = ["network", "billing", "hotline", "shop"]
TIGHT = {"tol": 1e-14, "maxiter": 200, "disp": 0}


def survey(rows=300, drivers=4, seed=1):
    rng = np.random.default_rng(seed)
    halo = rng.normal(size=(rows, 1))
    X = np.clip(np.round(5.5 + 1.5 * halo + 1.5 * rng.normal(size=(rows, drivers))), 1, 10)
    eta = (X - 5.5) @ np.linspace(0.5, -0.1, drivers) / 2
    names = DRIVERS if drivers == 4 else [f"x{i}" for i in range(drivers)]
    noise = rng.logistic(size=rows)
    return pd.DataFrame(
        dict(zip(names, X.T, strict=True))
        | {
            "promoter": (eta + noise > 0.4).astype(int),
            "overall": np.digitize(eta + noise, [-1.5, 0.0, 1.5]) + 1,
            "w": rng.integers(1, 4, rows),
            "age": rng.normal(40, 12, rows).round(),
            "region": np.where(np.arange(rows) % 24 < 10, "north", "south"),
            "store": np.arange(rows) % 24,
            "quarter": np.where(np.arange(rows) % 2, "2024Q2", "2024Q1"),
        }
    )


DATA = survey()


def log_likelihood(y, X, weights=None):
    """Of a binary logit by statsmodels, weighted as repeated rows or pseudo-likelihood."""
    X = np.column_stack([np.ones(len(y)), X])
    weights = np.ones(len(y)) if weights is None else weights
    return sm.GLM(y, X, family=sm.families.Binomial(), freq_weights=weights).fit(tol=1e-14, maxiter=100).llf


def ordered_log_likelihood(y, X):
    y = np.asarray(y)
    if X.shape[1] == 0:
        counts = np.unique(y, return_counts=True)[1]
        return float(counts @ np.log(counts / counts.sum()))
    model = OrderedModel(y, np.asarray(X), distr="logit")
    fit = model.fit(method="newton", disp=False, maxiter=50)
    return fit.llf


def brute_force(value, drivers):
    """The mean gain of every driver over the sizes of what is in before, and those by size, by the definition."""
    p = len(drivers)
    conditional = np.zeros((p, p))
    values = {s: value(list(s)) for k in range(p + 1) for s in combinations(range(p), k)}
    for j in range(p):
        for subset, r2 in values.items():
            if j not in subset:
                gain = values[tuple(sorted((*subset, j)))] - r2
                conditional[j, len(subset)] += gain / comb(p - 1, len(subset))
    return conditional.mean(axis=1), conditional


def measure_of(log_l, null, n, measure):
    if measure == "mcfadden":
        return 1 - log_l / null
    return (1 - np.exp(2 * (null - log_l) / n)) / (1 - np.exp(2 * null / n))


def by_driver(result, column="importance", names=None):
    terms = list(result["term"])
    return np.array([result[column][terms.index(name)] for name in (DRIVERS if names is None else names)])


def drivers_of(data, outcome="promoter", names=DRIVERS, **options):
    options = {"model": "logit", "n_resamples": 0} | options
    return placet.key_drivers(data, outcome, names, **options)


# ---- the definition over statsmodels ---------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["mcfadden", "nagelkerke"])
@pytest.mark.parametrize("weights", [None, "probability", "frequency"])
def test_binary(measure, weights) -> None:
    w = None if weights is None else DATA["w"].to_numpy(float)
    if weights == "probability":
        w = w / w.mean()
    y, X = DATA["promoter"].to_numpy(float), DATA[DRIVERS].to_numpy()
    n = len(y) if w is None else w.sum()
    null = log_likelihood(y, X[:, :0], w)
    value = lambda s: measure_of(log_likelihood(y, X[:, s], w), null, n, measure)  # noqa: E731
    expected, conditional = brute_force(value, DRIVERS)
    given = {} if weights is None else {"weights": "w", "weight_type": weights}
    found = drivers_of(DATA, measure=measure, **given)
    assert_allclose(by_driver(found), expected, rtol=1e-8, atol=1e-11)
    assert_allclose(found.conditional[0], conditional, rtol=1e-8, atol=1e-11)
    assert_allclose(found["importance"].sum(), found.fit[f"{measure}_r2"], rtol=1e-10)
    assert_allclose(found["share"].sum(), 1, rtol=1e-14)


@pytest.mark.parametrize("measure", ["mcfadden", "nagelkerke"])
def test_ordered(measure) -> None:
    y, X = DATA["overall"].to_numpy(), DATA[DRIVERS[:3]].to_numpy()
    null = ordered_log_likelihood(y, X[:, :0])
    value = lambda s: measure_of(ordered_log_likelihood(y, X[:, s]), null, len(y), measure)  # noqa: E731
    expected, _ = brute_force(value, DRIVERS[:3])
    found = drivers_of(DATA, "overall", DRIVERS[:3], model="ordered", measure=measure)
    assert_allclose(by_driver(found, names=DRIVERS[:3]), expected, rtol=1e-6, atol=1e-9)
    assert_allclose(found["importance"].sum(), found.fit[f"{measure}_r2"], rtol=1e-10)


def test_covariates_are_in_every_model_and_a_factor_enters_whole() -> None:
    data = DATA.assign(shop=np.where(DATA["shop"] > 6, "many", np.where(DATA["shop"] > 4, "some", "few")))
    y = data["promoter"].to_numpy(float)
    columns = [data[["network"]], data[["billing"]], pd.get_dummies(data["shop"], drop_first=True, dtype=float)]
    age = data[["age"]].to_numpy()
    null = log_likelihood(y, age[:, :0])

    def value(subset):
        return 1 - log_likelihood(y, np.column_stack([age, *(columns[i] for i in subset)])) / null

    expected, _ = brute_force(value, columns)
    names = ["network", "billing", "shop"]
    found = drivers_of(data, names=names, covariates="age", factors=["shop"])
    assert_allclose(by_driver(found, names=names), expected, rtol=1e-8, atol=1e-11)
    assert_allclose(found.fit["r2_covariates"], value([]), rtol=1e-8)
    assert_allclose(found["importance"].sum() + found.fit["r2_covariates"], found.fit["r2"], rtol=1e-10)
    assert found["vif"][list(found["term"]).index("shop")] != found["vif"][list(found["term"]).index("shop")]
    assert np.isfinite(found["coefficient_p_value"]).all()


def test_coefficients_are_those_of_the_regression_under_the_errors_of_the_design() -> None:
    for outcome, model in (("promoter", "logit"), ("overall", "ordered")):
        options = {"weights": "w", "cluster": "store"}
        found = drivers_of(DATA, outcome, model=model, **options)
        plain = placet.regression(DATA, outcome, DRIVERS, model=model, **options)
        for mine, theirs in (("coefficient", "estimate"), ("coefficient_std_error", "std_error"),
                             ("coefficient_p_value", "p_value"), ("coefficient_low", "conf_low")):  # fmt: skip
            assert_allclose(by_driver(found, mine), by_driver(plain, theirs), rtol=1e-12, err_msg=mine)
        assert_allclose(by_driver(found, "sign"), np.sign(by_driver(plain, "estimate")))
    alone = placet.regression(DATA, "network", DRIVERS[1:])
    r2 = float(alone.fit["r2"][0])
    assert_allclose(by_driver(drivers_of(DATA), "vif")[0], 1 / (1 - r2), rtol=1e-9)


# ---- properties ------------------------------------------------------------------------------------------------------


def test_frequencies_are_repeated_rows_and_probability_weights_have_no_scale() -> None:
    repeated = DATA.loc[DATA.index.repeat(DATA["w"])]
    for outcome, model in (("promoter", "logit"), ("overall", "ordered")):
        given = {"model": model, "measure": "nagelkerke"}
        found = drivers_of(DATA, outcome, weights="w", weight_type="frequency", **given)
        assert_allclose(by_driver(found), by_driver(drivers_of(repeated, outcome, **given)), rtol=1e-9)
        scaled = DATA.assign(w=DATA["w"] * 1e6)
        pair = [by_driver(drivers_of(one, outcome, weights="w", **given)) for one in (DATA, scaled)]
        assert_allclose(*pair, rtol=1e-9)


def test_order_of_drivers_and_rows_and_units_change_nothing() -> None:
    found = by_driver(drivers_of(DATA))
    assert_allclose(by_driver(drivers_of(DATA, names=DRIVERS[::-1])), found, rtol=1e-9)
    assert_allclose(by_driver(drivers_of(DATA.sample(frac=1, random_state=1))), found, rtol=1e-9)
    for scale in (1e6, 1e-6):
        other = DATA.assign(network=DATA["network"] * scale + 3)
        assert_allclose(by_driver(drivers_of(other)), found, rtol=1e-9)


def test_segments_waves_and_missing_answers() -> None:
    data = DATA.assign(billing=DATA["billing"].where(np.arange(len(DATA)) % 17 > 0))
    whole = drivers_of(data, by="region", wave="quarter")
    for region in ("north", "south"):
        for quarter in ("2024Q1", "2024Q2"):
            part = data[(data["region"] == region) & (data["quarter"] == quarter)].dropna()
            own = (np.array(whole["region"]) == region) & (np.array(whole["quarter"]) == quarter)
            pairs = dict(zip(np.array(whole["term"])[own], whole["importance"][own], strict=True))
            assert_allclose([pairs[name] for name in DRIVERS], by_driver(drivers_of(part)), rtol=1e-9)


def test_event_and_scale() -> None:
    named = DATA.assign(recommend=np.where(DATA["promoter"] == 1, 9, 3))
    found = drivers_of(named, "recommend", event="promoter")
    assert_allclose(by_driver(found), by_driver(drivers_of(DATA)), rtol=1e-12)
    assert found.about["event"] == "promoter"
    assert found.about["model"] == "logit"
    satisfied = drivers_of(DATA, "overall", event="satisfied", scale=(1, 4))
    listed = drivers_of(DATA, "overall", event=[3, 4])
    assert_allclose(satisfied["importance"], listed["importance"], rtol=1e-12)


def test_noise_earns_what_chance_says() -> None:
    rng = np.random.default_rng(8)
    gains = {"mcfadden": [], "nagelkerke": []}
    for _ in range(300):
        data = DATA.iloc[:150].assign(noise=rng.normal(size=150))
        for measure, all_gains in gains.items():
            found = drivers_of(data, names=["network", "billing", "noise"], measure=measure)
            at = list(found["term"]).index("noise")
            all_gains.append(found["importance"][at] / found["chance"][at])
    for measure, ratios in gains.items():
        # χ² over its degree of freedom: mean 1, standard deviation √2.
        assert abs(np.mean(ratios) - 1) < 4 * np.sqrt(2 / 300), (measure, np.mean(ratios))


# ---- orders that are drawn -------------------------------------------------------------------------------------------


def test_sampled_orders_are_within_their_error_and_unbiased(monkeypatch) -> None:
    data, names = survey(250, 8, 3), [f"x{i}" for i in range(8)]
    exact = by_driver(drivers_of(data, names=names), names=names)
    monkeypatch.setattr(module, "MOST_EXACT", 7)
    monkeypatch.setattr(module, "CIRCLES", 8)
    found, errors = [], []
    for seed in range(30):
        given = module._core.logit_importance(
            _rows(data, names), 0, ([[i + 1] for i in range(8)], [], []), ("mcfadden", (8, seed))
        )
        found.append(given["importance"])
        errors.append(given["std_error"])
    found, errors = np.array(found), np.array(errors)
    assert_allclose(found.sum(axis=1), exact.sum(), rtol=1e-9)
    z = (found - exact) / errors
    assert np.abs(z).max() < 8  # t of 7 degrees of freedom, 240 of them
    assert (np.abs(z) < 2.36).mean() > 0.9
    # Unbiased: the mean of 30 is as far off as 30 such errors say.
    assert np.abs((found.mean(axis=0) - exact) / np.sqrt((errors**2).mean(axis=0) / 30)).max() < 4


def _rows(data, names):
    columns = [(name, data[name].to_numpy(float), []) for name in ("promoter", *names)]
    return columns, None, None, "probability"


def test_more_than_twelve_drivers_are_said_to_be_sampled() -> None:
    data, names = survey(200, 13, 4), [f"x{i}" for i in range(13)]
    found = drivers_of(data, names=names, rng=5)
    assert found.about["orders"] == 2 * 13 * CIRCLES
    assert found.about["seed"] == 5
    assert "832 sampled orders" in found.about["method"]
    assert any("832 sampled orders of the 13 drivers (seed 5)" in note for note in found.about["notes"])
    assert 0 < found.about["orders_std_error"] < 0.01
    assert_allclose(found["importance"].sum(), found.fit["r2"], rtol=1e-9)
    assert drivers_of(data, names=names, rng=5) == found
    assert not np.allclose(drivers_of(data, names=names, rng=6)["importance"], found["importance"], rtol=1e-9)
    assert "832 个进入顺序" in found.summary(language="zh")


# ---- resamples -------------------------------------------------------------------------------------------------------


def test_a_bootstrap_sample_is_fitted_anew() -> None:
    weights = np.random.default_rng(2).multinomial(len(DATA), np.full(len(DATA), 1 / len(DATA)), 3).astype(float)
    for outcome, model in (("promoter", "logit"), ("overall", "ordered")):
        repeated = DATA.assign(**{f"r{i}": weights[i] for i in range(3)})
        columns = [(outcome, repeated[outcome].to_numpy(float) - repeated[outcome].min(), [])]
        columns += [(name, repeated[name].to_numpy(float), []) for name in DRIVERS]
        draws = [(f"r{i}", weights[i], []) for i in range(3)]
        split = ([[1], [2], [3], [4]], [], [])
        given = (columns, None, None, "probability")
        found = module._core.bootstrap_logit_importance(given, 0, draws, split, ("mcfadden", None))
        for i in range(3):
            own = drivers_of(repeated, outcome, model=model, weights=f"r{i}", weight_type="frequency")
            assert_allclose(found[i, :4], by_driver(own), rtol=1e-4, atol=2e-6)


def test_intervals_of_respondents_designs_and_replicate_weights() -> None:
    plain = drivers_of(DATA, n_resamples=100, rng=1)
    assert "100 bootstrap resamples of respondents" in plain.about["method"]
    assert (plain["importance_low"] < plain["importance"]).all()
    assert (plain["share_high"] <= 1).all()
    assert (plain["rank_low"] <= plain["rank"]).all()
    design = drivers_of(DATA, n_resamples=60, rng=1, weights="w", strata="region", cluster="store")
    assert "bootstrap resamples of the design" in design.about["method"]
    bca = drivers_of(DATA, n_resamples=60, rng=1, interval="bca")
    assert np.isfinite(bca["importance_low"]).all()
    ordered = drivers_of(DATA, "overall", model="ordered", n_resamples=40, rng=1)
    assert np.isfinite(ordered["importance_std_error"]).all()


def test_a_resample_in_which_drivers_separate_is_counted() -> None:
    rng = np.random.default_rng(4)
    x = np.repeat([0.0, 1.0], 12)
    y = x.copy()
    y[[0, 23]] = 1 - y[[0, 23]]  # two exceptions, which many resamples lack
    data = {"y": y, "x": x, "z": rng.normal(size=24)}
    found = placet.key_drivers(data, "y", ["x", "z"], model="logit", n_resamples=200, rng=1)
    (note,) = [note for note in found.about["notes"] if "separate the categories" in note]
    count = int(note.split()[1])
    assert 100 < count < 200  # e⁻² + ... of them lack one of the two: at least 1 - (1 - e⁻¹)² = 0.6
    assert np.isfinite(found["importance_high"]).all()


SCRIPT = """
import numpy as np, placet, sys
rng = np.random.default_rng(1)
data = {f"x{i}": rng.normal(size=400) for i in range(6)}
data["y"] = (data["x0"] + rng.logistic(size=400) > 0).astype(int)
r = placet.key_drivers(data, "y", [f"x{i}" for i in range(6)], model="logit", n_resamples=20, rng=3, progress=False)
print(r["importance"].tobytes().hex(), r["importance_std_error"].tobytes().hex())
"""


def test_threads_change_no_byte() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], capture_output=True, check=True, text=True,
            env={**os.environ, "PLACET_NUM_THREADS": threads},
        ).stdout
        for threads in ("1", "2", "3")
    }  # fmt: skip
    assert len(found) == 1


# ---- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"importance": "johnson"}, "importance='johnson' shares the R² of least squares; .* take importance=\"lmg\""),
        ({"importance": ["lmg", "first"]}, "importance='first'"),
        ({"groups": {"a": ["network", "billing"]}}, "leave groups out"),
        ({"interval": "linearized"}, 'take interval="percentile"'),
        ({"interval": "jackknife"}, 'take interval="percentile"'),
        ({"interval": "bca", "strata": "region", "n_resamples": 50}, "under the declared design"),
        ({"measure": "tjur"}, "mcfadden"),
        ({"model": "linear", "measure": "mcfadden"}, 'goes with model="logit" or "ordered"'),
        ({"model": "linear", "event": [1]}, 'event and scale go with model="logit"'),
        ({"model": "probit"}, "logit"),
        ({"missing": "em"}, "only least squares"),
    ],
)
def test_what_a_logit_has_not_is_refused(options, words) -> None:
    with pytest.raises(DataError, match=words):
        drivers_of(DATA, **options)


def test_a_segment_that_drivers_separate_has_no_importances_and_says_why() -> None:
    clear = (DATA["region"] == "north") & ((DATA["network"] > 5) != (DATA["promoter"] == 1))
    found = drivers_of(DATA[~clear], by="region")
    north = np.array(found["region"]) == "north"
    assert np.isnan(found["importance"][north]).all()
    assert (found["rank"][north] == 0).all()
    assert np.isfinite(found["importance"][~north]).all()
    assert any("'network' separate" in note for note in found.about["notes"])


def test_what_takes_more_than_a_minute_is_refused_unless_it_was_asked_for() -> None:
    data = survey(20_000, 12, 5)
    with pytest.raises(DataError, match="pass n_resamples=1000 if they are to be done all the same") as refused:
        placet.key_drivers(data, "promoter", [f"x{i}" for i in range(12)], model="logit")
    assert "jackknife" not in str(refused.value)
    assert "n_resamples=0, without intervals" in str(refused.value)
