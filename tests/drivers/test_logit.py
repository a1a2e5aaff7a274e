"""Logits by hand, by definition, and what must not matter; errors name what cannot be fitted."""

import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from placet import ModelError, _core
from scipy.optimize import linprog

DRIVERS = ["network", "billing", "hotline", "shop"]
TIGHT = {"tol": 1e-14, "maxiter": 100, "disp": 0}


def logit(data: Any, outcome: str = "promoter", drivers: Any = DRIVERS, **options: Any) -> Any:
    return placet.regression(data, outcome, drivers, model="logit", **options)


def ordered(data: Any, drivers: Any = DRIVERS, **options: Any) -> Any:
    return placet.regression(data, "rating", drivers, model="ordered", **options)


# ---- by hand ---------------------------------------------------------------------------------------------------------


def test_a_table_of_four_by_hand() -> None:
    # 30 of 40 who called the hotline are promoters and 20 of 60 others: odds 3 and 1/2, odds ratio 6. Errors are roots
    # of sums of inverse counts. The effect is the difference of the shares, 3/4 - 1/3, its variance that of two shares.
    data = {"called": [1, 1, 0, 0], "promoter": [1, 0, 1, 0], "count": [30, 10, 20, 40]}
    result = logit(data, drivers="called", factors=["called"], weights="count", weight_type="frequency")
    assert_allclose(result["estimate"], [np.log(1 / 2), np.log(6)], rtol=1e-13)
    assert_allclose(result["std_error"] ** 2, [1 / 20 + 1 / 40, 1 / 30 + 1 / 10 + 1 / 20 + 1 / 40], rtol=1e-12)
    assert_allclose(result["odds_ratio"][1], 6, rtol=1e-13)
    z = 1.959963984540054
    error = np.sqrt(1 / 30 + 1 / 10 + 1 / 20 + 1 / 40)
    assert_allclose([result["odds_low"][1], result["odds_high"][1]], 6 * np.exp([-z * error, z * error]), rtol=1e-12)
    assert_allclose(result["ame"][1], 3 / 4 - 1 / 3, rtol=1e-13)
    assert_allclose(result["ame_std_error"][1] ** 2, 3 / 16 / 40 + 2 / 9 / 60, rtol=1e-12)
    deviance = -2 * (30 * np.log(3 / 4) + 10 * np.log(1 / 4) + 20 * np.log(1 / 3) + 40 * np.log(2 / 3))
    null = -2 * 100 * np.log(1 / 2)
    cox_snell = 1 - np.exp((deviance - null) / 100)
    facts = {
        "deviance": deviance, "null_deviance": null, "chi2": null - deviance, "mcfadden_r2": 1 - deviance / null,
        "nagelkerke_r2": cox_snell / (1 - np.exp(-null / 100)), "aic": deviance + 4, "bic": deviance + 2 * np.log(100),
        # Fitted shares are 3/4 and 1/3: their mean among promoters less that among the others.
        "tjur_r2": (30 * 3 / 4 + 20 / 3 - 10 * 3 / 4 - 40 / 3) / 50,
    }  # fmt: skip
    for name, value in facts.items():
        assert_allclose(result.fit[name], value, rtol=1e-12, err_msg=name)


def test_thresholds_are_log_odds_where_a_driver_tells_nothing() -> None:
    # Answers 1, 2, 3 come 1 : 2 : 1 with the driver and without: log odds of 1/4 and 3/4 are -ln 3 and ln 3.
    data = {"rating": [1, 2, 2, 3] * 2, "network": [0] * 4 + [1] * 4}
    result = ordered(data, "network")
    assert result["term"] == ("1|2", "2|3", "network")
    assert_allclose(result["estimate"], [-np.log(3), np.log(3), 0], atol=1e-13)
    assert_allclose(result.fit["mcfadden_r2"], 0, atol=1e-14)


# ---- by definition ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [None, "count"])
def test_effects_of_levels_are_discrete_changes(simulated, weights: str | None) -> None:
    data = simulated.assign(vip=(simulated["shop"] > 6).astype(int))
    drivers = ["network", "billing", "vip"]
    x = np.column_stack([np.ones(len(data)), data[drivers]])
    # statsmodels has marginal effects of rows only: frequencies are rows repeated.
    times = data["count"] if weights else np.ones(len(data), dtype=int)
    fit = sm.Logit(np.repeat(data["promoter"].to_numpy(), times), np.repeat(x, times, axis=0)).fit(**TIGHT)
    expected = fit.get_margeff(dummy=True)
    result = logit(
        data, drivers=drivers, factors=["vip"], weights=weights, weight_type="frequency" if weights else None
    )
    assert_allclose(result["ame"][1:], expected.margeff, rtol=1e-10)
    assert_allclose(result["ame_std_error"][1:], expected.margeff_se, rtol=1e-8)


