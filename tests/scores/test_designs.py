"""Scores under sampling designs: the definition over rows, simulations, and designs that contradict their data."""

import math
from typing import Any

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from numpy.testing import assert_allclose
from placet import DataError, Metric, ReplicateWeights, Survey

METRICS = [Metric.nps(), Metric.top_box((0, 10), 3), Metric.mean_score((0, 10))]
every_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda m: m.name)
Data = dict[str, np.ndarray]


def sample(rows: int = 240, seed: int = 1, clusters: int = 24, strata: int = 3) -> Data:
    """Answers that hang together within clusters, which lie in strata; weights, frequencies and population sizes."""
    rng = np.random.default_rng(seed)
    cluster = np.sort(rng.integers(0, clusters, rows))
    cluster[:clusters] = np.arange(clusters)
    score = np.clip(np.round(7 + rng.normal(0, 1.5, clusters)[cluster] + rng.normal(0, 2, rows)), 0, 10)
    stratum = cluster % strata
    return {
        "q": np.where(rng.random(rows) < 0.05, np.nan, score),
        "w": rng.gamma(3, 1 / 3, rows) + 0.05,
        "times": rng.integers(1, 4, rows),
        "cluster": cluster,
        "stratum": stratum,
        "size": np.array([40, 90, 30, 55])[stratum],
        "segment": np.array(["a", "b", "c"])[rng.integers(0, 3, rows)],
    }


def by_definition(
    data: Data, metric: Metric, cluster: str | None = None, fpc: bool = False, lonely: str = "", here: Any = None
) -> float:
    """Standard error from linearised rows, unit totals and strata (Lumley 2010, section 2)."""
    answered = ~np.isnan(data["q"]) & (True if here is None else here)
    x = metric.unit * metric.values[np.where(answered, data["q"], 0).astype(int)]
    w = np.where(answered, data.get("w", np.ones(len(x))), 0)
    z = w * (x - (w @ x) / w.sum()) / w.sum()
    units = pd.DataFrame({"h": data["stratum"], "z": z, "answered": answered, "size": data["size"]})
    units["unit"] = np.arange(len(z)) if cluster is None else data[cluster]
    units = units.groupby(["h", "unit"]).agg({"z": "sum", "answered": "any", "size": "first"})
    variance, strata, lonely_strata = 0.0, 0, 0
    for _, part in units.groupby("h"):
        n, free = len(part), 1 - len(part) / part["size"].iloc[0] if fpc else 1.0
        if not part["answered"].any():
            continue
        strata += 1
        if n > 1:
            variance += free * n / (n - 1) * ((part["z"] - part["z"].mean()) ** 2).sum()
        elif lonely == "adjust":
            variance += free * (part["z"] ** 2).sum()
        else:
            lonely_strata += 1
    return math.sqrt(variance * (strata / (strata - lonely_strata) if lonely == "average" else 1))


# ---- the definition --------------------------------------------------------------------------------------------------


@every_metric
@pytest.mark.parametrize("fpc", [False, True], ids=["", "fpc"])
@pytest.mark.parametrize("cluster", [None, "cluster"])
def test_standard_errors_by_definition(metric: Metric, cluster: str | None, fpc: bool) -> None:
    data = sample()
    data["size"] = data["size"] if cluster else 10 * data["size"]
    survey = Survey(data, weights="w", strata="stratum", cluster=cluster, fpc="size" if fpc else None)
    whole = placet.score(survey, "q", metric)
    assert_allclose(whole["std_error"], by_definition(data, metric, cluster, fpc), rtol=1e-12)
    parts = placet.score(survey, "q", metric, by="segment")
    for row, segment in enumerate(parts["segment"]):
        expected = by_definition(data, metric, cluster, fpc, here=data["segment"] == segment)
        assert_allclose(parts["std_error"][row], expected, rtol=1e-12)
    # The effective base is the one whose independent respondents would have this error.
    answered = ~np.isnan(data["q"])
    x = metric.unit * metric.values[data["q"][answered].astype(int)]
    spread = np.average((x - np.average(x, weights=data["w"][answered])) ** 2, weights=data["w"][answered])
    assert_allclose(whole["n_eff"], spread / whole["std_error"] ** 2, rtol=1e-12)
    assert_allclose(whole["deff"], whole["n"] / whole["n_eff"], rtol=1e-15)


