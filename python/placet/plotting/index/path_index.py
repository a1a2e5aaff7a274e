"""Indexes of a path model by segment, what raises them, and how they differ."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import speak
from ...results.draw import draws
from ...results.index.path_index import PathIndexResult
from .. import canvas
from ..canvas import Asked, Axes
from ..rows import DRIVERS, SEGMENTS
from ..series import by_segment, choose, dots, level
from ..style import MOST_SERIES
from .differences import JOINT, side, write_points
from .reliability import CONSTRUCTS
from .satisfaction_index import write_values

LIMITS = ("estimate", "conf_low", "conf_high")


@draws(PathIndexResult)
def plot_path_index(result: PathIndexResult, asked: Asked) -> Axes:
    """Dots of the constructs with intervals, one colour a segment; of one construct one row a segment."""
    segments = by_segment(result, ("term", *LIMITS))
    terms = next(iter(segments.values()))[0]
    title, one = result.title, len(terms) == 1 or len(segments) > MOST_SERIES
    if result.key_columns and one:
        at = _main(result, list(terms))
        columns = [np.array([numbers[i][at] for numbers in segments.values()]) for i in (1, 2, 3)]
        rows: Any = [np.array(list(segments), dtype=object), *columns]
        chosen = choose(asked, {"": rows}, str, what=SEGMENTS)
        title = speak("{what}: index of the path model (0 to 100)", what=result.label(terms[at]))
    else:
        chosen = choose(asked, segments, result.label, what=CONSTRUCTS)
    ax, key = dots(result, chosen, asked, alone=7.2)
    write_values(ax, chosen)
    xlabel = speak("Index (0 to 100), with {level} intervals", level=level(result))
    if not result.about["n_resamples"] and not np.isfinite(result.table["conf_low"]).any():
        xlabel = speak("Index (0 to 100)")
    return canvas.finish(ax, asked.heading(title + chosen.others), xlabel, chosen.labels, key=key)


def _main(result: PathIndexResult, terms: list[str]) -> int:
    """The construct that many segments are drawn of: what most act on and what acts itself, as satisfaction does."""
    drivers, outcomes = ((list(result.impacts[name]) if len(result.impacts) else []) for name in ("term", "outcome"))
    known = [term for term in terms if term in outcomes]
    known = [term for term in known if term in drivers] or known
    return terms.index(max(known, key=outcomes.count)) if known else len(terms) - 1


@draws(PathIndexResult, "impacts", rows=True)
def plot_impacts(result: PathIndexResult, asked: Asked, *, outcome: str | None = None) -> Axes:
    """Dots of what points of the drivers bring, one colour an outcome or, of one outcome, a segment."""
    table = result.impacts
    if not len(table):
        raise DataError(
            "this result has no impacts: frozen weights have no effects, and some constructs no drivers; call "
            'path_index(..., weights_from="pooled") of an outcome'
        )
    outcomes = list(dict.fromkeys(table["outcome"]))
    if outcome is not None and outcome not in outcomes:
        raise DataError(f"outcome={checks.shown(outcome)} is none of the result; it has {', '.join(outcomes)}")
    own = bool(result.key_columns) and result.key_columns[0] in table
    if own and outcome is None and len(outcomes) > 1:
        raise DataError(
            f"segments have models of their own: choose one outcome, plot_impacts(outcome={outcomes[-1]!r}), or one of "
            f"{', '.join(outcomes)}"
        )
    chosen_outcomes = outcomes if outcome is None else [outcome]
    series = _by_segment(result, chosen_outcomes[0]) if own else {
        result.label(name): _of(result, name) for name in chosen_outcomes
    }  # fmt: skip
    chosen = choose(asked, series, result.label, what=DRIVERS, order=_rows)
    count = len(chosen.series)
    ax = canvas.axes(asked, max(len(chosen.rows), 1) * (1 + 0.28 * (count - 1)), 8.4 if count > 1 else 7.2)
    canvas.zero(ax)
    legend = " / ".join(map(result.label, result.key_columns)) if own else speak("Outcome")
    key = canvas.dots(ax, {name: columns[:3] for name, columns in chosen.series.items()}, legend)
    write_points(ax, chosen)
    title = speak("Impact of {points:g} points of a driver", points=result.about["points"])
    if len(chosen_outcomes) == 1:
        title = speak(
            "Impact of {points:g} points of a driver on {outcome}", points=result.about["points"],
            outcome=result.label(chosen_outcomes[0]),
        )  # fmt: skip
    xlabel = speak("Index points, with {level} intervals", level=level(result))
    return canvas.finish(ax, asked.heading(title + chosen.others), xlabel, chosen.labels, key=key)


def _of(result: PathIndexResult, outcome: str) -> list[np.ndarray]:
    """Drivers of an outcome, their impacts and the ends of the intervals."""
    rows = [row[1:] for row in result.impacts.rows(("outcome", "term", *LIMITS)) if row[0] == outcome]
    return [np.array(column, dtype=object) for column in zip(*rows, strict=True)]


def _by_segment(result: PathIndexResult, outcome: str) -> dict[str, list[np.ndarray]]:
    return by_segment(result, ("term", *LIMITS), lambda row: row["outcome"] == outcome, result.impacts)


def _rows(shown: dict[str, Any]) -> list[tuple[Any, ...]]:
    """All drivers, as they are in the model."""
    return list(dict.fromkeys((driver,) for columns in reversed(list(shown.values())) for driver in columns[0]))


@draws(PathIndexResult, "differences", rows=True)
def plot_path_differences(result: PathIndexResult, asked: Asked) -> Axes:
    """The constructs as rows, one colour a comparison, around zero, with joint intervals."""
    if result.about["against"] is None:
        raise DataError(
            'this result has no differences; call path_index(..., by=..., compare="total"), or compare= with "rest", '
            '"previous", "all pairs" or a level'
        )
    table, found = result.differences, dict[str, list[tuple[Any, ...]]]()
    panel = [name for name in result.key_columns if name in table.columns]
    for term, one, other, *rest in table.rows(("term", "level", "against", *LIMITS, *panel)):
        words = f"{side(result, one, table)} − {side(result, other, table)}"
        keys = [result._word(name, key) for name, key in zip(panel, rest[3:], strict=True)]
        words = speak("{what}: {item}", what=" / ".join(keys), item=words) if keys else words
        found.setdefault(words, []).append((term, *rest[:3]))
    if not found:
        raise DataError(f"compare={result.about['against']!r} found no two segments to compare, so nothing is drawn")
    series = {
        name: [np.array(column, dtype=object) for column in zip(*rows, strict=True)] for name, rows in found.items()
    }
    chosen = choose(asked, series, result.label, what=CONSTRUCTS)
    count = len(chosen.series)
    ax = canvas.axes(asked, len(chosen.rows) * (1 + 0.28 * (count - 1)), 8.4 if count > 1 else 7.2)
    canvas.zero(ax)
    key = canvas.dots(ax, {name: columns[:3] for name, columns in chosen.series.items()}, speak("Comparison"))
    write_points(ax, chosen)
    alone = f": {next(iter(series))}" if len(series) == 1 else ""
    title = asked.heading(speak("Differences of indexes") + alone + chosen.others)
    return canvas.finish(ax, title, _units(result), chosen.labels, key=key)


def _units(result: PathIndexResult) -> str:
    adjust, words = result.about["adjust"], level(result)
    if adjust not in JOINT:
        return speak("Difference in points, with {level} intervals", level=words)
    return speak(
        "Difference in points, with joint {level} intervals ({adjust})", level=words, adjust=speak(JOINT[adjust])
    )
