"""Stepwise selection against R, statsmodels and its own definition; what selection hides; bad input."""

import json
import math
import os
import pickle
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
import scipy.stats
import statsmodels.api as sm
from numpy.testing import assert_allclose
from placet import DataError, ModelError

CASES = {"swiss": "Fertility", "mtcars": "mpg", "hald": "y"}


def select(data, outcome, drivers, **options):
    return placet.stepwise(data, outcome, drivers, **({"n_resamples": 0, "progress": False} | options))


def simulated(n=300, p=8, seed=2):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) + 0.7 * rng.normal(size=(n, 1))
    y = x @ np.linspace(0.6, 0, p) ** 2 + rng.normal(size=n)
    data = {f"x{j}": x[:, j] for j in range(p)}
    return {**data, "y": y, "w": rng.integers(1, 4, n).astype(float), "g": np.tile(["a", "b"], n // 2)}, list(data)


def moves(result, step):
    """The moves of a step: term → its row of the path."""
    names = list(result.path.columns)
    rows = (dict(zip(names, row, strict=True)) for row in result.path.rows())
    return {row["term"]: row for row in rows if row["step"] == step}


# ---- against R -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def expected(reference):
    return json.loads((reference / "drivers" / "expected_stepwise.json").read_text(encoding="utf-8"))


def r_data(reference, name):
    file = {"hald": "hald_cement"}.get(name, name)
    data = pd.read_csv(reference / "drivers" / f"{file}.csv").drop(columns="row", errors="ignore")
    return data, CASES[name], [column for column in data.columns if column != CASES[name]]


def entries(kind):
    names = [f"{data}_{how}_{criterion}" for data in CASES for how in ("forward", "backward", "both", "both_from_full")
             for criterion in ("AIC", "BIC")]  # fmt: skip
    return [name for name in names if kind == "all" or name.endswith("from_full_AIC")]


def extract_aic(result, criterion, k, n):
    """R's extractAIC of models: AIC() leaves out nothing, extractAIC() the constants and the variance."""
    value = np.asarray(result.steps[criterion])
    penalty = 2 if criterion == "aic" else math.log(n)
    return value - n * (math.log(2 * math.pi) + 1) - penalty


@pytest.mark.parametrize("name", [n for n in entries("all") if not n.endswith("from_full_BIC")])
def test_paths_of_step_aic(reference, expected, name):
    given = expected["stepAIC"][name]
    case, _, rest = name.partition("_")
    direction, criterion = rest.rsplit("_", 1)
    data, outcome, drivers = r_data(reference, case)
    start = "full" if direction.endswith("full") else None
    result = select(
        data, outcome, drivers, direction=direction.partition("_")[0], start=start, criterion=criterion.lower()
    )
    assert set(result.selected) == set(given["selected"])
    found = extract_aic(result, criterion.lower(), None, len(data))
    assert_allclose(found[-1], given["extractAIC"], rtol=1e-12)
    if "path" not in given:
        return
    signs = {"start": "", "enter": "+ ", "remove": "- "}
    made = [signs[action] + term for action, term in zip(result.steps["action"], result.steps["term"], strict=True)]
    assert made == [step["Step"] for step in given["path"]]
    assert_allclose(found, [step["AIC"] for step in given["path"]], rtol=1e-12)
    assert_allclose(result.steps["aic"][-1], given["AIC"], rtol=1e-12)
    names = ["Intercept" if term == "(Intercept)" else term for term in given["coef"]]
    rows = [result["term"].index(term) for term in names]
    assert len(rows) == len(result.table)
    assert_allclose(result["estimate"][rows], list(given["coef"].values()), rtol=1e-11)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("hald_stepwise_in.15_out.15", {"enter": 0.15, "remove": 0.15}),
        ("hald_stepwise_in.05_out.10", {}),
        ("hald_forward.05", {"direction": "forward"}),
        ("hald_backward.10", {"direction": "backward"}),
        ("swiss_stepwise_in.05_out.10", {}),
        ("swiss_backward.10", {"direction": "backward"}),
    ],
)
def test_rules_by_p_value(reference, expected, name, options):
    given = expected["p_value_rules"][name]
    result = select(*r_data(reference, name.partition("_")[0]), **options)
    assert set(result.selected) == set(given["selected"])
    chosen = [i for i, made in enumerate(result.path["chosen"]) if made]
    assert [(result.path["action"][i], result.path["term"][i]) for i in chosen] == [
        (step["action"], step["var"]) for step in given["log"]
    ]
    assert_allclose(result.path["statistic"][chosen], [step["F"] for step in given["log"]], rtol=1e-10)
    assert_allclose(result.path["p_value"][chosen], [step["p"] for step in given["log"]], rtol=1e-10)


