"""The contract of results: the same for every analysis and every data frame library."""

import dataclasses
import json
import pickle
from unicodedata import east_asian_width

import matplotlib as mpl
import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest

mpl.use("Agg")

N = 200
DRIVERS = ["network", "bills", "hotline"]
TREE = {"Technology": (0.6, {"network": 1.0}), "Service": (0.4, {"bills": 0.5, "hotline": 0.5})}

FUZZY = {"grades": {"good": 100, "fair": 60, "poor": 0}, "operator": "M(min,max)", "n_resamples": 20, "rng": 1}

FRAMES = {
    "arrays": dict,
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "pyarrow": pa.table,
}
# What to_frame() gives back; arrays are nobody's frame, so the first library installed is taken.
LIBRARY = {
    "arrays": pl.DataFrame,
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "pyarrow": pa.Table,
}

#: A path model of constructs of one indicator each.
PATHS = (
    "Network =~ network; Bills =~ bills; Hotline =~ hotline; Pleased =~ overall; Pleased ~ Network + Bills + Hotline"
)
ANALYSES = {
    "nps": lambda data, **o: placet.nps(data, "recommend", **o),
    "top_box": lambda data, **o: placet.top_box(data, "network", scale=(1, 10), top=3, **o),
    "score": lambda data, **o: placet.score(data, "network", ["net_box", "mean_score"], scale=(1, 10), **o),
    "satisfaction_index": lambda data, **o: placet.satisfaction_index(
        data, TREE, **{"missing": "drop", **o}, scale=(1, 10)
    ),
    "index_change": lambda data, **o: placet.index_change(
        data, TREE, **{"missing": "drop", **o}, scale=(1, 10), wave="half"
    ),
    "reliability": lambda data, **o: placet.reliability(data, DRIVERS, n_resamples=20, rng=1, **o),
    "path_index": lambda data, **o: placet.path_index(data, PATHS, scale=(1, 10), n_resamples=20, rng=1, **o),
    "path_map": lambda data, **o: placet.path_map(data, PATHS, "Pleased", scale=(1, 10), n_resamples=20, rng=1, **o),
    "path_model": lambda data, **o: placet.path_model(
        data,
        "Service =~ network + hotline; Bills =~ bills; Satisfaction =~ overall; Satisfaction ~ Service + Bills",
        n_resamples=20,
        rng=1,
        **o,
    ),
    "fuzzy_evaluation": lambda data, **o: placet.fuzzy_evaluation(
        data, TREE, **{"scale": (1, 10), "membership": "triangular", **FUZZY, **o}
    ),
    "regression": lambda data, **o: placet.regression(data, "overall", DRIVERS, **o),
    "factors": lambda data, **o: placet.regression(
        data, "overall", [*DRIVERS, "brand"], factors="brand", errors="HC3", **o
    ),
    "formula": lambda data, **o: placet.regression(data, "overall ~ network * C(brand) + bills", **o),
    "logit": lambda data, **o: placet.regression(data, "recommend", DRIVERS, model="logit", event="promoter", **o),
    "ordered": lambda data, **o: placet.regression(data, "overall", DRIVERS, model="ordered", **o),
    "maximum_likelihood": lambda data, **o: placet.regression(
        data, "overall", DRIVERS, missing="em", n_resamples=0, **o
    ),
    "imputed": lambda data, **o: placet.regression(
        data, "overall", DRIVERS, missing="multiple", n_imputations=2, rng=1, progress=False, **o
    ),
    "stepwise": lambda data, **o: placet.stepwise(data, "overall", DRIVERS, n_resamples=20, rng=1, **o),
    "stepwise_logit": lambda data, **o: placet.stepwise(
        data, "recommend", DRIVERS, model="logit", event=[9, 10], direction="backward", remove=0.9, n_resamples=0, **o
    ),
    "key_drivers": lambda data, **o: placet.key_drivers(data, "overall", DRIVERS, n_resamples=20, rng=1, **o),
    "priorities": lambda data, **o: placet.priorities(
        data, "overall", DRIVERS, scale=(1, 10), n_resamples=20, rng=1, **o
    ),
    "priority_map": lambda data, **o: placet.priority_map(
        data, "overall", DRIVERS, scale=(1, 10), n_resamples=20, rng=1, **o
    ),
    "simulate": lambda data, **o: placet.simulate(
        data, "overall", DRIVERS, {"network": 1, "bills": 0.5}, scale=(1, 10), n_resamples=20, rng=1, **o
    ),
    "nps_drivers": lambda data, **o: placet.nps_drivers(data, "recommend", DRIVERS, driver_scale=(1, 10), **o),
    "gap": lambda data, **o: placet.gap(data, {"network": "bills", "bills": "network"}, **o),
    "rank_scores": lambda data, **o: placet.rank_scores(data, DRIVERS, **o),
    "compare": lambda data, **o: placet.compare(data, "recommend", wave="half", against="previous", **o),
    "track": lambda data, **o: placet.track(data, "recommend", wave="half", **o),
}