def test_every_interval_uses_the_design_s_error() -> None:
    survey = Survey(sample(), weights="w", strata="stratum", cluster="cluster")
    for metric in METRICS:
        for method in ("adjusted", "wald", "score", "bayes", "design"):
            found = placet.score(survey, "q", metric, method=method, rng=1, n_resamples=300)
            plain = placet.score(sample(), "q", metric, weights="w", method=method, rng=1, n_resamples=300)
            assert found["std_error"][0] > 1.3 * plain["std_error"][0]
            width, narrow = (r["conf_high"][0] - r["conf_low"][0] for r in (found, plain))
            assert width > 1.2 * narrow, (metric.name, method)
            assert "design: 24 clusters 'cluster', 3 strata 'stratum'" in found.summary()


@every_metric
def test_frequencies_under_a_design_are_repeated_rows(metric: Metric) -> None:
    data = sample()
    repeated = {name: np.repeat(column, data["times"]) for name, column in data.items()}
    for design in (
        {"cluster": "cluster"},
        {"strata": "stratum", "cluster": "cluster", "fpc": "size"},
        {"strata": "stratum"},
        {"strata": "stratum", "fpc": "many"},
        {},
    ):
        for d in (data, repeated):
            d["many"] = 10 * d["size"]
        for by in (None, "segment"):
            found = placet.score(
                Survey(data, weights="times", weight_type="frequency", **design), "q", metric, by=by, method="design"
            )
            expected = placet.score(Survey(repeated, **design), "q", metric, by=by, method="design")
            for name in ("estimate", "std_error", "df", "conf_low", "conf_high", "n_eff", "sum_weights"):
                assert_allclose(found[name], expected[name], rtol=1e-10, err_msg=f"{design} {name}")


@pytest.mark.parametrize("weight_type", ["probability", "frequency"])
def test_rows_of_weight_0_are_no_part_of_the_sample(weight_type: str) -> None:
    data = sample()
    data["times"] = data["times"] - 1
    used = {name: column[data["times"] > 0] for name, column in data.items()}
    # They may be anywhere, also nowhere, and be a stratum of one cluster.
    data["stratum"] = np.where(data["times"] > 0, data["stratum"], 9).astype(object)
    data["stratum"][np.flatnonzero(data["times"] == 0)[:5]] = None
    design = {"weights": "times", "weight_type": weight_type, "strata": "stratum", "cluster": "cluster"}
    found, expected = (placet.nps(Survey(d, **design), "q", by="segment") for d in (data, used))
    for name in found.table.columns:
        assert np.array_equal(found[name], expected[name]), name
    assert found.about["n_zero_weight"] == (data["times"] == 0).sum() > 0


def test_segments_without_answers_and_of_one_cluster() -> None:
    data = sample()
    data["segment"] = np.where(data["cluster"] == 3, "lonely", data["segment"])
    data["segment"] = np.where(data["cluster"] == 4, "silent", data["segment"])
    data["q"] = np.where(data["segment"] == "silent", np.nan, data["q"])
    found = placet.nps(Survey(data, strata="stratum", cluster="cluster"), "q", by="segment")
    rows = {segment: row for row, segment in enumerate(found["segment"])}
    lonely, silent = rows["lonely"], rows["silent"]
    # One cluster of its stratum: units - strata leaves no degree of freedom, so no interval, though R gives an error.
    assert found["df"][lonely] == 0
    here = data["segment"] == "lonely"
    assert_allclose(found["std_error"][lonely],
                    by_definition({**data, "w": np.ones(240)}, METRICS[0], "cluster", here=here))  # fmt: skip
    assert np.isnan([found["conf_low"][lonely], found["conf_high"][lonely]]).all()
    assert np.isnan([found[name][silent] for name in ("estimate", "std_error", "conf_low", "deff")]).all()
    assert (found["n"][silent], found["n_eff"][silent]) == (0, 0)
    assert found["n_missing"][silent] == (data["cluster"] == 4).sum()
    assert " - " in found.summary()


