"""Criteria and the sweep operator against R's stored values, statsmodels and their definitions."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from placet.drivers.selection.criteria import Sample, f_statistic
from placet.drivers.selection.walks.sweep import correlations, sweep


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
    # 3 of 4 explained by 2 coefficients with 10 degrees of freedom left: (3 / 2) / (1 / 10).
    assert f_statistic(0.75, 0.25, 2, 10) == pytest.approx(15)
    assert f_statistic(0.5, 0.0, 1, 3) == math.inf
    assert f_statistic(0.0, 0.0, 1, 3) == 0


def test_a_swept_matrix_is_the_regression_on_what_was_swept(data):
    x, y, w = data
    columns = np.column_stack([x, y])
    mean = np.average(columns, axis=0, weights=w)
    comoment = (columns - mean).T @ ((columns - mean) * w[:, None])
    plain = correlations(mean, comoment, w.sum())
    swept = plain.copy()
    sweep(swept, 2)
    sweep(swept, np.array([0, 3]))
    inside, outside = [0, 2, 3], [1, 4, 5]
    inverse = np.linalg.inv(plain[np.ix_(inside, inside)])
    assert_allclose(swept[np.ix_(inside, inside)], -inverse, atol=1e-14)
    assert_allclose(swept[np.ix_(inside, outside)], inverse @ plain[np.ix_(inside, outside)], atol=1e-14)
    _, left = left_of(x[:, inside], y, w)
    assert swept[5, 5] == pytest.approx(left, rel=1e-12)
    # Out again, in other portions.
    sweep(swept, np.array([2, 3]))
    sweep(swept, 0)
    assert_allclose(swept, plain, atol=1e-14)


def test_a_column_that_does_not_vary_correlates_with_nothing():
    matrix = correlations(np.array([3.0, 1e9]), np.array([[2.0, 0.0], [0.0, 1e-12]]), 10.0)
    assert matrix.tolist() == [[1, 0], [0, 0]]
