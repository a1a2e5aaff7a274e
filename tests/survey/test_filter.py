"""Filtered surveys are domains of their sample: against R's subset (domains.R), and against segments."""

import pickle
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd
import placet
import polars as pl
import pyarrow as pa
import pytest
from numpy.testing import assert_allclose
from placet import DataError, ReplicateWeights, Survey

pytestmark = pytest.mark.filterwarnings("ignore::placet.ReplicatesWarning")
FOLDER = Path(__file__).parent.parent / "reference"
MANY = {"n_resamples": 12, "rng": 1, "progress": False}


@pytest.fixture(scope="module")
def sample():
    frame = pd.read_csv(FOLDER / "domains.csv")
    rng = np.random.default_rng(8)
    made = {"x": rng.normal(size=len(frame)), "level": rng.choice(list("pqr"), len(frame))}
    made |= {"wave": rng.choice([1, 2], len(frame)), "high": frame["other"] > 6}
    return frame.assign(**made, part=np.where(frame["segment"] == "b", "in", "out"))


DESIGNS = {
    "none": {},
    "weights": {"weights": "weight"},
    "clusters": {"weights": "weight", "cluster": "cluster", "fpc": "shops"},
    "strata": {"weights": "weight", "strata": "stratum", "cluster": "cluster", "lonely_psu": "adjust"},
    "replicates": {"weights": "weight", "repweights": ReplicateWeights("r[0-9]*", "bootstrap")},
}


# ---- R's subset ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("design", ["clusters", "strata", "replicates"])
def test_errors_are_those_of_subset(typed, sample, design):
    golden = typed("domains")
    survey = Survey(sample, **DESIGNS[design]).filter((sample["other"] >= 6) & (sample["cluster"] > 3))
    found = {
        "nps": placet.nps(survey, "score", method="design"),
        "gap": placet.gap(survey, "score", "other"),
        "slope": placet.regression(survey, "score", ["other"]),
        "x_minus_y": placet.compare(survey, "score", by="group", against="y", method="design"),
    }
    for name, result in found.items():
        row = 1 if name == "slope" else 0
        for column, right in golden[f"filter_{design}_{name}"].items():
            assert_allclose(result[column][row], right, rtol=1e-9)


def test_a_domain_has_other_errors_than_a_smaller_survey(sample):
    inside = sample["group"] == "x"
    survey = Survey(sample, **DESIGNS["replicates"])
    domain, alone = survey.filter(inside), Survey(sample[inside], cluster="cluster", weights="weight")
    assert_allclose(placet.nps(domain, "score")["estimate"], placet.nps(alone, "score")["estimate"])
    strata = {"strata": "stratum", "cluster": "cluster", "lonely_psu": "average"}
    some = sample["cluster"].isin([1, 5, 6, 9])
    domain, alone = Survey(sample, **strata).filter(some), Survey(sample[some], **strata)
    assert placet.nps(domain, "score")["std_error"] != placet.nps(alone, "score")["std_error"]


# ---- segments --------------------------------------------------------------------------------------------------------

