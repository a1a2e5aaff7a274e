"""Gaps, ranks and indexes under sampling designs: R's survey package, the definition unit by unit, simulations."""

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from placet import DataError, ReplicateWeights, Survey
from placet.survey import by_unit
from scipy import stats

from .scores.test_survey_package import FOLDER, LINEAR, REPLICATED, survey_of
from .scores.working_model import working_model

Data = dict[str, np.ndarray]
ITEMS = ["a", "b", "c"]
TREE = {"pair": (0.6, {"a": 0.5, "b": 0.5}), "rest": (0.4, {"c": 1.0})}
NODES = np.array([[0.3, 0.3, 0.4], [0.5, 0.5, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]])  # of TREE, in its order
SHOWN = ("estimate", "std_error", "conf_low", "conf_high", "n", "n_eff")


# ---- R's survey package ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def golden(typed) -> Any:
    return typed("survey")


@pytest.mark.filterwarnings("ignore::placet.ScaleWarning")  # the index takes points of 1..5 for some of 0..10
# "weights" declares nothing: n is then the respondents who answered, not all that were drawn.
@pytest.mark.parametrize("name", LINEAR[1:] + REPLICATED)
def test_linear_functions_of_means_as_r_has_them(golden, name: str) -> None:
    table = pd.DataFrame(golden["functions"]["rows"], columns=golden["functions"]["columns"])
    table = table[table["design"] == name].set_index(["function", "domain"])
    survey = survey_of(name, golden["designs"][name], pd.read_csv(FOLDER / "survey.csv"))
    for by, domains in ((None, ["whole"]), ("segment", ["a", "b", "c"])):
        gaps = placet.gap(survey, "score", "satisfaction", by=by)
        tree = {"score": 0.3, "satisfaction": 0.7}
        index = placet.satisfaction_index(survey, tree, scale=(0, 10), by=by, missing="drop")
        ranks = placet.rank_scores(survey, ["score", "satisfaction"], by=by)
        for row, domain in enumerate(domains):
            expected = table.loc[("gap", domain)]
            assert gaps["n"][row] == expected["n"]
            # Of clusters the degrees of freedom are fewer and the intervals wider: see the definition below.
            clustered = survey.cluster is not None
            assert gaps["df"][row] <= expected["degf"] if clustered else gaps["df"][row] == expected["degf"]
            agrees(gaps, row, expected, clustered)
            agrees(index, 3 * row, table.loc[("index", domain)], clustered)
            for place, item in enumerate(("score", "satisfaction")):
                one, at = table.loc[(item, domain)], ranks["item"][2 * row : 2 * row + 2].index(item)
                agrees(index, 3 * row + 1 + place, one, clustered, unit=10)
                agrees(ranks, 2 * row + at, one, clustered)


def agrees(found: Any, row: int, expected: Any, clustered: bool, unit: float = 1) -> None:
    numbers = unit * expected[["estimate", "std_error", "low", "high"]].astype(float)
    assert_allclose(found["estimate"][row], numbers["estimate"], rtol=1e-12)
    assert_allclose(found["std_error"][row], numbers["std_error"], rtol=1e-10)
    low, high = (
        np.clip(numbers[["low", "high"]], 0, 100) if found.kind == "satisfaction_index" else numbers[["low", "high"]]
    )
    if not clustered:
        assert_allclose([found["conf_low"][row], found["conf_high"][row]], [low, high], rtol=1e-9)
    elif not np.isnan(low):
        assert found["conf_low"][row] <= low * (1 + 1e-12)
        assert found["conf_high"][row] >= high * (1 - 1e-12)


# ---- the definition --------------------------------------------------------------------------------------------------


