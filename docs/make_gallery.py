"""Draw every picture the package can draw, in English and Chinese, into docs/gallery: to be looked at."""

from pathlib import Path

import gallery_drivers
import gallery_index
import gallery_paths
import matplotlib as mpl
import numpy as np
import placet
from placet.datasets import TELECOM_TREE, make_survey
from placet.datasets._telecom import PROCESSES

GRADES = ("very satisfied", "satisfied", "fair", "dissatisfied", "very dissatisfied")
FOLDER = Path(__file__).parent / "gallery"


def pictures(language):
    survey = make_survey(5000, seed=1, language=language)
    drivers = list(PROCESSES)
    yield "nps_total", placet.nps(survey, "recommend")
    yield "nps_by_region", placet.nps(survey, "recommend", by="region")
    yield "nps_by_brand_and_wave", placet.nps(survey, "recommend", by="brand", wave="wave")
    yield "scores_of_items", placet.score(survey, drivers, "top_box", scale=(1, 10))
    yield "distribution", placet.distribution(survey, "overall", scale=(1, 10), by="brand")
    yield "distribution_of_items", placet.distribution(survey, drivers, scale=(1, 10))
    yield "compare_total", placet.compare(survey, "overall", metric="mean_score", scale=(1, 10), by="region")
    top = placet.Metric.top_box((1, 10))
    yield "compare_letters", placet.compare(survey, "overall", metric=top, by=["region", "brand"], against="all pairs")
    yield "compare_waves", placet.compare(survey, "recommend", by="brand", wave="wave", against="previous")
    yield "track", placet.track(survey, "recommend", wave="wave")
    yield "track_by_brand", placet.track(survey, "recommend", wave="wave", by="brand")
    yield "track_out_of_control", placet.track(slipping(language), "recommend", wave="month")
    yield "change", placet.change(survey, "recommend", wave="wave", from_="2026Q1", to="2026Q4", by="region")
    expected = {name: f"{name}_expected" for name in drivers[:5]}
    yield "gap_to_expectation", placet.gap(with_expectations(survey, drivers[:5]), expected, scale=(1, 10))
    yield "ranks_of_items", placet.rank_scores(survey, drivers, scale=(1, 10))
    yield "sample_size", placet.sample_size("nps", margin=[2, 3, 5], promoters=0.45, detractors=0.2)
    yield "power", placet.power("nps", n=800, difference=[5, 8], promoters=0.45, detractors=0.2)
    yield "complaint_iceberg", placet.complaint_iceberg(120, ratio=[10, 25])
    yield from printed(language)
    yield "index_total", placet.satisfaction_index(survey, TELECOM_TREE, scale=(1, 10))
    yield "index_by_region", placet.satisfaction_index(survey, TELECOM_TREE, by="region", scale=(1, 10))
    yield (
        "index_by_brand_and_wave",
        placet.satisfaction_index(survey, TELECOM_TREE, by=["brand", "wave"], scale=(1, 10)),
    )
    yield from changes(survey)
    yield from weights(language)
    processes = {name: list(items) for name, (_, items) in TELECOM_TREE.items() if len(items) > 1}
    yield "reliability_total", placet.reliability(survey, processes, rng=1)
    yield "reliability_by_segment", placet.reliability(survey, processes, by="segment", rng=1)
    yield "reliability_by_region", placet.reliability(survey, drivers, by="region", rng=1)
    names = ("非常满意", "满意", "一般", "不满意", "非常不满意") if language == "zh" else GRADES
    fuzzy = {"grades": dict(zip(names, (100, 80, 60, 30, 0), strict=True)), "scale": (1, 10)}
    fuzzy |= {"membership": "triangular", "operator": "M(min,bounded)", "rng": 1}
    yield "fuzzy_total", placet.fuzzy_evaluation(survey, TELECOM_TREE, **fuzzy)
    yield "fuzzy_by_region", placet.fuzzy_evaluation(survey, TELECOM_TREE, by="region", **fuzzy)
    yield "regression_total", placet.regression(survey, "overall", drivers)
    yield "regression_by_segment", placet.regression(survey, "overall", drivers, by="segment")
    yield "drivers_total", placet.key_drivers(survey, "overall", drivers, rng=1)
    yield "drivers_by_segment", placet.key_drivers(survey, "overall", drivers, by="segment", rng=1)
    yield (
        "drivers_negative",
        placet.key_drivers(with_waiting(survey), "overall", ["network", "waiting", "bills"], rng=1),
    )


def with_expectations(survey, items):
    """The same ratings as expectations, a point or so higher."""
    columns = {name: survey.data[name].to_numpy() for name in (*items, "weight")}
    rng = np.random.default_rng(1)
    for name in items:
        rating = columns[name]
        expected = np.clip(rating + rng.integers(0, 3, len(rating)), 1, 10)
        columns[f"{name}_expected"] = np.where(rating > 10, rating, expected)
    return placet.Survey(columns, weights="weight", na_codes=[98, 99], labels=survey.labels)