def test_the_published_sequence_of_the_hald_data(reference, expected):
    published = expected["published_hald"]  # Draper and Smith, levels 0.15
    result = select(*r_data(reference, "hald"), enter=0.15, remove=0.15)
    words = {"enter": "in", "remove": "out"}
    made = zip(result.steps["term"][1:], result.steps["action"][1:], strict=True)
    assert [f"{term} {words[action]}" for term, action in made] == published["sequence_alpha_0.15"]
    assert list(result.selected) == published["final"]


def test_forward_and_backward_end_differently(reference):
    # mtcars, AIC: forward wt, cyl, hp; backward wt, qsec, am.
    forward, backward = (
        select(*r_data(reference, "mtcars"), direction=direction, criterion="aic").selected
        for direction in ("forward", "backward")
    )
    assert set(forward) == {"wt", "cyl", "hp"}
    assert set(backward) == {"wt", "qsec", "am"}


# ---- against statsmodels, move by move -------------------------------------------------------------------------------


def loop(data, outcome, inside, w=None):
    """The fit of a model by statsmodels; frequencies as repeated rows are left to the caller."""
    x = np.column_stack([np.ones(len(data[outcome])), *(data[name] for name in inside)])
    w = np.ones(len(x)) if w is None else w
    return sm.WLS(data[outcome], x, weights=w).fit()


@pytest.mark.parametrize("weight_type", [None, "probability", "precision"])
@pytest.mark.parametrize("direction", ["both", "backward"])
@pytest.mark.parametrize("criterion", ["p", "aic", "bic", "aicc", "adj_r2"])
def test_every_move_is_a_refit(weight_type, direction, criterion):
    data, drivers = simulated()
    w = None
    if weight_type:
        # statsmodels' likelihood is that of precision weights; probability weights have mean 1, and no Σ log w.
        w = data["w"] if weight_type == "precision" else data["w"] / data["w"].mean()
    options = {"weights": "w", "weight_type": weight_type} if weight_type else {}
    result = select(data, "y", drivers, direction=direction, criterion=criterion, **options)
    constant = np.log(w).sum() if weight_type == "probability" else 0.0
    inside = list(drivers) if direction == "backward" else []
    n = len(data["y"])
    last = int(result.path["step"][-1])
    for step in range(1, last + 1):
        now = loop(data, "y", inside, w)
        rows = moves(result, step)
        for term in drivers:
            if term not in inside and direction == "backward":
                assert term not in rows
                continue
            after = [name for name in inside if name != term] if term in inside else [*inside, term]
            fit = loop(data, "y", after, w)
            small, large = (fit, now) if term in inside else (now, fit)
            row = rows[term]
            assert row["action"] == ("remove" if term in inside else "enter")
            f = (small.ssr - large.ssr) / (large.ssr / large.df_resid)
            if weight_type == "probability":  # Wald's test by the errors of the result
                place = 1 + (inside if term in inside else after).index(term)
                f = (large.params.iloc[place] if hasattr(large.params, "iloc") else large.params[place]) ** 2
                f /= large.get_robustcov_results("HC3").cov_params()[place, place]
            assert_allclose([row["statistic"], row["df_resid"]], [f, large.df_resid], rtol=1e-9)
            assert_allclose(row["p_value"], scipy.stats.f.sf(f, 1, large.df_resid), rtol=1e-7, atol=1e-300)
            assert_allclose(row["r2"], fit.rsquared, rtol=1e-9, atol=1e-12)
            k = len(after) + 2  # with the intercept and the variance
            if weight_type == "probability":
                k = 1 + np.trace(np.linalg.solve(fit.cov_params(), fit.get_robustcov_results("HC3").cov_params()))
            deviance = -2 * fit.llf + constant
            value = {"p": row["p_value"], "aic": deviance + 2 * k, "bic": deviance + math.log(n) * k,
                     "aicc": deviance + 2 * k + 2 * k * (k + 1) / (n - k - 1), "adj_r2": fit.rsquared_adj}  # fmt: skip
            assert_allclose(row["criterion"], value[criterion], rtol=1e-9, atol=1e-10)
        made = [row for row in rows.values() if row["chosen"]]
        assert len(made) == (step < last)
        for row in made:
            inside = [name for name in inside if name != row["term"]] if row["action"] == "remove" else [
                *inside, row["term"]]  # fmt: skip
    assert set(result.selected) == set(inside)
    assert len(inside) > 1
    fit = loop(data, "y", result.selected, w)
    assert_allclose(result["estimate"], fit.params, rtol=1e-9)


