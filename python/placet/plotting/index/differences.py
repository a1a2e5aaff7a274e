"""Differences of the nodes between segments or waves."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import say, speak
from ...results.draw import draws
from ...results.format import minus, segment, spoken
from ...results.index.satisfaction_index import IndexResult
from ...results.result import Result
from ...results.table import Table
from .. import canvas
from ..canvas import Asked, Axes
from ..series import Chosen, choose
from ..series import level as of_level
from .nodes import NODES

COLUMNS = ("estimate", "conf_low", "conf_high")
#: Adjustments in words.
JOINT = {"holm": say("Holm"), "bonferroni": say("Bonferroni"), "fdr_bh": say("Benjamini-Hochberg")}


@draws(IndexResult, "differences", rows=True)
def plot_differences(result: IndexResult, asked: Asked, *, level: int = 1) -> Axes:
    """The whole and the nodes down to a level as rows, one colour a comparison, around zero, with joint intervals."""
    if result.about["against"] is None:
        raise DataError(
            'this result has no differences; call satisfaction_index(..., by=..., compare="total"), or compare= with '
            '"rest", "previous", "all pairs" or a level'
        )
    comparisons = _comparisons(result, checks.whole("level", level, 0))
    if not comparisons:
        raise DataError(f"compare={result.about['against']!r} found no two segments to compare, so nothing is drawn")
    chosen = choose(asked, comparisons, lambda term, _: result.label(term), 2, what=NODES)
    count = len(chosen.series)
    ax = canvas.axes(asked, len(chosen.rows) * (1 + 0.28 * (count - 1)), 8.4 if count > 1 else 7.2)
    canvas.zero(ax)
    key = canvas.dots(ax, {name: columns[:3] for name, columns in chosen.series.items()}, speak("Comparison"))
    write_points(ax, chosen)
    what = result.label(result.table["term"][0])
    alone = f": {next(iter(comparisons))}" if len(comparisons) == 1 else ""
    title = asked.heading(speak("Differences: {what}", what=what) + alone + chosen.others)
    return canvas.finish(ax, title, _units(result), chosen.labels, key=key)


def _comparisons(result: IndexResult, deepest: int) -> dict[str, list[Any]]:
    """Comparison in words → level and name of its nodes, their differences and the ends of the intervals."""
    table, found = result.differences, dict[str, list[tuple[Any, ...]]]()
    panel = [name for name in result.key_columns if name in table.columns]
    columns = ("tree_level", "term", "level", "against", *COLUMNS, *panel)
    for depth, term, one, other, *rest in table.rows(columns):
        if depth <= deepest:
            words = f"{side(result, one, table)} − {side(result, other, table)}"
            keys = [result._word(name, key) for name, key in zip(panel, rest[3:], strict=True)]
            words = speak("{what}: {item}", what=" / ".join(keys), item=words) if keys else words
            found.setdefault(words, []).append((term, depth, *rest[:3]))
    return {
        name: [np.array(column, dtype=object) for column in zip(*rows, strict=True)] for name, rows in found.items()
    }


def side(result: Result, label: Any, table: Table) -> str:
    """A level, or what it is compared with, in words."""
    if label == result.about["against"] and label in ("total", "rest"):
        return speak(str(label))
    compared = [name for name in result.key_columns if name not in table.columns]
    return result._word(compared[0], label) if len(compared) == 1 else spoken(segment([label]))


def write_points(ax: Axes, chosen: Chosen) -> None:
    """Write the differences beside their dots when there is one comparison and so room for them."""
    if len(chosen.series) > 1:
        return
    ((estimate, _, high),) = chosen.series.values()
    for row, value in enumerate(estimate):
        if np.isfinite(value):
            canvas.beside(ax, np.fmax(high[row], value), row, minus(f"{value:+.1f}"))


def _units(result: IndexResult) -> str:
    adjust, level = result.about["adjust"], of_level(result)
    if adjust not in JOINT:
        return speak("Difference in points, with {level} intervals", level=level)
    return speak(
        "Difference in points, with joint {level} intervals ({adjust}, by level of the tree)",
        level=level, adjust=speak(JOINT[adjust]),
    )  # fmt: skip