CALLS = {
    "nps": lambda s, **o: placet.nps(s, "score", **o),
    "score interval": lambda s, **o: placet.nps(s, "score", method="score", **o),
    "mean": lambda s, **o: placet.mean_score(s, ["score", "other"], scale=(0, 10), **o),
    "box": lambda s, **o: placet.top_box(s, ["score", "other"], scale=(0, 10), **o),
    "distribution": lambda s, **o: placet.distribution(s, "score", scale=(0, 10), **o),
    "gap": lambda s, **o: placet.gap(s, "score", "other", **o),
    "ranks": lambda s, **o: placet.rank_scores(s, ["score", "other"], **o),
    "index": lambda s, **o: placet.satisfaction_index(s, {"score": 0.5, "other": 0.5}, scale=(0, 10), **o),
    "path_model": lambda s, **o: placet.path_model(s, "A =~ score + other; B =~ x; B ~ A", **MANY, **o),
    "reliability": lambda s, **o: placet.reliability(s, ["score", "other", "x"], **MANY, **o),
    "prediction": lambda s, **o: placet.path_prediction(s, "A =~ score + other; X =~ x; X ~ A", folds=3, rng=1, **o),
    "waves": lambda s, **o: placet.nps(s, "score", wave="wave", **o),
    "compare": lambda s, **o: placet.compare(s, "score", wave="wave", against="all pairs", adjust="none", **o),
    "total": lambda s, **o: placet.compare(s, "score", wave="wave", adjust="none", **o),
    "linear": lambda s, **o: placet.regression(s, "other", ["x", "level"], factors=["level"], **o),
    "formula": lambda s, **o: placet.regression(s, "other ~ scale(x) * level", **o),
    "logit": lambda s, **o: placet.regression(s, "high", ["x"], model="logit", **o),
    "importance": lambda s, **o: placet.key_drivers(s, "other", ["x", "score"], **MANY, **o),
    "dominance": lambda s, **o: placet.dominance(s, "other", ["x", "score"], **MANY, **o),
    "stepwise": lambda s, **o: placet.stepwise(s, "other", ["x", "score"], **MANY, **o),
    "subsets": lambda s, **o: placet.best_subsets(s, "other", ["x", "score"], **MANY, **o),
    "imputed": lambda s, **o: placet.regression(
        s, "other", ["x", "score"], missing="multiple", n_imputations=2, rng=3, progress=False, **o
    ),
}
PLAIN = {
    "bootstrap": lambda s, **o: placet.nps(s, "score", method="bootstrap", rng=1, **o),
    "track": lambda s, **o: placet.track(s, "score", wave="wave", **o),
    "HC3": lambda s, **o: placet.regression(s, "other", ["x"], errors="HC3", **o),
    "ordered": lambda s, **o: placet.regression(s, "wave", ["x"], model="ordered", **o),
    "em": lambda s, **o: placet.regression(s, "other", ["x", "score"], missing="em", rng=1, **o),
}


def in_numbers(result, part=None):
    table = result.to_frame()
    if part is not None:
        table = table[table["part"] == part].drop(columns="part")
    return table.reset_index(drop=True)


def check_alike(call, survey, inside):
    found, segment = in_numbers(call(survey.filter(inside))), in_numbers(call(survey, by="part"), "in")
    pd.testing.assert_frame_equal(found, segment, rtol=1e-9, atol=1e-12, check_dtype=False)


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("call", CALLS)
def test_a_filtered_survey_gives_what_its_segment_gives(sample, design, call):
    if design == "replicates" and call in {"formula", "logit"}:
        pytest.skip("some replicates allow no fit, which refuses one segment and leaves others without errors")
    sample = sample.assign(level=np.where(sample["part"] == "in", sample["level"], "elsewhere"))
    check_alike(CALLS[call], Survey(sample, **DESIGNS[design]), (sample["part"] == "in").to_numpy())


@pytest.mark.parametrize("design", ["none", "weights"])
@pytest.mark.parametrize("call", PLAIN)
def test_without_a_design_the_others_might_as_well_not_be_there(sample, design, call):
    inside = sample["part"] == "in"
    survey = Survey(sample, **DESIGNS[design])
    check_alike(PLAIN[call], survey, inside)
    alone = in_numbers(PLAIN[call](Survey(sample[inside], **DESIGNS[design])))
    pd.testing.assert_frame_equal(in_numbers(PLAIN[call](survey.filter(inside))), alone, rtol=1e-9, atol=1e-12)


def test_segments_and_waves_that_only_others_have_do_not_occur(sample):
    survey = Survey(sample, **DESIGNS["clusters"], wave="wave").filter(sample["part"] == "in")
    assert set(placet.nps(survey, "score", by="segment")["segment"]) == {"b"}
    assert placet.nps(survey, "score", by=["segment", "group"]).to_frame()["segment"].eq("b").all()
    later = survey.filter(sample["wave"] == 2)
    assert placet.track(later, "score").about["waves"] == (2,)
    assert placet.nps(survey, "score", wave="wave").about["n_outside"] == 0


def test_an_answer_off_the_scale_outside_the_filter_does_not_count(sample):
    answered = sample.assign(score=sample["score"].where(sample["part"] == "in", 99))
    inside = sample["part"] == "in"
    found = placet.nps(Survey(answered, **DESIGNS["clusters"]).filter(inside), "score")
    assert found == placet.nps(Survey(sample, **DESIGNS["clusters"]).filter(inside), "score")


