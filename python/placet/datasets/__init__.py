"""Simulated surveys with known truth."""

from ._telecom_truth import TRUTH
from .operator_study import GRADES, make_operator_study, operator_tree
from .phones import mobile_phones
from .telecom import TELECOM_TREE, make_survey

__all__ = ["GRADES", "TELECOM_TREE", "TRUTH", "make_operator_study", "make_survey", "mobile_phones", "operator_tree"]