@pytest.mark.parametrize("criterion", ["aic", "bic", "aicc", "adj_r2"])
def test_no_single_move_improves_where_it_ends(criterion):
    data, drivers = simulated(seed=5)
    result = select(data, "y", drivers, criterion=criterion)
    sign = -1 if criterion == "adj_r2" else 1
    last = moves(result, int(result.path["step"][-1])).values()
    assert sign * result.steps[criterion][-1] <= min(sign * row["criterion"] for row in last)
    assert list(result.steps[criterion]) == sorted(result.steps[criterion], key=lambda value: -sign * value)


def test_the_table_is_the_regression_on_what_was_selected():
    data, drivers = simulated()
    for options in ({}, {"weights": "w"}, {"weights": "w", "weight_type": "frequency"}):
        result = select(data, "y", drivers, **options)
        plain = placet.regression(data, "y", list(result.selected), **options)
        assert result["term"] == plain["term"]
        for column in ("estimate", "std_error", "p_value", "conf_low", "standardized", "vif", "n_eff"):
            assert_allclose(result[column], plain[column], rtol=1e-12)
        assert result.fit["aic"][0] == pytest.approx(result.steps["aic"][-1], rel=1e-12)


# ---- blocks ----------------------------------------------------------------------------------------------------------


def test_a_factor_enters_as_a_block_with_its_own_degrees_of_freedom():
    data, drivers = simulated()
    data["brand"] = np.array(["p", "q", "r", "s"])[np.arange(300) % 4]
    data["y"] = data["y"] + np.array([0.0, 1.0, 2.0, 0.5])[np.arange(300) % 4]
    result = select(data, "y", [*drivers, "brand"], factors=["brand"], direction="backward")
    dummies = {f"d{i}": (np.arange(300) % 4 == i).astype(float) for i in (1, 2, 3)}
    full = loop(data | dummies, "y", [*drivers, *dummies])
    without = loop(data, "y", drivers)
    row = moves(result, 1)["brand"]
    assert (row["df"], row["df_resid"]) == (3, 300 - 12)
    assert row["statistic"] == pytest.approx((without.ssr - full.ssr) / 3 / (full.ssr / full.df_resid), rel=1e-9)
    assert row["r2"] == pytest.approx(without.rsquared, rel=1e-9)
    assert "brand" in result.selected
    assert [level for term, level in zip(result["term"], result["level"], strict=True) if term == "brand"] == [
        "q", "r", "s"]  # fmt: skip
    # Forward the same block enters from nothing: F of a one-way analysis of variance.
    row = moves(select(data, "y", [*drivers, "brand"], factors=["brand"]), 1)["brand"]
    alone = loop(data | dummies, "y", list(dummies))
    assert (row["statistic"], row["p_value"]) == pytest.approx((alone.fvalue, alone.f_pvalue), rel=1e-9)


def test_groups_move_together_and_a_group_of_one_is_a_driver():
    data, drivers = simulated()
    grouped = select(data, "y", drivers[2:], groups={"first two": drivers[:2]})
    assert grouped.path["term"][:1] != ("x0",)
    assert "first two" in grouped.selected
    assert {"x0", "x1"} < set(grouped["term"])
    assert moves(grouped, 1)["first two"]["df"] == 2
    alone = select(data, "y", drivers, groups={"zero": ["x0"]})
    assert [term.replace("zero", "x0") for term in alone.selected] == list(select(data, "y", drivers).selected)


def test_covariates_are_always_in():
    data, drivers = simulated()
    result = select(data, "y", drivers[:-1], covariates=drivers[-1])
    assert drivers[-1] not in result.path["term"]
    assert drivers[-1] in result["term"]
    first = loop(data, "y", [drivers[-1]])
    assert result.steps["r2"][0] == pytest.approx(first.rsquared, rel=1e-9)
    both = loop(data, "y", [drivers[-1], "x0"])
    assert moves(result, 1)["x0"]["statistic"] == pytest.approx(both.tvalues[-1] ** 2, rel=1e-9)


