"""Moments of incomplete answers against R, likelihoods maximised by scipy, closed forms and complete data."""

import math
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import placet
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from placet import ConvergenceError, DataError, ModelError, Survey, _core
from placet.drivers.standard_errors.incomplete import bootstrap_covariance, em_covariance, pairwise_covariance
from placet.missing.incomplete import CorrelationRepairWarning, Treated, em, outcomes, pairwise
from placet.survey.reading import read
from scipy.optimize import minimize

GAPS = Path(__file__).parents[1] / "reference" / "missing.csv"


def rows_of(data, columns=None, by=None, **options):
    columns = list(data) if columns is None else columns
    return read(Survey.of(data, **options), columns, role="driver", by=by, reserved=())


def covariance(treated, segment=0):
    moments = treated.moments[segment]
    return moments.comoment / moments.sum_w


def fit(moments, rows, intercept=True):
    drivers = list(range(1, len(rows.columns)))
    return _core.regression(moments, rows.names, drivers, intercept, rows.weight_type)


@pytest.fixture(scope="module")
def gaps():
    return pd.read_csv(GAPS)


@pytest.fixture(scope="module")
def simulated():
    """An outcome and three drivers, a fifth of the answers missing, weights, segments."""
    rng = np.random.default_rng(8)
    x = rng.normal(size=(400, 4)) @ (np.eye(4) + 0.3) + [3, 50, -7, 0.1]
    x[rng.random(x.shape) < 0.2] = np.nan
    data = pd.DataFrame(x, columns=["y", "a", "b", "c"])
    return data.assign(w=rng.uniform(0.5, 3, 400), part=rng.choice(["north", "south"], 400))


COLUMNS = ["y", "a", "b", "c"]

# ---- pairs -----------------------------------------------------------------------------------------------------------


def unbiased(treated):
    """Covariances divided by n - 1, as R gives them: those of the moments belong to n."""
    moments = treated.moments[0]
    return moments.comoment / moments.sum_w * moments.sum_w / (moments.sum_w - 1)


def test_pairs_are_those_of_r_and_pandas(gaps, typed, simulated):
    treated = pairwise(rows_of(gaps))
    assert_allclose(unbiased(treated), typed("missing")["pairwise_cov"], rtol=1e-12)
    assert_allclose(treated.moments[0].mean, gaps.mean(), rtol=1e-14)
    assert_allclose(unbiased(pairwise(rows_of(simulated, COLUMNS))), simulated[COLUMNS].cov(), rtol=1e-12)


def test_weighted_pairs_are_the_definition(simulated):
    treated = pairwise(rows_of(simulated, COLUMNS, weights="w"))
    cell, w = treated.cells[0], simulated["w"].to_numpy()
    n = treated.moments[0].sum_w / (cell["sum_w"] / cell["n"])  # the base, before it is rounded
    pairs = cell["n_pairs"][np.triu_indices(4, 1)]
    assert_allclose(n, 1 / np.mean(1 / pairs), rtol=1e-13)
    for i, first in enumerate(COLUMNS):
        for j, second in enumerate(COLUMNS):
            x, y = simulated[first].to_numpy(), simulated[second].to_numpy()
            both = ~np.isnan(x + y)
            x, y, v = x[both], y[both], w[both]
            found = np.sum(v * (x - np.average(x, weights=v)) * (y - np.average(y, weights=v))) / v.sum()
            found *= both.sum() / (both.sum() - 1) * (n - 1) / n
            assert_allclose(covariance(treated)[i, j], found, rtol=1e-11)
            assert cell["n_pairs"][i, j] == both.sum()
            assert_allclose(cell["sum_w_pairs"][i, j], v.sum(), rtol=1e-13)


def test_correlations_of_no_data_are_repaired_with_a_warning():
    # Every pair is answered by respondents of its own: a and b agree, b and c agree, a and c disagree.
    up, gap = np.array([1.0, 2, 3, 4, 5, 7]), np.full(6, np.nan)
    noise = np.array([0.1, -0.2, 0.1, 0.2, -0.1, -0.1])
    data = {
        "a": np.concatenate([up, gap, up]),
        "b": np.concatenate([up + noise, up, gap]),
        "c": np.concatenate([gap, up - noise, 8 - up + noise]),
    }
    with pytest.warns(CorrelationRepairWarning, match="not positive definite"):
        treated = pairwise(rows_of(data))
    s = covariance(treated)
    correlations = s / np.sqrt(np.outer(np.diag(s), np.diag(s)))
    assert_allclose(np.linalg.eigvalsh(correlations).min(), 0.01, atol=1e-4)
    assert treated.stack("least_eigenvalue")[0] < -0.9
    pairs = pd.DataFrame(data).cov().to_numpy()
    before = pairs / np.sqrt(np.outer(np.diag(pairs), np.diag(pairs)))
    assert_allclose(treated.stack("repair"), np.abs(correlations - before).max(), rtol=1e-9)
    assert_allclose(np.linalg.eigvalsh(before).min(), treated.stack("least_eigenvalue"), rtol=1e-9)
    assert any("replaced by the nearest" in note for note in treated.notes)
    assert math.isfinite(fit(treated.moments[0], treated.rows)["r2"])


