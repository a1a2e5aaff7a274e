"""What is compared with what: levels within panels, and the pairs of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .. import checks
from .._core import DataError
from ..language import Said, say
from ..survey import Rows
from ..survey.labels import positions, shown
from .distributions import Floats

Codes: TypeAlias = NDArray[np.int64]
#: A domain itself, all domains of its panel, or all of them but itself.
Against: TypeAlias = Literal["self", "total", "rest"]
#: More pairs than this are refused: nobody reads them, and they do not fit in memory.
MOST_PAIRS = 5_000_000
#: What is found of a difference by the sign of its interval, and without one.
FINDINGS, NONE = {1.0: say("higher"), -1.0: say("lower"), 0.0: say("not significant")}, say("no test")


@dataclass(frozen=True)
class Levels:
    """The domains as levels within panels: waves within segments, or segments alone in one panel.

    Attributes
    ----------
    keys : tuple of str
        Key columns of the panels.
    compared : tuple of str
        Key columns of the levels.
    panel : ndarray, shape (domains,)
        Panel of every domain; those of a panel are neighbours.
    panel_keys : list of tuples
        Keys of every panel.
    labels : list
        Level of every domain.
    """

    keys: tuple[str, ...]
    compared: tuple[str, ...]
    panel: Codes
    panel_keys: list[tuple[Any, ...]]
    labels: list[Any]

    @classmethod
    def of(cls, rows: Rows, by_wave: bool) -> Levels:
        """The levels of rows that were read; at least one panel has two."""
        names, keys = rows.segments.names, rows.segments.keys
        if not names:
            raise DataError("by and wave name no column; name the column of the segments or waves to be compared")
        split = len(names) - 1 if by_wave else 0
        panel_keys = list(dict.fromkeys(key[:split] for key in keys))
        number = {key: i for i, key in enumerate(panel_keys)}
        labels = [key[split] if len(key) - split == 1 else " / ".join(map(str, key[split:])) for key in keys]
        levels = cls(names[:split], names[split:], np.array([number[k[:split]] for k in keys]), panel_keys, labels)
        if len(levels.panel) == len(panel_keys):
            what = "wave" if by_wave else "segment"
            some = shown(list(dict.fromkeys(labels))[:3])
            raise DataError(
                f"column {' and '.join(map(repr, levels.compared))} has one {what} only ({some}); "
                "a comparison needs at least two"
            )
        return levels

    def columns(self, domains: Codes, repeat: int = 1) -> dict[str, list[Any]]:
        """The key columns of the panels of some domains, of a result with `repeat` rows each."""
        keys = [self.panel_keys[panel] for panel in self.panel[domains]]
        return {name: [key[i] for key in keys for _ in range(repeat)] for i, name in enumerate(self.keys)}


@dataclass(frozen=True)
class Pairs:
    """What is compared with what.

    Attributes
    ----------
    first : ndarray
        A domain each.
    second : ndarray
        The domain it is compared with, where `kind` is "self".
    kind : {"self", "total", "rest"}
        What it is compared with: a domain, all of the panel, or all but it.
    every_pair : bool
        All pairs of every panel are there, once.
    """

    first: Codes
    second: Codes
    kind: Against
    every_pair: bool = False

    def against(self, levels: Levels) -> list[Any]:
        """The same as labels."""
        if self.kind != "self":
            return [self.kind] * len(self.first)
        return [levels.labels[d] for d in self.second]

    def columns(self, levels: Levels, repeat: int = 1) -> dict[str, list[Any]]:
        """Both sides as labels, in the columns of a result with `repeat` rows a pair."""
        sides = {"level": [levels.labels[d] for d in self.first], "against": self.against(levels)}
        return {name: [label for label in labels for _ in range(repeat)] for name, labels in sides.items()}

    def members(self, levels: Levels) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """The domains on both sides of every pair."""
        panels = [tuple(np.flatnonzero(levels.panel == n).tolist()) for n in range(len(levels.panel_keys))]
        found = []
        for one, other in zip(self.first.tolist(), self.second.tolist(), strict=True):
            whole = panels[levels.panel[one]]
            others = {"self": (other,), "total": whole, "rest": tuple(d for d in whole if d != one)}[self.kind]
            found.append(((one,), others))
        return found


def signs_of(low: Floats, high: Floats) -> Floats:
    """1 or -1 of intervals above or below 0, 0 of those that hold it, NaN where there is none.

    The interval decides what is found, so that rounding cannot part it from the finding.
    """
    return np.sign(low) * (np.sign(low) == np.sign(high))


def findings(low: Floats, high: Floats) -> list[Said]:
    """What intervals say of their differences, in words."""
    return [FINDINGS.get(sign, NONE) for sign in signs_of(low, high).ravel().tolist()]


def pairs_of(levels: Levels, against: Any, wave: Any, option: str = "against") -> Pairs:
    """The pairs that `against` asks for, an option that may have another name."""
    every = np.arange(len(levels.panel))
    if isinstance(against, str) and against in ("total", "rest"):
        alone = np.bincount(levels.panel)[levels.panel] == 1
        return Pairs(every[~alone], every[~alone], "total" if against == "total" else "rest")
    if against == "all pairs":
        return all_pairs(levels.panel)
    if against == "previous":
        if wave is None:
            raise DataError(f'{option}="previous" compares waves; name the wave column in wave=')
        later = every[1:][levels.panel[1:] == levels.panel[:-1]]
        return Pairs(later, later - 1, "self")
    at = positions(against, levels.labels)
    if not at:
        known = shown(list(dict.fromkeys(levels.labels)))
        raise DataError(
            f"{option}={checks.shown(against)} is not known; use 'total', 'rest', 'previous', 'all pairs' or a level: "
            f"{known}"
        )
    reference = dict(zip(levels.panel[at], at, strict=True))
    others = [i for i in every if i not in at and levels.panel[i] in reference]
    second = [reference[levels.panel[i]] for i in others]
    return Pairs(np.array(others, dtype=np.int64), np.array(second, dtype=np.int64), "self")


def all_pairs(panel: Codes) -> Pairs:
    """All pairs within every panel."""
    sizes = np.bincount(panel)
    count = int((sizes * (sizes - 1) // 2).sum())
    if count > MOST_PAIRS:
        raise DataError(
            f'against="all pairs" of {len(panel):,} levels are {count:,} pairs, more than the {MOST_PAIRS:,} possible; '
            'compare with "total" or "rest", or merge levels'
        )
    firsts, seconds = [], []
    for start, size in zip(np.cumsum(sizes) - sizes, sizes, strict=True):
        first, second = np.triu_indices(size, 1)
        firsts.append(first + start)
        seconds.append(second + start)
    return Pairs(np.concatenate(firsts), np.concatenate(seconds), "self", every_pair=True)
