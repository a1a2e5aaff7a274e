"""Regressions, importances and indexes of data that stay where they are equal those of the same data in memory."""

import numpy as np
import placet
import pytest
from placet import DataError

DRIVERS = ["network", "bills", "hotline"]
TREE = {"Technology": (0.6, {"network": 1.0}), "Service": (0.4, {"bills": 0.5, "hotline": 0.5})}
pytestmark = pytest.mark.filterwarnings("ignore::placet.CollinearityWarning")

ANALYSES = {
    "regression": lambda data, **o: placet.regression(data, "overall", DRIVERS, **o),
    "HC3": lambda data, **o: placet.regression(data, "overall", DRIVERS, errors="HC3", **o),
    "factors": lambda data, **o: placet.regression(
        data, "overall", ["bills", "quarter"], factors={"quarter": "2024 Q2"}, **o
    ),
    "drivers with factors": lambda data, **o: placet.key_drivers(
        data, "overall", ["bills", "network", "quarter"], factors="quarter", n_resamples=0, **o
    ),
    "no intercept": lambda data, **o: placet.regression(data, "overall", DRIVERS, intercept=False, **o),
    "key_drivers": lambda data, **o: placet.key_drivers(data, "overall", DRIVERS, n_resamples=0, **o),
    "dominance": lambda data, **o: placet.dominance(data, "overall", DRIVERS, n_resamples=0, **o),
    "stepwise": lambda data, **o: placet.stepwise(data, "overall", DRIVERS, n_resamples=0, **o),
    "best_subsets": lambda data, **o: placet.best_subsets(data, "overall", DRIVERS, n_resamples=0, **o),
    "index": lambda data, **o: placet.satisfaction_index(data, TREE, scale=(1, 10), **o),
    "index of all": lambda data, **o: placet.satisfaction_index(data, TREE, scale=(1, 10), missing="drop", **o),
    "index change": lambda data, **o: placet.index_change(data, TREE, scale=(1, 10), wave="quarter", **o),
    "gap": lambda data, **o: placet.gap(data, "network", "bills", scale=(1, 10), **o),
    "rank_scores": lambda data, **o: placet.rank_scores(data, DRIVERS, **o),
    "reliability": lambda data, **o: placet.reliability(data, DRIVERS, n_resamples=0, **o),
}
OPTIONS = {
    "plain": {},
    "segments": {"by": "region"},
    "weights": {"by": ["plan"], "weights": "w"},
    "frequencies": {"weights": "whole", "weight_type": "frequency"},
}


@pytest.mark.parametrize("name", ANALYSES)
def test_the_answer_is_that_of_the_rows_in_memory(same, stored, in_turn, answers, name) -> None:
    call = ANALYSES[name]
    for options in in_turn(OPTIONS.values(), list(ANALYSES).index(name)):
        same(call(stored(answers), **options), call(answers, **options))


def test_moments_are_within_1e_12(stored, answers) -> None:
    from placet.survey.reading import read

    def moments(data):
        survey = placet.Survey(data, weights="w")
        return read(survey, ["overall", *DRIVERS], role="driver", by=["region"]).moments()

    for found, expected in zip(moments(stored(answers)), moments(answers), strict=True):
        assert (found.n, found.n_missing, found.n_zero_weight) == (
            expected.n, expected.n_missing, expected.n_zero_weight,
        )  # fmt: skip
        np.testing.assert_allclose(found.mean, expected.mean, rtol=1e-12)
        # No product is known better than the squares of its two columns.
        scale = np.sqrt(np.outer(expected.comoment.diagonal(), expected.comoment.diagonal()))
        assert (np.abs(found.comoment - expected.comoment) <= 1e-12 * scale).all()
        np.testing.assert_allclose([found.sum_w, found.sum_w2], [expected.sum_w, expected.sum_w2], rtol=1e-12)


def test_nothing_collects_the_rows(stored, answers, monkeypatch) -> None:
    data = stored(answers)

    def refuse(*_, **__):
        raise AssertionError("the rows were collected")

    for kind in {type(placet.Survey(data).frame.engine), *type(placet.Survey(data).frame.engine).__mro__[1:]}:
        if hasattr(kind, "collected"):
            monkeypatch.setattr(kind, "collected", refuse)
    for name in ("regression", "HC3", "key_drivers", "index", "gap", "factors"):
        ANALYSES[name](data, by="region", weights="w")
    placet.track(data, "recommend", wave="quarter", by="region", weights="w", na_codes=[99])
    placet.change(data, "recommend", wave="quarter", by="region", na_codes=[99])


def test_statistics_are_made_there_to_be_kept(stored, answers) -> None:
    counts = placet.score_counts(stored(answers), "recommend", by="region", weights="whole", na_codes=[99])
    assert counts == placet.score_counts(answers, "recommend", by="region", weights="whole", na_codes=[99])
    found = placet.moments(stored(answers), ["overall", *DRIVERS], by="region", weights="w")
    expected = placet.moments(answers, ["overall", *DRIVERS], by="region", weights="w")
    assert (found.keys, found.n.tolist(), found.known) == (expected.keys, expected.n.tolist(), expected.known)
    np.testing.assert_allclose(found.mean, expected.mean, rtol=1e-12)


