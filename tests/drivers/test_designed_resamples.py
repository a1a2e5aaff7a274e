"""Resamples of designed surveys: against their definition by numpy, an exact jackknife, and simulated coverage."""

from itertools import combinations
from typing import Any

import numpy as np
import placet
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from placet import _core
from placet.drivers.model.model import read_model
from placet.inference.distributions import t_quantile

DRIVERS = ["a", "b"]


def clustered(seed: int, clusters: int = 30, size: int = 6) -> dict[str, np.ndarray]:
    """Clusters in three strata whose respondents are much alike in a driver and in what no driver explains."""
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(clusters), size)
    of_cluster, own = rng.normal(size=(3, clusters))[:, cluster], rng.normal(size=(3, len(cluster)))
    a = 0.9 * of_cluster[0] + np.sqrt(1 - 0.81) * own[0]
    error = 0.8 * of_cluster[1] + 0.6 * own[1]
    return {
        "y": 0.6 * a + 0.3 * own[2] + error, "a": a, "b": own[2],
        "w": rng.uniform(0.5, 2.0, len(cluster)), "cluster": cluster, "stratum": cluster % 3,
        "population": np.array([clusters, 3 * clusters, clusters / 2])[cluster % 3],
    }  # fmt: skip


def gains(data: dict[str, np.ndarray], weights: np.ndarray) -> np.ndarray:
    """LMG of two drivers, from the covariances of the rows."""
    kept = (weights > 0) & ~np.isnan(data["a"])
    c = np.cov([data[name][kept] for name in ("y", *DRIVERS)], aweights=weights[kept])
    a, b = c[0, 1:] ** 2 / (c[0, 0] * np.diag(c)[1:])
    both = c[0, 1:] @ np.linalg.solve(c[1:, 1:], c[0, 1:]) / c[0, 0]
    return np.array([a + both - b, b + both - a]) / 2


