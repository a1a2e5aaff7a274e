"""The nodes of an indicator tree as pictures take them from results: whose child each is, which are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError
from ...language import say
from ...results.index.satisfaction_index import IndexResult
from ...results.result import Result
from ..rows import chosen_segment

#: What the rows of pictures are.
NODES = say("nodes")


@dataclass(frozen=True)
class Nodes:
    """Nodes in the order of a result, each before what is below it.

    Attributes
    ----------
    names : list of str
        As the result calls them.
    levels : list of int
        0 the whole.
    above : list of int
        Place of the parent, -1 for the whole.
    """

    names: list[str]
    levels: list[int]
    above: list[int]

    @classmethod
    def of(cls, result: Result) -> Nodes:
        """Those of one segment, the first: all have the same."""
        levels = np.asarray(result.table["level"], dtype=int)
        tops = np.flatnonzero(levels == 0)
        count = int(tops[1]) if len(tops) > 1 else len(levels)
        names, path, above = list(result.table["term"])[:count], list[int](), list[int]()
        for place, level in enumerate(levels[:count].tolist()):
            del path[level:]
            above.append(path[-1] if path else -1)
            path.append(place)
        return cls(names, levels[:count].tolist(), above)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def deepest(self) -> int:
        """The lowest level."""
        return max(self.levels)

    def at_level(self, level: Any) -> list[int]:
        """The nodes of a level and indicators above it, which together make up the whole."""
        level = checks.whole("level", level, 1)
        if level > self.deepest:
            raise DataError(f"level={level} is below the tree, whose lowest level is {self.deepest}")
        parents = set(self.above)
        return [i for i, own in enumerate(self.levels) if own == level or (own < level and i not in parents)]

    def branch(self, name: Any, labels: Sequence[str]) -> list[int]:
        """A node, given by its name or label, and all below it."""
        inner = dict.fromkeys(self.above[1:])
        at = [i for i in inner if isinstance(name, str) and name in (self.names[i], labels[i])]
        if not at:
            known = [self.names[i] for i in inner]
            near = (get_close_matches(name, known, n=1) if isinstance(name, str) else []) or known[:3]
            raise DataError(
                f"below={checks.shown(name)} is no node of the tree with nodes below it; such as "
                f"{', '.join(map(repr, near))}"
            )
        found = [at[0]]
        for i in range(at[0] + 1, len(self)):
            if self.above[i] in found:
                found.append(i)
        return found


def blocks(result: IndexResult) -> dict[str, slice]:
    """Segment in words → its rows."""
    count = len(Nodes.of(result))
    starts = range(0, len(result.table), count)
    if not result.key_columns:
        return {"": slice(0, count)}
    keys = list(result.table.rows(result.key_columns))
    return {result._segment(keys[start]): slice(start, start + count) for start in starts}


def numbers(result: IndexResult, name: str, rows: slice, at: Sequence[int]) -> np.ndarray:
    """A column of some nodes of a segment."""
    return np.asarray(result.table[name], dtype=float)[rows][list(at)]


def one_segment(result: IndexResult, segment: Any) -> str:
    """The segment that is asked for, in words: without one, the only one or that of all respondents."""
    return chosen_segment(result, blocks(result), segment)
