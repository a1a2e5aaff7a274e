"""Answers that are no whole points of a scale, such as composites, stars and sliders: counted by their numbers."""

from __future__ import annotations

import numpy as np

from ..._core import DataError
from ...metrics.metric import Metric
from ...survey import Rows
from ...survey.scale_range import check_range
from ...types import Column
from .linearised import Floats

#: So many different numbers are counted at most: as many points as a tally of the core may have.
MOST_NUMBERS = 65_000


def as_points(rows: Rows, column: Column, metric: Metric) -> tuple[Column, tuple[int, int], Floats | None]:
    """What is counted of a column, from which point to which, and the numbers they stand for where they are others.

    Of means any number within the scale is an answer: where not all are whole points, or there is no scale, the
    different numbers are the points. Sums over them are those over the respondents, as with the points of a scale.
    """
    if metric.form != "mean":
        return column, metric.scale, None
    name, values, codes = column
    if metric.counts_points and (values.dtype.kind != "f" or _are_whole(values, codes)):
        return column, metric.scale, None
    answers = np.asarray(values, dtype=np.float64)
    there = ~np.isnan(answers) & ~np.isin(answers, codes)
    inside = _inside(rows, (name, answers, codes), metric)
    counted = there & rows.counting
    numbers, places = np.unique(np.clip(answers[there], *inside), return_inverse=True)
    used = np.unique(places[counted[there]])
    if len(used) > MOST_NUMBERS:
        raise DataError(
            f"column {name!r} holds {len(used):,} different numbers, more than the {MOST_NUMBERS:,} that are counted; "
            "round it to fewer digits before the call, such as an index of 0 to 100 to one decimal"
        )
    # Rows that do not count may hold anything, here the number nearest to theirs.
    place = np.searchsorted(used, places).clip(0, max(len(used) - 1, 0))
    points = np.full(len(answers), np.nan)
    points[there] = place
    numbers = numbers[used] if len(used) else numbers[:1]
    if len(numbers) == 1:  # a scale has two points at least; of the second there is no answer
        numbers = np.append(numbers, numbers[0] + 1)
    return (name, points, []), (0, len(numbers) - 1), numbers


def _are_whole(values: Floats, codes: list[float]) -> bool:
    others = values[values != np.rint(values)]  # missing ones among them
    return not len(others) or bool((np.isnan(others) | np.isin(others, codes)).all())


def _inside(rows: Rows, column: Column, metric: Metric) -> tuple[float, float]:
    """The ends of the scale, which no answer that counts lies beyond; without one those of all finite numbers."""
    low, high = metric.scale or (-np.finfo(np.float64).max, np.finfo(np.float64).max)
    check_range(Rows((column,), rows.weight_column, rows.weight_type, rows.segments, rows.n_total), low, high)
    return float(low), float(high)
