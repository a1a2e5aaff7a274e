"""From a survey to the tallies of a call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ... import _core
from ..._core import ScoreCounts
from ...survey import Rows, Survey
from ...survey.columns import answered, codes
from ...survey.reading import read
from ...survey.sampling import check_weight_type, cross
from ...survey.short_scale import check_counted
from ...types import Column
from .linearised import Floats
from .tally import Layout, Tally


def read_tallies(
    survey: Survey,
    items: Sequence[str],
    scale: tuple[int, int],
    *,
    by: Sequence[str] = (),
    reserved: Sequence[str] = (),
    design: Literal["declared", "always"] = "declared",
    units: Literal["rows", "respondents"] = "rows",
    wave: str | None = None,
) -> tuple[Rows, list[Tally]]:
    """Read the columns of a call and count every item; `units` and `wave` are those of `Survey.read`."""
    rows = read_rows(survey, items, scale, by=by, reserved=reserved, design=design, units=units, wave=wave)
    return rows, tally_all(rows, scale)


def read_rows(survey: Survey, items: Sequence[str], scale: tuple[int, int], **how: Any) -> Rows:
    """Read the columns of a call, `how` being the keywords of `read_tallies`, and refuse what cannot be counted."""
    low, high = scale
    rows = read(survey, items, low=low, high=high, **{"design": "declared", **how})
    check_weight_type(rows.sampling, rows.weight_type)
    return rows


def tally_all(rows: Rows, scale: tuple[int, int]) -> list[Tally]:
    """Count every item of rows that were read."""
    tallies = _tally_all(rows, scale)
    check_counted(((tally.item, tally.counts) for tally in tallies), *scale)
    return tallies


def _tally_all(rows: Rows, scale: tuple[int, int]) -> list[Tally]:
    if rows.replicates is not None:
        return _replicated(rows, scale)
    if rows.sampling is None:
        return [Tally(c[0], rows.count(c, *scale), rows.weight_type, source=(rows, c)) for c in rows.columns]
    sampling, domains = rows.sampling, rows.segments.codes
    cells, domain, unit = cross(domains, sampling.unit_of_row, sampling.n_units)
    layout = Layout(domain, unit, sampling)
    tallies = []
    for column in rows.columns:
        # Rows of weight 0 are in no unit, but a result counts them: the coarse tally is of all rows, and refuses those
        # that cannot be counted.
        counts = _count(rows, column, rows.segments.cells, scale)
        fine = _core.count_units(column, rows.weights, (cells, len(domain)), *scale)
        tallies.append(Tally(column[0], counts, rows.weight_type, fine, layout))
    return tallies


def _count(
    rows: Rows, column: Column, cells: Any, scale: tuple[int, int], weights: Column | None = None
) -> ScoreCounts:
    return _core.count_scores(column, rows.weights if weights is None else weights, cells, *scale)


def _replicated(rows: Rows, scale: tuple[int, int]) -> list[Tally]:
    assert rows.replicates is not None
    cells = rows.segments.cells
    tallies = []
    for column in rows.columns:
        copies = [_count(rows, column, cells, scale, weights).w for weights in rows.replicates.columns]
        counts = _count(rows, column, cells, scale)
        rule, ranks = rows.replicates.rule, partial(_ranks, rows, column)
        tallies.append(Tally(column[0], counts, rows.weight_type, rule=rule, replicates=np.array(copies), ranks=ranks))
    return tallies


def _ranks(rows: Rows, column: Column, groups: NDArray[Any]) -> Floats:
    """Ranks of the replicate weights of the rows with an answer, of groups of domains."""
    assert rows.replicates is not None
    group = np.where(answered([column]), groups[codes(rows)], -1)
    if rows.segments.codes is not None:
        group[rows.segments.codes < 0] = -1
    return rows.replicates.ranks(group, int(groups.max(initial=-1)) + 1)
