"""placet: customer-satisfaction analytics, weighted and with intervals.

How are we doing? `nps`, `top_box`, `mean_score` and their like, `compare`, `track`, `change`. What is the whole?
`satisfaction_index`. What should we change? `regression`, `key_drivers`. How many respondents? `sample_size`, `power`.
What takes data takes a data frame (pandas, Polars, PyArrow, ...) or a `Survey`.
"""

from . import datasets
from ._core import ConvergenceError, DataError, ModelError, Moments, PlacetError, ScoreCounts, __version__
from .drivers.fits.least_squares import CollinearityWarning
from .drivers.importance.key_drivers import key_drivers
from .drivers.regression.regression import regression
from .drivers.selection.best_subsets import best_subsets
from .drivers.selection.stepwise import stepwise
from .index.trees.satisfaction_index import satisfaction_index
from .reporting.build import report
from .scores.boxes import bottom_box, csat, top_box
from .scores.comparison.compare import compare
from .scores.distribution import distribution
from .scores.estimation.metric import Metric
from .scores.gap import gap
from .scores.mean_score import ces, mean_score
from .scores.nps import net_box, nps
from .scores.over_time.change import change
from .scores.over_time.track import track
from .scores.planning.power import power
from .scores.planning.sample_size import sample_size
from .scores.printed.benchmark import benchmark
from .scores.printed.complaint_iceberg import complaint_iceberg
from .scores.printed.scorecard import scorecard
from .scores.rank_scores import rank_scores
from .scores.score import score
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