# ---- properties ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("criterion", ["p", "bic"])
def test_order_and_units_do_not_matter(criterion):
    data, drivers = simulated()
    plain = select(data, "y", drivers, criterion=criterion)
    turned = select(data, "y", drivers[::-1], criterion=criterion)
    scaled = select(data | {"x0": 1e9 * data["x0"] + 1e9, "x3": -1e-9 * data["x3"]}, "y", drivers, criterion=criterion)
    for other in (turned, scaled):
        assert set(other.selected) == set(plain.selected)
        assert other.steps["term"] == plain.steps["term"]
        assert_allclose(other.steps["r2"], plain.steps["r2"], rtol=1e-7)


@pytest.mark.parametrize("criterion", ["p", "aic", "bic", "aicc", "adj_r2"])
def test_frequencies_are_repeated_rows(criterion):
    data, drivers = simulated(n=60)
    times = data["w"].astype(int)
    repeated = {name: np.repeat(values, times) for name, values in data.items()}
    weighted = select(data, "y", drivers, criterion=criterion, weights="w", weight_type="frequency")
    plain = select(repeated, "y", drivers, criterion=criterion)
    assert weighted.selected == plain.selected
    for column in ("statistic", "df_resid", "p_value", "criterion", "r2"):
        assert_allclose(weighted.path[column], plain.path[column], rtol=1e-9, atol=1e-12)
    assert_allclose(weighted["std_error"], plain["std_error"], rtol=1e-10)


def test_only_ratios_of_probability_weights_matter():
    data, drivers = simulated()
    one = select(data, "y", drivers, criterion="aicc", weights="w")
    other = select(data | {"w": 50 * data["w"]}, "y", drivers, criterion="aicc", weights="w")
    assert_allclose(one.path["criterion"], other.path["criterion"], rtol=1e-10)


@pytest.mark.parametrize("options", [{"n_resamples": 30}, {"n_resamples": 10, "validate": "split"}])
def test_by_equals_filtering(options):
    data, drivers = simulated()
    data["x1"][::7] = np.nan
    both = select(data, "y", drivers, by="g", rng=3, **options)
    for i, key in enumerate(("a", "b")):
        kept = {name: values[data["g"] == key] for name, values in data.items()}
        alone = select(kept, "y", drivers, rng=3, **options)
        assert both.selected[key] == alone.selected
        for name in ("path", "steps", "inclusion", "models"):
            for column in getattr(alone, name).columns:
                inside = [row for row, of in enumerate(getattr(both, name)["g"]) if of == key]
                found = [getattr(both, name)[column][row] for row in inside]
                assert list(found) == list(getattr(alone, name)[column])
        rows = [row for row, of in enumerate(both["g"]) if of == key]
        assert_allclose(both["estimate"][rows], alone["estimate"], rtol=1e-12)
        assert both.fit["r2"][i] == pytest.approx(alone.fit["r2"][0], rel=1e-12)


def test_rows_without_an_answer_to_an_unselected_driver_are_not_used():
    data, drivers = simulated()
    data["x7"][:50] = np.nan
    result = select(data, "y", drivers)
    assert "x7" not in result.selected
    assert set(result["n"]) == {250}
    plain = placet.regression({k: v[50:] for k, v in data.items()}, "y", list(result.selected))
    assert_allclose(result["estimate"], plain["estimate"], rtol=1e-12)
    with pytest.raises(DataError, match="50 of 300"):
        select(data, "y", drivers, missing="raise")


# ---- stability -------------------------------------------------------------------------------------------------------


def test_inclusion_is_the_selection_of_bootstrap_samples():
    data, drivers = simulated(n=120)
    result = select(data, "y", drivers, n_resamples=40, rng=9, criterion="bic")
    # The same samples by hand: moments of each, made into rows that have them.
    columns = [("y", data["y"], []), *((name, data[name], []) for name in drivers)]
    _, mean, comoment = placet._core.bootstrap_moments((columns, None, None, "probability"), 0, (40, 9))
    counts, sets = dict.fromkeys(drivers, 0), {}
    for m, c in zip(mean, comoment, strict=True):
        inside = by_hand(m, c, 120, drivers)
        for name in inside:
            counts[name] += 1
        sets[frozenset(inside)] = sets.get(frozenset(inside), 0) + 1
    shares = dict(zip(result.inclusion["term"], result.inclusion["inclusion"], strict=True))
    assert shares == pytest.approx({name: count / 40 for name, count in counts.items()})
    found = {
        frozenset(() if model == "(none)" else model.split(" + ")): count
        for model, count in zip(result.models["model"], result.models["count"], strict=True)
    }
    assert found == sets
    assert result.models["share"].sum() == pytest.approx(1)
    assert list(result.models["count"]) == sorted(result.models["count"], reverse=True)


