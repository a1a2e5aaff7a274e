"""Bootstrap intervals against scipy's, made of the very same replicates."""

import inspect

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet.datasets import make_survey
from placet.inference.bootstrap import KINDS, bootstrap_interval
from placet.inference.distributions import t_quantile
from scipy.stats import bootstrap, skew

#: The seed by its name in this version of scipy.
SEED = {"rng" if "rng" in inspect.signature(bootstrap).parameters else "random_state": 7}
SCIPY = {"percentile": "percentile", "basic": "basic", "bca": "BCa"}


def left_out(sample, statistic):
    return np.array([[statistic(np.delete(sample, i))] for i in range(len(sample))])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("statistic", [np.mean, np.std, skew], ids=lambda f: f.__name__)
@pytest.mark.parametrize("conf_level", [0.9, 0.99])
def test_intervals_equal_scipys(kind, statistic, conf_level):
    sample = np.random.default_rng(5).lognormal(size=40)  # skewed, so that the three differ
    theirs = bootstrap(
        (sample,), statistic, n_resamples=999, confidence_level=conf_level, method=SCIPY[kind], vectorized=False, **SEED
    )
    found = bootstrap_interval(
        kind,
        np.array([statistic(sample)]),
        theirs.bootstrap_distribution[:, None],
        left_out(sample, statistic),
        conf_level,
    )
    assert_allclose(np.ravel(found), theirs.confidence_interval, rtol=1e-12)


def test_resamples_without_a_value_are_left_out():
    replicates = np.array([[1.0], [np.nan], [2.0], [3.0]])
    low, high = bootstrap_interval("percentile", np.array([2.0]), replicates, None, 0.5)
    assert (low[0], high[0]) == (1.5, 2.5)
    low, high = bootstrap_interval("basic", np.array([2.5]), replicates, None, 0.5)
    assert (low[0], high[0]) == (2.5, 3.5)
    assert np.isnan(bootstrap_interval("percentile", np.array([2.0]), replicates[:2], None, 0.5)).all()


def test_bca_is_nan_where_all_replicates_lie_on_one_side():
    replicates = np.array([[1.0], [2.0], [3.0]])
    found = bootstrap_interval("bca", np.array([9.0]), replicates, replicates, 0.95)
    assert np.isnan(found).all()


@pytest.mark.parametrize("weight_type", ["probability", "frequency"])
def test_key_drivers_offers_all_three(weight_type):
    survey = make_survey(400, seed=2)
    if weight_type == "frequency":
        columns = {name: survey.data[name].to_numpy() for name in ("overall", "network", "bills", "hotline")}
        columns["w"] = np.random.default_rng(1).integers(1, 4, 400)
        survey = placet.Survey(columns, weights="w", weight_type="frequency", na_codes=[98, 99])
    drivers = ["network", "bills", "hotline"]
    results = {
        kind: placet.key_drivers(survey, "overall", drivers, interval=kind, n_resamples=300, rng=3) for kind in KINDS
    }
    percentile, basic, bca = (results[kind] for kind in ("percentile", "basic", "bca"))
    # One set of resamples: basic is percentile mirrored at the estimate.
    assert_allclose(basic["importance_low"], 2 * percentile["importance"] - percentile["importance_high"])
    assert_allclose(basic["share_high"], 2 * percentile["share"] - percentile["share_low"])
    assert not np.allclose(bca["importance_low"], percentile["importance_low"], rtol=1e-6)
    spread = percentile["importance_high"] - percentile["importance_low"]
    assert (np.abs(bca["importance_low"] - percentile["importance_low"]) < spread / 2).all()
    assert "BCa intervals" in bca.summary()
    with pytest.raises(
        placet.DataError, match="interval='normal' is not known; use one of 'percentile', 'basic', 'bca'"
    ):
        placet.key_drivers(survey, "overall", drivers, interval="normal")  # type: ignore[arg-type]


def test_quantiles_of_hardly_any_degrees_of_freedom_are_none_or_beyond_all_numbers():
    none, negative, nothing, *least = t_quantile(0.95, np.array([0.0, -1.0, np.nan, 1e-300, 1e-30, 1e-20]))
    assert np.isnan([none, negative, nothing]).all()
    assert min(least) > 1e90
