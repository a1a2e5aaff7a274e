"""Errors of sampling designs of data that stay where they are equal those of the same rows in memory."""

import numpy as np
import placet
import pytest
from placet import DataError

DRIVERS = ["network", "bills", "hotline"]
TREE = {"Technology": (0.6, {"network": 1.0}), "Service": (0.4, {"bills": 0.5, "hotline": 0.5})}


@pytest.fixture(scope="module")
def drawn(answers):
    """The answers with strata, clusters in them, clusters that are numbered anew, finite populations."""
    rng = np.random.default_rng(61)
    store = rng.integers(0, 60, 2000)
    data = {**answers, "store": [f"店 {i}" for i in store], "town": store % 7, "inside": store // 7}
    data["few"] = store % 9
    data["stores"] = np.array([40, 50, 60, 70, 80, 90, 100])[store % 7]
    data["share"] = np.where(store % 7 < 3, 0.1, 0.2)
    data["new"] = (store % 9 == 2) * (rng.uniform(size=2000) < 0.3) * 1.0
    return data


@pytest.fixture
def lazy(monkeypatch):
    """Puts data where they are read in batches of 300 rows."""
    pl = pytest.importorskip("polars")
    from placet.engines import polars as engine

    monkeypatch.setattr(engine, "BATCH", 300)
    return pl.LazyFrame


ERRORS = {
    "clusters": {"cluster": "store"},
    "strata of clusters": {"strata": "town", "cluster": "store"},
    "finite population": {"strata": "town", "cluster": "store", "fpc": "stores"},
    "numbered anew": {"strata": "town", "cluster": "inside", "nest": True},
    "strata": {"strata": "town"},
    "share of strata": {"strata": "town", "fpc": "share"},
    "few clusters": {"cluster": "few"},
}
OPTIONS = {
    "plain": {},
    "segments and weights": {"by": "region", "weights": "w"},
    "frequencies": {"weights": "whole", "weight_type": "frequency"},
    "waves": {"wave": "quarter", "weights": "w"},
}


def regression(data, **options):
    return placet.regression(data, "overall", DRIVERS, **options)


@pytest.mark.parametrize("design", ERRORS.values(), ids=ERRORS)
def test_every_engine(same, stored, drawn, design) -> None:
    options = {**design, **OPTIONS["segments and weights"], "errors": "design"}
    same(regression(stored(drawn), **options), regression(drawn, **options))


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("design", ERRORS.values(), ids=ERRORS)
def test_regression(same, lazy, drawn, design, options) -> None:
    options = {**design, **options, "errors": "design"}
    same(regression(lazy(drawn), **options), regression(drawn, **options))


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("errors", ["cluster", "CR2"])
@pytest.mark.parametrize("cluster", ["store", "few"])
def test_errors_by_cluster(same, lazy, drawn, cluster, errors, options) -> None:
    options = {"cluster": cluster, **options, "errors": errors}
    same(regression(lazy(drawn), **options), regression(drawn, **options))


CALLS = {
    "independent respondents": lambda data, **o: regression(data, errors="design", **o),
    "no intercept": lambda data, **o: regression(data, errors="design", cluster="store", intercept=False, **o),
    "few tell of a level": lambda data, **o: placet.regression(
        data, "overall", ["bills", "new", "quarter"], factors=["quarter"], errors="cluster", cluster="few", **o
    ),
    "nearly dependent": lambda data, **o: placet.regression(
        data, "overall", ["bills", "twin"], errors="design", cluster="store", strata="town", **o
    ),
    "index": lambda data, **o: placet.satisfaction_index(data, TREE, scale=(1, 10), cluster="store", **o),
    "index of strata": lambda data, **o: placet.satisfaction_index(data, TREE, scale=(1, 10), strata="town", **o),
    "index of all": lambda data, **o: placet.satisfaction_index(
        data, TREE, scale=(1, 10), missing="drop", strata="town", cluster="store", fpc="stores", **o
    ),
    "index change": lambda data, **o: placet.index_change(
        data, TREE, scale=(1, 10), wave="quarter", strata="town", cluster="store", **o
    ),
    "gap": lambda data, **o: placet.gap(data, "network", "bills", scale=(1, 10), cluster="store", **o),
    "gap of strata": lambda data, **o: placet.gap(data, "network", "bills", scale=(1, 10), strata="town", **o),
    "rank_scores": lambda data, **o: placet.rank_scores(data, DRIVERS, strata="town", cluster="store", **o),
    "stepwise": lambda data, **o: placet.stepwise(
        data, "overall", DRIVERS, strata="town", cluster="store", n_resamples=0, **o
    ),
    "stepwise by cluster": lambda data, **o: placet.stepwise(
        data, "overall", DRIVERS, cluster="store", n_resamples=0, **o
    ),
    "best_subsets": lambda data, **o: placet.best_subsets(
        data, "overall", DRIVERS, strata="town", cluster="store", n_resamples=0, **o
    ),
    "key_drivers": lambda data, **o: placet.key_drivers(
        data, "overall", DRIVERS, interval="linearized", rng=1, strata="town", cluster="store", **o
    ),
    "key_drivers of strata": lambda data, **o: placet.key_drivers(
        data, "overall", DRIVERS, interval="linearized", rng=1, strata="town", **o
    ),
    "key_drivers without a design": lambda data, **o: placet.key_drivers(
        data, "overall", DRIVERS, interval="linearized", rng=1, **o
    ),
    "dominance": lambda data, **o: placet.dominance(data, "overall", DRIVERS, n_resamples=0, cluster="store", **o),
    "reliability": lambda data, **o: placet.reliability(data, DRIVERS, n_resamples=0, cluster="store", **o),
}


@pytest.mark.filterwarnings("ignore::placet.CollinearityWarning")
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("name", CALLS)
def test_functions(same, lazy, drawn, name, options) -> None:
    if "wave" in options and ("change" in name or "level" in name):
        pytest.skip("the wave is in the call")
    twin = np.array(drawn["bills"]) + 3e-3 * np.random.default_rng(1).normal(size=2000)
    data, call = {**drawn, "twin": twin}, CALLS[name]
    # A twin that is its driver but for a thousandth of the spread: a condition of 4e6, times the rounding of sums.
    same(call(lazy(data), **options), call(data, **options), **({"rtol": 1e-9} if name == "nearly dependent" else {}))


REPLICATED = {
    "regression": lambda data, **o: regression(data, errors="design", **o),
    "index": lambda data, **o: placet.satisfaction_index(data, TREE, scale=(1, 10), **o),
    "gap": lambda data, **o: placet.gap(data, "network", "bills", scale=(1, 10), **o),
    "rank_scores": lambda data, **o: placet.rank_scores(data, DRIVERS, **o),
}


@pytest.mark.parametrize("name", REPLICATED)
def test_replicate_weights(same, stored, in_turn, drawn, name) -> None:
    (combined,) = in_turn([True, False], list(REPLICATED).index(name))
    factors = np.random.default_rng(5).uniform(0, 2, (12, 60))[:, [int(s[2:]) for s in drawn["store"]]]
    times = np.array(drawn["w"]) if combined else 1.0
    data = {**drawn, **{f"rep{i}": times * own for i, own in enumerate(factors)}}
    rule = placet.ReplicateWeights("rep*", "bootstrap", combined=combined)
    call, options = REPLICATED[name], {"weights": "w", "by": "region", "repweights": rule}
    same(call(stored(data), **options), call(data, **options))


def test_replicates_that_look_like_factors_are_refused(stored, drawn) -> None:
    factors = np.random.default_rng(5).choice([0.0, 2.0], (12, 60))[:, [int(s[2:]) for s in drawn["store"]]]
    data = {**drawn, **{f"rep{i}": own for i, own in enumerate(factors)}}
    with pytest.raises(DataError, match="look like factors"):
        regression(stored(data), weights="w", repweights=placet.ReplicateWeights("rep*", "BRR"), errors="design")


def test_units_of_rows_that_a_filter_leaves_out_are_in_the_sample(same, stored, drawn) -> None:
    nw = pytest.importorskip("narwhals.stable.v2")
    kept = np.array(drawn["bills"]) > 7
    design = {"strata": "town", "cluster": "store", "weights": "w", "na_codes": {"town": [6]}}
    data = {**drawn, "w": np.where(drawn["town"] == 6, 0, drawn["w"])}
    found = placet.Survey(stored(data), **design).filter(nw.col("bills") > 7)
    expected = placet.Survey(data, **design).filter(kept)
    for call in (CALLS["independent respondents"], CALLS["index"]):
        same(call(found, by="region"), call(expected, by="region"))


def test_a_lonely_cluster(same, stored, drawn) -> None:
    data = {**drawn, "alone": np.where(np.array(drawn["few"]) == 3, 1, 2)}
    design = {"strata": "alone", "cluster": "few", "errors": "design"}
    with pytest.raises(DataError, match="stratum 1 of 'alone' has one cluster only"):
        regression(stored(data), **design)
    design["lonely_psu"] = "average"
    same(regression(stored(data), **design), regression(data, **design))


def test_a_missing_cluster_names_no_row(stored, drawn) -> None:
    data = {**drawn, "store": [None if i == 1990 else name for i, name in enumerate(drawn["store"])]}
    with pytest.raises(DataError, match="cluster column 'store' is missing;"):
        regression(stored(data), cluster="store", errors="design")
    with pytest.raises(DataError, match="cluster column 'store' is missing in some rows"):
        regression(stored(data), cluster="store", errors="cluster")


def test_more_units_than_there_is_room_for(stored, drawn, monkeypatch) -> None:
    if type(stored(drawn)).__module__.startswith("pyspark"):
        pytest.skip("the limit is kept in its workers, where nothing is patched")
    monkeypatch.setattr("placet.survey.grouping.MOST_BYTES", 8000)
    with pytest.raises(DataError, match=r"4 columns in [\d,]+ combinations of segments and sampling units \('store'\)"):
        regression(stored(drawn), cluster="store", errors="design")