@pytest.mark.parametrize("kind", ["strata", "cluster"])
def test_ten_thousand_segments(kind: str) -> None:
    rng = np.random.default_rng(1)
    rows, segments = 60_000, 10_000
    data = {
        "q": rng.integers(0, 11, rows),
        "cluster": np.arange(rows) // 12,
        "stratum": np.arange(rows) // 12 % 7,
        "segment": rng.integers(0, segments, rows),
    }
    found = placet.nps(Survey(data, **{kind: {"strata": "stratum"}.get(kind, kind)}), "q", by="segment")
    assert len(found.table) == len(np.unique(data["segment"])) > 9_900
    row = 4321
    here = data["segment"] == found["segment"][row]
    if kind == "cluster":
        data["stratum"] = np.zeros(rows, dtype=int)
    expected = by_definition(
        {**data, "size": np.zeros(rows)}, METRICS[0], "cluster" if kind == "cluster" else None, here=here
    )
    assert_allclose(found["std_error"][row], expected, rtol=1e-9)


# ---- equal answers, equal clusters: an error of 0 --------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::placet.ScaleWarning")
@every_metric
def test_equal_answers_have_no_error_and_kish_s_base(metric: Metric) -> None:
    for seed in range(40):
        data = sample(60, seed)
        data["q"] = np.full(60, float(seed % 11))
        found = placet.score(Survey(data, weights="w", cluster="cluster"), "q", metric)
        assert found["std_error"][0] == 0
        assert_allclose(found["n_eff"], data["w"].sum() ** 2 / (data["w"] ** 2).sum(), rtol=1e-12)