def test_dependent_drivers_are_refused_and_not_repaired():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 30))
    rows = rows_of({"y": rng.normal(size=30), "a": a, "b": b, "c": a + b})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        treated = pairwise(rows)
    assert treated.stack("repair").tolist() == [pytest.approx(np.nan, nan_ok=True)]
    with pytest.raises(ModelError, match="linearly dependent"):
        fit(treated.moments[0], rows)


def test_sandwich_errors_of_pairs(simulated):
    treated = pairwise(rows_of(simulated, COLUMNS, weights="w"), n_resamples=1500, seed=3, progress=False)
    robust, drawn = pairwise_covariance(treated, 0, [1, 2, 3]), bootstrap_covariance(treated, 0, [1, 2, 3])
    # 1,500 replicates give a standard error to 1/sqrt(3000) = 1.8 %; both estimate the same thing.
    assert_allclose(robust.std_errors, drawn.std_errors, rtol=0.1)
    assert np.all(robust.missing_information > 0)


@pytest.mark.parametrize("kind", ["probability", "frequency"])
def test_sandwich_errors_without_gaps_are_hc1(simulated, kind):
    data = simulated.dropna().assign(w=lambda d: np.ceil(d["w"]))
    rows = rows_of(data, COLUMNS, weights="w", weight_type=kind)
    found = pairwise_covariance(pairwise(rows), 0, [1, 2, 3])
    if kind == "frequency":
        data = data.loc[data.index.repeat(data["w"].astype(int))].assign(w=1)
    x = sm.add_constant(data[["a", "b", "c"]])
    oracle = sm.WLS(data["y"], x, weights=data["w"]).fit(cov_type="HC1")
    assert_allclose(found.matrix, oracle.cov_params(), rtol=1e-8)


# ---- maximum likelihood ----------------------------------------------------------------------------------------------


def test_em_is_the_saturated_model_of_lavaan(gaps, typed):
    stored = typed("missing")["ml"]
    treated = em(rows_of(gaps), errors="information", tolerance=1e-13)
    assert_allclose(treated.moments[0].mean, stored["mean"], rtol=1e-12)
    assert_allclose(covariance(treated), stored["cov"], rtol=1e-11)
    assert_allclose(treated.stack("log_likelihood"), stored["log_likelihood"], rtol=1e-13)
    # lavaan's own optimiser stops at six digits of the coefficients.
    assert_allclose(fit(treated.moments[0], treated.rows)["coefficients"], stored["coefficients"], rtol=1e-4)
    # Maximum likelihood divides by n = 182, who answered the outcome, regression by n - 5.
    errors = em_covariance(treated, 0, [1, 2, 3, 4])
    assert_allclose(errors.std_errors * math.sqrt(177 / 182), stored["std_errors"], rtol=1e-6)
    assert treated.about["n_not_answered"] == {"overall": 18, "network": 12, "bills": 30, "hotline": 88, "age": 0}
    assert (treated.about["n_used"], treated.about["n_missing"]) == (200, 0)


