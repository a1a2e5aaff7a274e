"""Names beside points of a plane: each where it covers neither another name nor a point, joined to its own if far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .glyphs import drawable, give_glyphs
from .style import Style
from .wrapping import broken, line_height, measure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation, Text

Floats = NDArray[np.float64]
#: Widest names in sizes of their text, and their most lines.
WIDEST, MOST_LINES = 11.0, 3
#: Radius of a point and gaps between it and its name that are tried, in sizes of the text.
RADIUS, GAPS = 0.45, (0.25, 0.7, 1.3, 2.0, 3.0, 4.5)
#: From this gap on a name is joined to its point.
FAR = 1.0
#: Directions in the order in which they are tried: right, left, above, below, and between.
TURNS = np.deg2rad([0, 180, 90, 270, 45, 135, 315, 225, 22, 158, 338, 202, 68, 112, 292, 248])


class Marks:
    """Names of points, which move when the axes change their size.

    Parameters
    ----------
    ax
        The axes, which have their limits.
    points
        Where they are, one row each.
    names
        What they are called.
    around
        Other texts that are not to be covered.
    others
        Points without names that are not to be covered, one row each.
    """

    def __init__(
        self, ax: Axes, points: Floats, names: Sequence[str], around: Sequence[Text] = (), others: Floats | None = None
    ) -> None:
        self.ax, self.points, self.around = ax, points, list(around)
        self.all = points if others is None else np.vstack([points, others])
        self.style = Style.of(ax)
        line = {"arrowstyle": "-", "color": self.style.grey, "linewidth": self.style.line(0.7), "shrinkA": 0}
        how: dict[str, Any] = {
            "textcoords": "offset points", "ha": "center", "va": "center", "fontsize": self.style.points(0.9),
            "color": self.style.ink, "zorder": 6,
        }  # fmt: skip
        self.texts: list[Annotation] = [
            ax.annotate(name, (x, y), (0, 0), arrowprops={**line, "shrinkB": 2.0}, **how)
            for name, (x, y) in zip(names, points, strict=True)
        ]
        for text in (*self.texts, *self.around):
            text.set_parse_math(False)
            text.set_text(drawable(text.get_text(), text.get_fontname()))
            give_glyphs(text)
        self.names = [text.get_text() for text in self.texts]
        self.covered = 0

    def place(self, shrunk: float = 1.0) -> int:
        """Put every name where there is room, and say how many cover something all the same.

        `shrunk` is the share of the axes that names may take, where the axes will be smaller than they are.
        """
        figure: Any = self.ax.figure
        pixel, em = figure.dpi / 72, self.style.points(0.9) * figure.dpi / 72
        at = self.ax.transData.transform(self.all)
        middle = np.array([self.ax.bbox.x0 + self.ax.bbox.width / 2, self.ax.bbox.y0 + self.ax.bbox.height / 2])
        at = middle + shrunk * (at - middle)
        half = shrunk * np.array([self.ax.bbox.width, self.ax.bbox.height]) / 2
        frame = np.array([*(middle - half), *(middle + half)])
        taken = [np.array([*(p - RADIUS * em), *(p + RADIUS * em)]) for p in at]
        taken += [np.array(text.get_window_extent().extents) for text in self.around if text.get_visible()]
        self.covered = 0
        for i in np.argsort(-_crowd(at)[: len(self.texts)], kind="stable"):
            size = self._broken(int(i), em)
            place, gap, free = _place(at[i], size, em, frame, np.array(taken))
            self.covered += not free
            text = self.texts[int(i)]
            text.set_position(tuple((place - at[i]) / pixel))
            if text.arrow_patch is not None:
                text.arrow_patch.set_visible(gap >= FAR)
            taken.append(np.array([*(place - size / 2), *(place + size / 2)]))
        return self.covered

    def needs(self) -> tuple[float, float]:
        """Names are content with any place."""
        return 0.0, 0.0

    def _broken(self, i: int, em: float) -> Floats:
        """Write a name in lines, and say how large it is."""
        text = self.texts[i]
        measure = measure_of(text)
        lines = broken(self.names[i], WIDEST * em, measure, MOST_LINES)
        text.set_text(lines)
        wide = max(measure(line) for line in lines.split("\n"))
        return np.array([wide + 0.2 * em, line_height(text) * (lines.count("\n") + 1)])

    def remove(self) -> None:
        """Take the names off the axes."""
        for text in self.texts:
            text.remove()


def _crowd(at: Floats) -> Floats:
    """How near the other points are: those among many are named first."""
    apart = np.linalg.norm(at[:, None] - at[None], axis=2)
    return (1 / (1 + apart)).sum(axis=1)


def _place(point: Floats, size: Floats, em: float, frame: Floats, taken: Floats) -> tuple[Floats, float, bool]:
    """The middle of a name of this size: at the first of its places that is free, else where it covers least."""
    turns = np.column_stack([np.cos(TURNS), np.sin(TURNS)])
    gaps = np.array(GAPS)
    reach = size / 2 + RADIUS * em + gaps[:, None, None] * em
    # Beside the point a name is as far away as its width asks for, above it as its height does.
    middles = (point + turns[None] * reach).reshape(-1, 2)
    boxes = np.hstack([middles - size / 2, middles + size / 2])
    wide = np.minimum(boxes[:, None, 2], taken[None, :, 2]) - np.maximum(boxes[:, None, 0], taken[None, :, 0])
    high = np.minimum(boxes[:, None, 3], taken[None, :, 3]) - np.maximum(boxes[:, None, 1], taken[None, :, 1])
    covers = (np.clip(wide, 0, None) * np.clip(high, 0, None)).sum(axis=1)
    beyond = np.clip(frame[:2] - boxes[:, :2], 0, None).sum(axis=1) + np.clip(boxes[:, 2:] - frame[2:], 0, None).sum(
        axis=1
    )
    worst = covers + 1e3 * size[1] * beyond
    best = int(np.argmin(worst > 0.5)) if (worst <= 0.5).any() else int(np.argmin(worst))
    return middles[best], float(gaps[best // len(TURNS)]), bool(worst[best] <= 0.5)
