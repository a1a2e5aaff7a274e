"""Pictures of results: one function per result. matplotlib is imported inside, and only here."""

from .drivers.best_subsets import plot_best_subsets
from .drivers.key_drivers import plot_drivers
from .drivers.regression import plot_collinearity, plot_prediction, plot_regression, plot_residuals
from .drivers.stepwise import plot_stepwise
from .index.satisfaction_index import plot_index
from .scores.change import plot_change
from .scores.compare import plot_compare
from .scores.distribution import plot_distribution
from .scores.gap import plot_benchmark, plot_gap
from .scores.iceberg import plot_iceberg
from .scores.plan import plot_plan
from .scores.ranks import plot_printed_ranks, plot_ranks
from .scores.scorecard import plot_scorecard
from .scores.scores import plot_scores
from .scores.track import plot_track

__all__ = [
    "plot_benchmark",
    "plot_best_subsets",
    "plot_change",
    "plot_collinearity",
    "plot_compare",
    "plot_distribution",
    "plot_drivers",
    "plot_gap",
    "plot_iceberg",
    "plot_index",
    "plot_plan",
    "plot_prediction",
    "plot_printed_ranks",
    "plot_ranks",
    "plot_regression",
    "plot_residuals",
    "plot_scorecard",
    "plot_scores",
    "plot_stepwise",
    "plot_track",
]
