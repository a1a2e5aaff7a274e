"""What is said where a scale is not given: ordered labels tell which it is."""

from __future__ import annotations

from typing import Any

from .. import checks
from . import answers
from .no_answer import says_nothing
from .survey import Survey


def scale_to_give(survey: Survey, names: Any) -> str:
    """The scale a call might be given: that of the first column whose answers have labels in order."""
    for name in () if survey.frame.lazy else checks.names("item", names):
        values = survey.frame.fetch([survey.frame.require(name, "item")])[name]
        codes = answers.codes_for(name, survey.na_codes)
        words = answers.words_of_points(name, values, codes, survey.value_labels.get(name), 1.0)
        points = {
            point: word
            for point, word in words.items()
            if point == point and point not in codes and not says_nothing(word)
        }
        if len(points) > 1:
            low, high = min(points), max(points)
            return (
                f"scale=({low:g}, {high:g}), by the labels of {name!r}, from {points[low]!r} to {points[high]!r}; or "
                "that of the question, if it had other answers"
            )
    return "such as scale=(1, 5)"
