"""Pictures of results: one function per result. matplotlib is imported inside, and only here."""

from .compare import plot_compare
from .drivers import plot_drivers, plot_regression
from .index import plot_index
from .scores import plot_scores

__all__ = ["plot_compare", "plot_drivers", "plot_index", "plot_regression", "plot_scores"]
