"""The tables of a stepwise selection, beside that of the coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._core import PlacetError
from ...results.table import Table
from .candidates import Candidates
from .stepwise_call import Call
from .walks.selected import Selected
from .walks.walk import Step

Found = Sequence[Selected | PlacetError]


def path(call: Call, found: Found) -> Table:
    """Every move that was weighed."""
    steps = [_steps_of(f) for f in found]
    numbered = [(number, step) for listed in steps for number, step in enumerate(listed, start=1)]
    moves = [step.moves for _, step in numbered]
    names = np.array(list(call.among.terms), dtype=object)
    chosen = [np.arange(len(step.moves.term)) == (-1 if step.chosen is None else step.chosen) for _, step in numbered]
    return Table(
        {
            **call.repeated([sum(len(step.moves.term) for step in listed) for listed in steps]),
            "step": np.concatenate([np.full(len(step.moves.term), number) for number, step in numbered]),
            "action": np.where(np.concatenate([m.enters for m in moves]), "enter", "remove").tolist(),
            "term": names[np.concatenate([m.term for m in moves])].tolist(),
            **{
                column: np.concatenate([getattr(m, column) for m in moves])
                for column in ("statistic", "df", "df_resid", "p_value", "criterion", "r2")
            },
            "chosen": np.concatenate(chosen).tolist(),
        }
    )


def _steps_of(found: Selected | PlacetError) -> list[Step]:
    return [] if isinstance(found, PlacetError) else found.steps


def models_on_the_way(call: Call, found: Found) -> Table:
    """Every model that was come to, the first one included."""
    blocks = [None if isinstance(f, PlacetError) else _models(call.among, f) for f in found]
    given = [block for block in blocks if block is not None]
    columns = {name: [value for block in given for value in block[name]] for name in given[0]}
    return Table({**call.repeated([0 if block is None else len(block["step"]) for block in blocks]), **columns})


def _models(among: Candidates, found: Selected) -> dict[str, list[Any]]:
    names, sizes = list(among.terms), [len(columns) for columns in among.positions]
    made = [(step.moves, step.chosen) for step in found.steps if step.chosen is not None]
    signs = [1 if moves.enters[chosen] else -1 for moves, chosen in made]
    moved = [int(moves.term[chosen]) for moves, chosen in made]
    added = [sign * sizes[term] for sign, term in zip(signs, moved, strict=True)]
    k = np.cumsum([found.k - sum(added), *added])
    left = np.array([found.start_left, *(1 - moves.r2[chosen] for moves, chosen in made)])
    criteria = {name: found.sample.value(name, left, k).tolist() for name in ("adj_r2", "aic", "aicc", "bic")}
    return {
        "step": list(range(len(k))),
        "action": ["start", *("enter" if sign > 0 else "remove" for sign in signs)],
        "term": ["", *(names[term] for term in moved)],
        "terms": np.cumsum([int(found.start.sum()), *signs]).tolist(),
        "r2": (1 - left).tolist(),
        **criteria,
    }


def inclusion(
    call: Call, found: Found, samples: list[NDArray[np.bool_]], sets: list[NDArray[np.bool_]]
) -> Table:  # fmt: skip
    """How often each term is selected in bootstrap samples and in completed data sets, the most frequent first."""
    if not samples and not sets:
        return Table({})
    names, count = np.array(list(call.among.terms), dtype=object), len(call.among.terms)
    counts, columns = [], {"term": [], "inclusion": [], "selected": []} | ({"data_sets": []} if sets else {})
    for segment, f in enumerate(found):
        counts.append(0 if isinstance(f, PlacetError) else count)
        if isinstance(f, PlacetError):
            continue
        share = _shares(samples, segment, count)
        in_sets = _shares(sets, segment, count)
        order = np.lexsort((-np.nan_to_num(in_sets), -np.nan_to_num(share)))
        columns["term"] += names[order].tolist()
        columns["inclusion"] += share[order].tolist()
        columns["selected"] += f.inside[order].tolist()
        if sets:
            columns["data_sets"] += in_sets[order].tolist()
    return Table({**call.repeated(counts), **columns})


def _shares(inside: list[NDArray[np.bool_]], segment: int, count: int) -> NDArray[np.float64]:
    """How often each of `count` terms is in."""
    rows = inside[segment] if inside else []
    return np.mean(rows, axis=0) if len(rows) else np.full(count, np.nan)


def models(call: Call, found: Found, samples: list[NDArray[np.bool_]]) -> Table:
    """How often each set of terms is selected in bootstrap samples, the most frequent first."""
    columns: dict[str, list[Any]] = {name: [] for name in ("rank", "model", "size", "count", "share", "selected")}
    counts = []
    for f, inside in zip(found, samples, strict=False):
        sets, times = np.unique(inside, axis=0, return_counts=True)
        # Of two as frequent the smaller comes first.
        order = np.lexsort((sets.sum(axis=1), -times))
        counts.append(len(order))
        columns["rank"] += range(1, len(order) + 1)
        columns["model"] += [" + ".join(call.among.chosen(sets[i])) or "(none)" for i in order]
        columns["size"] += sets.sum(axis=1)[order].tolist()
        columns["count"] += times[order].tolist()
        columns["share"] += (times[order] / max(len(inside), 1)).tolist()
        columns["selected"] += [isinstance(f, Selected) and bool((sets[i] == f.inside).all()) for i in order]
    return Table({**call.repeated(counts), **columns}) if counts else Table({})
