"""The parts of a path model as they are read, and the checks that make a model of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from ..._core import DataError
from ...checks import near, shown, some
from ...results import format as fmt
from ...results.index.path_structure import JOIN, PathStructure, parts_of

#: A construct of higher order is made of this many others at least.
LEAST_PARTS = 2
EXAMPLE = "write lines such as 'Image =~ IMAG1 + IMAG2' and 'Satisfaction ~ Image'"
#: Names that need no backticks.
PLAIN = re.compile(r"[\w.]+")


def quoted(name: str) -> str:
    """A name as it is written in lines."""
    return name if PLAIN.fullmatch(name) else f"`{name.replace('`', '``')}`"


def _way(*names: str) -> str:
    """A way from one name to the next, in a message."""
    return " -> ".join(map(fmt.shown, names))


def _line(name: str) -> str:
    """A name in a line that a message proposes."""
    return fmt.shown(quoted(name))


@dataclass
class Parts:
    """What was read so far.

    Attributes
    ----------
    mentioned : dict
        Constructs in the order in which they are first mentioned, on the left of a line or in a path.
    members, modes : dict
        What measures a construct, and its mode.
    acting : dict
        What acts on an outcome; `joined` are the constructs that only the product of an interaction names.
    """

    mentioned: dict[str, None] = field(default_factory=dict)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    acting: dict[str, dict[str, None]] = field(default_factory=dict)
    products: dict[str, dict[str, None]] = field(default_factory=dict)
    interactions: dict[frozenset[str], str] = field(default_factory=dict)

    def measure(self, construct: str, members: Iterable[str], mode: str) -> None:
        """Say what measures a construct."""
        _check_name(construct)
        own = tuple(members)
        if construct in self.members:
            raise DataError(
                f"construct {construct!r} is measured twice, by {_listed(self.members[construct])} and by "
                f"{_listed(own)}; give all its indicators at once"
            )
        for member in own:
            if not isinstance(member, str) or not member:
                raise DataError(
                    f"an indicator of {construct!r} is {shown(member)}; it must be the name of a column, a text"
                )
        if not own:
            raise DataError(f"construct {construct!r} has no indicators; name at least one column")
        self.mentioned.setdefault(construct)
        self.members[construct], self.modes[construct] = own, mode

    def act(self, outcome: str, acting: Iterable[tuple[str, ...]]) -> None:
        """Say what acts on an outcome: constructs, and pairs with ":" for their interaction or "*" for all three."""
        own, products = self.acting.setdefault(outcome, {}), self.products.setdefault(outcome, {})
        self.mentioned.setdefault(outcome)
        for name, *others in acting:
            for part in (name, *others[:1]):
                self.mentioned.setdefault(part)
            if not others:
                _add(own, name, outcome, known=products.pop(name, "") is None)
                continue
            second, sign = others
            if sign == "*":
                for part in (name, second):
                    if part not in own:
                        own[part] = products[part] = None
            _add(own, self._interaction(outcome, name, second), outcome)

    def _interaction(self, outcome: str, first: str, second: str) -> str:
        """The name of an interaction, which is that of the first mention."""
        if first == second:
            raise DataError(
                f"{first!r} on {outcome!r} is multiplied by itself; an interaction is that of two constructs, such as "
                f"{_line(first)}{JOIN}Image"
            )
        return self.interactions.setdefault(frozenset((first, second)), f"{first}{JOIN}{second}")

    def checked(self, words: Mapping[str, Mapping[str, str]]) -> PathStructure:
        """The model, if it is one."""
        if not self.members and not self.acting:
            raise DataError(f"the model is empty; {EXAMPLE}")
        _check_constructs(self)
        _check_members(self)
        _check_higher(self)
        _check_paths(self)
        names = list(self.mentioned)
        return PathStructure(
            {name: self.members[name] for name in names},
            {name: self.modes[name] for name in names},
            {name: tuple(self.acting[name]) for name in names if self.acting.get(name)},
            words,
        )


def _add(own: dict[str, None], name: str, outcome: str, *, known: bool = False) -> None:
    """One more that acts on an outcome; what only came with a product may be named as well."""
    if name in own and not known:
        raise DataError(f"the path {_way(name, outcome)} is given twice; name it once")
    own[name] = None


def _listed(names: Iterable[str]) -> str:
    return some(names)


def near_construct(name: str, known: Iterable[str]) -> str:
    """Words that offer the constructs nearest to a name."""
    return near(name, known).replace("the columns are", "the constructs are")


# ---- names -----------------------------------------------------------------------------------------------------------


def _check_name(name: Any) -> None:
    if not isinstance(name, str) or not name.strip():
        raise DataError(f"a construct is called {shown(name)}; its name must be a text that is not empty")
    if JOIN in name:
        raise DataError(
            f"construct {name!r} has a {JOIN!r} in its name, which joins the two constructs of an interaction; call it "
            "otherwise, and show any text by labels="
        )


def _check_constructs(parts: Parts) -> None:
    """All that paths name is measured."""
    at = {column: name for name, own in parts.members.items() for column in own}
    for outcome, acting in parts.acting.items():
        for other in [outcome, *(part for p in acting for part in (parts_of(p) if JOIN in p else (p,)))]:
            if other in parts.members:
                continue
            _check_name(other)
            where = f"{other!r} is in a path of the model" if other == outcome else f"{other!r} acts on {outcome!r}"
            if other in at:
                raise DataError(
                    f"{where}, and is an indicator of {at[other]!r}; paths join constructs: name {at[other]!r}, or "
                    "measure a construct of its own by it"
                )
            if not parts.members:
                raise DataError(f"{where} and has no indicators; {EXAMPLE}")
            raise DataError(
                f"{where} and is no construct with indicators; {_ended(near_construct(other, parts.members))} Measure "
                f"it by a line such as {_line(other)} =~ q1 + q2, or leave it out{_of_product(other, acting)}"
            )


def _ended(words: str) -> str:
    """A sentence with its end."""
    return words if words.endswith("?") else f"{words}."


def _of_product(name: str, acting: Iterable[str]) -> str:
    """What a sign between two names means, for whoever meant a factor or the name of a coefficient by one."""
    product = any(JOIN in p and name in parts_of(p) for p in acting)
    return "; * and : make interactions of constructs, and a path has no factor and no name" if product else ""


def _check_members(parts: Parts) -> None:
    """No member has two places, and names say what they are."""
    at: dict[str, str] = {}
    for name, own in parts.members.items():
        for member in own:
            if member == name:
                raise DataError(
                    f"{name!r} is both a construct and its own indicator; call the construct otherwise, and show any "
                    "text by labels="
                )
            what = "construct" if member in parts.members else "indicator"
            if member in at:
                twice = f"twice in {name!r}" if at[member] == name else f"in {at[member]!r} and in {name!r}"
                raise DataError(f"{what} {member!r} is {twice}; it measures one construct, once")
            at[member] = name


# ---- structure -------------------------------------------------------------------------------------------------------


def _check_higher(parts: Parts) -> None:
    """Constructs of higher order are made of two or more of the first order, which have no paths of their own."""
    acting = {part for own in parts.acting.values() for p in own for part in (parts_of(p) if JOIN in p else (p,))}
    for name, own in parts.members.items():
        lower = [member for member in own if member in parts.members]
        if not lower:
            continue
        if len(lower) < len(own):
            other = next(member for member in own if member not in parts.members)
            raise DataError(
                f"construct {name!r} is measured by the construct {lower[0]!r} and by {other!r}, which is none; "
                f"measure it by constructs alone or by columns alone: rename the construct if {lower[0]!r} is a column"
            )
        if len(lower) < LEAST_PARTS:
            raise DataError(
                f"construct {name!r} is made of the one construct {lower[0]!r}; a construct of higher order has at "
                f"least {LEAST_PARTS}: add one, or join the two"
            )
        for member in lower:
            if any(deeper in parts.members for deeper in parts.members[member]):
                raise DataError(
                    f"construct {name!r} is made of {member!r}, which is of higher order itself; constructs of higher "
                    "order are made of constructs that are measured by columns"
                )
            if member in acting or parts.acting.get(member):
                raise DataError(
                    f"construct {member!r} is part of {name!r} and has a path of its own; give the path to {name!r}, "
                    f"or take {member!r} out of it"
                )


def _check_paths(parts: Parts) -> None:
    """Every construct is in a path, no path leads back, products come with both of their parts."""
    if not any(parts.acting.values()):
        raise DataError("the model has no paths; say what acts on what, such as 'Satisfaction ~ Image + Quality'")
    for outcome, acting in parts.acting.items():
        if outcome in acting:
            raise DataError(f"construct {outcome!r} acts on itself; leave it out on the right of its line")
        for name in acting:
            _check_product(outcome, name, acting)
    lower = {member for own in parts.members.values() for member in own}
    joined = {part for outcome, own in parts.acting.items() if own for part in (outcome, *own)}
    for name in parts.members:
        if name not in joined and name not in lower:
            raise DataError(
                f"construct {name!r} has no path: nothing acts on it, and it acts on nothing; add one, such as "
                f"'{_line(next(n for n, own in parts.acting.items() if own))} ~ {_line(name)}', or leave it out"
            )
    before = {outcome: [p for p in acting if JOIN not in p] for outcome, acting in parts.acting.items()}
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        circle = error.args[1][:-1]
        first = min(range(len(circle)), key=lambda i: list(parts.mentioned).index(circle[i]))
        around = [*circle[first:], *circle[:first], circle[first]]
        raise DataError(
            f"the paths lead back to where they start: {_way(*around)}; a path model has no cycles: leave one of "
            "these paths out"
        ) from None


def _check_product(outcome: str, name: str, acting: Mapping[str, None]) -> None:
    if JOIN not in name:
        return
    parts = parts_of(name)
    missing = [part for part in parts if part not in acting]
    if missing:
        raise DataError(
            f"the interaction {fmt.shown(name)} acts on {outcome!r} without {_listed(missing)} itself; write "
            f"{_line(parts[0])}*{_line(parts[1])}, which is both constructs and their interaction"
        )