def rescaled(data: dict[str, np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """Weights of one resample as Rao, Wu and Yue define them."""
    weights = data["w"].copy()
    for stratum in range(3):
        units = np.unique(data["cluster"][data["stratum"] == stratum])
        n = len(units)
        scale = np.sqrt(1 - n / data["population"][data["stratum"] == stratum][0])
        drawn = rng.multinomial(n - 1, np.full(n, 1 / n))
        for unit, r in zip(units, drawn, strict=True):
            weights[data["cluster"] == unit] *= 1 - scale + scale * n / (n - 1) * r
    return weights


def importance(
    data, n_resamples: int = 400, interval: str = "percentile", method: str = "lmg", **design
) -> placet.results.DriversResult:
    options = {"n_resamples": n_resamples, "interval": interval, "importance": method, "rng": 3, "progress": False}
    return placet.key_drivers(placet.Survey(data, weights="w", **design), "y", DRIVERS, **options)


def in_order(result, column: str) -> np.ndarray:
    return result[column][[result["term"].index(name) for name in DRIVERS]]


DESIGN = {"strata": "stratum", "cluster": "cluster", "fpc": "population"}


def test_the_error_is_that_of_the_same_resampling_by_numpy() -> None:
    data, rng = clustered(1), np.random.default_rng(5)
    data["a"][data["cluster"] == 4] = np.nan  # a unit without a complete case is drawn like any other
    found = importance(data, **DESIGN, n_resamples=3000)
    expected = np.array([gains(data, rescaled(data, rng)) for _ in range(3000)])
    spread = expected.std(axis=0, ddof=1)
    # The standard error of a standard deviation s of B draws is s sqrt((kurtosis - 1) / 4B), once for either side.
    kurtosis = ((expected - expected.mean(axis=0)) ** 4).mean(axis=0) / spread**4
    bound = 4 * spread * np.sqrt(2 * (kurtosis - 1) / (4 * 3000))
    assert (np.abs(in_order(found, "importance_std_error") - spread) < bound).all()
    limits = np.quantile(expected, [0.025, 0.975], axis=0)
    assert_allclose(
        [in_order(found, "importance_low"), in_order(found, "importance_high")], limits, atol=0.15 * spread.max()
    )
    assert (
        "resamples of the design (30 clusters 'cluster', 3 strata 'stratum', finite population" in found.about["method"]
    )
    assert not any("not used" in note for note in found.about["notes"])


def test_a_resample_is_that_of_the_units_of_the_whole_sample() -> None:
    data = clustered(2)
    data["a"][:40:3] = np.nan
    data["part"] = data["cluster"] % 2
    survey = placet.Survey(data, weights="w", **DESIGN)
    rows = read_model(survey, "y", DRIVERS, by="part", design="declared").rows
    draws = rows.draws(5, 11)
    sum_w, mean, comoment = _core.bootstrap_moments(rows.given, 1, draws)
    _, seed, (unit_of_row, *units) = draws
    for index in range(5):
        weights = data["w"] * _core.unit_factors(*units, seed, index)[unit_of_row]
        moments = rows.given._replace(weights=("w", weights, [])).moments()[1]
        assert_allclose(sum_w[index], moments.sum_w, rtol=1e-13)
        assert_allclose(mean[index], moments.mean, rtol=1e-11, atol=1e-13)
        assert_allclose(comoment[index], moments.comoment, rtol=1e-11)


def test_replicate_weights_give_the_jackknife() -> None:
    data, units = clustered(3, clusters=12), 12
    for unit in range(units):
        data[f"r{unit}"] = np.where(data["cluster"] == unit, 0, data["w"] * units / (units - 1))
    found = importance(data, repweights=placet.ReplicateWeights("r*", "JK1"))
    copies = np.array([gains(data, data[f"r{unit}"]) for unit in range(units)])
    error = np.sqrt((units - 1) / units * ((copies - copies.mean(axis=0)) ** 2).sum(axis=0))
    estimate, t = gains(data, data["w"]), t_quantile(0.95, units - 1.0)
    assert_allclose(in_order(found, "importance"), estimate, rtol=1e-10)
    assert_allclose(in_order(found, "importance_std_error"), error, rtol=1e-8)
    assert_allclose(in_order(found, "importance_high"), estimate + t * error, rtol=1e-8)
    assert_allclose(in_order(found, "importance_low"), np.maximum(estimate - t * error, 0), rtol=1e-8, atol=1e-15)
    shares = copies / copies.sum(axis=1, keepdims=True)
    share_error = np.sqrt((units - 1) / units * ((shares - shares.mean(axis=0)) ** 2).sum(axis=0))
    share = estimate / estimate.sum()
    assert_allclose(in_order(found, "share_high"), np.minimum(share + t * share_error, 1), rtol=1e-8)
    assert_allclose(in_order(found, "share_low"), np.maximum(share - t * share_error, 0), rtol=1e-8, atol=1e-15)
    assert "t intervals of 12 replicate weights (JK1)" in found.about["method"]
    assert (found.about["interval"], found.about["n_resamples"]) == ("t", 12)


def test_copies_of_rows_within_clusters_are_no_new_information() -> None:
    data = clustered(4)
    many = {name: np.repeat(values, 4) for name, values in data.items()}
    once, again = (importance(d, cluster="cluster", strata="stratum") for d in (data, many))
    for column in ("importance_std_error", "importance_low", "importance_high", "share_low", "share_high"):
        assert_allclose(again[column], once[column], rtol=1e-9)
    alone, blown_up = (importance(d) for d in (data, many))
    assert (blown_up["importance_std_error"] < 0.65 * alone["importance_std_error"]).all()


def test_intervals_cover_clustered_importances_as_they_say() -> None:
    # y = 0.6 a + 0.3 b + e with independent a, b and e of variance 1: importances 0.36 / 1.45 and 0.09 / 1.45.
    right, covered = np.array([0.36, 0.09]) / 1.45, {"designed": [], "respondents": []}
    for seed in range(200):
        data = clustered(1000 + seed, clusters=60)
        for name, design in (("designed", {"cluster": "cluster"}), ("respondents", {})):
            found = importance(data | {"w": np.ones(360)}, **design, n_resamples=200)
            low, high = in_order(found, "importance_low"), in_order(found, "importance_high")
            covered[name].append((low <= right) & (right <= high))
    designed, respondents = (np.mean(covered[name], axis=0) for name in ("designed", "respondents"))
    # Two standard errors of a share of 0.95 in 200 simulations are 0.03; percentile limits of 60 clusters add some.
    assert (designed > 0.89).all()
    assert (designed < 0.99).all()
    assert respondents[0] < 0.8


def test_what_a_design_rules_out_is_refused_and_what_it_cannot_know_is_said() -> None:
    data = clustered(6)
    with pytest.raises(placet.DataError, match=r"interval='bca' under the declared design needs influence values"):
        importance(data, **DESIGN, interval="bca", method="johnson")
    lonely = data | {"stratum": np.where(data["cluster"] == 7, 9, data["stratum"])}
    found = importance(lonely, strata="stratum", cluster="cluster", lonely_psu="certainty")
    assert "1 strata of one unit keep it in every resample: its spread nobody knows" in found.about["notes"]


def test_frequencies_are_units_of_their_stratum() -> None:
    data = clustered(7)
    times = np.random.default_rng(1).integers(1, 4, len(data["y"]))
    repeated = {name: np.repeat(values, times) for name, values in data.items()} | {"w": np.ones(times.sum())}
    one, other = (
        importance(d, strata="stratum", weight_type="frequency", n_resamples=3000)
        for d in (data | {"w": times.astype(float)}, repeated)
    )
    # Of 3,000 resamples each, 1.3 % is one standard error.
    assert_allclose(one["importance_std_error"], other["importance_std_error"], rtol=0.08)


# ---- selection -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["stepwise", "best_subsets", "logit"])
def test_replicate_weights_are_searched_one_by_one(method: str) -> None:
    data, rng = clustered(8), np.random.default_rng(2)
    data["noise"] = rng.normal(size=len(data["y"])) + 0.3 * data["y"]
    data["weak"] = rng.normal(size=len(data["y"])) + 0.1 * data["y"]
    data["good"] = (data["y"] > 0).astype(float)
    for r in range(16):  # Fay: half of the clusters count half, the others one and a half times
        half = np.random.default_rng(r).integers(2, size=30)[data["cluster"]]
        data[f"r{r}"] = data["w"] * (0.5 + half)
    names, call = [*DRIVERS, "noise", "weak"], placet.best_subsets if method == "best_subsets" else placet.stepwise
    options = {"criterion": "aic", "progress": False} | ({"model": "logit"} if method == "logit" else {})
    outcome = "good" if method == "logit" else "y"
    survey = placet.Survey(data, weights="w", repweights=placet.ReplicateWeights("r*", "Fay", rho=0.5))
    found = call(survey, outcome, names, rng=1, n_resamples=50, **options)
    costs = prices(data, survey, outcome, names)
    search = best_by_hand if method == "best_subsets" else walked_by_hand
    sets = [search(data, outcome, names, data[f"r{r}"], costs) for r in range(16)]
    share = {name: np.mean([name in terms for terms in sets]) for name in names}
    table = found.inclusion
    at = dict(zip(table["term"], table["inclusion"], strict=True))
    assert {name: at[name] for name in names} == pytest.approx(share)
    assert found.about["n_resamples"] == 16
    assert any("16 replicate weights (Fay)" in note for note in found.about["notes"])


def prices(data: dict[str, Any], survey: Any, outcome: str, names: list[str]) -> np.ndarray:
    """What the variances of the coefficients are under the design, of what the model itself has."""
    model = "logit" if outcome == "good" else "linear"
    design = placet.regression(survey, outcome, names, model=model)["std_error"][1:]
    own = placet.regression(data, outcome, names, model=model, weights="w", errors="classical")["std_error"][1:]
    return (design / own) ** 2


def deviance(data: dict[str, Any], outcome: str, inside: Any, w: np.ndarray) -> float:
    x = np.column_stack([np.ones(len(w)), *(data[name] for name in inside)])
    w = w / w.mean()
    if outcome == "good":
        return float(sm.GLM(data[outcome], x, family=sm.families.Binomial(), var_weights=w).fit(tol=1e-12).deviance)
    return float(len(w) * np.log(sm.WLS(data[outcome], x, weights=w).fit().ssr))


def best_by_hand(data: dict[str, Any], outcome: str, names: list[str], w: Any, costs: np.ndarray) -> tuple[str, ...]:
    """Of all subsets, at the mean price of a coefficient."""
    subsets = [chosen for size in range(len(names) + 1) for chosen in combinations(names, size)]
    return min(subsets, key=lambda chosen: deviance(data, outcome, chosen, w) + 2 * costs.mean() * len(chosen))


def walked_by_hand(data: dict[str, Any], outcome: str, names: list[str], w: Any, costs: np.ndarray) -> list[str]:
    """From move to move, each of which counts for its price."""
    inside: list[str] = []
    while True:
        now, value = deviance(data, outcome, inside, w), {}
        for name, cost in zip(names, costs, strict=True):
            after = [n for n in inside if n != name] if name in inside else [*inside, name]
            value[name] = min(1 / cost, 1) * (deviance(data, outcome, after, w) - now) + 2 * (len(after) - len(inside))
        best = min(value, key=lambda name: value[name])
        if value[best] >= 0:
            return inside
        inside = [n for n in inside if n != best] if best in inside else [*inside, best]