def test_clusters_of_equal_sums_have_no_error() -> None:
    # Every cluster holds a 10 and a 1, so that the clusters do not differ at all.
    data = {"q": np.tile([10, 1], 30), "cluster": np.arange(60) // 2, "w": np.full(60, 0.1)}
    found = placet.mean_score(Survey(data, weights="w", cluster="cluster"), "q", scale=(0, 10))
    assert (found["std_error"][0], found["n_eff"][0]) == (0, pytest.approx(60))


# ---- right on average ------------------------------------------------------------------------------------------------


def drawn_sample(rng: np.random.Generator) -> Data:
    """Two strata of 12 and 8 clusters of 5 to 15 respondents from a population without end."""
    stratum = np.repeat([0, 1], [12, 8])
    sizes = rng.integers(5, 16, 20)
    level = rng.normal(0, 1.0, 20) + np.where(stratum == 0, 7.5, 5.5)
    cluster = np.repeat(np.arange(20), sizes)
    score = np.clip(np.round(level[cluster] + rng.normal(0, 1.8, len(cluster))), 0, 10)
    return {"q": score, "cluster": cluster, "stratum": stratum[cluster], "w": np.where(stratum == 0, 1.0, 2.5)[cluster]}


def test_the_design_s_error_is_right_on_average() -> None:
    rng, runs = np.random.default_rng(4), 400
    found = [
        placet.nps(Survey(drawn_sample(rng), weights="w", strata="stratum", cluster="cluster"), "q", method="design")
        for _ in range(runs)
    ]
    estimates, errors = (np.array([r[name][0] for r in found]) for name in ("estimate", "std_error"))
    # A variance of 400 runs has an error of sqrt(2/400) = 7 %; ratio estimates of 20 clusters are some per cent low.
    assert 0.8 < (errors**2).mean() / estimates.var(ddof=1) < 1.2
    truth = estimates.mean()
    low, high = (np.array([r[name][0] for r in found]) for name in ("conf_low", "conf_high"))
    assert 0.92 < ((low <= truth) & (truth <= high)).mean() < 0.98
    # Taking the respondents for independent is far off, or the simulation would show nothing.
    rng = np.random.default_rng(4)
    naive = np.array([placet.nps(drawn_sample(rng), "q", weights="w")["std_error"][0] for _ in range(50)])
    assert (naive**2).mean() < 0.5 * estimates.var()


@every_metric
def test_the_design_s_error_is_that_of_resampled_clusters(metric: Metric) -> None:
    data = sample(600, 5, clusters=60, strata=2)
    survey = Survey(data, weights="w", strata="stratum", cluster="cluster")
    answered = ~np.isnan(data["q"])
    x = metric.unit * metric.values[np.where(answered, data["q"], 0).astype(int)]
    w = data["w"] * answered
    sums = np.column_stack([np.bincount(data["cluster"], weights=v) for v in (w, w * x)])
    rng, copies = np.random.default_rng(6), []
    for _ in range(4000):  # Rao and Wu (1988): n - 1 of n clusters of each stratum, each times n / (n - 1)
        total = np.zeros(2)
        for stratum in (0, 1):
            part = sums[stratum::2]
            total += part[rng.integers(0, 30, 29)].sum(axis=0) * 30 / 29
        copies.append(total[1] / total[0])
    assert_allclose(placet.score(survey, "q", metric)["std_error"], np.std(copies), rtol=0.06)


# ---- lonely units ----------------------------------------------------------------------------------------------------


def with_a_lonely_cluster() -> Data:
    data = sample()
    return {**data, "stratum": np.where(data["cluster"] == 7, 8, data["stratum"]), "size": np.full(240, 40)}


@every_metric
@pytest.mark.parametrize("fpc", [False, True], ids=["", "fpc"])
@pytest.mark.parametrize("rule", ["certainty", "adjust", "average"])
def test_lonely_units_by_definition(metric: Metric, rule: str, fpc: bool) -> None:
    data = with_a_lonely_cluster()
    survey = Survey(data, weights="w", strata="stratum", cluster="cluster", fpc="size" if fpc else None,
                    lonely_psu=rule)  # fmt: skip
    found = placet.score(survey, "q", metric)
    assert_allclose(found["std_error"], by_definition(data, metric, "cluster", fpc, rule), rtol=1e-12)
    assert f"lonely units: {rule}" in found.summary()


def test_lonely_units_are_refused_by_name() -> None:
    data = with_a_lonely_cluster()
    with pytest.raises(DataError, match=r"stratum 8 of 'stratum' has one cluster only.*lonely_psu=\"adjust\""):
        placet.nps(Survey(data, strata="stratum", cluster="cluster"), "q")
    data["stratum"] = np.array(["x", *["y"] * 239])
    with pytest.raises(DataError, match=r"stratum 'x' of 'stratum' has one respondent only"):
        placet.nps(data, "q", strata="stratum")
    # Drawn for sure, it has no error.
    data |= {"share": np.where(data["stratum"] == "x", 1.0, 0.01)}
    assert placet.nps(data, "q", strata="stratum", fpc="share")["std_error"][0] > 0


# ---- clusters and strata that do not fit -----------------------------------------------------------------------------


def test_clusters_that_cross_strata() -> None:
    data = sample()
    numbered_anew = {**data, "cluster": data["cluster"] // 3}  # 0 to 7 in each of the 3 strata
    with pytest.raises(DataError, match=r"cluster 0 of column 'cluster' lies in strata 0 and 1; .* nest=True"):
        placet.nps(Survey(numbered_anew, strata="stratum", cluster="cluster"), "q")
    nested = placet.nps(Survey(numbered_anew, strata="stratum", cluster="cluster", nest=True), "q")
    plain = placet.nps(Survey(data, strata="stratum", cluster="cluster"), "q")
    assert nested == plain
    assert placet.nps(Survey(data, strata="stratum", cluster="cluster", nest=True), "q") == plain
    with pytest.raises(DataError, match="nest='yes' must be True or False"):
        Survey(data, nest="yes")


def test_more_strata_than_clusters() -> None:
    data = sample()
    with pytest.raises(DataError, match=r"has 24 strata and cluster column 'stratum' 24 clusters.*swapped"):
        placet.nps(Survey(data, strata="cluster", cluster="stratum", nest=True), "q")
    data = {"q": [9, 1, 7], "stratum": [1, 2, 3], "cluster": ["a", "b", "c"]}
    with pytest.raises(DataError, match="a stratum needs at least two clusters"):
        placet.nps(data, "q", strata="stratum", cluster="cluster")


@pytest.mark.parametrize("role", ["strata", "cluster"])
@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_missing_design_values(role: str, frame) -> None:
    data = {"q": [9, 1, 7, 8], "column": ["a", None, "b", "b"], "w": [1, 0, 1, 1]}
    with pytest.raises(DataError, match=rf"the {role} column 'column' is missing in row 1 \(1 such rows\).*weight 0"):
        placet.nps(frame(data), "q", **{role: "column"})
    assert placet.nps(frame(data), "q", weights="w", lonely_psu="adjust", **{role: "column"}).about["n_used"] == 3


# ---- finite populations ----------------------------------------------------------------------------------------------


def test_sizes_and_shares_of_the_population_are_one() -> None:
    data = sample()
    drawn = np.bincount(np.unique(data["cluster"]) % 3)[data["stratum"]]
    data["share"] = drawn / data["size"]
    sizes, shares = (
        placet.nps(Survey(data, weights="w", strata="stratum", cluster="cluster", fpc=fpc), "q", by="segment")
        for fpc in ("size", "share")
    )
    for name in ("estimate", "std_error", "df", "conf_low"):
        assert_allclose(sizes[name], shares[name], rtol=1e-12)
    plain = placet.nps(Survey(data, weights="w", strata="stratum", cluster="cluster"), "q", by="segment")
    assert (sizes["std_error"] < plain["std_error"]).all()


def test_a_population_drawn_whole_has_no_error() -> None:
    data = sample() | {"all": np.full(240, 240)}
    for method in ("design", "wald"):
        found = placet.nps(data, "q", fpc="all", method=method)
        assert found["std_error"][0] == 0
        assert found["conf_low"][0] == found["estimate"][0] == found["conf_high"][0]


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        (
            {0: 5},
            "says 5 units in stratum 0, but 8 were drawn; give the number of units in the population: of clusters",
        ),
        ({1: 0}, "holds a size that is missing or not above 0"),
        ({1: np.nan}, "holds a size that is missing or not above 0"),
        ({2: -3}, "holds a size that is missing or not above 0"),
        ({2: np.inf}, "holds a size that is missing or not above 0"),
        ({0: 0.5}, "says 0.5 units in stratum 0, but 8 were drawn"),
    ],
)
def test_sizes_that_do_not_fit(sizes: dict[int, float], words: str) -> None:
    data = sample()
    data["size"] = np.array([sizes.get(h, 40.0) for h in data["stratum"]])
    with pytest.raises(DataError) as caught:
        placet.nps(Survey(data, strata="stratum", cluster="cluster", fpc="size"), "q")
    assert words in str(caught.value)


