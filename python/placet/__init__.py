"""placet: customer-satisfaction analytics, weighted and with intervals.

How are we doing? `nps`. What is the whole? `satisfaction_index`. What should we change? `regression`, `key_drivers`.
Every function takes a data frame (pandas, Polars, PyArrow, ...) or a `Survey`.
"""

from . import datasets
from ._core import DataError, ModelError, Moments, PlacetError, ScoreCounts, __version__
from .drivers.key_drivers import key_drivers
from .drivers.model import CollinearityWarning
from .drivers.regression import regression
from .index.satisfaction_index import satisfaction_index
from .reporting.build import report
from .scores.nps import nps
from .survey import Survey

__all__ = [
    "CollinearityWarning",
    "DataError",
    "ModelError",
    "Moments",
    "PlacetError",
    "ScoreCounts",
    "Survey",
    "__version__",
    "datasets",
    "key_drivers",
    "nps",
    "regression",
    "report",
    "satisfaction_index",
]
