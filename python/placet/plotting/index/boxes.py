"""Boxes of a tree from left to right and the branches between them, placed anew whenever the axes change their size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..glyphs import drawable, give_glyphs
from ..style import Style, readable
from ..wrapping import SAFE, broken, line_height, measure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

#: Size of the text, relative to that of the style.
RELATIVE = 0.9
#: In sizes of the text: widest and least labels, space inside of a box beside and above its text, space between
#: siblings and around families, the curve of a branch, and what is free beside the weight on it.
WIDEST, LEAST = 14.0, 3.5
INSIDE, ABOVE, SIBLINGS, FAMILIES = 0.5, 0.28, 0.4, 0.5
CURVE, BESIDE_WEIGHT = 2.4, 1.3
#: Branches in spare width become so much longer at most.
LONGER = 2.0
#: Width of a branch in points: without weight, and what a weight of 1 adds.
THIN, THICK = 0.7, 8.0
#: Sizes of the text and lines of a label that are tried one after the other until all boxes have room.
TRIES = ((1.0, None), (1.0, 3), (1.0, 2), (0.85, 3), (0.85, 2), (0.7, 2), (0.7, 1), (0.55, 1))


@dataclass(frozen=True)
class Box:
    """A node as it is drawn: its label, a number at the right end, its shade, and the weight on the branch to it."""

    label: str
    number: str
    fill: str
    level: int
    above: int
    weight: float


@dataclass(frozen=True)
class _Plan:
    """Sizes in pixels: left ends, widths and heights of the boxes, and their middles from the top; of the whole tree.

    `label` is the width of the narrowest column of labels in sizes of the text.
    """

    left: np.ndarray
    wide: np.ndarray
    high: np.ndarray
    middle: np.ndarray
    size: tuple[float, float]
    label: float


class Boxes:
    """The tree in axes of 0 to 1: columns are the levels, each box is in the middle of what is below it."""

    def __init__(self, ax: Axes, boxes: Sequence[Box]) -> None:
        from matplotlib.patches import Rectangle

        self.ax, self.boxes, self.style = ax, list(boxes), Style.of(ax)
        style, whole = self.style, dict[str, Any](transform=ax.transAxes)
        ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        self.frames, self.labels, self.numbers = [], list[Any](), list[Any]()
        self.branches, self.weights = list[Any](), list[Any]()
        for box in self.boxes:
            edge = {"edgecolor": style.grey, "linewidth": style.line(0.6), "clip_on": False, "zorder": 3}
            self.frames.append(ax.add_patch(Rectangle((0, 0), 1, 1, facecolor=box.fill, **edge, **whole)))
            how: dict[str, Any] = {"color": readable(box.fill), "va": "center", "zorder": 4, **whole}
            self.labels.append(ax.text(0, 0, box.label, ha="left", linespacing=1.1, **how))
            self.numbers.append(ax.text(0, 0, box.number, ha="right", fontweight="bold", **how))
            if box.above < 0:
                continue
            line = {"color": style.tint(0.4), "linewidth": style.line(THIN + THICK * box.weight)}
            self.branches += ax.plot([], [], solid_capstyle="butt", zorder=1, clip_on=False, **line, **whole)
            how |= {
                "color": style.ink,
                "zorder": 2,
                "bbox": {"facecolor": style.paper, "edgecolor": "none", "pad": 1.2},
            }
            self.weights.append(ax.text(0, 0, percent(box.weight), ha="center", **how))
        for text in self._texts():
            text.set_parse_math(False)
            text.set_text(drawable(text.get_text(), text.get_fontname()))
            give_glyphs(text)
        self.words = [text.get_text() for text in self.labels]

    def _texts(self) -> list[Text]:
        return [*self.labels, *self.numbers, *self.weights]

    def needs(self) -> tuple[float, float]:
        """Inches of the tree with all labels as wide as they may be."""
        figure: Any = self.ax.figure
        wide, high = self._plan(RELATIVE, None, None).size
        return (wide + 1) / figure.dpi, 1.02 * high / figure.dpi

    def place(self) -> None:
        """Put everything where it has room."""
        box = self.ax.bbox
        plan = self._plan(RELATIVE, box.width, None)
        for relative, lines in TRIES:
            plan = self._plan(RELATIVE * relative, box.width, lines)
            if plan.size[1] <= 1.01 * box.height and plan.label >= LEAST:
                break
        self._draw(plan, box.width, box.height)

    # ---- sizes -----------------------------------------------------------------------------------------------------

    def _plan(self, relative: float, wide: float | None, most: int | None) -> _Plan:
        """Sizes for a text of this size in so many pixels, with labels of so many lines at most."""
        figure: Any = self.ax.figure
        points = self.style.points(relative)
        em = points * figure.dpi / 72
        for text in self._texts():
            text.set_fontsize(points)
        level = np.array([box.level for box in self.boxes])
        at = [level == depth for depth in range(int(level.max()) + 1)]
        self._wrapped(np.full(len(level), WIDEST * em), None)
        natural, beside = (
            np.array([max(_width(texts[i]) for i in np.flatnonzero(own)) for own in at])
            for texts in (self.labels, self.numbers)
        )
        natural = np.maximum(natural / SAFE + 0.2 * em, LEAST * em)
        beside = 2 * INSIDE * em + np.where(beside > 0, beside + INSIDE * em, 0)
        branch = max((_width(text) for text in self.weights), default=0.0) + (CURVE + BESIDE_WEIGHT) * em
        gaps, spare = len(at) - 1, np.inf if wide is None else wide - beside.sum() - branch * (len(at) - 1)
        labels = _capped(natural, spare)
        if wide is not None and gaps:
            branch = float(np.clip((wide - (labels + beside).sum()) / gaps, branch, LONGER * branch))
        columns = labels + beside
        left = np.concatenate([[0.0], np.cumsum(columns + branch)[:-1]])
        high = self._wrapped(labels[level], most) + 2 * ABOVE * em
        middle, total = _stacked(high, [box.above for box in self.boxes], SIBLINGS * em, FAMILIES * em)
        size = float(columns.sum() + branch * gaps), total
        return _Plan(left[level], columns[level], high, middle, size, float(labels.min() / em))

    def _wrapped(self, limits: np.ndarray, most: int | None) -> np.ndarray:
        """Break the labels into lines, and say how high they are."""
        high = []
        for text, words, limit in zip(self.labels, self.words, limits, strict=True):
            text.set_text(broken(words, max(float(limit), 1.0), measure_of(text), most))
            high.append(line_height(text) * (text.get_text().count("\n") + 1))
        return np.array(high)

    # ---- places ----------------------------------------------------------------------------------------------------

    def _draw(self, plan: _Plan, wide: float, high: float) -> None:
        """Move everything to its place, in shares of the axes."""
        stretch = high / plan.size[1]
        left, right = plan.left / wide, (plan.left + plan.wide) / wide
        middle, half = 1 - plan.middle * stretch / high, plan.high / high / 2
        figure: Any = self.ax.figure
        em = self.labels[0].get_fontsize() * figure.dpi / 72 / wide
        for i in range(len(self.boxes)):
            self.frames[i].set_bounds(left[i], middle[i] - half[i], right[i] - left[i], 2 * half[i])
            self.labels[i].set_position((left[i] + INSIDE * em, middle[i]))
            self.numbers[i].set_position((right[i] - INSIDE * em, middle[i]))
        below = [i for i, box in enumerate(self.boxes) if box.above >= 0]
        straight = max((_width(text) for text in self.weights), default=0.0) / wide + BESIDE_WEIGHT * em
        for i, branch, weight in zip(below, self.branches, self.weights, strict=True):
            above = self.boxes[i].above
            branch.set_data(*_bent((right[above], middle[above]), (left[i], middle[i]), straight))
            weight.set_position((left[i] - straight / 2, middle[i]))


def percent(share: float) -> str:
    """A share in percent, with as many digits as it takes."""
    return f"{100 * share:.3g}%"


def _width(text: Text) -> float:
    """Width of the widest line."""
    return max(map(measure_of(text), text.get_text().split("\n")))


def _capped(natural: np.ndarray, room: float) -> np.ndarray:
    """Widths that together have room: the widest are made narrower first, all to the same width."""
    for count in range(len(natural)):
        order = np.argsort(natural)
        kept = natural[order[:count]].sum()
        cap = (room - kept) / (len(natural) - count)
        if cap <= natural[order[count]]:
            return np.minimum(natural, max(cap, 1.0))
    return natural


def _stacked(high: np.ndarray, above: Sequence[int], siblings: float, families: float) -> tuple[np.ndarray, float]:
    """Middles of boxes from the top, each that of what is below it, and how high the tree is."""
    count = len(high)
    need, below = np.zeros(count), np.zeros(count)
    for i in range(count - 1, -1, -1):
        need[i] = max(high[i] + siblings, below[i] + (families if below[i] else 0.0))
        if i:
            below[above[i]] += need[i]
    top, free = np.zeros(count), (need - below) / 2
    for i in range(1, count):
        top[i] = top[above[i]] + free[above[i]]
        free[above[i]] += need[i]  # the next one stands below
    return top + need / 2, float(need[0])


def _bent(start: tuple[float, float], end: tuple[float, float], straight: float) -> tuple[np.ndarray, np.ndarray]:
    """A curve that is level at both ends and ends in a straight part."""
    t = np.linspace(0, 1, 24)
    x = start[0] + (end[0] - straight - start[0]) * t
    y = start[1] + (end[1] - start[1]) * (3 * t**2 - 2 * t**3)
    return np.append(x, end[0]), np.append(y, end[1])
