"""The place that axes have in their figure: their cell and half of the gaps around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

#: Axes of pictures that were fitted: while a figure is saved tightly, matplotlib takes their locators off in turn.
PICTURES: WeakSet[Any] = WeakSet()
#: Points that stay free on every side.
PAD = 4.0


def is_laid_out(ax: Axes) -> bool:
    """Whether an engine, constrained or tight, gives the axes their place."""
    from matplotlib.layout_engine import PlaceHolderLayoutEngine

    engine = ax.figure.get_layout_engine()  # type: ignore[union-attr]
    return engine is not None and not isinstance(engine, PlaceHolderLayoutEngine)


def is_placed(ax: Axes) -> bool:
    """Whether the axes were given a rectangle of the figure and no cell of a grid: they stay exactly there."""
    return ax.get_subplotspec() is None


def is_among_pictures(ax: Axes) -> bool:
    """Whether all axes of the grid are pictures that keep to their cells, so that no engine is needed."""
    spec: Any = ax.get_subplotspec()
    figure: Any = ax.figure
    return spec is not None and all(
        other in PICTURES
        for other in figure.axes
        if other is ax or getattr(other.get_subplotspec(), "get_gridspec", lambda: None)() is spec.get_gridspec()
    )


def slot(ax: Axes) -> Bbox:
    """The place in pixels: axes in a grid reach into the gaps, but neither under the figure's title nor its legends.

    Where all axes of a grid are pictures, it is shared out among them by the ratios of its columns and rows.
    """
    from matplotlib.transforms import Bbox

    figure: Any = ax.figure
    spec = ax.get_subplotspec()
    if spec is None:
        cell = ax.get_position(original=True).transformed(figure.transSubfigure)
        return Bbox.from_extents(figure.bbox.x0, cell.y0, cell.x1, cell.y1)
    grid = spec.get_gridspec()
    bottoms, tops, lefts, rights = grid.get_grid_positions(figure)
    rows, columns = spec.rowspan, spec.colspan
    outer = _margins(figure, grid, (min(lefts), min(bottoms), max(rights), max(tops)))
    if is_among_pictures(ax):
        widths, heights = (
            np.asarray(ratios, dtype=float) for ratios in (grid.get_width_ratios(), grid.get_height_ratios())
        )
        ends = [np.cumsum([0.0, *share]) / np.sum(share) for share in (widths, heights[::-1])]
        across = outer[0] + (outer[2] - outer[0]) * ends[0]
        upward = (outer[1] + (outer[3] - outer[1]) * ends[1])[::-1]
        x0, x1, y0, y1 = across[columns.start], across[columns.stop], upward[rows.stop], upward[rows.start]
        return Bbox.from_extents(x0, y0, x1, y1).transformed(figure.transSubfigure).padded(-PAD * figure.dpi / 72)
    x0 = outer[0] if columns.start == 0 else (rights[columns.start - 1] + lefts[columns.start]) / 2
    x1 = outer[2] if columns.stop == len(lefts) else (rights[columns.stop - 1] + lefts[columns.stop]) / 2
    y1 = outer[3] if rows.start == 0 else (bottoms[rows.start - 1] + tops[rows.start]) / 2
    y0 = outer[1] if rows.stop == len(tops) else (bottoms[rows.stop - 1] + tops[rows.stop]) / 2
    pad = PAD * figure.dpi / 72
    return Bbox.from_extents(x0, y0, x1, y1).transformed(figure.transSubfigure).padded(-pad)


def _margins(figure: Any, grid: Any, cells: tuple[float, ...]) -> tuple[float, float, float, float]:
    """Left, bottom, right and top, as far as a grid that fills the figure reaches into the margins around it."""
    left, bottom, right, top = cells
    if getattr(grid, "left", None) is None and hasattr(grid, "update"):  # not one of several, nor within another
        left, bottom, right, top = 0.0, 0.0, 1.0, 1.0
    inverse = figure.transSubfigure.inverted()
    for thing in [*figure.texts, *figure.legends]:
        if not thing.get_visible() or (hasattr(thing, "get_text") and not thing.get_text()):
            continue
        box = thing.get_window_extent().transformed(inverse)
        if box.y0 >= cells[3] - 0.02:
            top = min(top, box.y0)
        elif box.y1 <= cells[1] + 0.02:
            bottom = max(bottom, box.y1)
        elif box.x1 <= cells[0] + 0.02:
            left = max(left, box.x1)
        elif box.x0 >= cells[2] - 0.02:
            right = min(right, box.x0)
    return left, bottom, right, top
