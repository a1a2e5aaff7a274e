"""What a path model is made of: constructs, what measures them and what acts on what."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ...language.say import Worded

#: What joins the two constructs of an interaction in its name.
JOIN = ":"


@dataclass(frozen=True)
class PathStructure:
    """A path model that was checked; its mappings are in the order of the constructs.

    Attributes
    ----------
    members : mapping
        What measures every construct: indicators, or, of a construct of higher order, constructs.
    modes : mapping
        "A" (reflective, weights by correlations) or "B" (formative, by regression) of every construct.
    predecessors : mapping
        What acts on every outcome: constructs and, as "a:b", interactions of two of them.
    words : mapping
        Display labels of constructs and indicators, each one text a language.
    """

    members: Mapping[str, tuple[str, ...]]
    modes: Mapping[str, str]
    predecessors: Mapping[str, tuple[str, ...]]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, forms: Mapping[str, Any]) -> PathStructure:
        """A model from its plain values, which were checked before."""
        return cls(
            {name: tuple(own) for name, own in forms["blocks"].items()},
            dict(forms["modes"]),
            {name: tuple(own) for name, own in forms["paths"].items()},
            {name: dict(words) for name, words in forms.get("labels", {}).items()},
        )

    def forms(self) -> dict[str, Any]:
        """The model as plain values."""
        found: dict[str, Any] = {
            "blocks": {name: list(own) for name, own in self.members.items()},
            "modes": dict(self.modes),
            "paths": {name: list(own) for name, own in self.predecessors.items()},
        }
        if self.words:
            found["labels"] = {name: dict(words) for name, words in self.words.items()}
        return found

    @cached_property
    def constructs(self) -> tuple[str, ...]:
        """All constructs, in the order in which they are first mentioned."""
        return tuple(self.members)

    @cached_property
    def blocks(self) -> dict[str, tuple[str, ...]]:
        """Indicators of the constructs that have such."""
        return {name: own for name, own in self.members.items() if own[0] not in self.members}

    @cached_property
    def higher(self) -> dict[str, tuple[str, ...]]:
        """Constructs that measure the constructs of higher order."""
        return {name: own for name, own in self.members.items() if own[0] in self.members}

    @cached_property
    def interactions(self) -> tuple[tuple[str, str], ...]:
        """The two constructs of every interaction."""
        found = dict.fromkeys(p for own in self.predecessors.values() for p in own if p not in self.members)
        return tuple(parts_of(name) for name in found)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All indicators, block by block."""
        return tuple(column for own in self.blocks.values() for column in own)

    @property
    def named(self) -> tuple[str, ...]:
        """All that may have a label: constructs, then indicators."""
        return (*self.constructs, *self.columns)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Display labels of what has one."""
        return {name: Worded(words) for name, words in self.words.items()}

    def before(self, name: str) -> tuple[str, ...]:
        """The constructs that have to be known before a construct is: those that act on it and that measure it."""
        acting = (part for p in self.predecessors.get(name, ()) for part in (parts_of(p) if JOIN in p else (p,)))
        return tuple(dict.fromkeys([*self.higher.get(name, ()), *acting]))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """All constructs, each after what acts on it and what measures it; those mentioned first first."""
        return tuple(self._ordered())

    def _ordered(self) -> Iterator[str]:
        place = {name: i for i, name in enumerate(self.constructs)}
        before = {name: self.before(name) for name in self.constructs}
        left = {name: len(own) for name, own in before.items()}
        after: dict[str, list[str]] = {}
        for name, own in before.items():
            for other in own:
                after.setdefault(other, []).append(name)
        ready = [place[name] for name, count in left.items() if not count]
        heapq.heapify(ready)
        while ready:
            name = self.constructs[heapq.heappop(ready)]
            yield name
            for other in after.get(name, ()):
                left[other] -= 1
                if not left[other]:
                    heapq.heappush(ready, place[other])


def parts_of(interaction: str) -> tuple[str, str]:
    """The two constructs of an interaction."""
    first, _, second = interaction.partition(JOIN)
    return first, second