def test_sizes_that_differ_within_a_stratum() -> None:
    data = sample()
    data["size"] = data["size"] + (np.arange(240) == 200)
    with pytest.raises(DataError, match=r"column 'size' holds different sizes within stratum \d; give one a stratum"):
        placet.nps(Survey(data, strata="stratum", cluster="cluster", fpc="size"), "q")
    with pytest.raises(DataError, match=r"column 'size' holds different sizes; without strata the population has one"):
        placet.nps(data, "q", fpc="size")
    with pytest.raises(DataError, match=r"'size' says 30 units, but 240 were drawn.*else of respondents"):
        placet.nps({**data, "size": np.full(240, 30)}, "q", fpc="size")
    with pytest.raises(DataError, match="fpc column 'segment' does not hold numbers"):
        placet.nps(data, "q", fpc="segment")


def test_precision_weights_have_no_design() -> None:
    data = sample() | {"many": np.full(240, 900)}
    for design in ({"strata": "stratum"}, {"cluster": "cluster"}, {"fpc": "many"}, {"method": "design"}):
        with pytest.raises(DataError, match='goes with weight_type="probability" or "frequency", not "precision"'):
            placet.nps(data, "q", weights="w", weight_type="precision", **design)


# ---- replicate weights -----------------------------------------------------------------------------------------------


def jackknifed(rows: int = 120, groups: int = 12) -> Data:
    """One group left out a replicate, and the others weighted up."""
    data = sample(rows)
    group = np.arange(rows) % groups
    for r in range(groups):
        data[f"rep{r:02}"] = np.where(group == r, 0.0, data["w"] * groups / (groups - 1))
    return data


