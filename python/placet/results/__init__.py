"""Frozen results: one class per analysis, all fed by the one table they hold."""

from .drivers import DriversResult
from .index import IndexResult
from .regression import RegressionResult
from .result import Result
from .scores import ScoreResult

__all__ = ["DriversResult", "IndexResult", "RegressionResult", "Result", "ScoreResult"]
