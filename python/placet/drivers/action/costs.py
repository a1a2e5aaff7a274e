"""What moving a driver by a point costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ... import checks
from ..._core import DataError

#: Costs beyond these are no amounts of money, and their ratios no numbers.
LEAST, MOST = 1e-50, 1e50


def costs_of(cost: Any, names: Sequence[str]) -> dict[str, float]:
    """The cost of a point of every driver that moves, from one for all or a mapping by driver."""
    if not isinstance(cost, Mapping):
        return dict.fromkeys(names, _price("cost", cost))
    for name in cost:
        if name not in names:
            hint = checks.near(name, names) if isinstance(name, str) else f"name one of {checks.some(names)}"
            raise DataError(f"cost names {checks.shown(name)}, which is no driver that moves; {hint}")
    lacking = [name for name in names if name not in cost]
    if lacking:
        raise DataError(
            f"cost names no cost of driver {lacking[0]!r}; give one for every driver that moves, or one for all"
        )
    return {name: _price(f"cost[{name!r}]", cost[name]) for name in names}


def _price(option: str, given: Any) -> float:
    price = checks.real(given)
    if not 0 < price < np.inf:
        raise DataError(f"{option}={checks.shown(given)} must be a number above 0, the cost of one point")
    if not LEAST <= price <= MOST:
        raise DataError(f"{option}={checks.shown(given)} must lie between {LEAST:g} and {MOST:g}; take other units")
    return price


def budget_of(budget: Any) -> float:
    """What may be spent."""
    given = checks.real(budget)
    if not 0 < given < np.inf:
        raise DataError(f"budget={checks.shown(budget)} must be a number above 0, in units of the costs")
    return given
