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
from .index import index_change, reliability, satisfaction_index, weight_sensitivity, weights  # noqa: F401
from .scores import change, compare, distribution, means, over_time, plan, printed, scores  # noqa: F401