def by_hand(mean, comoment, n, drivers):
    """Selection in both directions by BIC from co-moments, solved anew for every model."""

    def bic(inside):
        at = [1 + drivers.index(name) for name in inside]
        explained = comoment[0, at] @ np.linalg.solve(comoment[np.ix_(at, at)], comoment[at, 0]) if at else 0.0
        return n * math.log((comoment[0, 0] - explained) / n) + math.log(n) * len(at)

    inside = []
    while True:
        options = [[*inside, name] for name in drivers if name not in inside]
        options += [[other for other in inside if other != name] for name in inside]
        best = min(options, key=bic)
        if bic(best) >= bic(inside):
            return inside
        inside = best


def test_a_strong_driver_is_always_in_and_noise_about_as_often_as_its_level():
    rng = np.random.default_rng(1)
    n = 400
    data = {"strong": rng.normal(size=n), **{f"noise{i}": rng.normal(size=n) for i in range(4)}}
    data["y"] = data["strong"] + rng.normal(size=n)
    result = select(data, "y", [name for name in data if name != "y"], n_resamples=200, rng=1)
    shares = dict(zip(result.inclusion["term"], result.inclusion["inclusion"], strict=True))
    assert shares["strong"] == 1
    # A bootstrap sample doubles the variance of a z statistic: P(|z| > 1.96 / sqrt 2) = 0.17 on average.
    assert 0.05 < np.mean([shares[f"noise{i}"] for i in range(4)]) < 0.45


SCRIPT = """
import sys
sys.path.insert(0, {folder!r})
from test_stepwise import select, simulated
data, drivers = simulated(n=2000)
print(select(data, "y", drivers, n_resamples=50, rng=4, validate="split", weights="w").to_json())
"""


def test_results_do_not_depend_on_the_number_of_threads():
    script = SCRIPT.format(folder=os.path.dirname(__file__))
    path = os.pathsep.join([os.path.dirname(os.path.dirname(placet.__file__)), os.environ.get("PYTHONPATH", "")])
    found = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PLACET_NUM_THREADS": threads, "PYTHONPATH": path},
            capture_output=True, text=True, check=True,
        ).stdout
        for threads in ("1", "3")
    }  # fmt: skip
    assert len(found) == 1


def test_the_seed_is_recorded_and_gives_the_same_again():
    data, drivers = simulated(n=80)
    first = select(data, "y", drivers, n_resamples=20)
    again = select(data, "y", drivers, n_resamples=20, rng=first.about["seed"])
    assert first == again
    assert select(data, "y", drivers).about["seed"] is None


# ---- what selection does to p-values ---------------------------------------------------------------------------------


def test_p_values_are_marked_and_a_split_makes_them_valid():
    rng = np.random.default_rng(7)
    naive, honest = [], []
    for run in range(60):
        data = {f"x{j}": rng.normal(size=200) for j in range(15)} | {"y": rng.normal(size=200)}
        drivers = [f"x{j}" for j in range(15)]
        for validate, p_values in ((None, naive), ("split", honest)):
            result = select(data, "y", drivers, enter=0.10, remove=0.15, validate=validate, rng=run)
            p_values.extend(result["p_value"][1:])
    # Nothing explains anything: of what was selected all is below the level for leaving, a tenth of valid p-values is.
    assert max(naive) < 0.15
    assert 0.03 < np.mean(np.array(honest) < 0.10) < 0.2
    assert "not valid after selection" in select(data, "y", drivers).made_by()


def test_a_split_says_with_which_respondents():
    data, drivers = simulated()
    result = select(data, "y", drivers, validate="split", split=0.4, rng=1)
    assert (result.about["n_selection"], result.about["n_estimation"]) == (120, 180)
    assert set(result["n"]) == {180}
    assert result.path["df_resid"][0] == 118
    words = result.made_by()
    assert "selected on 120 respondents" in words
    assert "other 180" in words
    assert "not valid" not in words


