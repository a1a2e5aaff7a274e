"""Pictures of drivers for the gallery: nine real-looking ones, and thirty with long names."""

import numpy as np
import placet
from placet.datasets import make_survey
from placet.datasets._telecom import PROCESSES

DRIVERS = list(PROCESSES)
#: Parts of thirty items: what is rated, and what about it.
PLACES = {
    "en": ["Store", "Hotline", "App", "Website", "Technician at home"],
    "zh": ["营业厅", "客服热线", "手机客户端", "网上营业厅", "上门装维人员"],
}
ASPECTS = {
    "en": [
        "waiting time until somebody had time for me", "friendliness", "competence in questions of tariffs and bills",
        "clear words", "problem solved at the first contact", "keeping of promises",
    ],
    "zh": [
        "等候到有人接待为止的时间", "态度友好", "解答资费和账单问题的业务能力",
        "表达清楚易懂", "首次接触即解决问题", "兑现承诺",
    ],
}  # fmt: skip


def figures(language):
    """Name and figure of every picture."""
    yield from _regressions(make_survey(5000, seed=1, language=language))
    yield from _selections(make_survey(5000, seed=1, language=language))
    yield from _importances(make_survey(5000, seed=1, language=language))
    yield from _actions(make_survey(5000, seed=1, language=language))
    yield from _many(thirty_items(language))


def _regressions(survey):
    parts = [*DRIVERS[:5], "brand"]
    kept = placet.regression(
        survey, "overall", parts, factors=["brand", "region"], covariates="region", by="segment"
    )  # fmt: skip
    yield "regression_factors_by_segment", kept.plot().figure
    chances = placet.regression(
        survey, "recommend", [*DRIVERS, "brand"], factors="brand", model="logit", event="promoter"
    )  # fmt: skip
    yield "logit", chances.plot().figure
    chances = placet.regression(survey, "recommend", DRIVERS, by="segment", model="logit", event="promoter")
    yield "logit_by_segment", chances.plot().figure
    ordered = placet.regression(survey, "overall", DRIVERS, model="ordered")
    yield "ordered_logit", ordered.plot().figure
    full = placet.regression(survey, "overall", DRIVERS, diagnostics=True)
    yield "residuals", full.plot_residuals()
    yield "collinearity", full.plot_collinearity().figure
    new = {name: np.array([4, 6, 8, 10]) for name in DRIVERS}
    yield "prediction", full.predict(new, interval="individual").plot().figure
    yield "prediction_of_answers", ordered.predict({name: values[1:3] for name, values in new.items()}).plot().figure


def _selections(survey):
    yield "stepwise", placet.stepwise(survey, "overall", DRIVERS, rng=1).plot().figure
    found = placet.stepwise(survey, "overall", DRIVERS, by="segment", n_resamples=100, rng=1)
    yield "stepwise_by_segment", found.plot().figure
    yield "best_subsets", placet.best_subsets(survey, "overall", DRIVERS, rng=1).plot().figure
    found = placet.best_subsets(survey, "overall", DRIVERS, by="segment", n_resamples=100, rng=1)
    yield "best_subsets_by_segment", found.plot().figure


def _importances(survey):
    methods = ["lmg", "johnson", "pratt", "first"]
    found = placet.key_drivers(survey, "overall", DRIVERS, importance=methods, n_resamples=200, rng=1)
    yield "drivers_by_method", found.plot().figure
    chances = placet.key_drivers(
        survey, "recommend", DRIVERS[:6], model="logit", event="promoter", n_resamples=100, rng=1
    )  # fmt: skip
    yield "drivers_of_promoters", chances.plot().figure
    yield "dominance", placet.dominance(survey, "overall", DRIVERS, n_resamples=0).plot().figure
    found = placet.compare_drivers(survey, "overall", DRIVERS[:4], by="segment", n_resamples=300, rng=1)
    yield "compare_drivers", found.plot().figure


def _actions(survey):
    given = {"scale": (1, 10), "n_resamples": 300, "rng": 1}
    yield "priority_map", placet.priority_map(survey, "overall", DRIVERS, **given).plot().figure
    yield "priorities", placet.priorities(survey, "overall", DRIVERS, **given).plot().figure
    yield "simulation", placet.simulate(survey, "overall", DRIVERS, **given).plot().figure
    yield "nps_drivers", placet.nps_drivers(survey, "recommend", DRIVERS, driver_scale=(1, 10)).plot().figure


def _many(survey):
    items = [name for name in survey.data if name.startswith("q")]
    found = placet.key_drivers(survey, "overall", items, importance="johnson", n_resamples=300, rng=1)
    yield "drivers_of_30", found.plot().figure
    found = placet.priority_map(survey, "overall", items, scale=(1, 10), importance="effect", n_resamples=300, rng=1)
    yield "priority_map_of_30", found.plot().figure
    found = placet.regression(survey, "overall", items)
    yield "regression_of_30", found.plot().figure
    yield "collinearity_of_30", found.plot_collinearity().figure
    yield "stepwise_of_30", placet.stepwise(survey, "overall", items, n_resamples=100, rng=1).plot().figure
    yield "best_subsets_of_30", placet.best_subsets(survey, "overall", items, n_resamples=0).plot().figure


def thirty_items(language):
    """Ratings 1 to 10 of six aspects of five places, of which every fourth matters."""
    rng, n = np.random.default_rng(4), 1500
    names = [f"{place}: {aspect}" for place in PLACES[language] for aspect in ASPECTS[language]]
    halo, place = rng.normal(size=n), rng.normal(size=(len(PLACES[language]), n))
    liking = [halo + place[i // 6] + rng.normal(size=n) for i in range(30)]
    data = {f"q{i:02d}": np.clip(np.rint(7 + liked), 1, 10) for i, liked in enumerate(liking)}
    overall = 7 + 0.5 * halo + sum(0.3 * liked for liked in liking[::4]) + rng.normal(size=n)
    data["overall"] = np.clip(np.rint(overall), 1, 10)
    whole = "总体满意度" if language == "zh" else "Overall satisfaction"
    labels = dict(zip(data, [*names, whole], strict=True))
    return placet.Survey(data, labels=labels)