def sample(rows: int = 200, clusters: int = 20, strata: int = 3, seed: int = 1) -> Data:
    """Answers that hang together within clusters in strata; the last stratum has one cluster only, or row."""
    rng = np.random.default_rng(seed)
    cluster = np.sort(rng.integers(0, clusters, rows))
    cluster[:clusters] = np.arange(clusters)
    halo = rng.normal(size=clusters)[cluster]
    data = {x: np.clip(np.round(6 + j + halo + 1.5 * rng.normal(size=rows)), 1, 10) for j, x in enumerate(ITEMS)}
    for x in ITEMS:
        data[x][rng.random(rows) < 0.04] = np.nan
    data["a"][0] = data["b"][0] = data["c"][0] = 3.0  # the respondent who will be alone
    stratum = cluster % strata
    return data | {
        "w": rng.gamma(3, 1 / 3, rows) + 0.05,
        "times": rng.integers(1, 4, rows),
        "cluster": cluster,
        "stratum": stratum,
        "size": np.array([4000, 9000, 5500, 60])[stratum],
        "segment": np.array(["x", "y"])[rng.integers(0, 2, rows)],
    }


def alone(data: Data, cluster: str | None) -> Data:
    """The same with a stratum of one unit."""
    unit = data["cluster"] == data["cluster"][0] if cluster else np.arange(len(data["w"])) == 0
    stratum = np.where(unit, 3, data["stratum"])
    return data | {
        "stratum": stratum,
        "times": np.where(unit, 1, data["times"]),
        "size": np.where(unit, 60, data["size"]),
    }


def by_definition(data: Data, w: Any, design: dict[str, str], lonely: str, here: Any, items: Any = ITEMS) -> Any:
    """Means, covariances, degrees of freedom and the factor of intervals, from totals of linearised values by unit."""
    x = np.column_stack([data[name] for name in items])
    inside = ~np.isnan(x).any(axis=1) & here
    mean = w[inside] @ x[inside] / w[inside].sum()
    z = np.where(inside[:, None], w[:, None] * (np.nan_to_num(x) - mean) / w[inside].sum(), 0)
    strata = data[design["strata"]] if "strata" in design else np.zeros(len(w))
    units = data[design["cluster"]] if "cluster" in design else np.arange(len(w))
    variance, drawn, seen, lonely_seen = np.zeros((len(items),) * 2), 0, 0, 0
    for h in np.unique(strata):
        if not inside[strata == h].any():
            continue
        totals: dict[Any, Any] = {}
        for unit, value in zip(units[strata == h], z[strata == h], strict=True):
            totals[unit] = totals.get(unit, 0) + value
        n, apart = len(totals), np.array(list(totals.values()))
        free = 1 - n / data[design["fpc"]][strata == h][0] if "fpc" in design else 1.0
        drawn, seen = drawn + len(np.unique(units[inside & (strata == h)])), seen + 1
        if n > 1:
            apart -= apart.mean(axis=0)
            variance += free * n / (n - 1) * apart.T @ apart
        elif lonely == "adjust":
            variance += free * apart.T @ apart
        else:
            lonely_seen += 1
    df, factor = drawn - seen, 1.0
    if "cluster" in design:
        of_cluster = dict(zip(units.tolist(), strata.tolist(), strict=True))
        counts = {h: list(of_cluster.values()).count(h) for h in set(of_cluster.values())}
        sizes = data[design["fpc"]] if "fpc" in design else np.full(len(w), np.inf)
        not_drawn = {h: 1 - counts[h] / sizes[strata == h][0] for h in counts}
        _, factor, df = working_model(units[inside], w[inside], of_cluster, not_drawn, lonely)
    return mean, variance * (seen / (seen - lonely_seen) if lonely == "average" else 1), df, factor


DESIGNS = [
    {"strata": "stratum"}, {"cluster": "cluster"}, {"strata": "stratum", "cluster": "cluster"}, {"fpc": "all"},
    {"strata": "stratum", "fpc": "size"}, {"strata": "stratum", "cluster": "cluster", "fpc": "size"},
    {"cluster": "cluster", "fpc": "all"},
]  # fmt: skip
RULES = ["fail", "certainty", "adjust", "average"]
CASES = [(d, rule) for d, rule in itertools.product(DESIGNS, RULES) if rule == "fail" or "strata" in d]