def slipping(language):
    """Twelve months: one below the limits, one of few interviews, one without any, the last ones on the way down."""
    rng, months = np.random.default_rng(3), []
    for month in range(1, 13):
        n = {5: 18, 8: 0}.get(month, 400)
        shift = {4: -0.6}.get(month, -0.12 * max(0, month - 8))
        answers = np.clip(np.rint(rng.normal(8.2 + shift, 1.9, n)), 0, 10)
        months.append((np.full(n, f"2026-{month:02d}"), answers))
    columns = [np.concatenate(column) for column in zip(*months, strict=True)]
    label = "您有多大可能把该品牌推荐给亲友？" if language == "zh" else "Recommendation to a friend"
    return placet.Survey(dict(zip(("month", "recommend"), columns, strict=True)), labels={"recommend": label})


def printed(language):
    """Tables as a published study of a mobile operator prints them (Inner Mongolia, 2007-2011), misprints included."""
    chinese = language == "zh"
    factors = {
        "factor": ["网络质量", "投诉处理", "营业厅", "客服中心", "客户俱乐部"]
        if chinese
        else ["Network quality", "Complaint handling", "Service hall", "Customer service centre", "Customer club"],
        "own": [71.73, 62.99, 78.35, 79.29, 79.1],
        "competitor": [87.2, 57.7, 84.3, 86, 89.4],
    }
    yield "benchmark", placet.benchmark(factors, "own", "competitor", item="factor")
    hall = {
        "item": ["营业人员业务能力", "业务受理", "业务办理", "环境评价"]
        if chinese
        else ["Staff competence", "Taking requests", "Completing requests", "Environment"],
        "possible": [14, 12, 10, 8],
        "scored": [11.6, 14.0, 6.8, 7.8],
        "lost": [-0.4, -0.1, -3.2, -0.2],
    }
    yield "scorecard", placet.scorecard(hall, "possible", "scored", "lost", item="item")


def changes(survey):
    """Changes of the index under the same and under other weights, and what the weights decide."""
    scale = {"scale": (1, 10)}
    yield "index_change", placet.index_change(survey, TELECOM_TREE, wave="wave", **scale)
    tilt = {name: (1 + i, below) for i, (name, (_, below)) in enumerate(TELECOM_TREE.items())}
    before = placet.IndicatorTree(tilt, normalize=True)
    yield "index_change_in_parts", placet.index_change(survey, TELECOM_TREE, tree_from=before, wave="wave", **scale)
    by_region = {"by": "region", "wave": "wave", **scale}
    yield "index_change_by_region", placet.index_change(survey, TELECOM_TREE, tree_from=before, **by_region)
    yield "index_and_weights", placet.weight_sensitivity(survey, TELECOM_TREE, by=["region", "brand"], rng=1, **scale)


def weights(language):
    """Weights of three judges, and of a hierarchy."""
    network, billing, hotline = (
        ("网络质量", "资费与账单", "客服热线") if language == "zh" else ("Network", "Billing", "Hotline")
    )
    judges = {"A": (3, 5, 2), "B": (2, 3, 2), "C": (1, 4, 3)}
    pairs = [(network, billing), (network, hotline), (billing, hotline)]
    yield "weights_of_judges", placet.ahp_weights({j: dict(zip(pairs, r, strict=True)) for j, r in judges.items()})
    below = ("网络覆盖", "通话质量") if language == "zh" else ("Coverage", "Call quality")
    whole = dict(zip(pairs, judges["A"], strict=True))
    yield "weights_of_a_tree", placet.ahp_weights({"Whole": whole, network: {below: 2}})


def with_waiting(survey):
    """The hotline turned round: a long wait lowers satisfaction."""
    columns = {name: survey.data[name].to_numpy() for name in ("overall", "network", "bills", "weight")}
    columns["waiting"] = 11 - survey.data["hotline"].to_numpy()
    return placet.Survey(columns, weights="weight", na_codes=[98, 99, 11 - 98, 11 - 99], labels=survey.labels)


def main():
    mpl.use("Agg")
    FOLDER.mkdir(exist_ok=True)
    for language in ("en", "zh"):
        placet.set_language(language)
        for name, result in pictures(language):
            save(f"{name}_{language}", result.plot().figure)
        for figures in (gallery_drivers.figures, gallery_index.figures, gallery_paths.figures):
            for name, figure in figures(language):
                save(f"{name}_{language}", figure)


def save(name, figure):
    """Write a figure into the folder, and say where."""
    path = FOLDER / f"{name}.png"
    figure.savefig(path, dpi=110)
    mpl.pyplot.close(figure)
    print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    main()