@every_metric
@pytest.mark.parametrize("mse", [False, True])
@pytest.mark.parametrize(
    ("kind", "factors", "scale"),
    [
        ("JK1", {}, 11 / 12),
        ("JKn", {"rscales": [0.5] * 12}, 0.5),
        ("BRR", {}, 1 / 12),
        ("Fay", {"rho": 0.3}, 1 / (12 * 0.49)),
        ("bootstrap", {}, 1 / 11),
        ("other", {"scale": 0.2}, 0.2),
        ("other", {"scale": 0.2, "rscales": [3.0] * 12}, 0.6),
    ],
)
def test_replicates_by_definition(metric: Metric, kind, factors: dict, scale: float, mse: bool) -> None:
    data = jackknifed()
    rule = ReplicateWeights("rep*", kind, mse=mse, **factors)
    found = placet.score(data, "q", metric, weights="w", repweights=rule, by="segment")
    names = [f"rep{r:02}" for r in range(12)]
    for row, segment in enumerate(found["segment"]):
        here = ~np.isnan(data["q"]) & (data["segment"] == segment)
        x = metric.unit * metric.values[data["q"][here].astype(int)]
        copies = np.array([np.average(x, weights=data[name][here]) for name in names])
        centre = found["estimate"][row] if mse else copies.mean()
        assert_allclose(found["std_error"][row], math.sqrt(scale * ((copies - centre) ** 2).sum()), rtol=1e-10)
        everybody = np.column_stack([data[name][data["segment"] == segment] for name in names])
        assert found["df"][row] == np.linalg.matrix_rank(everybody) - 1
    listed = ReplicateWeights(names, kind, mse=mse, **factors)
    assert placet.score(data, "q", metric, weights="w", repweights=listed, by="segment") == found
    assert f"design: 12 {kind} replicate weights" in found.summary()
    assert placet.score(data, "q", metric, weights="w", repweights=rule)["df"][0] == 11


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: ReplicateWeights("rep*", "jackknife"),
            "kind='jackknife' is not known; use one of 'JK1', 'JKn', 'BRR'",
        ),
        (lambda: ReplicateWeights("rep*", "JKn"), "kind='JKn' needs rscales"),
        (lambda: ReplicateWeights("rep*", "other"), "kind='other' needs scale"),
        (lambda: ReplicateWeights("rep*", "JK1", rho=0.5), "rho=0.5 must lie from 0 to below 1 and belongs to"),
        (lambda: ReplicateWeights("rep*", "Fay", rho=1), "rho=1 must lie from 0 to below 1"),
        (lambda: ReplicateWeights("rep*", "Fay", rho="a"), "rho='a' must lie from 0 to below 1"),
        (lambda: ReplicateWeights("rep*", "JK1", mse="yes"), "mse='yes' must be True or False"),
        (lambda: ReplicateWeights("rep*", "JK1", scale=-1), "scale=-1 must be a number above 0"),
        (lambda: ReplicateWeights("rep*", "JK1", scale="big"), "scale='big' must be a number above 0"),
        (lambda: ReplicateWeights("rep*", "JKn", rscales=0.5), "rscales=0.5 must be a list of numbers"),
        (lambda: ReplicateWeights("rep*", "JKn", rscales=[-1] * 12), "rscales holds -1"),
        (lambda: ReplicateWeights("rep*", "JKn", rscales=["a"] * 12), "rscales holds 'a'"),
        (lambda: ReplicateWeights(3, "JK1"), "columns must be column names or a pattern such as 'rep*', not 3 (int)"),
        (lambda: ReplicateWeights([1, 2], "JK1"), "columns must be column names or a pattern"),
        (lambda: ReplicateWeights(["rep00"] * 2, "JK1"), "repweights names 'rep00' twice"),
    ],
)
def test_rules_that_are_none(make, words: str) -> None:
    with pytest.raises(DataError) as caught:
        make()
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"repweights": ReplicateWeights("rop*", "JK1")}, "repweights='rop*' names 0 columns; a variance"),
        ({"repweights": ReplicateWeights(["rep00"], "JK1")}, "names 1 columns"),
        ({"repweights": ReplicateWeights(["rep00", "rep0"], "JK1")}, "repweights column 'rep0' is not in the data"),
        ({"repweights": ReplicateWeights("rep*", "JKn", rscales=[1, 1])}, "rscales has 2 factors for 12 replicates"),
        ({"repweights": ReplicateWeights("*0*", "JK1"), "weights": "rep00"}, "takes the weights column 'rep00' itself"),
        ({"repweights": ReplicateWeights("rep*", "JK1"), "weights": None}, "needs weights="),
        ({"repweights": "rep*"}, "repweights must be placet.ReplicateWeights(columns, kind), not 'rep*' (str)"),
        ({"repweights": ReplicateWeights("rep*", "JK1"), "strata": "stratum", "cluster": "cluster"},
         "repweights hold the design already; leave out strata and cluster"),
        ({"repweights": ReplicateWeights("rep*", "JK1"), "weight_type": "frequency"}, "repweights go with weight_type"),
        ({"repweights": ReplicateWeights(["rep00", "segment"], "JK1")}, "the weights column 'segment' does not hold"),
    ],
)  # fmt: skip
def test_replicates_that_do_not_fit(given: dict, words: str) -> None:
    with pytest.raises(DataError) as caught:
        placet.nps(Survey(jackknifed(), **{"weights": "w", **given}), "q")
    assert words in str(caught.value)