def test_em_maximises_the_weighted_likelihood():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(50, 3)) @ [[1, 0.5, 0.3], [0, 1, 0.4], [0, 0, 1]] + [1, 5, 100]
    x[rng.random(x.shape) < 0.25] = np.nan
    w = rng.integers(1, 4, 50).astype(float)
    low = np.tril_indices(3)

    def loss(parameters):
        factor = np.zeros((3, 3))
        factor[low] = parameters[3:]
        sigma, total = factor @ factor.T, 0.0
        for row, weight in zip(x, w, strict=True):
            o = ~np.isnan(row)
            d, s = (row - parameters[:3])[o], sigma[np.ix_(o, o)]
            total += weight * (o.sum() * np.log(2 * np.pi) + np.linalg.slogdet(s)[1] + d @ np.linalg.solve(s, d)) / 2
        return total

    start = np.concatenate([np.nanmean(x, axis=0), np.diag(np.nanstd(x, axis=0))[low]])
    best = minimize(loss, start, method="BFGS", options={"gtol": 1e-7, "maxiter": 10_000})
    factor = np.zeros((3, 3))
    factor[low] = best.x[3:]
    data = {name: x[:, j] for j, name in enumerate("abc")} | {"w": w}
    treated = em(rows_of(data, list("abc"), weights="w", weight_type="frequency"), tolerance=1e-12)
    assert_allclose(treated.moments[0].mean, best.x[:3], atol=1e-6)
    assert_allclose(covariance(treated), factor @ factor.T, atol=1e-6)
    assert_allclose(treated.stack("log_likelihood"), -best.fun, rtol=1e-12)


def test_a_monotone_pattern_has_a_closed_form(simulated):
    # Everybody answered a, some also y. The likelihood factors into that of a and that of y given a (Little and Rubin
    # 2002, section 7.2): mean and variance of a of all, and the line of y on a of those who answered both carried over.
    data = simulated[simulated["a"].notna()]
    both = data.dropna(subset=["y"])
    s = np.cov(both["a"], both["y"], bias=True)
    slope, variance = s[0, 1] / s[0, 0], data["a"].var(ddof=0)
    treated = em(rows_of(data, ["y", "a"]), tolerance=1e-14)
    mean = both["y"].mean() + slope * (data["a"].mean() - both["a"].mean())
    assert_allclose(treated.moments[0].mean, [mean, data["a"].mean()], rtol=1e-12)
    expected = [[s[1, 1] + slope**2 * (variance - s[0, 0]), slope * variance], [slope * variance, variance]]
    assert_allclose(covariance(treated), expected, rtol=1e-11)


def test_units_do_not_matter(simulated):
    moved = simulated.assign(a=1e9 + 1e-3 * simulated["a"], b=1e6 * simulated["b"])
    plain, other = (em(rows_of(data, COLUMNS), tolerance=1e-12) for data in (simulated, moved))
    scale = np.array([1, 1e-3, 1e6, 1])
    # 1e9 + 0.05 keeps about 6 digits of the 0.05.
    assert_allclose(covariance(other), covariance(plain) * np.outer(scale, scale), rtol=1e-4)


def test_information_errors_without_gaps_are_those_of_least_squares(simulated):
    rows = rows_of(simulated.dropna(), COLUMNS, weights="w")
    treated = em(rows, errors="information")
    raw = fit(treated.moments[0], rows)
    errors = em_covariance(treated, 0, [1, 2, 3])
    assert_allclose(errors.matrix, raw["covariance"], rtol=1e-9, atol=1e-12)
    assert_allclose(errors.missing_information, 0, atol=1e-9)
    assert_allclose(errors.df, raw["df_resid"], rtol=1e-8)


def test_gaps_of_the_outcome_alone_are_rows_left_out(simulated):
    data = simulated.dropna()
    data = data.assign(y=data["y"].where(np.arange(len(data)) % 3 > 0))
    rows = rows_of(data, COLUMNS)
    errors = em_covariance(em(rows, errors="information"), 0, [1, 2, 3])
    complete = rows_of(data.dropna(), COLUMNS)
    alone = fit(em(complete).moments[0], complete)
    assert_allclose(np.diag(errors.matrix) / np.diag(alone["covariance"]), 1, rtol=1e-6)
    # The information of the drivers' own moments is that of all respondents.
    assert_allclose(errors.df, alone["df_resid"], rtol=0.1)


def test_bootstrap_errors_agree_with_the_information(simulated):
    rows = rows_of(simulated, COLUMNS)
    treated = em(rows, errors="information", n_resamples=800, seed=4, progress=False)
    assert len(treated.replicates(0)) == 800
    drawn, known = bootstrap_covariance(treated, 0, [1, 2, 3]), em_covariance(treated, 0, [1, 2, 3])
    # 800 replicates: 2.5 %, and the data are normal. Replicates divide by n, as maximum likelihood does.
    n = outcomes(rows)[0]
    assert_allclose(drawn.std_errors, known.std_errors * math.sqrt((n - 4) / n), rtol=0.12)
    assert np.all(known.std_errors > fit(treated.moments[0], rows)["std_errors"])
    fewer = em(rows, n_resamples=3, seed=4, progress=False)
    assert [m.to_bytes() for m in fewer.replicates(0)] == [m.to_bytes() for m in treated.replicates(0)[:3]]


