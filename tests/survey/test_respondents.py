"""Respondents asked in two waves: the covariance their identity keeps, and what is refused."""

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import placet
import pytest
from numpy.testing import assert_allclose
from placet import DataError, Metric, Survey
from placet.scores.estimation.linearised import Terms
from placet.scores.estimation.read import read_tallies

FOLDER = Path(__file__).parent.parent / "reference"
METRICS = {
    "nps": ("score", Metric.nps()),
    "top_box": ("score", Metric.top_box((0, 10), top=2)),
    "mean": ("score", Metric.mean_score((0, 10))),
    "top_two": ("satisfaction", Metric.csat()),
}


class Difference:
    """Score of the second wave minus score of the first."""

    panel = None

    def value(self, w, wx):
        return (wx / w)[..., 1:2] - (wx / w)[..., 0:1]

    def terms(self, w, wx):
        sign = np.array([-1.0, 1.0])
        return Terms.dense((sign / w)[None], (-sign * wx / w**2)[None])


def difference(survey, item, metric, design: Literal["declared", "always"] = "always"):
    _, [tally] = read_tallies(
        survey, [item], metric.scale, by=["wave"], design=design, units="respondents", wave="wave"
    )
    variance = tally.variance(metric.values, Difference())
    return metric.unit * tally.estimate(metric.values, Difference())[0], metric.unit * np.sqrt(variance[0]), tally


@pytest.mark.parametrize("name", ["respondents", "strata_respondents"])
def test_against_the_survey_package(typed, name):
    golden = typed("survey")
    table = pd.DataFrame(golden["differences"]["rows"], columns=golden["differences"]["columns"])
    table = table[(table["design"] == name) & (table["contrast"] == "wave_2_minus_wave_1")].set_index("metric")
    strata = golden["designs"][name]["strata"]
    survey = Survey(pd.read_csv(FOLDER / "survey.csv"), weights="weight", strata=strata, id="respondent", wave="wave")
    assert len(table) == 4
    for metric, (item, definition) in METRICS.items():
        estimate, error, tally = difference(survey, item, definition)
        assert_allclose(estimate, table.loc[metric, "estimate"], rtol=1e-10)
        assert_allclose(error, table.loc[metric, "std_error"], rtol=1e-10)
        assert tally.df_of(np.zeros(2, dtype=int))[0] == table.loc[metric, "degf"]


def test_without_a_design_the_variance_keeps_n():
    # Promoters and detractors in waves 1 and 2: respondents 1 (1, 1), 2 (-1, -1), 3 (1, 0) in both, 4 (-1) in wave 1
    # only. Scores 0 and 0. Linearised: (x - 0)/3 in wave 2 minus (x - 0)/4 in wave 1 is 1/12, -1/12, -1/4 and +1/4:
    # their squares add to (1 + 1 + 9 + 9)/144.
    data = {"q": [10, 0, 9, 3, 9, 6, 7], "id": [1, 2, 3, 4, 1, 2, 3], "wave": [1, 1, 1, 1, 2, 2, 2]}
    estimate, error, tally = difference(Survey(data, id="id"), "q", Metric.nps(), "declared")
    assert estimate == 0
    assert_allclose(error, 100 * np.sqrt(20 / 144), rtol=1e-13)
    assert not tally.designed
    assert (tally.df == np.inf).all()


def test_nobody_asked_twice_is_as_no_identity():
    sample = pd.read_csv(FOLDER / "survey.csv").assign(row=lambda data: np.arange(len(data)))
    for weights in (None, "weight"):
        alone = difference(Survey(sample, weights=weights, id="row"), "score", Metric.nps(), "declared")
        plain = difference(Survey(sample, weights=weights), "score", Metric.nps(), "declared")
        assert_allclose(alone[:2], plain[:2], rtol=1e-12)


def test_clusters_that_hold_whole_respondents_need_no_identity():
    sample = pd.read_csv(FOLDER / "survey.csv")
    survey = Survey(sample, weights="weight", strata="stratum", cluster="cluster")
    identified = Survey(sample, weights="weight", strata="stratum", cluster="cluster", id="respondent")
    assert difference(identified, "score", Metric.nps())[:2] == difference(survey, "score", Metric.nps())[:2]


def test_scores_take_the_identity_and_do_not_use_it():
    data = {"q": [10, 0, 9, 3], "id": [1, 1, 1, 2]}
    assert placet.nps(data, "q", id="id") == placet.nps(data, "q")


def with_rows(**columns):
    return Survey(
        {"q": [10, 0, 9, 3], "person": ["ann", "bob", "ann", "cy"], "wave": ["w1", "w1", "w2", "w2"]} | columns,
        id="person", weights="w" if "w" in columns else None, strata="s" if "s" in columns else None,
        cluster="c" if "c" in columns else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"person": ["ann", "bob", "cy", "cy"]}, ["respondent 'cy'", "'person'", "wave 'w2'", "rows 2 and 3"]),
        ({"person": ["ann", None, "ann", "cy"]}, ["'person' is missing in row 1", "1 such row", "leave id out"]),
        ({"c": ["x", "y", "z", "z"]}, ["respondent 'ann'", "two clusters", "'c'", "rows 0 and 2"]),
        ({"s": [1, 1, 2, 2]}, ["respondent 'ann'", "'person'", "strata 1 and 2", "drawn in one stratum"]),
    ],
)
def test_what_is_refused(columns, words):
    with pytest.raises(DataError) as error:
        difference(with_rows(**columns), "q", Metric.nps(), "declared")
    assert all(word in str(error.value) for word in words), str(error.value)


def test_rows_of_weight_0_may_repeat():
    estimate, *_ = difference(
        with_rows(person=["ann", "bob", "cy", "cy"], w=[1, 1, 0, 1]), "q", Metric.nps(), "declared"
    )
    assert estimate == -100


def test_a_row_of_several_respondents_has_no_identity():
    data = {"q": [10, 0], "id": [1, 1], "wave": [1, 2], "w": [3, 2]}
    survey = Survey(data, id="id", weights="w", weight_type="frequency")
    with pytest.raises(DataError, match=r"id='id' goes with weight_type=\"probability\", not 'frequency'"):
        difference(survey, "q", Metric.nps(), "declared")
