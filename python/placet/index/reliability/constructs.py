"""What is measured by which items: lists, mappings and trees read into constructs, and which items are turned round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...inference.distributions import Floats
from ...types import Groups


@dataclass(frozen=True)
class Construct:
    """Some items that are to measure one thing.

    Attributes
    ----------
    name : str
    items : tuple of str
        Columns, at least two.
    signs : ndarray, shape (k,)
        -1 for an item that is turned round, else 1.
    """

    name: str
    items: tuple[str, ...]
    signs: Floats


def constructs_of(items: Any, name: Any, reverse: Any) -> list[Construct]:
    """Check what was given as `items`: columns of one construct, constructs by name, or a tree."""
    name = checks.text("name", name)
    if isinstance(items, Groups):
        groups = items.groups()
        if not groups:
            raise DataError("no node of the tree has two indicators or more below it; reliability is about several")
    elif isinstance(items, Mapping):
        groups = items
    else:
        groups = {name: checks.names("items", items)}
    if not groups:
        raise DataError("items is a mapping without an entry; give {'construct': ['column', 'column', ...]}")
    listed = {checks.text("the name of a construct", key): _items(key, value) for key, value in groups.items()}
    turned = checks.names("reverse", reverse)
    known = list(dict.fromkeys(item for group in listed.values() for item in group))
    for item in turned:
        if item not in known:
            raise DataError(
                f"reverse names {item!r}, which is none of the items {checks.some(known)}; name items that run against "
                "the others"
            )
    return [
        Construct(key, tuple(group), np.array([-1.0 if item in turned else 1.0 for item in group]))
        for key, group in listed.items()
    ]


def _items(construct: Any, given: Any) -> list[str]:
    """The columns of a construct, at least two."""
    if isinstance(given, Mapping):
        given = list(given)
    found = checks.names(f"the items of {construct!r}", given)
    if len(found) < 2:
        raise DataError(
            f"construct {construct!r} has {len(found)} item{'s' * (len(found) != 1)}"
            f"{f', {found[0]!r}' if found else ''}; reliability is about the agreement of two or more, so add items or "
            "leave it out"
        )
    return found


def all_items(constructs: Sequence[Construct]) -> list[str]:
    """Every column once."""
    return list(dict.fromkeys(item for construct in constructs for item in construct.items))
