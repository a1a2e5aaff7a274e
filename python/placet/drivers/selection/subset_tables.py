"""The tables of a search for the best subsets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...results.table import Table
from .candidates import Candidates
from .subset_models import Listed

#: Columns of the table of models after `model`, in their order.
FIGURES = ("r2", "adj_r2", "cp", "aic", "aicc", "bic", "press", "weight")

Found = Sequence[Listed | None]


def models(among: Candidates, found: Found, n: Sequence[int], n_eff: Sequence[float]) -> Table:
    """One row a model, the best by the criterion first."""
    listed = [(i, best) for i, best in enumerate(found) if best is not None]
    rows = [(segment, best, row) for segment, best in listed for row in best.order]
    stack = {
        name: np.concatenate([best.columns[name][best.order] for _, best in listed])
        for name in FIGURES
    }  # fmt: skip
    return Table(
        {
            **_keys(among, [segment for segment, _, _ in rows]),
            "size": np.concatenate([best.size[best.order] for _, best in listed]),
            "terms": np.concatenate([best.inside[best.order].sum(axis=1) for _, best in listed]),
            "rank": np.concatenate([best.rank[best.order] for _, best in listed]),
            "model": [named(among, best.inside[row]) for _, best, row in rows],
            **stack,
            "best": [row == best.best for _, best, row in rows],
            "n": np.array([n[segment] for segment, _, _ in rows], dtype=np.int64),
            "n_eff": np.array([n_eff[segment] for segment, _, _ in rows]),
        }
    )


def members(among: Candidates, found: Found) -> list[tuple[str, ...]]:
    """The terms of every row of `models`."""
    return [among.chosen(best.inside[row]) for best in found if best is not None for row in best.order]


def inclusion(
    among: Candidates,
    found: Found,
    samples: Sequence[NDArray[np.bool_]],
    sets: Sequence[NDArray[np.bool_]],
) -> Table:
    """What speaks for each term: weight of the models that have it, share of the samples and data sets choosing it."""
    names = ("term", "selected", "weight", "inclusion", *(["data_sets"] if sets else []))
    columns: dict[str, list[Any]] = {name: [] for name in names}
    segments: list[int] = []
    for segment, best in enumerate(found):
        if best is None:
            continue
        weight = best.columns["weight"] @ best.inside
        drawn = samples[segment] if samples else np.empty((0, len(among.terms)))
        share = drawn.mean(axis=0) if len(drawn) else np.full(len(among.terms), np.nan)
        order = np.lexsort((-weight, -np.nan_to_num(share)))
        names = list(among.terms)
        columns["term"] += [names[i] for i in order]
        columns["selected"] += best.inside[best.best][order].tolist()
        columns["weight"] += weight[order].tolist()
        columns["inclusion"] += share[order].tolist()
        if sets:
            columns["data_sets"] += sets[segment].mean(axis=0)[order].tolist()
        segments += [segment] * len(order)
    return Table({**_keys(among, segments), **columns})


def stability(among: Candidates, found: Found, samples: Sequence[NDArray[np.bool_]]) -> Table:
    """How often each model is the best of a bootstrap sample, the most frequent first."""
    columns: dict[str, list[Any]] = {name: [] for name in ("rank", "model", "terms", "count", "share", "selected")}
    segments: list[int] = []
    for segment, (best, inside) in enumerate(zip(found, samples, strict=False)):
        if best is None or not len(inside):
            continue
        sets, times = np.unique(inside, axis=0, return_counts=True)
        # Of two as frequent the smaller comes first.
        order = np.lexsort((sets.sum(axis=1), -times))
        columns["rank"] += range(1, len(order) + 1)
        columns["model"] += [named(among, sets[i]) for i in order]
        columns["terms"] += sets.sum(axis=1)[order].tolist()
        columns["count"] += times[order].tolist()
        columns["share"] += (times[order] / len(inside)).tolist()
        columns["selected"] += [bool((sets[i] == best.inside[best.best]).all()) for i in order]
        segments += [segment] * len(order)
    return Table({**_keys(among, segments), **columns})


def named(among: Candidates, inside: NDArray[np.bool_]) -> str:
    """A model as the sum of its terms."""
    return " + ".join(among.chosen(inside)) or "(none)"


def _keys(among: Candidates, segments: Sequence[int]) -> dict[str, list[Any]]:
    """The key columns of rows of these segments."""
    given = among.model.rows.segments
    return {name: [given.keys[segment][i] for segment in segments] for i, name in enumerate(given.names)}