def test_counts_are_those_of_the_filtered_respondents(sample):
    inside = sample["segment"] != "b"
    found = placet.nps(Survey(sample).filter(inside), "score", by="group")
    about, answered = found.about, sample["score"].notna()
    assert about["n_total"] == inside.sum()
    assert about["n_used"] == (inside & answered).sum()
    assert about["n_missing"] == (inside & ~answered).sum()
    assert about["n_outside"] == 0
    assert about["n_filtered"] == (~inside).sum()
    assert f"{(~inside).sum()} others left out by the filter" in str(found)
    assert "n_filtered" not in placet.nps(Survey(sample), "score").about
    lost = sample.assign(group=sample["group"].where(sample.index > 4))
    assert placet.nps(Survey(lost).filter(inside), "score", by="group").about["n_outside"] == inside[:5].sum()


def test_residuals_have_a_row_for_each_row_of_the_data(sample):
    inside = sample["part"] == "in"
    found = placet.regression(Survey(sample).filter(inside), "other", ["x"], diagnostics=True)
    residuals = found.frame("diagnostics") if hasattr(found, "diagnostics") else found.frame("residuals")
    assert len(residuals) == len(sample)
    assert residuals["residual"].notna().tolist() == inside.tolist()


def test_printed_figures_are_those_of_the_rows_left():
    data = {"item": ["a", "b", "c"], "score": [3.0, 2.0, 1.0], "printed_rank": [1, 2, 3]}
    found = placet.benchmark(Survey({"item": ["a", "b"], "own": [8.0, 7.0], "rival": [7.0, 9.0]}), "own", "rival")
    assert len(found["item"]) == 2
    found = placet.benchmark(
        Survey({"item": ["a", "b"], "own": [8.0, 7.0], "rival": [7.0, 9.0]}).filter([False, True]), "own", "rival"
    )
    assert found["item"] == ("b",)
    assert data


# ---- what a filter may be --------------------------------------------------------------------------------------------

DATA = {"score": [9, 10, 3, 8, 0, 7], "region": ["N", "S", "N", "N", None, "S"], "age": [20, 30, 40, 50, 60, 70]}
MASK = [True, False, True, True, False, False]
WHOLE = placet.nps(Survey(DATA).filter(MASK), "score").to_dict()
PANDAS = pd.DataFrame(DATA)
FILTERS = {
    "list": (DATA, MASK),
    "tuple": (DATA, tuple(MASK)),
    "array": (DATA, np.array(MASK)),
    "function of a dict": (DATA, lambda data: [region == "N" for region in data["region"]]),
    "pandas": (PANDAS, PANDAS["region"] == "N"),
    "pandas nullable": (PANDAS, pd.Series([True, None, True, True, False, None], dtype="boolean")),
    "pandas objects": (PANDAS, pd.Series([True, None, True, True, False, pd.NA], dtype=object)),
    "pandas function": (PANDAS, lambda frame: frame["region"] == "N"),
    "pandas narwhals": (PANDAS, nw.col("region") == "N"),
    "polars": (pl.DataFrame(DATA), pl.Series(MASK)),
    "polars expression": (pl.DataFrame(DATA), pl.col("region") == "N"),
    "polars function": (pl.DataFrame(DATA), lambda frame: frame["region"] == "N"),
    "polars function of an expression": (pl.DataFrame(DATA), lambda _: pl.col("region") == "N"),
    "polars narwhals": (pl.DataFrame(DATA), nw.col("region") == "N"),
    "lazy": (pl.LazyFrame(DATA), pl.col("region") == "N"),
    "lazy narwhals": (pl.LazyFrame(DATA), nw.col("region") == "N"),
    "arrow": (pa.table(DATA), pa.array(MASK)),
    "arrow narwhals": (pa.table(DATA), nw.col("region") == "N"),
}
if hasattr(pd, "col"):
    FILTERS["pandas expression"] = (PANDAS, pd.col("region") == "N")


