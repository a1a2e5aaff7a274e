"""Frozen results: one class per analysis, all fed by the one table they hold."""

from .drivers.best_subsets import BestSubsetsResult
from .drivers.key_drivers import DriversResult
from .drivers.prediction import PredictionResult
from .drivers.regression import RegressionResult
from .drivers.stepwise import StepwiseResult
from .index.satisfaction_index import IndexResult
from .result import Result
from .scores.benchmark import BenchmarkResult
from .scores.change import ChangeResult
from .scores.compare import CompareResult
from .scores.distribution import DistributionResult
from .scores.gap import GapResult
from .scores.iceberg import IcebergResult
from .scores.plan import PowerResult, SampleSizeResult
from .scores.printed_ranks import PrintedRanksResult
from .scores.ranks import RanksResult
from .scores.scorecard import ScorecardResult
from .scores.scores import ScoreResult
from .scores.track import TrackResult

__all__ = [
    "BenchmarkResult",
    "BestSubsetsResult",
    "ChangeResult",
    "CompareResult",
    "DistributionResult",
    "DriversResult",
    "GapResult",
    "IcebergResult",
    "IndexResult",
    "PowerResult",
    "PredictionResult",
    "PrintedRanksResult",
    "RanksResult",
    "RegressionResult",
    "Result",
    "SampleSizeResult",
    "ScoreResult",
    "ScorecardResult",
    "StepwiseResult",
    "TrackResult",
]
