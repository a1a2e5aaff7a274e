"""What a budget buys: steps of drivers, those of the largest gain per cost first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..._core import DataError
from .moves import Scales
from .samples import Sample

Floats = NDArray[np.float64]
#: Steps of all drivers together, each of which is a column of moves.
MOST_STEPS = 1_000
#: Of a step less than this is rounding.
NOTHING = 1e-9


@dataclass(frozen=True)
class Steps:
    """All steps that may be bought, driver after driver.

    Attributes
    ----------
    names : tuple of str
        The drivers.
    driver : ndarray of int
        Place of the driver of every step.
    start, end : ndarray
        Points, below 0 of drivers that move down, before and after every step.
    price : ndarray
        Of every step.
    """

    names: tuple[str, ...]
    driver: NDArray[np.int64]
    start: Floats
    end: Floats
    price: Floats

    @classmethod
    def of(cls, moves: Mapping[str, float], costs: Mapping[str, float], scales: Scales) -> Steps:
        """The steps of every driver as far as its scale is long; the last may be shorter."""
        ends: list[Floats] = []
        for name, by in moves.items():
            low, high = scales[name]
            count = int(np.ceil((high - low) / abs(by) - NOTHING))
            if count * len(moves) > MOST_STEPS:
                raise DataError(
                    f"moves of {by:g} make {count:,} steps of {name!r} on its scale {low:g}..{high:g}, of all "
                    f"{len(moves)} drivers too many; give larger ones: at most {MOST_STEPS // len(moves)} steps each"
                )
            ends.append(np.sign(by) * np.minimum(np.arange(1, count + 1) * abs(by), high - low))
        driver = np.repeat(np.arange(len(ends)), [len(end) for end in ends])
        start = np.concatenate([np.append(0.0, end[:-1]) for end in ends])
        end = np.concatenate(ends)
        price = np.abs(end - start) * np.array([costs[name] for name in moves])[driver]
        return cls(tuple(moves), driver, start, end, price)

    @property
    def moves(self) -> list[tuple[str, float]]:
        """The moves from where respondents are to the end of every step."""
        return [(self.names[d], float(end)) for d, end in zip(self.driver, self.end, strict=True)]

    def lengths(self, moves: Floats) -> Floats:
        """What every step adds to the mean move, one row a sample."""
        before = np.where(self.start == 0, 0.0, np.roll(moves, 1, axis=1))
        return moves - before

    def gains(self, sample: Sample, at: Sequence[int], share: float) -> Floats:
        """What every step adds to the outcome; `at` are the places of the drivers among the coefficients."""
        return share * sample.coefficients[:, np.array(at)[self.driver]] * self.lengths(sample.moves)

    def by_driver(self, steps: Floats) -> Floats:
        """Sums of what belongs to steps, by driver."""
        member = self.driver[:, None] == np.arange(len(self.names))
        return steps @ member.astype(np.float64)


def bought(gains: Floats, price: Floats, budget: float) -> Floats:
    r"""How much of every step a budget buys, from 0 to 1, one row a sample.

    Gains that are linear in truncated moves are concave in the points of a driver: each further point moves fewer
    respondents. The best plan therefore takes the steps by falling gain per cost until the budget is spent, the last
    of them in part [1]_; steps that lower the outcome are not taken.

    References
    ----------
    .. [1] Dantzig, G. B. (1957). Discrete-variable extremum problems. Operations Research 5, 266-288.

    Examples
    --------
    >>> import numpy as np
    >>> from placet.drivers.action.plan import bought
    >>> bought(np.array([[3.0, 1.0, 4.0, -1.0]]), np.array([1.0, 1.0, 2.0, 1.0]), 2.0)
    array([[1. , 0. , 0.5, 0. ]])
    """
    order = np.argsort(-gains / price, axis=1, kind="stable")
    cost = np.where(np.take_along_axis(gains, order, axis=1) > 0, price[order], 0.0)
    before = np.cumsum(cost, axis=1) - cost
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        part = np.where(cost > 0, np.clip((budget - before) / cost, 0.0, 1.0), 0.0)
    found = np.empty_like(part)
    np.put_along_axis(found, order, part, axis=1)
    return found