@pytest.mark.parametrize("kind", ["none", "probability", "frequency"])
@pytest.mark.parametrize(
    ("design", "lonely"), CASES, ids=lambda case: case if isinstance(case, str) else "-".join(case)
)
def test_every_error_by_definition(design: dict[str, str], lonely: str, kind: Any) -> None:
    data = sample() | {"all": np.full(200, 3000)}
    if lonely != "fail":
        data = alone(data, design.get("cluster"))
    given = {"none": {}, "probability": {"weights": "w"}, "frequency": {"weights": "times", "weight_type": kind}}[kind]
    survey = Survey(data, **given, **design, lonely_psu=lonely)
    # A frequency is so many respondents.
    rows = {name: np.repeat(column, data["times"]) for name, column in data.items()} if kind == "frequency" else data
    w = rows["w"] if kind == "probability" else np.ones(len(rows["w"]))
    for by, here in ((None, [np.full(len(w), True)]), ("segment", [rows["segment"] == s for s in "xy"])):
        index = placet.satisfaction_index(survey, TREE, by=by, scale=(1, 10), missing="drop")
        available = placet.satisfaction_index(survey, TREE, by=by, scale=(1, 10))
        ranks = placet.rank_scores(survey, ITEMS, by=by)
        gaps = placet.gap(survey, "a", "b", by=by)
        for row, inside in enumerate(here):
            check_available(available, slice(6 * row, 6 * row + 6), rows, w, design, lonely, inside)
            mean, variance, df, factor = by_definition(rows, w, design, lonely, inside)
            of, loadings = slice(6 * row, 6 * row + 6), 100 / 9 * NODES
            errors = np.sqrt(np.diag(loadings @ variance @ loadings.T))
            assert_allclose(index["std_error"][of], errors, rtol=1e-10)
            margin = stats.t.ppf(0.975, df) * np.sqrt(factor) * errors
            assert_allclose(index["conf_high"][of], np.minimum(loadings @ (mean - 1) + margin, 100), rtol=1e-10)
            check_ranks(ranks, slice(3 * row, 3 * row + 3), mean, variance, df, factor)
            mean, variance, df, factor = by_definition(rows, w, design, lonely, inside, ["a", "b"])
            error = math.sqrt(np.array([1, -1]) @ variance @ np.array([1, -1]))
            p_value = 2 * stats.t.sf(abs(mean[0] - mean[1]) / math.sqrt(factor) / error, df)
            found = [gaps[name][row] for name in ("estimate", "std_error", "df", "p_value")]
            assert_allclose(found, [mean[0] - mean[1], error, df, p_value], rtol=1e-9)


def check_available(found: Any, of: slice, data: Data, w: Any, design: Any, lonely: str, here: Any) -> None:
    """Every item over its own respondents: the covariance of ratios, the certainty of the item with fewest units."""
    each = [by_definition(data, w, design, lonely, here, [item]) for item in ITEMS]
    mean = np.concatenate([found[0] for found in each])
    # The definition for complete answers with x pulled to the item's mean by the share of weight that answered.
    inside = here & ~np.isnan([data[item] for item in ITEMS]).all(axis=0)
    pulled = dict(data)
    for item, centre in zip(ITEMS, mean, strict=True):
        known = inside & ~np.isnan(data[item])
        pulled[item] = centre + np.where(known, data[item] - centre, 0) * w[inside].sum() / w[known].sum()
    _, variance, _, _ = by_definition(pulled, w, design, lonely, inside)
    loadings = 100 / 9 * NODES
    errors = np.sqrt(np.diag(loadings @ variance @ loadings.T))
    assert_allclose(found["estimate"][of], loadings @ (mean - 1), rtol=1e-12)
    assert_allclose(found["std_error"][of], errors, rtol=1e-10)
    fewest = [min((each[j][2:] for j in np.flatnonzero(node)), key=lambda pair: pair[0]) for node in NODES]
    df, factor = np.array(fewest).T
    high = np.minimum(loadings @ (mean - 1) + stats.t.ppf(0.975, df) * np.sqrt(factor) * errors, 100)
    assert_allclose(found["conf_high"][of], high, rtol=1e-10)


