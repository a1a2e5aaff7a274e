"""From a survey to the tallies of a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ...metrics.metric import Metric, Scale
from ...survey import Rows, Survey
from ...survey.columns import answered, codes
from ...survey.reading import read
from ...survey.sampling import check_weight_type
from ...survey.short_scale import check_counted, check_read
from ...types import Column
from .linearised import Floats
from .numbers import as_points
from .tally import Layout, Tally

#: A column as it is counted, from which point to which, and the numbers these stand for.
Counted: TypeAlias = tuple[Column, tuple[int, int], Floats | None]


def read_tallies(
    survey: Survey,
    items: Sequence[str],
    metric: Metric | Scale,
    *,
    by: Sequence[str] = (),
    reserved: Sequence[str] = (),
    design: Literal["declared", "always"] = "declared",
    units: Literal["rows", "respondents"] = "rows",
    wave: str | None = None,
) -> tuple[Rows, list[Tally]]:
    """Read the columns of a call and count every item; `units` and `wave` are those of `Survey.read`.

    Items are counted by the points of a scale, or by what the mean of a metric is taken of, see `as_points`.
    """
    rows = read_rows(survey, items, metric, by=by, reserved=reserved, design=design, units=units, wave=wave)
    return rows, tally_all(rows, metric)


def read_rows(survey: Survey, items: Sequence[str], metric: Metric | Scale, **how: Any) -> Rows:
    """Read the columns of a call, `how` being the keywords of `read_tallies`, and refuse what cannot be counted."""
    low, high = (metric.scale if isinstance(metric, Metric) else metric) or (1.0, None)
    rows = read(survey, items, low=low, high=high, **{"design": "declared", "counted": True, **how})
    check_weight_type(rows.sampling, rows.weight_type)
    return rows


def tally_all(rows: Rows, metric: Metric | Scale) -> list[Tally]:
    """Count every item of rows that were read."""
    return _checked(rows, _counted(rows, metric), metric.scale if isinstance(metric, Metric) else metric)


def tally_alike(rows: Rows, metrics: Sequence[Metric]) -> list[tuple[list[Metric], list[Tally]]]:
    """Count every item once for all metrics, of one scale, that count it alike."""
    alike: dict[tuple[bool, ...], tuple[list[Counted], list[Metric]]] = {}
    for metric in metrics:
        counted = _counted(rows, metric)
        by_number = tuple(points is not None for _, _, points in counted)
        alike.setdefault(by_number, (counted, []))[1].append(metric)
    return [(group, _checked(rows, counted, group[0].scale)) for counted, group in alike.values()]


def _counted(rows: Rows, metric: Metric | Scale) -> list[Counted]:
    if isinstance(metric, Metric):
        with rows.told():
            return [as_points(rows.of(column), column, metric) for column in rows.columns]
    return [(column, metric, None) for column in rows.columns]


def _checked(rows: Rows, counted: Sequence[Counted], scale: Any) -> list[Tally]:
    tallies = _tally_all(rows, counted)
    if scale is not None:
        check_counted(((tally.item, tally.counts) for tally in tallies if tally.points is None), *scale)
        numbers = [column for column, (_, _, points) in zip(rows.columns, counted, strict=True) if points is not None]
        if numbers:
            for column in numbers:
                check_read(replace(rows.of(column), columns=(column,)), *scale)
    return tallies


def _tally_all(rows: Rows, counted: Sequence[Counted]) -> list[Tally]:
    if rows.replicates is not None:
        return _replicated(rows, counted)
    if rows.sampling is None:
        return [
            Tally(column[0], rows.count(column, *scale), rows.weight_type, source=(rows, column), points=points)
            for column, scale, points in counted
        ]
    tallies = []
    for column, scale, points in counted:
        own = rows.of(column)
        assert own.sampling is not None
        _, domain, unit = own.cells_of_design
        # Rows of weight 0 are in no unit, but a result counts them: the coarse tally is of all rows, and refuses those
        # that cannot be counted.
        counts = rows.count(column, *scale)
        layout, fine = Layout(domain, unit, own.sampling), rows.count_units(column, *scale)
        tallies.append(Tally(column[0], counts, rows.weight_type, fine, layout, points=points))
    return tallies


def _replicated(rows: Rows, counted: Sequence[Counted]) -> list[Tally]:
    tallies = []
    for column, scale, points in counted:
        own, counts = rows.of(column), rows.count(column, *scale)
        assert own.replicates is not None
        with rows.told():
            copies = _sums_of_replicates(own, column, scale)
        rule, ranks = own.replicates.rule, partial(_ranks, own, column)
        tallies.append(
            Tally(column[0], counts, rows.weight_type, rule=rule, replicates=copies, ranks=ranks, points=points)
        )
    return tallies


def _sums_of_replicates(rows: Rows, column: Column, scale: tuple[int, int]) -> Floats:
    """Sums of every replicate of the weights: replicates × segments × points of the scale."""
    assert rows.replicates is not None
    low, high = scale
    segments, points = len(rows.segments.keys), high - low + 1
    segment, there = codes(rows), answered([column])
    if rows.segments.codes is not None:
        there &= segment >= 0
    answers = column[1][there].astype(np.float64) - low
    with np.errstate(invalid="ignore"):
        point = answers.astype(np.int32)
    if not ((point == answers) & (point >= 0) & (point < points)).all():
        # Rows of weight 0 may hold anything, and are refused where a replicate gives them another weight.
        given = rows.replicates.columns
        return np.array([_core.count_scores(column, weights, rows.segments.cells, *scale).w for weights in given])
    cells = np.full(rows.n_total, -1, dtype=np.int32)
    cells[there] = segment[there] * points + point
    return rows.replicates.sums(cells, segments * points).reshape(-1, segments, points)


def _ranks(rows: Rows, column: Column, groups: NDArray[Any]) -> Floats:
    """Ranks of the replicate weights of the rows with an answer, of groups of domains."""
    assert rows.replicates is not None
    group = np.where(answered([column]), groups[codes(rows)], -1)
    if rows.segments.codes is not None:
        group[rows.segments.codes < 0] = -1
    return rows.replicates.ranks(group, int(groups.max(initial=-1)) + 1)
