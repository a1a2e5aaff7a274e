"""Differences of importances between segments or waves, around zero."""

from __future__ import annotations

from ...language import speak
from ...results.draw import draws
from ...results.drivers.compare_drivers import DriverDifferencesResult
from ..canvas import Asked, Axes
from ..found import differences
from ..series import level


@draws(DriverDifferencesResult)
def plot_compare_drivers(result: DriverDifferencesResult, asked: Asked) -> Axes:
    """Differences with joint intervals around zero, one row a driver and comparison."""
    xlabel = speak(
        "Difference of shares in percentage points, with joint {level} intervals"
        if result.relative
        else "Difference in parts of R², with joint {level} intervals",
        level=level(result),
    )
    return differences(
        result, asked, _names(result), xlabel, factor=100.0 if result.relative else 1.0,
        digits=1 if result.relative else 3,
    )  # fmt: skip


def _names(result: DriverDifferencesResult) -> list[str]:
    """Every row in words: who is compared, and the driver."""
    table = result.table
    pairs = [
        f"{result.level_word(one)} − {result.against_word(other)}"
        for one, other in zip(table["level"], table["against"], strict=True)
    ]
    if result.key_columns:
        keys = table.rows(result.key_columns)
        pairs = [f"{result._segment(key)}: {pair}" for key, pair in zip(keys, pairs, strict=True)]
    return [
        speak("{what}: {item}", what=pair, item=result.label(term))
        for pair, term in zip(pairs, table["term"], strict=True)
    ]
