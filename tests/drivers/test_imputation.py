"""Multiple imputation against known truth, Rubin's rules against R's mice, statsmodels and by hand."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from placet import DataError, ModelError, Survey, _core
from placet.drivers.standard_errors.pooling import pool, pool_r2, wald
from placet.missing.imputation import impute
from placet.survey.columns import numbers
from placet.survey.reading import read
from statsmodels.imputation.mice import MICE

COLUMNS = ["y", "a", "b", "c"]
WAYS = [{}, {"matching": False}, {"imputation": "em"}]
EVERY_WAY = pytest.mark.parametrize("way", WAYS, ids=["matching", "normal", "em"])


def rows_of(data, by=None, **options):
    return read(Survey.of(data, **options), COLUMNS, role="driver", by=by, reserved=())


def regressions(imputed):
    for rows in imputed:
        moments = rows.moments()[0]
        yield _core.regression(moments, rows.names, [1, 2, 3], True, rows.weight_type)


def pooled(imputed):
    fits = list(regressions(imputed))
    return pool([f["coefficients"] for f in fits], [f["covariance"] for f in fits], fits[0]["df_resid"])


def simulate(n, seed):
    """y = 1 + 0.6 a + 0.4 b + 0.2 c + noise; b is withheld by who is satisfied, c by who answered a high."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3)) @ np.linalg.cholesky([[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]]).T
    y = 1 + x @ [0.6, 0.4, 0.2] + 0.8 * rng.normal(size=n)
    data = pd.DataFrame({"y": y, "a": x[:, 0], "b": x[:, 1], "c": x[:, 2]})
    data.loc[rng.random(n) < 1 / (1 + np.exp(1 - 1.2 * (y - 1))), "b"] = np.nan
    data.loc[rng.random(n) < 1 / (1 + np.exp(1.2 - x[:, 0])), "c"] = np.nan
    return data.assign(w=rng.uniform(0.5, 2, n), part=rng.choice(["north", "south"], n))


TRUTH = np.array([1, 0.6, 0.4, 0.2])


@pytest.fixture(scope="module")
def data():
    return simulate(300, 9)


# ---- known truth -----------------------------------------------------------------------------------------------------


@EVERY_WAY
def test_gaps_that_depend_on_answers_do_no_harm(way):
    many = simulate(6000, 1)
    found = pooled(impute(rows_of(many), seed=2, progress=False, **way))
    assert np.all(np.abs(found.estimate - TRUTH) < 4 * found.std_errors)
    # Leaving the incomplete out is far off: the satisfied are missing.
    left = rows_of(many.dropna())
    moments = _core.accumulate_moments((list(left.columns), None, None, "probability"))[0]
    dropped = _core.regression(moments, COLUMNS, [1, 2, 3], True, "probability")
    assert abs(dropped["coefficients"][0] - 1) > 10 * dropped["std_errors"][0]


@EVERY_WAY
def test_intervals_cover(way):
    # 60 samples x 4 coefficients at 95 %: 228 ± 3.4 if independent; below 212 would be four times that off.
    covered = 0
    for seed in range(60):
        found = pooled(impute(rows_of(simulate(200, 100 + seed)), seed=seed, n_imputations=10, progress=False, **way))
        covered += np.sum(np.abs(found.estimate - TRUTH) < 2 * found.std_errors)
    assert covered >= 212


def test_lent_answers_follow_the_few_predictions_there_are():
    # A driver of two points makes two predictions; all who share one may lend, or the first few would always.
    rng = np.random.default_rng(3)
    x = rng.integers(0, 2, 4000).astype(float)
    y = rng.integers(1, 6, 4000) + 3 * x
    gaps = rng.random(4000) < 0.3
    given = {"y": np.where(gaps, np.nan, y), "x": x}
    rows = read(Survey.of(given), ["y", "x"], role="driver", by=None, reserved=())
    filled = numbers(impute(rows, seed=1, n_imputations=2, progress=False).completed(0).columns[0])
    for value in (0, 1):
        lent, own = filled[gaps & (x == value)], y[~gaps & (x == value)]
        # Standard deviation 1.41 over some 600: four standard errors are 0.25.
        assert abs(lent.mean() - own.mean()) < 0.25
        assert abs(lent.std() - own.std()) < 0.2


