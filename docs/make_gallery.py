"""Draw every picture the package can draw, in English and Chinese, into docs/gallery: to be looked at."""

from pathlib import Path

import matplotlib as mpl
import placet
from placet.datasets import TELECOM_TREE, make_survey
from placet.datasets._telecom import PROCESSES

FOLDER = Path(__file__).parent / "gallery"


def pictures(language):
    survey = make_survey(5000, seed=1, language=language)
    drivers = list(PROCESSES)
    yield "nps_total", placet.nps(survey, "recommend")
    yield "nps_by_region", placet.nps(survey, "recommend", by="region")
    yield "nps_by_brand_and_wave", placet.nps(survey, "recommend", by="brand", wave="wave")
    yield "scores_of_items", placet.score(survey, drivers, "top_box", scale=(1, 10))
    yield "compare_total", placet.compare(survey, "overall", metric="mean_score", scale=(1, 10), by="region")
    yield "compare_letters", placet.compare(survey, "recommend", by=["region", "brand"], against="all pairs")
    yield "compare_waves", placet.compare(survey, "recommend", by="brand", wave="wave", against="previous")
    yield "index_total", placet.satisfaction_index(survey, TELECOM_TREE)
    yield "index_by_region", placet.satisfaction_index(survey, TELECOM_TREE, by="region")
    yield "index_by_brand_and_wave", placet.satisfaction_index(survey, TELECOM_TREE, by=["brand", "wave"])
    yield "regression_total", placet.regression(survey, "overall", drivers)
    yield "regression_by_segment", placet.regression(survey, "overall", drivers, by="segment")
    yield "drivers_total", placet.key_drivers(survey, "overall", drivers, rng=1)
    yield "drivers_by_segment", placet.key_drivers(survey, "overall", drivers, by="segment", rng=1)
    yield (
        "drivers_negative",
        placet.key_drivers(with_waiting(survey), "overall", ["network", "waiting", "bills"], rng=1),
    )


def with_waiting(survey):
    """The hotline turned round: a long wait lowers satisfaction."""
    columns = {name: survey.data[name].to_numpy() for name in ("overall", "network", "bills", "weight")}
    columns["waiting"] = 11 - survey.data["hotline"].to_numpy()
    return placet.Survey(columns, weights="weight", na_codes=[98, 99, 11 - 98, 11 - 99], labels=survey.labels)


def main():
    mpl.use("Agg")
    FOLDER.mkdir(exist_ok=True)
    for language in ("en", "zh"):
        for name, result in pictures(language):
            path = FOLDER / f"{name}_{language}.png"
            figure = result.plot().figure
            figure.savefig(path, dpi=110)
            mpl.pyplot.close(figure)
            print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    main()
