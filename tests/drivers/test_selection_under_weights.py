"""Selection where respondents are not drawn alike: judged as the result is, and as often wrong as it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import placet
import pytest
from numpy.testing import assert_allclose
from placet import Survey
from placet.drivers.selection.one_scan import OneScan
from placet.survey.facts import MissingAnswersWarning

QUIET = {"n_resamples": 0, "progress": False}


def answers(seed: int, n: int = 300, spread: float = 1.0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    d = {"a": rng.normal(size=n), "b": rng.normal(size=n), "w": rng.lognormal(0, spread, n)}
    return d | {"y": 0.5 * d["a"] + rng.normal(size=n)}


def clustered(seed: int, clusters: int = 40, size: int = 10) -> Survey:
    """Drivers and what they leave of the outcome are alike within clusters of two strata."""
    rng = np.random.default_rng(seed)
    of = np.repeat(np.arange(clusters), size)

    def alike() -> Any:
        return np.sqrt(0.4) * rng.normal(size=clusters)[of] + np.sqrt(0.6) * rng.normal(size=clusters * size)

    d = {"a": alike(), "b": alike(), "c": of, "h": of % 2, "w": rng.lognormal(0, 0.5, clusters * size)}
    return Survey(d | {"y": 0.5 * d["a"] + alike()}, weights="w", cluster="c", strata="h")


# ---- what is reported ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [Survey(answers(1), weights="w"), clustered(1)], ids=["weights", "design"])
@pytest.mark.parametrize("criterion", ["p", "aic", "bic"])
def test_the_last_model_is_judged_as_the_regression_reports_it(data: Survey, criterion: Any) -> None:
    found = placet.stepwise(data, "y", ["a", "b"], criterion=criterion, enter=None, remove=None, **QUIET)
    line = placet.regression(data, "y", list(found.selected))
    last = {
        term: (statistic, p, df)
        for step, action, term, statistic, p, df in zip(
            *(found.path[c] for c in ("step", "action", "term", "statistic", "p_value", "df_resid")), strict=True
        )
        if step == found.path["step"][-1] and action == "remove"
    }
    for term, t, p, df in zip(
        line["term"][1:], line["statistic"][1:], line["p_value"][1:], line["df"][1:], strict=True
    ):
        assert_allclose(last[term], [t**2, p, df], rtol=1e-7)
    for name in ("aic", "bic", "aicc", "adj_r2"):
        assert_allclose(found.steps[name][-1], line.fit[name][0], rtol=1e-12)
        assert_allclose(found.fit[name][0], line.fit[name][0], rtol=1e-12)
    listed = placet.best_subsets(data, "y", ["a", "b"], criterion="aic", **QUIET)
    place = list(listed["model"]).index(" + ".join(found.selected))
    for name in ("aic", "bic", "aicc", "adj_r2", "r2"):
        assert_allclose(listed[name][place], line.fit[name][0], rtol=1e-9)
    assert any("compared by the errors of the coefficients" in note for note in found.about["notes"])


def test_the_criteria_of_errors_of_the_model_are_its_own() -> None:
    """Whoever asks for errors of the model has its likelihood; robust errors without weights change no criterion."""
    d = answers(2)
    weighted = placet.regression(d, "y", ["a", "b"], weights="w", errors="classical").fit
    n, rss = 300, weighted["sigma"][0] ** 2 * 297
    assert_allclose(weighted["aic"][0], n * (np.log(2 * np.pi * rss / n) + 1) + 2 * 4, rtol=1e-12)
    plain, robust = (placet.regression(d, "y", ["a", "b"], errors=kind).fit for kind in ("classical", "HC3"))
    assert plain["aic"][0] == robust["aic"][0]


def test_only_ratios_of_weights_matter_and_segments_are_their_own() -> None:
    d = answers(3) | {"g": np.arange(300) % 2}
    one = placet.stepwise(d, "y", ["a", "b"], weights="w", by="g", **QUIET)
    other = placet.stepwise(d | {"w": 1e6 * d["w"]}, "y", ["a", "b"], weights="w", by="g", **QUIET)
    assert_allclose(one.path["statistic"], other.path["statistic"], rtol=1e-9)
    half = {name: values[::2] for name, values in d.items()}
    alone = placet.stepwise(half, "y", ["a", "b"], weights="w", **QUIET)
    assert_allclose(np.asarray(one.path["statistic"])[: len(alone.path["step"])], alone.path["statistic"], rtol=1e-9)


def test_dependent_drivers_stay_out() -> None:
    d = answers(4)
    d["twin"] = 2 * d["a"] + 1
    for direction in ("both", "backward"):
        found = placet.stepwise(d, "y", ["a", "twin", "b"], weights="w", direction=direction, **QUIET)
        assert len([t for t in found.selected if t in ("a", "twin")]) == 1
        assert any("being combinations" in note for note in found.about["notes"])


# ---- how often it is wrong -------------------------------------------------------------------------------------------


def chosen(data: Any, weights: Any, call: Any, **options: Any) -> bool:
    return bool(
        call(data, "y", "b", covariates="a", **({"weights": weights} if weights else {}), **options, **QUIET).selected
    )


@pytest.mark.parametrize("spread", [0.5, 1.0])
def test_a_driver_of_no_effect_enters_as_often_as_the_level_says(spread: float) -> None:
    """Of 400: 5 % are 20 (38 or more once in 10,000; by the F of plain samples 36 and 90), 1.7 % are 7, 16 % are 63."""
    enters, bic, aic = np.zeros(3, dtype=int)
    for seed in range(400):
        d = answers(seed, spread=spread)
        enters += chosen(d, "w", placet.stepwise)
        bic += chosen(d, "w", placet.best_subsets, criterion="bic")
        aic += chosen(d, "w", placet.best_subsets, criterion="aic")
    assert 8 <= enters <= 32
    assert bic <= 16
    assert 43 <= aic <= 84


def test_a_driver_of_no_effect_of_a_design_enters_as_often_as_the_level_says() -> None:
    """Of 400, 5 % are 20; by the F of plain samples every third enters."""
    enters = sum(chosen(clustered(seed), None, placet.stepwise) for seed in range(400))
    assert 8 <= enters <= 32


def test_resamples_judge_by_the_design_effect() -> None:
    """The mean inclusion of a driver of no effect is that of samples of respondents drawn alike, near 19 %."""

    def share(weights: str | None) -> float:
        found = [
            placet.stepwise(
                answers(s), "y", "b", covariates="a", weights=weights, n_resamples=100, rng=s, progress=False
            )
            for s in range(80)
        ]
        return float(np.mean([one.inclusion["inclusion"][0] for one in found]))

    assert share("w") == pytest.approx(share(None), abs=0.07)


def test_a_respondent_who_alone_has_a_level_leaves_the_criteria_their_value() -> None:
    """HC3, the errors of the result, has none for him; HC1 has."""
    d = answers(5)
    d["alone"] = (np.arange(300) == 7) * 1.0
    found = placet.regression(d, "y", ["a", "alone"], weights="w").fit
    assert np.isfinite([found[name][0] for name in ("aic", "bic", "aicc")]).all()


# ---- how it is computed ----------------------------------------------------------------------------------------------


def moved(found: Any) -> list[Any]:
    numbers = ("statistic", "df", "df_resid", "p_value", "criterion", "r2")
    assert_allclose(found.path["df_resid"] > 0, True)
    return [found.path["term"], found.path["action"], np.array([found.path[name] for name in numbers], dtype=float)]


@pytest.mark.parametrize(
    "options",
    [
        {"criterion": "p"},
        {"criterion": "aic"},
        {"criterion": "bic", "direction": "backward"},
        {"criterion": "adj_r2", "start": "full", "missing": "indicator"},
    ],
    ids=str,
)
def test_moves_judged_together_are_judged_as_the_models_they_lead_to(monkeypatch: Any, options: Any) -> None:
    d = answers(7)
    rng = np.random.default_rng(8)
    d |= {"f": rng.choice(["low", "middle", "high"], 300), "g": rng.normal(size=300), "h": rng.normal(size=300)}
    d["e"] = d["a"] + d["g"]  # a combination
    d["h"][:40] = np.nan
    given = Survey(d, weights="w"), "y", ["a", "b", "e", "f", "g", "h"]
    call = {"factors": ["f"], "groups": {"pair": ["b", "g"]}, **options, **QUIET}
    together = placet.stepwise(*given, **call)
    monkeypatch.setattr(OneScan, "serves", staticmethod(lambda *_: False))
    apart = placet.stepwise(*given, **call)
    assert together.selected == apart.selected
    for one, other in zip(moved(together), moved(apart), strict=True):
        assert one == other if isinstance(one, tuple) else assert_allclose(one, other, rtol=1e-9) is None


def test_all_models_are_of_those_who_answered_everything() -> None:
    d = answers(9)
    lost = np.arange(300) % 3 == 0
    d["b"][lost] = np.nan
    some = {name: values[~lost] for name, values in d.items()}
    with pytest.warns(MissingAnswersWarning):
        found = placet.stepwise(Survey(d, weights="w"), "y", ["a", "b"], criterion="aic", **QUIET)
    with pytest.warns(MissingAnswersWarning):
        subsets = placet.best_subsets(Survey(d, weights="w"), "y", ["a", "b"], **QUIET)
    whole = placet.stepwise(Survey(some, weights="w"), "y", ["a", "b"], criterion="aic", **QUIET)
    assert_allclose(moved(found)[2], moved(whole)[2], rtol=1e-9)
    assert_allclose(subsets["bic"], placet.best_subsets(Survey(some, weights="w"), "y", ["a", "b"], **QUIET)["bic"])


@pytest.mark.parametrize("design", [{}, {"cluster": "c", "strata": "h"}, {"cluster": "c"}], ids=str)
def test_a_segment_is_searched_as_if_it_were_alone(design: Any) -> None:
    rng = np.random.default_rng(10)
    d = answers(10, 600, 0.5)
    d |= {"s": rng.integers(0, 3, 600), "c": rng.integers(0, 30, 600), "x": rng.normal(size=600)}
    d["h"] = d["c"] % 2
    d["b"][d["s"] == 1] *= 2
    found = placet.stepwise(Survey(d, weights="w", **design), "y", ["a", "b", "x"], by="s", criterion="bic", **QUIET)
    for segment in range(3):
        domain = d | {"w": np.where(d["s"] == segment, d["w"], 0.0)} if design else None
        only = domain or {name: values[d["s"] == segment] for name, values in d.items()}
        alone = placet.stepwise(Survey(only, weights="w", **design), "y", ["a", "b", "x"], criterion="bic", **QUIET)
        assert found.selections[segment] == alone.selected
        here = np.array(found.path["s"]) == segment
        assert_allclose(moved(found)[2][:, here], moved(alone)[2], rtol=1e-9)