def test_a_survey_with_replicates_is_pickled_and_shown() -> None:
    import pickle

    survey = Survey(jackknifed(), weights="w", repweights=ReplicateWeights("rep*", "JK1", mse=True))
    again = pickle.loads(pickle.dumps(survey))
    assert placet.nps(again, "q") == placet.nps(survey, "q")


# ---- calls -----------------------------------------------------------------------------------------------------------

CALLS = {
    "nps": placet.nps,
    "net_box": lambda *a, **o: placet.net_box(*a, scale=(0, 10), **o),
    "top_box": lambda *a, **o: placet.top_box(*a, scale=(0, 10), **o),
    "bottom_box": lambda *a, **o: placet.bottom_box(*a, scale=(0, 10), **o),
    "csat": lambda *a, **o: placet.csat(*a, scale=(0, 10), **o),
    "ces": lambda *a, **o: placet.ces(*a, scale=(0, 10), **o),
    "mean_score": lambda *a, **o: placet.mean_score(*a, scale=(0, 10), **o),
    "score": lambda *a, **o: placet.score(*a, metric="nps", **o),
}


@pytest.mark.parametrize("name", CALLS)
def test_options_of_every_score(name: str) -> None:
    call = CALLS[name]
    data = sample()
    with pytest.raises(
        TypeError, match=rf"{name}\(\) got an unexpected keyword argument 'alpha'; pass conf_level=1 - "
    ):
        call(data, "q", alpha=0.1)
    with pytest.raises(TypeError, match=rf"{name}\(\) got an unexpected keyword argument 'weight'"):
        call(data, "q", weight="w")
    with pytest.raises(DataError, match="items names 'q' twice"):
        call(data, ["q", "q"])
    with pytest.raises(DataError, match="wave column 'segment' is among the by columns"):
        call(data, "q", by=["stratum", "segment"], wave="segment")
    with pytest.raises(DataError, match=r"column 'q' holds 11 in row 0, which is not a point of the scale 0\.\.10"):
        call({"q": [11, 3]}, "q")
    with pytest.raises(DataError, match="verdict='good' must be True, False or a mapping"):
        call(data, "q", verdict="good")
    with pytest.raises(DataError, match="verdict holds '50': 'good'"):
        call(data, "q", verdict={"50": "good"})
    with pytest.raises(DataError, match="conf_level=95 must lie strictly between 0 and 1"):
        call(data, "q", conf_level=95)


def test_verdicts() -> None:
    data = {"q": [10, 10, 10, 10, 10, 10, 0, 7, 7, 5], "key": list("aaabbbbccc")}
    found = placet.nps(data, "q", by="key", verdict=True)
    assert found["estimate"].tolist() == pytest.approx([100, 50, -100 / 3])
    assert found["verdict"] == ("loyal base", "good", "more detractors")
    assert "loyal base" in found.summary()
    own = placet.top_box(data, "q", scale=(0, 10), by="key", verdict={0.9: "green", 0.5: "amber"})
    assert own["verdict"] == ("green", "amber", None)
    assert own.to_frame()["verdict"].to_list() == ["green", "amber", None]
    with pytest.raises(DataError, match="no convention names bands of top_box"):
        placet.top_box(data, "q", scale=(0, 10), verdict=True)
    several = placet.score(data, "q", ["nps", "csat"], scale=(0, 10), by="key", verdict=True)
    assert several["verdict"] == ("loyal base", "good", "more detractors", None, None, None)
    silent = placet.nps({"q": [9, np.nan], "key": [1, 2]}, "q", by="key", verdict=True)
    assert silent["verdict"] == ("loyal base", None)