def test_effects_of_a_factor_of_three_levels_start_from_its_reference(simulated) -> None:
    # With everybody in a level, less with everybody in the reference: the other level is 0 in both.
    data = simulated.assign(brand=np.array(["a", "b", "c"])[simulated["store"] % 3])
    result = logit(data, drivers=["network", "brand"], factors=["brand"])
    intercept, network, *levels = result["estimate"]

    def share(level: float) -> np.ndarray:
        return 1 / (1 + np.exp(-(intercept + network * data["network"] + level)))

    expected = [(share(level) - share(0)).mean() for level in levels]
    assert_allclose(result["ame"][2:], expected, rtol=1e-12)
    # The delta method by differences of the effect.
    step = 1e-5
    gradient = [(share(levels[0]) * (1 - share(levels[0])) - share(0) * (1 - share(0))).mean()]
    gradient += [((share(levels[0]) * (1 - share(levels[0])) - share(0) * (1 - share(0))) * data["network"]).mean()]
    gradient += [((share(levels[0] + step) - share(levels[0] - step)) / (2 * step)).mean(), 0]
    variance = np.array(gradient) @ result.covariance[0] @ np.array(gradient)
    assert_allclose(result["ame_std_error"][2], np.sqrt(variance), rtol=1e-8)


@pytest.mark.parametrize("weights", [None, "count"])
def test_proportional_odds_by_brant(simulated, weights: str | None) -> None:
    """X² = (Db)'(D V D')⁻¹ Db from binary logits of statsmodels, V as in Brant (1990), row by row."""
    options: dict[str, Any] = {"weights": weights, "weight_type": "frequency"} if weights else {}
    found = ordered(simulated, **options).proportional_odds
    data = simulated.loc[simulated.index.repeat(simulated[weights])] if weights else simulated
    x = np.column_stack([np.ones(len(data)), data[DRIVERS]])
    fits = [
        sm.Logit((data["rating"] > cut).astype(float), x).fit(**TIGHT) for cut in sorted(data["rating"].unique())[:-1]
    ]
    shares = [fit.predict() for fit in fits]
    inverses = [np.linalg.inv(x.T * (p * (1 - p)) @ x) for p in shares]
    slopes = np.concatenate([np.asarray(fit.params)[1:] for fit in fits])

    def joint(j: int, m: int) -> np.ndarray:
        # P(y > j) ≥ P(y > m) for j ≤ m: both happen with the smaller, the latter.
        first, last = min(j, m), max(j, m)
        middle = x.T * (shares[last] * (1 - shares[first])) @ x
        return (inverses[j] @ middle @ inverses[m])[1:, 1:]

    count, p = len(fits), len(DRIVERS)
    variance = np.block([[joint(j, m) for m in range(count)] for j in range(count)])
    sets = {"overall": list(range(p))} | {name: [j] for j, name in enumerate(DRIVERS)}
    for term, chosen in sets.items():
        rows = []
        for cut in range(1, count):
            for j in chosen:
                rows.append(np.zeros(count * p))
                rows[-1][[j, cut * p + j]] = 1, -1
        contrast = np.array(rows)
        difference = contrast @ slopes
        expected = difference @ np.linalg.solve(contrast @ variance @ contrast.T, difference)
        place = list(found["term"]).index(term)
        assert_allclose(found["statistic"][place], expected, rtol=1e-8, err_msg=term)
        assert found["df"][place] == len(rows)


