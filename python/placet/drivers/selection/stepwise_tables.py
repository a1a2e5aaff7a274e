"""The tables of a stepwise selection, beside that of the coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._core import PlacetError
from ...results.table import Table
from ..fits.criteria import CRITERIA, Criterion
from .candidates import Candidates
from .stability import Chosen, by_term, shares
from .stepwise_selection import Selection
from .walks.selected import Selected
from .walks.walk import Step

Found = Sequence[Selected | PlacetError]


def path(selection: Selection, found: Found) -> Table:
    """Every move that was weighed."""
    steps = [_steps_of(f) for f in found]
    numbered = [(number, step) for listed in steps for number, step in enumerate(listed, start=1)]
    moves = [step.moves for _, step in numbered]
    names = np.array(list(selection.among.terms), dtype=object)
    chosen = [np.arange(len(step.moves.term)) == (-1 if step.chosen is None else step.chosen) for _, step in numbered]
    return Table(
        {
            **selection.among.keys([i for i, listed in enumerate(steps) for step in listed for _ in step.moves.term]),
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


def models_on_the_way(selection: Selection, found: Found) -> Table:
    """Every model that was come to, the first one included."""
    blocks = [None if isinstance(f, PlacetError) else _models(selection.among, f) for f in found]
    given = [(segment, block) for segment, block in enumerate(blocks) if block is not None]
    columns = {name: [value for _, block in given for value in block[name]] for name in given[0][1]}
    return Table({**selection.among.keys([segment for segment, block in given for _ in block["step"]]), **columns})


def _models(among: Candidates, found: Selected) -> dict[str, list[Any]]:
    names, sizes = list(among.terms), [len(columns) for columns in among.positions]
    made = [(step.moves, step.chosen) for step in found.steps if step.chosen is not None]
    signs = [1 if moves.enters[chosen] else -1 for moves, chosen in made]
    moved = [int(moves.term[chosen]) for moves, chosen in made]
    added = [sign * sizes[term] for sign, term in zip(signs, moved, strict=True)]
    k = np.cumsum([found.k - sum(added), *added])
    left = np.array([found.start_left, *(1 - moves.r2[chosen] for moves, chosen in made)])
    criteria = {name: _criterion(found, name, left, k).tolist() for name in CRITERIA}
    return {
        "step": list(range(len(k))),
        "action": ["start", *("enter" if sign > 0 else "remove" for sign in signs)],
        "term": ["", *(names[term] for term in moved)],
        "terms": np.cumsum([int(found.start.sum()), *signs]).tolist(),
        "r2": (1 - left).tolist(),
        **criteria,
    }


def _criterion(found: Selected, name: Criterion, left: Any, k: Any) -> Any:
    """A criterion of the models on the way."""
    if found.criteria is not None:
        return found.criteria[name]
    assert found.sample is not None
    return found.sample.value(name, left, k)


def inclusion(selection: Selection, found: Found, samples: Chosen, sets: Chosen) -> Table:
    """How often each term is selected in bootstrap samples and in completed data sets, the most frequent first."""
    if not samples and not sets:
        return Table({})
    count = len(selection.among.terms)
    blocks = [
        None
        if isinstance(f, PlacetError)
        else {"inclusion": shares(samples, segment, count), "selected": f.inside}
        | ({"data_sets": shares(sets, segment, count)} if sets else {})
        for segment, f in enumerate(found)
    ]
    return by_term(selection.among, blocks, "data_sets")
