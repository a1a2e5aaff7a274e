"""Criteria, F and its tail, and the swept walk of the core against statsmodels, scipy and their definitions."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from placet import _core
from placet._core import Moments
from placet.drivers.fits.criteria import Sample
from scipy.special import betainc
from scipy.stats import beta


@pytest.fixture
def data():
    rng = np.random.default_rng(8)
    x = rng.normal(size=(60, 5)) + rng.normal(size=(60, 1))
    return x, x @ [1, 0.5, 0, 0, 0.2] + rng.normal(size=60), rng.uniform(0.5, 3, 60)


def left_of(x, y, w):
    fit = sm.WLS(y, sm.add_constant(x), weights=w).fit()
    return fit, 1 - fit.rsquared


def test_criteria_are_those_of_statsmodels_and_r_counts_sigma(data):
    x, y, _ = data
    fit, left = left_of(x, y, np.ones(60))
    sample = Sample.of(60, 60.0, float(((y - y.mean()) ** 2).sum()), "probability")
    # statsmodels counts the coefficients only, R's AIC() the residual variance, too.
    assert_allclose(sample.value("aic", left, 6), fit.aic + 2, rtol=1e-12)
    assert_allclose(sample.value("bic", left, 6), fit.bic + math.log(60), rtol=1e-12)
    assert_allclose(sample.value("aicc", left, 6), fit.aic + 2 + 2 * 7 * 8 / (60 - 8), rtol=1e-12)
    assert_allclose(sample.value("adj_r2", left, 6), fit.rsquared_adj, rtol=1e-12)


def test_precision_weights_have_the_likelihood_of_wls_and_probability_weights_only_ratios(data):
    x, y, w = data
    fit, left = left_of(x, y, w)
    squares = float((w * (y - np.average(y, weights=w)) ** 2).sum())
    precise = Sample.of(60, w.sum(), squares, "precision").with_log_weights(float(np.log(w).sum()))
    assert_allclose(precise.deviance(left), -2 * fit.llf, rtol=1e-12)
    plain = Sample.of(60, w.sum(), squares, "probability")
    assert_allclose(
        plain.value("aic", left, 6),
        Sample.of(60, 7 * w.sum(), 7 * squares, "probability").value("aic", left, 6),
        rtol=1e-12,
    )


def test_frequencies_count_respondents(data):
    x, y, _ = data
    times = np.arange(60) % 3 + 1
    fit, left = left_of(np.repeat(x, times, axis=0), np.repeat(y, times), np.ones(times.sum()))
    squares = float((times * (y - np.average(y, weights=times)) ** 2).sum())
    assert_allclose(Sample.of(60, times.sum(), squares, "frequency").value("aic", left, 6), fit.aic + 2, rtol=1e-12)


def test_ends():
    sample = Sample.of(8, 8.0, 2.0, "probability")
    assert sample.value("aic", 0.0, 2) == -math.inf
    assert sample.value("aicc", 0.0, 6) == math.inf  # 8 observations, 7 parameters


STATISTICS = [1e-6, 0.01, 0.3, 0.9, 0.999, 1.0, 1.001, 1.3, 2.0, 4.0, 10.0, 30.0, 100.0, 300.0, 1e3, 1e5]


def exact_tail(f, df, df_resid):
    """Upper tail of F for an even number of degrees of freedom, a sum of df / 2 terms, in 60 digits."""
    with localcontext() as context:
        context.prec = 60
        a = Decimal(df_resid) / 2
        x = a / (a + df * Decimal(f) / 2)
        total = term = Decimal(1)
        for j in range(1, df // 2):
            term *= (a + j - 1) / j * (1 - x)
            total += term
        return float(x**a * total)


@pytest.mark.parametrize("df", [*range(1, 14), 25, 34, 50])
def test_the_tail_of_f_is_that_of_scipy_and_of_its_closed_form(df):
    # scipy is exact to 1e-11 only where there are a million degrees of freedom in the residuals.
    for df_resid in [1, 2, 3, 7, 20, 101, 1000, 12_345, *([10**6, 10**7] if df % 2 == 0 else [])]:
        found = np.array([_core.f_upper_tail(f, df, df_resid) for f in STATISTICS])
        share = np.multiply(df, STATISTICS) / (df_resid + np.multiply(df, STATISTICS))
        if df % 2:
            left = df_resid / (df_resid + np.multiply(df, STATISTICS))
            expected = np.where(left < 0.5, betainc(df_resid / 2, df / 2, left), beta.sf(share, df / 2, df_resid / 2))
        else:
            expected = np.array([exact_tail(f, df, df_resid) for f in STATISTICS])
        seen = expected > 1e-300
        # A last digit of F changes p by as many as its logarithm is large.
        digits = np.maximum(1, np.abs(np.log(expected[seen])) / 100)
        assert np.all(np.abs(found[seen] / expected[seen] - 1) <= 1e-13 * digits), (df, df_resid)
        assert np.all(found[~seen] <= 1e-299)
        assert np.all(np.diff(found) <= 0)


def plan(blocks, forced=(), judge="aic", weight_type="precision", q=6, known=1.0, full=False):
    names = ["y", *(f"x{j}" for j in range(1, q))]
    how = (True, True, judge, 0.05, 0.1, full)
    return names, (list(forced), blocks), [], [known] * len(blocks), how, weight_type


def moments_of(x, y, w):
    columns = np.column_stack([y, x])
    mean = np.average(columns, axis=0, weights=w)
    away = columns - mean
    return Moments.of_parts(len(y), w.sum(), (w**2).sum(), mean, away.T @ (away * w[:, None]))


def test_moves_are_the_regressions_with_and_without_a_term(data):
    x, y, w = data
    forced, blocks = [2], [[1], [3, 4], [5]]
    for judge, full in [("aic", False), ("bic", True), ("aicc", False), ("adj_r2", True)]:
        found = _core.select_stepwise(
            moments_of(x, y, w), plan(blocks, forced, judge, full=full), float(np.log(w).sum())
        )
        inside = [full] * 3
        for moves, chosen in found["steps"]:
            now, _ = left_of(x[:, columns_of(forced, blocks, inside)], y, w)
            for at, term in enumerate(moves["term"]):
                after = [is_in != (i == term) for i, is_in in enumerate(inside)]
                fit, left = left_of(x[:, columns_of(forced, blocks, after)], y, w)
                small, large = (now, fit) if moves["enters"][at] else (fit, now)
                f, _, df = large.compare_f_test(small)
                assert_allclose(moves["statistic"][at], f, rtol=1e-9)
                assert (moves["df"][at], moves["df_resid"][at]) == (df, large.df_resid)
                assert_allclose(1 - moves["r2"][at], left, rtol=1e-12)
                k, n = fit.df_model + 1, 60
                expected = {
                    "aic": fit.aic + 2, "bic": fit.bic + math.log(n), "adj_r2": fit.rsquared_adj,
                    "aicc": fit.aic + 2 + 2 * (k + 1) * (k + 2) / (n - k - 2),
                }[judge]  # fmt: skip
                assert_allclose(moves["criterion"][at], expected, rtol=1e-12)
            if chosen is not None:
                inside[moves["term"][chosen]] ^= True
        assert found["inside"].tolist() == inside
        assert found["k"] == 2 + sum(len(b) for b, is_in in zip(blocks, inside, strict=True) if is_in)


def columns_of(forced, blocks, inside):
    chosen = [c for block, is_in in zip(blocks, inside, strict=True) if is_in for c in block]
    return [c - 1 for c in [*forced, *chosen]]


def test_a_column_that_does_not_vary_stays_out():
    moments = Moments.of_parts(10, 10.0, 10.0, [3.0, 1e9], np.array([[2.0, 0.0], [0.0, 1e-12]]))
    found = _core.select_stepwise(moments, plan([[1]], q=2), 0.0)
    assert found["flat"].tolist() == [True]
    assert found["dependent"].tolist() == [False]
    assert len(found["steps"]) == 1
    assert not len(found["steps"][0][0]["term"])
