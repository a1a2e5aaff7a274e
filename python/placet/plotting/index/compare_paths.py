"""Differences of a path model between segments or waves, around zero."""

from __future__ import annotations

from ...language import speak
from ...results.draw import draws
from ...results.index.compare_paths import PathDifferencesResult
from ..canvas import Asked, Axes
from ..found import differences, names_of
from ..series import level


@draws(PathDifferencesResult)
def plot_compare_paths(result: PathDifferencesResult, asked: Asked) -> Axes:
    """Differences with intervals around zero, one row a path or indicator and comparison."""
    joint = result.about["adjust"] != "none" and len(result.table) > 1
    words = "Difference, with adjusted {level} intervals" if joint else "Difference, with {level} intervals"
    terms = [result.term_word(term) for term in result.table["term"]]
    names = names_of(result, terms, "{} − {}".format)
    return differences(result, asked, names, speak(words, level=level(result)), digits=2)
