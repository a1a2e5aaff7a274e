"""What path models refuse, what they say, and how they show themselves."""

import json
import pickle
import re

import matplotlib.pyplot as plt
import numpy as np
import placet
import pytest
from matplotlib.text import Text

from .conftest import HIGHER, MODEL, MODELS, REFLECTED

NEVER = {"n_resamples": 0}


@pytest.fixture(autouse=True)
def _clean_slate():
    yield
    plt.close("all")


# ---- refused ---------------------------------------------------------------------------------------------------------


def constant(frame, rows=slice(None)):
    found = frame.copy()
    found.loc[rows, "a1"] = 3.0
    return found


REFUSED = {
    "constant": (lambda f: constant(f), {}, "indicator 'a1' of construct 'A' has the same value in all 240"),
    "empty": (lambda f: f.assign(a1=np.nan), {}, "column 'a1' has no answers"),
    "misspelt": (lambda f: f.rename(columns={"c2": "c_2"}), {}, "indicator column 'c2' is not in the data; did you"),
    "few": (lambda f: f.head(3), {}, "3 respondents answered all indicators; the regression of construct 'C' on 2"),
    "none": (lambda f: f.head(0), {}, "no rows"),
    "same constructs": (lambda f: f.assign(b0=f["a0"], b1=f["a1"], b2=f["a2"]), {}, "constructs 'A', 'B' act on 'C'"),
    "same indicators": (lambda f: f.assign(d1=2 * f["d0"]), {}, "indicators 'd0', 'd1' of construct 'D' are linearly"),
    "one resample": (lambda f: f, {"n_resamples": 1}, "n_resamples=1 makes no interval"),
    "few of many": (
        lambda f: f.mask(f < -2.5), {"n_resamples": 30, "missing": "multiple"}, "30 makes no interval of each of 20",
    ),
    "too many": (lambda f: f, {"n_resamples": 10_000_000}, "more than two gigabytes; ask for at most"),
    "indicator": (lambda f: f, {"missing": "indicator"}, 'missing="indicator" marks gaps'),
    "unknown rule": (lambda f: f, {"missing": "mean"}, "missing='mean'"),
    "unknown scheme": (lambda f: f, {"scheme": "horst"}, "scheme='horst'"),
    "unknown interval": (lambda f: f, {"interval": "basic"}, "interval='basic'"),
    "imputation": (lambda f: f, {"imputation": "em"}, "goes with missing="),
    "formed": (lambda f: f, {"consistent": True}, "'D' is formed by its indicators (<~)"),
    "bca of em": (lambda f: f, {"missing": "em", "interval": "bca", "n_resamples": 9}, "leaves complete respondents"),
    "design of em": (
        lambda f: f, {"missing": "em", "cluster": "cl", "n_resamples": 9}, "resamples of its own, which know no strata",
    ),
    "bca of frequencies": (
        lambda f: f, {"weights": "f", "weight_type": "frequency", "interval": "bca", "n_resamples": 9}, "rows out in",
    ),
    "level": (lambda f: f, {"conf_level": 95}, "conf_level=95"),
    "text": (lambda f: f.assign(a0="x"), {}, "'a0'"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_done_is_refused(answers, name):
    change, options, words = REFUSED[name]
    with pytest.raises(placet.PlacetError, match=re.escape(words)):
        placet.path_model(change(answers), MODEL, **{**NEVER, "rng": 1, **options})


@pytest.mark.parametrize(
    ("model", "options", "words"),
    [
        ("A =~ a0; B =~ b0", {}, "has no paths"),
        ("A =~ a0; B =~ b0; B ~ A; A ~ B", {}, "A -> B -> A"),
        ("A =~ a0 + a0; B =~ b0; B ~ A", {}, "a0"),
        (HIGHER.replace("<~", "=~"), {"consistent": True}, "'H' is of higher order"),
        (REFLECTED + "D ~ A:C", {"consistent": True}, "products of scores such as 'A:C'"),
        (MODEL + "D ~ A:C", {"missing": "em"}, "would hide interactions of constructs"),
        (7, {}, "model"),
    ],
)
def test_models_that_are_none_are_refused(answers, model, options, words):
    with pytest.raises(placet.PlacetError, match=re.escape(words)):
        placet.path_model(answers, model, **NEVER, **options)


def test_a_segment_that_cannot_be_estimated_says_why_and_the_others_are_done(answers):
    result = placet.path_model(constant(answers, answers["g"] == 1), MODEL, by="g", n_resamples=20, rng=1)
    assert np.isnan(result["estimate"][4:]).all()
    assert np.isfinite(result["estimate"][:4]).all()
    assert result["n"][4] == (answers["g"] == 1).sum()
    (note,) = [note for note in result.about["notes"] if note.startswith("not estimated")]
    assert note.startswith("not estimated in segment 1: indicator 'a1' of construct 'A'")
    assert np.isnan(result.fit["srmr"][1])
    assert "NaN" not in result.to_json()
    blank = answers.copy()
    blank.loc[answers["g"] == 0, "b1"] = np.nan
    with pytest.warns(placet.MissingAnswersWarning):
        found = placet.path_model(blank, MODEL, by="g", **NEVER)
    assert any(
        "0: 0 respondents answered all indicators; nobody answered 'b1' of construct 'B'" in n
        for n in found.about["notes"]
    )
    with pytest.raises(placet.ModelError, match="in segment 0: indicator 'a1'"):
        placet.path_model(constant(answers), MODEL, by="g", **NEVER)


def test_resamples_that_fail_are_counted_and_left_out(answers):
    rare = answers.assign(d1=np.where(np.arange(240) == 5, 1.0, 0.0))
    result = placet.path_model(rare, REFLECTED, n_resamples=200, rng=1)
    (note,) = [note for note in result.about["notes"] if "does not vary" in note]
    failed = int(note.split()[0])
    # A resample lacks the one row with probability (1 - 1/n)^n.
    assert 40 < failed < 110
    assert np.isfinite(result["std_error"]).all()


def test_inadmissible_estimates_are_kept_and_said(answers):
    rng = np.random.default_rng(4)
    a = rng.normal(size=60)
    frame = {
        "a0": a,
        "a1": 0.1 * a + rng.normal(size=60),
        "b0": a + 0.3 * rng.normal(size=60),
        "b1": rng.normal(size=60),
    }
    result = placet.path_model(frame, "A =~ a0 + a1; B =~ b0 + b1; B ~ A", consistent=True, n_resamples=50, rng=1)
    assert any("inadmissible" in note for note in result.about["notes"])
    assert any(re.search(r"\d+ resamples have inadmissible", note) for note in result.about["notes"])
    rho = result.constructs["rho_a"]
    assert abs(result["estimate"][0]) > 1 or (rho > 1).any() or np.abs(result.indicators["loading"]).max() > 1


def test_what_is_odd_is_said(answers):
    few = placet.path_model(answers.head(9), MODEL, **NEVER)
    assert "few respondents for so many indicators: 9 respondents, 11 indicators" in few.about["notes"]
    alike = answers.assign(**{f"b{i}": answers[f"a{i}"] + 0.05 * answers[f"b{i}"] for i in range(3)})
    assert "HTMT of 0.9 or more, hardly told apart: A and B" in placet.path_model(alike, MODEL, **NEVER).about["notes"]
    labelled = placet.PathModel(MODEL, labels={"A": {"en": "Image", "zh": "形象"}})
    notes = placet.path_model(alike, labelled, **NEVER).about["notes"]
    assert "HTMT of 0.9 or more, hardly told apart: Image and B" in notes
    both = placet.path_model(answers, MODELS["both"], **NEVER).about["notes"]
    assert "of higher order, in two disjoint stages: H" in both
    assert any(note.startswith("interactions are standardised products") for note in both)
    assert any(note.startswith("signs:") for note in both)


def test_what_is_explained_in_full_has_no_test(answers):
    twin = answers.assign(**{f"b{i}": answers[f"a{i}"] for i in range(3)})
    result = placet.path_model(twin, "A =~ a0 + a1 + a2; B =~ b0 + b1 + b2; B ~ A", n_resamples=50, rng=1)
    assert "explained in full, so that paths to it have no test: B" in result.about["notes"]
    assert result["estimate"] == pytest.approx([1.0])
    assert np.isposinf(result["f2"]).all()
    assert np.isnan(result["statistic"]).all()
    assert np.isnan(result["p_value"]).all()


# ---- shown -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(answers):
    survey = placet.Survey(answers, labels={"A": "Image of it", "a0": "Trust", "C": "Satisfaction"})
    return {name: placet.path_model(survey, model, n_resamples=30, rng=1) for name, model in MODELS.items()}


@pytest.mark.parametrize("model", MODELS)
def test_text_page_and_data(made, model):
    result = made[model]
    text = result.summary()
    assert text.startswith("Path model of")
    assert "Image of it" in text
    assert "R² Satisfaction" in text
    page = result.to_html()
    assert page.count("<table") >= 6
    for words in ("Constructs", "Indicators", "Effects", "Fornell", "HTMT"):
        assert words in page
    loaded = json.loads(result.to_json())
    assert loaded["effects"]["total"]
    assert loaded["model"]["blocks"]
    assert pickle.loads(pickle.dumps(result)) == result
    for name in ("effects", "indicators", "constructs", "cross_loadings", "fornell_larcker", "htmt"):
        assert len(result.frame(name)) == len(getattr(result, name)) > 0
    with pytest.raises(placet.DataError, match="use one of 'effects'"):
        result.frame("paths")
    assert set(result.glance()) >= {"srmr", "srmr_saturated", "iterations", "n_used"}
    chinese = result.summary(language="zh")
    assert "路径模型" in chinese
    assert "构念" in chinese


def test_an_interaction_is_shown_as_a_product(made):
    assert "Image of it × Satisfaction → D" in made["product"].summary()


def test_stages_are_told_apart(made):
    assert "stage" not in made["plain"].cross_loadings
    higher = made["higher"].cross_loadings
    assert set(higher["stage"]) == {1, 2}
    rows = set(higher.rows(("stage", "construct", "indicator")))
    assert {(1, "A", "a0"), (2, "H", "A"), (2, "C", "c0")} <= rows
    own = dict(made["higher"].indicators.rows(("indicator", "construct")))
    assert own["A"] == "H"
    assert own["a0"] == "A"


def texts(ax):
    return {text.get_text() for text in ax.findobj(Text)}


def test_pictures(made, answers):
    for result in made.values():
        ax = result.plot()
        ax.figure.draw_without_rendering()
        assert {"Image of it", "D"} <= texts(ax) or any("Image" in text for text in texts(ax))
    coefficient = f"{made['plain']['estimate'][0]:.2f}"
    assert coefficient in texts(made["plain"].plot())
    loadings = made["plain"].plot_loadings()
    assert any("Trust" in text for text in texts(loadings))
    by = placet.path_model(answers, MODEL, by="g", n_resamples=20, rng=1)
    assert any("A → C" in text for text in texts(by.plot()))
    assert any(text.endswith(": 1") for text in texts(by.plot(segment=1)))
    assert any(text.endswith(": 0") for text in texts(by.plot_loadings(segment=0)))
    with pytest.raises(placet.DataError, match="choose one"):
        by.plot_loadings()
    with pytest.raises(placet.DataError, match="is none of the result"):
        by.plot(segment=7)
    with pytest.raises(placet.DataError, match="which a path diagram has not"):
        made["plain"].plot(sort="name")
    plain = placet.path_model(answers, MODEL, **NEVER)
    assert not any("interval" in text for text in texts(plain.plot_loadings()))
