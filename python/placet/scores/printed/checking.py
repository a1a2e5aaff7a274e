"""Printed figures against what follows from the others."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np

from ..._core import DataError
from ...checks import real, shown
from ...language import say
from ...results.format import minus

#: Rounding of the computer, as a share of the figures.
NOISE = 1e-9
#: Figures whose products are numbers, too.
LARGEST = 1e100


def allowance(tolerance: float | None, *printed: Any) -> float:
    """How far a printed figure may lie from what follows: half a unit of the last decimal printed, or `tolerance`."""
    if tolerance is None:
        return 0.5 * 10.0 ** -decimals(*printed)
    if 0 <= real(tolerance) < inf:
        return real(tolerance)
    raise DataError(f"tolerance={shown(tolerance)} must be a number of at least 0, in units of the figures, or None")


def decimals(*printed: Any) -> int:
    """Most decimals of any of the figures."""
    figures = np.concatenate([np.atleast_1d(np.asarray(part, dtype=np.float64)) for part in printed])
    shortest = (np.format_float_positional(figure, trim="-") for figure in figures[np.isfinite(figures)])
    return max((len(text.partition(".")[2]) for text in shortest), default=0)


def disagree(follows: Any, printed: Any, allowed: float) -> Any:
    """Whether what follows does not round to what is printed; nothing printed contradicts nothing."""
    with np.errstate(invalid="ignore"):
        return np.abs(follows - printed) > allowed + NOISE * np.maximum(np.abs(printed), 1)


def plain(value: float) -> str:
    """A figure in a sentence."""
    return minus(f"{value:.10g}")


def counted(names: Sequence[str]) -> str:
    """How many items there are, in words."""
    return say("1 printed item") if len(names) == 1 else say("{count} printed items", count=len(names))


def number(option: str, given: Any) -> float:
    """A finite number."""
    value = real(given)
    if abs(value) <= LARGEST:
        return value
    raise DataError(f"{option}={shown(given)} must be a number of at most {LARGEST:g}")


def optional(option: str, given: Any) -> float:
    """A finite number, or NaN for None."""
    return float("nan") if given is None else number(option, given)