def test_robust_errors_of_an_ordered_logit_are_those_of_its_scores(simulated) -> None:
    """V = A Σ uu' A with scores by differences of every row's log-likelihood, A the inverse information."""
    result = ordered(simulated, errors="HC0")
    theta, lead = result["estimate"], 4
    x, codes = simulated[DRIVERS].to_numpy(), simulated["rating"].to_numpy() - 1

    def log_likelihoods(theta: np.ndarray) -> np.ndarray:
        cuts = np.concatenate([[-np.inf], theta[:lead], [np.inf]])
        eta = x @ theta[lead:]
        share = [1 / (1 + np.exp(-(cuts[codes + above] - eta))) for above in (1, 0)]
        return np.log(share[0] - share[1])

    scores = np.empty((len(x), len(theta)))
    for j in range(len(theta)):
        step = 1e-5 * np.eye(len(theta))[j]
        scores[:, j] = (log_likelihoods(theta + step) - log_likelihoods(theta - step)) / 2e-5
    classical = ordered(simulated).covariance[0]
    expected = classical @ (scores.T @ scores) @ classical
    errors = np.sqrt(np.diag(expected))
    assert_allclose(result.covariance[0] / np.outer(errors, errors), expected / np.outer(errors, errors), atol=1e-6)


# ---- what must not matter --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["logit", "ordered"])
def test_frequencies_are_repeated_rows_and_the_size_of_weights_does_not_matter(simulated, model: str) -> None:
    fit: Any = {"logit": logit, "ordered": ordered}[model]
    repeated = simulated.loc[simulated.index.repeat(simulated["count"])]
    a, b = fit(simulated, weights="count", weight_type="frequency"), fit(repeated)
    for name in ("estimate", "std_error", "p_value", "odds_low"):
        assert_allclose(a[name], b[name], rtol=1e-9, err_msg=name)
    assert_allclose([a.fit["log_likelihood"], a.fit["bic"]], [b.fit["log_likelihood"], b.fit["bic"]], rtol=1e-12)
    larger = simulated.assign(weight=1e6 * simulated["weight"])
    a, b = fit(simulated, weights="weight"), fit(larger, weights="weight")
    for name in ("estimate", "std_error"):
        assert_allclose(a[name], b[name], rtol=1e-11, err_msg=name)


def test_a_mirrored_outcome_mirrors_the_coefficients(simulated) -> None:
    mirrored = simulated.assign(promoter=1 - simulated["promoter"], rating=6 - simulated["rating"])
    a, b = logit(simulated), logit(mirrored)
    assert_allclose(a["estimate"], -b["estimate"], rtol=1e-11)
    assert_allclose(a["std_error"], b["std_error"], rtol=1e-11)
    assert_allclose(a["ame"], -b["ame"], rtol=1e-11)
    a, b = ordered(simulated), ordered(mirrored)
    cuts = 4
    assert_allclose(a["estimate"][:cuts], -b["estimate"][:cuts][::-1], rtol=1e-10)
    assert_allclose(a["estimate"][cuts:], -b["estimate"][cuts:], rtol=1e-10)
    assert_allclose(a["std_error"][cuts:], b["std_error"][cuts:], rtol=1e-10)


@pytest.mark.parametrize("model", ["logit", "ordered"])
def test_units_and_order_of_drivers_do_not_matter(simulated, model: str) -> None:
    fit: Any = {"logit": logit, "ordered": ordered}[model]
    plain = fit(simulated)
    scaled = fit(simulated.assign(billing=1e12 * simulated["billing"], hotline=simulated["hotline"] / 1024 + 3))
    lead = len(plain["term"]) - 4
    assert_allclose(plain["estimate"][lead:] / [1, 1e12, 1 / 1024, 1], scaled["estimate"][lead:], rtol=1e-10)
    assert_allclose(plain["statistic"][lead + 1], scaled["statistic"][lead + 1], rtol=1e-10)
    assert_allclose(plain.fit["log_likelihood"], scaled.fit["log_likelihood"], rtol=1e-12)
    turned = fit(simulated, drivers=DRIVERS[::-1])
    assert_allclose(plain["estimate"][lead:], turned["estimate"][lead:][::-1], rtol=1e-10)
    assert_allclose(plain["std_error"][lead:], turned["std_error"][lead:][::-1], rtol=1e-10)


def test_an_ordered_logit_of_two_answers_is_the_binary_one(simulated) -> None:
    data = simulated.assign(rating=simulated["promoter"])
    a, b = logit(data), ordered(data)
    assert_allclose(a["estimate"][1:], b["estimate"][1:], rtol=1e-12)
    assert_allclose(a["std_error"], b["std_error"], rtol=1e-12)
    assert_allclose(a.fit["aic"], b.fit["aic"], rtol=1e-12)


