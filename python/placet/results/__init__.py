"""Frozen results: one class per analysis, all fed by the one table they hold."""

from .drivers import DriversResult
from .index import IndexResult
from .nps import NpsResult
from .regression import RegressionResult
from .result import Result

__all__ = ["DriversResult", "IndexResult", "NpsResult", "RegressionResult", "Result"]
