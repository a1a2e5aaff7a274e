"""Numbers on arrows: each where it covers no box, no other number and no other arrow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .path_columns import Floats
from .path_lists import along, length

#: Shares of a way that are tried, and how far the middle is to be preferred.
SHARES, MIDDLE = np.linspace(0.16, 0.84, 18), 0.6
#: What it costs to cover a box or a number, and an arrow.
BOX, ARROW = 40.0, 3.0
#: What is free around boxes, and between numbers and other arrows.
ROOM, BESIDE = 0.25, 0.4
#: Points of an arrow that are looked at, and how near its end a number may come, in sizes of the text.
POINTS, END = 40, 0.9


def placed(ways: Sequence[Floats], sizes: Sequence[tuple[float, float]], boxes: Floats) -> list[Floats]:
    """Middles of the numbers of some ways; those without a number have no size."""
    dots = [along(way, np.linspace(0, 1, POINTS)) for way in ways]
    taken = [box + np.array([-ROOM, -ROOM, ROOM, ROOM]) for box in boxes]
    found: list[Floats] = [way.mean(axis=0) for way in ways]
    order = sorted((i for i, size in enumerate(sizes) if size[0]), key=lambda i: length(ways[i]))
    for i in order:
        others = [own for j, own in enumerate(dots) if j != i]
        found[i] = _best(ways[i], np.array(sizes[i]), np.array(taken), np.vstack(others) if others else None)
        half = np.array(sizes[i]) / 2
        taken.append(np.concatenate([found[i] - half, found[i] + half]))
    return found


def _best(way: Floats, size: Floats, taken: Floats, others: Floats | None) -> Floats:
    middles = along(way, SHARES)
    low, high = middles - size / 2, middles + size / 2
    wide = np.minimum(high[:, None, 0], taken[None, :, 2]) - np.maximum(low[:, None, 0], taken[None, :, 0])
    tall = np.minimum(high[:, None, 1], taken[None, :, 3]) - np.maximum(low[:, None, 1], taken[None, :, 1])
    cost = BOX * (np.clip(wide, 0, None) * np.clip(tall, 0, None)).sum(axis=1)
    if others is not None:
        inside = ((others > low[:, None] - BESIDE) & (others < high[:, None] + BESIDE)).all(axis=2)
        cost = cost + ARROW * inside.sum(axis=1)
    ends = np.minimum(*(np.abs(middles - end).max(axis=1) for end in (way[0], way[-1])))
    cost = cost + 10.0 * np.clip(END + size.min() / 2 - ends, 0, None)
    return middles[int(np.argmin(cost + MIDDLE * np.abs(SHARES - 0.5)))]