# ---- both ------------------------------------------------------------------------------------------------------------

BOTH = pytest.mark.parametrize("treat", [pairwise, lambda rows: em(rows, tolerance=1e-13)], ids=["pairwise", "em"])


def assert_same(found, expected, rtol=1e-10):
    for own, other in zip(found.moments, expected.moments, strict=True):
        assert_allclose(own.mean, other.mean, rtol=rtol)
        assert_allclose(own.comoment / own.sum_w, other.comoment / other.sum_w, rtol=rtol, atol=1e-12)


@BOTH
def test_complete_data_have_their_own_moments(treat, simulated):
    rows = rows_of(simulated.dropna(), COLUMNS, weights="w")
    treated = treat(rows)
    expected = rows.moments()[0]
    found = treated.moments[0]
    assert (found.n, treated.about["n_missing"]) == (expected.n, 0)
    assert_allclose([found.sum_w, found.sum_w2], [expected.sum_w, expected.sum_w2], rtol=1e-14)
    assert_allclose(found.mean, expected.mean, rtol=1e-13)
    assert_allclose(found.comoment, expected.comoment, rtol=1e-11)
    own, other = fit(found, rows), fit(expected, rows)
    for name in ("coefficients", "std_errors", "r2", "sigma", "df_resid"):
        assert_allclose(own[name], other[name], rtol=1e-10)


@BOTH
def test_weights_scale_rows_shuffle_and_frequencies_repeat(treat, simulated):
    plain = treat(rows_of(simulated, COLUMNS, weights="w"))
    assert_same(treat(rows_of(simulated.assign(w=7 * simulated["w"]), COLUMNS, weights="w")), plain)
    assert_same(treat(rows_of(simulated.sample(frac=1, random_state=1), COLUMNS, weights="w")), plain)
    whole = simulated.assign(w=np.ceil(simulated["w"]))
    frequency = treat(rows_of(whole, COLUMNS, weights="w", weight_type="frequency"))
    repeated = treat(rows_of(whole.loc[whole.index.repeat(whole["w"].astype(int))], COLUMNS))
    assert_same(frequency, repeated)
    for name in ("coefficients", "std_errors", "df_resid"):
        own, other = fit(frequency.moments[0], frequency.rows)[name], fit(repeated.moments[0], repeated.rows)[name]
        # Rows are counted in whole numbers, frequencies are not: the base of pairs may differ by half a respondent.
        assert_allclose(own, other, rtol=1e-3)


@BOTH
def test_segments_are_frames_of_their_own(treat, simulated):
    treated = treat(rows_of(simulated, COLUMNS, by="part", weights="w"))
    for segment, (_, part) in enumerate(simulated.groupby("part")):
        alone = treat(rows_of(part, COLUMNS, weights="w"))
        assert treated.moments[segment] == alone.moments[0]


@BOTH
def test_who_is_counted(treat, simulated):
    data = simulated.assign(w=simulated["w"].where(simulated.index >= 10, 0))
    data.loc[20:29, COLUMNS] = np.nan
    coded = data.fillna(dict.fromkeys(COLUMNS, 98))
    treated = treat(rows_of(coded, COLUMNS, weights="w", na_codes=[98]))
    # Of 400 respondents 10 have no weight; 10 answered nothing, and those who did not by chance.
    nothing = int(data.loc[10:, COLUMNS].isna().all(axis=1).sum())
    about = treated.about
    assert nothing >= 10
    assert (about["n_total"], about["n_used"]) == (400, 390 - nothing)
    assert (about["n_missing"], about["n_zero_weight"]) == (nothing, 10)
    kept = data[(data["w"] > 0) & data[COLUMNS].notna().any(axis=1)]
    assert about["n_not_answered"] == kept[COLUMNS].isna().sum().to_dict()
    assert_allclose(about["sum_weights"], kept["w"].sum(), rtol=1e-13)
    assert_same(treated, treat(rows_of(data, COLUMNS, weights="w")))


# ---- bad input -------------------------------------------------------------------------------------------------------


@BOTH
def test_what_cannot_be_known_is_named(treat, simulated):
    apart = simulated.assign(b=simulated["b"].where(simulated.index % 2 == 0))
    apart["c"] = simulated["c"].where(simulated.index % 2 == 1)
    with pytest.raises(ModelError, match=r"'b' and 'c' are answered together by 0 respondents"):
        _ = treat(rows_of(apart, COLUMNS)).moments
    with pytest.raises(ModelError, match="'b' has the same value"):
        _ = treat(rows_of(simulated.assign(b=3.0), COLUMNS)).moments
    with pytest.raises(DataError, match="infinite"):
        treat(rows_of(simulated.assign(b=np.inf), COLUMNS))
    with pytest.raises(DataError, match="the weight in column 'w' is -1"):
        treat(rows_of(simulated.assign(w=-1.0), COLUMNS, weights="w"))