# ---- what is filled --------------------------------------------------------------------------------------------------


@EVERY_WAY
def test_only_gaps_are_filled_and_all_of_them(data, way):
    empty = data.copy()
    empty.loc[5, COLUMNS] = np.nan
    imputed = impute(rows_of(empty), seed=1, n_imputations=3, progress=False, **way)
    assert len(list(imputed)) == 3
    for rows in imputed:
        for name, column in zip(COLUMNS, rows.columns, strict=True):
            before, after = empty[name].to_numpy(), numbers(column)
            assert_array_equal(after[~np.isnan(before)], before[~np.isnan(before)])
            assert np.flatnonzero(np.isnan(after)).tolist() == [5], "who answered nothing is left out"
            if way == {}:
                assert set(after[np.isnan(before) & ~np.isnan(after)]) <= set(before)
    first, second = (numbers(imputed.completed(i).columns[2]) for i in (0, 1))
    assert not np.array_equal(first, second, equal_nan=True)
    gaps = empty.drop(index=5)[COLUMNS].isna().sum().to_dict()
    assert imputed.about["n_filled"] == gaps
    assert (imputed.about["n_used"], imputed.about["n_missing"], imputed.about["seed"]) == (299, 1, 1)
    assert "3 times" in imputed.notes[0]
    assert f"{gaps['b']} of b" in imputed.notes[0]


@EVERY_WAY
def test_the_seed_decides_and_the_number_of_imputations_does_not(data, way):
    def values(n, seed):
        return [numbers(rows.columns[2]) for rows in impute(rows_of(data), seed=seed, n_imputations=n, **way)]

    assert_array_equal(values(4, 7)[:2], values(2, 7))
    assert not np.array_equal(values(2, 7), values(2, 8))


@EVERY_WAY
def test_segments_are_imputed_apart(data, way):
    whole = impute(rows_of(data, by="part", weights="w"), seed=3, n_imputations=2, **way).completed(1)
    for part in ("north", "south"):
        here = (data["part"] == part).to_numpy()
        alone = impute(rows_of(data[here], weights="w"), seed=3, n_imputations=2, **way).completed(1)
        for mine, own in zip(whole.columns, alone.columns, strict=True):
            assert_array_equal(numbers(mine)[here], numbers(own))


def test_scaling_the_weights_changes_nothing(data):
    way = {"seed": 4, "n_imputations": 2, "matching": False}
    plain, scaled = (
        impute(rows_of(data.assign(w=factor * data["w"]), weights="w"), **way).completed(0) for factor in (1, 8)
    )
    for own, other in zip(plain.columns, scaled.columns, strict=True):
        assert_allclose(numbers(own), numbers(other), rtol=1e-9, atol=1e-9)


@EVERY_WAY
def test_without_gaps_everything_is_as_it_was(data, way):
    rows = rows_of(data.dropna(), weights="w")
    imputed = impute(rows, seed=5, n_imputations=3, **way)
    assert imputed.complete
    assert imputed.notes == []
    moments = rows.moments()[0]
    expected = _core.regression(moments, COLUMNS, [1, 2, 3], True, "probability")
    found = pooled(imputed)
    assert_array_equal(found.estimate, expected["coefficients"])
    assert_array_equal(found.covariance, expected["covariance"])
    assert_array_equal(found.df, expected["df_resid"])
    assert_array_equal(found.missing_information, 0)


