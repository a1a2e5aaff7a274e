"""Frozen results: one class per analysis, all fed by the one table they hold."""

from .drivers.best_subsets import BestSubsetsResult as BestSubsetsResult
from .drivers.key_drivers import DriversResult as DriversResult
from .drivers.nps_drivers import NpsDriversResult as NpsDriversResult
from .drivers.prediction import PredictionResult as PredictionResult
from .drivers.priorities import PrioritiesResult as PrioritiesResult
from .drivers.priority_map import PriorityMapResult as PriorityMapResult
from .drivers.regression import RegressionResult as RegressionResult
from .drivers.simulate import SimulationResult as SimulationResult
from .drivers.stepwise import StepwiseResult as StepwiseResult
from .index.satisfaction_index import IndexResult as IndexResult
from .result import Result as Result
from .scores.compare import CompareResult as CompareResult
from .scores.distribution import DistributionResult as DistributionResult
from .scores.means import GapResult as GapResult
from .scores.means import RanksResult as RanksResult
from .scores.over_time import ChangeResult as ChangeResult
from .scores.over_time import TrackResult as TrackResult
from .scores.plan import PowerResult as PowerResult
from .scores.plan import SampleSizeResult as SampleSizeResult
from .scores.printed import BenchmarkResult as BenchmarkResult
from .scores.printed import IcebergResult as IcebergResult
from .scores.printed import PrintedRanksResult as PrintedRanksResult
from .scores.printed import ScorecardResult as ScorecardResult
from .scores.scores import ScoreResult as ScoreResult
