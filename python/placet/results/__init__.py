"""Frozen results: one class per analysis, all fed by the one table they hold."""

from .benchmark import BenchmarkResult
from .best_subsets import BestSubsetsResult
from .change import ChangeResult
from .compare import CompareResult
from .distribution import DistributionResult
from .drivers import DriversResult
from .gap import GapResult
from .iceberg import IcebergResult
from .index import IndexResult
from .plan import PowerResult, SampleSizeResult
from .prediction import PredictionResult
from .printed_ranks import PrintedRanksResult
from .ranks import RanksResult
from .regression import RegressionResult
from .result import Result
from .scorecard import ScorecardResult
from .scores import ScoreResult
from .stepwise import StepwiseResult
from .track import TrackResult

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