def check_ranks(found: Any, of: slice, mean: Any, variance: Any, df: float, factor: float) -> None:
    """Holm over the one-sided tests of both directions, for the rank of each item on its own."""
    pairs = [(j, k) for j in range(3) for k in range(3) if j != k]
    error = {(j, k): math.sqrt(variance[j, j] + variance[k, k] - 2 * variance[j, k]) for j, k in pairs}
    p_value = {(j, k): stats.t.sf((mean[j] - mean[k]) / math.sqrt(factor) / error[j, k], df) for j, k in pairs}
    for row in range(of.start, of.stop):
        item = ITEMS.index(found["item"][row])
        assert_allclose(found["std_error"][row], math.sqrt(variance[item, item]), rtol=1e-10)
        own = [pair for pair in pairs if item in pair]
        surely: set[Any] = set()
        for left, pair in zip(range(len(own), 0, -1), sorted(own, key=lambda pair: p_value[pair]), strict=True):
            if not p_value[pair] <= 0.05 / left:
                break
            surely.add(pair)
        low, high = 1 + sum(k == item for _, k in surely), 3 - sum(j == item for j, _ in surely)
        assert (found["rank_low"][row], found["rank_high"][row]) == (low, high)


def test_an_indicator_is_the_mean_score_of_its_column() -> None:
    data = sample()
    answered = ~np.isnan([data[x] for x in ITEMS]).any(axis=0)
    data = {name: column[answered] for name, column in data.items()}
    for given in ({"strata": "stratum"}, {"strata": "stratum", "cluster": "cluster"}, {"cluster": "cluster"}):
        # Intervals of means widen where weights know the answers; those of indexes do not.
        survey = Survey(data, **({} if "cluster" in given else {"weights": "w"}), **given)
        index = placet.satisfaction_index(survey, {"a": 1.0}, by="segment", scale=(1, 10))
        method = "adjusted" if "cluster" in given else "design"
        score = placet.mean_score(survey, "a", scale=(1, 10), by="segment", method=method)
        for name in ("std_error", "n_eff"):
            unit = 100 / 9 if name == "std_error" else 1
            assert_allclose(index[name][1::2], unit * score[name], rtol=1e-10)
        assert_allclose(index["conf_low"][1::2], 100 / 9 * (score["conf_low"] - 1), rtol=1e-10)


@pytest.mark.parametrize(
    ("kind", "factors", "scale"),
    [
        ("JK1", {}, 11 / 12),
        ("JKn", {"rscales": [0.5] * 12}, 0.5),
        ("BRR", {"mse": True}, 1 / 12),
        ("Fay", {"rho": 0.3}, 1 / (12 * 0.49)),
        ("bootstrap", {"mse": True}, 1 / 11),
    ],
)
def test_replicates_by_definition(kind: Any, factors: dict[str, Any], scale: float) -> None:
    data = sample()
    group = np.arange(200) % 12
    data |= {f"rep{r:02}": np.where(group == r, 0.0, data["w"] * 12 / 11) for r in range(12)}
    survey = Survey(data, weights="w", repweights=ReplicateWeights("rep*", kind, **factors))
    index = placet.satisfaction_index(survey, TREE, by="segment", scale=(1, 10), missing="drop")
    available = placet.satisfaction_index(survey, TREE, by="segment", scale=(1, 10))
    answers = np.column_stack([data[name] for name in ITEMS])
    x = np.column_stack([data[name] for name in ITEMS]) @ (100 / 9 * NODES.T)
    for row, segment in enumerate("xy"):
        inside = (data["segment"] == segment) & ~np.isnan(x).any(axis=1)
        means = [
            np.average(x[inside], axis=0, weights=data[w][inside]) for w in ["w", *(f"rep{r:02}" for r in range(12))]
        ]
        centre = means[0] if factors.get("mse") else np.mean(means[1:], axis=0)
        expected = np.sqrt(scale * ((np.array(means[1:]) - centre) ** 2).sum(axis=0))
        assert_allclose(index["std_error"][6 * row : 6 * row + 6], expected, rtol=1e-10)
        margin = stats.t.ppf(0.975, 11) * expected  # twelve replicates of rank twelve
        assert_allclose(index["conf_low"][6 * row : 6 * row + 6], means[0] - 100 / 9 - margin, rtol=1e-9)
    weights = np.array([data[w] for w in ["w", *(f"rep{r:02}" for r in range(12))]])
    for row, segment in enumerate("xy"):
        known = ~np.isnan(answers) & (data["segment"] == segment)[:, None]
        means = (weights @ np.where(known, answers, 0)) / (weights @ known) @ (100 / 9 * NODES.T)
        centre = means[0] if factors.get("mse") else np.mean(means[1:], axis=0)
        expected = np.sqrt(scale * ((means[1:] - centre) ** 2).sum(axis=0))
        assert_allclose(available["std_error"][6 * row : 6 * row + 6], expected, rtol=1e-10)
    assert "design: 12 " + kind + " replicate weights" in index.summary()


