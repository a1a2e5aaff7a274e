"""The tables of a search for the best subsets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...results.table import Table
from .candidates import Candidates
from .stability import Chosen, by_term, shares
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
            **among.keys([segment for segment, _, _ in rows]),
            "size": np.concatenate([best.size[best.order] for _, best in listed]),
            "terms": np.concatenate([best.inside[best.order].sum(axis=1) for _, best in listed]),
            "rank": np.concatenate([best.rank[best.order] for _, best in listed]),
            "model": [among.named(best.inside[row]) for _, best, row in rows],
            **stack,
            "best": [row == best.best for _, best, row in rows],
            "n": np.array([n[segment] for segment, _, _ in rows], dtype=np.int64),
            "n_eff": np.array([n_eff[segment] for segment, _, _ in rows]),
        }
    )


def members(among: Candidates, found: Found) -> list[tuple[str, ...]]:
    """The terms of every row of `models`."""
    return [among.chosen(best.inside[row]) for best in found if best is not None for row in best.order]


def inclusion(among: Candidates, found: Found, samples: Chosen, sets: Chosen) -> Table:
    """What speaks for each term: weight of the models that have it, share of the samples and data sets choosing it."""
    count = len(among.terms)
    blocks = [
        None
        if best is None
        else {
            "selected": best.inside[best.best],
            "weight": best.columns["weight"] @ best.inside,
            "inclusion": shares(samples, segment, count),
        }
        | ({"data_sets": shares(sets, segment, count)} if sets else {})
        for segment, best in enumerate(found)
    ]
    return by_term(among, blocks, "weight")