# Typed out, so that a changed name is a changed contract.
REGRESSION = (
    "term level estimate std_error statistic df p_value conf_low conf_high standardized partial semipartial vif n n_eff"
)
LOGIT = "term level estimate std_error statistic df p_value conf_low conf_high odds_ratio odds_low odds_high"
SCORE = "item metric unit estimate std_error df conf_low conf_high n n_eff deff n_missing sum_weights"
COLUMNS = {
    "nps": f"{SCORE} promoters passives detractors",
    "top_box": SCORE,
    "score": SCORE,
    "satisfaction_index": "term parent level weight total_weight estimate std_error conf_low conf_high contribution "
    "contribution_low contribution_high coverage n n_eff",
    "index_change": "term parent level value_from value_to estimate std_error df p_value conf_low conf_high score "
    "score_std_error score_low score_high weights weights_std_error weights_low weights_high coverage "
    "coverage_std_error coverage_low coverage_high n_from n_to",
    "reliability": "term estimate conf_low conf_high std_alpha omega omega_low omega_high split_half kmo "
    "bartlett_statistic bartlett_df bartlett_p_value n_items n n_eff",
    "path_index": "term estimate std_error conf_low conf_high n n_eff",
    "path_map": "term importance importance_std_error importance_low importance_high performance "
    "performance_std_error performance_low performance_high correlation quadrant quadrant_share fix_first keep_up "
    "low_priority overkill total_effect n n_eff",
    "path_model": "term outcome driver estimate std_error statistic df p_value conf_low conf_high f2 vif n n_eff",
    "fuzzy_evaluation": "term parent level weight total_weight estimate std_error conf_low conf_high grade runner_up "
    "gap decided verdict coverage n n_eff",
    **dict.fromkeys(("regression", "factors", "formula", "maximum_likelihood", "imputed", "stepwise"), REGRESSION),
    "logit": f"{LOGIT} ame ame_std_error ame_low ame_high n n_eff",
    **dict.fromkeys(("ordered", "stepwise_logit"), f"{LOGIT} n n_eff"),
    "key_drivers": "method group term importance importance_std_error importance_low importance_high chance share "
    "share_low share_high rank rank_low rank_high letters in_top sign coefficient "
    "coefficient_std_error coefficient_low coefficient_high coefficient_statistic coefficient_df "
    "coefficient_p_value standardized vif mean n n_eff",
    "priorities": "rank term gain gain_std_error gain_low gain_high coefficient coefficient_low coefficient_high move "
    "mean_move mean cost gain_per_cost gain_per_cost_low gain_per_cost_high top_share remark n n_eff",
    "priority_map": "term importance importance_std_error importance_low importance_high performance "
    "performance_std_error performance_low performance_high correlation quadrant quadrant_share fix_first keep_up "
    "low_priority overkill coefficient mean n n_eff",
    "simulate": "term move mean_move now predicted predicted_low predicted_high change change_std_error change_low "
    "change_high cost plan_share n n_eff",
    "nps_drivers": "term rank estimate std_error statistic df p_value conf_low conf_high promoter promoter_std_error "
    "promoter_low promoter_high promoter_p_value detractor detractor_std_error detractor_low detractor_high "
    "detractor_p_value difference difference_std_error difference_p_value lever move mean_move gain gain_low gain_high "
    "promoter_gain promoter_gain_low promoter_gain_high detractor_gain detractor_gain_low detractor_gain_high "
    "importance promoter_importance detractor_importance share promoter_logit detractor_logit mean vif n n_eff",
    "gap": "item expected metric estimate std_error statistic df p_value conf_low conf_high mean_perceived "
    "mean_expected rank n n_eff n_missing",
    "rank_scores": "item metric estimate std_error conf_low conf_high std_dev rank rank_low rank_high n n_eff",
    "compare": "item metric unit level against estimate std_error statistic df p_value p_adjusted conf_low conf_high "
    "score reference n n_against finding",
    "track": f"half {SCORE} promoters passives detractors centre limit_low limit_high smoothed small flag",
}
COUNTS = {"n_total", "n_used", "n_missing", "sum_weights", "n_eff"}
FIT = {
    "r2", "adj_r2", "sigma", "f_statistic", "df_model", "df_resid", "f_df_resid", "f_p_value", "condition_number",
    "log_likelihood", "aic", "aicc", "bic",
}  # fmt: skip
LOGIT_FIT = {
    "r2", "mcfadden_r2", "cox_snell_r2", "nagelkerke_r2", "tjur_r2", "chi2", "df_model", "df_resid", "chi2_p_value",
    "log_likelihood", "deviance", "null_deviance", "aic", "aicc", "bic",
}  # fmt: skip
GLANCE = {
    "nps": {"nps"},
    "top_box": {"top_box"},
    "score": set(),
    "satisfaction_index": {"index"},
    "index_change": set(),
    "reliability": {"alpha", "omega"},
    "path_index": set(),
    "path_map": set(),
    "path_model": {"srmr", "srmr_saturated", "iterations"},
    "fuzzy_evaluation": {"index"},
    **dict.fromkeys(("regression", "factors", "formula", "maximum_likelihood", "imputed", "stepwise"), FIT),
    **dict.fromkeys(("logit", "ordered", "stepwise_logit"), LOGIT_FIT),
    **dict.fromkeys(("key_drivers", "priorities", "priority_map", "simulate"), FIT),
    "nps_drivers": FIT | {"nps", "promoters", "detractors", "promoter_r2", "detractor_r2"},
    "gap": {"worst_gap"},
    "rank_scores": {"highest", "lowest"},
    "compare": {"comparisons", "different"},
    "track": {"waves", "flagged", "small", "missing"},
}
#: Who uses respondents with some of the answers.
KEEPS_GAPS = {"maximum_likelihood", "imputed", "fuzzy_evaluation"}
#: Who shows the whole and its dimensions of segments.
INDEXES = {"satisfaction_index", "fuzzy_evaluation"}
#: Who draws random numbers.
RANDOM = {
    "reliability", "path_model", "path_index", "path_map", "fuzzy_evaluation", "key_drivers", "imputed", "stepwise",
    "priorities", "priority_map", "simulate",
}  # fmt: skip
#: The number that a result is about, and its limits.
MAIN = {
    "key_drivers": ("importance", "importance_low", "importance_high"),
    "priorities": ("gain", "gain_low", "gain_high"),
    "priority_map": ("importance", "importance_low", "importance_high"),
    "path_map": ("importance", "importance_low", "importance_high"),
    "simulate": ("change", "change_low", "change_high"),
    "nps_drivers": ("gain", "gain_low", "gain_high"),
}
ESTIMATE = ("estimate", "conf_low", "conf_high")
TEXTS = {
    "region", "term", "item", "expected", "metric", "unit", "parent", "finding", "flag", "quadrant", "remark", "lever",
    "method", "group", "letters", "grade", "runner_up", "decided", "verdict", "outcome", "driver",
}  # fmt: skip
#: Of several segments, too.
GLANCE_ALWAYS = {"compare", "track"}