def test_whole_clusters_and_whole_respondents_stay_together():
    data, drivers = simulated()
    data["store"] = np.arange(300) // 10
    for role in ("cluster", "id"):
        survey = placet.Survey(data, **{role: "store"})
        rows = placet.drivers.model.model.read_model(survey, "y", drivers).rows
        units, name = placet.drivers.selection.split_sample.unit_of_row(survey, 300)
        parts = placet.drivers.selection.split_sample.split_rows(rows, units, 0.5, 1)
        inside = [part.counting for part in parts]
        assert (inside[0] ^ inside[1]).all()
        assert inside[0].reshape(30, 10).all(axis=1).sum() == 15
        assert name == {"cluster": "clusters", "id": "respondents"}[role]
    result = select(placet.Survey(data, cluster="store"), "y", drivers, validate="split", rng=1)
    assert result.about["n_selection"] == result.about["n_estimation"] == 150


def test_frequencies_are_split_by_respondent():
    data, drivers = simulated(n=60)
    data["w"] = data["w"] * 100
    result = select(data, "y", drivers, validate="split", rng=1, weights="w", weight_type="frequency")
    total = int(data["w"].sum())
    assert result.about["n_selection"] + result.about["n_estimation"] == total
    assert result.about["n_selection"] == pytest.approx(total / 2, abs=4 * math.sqrt(total) / 2)


# ---- ends ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"weights": "w"}, {"weights": "w", "weight_type": "frequency"}])
def test_an_empty_model_is_a_result(options):
    data, drivers = simulated()
    data["y"] = np.random.default_rng(0).normal(size=300)
    result = select(data, "y", drivers, enter=1e-6, n_resamples=5, rng=1, **options)
    assert result.selected == ()
    assert result["term"] == ("Intercept",)
    w = data["w"] if options else np.ones(300)
    assert result["estimate"][0] == pytest.approx(np.average(data["y"], weights=w), rel=1e-12)
    # The regression on nothing has the errors of a regression on a column that explains nothing, but for its df.
    assert result["std_error"][0] > 0
    if not options:
        assert result["std_error"][0] == pytest.approx(data["y"].std(ddof=1) / math.sqrt(300), rel=1e-12)
    assert "No driver was selected" in result.summary()
    assert result.fit["r2"][0] == 0
    json.loads(result.to_json())
    result.plot()


def test_combinations_do_not_enter_and_are_named():
    data, drivers = simulated()
    data |= {"copy": 3 * data["x0"] - 1, "sum": data["x1"] + data["x2"], "flat": np.full(300, 0.1)}
    for direction in ("forward", "backward", "both"):
        result = select(data, "y", [*drivers, "copy", "sum", "flat"], direction=direction)
        assert ("x0" in result.selected) != ("copy" in result.selected)
        assert "being the same for all respondents: flat" in result.made_by()
        assert "combinations of what is in the model" in result.made_by()
        assert (result["vif"][1:] < 1e7).all()


def test_a_perfect_fit_ends_the_selection():
    data, drivers = simulated()
    data["y"] = 2 * data["x0"] - data["x3"]
    for options in ({}, {"criterion": "aic"}, {"direction": "backward"}, {"criterion": "bic", "direction": "backward"}):
        result = select(data, "y", drivers, **options)
        assert {"x0", "x3"} <= set(result.selected)
        if not options:
            assert set(result.selected) == {"x0", "x3"}
        json.loads(result.to_json())


def test_more_drivers_than_respondents():
    rng = np.random.default_rng(3)
    drivers = [f"x{j}" for j in range(40)]
    data = {name: rng.normal(size=20) for name in drivers}
    data["y"] = data["x5"] + 0.3 * rng.normal(size=20)
    assert "x5" in select(data, "y", drivers, direction="forward").selected
    assert "x5" in select(data, "y", drivers, criterion="bic").selected
    with pytest.raises(ModelError, match=r"all 40 drivers \(41 coefficients.*at least 42 complete cases and has 20"):
        select(data, "y", drivers, direction="backward")
    with pytest.raises(
        ModelError, match="at least 44"
    ):  # corrected AIC has room for the variance and divides by n - k - 2
        select(data, "y", drivers, direction="backward", criterion="aicc")


