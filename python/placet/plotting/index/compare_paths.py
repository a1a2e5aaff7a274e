"""Differences of a path model between segments or waves, around zero."""

from __future__ import annotations

from ...language import speak
from ...results.draw import draws
from ...results.index.compare_paths import PathDifferencesResult
from ..canvas import Asked, Axes
from ..found import differences
from ..series import level


@draws(PathDifferencesResult)
def plot_compare_paths(result: PathDifferencesResult, asked: Asked) -> Axes:
    """Differences with intervals around zero, one row a path or indicator and comparison."""
    joint = result.about["adjust"] != "none" and len(result.table) > 1
    words = "Difference, with adjusted {level} intervals" if joint else "Difference, with {level} intervals"
    return differences(result, asked, _names(result), speak(words, level=level(result)), digits=2)


def _names(result: PathDifferencesResult) -> list[str]:
    """Every row in words: who is compared, and the path or indicator; of one comparison the latter alone."""
    table = result.table
    panels = table.rows(result.key_columns) if result.key_columns else [()] * len(table)
    pairs = []
    for panel, one, other in zip(panels, table["level"], table["against"], strict=True):
        words = f"{result.level_word(one)} − {result.against_word(other)}"
        pairs.append(f"{result._segment(panel)}: {words}" if panel else words)
    terms = [result.term_word(term) for term in table["term"]]
    if len(set(pairs)) == 1 and not result.key_columns:
        return terms
    return [speak("{what}: {item}", what=pair, item=term) for pair, term in zip(pairs, terms, strict=True)]