def test_segments_are_logits_of_their_own(simulated) -> None:
    data = simulated.assign(region=simulated["store"] % 3)
    for fit in (logit, ordered):
        together = fit(data, by="region")
        for region in range(3):
            alone = fit(data[data["region"] == region])
            chosen = np.array(together["region"]) == region
            assert_allclose(together["estimate"][chosen], alone["estimate"], rtol=1e-13)
            assert_allclose(together["std_error"][chosen], alone["std_error"], rtol=1e-13)


SCRIPT = """
import numpy as np
from placet import _core
rng = np.random.default_rng(1)
n = 300_000
x = rng.normal(size=(n, 3))
y = np.digitize(x @ [1.0, -0.5, 0.2] + rng.logistic(size=n), [-1, 1]).astype(float)
columns = [("y", y, [])] + [(f"x{j}", np.ascontiguousarray(x[:, j]), []) for j in range(3)]
fit = _core.cumulative_logit((columns, None, None, "probability"), ["0", "1", "2"])[0]
print(fit["coefficients"].tobytes().hex(), fit["covariance"].tobytes().hex(), fit["iterations"])
"""


def test_the_number_of_threads_changes_no_bit(monkeypatch) -> None:
    printed = set()
    for threads in ("1", "2", "3"):
        monkeypatch.setenv("PLACET_NUM_THREADS", threads)
        done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
        printed.add(done.stdout)
    assert len(printed) == 1


def test_many_rows_are_as_exact_as_few(simulated) -> None:
    """A fit that begins on a sample of its rows ends where one of frequencies does."""
    times = 400
    many = pd.concat([simulated] * times, ignore_index=True)
    frequent = logit(simulated.assign(count=times), weights="count", weight_type="frequency")
    found = logit(many)
    assert_allclose(found["estimate"], frequent["estimate"], rtol=1e-10)
    assert_allclose(found["std_error"], frequent["std_error"], rtol=1e-9)
    assert_allclose(found["ame_std_error"], frequent["ame_std_error"], rtol=1e-9)


# ---- what cannot be fitted -------------------------------------------------------------------------------------------


def test_separation_names_the_drivers() -> None:
    data = {
        "promoter": [0, 0, 0, 0, 1, 1, 1, 1],
        "network": [1, 2, 3, 5, 5, 7, 8, 9],
        "billing": [3, 1, 4, 1, 5, 2, 2, 3],
    }
    with pytest.raises(ModelError, match=r"'network' separate.*'promoter'.*'network' is 1 to 5 in '0', 5 to 9 in '1'"):
        logit(data, drivers=["network", "billing"])


def is_separated(codes: np.ndarray, x: np.ndarray) -> bool:
    """Whether some direction moves no case out of its category and some case further in: a linear program."""
    cuts = codes.max()
    inward = []
    for code, row in zip(codes, x, strict=True):
        for cut, sign in ((code, 1), (code - 1, -1)):
            if 0 <= cut < cuts:
                inward.append(np.concatenate([sign * np.eye(cuts)[cut], -sign * row]))
    moves = np.array(inward)
    bounds = [(-1, 1)] * moves.shape[1]
    best: Any = linprog(-moves.sum(axis=0), A_ub=-moves, b_ub=np.zeros(len(moves)), bounds=bounds)
    return best.fun < -1e-7


def test_separation_is_found_where_there_is_one_and_nowhere_else() -> None:
    rng = np.random.default_rng(1)
    found = []
    for _ in range(300):
        n, p, count = rng.integers(10, 40), rng.integers(1, 4), rng.integers(2, 5)
        x = rng.integers(0, rng.choice([2, 6]), size=(n, p)).astype(float)
        latent = x @ rng.normal(size=p) + rng.choice([0.1, 1]) * rng.logistic(size=n)
        codes = np.unique(np.digitize(latent, np.quantile(latent, np.arange(1, count) / count)), return_inverse=True)[1]
        if np.linalg.matrix_rank(np.column_stack([np.ones(n), x])) <= p or codes.max() == 0:
            continue
        columns = [("y", codes.astype(float), []), *((f"x{j}", x[:, j].copy(), []) for j in range(p))]
        [fit] = _core.cumulative_logit((columns, None, None, "probability"), [str(c) for c in range(codes.max() + 1)])
        found.append(is_separated(codes, x))
        assert isinstance(fit, ModelError if found[-1] else dict), (fit, codes, x)
        assert not found[-1] or "separate the categories" in str(fit)
    assert 50 < sum(found) < len(found) - 50


