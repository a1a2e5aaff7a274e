"""An estimated path model: the diagram with its coefficients, coefficients by segment, and loadings with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..._core import DataError
from ...language import say, speak
from ...language.say import Worded
from ...results.draw import draws
from ...results.index.path_model import PathModelResult
from ...results.index.path_structure import PathStructure
from ...results.table import Table
from .. import canvas
from ..canvas import Asked, Axes
from ..rows import chosen_segment, is_total, part, pick
from ..series import by_segment, choose, dots, floats, level
from .path_diagram import diagram

#: What the rows of pictures are.
PATHS, INDICATORS = say("paths"), say("indicators")


@draws(PathModelResult)
def plot_path_model(result: PathModelResult, asked: Asked, *, segment: Any = None, indicators: bool = True) -> Axes:
    """The path diagram of a segment; without one, of several, coefficients with intervals, one colour a segment."""
    known = _segments(result)
    if segment is None and len(known) > 1 and not any(is_total(result, rows) for rows in known.values()):
        return _coefficients(result, asked)
    name = chosen_segment(result, known, segment)
    at = list(known).index(name)
    if asked.sort is not None or asked.skip:
        raise DataError("sort= and skip= are for rows, which a path diagram has not; leave them out")
    title = speak("{what}: {item}", what=result.title, item=name) if name else result.title
    return diagram(
        asked, _labelled(result), _paths(result, at), _of(result.constructs, "construct", "r2", at, len(known)),
        _of(result.indicators, "indicator", "loading", at, len(known)), title=title, indicators=indicators,
    )  # fmt: skip


@draws(PathModelResult, "loadings", rows=True)
def plot_loadings(result: PathModelResult, asked: Asked, *, segment: Any = None) -> Axes:
    """Dots of the loadings of a segment with their intervals, construct by construct."""
    known = _segments(result)
    name = chosen_segment(result, known, segment)
    own = _part(result.indicators, list(known).index(name), len(known))
    labels = [
        speak("{what}: {item}", what=result.construct_label(construct), item=result.construct_label(indicator))
        for construct, indicator in own.rows(("construct", "indicator"))
    ]
    rows = pick(asked, labels, own["loading"], canvas.most_rows(asked), INDICATORS)
    columns = tuple(column[rows] for column in floats(own, ("loading", "loading_low", "loading_high")))
    ax = canvas.axes(asked, max(len(rows), 1), 7.2)
    canvas.zero(ax)
    canvas.dots(ax, {"": columns})
    for row, (value, _, high) in enumerate(zip(*columns, strict=True)):
        if np.isfinite(value):
            canvas.beside(ax, np.fmax(high, value), row, f"{value:.2f}")
    title = speak("{what}: {item}", what=say("Loadings"), item=name) if name else speak("Loadings")
    xlabel = _intervals(result, say("Loading"))
    title += part(asked, len(rows), len(labels), INDICATORS)
    return canvas.finish(ax, asked.heading(title), xlabel, [labels[row] for row in rows])


def _coefficients(result: PathModelResult, asked: Asked) -> Axes:
    """Dots of the coefficients, one colour a segment."""
    segments = by_segment(result, ("term", "estimate", "conf_low", "conf_high"))
    known = {name: columns for name, columns in segments.items() if not np.isnan(columns[1]).all()}
    chosen = choose(asked, known, result.path_label, what=PATHS)
    ax, key = dots(result, chosen, asked, zero=True)
    xlabel = _intervals(result, say("Path coefficient"))
    return canvas.finish(ax, asked.heading(result.title + chosen.others), xlabel, chosen.labels, key=key)


def _intervals(result: PathModelResult, what: str) -> str:
    """What an axis shows, and the level of the intervals where there are some."""
    if "interval" not in result.about:
        return speak(what)
    return speak("{what}, with {level} intervals", what=what, level=level(result))


def _segments(result: PathModelResult) -> dict[str, slice]:
    """Segment in words → its rows."""
    keys = list(result.table.rows(result.key_columns)) if result.key_columns else [()] * len(result.table)
    count = len(keys) // max(len(result.fit["srmr"]), 1)
    starts = range(0, len(keys), count)
    return {result._segment(keys[start]) if keys[start] else "": slice(start, start + count) for start in starts}


def _part(table: Table, at: int, segments: int) -> Table:
    """The rows of a segment; every one has as many."""
    count = len(table) // segments
    return Table({name: column[at * count : (at + 1) * count] for name, column in table.columns.items()})


def _of(table: Table, names: str, values: str, at: int, segments: int) -> dict[str, float]:
    """Numbers of a segment by name, those that there are."""
    own = _part(table, at, segments)
    return {name: value for name, value in own.rows((names, values)) if np.isfinite(value)}


def _paths(result: PathModelResult, at: int) -> Mapping[tuple[str, str], Any]:
    """Coefficients by what acts and outcome, with whether their intervals are on one side of 0."""
    own = _part(result.table, at, len(result.fit["srmr"]))
    found = {}
    for driver, outcome, estimate, low, high in own.rows(("driver", "outcome", "estimate", "conf_low", "conf_high")):
        known = np.isfinite(low) and np.isfinite(high)
        found[driver, outcome] = (estimate, bool(low > 0 or high < 0) if known else None)
    return found


def _labelled(result: PathModelResult) -> PathStructure:
    """The model with the labels of the result."""
    words = {}
    for name in (*result.structure.constructs, *result.structure.columns):
        label = result.labels.get(name)
        if label is not None:
            words[name] = dict(label.fields) if isinstance(label, Worded) else {"en": str(label)}
    return replace(result.structure, words=words)