def test_integers_and_codes_are_filled_as_numbers(data):
    likert = {name: np.clip(np.round(data[name].fillna(0) * 2 + 5), 1, 9).astype(np.int8) for name in COLUMNS}
    likert["b"] = np.where(data["b"].isna(), 99, likert["b"]).astype(np.int8)
    imputed = impute(rows_of(likert, na_codes={"b": [99]}), seed=1, n_imputations=2)
    name, values, codes = imputed.completed(0).columns[2]
    assert (name, codes, values.dtype) == ("b", [], np.float64)
    assert set(values) <= set(range(1, 10))
    assert imputed.completed(0).columns[1][1].dtype == np.int8


def test_bad_input(data):
    rows = rows_of(data)
    for option, value in {"imputation": "mean", "n_imputations": 1, "n_iterations": 0, "matching": "yes"}.items():
        with pytest.raises(DataError, match=f"{option}="):
            impute(rows, seed=1, **{option: value})
    with pytest.raises(DataError, match="n_imputations=1000000 is more than the 10,000"):
        impute(rows, seed=1, n_imputations=10**6)
    few = data.assign(b=data["b"].where(data["b"].rank() <= 4))
    with pytest.raises(ModelError, match=r"imputing 'b' from the other columns needs at least 5 .* has 4"):
        impute(rows_of(few), seed=1)
    nobody = data.assign(b=data["b"].where(data["part"] == "north"))
    # One segment cannot be imputed: the others are, and it keeps its gaps.
    partly = impute(rows_of(nobody, by="part"), seed=1, n_imputations=2)
    south = [key == ("south",) for key in partly.rows.segments.keys].index(True)
    assert [error is None for error in partly.errors] == [i != south for i in range(len(partly.errors))]
    assert "column 'b' has no answer" in str(partly.errors[south])
    filled = np.isnan(numbers(partly.completed(0).columns[partly.rows.names.index("b")]))
    assert np.array_equal(filled, np.asarray(data["part"] == "south"))


def test_the_levels_of_a_factor_are_lent_together():
    # A plan of three, told apart by y; its indicators b and c miss together. One level each, in the right proportion.
    rng = np.random.default_rng(6)
    plan = rng.integers(0, 3, 3000)
    y = 2.0 * plan + rng.normal(size=3000)
    gaps = rng.random(3000) < 0.3
    levels = {name: np.where(gaps, np.nan, plan == level) for level, name in ((1, "b"), (2, "c"))}
    rows = rows_of({"y": y, "a": rng.normal(size=3000), **levels})
    imputed = impute(rows, seed=1, n_imputations=2, blocks=[[2, 3]], progress=False).completed(1)
    b, c = (numbers(imputed.columns[j])[gaps] for j in (2, 3))
    assert set(zip(b, c, strict=True)) == {(0, 0), (1, 0), (0, 1)}
    filled, true = b + 2 * c, plan[gaps]
    assert_allclose(np.bincount(filled.astype(int)) / gaps.sum(), np.bincount(true) / gaps.sum(), atol=0.06)
    # y explains 73 % of the plan; what is lent keeps to it.
    assert abs(np.corrcoef(filled, y[gaps])[0, 1] - np.corrcoef(true, y[gaps])[0, 1]) < 0.05


# ---- Rubin's rules ---------------------------------------------------------------------------------------------------


def test_pooling_by_hand():
    # Estimates 1, 2, 3 of variance 1/2: B = 1, T = 1/2 + 4/3 = 11/6, share = (4/3) / (11/6) = 8/11, r = 8/3,
    # df = 2 (11/8)² = 3.78125 without a limit, fmi = (8/3 + 2 / 6.78125) / (11/3).
    found = pool([[1.0], [2.0], [3.0]], np.full((3, 1, 1), 0.5))
    assert_allclose(found.covariance, 11 / 6, rtol=1e-15)
    assert_allclose([found.within, found.between], [[[0.5]], [[1.0]]], rtol=1e-15)
    assert_allclose(found.relative_increase, 8 / 3, rtol=1e-14)
    assert_allclose(found.df, 3.78125, rtol=1e-14)
    assert_allclose(found.missing_information, (8 / 3 + 2 / 6.78125) / (11 / 3), rtol=1e-14)
    # With 10 complete degrees of freedom 11/13 x 10 x 3/11 = 30/13 are observed: 1/df = 64/121/2 + 13/30.
    assert_allclose(pool([[1.0], [2.0], [3.0]], np.full((3, 1, 1), 0.5), 10).df, 1 / (32 / 121 + 13 / 30), rtol=1e-14)


