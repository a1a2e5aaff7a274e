"""Pictures of path models, their indexes and maps, for the gallery: customers of mobile operators."""

import placet
from placet.datasets import mobile_phones


def figures(language):
    """Name and figure of every picture."""
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
    own = placet.path_index(phones, model, **ours, **scale)
    yield "path_impacts_by_operator", own.plot_impacts(outcome="Satisfaction").figure
    yield "path_map_by_operator", placet.path_map(phones, model, "Satisfaction", **ours, **scale).plot().figure
    groups = {"by": "operator", "compare": "Aurora", **estimated}
    yield "path_differences", placet.compare_paths(phones, model, **groups).plot().figure
    yield "path_invariance", placet.micom(phones, model, **groups).plot().figure
    yield "path_prediction", placet.path_prediction(phones, model, **estimated).plot().figure
