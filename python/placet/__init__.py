"""placet: customer-satisfaction analytics, weighted and with intervals.

How are we doing? `nps`, `top_box`, `mean_score` and their like, `compare`, `track`, `change`. What is the whole?
`satisfaction_index`. What should we change? `regression`, `key_drivers`. How many respondents? `sample_size`, `power`.
What takes data takes a data frame (pandas, Polars, PyArrow, ...) or a `Survey`.
"""

from . import datasets
from ._core import ConvergenceError, DataError, ModelError, Moments, PlacetError, ScoreCounts, __version__
from .drivers.best_subsets import best_subsets
from .drivers.key_drivers import key_drivers
from .drivers.least_squares import CollinearityWarning
from .drivers.regression import regression
from .drivers.stepwise import stepwise
from .index.satisfaction_index import satisfaction_index
from .reporting.build import report
from .scores.benchmark import benchmark
from .scores.boxes import bottom_box, csat, top_box
from .scores.change import change
from .scores.compare import compare
from .scores.complaint_iceberg import complaint_iceberg
from .scores.distribution import distribution
from .scores.gap import gap
from .scores.mean_score import ces, mean_score
from .scores.metric import Metric
from .scores.nps import net_box, nps
from .scores.power import power
from .scores.rank_scores import rank_scores
from .scores.sample_size import sample_size
from .scores.score import score
from .scores.scorecard import scorecard
from .scores.track import track
from .survey import ReplicateWeights, Survey

__all__ = [
    "CollinearityWarning",
    "ConvergenceError",
    "DataError",
    "Metric",
    "ModelError",
    "Moments",
    "PlacetError",
    "ReplicateWeights",
    "ScoreCounts",
    "Survey",
    "__version__",
    "benchmark",
    "best_subsets",
    "bottom_box",
    "ces",
    "change",
    "compare",
    "complaint_iceberg",
    "csat",
    "datasets",
    "distribution",
    "gap",
    "key_drivers",
    "mean_score",
    "net_box",
    "nps",
    "power",
    "rank_scores",
    "regression",
    "report",
    "sample_size",
    "satisfaction_index",
    "score",
    "scorecard",
    "stepwise",
    "top_box",
    "track",
]
