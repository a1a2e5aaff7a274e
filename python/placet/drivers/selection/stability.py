"""How sure a selection is: what bootstrap samples and completed data sets chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...results.table import Table
from ...survey import Survey
from ...survey.away import RowsNeededError
from .candidates import Candidates

#: Which terms are in, a vector a segment; None for a segment without a model.
Inside = Sequence[NDArray[np.bool_] | None]
#: Which terms each of several selections chose, a matrix a segment; empty where there were none.
Chosen = Sequence[NDArray[np.bool_]]


def check_drawn(survey: Survey, count: int) -> None:
    """Refuse resamples of rows that nobody can draw again, before anything is read."""
    if count and survey.frame.lazy and survey.repweights is None:
        raise RowsNeededError("the rows for bootstrap resamples (n_resamples=0 for none)")


def fitted(samples: Sequence[NDArray[np.float64]]) -> NDArray[np.bool_]:
    """Which terms the samples chose; rows of NaN, which could not be fitted, are left out."""
    inside = np.concatenate(samples)
    return inside[~np.isnan(inside).any(axis=1)].astype(bool)


def shares(chosen: Chosen, segment: int, count: int) -> NDArray[np.float64]:
    """How often each of `count` terms was chosen in a segment."""
    rows = chosen[segment] if chosen else []
    return np.mean(rows, axis=0) if len(rows) else np.full(count, np.nan)


def by_term(among: Candidates, blocks: Sequence[Mapping[str, NDArray[Any]] | None], tie: str) -> Table:
    """Columns of the terms of every segment, those with the largest `inclusion` first, of equal ones by `tie`."""
    names, segments, parts = np.array(list(among.terms), dtype=object), [], []
    for segment, block in enumerate(blocks):
        if block is not None:
            keys = [np.nan_to_num(block[name]) for name in (tie, "inclusion") if name in block]
            order = np.lexsort([-key for key in keys])
            segments += [segment] * len(order)
            parts.append({name: values[order].tolist() for name, values in ({"term": names} | dict(block)).items()})
    joined = {name: [value for part in parts for value in part[name]] for name in parts[0]}
    return Table({**among.keys(segments), **joined})


def frequencies(among: Candidates, inside: Inside, samples: Chosen, size: str) -> Table:
    """How often each set of terms was chosen, the most frequent first; `size` is what the number of terms is called."""
    columns: dict[str, list[Any]] = {name: [] for name in ("rank", "model", size, "count", "share", "selected")}
    segments: list[int] = []
    for segment, (selected, chosen) in enumerate(zip(inside, samples, strict=False)):
        sets, times = np.unique(chosen, axis=0, return_counts=True)
        # Of two as frequent the smaller comes first.
        order = np.lexsort((sets.sum(axis=1), -times))
        columns["rank"] += range(1, len(order) + 1)
        columns["model"] += [among.named(sets[i]) for i in order]
        columns[size] += sets.sum(axis=1)[order].tolist()
        columns["count"] += times[order].tolist()
        columns["share"] += (times[order] / max(len(chosen), 1)).tolist()
        columns["selected"] += [selected is not None and bool((sets[i] == selected).all()) for i in order]
        segments += [segment] * len(order)
    return Table({**among.keys(segments), **columns})
