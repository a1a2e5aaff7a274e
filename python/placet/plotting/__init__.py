"""Pictures of results, each registered with `results.draw` where it is defined. matplotlib is imported here only."""

from .drivers import best_subsets, compare_drivers, dominance, key_drivers, regression, residuals, stepwise  # noqa: F401
from .index import satisfaction_index  # noqa: F401
from .scores import change, compare, distribution, means, over_time, plan, printed, scores  # noqa: F401
