"""Pictures of results, each registered with `results.draw` where it is defined. matplotlib is imported here only."""

from .drivers import (  # noqa: F401
    best_subsets,
    compare_drivers,
    dominance,
    key_drivers,
    nps_drivers,
    priorities,
    priority_map,
    regression,
    residuals,
    simulate,
    stepwise,
)
from .index import (  # noqa: F401
    compare_paths,
    contributions,
    differences,
    fuzzy_evaluation,
    index_change,
    micom,
    path_diagram,
    path_index,
    path_map,
    path_model,
    path_prediction,
    profile,
    reliability,
    satisfaction_index,
    tree,
    weight_sensitivity,
    weights,
)
from .scores import change, compare, distribution, means, over_time, plan, printed, scores  # noqa: F401
