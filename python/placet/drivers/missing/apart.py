"""Segments that lack levels of a factor: what stands for their missing answers is made without these columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from ..._core import Moments
from ...missing.gaps import Gaps
from ...missing.imputation import Imputed
from ...missing.incomplete import Treated
from ..model.model import Model


def parts(model: Model) -> Iterator[tuple[list[int], list[int], Model]]:
    """The segments that lack the same columns, the columns they have with the outcome, and their model."""
    alike: dict[frozenset[int], list[int]] = {}
    for segment, gone in enumerate(model.absent):
        if gone:
            alike.setdefault(gone, []).append(segment)
    for gone, segments in alike.items():
        names = [term.name for term in model.terms]
        kept = [column for column in range(len(model.rows.columns)) if column not in gone]
        yield segments, kept, model.part(names, segments, gone)


def treated(model: Model, gaps: Gaps, whole: Treated, own: Any) -> Treated:
    """The same with moments of segments that lack columns, in which these do not vary; `own` treats a part."""
    cells = list(whole.cells)
    for segments, kept, part in parts(model):
        for segment, cell in zip(segments, own(part, gaps).cells, strict=True):
            cells[segment] = _widened(cell, kept, len(model.rows.columns))
    return replace(whole, cells=tuple(cells))


def _widened(cell: dict[str, Any], kept: list[int], columns: int) -> dict[str, Any]:
    if "error" in cell:
        return cell
    made = {name: cell[name] for name in ("n", "sum_w", "sum_w2") if name in cell}
    made["moments"] = _padded(cell["moments"], kept, columns)
    made["replicates"] = [_padded(moments, kept, columns) for moments in cell.get("replicates", ())]
    return made


def _padded(moments: Moments, kept: list[int], columns: int) -> Moments:
    """Moments in which other columns are 0 in every row."""
    mean, comoment = np.zeros(columns), np.zeros((columns, columns))
    mean[kept], comoment[np.ix_(kept, kept)] = moments.mean, moments.comoment
    return Moments.of_parts(moments.n, moments.sum_w, moments.sum_w2, mean, comoment)


def imputed(model: Model, whole: Imputed, own: Any) -> Imputed:
    """The same with imputations of segments that lack columns; `own` imputes a part."""
    cells, columns = list(whole.cells), len(model.rows.columns)
    for segments, kept, part in parts(model):
        for segment, cell in zip(segments, own(part).cells, strict=True):
            if "error" not in cell:
                cell = cell | {
                    "rows": _spread(cell["rows"], kept, columns),
                    "values": [_spread(values, kept, columns) for values in cell["values"]],
                }
            cells[segment] = cell
    return replace(whole, cells=tuple(cells))


def _spread(given: Any, kept: list[int], columns: int) -> list[Any]:
    place = {column: i for i, column in enumerate(kept)}
    return [given[place[column]] if column in place else np.empty(0, dtype=np.int64) for column in range(columns)]