def test_batches_change_nothing(same, answers, monkeypatch) -> None:
    pl = pytest.importorskip("polars")
    from placet.engines import polars as engine

    expected = ANALYSES["regression"](answers, by="region", weights="w")
    for size in (7, 333, 1 << 17):
        monkeypatch.setattr(engine, "BATCH", size)
        same(ANALYSES["regression"](pl.LazyFrame(answers), by="region", weights="w"), expected)


def test_nearly_dependent_drivers_are_corrected_by_a_second_scan(stored, answers) -> None:
    rng = np.random.default_rng(1)
    data = {**answers, "twin": np.array(answers["bills"]) + 1e-4 * rng.normal(size=len(answers["bills"]))}
    found, expected = (
        placet.regression(kept, "overall", ["bills", "twin"], by="quarter") for kept in (stored(data), data)
    )
    # The condition of the columns is 3e4, so that moments alone are 2e-16 * 3e4**2 = 2e-7 off. Corrected coefficients
    # are up to 3e-11 from those in long double, in memory and in batches alike, and so up to 1e-10 from each other.
    np.testing.assert_allclose(found["estimate"], expected["estimate"], rtol=1e-10)


def test_a_filter_and_a_segment_that_only_it_leaves_out(same, stored, answers) -> None:
    nw = pytest.importorskip("narwhals.stable.v2")
    kept = np.array([region != "only here" for region in answers["region"]]) & (np.array(answers["bills"]) > 3)
    condition = ~(nw.col("region") == "only here") & (nw.col("bills") > 3)
    kept &= np.array([region is not None for region in answers["region"]])
    found = placet.Survey(stored(answers)).filter(condition)
    expected = placet.Survey(answers).filter(kept)
    for call in (ANALYSES["regression"], ANALYSES["index"]):
        same(call(found, by="region"), call(expected, by="region"))


def test_an_answer_off_the_scale_of_an_index(stored, answers) -> None:
    with pytest.raises(DataError, match=r"'network' holds 10, which is outside the scale 1\.\.7"):
        placet.satisfaction_index(stored(answers), TREE, scale=(1, 7))


@pytest.mark.filterwarnings("error::placet.MissingAnswersWarning")
def test_many_gaps_are_told_of(stored, answers) -> None:
    data = {**answers, "hotline": np.where(np.arange(2000) % 3 == 0, np.nan, answers["bills"])}
    with pytest.raises(placet.MissingAnswersWarning, match="most of them in 'hotline' \\(667\\)"):
        placet.regression(stored(data), "overall", DRIVERS)


NEEDS_ROWS = {
    "bootstrap": lambda data: placet.dominance(data, "overall", DRIVERS, n_resamples=20, rng=1),
    "a selection of resamples": lambda data: placet.stepwise(data, "overall", DRIVERS, rng=1),
    "logit": lambda data: placet.regression(data, "overall", DRIVERS, model="ordered"),
    "a level without cases": lambda data: placet.regression(
        data, "overall", ["bills", "region"], factors=["region"], by="plan"
    ),
    "formula": lambda data: placet.regression(data, "overall ~ bills + network"),
    "respondents of several rows": lambda data: placet.index_change(
        data, TREE, scale=(1, 10), wave="quarter", id="w", strata="plan"
    ),
    "imputation": lambda data: placet.regression(data, "overall", DRIVERS, missing="multiple", rng=1),
    "em": lambda data: placet.regression(data, "overall", DRIVERS, missing="em"),
    "diagnostics": lambda data: placet.regression(data, "overall", DRIVERS, diagnostics=True),
    "precisions": lambda data: placet.regression(data, "overall", DRIVERS, weights="whole", weight_type="precision"),
    "priorities": lambda data: placet.priorities(
        data, "overall", DRIVERS, scale=(1, 10), metric="index", n_resamples=0
    ),
    "respondents": lambda data: placet.index_scores(data, TREE, scale=(1, 10)),
}


@pytest.mark.parametrize("name", NEEDS_ROWS)
def test_what_needs_rows_says_what_and_what_to_do(stored, answers, name) -> None:
    with pytest.raises(
        DataError, match=r"\w+\(\) as it was called needs .*, and of .* only counts and moments"
    ) as error:
        NEEDS_ROWS[name](stored(answers))
    assert any(word in str(error.value) for word in (".collect()", ".compute()", ".toPandas()", "a table first"))


@pytest.mark.parametrize(
    ("name", "told"), [("imputation", "missing=.multiple."), ("respondents", "the option that asks for it")]
)
def test_what_needs_rows_names_the_method_that_was_asked_for(stored, answers, name, told) -> None:
    with pytest.raises(DataError, match=f"leave out {told}"):
        NEEDS_ROWS[name](stored(answers))