def columns():
    rng = np.random.default_rng(5)
    common = rng.normal(size=N)
    ratings = {
        name: np.clip(np.rint(6.5 + 1.5 * common + 1.5 * rng.normal(size=N)), 1, 10) for name in ["overall", *DRIVERS]
    }
    return {
        "recommend": rng.integers(0, 11, N),
        **{name: rating.astype(np.int8) for name, rating in ratings.items()},
        "weight": rng.uniform(0.5, 2, N),
        "region": np.tile(["North", "South"], N // 2),
        "half": np.repeat([1, 2], N // 2),
        "brand": np.resize(["A", "A", "B", "C", "B"], N),
    }


every_analysis = pytest.mark.parametrize("analysis", ANALYSES)
every_frame = pytest.mark.parametrize("frame", FRAMES)


@pytest.fixture(scope="module")
def results():
    """One weighted result by segment of every analysis on every kind of frame."""
    data = columns()
    return {
        (analysis, frame): call(make(data), by="region", weights="weight")
        for analysis, call in ANALYSES.items()
        for frame, make in FRAMES.items()
    }


@pytest.fixture(params=ANALYSES)
def analysis(request):
    return request.param


@pytest.fixture
def result(results, analysis):
    return results[analysis, "polars"]


# ---- as data ---------------------------------------------------------------------------------------------------------


@every_frame
def test_to_frame_gives_the_library_of_the_data_and_the_fixed_columns(results, analysis, frame):
    result = results[analysis, frame]
    made = result.to_frame()
    assert isinstance(made, LIBRARY[frame])
    names = list(made.column_names if frame == "pyarrow" else made.columns)
    assert names == ["region", *COLUMNS[analysis].split()]
    assert len(made) == len(result.table)
    main = MAIN.get(analysis, ESTIMATE)[0]
    assert np.array_equal(np.asarray(made[main]), result[main])
    assert list(np.asarray(made["region"])) == list(result["region"])


@every_frame
def test_the_numbers_do_not_depend_on_the_library(results, analysis, frame):
    assert results[analysis, frame] == results[analysis, "arrays"]


def test_numbers_are_floats_counts_are_whole_and_labels_are_text(result):
    schema = result.to_frame().schema
    for name, dtype in schema.items():
        if name == "level" and "term" in schema and "parent" not in schema:
            assert dtype == pl.String  # of a factor; of an indicator in a tree it is its depth
        elif name in {
            "n",
            "n_from",
            "n_to",
            "n_against",
            "n_missing",
            "n_items",
            "rank",
            "rank_low",
            "rank_high",
            "level",
            "against",
            "half",
        }:
            assert dtype == pl.Int64, name
        elif name in TEXTS:
            assert dtype == pl.String, name
        elif name == "small":
            assert dtype == pl.Boolean
        else:
            assert dtype == pl.Float64, name


def test_the_level_and_the_weights_never_change_a_name(analysis):
    call, data = ANALYSES[analysis], columns()
    names = {tuple(call(data, conf_level=level).table.columns) for level in (0.5, 0.9, 0.999)}
    names.add(tuple(call(data, weights="weight").table.columns))
    assert names == {tuple(COLUMNS[analysis].split())}
    narrow, wide = (call(data, conf_level=level) for level in (0.5, 0.999))
    _, low, high = MAIN.get(analysis, ESTIMATE)
    inside = ~np.isnan(narrow[low])
    assert (wide[low] <= narrow[low])[inside].all()
    assert (wide[high] >= narrow[high])[inside].all()


def test_glance(result, analysis):
    # Of several segments nothing but counts speaks for all.
    assert set(result.glance()) == COUNTS | (GLANCE[analysis] if analysis in GLANCE_ALWAYS else set())
    alone = ANALYSES[analysis](columns()).glance()
    assert set(alone) == COUNTS | GLANCE[analysis]
    assert all(type(value) in (int, float) for value in alone.values())


def test_counts():
    # Rows 0..9. Weight 0 in row 0, no answer in row 1, no key in rows 2 and 3; six are left.
    data = {
        "recommend": np.array([9, np.nan, 9, 9, 10, 3, 7, 9, 0, 6]),
        "w": np.array([0, 1, 1, 1, 2, 1, 1, 1, 1, 0.5]),
        "key": np.array(["a", "a", None, None, "b", "b", "a", "a", "b", "a"], dtype=object),
    }
    result = placet.nps(data, "recommend", by="key", weights="w")
    about = result.about
    assert (about["n_total"], about["n_used"], about["n_missing"]) == (10, 6, 1)
    assert (about["n_zero_weight"], about["n_outside"]) == (1, 2)
    assert about["n_total"] == sum(about[k] for k in ("n_used", "n_missing", "n_zero_weight", "n_outside"))
    assert about["sum_weights"] == 2 + 1 + 1 + 1 + 1 + 0.5
    # Kish: (sum of w)² / sum of w² = 6.5² / (4 + 4 + 0.25)
    assert about["n_eff"] == pytest.approx(6.5**2 / 8.25, rel=1e-14)
    assert result["n"].tolist() == [3, 3]
    assert result["n_missing"].tolist() == [1, 0]
    assert result["sum_weights"].tolist() == [2.5, 4]
    words = result.made_by()
    for part in ("6 of 10 respondents used", "1 with missing answers left out", "1 of weight 0", "2 in no segment"):
        assert part in words
    assert "effective base 5" in words


@every_analysis
@every_frame
def test_every_analysis_counts_alike(analysis, frame):
    data = columns()
    first = "recommend" if analysis in {"nps", "compare", "track"} else "network"
    lost = 0 if analysis in KEEPS_GAPS else 7
    data[first] = np.where(np.arange(N) < 7, np.nan, data[first])
    data["region"] = [None if i % 20 == 19 else name for i, name in enumerate(data["region"])]
    about = ANALYSES[analysis](FRAMES[frame](data), by="region").about
    assert (about["n_total"], about["n_missing"], about["n_outside"]) == (N, lost, 10)
    assert about["n_used"] == about["sum_weights"] == about["n_eff"] == N - 10 - lost


def test_to_dict_and_to_json_are_standard(result):
    text = result.to_json()
    assert json.loads(text, parse_constant=pytest.fail) == json.loads(result.to_json(indent=2))
    loaded = json.loads(text)
    plain = result.to_dict()
    assert set(loaded) == set(plain) >= {"kind", "keys", "columns", "about", "labels"}
    assert loaded["kind"] == type(result).kind
    assert loaded["keys"][0] == "region"
    assert list(loaded["columns"]) == list(result.table.columns)
    assert loaded["about"]["weights"] == "weight"
    for name, column in plain["columns"].items():
        assert type(column) is list
        assert all(type(value) in (int, float, str, bool) for value in column), name


def test_a_number_that_is_not_there_is_null_in_json():
    result = placet.nps({"score": [9, np.nan], "key": ["a", "b"]}, "score", by="key")
    assert json.loads(result.to_json())["columns"]["estimate"] == [100.0, None]
    perfect = placet.regression({"y": [1, 2, 3, 4], "x": [1, 2, 3, 4]}, "y", ["x"])
    assert json.loads(perfect.to_json(), parse_constant=pytest.fail)["columns"]["vif"][0] is None


def test_keys_of_other_types_survive_json_and_frames():
    days = np.array(["2026-01-01", "2026-01-02"] * 3, dtype="datetime64[ns]")
    result = placet.nps({"score": [9, 3, 10, 2, 7, 8], "day": days}, "score", by="day")
    assert json.loads(result.to_json())["columns"]["day"] == ["2026-01-01 00:00:00", "2026-01-02 00:00:00"]
    assert result.to_frame()["day"].dtype.is_temporal()
    late = placet.nps(
        {"score": [9, 3], "day": np.array(["2026-01-01", "NaT"], dtype="datetime64[D]")}, "score", by="day"
    )
    assert (len(late.table), late.about["n_outside"]) == (1, 1)


@pytest.mark.parametrize("frame", ["pandas", "polars", "pyarrow"])
def test_whole_keys_stay_whole_where_some_are_missing(frame):
    keys = pd.array([1, 2, None] * 4, dtype="Int64") if frame == "pandas" else [1, 2, None] * 4
    data = FRAMES[frame]({"score": [9, 3, 10] * 4, "store": keys})
    result = placet.nps(data, "score", by="store")
    assert result["store"].dtype.kind == "i"
    assert (result["store"].tolist(), result.about["n_outside"]) == ([1, 2], 4)


def test_a_float_key_is_written_as_a_whole_number():
    result = placet.nps({"score": [9, 3, 10], "store": [1, 2, np.nan]}, "score", by="store")
    rows = result.summary().split("\n\n")[1].split("\n")[2:]
    assert [row.split()[0] for row in rows] == ["1", "2"]


@every_frame
def test_arrow_stream(results, analysis, frame):
    result = results[analysis, frame]
    table = pa.table(result)
    assert table.column_names == list(result.table.columns)
    main = MAIN.get(analysis, ESTIMATE)[0]
    assert table[main].to_pylist() == pytest.approx(result[main].tolist(), nan_ok=True)
    if hasattr(pl.DataFrame, "__arrow_c_stream__"):  # older ones read no streams either
        assert pl.DataFrame(result).columns == table.column_names


@every_frame
def test_a_prediction_keeps_the_contract(frame):
    data, new = columns(), {name: column[:4] for name, column in columns().items()}
    for options in ({}, {"model": "ordered"}, {"model": "logit", "event": [8, 9, 10]}):
        fitted = placet.regression(FRAMES[frame](data), "overall", [*DRIVERS, "brand"], factors="brand", **options)
        result = fitted.predict(FRAMES[frame](new))
        category = ["category"] if options.get("model") == "ordered" else []
        assert list(result.table.columns) == ["row", *category, "estimate", "std_error", "conf_low", "conf_high"]
        assert isinstance(result.to_frame(), LIBRARY[frame])
        assert pickle.loads(pickle.dumps(result)) == result == pickle.loads(pickle.dumps(fitted)).predict(new)
        assert json.loads(result.to_json(), parse_constant=pytest.fail)["kind"] == "prediction"
        assert result._repr_html_().count("<tr>") == 1 + len(result.table)
        assert set(result.glance()) == {"n_total", "n_used", "n_missing"}
        assert ((result["conf_low"] <= result["estimate"]) & (result["estimate"] <= result["conf_high"])).all()


@every_frame
def test_best_subsets_keep_the_contract(frame):
    data, make = columns(), FRAMES[frame]

    def search(given, **options):
        return placet.best_subsets(given, "overall", DRIVERS, k=2, n_resamples=10, rng=1, **options)

    result = search(make(data), by="region", weights="weight")
    criteria = ["adj_r2", "cp", "aic", "aicc", "bic", "press"]
    names = ["size", "terms", "rank", "model", "r2", *criteria, "weight", "best", "n", "n_eff"]
    assert list(result.table.columns) == ["region", *names]
    assert list(search(data).table.columns) == names
    assert isinstance(result.to_frame(), LIBRARY[frame])
    assert result == search(data, by="region", weights="weight") == pickle.loads(pickle.dumps(result))
    assert result != search(data, by="region")
    assert json.loads(result.to_json(), parse_constant=pytest.fail)["kind"] == "best_subsets"
    assert pa.table(result).column_names == ["region", *names]
    for name in ("coefficients", "inclusion", "stability"):
        assert isinstance(result.frame(name), LIBRARY[frame])
    assert set(result.glance()) == COUNTS
    assert set(search(data).glance()) == COUNTS | FIT
    assert_frozen(result.table.columns)
    words = search(make(data), by="region", weights="weight").summary()
    for part in (
        "probability weights 'weight'",
        f"{N} of {N} respondents used",
        "seed 1",
        "not valid after the search",
    ):
        assert part in words
    labelled = search(placet.Survey(data, labels=CHINESE), by="region").summary()
    assert CHINESE["overall"] in labelled.split("\n")[0]
    assert all(CHINESE[name] in labelled for name in ("network", "bills", "region"))


TABLES = {
    "factors": "term_tests equality collinearity",
    "formula": "term_tests equality collinearity",
    "logit": "term_tests equality collinearity",
    "ordered": "term_tests equality collinearity proportional_odds",
    "imputed": "term_tests equality collinearity gaps",
    "priority_map": "cuts",
    "path_index": "impacts indicators",
    "path_map": "cuts",
    "stepwise": "path steps inclusion models",
}


@pytest.mark.parametrize("analysis", TABLES)
@every_frame
def test_further_tables_are_frames_of_the_library_and_json_too(results, analysis, frame):
    result = results[analysis, frame]
    loaded = json.loads(result.to_json(), parse_constant=pytest.fail)
    for name in TABLES[analysis].split():
        table = getattr(result, name)
        made = result.frame(name)
        assert isinstance(made, LIBRARY[frame])
        assert list(made.column_names if frame == "pyarrow" else made.columns) == list(table.columns)
        assert list(loaded[name]) == list(table.columns)
        assert len(table) == len(made) > 0


def test_a_table_that_a_result_does_not_have(results):
    with pytest.raises(
        ValueError,
        match="no table of this result; use one of 'term_tests', 'equality', 'coll",
    ):
        results["factors", "polars"].frame("residuals")


# ---- as an object ----------------------------------------------------------------------------------------------------


@every_frame
def test_pickle_equality_and_hash(results, analysis, frame):
    result = results[analysis, frame]
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert hash(again) == hash(result)
    assert type(again) is type(result)
    assert type(again.to_frame()) is type(result.to_frame())
    with pytest.raises(ValueError, match="read-only"):
        again[MAIN.get(analysis, ESTIMATE)[0]][0] = 1.0


def test_inequality(results, analysis, result):
    others = [other for (name, _), other in results.items() if name != analysis]
    others += [ANALYSES[analysis](columns()), ANALYSES[analysis](columns(), by="region")]
    others += [ANALYSES[analysis](columns(), by="region", weights="weight", conf_level=0.9), None, 1, "x"]
    for other in others:
        assert result != other
    assert len({result, *others}) > 5


def test_the_same_call_gives_the_same_result_to_the_last_bit(result, analysis):
    assert ANALYSES[analysis](columns(), by="region", weights="weight").to_json() == result.to_json()


def test_frozen(result):
    for field in dataclasses.fields(result):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, field.name, None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.anything = 1
    for mapping in (result.about, result.labels, result.table.columns):
        with pytest.raises(TypeError):
            mapping["estimate"] = 1
    assert_frozen(result.table.columns)
    for field in dataclasses.fields(result):
        assert_frozen(getattr(result, field.name))


def assert_frozen(value):
    assert not isinstance(value, (dict, list, set))
    if isinstance(value, np.ndarray):
        assert not value.flags.writeable
    elif isinstance(value, tuple):
        for part in value:
            assert_frozen(part)
    elif hasattr(value, "values"):
        for part in value.values():
            assert_frozen(part)


def test_a_result_does_not_follow_its_input():
    data = columns()
    result = placet.nps(data, "recommend")
    before = result.to_json()
    data["recommend"][:] = 0
    assert result.to_json() == before


# ---- as text, page and picture ---------------------------------------------------------------------------------------


def test_the_summary_says_how_it_was_made(result, analysis):
    text = result.summary()
    assert repr(result) == text
    methods = {
        "nps": "NPS with the adjusted Wald interval on the effective base",
        "top_box": "Top box with the adjusted Wald interval on the effective base",
        "score": "Net box, Mean with the adjusted Wald interval on the effective base",
        "satisfaction_index": "Weighted means of 3 indicators rescaled from 1..10 to 0..100",
        "index_change": "Change of the index from 1 to 2, split into scores, weights and coverage",
        "reliability": "with t intervals of 20 bootstrap resamples of respondents",
        "path_index": "Index of a path model by unstandardised weights (ACSI), weights of one model of all segments",
        "path_map": "Map of total effects (index points for one point) and indexes (0 to 100), path weighting",
        "path_model": "Partial least squares, path weighting scheme, standardised indicators, with percentile",
        "fuzzy_evaluation": "Fuzzy evaluation of 3 indicators in 3 grades by the main factor decides M(∧,∨)",
        "regression": "Weighted least squares, robust errors (HC3)",
        "factors": "Weighted least squares, robust errors (HC3)",
        "formula": "Weighted least squares, robust errors (HC3)",
        "logit": "Logit of promoter, robust errors (HC3)",
        "ordered": "Ordered logit of overall, robust errors (HC3)",
        "maximum_likelihood": "maximum-likelihood means and covariances of all answers",
        "imputed": "Weighted least squares, robust errors (HC3)",
        "stepwise": "Stepwise selection in both directions by p-value (in below 0.05, out above 0.1)",
        "stepwise_logit": "Stepwise selection backward by p-value (out above 0.9), weighted binary logit",
        "key_drivers": "Exact LMG (Shapley) importance with percentile intervals of 20 bootstrap resamples",
        "priorities": "Gains of moves that end where scales end with percentile intervals of 20 bootstrap resamples",
        "priority_map": "Map of importance (LMG shares) and performance (0 to 100) with percentile intervals of 20",
        "simulate": "Moves that end where scales end with percentile intervals of 20 bootstrap resamples",
        "nps_drivers": "Least squares of the score, split into promoters and detractors, robust errors (HC3)",
        "gap": "Perception less expectation, 2 paired items",
        "rank_scores": "rank intervals for each rank from paired t-tests of all differences, Holm-corrected",
        "compare": "by the adjusted Wald interval on the effective base, Holm's adjustment for 2 tests",
        "track": "control limits at 3 standard errors from the score of all waves",
    }
    for part in (methods[analysis], "probability weights 'weight'", f"{N} of {N} respondents used", "effective base"):
        assert part in text
    # Two tests together at 95%.
    assert ("intervals each at 97.5%" if analysis == "compare" else "95% intervals") in text
    assert ("seed" in text) == (analysis in RANDOM)
    data = columns()
    data["network"] = np.where(np.arange(N) < 3, np.nan, data["network"])
    data["recommend"] = np.where(np.arange(N) < 3, np.nan, data["recommend"])
    text = ANALYSES[analysis](data, conf_level=0.9).summary()
    gaps = [f"{N - 3} of {N} respondents used", "3 with missing answers left out"]
    if analysis in KEEPS_GAPS:
        gaps = [f"{N} of {N} respondents used"]
    level = "intervals each at 90%" if analysis == "compare" else "90% intervals"
    for part in ("unweighted", *gaps, level):
        assert part in text


def test_the_seed_in_the_summary_repeats_the_result():
    data = columns()
    first = placet.key_drivers(data, "overall", DRIVERS, n_resamples=10)
    again = placet.key_drivers(data, "overall", DRIVERS, n_resamples=10, rng=first.about["seed"])
    assert f"seed {first.about['seed']}" in first.summary()
    assert again == first


# "factors" asks for errors of another kind.
@pytest.mark.parametrize("analysis", [name for name in ANALYSES if name != "factors"])
def test_a_declared_design_reaches_every_analysis(analysis):
    data = columns() | {"branch": np.arange(N) // 10}
    survey = placet.Survey(data, cluster="branch", strata="half")
    if analysis == "maximum_likelihood":  # its moments have errors of their own, which know no design
        with pytest.raises(placet.DataError, match="know no strata, clusters or replicate weights"):
            ANALYSES[analysis](survey)
        return
    assert "20 clusters 'branch', 2 strata 'half'" in ANALYSES[analysis](survey).summary()
    by_words = ANALYSES[analysis](data, cluster="branch", strata="half")
    assert by_words.to_json() == ANALYSES[analysis](survey).to_json()


def test_a_used_design_is_said():
    data = columns()
    data["branch"] = np.arange(N) // 10
    for design, words in (
        ({"cluster": "branch"}, "design: 20 clusters 'branch'."),
        ({"strata": "region"}, "design: 2 strata 'region'."),
        ({"strata": "region", "cluster": "branch", "nest": True}, "design: 40 clusters 'branch', 2 strata 'region'."),
        ({"strata": "region", "lonely_psu": "adjust"}, "design: 2 strata 'region', lonely units: adjust."),
    ):
        result = placet.nps(placet.Survey(data, **design), "recommend")
        assert result.summary().endswith(words)
        assert (result._designed, np.isfinite(result["df"]).all()) == (True, True)
        for used in ("satisfaction_index", "gap", "rank_scores"):
            assert ANALYSES[used](placet.Survey(data, **design)).summary().endswith(words)
    plain = placet.nps(data, "recommend")
    assert (plain._designed, plain["df"].tolist()) == (False, [np.inf])
    alone = placet.nps(data, "recommend", method="design")
    assert alone.summary().endswith("design: independent respondents.")


def test_html(result, analysis):
    page = result._repr_html_()
    assert page.startswith('<div class="placet"><style>')
    assert page.count("<table>") == page.count("</table>") == 1
    # An index by segment shows the whole and its dimensions; its indicators are in the frame.
    shown = len(result.table) if analysis not in INDEXES else int((result["level"] < 2).sum())
    assert page.count("<tr>") == 1 + shown
    assert "probability weights" in page
    for forbidden in ("<script", "src=", "http:", "https:"):
        assert forbidden not in page


def test_plot_returns_axes(result):
    import matplotlib.pyplot as plt

    ax = result.plot()
    assert isinstance(ax, mpl.axes.Axes)
    _, given = plt.subplots()
    assert result.plot(ax=given) is given
    plt.close("all")


CHINESE = {
    "recommend": "您有多大可能推荐给亲友？",
    "overall": "总体满意度",
    "network": "手机网络质量",
    "bills": "账单ABC",
    "hotline": "hotline",
    "region": "所在大区",
}


def test_chinese_labels_line_up_in_a_terminal(analysis):
    data = columns() | {"region": np.tile(["北方", "South-east"], N // 2)}
    text = ANALYSES[analysis](placet.Survey(data, labels=CHINESE), by="region").summary()
    assert_aligned(text.split("\n\n")[1])
    title, table, _ = text.split("\n\n")
    shown = {"nps": "recommend", "top_box": "network", "score": "network"}
    shown |= {"compare": "recommend", "track": "recommend"}
    shown |= dict.fromkeys(["logit", "stepwise_logit", "nps_drivers"], "recommend")
    without = {*INDEXES, "index_change", "reliability", "gap", "rank_scores", "path_model", "path_index", "path_map"}
    assert analysis in without or CHINESE[shown.get(analysis, "overall")] in title
    drivers = ("vif" in COLUMNS[analysis] or "odds_ratio" in COLUMNS[analysis]) and analysis != "path_model"
    assert not drivers or (CHINESE["network"] in table and CHINESE["bills"] in table)
    assert table.startswith("所在大区")
    assert "\n北方" in table


def test_chinese_indicators_line_up_below_their_dimensions():
    tree = {"技术": (0.6, {"network": 1.0}), "Service 服务": (0.4, {"bills": 0.5, "hotline": 0.5})}
    result = placet.satisfaction_index(placet.Survey(columns(), labels=CHINESE), tree, name="满意度指数", scale=(1, 10))
    table = result.summary().split("\n\n")[1]
    assert all(label in table for label in (*tree, CHINESE["network"], CHINESE["bills"], "满意度指数"))
    assert_aligned(table)


def assert_aligned(table):
    """Every line is blank where the rule under the headings is: the columns stand below each other."""
    heading, rule, *rows = table.split("\n")
    between = [i for i, c in enumerate(rule) if c == " "]
    assert len(between) >= 2
    for line in (heading, *rows):
        drawn = "".join(c + "\0" if east_asian_width(c) in "WF" else c for c in line)  # a wide character takes two
        assert len(drawn) <= len(rule)
        assert all(drawn[i] == " " for i in between if i < len(drawn)), line


def test_a_survey_can_be_pickled_and_shown():
    survey = placet.Survey(columns(), weights="weight", na_codes={"overall": [99]}, labels=CHINESE)
    again = pickle.loads(pickle.dumps(survey))
    assert placet.nps(again, "recommend") == placet.nps(survey, "recommend")
    assert "weights: weight (probability)" in repr(survey)
    with pytest.raises(dataclasses.FrozenInstanceError):
        survey.weights = None


def test_options_of_a_call_override_the_survey():
    survey = placet.Survey(columns(), weights="weight", na_codes=[0])
    assert placet.nps(survey, "recommend").about["weights"] == "weight"
    assert placet.nps(survey, "recommend", weights="bills").about["weights"] == "bills"
    zeros = int((columns()["recommend"] == 0).sum())
    assert placet.nps(survey, "recommend").about["n_missing"] == zeros > 0
    assert placet.nps(survey, "recommend", na_codes=[]).about["n_missing"] == 0


# ---- handed on -------------------------------------------------------------------------------------------------------


def test_every_result_is_a_mapping(result):
    assert list(result) == list(result.keys()) == list(result.table.columns)
    assert all(name in result for name in result)
    assert pd.DataFrame(result).equals(result.to_frame("pandas"))
    assert pl.DataFrame(result).shape == (len(result.table), len(result))
    with pytest.raises(KeyError, match="no column 'nothing'"):
        result["nothing"]
    assert not [name for name in dir(result) if name in ("update", "pop", "clear", "build", "cell", "heading")]


def test_every_result_is_handed_on(result, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    grid = result._grid()
    lines = [line for line in result.to_markdown().split("\n") if line.startswith("|")]
    assert len(lines) == 2 + len(grid)
    assert result.to_latex().count(r"\\") == 1 + len(grid)
    assert list(result.to_frame("polars", display=True).columns) == grid.unique_headings()
    book = openpyxl.load_workbook(result.to_excel(tmp_path / "result.xlsx"))
    rows = list(book.worksheets[0].iter_rows(min_row=3, max_row=3 + len(grid), values_only=True))
    assert list(rows[0]) == [text.replace("\u2003", " ").strip() or None for text in grid.headings]
    for written, values in zip(rows[1:], grid.values, strict=True):
        for cell, value in zip(written, values, strict=True):
            if isinstance(value, (int, float)) and not isinstance(value, bool) and np.isfinite(value):
                assert cell == pytest.approx(value, rel=1e-14)


def test_every_result_has_a_crosstab(result):
    wide = result.to_frame("pandas", wide="region")
    assert {"North", "South"} <= set(wide.columns)
    shown = result.to_frame("pandas", wide="region", display=True)
    assert len(shown) in (len(wide), len(wide) + 1)


def test_every_result_speaks_chinese(result):
    english, chinese = result.summary(), result.summary(language="zh")
    assert chinese != english
    assert "respondents" not in chinese
    assert "名受访者" in chinese
    assert result.summary() == english