def test_separation_by_a_level_of_a_factor_is_named(simulated) -> None:
    data = simulated.assign(brand=np.where(simulated["promoter"] == 1, "a", np.where(simulated["store"] < 9, "b", "a")))
    with pytest.raises(ModelError, match="'brand: b' separate"):
        logit(data, drivers=["network", "brand"], factors=["brand"])


def test_a_segment_that_cannot_be_fitted_leaves_the_others(simulated) -> None:
    data = simulated.assign(region=np.where(simulated["store"] < 20, "north", "south"))
    data.loc[data["region"] == "south", "promoter"] = 1.0
    result = logit(data, by="region")
    inside = np.array(result["region"]) == "north"
    assert np.isfinite(np.asarray(result["estimate"])[inside]).all()
    assert np.isnan(np.asarray(result["estimate"])[~inside]).all()
    assert "'promoter' is '1' in all" in " ".join(result.about["notes"])


def test_an_answer_that_a_segment_does_not_have_has_no_threshold(simulated) -> None:
    data = simulated.assign(region=np.where(simulated["store"] < 20, "north", "south"))
    data = data[(data["region"] == "north") | (data["rating"] != 3)]
    result = ordered(data, by="region")
    south = np.array(result["region"]) == "south"
    estimates = dict(zip(np.array(result["term"])[south], np.asarray(result["estimate"])[south], strict=True))
    alone = ordered(data[data["region"] == "south"])
    finite = [value for value in estimates.values() if np.isfinite(value)]
    assert len(finite) == len(estimates) - 1
    assert_allclose(finite, alone["estimate"], rtol=1e-12)


def test_the_core_says_what_it_did(simulated) -> None:
    columns = [(name, simulated[name].to_numpy(dtype=float), []) for name in ["promoter", *DRIVERS]]
    [fit] = _core.cumulative_logit((columns, None, None, "probability"), ["0", "1"])
    assert isinstance(fit, dict)
    again = _core.cumulative_logit((columns, None, None, "probability"), ["0", "1"], start=[fit["coefficients"]])[0]
    assert isinstance(again, dict)
    assert again["iterations"] == 0 < fit["iterations"]
    assert fit["n_by_category"].sum() == fit["n"] == 400
    assert_allclose(fit["w_by_category"], fit["n_by_category"], rtol=1e-14)


@pytest.mark.parametrize("kind", ["pandas", "polars", "list", "mapping"])
def test_thresholds_have_the_labels_of_the_answers(kind: str) -> None:
    rng = np.random.default_rng(0)
    labels, place = ["low", "mid", "high"], rng.integers(0, 3, 90)
    words = [labels[i] for i in place]
    columns: dict[str, Any] = {"a": rng.normal(size=90), "t": words}
    given: dict[str, Any] = {}
    data: Any = columns
    if kind == "pandas":
        data = pd.DataFrame(columns).assign(t=pd.Categorical(words, categories=labels, ordered=True))
    elif kind == "polars":
        data = pl.DataFrame(columns).with_columns(pl.col("t").cast(pl.Enum(labels)))
    elif kind == "list":
        given = {"t": labels}
    else:
        data, given = columns | {"t": place + 1}, {"t": {1: "low", 2: "mid", 3: "high"}}
    survey = placet.Survey(data, value_labels=given)
    found = placet.regression(survey, "t", ["a"], model="ordered")
    assert found["term"][:2] == ("low|mid", "mid|high")
    assert found.about["categories"] == tuple(labels)
    assert found.predict({"a": [0.0]})["category"] == tuple(labels)
    numbers = placet.regression(columns | {"t": place + 1}, "t", ["a"], model="ordered")
    assert numbers["term"][:2] == ("1|2", "2|3")
    assert_allclose(found["estimate"], numbers["estimate"], rtol=1e-9)


def test_answers_without_labels_of_their_own_stay_numbers() -> None:
    rng = np.random.default_rng(0)
    data = {"a": rng.normal(size=90), "t": rng.integers(1, 4, 90)}
    some = placet.Survey(data, value_labels={"t": {1: "low", 3: "high"}})
    assert placet.regression(some, "t", ["a"], model="ordered")["term"][:2] == ("1|2", "2|3")