def test_a_segment_that_cannot_be_selected_in_is_reported_and_the_others_done():
    data, drivers = simulated()
    data["y"] = np.where(data["g"] == "b", 5.0, data["y"])
    result = select(data, "y", drivers, by="g", n_resamples=10, rng=1)
    assert result.selected["b"] is None
    assert len(result.selected["a"]) > 0
    assert set(result["g"]) == {"a"}
    assert "in segment b: the outcome 'y' has the same value" in result.made_by()
    assert np.isnan(result.fit["r2"][1])
    result.plot()
    with pytest.raises(ModelError, match="segment a: the outcome"):
        select(data | {"y": np.ones(300)}, "y", drivers, by="g")


def test_a_driver_flat_in_one_segment():
    data, drivers = simulated()
    data["x0"] = np.where(data["g"] == "b", 1.0, data["x0"])
    result = select(data, "y", drivers, by="g")
    assert "x0" in result.selected["a"]
    assert "in segment b: not entered, being the same for all respondents: x0" in result.made_by()


# ---- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"remove": 0.01}, ["remove=0.01", "enter=0.05", "for ever"]),
        ({"enter": 5}, ["enter=5", "between 0 and 1"]),
        ({"enter": "0.05"}, ["enter='0.05'", "between 0 and 1"]),
        ({"split": 1}, ["split=1", "between 0 and 1"]),
        ({"split": 0.4}, ["split=0.4", 'validate="split"']),
        ({"criterion": "bic", "enter": 0.1}, ["enter=0.1", 'criterion="p"', "criterion='bic'", "leave it out"]),
        ({"criterion": "aic", "remove": 0.2}, ["remove=0.2", 'criterion="p"']),
        ({"scale": (1, 5), "model": "logit"}, ["scale=(1, 5)", 'event="satisfied"']),
        ({"direction": "up"}, ["direction='up'", "'forward'", "'backward'"]),
        ({"criterion": "r2"}, ["criterion='r2'", "'adj_r2'", "'aicc'"]),
        ({"direction": "forward", "start": "full"}, ["start='full'", "forward", "both"]),
        ({"validate": "cv"}, ["validate='cv'", "'split'"]),
        ({"n_resamples": -1}, ["n_resamples=-1", "at least 0"]),
        ({"drivers": []}, ["drivers is empty"]),
        ({"drivers": ["x0", "y"]}, ["'y'", "both the outcome and a driver"]),
        ({"covariates": ["x0"]}, ["'x0'", "covariate"]),
        ({"groups": ["x0"]}, ["groups must be a mapping"]),
        ({"groups": {"a": []}}, ["'a'", "no columns"]),
        ({"groups": {"a": ["x0", "x1"], "b": ["x1"]}}, ["'x1'", "'a'", "'b'"]),
        ({"groups": {"x5": ["x0", "x1"]}}, ["'x5'", "another name"]),
        ({"groups": {"a": ["x0", "nothing"]}}, ["'nothing'"]),
        ({"by": "chosen"}, ["'chosen'"]),
    ],
)
def test_refusals(options, words):
    data, drivers = simulated()
    with pytest.raises(DataError) as refused:
        select(data, "y", **({"drivers": drivers} | options))
    assert all(word in str(refused.value) for word in words), refused.value


def test_dependent_covariates_are_refused():
    data, drivers = simulated()
    data |= {"c": data["x0"] * 2, "flat": np.ones(300)}
    with pytest.raises(ModelError, match="covariate 'c' is a combination"):
        select(data, "y", drivers[1:], covariates=["x0", "c"])
    with pytest.raises(ModelError, match="covariate 'flat' is the same"):
        select(data, "y", drivers, covariates=["flat"])


# ---- the result ------------------------------------------------------------------------------------------------------


def test_the_result_shows_pickles_and_turns_into_frames():
    data, drivers = simulated(n=100)
    survey = placet.Survey(pl.DataFrame(data), labels={"x0": "您对网络质量的总体满意程度"})
    for by in (None, "g"):
        result = select(survey, "y", drivers, by=by, n_resamples=20, rng=1)
        assert pickle.loads(pickle.dumps(result)) == result
        known = json.loads(result.to_json())
        assert {"path", "steps", "inclusion", "models", "selections"} <= set(known)
        for name in ("path", "steps", "inclusion", "models"):
            frame = result.frame(name)
            assert isinstance(frame, pl.DataFrame)
            assert len(frame) == len(getattr(result, name))
        assert "您对网络质量的总体满意程度" in result.summary()
        assert "<table>" in result._repr_html_()
        assert "selected" in result.made_by()
    assert "(<0.001)" in result.summary()