@pytest.mark.parametrize("case", FILTERS)
def test_a_filter_is_a_mask_an_expression_or_a_function(case):
    data, given = FILTERS[case]
    survey = Survey(data).filter(given)
    assert len(survey) == 3
    assert placet.nps(survey, "score").to_dict() == WHOLE
    assert placet.nps(survey, "score", weights=None, by=None).about["n_filtered"] == 3
    twice = survey.filter(nw.col("age") > 30) if "narwhals" in case else survey.filter(given)
    assert len(twice) == (2 if "narwhals" in case else 3)


@pytest.mark.parametrize("case", [case for case in FILTERS if "function" not in case])
def test_filtered_surveys_are_pickled(case):
    data, given = FILTERS[case]
    survey = pickle.loads(pickle.dumps(Survey(data).filter(given)))
    assert placet.nps(survey, "score").to_dict() == WHOLE


def test_a_function_is_pickled_by_the_rows_it_chooses():
    survey = pickle.loads(pickle.dumps(Survey(PANDAS).filter(lambda frame: frame["region"] == "N")))
    assert len(survey) == 3


REFUSED = {
    "text": (PANDAS, "region == 'N'", "filter must be a column of true and false, .* or a function of the frame"),
    "numbers": (PANDAS, PANDAS["age"], "filter must be true and false, one a row, not values of type .*; compare"),
    "words": (PANDAS, PANDAS["region"], "filter must be true and false"),
    "length": (PANDAS, MASK[:3], "filter has 3 rows and the data have 6"),
    "one": (pl.DataFrame(DATA), pl.col("age").max() > 3, "filter has 1 row and the data have 6"),
    "index": (PANDAS, (PANDAS["age"] > 30).iloc[::-1], "indexes of data and filter differ"),
    "lazy": (pl.LazyFrame(DATA), MASK, "the data are lazy, .* give an expression"),
    "no frame": (DATA, pl.col("age") > 30, "filter is an expression, which only a data frame knows"),
    "another library": (PANDAS, pl.col("age") > 30, "filter is an expression of polars, and the data are of pandas"),
    "function of functions": (PANDAS, lambda _: len, "a function that returns a function"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_filter_is_refused(case):
    data, given, words = REFUSED[case]
    with pytest.raises(DataError, match=words):
        placet.nps(Survey(data).filter(given), "score")


def test_nobody_left_is_told_by_the_call():
    survey = Survey(PANDAS).filter(PANDAS["age"] > 99)
    assert len(survey) == 0
    assert survey
    with pytest.raises(DataError, match="the filter leaves none of 6 respondents"):
        placet.nps(survey, "score")


def test_options_of_a_call_go_with_a_filter():
    survey = Survey(PANDAS).filter(MASK)
    weighted = placet.nps(survey, "score", weights=[1, 1, 2, 1, 1, 1], by=PANDAS["age"].gt(30).rename("older"))
    assert weighted["sum_weights"].tolist() == [1, 3]


# ---- what a survey says of itself ------------------------------------------------------------------------------------


def test_a_survey_tells_its_rows_columns_and_design():
    data = {**{f"q{i}": [1, 2, 3] for i in range(12)}, "w": [1.0, 2.0, 1.0], "month": [1, 1, 2]}
    survey = Survey(pd.DataFrame(data), weights="w", cluster="q1", wave="month", na_codes=[99])
    assert len(survey) == 3
    assert survey.columns == list(data)
    lines = repr(survey).splitlines()
    assert lines[0] == "Survey of 3 rows, 14 columns (pandas)"
    assert lines[1].strip() == "columns: q0, q1, q2, q3, q4, q5, q6, q7 and 6 more"
    assert [line.strip() for line in lines[2:]] == [
        "weights: w (probability)", "design: cluster q1", "waves: month", "no answer: [99]"
    ]  # fmt: skip
    assert repr(survey.filter([True, False, True])).startswith("Survey of 2 of 3 rows (filtered), 14 columns")
    assert repr(Survey({"a": [1]})) == "Survey of 1 row, 1 column (arrays)\n  columns: a"
    lazy = Survey(pl.LazyFrame(DATA)).filter(pl.col("age") > 30)
    assert repr(lazy).startswith("Survey of lazy data, filtered, 3 columns (polars)")
    assert len(lazy) == 4
    assert len(Survey(pl.LazyFrame(DATA))) == 6
