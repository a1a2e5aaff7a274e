"""What a path diagram is made of: constructs with their indicators and arrows between them, all in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...language import Said, speak
from ...results.format import minus, shown
from ...results.index.path_structure import JOIN, PathStructure, parts_of


@dataclass(frozen=True)
class Effect:
    """A coefficient on an arrow.

    Attributes
    ----------
    estimate : float
        Its size sets the width of the arrow and its sign the colour; NaN for neither.
    significant : bool or None
        False draws a grey, broken arrow; None says nothing.
    text : str or None
        What is written on the arrow; by default the estimate with two decimals.
    """

    estimate: float = math.nan
    significant: bool | None = None
    text: str | None = None

    @classmethod
    def of(cls, given: Any) -> Effect:
        """An effect given as one, as a number, as a text, or as a number or text and whether it is significant."""
        if isinstance(given, Effect):
            return given
        if isinstance(given, tuple):
            return replace(cls.of(given[0]), significant=given[1])
        return cls(text=given) if isinstance(given, str) else cls(float(given))

    @property
    def written(self) -> str:
        """The text on the arrow."""
        return number(self.estimate) if self.text is None else self.text


@dataclass(frozen=True)
class Node:
    """A construct: its name, its R² in words or nothing, its indicators with their loadings, and its mode."""

    label: str
    below: str
    items: tuple[tuple[str, str], ...]
    mode: str
    higher: bool


@dataclass(frozen=True)
class Arrow:
    """An arrow between constructs by number.

    `onto` is the arrow it ends on, as an interaction does, or -1. A `part` joins a construct of higher order to one
    that it is made of; `back` has its head at the start.
    """

    start: int
    end: int
    effect: Effect
    onto: int = -1
    part: bool = False
    back: bool = False


@dataclass(frozen=True)
class Drawing:
    """All that is drawn."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]

    @property
    def labelled(self) -> bool:
        """Whether anything is written on arrows."""
        return any(arrow.effect.written for arrow in self.arrows)

    def bare(self) -> Drawing:
        """The same without indicators."""
        return replace(self, nodes=tuple(replace(node, items=()) for node in self.nodes))


def drawing(
    model: Any, kept: Sequence[str], paths: Mapping[Any, Any], r2: Mapping[str, Any], loadings: Mapping[str, Any]
) -> Drawing:
    """The drawing of the constructs that are kept of a model, with what is known of them."""
    place = {name: i for i, name in enumerate(kept)}
    labels = {name: shown_label(model, name) for name in (*model.constructs, *model.columns)}
    nodes = [
        Node(
            labels[name],
            f"R² = {number(r2[name])}" if name in r2 else "",
            tuple((labels[item], number(loadings.get(item, ""))) for item in model.blocks.get(name, ())),
            model.modes[name],
            name in model.higher,
        )
        for name in kept
    ]
    arrows = list(_parts(model, place, loadings))
    for end in kept:
        own = {}
        for start in model.predecessors.get(end, ()):
            effect = Effect.of(paths.get((start, end), ""))
            if JOIN not in start and start in place:
                own[start] = len(arrows)
                arrows.append(Arrow(place[start], place[end], effect))
        for start in model.predecessors.get(end, ()):
            first, second = parts_of(start)
            if first in own and second in place:
                effect = Effect.of(paths.get((start, end), ""))
                arrows.append(Arrow(place[second], place[end], effect, onto=own[first]))
    return Drawing(tuple(nodes), tuple(arrows))


def _parts(model: Any, place: Mapping[str, int], loadings: Mapping[str, Any]) -> Iterable[Arrow]:
    """Arrows between constructs of higher order and what they are made of, which stands before them."""
    for name, own in model.higher.items():
        for lower in own:
            if name in place and lower in place:
                effect = Effect(text=number(loadings.get(lower, "")))
                yield Arrow(place[lower], place[name], effect, part=True, back=model.modes[name] == "A")


def number(given: Any) -> str:
    """A number with two decimals, a text as it is."""
    if isinstance(given, str):
        return given
    value = float(given)
    return minus(f"{value:.2f}").replace("-", "−") if math.isfinite(value) else ""


def shown_label(model: PathStructure | Any, name: str) -> str:
    """What a construct or an indicator is called in the language of the call."""
    label = model.labels.get(name) or name
    return shown(speak(label) if isinstance(label, Said) else label)
