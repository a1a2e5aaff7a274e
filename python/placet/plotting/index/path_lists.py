"""Shapes of a path diagram: boxes with round corners, heads of arrows, and lists of indicators on their stems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .path_columns import Floats

#: Heads of the arrows to indicators, their length, and what is free between them and the text; in sizes of the text.
SMALL, TICK, APART = 0.42, 0.85, 0.35
#: Radius of turns.
ROUND = 1.6


@dataclass(frozen=True)
class Rows:
    """A list of indicators: its stem with arrows, their heads, and where its texts begin."""

    stem: Floats
    heads: list[Floats]
    at: list[tuple[float, float]]


def listed(box: Floats, own: Floats, side: str, high: Sequence[float], mode: str) -> Rows:
    """The rows of a list, of these heights, in its place beside or below a box.

    Arrows lead to indicators that reflect a construct (mode A), and from those that form it to the box (mode B).
    """
    way = -1.0 if side == "left" else 1.0
    x = own[2] if side == "left" else own[0]
    gap = (own[3] - own[1] - sum(high)) / max(len(high) - 1, 1)
    tops = own[1] + np.concatenate([[0.0], np.cumsum(np.array(high) + gap)[:-1]])
    middles = (tops + np.array(high) / 2).tolist()
    end = x + way * TICK
    middle = (box[1] + box[3]) / 2
    # From the box to the stem: beside it level, from below straight down.
    if side in ("top", "bottom"):
        edge, near = (box[3], own[1]) if side == "bottom" else (box[1], own[3])
        down = float(np.clip(x, box[0] + 0.8, box[2] - 0.8))
        between = edge + (near - edge) / 2
        start = [(down, edge), (down, between), (x, between), (x, middles[-1] if side == "bottom" else middles[0])]
    else:
        start = [(box[0] if way < 0 else box[2], middle), (x, middle), (np.nan, np.nan)]
        start += [(x, min(*middles, middle)), (x, max(*middles, middle))]
    lines = [*start]
    heads = []
    for y in middles:
        stop = end - way * SMALL * 0.8 if mode == "A" else end
        lines += [(np.nan, np.nan), (x, y), (stop, y)]
        if mode == "A":
            heads.append(_triangle(np.array([end, y]), np.array([way, 0.0]), SMALL))
    if mode != "A":
        tip = np.array(start[0])
        toward = np.array({"top": (0.0, 1.0), "bottom": (0.0, -1.0)}.get(side, (-way, 0.0)))
        heads.append(_triangle(tip, toward, SMALL * 1.3))
    return Rows(np.array(lines), heads, [(end + way * APART, y) for y in middles])


def rounded_box(box: Floats, radius: float) -> Floats:
    """The outline of a box with round corners."""
    left, top, right, bottom = box
    radius = min(radius, (right - left) / 2, (bottom - top) / 2)
    turn = np.linspace(0, np.pi / 2, 7)
    parts = []
    for k, (x, y) in enumerate(
        ((right - radius, bottom - radius), (left + radius, bottom - radius), (left + radius, top + radius),
         (right - radius, top + radius))
    ):  # fmt: skip
        angle = turn + k * np.pi / 2
        parts.append(np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)]))
    return np.vstack(parts)


def head(way: Floats, size: float) -> tuple[Floats, Floats]:
    """The head of an arrow, and the way up to it."""
    far = np.linalg.norm(way - way[-1], axis=1)
    outside = np.flatnonzero(far > size)
    last = int(outside[-1]) if len(outside) else 0
    toward = way[-1] - way[last]
    toward = toward / max(float(np.linalg.norm(toward)), 1e-9)
    return _triangle(way[-1], toward, size), np.vstack([way[: last + 1], way[-1] - 0.8 * size * toward])


def dot(at: Floats, radius: float) -> Floats:
    """A round dot."""
    angle = np.linspace(0, 2 * np.pi, 25)
    return at + radius * np.column_stack([np.cos(angle), np.sin(angle)])


# ---- ways ------------------------------------------------------------------------------------------------------------


def rounded(points: Floats) -> Floats:
    """A way with round turns."""
    parts = [points[:1]]
    t = np.linspace(0, 1, 9)[:, None]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        ends = []
        for other in (before, after):
            far = max(float(np.linalg.norm(other - corner)), 1e-9)
            ends.append(corner + (other - corner) * min(ROUND / far, 0.5))
        parts.append((1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * corner + t**2 * ends[1])
    return np.vstack([*parts, points[-1:]])


def along(way: Floats, share: float | Floats) -> Floats:
    """Points of a way, at shares of its length."""
    steps = np.linalg.norm(np.diff(way, axis=0), axis=1)
    reached = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.asarray(share) * reached[-1]
    return np.stack([np.interp(at, reached, way[:, 0]), np.interp(at, reached, way[:, 1])], axis=-1)


def length(way: Floats) -> float:
    """How long a way is."""
    return float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum())


def _triangle(tip: Floats, toward: Floats, size: float) -> Floats:
    across = np.array([-toward[1], toward[0]])
    back = tip - size * toward
    return np.array([tip, back + 0.42 * size * across, tip - 0.78 * size * toward, back - 0.42 * size * across])
