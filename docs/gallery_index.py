"""Pictures of indicator trees, and of the indexes that are made of them, for the gallery."""

import placet
from placet.datasets import TELECOM_TREE, make_survey, mobile_phones

NAMES = {
    "Network": {"en": "Network", "zh": "网络"},
    "Billing": {"en": "Billing", "zh": "账单与缴费"},
    "Contact": {"en": "Contact", "zh": "服务接触"},
}


def figures(language):
    """Name and figure of every picture."""
    survey = make_survey(5000, seed=1, language=language)
    name = "客户满意度指数" if language == "zh" else "Customer satisfaction index"
    tree = placet.IndicatorTree(TELECOM_TREE, name=name, labels=NAMES)
    texts = {column: survey.labels[column] for column in tree.columns}
    yield "tree", placet.IndicatorTree(tree, labels=texts).plot().figure
    index = placet.satisfaction_index(survey, tree, scale=(1, 10), by="segment", total=True)
    yield "index_tree", index.plot_tree().figure
    yield "index_profile", index.plot_profile().figure
    yield "index_profile_of_items", index.plot_profile(level=2).figure
    yield "index_contributions", index.plot_contributions(segment="total").figure
    yield "index_contributions_of_items", index.plot_contributions(segment="total", level=2).figure
    yield "index_contributions_by_segment", index.plot_contributions().figure
    compared = placet.satisfaction_index(survey, tree, scale=(1, 10), by="segment", compare="rest")
    yield "index_differences", compared.plot_differences().figure
    brands = placet.satisfaction_index(survey, tree, scale=(1, 10), by="brand", compare="all pairs")
    yield "index_differences_of_items", brands.plot_differences(level=2).figure
    yield from of_path_models(language)


def of_path_models(language):
    """The satisfaction of customers of mobile operators by a path model."""
    phones = mobile_phones(language=language)
    model, scale = placet.templates.ecsi(), {"scale": (1, 10), "rng": 1, "progress": False}
    estimated = {"rng": 1, "progress": False}
    yield "path_model", model.plot().figure
    fit = placet.path_model(phones, model, **estimated)
    yield "path_diagram", fit.plot().figure
    yield "path_loadings", fit.plot_loadings().figure
    yield "paths_by_operator", placet.path_model(phones, model, by="operator", **estimated).plot().figure
    index = placet.path_index(phones, model, by="operator", **scale)
    yield "path_index_by_operator", index.plot().figure
    yield "path_impacts", index.plot_impacts().figure
    years = {"construct": "Satisfaction", "by": "operator", "wave": "wave", "compare": "previous"}
    satisfaction = placet.path_index(phones, model, **years, **scale)
    yield "path_index_by_wave", satisfaction.plot().figure
    yield "path_index_differences", satisfaction.plot_differences().figure
    yield "path_map", placet.path_map(phones, model, "Satisfaction", **scale).plot().figure
    yield "path_map_of_items", placet.path_map(phones, model, "Satisfaction", level="indicators", **scale).plot().figure
    ours = {"by": "operator", "weights_from": "segment"}
    yield "path_map_by_operator", placet.path_map(phones, model, "Satisfaction", **ours, **scale).plot().figure
    groups = {"by": "operator", "compare": "Aurora", **estimated}
    yield "path_differences", placet.compare_paths(phones, model, **groups).plot().figure
    yield "path_invariance", placet.micom(phones, model, **groups).plot().figure
    yield "path_prediction", placet.path_prediction(phones, model, **estimated).plot().figure
