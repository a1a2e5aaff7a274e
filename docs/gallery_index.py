"""Pictures of indicator trees, and of the indexes that are made of them, for the gallery."""

import placet
from placet.datasets import TELECOM_TREE, make_survey

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
