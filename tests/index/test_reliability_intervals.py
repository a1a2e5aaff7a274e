"""How sure reliability is: resamples of respondents and designs, replicate weights, seeds."""

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose
from placet import DataError
from scipy.stats import t

ITEMS = ["a", "b", "c", "d"]


def survey(clusters=40, each=25, seed=3):
    rng = np.random.default_rng(seed)
    n = clusters * each
    shop = np.repeat(np.arange(clusters), each)
    factor = 0.6 * rng.normal(size=clusters)[shop] + 0.8 * rng.normal(size=n)
    x = {
        item: np.rint(5 + 2 * (load * factor + rng.normal(size=n)))
        for item, load in zip(ITEMS, (1, 0.8, 0.9, 0.6), strict=True)
    }
    return pd.DataFrame({**x, "shop": shop, "region": shop % 4, "w": np.exp(0.6 * rng.normal(size=n))})


def influence(data, w):
    """What a respondent adds to alpha: it is a function of the means of the two squares u and v."""
    x = data[ITEMS].to_numpy()
    moved = x - np.average(x, axis=0, weights=w)
    u, v = (moved**2).sum(axis=1), moved.sum(axis=1) ** 2
    ratio, k = (w @ u) / (w @ v), len(ITEMS)
    return -k / (k - 1) * (u - ratio * v) / np.average(v, weights=w)


def half_width(result, low="conf_low", high="conf_high"):
    return (result[high][0] - result[low][0]) / 2


def test_t_intervals_under_weights_have_the_width_of_the_linearised_error():
    data = survey()
    result = placet.reliability(data, ITEMS, weights="w", n_resamples=4000, rng=1)
    w = data["w"].to_numpy()
    error = np.sqrt((w**2 * influence(data, w) ** 2).sum()) / w.sum()
    assert_allclose(half_width(result), 1.96 * error, rtol=0.05)
    assert result["conf_low"][0] < result["estimate"][0] < result["conf_high"][0]
    assert "t intervals of 4,000 bootstrap resamples of respondents" in result.made_by()


@pytest.mark.parametrize("strata", [None, "region"])
def test_t_intervals_of_a_design_have_the_width_of_its_error(strata):
    data = survey()
    result = placet.reliability(data, ITEMS, weights="w", cluster="shop", strata=strata, n_resamples=4000, rng=1)
    w = data["w"].to_numpy()
    totals = pd.Series(w * influence(data, w) / w.sum()).groupby(data["shop"]).sum()
    within = [totals] if strata is None else [part for _, part in totals.groupby(totals.index % 4)]
    error = np.sqrt(sum(len(p) / (len(p) - 1) * ((p - p.mean()) ** 2).sum() for p in within))
    df = data["shop"].nunique() - len(within)
    assert_allclose(half_width(result), t.ppf(0.975, df) * error, rtol=0.06)
    assert "t intervals of 4,000 bootstrap resamples of the design" in result.made_by()
    assert result.about["interval"] == "t"


def test_replicate_weights_are_taken_by_their_rule():
    data, count = survey(clusters=20), 20
    for r in range(count):
        data[f"r{r}"] = data["w"] * np.where(data["shop"] == r, 0, count / (count - 1))
    replicates = placet.ReplicateWeights("r*", "JK1")
    without = data.drop(columns="region")
    result = placet.reliability(without, ITEMS, weights="w", repweights=replicates)
    for column, low, high in (("estimate", "conf_low", "conf_high"), ("omega", "omega_low", "omega_high")):
        each = [placet.reliability(data, ITEMS, weights=f"r{r}", n_resamples=0)[column][0] for r in range(count)]
        logs, centre = np.log(1 - np.array(each)), np.log(1 - result[column][0])
        error = np.sqrt((count - 1) / count * ((logs - logs.mean()) ** 2).sum())
        margin = t.ppf(0.975, count - 1) * error
        assert_allclose([result[low][0], result[high][0]], 1 - np.exp([centre + margin, centre - margin]), rtol=1e-9)
    assert "t intervals of 20 replicate weights (JK1)" in result.made_by()
    assert result.about["seed"] is None


def test_a_seed_is_the_same_to_the_last_bit_and_feldts_interval_needs_none():
    data = survey(clusters=8)
    one, same, other = (placet.reliability(data, ITEMS, weights="w", rng=rng, n_resamples=99) for rng in (1, 1, 2))
    assert one == same != other
    assert one.about["seed"] == 1
    exact = [placet.reliability(data, ITEMS, rng=rng, n_resamples=99) for rng in (1, 2)]
    assert exact[0]["conf_low"] == exact[1]["conf_low"]
    assert exact[0]["omega_low"] != exact[1]["omega_low"]
    none = placet.reliability(data, ITEMS, n_resamples=0)
    assert none["conf_low"] == exact[0]["conf_low"]
    assert np.isnan(none["omega_low"][0])
    assert np.isnan(placet.reliability(data, ITEMS, weights="w", n_resamples=0)["conf_low"][0])


def test_omega_of_resamples_is_that_of_the_rows_drawn():
    # Of two clusters, whole ones are drawn one at a time: every resample is one of the two.
    data = survey(clusters=2, each=60)
    result = placet.reliability(data, ITEMS, cluster="shop", n_resamples=400, rng=1, conf_level=0.9)
    each = [placet.reliability(data[data["shop"] == s], ITEMS, n_resamples=0) for s in (0, 1)]
    for column, low, high in (("estimate", "conf_low", "conf_high"), ("omega", "omega_low", "omega_high")):
        logs = [np.log1p(-one[column][0]) for one in each]
        # Half of the resamples each, so that their standard deviation is half of the difference.
        width = np.log1p(-result[low][0]) - np.log1p(-result[high][0])
        assert_allclose(width, t.ppf(0.95, 1) * abs(logs[0] - logs[1]), rtol=0.01)


def test_too_many_numbers_are_refused():
    wide = {f"q{i}": np.arange(5) + i for i in range(120)}
    with pytest.raises(DataError, match=r"n_resamples=50,000 of 120 items in 'all items'.*at most 9,320, or 0"):
        placet.reliability(wide, list(wide), weights=[1, 2, 3, 4, 5], n_resamples=50_000)


def test_precision_weights_and_a_design_do_not_go_together():
    with pytest.raises(DataError, match="precision"):
        placet.reliability(survey(4), ITEMS, weights="w", weight_type="precision", cluster="shop")