def test_every_frame_gives_the_same():
    data, drivers = simulated(n=100)
    plain = select(data, "y", drivers)
    for frame in (pd.DataFrame(data), pl.DataFrame(data), pl.LazyFrame(data)):
        assert select(frame, "y", drivers).path["statistic"].tolist() == plain.path["statistic"].tolist()


CHINESE = "您对营业厅工作人员的服务态度、专业水平以及业务办理速度的总体满意程度如何"


ENGLISH = "Satisfaction with the speed of the staff when $ is asked back "
CALLS = [{}, {"n_resamples": 0}, {"by": "g"}, {"by": "g", "n_resamples": 0}, {"direction": "backward"}]
#: Any two of what follows meet: a number of drivers, a label, options.
DRAWN = [
    ((1, 9, 30)[(i + j) % 3], label, options)
    for i, label in enumerate([None, CHINESE, ENGLISH])
    for j, options in enumerate(CALLS)
]


@pytest.mark.parametrize(("p", "label", "options"), DRAWN)
def test_pictures_hold_all_their_text(p, label, options):
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.text import Text

    data, drivers = simulated(n=200, p=p)
    labels = {name: f"{label}{i}" for i, name in enumerate(drivers)} if label else {}
    survey = placet.Survey(data, labels=labels)
    ax = select(survey, "y", drivers, criterion="bic", rng=1, **({"n_resamples": 20} | options)).plot()
    figure = ax.figure
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    for axes in figure.axes:
        low, high = axes.get_xlim()
        hidden = {
            t for tick in axes.xaxis.get_major_ticks() if not low <= tick.get_loc() <= high for t in (tick.label1,)
        }
        for text in axes.findobj(Text):
            if text.get_text() and text.get_visible() and text not in hidden:
                box = text.get_window_extent(renderer)
                assert min(box.x0, box.y0) >= -1
                assert max(box.x1 - figure.bbox.x1, box.y1 - figure.bbox.y1) <= 1
        boxes = [tick.get_window_extent(renderer) for tick in axes.get_yticklabels() if tick.get_text()]
        assert all(upper.y0 >= lower.y1 - 1 for upper, lower in pairwise(boxes))
        assert axes.get_xlabel()
    plt.close("all")


@pytest.mark.parametrize("options", [{}, {"weights": "w"}, {"model": "logit"}], ids=str)
@pytest.mark.parametrize("direction", ["both", "forward", "backward"])
def test_dependent_drivers_are_chosen_whatever_their_order(options, direction):
    rng = np.random.default_rng(0)
    data = {"a": rng.normal(size=120), "c": rng.normal(size=120), "w": rng.uniform(1, 2, 120)}
    data |= {"twin": 3 * data["a"] + 1, "sum": data["a"] + data["c"]}
    y = data["a"] + 0.5 * data["c"] + rng.normal(size=120)
    data["y"] = (y > 0).astype(float) if "model" in options else y
    orders = [["a", "c", "twin", "sum"], ["twin", "sum", "c", "a"], ["sum", "twin", "a", "c"]]
    found = [
        placet.stepwise(data, "y", order, direction=direction, n_resamples=15, rng=1, progress=False, **options)
        for order in orders
    ]
    assert len({frozenset(one.selected) for one in found}) == 1
    assert "twin" not in found[0].selected
    for one, order in zip(found, orders, strict=True):
        assert list(one.selected) == [name for name in order if name in one.selected]
        shares = [
            dict(zip(each.inclusion["term"], each.inclusion["inclusion"], strict=True)) for each in (one, found[0])
        ]
        assert shares[0] == shares[1]


def test_a_segment_without_complete_rows_does_not_stop_a_weighted_selection() -> None:
    rng = np.random.default_rng(3)
    data = {name: rng.normal(size=40) for name in ("a", "b", "c")} | {"w": rng.uniform(1, 2, 40)}
    data["b"][30:] = np.nan
    segments = np.repeat(["north", "south"], [30, 10])
    found = placet.stepwise({**data, "k": segments}, "a", ["b", "c"], weights="w", by="k")
    assert any("not fitted in segment south" in note for note in found.about["notes"])
    alone = placet.stepwise({name: values[:30] for name, values in data.items()}, "a", ["b", "c"], weights="w")
    np.testing.assert_allclose(found.table["estimate"], alone.table["estimate"], rtol=1e-12)