# ---- properties ------------------------------------------------------------------------------------------------------


def calls(data: Any, **options: Any) -> list[Any]:
    return [
        placet.satisfaction_index(data, TREE, **options, scale=(1, 10), missing="drop"),
        placet.gap(data, {"a": "b", "b": "c"}, **options),
        placet.rank_scores(data, ITEMS, **options),
    ]


def same(found: list[Any], expected: list[Any], rows: Any = slice(None)) -> None:
    for one, other in zip(found, expected, strict=True):
        for name in {*SHOWN, "df", "p_value", "rank", "rank_low", "std_dev"} & set(one.table.columns):
            assert_allclose(one[name][rows], other[name], rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("given", DESIGNS, ids="-".join)
def test_what_changes_nothing(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    data = sample() | {"all": np.full(200, 3000)}
    plain = calls(Survey(data, weights="w", **given), by="segment")
    same(calls(Survey(data | {"w": 1e-4 * data["w"]}, weights="w", **given), by="segment"), plain)
    order = np.random.default_rng(3).permutation(200)
    same(calls(Survey({name: x[order] for name, x in data.items()}, weights="w", **given), by="segment"), plain)
    # A segment is a domain: the others stay in the sample without an answer.
    for part, segment in enumerate("xy"):
        outside = data["segment"] != segment
        silent = data | {name: np.where(outside, np.nan, data[name]) for name in ITEMS}
        for whole, one in zip(plain, calls(Survey(silent, weights="w", **given)), strict=True):
            size = len(one.table)
            same([whole], [one], slice(part * size, (part + 1) * size))
    monkeypatch.setattr(by_unit, "MOST", 9)  # one cell at a time
    for one, other in zip(calls(Survey(data, weights="w", **given), by="segment"), plain, strict=True):
        assert one == other


def test_equal_sums_of_clusters_and_identical_items_leave_no_error() -> None:
    # Every cluster holds both answers once, so that clusters do not differ; items that are one have no gap.
    data = {
        "a": np.tile([9.1, 1.3], 40),
        "b": np.tile([2.7, 8.9], 40),
        "cluster": np.arange(80) // 2,
        "w": np.full(80, 0.1),
    }
    data |= {"same": data["a"], "stratum": np.arange(80) // 40}
    survey = Survey(data, weights="w", cluster="cluster", strata="stratum")
    found = placet.satisfaction_index(survey, {"a": 0.3, "b": 0.7}, scale=(1, 10))
    assert found["std_error"].tolist() == [0, 0, 0]
    assert_allclose(found["n_eff"], 80)
    for given in ({"strata": "stratum"}, {"cluster": "cluster"}):
        none = placet.gap(Survey(sample() | {"same": sample()["a"]}, weights="w", **given), "a", "same")
        assert (none["estimate"][0], none["std_error"][0], none["df"][0] > 0) == (0, 0, True)
        assert np.isnan([none["statistic"][0], none["p_value"][0]]).all()


def test_strata_of_one_respondent_each_follow_their_rule() -> None:
    data = {"a": [3.0, 5.0, 10.0], "b": [4.0, 4.0, 7.0], "stratum": [1, 2, 3]}
    found = {rule: placet.gap(Survey(data, strata="stratum", lonely_psu=rule), "a", "b") for rule in RULES[1:]}
    # Gaps -1, 1 and 3 about 1, squares 4 + 0 + 4, variance of the mean 8 / 9; no unit says more than its stratum.
    assert_allclose([found[rule]["std_error"][0] for rule in RULES[1:]], [0, math.sqrt(8) / 3, np.nan], rtol=1e-14)
    assert [found[rule]["df"][0] for rule in RULES[1:]] == [0, 0, 0]
    assert all(np.isnan(result["conf_low"][0]) for result in found.values())


def test_rows_of_weight_0_and_segments_without_answers() -> None:
    data = sample()
    data["segment"] = np.where(data["cluster"] == 4, "silent", data["segment"])
    data |= {x: np.where(data["segment"] == "silent", np.nan, data[x]) for x in ITEMS}
    data["times"] = data["times"] - 1
    used = {name: column[data["times"] > 0] for name, column in data.items()}
    for kind, given in itertools.product(("probability", "frequency"), ({"cluster": "cluster"}, {"strata": "stratum"})):
        found, expected = (
            calls(Survey(d, weights="times", weight_type=kind, **given), by="segment") for d in (data, used)
        )
        for one, other in zip(found, expected, strict=True):
            assert_array_equal(np.asarray(one["std_error"]), np.asarray(other["std_error"]))
            silent = [key == "silent" for key in one["segment"]]
            assert np.isnan(one["std_error"]).tolist() == silent
            assert np.isnan(one["estimate"]).tolist() == silent


def test_waves_are_a_further_key_of_indexes() -> None:
    data = sample() | {"wave": np.arange(200) % 2 + 2024}
    survey = Survey(data, weights="w", cluster="cluster", wave="wave")
    found = placet.satisfaction_index(survey, TREE, by="segment", wave="wave", scale=(1, 10))
    assert found == placet.satisfaction_index(survey, TREE, by=["segment", "wave"], scale=(1, 10))
    assert found.key_columns == ("segment", "wave")
    for call in (placet.satisfaction_index, placet.rank_scores):
        with pytest.raises(DataError, match="wave column 'wave' is among the by columns, too"):
            call(survey, TREE if call is placet.satisfaction_index else ITEMS, by="wave", wave="wave", scale=(1, 10))


def test_precision_weights_have_no_design() -> None:
    for given in ({"strata": "stratum"}, {"cluster": "cluster"}):
        survey = Survey(sample(), weights="w", weight_type="precision", **given)
        for call in (lambda s: placet.gap(s, "a", "b"), lambda s: placet.satisfaction_index(s, TREE, scale=(1, 10))):
            with pytest.raises(DataError, match='weight_type="probability" or "frequency", not "precision"'):
                call(survey)


# ---- right on average ------------------------------------------------------------------------------------------------


def test_intervals_of_clustered_answers_cover() -> None:
    rng, runs, clusters, size = np.random.default_rng(7), 1500, 30, 8
    cluster, covered = np.repeat(np.arange(clusters), size), np.zeros(2)
    for _ in range(runs):
        halo = rng.normal(0, 1, clusters)[cluster]
        data = {x: 50 + 8 * halo + 12 * rng.normal(size=len(cluster)) for x in "ab"} | {"cluster": cluster}
        for place, survey in enumerate((Survey(data, cluster="cluster"), data)):
            found = placet.satisfaction_index(survey, {"a": 0.4, "b": 0.6}, scale=(-100, 200))
            covered[place] += found["conf_low"][0] <= 50 <= found["conf_high"][0]
    designed, naive = covered / runs
    assert 0.93 < designed < 0.97  # three standard errors of 1,500 runs are 1.7 points
    assert naive < 0.80
