"""The tables of `dominance`: pairs of drivers, gains by size of model, importances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from ...inference.ranks import ranks
from ...language import say
from .dominance_of_drivers import EQUAL, FORMS, Dominance, Resampled
from .split import shares

#: Columns of the result and of its further tables, which a key column may not be named.
COLUMNS = (
    "term", "other", "dominance", *FORMS, "subsets", "difference", "complete_resamples", "complete_reversed",
    "conditional_resamples", "conditional_reversed", "general_resamples", "general_reversed", "n", "n_eff", "others",
    "gain", "importance", "share", "rank",
)  # fmt: skip
PAIRS = COLUMNS[:-5]
TEXTS = ("term", "other", "dominance")
#: The strongest form that holds, in words.
WORDS = {
    "complete": say("complete"), "conditional": say("conditional"), "general": say("general"), "": say("none"),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What a segment came to: None where there is nothing."""

    terms: tuple[str, ...]
    dominance: Dominance | None
    resampled: Resampled | None
    n: int
    n_eff: float

    @property
    def order(self) -> list[int]:
        """Numbers of the drivers, those of general dominance first; tied ones as they were given."""
        if self.dominance is None:
            return list(range(len(self.terms)))
        return np.argsort(ranks(self.dominance.general), kind="stable").tolist()


def pairs_of(keys: dict[str, list[Any]], segments: Sequence[Found]) -> dict[str, Any]:
    """One row a segment and pair, the driver that adds more on the whole first."""
    columns: dict[str, list[Any]] = {name: [] for name in PAIRS}
    for found in segments:
        own = _matrices(found)
        for i, j in combinations(found.order, 2):
            row = _row(found, own, i, j)
            for name, column in columns.items():
                column.append(row.get(name, np.nan))
    return keys | {name: column if name in TEXTS else _numbers(name, column) for name, column in columns.items()}


def _numbers(name: str, column: list[Any]) -> np.ndarray:
    return np.array(column, dtype=np.int64 if name == "n" else np.float64)


def _matrices(found: Found) -> dict[str, np.ndarray]:
    """What is known of driver (row) and driver (column)."""
    if found.dominance is None:
        return {}
    general = found.dominance.general
    difference = general[:, None] - general
    own = found.dominance.verdicts | {
        "subsets": found.dominance.subsets, "difference": np.where(np.abs(difference) > EQUAL, difference, 0.0),
    }  # fmt: skip
    for form, share in ({} if found.resampled is None else found.resampled.shares).items():
        own |= {f"{form}_resamples": share, f"{form}_reversed": share.T}
    return own


def _row(found: Found, own: dict[str, np.ndarray], i: int, j: int) -> dict[str, Any]:
    strongest = next((form for form in FORMS if own and own[form][i, j] == 1), "")
    return {
        "term": found.terms[i], "other": found.terms[j], "dominance": WORDS[strongest] if own else "",
        "n": found.n, "n_eff": found.n_eff, **{name: matrix[i, j] for name, matrix in own.items()},
    }  # fmt: skip


def gains_of(keys: Sequence[tuple[Any, ...]], names: Sequence[str], segments: Sequence[Found]) -> dict[str, Any]:
    """One row a segment, driver and number of other drivers in the model; none where there is no dominance."""
    rows = [
        (*key, found.terms[i], k, float(found.dominance.gains[i, k]))
        for key, found in zip(keys, segments, strict=True)
        if found.dominance is not None
        for i in found.order
        for k in range(len(found.terms))
    ]
    return _columns((*names, "term", "others", "gain"), rows, {"others": np.int64, "gain": np.float64})


def general_of(keys: Sequence[tuple[Any, ...]], names: Sequence[str], segments: Sequence[Found]) -> dict[str, Any]:
    """One row a segment and driver: its importance, the most important first."""
    rows = []
    for key, found in zip(keys, segments, strict=True):
        if found.dominance is not None:
            general = found.dominance.general
            own = list(zip(general.tolist(), shares(general).tolist(), ranks(general).tolist(), strict=True))
            rows += [(*key, found.terms[i], *own[i]) for i in found.order]
    kinds = {"importance": np.float64, "share": np.float64, "rank": np.int64}
    return _columns((*names, "term", *kinds), rows, kinds)


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]], kinds: dict[str, Any]) -> dict[str, Any]:
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {n: [] for n in names}
    return columns | {name: np.array(columns[name], dtype=kind) for name, kind in kinds.items()}
