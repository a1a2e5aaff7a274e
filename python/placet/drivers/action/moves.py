"""Moves of drivers that end where their scales end: who is near the top moves only to the top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import checks
from ..._core import DataError
from ...survey import Rows
from ...survey.columns import numbers
from ...survey.scale_range import check_range
from ...survey.short_scale import check_read
from ...types import Column

Floats = NDArray[np.float64]
#: Lowest and highest answer by driver.
Scales = dict[str, tuple[float, float]]


def scales_of(scale: Any, names: Sequence[str], others: Sequence[str] = (), option: str = "scale") -> Scales:
    """The scale of every driver, from one for all or a mapping by driver.

    Parameters
    ----------
    scale
        (lowest, highest), or a mapping from names to such pairs.
    names
        The drivers, each of which needs one.
    others
        What else a mapping may name, such as the outcome; it is in what is returned where it is named there, or where
        one scale is that of all.
    option
        What the caller calls it, for messages.
    """
    if not isinstance(scale, Mapping):
        return dict.fromkeys([*names, *others], checks.scale_bounds(option, scale))
    _refuse_unknown(option, scale, [*names, *others])
    found = {name: checks.scale_bounds(f"{option}[{name!r}]", ends) for name, ends in scale.items()}
    lacking = [name for name in names if name not in found]
    if lacking:
        raise DataError(
            f"{option} names no scale of driver {lacking[0]!r}, whose answers can move only to its end; give one for "
            f"every driver, or {option}=(lowest, highest) for all"
        )
    return found


def moves_of(option: str, given: Any, scales: Scales, names: Sequence[str]) -> dict[str, float]:
    """Points by driver, from one number for all drivers or a mapping of those that move.

    Parameters
    ----------
    option
        What the caller calls it, for messages.
    given
        A number other than 0, or a mapping from drivers to such numbers; a negative one moves down.
    scales
        How far a driver can move at most.
    names
        The drivers.
    """
    if isinstance(given, Mapping):
        _refuse_unknown(option, given, names)
        if not given:
            raise DataError(f"{option} is empty; name at least one driver and by how many points it moves")
        return {name: _move(f"{option}[{name!r}]", by, name, scales) for name, by in given.items()}
    return {name: _move(option, given, name, scales) for name in names}


def _move(option: str, given: Any, name: str, scales: Scales) -> float:
    by, (low, high) = checks.real(given), scales[name]
    if not np.isfinite(by) or by == 0:
        raise DataError(
            f"{option}={checks.shown(given)} must be a number of points other than 0, such as 1, or -1 for down"
        )
    if abs(by) > high - low:
        raise DataError(
            f"{option}={checks.shown(given)} moves {name!r} farther than its scale {low:g}..{high:g} is long; nobody "
            f"can move by more than {high - low:g} points"
        )
    return by


def _refuse_unknown(option: str, given: Mapping[Any, Any], names: Sequence[str]) -> None:
    for name in given:
        if not isinstance(name, str) or name not in names:
            hint = checks.near(name, names) if isinstance(name, str) else f"name one of {checks.some(names)}"
            raise DataError(f"{option} names {checks.shown(name)}, which is no driver of the call; {hint}")


def check_on_scales(rows: Rows, scales: Scales, option: str = "scale") -> None:
    """Refuse answers outside the scale of their column, and warn of those that look like a shorter one."""
    for column in rows.columns:
        if column[0] in scales:
            alone = replace(rows, columns=(column,))
            if alone.ends() is None:  # the values are here
                _refuse_flags(column, scales[column[0]], option)
            check_range(alone, *scales[column[0]], option)
            check_read(alone, *scales[column[0]], option)


def _refuse_flags(column: Column, ends: tuple[float, float], option: str) -> None:
    """Refuse true and false on a scale of points: who moves from true would be truer than true."""
    if column[1].dtype.kind == "b" and ends != (0, 1):
        raise DataError(
            f"column {column[0]!r} holds true and false, which are no answers on the scale {ends[0]:g}..{ends[1]:g}; "
            f"give it a scale of its own, {option}={{{column[0]!r}: (0, 1), ...}}, or name it in covariates to hold it "
            "constant"
        )


def moved(answers: Floats, by: float, ends: tuple[float, float]) -> Floats:
    r"""How far every respondent moves who is to move by so many points.

    .. math:: \min(x_i + d,\ \text{highest}) - x_i \quad (d > 0), \qquad
              \max(x_i + d,\ \text{lowest}) - x_i \quad (d < 0)

    NaN for one who did not answer. An answer beyond the end, as imputation may give it, does not move.

    Examples
    --------
    >>> import numpy as np
    >>> from placet.drivers.action.moves import moved
    >>> moved(np.array([3.0, 9.0, 10.0]), 2, (1, 10))
    array([2., 1., 0.])
    """
    low, high = ends
    if by > 0:
        return np.maximum(np.minimum(answers + by, high) - answers, 0.0)
    return np.minimum(np.maximum(answers + by, low) - answers, 0.0)


def move_columns(
    columns: Sequence[Column], moves: Sequence[tuple[str, float]], scales: Scales, there: NDArray[np.bool_]
) -> list[Column]:
    """A column a move: how far every respondent moves, as `moved` says; whatever is a mean of moves is one of these.

    Parameters
    ----------
    columns
        Those of the drivers, and perhaps others.
    moves
        Names of drivers and points, a driver as often as wanted.
    scales
        Where moves end.
    there
        Rows that count because they have all answers of the model; the others do not move and have no value.
    """
    answers = {column[0]: column for column in columns if column[0] in dict(moves)}
    found = {name: np.where(there, numbers(column), np.nan) for name, column in answers.items()}
    return [(f"{name} {by:+g}", moved(found[name], by, scales[name]), []) for name, by in moves]
