"""Pictures of indexes of a path model, of impacts and of what is important, for the gallery."""

import placet
from placet.datasets import TELECOM_TREE, make_survey

NAMES = {
    "Network": {"en": "Network", "zh": "网络"},
    "Billing": {"en": "Billing", "zh": "账单与缴费"},
    "Contact": {"en": "Contact", "zh": "服务接触"},
    "Satisfaction": {"en": "Satisfaction", "zh": "满意度"},
    "Recommendation": {"en": "Recommendation", "zh": "推荐意愿"},
}
#: Without what few were asked.
BLOCKS = {name: [item for item in parts if item != "roaming"] for name, (_, parts) in TELECOM_TREE.items()}
BLOCKS |= {"Satisfaction": ["overall"], "Recommendation": ["recommend"]}
PATHS = {"Satisfaction": list(TELECOM_TREE), "Recommendation": ["Satisfaction", "Contact"]}
SCALE = {name: (1, 10) for block in BLOCKS.values() for name in block} | {"recommend": (0, 10)}


def figures(language):
    """Name and figure of every picture."""
    survey = make_survey(5000, seed=1, language=language)
    texts = {column: survey.labels[column] for block in BLOCKS.values() for column in block}
    model = placet.PathModel(BLOCKS, PATHS, labels=NAMES | texts)
    options = {"scale": SCALE, "rng": 1}
    index = placet.path_index(survey, model, by="segment", compare="rest", **options)
    yield "path_index", index.plot().figure
    yield "path_index_differences", index.plot_differences().figure
    yield "path_impacts", index.plot_impacts().figure
    yield "path_impacts_on_recommendation", index.plot_impacts(outcome="Recommendation").figure
    own = placet.path_index(survey, model, by="segment", weights_from="segment", **options)
    yield "path_impacts_by_segment", own.plot_impacts(outcome="Satisfaction").figure
    stores = placet.path_index(survey, model, by="region", construct="Satisfaction", **options)
    yield "path_index_of_satisfaction", stores.plot(sort="estimate").figure
    yield "path_map", placet.path_map(survey, model, "Satisfaction", **options).plot().figure
    yield (
        "path_map_of_indicators",
        placet.path_map(survey, model, "Satisfaction", level="indicators", **options).plot().figure,
    )
