"""Distributions as bars stacked from the middle of the scale outwards."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...results.draw import draws
from ...results.format import width
from ...results.scores.distribution import DistributionResult
from .. import canvas
from ..canvas import Axes
from ..series import left_out
from .scores import row_names

Floats = NDArray[np.float64]

#: From the lowest point to the middle to the highest: as the colours of detractors and promoters, told apart by every
#: reader; both ends are dark in print, where the side of the line says which is which.
ENDS, MIDDLE = ("#B34700", canvas.NEGATIVE, canvas.POSITIVE, "#00456B"), "#D9D9D9"
#: Percent from which a share is written into its bar, and points up to which that is done and all are named.
WRITTEN, MOST_NAMED = 5.0, 11
#: Columns of text that the names of the points may take in one line.
ACROSS = 88


@draws(DistributionResult)
def plot_distribution(result: DistributionResult, ax: Axes | None = None) -> Axes:
    """One bar an item and segment, its lower points left of 0, its upper ones right, a middle point on both sides."""
    shares = 100 * np.asarray(result.table["estimate"], dtype=float).reshape(-1, result.points)
    rows = shares[: canvas.MOST_ROWS]
    ax = canvas.axes(ax, len(rows) + 1.6, 8.6)
    colours = point_colours(result.points)
    starts = np.cumsum(rows, axis=1) - rows - below_middle(rows)[:, None]
    few = result.points <= MOST_NAMED
    names = {point: result.heading_of(point) for point in named_points(result.points)}
    for point in range(result.points):
        ax.barh(
            np.arange(len(rows)), rows[:, point], left=starts[:, point], height=0.7, color=colours[point],
            edgecolor="white", linewidth=0.8 if few else 0, label=names.get(point),
        )  # fmt: skip
        if few:
            _write(ax, rows[:, point], starts[:, point], colours[point])
    ax.axvline(0, color=canvas.INK, linewidth=0.9, zorder=0.8)
    place = _name_points(ax)
    low, high = np.nanmin(starts[:, 0], initial=0), np.nanmax(starts[:, -1] + rows[:, -1], initial=0)
    ax.set_xlim(low - 3, high + 3)
    ax.xaxis.set_major_formatter(lambda x, _: f"{abs(x):g}")
    title = f"Distribution of answers, {result.scale[0]} to {result.scale[1]}"
    title = canvas.joined(title, result.label(result.item_names[0])) if len(result.item_names) == 1 else title
    title += left_out(len(shares), canvas.MOST_ROWS)
    xlabel = f"% of respondents, below and above the middle of {result.scale[0]} to {result.scale[1]}"
    return canvas.finish(ax, title, xlabel, row_names(result, range(0, rows.size, result.points)), legend=place)


def point_colours(points: int) -> list[str]:
    """A colour for every point, dark at both ends and light in the middle."""
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    stops = [ENDS[0], ENDS[1], MIDDLE, ENDS[2], ENDS[3]]
    if points % 2 == 0:  # no point is neither: the middle grey is left out
        stops[2] = "#E8E2DC"
    ramp = LinearSegmentedColormap.from_list("points", list(zip((0, 0.2, 0.5, 0.8, 1), stops, strict=True)))
    return [to_hex(ramp(position)) for position in (np.arange(points) + 0.5) / points]


def named_points(points: int) -> list[int]:
    """Positions of the points that the legend names: all, or of many the ends and the middle."""
    return list(range(points)) if points <= MOST_NAMED else [0, points // 2, points - 1]


def _name_points(ax: Axes) -> canvas.Place:
    """Name the points in one line above the bars or, where they do not fit there, beside them."""
    handles, names = ax.get_legend_handles_labels()
    if sum(4 + width(name) for name in names) <= ACROSS:
        canvas.legend_above(ax, len(names))
        return "above"
    canvas.legend(ax, "", handles, names)
    return "beside"


def below_middle(rows: Floats) -> Floats:
    """Share below the middle of the scale, half of a middle point included."""
    half = rows.shape[1] // 2
    middle = rows[:, half] / 2 if rows.shape[1] % 2 else 0.0
    return rows[:, :half].sum(axis=1) + middle


def _write(ax: Axes, shares: Floats, starts: Floats, colour: str) -> None:
    """Write shares that have room into their bars, in the ink that is read on the colour."""
    from matplotlib.colors import to_rgb

    ink = "white" if np.dot(to_rgb(colour), (0.299, 0.587, 0.114)) < 0.5 else "black"
    for row, (share, start) in enumerate(zip(shares, starts, strict=True)):
        if share >= WRITTEN:
            ax.text(start + share / 2, row, f"{share:.0f}", ha="center", va="center", fontsize=8.5, color=ink)