def test_pooling_is_that_of_mice(typed):
    stored = typed("missing")["pool"]
    found = pool(stored["estimates"], stored["covariances"], stored["df_complete"])
    names = {"estimate": "estimate", "std_errors": "std_errors", "df": "df", "relative_increase": "riv"}
    for own, other in {**names, "missing_information": "fmi"}.items():
        assert_allclose(getattr(found, own), stored[other], rtol=1e-11, err_msg=own)
    joint = wald(found, [1, 2, 3, 4], stored["df_complete"])
    assert_allclose(joint.statistic, stored["d1"]["statistic"], rtol=1e-11)
    assert (joint.df_model, joint.df_resid) == (4, pytest.approx(stored["d1"]["df_resid"], rel=1e-10))
    r2 = pool_r2(stored["r2s"], 200)
    # mice takes 1.96 for the normal quantile 1.959964.
    assert_allclose([r2.estimate, r2.conf_low, r2.conf_high], stored["r2"], rtol=1e-5)
    assert_allclose(r2.estimate, stored["r2"][0], rtol=1e-13)


def test_pooling_is_that_of_statsmodels(typed):
    stored = typed("missing")["pool"]
    fits = [
        SimpleNamespace(_results=SimpleNamespace(params=np.array(b), cov_params=lambda v=v: np.array(v)), scale=1.0)
        for b, v in zip(stored["estimates"], stored["covariances"], strict=True)
    ]
    oracle: Any = MICE.__new__(MICE)
    oracle.results_list, oracle.exog_names, oracle.endog_names, oracle.model_class = fits, None, None, None
    result, found = oracle.combine(), pool(stored["estimates"], stored["covariances"])
    assert_allclose(found.estimate, result.params, rtol=1e-13)
    assert_allclose(found.covariance, result.normalized_cov_params * result.scale, rtol=1e-12)
    # What statsmodels calls the missing information is the gaps' share of the variance.
    assert_allclose(found.relative_increase / (1 + found.relative_increase), result.frac_miss_info, rtol=1e-12)


def test_a_joint_test_of_complete_data_is_f():
    covariance = np.array([[2.0, 0.5], [0.5, 1.0]])
    found = wald(pool([[1.0, 2.0]] * 3, [covariance] * 3, 50), [0, 1], 50)
    # Inverse [1 -0.5; -0.5 2] / 1.75: (1 - 1 - 1 + 8) / 1.75 / 2 = 2.
    assert (found.statistic, found.df_model, found.df_resid) == (pytest.approx(2), 2, 50)
    # One coefficient in two data sets: t = 1, below the series' reach; r = 3/2 x 1/2 / 1 = 3/4, df = 2 (7/3)² / 2.
    small = wald(pool([[1.0], [2.0]], np.ones((2, 1, 1))), [0])
    assert small.df_resid == pytest.approx((7 / 3) ** 2)
    # The gaps of one of many degrees of freedom: without a limit Reiter's are Li's.
    args = ([[1.0, 2.0], [1.5, 2.5], [1.2, 1.9], [0.8, 2.2]], [covariance] * 4)
    assert wald(pool(*args, 1e9), [0, 1], 1e9).df_resid == pytest.approx(wald(pool(*args), [0, 1]).df_resid, rel=0.1)


def test_what_cannot_be_pooled_is_refused():
    with pytest.raises(DataError, match="1 completed data set"):
        pool([[1.0]], [[[1.0]]])
    with pytest.raises(DataError, match="do not go with"):
        pool([[1.0], [2.0]], [[1.0], [1.0]])
    assert pool_r2([1.0, 1.0], 50).estimate == 1
    assert pool_r2([-0.1, 0.2], 50).estimate < 0.2
