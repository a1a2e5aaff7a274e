"""Simulated surveys with known truth."""

from ._telecom_truth import TRUTH
from .telecom import TELECOM_TREE, make_survey

__all__ = ["TELECOM_TREE", "TRUTH", "make_survey"]
