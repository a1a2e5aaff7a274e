"""Respondents that were asked twice: their identity, checked, for comparisons of waves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._core import DataError
from . import keys
from .keys import Key

Codes = NDArray[np.int64]


def check_once(
    columns: Mapping[str, Any], used: NDArray[np.bool_], identity: str, wave: tuple[str, Key] | None
) -> None:
    """Refuse rows without an identity, and one respondent twice within a wave.

    Parameters
    ----------
    columns
        The fetched columns.
    used
        Rows of a weight above 0; the others may hold anything.
    identity
        Column of the respondent.
    wave
        Column of the wave and what was read of it; without one a respondent may occur any number of times.
    """
    codes, labels = keys.number(identity, columns[identity])
    lost = np.flatnonzero(used & (codes < 0))
    if len(lost):
        raise DataError(
            f"the id column {identity!r} is missing in row {lost[0]} ({len(lost)} such rows); give respondents who "
            "were asked once an id of their own, or leave id out if nobody was asked twice"
        )
    if wave is None:
        return
    waves, names = wave[1].numbered
    rows = np.flatnonzero(used & (waves >= 0))
    pair = codes[rows].astype(np.int64) * len(names) + waves[rows]
    order = np.argsort(pair, kind="stable")
    twice = np.flatnonzero(np.diff(pair[order]) == 0)
    if len(twice):
        first, second = (int(rows[order[twice[0] + step]]) for step in (0, 1))
        raise DataError(
            f"respondent {labels[codes[first]]!r} of the id column {identity!r} occurs more than once in wave "
            f"{names[waves[first]]!r} (rows {first} and {second}; {len(twice)} such rows); keep one row a respondent "
            "and wave, or give the others weight 0"
        )


def check_inside(columns: Mapping[str, Any], clusters: Codes, identity: str, cluster: str) -> None:
    """Refuse a respondent in two clusters; `clusters` has -1 for rows that are not used."""
    codes, labels = keys.number(identity, columns[identity])
    rows = np.flatnonzero(clusters >= 0)
    home = np.full(len(labels), -1, dtype=np.int64)
    home[codes[rows[::-1]]] = clusters[rows[::-1]]  # of several rows the first is kept
    moved = rows[home[codes[rows]] != clusters[rows]]
    if len(moved):
        first = int(moved[0])
        other = int(rows[(codes[rows] == codes[first]) & (clusters[rows] != clusters[first])][0])
        raise DataError(
            f"respondent {labels[codes[first]]!r} of the id column {identity!r} lies in two clusters of the cluster "
            f"column {cluster!r} (rows {other} and {first}); clusters that share respondents are not independent: "
            "correct the columns, or leave one of them out"
        )
