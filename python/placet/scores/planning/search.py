"""The least number that will do."""

from __future__ import annotations

from collections.abc import Callable


def smallest(holds: Callable[[int], bool], most: int) -> int | None:
    """The smallest whole number from 1 to `most` for which something holds that then goes on holding; None if none."""
    above = 1
    while above < most and not holds(above):
        above *= 2
    above = min(above, most)
    if not holds(above):
        return None
    below = above // 2
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if holds(middle) else (middle, above)
    return above


def crossing(holds: Callable[[float], bool], start: float, most: float) -> float | None:
    """The smallest number above 0 and up to `most` for which something holds, to the last digit; None if none."""
    above = min(start, most)
    while above < most and not holds(above):
        above = min(2 * above, most)
    if not holds(above):
        return None
    below = 0.0
    while below < (middle := (below + above) / 2) < above:
        below, above = (below, middle) if holds(middle) else (middle, above)
    return above
