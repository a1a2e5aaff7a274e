"""Respondents that were asked twice: their identity, checked, for comparisons of waves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._core import DataError
from . import keys
from .keys import Key
from .survey import Survey

Codes = NDArray[np.int32]


def check_respondents(
    survey: Survey, columns: Mapping[str, Any], used: NDArray[Any], wave: tuple[str, Key] | None
) -> None:
    """Refuse rows without an identity, one respondent twice within a wave, and weights that make several of one row.

    Parameters
    ----------
    survey
        Which column is the identity, and what weights mean.
    columns
        The fetched columns.
    used
        Rows of a weight above 0, or how many of these each row stands for; the others may hold anything.
    wave
        Column of the wave and what was read of it; without one a respondent may occur any number of times.
    """
    identity = survey.id
    assert identity is not None
    if survey.weights is not None and survey.weight_type != "probability":
        raise DataError(
            f'id={identity!r} goes with weight_type="probability", not {survey.weight_type!r}: a row with an id is '
            "one respondent; leave id out, or change weight_type"
        )
    codes, labels = keys.number(identity, columns[identity])
    lost = np.flatnonzero((used > 0) & (codes < 0))
    if len(lost):
        raise DataError(
            f"the id column {identity!r} is missing in row {lost[0]} ({used[lost].sum()} such rows); give respondents "
            "who were asked once an id of their own, or leave id out if nobody was asked twice"
        )
    if wave is None:
        return
    waves, names = wave[1].numbered
    cells, found, _ = _core.cross(
        np.where(used > 0, codes, np.int32(-1)).astype(np.int32, copy=False),
        np.ascontiguousarray(waves, dtype=np.int32),
        len(names),
    )
    rows = int(used[cells >= 0].sum())
    if len(found) < rows:
        first, second = _first_twice(cells, used)
        raise DataError(
            f"respondent {labels[codes[first]]!r} of the id column {identity!r} occurs more than once in wave "
            f"{names[waves[first]]!r} (rows {first} and {second}; {rows - len(found)} such rows); keep one row a "
            "respondent and wave, or give the others weight 0"
        )


def _first_twice(cells: NDArray[np.int32], used: NDArray[Any]) -> tuple[int, int]:
    """The first two rows of the first cell by number that has several; one row may stand for both."""
    rows = np.bincount(cells[cells >= 0], used[cells >= 0])
    places = np.flatnonzero(cells == np.flatnonzero(rows > 1)[0])
    return int(places[0]), int(places[:2][-1])


def check_inside(columns: Mapping[str, Any], clusters: Codes, identity: str, cluster: str) -> None:
    """Refuse a respondent in two clusters; `clusters` has -1 for rows that are not used."""
    codes, labels = keys.number(identity, columns[identity])
    rows = np.flatnonzero(clusters >= 0)
    home = np.full(len(labels), -1, dtype=np.int32)
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
