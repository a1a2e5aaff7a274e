"""What the layer promises of every class of results, beyond the analyses of tests/test_contract.py."""

import pickle

import numpy as np
import pandas as pd
import placet
import polars as pl
import pytest
from placet import results
from placet.language import LANGUAGES

RNG = np.random.default_rng(0)
N = 200
DATA = {
    "q": RNG.integers(0, 11, N), **{name: RNG.integers(1, 11, N) for name in ("a", "b", "y")},
    "g": np.resize(["A", "B"], N), "w": np.repeat([1, 2], N // 2),
}  # fmt: skip
DRIVERS = {"outcome": "y", "drivers": ["a", "b"]}
PATHS = "A =~ a + b; Y =~ y; Y ~ A"
MADE = {
    "ScoreResult": lambda: placet.nps(DATA, "q", by="g", total=True),
    "CompareResult": lambda: placet.compare(DATA, "q", by="g", against="all pairs"),
    "DistributionResult": lambda: placet.distribution(DATA, ["a", "b"], scale=(1, 10), by="g"),
    "GapResult": lambda: placet.gap(DATA, {"a": "b"}, by="g"),
    "RanksResult": lambda: placet.rank_scores(DATA, ["a", "b", "y"], by="g"),
    "ChangeResult": lambda: placet.change(DATA, "q", wave="w", by="g"),
    "TrackResult": lambda: placet.track(DATA, "q", wave="w"),
    "IndexResult": lambda: placet.satisfaction_index(DATA, {"a": 0.5, "b": 0.5}, scale=(1, 10), by="g"),
    "IndexChangeResult": lambda: placet.index_change(
        DATA, {"a": 0.5, "b": 0.5}, tree_from={"a": 0.2, "b": 0.8}, scale=(1, 10), wave="w", by="g"
    ),
    "WeightSensitivityResult": lambda: placet.weight_sensitivity(
        DATA, {"a": 0.5, "b": 0.5}, scale=(1, 10), by="g", n_draws=100, rng=1
    ),
    "IndicatorTreeResult": lambda: placet.IndicatorTree({"A": (0.5, {"a": 1}), "b": 0.5}).result,
    "WeightsResult": lambda: placet.ahp_weights(
        [{("a", "b"): 3, ("b", "c"): 2, ("a", "c"): 2}, {("a", "b"): 2, ("b", "c"): 1}]
    ),
    "ReliabilityResult": lambda: placet.reliability(DATA, ["a", "b", "y"], by="g", n_resamples=9, rng=1),
    "PathDifferencesResult": lambda: placet.compare_paths(DATA, PATHS, by="g", n_resamples=50, rng=1),
    "InvarianceResult": lambda: placet.micom(DATA, PATHS, by="g", n_permutations=1000, rng=1),
    "PathPredictionResult": lambda: placet.path_prediction(DATA, PATHS, by="g", folds=3, rng=1),
    "FuzzyResult": lambda: placet.fuzzy_evaluation(
        DATA,
        {"a": 0.5, "b": 0.5},
        grades={"good": 100, "poor": 0},
        scale=(1, 10),
        membership="trapezoid",
        by="g",
        operator="M(.,max)",
        n_resamples=9,
        rng=1,
        total=True,
    ),
    "PathModelResult": lambda: placet.path_model(DATA, "A =~ a + b; B =~ y + q; B ~ A", by="g", n_resamples=9, rng=1),
    "PathIndexResult": lambda: placet.path_index(
        DATA,
        "A =~ a; B =~ b; Y =~ y; Y ~ A + B",
        scale=(1, 10),
        by="g",
        compare="total",
        n_resamples=9,
        rng=1,
        total=True,
    ),
    "PathMapResult": lambda: placet.path_map(
        DATA, "A =~ a; B =~ b; Y =~ y; Y ~ A + B", "Y", scale=(1, 10), by="g", n_resamples=9, rng=1
    ),
    "RegressionResult": lambda: placet.regression(DATA, **DRIVERS, by="g"),
    "PredictionResult": lambda: placet.regression(DATA, **DRIVERS).predict({"a": [1, 2], "b": [3, 4]}),
    "StepwiseResult": lambda: placet.stepwise(DATA, **DRIVERS, n_resamples=5, rng=1),
    "BestSubsetsResult": lambda: placet.best_subsets(DATA, **DRIVERS, n_resamples=5, rng=1),
    "DriversResult": lambda: placet.key_drivers(DATA, **DRIVERS, n_resamples=5, rng=1),
    "PrioritiesResult": lambda: placet.priorities(DATA, **DRIVERS, scale=(1, 10), n_resamples=9, rng=1, by="g"),
    "PriorityMapResult": lambda: placet.priority_map(DATA, **DRIVERS, scale=(1, 10), n_resamples=9, rng=1),
    "SimulationResult": lambda: placet.simulate(
        DATA, **DRIVERS, scale=(1, 10), cost=1, budget=3, n_resamples=9, rng=1, by="g"
    ),
    "NpsDriversResult": lambda: placet.nps_drivers(DATA, "q", ["a", "b"]),
    "DominanceResult": lambda: placet.dominance(DATA, **DRIVERS, by="g", n_resamples=5, rng=1),
    "DriverDifferencesResult": lambda: placet.compare_drivers(DATA, **DRIVERS, by="g", n_resamples=5, rng=1),
    "SampleSizeResult": lambda: placet.sample_size("nps", margin=[3, 5]),
    "PowerResult": lambda: placet.power("nps", n=[200, 400], difference=5),
    "BenchmarkResult": lambda: placet.benchmark(
        {"item": ["x", "y"], "own": [70.0, 80], "other": [75.0, 70]}, "own", "other", item="item"
    ),
    "PrintedRanksResult": lambda: placet.rank_scores(
        {"item": ["x", "y"], "score": [7.5, 8.0]}, item="item", score="score"
    ),
    "ScorecardResult": lambda: placet.scorecard(
        {"item": ["x", "y"], "of": [10.0, 5], "got": [8.0, 5]}, possible="of", scored="got", item="item"
    ),
    "IcebergResult": lambda: placet.complaint_iceberg(10),
}


@pytest.fixture(params=MADE, scope="module")
def result(request):
    made = MADE[request.param]()
    assert type(made).__name__ == request.param
    return made


def test_no_class_is_forgotten():
    classes = {name for name in vars(results) if name.endswith("Result")} - {"Result"}
    assert classes == set(MADE)


def test_it_is_a_mapping_that_can_be_pickled(result):
    assert list(pd.DataFrame(result).columns) == list(result) == list(pl.DataFrame(result).columns)
    assert pickle.loads(pickle.dumps(result)) == result


def test_it_is_handed_on(result, tmp_path):
    openpyxl, great_tables = pytest.importorskip("openpyxl"), pytest.importorskip("great_tables")
    assert "|" in result.to_markdown(sort="name")
    assert r"\toprule" in result.to_latex()
    assert isinstance(result.to_gt(), great_tables.GT)
    assert openpyxl.load_workbook(result.to_excel(tmp_path / "x.xlsx")).worksheets[0]["A1"].value
    assert len(result.to_frame("polars", sort="estimate")) == len(result.table)
    assert len(result.to_frame("pandas", display=True)) == len(result._grid())


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_it_speaks_other_languages(result, language):
    assert result.summary(language=language) != result.summary() == result.summary(language="en")
    assert result.plot(language=language) is not None