@BOTH
def test_a_segment_without_answers_is_named_and_the_others_are_done(treat, simulated):
    data = simulated.assign(b=simulated["b"].where(simulated["part"] == "north"))
    treated: Treated = treat(rows_of(data, COLUMNS, by="part"))
    assert treated.errors[0] is None
    assert treated.cells[0]["moments"] == treat(rows_of(data[data["part"] == "north"], COLUMNS)).moments[0]
    assert isinstance(treated.errors[1], ModelError)
    with pytest.raises(ModelError, match=r"in segment south: column 'b' has no answer"):
        _ = treated.moments


def test_em_that_does_not_settle_says_how_far_it_was(simulated):
    with pytest.raises(ConvergenceError, match=r"not converged after \d iterations.*deviations.*missing=.drop"):
        _ = em(rows_of(simulated, COLUMNS), max_iter=2).moments
    assert issubclass(ConvergenceError, placet.PlacetError)
    with pytest.raises(DataError, match="tolerance=0"):
        em(rows_of(simulated, COLUMNS), tolerance=0)
    with pytest.raises(DataError, match="max_iter=0"):
        em(rows_of(simulated, COLUMNS), max_iter=0)


def test_em_names_columns_that_depend_on_each_other(simulated):
    twice = simulated.assign(c=2 * simulated["b"] + 1).dropna(subset="b")
    twice.loc[twice.index[:50], "c"] = np.nan
    with pytest.raises(ModelError, match=r"columns 'b', 'c' are linearly dependent"):
        _ = em(rows_of(twice, COLUMNS)).moments


class StopError(Exception):
    pass


def test_a_long_em_can_be_stopped(simulated):
    def stop(done):
        raise StopError

    rows = rows_of(simulated, COLUMNS)
    given = (list(rows.columns), None, None, "probability")
    with pytest.raises(StopError):
        _core.em_moments(given, (1000, 1e-8), False, 100_000, 1, stop)
    with pytest.raises(StopError):
        _core.pairwise_moments(given, 1_000_000, 1, stop)
    with pytest.raises(StopError):
        _core.impute(given, (10, True), 1_000_000, 1, progress=stop)


# ---- importance ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["pairwise", "em"])
def test_importance_of_incomplete_answers(simulated, missing):
    given = {"weights": "w", "missing": missing, "progress": False}
    found = placet.key_drivers(simulated, "y", ["a", "b", "c"], n_resamples=200, rng=5, **given)
    line = placet.regression(simulated, "y", ["a", "b", "c"], n_resamples=200, rng=5, **given)
    r2 = line.fit["r2"][0]
    assert_allclose(found["importance"].sum(), r2, rtol=1e-12)
    place = [line["term"].index(term) for term in found["term"]]
    for own, other in {"coefficient": "estimate", "coefficient_std_error": "std_error", "coefficient_df": "df"}.items():
        assert_allclose(found[own], line[other][place], rtol=1e-9)
    assert np.all((found["importance_low"] < found["importance"]) & (found["importance"] < found["importance_high"]))
    assert found.about["n_not_answered"]["a"] == line.about["n_not_answered"]["a"] > 0
    whole = placet.key_drivers(simulated.dropna(), "y", ["a", "b", "c"], n_resamples=0, **given)
    plain = placet.key_drivers(simulated.dropna(), "y", ["a", "b", "c"], n_resamples=0, weights="w")
    for column in ("importance", "coefficient", "mean", "n"):
        assert_allclose(whole[column], plain[column], rtol=1e-9)


def test_what_importance_of_incomplete_answers_has_not(simulated):
    given = {"missing": "em", "rng": 1, "progress": False}
    with pytest.raises(DataError, match="interval='bca' is of complete cases"):
        placet.key_drivers(simulated, "y", ["a", "b"], interval="bca", **given)
    with pytest.raises(DataError, match="know no strata"):
        placet.key_drivers(Survey(simulated, weights="w", strata="part"), "y", ["a", "b"], **given)
    with pytest.raises(DataError, match="missing='mean' is not known"):
        placet.key_drivers(simulated, "y", ["a", "b"], missing="mean")
