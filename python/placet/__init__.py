"""placet: customer-satisfaction analytics, weighted and with intervals.

How are we doing? `nps`, `top_box`, `mean_score` and their like, `compare`, `track`, `change`. What is the whole?
`satisfaction_index`. What should we change? `regression`, `key_drivers`. How many respondents? `sample_size`, `power`.
What takes data takes a data frame (pandas, Polars, PyArrow, ...), a dict of columns, an array, or a `Survey`.
"""

from importlib import import_module
from typing import Any

from ._core import ConvergenceError, DataError, ModelError, PlacetError, __version__

#: Where public names are at home; a home is imported when its name is used.
_HOMES = {
    "CollinearityWarning": "drivers.fits.least_squares",
    "IndicatorTree": "index.trees.indicator_tree",
    "LabelsWarning": "options.unused_labels",
    "Metric": "metrics.metric",
    "Moments": "saved.moments",
    "MissingAnswersWarning": "survey.facts",
    "PathModel": "index.paths.path_model",
    "PathWeights": "results.index.path_weights",
    "PictureWarning": "results.draw",
    "ReplicateWeights": "survey.replicates",
    "ReplicatesWarning": "survey.facts",
    "ScaleWarning": "survey.short_scale",
    "ScoreCounts": "saved.score_counts",
    "Survey": "survey.survey",
    "ahp_weights": "index.weighting.ahp",
    "benchmark": "scores.printed.benchmark",
    "best_subsets": "drivers.selection.best_subsets",
    "blend_weights": "index.weighting.blend",
    "bottom_box": "scores.boxes",
    "ces": "scores.mean_score",
    "change": "scores.over_time.change",
    "compare": "scores.comparison.compare",
    "compare_drivers": "drivers.importance.compare_drivers",
    "compare_paths": "index.paths.compare_paths",
    "complaint_iceberg": "scores.printed.complaint_iceberg",
    "critic_weights": "index.weighting.critic",
    "csat": "scores.boxes",
    "distribution": "scores.distribution",
    "dominance": "drivers.importance.dominance",
    "entropy_weights": "index.weighting.entropy",
    "equal_weights": "index.weighting.given",
    "fixed_weights": "index.weighting.given",
    "fuzzy_evaluation": "index.fuzzy.fuzzy_evaluation",
    "gap": "scores.gap",
    "index_change": "index.trees.index_change",
    "index_scores": "index.trees.index_scores",
    "key_drivers": "drivers.importance.key_drivers",
    "lmg_weights": "index.weighting.respondents",
    "mean_score": "scores.mean_score",
    "micom": "index.paths.micom",
    "moments": "saved.moments",
    "net_box": "scores.nps",
    "nps": "scores.nps",
    "nps_drivers": "drivers.action.nps_drivers",
    "path_index": "index.paths.path_index",
    "path_map": "index.paths.path_map",
    "path_model": "index.paths.estimation",
    "path_scores": "index.paths.path_scores",
    "pca_weights": "index.weighting.respondents",
    "path_prediction": "index.paths.path_prediction",
    "priorities": "drivers.action.priorities",
    "priority_map": "drivers.action.priority_map",
    "power": "scores.planning.power",
    "rank_scores": "scores.rank_scores",
    "read_survey": "files.read_survey",
    "regression": "drivers.regression.regression",
    "reliability": "index.reliability.reliability",
    "report": "reporting.build",
    "sample_size": "scores.planning.sample_size",
    "satisfaction_index": "index.trees.satisfaction_index",
    "score": "scores.score",
    "score_counts": "saved.score_counts",
    "scorecard": "scores.printed.scorecard",
    "simulate": "drivers.action.simulate",
    "set_language": "language.say",
    "std_weights": "index.weighting.critic",
    "stepwise": "drivers.selection.stepwise",
    "to_excel": "results.workbook",
    "top_box": "scores.boxes",
    "track": "scores.over_time.track",
    "weight_sensitivity": "index.trees.weight_sensitivity",
}

__all__ = [  # pyright: ignore[reportUnsupportedDunderAll]
    "ConvergenceError",
    "DataError",
    "ModelError",
    "PlacetError",
    "__version__",
    "datasets",  # pyright: ignore[reportUnsupportedDunderAll]
    "templates",  # pyright: ignore[reportUnsupportedDunderAll]
    *_HOMES,
]


def __getattr__(name: str) -> Any:
    if name in ("datasets", "templates"):
        return import_module(f".{name}", __name__)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
