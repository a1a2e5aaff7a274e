"""Simulated surveys with known truth."""

from .telecom import TELECOM_TREE, TRUTH, make_survey

__all__ = ["TELECOM_TREE", "TRUTH", "make_survey"]
