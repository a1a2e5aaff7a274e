"""From a path model to what the core estimates: one stage, and further ones for constructs made of constructs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from ... import checks
from ..._core import DataError
from ...results.index.path_structure import JOIN
from .path_model import PathModel
from .path_spec import Scheme, Spec, Stage


def specified(model: PathModel, *, scheme: Scheme = "path", scaled: bool = True, consistent: bool = False) -> Spec:
    """How a model is estimated.

    Constructs of higher order are estimated in two stages, disjoint: first the constructs of lower order stand in their
    place, each with all of their paths; then their scores are the indicators of the one of higher order, and all other
    constructs keep their own (Becker, Cheah, Gholamzade, Ringle and Sarstedt 2023). Interactions are products of
    scores: a last stage takes every construct by its score and adds them (Chin, Marcolin and Newsted 2003; Henseler
    and Chin 2010).
    """
    scheme = checks.choice("scheme", scheme, get_args(Scheme))
    scaled, consistent = checks.flag("scaled", scaled), checks.flag("consistent", consistent)
    if consistent:
        _check_consistent(model)
    stages = [_of_lower_order(model)]
    if model.higher:
        stages.append(_of_higher_order(model, stages[0]))
    if model.interactions:
        stages.append(_of_products(model, stages[-1]))
    return Spec(tuple(stages), scheme, scaled, consistent)


def _check_consistent(model: PathModel) -> None:
    """Consistent estimates are of constructs that their indicators reflect, as common factors."""
    formed = [n for n in model.constructs if model.modes[n] == "B" and len(model.blocks.get(n, ())) != 1]
    if formed:
        raise DataError(
            f"consistent=True corrects for the unreliability of constructs that their indicators reflect (=~); "
            f"{formed[0]!r} is formed by its indicators (<~): measure it by =~, or leave consistent out"
        )
    if model.higher:
        name = next(iter(model.higher))
        raise DataError(
            f"consistent=True is of models of one stage, and {name!r} is of higher order, whose indicators are scores; "
            "leave consistent out, or give its paths to the constructs that it is made of"
        )
    if model.interactions:
        raise DataError(
            f"consistent=True corrects correlations of constructs, and not those of products of scores such as "
            f"{JOIN.join(model.interactions[0])!r}; leave consistent out, or the interaction"
        )


def _of_lower_order(model: PathModel) -> Stage:
    """The constructs that have columns, connected as those of higher order are which they stand for."""
    names = [name for name in model.constructs if name in model.blocks]

    def stood_for(name: str) -> Sequence[str]:
        return model.higher.get(name, (name,))

    acting: dict[str, list[str]] = {name: [] for name in names}
    for outcome in model.constructs:
        causes = [part for cause in _single(model, outcome) for part in stood_for(cause)]
        if causes:
            for part in stood_for(outcome):
                acting[part] += causes
    return _stage(names, model.blocks, model.modes, acting)


def _of_higher_order(model: PathModel, before: Stage) -> Stage:
    """All constructs but those that measure others, whose scores are the indicators of these."""
    lower = {part for own in model.higher.values() for part in own}
    names = [name for name in model.constructs if name not in lower]
    blocks = {name: model.higher.get(name) or model.blocks[name] for name in names}
    place = {column: i for i, column in enumerate(before.indicators)}
    place |= {name: -1 - i for i, name in enumerate(before.constructs) if name in lower}
    sources = [place[part] for name in names for part in blocks[name]]
    acting = {name: _single(model, name) for name in names}
    return _stage(names, blocks, model.modes, acting, sources=sources)


def _of_products(model: PathModel, before: Stage) -> Stage:
    """Every construct by its score, and the products."""
    place = {name: i for i, name in enumerate(before.constructs)}
    products = [JOIN.join(pair) for pair in model.interactions]
    names = [*before.constructs, *products]
    acting = {name: list(model.predecessors.get(name, ())) for name in names}
    sources = [-1 - i for i in range(len(before.constructs))]
    pairs = [(place[a], place[b]) for a, b in model.interactions]
    blocks = {name: (name,) for name in names}
    return _stage(names, blocks, dict.fromkeys(names, "A"), acting, sources=sources, products=pairs)


def _single(model: PathModel, outcome: str) -> list[str]:
    """The constructs that act on another, without interactions."""
    return [cause for cause in model.predecessors.get(outcome, ()) if cause in model.modes]


def _stage(
    names: Sequence[str], blocks: Mapping[str, Sequence[str]], modes: Mapping[str, str],
    acting: Mapping[str, Sequence[str]], *, sources: Sequence[int] | None = None,
    products: Sequence[tuple[int, int]] = (),
) -> Stage:  # fmt: skip
    place = {name: i for i, name in enumerate(names)}
    return Stage(
        constructs=tuple(names),
        blocks=tuple(tuple(blocks[name]) for name in names),
        # One indicator is the construct, whichever way it is weighted.
        modes=tuple(modes[name] if len(blocks[name]) > 1 else "A" for name in names),
        predecessors=tuple(tuple(place[cause] for cause in acting[name]) for name in names),
        sources=None if sources is None else tuple(sources),
        products=tuple(products),
    )
