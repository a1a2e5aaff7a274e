"""What groups of drivers are worth together: sums of the Owen values of their members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...inference.resamples import Resamples
from .intervals import Interval, Sure, of_resamples
from .split import Importance, shares
from .standing import standing

Floats = NDArray[np.float64]
NUMERIC = (
    "importance", "importance_std_error", "importance_low", "importance_high", "share", "share_low", "share_high",
    "rank", "rank_low", "rank_high", "in_top",
)  # fmt: skip


@dataclass(frozen=True)
class GroupValues:
    """The groups of a segment: their names, values, and how sure these are."""

    names: tuple[str, ...]
    members: tuple[int, ...]
    values: Floats
    sure: Sure | None


def group_values(
    groups: Sequence[str], importance: Importance, sets: Sequence[Importance], resamples: Resamples | None,
    interval: Interval, conf_level: float,
) -> GroupValues:  # fmt: skip
    """The Shapley values of the game between groups, of which the members' Owen values are the parts."""
    names = tuple(dict.fromkeys(groups))
    sums = np.array([[float(group == name) for group in groups] for name in names])
    values = sums @ importance.values[0]
    sure = None
    if resamples is not None:
        drawn = resamples.of(0, len(groups)).read(lambda sample: sample @ sums.T)
        sure = of_resamples(values, [sums @ one.values[0] for one in sets], drawn, interval, conf_level)
    return GroupValues(names, tuple(int(row.sum()) for row in sums), values, sure)


def groups_table(
    keys: Sequence[tuple[Any, ...]],
    names: Sequence[str],
    segments: Sequence[GroupValues | None],
    top: int,
    level: float,
) -> dict[str, Any]:
    """One row a segment and group, the most important first."""
    columns: dict[str, list[Any]] = {name: [] for name in (*names, "group", "drivers", *NUMERIC, "letters")}
    for key, found in zip(keys, segments, strict=True):
        if found is None:
            continue
        where = standing(found.values, found.sure, level)
        own: dict[str, Any] = {} if found.sure is None else dict(found.sure.columns)
        own |= {"group": found.names, "drivers": found.members, "importance": found.values, "letters": where.letters}
        own |= {"share": shares(found.values), "rank": where.rank, "in_top": where.in_top(top)}
        own |= {"rank_low": where.rank_low, "rank_high": where.rank_high}
        own |= {name: [label] * len(found.names) for name, label in zip(names, key, strict=True)}
        order = np.argsort(where.rank, kind="stable")
        for name, column in columns.items():
            given = own.get(name)
            column.extend([np.nan] * len(order) if given is None else [given[i] for i in order])
    whole = {name: np.array(columns[name], dtype=np.int64) for name in ("drivers", "rank")}
    return columns | {name: np.array(columns[name], dtype=np.float64) for name in NUMERIC} | whole
