"""Frozen results: one class per analysis, all fed by the one table they hold."""

from .compare import CompareResult
from .drivers import DriversResult
from .index import IndexResult
from .regression import RegressionResult
from .result import Result
from .scores import ScoreResult

__all__ = ["CompareResult", "DriversResult", "IndexResult", "RegressionResult", "Result", "ScoreResult"]
