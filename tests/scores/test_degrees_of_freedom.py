"""Degrees of freedom of scores and of their differences: of the panel itself, of units with answers, of the fewer."""

import numpy as np
import placet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from placet import ReplicateWeights, Survey
from scipy import stats

from .working_model import working_model

#: Shares of the answers 0 to 10.
SHARES = np.array([4, 1, 2, 3, 3, 10, 9, 17, 22, 13, 16]) / 100
CUTS = stats.norm.ppf(np.cumsum(SHARES)[:-1])


def clustered(rng, sizes, icc=0.1):
    """Cluster of every row, and answers that are alike within clusters."""
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    mood = rng.normal(0, icc**0.5, len(sizes))[cluster] + rng.normal(0, (1 - icc) ** 0.5, len(cluster))
    return cluster, np.searchsorted(CUTS, mood)


def by_definition(level, cluster, weight, pair, apart=False):
    """Satterthwaite's degrees of freedom of two sets of rows of an unstratified sample of clusters, or of two."""
    drawn = [cluster[side] if apart else cluster for side in pair]
    sides = [
        working_model(cluster[side], weight[side], dict.fromkeys(of, 0)) for side, of in zip(pair, drawn, strict=True)
    ]
    own = np.array([max(side.df, 1) if side.df else 0 for side in sides])
    spread = np.array([side.variance for side in sides])
    with np.errstate(divide="ignore", invalid="ignore"):
        df = spread.sum() ** 2 / (spread**2 / own).sum()
    levels_of_cluster = [len(np.unique(level[cluster == c])) for c in np.unique(cluster)]
    return min(df, own.max()) if max(levels_of_cluster) > 1 else df


@pytest.mark.parametrize("against", ["b", "total", "rest", "all pairs"])
@pytest.mark.parametrize("nested", [True, False])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_differences_by_definition(against, nested, seed):
    rng = np.random.default_rng(seed)
    cluster, q = clustered(rng, rng.integers(1, 9, 14))
    level = np.array(["a", "b", "c"])[rng.integers(0, 3, 14)[cluster] if nested else rng.integers(0, 3, len(q))]
    weight = rng.uniform(0.5, 2, len(q))
    if len(np.unique(level)) < 3:
        return
    data = {"q": q, "c": cluster, "g": level, "w": weight}
    found = placet.compare(data, "q", by="g", cluster="c", weights="w", against=against, method="design")
    for first, second, df in zip(found["level"], found["against"], found["df"], strict=True):
        other = level != first if second in ("total", "rest") else level == second
        assert_allclose(df, by_definition(level, cluster, weight, (level == first, other)), rtol=1e-10)


@pytest.mark.parametrize("against", ["total", "rest", "previous"])
def test_panels_have_their_own(against):
    # Countries are strata with clusters of their own, so that each is as if it were alone.
    rng = np.random.default_rng(3)
    cluster, q = clustered(rng, np.full(40, 36))
    data = {"q": q, "c": cluster, "country": cluster // 4, "wave": np.tile([1, 2, 3], 480)}
    how = {"wave": "wave", "by": "country", "against": against, "cluster": "c", "strata": "country", "adjust": "none"}
    found = placet.compare(data, "q", method="design", **how)
    for country in range(10):
        own = data["country"] == country
        alone = placet.compare({name: values[own] for name, values in data.items()}, "q", method="design", **how)
        for name in ("estimate", "std_error", "df", "p_value", "conf_low", "conf_high"):
            at = [row for row, key in enumerate(found["country"]) if key == country]
            assert_allclose(found[name][at], alone[name], rtol=1e-9, err_msg=name)


def test_one_cluster_says_nothing_of_how_clusters_vary():
    rng = np.random.default_rng(1)
    cluster, q = clustered(rng, np.full(9, 20))
    data = {"q": q, "c": cluster, "g": np.where(cluster == 0, "a", "b")}
    found = placet.compare(data, "q", by="g", cluster="c", against="all pairs", method="design")
    assert found["df"][0] == 0
    assert np.isnan([found["p_value"][0], found["statistic"][0]]).tolist() == [True, False]
    assert found["finding"] == ("no test",)


def test_change_has_those_of_its_waves_and_segments():
    rng = np.random.default_rng(2)
    cluster, q = clustered(rng, np.full(24, 12))
    wave = np.where(cluster < 4, 1, 2)
    data = {"q": q, "c": cluster, "wave": wave, "g": rng.choice(["a", "b"], len(q))}
    found = placet.change(data, "q", by="g", wave="wave", cluster="c")
    ones = np.ones(len(q))
    right = [by_definition(wave, cluster, ones, (wave == 1, wave == 2), apart=True)]
    for segment in ("a", "b"):
        own = data["g"] == segment
        right.append(by_definition(wave, cluster, ones, (own & (wave == 1), own & (wave == 2)), True))
    assert_allclose(found["df"], right, rtol=1e-10)
    assert right[0] < 5


# ---- answered units only ---------------------------------------------------------------------------------------------


def halves_unanswered(clusters=8):
    rng = np.random.default_rng(0)
    cluster, q = clustered(rng, np.full(clusters, 5), icc=0.3)
    other = rng.integers(0, 11, len(q)).astype(float)
    data = {"q": np.where(cluster < clusters // 2, q, np.nan), "x": other, "c": cluster, "w": np.ones(len(q))}
    data |= {f"r{k}": np.where(cluster == k, 0, clusters / (clusters - 1)) for k in range(clusters)}
    return data


def test_replicates_count_the_units_with_an_answer():
    data = halves_unanswered()
    replicated = Survey(data, weights="w", repweights=ReplicateWeights("r*", "JK1"))
    drawn = Survey(data, cluster="c")
    for call in (
        lambda s: placet.nps(s, "q", method="design"),
        lambda s: placet.mean_score(s, "q", scale=(0, 10)),
        lambda s: placet.gap(s, "q", "x"),
    ):
        assert call(replicated)["df"][0] == call(drawn)["df"][0] == 3
    # The scale of the jackknife is that of all eight replicates, as R's survey package keeps it.
    index = placet.satisfaction_index(replicated, {"q": 0.5, "x": 0.5}, scale=(0, 10))
    half = stats.t.ppf(0.975, 3) * index["std_error"][0]
    assert_allclose(index["conf_high"][0] - index["estimate"][0], half)
    ranked = placet.rank_scores(replicated, ["q", "x"])
    assert_allclose(ranked["conf_high"] - ranked["estimate"], stats.t.ppf(0.975, 3) * ranked["std_error"])
    shares = placet.distribution(replicated, "q", scale=(0, 10), method="pointwise")
    assert_allclose(shares["std_error"], placet.distribution(replicated, "q", scale=(0, 10))["std_error"])


# ---- few against many ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("few", "many"), [(3, 30), (5, 50), (10, 10)])
def test_size_of_few_clusters_against_many(few, many):
    rng = np.random.default_rng(few)
    rejected = []
    for _ in range(300):
        cluster, q = clustered(rng, np.full(few + many, 10))
        data = {"q": q, "c": cluster, "g": np.where(cluster < few, "a", "b")}
        found = placet.compare(data, "q", by="g", cluster="c", against="all pairs", method="design")
        rejected.append(found["p_value"][0] < 0.05)
    assert np.mean(rejected) < 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / 300)
