"""Pictures of results: one function per result. matplotlib is imported inside, and only here."""

from .best_subsets import plot_best_subsets
from .change import plot_change
from .compare import plot_compare
from .distribution import plot_distribution
from .drivers import plot_drivers
from .gap import plot_benchmark, plot_gap
from .iceberg import plot_iceberg
from .index import plot_index
from .plan import plot_plan
from .ranks import plot_printed_ranks, plot_ranks
from .regression import plot_collinearity, plot_prediction, plot_regression, plot_residuals
from .scorecard import plot_scorecard
from .scores import plot_scores
from .stepwise import plot_stepwise
from .track import plot_track

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
